// One line of the driver's protocol: what is to be done to the window. Pure: JSON in, a value or a sentence out.
//
//   {"do": "click", "label": "Add task"}                            click, double_click, right_click, hover: an item
//   {"do": "drag", "label": "...", "to": {"label": "..."}}          or "dx", "dy" in logical pixels instead of "to"
//   {"do": "type", "text": "Call mum\n"}                            into what has the keyboard; with an item, that is clicked first
//   {"do": "key", "keys": "Ctrl+K"}                                 a chord; "times": how often
//   {"do": "scroll", "label": "...", "y": -3}                       steps of the wheel over an item, "x" sideways
//   {"do": "focus", "label": "..."}                                 the keyboard goes there, as from the palette
//   {"do": "wait"}                                                  until nothing moves; with an item, until it is there, "gone": true: is not
//   {"do": "find", "label": "..."}    {"do": "tree"}                items; the whole tree
//   {"do": "screenshot", "file": "a.png"}  {"do": "resize", "width": 900, "height": 600}  {"do": "clock", "time": "2026-11-22T09:41:00"}
// An item is named by label, role, plugin, page, in, beside, exact, nth (ui/item_tree.hpp). "timeout_ms": for how long it is waited for.
// Answers are one line each: {"ok": true, ...} or {"error": "a sentence"}.
#pragma once

#include "ui/item_tree.hpp"

#include "wire/keys.hpp"
#include "wire/model.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace asista::app::driver {

inline constexpr std::size_t max_line_bytes = 64u << 10;

enum class Do {
    click,
    double_click,
    right_click,
    hover,
    drag,
    type,
    key,
    scroll,
    focus,
    wait,
    find,
    tree,
    screenshot,
    resize,
    clock
};

struct Chord {
    std::vector<frame::Key> modifiers; // left_ctrl and the like, in the order of pressing
    frame::Key key{};
    char32_t text = 0; // what the key types by itself; 0: nothing
};

struct Request {
    Do what = Do::wait;
    bool names_item = false; // there is one in it
    ui::ItemQuery item, to;
    bool to_item = false;
    float x = 0, y = 0; // scroll: steps; drag without "to": logical pixels
    std::u32string text;
    Chord chord;
    int times = 1;
    bool gone = false;
    std::filesystem::path file;
    int width = 0, height = 0; // logical pixels
    InstantMs time = 0;
    double timeout_s = 10;
};

// Errc::invalid says what is wrong with it. Never throws, whatever the line.
Result<Request> parse_request(std::string_view line);

// "Ctrl+Shift+Z", "Enter", "?".
Result<Chord> parse_chord(std::string_view text);

// From what a person writes in a shell to the line above: `click "Add task"`, `click button "Add" beside "Milk"`, `type "Call mum\n"`, `key Ctrl+K`,
// `drag "A" to "B"`, `scroll "List" -3`, `wait`, `wait "Milk"`, `wait gone "Milk"`, `find "Milk"`, `tree`, `screenshot a.png`, `resize 900x600`, `clock TIME`.
Result<std::string> line_of_words(std::string_view words);

} // namespace asista::app::driver

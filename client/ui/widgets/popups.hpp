// What floats above the page: menus, panels under a button, questions. Each draws its own soft shadow. [main]
#pragma once

#include "ui/widgets/press.hpp"

#include <string>

namespace asista::ui {

struct MenuLook {
    float width = size::menu; // logical
    bool align_right = false; // its right edge under the anchor's right edge
    float max_height = 420;   // logical; scrolls beyond
    float padding = 6;
};
void open_menu(std::string_view id);
bool menu_open(std::string_view id);
// When it returns true, fill it and call end_menu(). Escape and a click elsewhere close it.
bool begin_menu(Ui& ui, std::string_view id, Box anchor, const MenuLook& look = {});
void end_menu();

struct MenuItem {
    std::string_view label;
    std::string_view icon = {};
    std::string_view hint = {}; // at the right, faint
    bool ticked = false;
    bool danger = false;
    bool enabled = true;
};
// Pressing it closes the menu.
bool menu_item(Ui& ui, const MenuItem& item);
void menu_line(Ui& ui);
void menu_title(Ui& ui, std::string_view text);

// A question in the middle of a dimmed window. `open` is asked for with open_question(); when begin returns a box, draw into it
// (its height is `height` logical pixels at most) and call end_question(). Escape sets `closed`.
struct Question {
    bool shown = false;
    bool closed = false; // in this frame, by Escape
    Box box;             // inside the padding
    bool deaf = false;   // a trusted one that does not listen yet
};
void open_question(std::string_view id);
void close_question();
Question begin_question(Ui& ui, std::string_view id, float width_logical, float height_px, float top_logical = 0);
void end_question();

// A question whose answer gives something away: permission, installation, removal, a link, a file. For its first half second it takes
// neither clicks nor keys (TrustGate), and nothing in it has the keyboard until safe_answer() was called behind the button that changes
// nothing: Enter alone never agrees. `number` tells one question from the next in the same dialog.
Question begin_trusted(Ui& ui, std::string_view id, std::uint64_t number, float width_logical, float height_px);
void safe_answer(const Question& question);
void end_trusted();

} // namespace asista::ui

// What is on the screen, item by item, in words that a person would use: the client's own widgets and, when the client asks for them, those of
// a plugin host, which sends them behind its frame (frame.hpp). Numbers and text only; what comes from a host is checked like its frames.
#pragma once

#include "wire/bytes.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asista::items {

// Hard caps of one host's list. A frame with more is refused whole; a well-behaved host leaves out what is beyond them.
inline constexpr std::size_t max_items = 2'000;
inline constexpr std::size_t max_text_bytes = 240; // of a label or a value
inline constexpr std::size_t max_list_bytes = 512u << 10;

enum class Role : std::uint8_t {
    item = 0, // something that can be pressed, of which no more is known
    window,
    page,
    group, // a part of a window with its own scrolling
    dialog,
    menu, // and whatever else closes by a click elsewhere
    tooltip,
    plugin, // a surface of a plugin
    text,
    button,
    check_box,
    toggle,
    choice, // one of several side by side: segments, tabs, filters
    menu_item,
    field,
    slider,
    link,
    row,
    tree, // opens and closes: a tree's branch, a drop-down list, a menu
};
inline constexpr Role last_role = Role::tree;
constexpr bool is_known(Role role) { return role <= last_role; }
std::string_view name_of(Role role); // "check box"
std::optional<Role> role_named(std::string_view name);
// Whether a person does something with it: no window, no text.
constexpr bool is_control(Role role) { return role == Role::item || role >= Role::button; }

namespace state {
inline constexpr std::uint32_t hovered = 1, focused = 2, active = 4, disabled = 8, checkable = 16, checked = 32, openable = 64,
                               open = 128, editable = 256;
inline constexpr std::uint32_t known = 511;
} // namespace state
std::vector<std::string_view> names_of_states(std::uint32_t state); // "hovered", ...

struct Area { // window pixels
    float x = 0, y = 0, width = 0, height = 0;
    bool empty() const { return !(width > 0 && height > 0); }
    ASISTA_FIELDS(x, y, width, height)
};

inline constexpr std::uint32_t no_parent = 0xFFFFFFFF;

struct Item {
    std::uint32_t id = 0;             // ImGui's, 0 for a text; the same in every frame
    std::uint32_t surface = 0;        // of a host: the one it is drawn on
    std::uint32_t parent = no_parent; // place in the list, before its own
    Role role = Role::item;
    std::uint32_t state = 0;
    std::string label, value;
    Area rect, seen; // in full; what is not clipped away
    std::uint32_t scope =
        0; // of an item that tells no label: ImGui's hash of its label from here on is its id; 0: that is not so
    ASISTA_FIELDS(id, surface, parent, role, state, label, value, rect, seen, scope)
};
struct ItemList {
    std::vector<Item> items;
    ASISTA_FIELDS(items)
};

// The role of a widget of ImGui's own, of which only that much is known.
Role role_of(bool checkable, bool openable, bool editable);

// `text` as a label may be: one line, no control characters, valid UTF-8, at most max_text_bytes.
std::string plain(std::string_view text);

// A host's list. Errc::invalid when it is malformed or could not come from a well-behaved host, Errc::over_limit beyond a cap.
Result<std::vector<Item>> decode_items(std::span<const std::byte> bytes);

} // namespace asista::items

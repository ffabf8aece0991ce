// Names, and the check of what a host sends.
#include "wire/item_list.hpp"

#include "wire/frame.hpp"
#include "wire/utf8.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace asista::items {

namespace {
constexpr std::array<std::string_view, static_cast<std::size_t>(last_role) + 1> role_names{
    "item",      "window", "page",   "group",     "dialog", "menu",   "tooltip", "plugin", "text", "button",
    "check box", "toggle", "choice", "menu item", "field",  "slider", "link",    "row",    "tree"};

constexpr std::array state_names{
    std::pair{state::hovered, std::string_view{"hovered"}},     std::pair{state::focused, std::string_view{"focused"}},
    std::pair{state::active, std::string_view{"active"}},       std::pair{state::disabled, std::string_view{"disabled"}},
    std::pair{state::checkable, std::string_view{"checkable"}}, std::pair{state::checked, std::string_view{"checked"}},
    std::pair{state::openable, std::string_view{"openable"}},   std::pair{state::open, std::string_view{"open"}},
    std::pair{state::editable, std::string_view{"editable"}}};

bool in_range(float value) { return std::fabs(value) < frame::max_coordinate; } // false for what is no number
bool in_range(const Area& area) {
    return in_range(area.x) && in_range(area.y) && in_range(area.width) && in_range(area.height) && area.width >= 0 &&
           area.height >= 0;
}
bool is_control_character(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte < 0x20 || byte == 0x7F;
}
bool is_plain(std::string_view text) {
    if (text.size() > max_text_bytes || !wire::is_utf8(text)) return false;
    for (const char letter : text)
        if (is_control_character(letter)) return false;
    return true;
}
} // namespace

std::string_view name_of(Role role) { return is_known(role) ? role_names[static_cast<std::size_t>(role)] : role_names[0]; }

std::optional<Role> role_named(std::string_view name) {
    for (std::size_t i = 0; i < role_names.size(); ++i)
        if (role_names[i] == name) return static_cast<Role>(i);
    return std::nullopt;
}

std::vector<std::string_view> names_of_states(std::uint32_t state) {
    std::vector<std::string_view> names;
    for (const auto& [bit, name] : state_names)
        if ((state & bit) != 0) names.push_back(name);
    return names;
}

Role role_of(bool checkable, bool openable, bool editable) {
    if (editable) return Role::field;
    if (checkable) return Role::check_box;
    return openable ? Role::tree : Role::button;
}

std::string plain(std::string_view text) {
    std::string line(text.substr(0, max_text_bytes));
    if (line.size() < text.size()) // not in the middle of a character
        while (!line.empty() && (static_cast<unsigned char>(text[line.size()]) & 0xC0) == 0x80) line.pop_back();
    for (char& letter : line)
        if (is_control_character(letter)) letter = ' ';
    if (wire::is_utf8(line)) return line;
    for (char& letter : line)
        if (static_cast<unsigned char>(letter) >= 0x80) letter = '?';
    return line;
}

Result<std::vector<Item>> decode_items(std::span<const std::byte> bytes) {
    if (bytes.size() > max_list_bytes)
        return fail(Errc::over_limit, "a list of items of {} bytes, the cap is {}", bytes.size(), max_list_bytes);
    auto list = TRY(wire::decode<ItemList>(bytes));
    if (list.items.size() > max_items)
        return fail(Errc::over_limit, "a list of {} items, the cap is {}", list.items.size(), max_items);
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        const Item& item = list.items[i];
        if ((item.state & ~state::known) != 0) return fail(Errc::invalid, "an item with unknown states {:#x}", item.state);
        if (item.parent != no_parent && item.parent >= i) return fail(Errc::invalid, "an item before its parent");
        if (!in_range(item.rect) || !in_range(item.seen)) return fail(Errc::invalid, "an item out of range");
        if (!is_plain(item.label) || !is_plain(item.value))
            return fail(Errc::invalid, "an item with a label that is no line of text");
    }
    return std::move(list.items);
}

} // namespace asista::items

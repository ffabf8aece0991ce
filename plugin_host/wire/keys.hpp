// The key codes of Event::code for EventKind::key. They are this protocol's own. They follow the order of Dear ImGui's named keys,
// so each side can translate by adding a constant; each side asserts that order for the ImGui it was built with.
#pragma once

#include <cstdint>

namespace asista::frame {

enum class Key : std::uint32_t {
    none = 0,
    tab, left, right, up, down, page_up, page_down, home, end, insert, del, backspace, space, enter, escape,
    left_ctrl, left_shift, left_alt, left_super, right_ctrl, right_shift, right_alt, right_super, menu,
    digit_0, digit_1, digit_2, digit_3, digit_4, digit_5, digit_6, digit_7, digit_8, digit_9,
    a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z,
    f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23, f24,
    apostrophe, comma, minus, period, slash, semicolon, equal, left_bracket, backslash, right_bracket, grave_accent,
    caps_lock, scroll_lock, num_lock, print_screen, pause,
    keypad_0, keypad_1, keypad_2, keypad_3, keypad_4, keypad_5, keypad_6, keypad_7, keypad_8, keypad_9,
    keypad_decimal, keypad_divide, keypad_multiply, keypad_subtract, keypad_add, keypad_enter, keypad_equal,
    app_back, app_forward, oem_102,
    // Whether any key of the kind is held: sent beside the left or right key, and alone when it was pressed before the plugin had
    // the keyboard.
    mod_ctrl = 0x1000, mod_shift, mod_alt, mod_super,
};
inline constexpr Key last_named_key = Key::oem_102;

constexpr bool is_known(Key key) {
    return (key >= Key::tab && key <= last_named_key) || (key >= Key::mod_ctrl && key <= Key::mod_super);
}

// A modifier, as the key on the left or right or as the kind.
constexpr bool is_modifier(Key key) {
    return (key >= Key::left_ctrl && key <= Key::right_super) || (key >= Key::mod_ctrl && key <= Key::mod_super);
}

} // namespace asista::frame

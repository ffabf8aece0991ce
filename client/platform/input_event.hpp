// What a person does to the window, in the order it happened. One path for every window: a real one, a headless one, a test driver.
// Plain values: recorded, replayed and compared.
#pragma once

#include "wire/keys.hpp"

#include <cstdint>

namespace asista::platform {

struct InputEvent {
    enum class Kind : std::uint8_t {
        mouse_position, // x, y: window pixels from the top left
        mouse_leave,    // the pointer left the window
        mouse_button,   // code: 0 left, 1 right, 2 middle, 3, 4; pressed
        mouse_wheel,    // x, y: steps; positive y scrolls up, positive x scrolls left
        key,            // code: frame::Key, by what the key types in the present layout; pressed. Modifiers come as both
                        // left_ctrl and mod_ctrl. Repeats made by the system are not reported: ImGui makes its own.
        text,           // code: one Unicode scalar value
        focus,          // pressed: the window gained or lost the keyboard
        resize,         // x, y: the new size in pixels
        scale,          // x: the new pixels per logical pixel
        expose,         // the window system lost what was drawn: draw again
        close,          // the person asked to close the window
    };
    Kind kind{};
    std::uint32_t code = 0;
    float x = 0, y = 0;
    bool pressed = false;

    bool operator==(const InputEvent&) const = default;
};

} // namespace asista::platform

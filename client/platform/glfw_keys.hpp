// GLFW's keys in the frame protocol's terms.
#pragma once

#include "wire/keys.hpp"

namespace asista::platform {

// The key by what it types in the present keyboard layout, so that Ctrl+A is where the A is; a key that types nothing of the Latin
// alphabet keeps its place on a US keyboard. Key::none for keys the protocol does not know. [main]
frame::Key key_of_glfw(int glfw_key, int scancode);

} // namespace asista::platform

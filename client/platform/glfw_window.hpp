// The window on a desktop: GLFW 3.3, OpenGL 3.3 core.
#pragma once

#include "platform/window.hpp"

#include <memory>

namespace asista::platform {

struct GlfwOptions {
    std::string title = "Asista";
    int width = 1440, height = 900; // logical pixels
    // Where it was last. Taken unless hardly anything of it would be on a monitor; goes before width and height.
    std::optional<WindowPlace> place = {};
    float scale = 0;     // pixels per logical pixel; 0: the monitor's
    bool visible = true; // false: created hidden, for tests
    bool vsync = true;   // off on software rendering in any case; frames are then paced by frame_due_in_s()
};

// Makes the window and its context, and leaves the context current. One at a time in a process. [main], the process's first thread.
// Errc::unavailable: no display, or no OpenGL 3.3; the message says what to do.
Result<std::unique_ptr<Window>> open_glfw_window(const GlfwOptions& options);

} // namespace asista::platform

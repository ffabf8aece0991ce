// Showing a frame on X11 by copying it into the window, all of it or parts (GLX_MESA_copy_sub_buffer, which Mesa's software renderers
// have). Unlike a swap, a copy leaves the back buffer as it is, so the next frame may be drawn over it.
#pragma once

#include "platform/pixel_area.hpp"

#include <optional>

struct GLFWwindow;

namespace asista::platform {

// [main] For the window whose context is current.
class GlxPresent {
  public:
    // Nothing where there is no such extension, as with Wayland.
    static std::optional<GlxPresent> find(GLFWwindow* window);
    // Copies this part of the back buffer; `window_height` in pixels.
    void show(const PixelArea& area, int window_height) const;

  private:
    using CopySubBuffer = void (*)(void* display, unsigned long drawable, int x, int y, int width, int height);
    void* display_ = nullptr;
    unsigned long drawable_ = 0;
    CopySubBuffer copy_ = nullptr;
};

} // namespace asista::platform

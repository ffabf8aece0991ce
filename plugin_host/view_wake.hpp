// When the next frame is due without any input. ImGui does not say so: it expects to be drawn all the time. This knows the things of
// ImGui that move by themselves, so that a plugin at rest is not drawn at all. [frame]
#pragma once

#include "plugin_side.hpp"
#include "view_input.hpp"

#include <cstdint>

namespace asista::host {

struct Wake {
    bool now = false; // at the next window frame
    std::uint32_t after_ms = frame::never_wake;
};

// Says whether the windows stand still: a plugin may place a window after it was drawn, and sizes learnt in one frame are used in the
// next, so a frame that left any window somewhere else than the frame before is followed by another.
class LayoutRest {
  public:
    // After ImGui::Render(), once a frame. True when position, size, content or scrolling of the open windows differ from last time.
    bool moved();

  private:
    std::uint64_t last_ = 0;
};

// After ImGui::Render(): the soonest of what the plugin wishes and what its widgets need.
Wake next_wake(const InputRequest& request, const InputReplay& input, const FrameWishes& wishes, LayoutRest& layout);

} // namespace asista::host

// Keeps frames at most as frequent as a monitor shows them, where swapping buffers does not.
#pragma once

#include <string_view>

namespace asista::platform {

// Mesa's software rasterisers, by the name a driver reports.
inline bool is_software_renderer(std::string_view name) {
    for (const std::string_view software : {"llvmpipe", "softpipe", "swrast", "Software Rasterizer", "SwiftShader"})
        if (name.find(software) != std::string_view::npos) return true;
    return false;
}

class FramePacer {
  public:
    FramePacer() = default; // every frame is due at once
    explicit FramePacer(double frames_per_second) : interval_s_(frames_per_second > 0 ? 1.0 / frames_per_second : 0) {}

    // The next frame may begin where the next interval does, on a grid as of a monitor: the time a frame takes to draw is part of its
    // interval and not added to it.
    void frame_shown(double now_s);
    // Seconds until the next frame may begin; 0: now, as after an idle time.
    double due_in(double now_s) const;

  private:
    double interval_s_ = 0, due_s_ = 0;
};

} // namespace asista::platform

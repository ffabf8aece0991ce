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
    FramePacer() = default; // never holds back
    explicit FramePacer(double frames_per_second) : interval_s_(frames_per_second > 0 ? 1.0 / frames_per_second : 0) {}

    void frame_shown(double now_s) { last_s_ = now_s; }
    // Sleeps until the next frame may be shown. The first frame after an idle time is not delayed.
    void hold_back(double now_s) const;

  private:
    double interval_s_ = 0, last_s_ = -1;
};

} // namespace asista::platform

// Sleeping out the rest of a frame.
#include "platform/pacing.hpp"

#include <chrono>
#include <thread>

namespace asista::platform {

void FramePacer::hold_back(double now_s) const {
    if (interval_s_ <= 0 || last_s_ < 0) return;
    const double left = last_s_ + interval_s_ - now_s;
    if (left > 0 && left <= interval_s_) std::this_thread::sleep_for(std::chrono::duration<double>(left));
}

} // namespace asista::platform

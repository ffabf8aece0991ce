// When the next frame may begin.
#include "platform/pacing.hpp"

#include <cmath>

namespace asista::platform {

void FramePacer::frame_shown(double now_s) {
    if (interval_s_ > 0) due_s_ = (std::floor(now_s / interval_s_) + 1) * interval_s_;
}

double FramePacer::due_in(double now_s) const {
    const double left = due_s_ - now_s;
    return left > 0 && left <= interval_s_ ? left : 0; // a clock that was set back delays nothing
}

} // namespace asista::platform

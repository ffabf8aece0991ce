#include "ui/motion.hpp"

#include <algorithm>

namespace asista::ui {
namespace {

float ease_out(float t) {
    const float left = 1 - t;
    return 1 - left * left * left;
}

float at(double began_s, double now_s, float start, float target, float seconds, bool& done) {
    const auto t = seconds > 0 ? static_cast<float>((now_s - began_s) / static_cast<double>(seconds)) : 1.0F;
    done = t >= 1;
    return done ? target : start + (target - start) * ease_out(std::max(t, 0.0F));
}

} // namespace

void Motion::begin_frame(double time_s, bool reduced) {
    time_s_ = time_s;
    reduced_ = reduced;
    moving_ = false;
    // What was not asked for in the last seconds has left the screen; when it comes back it starts anew.
    if (time_s - pruned_s_ < 5) return;
    pruned_s_ = time_s;
    std::erase_if(glides_, [time_s](const auto& entry) { return time_s - entry.second.asked_s > 5; });
}

float Motion::to(std::uint32_t key, float target, float seconds) {
    return value(glides_.try_emplace(key, Glide{target, target, time_s_ - 60, time_s_}).first->second, target, seconds);
}

float Motion::from(std::uint32_t key, float start, float target, float seconds) {
    return value(glides_.try_emplace(key, Glide{start, target, time_s_, time_s_}).first->second, target, seconds);
}

float Motion::value(Glide& glide, float target, float seconds) {
    bool done = false;
    glide.asked_s = time_s_;
    if (glide.target != target) {
        glide.start = at(glide.began_s, time_s_, glide.start, glide.target, seconds, done);
        glide.target = target;
        glide.began_s = time_s_;
    }
    if (reduced_) {
        glide.start = target;
        return target;
    }
    const float now = at(glide.began_s, time_s_, glide.start, glide.target, seconds, done);
    moving_ = moving_ || !done;
    return now;
}

} // namespace asista::ui

// Values that glide to where they should be: short, ease-out, and at once when the user asked for reduced motion. [main]
#pragma once

#include <cstdint>
#include <unordered_map>

namespace asista::ui {

class Motion {
  public:
    void begin_frame(double time_s, bool reduced);

    // The value of `key` on its way to `target`. The first time it is there at once, unless `start` says where it comes from.
    float to(std::uint32_t key, float target, float seconds);
    float from(std::uint32_t key, float start, float target, float seconds);
    // A spinner or another endless motion is on screen.
    void keep_going() { moving_ = true; }

    // Whether anything asked for in this frame was still on its way.
    bool moving() const { return moving_; }
    bool reduced() const { return reduced_; }
    double time_s() const { return time_s_; }

  private:
    struct Glide {
        float start = 0, target = 0;
        double began_s = 0;
        double asked_s = 0;
    };
    float value(Glide& glide, float target, float seconds);

    std::unordered_map<std::uint32_t, Glide> glides_;
    double time_s_ = 0, pruned_s_ = 0;
    bool reduced_ = false, moving_ = false;
};

} // namespace asista::ui

// Keeps what gives something away deaf for its first moments: a click or key meant for what was there before (a game in a plugin's
// card, half a sentence) must not answer a question that has just come up. [main]
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_map>

namespace asista::ui {

class TrustGate {
  public:
    static constexpr double hold_s = 0.5;

    // Once in each frame in which `key` (a dialog, the buttons over a card) is shown: whether it listens yet. After a frame without it the
    // wait begins anew.
    bool listens(std::uint64_t key, double time_s) {
        auto& shown = shown_.try_emplace(key, Shown{time_s, frame_}).first->second;
        shown.frame = frame_;
        shown.listens = time_s - shown.since_s >= hold_s;
        return shown.listens;
    }
    void begin_frame() {
        std::erase_if(shown_, [this](const auto& entry) { return entry.second.frame != frame_; });
        ++frame_;
    }

    // Seconds until the next one shown in the last frame begins to listen, 0 when its time has come and no frame has shown that yet; nothing when
    // none waits.
    std::optional<double> opens_in_s(double time_s) const {
        std::optional<double> next;
        for (const auto& [key, shown] : shown_) {
            const double left = std::max(shown.since_s + hold_s - time_s, 0.0);
            if (shown.frame == frame_ && !shown.listens) next = std::min(next.value_or(left), left);
        }
        return next;
    }

  private:
    struct Shown {
        double since_s = 0;
        std::uint64_t frame = 0;
        bool listens = false; // as of that frame
    };
    std::unordered_map<std::uint64_t, Shown> shown_;
    std::uint64_t frame_ = 1;
};

} // namespace asista::ui

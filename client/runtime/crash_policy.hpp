// When a plugin that crashed is started again, and when that is enough.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::runtime {

struct CrashLimits {
    std::vector<std::int64_t> delays_ms{0, 1'000, 5'000, 30'000}; // before the first restart, the second...; the last one repeats
    std::size_t most_crashes = 3;                                 // within the window: then it stays stopped
    std::int64_t window_ms = 5 * 60 * 1000;
};

// Times are monotonic milliseconds, given by the caller. [core]
class CrashPolicy {
  public:
    explicit CrashPolicy(CrashLimits limits = {}) : limits_(std::move(limits)) {}

    // A crash at `now_ms` of the build that `build` names: how long to wait before the restart, or nothing when it crashed too often and
    // stays stopped. Crashes that come more than a window after the one before, or of another build, count as the first.
    std::optional<std::int64_t> crashed(std::int64_t now_ms, std::string_view build = {});
    // The user restarted it, or a new build is there: a fresh start.
    void reset();
    const CrashLimits& limits() const { return limits_; }

  private:
    CrashLimits limits_;
    std::string build_;
    std::deque<std::int64_t> recent_; // within the window, oldest first
    std::size_t in_a_row_ = 0;
};

} // namespace asista::runtime

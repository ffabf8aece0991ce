// Timers and posted work of the host's main thread. The loop that runs them is run() in host.cpp; a plugin that wants nothing
// costs nothing: the thread sleeps in poll.
#pragma once

#include "wire/os.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace asista::host {

using TimerId = std::uint64_t; // never 0, never used twice

class Loop {
  public:
    using Clock = std::chrono::steady_clock;

    static Result<Loop> create();
    Loop(Loop&& other) noexcept;
    Loop& operator=(Loop&&) = delete;

    // Runs `work` on the main thread before its next frame. [any]
    void post(std::function<void()> work);
    // Runs `work` once on the main thread, `delay` from now, between frames. [frame]
    TimerId call_after(std::chrono::milliseconds delay, std::function<void()> work);
    void cancel(TimerId timer); // an id that already ran is fine

    // From now on time passes for the timers by pass() alone: for tests, which nothing may hurry. [frame]
    void hold_time() { held_ = Clock::now(); }
    void pass(std::chrono::milliseconds time) { *held_ += time; } // after hold_time()

    int wake_fd() const { return wake_.get(); } // readable when work was posted
    // How long the main thread may sleep; negative for as long as it likes.
    int timeout_ms() const;
    // Runs posted work and timers that are due; work they add themselves waits for the next round.
    void run_due();

  private:
    Loop() = default;
    Clock::time_point now() const { return held_ ? *held_ : Clock::now(); }

    UniqueFd wake_;
    std::mutex mutex_; // guards posted_
    std::vector<std::function<void()>> posted_;
    TimerId last_timer_ = 0;
    std::optional<Clock::time_point> held_;
    std::map<std::pair<Clock::time_point, TimerId>, std::function<void()>> timers_;
};

} // namespace asista::host

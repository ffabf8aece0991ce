// Waiting without sleeping: runs an event loop until something is true.
#pragma once

#include "runtime/event_loop.hpp"

#include <chrono>

namespace asista::test {

// False when `is_true` is still false after `most_ms` of real time. It is looked at after every turn of the loop, which anything that
// happens there ends, and after `look_ms` where nothing happens.
template <class Predicate>
bool run_until(runtime::EventLoop& loop, Predicate is_true, std::int64_t most_ms = 120'000, std::int64_t look_ms = 50) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::milliseconds(most_ms);
    while (!is_true()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        if (left <= 0) return false;
        loop.run_once(left < look_ms ? left : look_ms);
    }
    return true;
}

// Lets everything happen that is due or comes within `ms` of real time: for showing that something does NOT happen.
inline void run_for(runtime::EventLoop& loop, std::int64_t ms) {
    run_until(
        loop, [] { return false; }, ms);
}

} // namespace asista::test

// Waiting without sleeping: runs an event loop until something is true.
#pragma once

#include "runtime/event_loop.hpp"

#include <chrono>

namespace asista::test {

// False when `is_true` is still false after `most_ms` of real time. Nothing waits longer than it must.
template <class Predicate> bool run_until(runtime::EventLoop& loop, Predicate is_true, std::int64_t most_ms = 10'000) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::milliseconds(most_ms);
    while (!is_true()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        if (left <= 0) return false;
        loop.run_once(left < 50 ? left : 50);
    }
    return true;
}

// Lets everything happen that is due or comes within `ms` of real time: for showing that something does NOT happen.
inline void run_for(runtime::EventLoop& loop, std::int64_t ms) {
    run_until(
        loop, [] { return false; }, ms);
}

} // namespace asista::test

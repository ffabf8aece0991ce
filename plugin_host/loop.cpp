// Timers and posted work.
#include "loop.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace asista::host {

Result<Loop> Loop::create() {
    Loop loop;
    loop.wake_ = TRY(make_eventfd());
    return loop;
}

// Moved only out of create(), before any thread or timer knows of it; a mutex cannot move.
Loop::Loop(Loop&& other) noexcept : wake_(std::move(other.wake_)) {}

void Loop::post(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(work));
    }
    signal_eventfd(wake_.get());
}

TimerId Loop::call_after(std::chrono::milliseconds delay, std::function<void()> work) {
    // A century at most: a sum that wraps around would be due at once, for ever.
    const auto capped =
        std::clamp(delay, std::chrono::milliseconds(0), std::chrono::milliseconds(std::chrono::hours(24 * 36525)));
    const TimerId id = ++last_timer_;
    timers_.emplace(std::pair(now() + capped, id), std::move(work));
    return id;
}

void Loop::cancel(TimerId timer) {
    std::erase_if(timers_, [timer](const auto& entry) { return entry.first.second == timer; });
}

int Loop::timeout_ms() const {
    if (timers_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first.first - now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

void Loop::run_due() {
    std::vector<std::function<void()>> work;
    if (drain_eventfd(wake_.get())) {
        const std::lock_guard lock(mutex_);
        work.swap(posted_);
    }
    for (const auto& item : work) item();

    const auto until = now();
    const TimerId last = last_timer_; // a timer that sets itself again with no delay must not keep us here
    while (!timers_.empty() && timers_.begin()->first.first <= until && timers_.begin()->first.second <= last) {
        const auto item = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        item();
    }
}

} // namespace asista::host

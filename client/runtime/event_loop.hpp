// The core thread's loop: descriptors, timers and work posted by other threads, one thing after the other on one thread.
// It sleeps in epoll_wait when there is nothing to do; there is no polling and no periodic tick.
#pragma once

#include "runtime/clock.hpp"
#include "wire/os.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace asista::runtime {

enum class TimerId : std::uint64_t { none = 0 };

// [core] except where marked. Callbacks may add and remove anything, themselves included.
class EventLoop {
  public:
    using Callback = std::function<void()>;
    using FdCallback = std::function<void(std::uint32_t epoll_events)>;

    // Timers follow `clock.monotonic_us()`; the clock outlives the loop.
    static Result<std::unique_ptr<EventLoop>> create(const Clock& clock);
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop() = default;

    // Calls `callback` when one of `epoll_events` (EPOLLIN, EPOLLOUT, EPOLLONESHOT...) happens on `fd`. The descriptor stays the
    // caller's; remove() it before closing. Errc::busy when it is watched already.
    Result<void> add(int fd, std::uint32_t epoll_events, FdCallback callback);
    // Changes what is waited for, and re-arms a EPOLLONESHOT watch.
    Result<void> modify(int fd, std::uint32_t epoll_events);
    // After this the callback is not called again, not even for an event already fetched. Unknown descriptors are ignored.
    void remove(int fd);

    // [any] Runs `work` on the loop's thread, in the order posted. Work posted after the loop has ended is destroyed unrun.
    void post(Callback work);

    // Once, `delay_ms` from now; never before the caller returned to the loop.
    TimerId call_after(std::int64_t delay_ms, Callback callback);
    // Ids that fired or were cancelled already are ignored.
    void cancel_timer(TimerId id);

    // Until stop(). The thread that calls it (or run_once) is the loop's thread from then on.
    void run();
    // [any] Lets run() return after the present callback. A later run() starts again.
    void stop();
    // One turn: waits at most `max_wait_ms` for something to do and does all that is due. Returns how many callbacks ran. For tests
    // and for programs with a loop of their own.
    int run_once(std::int64_t max_wait_ms);

    bool on_loop_thread() const { return thread_.load() == std::this_thread::get_id(); } // [any]
    const Clock& clock() const { return clock_; }

  private:
    explicit EventLoop(const Clock& clock) : clock_(clock) {}
    struct Watch {
        int fd;
        FdCallback callback;
    };
    struct Timer {
        TimerId id;
        Callback callback;
    };
    int wait_ms(std::int64_t max_wait_ms) const;
    int run_posted();
    int run_timers();

    const Clock& clock_;
    UniqueFd epoll_, wake_;
    std::uint64_t next_watch_ = 1;
    std::unordered_map<int, std::uint64_t> watch_of_fd_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Watch>> watches_; // by the serial epoll carries: a reused fd is a new watch
    std::multimap<std::int64_t, Timer> timers_;                         // by due time in monotonic microseconds
    std::unordered_map<std::uint64_t, std::int64_t> timer_due_;
    std::uint64_t next_timer_ = 1;
    std::atomic<std::thread::id> thread_{};
    std::atomic<bool> stopping_{false};
    std::mutex mutex_; // guards posted_
    std::vector<Callback> posted_;
};

} // namespace asista::runtime

#include "runtime/event_loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>

namespace asista::runtime {

namespace {
constexpr std::uint64_t wake_serial = 0; // what epoll carries for the loop's own eventfd
constexpr std::int64_t no_limit = std::int64_t{24} * 3600 * 1000;
} // namespace

Result<std::unique_ptr<EventLoop>> EventLoop::create(const Clock& clock) {
    std::unique_ptr<EventLoop> loop(new EventLoop(clock));
    loop->epoll_ = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
    if (!loop->epoll_) return fail_errno("create an epoll descriptor");
    loop->wake_ = TRY(make_eventfd());
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = wake_serial;
    if (::epoll_ctl(loop->epoll_.get(), EPOLL_CTL_ADD, loop->wake_.get(), &event) != 0)
        return fail_errno("watch the wake-up eventfd");
    return loop;
}

Result<void> EventLoop::add(int fd, std::uint32_t epoll_events, FdCallback callback) {
    if (watch_of_fd_.contains(fd)) return fail(Errc::busy, "descriptor {} is watched already", fd);
    const std::uint64_t serial = next_watch_++;
    epoll_event event{};
    event.events = epoll_events;
    event.data.u64 = serial;
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) return fail_errno("watch a descriptor");
    watch_of_fd_[fd] = serial;
    watches_[serial] = std::make_shared<Watch>(Watch{fd, std::move(callback)});
    return {};
}

Result<void> EventLoop::modify(int fd, std::uint32_t epoll_events) {
    const auto found = watch_of_fd_.find(fd);
    if (found == watch_of_fd_.end()) return fail(Errc::not_found, "descriptor {} is not watched", fd);
    epoll_event event{};
    event.events = epoll_events;
    event.data.u64 = found->second;
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) != 0) return fail_errno("change a watch");
    return {};
}

void EventLoop::remove(int fd) {
    const auto found = watch_of_fd_.find(fd);
    if (found == watch_of_fd_.end()) return;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
    watches_.erase(found->second);
    watch_of_fd_.erase(found);
}

void EventLoop::post(Callback work) {
    {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(work));
    }
    signal_eventfd(wake_.get());
}

TimerId EventLoop::call_after(std::int64_t delay_ms, Callback callback) {
    const TimerId id{next_timer_++};
    const std::int64_t due = clock_.monotonic_us() + std::max<std::int64_t>(delay_ms, 0) * 1000;
    timers_.emplace(due, Timer{id, std::move(callback)});
    timer_due_[static_cast<std::uint64_t>(id)] = due;
    return id;
}

void EventLoop::cancel_timer(TimerId id) {
    const auto found = timer_due_.find(static_cast<std::uint64_t>(id));
    if (found == timer_due_.end()) return;
    const auto [first, last] = timers_.equal_range(found->second);
    const auto timer = std::find_if(first, last, [id](const auto& entry) { return entry.second.id == id; });
    if (timer != last) timers_.erase(timer);
    timer_due_.erase(found);
}

void EventLoop::run() {
    while (!stopping_.load()) run_once(no_limit);
    stopping_.store(false);
}

void EventLoop::stop() {
    stopping_.store(true);
    signal_eventfd(wake_.get());
}

// Until the next timer, rounded up so that a timer is never early and the loop never spins through its last millisecond.
int EventLoop::wait_ms(std::int64_t max_wait_ms) const {
    std::int64_t wait = std::clamp<std::int64_t>(max_wait_ms, 0, no_limit);
    if (!timers_.empty()) {
        const std::int64_t left_us = timers_.begin()->first - clock_.monotonic_us();
        wait = std::min(wait, std::max<std::int64_t>((left_us + 999) / 1000, 0));
    }
    return static_cast<int>(wait);
}

int EventLoop::run_once(std::int64_t max_wait_ms) {
    thread_.store(std::this_thread::get_id());
    std::array<epoll_event, 64> events;
    const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait_ms(max_wait_ms));
    int ran = 0;
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        if (event.data.u64 == wake_serial) {
            drain_eventfd(wake_.get());
            continue;
        }
        // A callback before this one may have removed the watch; the shared pointer keeps one alive that removes itself.
        const auto found = watches_.find(event.data.u64);
        if (found == watches_.end()) continue;
        const auto watch = found->second;
        watch->callback(event.events);
        ++ran;
    }
    return ran + run_timers() + run_posted();
}

int EventLoop::run_posted() {
    std::vector<Callback> work;
    {
        const std::lock_guard lock(mutex_);
        work.swap(posted_);
    }
    for (auto& callback : work) callback();
    return static_cast<int>(work.size());
}

// Only what was due on entry: a timer that sets a new one for "at once" cannot starve the descriptors.
int EventLoop::run_timers() {
    const std::int64_t now = clock_.monotonic_us();
    const std::uint64_t newest = next_timer_;
    int ran = 0;
    for (;;) {
        const auto due = std::find_if(timers_.begin(), timers_.end(), [&](const auto& entry) {
            return entry.first > now || static_cast<std::uint64_t>(entry.second.id) < newest;
        });
        if (due == timers_.end() || due->first > now) return ran;
        const Callback callback = std::move(due->second.callback);
        timer_due_.erase(static_cast<std::uint64_t>(due->second.id));
        timers_.erase(due);
        callback();
        ++ran;
    }
}

} // namespace asista::runtime

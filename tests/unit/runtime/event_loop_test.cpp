#include "runtime/event_loop.hpp"

#include "fake_clock.hpp"
#include "loop_wait.hpp"

#include <doctest/doctest.h>

#include <sys/epoll.h>
#include <thread>

using namespace asista;
using runtime::EventLoop;
using runtime::TimerId;

namespace {
std::unique_ptr<EventLoop> make_loop(const runtime::Clock& clock) {
    auto loop = EventLoop::create(clock);
    REQUIRE(loop);
    return std::move(*loop);
}
UniqueFd make_event() {
    auto fd = make_eventfd();
    REQUIRE(fd);
    return std::move(*fd);
}
} // namespace

TEST_CASE("timers run in the order they are due, never early, and once") {
    test::FakeClock clock;
    const auto loop = make_loop(clock);
    std::string order;
    loop->call_after(20, [&] { order += 'b'; });
    loop->call_after(10, [&] { order += 'a'; });
    loop->call_after(30, [&] { order += 'c'; });

    loop->run_once(0);
    CHECK(order.empty());
    clock.advance_ms(9);
    loop->run_once(0);
    CHECK(order.empty());
    clock.advance_ms(11);
    loop->run_once(0);
    CHECK(order == "ab");
    clock.advance_ms(100);
    loop->run_once(0);
    loop->run_once(0);
    CHECK(order == "abc");
}

TEST_CASE("a cancelled timer does not run, not even from another due at the same time") {
    test::FakeClock clock;
    const auto loop = make_loop(clock);
    int ran = 0;
    TimerId second = TimerId::none;
    loop->call_after(5, [&] { loop->cancel_timer(second); });
    second = loop->call_after(5, [&] { ++ran; });
    clock.advance_ms(5);

    loop->run_once(0);
    loop->cancel_timer(second);
    loop->cancel_timer(TimerId::none);

    CHECK(ran == 0);
}

TEST_CASE("a timer that always sets another for at once does not starve the rest") {
    test::FakeClock clock;
    const auto loop = make_loop(clock);
    int timers = 0, posted = 0;
    std::function<void()> again = [&] {
        ++timers;
        loop->call_after(0, again);
    };
    loop->call_after(0, again);
    loop->post([&] { ++posted; });

    loop->run_once(0);
    loop->run_once(0);

    CHECK(timers == 2);
    CHECK(posted == 1);
}

TEST_CASE("work posted by another thread wakes the loop and runs on its thread in order") {
    const runtime::SystemClock clock;
    const auto loop = make_loop(clock);
    std::string order;
    bool on_loop = false;
    std::thread poster([&] {
        loop->post([&] { order += 'a'; });
        loop->post([&] {
            order += 'b';
            on_loop = loop->on_loop_thread();
        });
        loop->post([&] { loop->stop(); });
    });

    loop->run(); // would never return without the wake-up
    poster.join();

    CHECK(order == "ab");
    CHECK(on_loop);
}

TEST_CASE("a callback may remove watches, its own and others, whose events were fetched already") {
    test::FakeClock clock;
    const auto loop = make_loop(clock);
    const UniqueFd a = make_event(), b = make_event();
    int calls = 0;
    const auto remove_both = [&](std::uint32_t) {
        ++calls;
        loop->remove(a.get());
        loop->remove(b.get());
    };
    REQUIRE(loop->add(a.get(), EPOLLIN, remove_both));
    REQUIRE(loop->add(b.get(), EPOLLIN, remove_both));
    signal_eventfd(a.get());
    signal_eventfd(b.get());

    loop->run_once(0);
    loop->run_once(0);

    CHECK(calls == 1);
}

TEST_CASE("a descriptor number that is used again is a new watch") {
    test::FakeClock clock;
    const auto loop = make_loop(clock);
    UniqueFd first = make_event(), trigger = make_event();
    const int number = first.get();
    bool old_called = false, new_called = false;
    UniqueFd second;
    REQUIRE(loop->add(trigger.get(), EPOLLIN, [&](std::uint32_t) {
        loop->remove(trigger.get());
        loop->remove(number);
        first.reset();
        second = make_event(); // the kernel gives the lowest free number: the same one
        REQUIRE(second.get() == number);
        REQUIRE(loop->add(number, EPOLLIN, [&](std::uint32_t) { new_called = true; }));
    }));
    REQUIRE(loop->add(number, EPOLLIN, [&](std::uint32_t) { old_called = true; }));
    signal_eventfd(trigger.get());
    signal_eventfd(number);

    loop->run_once(0);

    CHECK_FALSE(new_called); // the event fetched belonged to the descriptor that is gone
    signal_eventfd(number);
    loop->run_once(0);
    CHECK(new_called);
    loop->remove(number);
    static_cast<void>(old_called);
}

TEST_CASE("a one-shot watch stays quiet until it is armed again") {
    test::FakeClock clock;
    const auto loop = make_loop(clock);
    const UniqueFd fd = make_event();
    int calls = 0;
    REQUIRE(loop->add(fd.get(), EPOLLIN | EPOLLONESHOT, [&](std::uint32_t) { ++calls; }));
    signal_eventfd(fd.get());

    loop->run_once(0);
    loop->run_once(0);
    CHECK(calls == 1);
    REQUIRE(loop->modify(fd.get(), EPOLLIN | EPOLLONESHOT));
    loop->run_once(0);
    CHECK(calls == 2);
}

TEST_CASE("watching a descriptor twice is refused, unknown ones are named") {
    test::FakeClock clock;
    const auto loop = make_loop(clock);
    const UniqueFd fd = make_event();
    REQUIRE(loop->add(fd.get(), EPOLLIN, [](std::uint32_t) {}));

    const auto twice = loop->add(fd.get(), EPOLLIN, [](std::uint32_t) {});
    REQUIRE_FALSE(twice);
    CHECK(twice.error().code == Errc::busy);
    CHECK_FALSE(loop->modify(fd.get() + 100, EPOLLIN));
    CHECK_FALSE(loop->add(-1, EPOLLIN, [](std::uint32_t) {}));
    loop->remove(fd.get() + 100);
}

TEST_CASE("an idle loop sleeps until its timer and not a turn longer") {
    const runtime::SystemClock clock;
    const auto loop = make_loop(clock);
    bool fired = false;
    const auto before = clock.monotonic_us();
    loop->call_after(30, [&] { fired = true; });

    int turns = 0;
    while (!fired) {
        loop->run_once(10'000);
        ++turns;
    }

    CHECK(clock.monotonic_us() - before >= 30'000);
    CHECK(turns <= 2);
}

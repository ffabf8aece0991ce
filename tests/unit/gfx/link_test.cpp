// One process's end: requests, answers, queue, punctuality.
#include "fake_host.hpp"
#include "gfx/frame_link.hpp"

#include "wire/keys.hpp"

#include <doctest/doctest.h>

#include <cstring>

using namespace asista;
using gfx::FrameLink;
using gfx::InputQueue;
using test::FakeHost;
using test::FrameBuilder;

namespace {
constexpr frame::Rect place{10, 20, 100, 80};

frame::Event moved(float x) { return {frame::EventKind::mouse_position, 0, x, 0, 0, 0}; }
frame::Event key(std::uint32_t code) { return {frame::EventKind::key, code, 0, 0, 1, 0}; }

FrameLink::Request a_request() {
    FrameLink::Request request;
    request.wall_time_ms = 1'700'000'000'000;
    request.utc_offset_s = 3600;
    request.theme_serial = 4;
    request.client_width = 400;
    request.client_height = 300;
    request.popup_area = {0, 0, 400, 300};
    request.hovered_surface = 7;
    request.focused = true;
    request.surfaces = {{7, frame::surface_flags::visible, place, place}};
    request.visible_area = 8000;
    return request;
}
} // namespace

TEST_CASE("a request says everything, and its serials count from one") {
    FakeHost host;
    FrameLink link(std::move(host.client));
    link.input().push(moved(12));
    link.request(a_request(), 3.0, {});

    const auto got = host.request();

    REQUIRE(got);
    CHECK(got->header.serial == 1);
    CHECK(got->header.wall_time_ms == 1'700'000'000'000);
    CHECK(got->header.utc_offset_s == 3600);
    CHECK(got->header.theme_serial == 4);
    CHECK(got->header.hovered_surface == 7);
    CHECK(got->header.focused == 1);
    CHECK(got->header.delta_s > 0);
    REQUIRE(got->surfaces.size() == 1);
    CHECK(got->surfaces[0].rect.x == 10);
    REQUIRE(got->events.size() == 1);
    CHECK(got->events[0].x == 12);
    CHECK(link.outstanding());

    link.request(a_request(), 4.0, {}); // while one is open: the area is not touched
    CHECK_FALSE(host.request());

    host.answer(FrameBuilder().panel(7, place));
    CHECK(link.take(4.0, {}) == FrameLink::Answer::frame);
    link.request(a_request(), 5.5, {});
    CHECK(host.request()->header.serial == 2);
    CHECK(host.request() == std::nullopt);
}

TEST_CASE("the time step is that since this host's last request") {
    FakeHost host;
    FrameLink link(std::move(host.client));
    link.request(a_request(), 3.0, {});
    host.request();
    host.answer(FrameBuilder().panel(7, place));
    REQUIRE(link.take(3.0, {}) == FrameLink::Answer::frame);
    link.request(a_request(), 4.25, {});
    CHECK(host.request()->header.delta_s == doctest::Approx(1.25));
}

TEST_CASE("no answer, an early signal and a late answer") {
    FakeHost host;
    FrameLink link(std::move(host.client));
    CHECK(link.take(0, {}) == FrameLink::Answer::nothing); // nothing was asked
    link.request(a_request(), 1, {});
    host.request();
    CHECK(link.take(1, {}) == FrameLink::Answer::nothing);
    for (std::uint32_t i = 0; i <= FrameLink::most_spurious; ++i) {
        CHECK_FALSE(link.flapping());
        host.signal_done();
        CHECK(link.take(1, {}) == FrameLink::Answer::nothing);
    }
    CHECK(link.flapping());
    CHECK(link.unanswered_s(3.5) == doctest::Approx(2.5));
    host.answer(FrameBuilder().panel(7, place));
    CHECK(link.take(3.5, {}) == FrameLink::Answer::frame);
    CHECK(link.unanswered_s(9) == 0);
}

TEST_CASE("garbage is refused, counted, and does not end the conversation") {
    FakeHost host;
    FrameLink link(std::move(host.client));
    for (const double now : {1.0, 2.0, 3.0}) {
        link.request(a_request(), now, {});
        host.request();
        auto frame = FrameBuilder().panel(7, place).quad(place, ~0u, 1);
        frame.indices[2] = 60'000;
        host.answer(frame);
        CHECK(link.take(now, {}) == FrameLink::Answer::rejected);
        CHECK_FALSE(link.refusal().empty());
    }
    CHECK(link.strikes(3.0) == 3);
    CHECK(link.strikes(11.5) == 2); // after ten seconds they are forgotten
    CHECK(link.strikes(99) == 0);
    link.request(a_request(), 4, {});
    host.request();
    host.answer(FrameBuilder().panel(7, place));
    CHECK(link.take(4, {}) == FrameLink::Answer::frame);
}

TEST_CASE("events keep their order and their number while they fit") {
    InputQueue queue;
    for (int i = 0; i < 200; ++i) queue.push(moved(static_cast<float>(i)));
    const auto batch = queue.take();
    REQUIRE(batch.events.size() == 200); // nothing is merged without need
    CHECK(batch.events[199].x == 199);
    CHECK(queue.empty());
}

TEST_CASE("when events pile up, moves between two presses become one: no press is lost") {
    InputQueue queue;
    for (std::uint32_t round = 0; round < 100; ++round) {
        for (int i = 0; i < 10; ++i) queue.push(moved(static_cast<float>(i)));
        queue.push(key(round));
    }
    CHECK(queue.size() <= InputQueue::most_waiting);
    std::uint32_t presses = 0, requests = 0;
    while (!queue.empty()) {
        const auto batch = queue.take();
        ++requests;
        CHECK(batch.events.size() <= frame::max_events);
        for (std::size_t i = 0; i < batch.events.size(); ++i) {
            if (batch.events[i].kind != frame::EventKind::key) continue;
            CHECK(batch.events[i].code == presses++);
            if (i > 0 && batch.events[i - 1].kind == frame::EventKind::mouse_position)
                CHECK(batch.events[i - 1].x == 9); // the newest place
        }
    }
    CHECK(presses == 100);
    CHECK(requests >= 1);
}

TEST_CASE("what nobody reads for too long is dropped, and keys are let go") {
    InputQueue queue;
    for (std::uint32_t i = 0; i <= InputQueue::most_waiting; ++i) queue.push(key(i));
    CHECK(queue.overflowed());
    CHECK_FALSE(queue.overflowed()); // told once
    const auto batch = queue.take();
    CHECK(batch.events.front().kind == frame::EventKind::focus);
    CHECK(batch.events.front().pressed == 0);
}

TEST_CASE("a chord and the end of its modifier are two batches") {
    const auto code = [](frame::Key k) { return static_cast<std::uint32_t>(k); };
    const auto event = [](std::uint32_t k, bool down) { return frame::Event{frame::EventKind::key, k, 0, 0, down ? 1U : 0U, 0}; };
    InputQueue queue;
    queue.push(event(code(frame::Key::mod_ctrl), true));
    queue.push(event(code(frame::Key::left_ctrl), true));
    queue.push(event(code(frame::Key::v), true));
    queue.push(event(code(frame::Key::v), false));
    queue.push(event(code(frame::Key::mod_ctrl), false));
    queue.push(event(code(frame::Key::left_ctrl), false));
    CHECK(queue.take().events.size() == 4);
    CHECK(queue.take().events.size() == 2);
    // Modifiers alone, or letting go of keys, need no break.
    queue.push(event(code(frame::Key::v), false));
    queue.push(event(code(frame::Key::mod_shift), true));
    queue.push(event(code(frame::Key::mod_shift), false));
    CHECK(queue.take().events.size() == 3);
    // A click counts as a key does.
    queue.push({frame::EventKind::mouse_button, 0, 0, 0, 1, 0});
    queue.push(event(code(frame::Key::mod_shift), true));
    CHECK(queue.take().events.size() == 1);
}

TEST_CASE("the clipboard text travels with its paste event, one to a request") {
    InputQueue queue;
    const frame::Event paste{frame::EventKind::paste, 0, 0, 0, 0, 0};
    queue.push(key(1));
    CHECK(queue.take().paste.empty());
    queue.set_paste("hello");
    queue.push(paste);
    queue.push(key(2));
    queue.push(paste);
    queue.push(key(3));
    auto batch = queue.take();
    CHECK(batch.events.size() == 2);
    CHECK(batch.paste == "hello");
    batch = queue.take();
    CHECK(batch.events.size() == 2);
    CHECK(batch.paste == "hello");
}

TEST_CASE("three misses in a row end the waiting, thirty answers in time begin it again") {
    using Change = gfx::Punctuality::Change;
    gfx::Punctuality host;
    CHECK(host.missed() == Change::none);
    CHECK(host.missed() == Change::none);
    CHECK(host.answered_in_time() == Change::none);
    CHECK(host.missed() == Change::none);
    CHECK(host.missed() == Change::none);
    CHECK(host.missed() == Change::demoted);
    CHECK(host.asynchronous());
    for (int i = 0; i < 29; ++i) CHECK(host.answered_in_time() == Change::none);
    CHECK(host.answered_late() == Change::none); // from the start
    for (int i = 0; i < 29; ++i) CHECK(host.answered_in_time() == Change::none);
    CHECK(host.answered_in_time() == Change::promoted);
    CHECK_FALSE(host.asynchronous());

    // The second time it takes twice as many.
    for (int i = 0; i < 3; ++i) host.missed();
    CHECK(host.asynchronous());
    for (int i = 0; i < 59; ++i) CHECK(host.answered_in_time() == Change::none);
    CHECK(host.answered_in_time() == Change::promoted);
}

// Steps and the clock between them.
#include "journal.hpp"

#include "view_input.hpp"
#include "wire/frame_print.hpp"
#include "wire/calls/record.hpp"

#include <chrono>
#include <cstring>
#include <limits>
#include <utility>

namespace asista::host {

namespace {
using Kind = calls::Step::Kind;

InstantMs machine_now_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::floor<std::chrono::milliseconds>(now).count();
}

// The input area without the room that is not used: the header, then as many surfaces, events and paste bytes as it says.
wire::Bytes packed_input(const std::byte* area) {
    frame::InputHeader header;
    std::memcpy(&header, area, sizeof header);
    wire::Bytes packed;
    const auto add = [&](std::size_t offset, std::size_t size) {
        packed.insert(packed.end(), area + offset, area + offset + size);
    };
    add(0, sizeof header);
    if (header.surface_count > frame::max_surfaces || header.event_count > frame::max_events ||
        header.paste_bytes > frame::max_clipboard_bytes)
        return packed; // View::answer refuses it
    add(frame::input_surfaces_offset, header.surface_count * sizeof(frame::InputSurface));
    add(frame::input_events_offset, header.event_count * sizeof(frame::Event));
    add(frame::input_paste_offset, header.paste_bytes);
    return packed;
}

// The same check as the client's, but for what only the client knows.
calls::StepEnded::Request outcome_of(const frame::HostArea& area, std::uint64_t serial) {
    frame::FrameLimits limits;
    limits.serial = serial;
    limits.visible_area = std::numeric_limits<float>::max();
    frame::CheckedFrame frame;
    const auto taken = frame::take_frame({area.output(), frame::frame_area_bytes}, limits, frame);
    if (!taken) return {{}, taken.error().message};
    return {frame::print_of(frame), {}};
}
} // namespace

void Journal::keep(const calls::KeepJournal::Request& how) {
    const bool was_kept = kept();
    how_ = how;
    if (how_.mode == Mode::off && was_kept && !how_.clock_stands) clock_ms_ = -1;
}

void Journal::run(calls::Step step, const Work& work, const std::function<calls::StepEnded::Request()>& outcome) {
    if (inside_) return work(); // a part of the step under way
    inside_ = true;
    if (replays())
        step.now_ms = next_now_ms_;
    else
        step.now_ms = how_.clock_stands ? clock_ms_.load() : machine_now_ms();
    // A frame brings its own time, which View hands to the plugin when it begins.
    if (step.kind != Kind::frame) clock_ms_ = step.now_ms;
    // A client that cannot be told is gone, which the loop sees for itself.
    static_cast<void>(connection_.notice<calls::StepBegins>(step));
    work();
    static_cast<void>(connection_.notice<calls::StepEnded>(outcome ? outcome() : calls::StepEnded::Request{}));
    inside_ = false;
}

void Journal::order(const Work& work) {
    ++orders_;
    if (!kept()) return work();
    run({Kind::order, orders_, 0, {}}, work);
}

void Journal::reply(std::uint64_t request, const Work& work) {
    if (!kept()) return work();
    run({Kind::reply, request, 0, {}}, work);
}

void Journal::timer_due(std::uint64_t timer, const Work& work) {
    if (replays()) return;
    if (!kept()) return work();
    run({Kind::timer, timer, 0, {}}, work);
}

void Journal::posted(Work work) {
    if (!kept()) return work();
    if (!replays()) return run({Kind::posted, 0, 0, {}}, work);
    posted_.push_back(std::move(work));
    if (posted_asked_.empty()) return;
    next_now_ms_ = posted_asked_.front();
    posted_asked_.pop_front();
    const Work next = std::move(posted_.front());
    posted_.pop_front();
    run({Kind::posted, 0, 0, {}}, next);
}

void Journal::frame(const frame::HostArea& area, const Work& work) {
    const std::uint64_t serial = input_serial(area.input());
    if (std::exchange(last_frame_, serial) == serial || !kept()) return work(); // a wake-up without a request is no step
    run({Kind::frame, serial, 0, packed_input(area.input())}, work, [&] { return outcome_of(area, serial); });
}

void Journal::take(const calls::Step& step, const Others& others) {
    if (!replays()) return;
    next_now_ms_ = step.now_ms;
    switch (step.kind) {
    case Kind::order:
    case Kind::frame: return; // it comes by itself
    case Kind::timer: return run({Kind::timer, step.number, 0, {}}, [&] { others.run_timer(step.number); });
    case Kind::reply: return run({Kind::reply, step.number, 0, {}}, [&] { others.hand_over_reply(step.number); });
    case Kind::posted: {
        if (posted_.empty()) return posted_asked_.push_back(step.now_ms);
        const Work next = std::move(posted_.front());
        posted_.pop_front();
        return run({Kind::posted, 0, 0, {}}, next);
    }
    }
}

} // namespace asista::host

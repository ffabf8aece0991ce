// Merging and overflow.
#include "gfx/input_queue.hpp"

#include "wire/keys.hpp"

namespace asista::gfx {

namespace {
using frame::Event;
using frame::EventKind;
} // namespace

void InputQueue::push(const Event& event) {
    events_.push_back(event);
    if (events_.size() > frame::max_events) merge();
    if (events_.size() <= most_waiting) return;
    // Nobody reads. What the person did long ago must not happen in a burst later; where the pointer is still counts.
    overflowed_ = true;
    events_.clear();
    events_.push_back(plain_event(frame::EventKind::focus));
    events_.push_back(plain_event(frame::EventKind::mouse_leave));
}

void InputQueue::append(InputQueue other) {
    if (!other.paste_.empty()) paste_ = std::move(other.paste_);
    for (const Event& event : other.events_) push(event);
}

// A position that is followed by another has no effect; wheel steps add up.
void InputQueue::merge() {
    std::deque<Event> merged;
    for (const Event& event : events_) {
        if (!merged.empty() && merged.back().kind == event.kind) {
            if (event.kind == EventKind::mouse_position) {
                merged.back() = event;
                continue;
            }
            if (event.kind == EventKind::mouse_wheel) {
                merged.back().x += event.x;
                merged.back().y += event.y;
                continue;
            }
        }
        merged.push_back(event);
    }
    events_.swap(merged);
}

InputQueue::Batch InputQueue::take() {
    Batch batch;
    bool has_paste = false, acted = false;
    while (!events_.empty() && batch.events.size() < frame::max_events) {
        const Event& event = events_.front();
        const bool is_paste = event.kind == EventKind::paste;
        const bool is_key = event.kind == EventKind::key;
        const bool is_modifier = is_key && frame::is_modifier(static_cast<frame::Key>(event.code));
        if ((is_paste && has_paste) || (is_modifier && acted)) break;
        has_paste = has_paste || is_paste;
        acted = acted || event.kind == EventKind::mouse_wheel ||
                (event.pressed != 0 && ((is_key && !is_modifier) || event.kind == EventKind::mouse_button));
        batch.events.push_back(event);
        events_.pop_front();
    }
    if (has_paste) batch.paste = paste_;
    return batch;
}

} // namespace asista::gfx

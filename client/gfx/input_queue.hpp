// Events on their way to one plugin process. Order is kept always. While they fit into a request they are passed on as they are; when
// a host is slow and they pile up, moves that lead nowhere are merged; when even that is too much, the host is told to let go of all
// keys instead of replaying a burst from the past.
#pragma once

#include "wire/frame.hpp"

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace asista::gfx {

// An event that its kind says all about.
constexpr frame::Event plain_event(frame::EventKind kind) { return {kind, 0, 0, 0, 0, 0}; }

// [main]
class InputQueue {
  public:
    void push(const frame::Event& event);
    // Text for the next paste event; sent with the request that holds one.
    void set_paste(std::string text) { paste_ = std::move(text); }

    // All of another queue, behind what is here.
    void append(InputQueue other);

    bool empty() const { return events_.empty(); }
    std::size_t size() const { return events_.size(); }
    void clear() { events_.clear(); }
    // True once after so much piled up that all was dropped; the process has to be told anew where pointer and keyboard are.
    bool overflowed() { return std::exchange(overflowed_, false); }

    struct Batch {
        std::vector<frame::Event> events; // at most frame::max_events
        std::string paste;                // when one of them is a paste
    };
    // The oldest events. At most one paste in a batch: there is one block for its text. A batch ends before a change of modifiers that
    // follows a key, click or turn of the wheel: within one frame, ImGui would see those with the modifiers as they were afterwards.
    Batch take();

    static constexpr std::size_t most_waiting = 4 * frame::max_events;

  private:
    void merge();
    std::deque<frame::Event> events_;
    std::string paste_;
    bool overflowed_ = false;
};

} // namespace asista::gfx

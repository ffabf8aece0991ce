// What enters the plugin's code, step by step: told to the client while it records this process (wire/calls/record.hpp), and taken in the
// order it says in a replay. Without a journal every function here just does the work. [frame]
#pragma once

#include "connection.hpp"

#include "wire/frame_area.hpp"
#include "wire/calls/record.hpp"

#include <atomic>
#include <deque>
#include <functional>

namespace asista::host {

class Journal {
  public:
    using Work = std::function<void()>;
    // clock_ms: what the plugin is told of the time; below 0, that of the machine. Both outlive this object.
    Journal(Connection& connection, std::atomic<std::int64_t>& clock_ms) : connection_(connection), clock_ms_(clock_ms) {}

    // KeepJournal came.
    void keep(const calls::KeepJournal::Request& how);
    bool kept() const { return how_.mode != Mode::off; }
    bool replays() const { return how_.mode == Mode::replay; }

    // Each runs `work` as one step of its kind.
    void order(const Work& work);
    void reply(std::uint64_t request, const Work& work);
    // A timer of the plugin is due. In a replay nothing happens: its time comes by TakeStep.
    void timer_due(std::uint64_t timer, const Work& work);
    // The main thread has come to work that was posted. In a replay it may have to wait.
    void posted(Work work);
    // A frame: what the input area asks for, and what lies in the frame area afterwards.
    void frame(const frame::HostArea& area, const Work& work);

    // TakeStep came. What the journal does not hold itself is asked of `run_timer` and `hand_over_reply`.
    struct Others {
        std::function<void(std::uint64_t timer)> run_timer;
        std::function<void(std::uint64_t request)> hand_over_reply;
    };
    void take(const calls::Step& step, const Others& others);

  private:
    using Mode = calls::KeepJournal::Mode;
    void run(calls::Step step, const Work& work, const std::function<calls::StepEnded::Request()>& outcome = {});

    Connection& connection_;
    std::atomic<std::int64_t>& clock_ms_;
    calls::KeepJournal::Request how_;
    bool inside_ = false; // a step is under way
    std::uint64_t orders_ = 0, last_frame_ = 0;
    InstantMs next_now_ms_ = 0;          // of the step that a replay takes next
    std::deque<Work> posted_;            // in a replay: came, and is not to run yet
    std::deque<InstantMs> posted_asked_; // in a replay: to run at this time, and did not come yet
};

} // namespace asista::host

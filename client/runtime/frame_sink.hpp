// Where the supervisor hands a plugin process over to the window, and what the window tells it back. The supervisor lives on the core
// thread and the compositor on the main thread; client/core implements FrameSink by posting, and posts WindowEvents the other way.
#pragma once

#include "wire/frame_area.hpp"
#include "wire/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asista::runtime {

// A reload: the new process draws hidden, at the places of the old one's surfaces, until it has shown two good frames.
struct TrialOf {
    struct Pair {
        std::uint32_t new_surface = 0;
        std::uint32_t old_surface = 0; // 0: the old build had no such widget or page; draw it at a default size
    };
    InstanceId old_instance = 0;
    std::vector<Pair> surfaces; // every panel the new process registered, widgets and pages; never empty
};

struct Attachment {
    InstanceId instance = 0;
    std::string plugin; // id
    frame::ClientArea area;
    std::optional<TrialOf> trial;
    std::int64_t spawned_us = 0; // monotonic: first_frame counts from here
};

// [core] All return at once. Orders about one instance arrive in the order given. An instance that was never attached, or is not any
// more, is ignored.
class FrameSink {
  public:
    virtual ~FrameSink() = default;

    // The process is ready to draw. Without a trial it is asked for frames as soon as a page places one of its surfaces.
    virtual void attach(Attachment attachment) = 0;
    // The trial was passed and the process has taken over. A page that still places surfaces of `old_instance`, from a snapshot made
    // before, gets those of `instance` by the pairs given with attach(), so no window frame lacks the plugin.
    virtual void promote(InstanceId instance, InstanceId old_instance) = 0;
    // A trial that was passed is to show one good frame more: it has been given a later state. What the person does in the old process'
    // panels goes on waiting for the one that is shown in the end.
    virtual void try_again(InstanceId instance) = 0;
    // The process is gone or about to go: unmap its areas, ask for nothing more. keep_picture: pages may go on placing its surfaces and
    // get the last good frame, until drop_picture().
    virtual void detach(InstanceId instance, bool keep_picture) = 0;
    virtual void drop_picture(InstanceId instance) = 0;
    // How the window treats its frames from now on. unhurried: asked for them, never waited for. paused: not asked, and what it owes is
    // not counted against it; its last picture stays. A new attachment is normal.
    enum class Pace { normal, unhurried, paused };
    virtual void set_pace(InstanceId instance, Pace pace) = 0;
    // The plugin has something new to show: draw it at the next window frame.
    virtual void redraw(InstanceId instance) = 0;
};

// What the window noticed about a process. Each is told once, when it happens.
struct WindowEvent {
    enum class Kind {
        first_frame,  // its first good frame can be shown; milliseconds = since Attachment::spawned_us
        trial_passed, // two good frames while on trial. touched: the person did something in the old process since the new one was
                      // started. From now on what they do waits for whichever is shown in the end
        rejected,     // a frame broke the protocol or a budget; text says how, strikes counts those in the last 10 s
        should_stop,  // three rejected frames in 10 s; text says how the last one broke it
        asynchronous, // too slow to be waited for
        synchronous,  // waited for again
        unanswered,   // a request has been open for milliseconds: at 1 s and at 5 s
        answered,     // the request that had been open for 1 s or more was answered
    };
    Kind kind{};
    InstanceId instance = 0;
    double milliseconds = 0;
    std::uint32_t strikes = 0;
    std::string text;
    bool touched = false;
};

} // namespace asista::runtime

// Recording what happens in a plugin's process, and letting it happen again. While a journal is kept, the host tells its client of each
// step that enters the plugin's code, in the order in which it takes them: nobody else knows that order, since frames, messages, timers
// and work of the plugin's threads come on ways of their own. Between the beginning and the end of a step lie the calls made in it.
#pragma once

#include "wire/calls/base.hpp"
#include "wire/frame_print.hpp"

namespace asista::calls {

struct Step {
    enum class Kind : std::uint8_t {
        order = 1, // number: how many-eth order of this process, from 1; Hello, and the messages of this file, do not count
        frame = 2, // number: the request's serial; input: its header, surfaces, events and paste text, one behind the other
        timer = 3, // number: the plugin's timer
        posted =
            4,     // the oldest piece of work that a thread of the plugin handed to its main thread, or a call put off; number: 0
        reply = 5, // number: the id of the plugin's request whose answer is handed over
    };
    friend constexpr bool is_known(Kind value) { return value >= Kind::order && value <= Kind::reply; }
    Kind kind = Kind::order;
    std::uint64_t number = 0;
    InstantMs now_ms = 0; // what the clock says all through the step; a frame's is in its input
    wire::Bytes input;
    ASISTA_FIELDS(kind, number, now_ms, input)
};

// The person's wish: record this plugin from a fresh start with its saved state, or end its recording.
struct PluginRecord {
    ASISTA_CALL(0x060B, "plugins.record", "", user, refused);
    struct Request {
        std::string plugin;
        bool on = true;
        std::string file; // absolute, must not exist yet; "": a new one in the profile's folder of recordings
        ASISTA_FIELDS(plugin, on, file)
    };
    struct Reply {
        std::string file;
        ASISTA_FIELDS(file)
    };
};

// ---- client -> host ----------------------------------------------------------------------------------------------------------
struct KeepJournal { // a notice, right behind Hello. The clock then moves from step to step
    ASISTA_CALL(0x1012, "host.keep_journal", "", user, now);
    enum class Mode : std::uint8_t {
        off = 0,
        record = 1, // steps as they come, with the time of the machine
        replay = 2, // timers, posted work and answers wait for TakeStep
    };
    friend constexpr bool is_known(Mode value) { return value <= Mode::replay; }
    struct Request {
        Mode mode = Mode::off;
        bool clock_stands = false; // as Hello::Request::fixed_clock_ms said before any recording
        ASISTA_FIELDS(mode, clock_stands)
    };
    using Reply = Nothing;
};
struct
    TakeStep { // a notice, in a replay: take this step now, or, for an order or a frame, when it comes; work posted, once it is there
    ASISTA_CALL(0x1013, "host.take_step", "", user, now);
    using Request = Step;
    using Reply = Nothing;
};

// ---- host -> client ----------------------------------------------------------------------------------------------------------
struct StepBegins { // a notice
    ASISTA_CALL(0x1101, "host.step_begins", "", user, now);
    using Request = Step;
    using Reply = Nothing;
};
struct StepEnded { // a notice
    ASISTA_CALL(0x1102, "host.step_ended", "", user, now);
    struct Request {
        frame::FramePrint print; // of a frame, else zeros
        std::string refused;     // why the frame would not pass the client's check; usually empty
        ASISTA_FIELDS(print, refused)
    };
    using Reply = Nothing;
};

} // namespace asista::calls

// What a recording says, in the order of the steps that the plugin's process took: what entered it, what it called meanwhile, what it was
// answered, what it drew. Made of a file that may come from a stranger, so everything in it is held against the rest.
#pragma once

#include "runtime/recording.hpp"
#include "wire/calls/record.hpp"

#include <map>

namespace asista::runtime {

struct RecordedAnswer {
    Errc status = Errc::ok;
    wire::Bytes payload; // when it failed, the sentence
    bool operator==(const RecordedAnswer&) const = default;
};
struct RecordedCall { // of the plugin
    wire::MessageKind kind = wire::MessageKind::request;
    calls::CallId call = 0;
    wire::Bytes payload;
    bool operator==(const RecordedCall&) const = default;
};
struct ScriptOrder { // of the client
    wire::MessageKind kind = wire::MessageKind::request;
    calls::CallId call = 0;
    std::uint64_t id = 0;
    wire::Bytes payload;
    std::optional<RecordedAnswer> answer; // of the host
};
struct ScriptFrame {
    frame::InputHeader header{};
    std::vector<frame::InputSurface> surfaces;
    std::vector<frame::Event> events;
    wire::Bytes paste;
};
// The n-th request of one kind, from 0, through the whole life of a process: how two runs tell which requests are the same.
struct RequestName {
    calls::CallId call = 0;
    std::size_t nth = 0;
    auto operator<=>(const RequestName&) const = default;
};
struct ScriptStep {
    calls::Step step; // without its input
    std::optional<ScriptOrder> order;
    std::optional<ScriptFrame> frame;
    std::optional<RequestName> reply_to;
    std::vector<RecordedCall> calls; // made in it, but for those that depend on the moment (depends_on_moment)
    bool ended = false;              // only the last may not have: the process died in it, or the recording was cut off
    calls::StepEnded::Request outcome;
};

struct ReplayScript {
    RecordingIdentity identity;
    std::optional<RecordedAnswer> hello;   // of the host; none: the recording ends before
    std::vector<RecordedCall> start_calls; // made while the plugin was loaded and initialised
    std::vector<ScriptStep> steps;
    std::map<RequestName, RecordedAnswer> answers; // of the client, to the plugin's requests
    std::optional<RecordingEnd> end;

    std::size_t frames() const;
};

// Calls that come when they come, and mean no difference between two runs: wishes to be drawn or saved.
bool depends_on_moment(calls::CallId call);
// "storage.set"; a number where there is no such call. [any]
std::string call_name(calls::CallId call);

// Errc::invalid: its parts do not fit each other. [any]
Result<ReplayScript> make_script(Recording recording);

} // namespace asista::runtime

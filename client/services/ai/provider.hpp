// What can answer a chat: the offline coach now, hosted and local models beside it. A provider lives on the AI thread and runs any
// number of streams at once without ever blocking on one of them; waiting happens in work() alone, as curl's multi interface has it.
#pragma once

#include "services/ai/coach_facts.hpp"
#include "wire/calls/services.hpp"

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace asista::services::ai {

using StreamId = std::uint64_t; // never reused while the client runs; 0 is none

struct ChatRequest {
    std::vector<calls::AiMessage> messages; // checked: at least one, all of them valid UTF-8
    std::uint32_t max_tokens = 512;
    CoachFacts facts;       // only what the caller may read
    std::uint64_t seed = 0; // picks among wordings
};

// How a stream ended. An error may come after text was sent: what was shown stays, and the listener is told why there is no more.
struct StreamEnd {
    std::optional<Error> error;
    // Overloaded or rate-limited, and worth another try after this long; never set for a spent budget, nor after the first text.
    std::optional<std::chrono::milliseconds> retry_after;
};

// Takes what a provider produces. [ai]
class StreamSink {
  public:
    virtual ~StreamSink() = default;
    virtual void text(StreamId stream, std::string_view text) = 0; // whole UTF-8 characters
    virtual void end(StreamId stream, StreamEnd end) = 0;          // exactly once, unless the stream was cancelled
};

// [ai] except where marked.
class Provider {
  public:
    virtual ~Provider() = default;

    virtual std::string_view name() const = 0; // as shown beside its words: "offline coach" [any]
    virtual bool online() const = 0;           // whether text leaves this machine [any]

    virtual void start(StreamId stream, ChatRequest request) = 0;
    // Stops it at once (a connection is closed); nothing of it reaches the sink any more. Unknown streams are ignored.
    virtual void cancel(StreamId stream) = 0;

    // Hands over what there is, then waits for more; returns after any progress, or as soon as wake() is or was called.
    virtual void work(StreamSink& sink) = 0;
    virtual void wake() = 0; // [any]
};

} // namespace asista::services::ai

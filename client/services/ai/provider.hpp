// What can answer a chat: the offline coach now, hosted and local models beside it. A provider lives on the AI thread and runs any
// number of streams at once without ever blocking on one of them; waiting happens in work() alone, as curl's multi interface has it.
#pragma once

#include "services/ai/coach_facts.hpp"
#include "wire/result.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services::ai {

using StreamId = std::uint64_t; // never reused while the client runs; 0 is none

// Something the assistant may ask for. It never happens by itself: whoever gave the tool decides about each call.
struct Tool {
    std::string name;        // letters, digits and _, as every protocol takes it
    std::string description; // for the model
    std::string parameters;  // a JSON schema of an object, as text
};
struct ToolCall {
    std::string id, name;
    std::string arguments; // a JSON object as text; checked for being one, not against the tool's schema
};

struct ChatMessage {
    enum class Role { system, user, assistant, tool };
    Role role = Role::user;
    std::string text = {};
    std::vector<ToolCall> tool_calls = {}; // of the assistant
    std::string answers = {};              // of a tool: the id of the call that this is the result of
    bool untrusted = false; // holds text that came from plugins, mail or calendars: marked as such where it is sent
};

// A server that answers chats. Defined beside the protocols; whoever only passes it on needs no more than its name.
struct Endpoint;

struct ChatRequest {
    std::vector<ChatMessage> messages; // checked: at least one, all of them valid UTF-8
    std::uint32_t max_tokens = 512;
    CoachFacts facts = {};  // only what the caller may read; for the offline coach, and never sent anywhere
    std::uint64_t seed = 0; // picks among wordings
    std::vector<Tool> tools = {};
    std::string schema = {};                       // a JSON schema that the answer has to follow; empty: it is text
    std::shared_ptr<const Endpoint> endpoint = {}; // null: the offline coach
    std::string provider = {};                     // with an endpoint: who answers, as shown
    std::optional<std::int64_t> ask_provider = {}; // this one of the person's, whatever is chosen: to try it out
    std::vector<std::string> fields = {}; // which of the person's data is in the messages, for the ledger: "titles of 5 tasks"
};

enum class StopReason {
    complete,
    length,  // max_tokens are used up
    tools,   // it waits for the results of its tool calls
    refused, // the model declined to answer
};
struct Usage { // nullopt: the provider did not say
    std::optional<std::uint32_t> input_tokens, output_tokens;
};

// How a stream ended. An error may come after text was sent: what was shown stays, and the listener is told why there is no more.
struct StreamEnd {
    std::optional<Error> error = {};
    // Overloaded or rate-limited, and worth another try after this long; never set for a spent budget, nor after the first text.
    std::optional<std::chrono::milliseconds> retry_after = {};
    StopReason reason = StopReason::complete;
    std::vector<ToolCall> tool_calls = {}; // whole ones, in the order in which they were asked for
    Usage usage = {};
    std::string note = {}; // what the answer lacks because the server lacks it, as a sentence; "" when nothing
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

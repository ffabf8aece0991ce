// The two ways in which servers that answer chats are spoken to, without a connection: what is sent, and what is read out of what comes.
//   Anthropic's Messages API: https://docs.anthropic.com/en/api/messages-streaming
//   OpenAI's chat completions, which Ollama, llama.cpp, vLLM and others speak as well: https://platform.openai.com/docs/api-reference/chat
#pragma once

#include "services/ai/hosted/event_stream.hpp"
#include "services/ai/hosted/trouble.hpp"
#include "services/ai/provider.hpp"
#include "services/net/url.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services::ai {

enum class ProtocolKind : std::uint8_t { anthropic, openai };

struct Endpoint {
    ProtocolKind protocol = ProtocolKind::anthropic;
    std::string label; // who answers, as shown: "Claude"
    net::Url base;     // of the API, without a slash at its end: https://api.anthropic.com, http://127.0.0.1:11434/v1
    std::string model;
    std::string key = {}; // secret: sent to `base` and to nobody else; "" where none is needed
};

// What a server was found not to take. It is asked without from then on, and the answer's note says what is missing.
struct Lacks {
    bool usage = false; // says how many tokens there were
    bool tools = false;
    bool schema = false;     // follows a JSON schema by itself; it is asked in words then
    bool max_tokens = false; // wants the newer name of that limit; nothing is missing
    bool operator==(const Lacks&) const = default;
};
// "This server takes no tools, so ...": of what this request would have used; "" when nothing is missing.
std::string note_on(const Lacks& lacks, const ChatRequest& request);
// What a server's refusal of this request complains about that can be left out, added to what is known. nullopt: nothing new.
std::optional<Lacks> learned_from(std::string_view refusal, const ChatRequest& request, const Lacks& known);

struct HttpCall {
    std::string url;
    std::vector<std::string> headers; // "name: value"
    std::string body;                 // empty: GET
};

// Errc::invalid: a tool's or the answer's schema is not a JSON object.
Result<HttpCall> chat_call(const Endpoint& endpoint, const ChatRequest& request, const Lacks& lacks);
HttpCall models_call(const Endpoint& endpoint);
// Names of models, sorted. Errc::invalid: it is not a list of models.
Result<std::vector<std::string>> read_models(std::string_view body);

// One answer as its events come in.
class AnswerReader {
  public:
    virtual ~AnswerReader() = default;

    // The text that the event adds, often none. After trouble or the end, events count for nothing.
    virtual std::string take(const ServerEvent& event) = 0;

    bool complete() const { return complete_; }        // the server said that this is all
    virtual bool may_end() const { return complete_; } // whether a connection that closes now has lost nothing
    const std::optional<Trouble>& trouble() const { return trouble_; }
    StreamEnd end(); // of a complete answer; once

  protected:
    static constexpr std::size_t max_tool_calls = 32, max_argument_bytes = 256 * 1024;

    void refuse(std::string why); // what it sent is no answer
    // Whether there is room for `bytes` more of a call's arguments.
    bool takes(const ToolCall& call, std::size_t bytes);

    bool complete_ = false;
    std::optional<Trouble> trouble_;
    StopReason reason_ = StopReason::complete;
    std::vector<ToolCall> tool_calls_;
    Usage usage_;
};
std::unique_ptr<AnswerReader> make_reader(const Endpoint& endpoint, const ChatRequest& request);

} // namespace asista::services::ai

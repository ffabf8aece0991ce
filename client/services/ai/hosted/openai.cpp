#include "services/ai/hosted/openai.hpp"

#include "services/ai/hosted/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace asista::services::ai::openai {
namespace {
using fields::at;
using fields::text;
using nlohmann::json;

std::vector<std::string> headers(const Endpoint& endpoint) {
    return endpoint.key.empty() ? std::vector<std::string>{} : std::vector<std::string>{"authorization: Bearer " + endpoint.key};
}

const char* role_name(ChatMessage::Role role) {
    switch (role) {
    case ChatMessage::Role::system: return "system";
    case ChatMessage::Role::user: return "user";
    case ChatMessage::Role::assistant: return "assistant";
    case ChatMessage::Role::tool: break;
    }
    return "tool";
}

json message_of(const ChatMessage& message, bool with_tools) {
    json out{{"role", role_name(message.role)}, {"content", message.text}};
    if (message.role == ChatMessage::Role::tool) out["tool_call_id"] = message.answers;
    if (!with_tools || message.tool_calls.empty()) return out;
    json calls = json::array();
    for (const auto& call : message.tool_calls)
        calls.push_back(
            {{"id", call.id}, {"type", "function"}, {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
    out["tool_calls"] = std::move(calls);
    return out;
}

// A server without tools still gets to read what came of them.
json messages_of(const ChatRequest& request, const Lacks& lacks) {
    json messages = json::array();
    for (const auto& message : request.messages) {
        if (lacks.tools && message.role == ChatMessage::Role::tool)
            messages.push_back({{"role", "user"}, {"content", "(Done: " + message.text + ")"}});
        else if (!lacks.tools || !message.text.empty())
            messages.push_back(message_of(message, !lacks.tools));
    }
    if (lacks.schema && !request.schema.empty())
        messages.push_back(
            {{"role", "system"},
             {"content", "Answer with one JSON object and nothing else. It follows this JSON schema: " + request.schema}});
    return messages;
}

class Reader final : public AnswerReader {
  public:
    explicit Reader(const Endpoint& endpoint) : endpoint_(endpoint) {}

    std::string take(const ServerEvent& event) override {
        if (complete_ || trouble_) return {};
        if (event.data == "[DONE]") {
            complete_ = true;
            return {};
        }
        const auto data = json::parse(event.data, nullptr, false);
        if (!data.is_object()) {
            refuse(fmt::format("{} sent something that is not an event of a chat", endpoint_.label));
            return {};
        }
        if (const json& error = at(data, "error"); !error.is_null()) {
            const auto code = at(error, "code").is_string() ? text(error, "code") : std::string();
            trouble_ = trouble_of_event(endpoint_, text(error, "type") + " " + code,
                                        error.is_string() ? error.get<std::string>() : text(error, "message"));
            return {};
        }
        read_usage(at(data, "usage"));
        const json& choices = at(data, "choices"); // the event with the usage has none
        if (!choices.is_array() || choices.empty()) return {};
        const json& delta = at(choices[0], "delta");
        for (const auto& call : at(delta, "tool_calls")) take_call(call);
        stop(text(choices[0], "finish_reason"));
        return text(delta, "content");
    }

  private:
    // The first piece has the id and the name; the following ones the index. Some servers leave the index out and send whole calls.
    void take_call(const json& piece) {
        const json& function = at(piece, "function");
        const auto index = fields::count(piece, "index");
        auto known = index ? calls_.find(*index) : calls_.end();
        if (known == calls_.end()) {
            if (tool_calls_.size() >= max_tool_calls)
                return refuse(fmt::format("{} calls more than {} tools at once", endpoint_.label, max_tool_calls));
            const auto place = static_cast<std::uint32_t>(tool_calls_.size());
            known = calls_.emplace(index.value_or(place), place).first;
            auto id = text(piece, "id");
            tool_calls_.push_back({id.empty() ? fmt::format("call_{}", place) : std::move(id), text(function, "name"), {}});
        }
        auto& call = tool_calls_[known->second];
        const auto arguments = text(function, "arguments");
        if (takes(call, arguments.size())) call.arguments += arguments;
    }
    void read_usage(const json& usage) {
        if (const auto input = fields::count(usage, "prompt_tokens")) usage_.input_tokens = input;
        if (const auto output = fields::count(usage, "completion_tokens")) usage_.output_tokens = output;
    }
    void stop(const std::string& reason) {
        if (reason.empty()) return;
        said_why_ = true;
        if (reason == "length") reason_ = StopReason::length;
        if (reason == "content_filter") reason_ = StopReason::refused;
    }
    // Not every server sends the last "[DONE]".
    bool may_end() const override { return complete_ || said_why_; }

    const Endpoint& endpoint_;
    bool said_why_ = false;
    std::map<std::uint32_t, std::uint32_t> calls_; // their index -> which of tool_calls_
};
} // namespace

HttpCall chat_call(const Endpoint& endpoint, const ChatRequest& request, const Lacks& lacks) {
    json body{{"model", endpoint.model}, {"stream", true}, {"messages", messages_of(request, lacks)}};
    body[lacks.max_tokens ? "max_completion_tokens" : "max_tokens"] = request.max_tokens;
    if (!lacks.usage) body["stream_options"] = {{"include_usage", true}};
    if (!lacks.tools && !request.tools.empty()) {
        json tools = json::array();
        for (const auto& tool : request.tools)
            tools.push_back(
                {{"type", "function"},
                 {"function",
                  {{"name", tool.name}, {"description", tool.description}, {"parameters", json::parse(tool.parameters)}}}});
        body["tools"] = std::move(tools);
    }
    if (!lacks.schema && !request.schema.empty())
        body["response_format"] = {{"type", "json_schema"},
                                   {"json_schema", {{"name", "answer"}, {"schema", json::parse(request.schema)}}}};
    auto all = headers(endpoint);
    all.insert(all.end(), {"content-type: application/json", "accept: text/event-stream"});
    return {endpoint.base.text + "/chat/completions", std::move(all), fields::dump(body)};
}

HttpCall models_call(const Endpoint& endpoint) { return {endpoint.base.text + "/models", headers(endpoint), {}}; }

std::unique_ptr<AnswerReader> make_reader(const Endpoint& endpoint) { return std::make_unique<Reader>(endpoint); }

} // namespace asista::services::ai::openai

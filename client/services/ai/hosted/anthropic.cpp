#include "services/ai/hosted/anthropic.hpp"

#include "services/ai/hosted/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace asista::services::ai::anthropic {
namespace {
using fields::at;
using fields::text;
using nlohmann::json;

constexpr const char* version = "anthropic-version: 2023-06-01";
constexpr const char* answer_tool = "answer"; // an answer by a schema is asked for as the call of this

std::vector<std::string> headers(const Endpoint& endpoint) {
    std::vector<std::string> all{version};
    if (!endpoint.key.empty()) all.push_back("x-api-key: " + endpoint.key);
    return all;
}

json text_block(const std::string& words) { return {{"type", "text"}, {"text", words}}; }

// The blocks of one message. Blocks of no text are refused there, and so are messages without blocks.
json blocks_of(const ChatMessage& message) {
    json blocks = json::array();
    if (message.role == ChatMessage::Role::tool)
        return json::array({{{"type", "tool_result"}, {"tool_use_id", message.answers}, {"content", message.text}}});
    if (!message.text.empty()) blocks.push_back(text_block(message.text));
    for (const auto& call : message.tool_calls) {
        auto input = json::parse(call.arguments, nullptr, false);
        if (!input.is_object()) input = json::object();
        blocks.push_back({{"type", "tool_use"}, {"id", call.id}, {"name", call.name}, {"input", std::move(input)}});
    }
    return blocks;
}

// What it says about its own course goes above the conversation; results of tools come from the user; neighbours of one role are one
// message, since all results of one round have to be in one; and the first is the user's.
void add_messages(json& body, const ChatRequest& request) {
    std::string system;
    json messages = json::array();
    for (const auto& message : request.messages) {
        if (message.role == ChatMessage::Role::system) {
            system += (system.empty() ? "" : "\n\n") + message.text;
            continue;
        }
        auto blocks = blocks_of(message);
        const char* const role = message.role == ChatMessage::Role::assistant ? "assistant" : "user";
        if (blocks.empty() || (messages.empty() && message.role == ChatMessage::Role::assistant)) continue;
        if (!messages.empty() && messages.back()["role"] == role)
            for (auto& block : blocks) messages.back()["content"].push_back(std::move(block));
        else
            messages.push_back({{"role", role}, {"content", std::move(blocks)}});
    }
    if (messages.empty()) messages.push_back({{"role", "user"}, {"content", json::array({text_block("Go on.")})}});
    body["messages"] = std::move(messages);
    if (!system.empty()) body["system"] = std::move(system);
}

json tool(const std::string& name, const std::string& description, const std::string& schema) {
    return {{"name", name}, {"description", description}, {"input_schema", json::parse(schema)}};
}

class Reader final : public AnswerReader {
  public:
    Reader(const Endpoint& endpoint, bool by_schema) : endpoint_(endpoint), by_schema_(by_schema) {}

    std::string take(const ServerEvent& event) override {
        if (complete_ || trouble_) return {};
        const auto data = json::parse(event.data, nullptr, false);
        if (!data.is_object()) {
            refuse(fmt::format("{} sent something that is not an event of a chat", endpoint_.label));
            return {};
        }
        const auto type = text(data, "type");
        if (type == "content_block_delta") return delta(at(data, "index"), at(data, "delta"));
        if (type == "content_block_start") return begin(at(data, "index"), at(data, "content_block"));
        if (type == "message_start") read_usage(at(at(data, "message"), "usage"));
        if (type == "message_delta") {
            read_usage(at(data, "usage"));
            stop(text(at(data, "delta"), "stop_reason"));
        }
        if (type == "message_stop") complete_ = true;
        if (type == "error") {
            const json& error = at(data, "error");
            trouble_ = trouble_of_event(endpoint_, text(error, "type") + " " + text(at(error, "details"), "error_code"),
                                        text(error, "message"));
        }
        return {}; // "ping", "content_block_stop", and what may come to be: new kinds of event are to be passed over
    }

  private:
    std::string begin(const json& index, const json& block) {
        if (text(block, "type") == "text") return text(block, "text");
        if (text(block, "type") != "tool_use" || !index.is_number_integer()) return {};
        if (by_schema_ && text(block, "name") == answer_tool) {
            answer_ = index.get<std::int64_t>();
            return {};
        }
        if (tool_calls_.size() >= max_tool_calls) {
            refuse(fmt::format("{} calls more than {} tools at once", endpoint_.label, max_tool_calls));
            return {};
        }
        calls_[index.get<std::int64_t>()] = tool_calls_.size();
        tool_calls_.push_back({text(block, "id"), text(block, "name"), {}});
        return {};
    }
    std::string delta(const json& index, const json& delta) {
        const auto type = text(delta, "type");
        if (type == "text_delta") return text(delta, "text");
        if (type != "input_json_delta" || !index.is_number_integer()) return {};
        auto piece = text(delta, "partial_json");
        if (index.get<std::int64_t>() == answer_) return piece;
        const auto known = calls_.find(index.get<std::int64_t>());
        if (known == calls_.end()) return {};
        if (auto& call = tool_calls_[known->second]; takes(call, piece.size())) call.arguments += piece;
        return {};
    }
    // What was read from a cache or written to it was sent as well.
    void read_usage(const json& usage) {
        if (const auto input = fields::count(usage, "input_tokens"))
            usage_.input_tokens = *input + fields::count(usage, "cache_creation_input_tokens").value_or(0) +
                                  fields::count(usage, "cache_read_input_tokens").value_or(0);
        if (const auto output = fields::count(usage, "output_tokens")) usage_.output_tokens = output;
    }
    void stop(const std::string& reason) {
        if (reason == "max_tokens" || reason == "model_context_window_exceeded") reason_ = StopReason::length;
        if (reason == "refusal") reason_ = StopReason::refused;
    }

    const Endpoint& endpoint_;
    bool by_schema_;
    std::int64_t answer_ = -1;
    std::map<std::int64_t, std::size_t> calls_; // index of its block -> which of tool_calls_
};
} // namespace

HttpCall chat_call(const Endpoint& endpoint, const ChatRequest& request) {
    json body{{"model", endpoint.model}, {"max_tokens", request.max_tokens}, {"stream", true}};
    add_messages(body, request);
    json tools = json::array();
    for (const auto& each : request.tools) tools.push_back(tool(each.name, each.description, each.parameters));
    if (!request.schema.empty()) {
        tools.push_back(tool(answer_tool, "The answer, in the form that is asked for.", request.schema));
        body["tool_choice"] = {{"type", "tool"}, {"name", answer_tool}};
    }
    if (!tools.empty()) body["tools"] = std::move(tools);
    auto all = headers(endpoint);
    all.insert(all.end(), {"content-type: application/json", "accept: text/event-stream"});
    return {endpoint.base.text + "/v1/messages", std::move(all), fields::dump(body)};
}

HttpCall models_call(const Endpoint& endpoint) { return {endpoint.base.text + "/v1/models?limit=1000", headers(endpoint), {}}; }

std::unique_ptr<AnswerReader> make_reader(const Endpoint& endpoint, const ChatRequest& request) {
    return std::make_unique<Reader>(endpoint, !request.schema.empty());
}

} // namespace asista::services::ai::anthropic

#include "services/ai/hosted/protocol.hpp"

#include "services/ai/hosted/anthropic.hpp"
#include "services/ai/hosted/openai.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <utility>

namespace asista::services::ai {
using nlohmann::json;

std::string note_on(const Lacks& lacks, const ChatRequest& request) {
    if (lacks.tools && !request.tools.empty()) return "This server takes no tools, so the coach can only talk.";
    if (lacks.schema && !request.schema.empty()) return "This server follows no schema by itself; it was asked for one in words.";
    if (lacks.usage) return "This server does not say how many tokens it used.";
    return {};
}

// Servers say it in words of their own, but name the field. Anthropic's takes all that is sent to it.
std::optional<Lacks> learned_from(std::string_view refusal, const ChatRequest& request, const Lacks& known) {
    if (request.endpoint == nullptr || request.endpoint->protocol != ProtocolKind::openai) return std::nullopt;
    std::string words(refusal);
    std::ranges::transform(words, words.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto names = [&](std::string_view field) { return words.find(field) != std::string::npos; };
    Lacks now = known;
    if (names("stream_options") || names("include_usage")) now.usage = true;
    if (names("max_completion_tokens")) now.max_tokens = true;
    if (!request.schema.empty() && (names("response_format") || names("json_schema"))) now.schema = true;
    if (!request.tools.empty() && (names("tool") || names("--jinja")))
        now.tools = true; // llama.cpp names the switch that it was not started with
    return now == known ? std::nullopt : std::optional(now);
}

Result<HttpCall> chat_call(const Endpoint& endpoint, const ChatRequest& request, const Lacks& lacks) {
    for (const auto& tool : request.tools)
        if (!json::parse(tool.parameters, nullptr, false).is_object())
            return fail(Errc::invalid, "the parameters of the tool {} are not a JSON object", tool.name);
    if (!request.schema.empty() && !json::parse(request.schema, nullptr, false).is_object())
        return fail(Errc::invalid, "the answer's schema is not a JSON object");
    return endpoint.protocol == ProtocolKind::anthropic ? anthropic::chat_call(endpoint, request)
                                                        : openai::chat_call(endpoint, request, lacks);
}

HttpCall models_call(const Endpoint& endpoint) {
    return endpoint.protocol == ProtocolKind::anthropic ? anthropic::models_call(endpoint) : openai::models_call(endpoint);
}

Result<std::vector<std::string>> read_models(std::string_view body) {
    const auto parsed = json::parse(body, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("data") || !parsed["data"].is_array())
        return fail(Errc::invalid, "what it sent is not a list of models");
    std::vector<std::string> names;
    for (const auto& model : parsed["data"])
        if (model.is_object() && model.contains("id") && model["id"].is_string()) names.push_back(model["id"].get<std::string>());
    std::ranges::sort(names);
    return names;
}

std::unique_ptr<AnswerReader> make_reader(const Endpoint& endpoint, const ChatRequest& request) {
    return endpoint.protocol == ProtocolKind::anthropic ? anthropic::make_reader(endpoint, request)
                                                        : openai::make_reader(endpoint);
}

void AnswerReader::refuse(std::string why) { trouble_ = Trouble{{Errc::invalid, std::move(why)}}; }

bool AnswerReader::takes(const ToolCall& call, std::size_t bytes) {
    if (call.arguments.size() + bytes <= max_argument_bytes) return true;
    refuse(fmt::format("the arguments of a call of {} are longer than {} KiB", call.name, max_argument_bytes / 1024));
    return false;
}

StreamEnd AnswerReader::end() {
    StreamEnd end{.reason = reason_, .usage = usage_};
    for (auto& call : tool_calls_) {
        if (call.arguments.empty()) call.arguments = "{}";
        if (json::parse(call.arguments, nullptr, false).is_object()) continue;
        end.error =
            Error{Errc::invalid, fmt::format("the answer calls {} with something that is not JSON; ask again", call.name)};
        return end;
    }
    end.tool_calls = std::move(tool_calls_);
    if (end.reason == StopReason::refused)
        end.error = Error{Errc::denied, "the model declined to answer this"};
    else if (!end.tool_calls.empty())
        end.reason = StopReason::tools;
    return end;
}

} // namespace asista::services::ai

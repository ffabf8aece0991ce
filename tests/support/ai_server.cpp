#include "ai_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace asista::test {
namespace {
using nlohmann::json;
using Request = HttpServer::Request;
using Peer = HttpServer::Peer;

std::string event(std::string_view name, const json& data) {
    return AiServer::chunk(name.empty() ? fmt::format("data: {}\n\n", data.dump())
                                        : fmt::format("event: {}\ndata: {}\n\n", name, data.dump()));
}

constexpr const char* request_id = "req_011CSHoEeqs5C35K2UUqR7Fy";

json anthropic_error(std::string_view type, std::string_view message) {
    json error{{"type", type}, {"message", message}};
    if (type == "insufficient_quota") { // a rate limit by its type; what it is about is in the details
        error["type"] = "rate_limit_error";
        error["details"] = {{"error_code", "enforced_spend_limit_reached"}};
    }
    return {{"type", "error"}, {"error", std::move(error)}, {"request_id", request_id}};
}
json openai_error(std::string_view type, std::string_view message) {
    std::string kind(type);
    json code = nullptr;
    if (type == "insufficient_quota") code = type;
    if (type == "rate_limit_error") kind = "requests", code = "rate_limit_exceeded";
    if (type == "authentication_error") kind = "invalid_request_error", code = "invalid_api_key";
    if (type == "not_found_error") kind = "invalid_request_error", code = "model_not_found";
    if (type == "overloaded_error") kind = "server_error", code = "server_overloaded";
    return {{"error", {{"message", message}, {"type", kind}, {"param", nullptr}, {"code", code}}}};
}
std::string error_body(bool anthropic, std::string_view type, std::string_view message) {
    return (anthropic ? anthropic_error(type, message) : openai_error(type, message)).dump();
}
void send_error(const Request& request, const Peer& peer, int status, std::string_view type, std::string_view message,
                std::string_view headers = "") {
    const bool anthropic = AiServer::is_anthropic(request);
    peer.reply(status,
               fmt::format("Content-Type: application/json\r\n{}: {}\r\n{}", anthropic ? "request-id" : "x-request-id",
                           request_id, headers),
               error_body(anthropic, type, message));
}

// --- Anthropic: what its documentation says it refuses

// A version keeps what it had, so both are spoken: the first by our provider, the second by Anthropic's own libraries.
constexpr std::string_view first_version = "2023-06-01", second_version = "2026-10-21";
bool known_version(const Request& request) {
    const auto version = request.header("anthropic-version");
    return version == first_version || version == second_version;
}
// Anthropic takes its keys by either header, OpenAI by one.
bool may_ask(const Request& request) {
    return request.header("authorization") == fmt::format("Bearer {}", AiServer::key) ||
           (AiServer::is_anthropic(request) && request.header("x-api-key") == AiServer::key);
}

json anthropic_models(const std::vector<std::string>& names) {
    json list = json::array();
    for (const auto& name : names)
        list.push_back({{"id", name},
                        {"type", "model"},
                        {"display_name", name},
                        {"created_at", "2026-02-19T00:00:00Z"},
                        {"lifecycle", "active"}});
    return {{"data", list},
            {"has_more", false},
            {"first_id", names.empty() ? json() : json(names.front())},
            {"last_id", names.empty() ? json() : json(names.back())}};
}

std::string text_delta(std::string_view text) {
    return event("content_block_delta",
                 {{"type", "content_block_delta"}, {"index", 0}, {"delta", {{"type", "text_delta"}, {"text", text}}}});
}

// What is wrong with a conversation, "" when nothing is.
std::string wrong_with_anthropic(const Request& request, const json& body) {
    for (const char* field : {"model", "max_tokens", "messages"})
        if (!body.contains(field)) return fmt::format("{}: Field required", field);
    static const std::set<std::string> known{"model",       "max_tokens", "messages",       "stream",   "system",      "tools",
                                             "tool_choice", "metadata",   "stop_sequences", "thinking", "service_tier"};
    static const std::set<std::string> formerly{"temperature", "top_p", "top_k"};
    for (const auto& [field, value] : body.items())
        if (!known.contains(field) && !(formerly.contains(field) && request.header("anthropic-version") == first_version))
            return fmt::format("{}: Extra inputs are not permitted", field);
    if (!body["max_tokens"].is_number_unsigned() || body["max_tokens"] == 0) return "max_tokens: Input should be greater than 0";
    if (body.contains("system") && !body["system"].is_string() && !body["system"].is_array())
        return "system: Input should be a string";
    for (const auto& tool : body.value("tools", json::array()))
        if (!tool.contains("name") || !tool.contains("input_schema")) return "tools.0: name and input_schema are required";
    std::set<std::string> open; // calls of the message before
    bool first = true;
    for (const auto& message : body["messages"]) {
        const auto role = message.value("role", "");
        if (role != "user" && role != "assistant") return "messages: role must be \"user\" or \"assistant\"";
        if (std::exchange(first, false) && role != "user") return "messages: first message must use the \"user\" role";
        if (message["content"].empty()) return "messages: content must not be empty";
        std::set<std::string> results, calls;
        if (message["content"].is_array())
            for (const auto& block : message["content"]) {
                if (block["type"] == "text" && block["text"] == "") return "messages: text content blocks must be non-empty";
                if (block["type"] == "tool_use") calls.insert(block.at("id").get<std::string>());
                if (block["type"] == "tool_result") results.insert(block.at("tool_use_id").get<std::string>());
            }
        if (results != open) return "messages: `tool_use` ids were found without `tool_result` blocks immediately after";
        open = std::move(calls);
    }
    return open.empty() ? "" : "messages: `tool_use` ids were found without `tool_result` blocks immediately after";
}

std::string anthropic_end(const AiServer::Answer& answer, std::string_view stop) {
    return event("message_delta", {{"type", "message_delta"},
                                   {"delta", {{"stop_reason", stop}, {"stop_sequence", nullptr}}},
                                   {"usage", {{"output_tokens", answer.output_tokens}}}}) +
           event("message_stop", {{"type", "message_stop"}});
}

std::string anthropic_start(std::uint32_t input_tokens) {
    return event("message_start", {{"type", "message_start"},
                                   {"message",
                                    {{"id", "msg_1"},
                                     {"type", "message"},
                                     {"role", "assistant"},
                                     {"content", json::array()},
                                     {"model", "small-1"},
                                     {"stop_reason", nullptr},
                                     {"stop_sequence", nullptr},
                                     {"usage", {{"input_tokens", input_tokens}, {"output_tokens", 1}}}}}});
}
std::string anthropic_text_start() {
    return event("content_block_start",
                 {{"type", "content_block_start"}, {"index", 0}, {"content_block", {{"type", "text"}, {"text", ""}}}}) +
           event("ping", {{"type", "ping"}});
}

std::string anthropic_whole(const AiServer::Answer& answer) {
    std::string out = anthropic_start(answer.input_tokens);
    int index = 0;
    if (!answer.pieces.empty()) { // a text of nothing is no block
        out += anthropic_text_start();
        for (const auto& piece : answer.pieces) out += text_delta(piece);
        out += event("content_block_stop", {{"type", "content_block_stop"}, {"index", index++}});
    }
    for (const auto& call : answer.calls) {
        out +=
            event("content_block_start",
                  {{"type", "content_block_start"},
                   {"index", index},
                   {"content_block", {{"type", "tool_use"}, {"id", call.id}, {"name", call.name}, {"input", json::object()}}}});
        const auto text = call.arguments.dump();
        for (std::size_t at = 0; at < text.size(); at += 7)
            out +=
                event("content_block_delta", {{"type", "content_block_delta"},
                                              {"index", index},
                                              {"delta", {{"type", "input_json_delta"}, {"partial_json", text.substr(at, 7)}}}});
        out += event("content_block_stop", {{"type", "content_block_stop"}, {"index", index++}});
    }
    return out + anthropic_end(answer, !answer.stop.empty() ? answer.stop : answer.calls.empty() ? "end_turn" : "tool_use");
}

// --- OpenAI

std::string wrong_with_openai(const json& body) {
    for (const char* field : {"model", "messages"})
        if (!body.contains(field)) return fmt::format("Missing required parameter: '{}'.", field);
    std::set<std::string> open;
    for (const auto& message : body["messages"]) {
        const auto role = message.value("role", "");
        if (role == "tool") {
            if (open.erase(message.value("tool_call_id", "")) == 0)
                return "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
            continue;
        }
        if (!open.empty()) return "An assistant message with 'tool_calls' must be followed by tool messages.";
        if (role != "system" && role != "user" && role != "assistant") return fmt::format("Invalid value: '{}'.", role);
        for (const auto& call : message.value("tool_calls", json::array())) open.insert(call.at("id").get<std::string>());
    }
    return open.empty() ? "" : "An assistant message with 'tool_calls' must be followed by tool messages.";
}

json openai_models(const std::vector<std::string>& names) {
    json list = json::array();
    for (const auto& name : names)
        list.push_back({{"id", name}, {"object", "model"}, {"created", 1'700'000'000}, {"owned_by", "test"}});
    return {{"object", "list"}, {"data", list}};
}

std::string openai_event(const json& delta, const json& finish = nullptr) {
    return event("", {{"id", "chatcmpl-1"},
                      {"object", "chat.completion.chunk"},
                      {"created", 1'700'000'000},
                      {"model", "small-1"},
                      {"choices", json::array({{{"index", 0}, {"delta", delta}, {"finish_reason", finish}}})}});
}

std::string openai_start() { return openai_event({{"role", "assistant"}, {"content", ""}}); }

std::string openai_whole(const Request& request, const AiServer::Answer& answer) {
    std::string out = openai_start();
    for (const auto& piece : answer.pieces) out += openai_event({{"content", piece}});
    int index = 0;
    for (const auto& call : answer.calls) {
        out += openai_event({{"tool_calls", json::array({{{"index", index},
                                                          {"id", call.id},
                                                          {"type", "function"},
                                                          {"function", {{"name", call.name}, {"arguments", ""}}}}})}});
        const auto text = call.arguments.dump();
        for (std::size_t at = 0; at < text.size(); at += 7)
            out += openai_event(
                {{"tool_calls", json::array({{{"index", index}, {"function", {{"arguments", text.substr(at, 7)}}}}})}});
        ++index;
    }
    const std::string stop = answer.stop == "max_tokens" ? "length" : answer.stop == "refusal" ? "content_filter" : "";
    out += openai_event(json::object(), !stop.empty() ? stop : answer.calls.empty() ? "stop" : "tool_calls");
    const auto body = json::parse(request.body, nullptr, false);
    if (body.value("stream_options", json::object()).value("include_usage", false))
        out += event("", {{"id", "chatcmpl-1"},
                          {"object", "chat.completion.chunk"},
                          {"created", 1'700'000'000},
                          {"model", "small-1"},
                          {"choices", json::array()},
                          {"usage",
                           {{"prompt_tokens", answer.input_tokens},
                            {"completion_tokens", answer.output_tokens},
                            {"total_tokens", answer.input_tokens + answer.output_tokens}}}});
    return out + AiServer::chunk("data: [DONE]\n\n");
}
} // namespace

AiServer::AiServer() : http_([this](const Request& request, const Peer& peer) { handle(request, peer); }) {}

AiServer::~AiServer() {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    changed_.notify_all();
}

void AiServer::next(Behave behave) {
    const std::lock_guard lock(mutex_);
    next_.push_back(std::move(behave));
}
void AiServer::next(Answer answer) {
    next([answer = std::move(answer)](const Request& request, const Peer& peer) { peer.send(head() + whole(request, answer)); });
}
void AiServer::refuse(int status, std::string_view type, std::string_view message, std::string_view headers) {
    next([status, type = std::string(type), message = std::string(message), headers = std::string(headers)](
             const Request& request, const Peer& peer) { send_error(request, peer, status, type, message, headers); });
}

std::string AiServer::head(std::string_view type) {
    return fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n"
                       "request-id: {}\r\nx-request-id: {}\r\nConnection: close\r\n\r\n",
                       type, request_id, request_id);
}
std::string AiServer::chunk(std::string_view bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }
bool AiServer::is_anthropic(const Request& request) { return request.times("anthropic-version") > 0; }

std::string AiServer::begin(const Request& request, std::uint32_t input_tokens) {
    return is_anthropic(request) ? anthropic_start(input_tokens) + anthropic_text_start() : openai_start();
}
std::string AiServer::piece(const Request& request, std::string_view text) {
    return is_anthropic(request) ? text_delta(text) : openai_event({{"content", text}});
}
std::string AiServer::error(const Request& request, std::string_view type, std::string_view message) {
    return is_anthropic(request) ? event("error", anthropic_error(type, message)) : event("", openai_error(type, message));
}
std::string AiServer::whole(const Request& request, const Answer& answer) {
    return (is_anthropic(request) ? anthropic_whole(answer) : openai_whole(request, answer)) + end();
}

bool AiServer::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return gone_ > 0 || ending_; });
    --gone_;
    return !ending_;
}
void AiServer::go() {
    const std::lock_guard lock(mutex_);
    ++gone_;
    changed_.notify_all();
}
void AiServer::told() {
    const std::lock_guard lock(mutex_);
    ++told_;
    changed_.notify_all();
}
bool AiServer::until_told() {
    std::unique_lock lock(mutex_);
    const bool came = changed_.wait_for(lock, std::chrono::seconds(60), [this] { return told_ > 0; });
    if (came) --told_;
    return came;
}

void AiServer::handle(const Request& request, const Peer& peer) {
    const bool anthropic = is_anthropic(request);
    if (!may_ask(request)) {
        const auto given = request.header("authorization");
        return send_error(request, peer, 401, "authentication_error",
                          anthropic ? "invalid x-api-key" : fmt::format("Incorrect API key provided: {}.", given));
    }
    if (anthropic && !known_version(request))
        return send_error(request, peer, 400, "invalid_request_error", "anthropic-version: is not a valid version");
    if (request.method == "GET" && request.target.starts_with("/v1/models"))
        return peer.reply(200, "Content-Type: application/json\r\n",
                          (anthropic ? anthropic_models(models) : openai_models(models)).dump());
    if (request.method != "POST" || request.target != (anthropic ? "/v1/messages" : "/v1/chat/completions"))
        return send_error(request, peer, 404, "not_found_error", "Not found");
    const auto body = json::parse(request.body, nullptr, false);
    if (!body.is_object()) return send_error(request, peer, 400, "invalid_request_error", "The body is not JSON.");
    if (const auto wrong = anthropic ? wrong_with_anthropic(request, body) : wrong_with_openai(body); !wrong.empty())
        return send_error(request, peer, 400, "invalid_request_error", wrong);
    for (const auto& field : lacks)
        if (!anthropic && body.contains(field))
            return send_error(request, peer, 400, "invalid_request_error",
                              fmt::format("Unrecognized request argument supplied: {}", field));
    Behave behave;
    {
        const std::lock_guard lock(mutex_);
        if (!next_.empty()) {
            behave = std::move(next_.front());
            next_.pop_front();
        }
    }
    if (behave) return behave(request, peer);
    if (body.value("stream", false)) return static_cast<void>(peer.send(head() + whole(request, {})));
    send_error(request, peer, 400, "invalid_request_error", "this server streams");
}

} // namespace asista::test

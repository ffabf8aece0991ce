#include "core/endpoint/gate.hpp"

#include "core/endpoint/access_token.hpp"
#include "core/endpoint/method_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace asista::core {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same_letters(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

struct Field {
    int times = 0;
    std::string_view value; // the last one
};
Field field(const RequestHead& head, std::string_view name) {
    Field found;
    for (const auto& [key, value] : head.fields)
        if (same_letters(key, name)) found = {found.times + 1, value};
    return found;
}

// A page on the internet whose name leads to this computer (DNS rebinding) names itself here.
bool is_this_computer(std::string_view host, std::uint16_t port) {
    constexpr std::array<std::string_view, 3> names{"127.0.0.1", "localhost", "[::1]"};
    return std::ranges::any_of(names,
                               [&](std::string_view name) { return same_letters(host, fmt::format("{}:{}", name, port)); });
}

// application/json, by itself or as UTF-8. A form of a web page cannot say that.
bool is_json_type(std::string_view type) {
    std::string plain;
    for (const char c : type)
        if (c != ' ' && c != '\t' && c != '"') plain += lower(c);
    return plain == "application/json" || plain == "application/json;charset=utf-8";
}

bool is_length(std::string_view text) {
    return !text.empty() && text.size() <= 12 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Answer> wrong_body(const RequestHead& head) {
    const auto type = field(head, "Content-Type");
    if (type.times != 1 || !is_json_type(type.value))
        return error_answer(415, "not_json", "The body is JSON: send it with Content-Type: application/json.");
    if (field(head, "Content-Encoding").times > 0)
        return error_answer(415, "encoded", "The body is plain JSON: send it without Content-Encoding.");
    const auto length = field(head, "Content-Length");
    if (field(head, "Transfer-Encoding").times > 0 || length.times == 0)
        return error_answer(411, "no_length", "Send the body in one piece, with Content-Length and without Transfer-Encoding.");
    if (length.times > 1 || !is_length(length.value))
        return error_answer(400, "bad_length", "Content-Length is one whole number.");
    if (std::stoull(std::string(length.value)) > max_request_bytes)
        return error_answer(413, "too_large", fmt::format("A body has at most {} bytes.", max_request_bytes));
    return std::nullopt;
}

} // namespace

Gate::Gate(std::uint16_t port, std::string token_hash, std::int64_t now_us, const GateLimits& limits)
    : port_(port), token_hash_(std::move(token_hash)), requests_(limits.per_s, limits.burst, now_us),
      failures_(limits.failed_per_s, limits.failed_burst, now_us) {}

void Gate::change_token(std::string token_hash) {
    const std::lock_guard lock(mutex_);
    token_hash_ = std::move(token_hash);
}

std::optional<Answer> Gate::wrong_place(const RequestHead& head) const {
    const auto host = field(head, "Host");
    if (host.times != 1 || !is_this_computer(host.value, port_))
        return error_answer(403, "wrong_host", fmt::format("Call this endpoint as http://127.0.0.1:{}{}.", port_, path));
    if (field(head, "Origin").times > 0)
        return error_answer(403, "web_page", "Web pages may not call this endpoint; programs send no Origin.");
    if (head.method != "POST") return error_answer(405, "not_post", "This endpoint takes POST alone.");
    const auto query = head.target.find('?');
    if (head.target.substr(0, query) != path)
        return error_answer(404, "no_such_path", fmt::format("There is only {} here.", path));
    if (query != std::string::npos)
        return error_answer(400, "query",
                            "Nothing stands in the address: the token goes into Authorization, the rest into the body.");
    return std::nullopt;
}

// The same work whatever was sent, nothing included: how long it takes tells nothing about the token.
std::optional<Answer> Gate::wrong_token(const RequestHead& head, std::int64_t now_us) {
    constexpr std::string_view scheme = "Bearer ";
    const auto sent = field(head, "Authorization");
    const bool is_bearer = sent.times == 1 && same_letters(sent.value.substr(0, scheme.size()), scheme);
    const bool right = same_hash(token_hash(is_bearer ? sent.value.substr(scheme.size()) : std::string_view()), token_hash_);
    if (right && is_bearer) return std::nullopt;
    if (!failures_.take(now_us)) return error_answer(429, "too_many", "Too many requests without the token; wait a few seconds.");
    return error_answer(401, sent.times == 0 ? "no_token" : "wrong_token",
                        "Send the token of Asista's settings, Local endpoint, as Authorization: Bearer TOKEN.");
}

std::optional<Answer> Gate::refusal(const RequestHead& head, std::int64_t now_us) {
    if (auto answer = wrong_place(head)) return answer;
    {
        const std::lock_guard lock(mutex_);
        if (auto answer = wrong_token(head, now_us)) return answer;
        if (!requests_.take(now_us))
            return error_answer(
                429, "too_many",
                fmt::format("More than {} requests a second; try again in {} ms.", requests_.per_s(), requests_.wait_ms()));
    }
    return wrong_body(head);
}

} // namespace asista::core

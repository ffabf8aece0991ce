#include "services/ai/hosted/trouble.hpp"

#include "services/ai/hosted/protocol.hpp"
#include "wire/utf8.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <ctime>
#include <utility>

namespace asista::services::ai {
namespace {
using namespace std::chrono_literals;
using nlohmann::json;

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

// A limit of money looks like one of speed, and trying again would only count against it.
bool is_spend_limit(std::string_view type, std::string_view message) {
    return has_any(lower(type), {"insufficient_quota", "spend_limit", "billing", "credit", "payment"}) ||
           has_any(lower(message), {"credit balance", "billing", "usage limit", "spend limit", "spending limit", "monthly limit",
                                    "exceeded your current quota", "hard limit"});
}

// {"error": {"type", "code", "details": {"error_code"}, "message"}} of both protocols, or what local servers send instead.
struct Words {
    std::string type, message;
};
std::string text_of(const json& object, const char* field) {
    const auto found = object.find(field);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}
Words words_of(std::string_view body) {
    const auto parsed = json::parse(body, nullptr, false);
    if (!parsed.is_object()) return {};
    const auto error = parsed.find("error");
    if (error == parsed.end()) return {text_of(parsed, "type"), text_of(parsed, "message")};
    if (error->is_string()) return {{}, error->get<std::string>()};
    if (!error->is_object()) return {};
    std::string type = text_of(*error, "type");
    if (const auto code = text_of(*error, "code"); !code.empty()) type += " " + code;
    if (const auto details = error->find("details"); details != error->end() && details->is_object())
        type += " " + text_of(*details, "error_code");
    return {std::move(type), text_of(*error, "message")};
}

std::string with_words(const Endpoint& endpoint, std::string sentence, std::string_view words) {
    const auto said = quoted(endpoint, words);
    return said.empty() ? sentence : fmt::format("{} It said: {}", sentence, said);
}

Trouble limit_of(const Endpoint& endpoint, const Words& words) {
    if (is_spend_limit(words.type, words.message))
        return {
            {Errc::over_limit, with_words(endpoint,
                                          fmt::format("{} has used up what this key may spend; raise the limit there, or choose "
                                                      "another provider in Settings.",
                                                      endpoint.label),
                                          words.message)}};
    return {{Errc::busy, fmt::format("{} takes no more requests from this key at the moment.", endpoint.label)}, true};
}

Trouble overload(const Endpoint& endpoint) {
    return {{Errc::unavailable, fmt::format("{} is overloaded.", endpoint.label)}, true};
}
Trouble no_key(const Endpoint& endpoint) {
    return {{Errc::denied, endpoint.key.empty() ? fmt::format("{} wants a key; put it in under Settings, Coach.", endpoint.label)
                                                : fmt::format("{} does not accept the key; put in another under Settings, Coach.",
                                                              endpoint.label)}};
}
Trouble broken(const Endpoint& endpoint) {
    return {{Errc::unavailable, fmt::format("{} has a fault of its own at the moment.", endpoint.label)}, true};
}
} // namespace

std::string quoted(const Endpoint& endpoint, std::string_view words) {
    constexpr std::size_t most = 200;
    if (!wire::is_utf8(words)) return {};
    std::string line;
    for (const char c : words) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7F)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    // Servers repeat keys, whole or in part ("sk-abc***xyz"): a word that begins as the key does says no more than that it is one.
    const auto start = endpoint.key.substr(0, 6);
    for (auto at = line.find(start); start.size() == 6 && at != std::string::npos; at = line.find(start, at + 5)) {
        const auto end = std::min(line.find_first_of(" \"',;)", at), line.size());
        line.replace(at, end - at, "(key)");
    }
    if (line.size() > most) {
        std::size_t end = most;
        while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
        line.resize(end);
        line += "...";
    }
    while (line.ends_with(' ')) line.pop_back();
    return line;
}

Trouble trouble_of_event(const Endpoint& endpoint, std::string_view type, std::string_view message) {
    const Words words{std::string(type), std::string(message)};
    if (is_spend_limit(type, message) || has_any(type, {"rate_limit"})) return limit_of(endpoint, words);
    if (has_any(type, {"overloaded", "timeout"})) return overload(endpoint);
    if (has_any(type, {"authentication", "permission"})) return no_key(endpoint);
    if (has_any(type, {"api_error", "server_error", "internal"})) return broken(endpoint);
    return {{Errc::unavailable, with_words(endpoint, fmt::format("{} broke its answer off.", endpoint.label), message)}};
}

Trouble trouble_of_status(const Endpoint& endpoint, int status, const RetryHeaders& headers, std::string_view body) {
    const Words words = words_of(body);
    const auto wait = read_retry_after(headers.after, std::chrono::system_clock::now());
    const auto later = [&](Trouble trouble) {
        trouble.again = trouble.again && headers.should != "false";
        if (trouble.again) trouble.wait = wait;
        return trouble;
    };
    switch (status) {
    case 401: return no_key(endpoint);
    case 402: return limit_of(endpoint, {"billing", words.message});
    case 403:
        if (is_spend_limit(words.type, words.message)) return limit_of(endpoint, words);
        return {
            {Errc::denied, with_words(endpoint, fmt::format("{} does not let this key ask {}.", endpoint.label, endpoint.model),
                                      words.message)}};
    case 404:
        return {{Errc::not_found,
                 with_words(
                     endpoint,
                     fmt::format("{} knows no model \"{}\", or its address is another one; look at both under Settings, Coach.",
                                 endpoint.label, endpoint.model),
                     words.message)}};
    case 413: return {{Errc::over_limit, fmt::format("the conversation is too long for {}; begin a new one.", endpoint.label)}};
    case 429: return later(limit_of(endpoint, words));
    case 503:
    case 529: return later(overload(endpoint));
    default: break;
    }
    if (status >= 300 && status < 400)
        return {
            {Errc::invalid,
             fmt::format("{} sends requests on to another address, which gets no key from here; put the right address in under "
                         "Settings, Coach.",
                         endpoint.label)}};
    if (status == 408 || status >= 500) return later(broken(endpoint));
    if (is_spend_limit(words.type, words.message)) return limit_of(endpoint, words);
    if (has_any(lower(words.message), {"too long", "context length", "context window", "context size", "maximum context"}))
        return {{Errc::over_limit,
                 with_words(endpoint, fmt::format("the conversation is too long for {}; begin a new one.", endpoint.model),
                            words.message)}};
    return {{Errc::invalid,
             with_words(endpoint, fmt::format("{} refused the request ({}).", endpoint.label, status), words.message)}};
}

std::optional<std::chrono::milliseconds> read_retry_after(std::string_view value, std::chrono::system_clock::time_point now) {
    while (value.starts_with(' ')) value.remove_prefix(1);
    while (value.ends_with(' ')) value.remove_suffix(1);
    if (value.empty()) return std::nullopt;
    double seconds = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (read.ec == std::errc() && read.ptr == value.data() + value.size())
        return seconds >= 0 && seconds <= 1e6
                   ? std::optional(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)))
                   : std::nullopt;
    std::tm parts{};
    const std::string text(value);
    const char* const end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (end == nullptr || *end != '\0') return std::nullopt;
    const auto at = std::chrono::system_clock::from_time_t(::timegm(&parts));
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(at - now), 0ms);
}

std::optional<std::chrono::milliseconds> wait_before_retry(const RetryRules& rules, int retries_so_far, const Trouble& trouble,
                                                           double jitter) {
    if (!trouble.again || retries_so_far >= rules.most) return std::nullopt;
    if (trouble.wait && *trouble.wait > rules.longest) return std::nullopt;
    const double own = static_cast<double>(rules.first.count()) * static_cast<double>(1 << retries_so_far) * (1 + jitter / 2);
    const auto wait = std::min(std::chrono::milliseconds(static_cast<std::int64_t>(own)), rules.longest);
    return trouble.wait ? std::max(*trouble.wait, wait) : wait;
}

} // namespace asista::services::ai

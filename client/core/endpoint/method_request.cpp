#include "core/endpoint/method_request.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace asista::core {
namespace {
using Json = nlohmann::json;

constexpr std::size_t max_name_bytes = 128;

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= max_name_bytes && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

Result<std::string> text_of(const Json& body, const char* key) {
    const auto found = body.find(key);
    if (found == body.end()) return fail(Errc::invalid, "the body has no \"{}\"", key);
    if (!found->is_string()) return fail(Errc::invalid, "\"{}\" is not a text", key);
    return found->get<std::string>();
}
} // namespace

Result<void> check_depth(std::string_view json) {
    // Counted before anything is parsed: a value is taken apart by its parts taking themselves apart, which uses the stack.
    int depth = 0;
    bool in_text = false, escaped = false;
    for (const char c : json) {
        if (in_text) {
            in_text = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        if (c == '"') in_text = true;
        if (c == '[' || c == '{') ++depth;
        if (c == ']' || c == '}') --depth;
        if (depth > max_request_depth)
            return fail(Errc::over_limit, "more than {} objects and lists lie within each other", max_request_depth);
    }
    return {};
}

Result<void> check_names(const MethodRequest& request) {
    constexpr const char* rule = "1 to 128 letters, digits and . _ -";
    if (!is_name(request.plugin)) return fail(Errc::invalid, "\"plugin_id\" is {}", rule);
    if (!is_name(request.method)) return fail(Errc::invalid, "\"method\" is {}", rule);
    return {};
}

Result<MethodRequest> read_method_request(std::string_view body) {
    if (body.size() > max_request_bytes) return fail(Errc::over_limit, "a body has at most {} bytes", max_request_bytes);
    TRY(check_depth(body));
    // Who reads the first of two and who reads the last would call different methods.
    std::vector<std::string> keys;
    bool twice = false;
    const auto note_keys = [&](int depth, Json::parse_event_t event, Json& parsed) {
        if (depth != 1 || event != Json::parse_event_t::key) return true;
        auto key = parsed.get<std::string>();
        twice = twice || std::ranges::find(keys, key) != keys.end();
        keys.push_back(std::move(key));
        return true;
    };
    const auto parsed = Json::parse(body.begin(), body.end(), note_keys, false);
    if (!parsed.is_object())
        return fail(Errc::invalid, "the body is one JSON object, as {{\"plugin_id\": ..., \"method\": ..., \"params\": ...}}");
    if (twice) return fail(Errc::invalid, "a name stands twice in the body");
    for (const auto& key : keys)
        if (key != "plugin_id" && key != "method" && key != "params")
            return fail(Errc::invalid, "the body has \"plugin_id\", \"method\" and \"params\", and nothing else");
    MethodRequest request;
    request.plugin = TRY(text_of(parsed, "plugin_id"));
    request.method = TRY(text_of(parsed, "method"));
    if (const auto params = parsed.find("params"); params != parsed.end()) request.params = params->dump();
    TRY(check_names(request));
    return request;
}

} // namespace asista::core

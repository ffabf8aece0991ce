#include "services/text_rules.hpp"

#include "wire/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace asista::services {
namespace {

enum class Lines { one, many };

bool is_control(char c, Lines lines) {
    const auto byte = static_cast<unsigned char>(c);
    if (lines == Lines::many && (c == '\n' || c == '\t')) return false;
    return byte < 0x20 || byte == 0x7F;
}

Result<void> check_text(std::string_view what, std::string_view text, std::size_t max_bytes, Lines lines) {
    if (text.size() > max_bytes) return fail(Errc::over_limit, "{} has {} bytes; it may have {}", what, text.size(), max_bytes);
    if (!wire::is_utf8(text)) return fail(Errc::invalid, "{} is not valid UTF-8", what);
    if (std::ranges::any_of(text, [&](char c) { return is_control(c, lines); }))
        return fail(Errc::invalid, "{} holds a control character{}", what,
                    lines == Lines::one ? "; it must be one line of text" : "");
    return {};
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

} // namespace

Result<std::string> one_line(std::string_view what, std::string_view text, std::size_t max_bytes) {
    TRY(check_text(what, text, max_bytes, Lines::one));
    return std::string(trimmed(text));
}

Result<std::string> needed_line(std::string_view needs, std::string_view what, std::string_view text, std::size_t max_bytes) {
    auto line = TRY(one_line(what, text, max_bytes));
    if (line.empty()) return fail(Errc::invalid, "{}", needs);
    return line;
}

Result<std::string> many_lines(std::string_view what, std::string_view text, std::size_t max_bytes) {
    TRY(check_text(what, text, max_bytes, Lines::many));
    return std::string(text);
}

Result<void> check_key(std::string_view what, std::string_view key) {
    if (key.empty()) return fail(Errc::invalid, "{} is empty", what);
    return check_text(what, key, max_key_bytes, Lines::one);
}

Result<void> check_json(std::string_view what, std::string_view json, std::size_t max_bytes) {
    if (max_bytes != 0 && json.size() > max_bytes)
        return fail(Errc::over_limit, "{} has {} bytes; it may have {}", what, json.size(), max_bytes);
    if (!nlohmann::json::accept(json)) return fail(Errc::invalid, "{} is not one valid JSON value", what);
    return {};
}

Result<void> check_json_object(std::string_view what, std::string_view json, std::size_t max_bytes) {
    TRY(check_json(what, json, max_bytes));
    const auto first = json.find_first_not_of(" \t\r\n");
    if (json[first] != '{') return fail(Errc::invalid, "{} is not a JSON object", what);
    return {};
}

} // namespace asista::services

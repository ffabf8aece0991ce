#include "services/coach/tool_arguments.hpp"

#include "services/day.hpp"
#include "services/text_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace asista::services {
namespace {

using nlohmann::json;

constexpr int deepest = 8;

// All digits, of exactly this many.
std::optional<int> digits(std::string_view text, std::size_t count) {
    int value = 0;
    if (text.size() != count) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
    return value;
}

std::optional<DayNumber> day_in(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4), 4), month = digits(text.substr(5, 2), 2), day = digits(text.substr(8, 2), 2);
    if (!year || !month || !day || *year < 1970) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return static_cast<DayNumber>(std::chrono::sys_days{date}.time_since_epoch().count());
}

std::optional<std::uint16_t> minute_in(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = digits(text.substr(0, 2), 2), minute = digits(text.substr(3, 2), 2);
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return static_cast<std::uint16_t>(*hour * 60 + *minute);
}

} // namespace

Result<ToolArguments> ToolArguments::parse(std::string_view arguments, std::initializer_list<std::string_view> known) {
    // Depth first: a parser that recurses is not given what would exhaust it.
    int depth = 0;
    for (const char c : arguments) {
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        if (depth > deepest) return fail(Errc::invalid, "the arguments are nested more than {} levels deep", deepest);
    }
    auto object = json::parse(arguments.empty() ? std::string_view("{}") : arguments, nullptr, false);
    if (!object.is_object()) return fail(Errc::invalid, "the arguments are not one JSON object");
    for (const auto& [name, value] : object.items())
        if (std::ranges::find(known, name) == known.end())
            return fail(Errc::invalid, "there is no argument \"{}\"; the arguments are {}", name.size() > 40 ? "..." : name,
                        fmt::join(known, ", "));
    return ToolArguments(std::move(object));
}

const json* ToolArguments::find(const char* member) const {
    const auto found = object_.find(member);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
}

Result<std::string> ToolArguments::line(const char* member) const {
    auto text = TRY(maybe_line(member));
    if (!text || text->empty()) return fail(Errc::invalid, "\"{}\" is missing; it is needed", member);
    return std::move(*text);
}

Result<std::optional<std::string>> ToolArguments::maybe_line(const char* member) const {
    const auto* const value = find(member);
    if (value == nullptr) return std::optional<std::string>();
    if (!value->is_string()) return fail(Errc::invalid, "\"{}\" must be a text", member);
    return std::optional(TRY(one_line(fmt::format("\"{}\"", member), value->get<std::string>())));
}

Result<std::optional<std::string>> ToolArguments::maybe_text(const char* member, std::size_t max_bytes) const {
    const auto* const value = find(member);
    if (value == nullptr) return std::optional<std::string>();
    if (!value->is_string()) return fail(Errc::invalid, "\"{}\" must be a text", member);
    return std::optional(TRY(many_lines(fmt::format("\"{}\"", member), value->get<std::string>(), max_bytes)));
}

Result<std::optional<double>> ToolArguments::maybe_number(const char* member) const {
    const auto* const value = find(member);
    if (value == nullptr) return std::optional<double>();
    if (!value->is_number() || !std::isfinite(value->get<double>()))
        return fail(Errc::invalid, "\"{}\" must be a number", member);
    return std::optional(value->get<double>());
}

Result<std::optional<std::uint32_t>> ToolArguments::maybe_count(const char* member, std::uint32_t least,
                                                                std::uint32_t most) const {
    const auto* const value = find(member);
    if (value == nullptr) return std::optional<std::uint32_t>();
    if (!value->is_number_unsigned() || value->get<std::uint64_t>() < least || value->get<std::uint64_t>() > most)
        return fail(Errc::invalid, "\"{}\" must be a whole number from {} to {}", member, least, most);
    return std::optional(value->get<std::uint32_t>());
}

Result<std::optional<DayNumber>> ToolArguments::maybe_day(const char* member) const {
    const auto text = TRY(maybe_line(member));
    if (!text) return std::optional<DayNumber>();
    const auto day = day_in(*text);
    if (!day) return fail(Errc::invalid, "\"{}\" must be a day written as \"2026-11-27\"", member);
    return day;
}

Result<std::optional<std::uint16_t>> ToolArguments::maybe_minute(const char* member) const {
    const auto text = TRY(maybe_line(member));
    if (!text) return std::optional<std::uint16_t>();
    const auto minute = minute_in(*text);
    if (!minute) return fail(Errc::invalid, "\"{}\" must be a time of day written as \"09:05\"", member);
    return minute;
}

Result<std::optional<std::size_t>> ToolArguments::maybe_one_of(const char* member,
                                                               std::initializer_list<std::string_view> choices) const {
    const auto text = TRY(maybe_line(member));
    if (!text) return std::optional<std::size_t>();
    const auto* const found = std::ranges::find(choices, *text);
    if (found == choices.end()) return fail(Errc::invalid, "\"{}\" must be one of {}", member, fmt::join(choices, ", "));
    return std::optional(static_cast<std::size_t>(found - choices.begin()));
}

Result<std::vector<std::string>> ToolArguments::lines(const char* member, std::size_t most) const {
    std::vector<std::string> found;
    const auto* const value = find(member);
    if (value == nullptr) return found;
    if (!value->is_array() || value->size() > most)
        return fail(Errc::invalid, "\"{}\" must be a list of at most {} texts", member, most);
    for (const auto& each : *value) {
        if (!each.is_string()) return fail(Errc::invalid, "\"{}\" must be a list of texts", member);
        found.push_back(TRY(one_line(fmt::format("\"{}\"", member), each.get<std::string>())));
    }
    return found;
}

} // namespace asista::services

#include "services/json_fields.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace asista::services {

Result<std::optional<DayNumber>> JsonFields::maybe_date(const char* field) const {
    if (!has(field)) return std::optional<DayNumber>();
    const std::string written = TRY(text(field));
    int year = 0;
    unsigned month = 0, day = 0;
    char rest = 0;
    const int read = std::sscanf(written.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (read != 3 || !date.ok()) return fail(Errc::invalid, "{}: \"{}\" must be a date like 2026-11-22", what_, field);
    return std::optional(static_cast<DayNumber>(std::chrono::sys_days(date).time_since_epoch().count()));
}

Result<nlohmann::json> parse_json(std::string_view what, std::string_view text) {
    auto value = nlohmann::json::parse(text, nullptr, false);
    if (!value.is_discarded()) return value;
    // Once more for the place: the library tells it only by exception.
    try {
        value = nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size())), '\n');
        return fail(Errc::invalid, "{}: not valid JSON at line {}", what, line);
    }
    return value;
}

} // namespace asista::services

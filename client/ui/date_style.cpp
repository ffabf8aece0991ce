#include "ui/date_style.hpp"

#include "ui/preferences.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>

namespace asista::ui {
namespace {

constexpr std::array<std::string_view, 3> orders{"day", "month", "year"};

std::chrono::year_month_day civil(DayNumber day) { return std::chrono::sys_days{std::chrono::days{day}}; }

} // namespace

DateStyle read_date_style(const Snapshot& snapshot) {
    DateStyle style;
    const auto weekday = preference(snapshot, "first_weekday");
    // Kept with Sunday as 0, as most programs have it.
    if (weekday.size() == 1 && weekday[0] >= '0' && weekday[0] <= '6') style.first_weekday = (weekday[0] - '0' + 6) % 7;
    const auto order = preference(snapshot, "date_order");
    for (std::size_t i = 0; i < orders.size(); ++i)
        if (order == json_text(orders[i])) style.order = static_cast<DateOrder>(i);
    const auto code = preference(snapshot, "date_language");
    for (const auto& language : date_languages())
        if (code == json_text(language.code)) style.language = &language;
    style.hours = hour_style(preference(snapshot, "clock"), code, order);
    return style;
}

std::string first_weekday_json(int weekday) { return std::to_string((weekday + 1) % 7); }
std::string_view date_order_name(DateOrder order) { return orders[static_cast<std::size_t>(order)]; }

YearMonth month_of(DayNumber day) {
    const auto date = civil(day);
    return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month()))};
}

YearMonth month_after(YearMonth month, int by) {
    const int count = month.year * 12 + month.month - 1 + by;
    return {count / 12, count % 12 + 1};
}

DayNumber first_of(YearMonth month) {
    const std::chrono::year_month_day date{std::chrono::year(month.year), std::chrono::month(static_cast<unsigned>(month.month)),
                                           std::chrono::day(1)};
    return static_cast<DayNumber>(std::chrono::sys_days{date}.time_since_epoch().count());
}

DayNumber days_in(YearMonth month) { return first_of(month_after(month, 1)) - first_of(month); }
int day_of_month(DayNumber day) { return static_cast<int>(static_cast<unsigned>(civil(day).day())); }

DayNumber day_months_later(DayNumber day, int by) {
    const YearMonth month = month_after(month_of(day), by);
    return first_of(month) + std::min(day_of_month(day), static_cast<int>(days_in(month))) - 1;
}

DayNumber week_begin(DayNumber day, const DateStyle& style) {
    return day - (words::weekday_index(day) - style.first_weekday + 7) % 7;
}

namespace words {
namespace {

std::size_t place_in_week(DayNumber day) { return static_cast<std::size_t>(weekday_index(day)); }

std::string joined(std::string_view day, std::string_view between, std::string_view month) {
    return fmt::format("{}{}{}", day, between, month);
}

std::string_view behind_weekday(const DateStyle& style) {
    switch (style.order) {
    case DateOrder::day_first: return style.language->weekday_day;
    case DateOrder::month_first: return ", ";
    case DateOrder::year_first: return " ";
    }
    return " ";
}

// "22 Nov 2026" at the start of `text`, and how long that is.
struct FoundDate {
    DayNumber day = 0;
    std::size_t size = 0;
};
std::optional<FoundDate> date_at(std::string_view text) {
    const auto number = [&text](std::size_t at, unsigned& value) {
        const auto [end, error] = std::from_chars(text.data() + std::min(at, text.size()), text.data() + text.size(), value);
        return error == std::errc{} ? static_cast<std::size_t>(end - text.data()) : 0;
    };
    unsigned day = 0, year = 0;
    const std::size_t behind_day = number(0, day);
    if (behind_day == 0 || behind_day > 2 || text.size() < behind_day + 5 || text[behind_day] != ' ') return std::nullopt;
    const auto& names = date_languages().front().months_short;
    const auto month = std::ranges::find(names, text.substr(behind_day + 1, 3));
    if (month == names.end() || text[behind_day + 4] != ' ') return std::nullopt;
    const std::size_t behind_year = number(behind_day + 5, year);
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                           std::chrono::month(static_cast<unsigned>(month - names.begin()) + 1),
                                           std::chrono::day(day)};
    if (behind_year != behind_day + 9 || !date.ok()) return std::nullopt;
    return FoundDate{static_cast<DayNumber>(std::chrono::sys_days{date}.time_since_epoch().count()), behind_year};
}

} // namespace

std::string_view weekday_name(DayNumber day, const DateStyle& style) { return style.language->weekdays[place_in_week(day)]; }
std::string_view weekday_short(DayNumber day, const DateStyle& style) {
    return style.language->weekdays_short[place_in_week(day)];
}
std::string_view weekday_brief(DayNumber day, const DateStyle& style) {
    return style.language->weekdays_brief[place_in_week(day)];
}
std::string_view weekday_letter(DayNumber day, const DateStyle& style) { return style.language->letters[place_in_week(day)]; }
std::string_view month_name(int month, const DateStyle& style) {
    return style.language->months[static_cast<std::size_t>(month - 1)];
}
std::string_view month_short(int month, const DateStyle& style) {
    return style.language->months_short[static_cast<std::size_t>(month - 1)];
}

std::string month_title(YearMonth month, const DateStyle& style) {
    return capitalised(fmt::format("{}{}{}", month_name(month.month, style), style.language->month_year, month.year));
}
std::string short_month_title(YearMonth month, const DateStyle& style) {
    return fmt::format("{}{}{}", month_short(month.month, style), style.language->month_year_short, month.year);
}

std::string day_and_month(DayNumber day, const DateStyle& style) {
    const auto name = month_name(month_of(day).month, style);
    const auto number = std::to_string(day_of_month(day));
    switch (style.order) {
    case DateOrder::day_first: return joined(number, style.language->day_month, name);
    case DateOrder::month_first: return joined(name, " ", number);
    case DateOrder::year_first: return iso_day(day).substr(5);
    }
    return {};
}

std::string date_text(DayNumber day, const DateStyle& style) {
    if (style.order == DateOrder::year_first) return iso_day(day);
    return fmt::format("{}{}{}", day_and_month(day, style),
                       style.order == DateOrder::month_first ? ", " : style.language->month_year, month_of(day).year);
}

std::string short_date(DayNumber day, const DateStyle& style) {
    const auto name = month_short(month_of(day).month, style);
    const auto number = std::to_string(day_of_month(day));
    switch (style.order) {
    case DateOrder::day_first: return joined(number, style.language->day_month_short, name);
    case DateOrder::month_first: return joined(name, " ", number);
    case DateOrder::year_first: return iso_day(day).substr(5);
    }
    return {};
}

std::string short_date_of_year(DayNumber day, const DateStyle& style) {
    if (style.order == DateOrder::year_first) return iso_day(day);
    return fmt::format("{}{}{}", short_date(day, style),
                       style.order == DateOrder::month_first ? ", " : style.language->month_year_short, month_of(day).year);
}

std::string date_line(DayNumber day, const DateStyle& style) {
    return capitalised(joined(weekday_name(day, style), behind_weekday(style), day_and_month(day, style)));
}
std::string dated_line(DayNumber day, const DateStyle& style) {
    return capitalised(joined(weekday_name(day, style), behind_weekday(style), date_text(day, style)));
}

std::string day_word(DayNumber day, DayNumber today, const DateStyle& style) {
    if (day == today) return "today";
    if (day == today + 1) return "tomorrow";
    if (day == today - 1) return "yesterday";
    if (day > today && day < today + 7) return std::string{weekday_name(day, style)};
    return month_of(day).year == month_of(today).year ? day_and_month(day, style) : date_text(day, style);
}

std::string week_title(DayNumber first, int days, const DateStyle& style) {
    const DayNumber last = first + days - 1;
    const YearMonth from = month_of(first), to = month_of(last);
    if (style.order == DateOrder::day_first) {
        // "22. to 28. November": what follows a day's number without its month
        const std::string_view point = style.language->day_month.starts_with('.') ? "." : "";
        if (from == to) return fmt::format("{}{} to {}", day_of_month(first), point, date_text(last, style));
        if (from.year == to.year) return fmt::format("{} to {}", day_and_month(first, style), date_text(last, style));
    }
    if (style.order == DateOrder::month_first && from == to)
        return fmt::format("{} to {}, {}", day_and_month(first, style), day_of_month(last), from.year);
    return fmt::format("{} to {}", date_text(first, style), date_text(last, style));
}

std::string with_dates(std::string_view said, const DateStyle& style) {
    std::string text;
    bool quoted = false;
    while (!said.empty()) {
        if (said.front() == '"') quoted = !quoted;
        const bool begins = text.empty() || text.back() == ' ';
        const auto date = quoted || !begins ? std::nullopt : date_at(said);
        text += date ? short_date_of_year(date->day, style) : std::string{said.front()};
        said.remove_prefix(date ? date->size : 1);
    }
    return text;
}

std::string with_times(std::string_view said, const DateStyle& style) {
    if (style.hours == HourStyle::hours_24) return std::string{said};
    const auto digit = [&said](std::size_t at) { return at < said.size() && said[at] >= '0' && said[at] <= '9'; };
    std::string text;
    bool quoted = false;
    for (std::size_t at = 0; at < said.size();) {
        if (said[at] == '"') quoted = !quoted;
        const bool begins = at == 0 || said[at - 1] == ' ', shaped = digit(at) && digit(at + 1) && digit(at + 3) && digit(at + 4);
        const bool ends = !digit(at + 5) && said.substr(std::min(at + 5, said.size())).substr(0, 1) != ":";
        const auto time =
            !quoted && begins && shaped && ends && said[at + 2] == ':' ? read_clock(said.substr(at, 5)) : std::nullopt;
        text += time ? minute_text(*time, style) : std::string{said[at]};
        at += time ? 5 : 1;
    }
    return text;
}

} // namespace words
} // namespace asista::ui

#include "ui/date_style.hpp"

#include "ui/preferences.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace asista::ui {
namespace {

constexpr std::array<std::string_view, 12> months{"January", "February", "March",     "April",   "May",      "June",
                                                  "July",    "August",   "September", "October", "November", "December"};
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

std::string_view month_name(int month) { return months[static_cast<std::size_t>(month - 1)]; }
std::string month_title(YearMonth month) { return fmt::format("{} {}", month_name(month.month), month.year); }

std::string date_text(DayNumber day, const DateStyle& style) {
    const YearMonth month = month_of(day);
    switch (style.order) {
    case DateOrder::day_first: return fmt::format("{} {} {}", day_of_month(day), month_name(month.month), month.year);
    case DateOrder::month_first: return fmt::format("{} {}, {}", month_name(month.month), day_of_month(day), month.year);
    case DateOrder::year_first: return iso_day(day);
    }
    return {};
}

std::string short_date(DayNumber day, const DateStyle& style) {
    const auto name = month_name(month_of(day).month).substr(0, 3);
    switch (style.order) {
    case DateOrder::day_first: return fmt::format("{} {}", day_of_month(day), name);
    case DateOrder::month_first: return fmt::format("{} {}", name, day_of_month(day));
    case DateOrder::year_first: return iso_day(day).substr(5);
    }
    return {};
}

std::string short_date_of_year(DayNumber day, const DateStyle& style) {
    if (style.order == DateOrder::year_first) return iso_day(day);
    return fmt::format("{}{} {}", short_date(day, style), style.order == DateOrder::month_first ? "," : "", month_of(day).year);
}

std::string week_title(DayNumber first, int days, const DateStyle& style) {
    const DayNumber last = first + days - 1;
    const YearMonth from = month_of(first), to = month_of(last);
    if (style.order == DateOrder::day_first) {
        if (from == to) return fmt::format("{} to {}", day_of_month(first), date_text(last, style));
        if (from.year == to.year)
            return fmt::format("{} {} to {}", day_of_month(first), month_name(from.month), date_text(last, style));
    }
    if (style.order == DateOrder::month_first && from == to)
        return fmt::format("{} {} to {}, {}", month_name(from.month), day_of_month(first), day_of_month(last), from.year);
    return fmt::format("{} to {}", date_text(first, style), date_text(last, style));
}

} // namespace words
} // namespace asista::ui

// How the person writes dates and where their weeks begin, and what follows from it: weeks, months, headings. Kept in the preferences
// "first_weekday" (0 Sunday to 6 Saturday; Monday unless set) and "date_order" ("day", "month", "year"). Pure functions, English. [any]
#pragma once

#include "ui/snapshot.hpp"

#include <array>
#include <string>
#include <string_view>

namespace asista::ui {

enum class DateOrder : std::uint8_t { day_first, month_first, year_first }; // 22 November 2026, November 22 2026, 2026-11-22

struct DateStyle {
    int first_weekday = 0; // 0 Monday to 6 Sunday, as words::weekday_index
    DateOrder order = DateOrder::day_first;
};
DateStyle read_date_style(const Snapshot& snapshot);
std::string first_weekday_json(int weekday);       // as it is kept; 0 Monday to 6 Sunday
std::string_view date_order_name(DateOrder order); // as it is kept

struct YearMonth {
    int year = 1970;
    int month = 1;
    friend bool operator==(const YearMonth&, const YearMonth&) = default;
};
YearMonth month_of(DayNumber day);
YearMonth month_after(YearMonth month, int months); // or before
DayNumber first_of(YearMonth month);
DayNumber days_in(YearMonth month);
int day_of_month(DayNumber day);
// The same day some months later, or the last one of a month that has no such day.
DayNumber day_months_later(DayNumber day, int months);
DayNumber week_begin(DayNumber day, const DateStyle& style);

namespace words {
std::string_view month_name(int month);                                    // "November"
std::string month_title(YearMonth month);                                  // "November 2026"
std::string date_text(DayNumber day, const DateStyle& style);              // "22 November 2026"
std::string short_date(DayNumber day, const DateStyle& style);             // "22 Nov", "Nov 22", "11-22"
std::string short_date_of_year(DayNumber day, const DateStyle& style);     // "22 Nov 2026"
std::string week_title(DayNumber first, int days, const DateStyle& style); // "23 to 29 November 2026"
} // namespace words

} // namespace asista::ui

// How the person writes dates and times of day and where their weeks begin, and what follows from it: weeks, months, headings, and every date in words that
// a person reads; times of day are in words.hpp. Kept in the preferences "first_weekday" (0 Sunday to 6 Saturday; Monday unless set), "date_order" ("day",
// "month", "year"), "date_language" ("en", "de", ...) and "clock" ("24", "12"; as the language does unless set). The words around dates ("today", "to") are the pages', and English. Pure functions. [any]
#pragma once

#include "ui/date_names.hpp"
#include "ui/snapshot.hpp"

#include "wire/clock.hpp"

#include <string>
#include <string_view>

namespace asista::ui {

enum class DateOrder : std::uint8_t { day_first, month_first, year_first }; // 22 November 2026, November 22 2026, 2026-11-22

struct DateStyle {
    int first_weekday = 0; // 0 Monday to 6 Sunday, as words::weekday_index
    DateOrder order = DateOrder::day_first;
    const DateLanguage* language = &date_languages().front(); // one of date_languages()
    HourStyle hours = HourStyle::hours_24;
    friend bool operator==(const DateStyle&, const DateStyle&) = default;
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
std::string_view weekday_name(DayNumber day, const DateStyle& style);   // "Sunday"
std::string_view weekday_short(DayNumber day, const DateStyle& style);  // "Sun"
std::string_view weekday_brief(DayNumber day, const DateStyle& style);  // "Su"
std::string_view weekday_letter(DayNumber day, const DateStyle& style); // "S"
std::string_view month_name(int month, const DateStyle& style);         // "November"
std::string_view month_short(int month, const DateStyle& style);        // "Nov"

std::string month_title(YearMonth month, const DateStyle& style);          // "November 2026", as a heading
std::string short_month_title(YearMonth month, const DateStyle& style);    // "Nov 2026"
std::string week_title(DayNumber first, int days, const DateStyle& style); // "23 to 29 November 2026"
std::string date_line(DayNumber day, const DateStyle& style);              // "Sunday 22 November", as a heading
std::string dated_line(DayNumber day, const DateStyle& style);             // "Sunday 22 November 2026"

std::string date_text(DayNumber day, const DateStyle& style);          // "22 November 2026"
std::string day_and_month(DayNumber day, const DateStyle& style);      // "22 November"
std::string short_date(DayNumber day, const DateStyle& style);         // "22 Nov", "Nov 22", "11-22"
std::string short_date_of_year(DayNumber day, const DateStyle& style); // "22 Nov 2026"
// "today", "tomorrow", "yesterday", "Friday", "22 November", "3 March 2027"
std::string day_word(DayNumber day, DayNumber today, const DateStyle& style);

// What the core says of changes, with its dates ("22 Nov 2026") as the person writes them; what stands in quotes is theirs already.
std::string with_dates(std::string_view said, const DateStyle& style);
// The same of times of day ("09:30", "at 14:05").
std::string with_times(std::string_view said, const DateStyle& style);
} // namespace words

} // namespace asista::ui

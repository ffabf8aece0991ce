// Names of months and weekdays in the languages that dates can be written in, and what stands between the parts of a date. [any]
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace asista::ui {

struct DateLanguage {
    std::string_view code, name; // "de", "Deutsch"
    std::array<std::string_view, 12> months, months_short;
    std::array<std::string_view, 7> weekdays, weekdays_short; // from Monday on
    std::array<std::string_view, 7> weekdays_brief, letters;  // over narrow columns
    std::string_view day_month, month_year; // between them, when the day comes first: "22. November", "22 de noviembre de 2026"
    std::string_view day_month_short, month_year_short;
    std::string_view weekday_day; // "Sonntag, 22. November"
};

// English first.
std::span<const DateLanguage> date_languages();

} // namespace asista::ui

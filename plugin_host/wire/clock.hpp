// Times of day as a person reads them: of 24 hours, or of 12 with am and pm. The one place that writes a time of day in words; what files, other programs
// and models are told is of 24 hours always. Pure. [any]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace asista {

enum class HourStyle : std::uint8_t { hours_24, hours_12 };

// From what is kept in the preferences "clock" ("24" or "12", as the language does unless set), "date_language" and "date_order", as JSON. Of the languages
// that dates are written in, only English as in America, with the month first, has twelve hours.
constexpr HourStyle hour_style(std::string_view clock, std::string_view language, std::string_view order) {
    if (clock == "\"24\"") return HourStyle::hours_24;
    if (clock == "\"12\"") return HourStyle::hours_12;
    const bool english = language.empty() || language == "null" || language == "\"en\"";
    return english && order == "\"month\"" ? HourStyle::hours_12 : HourStyle::hours_24;
}

// "9:05", "21:05"; "9:05 am", "9:05 pm". `minute_of_day` from 0 to 1439.
inline std::string minute_words(int minute_of_day, HourStyle style) {
    const int hour = minute_of_day / 60, minute = minute_of_day % 60;
    const int shown = style == HourStyle::hours_24 ? hour : (hour + 11) % 12 + 1;
    std::string words = std::to_string(shown) + (minute < 10 ? ":0" : ":") + std::to_string(minute);
    if (style == HourStyle::hours_12) words += hour % 24 < 12 ? " am" : " pm";
    return words;
}

} // namespace asista

// Calendar arithmetic on the user's local time. Instants are UTC milliseconds since 1970; days are local day numbers since 1970-01-01.
#pragma once

#include <cstdint>
#include <string>

namespace asista::motivation {

using InstantMs = std::int64_t;
using DayNumber = std::int32_t;

inline constexpr InstantMs ms_per_minute = 60'000;
inline constexpr InstantMs ms_per_hour = 60 * ms_per_minute;
inline constexpr InstantMs ms_per_day = 24 * ms_per_hour;

// An instant as the user's wall clock and calendar show it.
struct Moment {
    InstantMs at_ms = 0;
    std::int32_t utc_offset_s = 0;
    DayNumber day = 0;
    int minute_of_day = 0; // 0 to 1439
    int weekday = 0;       // 0 Monday to 6 Sunday
    int day_of_month = 1;
    int month = 1;
    int year = 1970;
};

// The offset is the one in force now: days further back may be off by an hour around a change to or from summer time, which no
// count here is sensitive to.
Moment moment_at(InstantMs at_ms, std::int32_t utc_offset_s);
DayNumber day_of(InstantMs at_ms, std::int32_t utc_offset_s);

std::string clock_text(int minute_of_day); // "9:05"
const char* weekday_name(int weekday);     // "Monday"

} // namespace asista::motivation

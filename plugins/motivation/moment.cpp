#include "moment.hpp"

#include <array>
#include <chrono>

namespace asista::motivation {

Moment moment_at(InstantMs at_ms, std::int32_t utc_offset_s) {
    const InstantMs local_ms = at_ms + InstantMs{utc_offset_s} * 1000;
    Moment moment;
    moment.at_ms = at_ms;
    moment.utc_offset_s = utc_offset_s;
    moment.day = day_of(at_ms, utc_offset_s);
    moment.minute_of_day = static_cast<int>((local_ms - InstantMs{moment.day} * ms_per_day) / ms_per_minute);
    moment.weekday = ((moment.day + 3) % 7 + 7) % 7; // day 0 was a Thursday
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{moment.day}}};
    moment.day_of_month = static_cast<int>(static_cast<unsigned>(date.day()));
    moment.month = static_cast<int>(static_cast<unsigned>(date.month()));
    moment.year = static_cast<int>(date.year());
    return moment;
}

DayNumber day_of(InstantMs at_ms, std::int32_t utc_offset_s) {
    const InstantMs local_ms = at_ms + InstantMs{utc_offset_s} * 1000;
    const InstantMs days = local_ms / ms_per_day;
    return static_cast<DayNumber>(local_ms % ms_per_day < 0 ? days - 1 : days);
}

std::string clock_text(int minute_of_day) {
    const int minute = minute_of_day % 60;
    return std::to_string(minute_of_day / 60) + (minute < 10 ? ":0" : ":") + std::to_string(minute);
}

const char* weekday_name(int weekday) {
    static constexpr std::array<const char*, 7> names = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                         "Friday", "Saturday", "Sunday"};
    return names[static_cast<std::size_t>(weekday)];
}

} // namespace asista::motivation

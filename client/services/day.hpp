// Days in the person's calendar. The offset to UTC comes in as a parameter; nothing here asks the machine.
#pragma once

#include "wire/model.hpp"

#include <string>

namespace asista::services {

inline constexpr InstantMs ms_per_day = 86'400'000;

constexpr DayNumber day_of(InstantMs instant, std::int32_t utc_offset_s) {
    const InstantMs local = instant + InstantMs{utc_offset_s} * 1000;
    return static_cast<DayNumber>(local >= 0 ? local / ms_per_day : (local - ms_per_day + 1) / ms_per_day);
}

// The instant at which `day` begins there.
constexpr InstantMs start_of(DayNumber day, std::int32_t utc_offset_s) {
    return InstantMs{day} * ms_per_day - InstantMs{utc_offset_s} * 1000;
}

std::string utc_text(InstantMs at); // "2026-11-22T09:41:00.000Z"

// 0 Monday to 6 Sunday. 1970-01-01 was a Thursday.
constexpr int weekday_of(DayNumber day) { return ((day % 7) + 7 + 3) % 7; }

} // namespace asista::services

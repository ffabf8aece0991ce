// When a gentle reminder may be sent: in working hours, after two hours in which nothing was touched, never close together and
// only a few a day.
#pragma once

#include "moment.hpp"

namespace asista::motivation {

struct NudgeRules {
    int per_day = 2; // 0: none
    int work_start_minute = 9 * 60;
    int work_end_minute = 17 * 60; // exclusive; before the start: the hours reach past midnight
    bool weekdays_only = false;
};
inline constexpr InstantMs nudge_idle_ms = 2 * ms_per_hour;
inline constexpr InstantMs nudge_gap_ms = 30 * ms_per_minute;

// What was sent, kept in storage so that a restart does not start the count again.
struct NudgeLog {
    DayNumber day = 0;
    int sent = 0; // on that day
    InstantMs last_sent_ms = 0;
};

enum class NudgeAnswer : std::uint8_t {
    send,
    switched_off,
    day_off, // a weekend with weekdays_only
    outside_hours,
    unknown,  // nobody knows when the app was last touched
    active,   // touched within two hours
    too_soon, // the last one was less than half an hour ago
    enough_today,
};

// last_activity_ms: 0 when unknown.
NudgeAnswer decide_nudge(const NudgeRules& rules, const NudgeLog& log, const Moment& now, InstantMs last_activity_ms);
NudgeLog after_nudge(const NudgeLog& log, const Moment& now);

bool in_work_hours(const NudgeRules& rules, const Moment& now);

// The next half hour on the clock (":00" or ":30"), when the question is asked again.
InstantMs next_nudge_check_ms(const Moment& now);

} // namespace asista::motivation

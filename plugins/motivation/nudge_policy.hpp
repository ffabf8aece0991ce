// When a gentle reminder may be sent: in working hours and outside of quiet ones, after two hours in which nothing was touched, never close
// together, only a few a day, not into a meeting or a focus session, and less after the person waved them away.
#pragma once

#include "moment.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace asista::motivation {

// Hours of one weekday, as minutes of the day. An end before the start reaches past midnight; equal: none on that day.
struct DayHours {
    int start = 0;
    int end = 0;
    bool operator==(const DayHours&) const = default;
};
using WeekHours = std::array<DayHours, 7>; // [0] is Monday

struct NudgeRules {
    int per_day = 2; // 0: none
    int work_start_minute = 9 * 60;
    int work_end_minute = 17 * 60; // exclusive; before the start: the hours reach past midnight
    bool weekdays_only = false;
    std::optional<WeekHours> week = {}; // in the place of the three above
    DayHours quiet = {0, 0};            // equal: none
    InstantMs gap_ms = 30 * ms_per_minute;
    bool hold_in_meetings = true;
};
inline constexpr InstantMs nudge_idle_ms = 2 * ms_per_hour;
inline constexpr InstantMs nudge_check_ms = 30 * ms_per_minute; // how often the question is asked
inline constexpr int dismissals_until_pause = 2;

// What was sent and what became of it, kept in storage so that a restart does not start the count again.
struct NudgeLog {
    DayNumber day = 0;
    int sent = 0; // on that day
    InstantMs last_sent_ms = 0;
    int dismissed_in_row = 0;
    bool open = false;              // the last one was neither waved away nor welcomed
    InstantMs snoozed_until_ms = 0; // by the person, or by the pause after dismissals
};

// What goes on around the person.
struct Surroundings {
    bool focusing = false;
    bool in_meeting = false;
};

enum class NudgeAnswer : std::uint8_t {
    send,
    switched_off,
    day_off, // no working hours today
    outside_hours,
    quiet_hours,
    unknown,  // nobody knows when the app was last touched
    active,   // touched within two hours
    too_soon, // the last one was less than the gap ago
    enough_today,
    snoozed, // by the person, or after dismissals
    focusing,
    in_meeting,
};

// last_activity_ms: 0 when unknown.
NudgeAnswer decide_nudge(const NudgeRules& rules, const NudgeLog& log, const Moment& now, InstantMs last_activity_ms,
                         const Surroundings& around = {});
std::string_view nudge_words(NudgeAnswer answer); // "a focus session is running", for the page

NudgeLog after_nudge(const NudgeLog& log, const Moment& now);
// The person waved the last one away. The second in a row ends them for today, each further one for another day, a week at most.
NudgeLog after_dismissal(const NudgeLog& log, const Moment& now);
NudgeLog after_welcome(NudgeLog log); // the person liked it, or asked for a line: the row is over
NudgeLog after_snooze(NudgeLog log, const Moment& now, InstantMs duration_ms);
NudgeLog after_not_today(NudgeLog log, const Moment& now);
NudgeLog after_resume(NudgeLog log); // reminders again: ends snooze and pause

bool in_work_hours(const NudgeRules& rules, const Moment& now);

// "mon-fri 9:00-17:00; sat 10-12". Days that are not named have none. `problem` says what cannot be read, with a remedy.
struct ParsedWeek {
    std::optional<WeekHours> week;
    std::string problem;
};
ParsedWeek parse_week_hours(std::string_view text);

// The next half hour on the clock (":00" or ":30"), when the question is asked again.
InstantMs next_nudge_check_ms(const Moment& now);

} // namespace asista::motivation

#include "nudge_policy.hpp"

namespace asista::motivation {

bool in_work_hours(const NudgeRules& rules, const Moment& now) {
    const int minute = now.minute_of_day;
    if (rules.work_start_minute <= rules.work_end_minute) {
        return minute >= rules.work_start_minute && minute < rules.work_end_minute;
    }
    return minute >= rules.work_start_minute || minute < rules.work_end_minute;
}

NudgeAnswer decide_nudge(const NudgeRules& rules, const NudgeLog& log, const Moment& now, InstantMs last_activity_ms) {
    if (rules.per_day <= 0) return NudgeAnswer::switched_off;
    if (rules.weekdays_only && now.weekday >= 5) return NudgeAnswer::day_off;
    if (!in_work_hours(rules, now)) return NudgeAnswer::outside_hours;
    if (last_activity_ms <= 0) return NudgeAnswer::unknown;
    if (now.at_ms - last_activity_ms < nudge_idle_ms) return NudgeAnswer::active;
    // A log from the future means the clock was set back: what it counts is over.
    if (log.last_sent_ms <= now.at_ms && now.at_ms - log.last_sent_ms < nudge_gap_ms) return NudgeAnswer::too_soon;
    if (log.day == now.day && log.sent >= rules.per_day) return NudgeAnswer::enough_today;
    return NudgeAnswer::send;
}

NudgeLog after_nudge(const NudgeLog& log, const Moment& now) {
    return {now.day, log.day == now.day ? log.sent + 1 : 1, now.at_ms};
}

InstantMs next_nudge_check_ms(const Moment& now) {
    const InstantMs offset_ms = InstantMs{now.utc_offset_s} * 1000;
    const InstantMs local = now.at_ms + offset_ms;
    return (local / nudge_gap_ms + 1) * nudge_gap_ms - offset_ms;
}

} // namespace asista::motivation

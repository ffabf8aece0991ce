#include "nudge_policy.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace asista::motivation {
namespace {

bool within(const DayHours& hours, int minute) { // of the day on which they begin
    return hours.start <= hours.end ? minute >= hours.start && minute < hours.end : minute >= hours.start;
}
bool reaches_over(const DayHours& hours, int minute) {
    return hours.end < hours.start && minute < hours.end;
} // into the next day
bool holds(const DayHours& hours, int minute) { return within(hours, minute) || reaches_over(hours, minute); }

WeekHours week_of(const NudgeRules& rules) {
    if (rules.week) return *rules.week;
    WeekHours week;
    week.fill({rules.work_start_minute, rules.work_end_minute});
    if (rules.weekdays_only) week[5] = week[6] = {};
    return week;
}

InstantMs midnight_after(const Moment& now, int days) {
    return InstantMs{now.day + days} * ms_per_day - InstantMs{now.utc_offset_s} * 1000;
}

// ---- "mon-fri 9:00-17:00" --------------------------------------------------------------------------------------------------

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::optional<int> weekday_of(std::string_view text) {
    static constexpr std::string_view names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (int day = 0; day < 7; ++day) {
        if (text == names[day]) return day;
    }
    return {};
}

std::optional<int> number_of(std::string_view text, int highest) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > highest) return {};
    return value;
}

std::optional<int> minute_of(std::string_view text) { // "9", "9:30", "24:00"
    const std::size_t colon = text.find(':');
    const auto hour = number_of(text.substr(0, colon), 24);
    const auto minute = colon == std::string_view::npos ? std::optional(0) : number_of(text.substr(colon + 1), 59);
    if (!hour || !minute || *hour * 60 + *minute > 24 * 60) return {};
    return *hour * 60 + *minute;
}

bool read_part(std::string_view part, WeekHours& week) {
    const std::size_t blank = part.find(' ');
    if (blank == std::string_view::npos) return false;
    const std::string_view days = part.substr(0, blank), hours = trimmed(part.substr(blank));
    const std::size_t dash = days.find('-'), to = hours.find('-');
    if (to == std::string_view::npos) return false;
    const auto first = weekday_of(days.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : weekday_of(days.substr(dash + 1));
    const auto start = minute_of(trimmed(hours.substr(0, to))), end = minute_of(trimmed(hours.substr(to + 1)));
    if (!first || !last || !start || !end) return false;
    for (int day = *first;; day = (day + 1) % 7) { // "sat-mon" goes over the end of the week
        week[static_cast<std::size_t>(day)] = {*start, *end};
        if (day == *last) return true;
    }
}

} // namespace

bool in_work_hours(const NudgeRules& rules, const Moment& now) {
    const WeekHours week = week_of(rules);
    const auto today = static_cast<std::size_t>(now.weekday), yesterday = (today + 6) % 7;
    return within(week[today], now.minute_of_day) || reaches_over(week[yesterday], now.minute_of_day);
}

NudgeAnswer decide_nudge(const NudgeRules& rules, const NudgeLog& log, const Moment& now, InstantMs last_activity_ms,
                         const Surroundings& around) {
    if (rules.per_day <= 0) return NudgeAnswer::switched_off;
    if (!in_work_hours(rules, now)) {
        const DayHours today = week_of(rules)[static_cast<std::size_t>(now.weekday)];
        return today.start == today.end ? NudgeAnswer::day_off : NudgeAnswer::outside_hours;
    }
    if (holds(rules.quiet, now.minute_of_day)) return NudgeAnswer::quiet_hours;
    // A pause from a future further than any of ours means the clock was set back: it is over.
    if (now.at_ms < log.snoozed_until_ms && log.snoozed_until_ms - now.at_ms <= 8 * ms_per_day) return NudgeAnswer::snoozed;
    if (around.focusing) return NudgeAnswer::focusing;
    if (around.in_meeting && rules.hold_in_meetings) return NudgeAnswer::in_meeting;
    if (last_activity_ms <= 0) return NudgeAnswer::unknown;
    if (now.at_ms - last_activity_ms < nudge_idle_ms) return NudgeAnswer::active;
    // A log from the future means the clock was set back: what it counts is over.
    if (log.last_sent_ms <= now.at_ms && now.at_ms - log.last_sent_ms < rules.gap_ms) return NudgeAnswer::too_soon;
    if (log.day == now.day && log.sent >= rules.per_day) return NudgeAnswer::enough_today;
    return NudgeAnswer::send;
}

std::string_view nudge_words(NudgeAnswer answer) {
    switch (answer) {
    case NudgeAnswer::send: return "one may come at the next half hour";
    case NudgeAnswer::switched_off: return "they are switched off";
    case NudgeAnswer::day_off: return "there are no working hours today";
    case NudgeAnswer::outside_hours: return "it is outside of working hours";
    case NudgeAnswer::quiet_hours: return "these are quiet hours";
    case NudgeAnswer::unknown: return "it is not known when you were last here";
    case NudgeAnswer::active: return "you were here within the last two hours";
    case NudgeAnswer::too_soon: return "the last one was not long ago";
    case NudgeAnswer::enough_today: return "there were enough for today";
    case NudgeAnswer::snoozed: return "they are snoozed";
    case NudgeAnswer::focusing: return "a focus session is running";
    case NudgeAnswer::in_meeting: return "your calendar has a meeting now";
    }
    return "";
}

NudgeLog after_nudge(const NudgeLog& log, const Moment& now) {
    NudgeLog next = log;
    next.sent = log.day == now.day ? log.sent + 1 : 1;
    next.day = now.day;
    next.last_sent_ms = now.at_ms;
    next.open = true;
    return next;
}

NudgeLog after_dismissal(const NudgeLog& log, const Moment& now) {
    NudgeLog next = log;
    next.open = false;
    next.dismissed_in_row = std::min(log.dismissed_in_row + 1, 100);
    if (next.dismissed_in_row >= dismissals_until_pause) {
        const int days = std::min(next.dismissed_in_row - dismissals_until_pause + 1, 7);
        next.snoozed_until_ms = std::max(log.snoozed_until_ms, midnight_after(now, days));
    }
    return next;
}

NudgeLog after_welcome(NudgeLog log) {
    log.open = false;
    log.dismissed_in_row = 0;
    return log;
}

NudgeLog after_snooze(NudgeLog log, const Moment& now, InstantMs duration_ms) {
    log.open = false;
    log.snoozed_until_ms = now.at_ms + duration_ms;
    return log;
}

NudgeLog after_not_today(NudgeLog log, const Moment& now) {
    log.open = false;
    log.snoozed_until_ms = midnight_after(now, 1);
    return log;
}

NudgeLog after_resume(NudgeLog log) {
    log.snoozed_until_ms = 0;
    log.dismissed_in_row = 0;
    return log;
}

ParsedWeek parse_week_hours(std::string_view text) {
    std::string lower;
    for (const char character : text) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    WeekHours week{};
    bool any = false;
    for (std::string_view rest = lower; !rest.empty();) {
        const std::size_t end = std::min(rest.find_first_of(";,\n"), rest.size());
        const std::string_view part = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (part.empty()) continue;
        if (!read_part(part, week))
            return {std::nullopt,
                    "\"" + std::string(part) + "\" is not understood. Write days and hours, \"mon-fri 9:00-17:00; sat 10-12\"."};
        any = true;
    }
    if (!any) return {};
    return {week, {}};
}

InstantMs next_nudge_check_ms(const Moment& now) {
    const InstantMs offset_ms = InstantMs{now.utc_offset_s} * 1000;
    const InstantMs local = now.at_ms + offset_ms;
    return (local / nudge_check_ms + 1) * nudge_check_ms - offset_ms;
}

} // namespace asista::motivation

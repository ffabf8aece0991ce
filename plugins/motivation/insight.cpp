#include "insight.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace asista::motivation {
namespace {

// The last check-in of each day up to today.
std::map<DayNumber, const CheckIn*> last_of_days(const std::vector<CheckIn>& check_ins, const Moment& now) {
    std::map<DayNumber, const CheckIn*> days;
    for (const CheckIn& one : check_ins) {
        if (one.at_ms > now.at_ms) continue; // the clock was set back
        const CheckIn*& last = days[day_of(one.at_ms, now.utc_offset_s)];
        if (!last || last->at_ms <= one.at_ms) last = &one;
    }
    return days;
}

DayNumber first_of_calendar(const Moment& now) { return now.day - now.weekday - 7 * (calendar_weeks - 1); }

} // namespace

std::vector<CalendarDay> check_in_calendar(const std::vector<CheckIn>& check_ins, const Moment& now) {
    const auto days = last_of_days(check_ins, now);
    std::vector<CalendarDay> calendar;
    const DayNumber first = first_of_calendar(now);
    for (DayNumber day = first; day < first + 7 * calendar_weeks; ++day) {
        const auto found = days.find(day);
        calendar.push_back({day, found == days.end() ? std::nullopt : std::optional(found->second->level), day > now.day});
    }
    return calendar;
}

EffortByEnergy effort_by_energy(const std::vector<CheckIn>& check_ins, const Facts& facts, const Moment& now) {
    EffortByEnergy result;
    if (!facts.done_tasks) return result;
    std::map<DayNumber, int> effort;
    for (const TaskFact& task : *facts.done_tasks) {
        if (task.completed_at) effort[day_of(*task.completed_at, now.utc_offset_s)] += effort_points(task.effort);
    }
    for (const auto& [day, check_in] : last_of_days(check_ins, now)) {
        if (day >= now.day || day <= now.day - facts.known_days) continue; // today is not over, and before that nothing is known
        EffortAtLevel& level = result.levels[static_cast<std::size_t>(check_in->level)];
        const auto found = effort.find(day);
        level.mean_effort += found == effort.end() ? 0 : found->second; // a sum until all are in
        ++level.days;
        ++result.points;
    }
    for (EffortAtLevel& level : result.levels) {
        if (level.days > 0) level.mean_effort /= level.days;
    }
    return result;
}

std::string effort_sentence(const EffortByEnergy& effort, bool tasks_known) {
    if (!tasks_known) return "Your tasks are not shared with this plugin, so there is nothing to compare with.";
    if (effort.enough()) return "From " + counted(effort.points, "day", "days") + " with a check-in. What happened, not a rule.";
    return "A chart needs check-ins on " + std::to_string(least_points_for_chart) + " days before today; there are " +
           std::to_string(effort.points) + " so far.";
}

std::string calendar_sentence(const std::vector<CheckIn>& check_ins, const Moment& now) {
    std::set<DayNumber> days;
    int count = 0;
    for (const CheckIn& one : check_ins) {
        const DayNumber day = day_of(one.at_ms, now.utc_offset_s);
        if (day < first_of_calendar(now) || one.at_ms > now.at_ms) continue;
        days.insert(day);
        ++count;
    }
    if (count == 0) return "No check-in in the last six weeks. One tap makes one, and no day has to have one.";
    return counted(count, "check-in", "check-ins") + " on " + counted(static_cast<int>(days.size()), "day", "days") +
           " in the last six weeks.";
}

} // namespace asista::motivation

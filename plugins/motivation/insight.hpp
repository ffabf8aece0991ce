// What the check-ins say over time, as numbers: which day had which energy, and how much effort was finished on days of each level. Only what
// was recorded; a day without a check-in is empty, neither good nor bad.
#pragma once

#include "energy.hpp"

#include <array>
#include <vector>

namespace asista::motivation {

inline constexpr int calendar_weeks = 6;

struct CalendarDay {
    DayNumber day = 0;
    std::optional<Level> level; // the last check-in of the day; absent: none was made
    bool ahead = false;         // after today
};
// Whole weeks from Monday to Sunday, the last one with today in it. check_ins: in any order.
std::vector<CalendarDay> check_in_calendar(const std::vector<CheckIn>& check_ins, const Moment& now);

inline constexpr int least_points_for_chart = 7;

struct EffortAtLevel {
    int days = 0;
    double mean_effort = 0; // effort_points finished on such a day
};
struct EffortByEnergy {
    int points = 0; // days before today with a check-in, of which the finished tasks are known
    std::array<EffortAtLevel, 5> levels{};
    bool enough() const { return points >= least_points_for_chart; }
};
EffortByEnergy effort_by_energy(const std::vector<CheckIn>& check_ins, const Facts& facts, const Moment& now);

// "From 12 days. What happened, not a rule.", or what is missing for a chart.
std::string effort_sentence(const EffortByEnergy& effort, bool tasks_known);

// "9 check-ins on 7 days in the last six weeks."
std::string calendar_sentence(const std::vector<CheckIn>& check_ins, const Moment& now);

} // namespace asista::motivation

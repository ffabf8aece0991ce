// How far a goal is, and whether that is far enough by today. Pure functions.
//
// The plan is the straight line from the start on the start day to the target on the due day:
//
//     expected = start + (target - start) * (today - start day) / (due day - start day)
//
// held at either end outside of those days. A goal is behind or ahead when it is more than 5 % of the whole way off that line, in which
// case it is behind by expected - current, in the goal's own unit; a day early or late is still on track. This is the schedule variance of
// earned value management (PMI, Practice Standard for Earned Value Management: SV = EV - PV) with a linear plan. Without a due day there
// is no plan, and without a start day there is none before the due day.
#pragma once

#include "wire/calls/goals.hpp"

#include <optional>

namespace asista::services {

inline constexpr double pace_tolerance = 0.05; // of the whole way

struct GoalWay {
    double start = 0, target = 1, current = 0; // target is not start; below it for a goal that leads down
    std::optional<DayNumber> start_day, due_day;
};

// 1 upwards, -1 downwards.
constexpr double direction_of(const GoalWay& way) { return way.target < way.start ? -1 : 1; }
// 0 at the start, 1 at the target; below and above beyond them.
double fraction_of(const GoalWay& way);
std::optional<double> expected_on(const GoalWay& way, DayNumber today);
calls::GoalPace pace_on(const GoalWay& way, DayNumber today);
// In the goal's unit; 0 unless it is behind.
double behind_by(const GoalWay& way, DayNumber today);

} // namespace asista::services

#include "services/goal_rules.hpp"

#include <algorithm>
#include <cmath>

namespace asista::services {

using calls::GoalPace;

double fraction_of(const GoalWay& way) { return (way.current - way.start) / (way.target - way.start); }

std::optional<double> expected_on(const GoalWay& way, DayNumber today) {
    if (!way.due_day) return std::nullopt;
    if (today >= *way.due_day) return way.target;
    if (!way.start_day || *way.start_day >= *way.due_day) return std::nullopt;
    const double days = static_cast<double>(*way.due_day) - *way.start_day;
    const double gone = std::clamp((static_cast<double>(today) - *way.start_day) / days, 0.0, 1.0);
    return way.start + (way.target - way.start) * gone;
}

GoalPace pace_on(const GoalWay& way, DayNumber today) {
    if (fraction_of(way) >= 1) return GoalPace::reached;
    const auto expected = expected_on(way, today);
    if (!expected) return GoalPace::no_plan;
    const double off = fraction_of(way) - (*expected - way.start) / (way.target - way.start);
    constexpr double edge = pace_tolerance + 1e-9; // of numbers that are not exact
    if (off > edge) return GoalPace::ahead;
    return off < -edge ? GoalPace::behind : GoalPace::on_track;
}

double behind_by(const GoalWay& way, DayNumber today) {
    if (pace_on(way, today) != GoalPace::behind) return 0;
    return std::abs(*expected_on(way, today) - way.current);
}

} // namespace asista::services

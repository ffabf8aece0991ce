#include "services/habit_rules.hpp"

#include "services/day.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <deque>

namespace asista::services {
namespace {

constexpr double half_life = 13; // counted days of a daily habit
constexpr std::size_t smoothed_days = 14;

// How much of the week it is meant for, 0 to 1.
double frequency(const HabitPlan& plan) {
    const int days = plan.times_per_week > 0 ? plan.times_per_week : std::popcount(plan.weekdays);
    return days / 7.0;
}

// What is left of the strength after one counted day on which nothing was done.
double kept_per_day(const HabitPlan& plan) {
    const double root = std::sqrt(frequency(plan));
    return std::pow(0.5, plan.times_per_week > 0 ? root / half_life : 1 / (half_life * root));
}

enum class Verdict { neither, kept, broken };

Verdict verdict_of_week(const HabitSpan& span, DayNumber monday) {
    int done = 0, off = 0;
    const DayNumber last = std::min(monday + 6, span.today());
    for (DayNumber day = monday; day <= last; ++day) {
        done += span.share(day) >= 1 ? 1 : 0;
        off += span.is_off(day) ? 1 : 0;
    }
    const int wanted = std::min<int>(span.plan().times_per_week, 7 - off);
    if (wanted <= 0) return done > 0 ? Verdict::kept : Verdict::neither;
    if (done >= wanted) return Verdict::kept;
    return last == span.today() ? Verdict::neither : Verdict::broken; // this week is not over
}

Verdict verdict_of_day(const HabitSpan& span, DayNumber day) {
    if (span.is_off(day)) return Verdict::neither;
    if (span.share(day) >= 1) return Verdict::kept;
    return day == span.today() ? Verdict::neither : Verdict::broken;
}

// Of each day or week, oldest first.
std::vector<Verdict> verdicts(const HabitSpan& span) {
    std::vector<Verdict> all;
    const DayNumber step = span.plan().times_per_week > 0 ? 7 : 1;
    for (DayNumber day = span.first(); day <= span.today(); day += step)
        all.push_back(step == 7 ? verdict_of_week(span, day) : verdict_of_day(span, day));
    return all;
}

} // namespace

bool is_meant_for(std::uint8_t weekdays, DayNumber day) { return (weekdays >> weekday_of(day) & 1) != 0; }

DayNumber monday_of(DayNumber day) { return day - weekday_of(day); }

double share_of(const HabitPlan& plan, double amount) {
    if (!plan.target) return amount > 0 ? 1 : 0;
    return amount >= *plan.target ? 1 : std::max(amount / *plan.target, 0.0);
}

HabitSpan::HabitSpan(const HabitPlan& plan, DayNumber first, DayNumber today)
    : plan_(plan), first_(monday_of(std::min(first, today))), today_(today), days_(static_cast<std::size_t>(today - first_ + 1)) {
}

void HabitSpan::add_vacation(DayNumber from, DayNumber to) {
    for (DayNumber day = std::max(from, first_); day <= std::min(to, today_); ++day)
        days_[static_cast<std::size_t>(day - first_)].off = true;
}

void HabitSpan::add_mark(const calls::HabitDay& mark) {
    if (mark.day < first_ || mark.day > today_) return;
    Day& day = days_[static_cast<std::size_t>(mark.day - first_)];
    day.share = mark.mark == calls::HabitMark::done ? share_of(plan_, mark.amount) : 0;
    if (mark.mark == calls::HabitMark::skipped) day.off = true;
    if (day.share > 0) day.off = false;
}

bool HabitSpan::is_off(DayNumber day) const {
    return at(day).off || (plan_.times_per_week == 0 && !is_meant_for(plan_.weekdays, day));
}

std::size_t HabitSpan::counted_days(DayNumber until) const {
    std::size_t counted = 0;
    for (DayNumber day = first_; day < until && day <= today_; ++day) counted += counts(day) ? 1 : 0;
    return counted;
}

Streak streak_of(const HabitSpan& span) {
    Streak streak;
    const auto all = verdicts(span);
    for (auto each = all.rbegin(); each != all.rend(); ++each) {
        if (*each == Verdict::broken) {
            streak.reaches_start = false;
            break;
        }
        streak.length += *each == Verdict::kept ? 1 : 0;
    }
    return streak;
}

std::uint32_t best_streak(const HabitSpan& span) {
    std::uint32_t best = 0, length = 0;
    for (const Verdict each : verdicts(span)) {
        if (each == Verdict::broken) length = 0;
        length += each == Verdict::kept ? 1 : 0;
        best = std::max(best, length);
    }
    return best;
}

std::size_t strength_memory(const HabitPlan& plan) {
    const double days = 12 * std::log(0.5) / std::log(kept_per_day(plan));
    return static_cast<std::size_t>(std::ceil(days)) + (plan.times_per_week > 0 ? smoothed_days : 0);
}

std::vector<double> strength_curve(const HabitSpan& span) {
    const HabitPlan& plan = span.plan();
    const double kept = kept_per_day(plan);
    std::vector<double> curve;
    double strength = 0, sum = 0;
    std::deque<double> recent; // the last counted days, for a habit of n times a week
    for (DayNumber day = span.first(); day <= span.today(); ++day) {
        if (span.counts(day)) {
            double share = span.share(day);
            if (plan.times_per_week > 0) {
                recent.push_back(share);
                sum += share;
                if (recent.size() > smoothed_days) {
                    sum -= recent.front();
                    recent.pop_front();
                }
                share = std::clamp(sum / (2.0 * plan.times_per_week), 0.0, 1.0);
            }
            strength = strength * kept + share * (1 - kept);
        }
        curve.push_back(strength);
    }
    return curve;
}

std::vector<double> weekday_shares(const HabitSpan& span, DayNumber from) {
    std::array<double, 7> done{}, meant{};
    for (DayNumber day = std::max(from, span.first()); day <= span.today(); ++day) {
        if (!span.counts(day)) continue;
        const auto weekday = static_cast<std::size_t>(weekday_of(day));
        done[weekday] += span.share(day);
        meant[weekday] += 1;
    }
    std::vector<double> shares(7);
    for (std::size_t i = 0; i < shares.size(); ++i) shares[i] = meant[i] > 0 ? done[i] / meant[i] : 0;
    return shares;
}

} // namespace asista::services

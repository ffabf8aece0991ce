// What a habit's days amount to: whether a day was kept, how long it has lasted, and how strong the habit is. Pure functions over a span
// of days; who reads them from the database decides how long the span is.
//
// Days off are those that were skipped, those of a vacation, and, for a habit of weekdays, the other weekdays. They neither count nor
// break: it is as if the calendar had no such day. Only something done makes a day of a vacation count after all.
//
// Strength is the exponential smoothing of Loop Habit Tracker (github.com/iSoron/uhabits, uhabits-core, models/Score.kt and
// ScoreList.kt): each day
//
//     strength = strength * m + share * (1 - m),    m = 0.5 ^ (sqrt(frequency) / 13)
//
// where frequency is how many days of a week it is meant for, over 7, and share is what was done of what was meant: of that day for a
// daily habit, of twice the weekly number over the last 14 days for one of n times a week, which smooths out on which days it was done.
// So one missed day takes about 5 % from a daily habit at full strength, and 13 days halve it.
// Ours differs in three things. A habit of weekdays moves on those days only, each time by m = 0.5 ^ (1 / (13 * sqrt(frequency))), which
// is as fast in a week as Loop's. Days off are taken out of the 14 days as well, so that a vacation does not weigh on what comes after it.
// And today counts only once something is done, since it is not over.
#pragma once

#include "wire/calls/habits.hpp"

#include <optional>
#include <vector>

namespace asista::services {

// When a habit is meant, and how much of it is a whole day.
struct HabitPlan {
    std::uint8_t weekdays = 0x7F;    // bit 0 Monday to bit 6 Sunday
    std::uint8_t times_per_week = 0; // 1 to 6; 0: by weekdays
    std::optional<double> target;    // above 0; nothing: yes or no
    friend bool operator==(const HabitPlan&, const HabitPlan&) = default;
};

// Whether a habit with these weekdays is meant for `day`.
bool is_meant_for(std::uint8_t weekdays, DayNumber day);
// The Monday of its week.
DayNumber monday_of(DayNumber day);
// What an amount is of a whole day, 0 to 1.
double share_of(const HabitPlan& plan, double amount);

// What is known of each day of [first, today]. Vacations first, then the marks.
class HabitSpan {
  public:
    // Begins on the Monday of `first`, so that weeks are whole.
    HabitSpan(const HabitPlan& plan, DayNumber first, DayNumber today);

    void add_vacation(DayNumber from, DayNumber to);
    void add_mark(const calls::HabitDay& mark); // of a day outside: ignored

    const HabitPlan& plan() const { return plan_; }
    DayNumber first() const { return first_; }
    DayNumber today() const { return today_; }
    double share(DayNumber day) const { return at(day).share; }
    bool is_off(DayNumber day) const;
    // How many days before `until` count: not off, and today only when something is done.
    std::size_t counted_days(DayNumber until) const;
    bool counts(DayNumber day) const { return !is_off(day) && (day < today_ || share(day) > 0); }

  private:
    struct Day {
        double share = 0;
        bool off = false;
    };
    const Day& at(DayNumber day) const { return days_[static_cast<std::size_t>(day - first_)]; }

    HabitPlan plan_;
    DayNumber first_, today_;
    std::vector<Day> days_;
};

struct Streak {
    std::uint32_t length = 0;  // meant days in a row up to today, or weeks for a habit of n times a week
    bool reaches_start = true; // nothing within the span breaks it
};
// The streak up to today. A day counts when it is wholly done; a week when it has the number of days, or as many as its days off leave.
// Today and this week count once they are done and break nothing before they are over.
Streak streak_of(const HabitSpan& span);
// The longest one within the span.
std::uint32_t best_streak(const HabitSpan& span);

// How many counted days it takes until nothing that was before them can be seen: twelve half-lives, 1/4000.
std::size_t strength_memory(const HabitPlan& plan);
// One a day of the span, 0 to 1, beginning at 0.
std::vector<double> strength_curve(const HabitSpan& span);

// For each weekday from Monday, what was done of the days that counted within [from, today], 0 to 1.
std::vector<double> weekday_shares(const HabitSpan& span, DayNumber from);

} // namespace asista::services

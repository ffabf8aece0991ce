// What the user's own tasks, habits and goals say, as numbers. Everything the plugin tells about a person comes from here, and
// nothing here is guessed: what could not be read, or is too little to say anything, is marked so.
#pragma once

#include "moment.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::motivation {

// How much energy a person has, and how much effort a task takes.
enum class Level : std::uint8_t { xs = 0, s = 1, m = 2, l = 3, xl = 4 };
std::string_view level_code(Level level);                    // "XS"
std::string_view level_words(Level level);                   // "Very low energy"
std::optional<Level> level_from_code(std::string_view code); // any case; nullopt for anything else
int effort_points(Level effort);                             // XS 1, S 2, M 3, L 5, XL 8

struct TaskFact {
    std::string title;
    Level effort = Level::m;
    std::optional<InstantMs> completed_at; // present: done
    std::optional<DayNumber> due_day;
};
struct HabitFact {
    std::string name;
    std::uint32_t weekdays = 0x7F; // bit 0 Monday to bit 6 Sunday
    std::vector<DayNumber> completed_days;
};
struct GoalFact {
    std::string title;
    double target = 0;
    double current = 0;
    InstantMs updated_at = 0;
};

inline constexpr int window_days = 120; // how far back tasks and habits are read
inline constexpr int strength_half_life_days = 14;
inline constexpr int comeback_after_days = 3; // quiet ones
inline constexpr int baseline_days = 14;      // the days before today that "usual" is made of

// What was read from the app. A list that is absent could not be read: not permitted, or the service did not answer.
struct Facts {
    int known_days = window_days; // how many days back, today included, done_tasks are complete; at most window_days
    std::optional<std::vector<TaskFact>> open_tasks;
    std::optional<std::vector<TaskFact>> done_tasks; // of the last `known_days` days
    std::optional<std::vector<HabitFact>> habits;    // completions of the last `window_days` days
    std::optional<std::vector<GoalFact>> goals;      // active ones
};
struct GoalStep {
    std::string title;
    int percent = 0; // 0 to 100
};

struct Stats {
    bool tasks_known = false, habits_known = false, goals_known = false;

    int open_tasks = 0;
    int due_today = 0;         // due today or earlier
    std::string smallest_task; // title of the open task of least effort among those due, else among all; empty: none

    int finished_today = 0;
    int effort_today = 0; // effort_points of the tasks finished today
    int effort_yesterday = 0;
    int baseline_active_days = 0; // of the baseline_days before today, those with a finished task
    double usual_effort = 0;      // mean over those days, the whole day
    double usual_by_now = 0;      // the same, up to this time of day

    int habits_today = 0; // meant for today
    int habits_done_today = 0;

    int goals_active = 0;
    int goals_moved = 0;                  // advanced above zero and updated within seven days
    std::optional<GoalStep> nearest_goal; // the active one that is furthest, below 100 %

    // A day is active when at least one task was finished or one habit done on it.
    int streak_days = 0;          // active days in a row up to today, or up to yesterday while today is young
    bool streak_at_least = false; // the streak reaches back to where the data ends
    int active_days_week = 0;     // of the last seven, today included
    int active_days_total = 0;    // within window_days
    int strength = 0;  // 0 to 100: active days, each weighing half of what one a fortnight later does; see strength_text
    int comebacks = 0; // active days after three or more quiet ones, within the days that are known
    std::optional<int> quiet_days; // whole days since the last active one before today; absent: there was none
};

Stats make_stats(const Facts& facts, const Moment& now);
int percent_of(const GoalFact& goal); // 0 to 100; 0 when it has no target

// "Seven", "12": numbers up to ten as words, for sentences.
std::string number_word(int number);
std::string capitalised(std::string text);
// "1 task", "3 tasks".
std::string counted(int number, std::string_view singular, std::string_view plural);

// One to three plain sentences that answer "how am I doing", from the numbers alone; says so when there are too few.
std::string describe(const Stats& stats);

// What the card shows for the rhythm: "7 day streak", "3 active days this week", "Strength 34 %", "Nothing finished yet". Never tells of a
// streak that ended.
std::string streak_text(const Stats& stats);
// "Strength 71 %, 2 comebacks": a quiet day takes little from it and an active one gives some back, so nothing is ever lost at once.
std::string strength_text(const Stats& stats);

} // namespace asista::motivation

#include "stats.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace asista::motivation {
namespace {

constexpr std::array<std::string_view, 5> codes = {"XS", "S", "M", "L", "XL"};
constexpr std::array<std::string_view, 5> words = {"Very low energy", "Low energy", "Steady energy", "Good energy",
                                                   "High energy"};

struct DayEffort {
    int whole = 0;
    int by_now = 0; // up to the time of day it is now
};

void read_open_tasks(const std::vector<TaskFact>& tasks, const Moment& now, Stats& stats) {
    stats.open_tasks = static_cast<int>(tasks.size());
    const TaskFact* smallest = nullptr;
    bool smallest_is_due = false;
    for (const TaskFact& task : tasks) {
        const bool due = task.due_day && *task.due_day <= now.day;
        if (due) ++stats.due_today;
        // What is due comes before what is smaller. Lists come by due day, so among equals the first is the one to take.
        if (!smallest || (due && !smallest_is_due) || (due == smallest_is_due && task.effort < smallest->effort)) {
            smallest = &task;
            smallest_is_due = due;
        }
    }
    if (smallest) stats.smallest_task = smallest->title;
}

void read_done_tasks(const std::vector<TaskFact>& tasks, const Moment& now, std::set<DayNumber>& active, Stats& stats) {
    std::array<DayEffort, baseline_days> past{}; // [0] is yesterday
    for (const TaskFact& task : tasks) {
        if (!task.completed_at || *task.completed_at > now.at_ms) continue;
        const Moment done = moment_at(*task.completed_at, now.utc_offset_s);
        const int points = effort_points(task.effort);
        active.insert(done.day);
        if (done.day == now.day) {
            ++stats.finished_today;
            stats.effort_today += points;
        } else if (now.day - done.day <= baseline_days) {
            DayEffort& day = past[static_cast<std::size_t>(now.day - done.day - 1)];
            day.whole += points;
            if (done.minute_of_day <= now.minute_of_day) day.by_now += points;
        }
    }
    int whole = 0, by_now = 0;
    for (const DayEffort& day : past) {
        if (day.whole == 0) continue;
        ++stats.baseline_active_days;
        whole += day.whole;
        by_now += day.by_now;
    }
    stats.effort_yesterday = past[0].whole;
    if (stats.baseline_active_days > 0) {
        stats.usual_effort = static_cast<double>(whole) / stats.baseline_active_days;
        stats.usual_by_now = static_cast<double>(by_now) / stats.baseline_active_days;
    }
}

void read_habits(const std::vector<HabitFact>& habits, const Moment& now, std::set<DayNumber>& active, Stats& stats) {
    for (const HabitFact& habit : habits) {
        const bool done_today =
            std::find(habit.completed_days.begin(), habit.completed_days.end(), now.day) != habit.completed_days.end();
        if ((habit.weekdays >> now.weekday & 1u) != 0 || done_today) ++stats.habits_today;
        if (done_today) ++stats.habits_done_today;
        for (const DayNumber day : habit.completed_days) {
            if (day <= now.day) active.insert(day);
        }
    }
}

void read_goals(const std::vector<GoalFact>& goals, const Moment& now, Stats& stats) {
    stats.goals_active = static_cast<int>(goals.size());
    for (const GoalFact& goal : goals) {
        if (goal.current > 0 && goal.updated_at <= now.at_ms && now.at_ms - goal.updated_at < 7 * ms_per_day) {
            ++stats.goals_moved;
        }
        if (!(goal.target > 0)) continue;
        const int percent = percent_of(goal);
        if (goal.current < goal.target && (!stats.nearest_goal || percent > stats.nearest_goal->percent)) {
            stats.nearest_goal = GoalStep{goal.title, percent};
        }
    }
}

void count_active_days(const std::set<DayNumber>& active, const Moment& now, int known_days, Stats& stats) {
    const DayNumber oldest = now.day - known_days + 1;
    for (const DayNumber day : active) {
        if (day < oldest) continue;
        ++stats.active_days_total;
        if (now.day - day < 7) ++stats.active_days_week;
    }
    // Today does not end a streak before it is over.
    DayNumber day = active.contains(now.day) ? now.day : now.day - 1;
    while (day >= oldest && active.contains(day)) {
        ++stats.streak_days;
        --day;
    }
    stats.streak_at_least = stats.streak_days > 0 && day < oldest;
    const auto today = active.lower_bound(now.day);
    if (today != active.begin()) stats.quiet_days = now.day - *std::prev(today) - 1;
}

// Each active day counts, and the less the longer ago it is; all of the known days active would be 100. Today counts once it is active.
void weigh_days(const std::set<DayNumber>& active, const Moment& now, int known_days, Stats& stats) {
    const DayNumber oldest = now.day - known_days + 1;
    double sum = 0, most = 0;
    int quiet = -1; // unknown before the first active day
    for (DayNumber day = oldest; day <= now.day; ++day) {
        const bool is_active = active.contains(day);
        if (day < now.day || is_active) {
            const double share = std::exp2(static_cast<double>(day - now.day) / strength_half_life_days);
            most += share;
            if (is_active) sum += share;
        }
        if (is_active) {
            if (quiet >= comeback_after_days) ++stats.comebacks;
            quiet = 0;
        } else if (quiet >= 0) {
            ++quiet;
        }
    }
    if (most > 0) stats.strength = static_cast<int>(std::lround(100 * sum / most));
}

} // namespace

std::string_view level_code(Level level) { return codes[static_cast<std::size_t>(level)]; }
std::string_view level_words(Level level) { return words[static_cast<std::size_t>(level)]; }

std::optional<Level> level_from_code(std::string_view code) {
    const auto same = [code](std::string_view known) {
        return std::equal(code.begin(), code.end(), known.begin(), known.end(),
                          [](char a, char b) { return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b; });
    };
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (same(codes[i])) return static_cast<Level>(i);
    }
    return std::nullopt;
}

int effort_points(Level effort) {
    static constexpr std::array<int, 5> points = {1, 2, 3, 5, 8};
    return points[static_cast<std::size_t>(effort)];
}

int percent_of(const GoalFact& goal) {
    if (!(goal.target > 0) || !std::isfinite(goal.current)) return 0;
    const double percent = std::clamp(goal.current / goal.target, 0.0, 1.0) * 100;
    // Rounded as the dashboard does, but a goal is at 100 only when it is reached.
    return percent < 100 ? std::min(99, static_cast<int>(std::lround(percent))) : 100;
}

Stats make_stats(const Facts& facts, const Moment& now) {
    Stats stats;
    stats.tasks_known = facts.open_tasks && facts.done_tasks;
    stats.habits_known = facts.habits.has_value();
    stats.goals_known = facts.goals.has_value();
    std::set<DayNumber> active;
    if (facts.open_tasks) read_open_tasks(*facts.open_tasks, now, stats);
    if (facts.done_tasks) read_done_tasks(*facts.done_tasks, now, active, stats);
    if (facts.habits) read_habits(*facts.habits, now, active, stats);
    if (facts.goals) read_goals(*facts.goals, now, stats);
    count_active_days(active, now, facts.known_days, stats);
    weigh_days(active, now, facts.known_days, stats);
    return stats;
}

std::string number_word(int number) {
    static constexpr std::array<const char*, 11> names = {"none", "one",   "two",   "three", "four", "five",
                                                          "six",  "seven", "eight", "nine",  "ten"};
    if (number >= 0 && number <= 10) return names[static_cast<std::size_t>(number)];
    return std::to_string(number);
}

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::string counted(int number, std::string_view singular, std::string_view plural) {
    return std::to_string(number) + " " + std::string(number == 1 ? singular : plural);
}

std::string describe(const Stats& stats) {
    if (!stats.tasks_known && !stats.habits_known && !stats.goals_known) {
        return "Your tasks, habits and goals are not shared with Motivation Booster, so there is nothing to tell from.";
    }
    std::string text;
    const auto add = [&text](const std::string& sentence) { text += (text.empty() ? "" : " ") + sentence; };
    if (stats.finished_today > 0) add("You finished " + counted(stats.finished_today, "task", "tasks") + " today.");
    if (stats.habits_done_today > 0) {
        add(std::to_string(stats.habits_done_today) + " of " + counted(stats.habits_today, "habit", "habits") +
            (stats.habits_done_today == 1 ? " is done." : " are done."));
    }
    if (stats.goals_moved > 0) {
        add(std::to_string(stats.goals_moved) + " of " + counted(stats.goals_active, "goal", "goals") +
            " moved in the last seven days.");
    }
    if (stats.active_days_week > 0) {
        add("You were active on " + std::to_string(stats.active_days_week) + " of the last 7 days.");
    }
    if (text.empty()) add("There is not enough here yet to say much. Finish a task or mark a habit, then ask again.");
    return text;
}

std::string streak_text(const Stats& stats) {
    if (!stats.tasks_known && !stats.habits_known) return "No data shared";
    if (stats.streak_days >= 2) {
        return std::to_string(stats.streak_days) + (stats.streak_at_least ? "+ day streak" : " day streak");
    }
    if (stats.active_days_week > 0) return counted(stats.active_days_week, "active day", "active days") + " this week";
    return stats.active_days_total > 0 ? "Strength " + std::to_string(stats.strength) + " %" : "Nothing finished yet";
}

std::string strength_text(const Stats& stats) {
    std::string text = "Strength " + std::to_string(stats.strength) + " %";
    if (stats.comebacks > 0) text += ", " + counted(stats.comebacks, "comeback", "comebacks");
    return text;
}

} // namespace asista::motivation

#include "services/ai/coach_facts.hpp"

#include "services/day.hpp"
#include "services/services.hpp"

#include <utility>

namespace asista::services::ai {
namespace {

constexpr std::uint32_t effort_points[] = {1, 2, 3, 5, 8};
constexpr std::uint32_t full_day_points = 13; // an XL and an L, or the like

Result<TaskFacts> task_facts(Tasks& tasks, UserId user, DayNumber today, std::int32_t utc_offset_s) {
    TaskFacts facts;
    facts.open_by_energy = TRY(tasks.count_open_by_energy(user));
    for (const auto count : facts.open_by_energy) facts.open += count;
    facts.done_this_week = TRY(tasks.count_done(user, start_of(today - 6, utc_offset_s)));

    calls::TasksList::Request query;
    query.due_until = today;
    auto open = TRY(tasks.list(user, query));
    facts.due_today = open.total;
    query.due_until.reset();
    if (open.tasks.empty()) open = TRY(tasks.list(user, query));
    const Task* smallest = nullptr;
    for (const Task& task : open.tasks)
        if (smallest == nullptr || task.energy < smallest->energy) smallest = &task;
    if (smallest != nullptr) {
        facts.smallest = smallest->title;
        facts.smallest_energy = smallest->energy;
    }

    const auto finished = TRY(tasks.finished_since(user, start_of(today, utc_offset_s)));
    for (std::size_t energy = 0; energy < finished.size(); ++energy) {
        facts.done_today += finished[energy];
        facts.effort_today += finished[energy] * effort_points[energy];
    }
    return facts;
}

Result<HabitFacts> habit_facts(Habits& habits, UserId user, DayNumber today) {
    HabitFacts facts;
    const auto reply = TRY(habits.list(user, {.from_day = today, .to_day = today}, today));
    for (const Habit& habit : reply.habits) {
        if (!habit.completed_days.empty())
            ++facts.done_today;
        else if (is_meant_for(habit.weekdays, today))
            ++facts.left_today;
        if (habit.streak_days > facts.longest_days) {
            facts.longest_days = habit.streak_days;
            facts.longest = habit.name;
        }
    }
    return facts;
}

Result<std::vector<GoalFact>> goal_facts(Goals& goals, UserId user, DayNumber today, std::int32_t utc_offset_s) {
    std::vector<GoalFact> facts;
    const auto reply = TRY(goals.list(user, {}));
    const InstantMs week_start = start_of(today - 6, utc_offset_s);
    for (const Goal& goal : reply.goals)
        facts.push_back({goal.title, goal.unit, goal.current, goal.target, pace_of(goal, today),
                         goal.current > 0 && goal.updated_at >= week_start});
    return facts;
}

Result<std::optional<EventFact>> next_event(Calendar& calendar, UserId user, InstantMs now, DayNumber today,
                                            std::int32_t utc_offset_s) {
    const InstantMs day_start = start_of(today, utc_offset_s);
    const auto reply = TRY(calendar.list(user, {.from = now, .to = day_start + ms_per_day, .limit = 20}));
    for (const CalendarEvent& event : reply.events)
        if (event.starts_at >= now)
            return std::optional(EventFact{event.title, static_cast<int>((event.starts_at - day_start) / 60'000)});
    return std::optional<EventFact>();
}

} // namespace

Energy guess_energy(int minute_of_day, std::uint32_t effort_today) {
    const int hour = minute_of_day / 60;
    Energy guess = Energy::xs; // night
    if (hour >= 6 && hour < 9)
        guess = Energy::m;
    else if (hour >= 9 && hour < 12)
        guess = Energy::l;
    else if (hour >= 12 && hour < 17)
        guess = Energy::m;
    else if (hour >= 17 && hour < 22)
        guess = Energy::s;
    const bool spent = effort_today >= full_day_points;
    return spent && guess > Energy::xs ? static_cast<Energy>(static_cast<int>(guess) - 1) : guess;
}

Result<CoachFacts> gather_facts(Services& services, UserId user, const std::string& user_name, InstantMs now,
                                std::int32_t utc_offset_s, FactScope scope) {
    const DayNumber today = day_of(now, utc_offset_s);
    CoachFacts facts;
    facts.user_name = user_name;
    facts.minute_of_day = static_cast<int>((now - start_of(today, utc_offset_s)) / 60'000);
    const auto preferences = TRY(services.preferences.all(user));
    const auto kept = [&preferences](const char* key) {
        const auto found = preferences.find(key);
        return found == preferences.end() ? std::string_view{} : std::string_view{found->second};
    };
    facts.hours = hour_style(kept("clock"), kept("date_language"), kept("date_order"));
    if (scope.tasks) facts.tasks = TRY(task_facts(services.tasks, user, today, utc_offset_s));
    if (scope.habits) facts.habits = TRY(habit_facts(services.habits, user, today));
    if (scope.goals) facts.goals = TRY(goal_facts(services.goals, user, today, utc_offset_s));
    facts.may_see_calendar = scope.calendar;
    if (scope.calendar) facts.next_event = TRY(next_event(services.calendar, user, now, today, utc_offset_s));
    facts.energy_guess = guess_energy(facts.minute_of_day, facts.tasks ? facts.tasks->effort_today : 0);
    return facts;
}

Result<ToolFacts> gather_tool_facts(Services& services, UserId user, DayNumber today) {
    ToolFacts facts;
    facts.today = today;
    for (auto& project : TRY(services.projects.list(user, {})).projects)
        facts.projects.push_back({project.id, std::move(project.name)});
    for (auto& habit : TRY(services.habits.items(user, {today, today, false}, today)).habits)
        facts.habits.push_back({std::move(habit.name), habit.target.has_value()});
    for (auto& goal : TRY(services.goals.items(user, {false}, today)).goals)
        if (!goal.follows && goal.target > goal.start) facts.goals.push_back({std::move(goal.title), std::move(goal.unit)});
    return facts;
}

} // namespace asista::services::ai

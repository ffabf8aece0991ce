#include "facts_reader.hpp"

#include <algorithm>

namespace asista::motivation {
namespace {

constexpr std::uint32_t most_tasks = 1000; // what one call may return

void read_tasks(const asista::Tasks& service, const Moment& now, Facts& facts) {
    const InstantMs since = now.at_ms - InstantMs{window_days} * ms_per_day;
    const auto list = service.list({.include_done = true, .done_since = since, .limit = most_tasks});
    if (!list) return;
    facts.open_tasks.emplace();
    facts.done_tasks.emplace();
    for (const asista::Task& task : *list) {
        TaskFact fact{task.title, static_cast<Level>(task.energy), {}, task.due_day};
        if (task.status == asista::TaskStatus::cancelled) continue;
        if (task.status != asista::TaskStatus::done) {
            facts.open_tasks->push_back(std::move(fact));
        } else if (task.completed_at) {
            fact.completed_at = task.completed_at;
            facts.done_tasks->push_back(std::move(fact));
        }
    }
    if (list->total <= list->size()) return;
    // The done ones come newest first, so only the days after the last one that arrived are complete.
    const DayNumber last = facts.done_tasks->empty() ? now.day : day_of(*facts.done_tasks->back().completed_at, now.utc_offset_s);
    facts.known_days = std::clamp(now.day - last, 1, window_days);
}

} // namespace

Facts read_facts(const asista::Tasks& tasks, const asista::Habits* habits, const asista::Goals* goals, const Moment& now) {
    Facts facts;
    read_tasks(tasks, now, facts);
    if (habits != nullptr) {
        if (const auto list = habits->list(now.day - window_days + 1, now.day)) {
            facts.habits.emplace();
            for (const asista::Habit& habit : *list) facts.habits->push_back({habit.name, habit.weekdays, habit.completed_days});
        }
    }
    if (goals != nullptr) {
        if (const auto list = goals->list()) {
            facts.goals.emplace();
            for (const asista::Goal& goal : *list) {
                facts.goals->push_back({goal.title, goal.target, goal.current, goal.updated_at});
            }
        }
    }
    return facts;
}

} // namespace asista::motivation

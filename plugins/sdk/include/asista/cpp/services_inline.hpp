// Conversions between the C records and the values of model.hpp, for the services whose lists need them.
#pragma once

#include "services.hpp"

namespace asista {
inline namespace sdk {
namespace detail {

template <class T> std::optional<T> if_has(std::uint32_t has, std::uint32_t bit, T value) {
    return (has & bit) != 0 ? std::optional<T>(value) : std::nullopt;
}

inline Task from_c(const asista_task& raw) {
    Task task;
    task.id = raw.id;
    task.title = copy(raw.title);
    task.notes = copy(raw.notes);
    task.status = static_cast<TaskStatus>(raw.status);
    task.energy = static_cast<Energy>(raw.energy);
    task.estimate_minutes = if_has(raw.has, ASISTA_TASK_HAS_ESTIMATE, raw.estimate_minutes);
    task.due_day = if_has(raw.has, ASISTA_TASK_HAS_DUE, raw.due_day);
    task.completed_at = if_has(raw.has, ASISTA_TASK_HAS_COMPLETED, raw.completed_at);
    task.created_at = raw.created_at;
    task.updated_at = raw.updated_at;
    return task;
}
inline Habit from_c(const asista_habit& raw) {
    Habit habit;
    habit.id = raw.id;
    habit.name = copy(raw.name);
    habit.weekdays = static_cast<std::uint8_t>(raw.weekdays);
    if (raw.completed_count > 0) {
        habit.completed_days.assign(raw.completed_days, raw.completed_days + raw.completed_count);
    }
    habit.streak_days = raw.streak_days;
    habit.created_at = raw.created_at;
    return habit;
}
inline Goal from_c(const asista_goal& raw) {
    Goal goal;
    goal.id = raw.id;
    goal.title = copy(raw.title);
    goal.unit = copy(raw.unit);
    goal.target = raw.target;
    goal.current = raw.current;
    goal.start_day = if_has(raw.has, ASISTA_GOAL_HAS_START, raw.start_day);
    goal.due_day = if_has(raw.has, ASISTA_GOAL_HAS_DUE, raw.due_day);
    goal.active = raw.active;
    goal.updated_at = raw.updated_at;
    return goal;
}
inline CalendarEvent from_c(const asista_calendar_event& raw) {
    return {raw.id, copy(raw.title), copy(raw.place), raw.starts_at, raw.ends_at, raw.color};
}

// An item callback of a C sink that converts and appends to a vector.
template <class Value, class Raw> void append(void* context, const Raw* raw) {
    static_cast<std::vector<Value>*>(context)->push_back(from_c(*raw));
}

// Sets value and bit of an optional member of a C record.
template <class From, class To> void put(const std::optional<From>& from, To& to, std::uint32_t& has, std::uint32_t bit) {
    if (!from) return;
    if constexpr (std::is_same_v<From, std::string>) {
        to = borrow(*from);
    } else {
        to = static_cast<To>(*from);
    }
    has |= bit;
}

} // namespace detail

inline Expected<TaskList> Tasks::list(const TaskFilter& filter) const {
    asista_task_filter raw{};
    raw.struct_size = detail::size_of<asista_task_filter>();
    raw.limit = filter.limit;
    raw.include_done = filter.include_done;
    raw.has_done_since = filter.done_since.has_value();
    raw.done_since = filter.done_since.value_or(0);
    raw.has_due_until = filter.due_until.has_value();
    raw.due_until = filter.due_until.value_or(0);

    TaskList found;
    const asista_task_sink sink{&found.tasks, &detail::append<Task, asista_task>};
    const auto done = link_->call(link_->tasks, &asista_host_tasks::list, &raw, &sink, &found.total);
    if (!done) return done.error();
    return found;
}

inline Expected<std::uint64_t> Tasks::add(const NewTask& task) const {
    asista_task_new raw{};
    raw.struct_size = detail::size_of<asista_task_new>();
    raw.title = detail::borrow(task.title);
    raw.notes = detail::borrow(task.notes);
    raw.has = ASISTA_TASK_HAS_ENERGY;
    raw.energy = static_cast<asista_energy>(task.energy);
    detail::put(task.estimate_minutes, raw.estimate_minutes, raw.has, ASISTA_TASK_HAS_ESTIMATE);
    detail::put(task.due_day, raw.due_day, raw.has, ASISTA_TASK_HAS_DUE);
    std::uint64_t id = 0;
    const auto done = link_->call(link_->tasks, &asista_host_tasks::add, &raw, &id);
    if (!done) return done.error();
    return id;
}

inline Expected<void> Tasks::update(std::uint64_t id, const TaskChange& change) const {
    asista_task_change raw{};
    raw.struct_size = detail::size_of<asista_task_change>();
    raw.id = id;
    detail::put(change.title, raw.title, raw.has, ASISTA_TASK_HAS_TITLE);
    detail::put(change.notes, raw.notes, raw.has, ASISTA_TASK_HAS_NOTES);
    detail::put(change.status, raw.status, raw.has, ASISTA_TASK_HAS_STATUS);
    detail::put(change.energy, raw.energy, raw.has, ASISTA_TASK_HAS_ENERGY);
    detail::put(change.estimate_minutes, raw.estimate_minutes, raw.has, ASISTA_TASK_HAS_ESTIMATE);
    detail::put(change.due_day, raw.due_day, raw.has, ASISTA_TASK_HAS_DUE);
    return link_->call(link_->tasks, &asista_host_tasks::update, &raw);
}

inline Expected<std::vector<Habit>> Habits::list(DayNumber from, DayNumber to) const {
    std::vector<Habit> found;
    const asista_habit_sink sink{&found, &detail::append<Habit, asista_habit>};
    const auto done = link_->call(link_->habits, &asista_host_habits::list, from, to, &sink);
    if (!done) return done.error();
    return found;
}

inline Expected<std::vector<Goal>> Goals::list(bool include_inactive) const {
    std::vector<Goal> found;
    const asista_goal_sink sink{&found, &detail::append<Goal, asista_goal>};
    const auto done = link_->call(link_->goals, &asista_host_goals::list, include_inactive, &sink);
    if (!done) return done.error();
    return found;
}

inline Expected<std::uint64_t> Goals::add(const NewGoal& goal) const {
    asista_goal_new raw{};
    raw.struct_size = detail::size_of<asista_goal_new>();
    raw.title = detail::borrow(goal.title);
    raw.unit = detail::borrow(goal.unit);
    raw.target = goal.target;
    raw.current = goal.current;
    detail::put(goal.due_day, raw.due_day, raw.has, ASISTA_GOAL_HAS_DUE);
    std::uint64_t id = 0;
    const auto done = link_->call(link_->goals, &asista_host_goals::add, &raw, &id);
    if (!done) return done.error();
    return id;
}

inline Expected<std::vector<CalendarEvent>> Calendar::list(InstantMs from, InstantMs to, std::uint32_t limit) const {
    std::vector<CalendarEvent> found;
    const asista_calendar_sink sink{&found, &detail::append<CalendarEvent, asista_calendar_event>};
    const auto done = link_->call(link_->calendar, &asista_host_calendar::list, from, to, limit, &sink);
    if (!done) return done.error();
    return found;
}

inline Expected<std::uint64_t> Calendar::add(const CalendarEvent& event) const {
    asista_calendar_event raw{};
    raw.struct_size = detail::size_of<asista_calendar_event>();
    raw.title = detail::borrow(event.title);
    raw.place = detail::borrow(event.place);
    raw.starts_at = event.starts_at;
    raw.ends_at = event.ends_at;
    raw.color = event.color;
    std::uint64_t id = 0;
    const auto done = link_->call(link_->calendar, &asista_host_calendar::add, &raw, &id);
    if (!done) return done.error();
    return id;
}

} // namespace sdk
} // namespace asista

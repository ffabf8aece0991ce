// tasks.*, habits.*, goals.*, calendar.*: each call is one service function, then the word that something changed.
#include "core/handlers.hpp"
#include "services/day.hpp"

namespace asista::core {

using namespace calls;
using runtime::Caller;

namespace {

DayNumber today(const runtime::Clock& clock) { return services::day_of(clock.now_ms(), clock.utc_offset_s()); }

void bind_tasks(runtime::Broker& broker, const HandlerParts& parts) {
    auto& tasks = parts.services.tasks;
    auto& activity = parts.services.activity;
    const auto& clock = parts.clock;
    const auto& changed = parts.changed;

    broker.handle<TasksList>(
        [&tasks](const Caller& caller, const TasksList::Request& request) { return tasks.list(caller.user, request); });
    broker.handle<TasksAdd>(
        [&tasks, &clock, changed](const Caller& caller, const TasksAdd::Request& request) -> Result<TasksAdd::Reply> {
            const auto reply = TRY(tasks.add(actor_of(caller), request, clock.now_ms()));
            changed(caller.user, "tasks");
            return reply;
        });
    broker.handle<TasksUpdate>(
        [&tasks, &activity, &clock, changed](const Caller& caller, const TasksUpdate::Request& request) -> Result<Nothing> {
            TRY(tasks.update(actor_of(caller), request, clock.now_ms(), today(clock)));
            if (request.status == TaskStatus::done) TRY(activity.touch(caller.user, clock.now_ms()));
            changed(caller.user, "tasks");
            return Nothing{};
        });
    broker.handle<TasksRemove>(
        [&tasks, &clock, changed](const Caller& caller, const TasksRemove::Request& request) -> Result<Nothing> {
            TRY(tasks.remove(actor_of(caller), request.id, clock.now_ms()));
            changed(caller.user, "tasks");
            return Nothing{};
        });
}

void bind_habits(runtime::Broker& broker, const HandlerParts& parts) {
    auto& habits = parts.services.habits;
    auto& activity = parts.services.activity;
    const auto& clock = parts.clock;
    const auto& changed = parts.changed;

    broker.handle<HabitsList>([&habits, &clock](const Caller& caller, const HabitsList::Request& request) {
        return habits.list(caller.user, request, today(clock));
    });
    broker.handle<HabitsAdd>(
        [&habits, &clock, changed](const Caller& caller, const HabitsAdd::Request& request) -> Result<HabitsAdd::Reply> {
            const auto reply = TRY(habits.add(actor_of(caller), request, clock.now_ms()));
            changed(caller.user, "habits");
            return reply;
        });
    broker.handle<HabitsMark>(
        [&habits, &activity, &clock, changed](const Caller& caller, const HabitsMark::Request& request) -> Result<Nothing> {
            TRY(habits.mark(actor_of(caller), request, today(clock), clock.now_ms()));
            if (request.done) TRY(activity.touch(caller.user, clock.now_ms()));
            changed(caller.user, "habits");
            return Nothing{};
        });
    broker.handle<HabitsRemove>(
        [&habits, &clock, changed](const Caller& caller, const HabitsRemove::Request& request) -> Result<Nothing> {
            TRY(habits.remove(actor_of(caller), request.id, clock.now_ms()));
            changed(caller.user, "habits");
            return Nothing{};
        });
}

void bind_goals(runtime::Broker& broker, const HandlerParts& parts) {
    auto& goals = parts.services.goals;
    const auto& clock = parts.clock;
    const auto& changed = parts.changed;

    broker.handle<GoalsList>(
        [&goals](const Caller& caller, const GoalsList::Request& request) { return goals.list(caller.user, request); });
    broker.handle<GoalsAdd>(
        [&goals, &clock, changed](const Caller& caller, const GoalsAdd::Request& request) -> Result<GoalsAdd::Reply> {
            const auto reply = TRY(goals.add(actor_of(caller), request, today(clock), clock.now_ms()));
            changed(caller.user, "goals");
            return reply;
        });
    broker.handle<GoalsSetProgress>(
        [&goals, &clock, changed](const Caller& caller, const GoalsSetProgress::Request& request) -> Result<Nothing> {
            TRY(goals.set_progress(actor_of(caller), request, today(clock), clock.now_ms()));
            changed(caller.user, "goals");
            return Nothing{};
        });
    broker.handle<GoalsRemove>(
        [&goals, &clock, changed](const Caller& caller, const GoalsRemove::Request& request) -> Result<Nothing> {
            TRY(goals.remove(actor_of(caller), request.id, clock.now_ms()));
            changed(caller.user, "goals");
            return Nothing{};
        });
}

void bind_calendar(runtime::Broker& broker, const HandlerParts& parts) {
    auto& calendar = parts.services.calendar;
    const auto& clock = parts.clock;
    const auto& changed = parts.changed;

    broker.handle<CalendarList>(
        [&calendar](const Caller& caller, const CalendarList::Request& request) { return calendar.list(caller.user, request); });
    broker.handle<CalendarAdd>(
        [&calendar, &clock, changed](const Caller& caller, const CalendarAdd::Request& request) -> Result<CalendarAdd::Reply> {
            const auto reply = TRY(calendar.add(actor_of(caller), request, clock.now_ms()));
            changed(caller.user, "calendar");
            return reply;
        });
    broker.handle<CalendarRemove>(
        [&calendar, &clock, changed](const Caller& caller, const CalendarRemove::Request& request) -> Result<Nothing> {
            TRY(calendar.remove(actor_of(caller), request.id, clock.now_ms()));
            changed(caller.user, "calendar");
            return Nothing{};
        });
}

} // namespace

void bind_data_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    bind_tasks(broker, parts);
    bind_habits(broker, parts);
    bind_goals(broker, parts);
    bind_calendar(broker, parts);
}

} // namespace asista::core

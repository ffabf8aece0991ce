// Tables of the user's data: tasks, habits, goals, calendar.
#include "host_api_state.hpp"
#include "wire/calls/data.hpp"

#include <cmath>

namespace asista::host {

namespace {

template <class T> std::uint32_t bit_if(const std::optional<T>& value, std::uint32_t bit) { return value ? bit : 0U; }
template <class T> std::optional<T> if_bit(std::uint32_t has, std::uint32_t bit, T value) {
    return (has & bit) != 0 ? std::optional<T>(value) : std::nullopt;
}

Result<Energy> energy_of(asista_energy value) {
    if (value > ASISTA_ENERGY_XL) return fail(Errc::invalid, "there is no energy {}", value);
    return static_cast<Energy>(value);
}

void store(std::uint64_t* to, std::uint64_t value) {
    if (to != nullptr) *to = value;
}

// ---- tasks -----------------------------------------------------------------------------------------------------------------

asista_task to_c(const Task& task) {
    asista_task raw{};
    raw.struct_size = size32<asista_task>();
    raw.has = bit_if(task.estimate_minutes, ASISTA_TASK_HAS_ESTIMATE) | bit_if(task.due_day, ASISTA_TASK_HAS_DUE) |
              bit_if(task.completed_at, ASISTA_TASK_HAS_COMPLETED);
    raw.id = task.id;
    raw.title = borrow(task.title);
    raw.notes = borrow(task.notes);
    raw.status = static_cast<asista_task_status>(task.status);
    raw.energy = static_cast<asista_energy>(task.energy);
    raw.estimate_minutes = task.estimate_minutes.value_or(0);
    raw.due_day = task.due_day.value_or(0);
    raw.completed_at = task.completed_at.value_or(0);
    raw.created_at = task.created_at;
    raw.updated_at = task.updated_at;
    return raw;
}

asista_status tasks_list(const asista_host* host, const asista_task_filter* filter, const asista_task_sink* sink,
                         std::uint32_t* total) {
    return on_frame(host, "tasks.list", When::any, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(filter, "task filter"));
        if (sink == nullptr || sink->item == nullptr) return fail(Errc::invalid, "tasks.list: there is no sink");
        calls::TasksList::Request request;
        request.include_done = raw.include_done;
        if (raw.has_done_since) request.done_since = raw.done_since;
        if (raw.has_due_until) request.due_until = raw.due_until;
        if (raw.limit != 0) request.limit = raw.limit;
        const auto reply = TRY(api.call<calls::TasksList>(request));
        for (const Task& task : reply.tasks) {
            const asista_task item = to_c(task);
            sink->item(sink->context, &item);
        }
        if (total != nullptr) *total = reply.total;
        return {};
    });
}

asista_status tasks_add(const asista_host* host, const asista_task_new* task, std::uint64_t* id) {
    return on_frame(host, "tasks.add", When::any, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(task, "new task"));
        calls::TasksAdd::Request request;
        request.title = TRY(text_of(raw.title, "task title"));
        request.notes = TRY(text_of(raw.notes, "task notes"));
        if ((raw.has & ASISTA_TASK_HAS_ENERGY) != 0) request.energy = TRY(energy_of(raw.energy));
        request.estimate_minutes = if_bit(raw.has, ASISTA_TASK_HAS_ESTIMATE, raw.estimate_minutes);
        request.due_day = if_bit(raw.has, ASISTA_TASK_HAS_DUE, raw.due_day);
        const auto reply = TRY(api.call<calls::TasksAdd>(request));
        store(id, reply.id);
        return {};
    });
}

asista_status tasks_update(const asista_host* host, const asista_task_change* change) {
    return on_frame(host, "tasks.update", When::any, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(change, "task change"));
        calls::TasksUpdate::Request request;
        request.id = raw.id;
        if ((raw.has & ASISTA_TASK_HAS_TITLE) != 0) request.title = TRY(text_of(raw.title, "task title"));
        if ((raw.has & ASISTA_TASK_HAS_NOTES) != 0) request.notes = TRY(text_of(raw.notes, "task notes"));
        if ((raw.has & ASISTA_TASK_HAS_STATUS) != 0) {
            if (raw.status > ASISTA_TASK_CANCELLED) return fail(Errc::invalid, "there is no task status {}", raw.status);
            request.status = static_cast<TaskStatus>(raw.status);
        }
        if ((raw.has & ASISTA_TASK_HAS_ENERGY) != 0) request.energy = TRY(energy_of(raw.energy));
        request.estimate_minutes = if_bit(raw.has, ASISTA_TASK_HAS_ESTIMATE, raw.estimate_minutes);
        request.due_day = if_bit(raw.has, ASISTA_TASK_HAS_DUE, raw.due_day);
        return api.call_only<calls::TasksUpdate>(request);
    });
}

asista_status tasks_remove(const asista_host* host, std::uint64_t id) {
    return on_frame(host, "tasks.remove", When::any, [&](ApiState& api) { return api.call_only<calls::TasksRemove>({id}); });
}

// ---- habits ----------------------------------------------------------------------------------------------------------------

asista_status habits_list(const asista_host* host, asista_day from, asista_day to, const asista_habit_sink* sink) {
    return on_frame(host, "habits.list", When::any, [&](ApiState& api) -> Result<void> {
        if (sink == nullptr || sink->item == nullptr) return fail(Errc::invalid, "habits.list: there is no sink");
        if (from > to) return fail(Errc::invalid, "habits.list: day {} is after day {}", from, to);
        const auto reply = TRY(api.call<calls::HabitsList>({from, to}));
        for (const Habit& habit : reply.habits) {
            asista_habit raw{};
            raw.struct_size = size32<asista_habit>();
            raw.weekdays = habit.weekdays;
            raw.id = habit.id;
            raw.name = borrow(habit.name);
            raw.completed_days = habit.completed_days.data();
            raw.completed_count = static_cast<std::uint32_t>(habit.completed_days.size());
            raw.streak_days = habit.streak_days;
            raw.created_at = habit.created_at;
            sink->item(sink->context, &raw);
        }
        return {};
    });
}

asista_status habits_add(const asista_host* host, asista_string name, std::uint32_t weekdays, std::uint64_t* id) {
    return on_frame(host, "habits.add", When::any, [&](ApiState& api) -> Result<void> {
        if (weekdays > 0x7F) return fail(Errc::invalid, "weekdays has bits beyond Sunday");
        calls::HabitsAdd::Request request;
        request.name = TRY(text_of(name, "habit name"));
        request.weekdays = static_cast<std::uint8_t>(weekdays);
        const auto reply = TRY(api.call<calls::HabitsAdd>(request));
        store(id, reply.id);
        return {};
    });
}

asista_status habits_mark(const asista_host* host, std::uint64_t id, asista_day day, bool done) {
    return on_frame(host, "habits.mark", When::any, [&](ApiState& api) {
        return api.call_only<calls::HabitsMark>({id, day, done});
    });
}

asista_status habits_remove(const asista_host* host, std::uint64_t id) {
    return on_frame(host, "habits.remove", When::any, [&](ApiState& api) { return api.call_only<calls::HabitsRemove>({id}); });
}

// ---- goals -----------------------------------------------------------------------------------------------------------------

asista_status goals_list(const asista_host* host, bool include_inactive, const asista_goal_sink* sink) {
    return on_frame(host, "goals.list", When::any, [&](ApiState& api) -> Result<void> {
        if (sink == nullptr || sink->item == nullptr) return fail(Errc::invalid, "goals.list: there is no sink");
        const auto reply = TRY(api.call<calls::GoalsList>({include_inactive}));
        for (const Goal& goal : reply.goals) {
            asista_goal raw{};
            raw.struct_size = size32<asista_goal>();
            raw.has = bit_if(goal.start_day, ASISTA_GOAL_HAS_START) | bit_if(goal.due_day, ASISTA_GOAL_HAS_DUE);
            raw.id = goal.id;
            raw.title = borrow(goal.title);
            raw.unit = borrow(goal.unit);
            raw.target = goal.target;
            raw.current = goal.current;
            raw.start_day = goal.start_day.value_or(0);
            raw.due_day = goal.due_day.value_or(0);
            raw.active = goal.active;
            raw.updated_at = goal.updated_at;
            sink->item(sink->context, &raw);
        }
        return {};
    });
}

asista_status goals_add(const asista_host* host, const asista_goal_new* goal, std::uint64_t* id) {
    return on_frame(host, "goals.add", When::any, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(goal, "new goal"));
        if (!std::isfinite(raw.target) || !std::isfinite(raw.current))
            return fail(Errc::invalid, "a goal's numbers must be finite");
        calls::GoalsAdd::Request request;
        request.title = TRY(text_of(raw.title, "goal title"));
        request.unit = TRY(text_of(raw.unit, "goal unit"));
        request.target = raw.target;
        request.current = raw.current;
        request.due_day = if_bit(raw.has, ASISTA_GOAL_HAS_DUE, raw.due_day);
        const auto reply = TRY(api.call<calls::GoalsAdd>(request));
        store(id, reply.id);
        return {};
    });
}

asista_status goals_set_progress(const asista_host* host, std::uint64_t id, double current) {
    return on_frame(host, "goals.set_progress", When::any, [&](ApiState& api) -> Result<void> {
        if (!std::isfinite(current)) return fail(Errc::invalid, "a goal's numbers must be finite");
        return api.call_only<calls::GoalsSetProgress>({id, current});
    });
}

asista_status goals_remove(const asista_host* host, std::uint64_t id) {
    return on_frame(host, "goals.remove", When::any, [&](ApiState& api) { return api.call_only<calls::GoalsRemove>({id}); });
}

// ---- calendar --------------------------------------------------------------------------------------------------------------

asista_status calendar_list(const asista_host* host, asista_instant_ms from, asista_instant_ms to, std::uint32_t limit,
                            const asista_calendar_sink* sink) {
    return on_frame(host, "calendar.list", When::any, [&](ApiState& api) -> Result<void> {
        if (sink == nullptr || sink->item == nullptr) return fail(Errc::invalid, "calendar.list: there is no sink");
        const auto reply = TRY(api.call<calls::CalendarList>({from, to, limit == 0 ? 200 : limit}));
        for (const CalendarEvent& event : reply.events) {
            asista_calendar_event raw{};
            raw.struct_size = size32<asista_calendar_event>();
            raw.color = event.color;
            raw.id = event.id;
            raw.title = borrow(event.title);
            raw.place = borrow(event.place);
            raw.starts_at = event.starts_at;
            raw.ends_at = event.ends_at;
            sink->item(sink->context, &raw);
        }
        return {};
    });
}

asista_status calendar_add(const asista_host* host, const asista_calendar_event* event, std::uint64_t* id) {
    return on_frame(host, "calendar.add", When::any, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(event, "calendar event"));
        calls::CalendarAdd::Request request;
        request.title = TRY(text_of(raw.title, "event title"));
        request.place = TRY(text_of(raw.place, "event place"));
        request.starts_at = raw.starts_at;
        request.ends_at = raw.ends_at;
        request.color = raw.color;
        if (raw.ends_at < raw.starts_at) return fail(Errc::invalid, "the event ends before it starts");
        const auto reply = TRY(api.call<calls::CalendarAdd>(request));
        store(id, reply.id);
        return {};
    });
}

asista_status calendar_remove(const asista_host* host, std::uint64_t id) {
    return on_frame(host, "calendar.remove", When::any,
                    [&](ApiState& api) { return api.call_only<calls::CalendarRemove>({id}); });
}

} // namespace

const asista_host_tasks* tasks_table() {
    static const asista_host_tasks table{size32<asista_host_tasks>(), 0, &tasks_list, &tasks_add, &tasks_update, &tasks_remove};
    return &table;
}
const asista_host_habits* habits_table() {
    static const asista_host_habits table{
        size32<asista_host_habits>(), 0, &habits_list, &habits_add, &habits_mark, &habits_remove};
    return &table;
}
const asista_host_goals* goals_table() {
    static const asista_host_goals table{
        size32<asista_host_goals>(), 0, &goals_list, &goals_add, &goals_set_progress, &goals_remove};
    return &table;
}
const asista_host_calendar* calendar_table() {
    static const asista_host_calendar table{size32<asista_host_calendar>(), 0, &calendar_list, &calendar_add, &calendar_remove};
    return &table;
}

} // namespace asista::host

// Calls about the person's tasks, habits, goals and calendar.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

struct TasksList {
    ASISTA_CALL(0x0401, "tasks.list", "tasks:read", everyone, now);
    struct Request {
        bool include_done = false;
        std::optional<InstantMs> done_since; // with include_done: only those completed since
        std::optional<DayNumber> due_until;  // only those due by then
        std::uint32_t limit = 200;           // at most 1,000
        ASISTA_FIELDS(include_done, done_since, due_until, limit)
    };
    struct Reply {
        std::vector<Task> tasks; // open ones by due day then id, then done ones by completion, newest first
        std::uint32_t total = 0; // that match, also beyond the limit
        ASISTA_FIELDS(tasks, total)
    };
};
struct TasksAdd {
    ASISTA_CALL(0x0402, "tasks.add", "tasks:write", everyone, refused);
    struct Request {
        std::string title;
        std::string notes;
        Energy energy = Energy::m;
        std::optional<std::uint32_t> estimate_minutes;
        std::optional<DayNumber> due_day;
        ASISTA_FIELDS(title, notes, energy, estimate_minutes, due_day)
    };
    struct Reply {
        std::uint64_t id = 0;
        ASISTA_FIELDS(id)
    };
};
struct TasksUpdate { // only what is present changes
    ASISTA_CALL(0x0403, "tasks.update", "tasks:write", everyone, refused);
    struct Request {
        std::uint64_t id = 0;
        std::optional<std::string> title;
        std::optional<std::string> notes;
        std::optional<TaskStatus> status;
        std::optional<Energy> energy;
        std::optional<std::uint32_t> estimate_minutes;
        std::optional<DayNumber> due_day;
        ASISTA_FIELDS(id, title, notes, status, energy, estimate_minutes, due_day)
    };
    using Reply = Nothing;
};
struct TasksRemove {
    ASISTA_CALL(0x0404, "tasks.remove", "tasks:write", everyone, refused);
    struct Request {
        std::uint64_t id = 0;
        ASISTA_FIELDS(id)
    };
    using Reply = Nothing;
};
struct HabitsList {
    ASISTA_CALL(0x0411, "habits.list", "habits:read", everyone, now);
    struct Request {
        DayNumber from_day = 0; // completions within [from_day, to_day]
        DayNumber to_day = 0;
        ASISTA_FIELDS(from_day, to_day)
    };
    struct Reply {
        std::vector<Habit> habits;
        ASISTA_FIELDS(habits)
    };
};
struct HabitsAdd {
    ASISTA_CALL(0x0412, "habits.add", "habits:write", everyone, refused);
    struct Request {
        std::string name;
        std::uint8_t weekdays = 0x7F;
        ASISTA_FIELDS(name, weekdays)
    };
    using Reply = TasksAdd::Reply;
};
struct HabitsMark {
    ASISTA_CALL(0x0413, "habits.mark", "habits:write", everyone, refused);
    struct Request {
        std::uint64_t id = 0;
        DayNumber day = 0;
        bool done = true;
        ASISTA_FIELDS(id, day, done)
    };
    using Reply = Nothing;
};
struct HabitsRemove {
    ASISTA_CALL(0x0414, "habits.remove", "habits:write", everyone, refused);
    using Request = TasksRemove::Request;
    using Reply = Nothing;
};
struct GoalsList {
    ASISTA_CALL(0x0421, "goals.list", "goals:read", everyone, now);
    struct Request {
        bool include_inactive = false;
        ASISTA_FIELDS(include_inactive)
    };
    struct Reply {
        std::vector<Goal> goals;
        ASISTA_FIELDS(goals)
    };
};
struct GoalsAdd {
    ASISTA_CALL(0x0422, "goals.add", "goals:write", everyone, refused);
    struct Request {
        std::string title;
        std::string unit;
        double target = 1;
        double current = 0;
        std::optional<DayNumber> due_day;
        ASISTA_FIELDS(title, unit, target, current, due_day)
    };
    using Reply = TasksAdd::Reply;
};
struct GoalsSetProgress {
    ASISTA_CALL(0x0423, "goals.set_progress", "goals:write", everyone, refused);
    struct Request {
        std::uint64_t id = 0;
        double current = 0;
        ASISTA_FIELDS(id, current)
    };
    using Reply = Nothing;
};
struct GoalsRemove {
    ASISTA_CALL(0x0424, "goals.remove", "goals:write", everyone, refused);
    using Request = TasksRemove::Request;
    using Reply = Nothing;
};
struct CalendarList {
    ASISTA_CALL(0x0431, "calendar.list", "calendar:read", everyone, now);
    struct Request {
        InstantMs from = 0; // events that overlap [from, to)
        InstantMs to = 0;
        std::uint32_t limit = 200;
        ASISTA_FIELDS(from, to, limit)
    };
    struct Reply {
        std::vector<CalendarEvent> events; // by start
        ASISTA_FIELDS(events)
    };
};
struct CalendarAdd {
    ASISTA_CALL(0x0432, "calendar.add", "calendar:write", everyone, refused);
    struct Request {
        std::string title;
        std::string place;
        InstantMs starts_at = 0;
        InstantMs ends_at = 0;
        std::uint32_t color = 0;
        ASISTA_FIELDS(title, place, starts_at, ends_at, color)
    };
    using Reply = TasksAdd::Reply;
};
struct CalendarRemove {
    ASISTA_CALL(0x0433, "calendar.remove", "calendar:write", everyone, refused);
    using Request = TasksRemove::Request;
    using Reply = Nothing;
};

} // namespace asista::calls

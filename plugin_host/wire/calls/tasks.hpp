// The person's calls about tasks, projects and time tracking: all that the pages need beyond what plugins may do. Plugins have tasks.list,
// tasks.add, tasks.update and tasks.remove (data.hpp), which know less and follow the same rules.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

// What belongs to a task beside `Task`, as plugins know it. Minutes are of the day, beside the day they belong to.
struct TaskItem {
    Task task;
    std::optional<std::uint16_t> due_minute;
    std::optional<DayNumber> start_day; // not before then: from this day on it is in the list of today
    std::optional<std::uint16_t> start_minute;
    std::string recurrence;                        // an RRULE of RFC 5545 without its name; "": it does not repeat
    std::uint64_t project = 0;                     // 0: none
    std::uint64_t parent = 0;                      // the task it is a part of; 0: none
    std::vector<std::string> tags;                 // ascending, without "#"
    std::uint32_t subtasks = 0, subtasks_done = 0; // cancelled ones do not count
    InstantMs tracked_ms = 0;                      // of entries that have ended
    std::optional<InstantMs> tracking_since;       // it is being worked on
    ASISTA_FIELDS(task, due_minute, start_day, start_minute, recurrence, project, parent, tags, subtasks, subtasks_done,
                  tracked_ms, tracking_since)
};

enum class TaskView : std::uint8_t {
    today = 0,    // open, with a start or due day of today or before; by that day, then by hand
    upcoming = 1, // open, with neither yet, but one to come; likewise
    all = 2,      // open and no part of another; by hand
    done = 3,     // newest first
    project = 4,  // open ones of one project and no part of another; by hand
    tag = 5,      // open ones with one tag; by hand
    subtasks = 6, // of one task, open and done; by hand
};
constexpr bool is_known(TaskView value) { return value <= TaskView::subtasks; }

struct TasksPage { // a piece of a list, which costs the same however long the list is and however far down the piece
    ASISTA_CALL(0x0405, "tasks.page", "", user, now);
    struct Request {
        TaskView view = TaskView::all;
        std::uint64_t of = 0; // the project or the parent
        std::string tag{};
        std::string after{};       // `next` of the piece before; "": from the top
        std::uint32_t limit = 100; // at most 1,000
        // Upwards instead: the rows that end before `previous` of the piece below, or at the end of the list; still in the list's order.
        bool upwards = false;
        std::uint32_t skip =
            0; // rows passed over before the piece begins, in its direction, read from an index alone: some 80 ns each
        bool brief = false; // notes are cut to their first 80 characters: what a row of a list shows of them
        ASISTA_FIELDS(view, of, tag, after, limit, upwards, skip, brief)
    };
    struct Reply {
        std::vector<TaskItem> tasks; // fewer than asked for when they would not fit a message
        std::string next;            // where the piece ends; ""; that was all
        std::string previous;        // where it begins; "": there is nothing above it
        ASISTA_FIELDS(tasks, next, previous)
    };
};
struct TasksIds { // what is in a part of a list, for what is done to many
    ASISTA_CALL(0x0460, "tasks.ids", "", user, now);
    struct Request {
        TaskView view = TaskView::all;
        std::uint64_t of = 0;
        std::string tag;
        std::uint32_t skip = 0;      // rows of the list before the first
        std::uint32_t limit = 5'000; // at most that
        ASISTA_FIELDS(view, of, tag, skip, limit)
    };
    struct Reply {
        std::vector<std::uint64_t> ids;
        ASISTA_FIELDS(ids)
    };
};
struct DayCount {
    DayNumber day = 0;
    std::uint32_t open = 0;
    ASISTA_FIELDS(day, open)
};
struct TasksDays { // how many open tasks each day of a list has: where its headings stand
    ASISTA_CALL(0x0461, "tasks.days", "", user, now);
    struct Request {
        TaskView view = TaskView::upcoming; // today or upcoming
        ASISTA_FIELDS(view)
    };
    struct Reply {
        std::vector<DayCount> days; // ascending, at most 10,000; what lies behind them is in no day
        ASISTA_FIELDS(days)
    };
};
struct TasksGet {
    ASISTA_CALL(0x0406, "tasks.get", "", user, now);
    struct Request {
        std::uint64_t id = 0;
        ASISTA_FIELDS(id)
    };
    using Reply = TaskItem;
};

struct TagCount {
    std::string name;
    std::uint32_t open = 0;
    ASISTA_FIELDS(name, open)
};
struct TasksCounts { // for the lists' headings; as cheap for a million tasks as for ten
    ASISTA_CALL(0x0407, "tasks.counts", "", user, now);
    using Request = Nothing;
    struct Reply {
        std::uint32_t today = 0, upcoming = 0, all = 0, done = 0; // as the lists of these names; overdue ones are in today
        std::uint32_t overdue = 0;                                // with a start or due day before today
        std::vector<TagCount> tags;                               // by name, at most 1,000
        ASISTA_FIELDS(today, upcoming, all, done, overdue, tags)
    };
};

struct TasksCreate {
    ASISTA_CALL(0x0408, "tasks.create", "", user, refused);
    struct Request {
        std::string title;
        std::string notes{}; // Markdown
        Energy energy = Energy::m;
        std::optional<std::uint32_t> estimate_minutes{};
        std::optional<DayNumber> due_day{};
        std::optional<std::uint16_t> due_minute{}; // needs a due day, as start_minute a start day
        std::optional<DayNumber> start_day{};
        std::optional<std::uint16_t> start_minute{};
        std::string recurrence{}; // needs a day; with or without "RRULE:"
        std::uint64_t project = 0;
        std::uint64_t parent = 0; // which has no parent itself; its project is the new one's too
        std::vector<std::string> tags{};
        ASISTA_FIELDS(title, notes, energy, estimate_minutes, due_day, due_minute, start_day, start_minute, recurrence, project,
                      parent, tags)
    };
    struct Reply {
        std::uint64_t id = 0;
        std::uint64_t change = 0; // for operations.undo
        ASISTA_FIELDS(id, change)
    };
};

enum class TaskField : std::uint8_t {
    estimate = 0,
    due = 1,
    due_time = 2,
    start = 3,
    start_time = 4,
    recurrence = 5,
    project = 6,
    parent = 7
};
constexpr bool is_known(TaskField value) { return value <= TaskField::parent; }

struct Changed {
    std::uint32_t tasks = 0;  // of those named, how many are different now
    std::uint64_t change = 0; // for operations.undo; 0: nothing is different
    ASISTA_FIELDS(tasks, change)
};
// Changes one task or many, as one: all of them or, with an error, none. Only what is present changes. A task that becomes done or
// cancelled takes its open subtasks along; one that repeats makes way for its next occurrence.
struct TasksEdit {
    ASISTA_CALL(0x0409, "tasks.edit", "", user, refused);
    struct Request {
        std::vector<std::uint64_t> ids; // at most 5,000
        std::optional<std::string> title{};
        std::optional<std::string> notes{};
        std::optional<TaskStatus> status{};
        std::optional<Energy> energy{};
        std::optional<std::uint32_t> estimate_minutes{};
        std::optional<DayNumber> due_day{};
        std::optional<std::uint16_t> due_minute{};
        std::optional<DayNumber> start_day{};
        std::optional<std::uint16_t> start_minute{};
        std::optional<std::string> recurrence{};
        std::optional<std::uint64_t> project{}; // takes subtasks along; a subtask that goes elsewhere than its parent leaves it
        std::optional<std::uint64_t> parent{};
        std::vector<TaskField> clear{}; // these become empty; the time goes with its day
        std::vector<std::string> add_tags{}, remove_tags{};
        ASISTA_FIELDS(ids, title, notes, status, energy, estimate_minutes, due_day, due_minute, start_day, start_minute,
                      recurrence, project, parent, clear, add_tags, remove_tags)
    };
    using Reply = Changed;
};
struct TasksErase { // with their subtasks and tracked time, as one
    ASISTA_CALL(0x040A, "tasks.erase", "", user, refused);
    struct Request {
        std::vector<std::uint64_t> ids; // at most 5,000
        ASISTA_FIELDS(ids)
    };
    using Reply = Changed;
};
struct TasksMove { // by hand, before or behind another one; onto a day as well when it is dropped there
    ASISTA_CALL(0x040B, "tasks.move", "", user, refused);
    struct Request {
        std::uint64_t id = 0;
        std::uint64_t anchor =
            0; // an open task of the same level: both without a parent, or both with the same; 0: only the day changes
        bool behind = true;                // the anchor, or before it
        std::optional<DayNumber> day{};    // the due day
        std::vector<std::uint64_t> more{}; // moved along, each behind the one before; at most 5,000
        ASISTA_FIELDS(id, anchor, behind, day, more)
    };
    using Reply = Changed;
};

// A task in one line of words: "call landlord tomorrow 9am #home !s ~15m".
struct TextSpan { // bytes of the line, [begin, end)
    std::uint32_t begin = 0, end = 0;
    enum class Kind : std::uint8_t {
        day = 0,
        time = 1,
        repetition = 2,
        tag = 3,
        project = 4,
        energy = 5,
        estimate = 6,
        quote = 7
    };
    friend constexpr bool is_known(Kind value) { return value <= Kind::quote; }
    Kind kind = Kind::day;
    ASISTA_FIELDS(begin, end, kind)
};
struct TasksParse { // what tasks.quick_add would make of the line, for every key press: nothing is changed
    ASISTA_CALL(0x0445, "tasks.parse", "", user, now);
    struct Request {
        std::string text;
        ASISTA_FIELDS(text)
    };
    struct Reply {
        TasksCreate::Request task;   // energy M where the line says none
        std::vector<TextSpan> spans; // ascending
        ASISTA_FIELDS(task, spans)
    };
};
struct TasksQuickAdd {
    ASISTA_CALL(0x0446, "tasks.quick_add", "", user, refused);
    struct Request {
        std::string text;
        // Where the line says nothing of it.
        Energy energy = Energy::m;
        std::optional<DayNumber> due_day{};
        std::uint64_t project = 0;
        ASISTA_FIELDS(text, energy, due_day, project)
    };
    using Reply = TasksCreate::Reply;
};

struct Project {
    std::uint64_t id = 0;
    std::string name;
    std::uint32_t color = 0; // index into the theme's series colours
    bool archived = false;
    std::uint32_t open = 0, done = 0; // tasks that are no part of another
    ASISTA_FIELDS(id, name, color, archived, open, done)
};
struct ProjectsList {
    ASISTA_CALL(0x040C, "projects.list", "", user, now);
    struct Request {
        bool include_archived = false;
        ASISTA_FIELDS(include_archived)
    };
    struct Reply {
        std::vector<Project> projects; // by hand, archived ones last
        ASISTA_FIELDS(projects)
    };
};
struct ProjectsAdd {
    ASISTA_CALL(0x040D, "projects.add", "", user, refused);
    struct Request {
        std::string name; // one of a kind, whatever its case
        std::uint32_t color = 0;
        ASISTA_FIELDS(name, color)
    };
    using Reply = TasksCreate::Reply;
};
struct ProjectsEdit { // only what is present changes
    ASISTA_CALL(0x040E, "projects.edit", "", user, refused);
    struct Request {
        std::uint64_t id = 0;
        std::optional<std::string> name{};
        std::optional<std::uint32_t> color{};
        std::optional<bool> archived{};
        std::optional<std::uint64_t> behind{}; // another project; 0: the first place
        ASISTA_FIELDS(id, name, color, archived, behind)
    };
    using Reply = Changed;
};
struct ProjectsRemove { // its tasks stay, without a project
    ASISTA_CALL(0x040F, "projects.remove", "", user, refused);
    struct Request {
        std::uint64_t id = 0;
        ASISTA_FIELDS(id)
    };
    using Reply = Changed;
};

struct TimeEntry {
    std::uint64_t id = 0;
    std::uint64_t task = 0;
    InstantMs started_at = 0;
    std::optional<InstantMs> ended_at; // nothing: it runs
    ASISTA_FIELDS(id, task, started_at, ended_at)
};
struct TrackingStart { // one task at a time: what runs is stopped, as one change
    ASISTA_CALL(0x0441, "tracking.start", "", user, refused);
    struct Request {
        std::uint64_t task = 0;
        ASISTA_FIELDS(task)
    };
    using Reply = Changed;
};
struct TrackingStop {
    ASISTA_CALL(0x0442, "tracking.stop", "", user, refused);
    struct Request {
        std::optional<InstantMs> at; // when it really ended, between its start and now; nothing: now
        ASISTA_FIELDS(at)
    };
    using Reply = Changed; // nothing changed: nothing ran
};
struct TrackingNow {
    ASISTA_CALL(0x0443, "tracking.now", "", user, now);
    using Request = Nothing;
    struct Reply {
        std::optional<TimeEntry> running;
        // It ran on while Asista did not: this is when Asista was last known to be there, for the person to say how long it really was.
        std::optional<InstantMs> left_at;
        ASISTA_FIELDS(running, left_at)
    };
};
struct TrackingList {
    ASISTA_CALL(0x0444, "tracking.list", "", user, now);
    struct Request {
        std::uint64_t task = 0;
        std::uint32_t limit = 100; // at most 1,000
        ASISTA_FIELDS(task, limit)
    };
    struct Reply {
        std::vector<TimeEntry> entries; // newest first
        ASISTA_FIELDS(entries)
    };
};

} // namespace asista::calls

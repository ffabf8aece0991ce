// The person's calls about goals: all that the pages need beyond what plugins may do. Plugins have goals.list, goals.add,
// goals.set_progress and goals.remove (data.hpp), which know less and follow the same rules.
#pragma once

#include "wire/calls/tasks.hpp"

namespace asista::calls {

enum class GoalState : std::uint8_t { active = 0, completed = 1, archived = 2 };
constexpr bool is_known(GoalState value) { return value <= GoalState::archived; }

enum class GoalPace : std::uint8_t { no_plan = 0, on_track = 1, ahead = 2, behind = 3, reached = 4 };
constexpr bool is_known(GoalPace value) { return value <= GoalPace::reached; }

struct Milestone {
    std::uint64_t id = 0;
    std::string title;
    std::optional<double> value; // reached when the goal's number is; nothing: ticked by hand
    bool reached = false;
    ASISTA_FIELDS(id, title, value, reached)
};

enum class LinkKind : std::uint8_t { task = 0, habit = 1 };
constexpr bool is_known(LinkKind value) { return value <= LinkKind::habit; }

struct GoalLink {
    LinkKind kind = LinkKind::task;
    std::uint64_t id = 0;
    std::string title;
    bool done = false; // a task that is
    double amount = 0; // what it adds to a goal that follows
    ASISTA_FIELDS(kind, id, title, done, amount)
};

// A way from one number to another: upwards where the target is above the start, downwards where it is below.
struct GoalItem {
    std::uint64_t id = 0;
    std::string title;
    std::string notes;
    std::string unit;
    std::uint32_t color = 0; // index into the theme's series colours
    double start = 0, target = 1, current = 0;
    std::optional<DayNumber> start_day, due_day;
    GoalState state = GoalState::active;
    bool follows = false; // current is start, and what the linked tasks and habits add or take
    GoalPace pace = GoalPace::no_plan;
    double behind_by = 0;              // in the goal's unit, above 0 with GoalPace::behind
    std::optional<double> expected{};  // where it would be today on the straight line to its due day
    std::vector<Milestone> milestones; // by value, then those without one
    std::vector<GoalLink> links;
    InstantMs updated_at = 0;
    ASISTA_FIELDS(id, title, notes, unit, color, start, target, current, start_day, due_day, state, follows, pace, behind_by,
                  expected, milestones, links, updated_at)
};

struct GoalsItems {
    ASISTA_CALL(0x0488, "goals.items", "", user, now);
    struct Request {
        bool include_inactive = false;
        ASISTA_FIELDS(include_inactive)
    };
    struct Reply {
        std::vector<GoalItem> goals; // active ones, completed, archived; each by hand
        ASISTA_FIELDS(goals)
    };
};
struct GoalsCreate {
    ASISTA_CALL(0x0489, "goals.create", "", user, refused);
    struct Request {
        std::string title;
        std::string notes{};
        std::string unit{};
        std::uint32_t color = 0;
        double start = 0, target = 1;
        std::optional<double> current{};      // nothing: as at the start
        std::optional<DayNumber> start_day{}; // nothing: today
        std::optional<DayNumber> due_day{};
        bool follows = false;
        ASISTA_FIELDS(title, notes, unit, color, start, target, current, start_day, due_day, follows)
    };
    using Reply = TasksCreate::Reply;
};
struct GoalsEdit { // only what is present changes
    ASISTA_CALL(0x048A, "goals.edit", "", user, refused);
    struct Request {
        std::uint64_t id = 0;
        std::optional<std::string> title{};
        std::optional<std::string> notes{};
        std::optional<std::string> unit{};
        std::optional<std::uint32_t> color{};
        std::optional<double> start{}, target{};
        std::optional<double> current{}; // not of one that follows
        std::optional<double> step{};    // added to what it is; not of one that follows
        std::optional<DayNumber> start_day{}, due_day{};
        bool no_due_day = false;
        std::optional<GoalState> state{};
        std::optional<bool> follows{};
        std::optional<std::uint64_t> behind{}; // its place: behind that goal; 0: first
        ASISTA_FIELDS(id, title, notes, unit, color, start, target, current, step, start_day, due_day, no_due_day, state, follows,
                      behind)
    };
    using Reply = Changed;
};
struct GoalsErase { // with its milestones, links and history
    ASISTA_CALL(0x048B, "goals.erase", "", user, refused);
    struct Request {
        std::uint64_t id = 0;
        ASISTA_FIELDS(id)
    };
    using Reply = Changed;
};
struct GoalsMilestone { // adds one, or changes or removes the one named
    ASISTA_CALL(0x048C, "goals.milestone", "", user, refused);
    struct Request {
        std::uint64_t goal = 0;
        std::uint64_t id = 0;          // 0: a new one
        std::string title{};           // "": as it is
        std::optional<double> value{}; // only of a new one
        std::optional<bool> reached{}; // only of one without a value
        bool remove = false;
        ASISTA_FIELDS(goal, id, title, value, reached, remove)
    };
    using Reply = TasksCreate::Reply;
};
struct GoalsLink {
    ASISTA_CALL(0x048D, "goals.link", "", user, refused);
    struct Request {
        std::uint64_t goal = 0;
        LinkKind kind = LinkKind::task;
        std::uint64_t id = 0;
        bool remove = false;
        ASISTA_FIELDS(goal, kind, id, remove)
    };
    using Reply = Changed;
};
struct GoalPoint {
    DayNumber day = 0;
    double value = 0; // at the end of that day
    ASISTA_FIELDS(day, value)
};
struct GoalsHistory { // for the chart: how the number went
    ASISTA_CALL(0x048E, "goals.history", "", user, now);
    struct Request {
        std::uint64_t id = 0;
        ASISTA_FIELDS(id)
    };
    struct Reply {
        std::vector<GoalPoint> points; // ascending, only days on which it changed, the newest 2,000
        ASISTA_FIELDS(points)
    };
};

} // namespace asista::calls

// The person's calls about habits: all that the pages need beyond what plugins may do. Plugins have habits.list, habits.add, habits.mark
// and habits.remove (data.hpp), which know less and follow the same rules.
#pragma once

#include "wire/calls/tasks.hpp"

namespace asista::calls {

enum class HabitMark : std::uint8_t {
    none = 0,    // nothing is recorded of that day
    done = 1,    // or, for a habit with a target, an amount
    skipped = 2, // a day off, which neither counts nor breaks
};
constexpr bool is_known(HabitMark value) { return value <= HabitMark::skipped; }

struct HabitDay {
    DayNumber day = 0;
    HabitMark mark = HabitMark::none;
    double amount = 0; // of what the habit counts; 1 where it has no target
    ASISTA_FIELDS(day, mark, amount)
};

// A habit is meant for certain weekdays, or for any days of the week, so many times. With a target a day counts by its amount: as a part
// of 1 until the target is reached.
struct HabitItem {
    std::uint64_t id = 0;
    std::string name;
    std::string notes;
    std::uint32_t color = 0;         // index into the theme's series colours
    std::uint8_t weekdays = 0x7F;    // bit 0 Monday to bit 6 Sunday; all of them for one with times_per_week
    std::uint8_t times_per_week = 0; // 1 to 6; 0: by weekdays
    std::optional<double> target;    // a day's amount; nothing: yes or no
    std::string unit;                // of the target: "glasses"
    bool archived = false;
    InstantMs created_at = 0;
    std::vector<HabitDay> days;  // ascending, within the range asked for, only those with a mark
    std::uint32_t streak = 0;    // in weeks for one with times_per_week, in meant days otherwise
    double strength = 0;         // 0 to 1
    std::uint32_t this_week = 0; // days done since Monday
    std::uint32_t recorded = 0;  // days with an amount or a tick, ever
    ASISTA_FIELDS(id, name, notes, color, weekdays, times_per_week, target, unit, archived, created_at, days, streak, strength,
                  this_week, recorded)
};

// A span of days off for all habits, both ends included.
struct Vacation {
    std::uint64_t id = 0;
    DayNumber from_day = 0, to_day = 0;
    ASISTA_FIELDS(id, from_day, to_day)
};

struct HabitsItems {
    ASISTA_CALL(0x0480, "habits.items", "", user, now);
    struct Request {
        DayNumber from_day = 0, to_day = 0; // marks within [from_day, to_day], at most 400 days
        bool include_archived = false;
        ASISTA_FIELDS(from_day, to_day, include_archived)
    };
    struct Reply {
        std::vector<HabitItem> habits;   // by hand, archived ones last
        std::vector<Vacation> vacations; // by their first day, newest first, at most 100
        ASISTA_FIELDS(habits, vacations)
    };
};
struct HabitsCreate {
    ASISTA_CALL(0x0481, "habits.create", "", user, refused);
    struct Request {
        std::string name;
        std::string notes{};
        std::uint32_t color = 0;
        std::uint8_t weekdays = 0x7F;
        std::uint8_t times_per_week = 0;
        std::optional<double> target{};
        std::string unit{};
        ASISTA_FIELDS(name, notes, color, weekdays, times_per_week, target, unit)
    };
    using Reply = TasksCreate::Reply;
};
struct HabitsEdit { // only what is present changes
    ASISTA_CALL(0x0482, "habits.edit", "", user, refused);
    struct Request {
        std::uint64_t id = 0;
        std::optional<std::string> name{};
        std::optional<std::string> notes{};
        std::optional<std::uint32_t> color{};
        std::optional<std::uint8_t> weekdays{};       // makes it one of weekdays
        std::optional<std::uint8_t> times_per_week{}; // 1 to 7 makes it one of any days; 7 is every day
        std::optional<double> target{};               // 0: yes or no from now on
        std::optional<std::string> unit{};
        std::optional<bool> archived{};
        std::optional<std::uint64_t> behind{}; // its place: behind that habit; 0: first
        ASISTA_FIELDS(id, name, notes, color, weekdays, times_per_week, target, unit, archived, behind)
    };
    using Reply = Changed;
};
struct HabitsRecord { // what is known of one day takes the place of what was
    ASISTA_CALL(0x0483, "habits.record", "", user, refused);
    struct Request {
        std::uint64_t id = 0;
        DayNumber day = 0; // today or before
        HabitMark mark = HabitMark::done;
        std::optional<double> amount{}; // with `done`, above 0; nothing: the target, or 1
        ASISTA_FIELDS(id, day, mark, amount)
    };
    using Reply = Changed;
};
struct HabitsErase { // with all its days
    ASISTA_CALL(0x0484, "habits.erase", "", user, refused);
    struct Request {
        std::uint64_t id = 0;
        ASISTA_FIELDS(id)
    };
    using Reply = Changed;
};
struct HabitsVacation { // adds one, or changes or removes the one named; they may lie in the future and do not overlap
    ASISTA_CALL(0x0485, "habits.vacation", "", user, refused);
    struct Request {
        std::uint64_t id = 0; // 0: a new one
        DayNumber from_day = 0, to_day = 0;
        bool remove = false;
        ASISTA_FIELDS(id, from_day, to_day, remove)
    };
    using Reply = TasksCreate::Reply;
};
struct HabitsHistory { // one habit over a span of days, for its heat map and its curve; the cost is that of the span
    ASISTA_CALL(0x0486, "habits.history", "", user, now);
    struct Request {
        std::uint64_t id = 0;
        DayNumber from_day = 0, to_day = 0; // at most 400 days
        ASISTA_FIELDS(id, from_day, to_day)
    };
    struct Reply {
        std::vector<HabitDay> days;    // ascending, only those with a mark
        std::vector<double> strength;  // one a day of the span, 0 to 1; none after today
        std::vector<double> weekdays;  // seven, from Monday: what was done of what was meant on those days, 0 to 1
        std::uint32_t best_streak = 0; // of the span and as far back as the present one reaches; in the unit of HabitItem::streak
        ASISTA_FIELDS(days, strength, weekdays, best_streak)
    };
};

} // namespace asista::calls

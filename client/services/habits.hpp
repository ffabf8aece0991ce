// Habits: when each is meant, on which days it was done and how much, days off, and what that amounts to (habit_rules.hpp).
#pragma once

#include "services/habit_rules.hpp"
#include "services/operations.hpp"
#include "wire/calls/data.hpp"

#include <unordered_map>

namespace asista::services {

// [core]
class Habits {
  public:
    static constexpr std::uint32_t max_habits = 200;
    static constexpr DayNumber max_range_days = 400;
    // As far back as a streak is counted; a day of the calendar further away is not recorded either.
    static constexpr DayNumber max_history_days = 3'660;
    static constexpr std::uint32_t max_vacations = 100;
    static constexpr double max_amount = 1e9;

    Habits(store::Database& db, Operations& log) : db_(db), log_(log) {}

    // What costs the same however long the history: the days asked for, and what has changed since the last time.
    Result<calls::HabitsItems::Reply> items(UserId user, const calls::HabitsItems::Request& request, DayNumber today);
    Result<calls::HabitsHistory::Reply> history(UserId user, const calls::HabitsHistory::Request& request, DayNumber today);

    Result<calls::HabitsCreate::Reply> create(const Actor& actor, const calls::HabitsCreate::Request& request, InstantMs now);
    Result<calls::Changed> edit(const Actor& actor, const calls::HabitsEdit::Request& request, InstantMs now);
    // Days after `today` cannot be recorded.
    Result<calls::Changed> record(const Actor& actor, const calls::HabitsRecord::Request& request, DayNumber today,
                                  InstantMs now);
    Result<calls::Changed> erase(const Actor& actor, std::uint64_t id, InstantMs now);
    Result<calls::HabitsVacation::Reply> vacation(const Actor& actor, const calls::HabitsVacation::Request& request,
                                                  InstantMs now);

    // ---- for imports; inside their transaction ----
    struct Past {
        bool archived = false;
        const std::vector<calls::HabitDay>& days; // with a mark, and an amount where it has a target
    };
    struct Taken {
        std::uint64_t id = 0;
        std::uint32_t days = 0;         // that were added
        std::uint32_t out_of_range = 0; // not come yet, or too long ago
    };
    // A new one with all its days, which is one operation.
    Result<Taken> take_over(const Actor& actor, const calls::HabitsCreate::Request& request, const Past& past, DayNumber today,
                            InstantMs now, std::string_view call);
    // Those of `days` that nothing is recorded of, each an operation.
    Result<Taken> add_days(const Actor& actor, std::uint64_t id, const std::vector<calls::HabitDay>& days, DayNumber today,
                           InstantMs now, std::string_view call);
    Result<std::uint32_t> days_lacking(UserId user, std::uint64_t id, const std::vector<calls::HabitDay>& days, DayNumber today);

    // As plugins know them, without archived ones. Streaks are counted up to `today`; of a habit of n times a week each week in a row is
    // seven days, and its weekdays are all of them. A day counts as completed when it is wholly done.
    Result<calls::HabitsList::Reply> list(UserId user, const calls::HabitsList::Request& request, DayNumber today);
    Result<calls::HabitsAdd::Reply> add(const Actor& actor, const calls::HabitsAdd::Request& request, InstantMs now);
    // Marking a day twice is marking it once; of a habit with a target it is the whole target.
    Result<void> mark(const Actor& actor, const calls::HabitsMark::Request& request, DayNumber today, InstantMs now);
    Result<void> remove(const Actor& actor, std::uint64_t id, InstantMs now);

  private:
    // What a habit amounts to, kept until something it was counted from is different.
    struct Standing {
        std::int64_t changes = -1; // of its days, as habit_counts has it
        DayNumber today = 0;
        HabitPlan plan;
        std::vector<calls::Vacation> vacations;
        std::uint32_t streak = 0, this_week = 0;
        double strength = 0;
    };

    Result<std::vector<calls::Vacation>> vacations(UserId user);
    Result<std::vector<calls::HabitDay>> days(UserId user, std::uint64_t habit, DayNumber from, DayNumber to);
    Result<HabitSpan> span(UserId user, std::uint64_t habit, const HabitPlan& plan, const std::vector<calls::Vacation>& off,
                           DayNumber first, DayNumber today);
    // Reads back as far as streak and strength need it.
    Result<HabitSpan> whole_span(UserId user, std::uint64_t habit, const HabitPlan& plan, const std::vector<calls::Vacation>& off,
                                 DayNumber until, DayNumber today);
    Result<Standing> standing(UserId user, std::uint64_t habit, const HabitPlan& plan, std::int64_t changes,
                              const std::vector<calls::Vacation>& off, DayNumber today);
    Result<std::optional<HabitPlan>> plan_of(UserId user, std::uint64_t habit);
    Result<std::string> place(UserId user, std::uint64_t habit, std::uint64_t behind);
    Result<std::uint64_t> insert(const Actor& actor, const calls::HabitsCreate::Request& request, std::string_view call,
                                 InstantMs now);
    Result<std::uint64_t> insert_row(UserId user, const calls::HabitsCreate::Request& request, bool archived, InstantMs now);
    // Those within reach that have no row yet.
    Result<std::vector<calls::HabitDay>> lacking(UserId user, std::uint64_t id, const std::vector<calls::HabitDay>& days,
                                                 DayNumber today);
    Result<void> insert_day(UserId user, std::uint64_t id, const calls::HabitDay& day, bool counts, InstantMs now);
    Result<void> write_day(const Actor& actor, const calls::HabitsRecord::Request& request, std::string_view call,
                           DayNumber today, InstantMs now);

    store::Database& db_;
    Operations& log_;
    std::unordered_map<std::uint64_t, Standing> standings_;
};

} // namespace asista::services

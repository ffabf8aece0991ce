// Habits: what is meant to happen on which weekdays, on which days it did, and how long it has lasted.
#pragma once

#include "services/operations.hpp"
#include "wire/calls/data.hpp"

namespace asista::services {

// [core]
class Habits {
  public:
    static constexpr std::uint32_t max_habits = 200;
    static constexpr DayNumber max_range_days = 400;

    Habits(store::Database& db, Operations& log) : db_(db), log_(log) {}

    // In the order they were added. Streaks are counted up to `today`; a day that is not over yet does not break one.
    Result<calls::HabitsList::Reply> list(UserId user, const calls::HabitsList::Request& request, DayNumber today);

    Result<calls::HabitsAdd::Reply> add(const Actor& actor, const calls::HabitsAdd::Request& request, InstantMs now);
    // Marking a day twice is marking it once. Days after `today` cannot be marked.
    Result<void> mark(const Actor& actor, const calls::HabitsMark::Request& request, DayNumber today, InstantMs now);
    Result<void> remove(const Actor& actor, std::uint64_t id, InstantMs now);

  private:
    Result<std::uint32_t> streak(UserId user, const Habit& habit, DayNumber today);

    store::Database& db_;
    Operations& log_;
};

// Whether a habit with these weekdays is meant for `day`.
bool is_meant_for(std::uint8_t weekdays, DayNumber day);

} // namespace asista::services

// Goals: a number to reach, how far it is, and by when.
#pragma once

#include "services/operations.hpp"
#include "wire/calls/data.hpp"

namespace asista::services {

// [core]
class Goals {
  public:
    static constexpr std::uint32_t max_goals = 500;

    Goals(store::Database& db, Operations& log) : db_(db), log_(log) {}

    // Active ones first, then in the order they were added.
    Result<calls::GoalsList::Reply> list(UserId user, const calls::GoalsList::Request& request);

    // It starts on `today`.
    Result<calls::GoalsAdd::Reply> add(const Actor& actor, const calls::GoalsAdd::Request& request, DayNumber today,
                                       InstantMs now);
    Result<void> set_progress(const Actor& actor, const calls::GoalsSetProgress::Request& request, InstantMs now);
    Result<void> remove(const Actor& actor, std::uint64_t id, InstantMs now);

  private:
    store::Database& db_;
    Operations& log_;
};

// How progress compares with the share of time gone by. Without both days there is no plan to compare with.
enum class Pace { behind, on_track, ahead, no_plan };
Pace pace_of(const Goal& goal, DayNumber today);

} // namespace asista::services

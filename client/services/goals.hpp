// Goals: a way from one number to another, how far along it is, by when, and what belongs to it (goal_rules.hpp has the arithmetic).
#pragma once

#include "services/goal_rules.hpp"
#include "services/operations.hpp"
#include "wire/calls/data.hpp"

namespace asista::services {

// [core]
class Goals {
  public:
    static constexpr std::uint32_t max_goals = 500;
    static constexpr std::uint32_t max_milestones = 50; // of one goal
    static constexpr std::uint32_t max_links = 50;      // of one goal

    Goals(store::Database& db, Operations& log) : db_(db), log_(log) {}

    Result<calls::GoalsItems::Reply> items(UserId user, const calls::GoalsItems::Request& request, DayNumber today);
    // Of a goal that follows, from the days of its tasks and habits; of others, from the days on which it was set.
    Result<calls::GoalsHistory::Reply> history(UserId user, std::uint64_t id, DayNumber today, std::int32_t utc_offset_s);

    Result<calls::GoalsCreate::Reply> create(const Actor& actor, const calls::GoalsCreate::Request& request, DayNumber today,
                                             InstantMs now);
    Result<calls::Changed> edit(const Actor& actor, const calls::GoalsEdit::Request& request, DayNumber today, InstantMs now);
    Result<calls::Changed> erase(const Actor& actor, std::uint64_t id, InstantMs now);
    Result<calls::GoalsMilestone::Reply> milestone(const Actor& actor, const calls::GoalsMilestone::Request& request,
                                                   InstantMs now);
    Result<calls::Changed> link(const Actor& actor, const calls::GoalsLink::Request& request, InstantMs now);

    // As plugins know them: the way gone and the whole way, so that they read alike upwards and downwards. Active ones first.
    Result<calls::GoalsList::Reply> list(UserId user, const calls::GoalsList::Request& request);
    // It starts on `today`.
    Result<calls::GoalsAdd::Reply> add(const Actor& actor, const calls::GoalsAdd::Request& request, DayNumber today,
                                       InstantMs now);
    // Refused for a goal that follows its tasks and habits.
    Result<void> set_progress(const Actor& actor, const calls::GoalsSetProgress::Request& request, DayNumber today,
                              InstantMs now);
    Result<void> remove(const Actor& actor, std::uint64_t id, InstantMs now);

  private:
    Result<std::vector<calls::GoalItem>> read(UserId user, bool include_inactive, std::uint64_t only);
    Result<calls::GoalItem> read_one(UserId user, std::uint64_t id);
    Result<std::vector<calls::Milestone>> milestones(UserId user, std::uint64_t goal);
    Result<std::vector<calls::GoalLink>> links(UserId user, const calls::GoalItem& goal);
    Result<calls::GoalLink> habit_link(UserId user, const calls::GoalItem& goal, std::uint64_t habit);
    Result<bool> sums_amounts(UserId user, const calls::GoalItem& goal, std::uint64_t habit);
    Result<std::vector<calls::GoalPoint>> followed_points(UserId user, const calls::GoalItem& goal, DayNumber today,
                                                          std::int32_t utc_offset_s);
    Result<std::uint64_t> insert(const Actor& actor, const calls::GoalsCreate::Request& request, std::string_view call,
                                 DayNumber today, InstantMs now);
    Result<void> write(const Actor& actor, const calls::GoalsEdit::Request& request, std::string_view call, DayNumber today,
                       InstantMs now);
    Result<std::string> place(UserId user, std::uint64_t id, std::uint64_t behind);

    store::Database& db_;
    Operations& log_;
};

// How progress compares with the share of time gone by, of a goal as plugins know it. Without both days there is no plan to compare with.
enum class Pace { behind, on_track, ahead, no_plan };
Pace pace_of(const Goal& goal, DayNumber today);

} // namespace asista::services

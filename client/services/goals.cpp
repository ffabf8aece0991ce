#include "services/goals.hpp"

#include "services/text_rules.hpp"

#include <algorithm>
#include <cmath>

namespace asista::services {
namespace {

constexpr double max_amount = 1e12; // larger ones lose whole units in a double's text form
constexpr std::size_t max_unit_bytes = 32;
constexpr double pace_tolerance = 0.05; // of the whole goal: a day early or late is still on track

tl::unexpected<Error> no_goal(std::uint64_t id) { return fail(Errc::not_found, "there is no goal {}", id); }

Result<void> check_progress(double current) {
    if (!std::isfinite(current) || std::abs(current) > max_amount)
        return fail(Errc::invalid, "a goal's progress must be a plain number");
    return {};
}

} // namespace

Pace pace_of(const Goal& goal, DayNumber today) {
    if (!goal.start_day || !goal.due_day || *goal.due_day <= *goal.start_day) return Pace::no_plan;
    const double days = *goal.due_day - *goal.start_day;
    const double expected = std::clamp((today - *goal.start_day) / days, 0.0, 1.0);
    const double actual = goal.current / goal.target;
    if (actual >= 1) return Pace::ahead;
    if (actual > expected + pace_tolerance) return Pace::ahead;
    return actual < expected - pace_tolerance ? Pace::behind : Pace::on_track;
}

Result<calls::GoalsList::Reply> Goals::list(UserId user, const calls::GoalsList::Request& request) {
    auto rows = TRY(db_.prepare("SELECT id, title, unit, target, current, start_day, due_day, active, updated_at FROM goals "
                                "WHERE user_id = ?1 AND active >= ?2 ORDER BY active DESC, id"));
    rows.bind(user.value, request.include_inactive ? 0 : 1);
    calls::GoalsList::Reply reply;
    while (TRY(rows.step())) {
        Goal goal;
        goal.id = rows.as<std::uint64_t>(0);
        goal.title = rows.text(1);
        goal.unit = rows.text(2);
        goal.target = rows.real(3);
        goal.current = rows.real(4);
        goal.start_day = rows.maybe<DayNumber>(5);
        goal.due_day = rows.maybe<DayNumber>(6);
        goal.active = rows.as<bool>(7);
        goal.updated_at = rows.integer(8);
        reply.goals.push_back(std::move(goal));
    }
    return reply;
}

Result<calls::GoalsAdd::Reply> Goals::add(const Actor& actor, const calls::GoalsAdd::Request& request, DayNumber today,
                                          InstantMs now) {
    const auto title = TRY(needed_line("a goal needs a title", "a goal's title", request.title));
    const auto unit = TRY(one_line("a goal's unit", request.unit, max_unit_bytes));
    if (!std::isfinite(request.target) || request.target <= 0 || request.target > max_amount)
        return fail(Errc::invalid, "a goal needs a target above zero");
    TRY(check_progress(request.current));
    return db_.transaction([&]() -> Result<calls::GoalsAdd::Reply> {
        auto count = TRY(db_.prepare("SELECT count(*) FROM goals WHERE user_id = ?1"));
        count.bind(actor.user.value);
        TRY(count.step());
        if (count.as<std::uint32_t>(0) >= max_goals) return fail(Errc::over_limit, "there are {} goals already", max_goals);

        TRY(db_.run("INSERT INTO goals(user_id, title, unit, target, current, start_day, due_day, created_at, updated_at) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
                    actor.user.value, title, unit, request.target, request.current, today, request.due_day, now));
        const auto id = static_cast<std::uint64_t>(db_.last_row());
        TRY(log_.record(actor, now, calls::GoalsAdd::name, Entity::goal, std::to_string(id), std::nullopt));
        return calls::GoalsAdd::Reply{id};
    });
}

Result<void> Goals::set_progress(const Actor& actor, const calls::GoalsSetProgress::Request& request, InstantMs now) {
    TRY(check_progress(request.current));
    return db_.transaction([&]() -> Result<void> {
        const auto key = std::to_string(request.id);
        const auto before = TRY(log_.row(actor.user, Entity::goal, key));
        if (!before) return no_goal(request.id);
        TRY(db_.run("UPDATE goals SET current = ?3, updated_at = ?4 WHERE user_id = ?1 AND id = ?2", actor.user.value, request.id,
                    request.current, now));
        return log_.record(actor, now, calls::GoalsSetProgress::name, Entity::goal, key, before);
    });
}

Result<void> Goals::remove(const Actor& actor, std::uint64_t id, InstantMs now) {
    return db_.transaction([&]() -> Result<void> {
        const auto key = std::to_string(id);
        const auto before = TRY(log_.row(actor.user, Entity::goal, key));
        if (!before) return no_goal(id);
        TRY(db_.run("DELETE FROM goals WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
        return log_.record(actor, now, calls::GoalsRemove::name, Entity::goal, key, before);
    });
}

} // namespace asista::services

// Goals: changing them, and what belongs to them.
#include "services/goals.hpp"
#include "services/ranks.hpp"
#include "services/text_rules.hpp"

#include <cmath>

namespace asista::services {

using calls::Changed;
using calls::GoalState;
using calls::LinkKind;

namespace {

constexpr double max_amount = 1e12; // larger ones lose whole units in a double's text form
constexpr std::size_t max_unit_bytes = 32;
constexpr std::uint32_t max_color = 63;

tl::unexpected<Error> no_goal(std::uint64_t id) { return fail(Errc::not_found, "there is no goal {}", id); }

Result<void> check_number(std::string_view what, double value) {
    if (!std::isfinite(value) || std::abs(value) > max_amount) return fail(Errc::invalid, "{} must be a plain number", what);
    return {};
}

Result<void> check_color(std::uint32_t color) {
    if (color > max_color) return fail(Errc::invalid, "a goal's colour is a number up to {}, not {}", max_color, color);
    return {};
}

Result<void> check_way(double start, double target) {
    if (start == target)
        return fail(Errc::invalid, "a goal leads from one number to another; start and target are both {}", start);
    return {};
}

Result<std::string> checked_title(std::string_view title) { return needed_line("a goal needs a title", "a goal's title", title); }

Result<void> check_days(std::optional<DayNumber> start, std::optional<DayNumber> due) {
    if (start && due && *due < *start) return fail(Errc::invalid, "a goal cannot be due before it starts");
    return {};
}

} // namespace

Result<std::uint64_t> Goals::insert(const Actor& actor, const calls::GoalsCreate::Request& request, std::string_view call,
                                    DayNumber today, InstantMs now) {
    const auto title = TRY(checked_title(request.title));
    const auto notes = TRY(many_lines("a goal's notes", request.notes));
    const auto unit = TRY(one_line("a goal's unit", request.unit, max_unit_bytes));
    const double current = request.current.value_or(request.start);
    const DayNumber start_day = request.start_day.value_or(today);
    TRY(check_number("a goal's start", request.start));
    TRY(check_number("a goal's target", request.target));
    TRY(check_number("a goal's progress", current));
    TRY(check_way(request.start, request.target));
    TRY(check_color(request.color));
    {
        auto count = TRY(db_.prepare("SELECT count(*) FROM goals WHERE user_id = ?1"));
        count.bind(actor.user.value);
        TRY(count.step());
        if (count.as<std::uint32_t>(0) >= max_goals) return fail(Errc::over_limit, "there are {} goals already", max_goals);
    }
    TRY(db_.run(
        "INSERT INTO goals(user_id, title, notes, unit, color, start_value, target, current, start_day, due_day, follows, "
        "created_at, updated_at, current_day) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13)",
        actor.user.value, title, notes, unit, request.color, request.start, request.target, current, start_day, request.due_day,
        request.follows, now, today));
    const auto id = static_cast<std::uint64_t>(db_.last_row());
    TRY(log_.record(actor, now, call, Entity::goal, std::to_string(id), std::nullopt));
    return id;
}

Result<calls::GoalsCreate::Reply> Goals::create(const Actor& actor, const calls::GoalsCreate::Request& request, DayNumber today,
                                                InstantMs now) {
    return log_.together(actor, now, calls::GoalsCreate::name, [&]() -> Result<calls::GoalsCreate::Reply> {
        TRY(check_days(request.start_day.value_or(today), request.due_day));
        const auto id = TRY(insert(actor, request, calls::GoalsCreate::name, today, now));
        return calls::GoalsCreate::Reply{id, log_.change_under_way()};
    });
}

Result<calls::GoalsAdd::Reply> Goals::add(const Actor& actor, const calls::GoalsAdd::Request& request, DayNumber today,
                                          InstantMs now) {
    return log_.together(actor, now, calls::GoalsAdd::name, [&]() -> Result<calls::GoalsAdd::Reply> {
        if (!std::isfinite(request.target) || request.target <= 0 || request.target > max_amount)
            return fail(Errc::invalid, "a goal needs a target above zero");
        calls::GoalsCreate::Request goal;
        goal.title = request.title;
        goal.unit = request.unit;
        goal.color = 2;
        goal.target = request.target;
        goal.current = request.current;
        goal.due_day = request.due_day;
        return calls::GoalsAdd::Reply{TRY(insert(actor, goal, calls::GoalsAdd::name, today, now))};
    });
}

// Five hundred of them: their ranks never need spreading.
Result<std::string> Goals::place(UserId user, std::uint64_t id, std::uint64_t behind) {
    auto rows = TRY(db_.prepare("SELECT id, rank FROM goals WHERE user_id = ?1 AND active = (SELECT active FROM goals "
                                "WHERE id = ?2) ORDER BY rank, id"));
    rows.bind(user.value, id);
    auto rank = TRY(rank_behind(rows, id, behind));
    if (!rank) return no_goal(behind);
    return std::move(*rank);
}

Result<void> Goals::write(const Actor& actor, const calls::GoalsEdit::Request& request, std::string_view call, DayNumber today,
                          InstantMs now) {
    const auto key = std::to_string(request.id);
    const auto before = TRY(log_.row(actor.user, Entity::goal, key));
    if (!before) return no_goal(request.id);
    const calls::GoalItem was = TRY(read_one(actor.user, request.id));
    std::optional<std::string> title, notes, unit, rank;
    if (request.title) title = TRY(checked_title(*request.title));
    if (request.notes) notes = TRY(many_lines("a goal's notes", *request.notes));
    if (request.unit) unit = TRY(one_line("a goal's unit", *request.unit, max_unit_bytes));
    if (request.color) TRY(check_color(*request.color));
    if (request.behind) rank = TRY(place(actor.user, request.id, *request.behind));
    const double start = request.start.value_or(was.start), target = request.target.value_or(was.target);
    TRY(check_number("a goal's start", start));
    TRY(check_number("a goal's target", target));
    TRY(check_way(start, target));
    const auto start_day = request.start_day ? request.start_day : was.start_day;
    const auto due_day = request.no_due_day ? std::nullopt : request.due_day ? request.due_day : was.due_day;
    if (request.start_day || request.due_day) TRY(check_days(start_day, due_day));
    const bool follows = request.follows.value_or(was.follows);
    if (follows && (request.current || request.step))
        return fail(Errc::invalid, "the goal \"{}\" follows its tasks and habits; do those, or let it go by itself", was.title);
    // One that follows no longer goes on from where it is.
    std::optional<double> current = was.follows && !follows ? std::optional(was.current) : std::nullopt;
    if (request.current) current = request.current;
    if (request.step) current = current.value_or(was.current) + *request.step;
    if (current) TRY(check_number("a goal's progress", *current));
    const GoalState state = request.state.value_or(was.state);
    // A clock that was put back does not undo what came after it: the day never goes back by itself.
    TRY(db_.run("UPDATE goals SET title = coalesce(?3, title), notes = coalesce(?4, notes), unit = coalesce(?5, unit), "
                "color = coalesce(?6, color), start_value = ?7, target = ?8, current = coalesce(?9, current), start_day = ?10, "
                "due_day = ?11, active = ?12, completed_at = CASE WHEN ?13 THEN coalesce(completed_at, ?14) END, follows = ?15, "
                "rank = coalesce(?16, rank), updated_at = ?14, current_day = iif(?9 IS NULL, current_day, max(?17, "
                "coalesce(current_day, ?17))) WHERE user_id = ?1 AND id = ?2",
                actor.user.value, request.id, title, notes, unit, request.color, start, target, current, start_day, due_day,
                state == GoalState::active, state == GoalState::completed, now, follows, rank, today));
    return log_.record(actor, now, call, Entity::goal, key, before);
}

Result<Changed> Goals::edit(const Actor& actor, const calls::GoalsEdit::Request& request, DayNumber today, InstantMs now) {
    return log_.together(actor, now, calls::GoalsEdit::name, [&]() -> Result<Changed> {
        TRY(write(actor, request, calls::GoalsEdit::name, today, now));
        return Changed{0, log_.change_under_way()};
    });
}

Result<void> Goals::set_progress(const Actor& actor, const calls::GoalsSetProgress::Request& request, DayNumber today,
                                 InstantMs now) {
    TRY(check_number("a goal's progress", request.current));
    return log_.together(actor, now, calls::GoalsSetProgress::name, [&]() -> Result<void> {
        const calls::GoalItem goal = TRY(read_one(actor.user, request.id));
        calls::GoalsEdit::Request edit;
        edit.id = request.id;
        edit.current = goal.target < goal.start ? goal.start - request.current : goal.start + request.current;
        return write(actor, edit, calls::GoalsSetProgress::name, today, now);
    });
}

Result<Changed> Goals::erase(const Actor& actor, std::uint64_t id, InstantMs now) {
    return log_.together(actor, now, calls::GoalsErase::name, [&]() -> Result<Changed> {
        TRY(remove(actor, id, now));
        return Changed{0, log_.change_under_way()};
    });
}

Result<void> Goals::remove(const Actor& actor, std::uint64_t id, InstantMs now) {
    return db_.transaction([&]() -> Result<void> {
        const auto key = std::to_string(id);
        const auto before = TRY(log_.whole_row(actor.user, Entity::goal, key));
        if (!before) return no_goal(id);
        TRY(db_.run("DELETE FROM goals WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
        return log_.record(actor, now, calls::GoalsRemove::name, Entity::goal, key, before);
    });
}

Result<calls::GoalsMilestone::Reply> Goals::milestone(const Actor& actor, const calls::GoalsMilestone::Request& request,
                                                      InstantMs now) {
    using Reply = calls::GoalsMilestone::Reply;
    return log_.together(actor, now, calls::GoalsMilestone::name, [&]() -> Result<Reply> {
        const calls::GoalItem goal = TRY(read_one(actor.user, request.goal));
        std::uint64_t id = request.id;
        const calls::Milestone* was = nullptr;
        for (const auto& each : goal.milestones)
            if (each.id == id) was = &each;
        if (id != 0 && was == nullptr) return fail(Errc::not_found, "the goal \"{}\" has no milestone {}", goal.title, id);
        auto key = std::to_string(id);
        const auto before = id == 0 ? Row() : TRY(log_.row(actor.user, Entity::milestone, key));
        if (request.remove && id != 0) {
            TRY(db_.run("DELETE FROM milestones WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
        } else if (id == 0) {
            const auto title = TRY(needed_line("a milestone needs a title", "a milestone's title", request.title));
            if (request.value) TRY(check_number("a milestone's number", *request.value));
            if (goal.milestones.size() >= max_milestones)
                return fail(Errc::over_limit, "the goal \"{}\" has {} milestones already", goal.title, max_milestones);
            const auto done = !request.value && request.reached.value_or(false) ? std::optional(now) : std::nullopt;
            TRY(db_.run("INSERT INTO milestones(user_id, goal_id, title, value, done_at) VALUES(?1, ?2, ?3, ?4, ?5)",
                        actor.user.value, request.goal, title, request.value, done));
            id = static_cast<std::uint64_t>(db_.last_row());
            key = std::to_string(id);
        } else {
            std::optional<std::string> title;
            if (!request.title.empty()) title = TRY(one_line("a milestone's title", request.title));
            if (request.reached && was->value)
                return fail(Errc::invalid, "the milestone \"{}\" is reached when the goal's number is", was->title);
            TRY(db_.run("UPDATE milestones SET title = coalesce(?3, title), done_at = CASE WHEN ?4 IS NULL THEN done_at "
                        "WHEN ?4 THEN coalesce(done_at, ?5) END WHERE user_id = ?1 AND id = ?2",
                        actor.user.value, id, title, request.reached, now));
        }
        TRY(log_.record(actor, now, calls::GoalsMilestone::name, Entity::milestone, key, before));
        return Reply{id, log_.change_under_way()};
    });
}

Result<Changed> Goals::link(const Actor& actor, const calls::GoalsLink::Request& request, InstantMs now) {
    return log_.together(actor, now, calls::GoalsLink::name, [&]() -> Result<Changed> {
        const calls::GoalItem goal = TRY(read_one(actor.user, request.goal));
        const auto key = fmt::format("{}/{}/{}", request.goal, static_cast<int>(request.kind), request.id);
        const auto before = TRY(log_.row(actor.user, Entity::goal_link, key));
        if (request.remove) {
            TRY(db_.run("DELETE FROM goal_links WHERE user_id = ?1 AND goal_id = ?2 AND kind = ?3 AND item_id = ?4",
                        actor.user.value, request.goal, request.kind, request.id));
        } else {
            const bool task = request.kind == LinkKind::task;
            auto row = TRY(db_.prepare(task ? "SELECT 1 FROM tasks WHERE user_id = ?1 AND id = ?2"
                                            : "SELECT 1 FROM habits WHERE user_id = ?1 AND id = ?2"));
            row.bind(actor.user.value, request.id);
            if (!TRY(row.step())) return fail(Errc::not_found, "there is no {} {}", task ? "task" : "habit", request.id);
            if (!before && goal.links.size() >= max_links)
                return fail(Errc::over_limit, "the goal \"{}\" has {} links already", goal.title, max_links);
            TRY(db_.run("INSERT INTO goal_links(goal_id, kind, item_id, user_id) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                        request.goal, request.kind, request.id, actor.user.value));
        }
        TRY(log_.record(actor, now, calls::GoalsLink::name, Entity::goal_link, key, before));
        return Changed{0, log_.change_under_way()};
    });
}

} // namespace asista::services

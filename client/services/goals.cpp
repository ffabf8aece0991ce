// Goals: reading them.
#include "services/goals.hpp"

#include "services/day.hpp"
#include "services/reply_limits.hpp"

#include <algorithm>
#include <map>

namespace asista::services {

using calls::GoalItem;
using calls::GoalLink;
using calls::GoalPace;
using calls::GoalPoint;
using calls::GoalState;
using calls::LinkKind;
using calls::Milestone;

namespace {

constexpr std::size_t max_points = 2'000;

GoalWay way_of(const GoalItem& item) { return {item.start, item.target, item.current, item.start_day, item.due_day}; }

GoalItem read_item(const store::Statement& row) {
    GoalItem item;
    item.id = row.as<std::uint64_t>(0);
    item.title = row.text(1);
    item.notes = row.text(2);
    item.unit = row.text(3);
    item.color = row.as<std::uint32_t>(4);
    item.start = row.real(5);
    item.target = row.real(6);
    item.current = row.real(7);
    item.start_day = row.maybe<DayNumber>(8);
    item.due_day = row.maybe<DayNumber>(9);
    item.state = row.as<bool>(10) ? GoalState::active : row.is_null(11) ? GoalState::archived : GoalState::completed;
    item.follows = row.as<bool>(12);
    item.updated_at = row.integer(13);
    return item;
}

constexpr std::string_view columns = "id, title, notes, unit, color, start_value, target, current, start_day, due_day, active, "
                                     "completed_at, follows, updated_at";

} // namespace

Pace pace_of(const Goal& goal, DayNumber today) {
    switch (pace_on({0, goal.target, goal.current, goal.start_day, goal.due_day}, today)) {
    case GoalPace::no_plan: return Pace::no_plan;
    case GoalPace::on_track: return Pace::on_track;
    case GoalPace::behind: return Pace::behind;
    case GoalPace::ahead:
    case GoalPace::reached: break;
    }
    return Pace::ahead;
}

// Those with a number by the way towards the target, the others as they were added.
Result<std::vector<Milestone>> Goals::milestones(UserId user, std::uint64_t goal) {
    auto rows =
        TRY(db_.prepare("SELECT id, title, value, done_at FROM milestones WHERE user_id = ?1 AND goal_id = ?2 ORDER BY id"));
    rows.bind(user.value, goal);
    std::vector<Milestone> all;
    while (TRY(rows.step())) {
        Milestone milestone{rows.as<std::uint64_t>(0), std::string(rows.text(1)), std::nullopt, !rows.is_null(3)};
        if (!rows.is_null(2)) milestone.value = rows.real(2);
        all.push_back(std::move(milestone));
    }
    return all;
}

// A habit that counts in the goal's own unit adds its amounts; any other one the days on which it was done.
Result<bool> Goals::sums_amounts(UserId user, const GoalItem& goal, std::uint64_t habit) {
    auto row = TRY(db_.prepare("SELECT target IS NOT NULL AND unit <> '' AND unit = ?3 COLLATE NOCASE FROM habits "
                               "WHERE user_id = ?1 AND id = ?2"));
    row.bind(user.value, habit, goal.unit);
    return TRY(row.step()) && row.as<bool>(0);
}

Result<GoalLink> Goals::habit_link(UserId user, const GoalItem& goal, std::uint64_t habit) {
    GoalLink link{LinkKind::habit, 0, {}, false, 0};
    auto row = TRY(db_.prepare("SELECT name, coalesce(target, 0) FROM habits WHERE user_id = ?1 AND id = ?2"));
    row.bind(user.value, habit);
    if (!TRY(row.step())) return link;
    link.id = habit;
    link.title = row.text(0);
    const double whole = row.real(1);
    if (!goal.follows) return link;
    const bool amounts = TRY(sums_amounts(user, goal, habit));
    auto sum = TRY(db_.prepare("SELECT coalesce(sum(amount), 0.0), coalesce(sum(amount >= ?4), 0) FROM habit_completions "
                               "WHERE habit_id = ?2 AND day >= ?3 AND user_id = ?1 AND skipped = 0"));
    sum.bind(user.value, habit, goal.start_day.value_or(0), whole);
    if (TRY(sum.step())) link.amount = amounts ? sum.real(0) : static_cast<double>(sum.integer(1));
    return link;
}

Result<std::vector<GoalLink>> Goals::links(UserId user, const GoalItem& goal) {
    std::vector<std::pair<LinkKind, std::uint64_t>> ids;
    {
        auto rows =
            TRY(db_.prepare("SELECT kind, item_id FROM goal_links WHERE goal_id = ?2 AND user_id = ?1 ORDER BY kind, item_id"));
        rows.bind(user.value, goal.id);
        while (TRY(rows.step())) ids.emplace_back(static_cast<LinkKind>(rows.as<std::uint8_t>(0)), rows.as<std::uint64_t>(1));
    }
    std::vector<GoalLink> found;
    for (const auto& [kind, id] : ids) {
        if (kind == LinkKind::habit) {
            auto link = TRY(habit_link(user, goal, id));
            if (link.id != 0) found.push_back(std::move(link));
            continue;
        }
        auto row = TRY(db_.prepare("SELECT title, status = 2 FROM tasks WHERE user_id = ?1 AND id = ?2"));
        row.bind(user.value, id);
        if (!TRY(row.step())) continue;
        const bool done = row.as<bool>(1);
        found.push_back({kind, id, std::string(row.text(0)), done, done ? 1.0 : 0.0});
    }
    return found;
}

Result<std::vector<GoalItem>> Goals::read(UserId user, bool include_inactive, std::uint64_t only) {
    static const std::string of_all =
        fmt::format("SELECT {} FROM goals WHERE user_id = ?1 AND active >= ?2 ORDER BY active DESC, rank, id", columns);
    static const std::string of_one = fmt::format("SELECT {} FROM goals WHERE user_id = ?1 AND id = ?2", columns);
    std::vector<GoalItem> all;
    {
        auto rows = TRY(db_.prepare(only != 0 ? of_one : of_all));
        if (only != 0)
            rows.bind(user.value, only);
        else
            rows.bind(user.value, include_inactive ? 0 : 1);
        while (TRY(rows.step())) all.push_back(read_item(rows));
    }
    for (GoalItem& item : all) {
        item.links = TRY(links(user, item));
        if (item.follows) {
            item.current = item.start;
            for (const GoalLink& link : item.links) item.current += direction_of(way_of(item)) * link.amount;
        }
        item.milestones = TRY(milestones(user, item.id));
        const double direction = direction_of(way_of(item));
        for (Milestone& milestone : item.milestones)
            if (milestone.value) milestone.reached = direction * (item.current - *milestone.value) >= 0;
        std::ranges::stable_sort(item.milestones, [direction](const Milestone& a, const Milestone& b) {
            if (a.value && b.value) return direction * *a.value < direction * *b.value;
            return a.value.has_value() && !b.value.has_value();
        });
    }
    return all;
}

Result<GoalItem> Goals::read_one(UserId user, std::uint64_t id) {
    auto found = TRY(read(user, true, id));
    if (id == 0 || found.empty()) return fail(Errc::not_found, "there is no goal {}", id);
    return std::move(found.front());
}

Result<calls::GoalsItems::Reply> Goals::items(UserId user, const calls::GoalsItems::Request& request, DayNumber today) {
    calls::GoalsItems::Reply reply;
    std::size_t bytes = 0;
    auto all = TRY(read(user, request.include_inactive, 0));
    std::ranges::stable_sort(all, {}, &GoalItem::state);
    for (GoalItem& item : all) {
        const GoalWay way = way_of(item);
        item.expected = expected_on(way, today);
        item.pace = pace_on(way, today);
        item.behind_by = behind_by(way, today);
        bytes += item.title.size() + item.notes.size() + 200;
        for (const auto& milestone : item.milestones) bytes += milestone.title.size() + 32;
        for (const auto& link : item.links) bytes += link.title.size() + 32;
        if (bytes > max_reply_bytes) break;
        reply.goals.push_back(std::move(item));
    }
    return reply;
}

Result<std::vector<GoalPoint>> Goals::followed_points(UserId user, const GoalItem& goal, DayNumber today,
                                                      std::int32_t utc_offset_s) {
    std::map<DayNumber, double> steps; // what was added on each day
    for (const GoalLink& link : goal.links) {
        if (link.kind == LinkKind::task) {
            auto row = TRY(db_.prepare("SELECT completed_at FROM tasks WHERE user_id = ?1 AND id = ?2 AND status = 2"));
            row.bind(user.value, link.id);
            if (TRY(row.step())) steps[std::min(day_of(row.integer(0), utc_offset_s), today)] += 1;
            continue;
        }
        const bool amounts = TRY(sums_amounts(user, goal, link.id));
        auto rows = TRY(db_.prepare(
            "SELECT c.day, iif(?4, c.amount, c.amount >= coalesce(h.target, 0)) FROM habits AS h CROSS JOIN habit_completions AS "
            "c "
            "ON c.habit_id = h.id WHERE h.user_id = ?1 AND h.id = ?2 AND c.day >= ?3 AND c.skipped = 0 ORDER BY c.day"));
        rows.bind(user.value, link.id, goal.start_day.value_or(0), amounts);
        while (TRY(rows.step()))
            if (rows.real(1) > 0) steps[rows.as<DayNumber>(0)] += rows.real(1);
    }
    std::vector<GoalPoint> points;
    double value = goal.start;
    if (goal.start_day) points.push_back({*goal.start_day, value});
    for (const auto& [day, step] : steps) {
        value += direction_of(way_of(goal)) * step;
        if (!points.empty() && points.back().day >= day)
            points.back().value = value; // done before the goal began
        else
            points.push_back({day, value});
    }
    return points;
}

Result<calls::GoalsHistory::Reply> Goals::history(UserId user, std::uint64_t id, DayNumber today, std::int32_t utc_offset_s) {
    const GoalItem goal = TRY(read_one(user, id));
    calls::GoalsHistory::Reply reply;
    if (goal.follows) {
        reply.points = TRY(followed_points(user, goal, today, utc_offset_s));
        if (reply.points.size() > max_points)
            reply.points.erase(reply.points.begin(), reply.points.end() - static_cast<std::ptrdiff_t>(max_points));
        return reply;
    }
    auto rows =
        TRY(db_.prepare("SELECT day, value FROM goal_points WHERE goal_id = ?2 AND user_id = ?1 ORDER BY day DESC LIMIT ?3"));
    rows.bind(user.value, id, max_points);
    while (TRY(rows.step())) reply.points.push_back({rows.as<DayNumber>(0), rows.real(1)});
    if (reply.points.size() < max_points && goal.start_day && (reply.points.empty() || reply.points.back().day > *goal.start_day))
        reply.points.push_back({*goal.start_day, goal.start});
    std::ranges::reverse(reply.points);
    return reply;
}

Result<calls::GoalsList::Reply> Goals::list(UserId user, const calls::GoalsList::Request& request) {
    calls::GoalsList::Reply reply;
    for (GoalItem& item : TRY(read(user, request.include_inactive, 0))) {
        const double direction = direction_of(way_of(item));
        Goal goal;
        goal.id = item.id;
        goal.title = std::move(item.title);
        goal.unit = std::move(item.unit);
        goal.target = direction * (item.target - item.start);
        goal.current = direction * (item.current - item.start);
        goal.start_day = item.start_day;
        goal.due_day = item.due_day;
        goal.active = item.state == GoalState::active;
        goal.updated_at = item.updated_at;
        reply.goals.push_back(std::move(goal));
    }
    return reply;
}

} // namespace asista::services

// Habits: reading them.
#include "services/habits.hpp"

#include "services/day.hpp"
#include "services/reply_limits.hpp"

#include <algorithm>

namespace asista::services {

using calls::HabitDay;
using calls::HabitMark;
using calls::Vacation;

namespace {

Result<void> check_range(DayNumber from, DayNumber to) {
    if (to < from) return fail(Errc::invalid, "habits from day {} to day {}: the range ends before it begins", from, to);
    if (std::int64_t{to} - from >= Habits::max_range_days)
        return fail(Errc::over_limit, "habits from day {} to day {}: at most {} days can be asked for at once", from, to,
                    Habits::max_range_days);
    return {};
}

constexpr std::string_view columns = "h.id, h.name, h.notes, h.color, h.weekdays, h.times_per_week, h.target, h.unit, "
                                     "h.archived, h.created_at, coalesce(c.recorded, 0), coalesce(c.changes, 0)";

calls::HabitItem read_item(const store::Statement& row) {
    calls::HabitItem item;
    item.id = row.as<std::uint64_t>(0);
    item.name = row.text(1);
    item.notes = row.text(2);
    item.color = row.as<std::uint32_t>(3);
    item.weekdays = row.as<std::uint8_t>(4);
    item.times_per_week = row.as<std::uint8_t>(5);
    if (!row.is_null(6)) item.target = row.real(6);
    item.unit = row.text(7);
    item.archived = row.as<bool>(8);
    item.created_at = row.integer(9);
    item.recorded = row.as<std::uint32_t>(10);
    return item;
}

HabitPlan plan_of_item(const calls::HabitItem& item) { return {item.weekdays, item.times_per_week, item.target}; }

bool same(const std::vector<Vacation>& one, const std::vector<Vacation>& other) {
    return std::ranges::equal(one, other, [](const Vacation& a, const Vacation& b) {
        return a.id == b.id && a.from_day == b.from_day && a.to_day == b.to_day;
    });
}

} // namespace

Result<std::vector<Vacation>> Habits::vacations(UserId user) {
    auto rows = TRY(db_.prepare("SELECT id, from_day, to_day FROM vacations WHERE user_id = ?1 ORDER BY from_day DESC LIMIT ?2"));
    rows.bind(user.value, max_vacations);
    std::vector<Vacation> all;
    while (TRY(rows.step())) all.push_back({rows.as<std::uint64_t>(0), rows.as<DayNumber>(1), rows.as<DayNumber>(2)});
    return all;
}

Result<std::vector<HabitDay>> Habits::days(UserId user, std::uint64_t habit, DayNumber from, DayNumber to) {
    auto rows =
        TRY(db_.prepare("SELECT day, amount, skipped FROM habit_completions WHERE habit_id = ?2 AND day BETWEEN ?3 AND ?4 "
                        "AND user_id = ?1 ORDER BY day"));
    rows.bind(user.value, habit, from, to);
    std::vector<HabitDay> found;
    while (TRY(rows.step()))
        found.push_back({rows.as<DayNumber>(0), rows.as<bool>(2) ? HabitMark::skipped : HabitMark::done, rows.real(1)});
    return found;
}

Result<HabitSpan> Habits::span(UserId user, std::uint64_t habit, const HabitPlan& plan, const std::vector<Vacation>& off,
                               DayNumber first, DayNumber today) {
    HabitSpan span(plan, first, today);
    for (const Vacation& vacation : off) span.add_vacation(vacation.from_day, vacation.to_day);
    for (const HabitDay& day : TRY(days(user, habit, span.first(), today))) span.add_mark(day);
    return span;
}

// Back to where nothing before can be seen in the strength on day `until`, and to where the streak was broken; each time twice as far.
Result<HabitSpan> Habits::whole_span(UserId user, std::uint64_t habit, const HabitPlan& plan, const std::vector<Vacation>& off,
                                     DayNumber until, DayNumber today) {
    DayNumber oldest = today;
    {
        auto row = TRY(db_.prepare("SELECT min(day) FROM habit_completions WHERE user_id = ?1 AND habit_id = ?2"));
        row.bind(user.value, habit);
        if (TRY(row.step()) && !row.is_null(0)) oldest = std::min(oldest, row.as<DayNumber>(0));
    }
    const DayNumber furthest = std::max(oldest, today - max_history_days + 1);
    const std::size_t memory = strength_memory(plan);
    for (DayNumber length = 200 + (today - until);; length *= 2) {
        const DayNumber first = std::max(furthest, today - length + 1);
        HabitSpan found = TRY(span(user, habit, plan, off, first, today));
        if (first == furthest || (found.counted_days(until) >= memory && !streak_of(found).reaches_start)) return found;
    }
}

Result<Habits::Standing> Habits::standing(UserId user, std::uint64_t habit, const HabitPlan& plan, std::int64_t changes,
                                          const std::vector<Vacation>& off, DayNumber today) {
    const auto known = standings_.find(habit);
    if (known != standings_.end()) {
        const Standing& was = known->second;
        if (was.changes == changes && was.today == today && was.plan == plan && same(was.vacations, off)) return was;
    }
    const HabitSpan all = TRY(whole_span(user, habit, plan, off, today, today));
    Standing now{changes, today, plan, off, streak_of(all).length, 0, strength_curve(all).back()};
    for (DayNumber day = monday_of(today); day <= today; ++day) now.this_week += all.share(day) >= 1 ? 1 : 0;
    standings_[habit] = now;
    return now;
}

Result<calls::HabitsItems::Reply> Habits::items(UserId user, const calls::HabitsItems::Request& request, DayNumber today) {
    TRY(check_range(request.from_day, request.to_day));
    static const std::string query =
        fmt::format("SELECT {} FROM habits AS h LEFT JOIN habit_counts AS c ON c.habit_id = h.id WHERE h.user_id = ?1 AND "
                    "h.archived <= ?2 ORDER BY h.archived, h.rank, h.id",
                    columns);
    calls::HabitsItems::Reply reply;
    reply.vacations = TRY(vacations(user));
    std::vector<std::int64_t> changes;
    {
        auto rows = TRY(db_.prepare(query));
        rows.bind(user.value, request.include_archived);
        while (TRY(rows.step())) {
            reply.habits.push_back(read_item(rows));
            changes.push_back(rows.integer(11));
        }
    }
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < reply.habits.size(); ++i) {
        calls::HabitItem& item = reply.habits[i];
        const Standing now = TRY(standing(user, item.id, plan_of_item(item), changes[i], reply.vacations, today));
        item.streak = now.streak;
        item.strength = now.strength;
        item.this_week = now.this_week;
        item.days = TRY(days(user, item.id, request.from_day, request.to_day));
        bytes += item.name.size() + item.notes.size() + item.days.size() * 13 + 128;
        if (bytes <= max_reply_bytes) continue;
        reply.habits.resize(i);
        break;
    }
    return reply;
}

Result<std::optional<HabitPlan>> Habits::plan_of(UserId user, std::uint64_t habit) {
    auto row = TRY(db_.prepare("SELECT weekdays, times_per_week, target FROM habits WHERE user_id = ?1 AND id = ?2"));
    row.bind(user.value, habit);
    if (!TRY(row.step())) return std::optional<HabitPlan>();
    HabitPlan plan{row.as<std::uint8_t>(0), row.as<std::uint8_t>(1), std::nullopt};
    if (!row.is_null(2)) plan.target = row.real(2);
    return std::optional(plan);
}

Result<calls::HabitsHistory::Reply> Habits::history(UserId user, const calls::HabitsHistory::Request& request, DayNumber today) {
    TRY(check_range(request.from_day, request.to_day));
    const auto plan = TRY(plan_of(user, request.id));
    if (!plan) return fail(Errc::not_found, "there is no habit {}", request.id);
    calls::HabitsHistory::Reply reply;
    reply.days = TRY(days(user, request.id, request.from_day, request.to_day));
    reply.weekdays.resize(7);
    const DayNumber last = std::min(request.to_day, today);
    if (last < request.from_day || today - request.from_day >= max_history_days) return reply;
    const auto off = TRY(vacations(user));
    const HabitSpan all = TRY(whole_span(user, request.id, *plan, off, request.from_day, today));
    const auto curve = strength_curve(all);
    for (DayNumber day = request.from_day; day <= last; ++day)
        reply.strength.push_back(day < all.first() ? 0 : curve[static_cast<std::size_t>(day - all.first())]);
    reply.weekdays = weekday_shares(all, request.from_day);
    reply.best_streak = best_streak(all);
    return reply;
}

Result<calls::HabitsList::Reply> Habits::list(UserId user, const calls::HabitsList::Request& request, DayNumber today) {
    calls::HabitsList::Reply reply;
    for (auto& item : TRY(items(user, {request.from_day, request.to_day, false}, today)).habits) {
        Habit habit;
        habit.id = item.id;
        habit.name = std::move(item.name);
        habit.weekdays = item.weekdays;
        habit.created_at = item.created_at;
        habit.streak_days = item.times_per_week > 0 ? item.streak * 7 : item.streak;
        for (const HabitDay& day : item.days)
            if (day.mark == HabitMark::done && share_of(plan_of_item(item), day.amount) >= 1)
                habit.completed_days.push_back(day.day);
        reply.habits.push_back(std::move(habit));
    }
    return reply;
}

} // namespace asista::services

// Habits that come with a past. Their days are checked as any other's, but read and written many at a time.
#include "services/habits.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace asista::services {

using calls::HabitDay;
using calls::HabitMark;

namespace {

// What can be recorded of that day: as Habits::record has it.
bool is_in_reach(DayNumber day, DayNumber today) { return day <= today && std::int64_t{today} - day < Habits::max_history_days; }
bool has_something(const HabitDay& day) {
    return day.mark == HabitMark::skipped ||
           (day.mark == HabitMark::done && std::isfinite(day.amount) && day.amount > 0 && day.amount <= Habits::max_amount);
}

} // namespace

Result<std::vector<HabitDay>> Habits::lacking(UserId user, std::uint64_t id, const std::vector<HabitDay>& days, DayNumber today) {
    std::set<DayNumber> known;
    {
        auto rows = TRY(db_.prepare("SELECT day FROM habit_completions WHERE user_id = ?1 AND habit_id = ?2"));
        rows.bind(user.value, id);
        while (TRY(rows.step())) known.insert(rows.as<DayNumber>(0));
    }
    std::vector<HabitDay> result;
    for (const auto& each : days)
        if (has_something(each) && is_in_reach(each.day, today) && known.insert(each.day).second) result.push_back(each);
    return result;
}

Result<std::uint32_t> Habits::days_lacking(UserId user, std::uint64_t id, const std::vector<HabitDay>& days, DayNumber today) {
    return static_cast<std::uint32_t>(TRY(lacking(user, id, days, today)).size());
}

// counts: the habit has a target, so the amount matters; else done is done.
Result<void> Habits::insert_day(UserId user, std::uint64_t id, const HabitDay& day, bool counts, InstantMs now) {
    const bool skipped = day.mark == HabitMark::skipped;
    return db_.run(
        "INSERT INTO habit_completions(habit_id, day, user_id, done_at, amount, skipped) VALUES(?1, ?2, ?3, ?4, ?5, ?6)", id,
        day.day, user.value, now,
        skipped  ? 0.0
        : counts ? day.amount
                 : 1.0,
        skipped);
}

Result<Habits::Taken> Habits::take_over(const Actor& actor, const calls::HabitsCreate::Request& request, const Past& past,
                                        DayNumber today, InstantMs now, std::string_view call) {
    return db_.transaction([&]() -> Result<Taken> {
        Taken taken;
        taken.id = TRY(insert_row(actor.user, request, past.archived, now));
        for (const auto& each : TRY(lacking(actor.user, taken.id, past.days, today))) {
            TRY(insert_day(actor.user, taken.id, each, request.target.has_value(), now));
            ++taken.days;
        }
        taken.out_of_range = static_cast<std::uint32_t>(
            std::ranges::count_if(past.days, [&](const HabitDay& day) { return !is_in_reach(day.day, today); }));
        // Only now: a row that comes is logged with what belongs to it.
        TRY(log_.record(actor, now, call, Entity::habit, std::to_string(taken.id), std::nullopt));
        return taken;
    });
}

Result<Habits::Taken> Habits::add_days(const Actor& actor, std::uint64_t id, const std::vector<HabitDay>& days, DayNumber today,
                                       InstantMs now, std::string_view call) {
    return db_.transaction([&]() -> Result<Taken> {
        Taken taken{id, 0, 0};
        const auto plan = TRY(plan_of(actor.user, id));
        if (!plan) return fail(Errc::not_found, "there is no habit {}", id);
        for (const auto& each : TRY(lacking(actor.user, id, days, today))) {
            TRY(insert_day(actor.user, id, each, plan->target.has_value(), now));
            TRY(log_.record(actor, now, call, Entity::habit_day, fmt::format("{}/{}", id, each.day), std::nullopt));
            ++taken.days;
        }
        taken.out_of_range = static_cast<std::uint32_t>(
            std::ranges::count_if(days, [&](const HabitDay& day) { return !is_in_reach(day.day, today); }));
        return taken;
    });
}

} // namespace asista::services

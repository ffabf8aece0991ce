#include "services/habits.hpp"

#include "services/day.hpp"
#include "services/text_rules.hpp"

#include <algorithm>

namespace asista::services {
namespace {

tl::unexpected<Error> no_habit(std::uint64_t id) { return fail(Errc::not_found, "there is no habit {}", id); }

// The last day on or before `day` that the habit is meant for. Some weekday is set, the table and add() see to that.
DayNumber meant_day_up_to(std::uint8_t weekdays, DayNumber day) {
    while (!is_meant_for(weekdays, day)) --day;
    return day;
}

} // namespace

bool is_meant_for(std::uint8_t weekdays, DayNumber day) { return (weekdays >> weekday_of(day) & 1) != 0; }

Result<calls::HabitsList::Reply> Habits::list(UserId user, const calls::HabitsList::Request& request, DayNumber today) {
    if (request.to_day < request.from_day)
        return fail(Errc::invalid, "habits from day {} to day {}: the range ends before it begins", request.from_day,
                    request.to_day);
    if (std::int64_t{request.to_day} - request.from_day >= max_range_days)
        return fail(Errc::over_limit, "habits from day {} to day {}: at most {} days can be asked for at once", request.from_day,
                    request.to_day, max_range_days);

    calls::HabitsList::Reply reply;
    auto rows = TRY(db_.prepare("SELECT id, name, weekdays, created_at FROM habits WHERE user_id = ?1 ORDER BY id"));
    rows.bind(user.value);
    while (TRY(rows.step())) {
        Habit habit;
        habit.id = rows.as<std::uint64_t>(0);
        habit.name = rows.text(1);
        habit.weekdays = rows.as<std::uint8_t>(2);
        habit.created_at = rows.integer(3);
        reply.habits.push_back(std::move(habit));
    }
    for (Habit& habit : reply.habits) {
        auto days =
            TRY(db_.prepare("SELECT day FROM habit_completions WHERE user_id = ?1 AND habit_id = ?2 AND day BETWEEN ?3 AND ?4 "
                            "ORDER BY day"));
        days.bind(user.value, habit.id, request.from_day, request.to_day);
        while (TRY(days.step())) habit.completed_days.push_back(days.as<DayNumber>(0));
        habit.streak_days = TRY(streak(user, habit, today));
    }
    return reply;
}

// Walks the done days backwards beside the meant ones, and stops at the first meant day that was not done: the cost is the length of
// the streak, not of the history.
Result<std::uint32_t> Habits::streak(UserId user, const Habit& habit, DayNumber today) {
    auto days = TRY(
        db_.prepare("SELECT day FROM habit_completions WHERE user_id = ?1 AND habit_id = ?2 AND day <= ?3 ORDER BY day DESC"));
    days.bind(user.value, habit.id, today);
    DayNumber expected = meant_day_up_to(habit.weekdays, today);
    std::uint32_t streak = 0;
    while (TRY(days.step())) {
        const auto done = days.as<DayNumber>(0);
        if (!is_meant_for(habit.weekdays, done)) continue; // done on a day off: nice, but neither counts nor breaks
        if (done < expected && expected == today) expected = meant_day_up_to(habit.weekdays, today - 1); // today is not over
        if (done != expected) break;
        ++streak;
        expected = meant_day_up_to(habit.weekdays, expected - 1);
    }
    return streak;
}

Result<calls::HabitsAdd::Reply> Habits::add(const Actor& actor, const calls::HabitsAdd::Request& request, InstantMs now) {
    const auto name = TRY(needed_line("a habit needs a name", "a habit's name", request.name));
    if (request.weekdays == 0 || request.weekdays > 0x7F)
        return fail(Errc::invalid, "a habit is meant for at least one weekday; bits 0 (Monday) to 6 (Sunday) of weekdays");
    return db_.transaction([&]() -> Result<calls::HabitsAdd::Reply> {
        auto count = TRY(db_.prepare("SELECT count(*) FROM habits WHERE user_id = ?1"));
        count.bind(actor.user.value);
        TRY(count.step());
        if (count.as<std::uint32_t>(0) >= max_habits) return fail(Errc::over_limit, "there are {} habits already", max_habits);

        TRY(db_.run("INSERT INTO habits(user_id, name, weekdays, created_at) VALUES(?1, ?2, ?3, ?4)", actor.user.value, name,
                    request.weekdays, now));
        const auto id = static_cast<std::uint64_t>(db_.last_row());
        TRY(log_.record(actor, now, calls::HabitsAdd::name, Entity::habit, std::to_string(id), std::nullopt));
        return calls::HabitsAdd::Reply{id};
    });
}

Result<void> Habits::mark(const Actor& actor, const calls::HabitsMark::Request& request, DayNumber today, InstantMs now) {
    if (request.day > today) return fail(Errc::invalid, "a habit cannot be marked for a day that has not come yet");
    return db_.transaction([&]() -> Result<void> {
        auto known = TRY(db_.prepare("SELECT 1 FROM habits WHERE user_id = ?1 AND id = ?2"));
        known.bind(actor.user.value, request.id);
        if (!TRY(known.step())) return no_habit(request.id);

        const auto key = fmt::format("{}/{}", request.id, request.day);
        const auto before = TRY(log_.row(actor.user, Entity::habit_day, key));
        if (request.done)
            TRY(db_.run(
                "INSERT INTO habit_completions(habit_id, day, user_id, done_at) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                request.id, request.day, actor.user.value, now));
        else
            TRY(db_.run("DELETE FROM habit_completions WHERE user_id = ?1 AND habit_id = ?2 AND day = ?3", actor.user.value,
                        request.id, request.day));
        return log_.record(actor, now, calls::HabitsMark::name, Entity::habit_day, key, before);
    });
}

Result<void> Habits::remove(const Actor& actor, std::uint64_t id, InstantMs now) {
    return db_.transaction([&]() -> Result<void> {
        const auto key = std::to_string(id);
        const auto before = TRY(log_.row(actor.user, Entity::habit, key));
        if (!before) return no_habit(id);
        TRY(db_.run("DELETE FROM habits WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
        return log_.record(actor, now, calls::HabitsRemove::name, Entity::habit, key, before);
    });
}

} // namespace asista::services

// Habits: changing them and their days.
#include "services/habits.hpp"
#include "services/ranks.hpp"
#include "services/text_rules.hpp"

#include <cmath>

namespace asista::services {

using calls::Changed;
using calls::HabitMark;

namespace {

constexpr std::size_t max_unit_bytes = 32;
constexpr std::uint32_t max_color = 63;

tl::unexpected<Error> no_habit(std::uint64_t id) { return fail(Errc::not_found, "there is no habit {}", id); }

Result<std::string> checked_name(std::string_view name) { return needed_line("a habit needs a name", "a habit's name", name); }

Result<void> check_color(std::uint32_t color) {
    if (color > max_color) return fail(Errc::invalid, "a habit's colour is a number up to {}, not {}", max_color, color);
    return {};
}

Result<void> check_weekdays(std::uint8_t weekdays) {
    if (weekdays == 0 || weekdays > 0x7F)
        return fail(Errc::invalid, "a habit is meant for at least one weekday; bits 0 (Monday) to 6 (Sunday) of weekdays");
    return {};
}

Result<void> check_times(std::uint8_t times) {
    if (times > 7) return fail(Errc::invalid, "a habit is meant 1 to 7 times a week, not {}", times);
    return {};
}

Result<void> check_amount(std::string_view what, double amount) {
    if (!std::isfinite(amount) || amount <= 0 || amount > Habits::max_amount)
        return fail(Errc::invalid, "{} must be a number above zero", what);
    return {};
}

} // namespace

Result<std::uint64_t> Habits::insert(const Actor& actor, const calls::HabitsCreate::Request& request, std::string_view call,
                                     InstantMs now) {
    const auto id = TRY(insert_row(actor.user, request, false, now));
    TRY(log_.record(actor, now, call, Entity::habit, std::to_string(id), std::nullopt));
    return id;
}

Result<std::uint64_t> Habits::insert_row(UserId user, const calls::HabitsCreate::Request& request, bool archived, InstantMs now) {
    const auto name = TRY(checked_name(request.name));
    const auto notes = TRY(many_lines("a habit's notes", request.notes));
    const auto unit = TRY(one_line("a habit's unit", request.unit, max_unit_bytes));
    TRY(check_color(request.color));
    TRY(check_weekdays(request.weekdays));
    TRY(check_times(request.times_per_week));
    if (request.target) TRY(check_amount("a habit's target", *request.target));
    {
        auto count = TRY(db_.prepare("SELECT count(*) FROM habits WHERE user_id = ?1"));
        count.bind(user.value);
        TRY(count.step());
        if (count.as<std::uint32_t>(0) >= max_habits) return fail(Errc::over_limit, "there are {} habits already", max_habits);
    }
    const bool by_week = request.times_per_week > 0; // seven times a week is every day
    TRY(db_.run("INSERT INTO habits(user_id, name, notes, color, weekdays, times_per_week, target, unit, archived, created_at) "
                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                user.value, name, notes, request.color, by_week ? std::uint8_t{0x7F} : request.weekdays,
                request.times_per_week % 7, request.target, unit, archived, now));
    return static_cast<std::uint64_t>(db_.last_row());
}

Result<calls::HabitsCreate::Reply> Habits::create(const Actor& actor, const calls::HabitsCreate::Request& request,
                                                  InstantMs now) {
    return log_.together(actor, now, calls::HabitsCreate::name, [&]() -> Result<calls::HabitsCreate::Reply> {
        const auto id = TRY(insert(actor, request, calls::HabitsCreate::name, now));
        return calls::HabitsCreate::Reply{id, log_.change_under_way()};
    });
}

// Two hundred of them: their ranks never need spreading.
Result<std::string> Habits::place(UserId user, std::uint64_t habit, std::uint64_t behind) {
    auto rows = TRY(db_.prepare("SELECT id, rank FROM habits WHERE user_id = ?1 AND archived = (SELECT archived FROM habits "
                                "WHERE id = ?2) ORDER BY rank, id"));
    rows.bind(user.value, habit);
    auto rank = TRY(rank_behind(rows, habit, behind));
    if (!rank) return no_habit(behind);
    return std::move(*rank);
}

Result<Changed> Habits::edit(const Actor& actor, const calls::HabitsEdit::Request& request, InstantMs now) {
    return log_.together(actor, now, calls::HabitsEdit::name, [&]() -> Result<Changed> {
        const auto key = std::to_string(request.id);
        const auto before = TRY(log_.row(actor.user, Entity::habit, key));
        if (!before) return no_habit(request.id);
        std::optional<std::string> name, notes, unit, rank;
        if (request.name) name = TRY(checked_name(*request.name));
        if (request.notes) notes = TRY(many_lines("a habit's notes", *request.notes));
        if (request.unit) unit = TRY(one_line("a habit's unit", *request.unit, max_unit_bytes));
        if (request.color) TRY(check_color(*request.color));
        if (request.weekdays && request.times_per_week)
            return fail(Errc::invalid, "a habit is meant for weekdays or so many times a week, not both");
        auto weekdays = request.weekdays;
        std::optional<std::uint8_t> times;
        if (weekdays) {
            TRY(check_weekdays(*weekdays));
            times = std::uint8_t{0};
        }
        if (request.times_per_week) {
            TRY(check_times(*request.times_per_week));
            if (*request.times_per_week == 0) return fail(Errc::invalid, "a habit is meant 1 to 7 times a week, not 0");
            times = static_cast<std::uint8_t>(*request.times_per_week % 7);
            weekdays = std::uint8_t{0x7F};
        }
        if (request.target && *request.target != 0) TRY(check_amount("a habit's target", *request.target));
        if (request.behind) rank = TRY(place(actor.user, request.id, *request.behind));
        TRY(db_.run("UPDATE habits SET name = coalesce(?3, name), notes = coalesce(?4, notes), unit = coalesce(?5, unit), "
                    "color = coalesce(?6, color), weekdays = coalesce(?7, weekdays), times_per_week = coalesce(?8, "
                    "times_per_week), target = CASE WHEN ?9 IS NULL THEN target ELSE nullif(?9, 0.0) END, "
                    "archived = coalesce(?10, archived), rank = coalesce(?11, rank) WHERE user_id = ?1 AND id = ?2",
                    actor.user.value, request.id, name, notes, unit, request.color, weekdays, times, request.target,
                    request.archived, rank));
        TRY(log_.record(actor, now, calls::HabitsEdit::name, Entity::habit, key, before));
        return Changed{0, log_.change_under_way()};
    });
}

Result<void> Habits::write_day(const Actor& actor, const calls::HabitsRecord::Request& request, std::string_view call,
                               DayNumber today, InstantMs now) {
    if (request.day > today) return fail(Errc::invalid, "a habit cannot be marked for a day that has not come yet");
    if (std::int64_t{today} - request.day >= max_history_days)
        return fail(Errc::invalid, "a habit can be marked for the last ten years, not for longer ago");
    if (request.amount && request.mark != HabitMark::done)
        return fail(Errc::invalid, "only a day on which a habit was done has an amount");
    if (request.amount) TRY(check_amount("what was done of a habit", *request.amount));
    const auto plan = TRY(plan_of(actor.user, request.id));
    if (!plan) return no_habit(request.id);

    const auto key = fmt::format("{}/{}", request.id, request.day);
    const auto before = TRY(log_.row(actor.user, Entity::habit_day, key));
    if (request.mark == HabitMark::none) {
        TRY(db_.run("DELETE FROM habit_completions WHERE user_id = ?1 AND habit_id = ?2 AND day = ?3", actor.user.value,
                    request.id, request.day));
    } else {
        const bool skipped = request.mark == HabitMark::skipped;
        // Yes or no is 1, whatever was said.
        const double amount = skipped ? 0 : plan->target ? request.amount.value_or(*plan->target) : 1;
        TRY(db_.run("INSERT INTO habit_completions(habit_id, day, user_id, done_at, amount, skipped) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET done_at = excluded.done_at, "
                    "amount = excluded.amount, skipped = excluded.skipped "
                    "WHERE amount <> excluded.amount OR skipped <> excluded.skipped",
                    request.id, request.day, actor.user.value, now, amount, skipped));
    }
    return log_.record(actor, now, call, Entity::habit_day, key, before);
}

Result<Changed> Habits::record(const Actor& actor, const calls::HabitsRecord::Request& request, DayNumber today, InstantMs now) {
    return log_.together(actor, now, calls::HabitsRecord::name, [&]() -> Result<Changed> {
        TRY(write_day(actor, request, calls::HabitsRecord::name, today, now));
        return Changed{0, log_.change_under_way()};
    });
}

Result<Changed> Habits::erase(const Actor& actor, std::uint64_t id, InstantMs now) {
    return log_.together(actor, now, calls::HabitsErase::name, [&]() -> Result<Changed> {
        TRY(remove(actor, id, now));
        return Changed{0, log_.change_under_way()};
    });
}

Result<calls::HabitsVacation::Reply> Habits::vacation(const Actor& actor, const calls::HabitsVacation::Request& request,
                                                      InstantMs now) {
    using Reply = calls::HabitsVacation::Reply;
    return log_.together(actor, now, calls::HabitsVacation::name, [&]() -> Result<Reply> {
        std::uint64_t id = request.id;
        auto key = std::to_string(id);
        const auto before = id == 0 ? Row() : TRY(log_.row(actor.user, Entity::vacation, key));
        if (id != 0 && !before) return fail(Errc::not_found, "there is no vacation {}", id);
        if (request.remove && id != 0) {
            TRY(db_.run("DELETE FROM vacations WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
            TRY(log_.record(actor, now, calls::HabitsVacation::name, Entity::vacation, key, before));
            return Reply{id, log_.change_under_way()};
        }
        if (request.to_day < request.from_day) return fail(Errc::invalid, "a vacation cannot end before it begins");
        if (std::int64_t{request.to_day} - request.from_day >= 366)
            return fail(Errc::invalid, "a vacation lasts a year at most; archive habits that rest for longer");
        const auto all = TRY(vacations(actor.user));
        for (const auto& each : all)
            if (each.id != id && each.from_day <= request.to_day && request.from_day <= each.to_day)
                return fail(Errc::busy, "there is a vacation on these days already; change that one");
        if (id == 0 && all.size() >= max_vacations)
            return fail(Errc::over_limit, "there are {} vacations already; remove an old one first", max_vacations);
        if (id == 0) {
            TRY(db_.run("INSERT INTO vacations(user_id, from_day, to_day) VALUES(?1, ?2, ?3)", actor.user.value, request.from_day,
                        request.to_day));
            id = static_cast<std::uint64_t>(db_.last_row());
            key = std::to_string(id);
        } else {
            TRY(db_.run("UPDATE vacations SET from_day = ?3, to_day = ?4 WHERE user_id = ?1 AND id = ?2", actor.user.value, id,
                        request.from_day, request.to_day));
        }
        TRY(log_.record(actor, now, calls::HabitsVacation::name, Entity::vacation, key, before));
        return Reply{id, log_.change_under_way()};
    });
}

Result<calls::HabitsAdd::Reply> Habits::add(const Actor& actor, const calls::HabitsAdd::Request& request, InstantMs now) {
    return db_.transaction([&]() -> Result<calls::HabitsAdd::Reply> {
        calls::HabitsCreate::Request habit;
        habit.name = request.name;
        habit.weekdays = request.weekdays;
        habit.color = 2;
        return calls::HabitsAdd::Reply{TRY(insert(actor, habit, calls::HabitsAdd::name, now))};
    });
}

Result<void> Habits::mark(const Actor& actor, const calls::HabitsMark::Request& request, DayNumber today, InstantMs now) {
    return db_.transaction([&]() -> Result<void> {
        calls::HabitsRecord::Request day{request.id, request.day, request.done ? HabitMark::done : HabitMark::none, {}};
        if (request.done) { // more than the target stays what it is
            const auto plan = TRY(plan_of(actor.user, request.id));
            for (const auto& known : TRY(days(actor.user, request.id, request.day, request.day)))
                if (plan && plan->target && known.amount > *plan->target) day.amount = known.amount;
        }
        return write_day(actor, day, calls::HabitsMark::name, today, now);
    });
}

Result<void> Habits::remove(const Actor& actor, std::uint64_t id, InstantMs now) {
    return db_.transaction([&]() -> Result<void> {
        const auto key = std::to_string(id);
        const auto before = TRY(log_.whole_row(actor.user, Entity::habit, key));
        if (!before) return no_habit(id);
        TRY(db_.run("DELETE FROM habits WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
        return log_.record(actor, now, calls::HabitsRemove::name, Entity::habit, key, before);
    });
}

} // namespace asista::services

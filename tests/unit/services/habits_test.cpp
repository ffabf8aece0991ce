#include "support.hpp"

using namespace asista;
using namespace asista::test;

namespace {

constexpr std::uint8_t every_day = 0x7F, weekdays_only = 0x1F, mondays = 0x01;

std::uint64_t add_habit(Profile& p, std::uint8_t weekdays = every_day) {
    return must(p.s.habits.add(p.by_ada, {"Walk", weekdays}, now)).id;
}

std::uint32_t streak(Profile& p, DayNumber on = today) {
    return must(p.s.habits.list(p.ada, {on - 7, on}, on)).habits.at(0).streak_days;
}

} // namespace

TEST_CASE("weekdays begin with Monday") {
    CHECK(weekday_of(0) == 3);     // 1970-01-01, a Thursday
    CHECK(weekday_of(-3) == 0);    // Monday before it
    CHECK(weekday_of(today) == 6); // 2026-11-22, a Sunday
    CHECK(is_meant_for(mondays, today + 1));
    CHECK_FALSE(is_meant_for(mondays, today));
}

TEST_CASE("days follow the person's clock, not UTC") {
    CHECK(day_of(-1, 0) == -1);
    CHECK(day_of(0, 0) == 0);
    CHECK(day_of(23 * hour, 3600) == 1);
    CHECK(day_of(30 * minute, -3600) == -1);
    CHECK(start_of(day_of(now, 5400), 5400) <= now);
    CHECK(start_of(1, 3600) == 23 * hour);
}

TEST_CASE("a streak counts the meant days in a row") {
    struct Variant {
        const char* name;
        std::uint8_t weekdays;
        std::vector<int> days; // relative to today, a Sunday
        std::uint32_t streak;
    };
    const Variant variants[] = {
        {"never done", every_day, {}, 0},
        {"today", every_day, {0}, 1},
        {"yesterday: today is not over", every_day, {-1}, 1},
        {"the day before: yesterday was missed", every_day, {-2}, 0},
        {"three with today", every_day, {0, -1, -2, -4}, 3},
        {"three up to yesterday", every_day, {-1, -2, -3}, 3},
        {"a weekend off does not break", weekdays_only, {-2, -3}, 2},
        {"done on a day off: neither counts nor breaks", weekdays_only, {0, -1, -2}, 1},
        {"a missed Friday breaks", weekdays_only, {-3, -4}, 0},
        {"four Mondays", mondays, {-6, -13, -20, -27, -41}, 4},
        {"not done this Monday", mondays, {-13, -20}, 0},
    };
    for (const Variant& variant : variants) {
        CAPTURE(variant.name);
        Profile p;
        const auto id = add_habit(p, variant.weekdays);
        for (const int day : variant.days) must(p.s.habits.mark(p.by_ada, {id, today + day, true}, today, now));

        CHECK(streak(p) == variant.streak);
    }
}

TEST_CASE("a streak may be longer than the range asked for") {
    Profile p;
    const auto id = add_habit(p);
    for (int day = 0; day < 50; ++day) must(p.s.habits.mark(p.by_ada, {id, today - day, true}, today, now));

    const auto habit = must(p.s.habits.list(p.ada, {today - 2, today}, today)).habits.at(0);

    CHECK(habit.streak_days == 50);
    CHECK(habit.completed_days == std::vector<DayNumber>{today - 2, today - 1, today});
}

TEST_CASE("days to come do not count towards a streak") {
    Profile p;
    const auto id = add_habit(p);
    must(p.s.habits.mark(p.by_ada, {id, today, true}, today, now));

    CHECK(streak(p, today - 1) == 0);
    CHECK(error_of(p.s.habits.mark(p.by_ada, {id, today + 1, true}, today, now)).code == Errc::invalid);
}

TEST_CASE("marking twice is marking once, and unmarking takes it back") {
    Profile p;
    const auto id = add_habit(p);

    must(p.s.habits.mark(p.by_ada, {id, today, true}, today, now));
    must(p.s.habits.mark(p.by_ada, {id, today, true}, today, now));
    CHECK(p.count("habit_completions") == 1);
    CHECK(p.count("operations") == 2); // the habit and one mark
    must(p.s.habits.mark(p.by_ada, {id, today, false}, today, now));
    must(p.s.habits.mark(p.by_ada, {id, today, false}, today, now));
    CHECK(p.count("habit_completions") == 0);
}

TEST_CASE("a habit needs a name and a weekday") {
    Profile p;

    CHECK(error_of(p.s.habits.add(p.by_ada, {"", every_day}, now)).message == "a habit needs a name");
    CHECK(error_of(p.s.habits.add(p.by_ada, {"x", 0}, now)).code == Errc::invalid);
    CHECK(error_of(p.s.habits.add(p.by_ada, {"x", 0x80}, now)).code == Errc::invalid);
}

TEST_CASE("ranges of days are bounded") {
    Profile p;

    CHECK(error_of(p.s.habits.list(p.ada, {today, today - 1}, today)).code == Errc::invalid);
    CHECK(error_of(p.s.habits.list(p.ada, {std::numeric_limits<DayNumber>::min(), std::numeric_limits<DayNumber>::max()}, today))
              .code == Errc::over_limit);
    CHECK(p.s.habits.list(p.ada, {today - Habits::max_range_days + 1, today}, today));
    CHECK_FALSE(p.s.habits.list(p.ada, {today - Habits::max_range_days, today}, today));
}

TEST_CASE("the number of habits is bounded") {
    Profile p;
    for (std::uint32_t i = 0; i < Habits::max_habits; ++i) add_habit(p);

    CHECK(error_of(p.s.habits.add(p.by_ada, {"one more", every_day}, now)).code == Errc::over_limit);
    CHECK(p.s.habits.add(p.by_bob, {"Bob's first", every_day}, now));
}

TEST_CASE("nobody sees, marks or removes another user's habit") {
    Profile p;
    const auto id = add_habit(p);

    CHECK(must(p.s.habits.list(p.bob, {today, today}, today)).habits.empty());
    CHECK(error_of(p.s.habits.mark(p.by_bob, {id, today, true}, today, now)).code == Errc::not_found);
    CHECK(error_of(p.s.habits.remove(p.by_bob, id, now)).code == Errc::not_found);
    CHECK(streak(p) == 0);
}

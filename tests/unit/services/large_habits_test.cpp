// Years of completions: what is read of them is what a reader of all days finds.
#include "generated_profile.hpp"
#include "support.hpp"

#include <chrono>
#include <cstdio>

using namespace asista;
using namespace asista::test;
using calls::HabitMark;

TEST_CASE("habits of many years are what all of their days say") {
    Profile p;
    GeneratedSize size;
    size.tasks = size.events = size.projects = 0;
    size.habit_completions = 12'000;
    must(generate_profile(p.s.db, p.ada, size, today));

    const auto items = must(p.s.habits.items(p.ada, {today - 34, today, true}, today)).habits;
    REQUIRE(items.size() == 4);
    for (const auto& item : items) {
        CAPTURE(item.id);
        HabitSpan all({item.weekdays, item.times_per_week, item.target}, today - 3'600, today);
        auto rows = must(p.s.db.prepare("SELECT day, amount, skipped FROM habit_completions WHERE habit_id = ?1"));
        rows.bind(item.id);
        std::uint32_t recorded = 0;
        while (must(rows.step())) {
            all.add_mark({rows.as<DayNumber>(0), rows.as<bool>(2) ? HabitMark::skipped : HabitMark::done, rows.real(1)});
            recorded += rows.as<bool>(2) ? 0 : 1;
        }
        CHECK(item.recorded == recorded);
        CHECK(item.streak == streak_of(all).length);
        CHECK(item.strength == doctest::Approx(strength_curve(all).back()).epsilon(0.001));
        CHECK(item.days.size() > 20);
    }
    CHECK(must(p.s.goals.items(p.ada, {}, today)).goals.at(0).current > 100); // it follows them
}

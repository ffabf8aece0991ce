#include "sample_snapshot.hpp"

#include "ui/date_style.hpp"
#include "ui/words.hpp"

#include <doctest/doctest.h>

using namespace asista;
using namespace asista::ui;
using sample::at;
using sample::today;

TEST_CASE("the greeting follows the hour") {
    CHECK(words::greeting(4) == "Good evening");
    CHECK(words::greeting(5) == "Good morning");
    CHECK(words::greeting(11) == "Good morning");
    CHECK(words::greeting(12) == "Good afternoon");
    CHECK(words::greeting(17) == "Good afternoon");
    CHECK(words::greeting(18) == "Good evening");
}

TEST_CASE("days are named by how near they are") {
    CHECK(words::date_line(today, {}) == "Sunday 22 November");
    CHECK(words::day_word(today, today, {}) == "today");
    CHECK(words::day_word(today + 1, today, {}) == "tomorrow");
    CHECK(words::day_word(today - 1, today, {}) == "yesterday");
    CHECK(words::day_word(today + 3, today, {}) == "Wednesday");
    CHECK(words::day_word(today + 7, today, {}) == "29 November");
    CHECK(words::day_word(today + 40, today, {}) == "1 January 2027");
    CHECK(words::weekday_index(today) == 6);
    CHECK(words::weekday_name(0, {}) == "Thursday");
    CHECK(words::weekday_name(-1, {}) == "Wednesday");
}

TEST_CASE("local time and day honour the offset on both sides of midnight") {
    CHECK(words::local_day(at(23, 30), 0) == today);
    CHECK(words::local_day(at(23, 30), 3600) == today + 1);
    CHECK(words::local_day(at(0, 30), -3600) == today - 1);
    CHECK(words::clock_text(at(23, 30), 3600, {}) == "0:30");
    CHECK(words::clock_text(at(9, 5), -5 * 3600, {}) == "4:05");
    CHECK(words::local_clock(-1, 0).hour == 23); // before 1970
}

TEST_CASE("how long ago something was") {
    const InstantMs now = at(12, 0);
    CHECK(words::relative(now, now) == "just now");
    CHECK(words::relative(now, now + 30'000) == "just now");
    CHECK(words::relative(now, now - 59'999) == "just now");
    CHECK(words::relative(now, now - 4 * 60'000) == "4 min ago");
    CHECK(words::relative(now, now - 3 * 3'600'000) == "3 h ago");
    CHECK(words::relative(now, now - 30 * 3'600'000LL) == "yesterday");
    CHECK(words::relative(now, now - 6 * 86'400'000LL) == "6 days ago");
    CHECK(words::relative(now, now + 10 * 60'000) == "in 10 min");
}

TEST_CASE("numbers are grouped and rounded for reading") {
    CHECK(words::thousands(0) == "0");
    CHECK(words::thousands(999) == "999");
    CHECK(words::thousands(1'230) == "1,230");
    CHECK(words::thousands(12'345'678) == "12,345,678");
    CHECK(words::amount(7.2) == "7.2");
    CHECK(words::amount(7.0) == "7");
    CHECK(words::amount(0.04) == "0");
    CHECK(words::amount(1230.96) == "1,231");
    CHECK(words::amount(-2.5) == "-2.5");
    CHECK(words::amount(1.0 / 0.0) == "0");
    CHECK(words::byte_size(1) == "1 byte");
    CHECK(words::byte_size(14 * 1024) == "14 KB");
    CHECK(words::byte_size(1 << 20) == "1.0 MB");
    CHECK(words::count_of(1, "task") == "1 task");
    CHECK(words::count_of(0, "task") == "0 tasks");
    CHECK(words::count_of(2, "crash", "crashes") == "2 crashes");
    CHECK(words::duration_text(0.21) == "0.21 ms");
    CHECK(words::duration_text(12.4) == "12 ms");
    CHECK(words::duration_text(1400) == "1.4 s");
}

TEST_CASE("messages become sentences") {
    CHECK(words::sentence("it crashed") == "It crashed.");
    CHECK(words::sentence("It crashed.") == "It crashed.");
    CHECK(words::sentence("bad.one: field \"id\" is missing") == "bad.one: field \"id\" is missing."); // a file keeps its name
    CHECK(words::sentence("stopped.") == "Stopped.");
    CHECK(words::sentence("").empty());
    CHECK(words::capitalised("ai") == "AI");
}

TEST_CASE("the day's summary counts what is planned, left and next") {
    Snapshot s = sample::snapshot();

    CHECK(words::day_summary(s, sample::now) == "Sunday 22 November. 3 tasks planned, 2 habits left, next event at 11:00.");
    CHECK(words::day_summary(s, at(12, 0)) == "Sunday 22 November. 3 tasks planned, 2 habits left, next event at 17:30.");

    s.tasks.clear();
    s.habits.clear();
    s.events.clear();
    CHECK(words::day_summary(s, sample::now) == "Sunday 22 November. Nothing due today.");
}

TEST_CASE("habits count only on the days they are meant for") {
    calls::HabitItem habit = sample::habit(1, "Meditate", "1101111", 4);

    CHECK(words::done_on(habit, today));
    CHECK_FALSE(words::done_on(habit, today - 4));
    habit.weekdays = 0x1F; // Monday to Friday
    CHECK_FALSE(words::meant_for(habit, today));
    CHECK(words::meant_for(habit, today + 1));
}

TEST_CASE("a habit is left until it is done, skipped, done often enough or on vacation") {
    Snapshot s = sample::snapshot();
    calls::HabitItem habit = sample::habit(1, "Drink", "111111h", 0, 0.5, 8, "glasses");

    CHECK(words::share_on(habit, today) == 0.5);
    CHECK(words::left_today(s, habit));
    habit.days.back().amount = 8;
    CHECK_FALSE(words::left_today(s, habit));
    habit.days.back() = {today, calls::HabitMark::skipped, 0};
    CHECK_FALSE(words::left_today(s, habit));
    habit.days.pop_back();
    CHECK(words::left_today(s, habit));
    habit.times_per_week = 3;
    habit.this_week = 2;
    CHECK(words::left_today(s, habit));
    habit.this_week = 3;
    CHECK_FALSE(words::left_today(s, habit));
    habit.this_week = 0;
    s.vacations = {{1, today - 2, today}};
    CHECK_FALSE(words::left_today(s, habit));
    s.vacations.clear();
    habit.archived = true;
    CHECK_FALSE(words::left_today(s, habit));
}

TEST_CASE("a habit says when it is meant and how long it has lasted") {
    calls::HabitItem habit = sample::habit(1, "Drink", "1", 1, 0.5, 8, "glasses");
    CHECK(words::schedule_text(habit, {}) == "Every day, 8 glasses");
    CHECK(words::streak_text(habit).empty());
    habit.target.reset();
    habit.weekdays = 0x15;
    CHECK(words::schedule_text(habit, {}) == "Mo We Fr");
    habit.times_per_week = 3;
    habit.streak = 4;
    CHECK(words::schedule_text(habit, {}) == "3 times a week");
    CHECK(words::streak_text(habit) == "4 weeks in a row");
    struct Step {
        double target, step;
    };
    for (const auto& [target, step] : {Step{8, 1}, Step{10, 1}, Step{30, 2}, Step{8000, 1000}, Step{0.5, 0.05}, Step{0, 1}})
        CHECK(words::step_of(target) == doctest::Approx(step));
}

TEST_CASE("a goal says how far it is and by how much it is behind") {
    using calls::GoalPace;
    auto goal = sample::goal(1, "Run", "km", 5, 10, today - 50, today + 50, GoalPace::on_track);

    CHECK(words::goal_line(goal) == "5 of 10 km, on track");
    goal.pace = GoalPace::behind;
    goal.behind_by = 1.3;
    CHECK(words::goal_line(goal) == "5 of 10 km, behind by 1.3");
    CHECK(words::goal_line(goal, words::Length::brief) == "5 of 10 km, behind");
    goal.pace = GoalPace::reached;
    CHECK(words::goal_line(goal) == "5 of 10 km, done");
    goal.pace = GoalPace::no_plan;
    CHECK(words::goal_line(goal) == "5 of 10 km");
    CHECK(words::goal_fraction(goal) == 0.5F);
    goal.start = 90;
    goal.target = 80;
    goal.current = 87.5;
    CHECK(words::goal_line(goal) == "87.5, from 90 to 80 km");
    CHECK(words::goal_fraction(goal) == 0.25F);
    goal.current = 95;
    CHECK(words::goal_fraction(goal) == 0);
}

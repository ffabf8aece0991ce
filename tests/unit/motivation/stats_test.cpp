#include "people.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace asista::motivation;
using namespace asista::motivation::test;

TEST_CASE("a moment is the user's own day, hour and weekday") {
    const Moment noon = at(sunday, 12, 5);
    CHECK(noon.day == sunday);
    CHECK(noon.weekday == 6);
    CHECK(noon.minute_of_day == 725);
    CHECK(noon.day_of_month == 22);
    CHECK(noon.month == 11);
    CHECK(clock_text(noon.minute_of_day) == "12:05");

    const Moment further_east = moment_at(at(sunday, 23).at_ms, 2 * 3600);
    CHECK(further_east.day == sunday + 1);
    CHECK(further_east.weekday == 0);
    CHECK(moment_at(at(0, 1).at_ms, -2 * 3600).day == -1);
    CHECK(moment_at(-1, 0).minute_of_day == 1439);
}

TEST_CASE("a streak counts days with a finished task or a done habit, today not yet needed") {
    Facts facts = empty_facts();
    facts.done_tasks->push_back(done_task(sunday - 1, 9, Level::s));
    facts.habits->push_back({"walk", 0x7F, {sunday - 3, sunday - 2}});

    CHECK(make_stats(facts, at(sunday, 8)).streak_days == 3);
    facts.done_tasks->push_back(done_task(sunday, 7, Level::s));
    CHECK(make_stats(facts, at(sunday, 8)).streak_days == 4);
    CHECK(make_stats(facts, at(sunday + 2, 8)).streak_days == 0);
    CHECK(make_stats(facts, at(sunday + 2, 8)).quiet_days == 1);
}

TEST_CASE("a streak that reaches the end of the data says at least") {
    Facts facts = empty_facts();
    for (DayNumber day = sunday - window_days - 5; day <= sunday; ++day) facts.done_tasks->push_back(done_task(day, 9, Level::s));

    const Stats stats = make_stats(facts, at(sunday, 12));

    CHECK(stats.streak_days == window_days);
    CHECK(stats.streak_at_least);
    CHECK(streak_text(stats) == "120+ day streak");
}

TEST_CASE("a task finished later today than now, or in the future, does not count") {
    Facts facts = empty_facts();
    facts.done_tasks->push_back(done_task(sunday, 20, Level::xl));
    facts.habits->push_back({"walk", 0x7F, {sunday + 1}});

    const Stats stats = make_stats(facts, at(sunday, 12));

    CHECK(stats.finished_today == 0);
    CHECK(stats.active_days_total == 0);
}

TEST_CASE("the streak text never tells of a streak that ended") {
    Facts facts = empty_facts();
    CHECK(streak_text(make_stats(facts, at(sunday, 12))) == "Nothing finished yet");
    facts.done_tasks->push_back(done_task(sunday - 40, 9, Level::s));
    CHECK(streak_text(make_stats(facts, at(sunday, 12))) == "Strength 1 %");
    facts.done_tasks->push_back(done_task(sunday - 4, 9, Level::s));
    CHECK(streak_text(make_stats(facts, at(sunday, 12))) == "1 active day this week");
    facts.done_tasks->push_back(done_task(sunday, 9, Level::s));
    CHECK(streak_text(make_stats(facts, at(sunday, 12))) == "2 active days this week");
    facts.done_tasks->push_back(done_task(sunday - 1, 9, Level::s));
    CHECK(streak_text(make_stats(facts, at(sunday, 12))) == "2 day streak");
    CHECK(streak_text(make_stats(Facts{}, at(sunday, 12))) == "No data shared");
}

TEST_CASE("usual effort is the mean over days on which something was finished, whole and up to this hour") {
    Facts facts = empty_facts();
    facts.done_tasks->push_back(done_task(sunday - 1, 9, Level::m));   // 3
    facts.done_tasks->push_back(done_task(sunday - 1, 18, Level::l));  // 5
    facts.done_tasks->push_back(done_task(sunday - 5, 18, Level::s));  // 2
    facts.done_tasks->push_back(done_task(sunday - 15, 9, Level::xl)); // too long ago

    const Stats stats = make_stats(facts, at(sunday, 12));

    CHECK(stats.baseline_active_days == 2);
    CHECK(stats.usual_effort == doctest::Approx(5));
    CHECK(stats.usual_by_now == doctest::Approx(1.5));
    CHECK(stats.effort_yesterday == 8);
}

TEST_CASE("due, smallest task, habits of the weekday and goals are counted") {
    Facts facts = empty_facts();
    facts.open_tasks = {open_task("report", Level::l, sunday - 1), open_task("dentist", Level::s, sunday),
                        open_task("plants", Level::xs, sunday + 3), open_task("taxes", Level::xl)};
    facts.habits = {{"meditate", 0x7F, {sunday}}, {"office walk", 0x1F, {}}, {"call home", 0x40, {}}};
    facts.goals = {{"Run", 10, 7.2, at(sunday - 2, 9).at_ms},
                   {"Read", 24, 21, at(sunday - 9, 9).at_ms},
                   {"Save", 3000, 3000, at(sunday - 1, 9).at_ms},
                   {"New", 5, 0, at(sunday, 9).at_ms}};

    const Stats stats = make_stats(facts, at(sunday, 12));

    CHECK(stats.open_tasks == 4);
    CHECK(stats.due_today == 2);
    CHECK(stats.smallest_task == "dentist"); // due before small
    CHECK(stats.habits_today == 2);          // not the Monday to Friday one
    CHECK(stats.habits_done_today == 1);
    CHECK(stats.goals_active == 4);
    CHECK(stats.goals_moved == 2); // a new goal at nothing has not moved
    REQUIRE(stats.nearest_goal.has_value());
    CHECK(stats.nearest_goal->title == "Read");
    CHECK(stats.nearest_goal->percent == 88);
}

TEST_CASE("how am I doing is told from numbers, and admits when there are none") {
    CHECK(describe(make_stats(Facts{}, at(sunday, 12))).find("not shared") != std::string::npos);
    CHECK(describe(make_stats(empty_facts(), at(sunday, 12))).find("not enough") != std::string::npos);

    Facts facts = empty_facts();
    facts.done_tasks = {done_task(sunday, 9, Level::m), done_task(sunday - 3, 9, Level::m)};
    facts.habits = {{"meditate", 0x7F, {sunday}}, {"walk", 0x7F, {}}};
    facts.goals = {{"Run", 10, 7.2, at(sunday - 2, 9).at_ms}};
    CHECK(describe(make_stats(facts, at(sunday, 12))) ==
          "You finished 1 task today. 1 of 2 habits is done. 1 of 1 goal moved in the last seven days. "
          "You were active on 2 of the last 7 days.");
}

TEST_CASE("energy codes are read in any case and nothing else is") {
    CHECK(level_from_code("xs") == Level::xs);
    CHECK(level_from_code("XL") == Level::xl);
    CHECK(!level_from_code(""));
    CHECK(!level_from_code("XXL"));
    CHECK(!level_from_code("medium"));
}

TEST_CASE("a list that was cut short limits what is said of the past") {
    Facts facts = empty_facts();
    for (DayNumber day = sunday - 4; day <= sunday; ++day) facts.done_tasks->push_back(done_task(day, 9, Level::s));
    facts.known_days = 5;

    const Stats stats = make_stats(facts, at(sunday, 12));

    CHECK(stats.streak_days == 5);
    CHECK(stats.streak_at_least);
}

TEST_CASE("a goal is at 100 percent only when it is reached") {
    CHECK(percent_of({"", 1000, 999, 0}) == 99);
    CHECK(percent_of({"", 1000, 1000, 0}) == 100);
    CHECK(percent_of({"", 1000, 2000, 0}) == 100);
    CHECK(percent_of({"", 24, 21, 0}) == 88);
    CHECK(percent_of({"", 0, 5, 0}) == 0);
    CHECK(percent_of({"", 10, -5, 0}) == 0);
    CHECK(percent_of({"", 10, std::numeric_limits<double>::quiet_NaN(), 0}) == 0);
}

TEST_CASE("strength grows with active days, shrinks slowly with quiet ones, and is never lost at once") {
    const auto strength_after = [](DayNumber from, DayNumber to) { // active each day from..to
        Facts facts = empty_facts();
        for (DayNumber day = from; day <= to; ++day) facts.done_tasks->push_back(done_task(day, 9, Level::m));
        return make_stats(facts, at(sunday, 12)).strength;
    };
    CHECK(strength_after(sunday - window_days + 1, sunday) == 100);
    CHECK(strength_after(sunday - window_days + 1, sunday - 1) == 100); // today is not held against anybody
    const int week = strength_after(sunday - 6, sunday);
    CHECK(week > 20);
    CHECK(week < 40);
    CHECK(strength_after(sunday - 13, sunday) > week);
    const int missed_two = strength_after(sunday - window_days + 1, sunday - 3);
    CHECK(missed_two > 85);
    CHECK(missed_two < 100);
    CHECK(make_stats(empty_facts(), at(sunday, 12)).strength == 0);
    CHECK(make_stats(Facts{}, at(sunday, 12)).strength == 0);
}

TEST_CASE("a comeback is an active day after three quiet ones") {
    Facts facts = empty_facts();
    for (const DayNumber day : {sunday - 40, sunday - 36, sunday - 33, sunday - 10})
        facts.done_tasks->push_back(done_task(day, 9, Level::m));
    const Stats stats = make_stats(facts, at(sunday, 12));
    CHECK(stats.comebacks == 2); // after three days and after twenty-two; two days are none, nor is the first day known
    CHECK(strength_text(stats).ends_with("2 comebacks"));
    CHECK(strength_text(make_stats(empty_facts(), at(sunday, 12))) == "Strength 0 %");
}

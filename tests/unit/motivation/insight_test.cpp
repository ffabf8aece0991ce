#include "insight.hpp"
#include "people.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace asista::motivation;
using namespace asista::motivation::test;

TEST_CASE("the calendar shows whole weeks up to this one, the last check-in of a day, and gaps as gaps") {
    const Moment now = at(sunday - 3, 12); // Thursday
    const std::vector<CheckIn> check_ins = {{Level::xl, at(sunday - 3, 8).at_ms},
                                            {Level::s, at(sunday - 3, 11).at_ms},
                                            {Level::m, at(sunday - 20, 9).at_ms},
                                            {Level::l, at(sunday - 3, 13).at_ms}}; // an hour ahead: not yet
    const auto days = check_in_calendar(check_ins, now);
    REQUIRE(days.size() == 42);
    CHECK(days.front().day == sunday - 41);
    CHECK(moment_at(InstantMs{days.front().day} * ms_per_day, 0).weekday == 0);
    CHECK(days.back().day == sunday);
    int with_level = 0, ahead = 0;
    for (const CalendarDay& day : days) {
        with_level += day.level ? 1 : 0;
        ahead += day.ahead ? 1 : 0;
        if (day.day == sunday - 3) CHECK(day.level == Level::s);
        if (day.day == sunday - 20) CHECK(day.level == Level::m);
    }
    CHECK(with_level == 2);
    CHECK(ahead == 3);
    CHECK(calendar_sentence(check_ins, now) == "3 check-ins on 2 days in the last six weeks.");
    CHECK(calendar_sentence({}, now).find("no day has to have one") != std::string::npos);
}

TEST_CASE("energy against effort counts days before today with both known, and is no chart below seven") {
    Facts facts = empty_facts();
    std::vector<CheckIn> check_ins;
    for (DayNumber day = sunday - 6; day < sunday; ++day) {
        check_ins.push_back({Level::m, at(day, 9).at_ms});
        facts.done_tasks->push_back(done_task(day, 10, Level::l)); // 5 each
    }
    check_ins.push_back({Level::xl, at(sunday, 9).at_ms}); // today is not over
    EffortByEnergy effort = effort_by_energy(check_ins, facts, at(sunday, 12));
    CHECK(effort.points == 6);
    CHECK(!effort.enough());
    CHECK(effort_sentence(effort, true) == "A chart needs check-ins on 7 days before today; there are 6 so far.");

    check_ins.push_back({Level::xs, at(sunday - 9, 9).at_ms}); // nothing finished: that is a point too
    effort = effort_by_energy(check_ins, facts, at(sunday, 12));
    CHECK(effort.enough());
    CHECK(effort.levels[2].days == 6);
    CHECK(effort.levels[2].mean_effort == doctest::Approx(5));
    CHECK(effort.levels[0].days == 1);
    CHECK(effort.levels[0].mean_effort == doctest::Approx(0));
    CHECK(effort.levels[4].days == 0);
    CHECK(effort_sentence(effort, true) == "From 7 days with a check-in. What happened, not a rule.");

    facts.known_days = 5; // of the days before nobody knows what was finished
    CHECK(effort_by_energy(check_ins, facts, at(sunday, 12)).points == 4);
    CHECK(effort_by_energy(check_ins, Facts{}, at(sunday, 12)).points == 0);
    CHECK(effort_sentence({}, false).find("not shared") != std::string::npos);
}

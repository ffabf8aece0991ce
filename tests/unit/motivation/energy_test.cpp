#include "energy.hpp"
#include "people.hpp"

#include <doctest/doctest.h>

using namespace asista::motivation;
using namespace asista::motivation::test;

TEST_CASE("energy is unknown below three days of finished tasks, and says so") {
    Facts facts = empty_facts();
    facts.done_tasks = {done_task(sunday - 1, 9, Level::l), done_task(sunday - 2, 9, Level::l)};
    const Moment now = at(sunday, 14);

    const EnergyReading reading = read_energy(make_stats(facts, now), now, {});

    CHECK(reading.origin == EnergyReading::Origin::unknown);
    CHECK(!reading.level);
    CHECK(reading.how.find("there are 2 so far") != std::string::npos);
    CHECK(!read_energy(make_stats(Facts{}, now), now, {}).level);
}

TEST_CASE("energy follows effort against the usual, habits, the hour and a full day") {
    struct Case {
        const char* name;
        std::vector<Level> today; // finished at 8:00
        int habits_done, habits;
        int hour;
        Level expected;
    };
    // Usual: one M task (3 points) by 10:00.
    const std::vector<Case> cases = {
        {"as usual", {Level::m}, 0, 0, 14, Level::m},
        {"nothing yet by the afternoon", {}, 0, 0, 14, Level::s},
        {"somewhat more", {Level::s, Level::s}, 0, 0, 14, Level::l},
        {"habits lift", {Level::m}, 2, 2, 14, Level::l},
        {"half of the habits do not", {Level::m}, 1, 2, 14, Level::m},
        {"much more than usual tires again", {Level::xl}, 0, 0, 14, Level::m},
        {"late", {}, 0, 0, 22, Level::xs},
        {"early, and yesterday was usual", {}, 0, 0, 6, Level::s},
        {"young day, yesterday was usual", {}, 0, 0, 9, Level::m},
        {"more and all habits", {Level::s, Level::s}, 3, 3, 14, Level::xl},
    };
    for (const Case& one : cases) {
        CAPTURE(one.name);
        Facts facts = steady_facts(sunday);
        for (const Level effort : one.today) facts.done_tasks->push_back(done_task(sunday, 5, effort));
        for (int i = 0; i < one.habits; ++i) {
            facts.habits->push_back({"habit", 0x7F, i < one.habits_done ? std::vector{sunday} : std::vector<DayNumber>{}});
        }
        const Moment now = at(sunday, one.hour);

        const EnergyReading reading = read_energy(make_stats(facts, now), now, {});

        CHECK(reading.origin == EnergyReading::Origin::estimated);
        CHECK(level_code(*reading.level) == level_code(one.expected));
        CHECK(reading.sample_days == 10);
        CHECK(reading.how.find("10 days of finished tasks") != std::string::npos);
    }
}

TEST_CASE("the morning after a full day is a slow one") {
    Facts facts = steady_facts(sunday);
    facts.done_tasks->push_back(done_task(sunday - 1, 20, Level::xl));
    const Moment morning = at(sunday, 9);

    const EnergyReading reading = read_energy(make_stats(facts, morning), morning, {});

    CHECK(reading.level == Level::s);
    CHECK(reading.how == "Little is usually finished by this hour. Yesterday's effort was 11; your usual day has 3.8. A slower "
                         "start would be fair. "
                         "Estimated from 10 days of finished tasks.");
}

TEST_CASE("a check-in speaks louder than the estimate for four hours of the same day") {
    const Facts facts = steady_facts(sunday);
    const CheckIn check_in{Level::xl, at(sunday, 9, 40).at_ms};
    const auto origin_at = [&](const Moment& now) { return read_energy(make_stats(facts, now), now, check_in).origin; };

    CHECK(origin_at(at(sunday, 9, 40)) == EnergyReading::Origin::checked_in);
    CHECK(origin_at(at(sunday, 13, 39)) == EnergyReading::Origin::checked_in);
    CHECK(origin_at(at(sunday, 13, 40)) == EnergyReading::Origin::estimated);
    CHECK(origin_at(at(sunday, 9, 0)) == EnergyReading::Origin::estimated); // the clock went back
    CHECK(read_energy(make_stats(facts, at(sunday, 10)), at(sunday, 10), check_in).how == "You said so at 9:40.");

    const CheckIn late{Level::s, at(sunday, 23, 30).at_ms};
    CHECK(holds(late, at(sunday, 23, 59)));
    CHECK(!holds(late, at(sunday + 1, 0, 1)));
}

TEST_CASE("a check-in works without any data") {
    const Moment now = at(sunday, 10);
    const EnergyReading reading = read_energy(make_stats(Facts{}, now), now, CheckIn{Level::s, now.at_ms});
    CHECK(reading.level == Level::s);
}

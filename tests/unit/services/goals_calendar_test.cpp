#include "support.hpp"

#include <cmath>
#include <limits>

using namespace asista;
using namespace asista::test;

TEST_CASE("a goal comes back as it was added and moves when told to") {
    Profile p;
    const auto id = must(p.s.goals.add(p.by_ada, {"Run 10 km", "km", 10, 6.5, today + 30}, today, now)).id;

    must(p.s.goals.set_progress(p.by_plugin, {id, 7.2}, today, now + hour));

    const auto goals = must(p.s.goals.list(p.ada, {})).goals;
    REQUIRE(goals.size() == 1);
    CHECK(goals[0].title == "Run 10 km");
    CHECK(goals[0].unit == "km");
    CHECK(goals[0].target == 10);
    CHECK(goals[0].current == 7.2);
    CHECK(goals[0].start_day == today);
    CHECK(goals[0].due_day == today + 30);
    CHECK(goals[0].active);
    CHECK(goals[0].updated_at == now + hour);
}

TEST_CASE("a goal that breaks a rule is refused") {
    Profile p;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

    CHECK(error_of(p.s.goals.add(p.by_ada, {"", "km", 10, 0, {}}, today, now)).message == "a goal needs a title");
    for (const double target : {0.0, -1.0, nan, infinity, 1e13})
        CHECK(error_of(p.s.goals.add(p.by_ada, {"x", "", target, 0, {}}, today, now)).code == Errc::invalid);
    for (const double current : {nan, infinity, -infinity}) {
        CHECK(error_of(p.s.goals.add(p.by_ada, {"x", "", 1, current, {}}, today, now)).code == Errc::invalid);
        CHECK(error_of(p.s.goals.set_progress(p.by_ada, {1, current}, today, now)).code == Errc::invalid);
    }
    CHECK(p.count("goals") == 0);
}

TEST_CASE("pace compares progress with the time gone by") {
    Goal goal;
    goal.target = 100;
    goal.start_day = today - 50;
    goal.due_day = today + 50;
    struct Variant {
        double current;
        Pace pace;
    };
    for (const auto& [current, pace] : {Variant{50, Pace::on_track}, Variant{46, Pace::on_track}, Variant{56, Pace::ahead},
                                        Variant{44, Pace::behind}, Variant{100, Pace::ahead}, Variant{0, Pace::behind}}) {
        CAPTURE(current);
        goal.current = current;
        CHECK(pace_of(goal, today) == pace);
    }
    goal.current = 99;
    CHECK(pace_of(goal, today + 500) == Pace::on_track); // long past its day and all but done
    goal.due_day.reset();
    CHECK(pace_of(goal, today) == Pace::no_plan);
}

TEST_CASE("nobody sees, moves or removes another user's goal") {
    Profile p;
    const auto id = must(p.s.goals.add(p.by_ada, {"Save", "", 10, 1, {}}, today, now)).id;

    CHECK(must(p.s.goals.list(p.bob, {true})).goals.empty());
    CHECK(error_of(p.s.goals.set_progress(p.by_bob, {id, 5}, today, now)).code == Errc::not_found);
    CHECK(error_of(p.s.goals.remove(p.by_bob, id, now)).code == Errc::not_found);
    CHECK(must(p.s.goals.list(p.ada, {})).goals.at(0).current == 1);
    must(p.s.goals.remove(p.by_ada, id, now));
    CHECK(must(p.s.goals.list(p.ada, {})).goals.empty());
}

TEST_CASE("events are found by overlap with a half-open range, by start") {
    Profile p;
    const auto add = [&](const char* title, InstantMs from, InstantMs to) {
        must(p.s.calendar.add(p.by_ada, {title, "", now + from, now + to, 0}, now));
    };
    add("second", hour, 2 * hour);
    add("first", -hour, hour);
    add("ends at from", -2 * hour, 0);
    add("starts at to", 3 * hour, 4 * hour);
    add("moment at from", 0, 0);
    add("around", -300 * 24 * hour, 24 * hour);
    add("moment before", -1, -1);

    std::vector<std::string> titles;
    for (const auto& event : must(p.s.calendar.list(p.ada, {now, now + 3 * hour, 200})).events) titles.push_back(event.title);

    CHECK(titles == std::vector<std::string>{"around", "first", "moment at from", "second"});
}

TEST_CASE("an event that breaks a rule is refused") {
    Profile p;
    const auto add = [&](const char* title, InstantMs from, InstantMs to, std::uint32_t color = 0) {
        return p.s.calendar.add(p.by_ada, {title, "", from, to, color}, now);
    };

    CHECK(error_of(add("", now, now)).message == "an event needs a title");
    CHECK(error_of(add("x", now, now - 1)).message == "an event cannot end before it begins");
    CHECK(error_of(add("x", now, now + Calendar::max_event_ms + 1)).code == Errc::invalid);
    CHECK(error_of(add("x", std::numeric_limits<InstantMs>::min(), std::numeric_limits<InstantMs>::max())).code == Errc::invalid);
    CHECK(error_of(add("x", now, now, 64)).code == Errc::invalid);
    CHECK(p.count("calendar_events") == 0);
}

TEST_CASE("a range of all time is answered") {
    Profile p;
    must(p.s.calendar.add(p.by_ada, {"x", "", now, now, 0}, now));
    constexpr auto lowest = std::numeric_limits<InstantMs>::min(), highest = std::numeric_limits<InstantMs>::max();

    CHECK(must(p.s.calendar.list(p.ada, {lowest, highest, 10})).events.size() == 1);
    CHECK(must(p.s.calendar.list(p.ada, {highest, lowest, 10})).events.empty());
    CHECK(must(p.s.calendar.list(p.ada, {lowest, highest, 0})).events.empty());
}

TEST_CASE("nobody sees or removes another user's event") {
    Profile p;
    const auto id = must(p.s.calendar.add(p.by_ada, {"Dentist", "", now, now + hour, 0}, now)).id;

    CHECK(must(p.s.calendar.list(p.bob, {now - hour, now + hour, 10})).events.empty());
    CHECK(error_of(p.s.calendar.remove(p.by_bob, id, now)).code == Errc::not_found);
    CHECK(p.count("calendar_events") == 1);
}

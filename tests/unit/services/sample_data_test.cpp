#include "services/sample_data.hpp"

#include "support.hpp"

#include <algorithm>

using namespace asista;
using namespace asista::test;

namespace {

constexpr std::int32_t offset = 3600; // an hour ahead of UTC

std::string person() { return must(read_text_file(std::filesystem::path(ASISTA_ASSETS) / "sample-data/person.json")); }

} // namespace

TEST_CASE("the sample person's day looks like the day in the design") {
    Profile p;

    CHECK(must(load_sample_data(p.s.db, p.ada, person(), today, offset)));

    calls::TasksList::Request list;
    list.include_done = true;
    list.done_since = start_of(today, offset);
    const auto tasks = must(p.s.tasks.list(p.ada, list)).tasks;
    CHECK(must(p.s.tasks.count_open(p.ada)) == 12);
    CHECK(tasks.at(0).title == "Reply to the landlord");
    CHECK(tasks.back().title == "Water the plants");
    CHECK(tasks.back().status == TaskStatus::done);
    CHECK(std::ranges::count(tasks, today, &Task::due_day) == 4);
    CHECK(must(p.s.tasks.count_done(p.ada, start_of(today - 6, offset))) >= 8);

    const auto habits = must(p.s.habits.list(p.ada, {today - 6, today}, today)).habits;
    REQUIRE(habits.size() == 3);
    CHECK(std::ranges::count_if(habits, [](const Habit& habit) {
              return habit.completed_days.empty() || habit.completed_days.back() != today;
          }) == 2);
    CHECK(habits[0].streak_days == 4);

    const auto goals = must(p.s.goals.list(p.ada, {})).goals;
    REQUIRE(goals.size() == 3);
    CHECK(goals[0].current == 7.2);
    CHECK(pace_of(goals[0], today) == Pace::on_track);
    CHECK(pace_of(goals[1], today) == Pace::ahead);
    CHECK(pace_of(goals[2], today) == Pace::behind);

    const auto events = must(p.s.calendar.list(p.ada, {start_of(today, offset), start_of(today + 1, offset), 9})).events;
    REQUIRE(events.size() == 3);
    CHECK(events[0].title == "Team call");
    CHECK(events[0].starts_at == start_of(today, offset) + 11 * hour);
    CHECK(events[0].ends_at == start_of(today, offset) + 11 * hour + 30 * minute);
}

TEST_CASE("sample data goes into an empty profile only, once, and to one user") {
    Profile p;

    CHECK(must(load_sample_data(p.s.db, p.ada, person(), today, offset)));
    const auto count = p.count("tasks");
    CHECK_FALSE(must(load_sample_data(p.s.db, p.ada, person(), today, offset)));
    CHECK(p.count("tasks") == count);
    CHECK(must(p.s.tasks.list(p.bob, {})).tasks.empty());

    must(p.s.goals.add(p.by_bob, {"Bob's own", "", 1, 0, {}}, today, now));
    CHECK_FALSE(must(load_sample_data(p.s.db, p.bob, person(), today, offset)));
    CHECK(must(p.s.tasks.list(p.bob, {})).tasks.empty());
}

TEST_CASE("broken sample data names its entry and leaves the profile empty") {
    struct Variant {
        const char* json;
        const char* part;
    };
    const Variant variants[] = {
        {R"({"tasks": [{"title": "a", "energy": "S", "created": 0}, {"title": "b", "energy": "XXL", "created": 0}]})",
         "task 2: \"energy\""},
        {R"({"tasks": [{"title": "a", "energy": "S", "created": 0, "done": 0, "at": "25:00"}]})", "task 1: \"at\""},
        {R"({"goals": [{"title": "a", "target": "ten"}]})", "goal 1: \"target\" must be a number"},
        {R"({"events": {}})", "\"events\" must be a list"},
        {"[", "not valid JSON"},
    };
    for (const Variant& variant : variants) {
        Profile p;
        const Error error = error_of(load_sample_data(p.s.db, p.ada, variant.json, today, 0));
        CHECK_MESSAGE(contains(error.message, variant.part), error.message);
        CHECK(p.count("tasks") == 0);
    }
}

// Goals: both directions, pace, what they follow, milestones, links, and how they went.
#include "services/change_words.hpp"
#include "support.hpp"

#include <cmath>

using namespace asista;
using namespace asista::test;
using namespace asista::calls;
using services::behind_by;

namespace {

GoalsCreate::Request leading(double start, double target, std::string unit = "kg") {
    GoalsCreate::Request request;
    request.title = "Goal";
    request.unit = std::move(unit);
    request.start = start;
    request.target = target;
    return request;
}

std::uint64_t create(Profile& p, const GoalsCreate::Request& request, DayNumber on = today) {
    return must(p.s.goals.create(p.by_ada, request, on, now)).id;
}

GoalItem goal(Profile& p, std::uint64_t id, DayNumber on = today) {
    for (auto& each : must(p.s.goals.items(p.ada, {true}, on)).goals)
        if (each.id == id) return each;
    FAIL("no such goal");
    return {};
}

template <class Change> Result<Changed> edit(Profile& p, std::uint64_t id, Change change, DayNumber on = today) {
    GoalsEdit::Request request;
    request.id = id;
    change(request);
    return p.s.goals.edit(p.by_ada, request, on, now);
}

std::vector<std::pair<DayNumber, double>> points(Profile& p, std::uint64_t id, DayNumber on = today) {
    std::vector<std::pair<DayNumber, double>> all;
    for (const auto& point : must(p.s.goals.history(p.ada, id, on, 0)).points) all.emplace_back(point.day, point.value);
    return all;
}

using Points = std::vector<std::pair<DayNumber, double>>;

} // namespace

TEST_CASE("on track is within five percent of the straight line") {
    struct Variant {
        const char* name;
        GoalWay way;
        GoalPace pace;
        double behind;
    };
    const DayNumber a = today - 50, b = today + 50; // half of the time is gone
    const Variant variants[] = {
        {"half of the way", {0, 100, 50, a, b}, GoalPace::on_track, 0},
        {"a little less", {0, 100, 45, a, b}, GoalPace::on_track, 0},
        {"too little", {0, 100, 44, a, b}, GoalPace::behind, 6},
        {"a little more", {0, 100, 55, a, b}, GoalPace::on_track, 0},
        {"much more", {0, 100, 56, a, b}, GoalPace::ahead, 0},
        {"all of it", {0, 100, 100, a, b}, GoalPace::reached, 0},
        {"beyond it", {0, 100, 140, a, b}, GoalPace::reached, 0},
        {"back behind the start", {0, 100, -10, a, b}, GoalPace::behind, 60},
        {"not from zero", {50, 100, 75, a, b}, GoalPace::on_track, 0},
        {"not from zero and behind", {50, 100, 60, a, b}, GoalPace::behind, 15},
        {"downwards on track", {90, 80, 85, a, b}, GoalPace::on_track, 0},
        {"downwards behind", {90, 80, 88, a, b}, GoalPace::behind, 3},
        {"downwards ahead", {90, 80, 82, a, b}, GoalPace::ahead, 0},
        {"downwards reached", {90, 80, 79.5, a, b}, GoalPace::reached, 0},
        {"down to nothing", {500, 0, 400, a, b}, GoalPace::behind, 150},
        {"before it starts", {0, 100, 0, today + 1, today + 50}, GoalPace::on_track, 0},
        {"on its due day", {0, 100, 80, a, today}, GoalPace::behind, 20},
        {"long after, all but done", {0, 100, 99, a, today - 1}, GoalPace::on_track, 0},
        {"no due day", {0, 100, 1, a, std::nullopt}, GoalPace::no_plan, 0},
        {"no start day, not due yet", {0, 100, 1, std::nullopt, b}, GoalPace::no_plan, 0},
        {"no start day, due", {0, 100, 1, std::nullopt, today - 1}, GoalPace::behind, 99},
        {"due on the day it starts, tomorrow", {0, 100, 0, today + 1, today + 1}, GoalPace::no_plan, 0},
    };
    for (const Variant& variant : variants) {
        CAPTURE(variant.name);
        CHECK(pace_on(variant.way, today) == variant.pace);
        CHECK(behind_by(variant.way, today) == doctest::Approx(variant.behind));
    }
}

TEST_CASE("a goal may lead down, and plugins see the way gone") {
    Profile p;
    const auto id = create(p, leading(90, 80));
    must(edit(p, id, [](auto& e) { e.current = 87.5; }));

    CHECK(goal(p, id).current == 87.5);
    auto seen = must(p.s.goals.list(p.ada, {})).goals.at(0);
    CHECK(seen.target == 10);
    CHECK(seen.current == 2.5);
    must(p.s.goals.set_progress(p.by_plugin, {id, 4}, today, now));
    CHECK(goal(p, id).current == 86);
    must(edit(p, id, [](auto& e) { e.step = -1; }));
    CHECK(goal(p, id).current == 85);
}

TEST_CASE("what breaks a rule of goals is refused and changes nothing") {
    Profile p;
    const auto id = create(p, leading(0, 10));
    const auto before = p.count("changes");
    CHECK_FALSE(edit(p, id, [](auto& e) { e.title = ""; }));
    CHECK_FALSE(edit(p, id, [](auto& e) { e.target = 0; }));
    CHECK_FALSE(edit(p, id, [](auto& e) { e.target = std::nan(""); }));
    CHECK_FALSE(edit(p, id, [](auto& e) { e.current = std::nan(""); }));
    CHECK_FALSE(edit(p, id, [](auto& e) { e.step = 1e300; }));
    CHECK_FALSE(edit(p, id, [](auto& e) { e.color = 99; }));
    CHECK_FALSE(edit(p, id, [](auto& e) { e.due_day = today - 1; }));
    CHECK_FALSE(edit(p, id, [](auto& e) { e.behind = 77; }));
    CHECK_FALSE(edit(p, 77, [](auto& e) { e.current = 1; }));
    CHECK_FALSE(p.s.goals.create(p.by_ada, leading(5, 5), today, now));
    CHECK_FALSE(p.s.goals.milestone(p.by_ada, {id, 0, "", {}, {}, false}, now));
    CHECK_FALSE(p.s.goals.milestone(p.by_ada, {id, 9, "x", {}, {}, false}, now));
    CHECK_FALSE(p.s.goals.link(p.by_ada, {id, LinkKind::task, 9, false}, now));
    CHECK_FALSE(p.s.goals.link(p.by_bob, {id, LinkKind::task, 9, true}, now));
    CHECK_FALSE(p.s.goals.milestone(p.by_bob, {id, 0, "x", {}, {}, false}, now));
    CHECK_FALSE(p.s.goals.history(p.bob, id, today, 0));
    CHECK(p.count("changes") == before);
}

TEST_CASE("milestones are reached by the number or ticked") {
    Profile p;
    const auto id = create(p, leading(90, 80));
    const auto by_hand = must(p.s.goals.milestone(p.by_ada, {id, 0, "Bought scales", {}, {}, false}, now)).id;
    must(p.s.goals.milestone(p.by_ada, {id, 0, "Half", 85, {}, false}, now));
    const auto first = must(p.s.goals.milestone(p.by_ada, {id, 0, "First", 88, {}, false}, now)).id;
    must(edit(p, id, [](auto& e) { e.current = 86; }));

    auto milestones = goal(p, id).milestones;
    REQUIRE(milestones.size() == 3);
    CHECK(milestones[0].title == "First");
    CHECK(milestones[0].reached);
    CHECK(milestones[1].title == "Half");
    CHECK_FALSE(milestones[1].reached);
    CHECK_FALSE(milestones[2].reached);
    must(p.s.goals.milestone(p.by_ada, {id, by_hand, "", {}, true, false}, now));
    CHECK(goal(p, id).milestones[2].reached);
    CHECK(error_of(p.s.goals.milestone(p.by_ada, {id, first, "", {}, true, false}, now)).code == Errc::invalid);
    must(p.s.operations.undo_last(p.ada, now));
    CHECK_FALSE(goal(p, id).milestones[2].reached);
    must(p.s.goals.milestone(p.by_ada, {id, first, "", {}, {}, true}, now));
    CHECK(goal(p, id).milestones.size() == 2);
}

TEST_CASE("a goal that follows is where its tasks and habits are") {
    Profile p;
    auto request = leading(0, 100, "km");
    request.follows = true;
    request.start_day = today - 10;
    const auto id = create(p, request);
    const auto task = p.add_task("Buy shoes");
    HabitsCreate::Request habit;
    habit.name = "Run";
    habit.target = 5;
    habit.unit = "KM";
    const auto run = must(p.s.habits.create(p.by_ada, habit, now)).id;
    habit.name = "Stretch";
    habit.unit = "minutes";
    const auto stretch = must(p.s.habits.create(p.by_ada, habit, now)).id;
    must(p.s.goals.link(p.by_ada, {id, LinkKind::task, task, false}, now));
    must(p.s.goals.link(p.by_ada, {id, LinkKind::habit, run, false}, now));
    must(p.s.goals.link(p.by_ada, {id, LinkKind::habit, stretch, false}, now));
    CHECK(goal(p, id).current == 0);

    const auto record = [&](std::uint64_t which, int back, double amount) {
        must(p.s.habits.record(p.by_ada, {which, today - back, HabitMark::done, amount}, today, now));
    };
    record(run, 1, 7.5);   // in the goal's unit: amounts
    record(run, 3, 2);     // partial ones too
    record(run, 20, 50);   // before it began
    record(stretch, 1, 5); // in another unit: days
    record(stretch, 2, 1); // not a whole one
    must(p.s.tasks.update(p.by_ada, set_status(task, TaskStatus::done), now));
    CHECK(goal(p, id).current == 11.5);
    CHECK(points(p, id) == Points{{today - 10, 0}, {today - 3, 2}, {today - 1, 10.5}, {today, 11.5}});
    CHECK(must(p.s.goals.list(p.ada, {})).goals.at(0).current == 11.5);
    CHECK(error_of(edit(p, id, [](auto& e) { e.current = 3; })).code == Errc::invalid);
    CHECK(error_of(p.s.goals.set_progress(p.by_plugin, {id, 3}, today, now)).code == Errc::invalid);

    SUBCASE("what is undone is followed as well") {
        must(p.s.operations.undo_last(p.ada, now));
        CHECK(goal(p, id).current == 10.5);
    }
    SUBCASE("a removed task is unseen and comes back with its link") {
        must(p.s.tasks.remove(p.by_ada, task, now));
        CHECK(goal(p, id).links.size() == 2);
        CHECK(goal(p, id).current == 10.5);
        must(p.s.operations.undo_last(p.ada, now));
        CHECK(goal(p, id).links.size() == 3);
        CHECK(goal(p, id).current == 11.5);
    }
    SUBCASE("let go, it stays where it is") {
        must(edit(p, id, [](auto& e) { e.follows = false; }));
        CHECK(goal(p, id).current == 11.5);
        record(run, 0, 100);
        CHECK(goal(p, id).current == 11.5);
        must(p.s.operations.undo_last(p.ada, now));
        must(p.s.operations.undo_last(p.ada, now));
        CHECK(goal(p, id).follows);
    }
}

TEST_CASE("how a goal went is the last number of each day, and undo takes it back") {
    Profile p;
    const auto id = create(p, leading(0, 10), today - 5);
    const auto set = [&](double value, DayNumber on) {
        must(edit(
            p, id, [value](auto& e) { e.current = value; }, on));
    };
    set(1, today - 4);
    set(2, today - 2);
    set(3, today - 2);
    set(4, today);
    CHECK(points(p, id) == Points{{today - 5, 0}, {today - 4, 1}, {today - 2, 3}, {today, 4}});

    must(p.s.operations.undo_last(p.ada, now));
    CHECK(points(p, id) == Points{{today - 5, 0}, {today - 4, 1}, {today - 2, 3}});
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(points(p, id) == Points{{today - 5, 0}, {today - 4, 1}, {today - 2, 2}});
    must(p.s.operations.redo_last(p.ada, now));
    must(p.s.operations.redo_last(p.ada, now));
    CHECK(points(p, id) == Points{{today - 5, 0}, {today - 4, 1}, {today - 2, 3}, {today, 4}});
    set(5, today - 30); // a clock that was put back
    CHECK(points(p, id) == Points{{today - 5, 0}, {today - 4, 1}, {today - 2, 3}, {today, 5}});
    must(edit(
        p, id, [](auto& e) { e.title = "Renamed"; }, today + 1));
    CHECK(points(p, id).size() == 4);
}

TEST_CASE("a goal that was erased comes back with all that belonged to it") {
    Profile p;
    const auto id = create(p, leading(0, 10), today - 5);
    must(edit(p, id, [](auto& e) { e.current = 1.0 / 3; }));
    must(p.s.goals.milestone(p.by_ada, {id, 0, "A \"third\"", 1.0 / 3, {}, false}, now));
    must(p.s.goals.milestone(p.by_ada, {id, 0, "By hand", {}, true, false}, now));
    must(p.s.goals.link(p.by_ada, {id, LinkKind::task, p.add_task("x"), false}, now));
    const auto before = wire::encode(goal(p, id));
    const auto went = points(p, id);

    must(p.s.goals.erase(p.by_ada, id, now));
    for (const char* table : {"goals", "milestones", "goal_links", "goal_points"}) CHECK(p.count(table) == 0);
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(wire::encode(goal(p, id)) == before);
    CHECK(points(p, id) == went);
}

TEST_CASE("completed and archived goals are told apart and leave the list") {
    Profile p;
    const auto a = create(p, leading(0, 10)), b = create(p, leading(0, 20)), c = create(p, leading(0, 30));
    must(edit(p, a, [](auto& e) { e.state = GoalState::completed; }));
    must(edit(p, b, [](auto& e) { e.state = GoalState::archived; }));
    CHECK(goal(p, a).state == GoalState::completed);
    CHECK(goal(p, b).state == GoalState::archived);
    CHECK(must(p.s.goals.items(p.ada, {}, today)).goals.at(0).id == c);
    const auto all = must(p.s.goals.items(p.ada, {true}, today)).goals;
    CHECK(std::vector<std::uint64_t>{all.at(0).id, all.at(1).id, all.at(2).id} == std::vector<std::uint64_t>{c, a, b});
    must(edit(p, a, [](auto& e) { e.state = GoalState::active; }));
    CHECK(goal(p, a).state == GoalState::active);
    must(edit(p, c, [a](auto& e) { e.behind = a; }));
    CHECK(must(p.s.goals.items(p.ada, {}, today)).goals.at(0).id == a);
    must(p.s.operations.undo_last(p.ada, now));
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(goal(p, a).state == GoalState::completed);
}

TEST_CASE("an old change of a goal can be undone although its fractions were rounded") {
    Profile p;
    const auto id = create(p, leading(0, 10));
    must(edit(p, id, [](auto& e) { e.current = 10.0 / 7; }));
    const auto first = must(p.s.operations.changes(p.ada, 99'999, 1)).at(0).id;
    // As older versions wrote it, in 15 digits.
    must(p.s.db.run("UPDATE operations SET after = json_set(after, '$.current', json('1.42857142857143')) WHERE change_id = ?1",
                    first));
    must(edit(p, id, [](auto& e) { e.title = "Renamed"; }));

    must(p.s.operations.undo(p.ada, first, now));
    CHECK(goal(p, id).current == 0);
    CHECK(goal(p, id).title == "Renamed");
    // A number that is another one is still refused.
    must(edit(p, id, [](auto& e) { e.current = 2; }));
    const auto second = must(p.s.operations.changes(p.ada, 99'999, 1)).at(0).id;
    must(edit(p, id, [](auto& e) { e.current = 2.0000001; }));
    CHECK(error_of(p.s.operations.undo(p.ada, second, now)).code == Errc::busy);
}

TEST_CASE("what became of a goal is told in words") {
    Profile p;
    const auto id = create(p, leading(0, 10));
    const auto said = [&] {
        return change_words(must(p.s.operations.operations_of(p.ada, must(p.s.operations.changes(p.ada, 99'999, 1)).at(0).id)));
    };
    must(edit(p, id, [](auto& e) { e.current = 4; }));
    CHECK(said() == "changed the progress of \"Goal\"");
    const auto half = must(p.s.goals.milestone(p.by_ada, {id, 0, "Half", {}, {}, false}, now)).id;
    CHECK(said() == "added the milestone \"Half\"");
    must(p.s.goals.milestone(p.by_ada, {id, half, "", {}, true, false}, now));
    CHECK(said() == "reached the milestone \"Half\"");
    must(p.s.goals.link(p.by_ada, {id, LinkKind::task, p.add_task("x"), false}, now));
    CHECK(said() == "linked a task of a goal");
    must(edit(p, id, [](auto& e) { e.state = GoalState::completed; }));
    CHECK(said() == "completed \"Goal\"");
    must(edit(p, id, [](auto& e) { e.state = GoalState::archived; }));
    CHECK(said() == "archived \"Goal\"");
}

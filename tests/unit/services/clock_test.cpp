// A clock that jumps by years, there and back, as one without a battery or set by hand does: nothing is lost, nothing counts that was not, and
// what was done last is undone first.
#include "support.hpp"

using namespace asista;
using namespace asista::test;

namespace {

constexpr DayNumber ten_years = 3'652;
constexpr InstantMs day = 24 * hour, years = ten_years * day;

calls::HabitItem habit(Profile& p, DayNumber on) { return must(p.s.habits.items(p.ada, {on - 34, on, true}, on)).habits.at(0); }

} // namespace

TEST_CASE("a streak is what it was once a clock that jumped is right again") {
    for (const DayNumber jump : {ten_years, -ten_years / 2}) {
        CAPTURE(jump);
        Profile p;
        const auto id = must(p.s.habits.add(p.by_ada, {"Walk", 127}, now - 60 * day)).id;
        for (DayNumber back = 20; back >= 0; --back) must(p.s.habits.mark(p.by_ada, {id, today - back, true}, today, now));
        const auto before = habit(p, today);
        REQUIRE(before.streak == 21);

        const DayNumber wrong = today + jump;
        CHECK(habit(p, wrong).streak == 0);
        must(p.s.habits.mark(p.by_ada, {id, wrong, true}, wrong, now + jump * day)); // a tick while it was wrong
        CHECK(habit(p, wrong).streak == 1);

        const auto after = habit(p, today);
        CHECK(after.streak == before.streak);
        CHECK(after.strength == doctest::Approx(before.strength).epsilon(0.01));
        CHECK(p.count("habit_completions") == 22); // the tick is kept, and is undone like any other
        must(p.s.operations.undo_last(p.ada, now));
        CHECK(p.count("habit_completions") == 21);
    }
}

TEST_CASE("what was done last is undone first whatever the clock said") {
    Profile p;
    const auto first = p.add_task("before");
    const auto titles = [&] {
        std::vector<std::string> all;
        for (const auto& each : must(p.s.tasks.page(p.ada, {}, today)).tasks) all.push_back(each.task.title);
        return all;
    };
    using Titles = std::vector<std::string>;
    must(p.s.tasks.add(p.by_ada, {"years later", {}, Energy::m, {}, {}}, now + years));
    must(p.s.tasks.add(p.by_ada, {"long ago", {}, Energy::m, {}, {}}, now - years));
    must(p.s.tasks.update(p.by_ada, set_status(first, TaskStatus::done), now));

    must(p.s.operations.undo_last(p.ada, now - years));
    CHECK(titles() == Titles{"before", "years later", "long ago"});
    must(p.s.operations.undo_last(p.ada, now + years));
    CHECK(titles() == Titles{"before", "years later"});
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(titles() == Titles{"before"});
    for (int i = 0; i < 3; ++i) must(p.s.operations.redo_last(p.ada, now - years));
    CHECK(titles() == Titles{"years later", "long ago"});
    CHECK(must(p.s.tasks.get(p.ada, first)).task.completed_at == now);
}

TEST_CASE("a change from years to come is not gathered with those of today, and none from years ago is lost") {
    Profile p;
    const auto id = p.add_task("0");
    const auto rename = [&](const std::string& title, InstantMs at) {
        calls::TasksUpdate::Request request;
        request.id = id;
        request.title = title;
        must(p.s.tasks.update(p.by_ada, request, at));
    };
    for (int i = 1; i <= 20; ++i) rename(std::to_string(i), i % 2 == 0 ? now + years : now - years);

    for (int i = 19; i >= 0; --i) {
        must(p.s.operations.undo_last(p.ada, now));
        CHECK(must(p.s.tasks.get(p.ada, id)).task.title == std::to_string(i));
    }
}

TEST_CASE("time that is being tracked while the clock jumps is never negative, and years are not counted in silence") {
    Profile p;
    const auto id = p.add_task("a");
    const auto tracked = [&] { return must(p.s.tasks.get(p.ada, id)).tracked_ms; };

    SUBCASE("ahead: the person is asked about the gap") {
        must(p.s.tracking.start(p.by_ada, id, now));
        for (InstantMs at = now; at <= now + 10 * minute; at += minute) must(p.s.tracking.note_alive(p.ada, at));
        must(p.s.tracking.note_alive(p.ada, now + years));
        REQUIRE(p.s.tracking.left_at() == now + 10 * minute);
        must(p.s.tracking.stop(p.by_ada, p.s.tracking.left_at(), now + years));
        CHECK(tracked() == 10 * minute);
    }
    SUBCASE("back, beyond the beginning: it ends where it began") {
        must(p.s.tracking.start(p.by_ada, id, now));
        must(p.s.tracking.note_alive(p.ada, now - years));
        CHECK_FALSE(p.s.tracking.left_at());
        must(p.s.tracking.stop(p.by_ada, {}, now - years));
        CHECK(tracked() == 0);
        CHECK_FALSE(must(p.s.tracking.running(p.ada)));
    }
    SUBCASE("ahead and back: it is asked about, and can be ended then") {
        must(p.s.tracking.start(p.by_ada, id, now));
        must(p.s.tracking.note_alive(p.ada, now + minute));
        must(p.s.tracking.note_alive(p.ada, now + years));
        must(p.s.tracking.note_alive(p.ada, now + 2 * minute));
        must(p.s.tracking.stop(p.by_ada, p.s.tracking.left_at(), now + 3 * minute));
        CHECK(tracked() == minute);
    }
    SUBCASE("another task takes over") {
        must(p.s.tracking.start(p.by_ada, id, now + years));
        const auto other = p.add_task("b");
        must(p.s.tracking.start(p.by_ada, other, now));
        CHECK(tracked() == 0);
        CHECK(must(p.s.tracking.running(p.ada))->task == other);
        must(p.s.tracking.stop(p.by_ada, {}, now + hour));
        CHECK(must(p.s.tasks.get(p.ada, other)).tracked_ms == hour);
    }
    while (must(p.s.operations.next_undo(p.ada))) must(p.s.operations.undo_last(p.ada, now - years));
    CHECK(p.count("time_entries") == 0);
    CHECK(p.count("tasks") == 0);
}

TEST_CASE("a task that repeats and was completed while the clock was wrong is brought back by undo, its next one gone") {
    Profile p;
    calls::TasksCreate::Request request;
    request.title = "Water the plants";
    request.due_day = today;
    request.recurrence = "FREQ=WEEKLY";
    const auto id = must(p.s.tasks.create(p.by_ada, request, now)).id;

    must(p.s.tasks.update(p.by_ada, set_status(id, TaskStatus::done), now + years, today + ten_years));
    REQUIRE(p.count("tasks") == 2);
    must(p.s.operations.undo_last(p.ada, now));

    CHECK(p.count("tasks") == 1);
    CHECK(must(p.s.tasks.get(p.ada, id)).task.due_day == today);
}

TEST_CASE("a goal that was moved while the clock was wrong has its number of that day, and undo takes it back") {
    Profile p;
    const auto id = must(p.s.goals.add(p.by_ada, {"Read", "pages", 100, 0, today + 90}, today, now)).id;
    must(p.s.goals.set_progress(p.by_ada, {id, 20}, today, now));
    const auto before = must(p.s.goals.history(p.ada, id, today, 0)).points;

    must(p.s.goals.set_progress(p.by_ada, {id, 30}, today - ten_years, now - years));
    must(p.s.goals.set_progress(p.by_ada, {id, 40}, today + ten_years, now + years));
    must(p.s.operations.undo_last(p.ada, now));
    must(p.s.operations.undo_last(p.ada, now));

    const auto after = must(p.s.goals.history(p.ada, id, today, 0)).points;
    REQUIRE(after.size() == before.size());
    for (std::size_t i = 0; i < after.size(); ++i) CHECK(after[i].value == before[i].value);
}

TEST_CASE("what plugins did stays in the audit log over a jump back, with times that can be read") {
    Profile p;
    const auto note = [&](const char* subject, InstantMs at) {
        p.s.audit.note({p.ada, "ai.asista.focus", "1.0.0", "tasks.list", subject, calls::AuditEntry::Outcome::done}, at);
        must(p.s.audit.flush(at));
    };
    note("before", now);
    note("long ago", now - years);
    note("after", now + minute);

    CHECK(must(p.s.audit.list(p.ada, {"", 0, 100}, now + minute)).entries.size() == 2); // 90 days are kept, and that one is older
    CHECK(must(p.s.audit.list(p.ada, {"", 0, 100}, now + minute)).entries[0].subject == "after");
}

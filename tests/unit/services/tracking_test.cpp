// Time tracking and projects.
#include "support.hpp"
#include "temp_dir.hpp"

using namespace asista;
using namespace asista::test;

TEST_CASE("time is tracked for one task at a time") {
    Profile p;
    const auto a = p.add_task("a"), b = p.add_task("b");
    must(p.s.tracking.start(p.by_ada, a, now));
    CHECK(must(p.s.tracking.start(p.by_ada, a, now + minute)).change == 0); // it runs already
    must(p.s.tracking.start(p.by_ada, b, now + 10 * minute));

    CHECK(must(p.s.tasks.get(p.ada, a)).tracked_ms == 10 * minute);
    CHECK(must(p.s.tasks.get(p.ada, b)).tracking_since == now + 10 * minute);
    CHECK(must(p.s.tracking.running(p.ada))->task == b);
    CHECK(must(p.s.tracking.stop(p.by_ada, {}, now + 15 * minute)).tasks == 1);
    CHECK(must(p.s.tracking.stop(p.by_ada, {}, now + 15 * minute)).tasks == 0);
    CHECK(must(p.s.tracking.list(p.ada, {b, 9})).entries.at(0).ended_at == now + 15 * minute);
    CHECK(must(p.s.tracking.list(p.bob, {b, 9})).entries.empty());

    must(p.s.operations.undo_last(p.ada, now)); // it runs again
    CHECK(must(p.s.tracking.running(p.ada))->task == b);
    must(p.s.operations.undo_last(p.ada, now)); // and, as one, a again instead of b
    CHECK(must(p.s.tracking.running(p.ada))->task == a);
    CHECK(must(p.s.tasks.get(p.ada, a)).tracked_ms == 0);
}

TEST_CASE("what is done is not tracked, and completing a task stops its time") {
    Profile p;
    const auto a = p.add_task("a");
    must(p.s.tracking.start(p.by_ada, a, now));
    must(p.s.tasks.update(p.by_ada, set_status(a, TaskStatus::done), now + minute));

    CHECK_FALSE(must(p.s.tracking.running(p.ada)));
    CHECK(must(p.s.tasks.get(p.ada, a)).tracked_ms == minute);
    CHECK(error_of(p.s.tracking.start(p.by_ada, a, now)).code == Errc::invalid);
    CHECK(error_of(p.s.tracking.start(p.by_bob, a, now)).code == Errc::not_found);
    must(p.s.operations.undo_last(p.ada, now + minute));
    CHECK(must(p.s.tracking.running(p.ada))->task == a);
}

TEST_CASE("an undo that would make two times run at once is refused with a sentence") {
    Profile p;
    const auto a = p.add_task("a"), b = p.add_task("b");
    must(p.s.tracking.start(p.by_ada, a, now));
    const auto stopped = must(p.s.tracking.stop(p.by_ada, {}, now + minute)).change;
    must(p.s.tracking.start(p.by_ada, b, now + 2 * minute));

    const auto error = error_of(p.s.operations.undo(p.ada, static_cast<std::int64_t>(stopped), now + 3 * minute));

    CHECK(error.code == Errc::busy);
    CHECK_MESSAGE(contains(error.message, "tracked time cannot be put back"), error.message);
}

TEST_CASE("a time ends within its start and now") {
    Profile p;
    must(p.s.tracking.start(p.by_ada, p.add_task("a"), now));
    CHECK(error_of(p.s.tracking.stop(p.by_ada, now - 1, now + hour)).code == Errc::invalid);
    CHECK(error_of(p.s.tracking.stop(p.by_ada, now + hour + 1, now + hour)).code == Errc::invalid);
    must(p.s.tracking.stop(p.by_ada, now + minute, now + hour));
    CHECK(must(p.s.tasks.get(p.ada, 1)).tracked_ms == minute);
}

TEST_CASE("a time that runs is still there after the client was killed, with when it was last there") {
    const TempDir dir;
    const ServicesOptions options{.database = dir / "asista.db", .now = now, .user_name = "Ada", .catalogue = {}};
    {
        const auto first = must(Services::open(options));
        const Actor ada{first->user.id, {}};
        const auto id = must(first->tasks.add(ada, {"a", {}, Energy::m, {}, {}}, now)).id;
        must(first->tracking.start(ada, id, now));
        for (InstantMs at = now; at <= now + 20 * minute; at += 5'000) must(first->tracking.note_alive(first->user.id, at));
        CHECK_FALSE(first->tracking.left_at());
    }

    const auto second = must(Services::open(options));
    const auto user = second->user.id;
    must(second->tracking.note_alive(user, now + 9 * hour));

    REQUIRE(must(second->tracking.running(user)));
    CHECK(second->tracking.left_at() == now + 20 * minute);
    must(second->tracking.note_alive(user, now + 10 * hour));
    CHECK(second->tracking.left_at() == now + 20 * minute); // until the person has decided
    must(second->tracking.stop({user, {}}, second->tracking.left_at(), now + 10 * hour));
    CHECK(must(second->tasks.get(user, 1)).tracked_ms == 20 * minute);
    CHECK_FALSE(second->tracking.left_at());
}

TEST_CASE("projects have names of their own, an order by hand and counts") {
    Profile p;
    const auto home = must(p.s.projects.add(p.by_ada, {" Home ", 2}, now)).id;
    const auto work = must(p.s.projects.add(p.by_ada, {"Work", 1}, now)).id;
    CHECK(error_of(p.s.projects.add(p.by_ada, {"home", 0}, now)).message == "there is a project \"home\" already");
    CHECK(error_of(p.s.projects.add(p.by_ada, {" ", 0}, now)).code == Errc::invalid);
    must(p.s.projects.add(p.by_bob, {"Home", 0}, now));
    calls::TasksCreate::Request task;
    task.title = "a";
    task.project = work;
    must(p.s.tasks.create(p.by_ada, task, now));
    must(p.s.tasks.update(p.by_ada, set_status(must(p.s.tasks.create(p.by_ada, task, now)).id, TaskStatus::done), now));

    calls::ProjectsEdit::Request first;
    first.id = work;
    first.behind = 0;
    first.name = "Deep work";
    must(p.s.projects.edit(p.by_ada, first, now));

    const auto listed = must(p.s.projects.list(p.ada, {})).projects;
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].name == "Deep work");
    CHECK(listed[0].open == 1);
    CHECK(listed[0].done == 1);
    CHECK(listed[1].name == "Home");
    CHECK(listed[1].color == 2);
    calls::ProjectsEdit::Request archive;
    archive.id = home;
    archive.archived = true;
    must(p.s.projects.edit(p.by_ada, archive, now));
    CHECK(must(p.s.projects.list(p.ada, {})).projects.size() == 1);
    CHECK(must(p.s.projects.list(p.ada, {true})).projects.size() == 2);
    archive.behind = 99;
    CHECK(error_of(p.s.projects.edit(p.by_ada, archive, now)).code == Errc::not_found);
}

TEST_CASE("a project that is removed leaves its tasks, and undo puts them back into it") {
    Profile p;
    const auto work = must(p.s.projects.add(p.by_ada, {"Work", 1}, now)).id;
    calls::TasksCreate::Request task;
    task.project = work;
    for (const char* title : {"a", "b", "c"}) {
        task.title = title;
        must(p.s.tasks.create(p.by_ada, task, now));
    }

    CHECK(must(p.s.projects.remove(p.by_ada, work, now)).tasks == 3);
    CHECK(must(p.s.tasks.get(p.ada, 1)).project == 0);
    CHECK(error_of(p.s.projects.remove(p.by_ada, work, now)).code == Errc::not_found);
    task.title = "d";
    CHECK(error_of(p.s.tasks.create(p.by_ada, task, now)).message == fmt::format("there is no project {}", work));

    must(p.s.operations.undo_last(p.ada, now));
    CHECK(must(p.s.tasks.get(p.ada, 3)).project == work);
    CHECK(must(p.s.projects.list(p.ada, {})).projects.at(0).open == 3);
}

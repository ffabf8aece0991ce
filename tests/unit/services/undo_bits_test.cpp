// Undo and redo bit by bit: others change things in between, it is done wholly or not at all, and one that is cut short is taken back.
#include "services/import/import.hpp"
#include "services/operation_reverts.hpp"
#include "support.hpp"
#include "temp_dir.hpp"

#include <fmt/format.h>

#include <sys/wait.h>
#include <unistd.h>

#include <functional>

using namespace asista;
using namespace asista::test;

namespace {

constexpr int many = 600;

std::int64_t import(Profile& p, int tasks = many) {
    std::string csv = "title,project,tags,done\n";
    for (int i = 0; i < tasks; ++i) csv += fmt::format("Task {},Project {},t{},{}\n", i, i % 3, i % 5, i % 4 == 0 ? "yes" : "");
    const auto done = must(run_import(p.s, p.ada, must(read_import("list.csv", csv)), ImportMode::for_good, now, today));
    return static_cast<std::int64_t>(done.change);
}
std::function<bool()> after(int operations) {
    return [operations, count = 0]() mutable { return ++count >= operations; };
}
const auto at_once = [] { return false; };
std::unique_ptr<Operations::Reverting> begin(Profile& p, std::int64_t change) {
    return must(p.s.operations.begin_undo(p.ada, change, now));
}
std::uint64_t task_of_import(Profile& p, int number) {
    auto row = must(p.s.db.prepare("SELECT id FROM tasks WHERE title = ?1"));
    row.bind(fmt::format("Task {}", number));
    REQUIRE(must(row.step()));
    return row.as<std::uint64_t>(0);
}
std::string rows_of(Profile& p) {
    std::string all;
    for (const char* query :
         {"SELECT quote(id) || quote(title) || quote(status) || quote(project_id) || quote(rank) || quote(created_at) "
          "|| quote(completed_at) FROM tasks ORDER BY id",
          "SELECT task_id || name FROM task_tags ORDER BY 1", "SELECT id || name FROM projects ORDER BY id",
          "SELECT scope || ' ' || quote(key) || quote(open) FROM task_counts ORDER BY 1"}) {
        auto rows = must(p.s.db.prepare(query));
        while (must(rows.step())) {
            all += rows.text(0);
            all += '\n';
        }
    }
    return all;
}

} // namespace

TEST_CASE("an undo in bits and a redo in bits are one change each with the person's own in between") {
    Profile p;
    const auto imported = import(p);
    const auto undo = begin(p, imported);
    int bits = 0;
    while (!must(undo->go_on(after(50)))) p.add_task(fmt::format("Mine {}", bits++));
    CHECK(bits > 30); // looked through, undone, told
    CHECK(undo->words() == fmt::format("added \"Project 0\", and what belongs to it"));
    CHECK(p.count("tasks") == bits);
    CHECK(p.count("projects") == 0);
    CHECK(p.count("unfinished_changes") == 0);
    CHECK(p.count("changes") == 2 + bits);
    CHECK(must(p.s.operations.change(p.ada, imported)).undone);

    const auto redo = begin(p, undo->reverted().change);
    CHECK(redo->is_redo());
    while (!must(redo->go_on(after(50)))) p.add_task(fmt::format("Mine {}", bits++));
    CHECK(p.count("tasks") == many + bits);
    CHECK(p.count("projects") == 3);
    CHECK_FALSE(must(p.s.operations.change(p.ada, imported)).undone);
    must(p.s.operations.undo(p.ada, imported, now));
    CHECK(p.count("tasks") == bits);
}

TEST_CASE("while many things are being undone nothing else is, which is said and costs no undo its turn") {
    Profile p;
    p.add_task("Mine");
    const auto imported = import(p);
    auto undo = begin(p, imported);
    for (int i = 0; i < 15; ++i) {
        REQUIRE_FALSE(must(undo->go_on(after(50))));
        for (const auto& refused :
             {p.s.operations.undo(p.ada, imported, now), p.s.operations.undo_last(p.ada, now),
              p.s.operations.redo_last(p.ada, now), p.s.operations.undo_all_by(p.ada, Author::import, "", 0, now)}) {
            CHECK(error_of(refused).code == Errc::busy);
            CHECK(contains(error_of(refused).message, "already; try again when that is done"));
        }
    }
    while (!must(undo->go_on(after(50)))) {}

    CHECK(must(p.s.operations.undo_last(p.ada, now)).changes.size() == 1); // "Mine" was not passed over
    CHECK(p.count("tasks") == 0);

    // One that nobody goes on with holds nothing up.
    undo = begin(p, imported == 0 ? 0 : must(p.s.operations.next_redo(p.ada))->id);
    undo.reset();
    must(p.s.operations.redo_last(p.ada, now));
}

TEST_CASE("what cannot be undone is refused before anything moves") {
    Profile p;
    const auto imported = import(p);
    must(p.s.tasks.update(p.by_ada, set_status(task_of_import(p, 1), TaskStatus::done), now)); // among the oldest
    const auto before = rows_of(p);
    const auto changes = p.count("changes");

    const auto undo = begin(p, imported);
    Result<bool> done = false;
    while (done && !*done) {
        done = undo->go_on(after(10));
        REQUIRE(rows_of(p) == before);
    }

    CHECK(error_of(done).code == Errc::busy);
    CHECK(contains(error_of(done).message, "task \"Task 1\" was changed again by you since"));
    CHECK(must(undo->take_back()));
    CHECK(p.count("changes") == changes);
    CHECK(rows_of(p) == before);
}

TEST_CASE("what comes in the way of an undo has all of it taken back, the person's own but what they did") {
    for (const bool gone : {false, true}) {
        CAPTURE(gone);
        Profile p;
        const auto imported = import(p);
        const auto first = task_of_import(p, 1);
        const auto before = rows_of(p);
        const auto undo = begin(p, imported);
        while (p.count("tasks") > many / 2) REQUIRE_FALSE(must(undo->go_on(after(50))));

        if (gone) // a project that the undo has not come to yet, some tasks of which are gone already
            must(p.s.projects.remove(p.by_ada, 1, now));
        else
            must(p.s.tracking.start(p.by_ada, first, now));
        Result<bool> done = false;
        while (done && !*done) done = undo->go_on(after(50));
        CHECK(error_of(done).code == Errc::busy);
        CHECK(error_of(p.s.operations.undo_last(p.ada, now)).code == Errc::busy); // it is still being taken back
        while (!must(undo->take_back())) {}

        CHECK(p.count("unfinished_changes") == 0);
        CHECK(p.count("tasks") == many);
        CHECK_FALSE(must(p.s.operations.change(p.ada, imported)).undone);
        if (!gone) CHECK(rows_of(p) == before);
        must(p.s.operations.undo_last(p.ada, now)); // of the person's own change
    }
}

TEST_CASE("the log's bounds leave a change that is being undone") {
    Profile p;
    const auto imported = import(p);
    const auto undo = begin(p, imported);
    while (p.count("tasks") > many / 2) REQUIRE_FALSE(must(undo->go_on(after(50))));
    must(p.s.db.run("UPDATE operation_usage SET bytes = ?1", Operations::kept_bytes * 2));
    for (int i = 0; i < 300; ++i) p.add_task("Mine");

    while (!must(undo->go_on(after(50)))) {}

    CHECK(p.count("tasks") == 300);
    CHECK(p.count("projects") == 0);
}

TEST_CASE("a client that ends in the middle of an undo or redo takes it back at its next start and says so") {
    for (const bool redo : {false, true}) {
        CAPTURE(redo);
        const TempDir dir;
        const auto file = dir / "asista.db";
        std::string before;
        std::int64_t change = 0;
        {
            Profile p{file};
            change = import(p);
            if (redo) change = must(p.s.operations.undo(p.ada, change, now)).change;
            before = rows_of(p);
        }
        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) { // killed between two bits
            Profile p{file};
            const auto tasks = p.count("tasks");
            const auto undo = begin(p, change);
            bool whole = false;
            while (!whole && std::abs(p.count("tasks") - tasks) < many / 2) whole = must(undo->go_on(after(50)));
            ::_exit(whole ? 1 : 0);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WEXITSTATUS(status) == 0);

        Profile p{file};

        CHECK(contains(p.s.notice, redo ? "A redo was cut short" : "An undo was cut short"));
        CHECK(rows_of(p) == before);
        CHECK(must(p.s.operations.unfinished(p.ada)).empty());
        must(p.s.operations.undo(p.ada, change, now));
        CHECK(p.count("tasks") == (redo ? many : 0));
    }
}

TEST_CASE("what is large is told as what is small") {
    Profile p;
    must(p.s.operations.together(p.by_ada, now, "tasks.edit", [&]() -> Result<void> {
        for (int i = 0; i < many; ++i) p.add_task("x");
        return {};
    }));
    const auto undo = must(p.s.operations.begin_undo_last(p.ada, now));
    REQUIRE(must(undo->go_on(at_once)));
    CHECK(undo->words() == fmt::format("added {} tasks", many));
}

// ---- all that one author did ------------------------------------------------------------------------------------------------------

namespace {

std::unique_ptr<Operations::RevertingAll> begin_all(Profile& p, InstantMs since = 0) {
    return must(p.s.operations.begin_undo_all_by(p.ada, Author::import, "", since, now));
}
// Tasks of their own, each import one change.
std::int64_t import_named(Profile& p, const std::string& name, int tasks) {
    std::string csv = "title,tags\n";
    for (int i = 0; i < tasks; ++i) csv += fmt::format("{} {},t{}\n", name, i, i % 5);
    const auto done = must(run_import(p.s, p.ada, must(read_import("list.csv", csv)), ImportMode::for_good, now, today));
    return static_cast<std::int64_t>(done.change);
}
std::int64_t in_effect(Profile& p) {
    auto row = must(p.s.db.prepare("SELECT count(*) FROM changes WHERE undone_by IS NULL"));
    REQUIRE(must(row.step()));
    return row.integer(0);
}

} // namespace

TEST_CASE(
    "ten thousand operations of one author are undone in bits, none larger than it may be, with the person's own in between") {
    constexpr int imports = 4, tasks_each = 2'450, most = 50;
    Profile p;
    for (int i = 0; i < imports; ++i) import_named(p, fmt::format("Import {}", i), tasks_each);
    const auto operations = p.count("operations");
    REQUIRE(operations >= imports * tasks_each);

    const auto undo = begin_all(p);
    int bits = 0, mine = 0;
    for (bool done = false; !done; ++bits) {
        const auto before = p.count("operations");
        done = must(undo->go_on(after(most)));
        REQUIRE(p.count("operations") - before <= most);
        if (bits % 50 == 0) p.add_task(fmt::format("Mine {}", mine++));
    }

    CHECK(bits >= 2 * operations / most); // looked through, and undone
    CHECK(p.count("tasks") == mine);
    CHECK(p.count("unfinished_changes") == 0);
    CHECK(undo->reverted().changes.size() == imports);
    CHECK(undo->reverted().skipped == 0);
    CHECK(undo->words() == fmt::format("{} changes", imports));

    must(p.s.operations.undo(p.ada, undo->reverted().change, now)); // all of them again, as one
    CHECK(p.count("tasks") == mine + imports * tasks_each);
}

TEST_CASE("a change that somebody builds upon while it is being undone is put back whole, the others are undone") {
    for (const bool newest_one : {false, true}) {
        CAPTURE(newest_one);
        Profile p;
        const auto old = import_named(p, "Old", many), young = import_named(p, "Young", many);
        const auto kept = newest_one ? young : old;
        const auto undo = begin_all(p);
        const auto left = newest_one ? many + many / 2 : many / 2;
        while (p.count("tasks") > left) REQUIRE_FALSE(must(undo->go_on(after(30))));
        auto row = must(p.s.db.prepare("SELECT min(id) FROM tasks WHERE title LIKE ?1"));
        row.bind(newest_one ? "Young%" : "Old%");
        REQUIRE(must(row.step()));
        must(p.s.tracking.start(p.by_ada, row.as<std::uint64_t>(0), now)); // the last that this change comes to

        while (!must(undo->go_on(after(30)))) {}

        CHECK(undo->reverted().skipped == 1);
        CHECK(undo->reverted().changes == std::vector<std::int64_t>{newest_one ? old : young});
        CHECK(p.count("tasks") == many);
        CHECK_FALSE(must(p.s.operations.change(p.ada, kept)).undone);
        CHECK(p.count("unfinished_changes") == 0);
    }
}

TEST_CASE("while all of an author is being undone nothing else is, and what is left half-way holds nothing up") {
    Profile p;
    import_named(p, "Task", many);
    auto undo = begin_all(p);
    REQUIRE_FALSE(must(undo->go_on(after(50))));
    CHECK(error_of(p.s.operations.undo_last(p.ada, now)).code == Errc::busy);
    CHECK(error_of(p.s.operations.begin_undo_all_by(p.ada, Author::import, "", 0, now)).code == Errc::busy);
    while (p.count("tasks") > many / 2) REQUIRE_FALSE(must(undo->go_on(after(50))));
    while (!must(undo->take_back())) {}
    CHECK(p.count("tasks") == many);
    CHECK(p.count("changes") == 1);
    CHECK(in_effect(p) == 1);
    undo.reset();

    undo = begin_all(p, now + 1); // nothing is as young as that
    REQUIRE(must(undo->go_on(at_once)));
    CHECK(undo->reverted().change == 0);
    CHECK(undo->words() == "0 changes");
    CHECK(p.count("changes") == 1);
    CHECK(must(p.s.operations.undo_all_by(p.ada, Author::import, "", now, now)).changes.size() == 1);
}

TEST_CASE("a client that ends while it undoes all of an author has every change whole again at its next start") {
    const TempDir dir;
    const auto file = dir / "asista.db";
    std::string before;
    {
        Profile p{file};
        for (const char* const name : {"One", "Two", "Three"}) import_named(p, name, many / 3);
        before = rows_of(p);
    }
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) { // killed when one change is undone and the next one half
        Profile p{file};
        const auto undo = begin_all(p);
        bool whole = false;
        while (!whole && p.count("tasks") > many / 2) whole = must(undo->go_on(after(30)));
        ::_exit(whole || in_effect(p) == 4 ? 1 : 0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WEXITSTATUS(status) == 0);

    Profile p{file};

    CHECK(contains(p.s.notice, "An undo was cut short"));
    CHECK(rows_of(p) == before);
    CHECK(in_effect(p) == 3);
    CHECK(must(p.s.operations.undo_all_by(p.ada, Author::import, "", 0, now)).changes.size() == 3);
    CHECK(p.count("tasks") == 0);
}

// Imports that are made bit by bit: others change things in between, it is one change all the same, and one that is cut short leaves nothing.
#include "services/ical_reader.hpp"
#include "services/import/import.hpp"
#include "support.hpp"
#include "temp_dir.hpp"

#include <sys/wait.h>
#include <unistd.h>

using namespace asista;
using namespace asista::test;

namespace {

std::string list(int tasks) {
    std::string csv = "title,project,tags,done\n";
    for (int i = 0; i < tasks; ++i) csv += fmt::format("Task {},Project {},t{},{}\n", i, i % 3, i % 5, i % 4 == 0 ? "yes" : "");
    return csv;
}
ImportUnderWay begin(Services& s, int tasks) { return {s, s.user.id, must(read_import("list.csv", list(tasks))), now, today}; }
// After so many things.
std::function<bool()> after(int things) {
    return [things, count = 0]() mutable { return ++count >= things; };
}
std::string calendar(int events) {
    std::string text = "BEGIN:VCALENDAR\r\n";
    for (int i = 0; i < events; ++i)
        text += fmt::format("BEGIN:VEVENT\r\nUID:u{}\r\nDTSTART:20261122T100000Z\r\nSUMMARY:Event {}\r\nEND:VEVENT\r\n", i, i);
    return text + "END:VCALENDAR\r\n";
}

} // namespace

TEST_CASE("an import in bits is one change with the person's own changes in between") {
    Profile p;
    auto import = begin(p.s, 100);
    int bits = 0;
    while (!must(import.go_on(after(7)))) {
        p.add_task(fmt::format("Mine {}", bits++));
        const auto under_way = static_cast<std::int64_t>(import.reply().change);
        if (under_way != 0) CHECK(error_of(p.s.operations.undo(p.ada, under_way, now)).code == Errc::busy);
    }
    CHECK(bits > 10);
    CHECK(p.count("unfinished_changes") == 0);
    CHECK(p.count("tasks") == 100 + bits);
    CHECK(p.count("changes") == 1 + bits);

    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(import.reply().change), now));

    CHECK(p.count("tasks") == bits);
    CHECK(p.count("projects") == 0);
}

TEST_CASE("an import that is given up leaves nothing but what the person hung on it") {
    Profile p;
    auto import = begin(p.s, 300);
    REQUIRE_FALSE(must(import.go_on(after(250))));
    const auto one = must(p.s.tasks.list(p.ada, {})).tasks.at(0);
    must(p.s.tracking.start(p.by_ada, one.id, now));
    p.add_task("Mine");

    while (!must(import.take_back())) {}

    CHECK(p.count("tasks") == 2);
    CHECK(p.count("changes") == 2);
    CHECK(p.count("unfinished_changes") == 0);
    CHECK(must(p.s.tasks.find(p.ada, one.id)).title == one.title);
}

TEST_CASE("the log's bounds leave an import that is under way") {
    Profile p;
    auto import = begin(p.s, 5'000);
    REQUIRE_FALSE(must(import.go_on(after(4'000))));
    must(p.s.db.run("UPDATE operation_usage SET bytes = ?1", Operations::kept_bytes * 2));
    for (int i = 0; i < 300; ++i) p.add_task("Mine");

    REQUIRE(must(import.go_on([] { return false; })));

    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(import.reply().change), now));
    CHECK(p.count("tasks") == 300);
}

TEST_CASE("a client that ends in the middle of an import takes it back at its next start and says so") {
    const TempDir dir;
    const auto file = dir / "asista.db";
    {
        Profile p{file};
        p.add_task("Mine");
    }
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) { // killed between two bits
        Profile p{file};
        auto import = begin(p.s, 500);
        const bool whole = must(import.go_on(after(400)));
        ::_exit(whole ? 1 : 0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WEXITSTATUS(status) == 0);

    const auto services = must(Services::open({.database = file, .now = now, .user_name = "Ada", .catalogue = {}}));

    CHECK(contains(services->notice, "An import was cut short"));
    CHECK(must(services->tasks.list(services->user.id, {})).tasks.size() == 1);
    CHECK(must(services->projects.list(services->user.id, {true})).projects.empty());
    CHECK(must(services->operations.unfinished(services->user.id)).empty());
    CHECK(must(services->operations.changes(services->user.id, 1'000'000, 10)).size() == 1);
}

TEST_CASE("a calendar in bits is one change and is taken back whole") {
    Profile p;
    const auto file = must(read_ical(calendar(60), Calendar::max_import));
    const auto import = p.s.calendar.begin_import(p.by_ada, file, now);
    while (!must(import->go_on(after(7)))) p.add_task("Mine");
    CHECK(import->reply().added == 60);
    CHECK(p.count("calendar_events") == 60);
    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(import->reply().change), now));
    CHECK(p.count("calendar_events") == 0);

    const auto other = p.s.calendar.begin_import(p.by_ada, file, now);
    REQUIRE_FALSE(must(other->go_on(after(30))));
    while (!must(other->take_back())) {}
    CHECK(p.count("calendar_events") == 0);
}

TEST_CASE("a copy to try something out in has what is there and changes nothing of it") {
    const TempDir dir;
    Profile p{dir / "asista.db"};
    p.add_task("There already");
    {
        Services scratch(must(store::Database::open_scratch(p.file)));
        const auto tried = must(run_import(scratch, p.ada, must(read_import("l.csv", "title\nThere already\nNew\n")),
                                           ImportMode::for_good, now, today));
        CHECK(tried.done.counts.at(0).added == 1);
        CHECK(tried.done.counts.at(0).skipped == 1);
        p.add_task("Meanwhile");
    }
    CHECK(p.count("tasks") == 2);
    CHECK(p.count("changes") == 2);
    CHECK(store::Database::open_scratch(dir / "none.db").error().code == Errc::not_found);
}

// What changed, and taking it back, through nothing but what a person reads on the screen.
#include "desk.hpp"
#include "driver.hpp"

#include <doctest/doctest.h>

namespace {
using asista::test::ClientProcess;
using asista::test::Desk;
using asista::test::WindowDriver;
} // namespace

TEST_CASE("a change is undone from the list of all, then all of today as one, and made again as one") {
    const Desk desk;
    ClientProcess client(desk.dir.path(), {"--headless", "--fixed-clock", "2026-11-25T09:00:00"});
    WindowDriver window(desk.dir / "driver");
    const auto tasks = [&](const char* which) { return client.query(std::string("SELECT count(*) FROM tasks WHERE ") + which); };
    window(R"(click link "Tasks")");
    window(R"(click button "Add a task")");
    window(R"(type "Call landlord today\nWater the plants today\n")");
    window(R"(wait text "Water the plants")");
    window(R"(click check box beside "Water the plants")");
    CHECK(ClientProcess::until([&] { return tasks("status = 2") == "1"; }));

    window("key Ctrl+K");
    window(R"(type "what changed")");
    window(R"(click row "What changed")");
    window(R"(wait text "Completed \"Water the plants\"")");
    window(R"(click button "Undo" beside "Completed")");
    window(R"(wait text "Undone")");
    CHECK(ClientProcess::until([&] { return tasks("status = 2") == "0"; }));
    window(R"(wait text "Reopened \"Water the plants\"")");

    window(R"(click "Everybody")");
    window(R"(click menu item "You")");
    window(R"(click button "Undo all of yours")");
    window(R"(click menu item "Today")");
    CHECK(ClientProcess::until([&] { return tasks("1") == "0"; }));
    window(R"(wait text "Undid 2 changes")");
    window(R"(click button "Redo" nth 0)");
    window(R"(wait text "Redone")");
    CHECK(ClientProcess::until([&] { return tasks("1") == "2"; }));

    // What became of one of them is with it, and of a habit in a menu.
    window(R"(click link "Habits")");
    window(R"(click button "Add a habit" nth 0)");
    window(R"(type "Read\n")");
    window(R"(wait check box "Read, today: not done")");
    window(R"(click button "More" nth 0)");
    window(R"(click menu item "History")");
    window(R"(wait text "What became of it")");
    window(R"(wait text "Added \"Read\"")");
    CHECK(client.close() == 0);
}

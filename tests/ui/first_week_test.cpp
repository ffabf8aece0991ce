// Somebody's first week, through nothing but what they read on the screen: things are added, done, undone, and all is still there after a kill.
#include "desk.hpp"
#include "driver.hpp"

#include <doctest/doctest.h>

namespace {
using asista::test::ClientProcess;
using asista::test::Desk;
using asista::test::WindowDriver;

std::vector<std::string> flags() { return {"--headless", "--fixed-clock", "2026-11-23T09:00:00"}; }
bool is_checked(const nlohmann::json& found) {
    return found["items"][0].value("state", nlohmann::json()).dump().find("\"checked\"") != std::string::npos;
}
} // namespace

TEST_CASE("a first week: add, complete, plan, habit, goal, event, undo, search, back up and go back") {
    const Desk desk;
    {
        ClientProcess client(desk.dir.path(), flags());
        WindowDriver window(desk.dir / "driver");

        // The empty list leads to the line in which tasks are written.
        window(R"(click link "Tasks")");
        window(R"(click button "Add a task")");
        window(R"(type "Look around dec 24\n")");
        window(R"(click link "Upcoming")");
        window(R"(wait text "Look around")");
        window(R"(click link "Dashboard")");

        // Quick-add from the dashboard.
        window(R"(click button "Add a task" nth 0)");
        window(R"(type "Call landlord ~15m\nWater the plants\n")");
        window(R"(wait text "Call landlord")");
        window(R"(wait text "Water the plants")");

        // Done, undone, done again.
        window(R"(click check box beside "Call landlord")");
        window(R"(click check box beside "Water the plants")");
        window("key Ctrl+Z");
        window(R"(wait text "Undone")");

        // Planned for Wednesday in words; it stands among what is coming.
        window(R"(click link "Tasks")");
        window(R"(type "Draft the report wed 14:00 #work !l\n" into "Add a task")");
        window(R"(click link "Upcoming")");
        window(R"(wait row "Draft the report")");

        // A habit, and its day.
        window(R"(click link "Habits")");
        window(R"(click button "Add a habit" nth 0)");
        window(R"(type "Read\n")");
        window(R"(wait check box "Read, today: not done")");
        window(R"(click check box "Read, today")");
        window(R"(wait check box "Read, today: done")");

        // A goal, and a step towards it.
        window(R"(click link "Goals")");
        window(R"(click button "Add a goal" nth 0)");
        window(R"(type "Run far" into field "What do you want to reach?")");
        window(R"(type "100" into field "Number")");
        window(R"(type "km" into field "km, books")");
        window(R"(click button "Add goal")");
        window(R"(click button "+10 km")");
        window(R"(wait text "10 of 100 km")");

        // An event.
        window(R"(click link "Calendar")");
        window(R"(click button "New event")");
        window(R"(type "Dentist" into field "What is planned?")");
        window(R"(click button "Add")");
        window(R"(wait text "Dentist")");

        CHECK(ClientProcess::until([&] { return client.query("SELECT count(*) FROM calendar_events") == "1"; }));
        client.end_badly();
    }
    {
        ClientProcess client(desk.dir.path(), flags());
        WindowDriver window(desk.dir / "driver");
        window(R"(wait "Dentist")");
        window(R"(wait text "Water the plants")");
        window(R"(wait check box "Read, today: done")");
        CHECK_FALSE(is_checked(window(R"(find check box beside "Water the plants")")));
        window(R"(wait text "10 of 100 km")");

        // Found by a word, and opened where it is.
        window("key Ctrl+K");
        window(R"(type "report")");
        window(R"(click row "Draft the report")");
        window(R"(wait button "Repeats")"); // the task is open beside the list

        // Backed up; then a week goes wrong, and is as it was.
        window(R"(click link "Settings")");
        window(R"(type "backup" into "Search settings")");
        window(R"(click button "Back up now")");
        window(R"(wait text "By hand")");
        window(R"(click link "Goals")");
        window(R"(click button "+10 km")");
        window(R"(wait text "20 of 100 km")");
        window(R"(click link "Settings")");
        window(R"(type "backup" into "Search settings")");
        window(R"(click button "Restore" nth 0)");
        window(R"(wait dialog)");
        window.last(R"(click button "Restore")"); // the client starts anew
        CHECK(ClientProcess::until([&] { return client.query("SELECT current FROM goals") == "10.0"; }));
    }
    ClientProcess client(desk.dir.path(), flags());
    WindowDriver window(desk.dir / "driver");
    window(R"(wait text "10 of 100 km")");
    CHECK(client.close() == 0);
}

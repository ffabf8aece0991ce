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

TEST_CASE("a first week is kept through a kill") {
    const Desk desk;
    {
        ClientProcess client(desk.dir.path(), flags());
        WindowDriver window(desk.dir / "driver");

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
        window(R"(type "Run far" into field "What")");
        window(R"(type "100\n" into field "Number")");
        window(R"(wait text "Run far")");

        // An event.
        window(R"(click link "Calendar")");
        window(R"(click button "Add an event" nth 0)");
        window(R"(type "9:30" into field "9:00")");
        window(R"(type "10" into field "10:00")");
        window(R"(type "Dentist\n" into field "What is planned?")");
        window(R"(wait "Dentist")");

        CHECK(ClientProcess::until([&] { return client.query("SELECT count(*) FROM calendar_events") == "1"; }));
        client.end_badly();
    }
    ClientProcess client(desk.dir.path(), flags());
    WindowDriver window(desk.dir / "driver");
    window(R"(wait "Dentist")");
    window(R"(wait text "Water the plants")");
    window(R"(wait check box "Read, today: done")");
    CHECK_FALSE(is_checked(window(R"(find check box beside "Water the plants")")));
    window(R"(click link "Goals")");
    window(R"(wait text "Run far")");
    CHECK(client.close() == 0);
}

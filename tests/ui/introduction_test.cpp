// The first start of all: what is offered, what comes of it, and that it can be left.
#include "desk.hpp"
#include "driver.hpp"

#include <doctest/doctest.h>

using asista::test::ClientProcess;
using asista::test::Desk;
using asista::test::WindowDriver;
using Shows = ClientProcess::Shows;

namespace {
const std::vector<std::string> arguments{"--headless", "--fixed-clock", "2026-11-22T09:41:00"};
std::string count(const ClientProcess& client, const std::string& table) { return client.query("SELECT count(*) FROM " + table); }
} // namespace

TEST_CASE("a first start offers a sample week, three steps lead through, and one undo takes it away again") {
    const Desk desk;
    ClientProcess client(desk.dir.path(), arguments, Shows::everything);
    WindowDriver window(desk.dir / "driver");
    window(R"(wait "Welcome to Asista")");
    window(R"(click "Look around in a sample week")");
    window(R"(wait "How should it look?")");
    CHECK(count(client, "tasks") != "0");
    CHECK(count(client, "calendar_events") != "0");
    window(R"(click "Dark")");
    CHECK(ClientProcess::until([&] { return client.query("SELECT value FROM preferences WHERE key = 'theme'") == "\"dark\""; }));
    window(R"(click "Next")");
    window(R"(wait "Good to know")");
    window(R"(click "Start")");
    CHECK(ClientProcess::until([&] { return client.query("SELECT value FROM preferences WHERE key = 'introduced'") == "true"; }));
    window(R"(wait "Good morning")");

    window(R"(click "Undo")");
    CHECK(ClientProcess::until([&] { return count(client, "tasks") == "0"; }));
    for (const char* table : {"habits", "habit_completions", "goals", "calendar_events"}) CHECK(count(client, table) == "0");
    CHECK_FALSE(window.sees("Welcome to Asista")); // it was shown
}

TEST_CASE("the introduction can be left at once, does not come back, and is found again in the settings") {
    const Desk desk;
    {
        ClientProcess client(desk.dir.path(), arguments, Shows::everything);
        WindowDriver window(desk.dir / "driver");
        window(R"(wait "Welcome to Asista")");
        window("key Escape");
        CHECK(ClientProcess::until(
            [&] { return client.query("SELECT value FROM preferences WHERE key = 'introduced'") == "true"; }));
        CHECK(client.close() == 0);
    }
    ClientProcess client(desk.dir.path(), arguments, Shows::everything);
    WindowDriver window(desk.dir / "driver");
    window(R"(wait "Good morning")");
    CHECK_FALSE(window.sees("Welcome to Asista"));
    window(R"(click "Settings")");
    window(R"(type "introduction" into "Search settings")");
    window(R"(click "Show it again")");
    window(R"(wait "Welcome to Asista")");
    window(R"(click "Skip")");
    CHECK(count(client, "tasks") == "0");
}

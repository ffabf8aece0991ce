// The coach page in the real client, with the offline coach: asked, approved, undone, and there again after a start.
#include "desk.hpp"
#include "driver.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {
using namespace asista;
using asista::test::ClientProcess;
using asista::test::Desk;
using asista::test::WindowDriver;

const std::vector<std::string> start{"--headless", "--no-introduction", "--fixed-clock", "2026-11-22T09:41:00", "--page",
                                     "coach"};

bool becomes(const ClientProcess& client, const std::string& query, const std::string& value) {
    return ClientProcess::until([&] { return client.query(query) == value; });
}
} // namespace

TEST_CASE("the coach is asked, asks back, does what was approved, and its conversation is there after a new start") {
    const Desk desk;
    {
        ClientProcess client(desk.dir.path(), start);
        WindowDriver window(desk.dir / "driver");
        window(R"(type "add task book the dentist friday" into "Ask the coach")");
        window(R"(key Enter)");
        window(R"(wait "Approve")");
        CHECK(client.query("SELECT count(*) FROM tasks") == "0");
        window(R"(click "Approve")"); // waits while the card takes no clicks yet
        CHECK(becomes(client, "SELECT title FROM tasks", "book the dentist"));
        CHECK(client.query("SELECT author FROM changes") == "4");
        CHECK(becomes(client, "SELECT text FROM conversation_messages WHERE id = 3 AND state = 1", "Done. Undo takes it back."));
        window(R"({"do": "click", "label": "Undo", "role": "button", "nth": 0})");
        CHECK(becomes(client, "SELECT count(*) FROM tasks", "0"));
        window(R"(type "How are my tasks?" into "Ask the coach")");
        window(R"(key Enter)");
        CHECK(becomes(client, "SELECT count(*) FROM conversation_messages WHERE state = 1", "5"));
        CHECK(client.close() == 0);
    }
    ClientProcess client(desk.dir.path(), start);
    WindowDriver window(desk.dir / "driver");
    window(R"(click "add task book the dentist friday")");
    window(R"(wait "Answer again")"); // its messages are there
    window(R"(click "Rename or remove")");
    window(R"(click "Remove")");
    CHECK(client.close() == 0); // the removal goes out with the window
    CHECK(client.query("SELECT count(*) FROM conversations") == "0");
    CHECK(client.query("SELECT count(*) FROM conversation_messages") == "0");
}

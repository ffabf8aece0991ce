// A person at the real window: installs a plugin, clicks and types through its surface into its process, and lives through its crash.
#include "desk.hpp"
#include "wire/result.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace {
namespace fs = std::filesystem;
using asista::test::ClientProcess;
using asista::test::Desk;
using asista::test::probe;
using Json = nlohmann::json;

// Where the probe says that one of its controls is.
struct Place {
    int x = 0, y = 0, left = 0, right = 0;
};
Place place_of(const ClientProcess& client, const std::string& control) {
    const auto places = Json::parse(client.stored(probe, "places"), nullptr, false);
    if (!places.is_object() || !places.contains(control)) return {};
    const auto& at = places.at(control);
    return {at[0].get<int>(), at[1].get<int>(), at[2].get<int>(), at[3].get<int>()};
}

// Waits until the control can be seen and clicks it.
void click(const ClientProcess& client, const std::string& control) {
    REQUIRE_MESSAGE(ClientProcess::until([&] { return place_of(client, control).x > 0; }), control);
    const auto at = place_of(client, control);
    ClientProcess::act(fmt::format("mousemove {} {}", at.x, at.y));
    ClientProcess::act("click 1");
}

bool stores(const ClientProcess& client, const std::string& key, const std::string& json) {
    return ClientProcess::until([&] { return client.stored(probe, key) == json; });
}
} // namespace

TEST_CASE("a person installs a plugin, then clicks, types, chooses and drags through its surface") {
    const Desk desk;
    {
        const ClientProcess reviewing(desk.dir.path(), {"--page", "plugins", "--review", probe});
        asista::test::install(reviewing);
    }
    ClientProcess client(desk.dir.path(), {"--page", fmt::format("plugin:{}/probe", probe)});

    click(client, "count");
    CHECK(stores(client, "count", "1"));
    click(client, "count");
    CHECK(stores(client, "count", "2"));

    click(client, "text");
    ClientProcess::act("type --delay 12 'Walk 8,000 steps'");
    CHECK_MESSAGE(stores(client, "text", "\"Walk 8,000 steps\""), client.stored(probe, "text"));

    // The list is a popup, a surface of its own. On a busy machine a click may come before the window shows it, and closes it then;
    // a person would open it again.
    CHECK(ClientProcess::until([&] {
        const auto plum = place_of(client, "Plum");
        const auto at = plum.x > 0 ? plum : place_of(client, "fruit");
        ClientProcess::act(fmt::format("mousemove {} {}", at.x, at.y));
        ClientProcess::act("click 1 sleep 0.3");
        return client.stored(probe, "fruit") == "\"Plum\"";
    }));

    const auto level = place_of(client, "level");
    ClientProcess::act(fmt::format("mousemove {} {}", level.left + 10, level.y));
    ClientProcess::act("mousedown 1");
    ClientProcess::act(fmt::format("mousemove {} {}", level.right + 200, level.y)); // beyond the control: the drag stays its own
    CHECK(stores(client, "level", "100"));
    ClientProcess::act("mouseup 1");

    CHECK(client.close() == 0);
}

TEST_CASE("a plugin that crashes under the pointer leaves the window drawing and comes back") {
    const Desk desk;
    {
        const ClientProcess reviewing(desk.dir.path(), {"--page", "plugins", "--review", probe});
        asista::test::install(reviewing);
    }
    ClientProcess client(desk.dir.path(), {"--page", fmt::format("plugin:{}/probe", probe)});
    click(client, "count");
    REQUIRE(stores(client, "count", "1"));
    const auto loads = client.query("SELECT load_count FROM plugin_installations");

    click(client, "crash");

    // A new process took the place of the one that crashed, and answers: its count starts anew.
    REQUIRE(ClientProcess::until([&] { return client.query("SELECT load_count FROM plugin_installations") != loads; }));
    CHECK(ClientProcess::until([&] {
        ClientProcess::act(fmt::format("mousemove {} {} click 1", place_of(client, "count").x, place_of(client, "count").y));
        return client.stored(probe, "count") == "2"; // 1 again, then 2: only the new process can have counted that
    }));
    CHECK(client.running());
    const auto before = client.frames();
    ClientProcess::act("mousemove 110 120");
    ClientProcess::act("mousemove 110 160");
    CHECK(ClientProcess::until([&] { return client.frames() > before; }));
    CHECK(client.close() == 0);
}

TEST_CASE("a person writes a task in words, ticks it with the keyboard and takes that back") {
    const asista::test::TempDir dir;
    ClientProcess client(dir.path(), {"--page", "tasks"});
    REQUIRE_MESSAGE(ClientProcess::until([&] { return client.frames() > 2; }), client.log());
    const auto task = [&](const char* column) { return client.query(fmt::format("SELECT {} FROM tasks", column)); };

    ClientProcess::act("mousemove 900 156 click 1");
    ClientProcess::act("type --delay 12 'Call landlord today 9am #home !s'");
    ClientProcess::act("key Return");
    CHECK(ClientProcess::until([&] { return task("title") == "Call landlord"; }));
    CHECK(task("due_minute") == "540");
    CHECK(task("energy") == "1");
    CHECK(client.query("SELECT name FROM task_tags") == "home");

    // Out of the field, on to the list, to its first row; each key once the one before is on screen.
    for (const char* const key : {"Escape", "Tab", "Down"}) {
        const auto before = client.frames();
        ClientProcess::act(fmt::format("key {}", key));
        CHECK(ClientProcess::until([&] { return client.frames() > before + 2; }));
    }
    ClientProcess::act("key space");
    CHECK_MESSAGE(ClientProcess::until([&] { return task("status") == "2"; }), client.log());
    ClientProcess::act("key ctrl+z");
    CHECK(ClientProcess::until([&] { return task("status") == "0"; }));
    CHECK(client.close() == 0);
}

TEST_CASE("a window at rest draws no frames") {
    const Desk desk;
    ClientProcess client(desk.dir.path(), {"--sample-data"});
    REQUIRE(ClientProcess::until([&] { return client.frames() > 2; }));
    ClientProcess::act("mousemove 5 890");
    // Until half a second brought nothing new; then a whole second must not either.
    std::size_t seen = 0;
    REQUIRE(ClientProcess::until([&] {
        const auto now = client.frames();
        const bool still = now == std::exchange(seen, now);
        ClientProcess::act("sleep 0.5");
        return still && client.frames() == now;
    }));

    ClientProcess::act("sleep 1");

    CHECK(client.frames() == seen);
}

TEST_CASE("one profile is open in one client, and the second one says so") {
    const Desk desk;
    ClientProcess first(desk.dir.path(), {});
    REQUIRE(ClientProcess::until([&] { return first.frames() > 0; }));

    ClientProcess second(desk.dir.path(), {});
    REQUIRE(ClientProcess::until([&] { return !second.running(); }));

    CHECK(second.close() == 1);
    CHECK(second.log().find("is open already") != std::string::npos);
    CHECK(first.running());
}

TEST_CASE("a plugin saves a file where the person says, and asks for none unless they touched it") {
    const Desk desk;
    const auto home = desk.dir / "home";
    fs::create_directories(home / "Documents");
    ::setenv("HOME", home.c_str(), 1);
    ::unsetenv("XDG_CONFIG_HOME");
    {
        const ClientProcess reviewing(desk.dir.path(), {"--page", "plugins", "--review", probe});
        asista::test::install(reviewing);
    }
    ClientProcess client(desk.dir.path(), {"--page", fmt::format("plugin:{}/probe", probe)});
    CHECK(stores(client, "unasked", std::to_string(static_cast<int>(asista::Errc::denied))));

    click(client, "text");
    ClientProcess::act("type --delay 12 'kept'");
    REQUIRE(stores(client, "text", "\"kept\""));
    click(client, "export");
    // The picker stands where it does in a window of 1440 x 900, and listens after half a second: until then nothing is saved.
    CHECK(ClientProcess::until([&] {
        ClientProcess::act("mousemove 1025 639 click 1");
        return client.stored(probe, "saved") == "\"typed.txt\"";
    }));
    CHECK(asista::test::read_file(home / "Documents" / "typed.txt") == "kept");
    CHECK(client.running());
    CHECK(client.close() == 0);
}

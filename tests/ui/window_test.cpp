// A person at the real window: installs a plugin, clicks and types through its surface into its process, and lives through its crash.
#include "desk.hpp"
#include "wire/result.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace {
namespace fs = std::filesystem;
using asista::test::ClientProcess;
using Json = nlohmann::json;
using asista::test::Desk;
using asista::test::probe;

// Where something is, once it can be seen: found by what it says, and used by the mouse of the X server.
struct Place {
    int x = 0, y = 0, left = 0, right = 0;
};
Place place_of(const ClientProcess& client, const std::string& item) {
    const auto seen = client.window()("wait " + item).at("item").at("seen");
    const int left = seen[0].get<int>(), top = seen[1].get<int>(), width = seen[2].get<int>(), height = seen[3].get<int>();
    return {left + width / 2, top + height / 2, left, left + width};
}

void click(const ClientProcess& client, const std::string& item) {
    const auto at = place_of(client, item);
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

    click(client, R"(button "Count")");
    CHECK(stores(client, "count", "1"));
    click(client, R"(button "Count")");
    CHECK(stores(client, "count", "2"));

    click(client, R"(field "Text")");
    ClientProcess::act("type --delay 12 'Walk 8,000 steps'");
    CHECK_MESSAGE(stores(client, "text", "\"Walk 8,000 steps\""), client.stored(probe, "text"));

    // The list is a popup, a surface of its own.
    click(client, R"("Fruit")");
    click(client, R"("Plum")");
    CHECK(stores(client, "fruit", "\"Plum\""));

    const auto level = place_of(client, R"(field "Level")");
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
    click(client, R"(button "Count")");
    REQUIRE(stores(client, "count", "1"));
    const auto loads = client.query("SELECT load_count FROM plugin_installations");

    click(client, R"(button "Crash")");

    // A new process took the place of the one that crashed, and answers: its count starts anew.
    REQUIRE(ClientProcess::until([&] { return client.query("SELECT load_count FROM plugin_installations") != loads; }));
    CHECK(ClientProcess::until([&] {
        click(client, R"(button "Count")");
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

TEST_CASE("one profile is open in one client: a second start brings its window to the front on the page it names") {
    const Desk desk;
    ClientProcess first(desk.dir.path(), {});
    REQUIRE(ClientProcess::until([&] { return first.frames() > 0; }));
    // Another window has the keyboard, as somebody's who has forgotten that Asista is open.
    const auto front = [&desk] {
        const auto file = desk.dir / "front";
        static_cast<void>(std::system(fmt::format("xdotool getwindowfocus getwindowname >'{}' 2>&1", file.string()).c_str()));
        return asista::test::read_file(file);
    };
    ClientProcess::act("search --sync --onlyvisible --name Asista windowunmap --sync");
    REQUIRE(front().find("Asista") == std::string::npos);

    ClientProcess second(desk.dir.path(), {"--page", "habits"});
    REQUIRE(ClientProcess::until([&] { return !second.running(); }));
    CHECK(second.close() == 0);
    CHECK(second.log().find("Asista is open already; its window is in front now.") != std::string::npos);
    CHECK(ClientProcess::until([&] { return front().find("Asista") != std::string::npos; }));
    CHECK(first.running());

    // Without a window of its own there is nothing to see: that is an error, as before.
    ClientProcess unseen(desk.dir.path(), {"--headless"});
    REQUIRE(ClientProcess::until([&] { return !unseen.running(); }));
    CHECK(unseen.close() == 1);
    CHECK(unseen.log().find("is open already in process") != std::string::npos);
}

TEST_CASE("a window opens where it was, whether it was closed or killed") {
    const Desk desk;
    const auto place = [&desk] { return Json::parse(asista::test::read_file(desk.dir / "window.json"), nullptr, false); };
    const auto is_at = [&place](int x, int y, int width, int height) {
        const auto now = place();
        return now.is_object() && now["x"] == x && now["y"] == y && now["width"] == width && now["height"] == height;
    };
    {
        ClientProcess client(desk.dir.path(), {});
        REQUIRE(ClientProcess::until([&] { return client.frames() > 0; }));
        ClientProcess::act("search --sync --onlyvisible --name Asista windowmove --sync 60 40 windowsize --sync 1000 700");
        CHECK(ClientProcess::until([&] { return is_at(60, 40, 1000, 700); }));
        client.end_badly();
    }
    ClientProcess client(desk.dir.path(), {});
    REQUIRE(ClientProcess::until([&] { return client.frames() > 0; }));
    const auto file = desk.dir / "geometry";
    ClientProcess::act(fmt::format("search --sync --onlyvisible --name Asista getwindowgeometry --shell >'{}'", file.string()));
    const auto geometry = asista::test::read_file(file);
    for (const char* line : {"X=60\n", "Y=40\n", "WIDTH=1000\n", "HEIGHT=700\n"})
        CHECK_MESSAGE(geometry.find(line) != std::string::npos, geometry);
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

    click(client, R"(field "Text")");
    ClientProcess::act("type --delay 12 'kept'");
    REQUIRE(stores(client, "text", "\"kept\""));
    click(client, R"(button "Export")");
    client.window()(R"(click button "Save")"); // which listens after half a second
    CHECK(stores(client, "saved", "\"typed.txt\""));
    CHECK(asista::test::read_file(home / "Documents" / "typed.txt") == "kept");
    CHECK(client.running());
    CHECK(client.close() == 0);
}

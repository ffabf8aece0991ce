// What a person sees and does in a card goes on over a swap: real hosts, and a window that gives them input.
#include "wire/keys.hpp"
#include "world.hpp"

using namespace asista;
using namespace asista::test;
using frame::EventKind;
using runtime::PluginState;

namespace {
constexpr const char* id = "test.one.actor";
constexpr float left = FakeWindow::panel_left, top = FakeWindow::panel_top;

std::vector<frame::Event> typed(std::string_view text) {
    std::vector<frame::Event> events;
    for (const char c : text) events.push_back({EventKind::text, static_cast<unsigned char>(c), 0, 0, 0, 0});
    return events;
}
std::vector<frame::Event> clicked(float x, float y) {
    return {{EventKind::hover, 1, 0, 0, 0, 0},
            {EventKind::mouse_position, 0, x, y, 0, 0},
            {EventKind::mouse_button, 0, 0, 0, 1, 0},
            {EventKind::mouse_button, 0, 0, 0, 0, 0}};
}

struct Editing : World {
    explicit Editing(WorldOptions options = {}) : World(std::move(options)) {
        put_actor(id, "version=1 edit=yes");
        run(id);
    }
    void act(std::vector<frame::Event> events) {
        window->act(id, std::move(events));
        REQUIRE(until([&] { return window->has_acted(id); }));
    }
    std::string text() { return ask(id)["text"]; }
    bool reloaded(std::uint32_t times) {
        return until([&] { return status(id).reload_count == times && status(id).state == PluginState::running; });
    }
};
} // namespace

TEST_CASE("letters typed while builds are swapped arrive once and in order, with the caret where it was") {
    Editing world;
    world.act(clicked(left + 30, top + 10));
    world.act(typed("ac"));
    world.act({{EventKind::key, static_cast<std::uint32_t>(frame::Key::left), 0, 0, 1, 0},
               {EventKind::key, static_cast<std::uint32_t>(frame::Key::left), 0, 0, 0, 0}});
    REQUIRE(world.text() == "ac");

    // One letter with every turn of the loop: before the state is asked for, on trial, when it passed, and after.
    std::string written;
    std::uint32_t swaps = 0;
    for (const char* build : {"version=2 edit=yes", "version=3 edit=yes", "version=4 edit=yes"}) {
        world.put_library(id, build);
        ++swaps;
        REQUIRE(world.until([&] {
            if (written.size() < 60 * swaps) {
                written += static_cast<char>('a' + written.size() % 26);
                world.window->act(id, typed(std::string_view(written).substr(written.size() - 1)));
            }
            return world.status(id).reload_count == swaps && world.status(id).state == PluginState::running;
        }));
    }
    REQUIRE(world.until([&] { return world.window->has_acted(id); }));

    CHECK(world.text() == "a" + written + "c");
    CHECK(world.ask(id)["version"] == "4");
    CHECK(world.status(id).crash_count == 0);
    const auto log = world.log(id);
    CHECK_MESSAGE(log.find("kept: its state, the text being edited, keyboard focus") != std::string::npos, log);
}

TEST_CASE("a menu that is open stays open, and a click on its way while builds are swapped happens once") {
    Editing world;
    world.act(clicked(left + 30, top + 45));
    REQUIRE(world.ask(id)["menu"] == true);
    REQUIRE(world.ask(id)["clicks"] == 0);
    const auto item = world.ask(id)["item"];

    bool clicked_it = false;
    world.put_library(id, "version=2 edit=yes");
    SUBCASE("nothing is done meanwhile") {
        REQUIRE(world.reloaded(1));
        CHECK(world.ask(id)["menu"] == true);
        CHECK(world.ask(id)["item"] == item);
        CHECK(world.log(id).find("a popup") != std::string::npos);
    }
    SUBCASE("its item is clicked") {
        REQUIRE(world.until([&] {
            if (!clicked_it && child_processes() == 2) {
                clicked_it = true;
                world.window->act(id, clicked(item[0], item[1]));
            }
            return world.status(id).reload_count == 1 && world.status(id).state == PluginState::running;
        }));
        REQUIRE(clicked_it);
        REQUIRE(world.until([&] { return world.window->has_acted(id); }));
        CHECK(world.ask(id)["clicks"] == 1);
        // The frame that takes the click begins with the menu open; the next one has none, and no later one has it again.
        CHECK(world.until([&] { return world.ask(id)["menu"] == false; }));
        CHECK(world.keeps_drawing(id));
        CHECK(world.ask(id)["menu"] == false);
        CHECK(world.ask(id)["clicks"] == 1);
    }
}

TEST_CASE("a build that is not taken costs no letter either" * doctest::skip(sanitized)) {
    Editing world;
    world.act(clicked(left + 30, top + 10));
    world.put_library(id, "version=2 edit=yes draw=crash from-frame=2");
    std::string written;
    REQUIRE(world.until([&] {
        if (written.size() < 60) {
            written += static_cast<char>('a' + written.size() % 26);
            world.window->act(id, typed(std::string_view(written).substr(written.size() - 1)));
        }
        return !world.status(id).reload_note.empty();
    }));
    REQUIRE(world.until([&] { return world.window->has_acted(id); }));
    CHECK(world.text() == written);
    CHECK(world.ask(id)["version"] == "1");
}

TEST_CASE("a field that the new build does not have is dropped, and the card says so") {
    Editing world;
    world.act(clicked(left + 30, top + 10));
    world.act(typed("lost"));
    world.put_library(id, "version=2");
    REQUIRE(world.reloaded(1));
    REQUIRE(world.until([&] { return !world.status(id).state_note.empty(); }));
    CHECK(world.status(id).state_note == "No longer there: the text being edited, keyboard focus.");
    CHECK(world.log(id).find("no longer there: the text being edited, keyboard focus") != std::string::npos);
    CHECK(world.keeps_drawing(id));
    CHECK(world.status(id).crash_count == 0);
}

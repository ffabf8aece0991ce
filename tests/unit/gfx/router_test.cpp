// Whose is an event? Tables of what was done and who was told.
#include "gfx/input_router.hpp"

#include "wire/keys.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

using namespace asista;
using gfx::InputRouter;
using gfx::SurfaceRef;
using platform::InputEvent;
using Kind = InputEvent::Kind;
using frame::Key;

namespace {
InputEvent move(float x, float y) { return {.kind = Kind::mouse_position, .x = x, .y = y}; }
InputEvent button(bool pressed, std::uint32_t code = 0) { return {.kind = Kind::mouse_button, .code = code, .pressed = pressed}; }
InputEvent key(Key code, bool pressed) {
    return {.kind = Kind::key, .code = static_cast<std::uint32_t>(code), .pressed = pressed};
}
InputEvent text(char32_t code) { return {.kind = Kind::text, .code = code}; }
InputEvent wheel(float y) { return {.kind = Kind::mouse_wheel, .y = y}; }

// Plugin 1 has surface 5 at x 0..99 and its popup 70000 at x 300..399; plugin 2 has surface 6 at x 100..199; the rest is the client's.
struct Desk {
    std::vector<std::string> log; // "1:hover 5", "1:press 0"
    InstanceId wheel_user = 0;
    int pastes = 0;
    std::vector<InstanceId> spared; // by presses elsewhere

    InputRouter router{InputRouter::World{
        .surface_at = [](float x, float) -> SurfaceRef {
            if (x < 0) return {};
            if (x < 100) return {1, 5};
            if (x < 200) return {2, 6};
            if (x >= 300 && x < 400) return {1, 70000};
            return {};
        },
        .uses_wheel = [this](InstanceId instance) { return instance == wheel_user; },
        .is_client_chord = [](std::uint32_t code, bool ctrl, bool,
                              bool) { return ctrl && code == static_cast<std::uint32_t>(Key::k); },
        .send = [this](InstanceId instance,
                       const frame::Event& event) { log.push_back(fmt::format("{}:{}", instance, name(event))); },
        .paste =
            [this](InstanceId instance) {
                log.push_back(fmt::format("{}:paste", instance));
                ++pastes;
            },
        .person_acted = [](InstanceId) {},
        .pressed_elsewhere = [this](InstanceId except) { spared.push_back(except); },
    }};

    static std::string name(const frame::Event& event) {
        using frame::EventKind;
        switch (event.kind) {
        case EventKind::mouse_position: return fmt::format("at {} {}", event.x, event.y);
        case EventKind::mouse_button: return fmt::format("{} {}", event.pressed != 0 ? "press" : "release", event.code);
        case EventKind::mouse_wheel: return fmt::format("wheel {}", event.y);
        case EventKind::key: return fmt::format("key {} {}", event.code, event.pressed != 0 ? "down" : "up");
        case EventKind::text: return fmt::format("text {}", event.code);
        case EventKind::focus: return event.pressed != 0 ? "focus" : "blur";
        case EventKind::dismiss: return "dismiss";
        case EventKind::mouse_leave: return "leave";
        case EventKind::paste: return "paste";
        case EventKind::hover: return fmt::format("hover {}", event.code);
        case EventKind::focus_item: return fmt::format("focus item {}", event.code);
        case EventKind::enter: return fmt::format("enter {} by {}", event.code, event.pressed);
        }
        return "?";
    }
    std::vector<InputEvent> left;
    std::vector<std::string> route(std::vector<InputEvent> events) {
        log.clear();
        left = router.route(events);
        return log;
    }
};
using Log = std::vector<std::string>;
std::string code(Key k) { return fmt::format("{}", static_cast<std::uint32_t>(k)); }
} // namespace

TEST_CASE("the pointer enters, moves in and leaves a surface") {
    Desk desk;
    CHECK(desk.route({move(250, 9)}) == Log{});
    CHECK(desk.route({move(50, 9), move(51, 9)}) == Log{"1:hover 5", "1:at 50 9", "1:at 51 9"});
    CHECK(desk.route({move(150, 9)}) == Log{"1:hover 0", "1:leave", "2:hover 6", "2:at 150 9"});
    CHECK(desk.route({{.kind = Kind::mouse_leave}}) == Log{"2:hover 0", "2:leave"});
    CHECK(desk.left.size() == 1); // the client knows of the pointer, always
}

TEST_CASE("a drag belongs to the plugin that was pressed until all buttons are up") {
    Desk desk;
    desk.route({move(50, 9)});
    CHECK(desk.route({button(true)}) == Log{"1:focus", "1:press 0"});
    CHECK(desk.route({move(150, 20)}) == Log{"1:hover 0", "1:at 150 20"}); // over plugin 2: not its business
    CHECK(desk.route({button(true, 1), button(false, 0), move(350, 20)}) ==
          Log{"1:press 1", "1:release 0", "1:hover 70000", "1:at 350 20"});
    CHECK(desk.route({move(150, 20), button(false, 1)}) ==
          Log{"1:hover 0", "1:at 150 20", "1:release 1", "1:leave", "2:hover 6", "2:at 150 20"});
}

TEST_CASE("a drag that began in the client stays the client's") {
    Desk desk;
    desk.route({move(250, 9), button(true)});
    CHECK(desk.route({move(50, 9), button(true, 1), button(false, 1)}) == Log{});
    CHECK(desk.route({button(false)}) == Log{"1:hover 5", "1:at 50 9"});
}

TEST_CASE("a press elsewhere closes the popups of everybody else") {
    Desk desk;
    desk.route({move(50, 9), button(true), button(false)});
    desk.route({move(350, 9), button(true), button(false)}); // its own popup
    desk.route({move(250, 9), button(true), button(false)}); // the client
    CHECK(desk.spared == std::vector<InstanceId>{1, 1, 0});
}

TEST_CASE("keys and text go to the plugin that was clicked and to nobody else") {
    Desk desk;
    CHECK(desk.route({key(Key::a, true), text('a'), key(Key::a, false)}) == Log{});
    CHECK(desk.left.size() == 3);
    desk.route({move(50, 9), button(true), button(false)});
    CHECK(desk.route({key(Key::a, true), text('a'), key(Key::a, false)}) ==
          Log{"1:key " + code(Key::a) + " down", "1:text 97", "1:key " + code(Key::a) + " up"});
    CHECK(desk.left.empty());
    // The pointer over another plugin changes nothing.
    CHECK(desk.route({move(150, 9), text('b')}) == Log{"1:hover 0", "1:leave", "2:hover 6", "2:at 150 9", "1:text 98"});
    // A click in the client takes the keyboard back.
    CHECK(desk.route({move(250, 9), button(true), button(false), text('c')}) == Log{"2:hover 0", "2:leave", "1:blur"});
    CHECK(desk.left.back() == text('c'));
}

TEST_CASE("Ctrl+Tab leaves the plugin, and neither side sees the Tab") {
    Desk desk;
    desk.router.focus({1, 5});
    CHECK(desk.router.focused() == SurfaceRef{1, 5});
    const auto told =
        desk.route({key(Key::left_ctrl, true), key(Key::mod_ctrl, true), key(Key::tab, true), key(Key::tab, false)});
    CHECK(told.back() == "1:blur");
    CHECK(desk.router.focused().instance == 0);
    for (const InputEvent& event : desk.left) CHECK((event.code != static_cast<std::uint32_t>(Key::tab) || !event.pressed));
    // Ctrl is still held for the client, and its release arrives there.
    desk.route({key(Key::left_ctrl, false), key(Key::mod_ctrl, false)});
    CHECK(desk.left.size() == 2);
}

TEST_CASE("Tab alone stays inside the plugin") {
    Desk desk;
    desk.router.focus({1, 5});
    CHECK(desk.route({key(Key::tab, true), key(Key::tab, false)}).size() == 2);
    CHECK(desk.left.empty());
    CHECK(desk.router.focused().instance == 1);
}

TEST_CASE("chords of the client work from inside a plugin, which does not see them") {
    Desk desk;
    desk.router.focus({1, 5});
    const auto told = desk.route({key(Key::mod_ctrl, true), key(Key::k, true), key(Key::k, false)});
    CHECK(told == Log{"1:key " + code(Key::mod_ctrl) + " down"});
    CHECK(desk.left == std::vector{key(Key::mod_ctrl, true), key(Key::k, true), key(Key::k, false)});
}

TEST_CASE("a key held while the keyboard changes hands is released where it was pressed") {
    Desk desk;
    desk.route({key(Key::enter, true)}); // the client enters the panel by Enter
    CHECK(desk.left.size() == 1);
    desk.router.focus({1, 5});
    CHECK(desk.route({key(Key::enter, false)}) == Log{});
    CHECK(desk.left == std::vector{key(Key::enter, false)});
}

TEST_CASE("modifiers that are held go along into the plugin") {
    Desk desk;
    desk.route({key(Key::mod_shift, true), move(50, 9)});
    CHECK(desk.route({button(true)}) == Log{"1:focus", "1:key " + code(Key::mod_shift) + " down", "1:press 0"});
}

TEST_CASE("the clipboard goes along with a paste chord of the focused plugin only") {
    Desk desk;
    desk.route({key(Key::mod_ctrl, true), key(Key::v, true), key(Key::v, false)});
    CHECK(desk.pastes == 0);
    desk.router.focus({1, 5});
    CHECK(desk.route({key(Key::v, true)}) == Log{"1:paste", "1:key " + code(Key::v) + " down"});
    desk.route({key(Key::v, false), key(Key::mod_ctrl, false), key(Key::v, true), key(Key::c, true)});
    CHECK(desk.pastes == 1);
    desk.route({key(Key::mod_shift, true), key(Key::insert, true)});
    CHECK(desk.pastes == 2);
}

TEST_CASE("the wheel turns the page under a plugin that has no use for it") {
    Desk desk;
    desk.route({move(50, 9)});
    CHECK(desk.route({wheel(1)}) == Log{});
    CHECK(desk.left.size() == 1);
    desk.wheel_user = 1;
    CHECK(desk.route({wheel(-2)}) == Log{"1:wheel -2"});
    CHECK(desk.left.empty());
}

TEST_CASE("the window's own focus reaches the plugin that has the keyboard") {
    Desk desk;
    desk.router.focus({1, 5});
    CHECK(desk.route({{.kind = Kind::focus, .pressed = false}}) == Log{"1:blur"});
    CHECK(desk.route({{.kind = Kind::focus, .pressed = true}}) == Log{"1:focus"});
    CHECK(desk.left.size() == 1);
}

TEST_CASE("a plugin that is gone has nothing any more, and its buttons are nobody else's") {
    Desk desk;
    desk.route({move(50, 9), button(true)});
    desk.log.clear();
    desk.router.forget(1);
    CHECK(desk.log.empty());
    CHECK(desk.route({move(150, 9)}) == Log{});
    CHECK(desk.route({button(false)}) == Log{"2:hover 6", "2:at 150 9"});
    CHECK(desk.route({text('x')}) == Log{});
}

TEST_CASE("unknown keys and buttons are dropped") {
    Desk desk;
    desk.router.focus({1, 5});
    desk.log.clear();
    CHECK(desk.route({{.kind = Kind::key, .code = 0xFFFF, .pressed = true},
                      {.kind = Kind::mouse_button, .code = 77, .pressed = true}}) == Log{});
}

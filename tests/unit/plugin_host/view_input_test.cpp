// Input behind the shared areas does what it would in the client's own process: pointer, keys, text, clipboard and focus.
#include "view_rig.hpp"

#include <cstring>
#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

using namespace asista;
using frame::EventKind;
using frame::Key;
using frame::SurfaceKind;
using testing::place;
using testing::ViewRig;
using testing::wants;

TEST_CASE("a slider can be dragged beyond its panel") {
    ViewRig rig;
    float value = 0;
    rig.panel(1, {100, 80, 200, 60}, [&] {
        ImGui::SetNextItemWidth(200);
        ImGui::SliderFloat("##s", &value, 0, 1);
    });
    rig.settle();
    rig.move(110, 95);
    rig.settle();
    rig.button(true);
    rig.draw();
    rig.event(EventKind::hover, 0); // the pointer leaves every surface, the button is held
    rig.move(900, 300);
    rig.draw();
    CHECK(value == 1);
    rig.move(-500, 300);
    rig.draw();
    CHECK(value == 0);
    rig.button(false);
    rig.settle();
}

TEST_CASE("nothing looks hovered while the pointer is over something else of the client") {
    ViewRig rig;
    bool hovered = false;
    rig.panel(1, place, [&] {
        ImGui::Button("b", {100, 30});
        hovered = ImGui::IsItemHovered();
    });
    rig.settle();
    rig.event(EventKind::hover, 1);
    rig.move(120, 90);
    rig.settle();
    CHECK(hovered);
    CHECK(wants(rig, frame::output_flags::wants_mouse));

    rig.event(EventKind::hover, 0);
    rig.move(121, 90);
    rig.settle();
    CHECK_FALSE(hovered);

    rig.event(EventKind::hover, 1);
    rig.move(120, 90);
    rig.settle();
    CHECK(hovered);
    rig.event(EventKind::mouse_leave);
    rig.settle();
    CHECK_FALSE(hovered);
}

TEST_CASE("entering, dragging out and lost releases, as the client's router sends them") {
    ViewRig rig;
    bool hovered = false;
    int clicks = 0;
    float value = 0;
    rig.panel(1, place, [&] {
        if (ImGui::Button("b", {100, 30})) ++clicks;
        hovered = ImGui::IsItemHovered();
        ImGui::SetNextItemWidth(200);
        ImGui::DragFloat("##d", &value);
    });
    rig.settle();

    rig.move(120, 90);
    rig.event(EventKind::hover, 0);
    rig.settle();
    CHECK_FALSE(hovered);
    rig.event(EventKind::hover, 1); // without a new position
    rig.settle();
    CHECK(hovered);

    rig.move(150, 130);
    rig.settle();
    rig.button(true); // press, leave and move in one batch
    rig.event(EventKind::hover, 0);
    rig.move(1000, 130);
    rig.settle_held();
    CHECK(value > 100);
    rig.button(false);
    rig.settle();
    CHECK_FALSE(wants(rig, frame::output_flags::wants_mouse));

    rig.event(EventKind::hover, 1);
    rig.move(120, 90);
    rig.button(true);
    rig.draw();
    rig.event(EventKind::focus, 0, false); // the release was dropped with a full queue
    rig.event(EventKind::mouse_leave);
    rig.settle();
    CHECK(clicks == 0);
    rig.move(120, 90); // no hover event: the router knows of no change
    rig.settle();
    CHECK(hovered);
}

TEST_CASE("a click and its release in one batch both count") {
    ViewRig rig;
    int clicks = 0;
    rig.panel(1, place, [&] {
        if (ImGui::Button("b", {100, 30})) ++clicks;
    });
    rig.settle();

    rig.move(120, 90);
    rig.button(true);
    rig.button(false);
    rig.button(true);
    rig.button(false);
    rig.settle();

    CHECK(clicks == 2);
}

TEST_CASE("typed text, keys, cursor and caret") {
    ViewRig rig;
    char text[64] = "";
    bool entered = false;
    rig.panel(1, place, [&] { entered |= ImGui::InputText("##t", text, sizeof text, ImGuiInputTextFlags_EnterReturnsTrue); });
    rig.settle();
    CHECK_FALSE(wants(rig, frame::output_flags::wants_text_input));

    rig.click(150, 95);
    CHECK(wants(rig, frame::output_flags::wants_text_input));
    CHECK(wants(rig, frame::output_flags::wants_keyboard));
    CHECK(rig.last().header.cursor == frame::Cursor::text);
    CHECK(rig.last().header.caret.y >= 80);
    CHECK(rig.last().header.caret.height > 5);
    CHECK(rig.last().header.next_wake_ms < 900); // the cursor blinks

    for (const char32_t c : U"ab\u00E9c") {
        if (c != 0) rig.text(c);
    }
    rig.key(Key::backspace, true);
    rig.key(Key::backspace, false);
    rig.settle();
    CHECK(std::string(text) == "ab\xC3\xA9");

    rig.key(Key::home, true);
    rig.key(Key::home, false);
    rig.text(U'x');
    rig.key(Key::enter, true);
    rig.key(Key::enter, false);
    rig.settle();
    CHECK(std::string(text) == "xab\xC3\xA9");
    CHECK(entered);
}

TEST_CASE("the clipboard goes out when the person copies, and comes in only with a paste") {
    ViewRig rig;
    char text[64] = "secret";
    rig.panel(1, place, [&] { ImGui::InputText("##t", text, sizeof text); });
    rig.settle();
    rig.click(150, 95);
    const auto chord = [&rig](Key key) {
        rig.key(Key::mod_ctrl, true);
        rig.key(Key::left_ctrl, true);
        rig.key(key, true);
        std::string clipboard;
        for (int i = 0; i < 4; ++i) clipboard += rig.draw().clipboard;
        rig.key(key, false);
        rig.key(Key::left_ctrl, false);
        rig.key(Key::mod_ctrl, false);
        rig.settle();
        return clipboard;
    };

    chord(Key::a);
    CHECK(chord(Key::c) == "secret");

    chord(Key::v); // nothing came with it
    CHECK(std::string(text) == "secret");

    chord(Key::a);
    rig.paste = "pasted \xE2\x82\xAC";
    rig.event(EventKind::paste);
    chord(Key::v);
    CHECK(std::string(text) == "pasted \xE2\x82\xAC");
    CHECK(std::string(ImGui::GetClipboardText()).empty());
}

TEST_CASE("losing the keyboard ends a text field, dismissing closes popups but not modals") {
    ViewRig rig;
    char text[64] = "";
    ImVec2 combo;
    int chosen = 0;
    rig.panel(1, place, [&] {
        ImGui::InputText("##t", text, sizeof text);
        combo = ImGui::GetCursorScreenPos();
        ImGui::Combo("##c", &chosen, "one\0two\0");
    });
    rig.settle();
    rig.event(EventKind::focus, 0, true);
    rig.click(150, 95);
    CHECK(wants(rig, frame::output_flags::wants_text_input));
    rig.event(EventKind::focus, 0, false);
    rig.settle();
    CHECK_FALSE(wants(rig, frame::output_flags::wants_text_input));
    CHECK(rig.last().header.next_wake_ms == frame::never_wake);

    rig.event(EventKind::focus, 0, true);
    rig.click(combo.x + 20, combo.y + 10);
    CHECK(rig.find(SurfaceKind::popup) != nullptr);
    rig.event(EventKind::dismiss);
    rig.settle();
    CHECK(rig.find(SurfaceKind::popup) == nullptr);
}

TEST_CASE("a link asks the client, keys of the client stay the client's, and drawing on the whole display lands in the panel") {
    ViewRig rig;
    rig.panel(1, place, [] {
        ImGui::TextLinkOpenURL("link", "https://example.org/");
        ImGui::GetForegroundDrawList()->AddRectFilled({120, 300}, {140, 320}, 0xFF0000FF);
        ImGui::GetBackgroundDrawList()->AddRectFilled({120, 300}, {140, 320}, 0xFFFF0000);
    });
    rig.settle();
    CHECK(rig.last().surfaces[0].list_count == 3);

    rig.click(108, 88);
    REQUIRE(rig.urls.size() == 1);
    CHECK(rig.urls[0] == "https://example.org/");

    rig.key(Key::mod_ctrl, true);
    rig.key(Key::left_ctrl, true);
    rig.key(Key::tab, true);
    for (int i = 0; i < 5; ++i) rig.draw();
    CHECK(ImGui::GetCurrentContext()->NavWindowingTarget == nullptr);
    rig.key(Key::tab, false);
    rig.key(Key::left_ctrl, false);
    rig.key(Key::mod_ctrl, false);
    rig.settle();
}

TEST_CASE("input that is malformed ends the work, a wake-up without a request does nothing") {
    frame::HostEnds ends;
    auto client = frame::ClientArea::create(ends);
    REQUIRE(client);
    host::InputRequest request;
    frame::InputHeader header{};
    header.magic = frame::input_magic;
    header.version = frame::protocol_version;
    header.serial = 1;
    std::memcpy(client->input(), &header, sizeof header);
    CHECK(host::read_input(client->input(), request));

    header.event_count = frame::max_events + 1;
    std::memcpy(client->input(), &header, sizeof header);
    CHECK_FALSE(host::read_input(client->input(), request));

    header.event_count = 1;
    std::memcpy(client->input(), &header, sizeof header); // an event of kind 0
    CHECK_FALSE(host::read_input(client->input(), request));

    ViewRig rig;
    rig.panel(1, place, [] {});
    rig.draw();
}

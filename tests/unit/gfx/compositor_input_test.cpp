// Input on its way to hosts: pointer, keyboard, clipboard, cursor, caret.
#include "stage.hpp"

#include <doctest/doctest.h>
#include <imgui.h>

using namespace asista;
using namespace asista::test;
using Kind = gfx::CompositorEvent::Kind;

TEST_CASE("input reaches the host under the pointer, with the surface it hovers") {
    Stage stage;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, at_left}};
    std::vector<Received> requests;
    stage.hosts = answering(host, red, &requests);
    stage.frame();
    stage.frame();
    stage.frame({move(50, 50), press(), release()});
    REQUIRE(requests.size() == 2);
    const Received& got = requests.back();
    CHECK(got.header.hovered_surface == 5);
    CHECK(got.header.focused == 1);
    CHECK(got.surfaces[0].flags ==
          (frame::surface_flags::visible | frame::surface_flags::hovered | frame::surface_flags::focused));
    std::vector<frame::EventKind> kinds;
    for (const auto& event : got.events) kinds.push_back(event.kind);
    using enum frame::EventKind;
    CHECK(kinds == std::vector{hover, mouse_position, focus, mouse_button, mouse_button});
    CHECK(stage.compositor().focused_instance() == 1);
    CHECK(stage.compositor().seconds_since_input(1, stage.now()).has_value());
    stage.frame({move(300, 200), press(), release()});
    CHECK(stage.compositor().focused_instance() == 0);
}

TEST_CASE("a client window in front of a panel has the pointer, and a client modal has everything") {
    Stage stage;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, at_left}};
    std::vector<Received> requests;
    stage.hosts = answering(host, red, &requests);
    stage.extra = [] {
        ImGui::SetNextWindowPos(ImVec2(40, 40));
        ImGui::SetNextWindowSize(ImVec2(60, 40));
        ImGui::Begin("toast", nullptr, ImGuiWindowFlags_NoDecoration);
        ImGui::End();
    };
    stage.frame();
    stage.frame();
    stage.frame({move(50, 50)});
    CHECK(requests.size() == 1);
    stage.frame({move(25, 25)});
    CHECK(requests.size() == 2);

    bool open = true;
    stage.extra = [&] {
        if (open) ImGui::OpenPopup("question");
        if (ImGui::BeginPopupModal("question")) {
            ImGui::TextUnformatted("?");
            if (!open) ImGui::CloseCurrentPopup();
            ImGui::EndPopup();
        }
    };
    stage.frame();
    stage.frame();
    requests.clear();
    stage.frame({move(26, 26), press(), release()});
    stage.frame();
    for (const auto& got : requests) {
        CHECK_FALSE(got.has(frame::EventKind::mouse_button));
        CHECK(got.header.hovered_surface == 0);
    }
    CHECK(stage.compositor().focused_instance() == 0);
}

TEST_CASE("keys and text go to the plugin that the keyboard came to, and Ctrl+Tab comes out") {
    Stage stage;
    ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, at_left}};
    std::vector<Received> requests;
    stage.hosts = answering(host, red, &requests);
    for (int i = 0; i < 4; ++i) stage.frame();
    ImGui::SetWindowFocus("page");
    for (int i = 0; i < 3 && stage.compositor().focused_instance() == 0; ++i) {
        stage.frame({key(frame::Key::tab, true)});
        stage.frame({key(frame::Key::tab, false)});
        stage.frame();
    }
    REQUIRE(stage.compositor().focused_instance() == 1);
    CHECK(requests.back().header.focused == 1);
    requests.clear();
    stage.frame({key(frame::Key::b, true), {.kind = platform::InputEvent::Kind::text, .code = 'b'}, key(frame::Key::b, false)});
    REQUIRE_FALSE(requests.empty());
    CHECK(requests.back().has(frame::EventKind::text));
    CHECK(stage.left.empty());
    stage.frame({key(frame::Key::mod_ctrl, true), key(frame::Key::tab, true)});
    stage.frame({key(frame::Key::tab, false), key(frame::Key::mod_ctrl, false)});
    CHECK(stage.compositor().focused_instance() == 0);
}

TEST_CASE("a client text field that wants the keyboard gets it") {
    Stage stage;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, at_left}};
    stage.hosts = answering(host, red);
    stage.frame();
    stage.frame();
    stage.frame({move(50, 50), press(), release()});
    REQUIRE(stage.compositor().focused_instance() == 1);
    stage.extra = [] {
        static char buffer[16];
        ImGui::SetNextWindowPos(ImVec2(200, 200));
        ImGui::Begin("palette");
        if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
        ImGui::InputText("##q", buffer, sizeof buffer);
        ImGui::End();
    };
    for (int i = 0; i < 3; ++i) stage.frame();
    CHECK(stage.compositor().focused_instance() == 0);
}

TEST_CASE("the clipboard: set by a plugin only right after input there, read by it only with a paste chord") {
    Stage stage;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, at_left}};
    std::vector<Received> requests;
    std::string copies;
    stage.hosts = [&] {
        auto got = host.request();
        if (!got) return;
        auto frame = solid(5, at_left, red, requests.empty());
        frame.clipboard = copies;
        host.answer(frame);
        requests.push_back(std::move(*got));
    };
    stage.clipboard = "mine";
    copies = "stolen";
    stage.frame();
    stage.frame();
    CHECK(stage.clipboard == "mine"); // nobody clicked there yet
    copies.clear();
    stage.frame({move(50, 50), press(), release()});
    copies = "copied";
    stage.compositor().redraw(1);
    stage.frame();
    CHECK(stage.clipboard == "copied");
    CHECK(stage.was_told(Kind::clipboard_set, 1));
    stage.clipboard = "mine";
    stage.pass(1.5);
    stage.compositor().redraw(1);
    stage.frame();
    CHECK(stage.clipboard == "mine");

    copies.clear();
    for (const auto& got : requests) CHECK(got.paste.empty());
    stage.frame({key(frame::Key::mod_ctrl, true), key(frame::Key::v, true)});
    CHECK(requests.back().paste == "mine");
}

TEST_CASE("the cursor is the hovered plugin's") {
    Stage stage;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, at_left}};
    stage.hosts = [&] {
        if (!host.request()) return;
        auto frame = FrameBuilder().panel(5, at_left);
        frame.header.cursor = frame::Cursor::text;
        host.answer(frame);
    };
    stage.frame();
    stage.frame({move(300, 200)});
    CHECK(stage.scene().window().cursor() == frame::Cursor::arrow);
    stage.frame({move(50, 50)});
    CHECK(stage.scene().window().cursor() == frame::Cursor::text);
    stage.frame({move(300, 200)});
    CHECK(stage.scene().window().cursor() == frame::Cursor::arrow);
}

TEST_CASE("the caret is told of the plugin that has the keyboard only") {
    Stage stage;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, at_left}};
    stage.hosts = [&] {
        if (!host.request()) return;
        auto frame = FrameBuilder().panel(5, at_left).flags(frame::output_flags::wants_text_input);
        frame.header.caret = {30, 40, 1, 16};
        host.answer(frame);
    };
    stage.frame();
    stage.frame();
    CHECK_FALSE(stage.compositor().caret());
    stage.frame({move(50, 50), press(), release()});
    REQUIRE(stage.compositor().caret());
    CHECK(stage.compositor().caret()->y == 40);
}

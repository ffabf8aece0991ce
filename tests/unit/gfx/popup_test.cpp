// What plugins open outside their panels: popups, tooltips, windows, and the client's say in it.
#include "popup_stage.hpp"

#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <utility>

using namespace asista;
using namespace asista::test;
using frame::SurfaceKind;

TEST_CASE("a popup the person asked for lies in front of the page and takes input of its own") {
    PopupStage stage;
    stage.open = true;
    auto image = stage.click(30, 30);
    CHECK(image.at(100, 120) == green_pixel);
    CHECK(image.at(70, 90) == green_pixel); // over the panel as well
    CHECK(image.at(30, 30) == red_pixel);
    CHECK(stage.compositor().next_frame_in(stage.now()) == 0.0); // what is under the pointer may have changed

    stage.requests.clear();
    stage.frame({move(100, 120)});
    REQUIRE(stage.requests.size() == 1);
    CHECK(stage.requests[0].header.hovered_surface == 70'000);
    CHECK(stage.requests[0].events[0].kind == frame::EventKind::hover);
    CHECK(stage.requests[0].events[0].code == 70'000);
    stage.requests.clear();
    stage.frame({press(), release()});
    CHECK(stage.requests[0].has(frame::EventKind::mouse_button));
    CHECK_FALSE(stage.requests[0].has(frame::EventKind::dismiss));
    CHECK(stage.compositor().focused_instance() == 1); // the keyboard stays with the plugin
    CHECK((stage.requests[0].surfaces[0].flags & frame::surface_flags::focused) != 0);
    // Also when the popup that was clicked closes.
    stage.open = false;
    for (int i = 0; i < 3; ++i) stage.redraw();
    CHECK(stage.compositor().focused_instance() == 1);
}

TEST_CASE("what nobody asked for does not pop up") {
    for (const SurfaceKind kind : {SurfaceKind::popup, SurfaceKind::window, SurfaceKind::modal}) {
        PopupStage stage;
        stage.kind = kind;
        stage.open = true;
        stage.rect = beside;
        CHECK(stage.redraw().at(180, 50) == white_pixel);
        // Asked for, it stays for as long as the plugin likes.
        stage.click(30, 30);
        CHECK(stage.redraw().at(180, 50) == green_pixel);
        stage.pass(60);
        CHECK(stage.redraw().at(180, 50) == green_pixel);
        // A new one needs a new reason.
        stage.id = 70'001;
        CHECK(stage.redraw().at(180, 50) == white_pixel);
    }
}

TEST_CASE("a click elsewhere closes a popup at once, and the plugin is told") {
    PopupStage stage;
    stage.open = true;
    stage.click(30, 30);
    REQUIRE(stage.redraw().at(100, 120) == green_pixel);
    stage.requests.clear();
    // The plugin goes on showing it: it is not seen any more.
    CHECK(stage.click(350, 250).at(100, 120) == white_pixel);
    REQUIRE_FALSE(stage.requests.empty());
    CHECK(stage.requests[0].has(frame::EventKind::dismiss));
    CHECK(stage.redraw().at(100, 120) == white_pixel);
    // Opened anew by the plugin alone, though the person clicked in it a moment ago: not seen.
    stage.id = 70'001;
    CHECK(stage.redraw().at(100, 120) == white_pixel);
    CHECK(stage.redraw().at(100, 120) == white_pixel);
    // Opened by a click: seen.
    CHECK(stage.click(30, 30).at(100, 120) == green_pixel);
}

TEST_CASE("a window of the plugin is no popup: a click elsewhere leaves it open") {
    PopupStage stage;
    stage.kind = SurfaceKind::window;
    stage.rect = beside;
    stage.open = true;
    stage.click(30, 30);
    REQUIRE(stage.redraw().at(180, 50) == green_pixel);
    CHECK(stage.click(350, 250).at(180, 50) == green_pixel);
}

TEST_CASE("a tooltip shows only under the pointer's plugin and lets input through") {
    PopupStage stage;
    stage.kind = SurfaceKind::tooltip;
    stage.rect = {110, 90, 60, 20};
    stage.open = true;
    CHECK(stage.redraw().at(150, 100) == white_pixel);
    CHECK(stage.frame({move(30, 30)}).at(150, 100) == green_pixel);
    stage.requests.clear();
    stage.frame({move(115, 95)}); // over panel and tooltip
    REQUIRE_FALSE(stage.requests.empty());
    CHECK(stage.requests[0].header.hovered_surface == 5);
    CHECK(stage.frame({move(350, 250)}).at(150, 100) == white_pixel);
}

TEST_CASE("popups stay inside the popup area and below sixty per cent of the window") {
    PopupStage stage;
    stage.compositor().set_popup_area(frame::Rect{100, 0, 300, 300});
    stage.open = true;
    auto image = stage.click(30, 30);
    CHECK(image.at(110, 120) == green_pixel);
    CHECK(image.at(99, 120) == white_pixel);

    stage.compositor().set_popup_area(std::nullopt);
    stage.id = 70'001;
    stage.rect = {0, 0, 400, 200}; // 67 %
    stage.click(30, 30);
    CHECK(stage.redraw().at(300, 150) == white_pixel);
    stage.id = 70'002;
    stage.rect = {0, 0, 400, 170};
    stage.click(30, 30);
    CHECK(stage.redraw().at(300, 150) == green_pixel);
}

TEST_CASE("a popup moves with its panel and goes with its page") {
    PopupStage stage;
    stage.open = true;
    stage.click(30, 30);
    stage.hosts = nullptr;
    stage.page = {{1, 5, {40, 20, 100, 80}}};
    const auto image = stage.frame();
    CHECK(image.at(169, 120) == green_pixel);
    CHECK(image.at(75, 120) != green_pixel);
    CHECK(image.at(40, 130) == white_pixel);
    stage.page.clear();
    CHECK(stage.frame().at(169, 120) == white_pixel);
    // Back on the page, it has been closed.
    stage.frame();
    stage.host.request();
    stage.requests.clear();
    stage.page = {{1, 5, at_left}};
    stage.frame();
    CHECK(stage.frame().at(100, 120) == white_pixel);
}

TEST_CASE("the client's own windows lie in front of popups, its questions close them") {
    PopupStage stage;
    stage.open = true;
    stage.click(30, 30);
    stage.extra = [] {
        ImGui::SetNextWindowPos(ImVec2(90, 100));
        ImGui::SetNextWindowSize(ImVec2(30, 30));
        ImGui::PushStyleColor(ImGuiCol_WindowBg, blue);
        ImGui::Begin("toast", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoFocusOnAppearing);
        ImGui::End();
        ImGui::PopStyleColor();
    };
    stage.frame();
    const auto image = stage.frame();
    CHECK(image.at(105, 115) == blue_pixel);
    CHECK(image.at(130, 115) == green_pixel);
    stage.requests.clear();
    stage.frame({move(105, 115)});
    if (!stage.requests.empty()) CHECK(stage.requests.back().header.hovered_surface == 0);

    stage.requests.clear();
    stage.extra = [] {
        ImGui::OpenPopup("question");
        if (ImGui::BeginPopupModal("question")) ImGui::EndPopup();
    };
    stage.frame();
    CHECK(stage.frame().at(130, 115) != green_pixel);
    stage.frame();
    bool told = false;
    for (const auto& got : stage.requests) told = told || got.has(frame::EventKind::dismiss);
    CHECK(told);
}

TEST_CASE("a window inside its panel is part of it: seen without a click, clipped with it, behind the client's question") {
    PopupStage stage;
    stage.kind = SurfaceKind::window;
    stage.rect = {30, 30, 60, 40};
    stage.open = true;
    CHECK(stage.redraw().at(50, 50) == green_pixel);
    stage.requests.clear();
    stage.frame({move(50, 50)});
    CHECK(stage.requests.at(0).header.hovered_surface == 70'000);
    CHECK((stage.requests[0].surfaces[0].flags & frame::surface_flags::hovered) != 0);
    stage.frame({move(25, 25)});
    CHECK(stage.requests.back().header.hovered_surface == 5);

    // It scrolls with the page.
    stage.hosts = nullptr;
    stage.page = {{1, 5, {20, 60, 100, 80}}};
    CHECK(stage.frame().at(50, 105) == green_pixel);
    stage.page = {{1, 5, {20, 20, 20, 80}}};
    const auto narrow = stage.frame();
    CHECK(narrow.at(39, 50) == green_pixel);
    CHECK(narrow.at(40, 50) == white_pixel);

    stage.page = {{1, 5, at_left}};
    stage.extra = [] {
        ImGui::OpenPopup("question");
        ImGui::SetNextWindowPos(ImVec2(200, 200));
        if (ImGui::BeginPopupModal("question")) ImGui::EndPopup();
    };
    for (int i = 0; i < 5; ++i) stage.frame();
    const auto dimmed = stage.frame().at(50, 50);
    CHECK(dimmed[1] > dimmed[0] + 50); // still green, under the scrim
}

TEST_CASE("a window may be dragged from outside its panel to the inside and out again, in one go") {
    PopupStage stage;
    stage.kind = SurfaceKind::window;
    stage.rect = beside;
    stage.open = true;
    stage.click(30, 30);
    stage.redraw();
    REQUIRE(stage.redraw().at(180, 50) == green_pixel);
    stage.frame({move(160, 40)});
    stage.frame({press()});
    for (const frame::Rect at : {frame::Rect{30, 30, 60, 40}, frame::Rect{30, 32, 60, 40}, frame::Rect{150, 100, 60, 40},
                                 frame::Rect{150, 102, 60, 40}}) {
        stage.requests.clear();
        stage.frame({move(at.x + 10, at.y + 10)});
        REQUIRE_FALSE(stage.requests.empty());
        CHECK(stage.requests[0].has(frame::EventKind::mouse_position));
        stage.rect = at;
        for (int i = 0; i < 3; ++i) {
            stage.redraw();
            CHECK(stage.compositor().focused_instance() == 1);
        }
        for (const auto& got : stage.requests) CHECK_FALSE(got.has(frame::EventKind::focus));
    }
    stage.requests.clear();
    stage.frame({release()});
    CHECK(stage.requests.at(0).has(frame::EventKind::mouse_button));
}

TEST_CASE("a chord of the client works while a window of the plugin has the keyboard") {
    PopupStage stage;
    stage.client_chord = [](std::uint32_t code, bool ctrl) { return ctrl && code == static_cast<std::uint32_t>(frame::Key::k); };
    stage.kind = SurfaceKind::window;
    stage.rect = beside;
    stage.open = true;
    stage.click(30, 30);
    stage.redraw();
    stage.click(180, 50); // into the window
    REQUIRE(stage.compositor().focused_instance() == 1);
    bool wanted = false, shown = false;
    stage.extra = [&] {
        ImGui::Begin("page");
        wanted =
            wanted || ImGui::Shortcut(ImGuiMod_Ctrl | ImGuiKey_K, ImGuiInputFlags_RouteGlobal | ImGuiInputFlags_RouteOverFocused);
        if (std::exchange(wanted, false)) ImGui::OpenPopup("palette");
        shown = ImGui::BeginPopupModal("palette");
        if (shown) ImGui::EndPopup();
        ImGui::End();
    };
    stage.frame();
    stage.frame({key(frame::Key::mod_ctrl, true), key(frame::Key::left_ctrl, true), key(frame::Key::k, true)});
    stage.frame({key(frame::Key::k, false), key(frame::Key::mod_ctrl, false), key(frame::Key::left_ctrl, false)});
    for (int i = 0; i < 4; ++i) {
        stage.frame();
        CHECK(shown);
    }
    CHECK(stage.compositor().focused_instance() == 0);
}

TEST_CASE("a window outside the panels says whose it is") {
    PopupStage stage({.plugin_name = "Motivation", .trial = {}});
    stage.kind = SurfaceKind::window;
    stage.rect = beside;
    stage.open = true;
    stage.click(30, 30);
    stage.redraw();
    const auto with_name = stage.redraw();
    int marked = 0; // on the edge and above it
    for (int x = 150; x < 240; ++x)
        for (int y = 5; y < 30; ++y) marked += with_name.at(x, y) != white_pixel ? 1 : 0;
    CHECK(marked > 100);
    CHECK(with_name.at(180, 50) == green_pixel);
}

TEST_CASE("popups of a process that is gone are gone") {
    PopupStage stage;
    stage.open = true;
    stage.click(30, 30);
    stage.compositor().detach(1, true);
    const auto image = stage.frame();
    CHECK(image.at(100, 120) == white_pixel);
    CHECK(image.at(30, 30) == red_pixel);
}

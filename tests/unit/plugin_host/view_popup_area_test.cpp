// What a plugin opens is placed within the area the client leaves for it, and its panels are as if there were none.
#include "view_rig.hpp"

#include <doctest/doctest.h>
#include <imgui.h>

using namespace asista;
using frame::SurfaceKind;
using testing::ViewRig;

namespace {
constexpr frame::Rect area{230, 60, 800, 600}; // beside a sidebar, below a bar

void check_within(const frame::Rect& rect) {
    CHECK(rect.x >= area.x);
    CHECK(rect.y >= area.y);
    CHECK(rect.x + rect.width <= area.x + area.width);
    CHECK(rect.y + rect.height <= area.y + area.height);
}

struct AreaRig : ViewRig {
    explicit AreaRig(const frame::Rect& place, std::function<void()> draw) {
        popup_area = area;
        panel(1, place, std::move(draw));
        settle();
    }
};
} // namespace

TEST_CASE("a combo near the area's edges opens to where there is room, whole") {
    for (const frame::Rect place : {frame::Rect{230, 60, 200, 30}, frame::Rect{230, 630, 200, 30}, frame::Rect{900, 630, 130, 30},
                                    frame::Rect{900, 60, 130, 30}, frame::Rect{500, 400, 200, 30}}) {
        CAPTURE(place.x);
        CAPTURE(place.y);
        int chosen = 0;
        AreaRig rig(place, [&] {
            ImGui::SetNextItemWidth(place.width);
            ImGui::Combo("##c", &chosen, "one\0two\0three\0four\0five\0six\0seven\0");
        });
        rig.click(place.x + 20, place.y + 10);
        const auto* const popup = rig.find(SurfaceKind::popup);
        REQUIRE(popup != nullptr);
        check_within(popup->rect);
        CHECK(popup->rect.height > 100); // all of its seven rows
        // And what lies in it can be chosen.
        rig.click(popup->rect.x + 20, popup->rect.y + popup->rect.height * 0.64F);
        CHECK(chosen == 4);
    }
}

TEST_CASE("menus, tooltips and modals stay within the area") {
    AreaRig rig({800, 600, 230, 60}, [] {
        if (ImGui::Button("menu", {230, 60})) ImGui::OpenPopup("m");
        if (ImGui::BeginPopup("m")) {
            if (ImGui::BeginMenu("a long word that opens more")) {
                for (int i = 0; i < 12; ++i) ImGui::MenuItem("an item of it");
                ImGui::EndMenu();
            }
            ImGui::EndPopup();
        } else if (ImGui::IsItemHovered()) {
            ImGui::SetTooltip("what it says goes on and on\nin more\nthan one\nline");
        }
    });
    rig.move(1'020, 650);
    rig.settle();
    REQUIRE(rig.find(SurfaceKind::tooltip) != nullptr);
    check_within(rig.find(SurfaceKind::tooltip)->rect);
    rig.click(1'020, 650);
    REQUIRE(rig.count(SurfaceKind::popup) == 1);
    const auto first = rig.find(SurfaceKind::popup)->rect;
    check_within(first);
    rig.move(first.x + 40, first.y + first.height / 2);
    rig.settle();
    REQUIRE(rig.count(SurfaceKind::popup) == 2);
    check_within(rig.last().surfaces.back().rect);
}

TEST_CASE("a menu larger than the area is as large as the area, and scrolls") {
    AreaRig rig({300, 300, 100, 40}, [] {
        if (ImGui::Button("menu", {100, 40})) ImGui::OpenPopup("m");
        if (!ImGui::BeginPopup("m")) return;
        for (int i = 0; i < 200; ++i) ImGui::MenuItem("item");
        ImGui::EndPopup();
    });
    rig.click(320, 320);
    REQUIRE(rig.find(SurfaceKind::popup) != nullptr);
    check_within(rig.find(SurfaceKind::popup)->rect);
    CHECK(rig.find(SurfaceKind::popup)->rect.height > 500);
}

TEST_CASE("new windows and modals open within the area, unless the plugin says where") {
    bool modal = false;
    AreaRig rig({300, 300, 100, 40}, [&] {
        ImGui::Begin("window");
        ImGui::TextUnformatted("of its own");
        ImGui::End();
        if (modal) ImGui::OpenPopup("question");
        if (ImGui::BeginPopupModal("question")) {
            ImGui::TextUnformatted("yes?");
            ImGui::EndPopup();
        }
    });
    REQUIRE(rig.find(SurfaceKind::window) != nullptr);
    check_within(rig.find(SurfaceKind::window)->rect);
    modal = true;
    rig.draw();
    rig.settle();
    REQUIRE(rig.find(SurfaceKind::modal) != nullptr);
    const auto& asked = rig.find(SurfaceKind::modal)->rect;
    check_within(asked);
    CHECK(asked.x + asked.width / 2 == doctest::Approx(area.x + area.width / 2).epsilon(0.01)); // in its middle
}

TEST_CASE("panels know of no area: what lies outside of it is drawn and clicked as ever") {
    int clicks = 0;
    const auto draw = [&] { clicks += ImGui::Button("everywhere", {300, 200}) ? 1 : 0; };
    AreaRig rig({50, 0, 300, 200}, draw); // half of it under the sidebar, a part under the bar
    ViewRig free_rig;
    free_rig.panel(1, {50, 0, 300, 200}, draw);
    free_rig.settle();
    CHECK(rig.last().vertices.size() == free_rig.last().vertices.size());
    REQUIRE(rig.last().commands.size() == free_rig.last().commands.size());
    for (std::size_t i = 0; i < rig.last().commands.size(); ++i) {
        CHECK(rig.last().commands[i].clip_min_x == free_rig.last().commands[i].clip_min_x);
        CHECK(rig.last().commands[i].clip_min_y == free_rig.last().commands[i].clip_min_y);
    }
    rig.click(60, 10);
    CHECK(clicks == 1);
}

TEST_CASE("an area that is none changes nothing") {
    for (const frame::Rect none : {frame::Rect{}, frame::Rect{5'000, 5'000, 10, 10}, frame::Rect{0, 0, -1, -1},
                                   frame::Rect{__builtin_nanf(""), 0, 100, 100}}) {
        ViewRig rig;
        rig.popup_area = none;
        ImVec2 size;
        rig.panel(1, {300, 300, 100, 40}, [&] { size = ImGui::GetMainViewport()->Size; });
        rig.settle();
        CHECK(size.x == rig.width);
        CHECK(size.y == rig.height);
    }
}

// Windows beside a panel: popups, menus, tooltips, modals and windows of the plugin's own, each a surface.
#include "view_rig.hpp"

#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

using namespace asista;
using frame::EventKind;
using frame::SurfaceKind;
using testing::place;
using testing::ViewRig;
using testing::wants;

TEST_CASE("a combo opens a popup surface beyond its panel, in which an item can be chosen") {
    ViewRig rig;
    int chosen = 0;
    ImVec2 combo;
    rig.panel(1, {100, 80, 200, 60}, [&] {
        combo = ImGui::GetCursorScreenPos();
        ImGui::Combo("##c", &chosen, "one\0two\0three\0four\0");
    });
    rig.settle();

    rig.click(combo.x + 20, combo.y + 10);
    const auto* const popup = rig.find(SurfaceKind::popup);
    REQUIRE(popup != nullptr);
    CHECK(popup->id >= frame::first_own_surface);
    CHECK(popup->parent == 1);
    CHECK(popup->z > rig.last().surfaces[0].z);
    CHECK(popup->rect.y + popup->rect.height > 140); // reaches below the panel
    CHECK(wants(rig, frame::output_flags::popup_open));

    rig.click(popup->rect.x + 30, popup->rect.y + popup->rect.height * 0.625F); // the third of four
    CHECK(chosen == 2);
    CHECK(rig.find(SurfaceKind::popup) == nullptr);
    CHECK_FALSE(wants(rig, frame::output_flags::popup_open));
}

TEST_CASE("menus within menus are surfaces of their own, each the child of the one before") {
    ViewRig rig;
    bool done = false;
    ImVec2 button;
    rig.panel(1, {100, 80, 200, 60}, [&] {
        button = ImGui::GetCursorScreenPos();
        if (ImGui::Button("menu", {80, 30})) ImGui::OpenPopup("m");
        if (ImGui::BeginPopup("m")) {
            if (ImGui::BeginMenu("more")) {
                if (ImGui::BeginMenu("even more")) {
                    if (ImGui::MenuItem("do it")) done = true;
                    ImGui::EndMenu();
                }
                ImGui::EndMenu();
            }
            ImGui::EndPopup();
        }
    });
    rig.settle();
    rig.click(button.x + 10, button.y + 10);
    const auto first = *rig.find(SurfaceKind::popup);

    rig.move(first.rect.x + 40, first.rect.y + first.rect.height / 2);
    rig.settle();
    REQUIRE(rig.count(SurfaceKind::popup) == 2);
    const auto second = rig.last().surfaces[2];
    CHECK(second.parent == first.id);
    rig.move(second.rect.x + 40, second.rect.y + second.rect.height / 2);
    rig.settle();
    REQUIRE(rig.count(SurfaceKind::popup) == 3);
    const auto third = rig.last().surfaces[3];
    CHECK(third.parent == second.id);
    rig.click(third.rect.x + 40, third.rect.y + third.rect.height / 2);

    CHECK(done);
    CHECK(rig.count(SurfaceKind::popup) == 0);
}

TEST_CASE("a tooltip comes after a rest of the pointer, without further input") {
    ViewRig rig;
    rig.panel(1, place, [] {
        ImGui::Button("hover me", {100, 30});
        ImGui::SetItemTooltip("a tooltip");
    });
    rig.settle();
    rig.move(120, 95);
    rig.settle();
    CHECK(rig.find(SurfaceKind::tooltip) == nullptr);

    for (int i = 0; i < 20 && rig.find(SurfaceKind::tooltip) == nullptr; ++i) {
        const std::uint32_t wait_ms = rig.last().header.next_wake_ms;
        REQUIRE(wait_ms != frame::never_wake);
        rig.delta_s = static_cast<float>(wait_ms) / 1000;
        rig.draw();
    }

    const auto* const tooltip = rig.find(SurfaceKind::tooltip);
    REQUIRE(tooltip != nullptr);
    CHECK(tooltip->rect.width > 40);
    CHECK(rig.last().surfaces.back().id == tooltip->id); // in front
}

TEST_CASE("a window the plugin opens is a surface that can be moved, and has a new id when it is shown again") {
    ViewRig rig;
    bool open = true;
    rig.panel(1, place, [&] {
        if (!open) return;
        ImGui::SetNextWindowPos({600, 300}, ImGuiCond_Once);
        ImGui::SetNextWindowSize({200, 150}, ImGuiCond_Once);
        ImGui::Begin("tool");
        ImGui::TextUnformatted("inside");
        ImGui::End();
    });
    rig.settle();
    REQUIRE(rig.find(SurfaceKind::window) != nullptr);
    const auto before = *rig.find(SurfaceKind::window);
    CHECK(before.rect.x == 600);

    rig.move(700, 312);
    rig.settle();
    rig.button(true);
    rig.draw();
    rig.move(750, 352);
    rig.draw();
    rig.button(false);
    rig.settle();
    const auto moved = *rig.find(SurfaceKind::window);
    CHECK(moved.id == before.id);
    CHECK(moved.rect.x == 650);
    CHECK(moved.rect.y == 340);

    open = false;
    rig.settle();
    CHECK(rig.find(SurfaceKind::window) == nullptr);
    open = true;
    rig.settle();
    CHECK(rig.find(SurfaceKind::window)->id > moved.id);
}

TEST_CASE("a modal dims its plugin's panels and blocks them") {
    ViewRig rig;
    bool open = false;
    int clicks = 0;
    rig.panel(1, {100, 80, 200, 100}, [&] {
        if (ImGui::Button("b", {100, 30})) ++clicks;
        if (std::exchange(open, false)) ImGui::OpenPopup("sure?");
        if (ImGui::BeginPopupModal("sure?", nullptr, ImGuiWindowFlags_AlwaysAutoResize)) {
            ImGui::TextUnformatted("really");
            if (ImGui::Button("close")) ImGui::CloseCurrentPopup();
            ImGui::EndPopup();
        }
    });
    rig.panel(2, {600, 80, 200, 100}, [] { ImGui::TextUnformatted("other"); });
    rig.settle();
    const std::uint32_t lists_before = rig.last().surfaces[1].list_count;

    open = true;
    rig.settle();
    const auto* const modal = rig.find(SurfaceKind::modal);
    REQUIRE(modal != nullptr);
    CHECK(rig.last().surfaces[1].list_count == lists_before + 1);
    const auto& dim = rig.last().lists[rig.last().surfaces[1].first_list + lists_before];
    CHECK(dim.vertex_count == 4);
    CHECK(rig.last().vertices[dim.first_vertex].x == 600);
    rig.click(120, 95);
    CHECK(clicks == 0);
    rig.event(EventKind::dismiss);
    rig.settle();
    CHECK(rig.find(SurfaceKind::modal) != nullptr);
    CHECK(rig.last().painted_area > 0);
}

// What a host says of the items on its surfaces: only when asked, what is there, and never more than the protocol takes.
#include "view_rig.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <string>

using namespace asista;
using namespace asista::testing;

namespace {
const items::Item* item(const ViewRig& rig, std::string_view label) {
    const auto& all = rig.last().items;
    const auto found = std::ranges::find(all, label, &items::Item::label);
    return found == all.end() ? nullptr : &*found;
}
bool has(const items::Item* item, std::uint32_t state) { return item != nullptr && (item->state & state) != 0; }
} // namespace

TEST_CASE("nothing is said of items unless the client asks, and nothing any more once it has stopped") {
    ViewRig rig;
    rig.panel(1, place, [] { ImGui::Button("Save"); });
    CHECK(rig.settle().items.empty());
    CHECK(rig.last().header.items_bytes == 0);
    rig.items = true;
    CHECK(rig.settle().items.size() == 1);
    rig.items = false;
    rig.settle();
    CHECK(rig.last().header.items_bytes == 0);
}

TEST_CASE("items are told with role, label, place, state and value") {
    ViewRig rig;
    rig.items = true;
    bool on = true;
    std::string text = "Walk";
    rig.panel(1, place, [&] {
        ImGui::Button("Save##7");
        ImGui::Checkbox("Loud", &on);
        ImGui::InputText("Title", &text);
        ImGui::BeginDisabled();
        ImGui::Button("Never");
        ImGui::EndDisabled();
        ImGui::BeginChild("part", {200, 60});
        for (int i = 0; i < 20; ++i) ImGui::Button(fmt::format("Row {}", i).c_str());
        ImGui::EndChild();
    });
    rig.settle();

    const auto* const save = item(rig, "Save");
    REQUIRE(save != nullptr);
    CHECK(save->role == items::Role::button);
    CHECK(save->surface == 1);
    CHECK(save->rect.x >= place.x);
    CHECK(save->rect.y >= place.y);
    CHECK(save->rect.width > 20);
    CHECK(item(rig, "Loud")->role == items::Role::check_box);
    CHECK(has(item(rig, "Loud"), items::state::checked));
    CHECK(item(rig, "Title")->role == items::Role::field);
    CHECK(has(item(rig, "Never"), items::state::disabled));
    const auto* const first = item(rig, "Row 0");
    REQUIRE(first != nullptr);
    CHECK(first->parent != items::no_parent);
    CHECK_FALSE(first->seen.empty());
    // The last one is there, and scrolled out of sight: ImGui has not told its label, but what its id is made of.
    const auto& last = rig.last().items.back();
    CHECK(last.seen.empty());
    CHECK(last.label.empty());
    CHECK(last.id == ImHashStr("Row 19", 0, last.scope));

    rig.move(save->rect.x + 5, save->rect.y + 5);
    rig.settle();
    CHECK(has(item(rig, "Save"), items::state::hovered));
    rig.click(item(rig, "Title")->rect.x + 5, item(rig, "Title")->rect.y + 5);
    rig.text(U'!');
    rig.settle();
    CHECK(has(item(rig, "Title"), items::state::active));
    CHECK(item(rig, "Title")->value == text);
}

TEST_CASE("a menu's items are on the menu's own surface") {
    ViewRig rig;
    rig.items = true;
    rig.panel(1, place, [] {
        if (ImGui::Button("Open")) ImGui::OpenPopup("menu");
        if (ImGui::BeginPopup("menu")) {
            ImGui::MenuItem("Copy", nullptr, true);
            ImGui::EndPopup();
        }
    });
    rig.settle();
    rig.click(item(rig, "Open")->rect.x + 5, item(rig, "Open")->rect.y + 5);
    const auto* const popup = rig.find(frame::SurfaceKind::popup);
    REQUIRE(popup != nullptr);
    REQUIRE(item(rig, "Copy") != nullptr);
    CHECK(item(rig, "Copy")->surface == popup->id);
    CHECK(item(rig, "Copy")->role == items::Role::menu_item);
}

TEST_CASE("an item that the client names gets the keyboard and comes into sight") {
    ViewRig rig;
    rig.items = true;
    rig.panel(1, place, [] {
        ImGui::BeginChild("part", {200, 60});
        for (int i = 0; i < 20; ++i) ImGui::Button(fmt::format("Row {}", i).c_str());
        ImGui::EndChild();
    });
    rig.settle();
    rig.surfaces[0].flags |= frame::surface_flags::focused;
    rig.event(frame::EventKind::focus, 0, true);
    const auto far = std::ranges::find_if(rig.last().items,
                                          [](const items::Item& each) { return each.id == ImHashStr("Row 15", 0, each.scope); });
    REQUIRE(far != rig.last().items.end());
    rig.event(frame::EventKind::focus_item, far->id);
    rig.settle();
    rig.settle();
    CHECK(has(item(rig, "Row 15"), items::state::focused));
    CHECK_FALSE(item(rig, "Row 15")->seen.empty());
    CHECK(item(rig, "Row 0")->seen.empty());             // and is still known by what was read there
    rig.event(frame::EventKind::focus_item, 0xDEADBEEF); // nobody is called so
    for (int i = 0; i < 20; ++i) rig.draw();
    CHECK(has(item(rig, "Row 15"), items::state::focused));
}

TEST_CASE("more items and longer labels than the protocol takes are left out and cut") {
    ViewRig rig;
    rig.items = true;
    rig.panel(1, place, [] {
        ImGui::Button((std::string(5000, 'l') + "\n\xff").c_str());
        for (int i = 0; i < 5000; ++i) {
            ImGui::PushID(i);
            ImGui::Button("\t");
            ImGui::PopID();
        }
    });
    rig.settle(); // and the client takes all of it
    CHECK(rig.last().items.size() == items::max_items);
    CHECK(rig.last().items[0].label.size() <= items::max_text_bytes);
}

// The client's frame around what plugins open: where it lies, that nothing of a plugin gets onto it, and whose clicks on it are.
#include "popup_stage.hpp"

#include "gfx/popup_frame.hpp"

#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

using namespace asista;
using namespace asista::test;
using frame::SurfaceKind;
using gfx::NameStrip;

namespace {
constexpr frame::Rect area{100, 50, 300, 250};
constexpr gfx::FrameSizes sizes{3, 20};

bool within(const frame::Rect& inner, const frame::Rect& outer) {
    return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width &&
           inner.y + inner.height <= outer.y + outer.height;
}
bool overlap(const frame::Rect& one, const frame::Rect& other) {
    return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height &&
           other.y < one.y + one.height;
}
} // namespace

TEST_CASE("a frame lies around its surface, within the area whole, and its strip beside the plugin's pixels") {
    for (const NameStrip side : {NameStrip::above, NameStrip::below}) {
        for (const frame::Rect& surface :
             {frame::Rect{200, 120, 80, 60}, frame::Rect{0, 0, 1'000, 1'000}, frame::Rect{90, 40, 30, 30},
              frame::Rect{390, 290, 100, 100}, frame::Rect{-500, 100, 620, 20}, frame::Rect{200, 120, 4, 4}}) {
            CAPTURE(surface.x);
            const auto plan = gfx::plan_frame(surface, area, sizes, side, 90);
            if (!plan) continue;
            CHECK(within(plan->outer, area));
            CHECK(within(plan->content, plan->outer));
            CHECK(within(plan->content, surface));
            CHECK(within(plan->strip, plan->outer));
            CHECK_FALSE(overlap(plan->strip, plan->content));
            CHECK(plan->content.x - plan->outer.x >= sizes.border);
        }
    }
    const auto plan = gfx::plan_frame({200, 120, 80, 60}, area, sizes, NameStrip::below, 0);
    REQUIRE(plan);
    CHECK(plan->outer.x == 197);
    CHECK(plan->outer.y == 117);
    CHECK(plan->outer.width == 86);
    CHECK(plan->outer.height == 83);
    CHECK_FALSE(gfx::plan_frame({0, 0, 50, 50}, area, sizes, NameStrip::below, 0));
    CHECK_FALSE(gfx::plan_frame({200, 299, 50, 50}, area, sizes, NameStrip::below, 0)); // only its frame would be seen
}

TEST_CASE("what keeps to the room within the frames is seen whole, wherever its name stands") {
    const frame::Rect room = gfx::room_in_frame(area, sizes);
    for (const NameStrip side : {NameStrip::above, NameStrip::below}) {
        const auto plan = gfx::plan_frame(room, area, sizes, side, 90);
        REQUIRE(plan);
        CHECK(plan->content.x == room.x);
        CHECK(plan->content.y == room.y);
        CHECK(plan->content.width == room.width);
        CHECK(plan->content.height == room.height);
    }
    CHECK(gfx::room_in_frame({5, 5, 100, 40}, sizes).height == 40); // no room for frames: better cut than nowhere
    CHECK(gfx::room_in_frame({}, sizes).width == 0);
}

TEST_CASE("the name stands away from what opened the popup, and above windows") {
    const frame::Rect middle{200, 120, 80, 60};
    CHECK(gfx::strip_side(SurfaceKind::popup, middle, area, sizes, 110) == NameStrip::below);
    CHECK(gfx::strip_side(SurfaceKind::popup, middle, area, sizes, 190) == NameStrip::above);
    CHECK(gfx::strip_side(SurfaceKind::tooltip, middle, area, sizes, 110) == NameStrip::below);
    CHECK(gfx::strip_side(SurfaceKind::window, middle, area, sizes, 110) == NameStrip::above);
    CHECK(gfx::strip_side(SurfaceKind::window, {200, 50, 80, 60}, area, sizes, 0) == NameStrip::below);
    CHECK(gfx::strip_side(SurfaceKind::popup, {200, 240, 80, 60}, area, sizes, 230) == NameStrip::above);
}

TEST_CASE("every popup, tooltip, window and modal has a frame with a name that the plugin cannot paint over") {
    for (const SurfaceKind kind : {SurfaceKind::popup, SurfaceKind::tooltip, SurfaceKind::window, SurfaceKind::modal}) {
        PopupStage stage({.plugin_name = "Motivation", .trial = {}});
        stage.kind = kind;
        stage.rect = {150, 60, 100, 60};
        stage.open = true;
        stage.paint = {-500, -500, 2'000, 2'000}; // far beyond its surface, wherever it is allowed to
        stage.frame({move(30, 30), press(), release()});
        stage.redraw();
        const auto image = stage.redraw();
        CAPTURE(static_cast<int>(kind));
        CHECK(image.at(200, 90) == green_pixel);
        int green_outside = 0, marked = 0;
        for (int x = 130; x < 270; ++x) {
            for (int y = 35; y < 145; ++y) {
                if (x >= 150 && x < 250 && y >= 60 && y < 120) continue;
                green_outside += image.at(x, y) == green_pixel ? 1 : 0;
                marked += image.at(x, y) != white_pixel ? 1 : 0;
            }
        }
        CHECK(green_outside == 0);
        CHECK(marked > 1'500); // border and strip
    }
}

TEST_CASE("a press on the frame is the client's and closes nothing") {
    PopupStage stage({.plugin_name = "Motivation", .trial = {}});
    stage.open = true;
    stage.rect = {150, 60, 100, 60};
    stage.click(30, 30);
    stage.redraw();
    REQUIRE(stage.redraw().at(200, 90) == green_pixel);
    stage.requests.clear();
    for (const auto& [x, y] : {std::pair{148.0F, 90.0F}, std::pair{200.0F, 130.0F}, std::pair{251.0F, 58.0F}}) {
        stage.frame({move(x, y), press(), release()});
        CHECK(stage.redraw().at(200, 90) == green_pixel);
    }
    for (const auto& got : stage.requests) {
        CHECK_FALSE(got.has(frame::EventKind::mouse_button));
        CHECK_FALSE(got.has(frame::EventKind::dismiss));
        CHECK(got.header.hovered_surface == 0);
    }
    // Elsewhere it is closed, as ever.
    CHECK(stage.click(350, 250).at(200, 90) == white_pixel);
}

TEST_CASE("a plugin that covers everything covers neither what lies outside the page nor a dialog") {
    for (const SurfaceKind kind : {SurfaceKind::popup, SurfaceKind::window, SurfaceKind::modal}) {
        PopupStage stage;
        stage.compositor().set_popup_area(frame::Rect{80, 40, 320, 260}); // a sidebar and a top bar are outside
        stage.page = {{1, 5, {90, 50, 100, 80}}};
        stage.frame();
        stage.kind = kind;
        stage.rect = kind == SurfaceKind::popup ? frame::Rect{0, 0, 400, 175} : frame::Rect{0, 0, 400, 300};
        stage.paint = {-500, -500, 2'000, 2'000};
        stage.open = true;
        stage.click(100, 60);
        stage.redraw();
        auto image = stage.redraw();
        CAPTURE(static_cast<int>(kind));
        REQUIRE(image.at(220, 100) == green_pixel);
        std::size_t outside = 0, green_pixels = 0;
        for (int x = 0; x < 400; ++x)
            for (int y = 0; y < 300; ++y) {
                const bool page = x >= 80 && y >= 40;
                if (!page && image.at(x, y) != white_pixel) ++outside;
                if (image.at(x, y) == green_pixel) ++green_pixels;
            }
        CHECK(outside == 0);
        CHECK(green_pixels <= 400u * 300u * 6 / 10);

        // A dialog of the client: from its first frame in front, and menus are gone.
        stage.extra = [] {
            ImGui::OpenPopup("question");
            ImGui::SetNextWindowPos(ImVec2(150, 70));
            ImGui::SetNextWindowSize(ImVec2(120, 80));
            ImGui::PushStyleColor(ImGuiCol_PopupBg, blue);
            if (ImGui::BeginPopupModal("question", nullptr, ImGuiWindowFlags_NoDecoration)) ImGui::EndPopup();
            ImGui::PopStyleColor();
        };
        for (int i = 0; i < 4; ++i) {
            image = stage.frame();
            if (i > 0) CHECK(image.at(200, 110) == blue_pixel);
            if (kind == SurfaceKind::popup) CHECK(image.at(350, 200) != green_pixel);
        }
    }
}

TEST_CASE("menus open near their panel") {
    PopupStage stage({}, 1'400, 300);
    stage.open = true;
    stage.rect = {900, 60, 90, 60}; // 780 pixels away
    stage.click(30, 30);
    CHECK(stage.redraw().at(940, 90) == white_pixel);
    stage.id = 70'001;
    stage.rect = {560, 60, 90, 60}; // partly within reach
    stage.click(30, 30);
    const auto image = stage.redraw();
    CHECK(image.at(580, 90) == green_pixel);
    CHECK(image.at(640, 90) != green_pixel);
}

TEST_CASE("over a card that the client covers, the plugin's menus are gone") {
    PopupStage stage;
    stage.open = true;
    stage.rect = {150, 60, 100, 60};
    stage.click(30, 30);
    stage.redraw();
    REQUIRE(stage.redraw().at(200, 90) == green_pixel);
    stage.page[0].dim = 0.25F;
    CHECK(stage.frame().at(200, 90) == white_pixel);
    stage.page[0].dim = 0;
    CHECK(stage.redraw().at(200, 90) == white_pixel);
}

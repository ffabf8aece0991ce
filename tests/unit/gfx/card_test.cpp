// Cards as pixels.
#include "gfx/card_painter.hpp"
#include "scene.hpp"

#include <doctest/doctest.h>
#include <imgui.h>

#include <cmath>
#include <numbers>

using namespace asista;
using Pixel = std::array<std::uint8_t, 4>;

namespace {
constexpr std::uint32_t white = 0xFFFFFFFF;

gfx::Image paint(test::Scene& scene, const gfx::CardStyle& style, float left, float top, float right, float bottom) {
    return scene.frame([&] { gfx::paint_card(ImGui::GetBackgroundDrawList(), ImVec2(left, top), ImVec2(right, bottom), style); });
}
} // namespace

TEST_CASE("a card is exact: flat fill, hairline border, nothing outside") {
    test::Scene scene;
    gfx::CardStyle style;
    style.fill_from = style.fill_to = IM_COL32(10, 120, 200, 255);
    style.border = IM_COL32(200, 30, 40, 255);
    style.radius = 14;

    const auto image = paint(scene, style, 50, 40, 350, 260);

    CHECK(image.at(200, 150) == Pixel{10, 120, 200, 255});
    CHECK(image.at(200, 40) == Pixel{200, 30, 40, 255}); // top border, one pixel
    CHECK(image.at(200, 41) == Pixel{10, 120, 200, 255});
    CHECK(image.at(200, 259) == Pixel{200, 30, 40, 255});  // bottom
    CHECK(image.at(50, 150) == Pixel{200, 30, 40, 255});   // left
    CHECK(image.at(349, 150) == Pixel{200, 30, 40, 255});  // right
    CHECK(image.at(200, 39) == Pixel{255, 255, 255, 255}); // outside
    CHECK(image.at(350, 150) == Pixel{255, 255, 255, 255});
    CHECK(image.at(50, 40) == Pixel{255, 255, 255, 255}); // the corner is round
}

TEST_CASE("the plain middle of a flat card has no seam to its edge") {
    test::Scene scene;
    gfx::CardStyle style;
    style.fill_from = style.fill_to = IM_COL32(251, 13, 77, 255);
    style.radius = 9;

    const auto image = paint(scene, style, 20, 20, 380, 280);

    for (int x = 30; x < 370; ++x) REQUIRE(image.at(x, 150) == Pixel{251, 13, 77, 255});
    for (int y = 21; y < 279; ++y) REQUIRE(image.at(200, y) == Pixel{251, 13, 77, 255});
}

TEST_CASE("a corner's coverage is that of a circle") {
    test::Scene scene;
    gfx::CardStyle style;
    style.fill_from = style.fill_to = IM_COL32(0, 0, 0, 255);
    style.radius = 20;

    const auto image = paint(scene, style, 100, 100, 300, 200);

    double covered = 0; // of the 20 x 20 corner square
    for (int y = 100; y < 120; ++y)
        for (int x = 100; x < 120; ++x) covered += (255 - image.at(x, y)[0]) / 255.0;
    CHECK(covered == doctest::Approx(std::numbers::pi * 20 * 20 / 4).epsilon(0.005));
}

TEST_CASE("a gradient runs from corner to corner of its direction") {
    test::Scene scene;
    gfx::CardStyle style;
    style.fill_from = IM_COL32(0, 0, 0, 255);
    style.fill_to = IM_COL32(250, 250, 250, 255);

    const auto across = paint(scene, style, 100, 100, 300, 200);
    style.gradient_angle = std::numbers::pi_v<float> / 2;
    const auto down = paint(scene, style, 100, 100, 300, 200);

    CHECK(across.at(100, 150)[0] <= 1);
    CHECK(across.at(299, 150)[0] >= 249);
    CHECK(std::abs(across.at(200, 110)[0] - 125) <= 1);
    for (int y = 101; y < 199; ++y) REQUIRE(std::abs(across.at(200, y)[0] - 125) <= 1); // dithered by half a step
    CHECK(down.at(200, 100)[0] <= 2);
    CHECK(down.at(200, 199)[0] >= 248);
    for (int x = 101; x < 299; ++x) REQUIRE(std::abs(down.at(x, 150)[0] - down.at(200, 150)[0]) <= 1);
}

TEST_CASE("a shadow fades out within its reach and leaves the card alone") {
    test::Scene scene;
    gfx::CardStyle style;
    style.fill_from = style.fill_to = IM_COL32(255, 255, 255, 255);
    style.radius = 10;
    style.shadow = IM_COL32(0, 0, 0, 128);
    style.shadow_blur = 16;
    style.shadow_offset_y = 4;

    const auto image = paint(scene, style, 100, 100, 300, 200);

    CHECK(image.at(200, 150) == Pixel{255, 255, 255, 255});
    int last = image.at(200, 200)[0];
    CHECK(last < 220);
    for (int y = 201; y < 225; ++y) {
        CHECK(image.at(200, y)[0] >= last);
        last = image.at(200, y)[0];
    }
    const int reach = static_cast<int>(std::ceil(gfx::card_reach(style)));
    CHECK(reach == 20);
    CHECK(image.at(200, 200 + reach) == Pixel{255, 255, 255, 255});
    CHECK(image.at(200, 99)[0] > image.at(200, 200)[0]); // it lies low
}

TEST_CASE("what is drawn after a card is drawn as ever, and clipping holds for cards") {
    test::Scene scene;
    const auto image = scene.frame([&] {
        ImDrawList* const list = ImGui::GetBackgroundDrawList();
        gfx::CardStyle style;
        style.fill_from = style.fill_to = IM_COL32(0, 0, 255, 255);
        style.radius = 6;
        list->PushClipRect(ImVec2(0, 0), ImVec2(150, 300));
        gfx::paint_card(list, ImVec2(100, 100), ImVec2(200, 200), style);
        list->PopClipRect();
        list->AddRectFilled(ImVec2(120, 120), ImVec2(140, 140), IM_COL32(255, 0, 0, 255));
        list->AddRectFilled(ImVec2(160, 120), ImVec2(180, 140), IM_COL32(0, 255, 0, 255));
    });

    CHECK(image.at(110, 150) == Pixel{0, 0, 255, 255});
    CHECK(image.at(155, 150) == Pixel{255, 255, 255, 255}); // clipped away
    CHECK(image.at(130, 130) == Pixel{255, 0, 0, 255});
    CHECK(image.at(170, 130) == Pixel{0, 255, 0, 255});
}

TEST_CASE("the plain middle of a flat card is clipped to the pixel, and may lie partly outside of the window") {
    test::Scene scene;
    gfx::CardStyle style;
    style.fill_from = style.fill_to = IM_COL32(10, 120, 200, 255);
    style.radius = 6;
    const Pixel fill{10, 120, 200, 255}, background{255, 255, 255, 255};

    const auto image = scene.frame([&] {
        auto* const list = ImGui::GetBackgroundDrawList();
        list->PushClipRect(ImVec2(100, 80), ImVec2(200, 160));
        gfx::paint_card(list, ImVec2(20, 20), ImVec2(380, 280), style);
        list->PopClipRect();
        list->PushClipRect(ImVec2(300, 100), ImVec2(320, 110)); // nothing of the card's middle
        gfx::paint_card(list, ImVec2(20, 120), ImVec2(380, 280), style);
        list->PopClipRect();
        gfx::paint_card(list, ImVec2(-200, -100), ImVec2(60, 50), style);
    });

    for (int x = 100; x < 200; ++x) {
        REQUIRE(image.at(x, 80) == fill);
        REQUIRE(image.at(x, 159) == fill);
        REQUIRE(image.at(x, 79) == background);
        REQUIRE(image.at(x, 160) == background);
    }
    for (int y = 80; y < 160; ++y) {
        REQUIRE(image.at(100, y) == fill);
        REQUIRE(image.at(199, y) == fill);
        REQUIRE(image.at(99, y) == background);
        REQUIRE(image.at(200, y) == background);
    }
    CHECK(image.at(310, 105) == background);
    CHECK(image.at(0, 0) == fill);
    CHECK(image.at(50, 40) == fill);
    CHECK(image.at(61, 25) == background);
}

TEST_CASE("a card style may be anything") {
    test::Scene scene;
    gfx::CardStyle style;
    style.fill_from = 0; // nothing but a border
    style.fill_to = 0;
    style.border = IM_COL32(0, 0, 0, 255);
    style.radius = 1000; // more than half the size: a pill
    const auto pill = paint(scene, style, 100, 100, 300, 140);
    CHECK(pill.at(200, 120) == Pixel{255, 255, 255, 255});
    CHECK(pill.at(200, 100) == Pixel{0, 0, 0, 255});
    CHECK(pill.at(100, 120)[0] < 40);

    style.radius = 0;
    const auto nothing = paint(scene, style, 100, 100, 100, 140); // no width
    CHECK(nothing == scene.frame([] {}, white));
}

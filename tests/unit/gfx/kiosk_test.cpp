// The background of a kiosk, in pixels: between its colours, everywhere, moving slowly and without a seam.
#include "gfx/kiosk_painter.hpp"
#include "gfx/shader_program.hpp"
#include "scene.hpp"

#include <doctest/doctest.h>
#include <imgui.h>

#include <algorithm>
#include <cstdlib>

using namespace asista;
using namespace asista::test;

namespace {
constexpr ImU32 ground = IM_COL32(240, 240, 240, 255), first = IM_COL32(200, 240, 240, 255),
                second = IM_COL32(240, 240, 180, 255);

gfx::Image drawn(Scene& scene, float phase) {
    scene.begin({});
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    CHECK(gfx::paint_kiosk(ImGui::GetBackgroundDrawList(), {ground, first, second, phase, size.x, size.y}));
    return scene.end();
}
int most_apart(const gfx::Image& one, const gfx::Image& other) {
    int most = 0;
    for (std::size_t i = 0; i < one.rgba.size(); ++i) most = std::max(most, std::abs(one.rgba[i] - other.rgba[i]));
    return most;
}
} // namespace

TEST_CASE("the background of a kiosk lies between its colours, on every pixel") {
    Scene scene(320, 200);
    const auto image = drawn(scene, 0);
    int least_red = 255, least_blue = 255;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const auto pixel = image.at(x, y);
            least_red = std::min<int>(least_red, pixel[0]);
            least_blue = std::min<int>(least_blue, pixel[2]);
            REQUIRE(pixel[0] >= 199);
            REQUIRE(pixel[0] <= 241);
            REQUIRE(std::abs(pixel[1] - 240) <= 1);
            REQUIRE(pixel[2] >= 179);
        }
    CHECK(least_red < 215);
    CHECK(least_blue < 200);
}

TEST_CASE("it moves, by little at each step, and the end of a turn meets its beginning") {
    Scene scene(320, 200);
    const auto start = drawn(scene, 0);
    CHECK(most_apart(start, drawn(scene, 1)) <= 1);
    CHECK(most_apart(start, drawn(scene, 0.5F)) > 10);
    for (const float phase : {0.0F, 0.3F, 0.6F}) CHECK(most_apart(drawn(scene, phase), drawn(scene, phase + 1.0F / 240)) <= 3);
    CHECK(most_apart(start, drawn(scene, 0)) == 0);
}

TEST_CASE("a kiosk shader that the driver refuses leaves the one before") {
    Scene scene(64, 64);
    const auto before = drawn(scene, 0);
    const auto refused =
        scene.renderer().use_shaders(gfx::with_shaders({{"kiosk.frag.glsl", "#version 330 core\nvoid main() { x }\n"}}));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("kiosk.frag.glsl") != std::string::npos);
    CHECK(most_apart(before, drawn(scene, 0)) == 0);

    REQUIRE(scene.renderer().use_shaders(gfx::with_shaders(
        {{"kiosk.frag.glsl", "#version 330 core\nout vec4 Color;\nvoid main() { Color = vec4(1.0, 0.0, 0.0, 1.0); }\n"}})));
    CHECK(drawn(scene, 0).at(10, 10)[1] == 0);
}

// What lies behind a dialog, in pixels: out of focus, taken once, and taken anew when asked for.
#include "gfx/backdrop_painter.hpp"
#include "gfx/shader_program.hpp"
#include "scene.hpp"

#include <doctest/doctest.h>
#include <imgui.h>

#include <cstdlib>

using namespace asista;
using namespace asista::test;

namespace {
constexpr ImU32 black = IM_COL32(0, 0, 0, 255), white = IM_COL32(255, 255, 255, 255);

// Left half black, right half in `right`, with the backdrop above.
gfx::Image drawn(Scene& scene, ImU32 right, std::uint32_t picture, float opacity) {
    scene.begin({});
    ImDrawList* const list = ImGui::GetBackgroundDrawList();
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    list->AddRectFilled(ImVec2(0, 0), size, black);
    list->AddRectFilled(ImVec2(size.x / 2, 0), size, right);
    if (opacity > 0) gfx::paint_backdrop(list, picture, size.x, size.y, opacity);
    return scene.end();
}
int red(const gfx::Image& image, int x, int y) { return image.at(x, y)[0]; }
} // namespace

TEST_CASE("a backdrop is what was drawn below it, with its edges out of focus") {
    Scene scene(200, 100);
    const auto sharp = drawn(scene, white, 1, 0);
    REQUIRE(red(sharp, 99, 50) == 0);
    REQUIRE(red(sharp, 100, 50) == 255);
    const auto image = drawn(scene, white, 1, 1);
    CHECK(red(image, 20, 50) == 0);
    CHECK(red(image, 180, 50) == 255);
    int before = 0;
    for (int x = 80; x < 120; ++x) {
        CHECK(red(image, x, 50) >= before); // from dark to light, never back
        before = red(image, x, 50);
    }
    CHECK(red(image, 97, 50) > 20);
    CHECK(red(image, 102, 50) < 235);
    // As far above as below: no row is moved.
    for (int y = 0; y < 100; ++y) CHECK(std::abs(red(image, 99, y) - red(image, 99, 99 - y)) <= 1);
}

TEST_CASE("a backdrop stays as it was taken until another picture is asked for") {
    Scene scene(200, 100);
    drawn(scene, white, 1, 1);
    CHECK(red(drawn(scene, black, 1, 1), 180, 50) == 255);
    CHECK(red(drawn(scene, black, 2, 1), 180, 50) == 0);
    CHECK(red(drawn(scene, white, 2, 0.5F), 180, 50) == doctest::Approx(128).epsilon(0.02)); // fading in
}

TEST_CASE("a shader that the driver refuses is named with the line of its file, and the ones before go on") {
    Scene scene(200, 100);
    auto files = gfx::built_in_shaders().files;
    const auto bad = gfx::with_shaders(
        {{"blur.frag.glsl", "// one\n// two\n#version 330 core\nout vec4 Color;\nvoid main() { Color = nothing; }\n"}});
    const auto refused = scene.renderer().use_shaders(bad);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("blur.frag.glsl") != std::string::npos);
    CHECK(refused.error().message.find("5") != std::string::npos);
    CHECK(red(drawn(scene, white, 3, 1), 180, 50) == 255);
    CHECK(scene.renderer().use_shaders(gfx::with_shaders({{"blur.frag.glsl", "no version"}})).error().message ==
          "blur.frag.glsl has no #version line; begin it with \"#version 330 core\"");

    // One that is good is taken up.
    auto text = files.at("blur.frag.glsl");
    text.replace(text.find("vec4(sum, Opacity)"), 18, "vec4(0.0, 0.0, 0.0, 1.0)");
    REQUIRE(scene.renderer().use_shaders(gfx::with_shaders({{"blur.frag.glsl", text}, {"unknown.glsl", "x"}})));
    CHECK(red(drawn(scene, white, 4, 1), 180, 50) == 0);
}

// What is drawn again when textures are made, change in part, or go.
#include "gfx/damage.hpp"
#include "gfx/plugin_textures.hpp"
#include "scene.hpp"

#include <doctest/doctest.h>
#include <imgui.h>

#include <array>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

using namespace asista;
using gfx::PixelArea;

namespace {
using Areas = std::vector<PixelArea>;
constexpr std::uint32_t red = 0xFF0000FF, green = 0xFF00FF00, blue = 0xFFFF0000;

// A plugin's textures of 16 x 16 texels, as its frames make and change them. They end before their scene.
class Pictures {
  public:
    static constexpr std::uint32_t side = 16;

    void make(std::uint32_t id, std::uint32_t color) { apply(frame::TextureOpKind::create, id, 0, 0, side, side, color); }
    void paint(std::uint32_t id, std::uint32_t x, std::uint32_t y, std::uint32_t width, std::uint32_t height,
               std::uint32_t color) {
        apply(frame::TextureOpKind::update, id, x, y, width, height, color);
    }
    void drop(std::uint32_t id) { apply(frame::TextureOpKind::destroy, id, 0, 0, 0, 0, 0); }
    void sweep() { graveyard_.sweep(); }
    bool in_driver(std::uint32_t id) const { return textures_.find(id)->Status == ImTextureStatus_OK; }
    std::size_t buried() const { return graveyard_.size(); }
    // On 40 x 40 pixels, the texels from `u` to `u + part` of each row.
    void show(std::uint32_t id, float x, float y, float u = 0, float part = 1) const {
        auto* const texture = textures_.find(id);
        REQUIRE(texture != nullptr);
        ImGui::GetBackgroundDrawList()->AddImage(texture->GetTexRef(), ImVec2(x, y), ImVec2(x + 40, y + 40), ImVec2(u, 0),
                                                 ImVec2(u + part, 1));
    }

  private:
    void apply(frame::TextureOpKind kind, std::uint32_t id, std::uint32_t x, std::uint32_t y, std::uint32_t width,
               std::uint32_t height, std::uint32_t color) {
        frame::CheckedFrame frame;
        frame::TextureOp op{};
        op.kind = kind;
        op.texture = id;
        op.format = frame::TextureFormat::rgba8;
        op.width = op.height = side;
        op.x = x;
        op.y = y;
        op.region_width = width;
        op.region_height = height;
        const std::vector<std::uint32_t> texels(std::size_t{width} * height, color);
        frame.pixels.resize(texels.size() * sizeof color);
        if (!texels.empty()) std::memcpy(frame.pixels.data(), texels.data(), frame.pixels.size());
        frame.texture_ops.push_back(op);
        textures_.apply_uploads(frame);
        textures_.apply_destroys(frame);
    }
    gfx::TextureGraveyard graveyard_;
    gfx::PluginTextures textures_{graveyard_};
};

struct Stage {
    test::Scene scene;
    Pictures pictures;
    gfx::Damage damage;

    // What a frame of this changes; it is drawn after that.
    std::optional<Areas> changed(const std::function<void()>& draw) {
        pictures.sweep();
        scene.begin();
        draw();
        ImGui::Render();
        auto areas = damage.next(*ImGui::GetDrawData(), 0xFFFFFFFF);
        last = scene.end();
        return areas;
    }
    std::uint32_t pixel(int x, int y) const {
        std::uint32_t color = 0;
        std::memcpy(&color, &last.rgba[static_cast<std::size_t>(y * last.width + x) * 4], sizeof color);
        return color;
    }
    gfx::Image last{};
};
} // namespace

TEST_CASE("a texture that is made, or takes another's place, changes where it is shown") {
    Stage stage;
    stage.pictures.make(1, red);
    const auto still = [&] { stage.pictures.show(1, 20, 20); };
    CHECK_FALSE(stage.changed(still)); // there is none before
    CHECK(stage.changed(still) == Areas{});
    stage.pictures.make(2, green);
    CHECK(stage.changed([&] {
        still();
        stage.pictures.show(2, 100, 100);
    }) == Areas{{99, 99, 141, 141}});

    stage.pictures.drop(1);
    stage.pictures.make(3, blue);
    CHECK(stage.changed([&] {
        stage.pictures.show(3, 20, 20);
        stage.pictures.show(2, 100, 100);
    }) == Areas{{19, 19, 61, 61}});
    CHECK(stage.pixel(40, 40) == blue);
    CHECK(stage.pixel(120, 120) == green);
}

TEST_CASE("texels that change do so where they are shown, once") {
    Stage stage;
    stage.pictures.make(1, red);
    stage.pictures.make(2, red);
    const auto draw = [&] {
        stage.pictures.show(1, 20, 20, 0, 0.25F);
        stage.pictures.show(1, 100, 20, 0.75F, 0.25F);
        stage.pictures.show(2, 200, 20);
    };
    CHECK_FALSE(stage.changed(draw));
    stage.pictures.paint(1, 13, 3, 2, 2, green);
    // One command of two pictures is one piece, as long as it is short.
    const auto areas = stage.changed(draw);
    REQUIRE(areas);
    REQUIRE(areas->size() == 1);
    CHECK(areas->front().left >= 19);
    CHECK(areas->front().right <= 141);
    CHECK(stage.changed(draw) == Areas{});

    stage.pictures.paint(2, 0, 0, 16, 16, blue);
    CHECK(stage.changed(draw) == Areas{{199, 19, 241, 61}});
    CHECK(stage.pixel(220, 40) == blue);
    CHECK(stage.changed(draw) == Areas{});
}

TEST_CASE("texels beyond what is shown change nothing now, and are there when they are shown") {
    Stage stage;
    stage.pictures.make(1, red);
    const auto left = [&] { stage.pictures.show(1, 20, 20, 0, 0.25F); };
    CHECK_FALSE(stage.changed(left));
    stage.pictures.paint(1, 8, 0, 8, 16, green);
    CHECK(stage.changed(left) == Areas{});
    CHECK(stage.pictures.in_driver(1)); // or they would gather
    stage.pictures.make(2, blue);       // seen by nobody
    stage.pictures.make(3, blue);
    CHECK(stage.changed(left) == Areas{});
    CHECK(stage.pictures.in_driver(2));
    stage.pictures.drop(3);
    CHECK(stage.changed(left) == Areas{});
    stage.pictures.sweep();
    CHECK(stage.pictures.buried() == 0);
    stage.pictures.paint(1, 4, 0, 1, 16, blue); // the neighbour blends in at the edge
    CHECK(stage.changed(left) == Areas{{19, 19, 61, 61}});

    CHECK(stage.changed([&] { stage.pictures.show(1, 20, 20, 0.75F, 0.25F); }) == Areas{{19, 19, 61, 61}});
    CHECK(stage.pixel(40, 40) == green);
    CHECK(stage.changed([&] { stage.pictures.show(2, 20, 20); }) == Areas{{19, 19, 61, 61}});
    CHECK(stage.pixel(40, 40) == blue);
}

namespace {
// Some of up to four pictures are shown; each step makes, paints, replaces, drops or moves one, or nothing.
std::vector<gfx::Image> album(unsigned seed, bool always_whole) {
    test::Scene scene;
    scene.always_whole = always_whole;
    Pictures pictures;
    std::mt19937 random(seed);
    const auto below = [&](std::uint32_t end) { return static_cast<std::uint32_t>(random() % end); };
    const auto color = [&] { return static_cast<std::uint32_t>(random()) | 0xFF000000U; };
    std::array<std::uint32_t, 4> shown{};
    std::array<float, 4> at{};
    std::uint32_t last_id = 0;
    const auto make = [&](std::size_t place) {
        if (shown[place] != 0) pictures.drop(shown[place]);
        pictures.make(shown[place] = ++last_id, color());
    };
    std::vector<gfx::Image> all;
    for (int i = 0; i < 60; ++i) {
        pictures.sweep();
        const std::size_t place = below(4);
        switch (below(6)) {
        case 0: make(place); break;
        case 1: at[place] = static_cast<float>(below(300)); break;
        case 2:
            if (shown[place] != 0) pictures.drop(std::exchange(shown[place], 0));
            break;
        case 3:
        case 4:
            if (shown[place] != 0) pictures.paint(shown[place], below(12), below(12), 1 + below(4), 1 + below(4), color());
            break;
        default: break;
        }
        all.push_back(scene.frame([&] {
            for (std::size_t each = 0; each < shown.size(); ++each)
                if (shown[each] != 0) pictures.show(shown[each], at[each], 20 + 60 * static_cast<float>(each), 0.25F, 0.5F);
        }));
    }
    return all;
}
} // namespace

TEST_CASE("with textures that come, change and go, a frame drawn over the one before is the picture that it would be by itself") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        const auto partly = album(seed, false), whole = album(seed, true);
        REQUIRE(partly.size() == whole.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            CAPTURE(i);
            REQUIRE(partly[i].rgba == whole[i].rgba);
        }
    }
}

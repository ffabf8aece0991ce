// What a panel looks like to the client: its place and size, when it wants a frame, and its textures.
#include "view_rig.hpp"

#include <cstring>
#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

using namespace asista;
using frame::SurfaceKind;
using testing::place;
using testing::ViewRig;
using testing::wants;

TEST_CASE("an empty panel is a surface at the client's place") {
    ViewRig rig;
    rig.panel(3, place, [] {});

    const auto& frame = rig.settle();

    REQUIRE(frame.surfaces.size() == 1);
    CHECK(frame.surfaces[0].id == 3);
    CHECK(frame.surfaces[0].kind == SurfaceKind::panel);
    CHECK(frame.surfaces[0].rect.x == 100);
    CHECK(frame.surfaces[0].rect.height == 480);
    CHECK(frame.surfaces[0].list_count == 0);
    CHECK(frame.header.theme_serial == 7);
}

TEST_CASE("content starts at the corner of the panel and reports the size it wishes") {
    ViewRig rig;
    ImVec2 at, size;
    rig.panel(1, place, [&] {
        at = ImGui::GetCursorScreenPos();
        size = ImGui::GetContentRegionAvail();
        ImGui::TextUnformatted("hello");
    });
    rig.plugin.surface_wish = {0, 333};

    rig.settle();

    CHECK(at.x == 100);
    CHECK(at.y == 80);
    CHECK(size.x == 420);
    CHECK(size.y == 480);
    CHECK(rig.last().surfaces[0].wanted_height == 333);
    CHECK(rig.last().vertices.size() == 4 * 5);
}

TEST_CASE("a plugin at rest asks for no frame") {
    ViewRig rig;
    rig.panel(1, place, [] { ImGui::ShowDemoWindow(); });

    rig.settle();

    CHECK(rig.frames < 10);
    CHECK(rig.last().header.next_wake_ms == frame::never_wake);
    rig.draw();
    CHECK_FALSE(wants(rig, frame::output_flags::wants_frame));
}

TEST_CASE("what the plugin wishes decides the next wake") {
    ViewRig rig;
    rig.panel(1, place, [] {});
    rig.settle();

    rig.plugin.wishes.next_wake_ms = 750;
    rig.draw();
    CHECK(rig.last().header.next_wake_ms == 750);

    rig.plugin.wishes.wants_frame = true;
    rig.draw();
    CHECK(wants(rig, frame::output_flags::wants_frame));
}

TEST_CASE("the first frame creates the font texture, later ones only add glyphs") {
    ViewRig rig;
    std::string text = "a";
    rig.panel(1, place, [&] { ImGui::TextUnformatted(text.c_str()); });

    rig.draw();
    REQUIRE(rig.last().texture_ops.size() == 1);
    CHECK(rig.last().texture_ops[0].kind == frame::TextureOpKind::create);
    CHECK(rig.last().texture_ops[0].texture == rig.last().commands[0].texture);
    rig.settle();
    CHECK(rig.last().texture_ops.empty());

    text = "a\xC3\xA4\xE2\x82\xAC"; // ä€
    rig.draw();
    REQUIRE(rig.last().texture_ops.size() >= 1);
    for (const auto& op : rig.last().texture_ops) {
        CHECK(op.kind == frame::TextureOpKind::update);
        CHECK(op.data_bytes < 4096);
    }
}

TEST_CASE("a texture of the plugin's own is created, updated and destroyed, and one too large never stalls the frame") {
    ViewRig rig;
    ImTextureData picture, poster;
    picture.Create(ImTextureFormat_RGBA32, 64, 32);
    std::memset(picture.Pixels, 0x80, static_cast<std::size_t>(picture.GetSizeInBytes()));
    picture.Status = ImTextureStatus_WantCreate;
    poster.Create(ImTextureFormat_RGBA32, 4096, 1024);
    poster.Status = ImTextureStatus_WantCreate;
    bool shown = true;
    rig.panel(1, place, [&] {
        if (shown) ImGui::Image(picture.GetTexRef(), {64, 32});
    });
    rig.draw();

    ImGui::RegisterUserTexture(&picture);
    ImGui::RegisterUserTexture(&poster);
    rig.settle();
    CHECK(picture.Status == ImTextureStatus_OK);
    CHECK(poster.Status == ImTextureStatus_WantCreate);
    const auto id = static_cast<std::uint32_t>(picture.TexID);
    CHECK(id != 0);

    shown = false;
    ImGui::UnregisterUserTexture(&picture);
    rig.draw();
    REQUIRE(rig.last().texture_ops.size() == 1);
    CHECK(rig.last().texture_ops[0].kind == frame::TextureOpKind::destroy);
    CHECK(rig.last().texture_ops[0].texture == id);
    ImGui::UnregisterUserTexture(&poster);
    rig.draw();
    picture.Status = poster.Status = ImTextureStatus_Destroyed;
}

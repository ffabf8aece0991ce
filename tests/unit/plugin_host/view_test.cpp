// What a plugin's widgets do behind the shared areas: the same as in the client's own process, for every kind of window and input.
#include "view_rig.hpp"

#include <cfloat>
#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <implot.h>
#include <limits>

using namespace asista;
using frame::EventKind;
using frame::Key;
using frame::SurfaceKind;
using testing::ViewRig;

namespace {
constexpr frame::Rect place{100, 80, 420, 480};

bool wants(const ViewRig& rig, std::uint32_t flag) { return (rig.last().header.flags & flag) != 0; }
} // namespace

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

TEST_CASE("a slider can be dragged beyond its panel") {
    ViewRig rig;
    float value = 0;
    rig.panel(1, {100, 80, 200, 60}, [&] {
        ImGui::SetNextItemWidth(200);
        ImGui::SliderFloat("##s", &value, 0, 1);
    });
    rig.settle();
    rig.move(110, 95);
    rig.settle();
    rig.button(true);
    rig.draw();
    rig.event(EventKind::hover, 0); // the pointer leaves every surface, the button is held
    rig.move(900, 300);
    rig.draw();
    CHECK(value == 1);
    rig.move(-500, 300);
    rig.draw();
    CHECK(value == 0);
    rig.button(false);
    rig.settle();
}

TEST_CASE("nothing looks hovered while the pointer is over something else of the client") {
    ViewRig rig;
    bool hovered = false;
    rig.panel(1, place, [&] {
        ImGui::Button("b", {100, 30});
        hovered = ImGui::IsItemHovered();
    });
    rig.settle();
    rig.event(EventKind::hover, 1);
    rig.move(120, 90);
    rig.settle();
    CHECK(hovered);
    CHECK(wants(rig, frame::output_flags::wants_mouse));

    rig.event(EventKind::hover, 0);
    rig.move(121, 90);
    rig.settle();
    CHECK_FALSE(hovered);

    rig.event(EventKind::hover, 1);
    rig.move(120, 90);
    rig.settle();
    CHECK(hovered);
    rig.event(EventKind::mouse_leave);
    rig.settle();
    CHECK_FALSE(hovered);
}

TEST_CASE("entering, dragging out and lost releases, as the client's router sends them") {
    ViewRig rig;
    bool hovered = false;
    int clicks = 0;
    float value = 0;
    rig.panel(1, place, [&] {
        if (ImGui::Button("b", {100, 30})) ++clicks;
        hovered = ImGui::IsItemHovered();
        ImGui::SetNextItemWidth(200);
        ImGui::DragFloat("##d", &value);
    });
    rig.settle();

    rig.move(120, 90);
    rig.event(EventKind::hover, 0);
    rig.settle();
    CHECK_FALSE(hovered);
    rig.event(EventKind::hover, 1); // without a new position
    rig.settle();
    CHECK(hovered);

    rig.move(150, 130);
    rig.settle();
    rig.button(true); // press, leave and move in one batch
    rig.event(EventKind::hover, 0);
    rig.move(1000, 130);
    rig.settle_held();
    CHECK(value > 100);
    rig.button(false);
    rig.settle();
    CHECK_FALSE(wants(rig, frame::output_flags::wants_mouse));

    rig.event(EventKind::hover, 1);
    rig.move(120, 90);
    rig.button(true);
    rig.draw();
    rig.event(EventKind::focus, 0, false); // the release was dropped with a full queue
    rig.event(EventKind::mouse_leave);
    rig.settle();
    CHECK(clicks == 0);
    rig.move(120, 90); // no hover event: the router knows of no change
    rig.settle();
    CHECK(hovered);
}

TEST_CASE("a click and its release in one batch both count") {
    ViewRig rig;
    int clicks = 0;
    rig.panel(1, place, [&] {
        if (ImGui::Button("b", {100, 30})) ++clicks;
    });
    rig.settle();

    rig.move(120, 90);
    rig.button(true);
    rig.button(false);
    rig.button(true);
    rig.button(false);
    rig.settle();

    CHECK(clicks == 2);
}

TEST_CASE("typed text, keys, cursor and caret") {
    ViewRig rig;
    char text[64] = "";
    bool entered = false;
    rig.panel(1, place, [&] { entered |= ImGui::InputText("##t", text, sizeof text, ImGuiInputTextFlags_EnterReturnsTrue); });
    rig.settle();
    CHECK_FALSE(wants(rig, frame::output_flags::wants_text_input));

    rig.click(150, 95);
    CHECK(wants(rig, frame::output_flags::wants_text_input));
    CHECK(wants(rig, frame::output_flags::wants_keyboard));
    CHECK(rig.last().header.cursor == frame::Cursor::text);
    CHECK(rig.last().header.caret.y >= 80);
    CHECK(rig.last().header.caret.height > 5);
    CHECK(rig.last().header.next_wake_ms < 900); // the cursor blinks

    for (const char32_t c : U"ab\u00E9c") {
        if (c != 0) rig.text(c);
    }
    rig.key(Key::backspace, true);
    rig.key(Key::backspace, false);
    rig.settle();
    CHECK(std::string(text) == "ab\xC3\xA9");

    rig.key(Key::home, true);
    rig.key(Key::home, false);
    rig.text(U'x');
    rig.key(Key::enter, true);
    rig.key(Key::enter, false);
    rig.settle();
    CHECK(std::string(text) == "xab\xC3\xA9");
    CHECK(entered);
}

TEST_CASE("the clipboard goes out when the person copies, and comes in only with a paste") {
    ViewRig rig;
    char text[64] = "secret";
    rig.panel(1, place, [&] { ImGui::InputText("##t", text, sizeof text); });
    rig.settle();
    rig.click(150, 95);
    const auto chord = [&rig](Key key) {
        rig.key(Key::mod_ctrl, true);
        rig.key(Key::left_ctrl, true);
        rig.key(key, true);
        std::string clipboard;
        for (int i = 0; i < 4; ++i) clipboard += rig.draw().clipboard;
        rig.key(key, false);
        rig.key(Key::left_ctrl, false);
        rig.key(Key::mod_ctrl, false);
        rig.settle();
        return clipboard;
    };

    chord(Key::a);
    CHECK(chord(Key::c) == "secret");

    chord(Key::v); // nothing came with it
    CHECK(std::string(text) == "secret");

    chord(Key::a);
    rig.paste = "pasted \xE2\x82\xAC";
    rig.event(EventKind::paste);
    chord(Key::v);
    CHECK(std::string(text) == "pasted \xE2\x82\xAC");
    CHECK(std::string(ImGui::GetClipboardText()).empty());
}

TEST_CASE("losing the keyboard ends a text field, dismissing closes popups but not modals") {
    ViewRig rig;
    char text[64] = "";
    ImVec2 combo;
    int chosen = 0;
    rig.panel(1, place, [&] {
        ImGui::InputText("##t", text, sizeof text);
        combo = ImGui::GetCursorScreenPos();
        ImGui::Combo("##c", &chosen, "one\0two\0");
    });
    rig.settle();
    rig.event(EventKind::focus, 0, true);
    rig.click(150, 95);
    CHECK(wants(rig, frame::output_flags::wants_text_input));
    rig.event(EventKind::focus, 0, false);
    rig.settle();
    CHECK_FALSE(wants(rig, frame::output_flags::wants_text_input));
    CHECK(rig.last().header.next_wake_ms == frame::never_wake);

    rig.event(EventKind::focus, 0, true);
    rig.click(combo.x + 20, combo.y + 10);
    CHECK(rig.find(SurfaceKind::popup) != nullptr);
    rig.event(EventKind::dismiss);
    rig.settle();
    CHECK(rig.find(SurfaceKind::popup) == nullptr);
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

TEST_CASE("unbalanced drawing is repaired, said once, and costs nothing else") {
    ViewRig rig;
    const char* which = "";
    bool after_drawn = false;
    rig.panel(1, place, [&] {
        const std::string_view kind = which;
        if (kind == "window") ImGui::Begin("left open");
        if (kind == "child") ImGui::BeginChild("left open");
        if (kind == "style") ImGui::PushStyleColor(ImGuiCol_Text, 0xFF0000FF);
        if (kind == "id") ImGui::PushID(3);
        if (kind == "tree") ImGui::TreePush("t");
        if (kind == "table" && ImGui::BeginTable("t", 2)) ImGui::TableNextColumn();
        if (kind == "end") ImGui::End();
        if (kind == "plot") ImPlot::BeginPlot("p", {200, 150});
        ImGui::TextUnformatted("drawn");
    });
    rig.panel(2, {600, 80, 200, 100}, [&] {
        ImGui::TextUnformatted("after");
        after_drawn = true;
    });
    rig.settle();

    for (const char* const kind : {"window", "child", "style", "id", "tree", "table", "end", "plot", "plot"}) {
        CAPTURE(kind);
        which = kind;
        after_drawn = false;
        rig.draw();
        rig.draw();
        CHECK(after_drawn);
        CHECK(rig.last().surfaces.size() >= 2);
        if (std::string_view(kind) != "plot") CHECK(wants(rig, frame::output_flags::draw_recovered));
        which = "";
        rig.settle();
        CHECK_FALSE(wants(rig, frame::output_flags::draw_recovered));
        CHECK(rig.last().surfaces[0].list_count > 0);
    }
    CHECK(rig.complaints.size() >= 7);
    CHECK(rig.complaints.size() < 40);
}

TEST_CASE("drawing far outside is cut, drawing nonsense is dropped, and neither is refused") {
    ViewRig rig;
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    rig.panel(1, place, [&] {
        auto* const list = ImGui::GetWindowDrawList();
        ImGui::TextUnformatted("kept");
        list->AddTriangleFilled({150, 150}, {1.0e6F, 151}, {150, 152}, 0xFF0000FF);
        list->AddLine({-4.0e5F, 200}, {4.0e5F, 300}, 0xFF00FF00, 2);
        list->AddTriangleFilled({nan, 150}, {200, 151}, {150, 152}, 0xFF0000FF);
        list->AddTriangleFilled({inf, 150}, {200, -inf}, {150, 152}, 0xFF0000FF);
        list->PushClipRect({-inf, -inf}, {inf, 1.0e30F});
        list->AddRectFilled({160, 160}, {200, 200}, 0xFFFFFFFF);
        list->PopClipRect();
        ImGui::TextUnformatted("kept too");
    });

    rig.settle();

    CHECK(rig.last().vertices.size() > 60);
    // The long triangle keeps its slope: at its cut edge it is as high as the line from the corners says.
    bool found = false;
    for (const auto& vertex : rig.last().vertices) {
        if (std::fabs(vertex.x - 30000) > 1 || vertex.color != 0xFF0000FF) continue;
        found = true;
        CHECK(vertex.y >= 150);
        CHECK(vertex.y <= 152);
    }
    CHECK(found);
}

TEST_CASE("more than a frame holds is left out with one complaint") {
    ViewRig rig;
    rig.panel(1, place, [] {
        for (int i = 0; i < 60'000; ++i) ImGui::GetWindowDrawList()->AddRectFilled({110, 110}, {112, 112}, 0xFFFFFFFF);
    });

    rig.settle();
    rig.draw();

    CHECK(rig.last().surfaces.size() == 1);
    CHECK(rig.complaints.size() == 1);
}

TEST_CASE("callbacks of the plugin are dropped, those of the renderer cross as numbers") {
    ViewRig rig;
    bool called = false;
    rig.panel(1, place, [&] {
        auto* const list = ImGui::GetWindowDrawList();
        const auto& platform = ImGui::GetPlatformIO();
        list->AddCallback(
            [](const ImDrawList*, const ImDrawCmd* command) { *static_cast<bool*>(command->UserCallbackData) = true; }, &called);
        list->AddCallback(platform.DrawCallback_SetSamplerNearest, nullptr);
        list->AddRectFilled({110, 110}, {150, 150}, 0xFFFFFFFF);
        list->AddCallback(platform.DrawCallback_SetSamplerLinear, nullptr);
        list->AddRectFilled({160, 110}, {190, 150}, 0xFFFFFFFF);
        list->AddCallback(platform.DrawCallback_ResetRenderState, nullptr);
    });

    rig.settle();

    std::vector<frame::DrawOp> operations;
    for (const auto& command : rig.last().commands) operations.push_back(command.op);
    using frame::DrawOp;
    CHECK(operations ==
          std::vector{DrawOp::nearest_sampler, DrawOp::draw, DrawOp::linear_sampler, DrawOp::draw, DrawOp::reset_state});
    CHECK_FALSE(called);
}

TEST_CASE("a link asks the client, keys of the client stay the client's, and drawing on the whole display lands in the panel") {
    ViewRig rig;
    rig.panel(1, place, [] {
        ImGui::TextLinkOpenURL("link", "https://example.org/");
        ImGui::GetForegroundDrawList()->AddRectFilled({120, 300}, {140, 320}, 0xFF0000FF);
        ImGui::GetBackgroundDrawList()->AddRectFilled({120, 300}, {140, 320}, 0xFFFF0000);
    });
    rig.settle();
    CHECK(rig.last().surfaces[0].list_count == 3);

    rig.click(108, 88);
    REQUIRE(rig.urls.size() == 1);
    CHECK(rig.urls[0] == "https://example.org/");

    rig.key(Key::mod_ctrl, true);
    rig.key(Key::left_ctrl, true);
    rig.key(Key::tab, true);
    for (int i = 0; i < 5; ++i) rig.draw();
    CHECK(ImGui::GetCurrentContext()->NavWindowingTarget == nullptr);
    rig.key(Key::tab, false);
    rig.key(Key::left_ctrl, false);
    rig.key(Key::mod_ctrl, false);
    rig.settle();
}

TEST_CASE("input that is malformed ends the work, a wake-up without a request does nothing") {
    frame::HostEnds ends;
    auto client = frame::ClientArea::create(ends);
    REQUIRE(client);
    host::InputRequest request;
    frame::InputHeader header{};
    header.magic = frame::input_magic;
    header.version = frame::protocol_version;
    header.serial = 1;
    std::memcpy(client->input(), &header, sizeof header);
    CHECK(host::read_input(client->input(), request));

    header.event_count = frame::max_events + 1;
    std::memcpy(client->input(), &header, sizeof header);
    CHECK_FALSE(host::read_input(client->input(), request));

    header.event_count = 1;
    std::memcpy(client->input(), &header, sizeof header); // an event of kind 0
    CHECK_FALSE(host::read_input(client->input(), request));

    ViewRig rig;
    rig.panel(1, place, [] {});
    rig.draw();
}

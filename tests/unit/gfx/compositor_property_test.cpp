// Whatever an accepted frame holds, it stays where it belongs. Frames are made at random, by seeds, from everything the protocol allows and
// some it does not; two plugins draw, pages scroll, people click, the client asks questions. After each window frame the draw data that
// would go to the graphics card is read, and the picture too:
//   - nothing of a plugin is drawn outside its surface, a panel's outside its place, or a popup's outside the page area;
//   - no texture is used but the plugin's own and the placeholder;
//   - nothing of a plugin lies in front of a window of the client that is in front of the page.
// A plugin's vertices are known by their colour: red says whose, green which of its surfaces.
#include "stage.hpp"

#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace asista;
using namespace asista::test;
using frame::Rect;
using frame::SurfaceKind;

namespace {
constexpr float width = 400, height = 300;
constexpr std::uint32_t plugin_blue = 0x5D;
// Far apart: neither a shadow of the client's nor rounding, where a faint thing lies over another, may make one out of the other.
constexpr std::uint32_t red_of(InstanceId plugin) { return 0x40 + 0x40 * static_cast<std::uint32_t>(plugin); }
constexpr std::uint32_t trusted_color = 0xFF332211;

std::uint32_t mark(InstanceId plugin, std::size_t surface) {
    return 0xFF000000 | plugin_blue << 16 | static_cast<std::uint32_t>(surface & 0xFF) << 8 | red_of(plugin);
}
// The sides of every texture a plugin makes say whose it is.
int texture_side(InstanceId plugin) { return plugin == 1 ? 4 : 6; }

Rect intersection_of(const Rect& a, const Rect& b) {
    const float left = std::max(a.x, b.x), top = std::max(a.y, b.y);
    return {left, top, std::min(a.x + a.width, b.x + b.width) - left, std::min(a.y + a.height, b.y + b.height) - top};
}
// Places are snapped to whole pixels: half of one is allowed. A picture has no halves, there it is a whole one.
bool within(const ImVec4& clip, const Rect& rect, float slack) {
    return clip.x >= rect.x - slack && clip.y >= rect.y - slack && clip.z <= rect.x + rect.width + slack &&
           clip.w <= rect.y + rect.height + slack;
}

class Random {
  public:
    explicit Random(unsigned seed) : engine_(seed) {}
    unsigned below(unsigned end) { return static_cast<unsigned>(engine_() % end); }
    bool one_in(unsigned n) { return below(n) == 0; }
    float between(float low, float high) { return low + (high - low) * static_cast<float>(engine_() % 10'007) / 10'006.0F; }
    // Mostly around the window, at times at the edge of what the protocol can say, and beyond.
    float coordinate() {
        if (one_in(12)) return between(-32'767, 32'767);
        if (one_in(60)) return one_in(2) ? 32'767.9F : -32'767.9F;
        return between(-60, width + 60);
    }
    Rect rect() {
        const float x = coordinate(), y = coordinate();
        return one_in(10) ? Rect{x, y, between(0, 3'000), between(0, 3'000)} : Rect{x, y, between(0, 160), between(0, 120)};
    }

  private:
    std::mt19937 engine_;
};

// One plugin, its random frames, and what was last accepted of them.
struct Painter {
    InstanceId id;
    FakeHost* host;
    std::vector<frame::Surface> drawn = {};    // of the accepted frame, in the order of their marks
    std::vector<frame::Surface> proposed = {}; // of the one just answered
    float drawn_scale = 1, proposed_scale = 1;
    std::vector<std::uint32_t> textures = {};
    std::uint32_t next_texture = 1, next_surface = 0x10000;
    std::vector<frame::Surface> open = {}; // windows and popups that stay for some frames

    void answer(Random& random) {
        const auto request = host->request();
        if (!request) return;
        FrameBuilder frame;
        proposed.clear();
        proposed_scale = frame.header.scale = random.one_in(25) ? random.between(0.5F, 2) : 1;
        texture_operations(frame, random);
        for (const auto& asked : request->surfaces) {
            Rect rect = asked.rect;
            if (random.one_in(6)) rect = random.rect(); // not where it was asked to be
            add(frame, random, asked.id, SurfaceKind::panel, rect, 0);
        }
        if (random.one_in(5)) add(frame, random, 77, SurfaceKind::panel, random.rect(), 0); // one that nobody asked for
        std::erase_if(open, [&](const auto&) { return random.one_in(6); });
        while (open.size() < 4 && random.one_in(2)) {
            constexpr SurfaceKind kinds[] = {SurfaceKind::popup, SurfaceKind::modal, SurfaceKind::tooltip, SurfaceKind::window};
            frame::Surface made{};
            made.id = next_surface++;
            made.kind = kinds[random.below(4)];
            made.rect = random.rect();
            if (!request->surfaces.empty() && random.one_in(3)) { // a window within its panel
                const Rect& panel = request->surfaces[0].rect;
                made.rect = {panel.x + 5, panel.y + 5, panel.width / 2, panel.height / 2};
            }
            if (!request->surfaces.empty() && !random.one_in(4)) made.parent = request->surfaces[0].id;
            open.push_back(made);
        }
        for (const auto& surface : open) add(frame, random, surface.id, surface.kind, surface.rect, surface.parent);
        host->answer(frame);
    }
    void accepted() {
        drawn = proposed;
        drawn_scale = proposed_scale;
    }

  private:
    void texture_operations(FrameBuilder& frame, Random& random) {
        const auto side = static_cast<std::uint32_t>(texture_side(id));
        if (textures.size() < 5 && (textures.empty() || random.one_in(4))) {
            textures.push_back(next_texture++);
            frame.create(textures.back(), side, side, white);
        } else if (random.one_in(6)) {
            frame.update(textures[random.below(static_cast<unsigned>(textures.size()))], side, side, white);
        } else if (textures.size() > 1 && random.one_in(10)) {
            frame.destroy(textures.front());
            textures.erase(textures.begin());
        }
    }
    void add(FrameBuilder& frame, Random& random, std::uint32_t surface, SurfaceKind kind, const Rect& rect,
             std::uint32_t parent) {
        const std::size_t ordinal = proposed.size();
        frame.surface(surface, kind, rect, parent);
        frame.surfaces.back().z = random.below(6);
        proposed.push_back(frame.surfaces.back());
        const unsigned pieces = 1 + random.below(5);
        for (unsigned i = 0; i < pieces; ++i) {
            if (random.one_in(8)) frame.operation(static_cast<frame::DrawOp>(1 + random.below(3)));
            // Textures of its own, ones it never made (the other plugin has them, perhaps), none.
            const std::uint32_t texture = random.one_in(5) || textures.empty()
                                              ? random.below(40)
                                              : textures[random.below(static_cast<unsigned>(textures.size()))];
            frame.quad(random.one_in(3) ? random.rect() : rect, mark(id, ordinal), texture);
            if (random.one_in(3)) frame.quad(rect, mark(id, ordinal), texture);
            auto& command = frame.commands.back();
            if (random.one_in(2)) { // clips that leave the surface
                command.clip_min_x = random.coordinate();
                command.clip_min_y = random.coordinate();
                command.clip_max_x = command.clip_min_x + random.between(0, 500);
                command.clip_max_y = command.clip_min_y + random.between(0, 400);
            }
            for (std::size_t v = frame.vertices.size() - 4; random.one_in(4) && v < frame.vertices.size(); ++v) {
                frame.vertices[v].x = random.coordinate();
                frame.vertices[v].y = random.coordinate();
            }
        }
    }
};

struct PropertyStage : Stage {
    Random random;
    Painter painters[2];
    Rect popup_area{0, 0, width, height};
    bool toast = false, question = false;
    std::uint64_t accepted = 0, drawn_commands = 0, own_commands = 0, trusted_in_front = 0;

    explicit PropertyStage(unsigned seed)
        : Stage(static_cast<int>(width), static_cast<int>(height)),
          random(seed), painters{{.id = 1, .host = &add(1)}, {.id = 2, .host = &add(2, {.plugin_name = "Second"})}} {
        hosts = [this] {
            for (auto& painter : painters) painter.answer(random);
        };
        extra = [this] { draw_trusted(); };
    }

    void draw_trusted() {
        if (toast) {
            ImGui::SetNextWindowPos({60, 40});
            ImGui::SetNextWindowSize({120, 90});
            ImGui::Begin("toast", nullptr,
                         ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoMove);
            fill_trusted();
            ImGui::End();
        }
        if (question && !ImGui::IsPopupOpen("question")) ImGui::OpenPopup("question");
        ImGui::SetNextWindowPos({150, 90});
        ImGui::SetNextWindowSize({140, 100});
        if (ImGui::BeginPopupModal("question", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove)) {
            fill_trusted();
            if (!question) ImGui::CloseCurrentPopup();
            ImGui::EndPopup();
        }
    }
    static void fill_trusted() {
        const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
        ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + size.x, at.y + size.y}, trusted_color);
    }

    void turn() {
        page.clear();
        for (const auto& painter : painters) { // pages scroll: cards come, go, and hang over the edges
            if (random.one_in(8)) continue;
            const float x = painter.id == 1 ? 10.0F : 210.0F, y = 20 + (random.one_in(4) ? random.between(-200, 300) : 0.0F);
            page.push_back({painter.id, 5, {x, std::floor(y), 170, 150}});
            if (random.one_in(3)) page.push_back({painter.id, 6, {x, std::floor(y) + 155, 170, 60}});
        }
        if (random.one_in(10)) {
            popup_area = random.one_in(3) ? Rect{0, 0, width, height} : Rect{50, 30, 300, 240};
            compositor().set_popup_area(popup_area);
        }
        if (random.one_in(15)) toast = !toast;
        if (random.one_in(25)) question = !question;
        std::vector<platform::InputEvent> events{move(random.between(0, width), random.between(0, height))};
        if (random.one_in(2)) events.insert(events.end(), {press(), release()});
        if (random.one_in(30)) pass(3); // long without input

        const std::uint64_t before[] = {compositor().figures(1).frames, compositor().figures(2).frames};
        for (auto& painter : painters) compositor().redraw(painter.id);
        const auto image = frame(events);
        for (auto& painter : painters) {
            if (compositor().figures(painter.id).frames == before[painter.id - 1]) continue;
            painter.accepted();
            ++accepted;
        }
        check_draw_data();
        check_pixels(image);
    }

    // Where a surface of the accepted frame may be drawn: where it says, or as far from there as its panels were moved, and in any case
    // within its card or the page area.
    bool may_draw(const Painter& painter, std::size_t ordinal, const ImVec4& clip, float slack) const {
        const frame::Surface& surface = painter.drawn.at(ordinal);
        const bool is_panel = surface.kind == SurfaceKind::panel;
        const bool may_leave_panel = !is_panel;
        const bool may_be_inside = is_panel || surface.kind == SurfaceKind::window || surface.kind == SurfaceKind::modal;
        if (may_leave_panel && within(clip, intersection_of(surface.rect, popup_area), slack)) return true;
        for (const Card& card : page) {
            if (card.instance != painter.id) continue;
            for (const auto& panel : painter.drawn) {
                if (panel.kind != SurfaceKind::panel || panel.id != card.surface) continue;
                if (is_panel && panel.id != surface.id) continue;
                const float stretch = 1 / painter.drawn_scale;
                const Rect moved{card.rect.x + (surface.rect.x - panel.rect.x) * stretch,
                                 card.rect.y + (surface.rect.y - panel.rect.y) * stretch, surface.rect.width * stretch,
                                 surface.rect.height * stretch};
                const Rect shifted{surface.rect.x + card.rect.x - panel.rect.x, surface.rect.y + card.rect.y - panel.rect.y,
                                   surface.rect.width, surface.rect.height};
                if (may_be_inside && within(clip, intersection_of(moved, card.rect), slack)) return true;
                if (may_leave_panel && within(clip, intersection_of(shifted, popup_area), slack)) return true;
            }
        }
        return false;
    }

    void check_draw_data() {
        int last_plugin_list = -1, first_trusted_list = -1, number = 0;
        for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists) {
            for (const ImDrawCmd& command : list->CmdBuffer) {
                if (command.UserCallback != nullptr || command.ElemCount == 0) continue;
                const auto first = list->IdxBuffer[static_cast<int>(command.IdxOffset)] + command.VtxOffset;
                const ImU32 color = list->VtxBuffer[static_cast<int>(first)].col;
                if (color == trusted_color && first_trusted_list < 0) first_trusted_list = number;
                const Painter* const painter = painter_of(color);
                if (painter == nullptr) continue;
                last_plugin_list = number;
                check_command(*list, command, color, *painter);
            }
            ++number;
        }
        if (first_trusted_list >= 0 && last_plugin_list >= 0) {
            REQUIRE(last_plugin_list < first_trusted_list);
            ++trusted_in_front;
        }
    }
    // Null: nothing of a plugin.
    const Painter* painter_of(ImU32 color) const {
        for (const auto& painter : painters)
            if ((color >> 16 & 0xFF) == plugin_blue && (color & 0xFF) == red_of(painter.id)) return &painter;
        return nullptr;
    }

    void check_command(const ImDrawList& list, const ImDrawCmd& command, ImU32 color, const Painter& painter) {
        ++drawn_commands;
        const std::size_t ordinal = color >> 8 & 0xFF;
        REQUIRE(ordinal < painter.drawn.size());
        if (painter.drawn[ordinal].kind != SurfaceKind::panel) ++own_commands;
        const ImVec4& clip = command.ClipRect;
        REQUIRE(clip.x < clip.z); // false for NaN
        REQUIRE(clip.y < clip.w);
        INFO("plugin " << painter.id << " surface " << ordinal << " clip " << clip.x << "," << clip.y << " " << clip.z << ","
                       << clip.w);
        REQUIRE(may_draw(painter, ordinal, clip, 0.51F));
        const ImTextureData* const texture = command.TexRef._TexData;
        REQUIRE(texture != nullptr);
        REQUIRE((texture->Width == 1 || texture->Width == texture_side(painter.id)));
        REQUIRE((texture->Status == ImTextureStatus_OK || texture->Status == ImTextureStatus_WantCreate ||
                 texture->Status == ImTextureStatus_WantUpdates));
        for (unsigned i = 0; i < command.ElemCount; ++i) {
            const auto index = list.IdxBuffer[static_cast<int>(command.IdxOffset + i)] + command.VtxOffset;
            REQUIRE(static_cast<int>(index) < list.VtxBuffer.Size);
            const ImDrawVert& vertex = list.VtxBuffer[static_cast<int>(index)];
            REQUIRE((std::isfinite(vertex.pos.x) && std::isfinite(vertex.pos.y)));
            REQUIRE(vertex.col == color); // a command draws vertices of its own surface alone
        }
    }

    // The same once more by what can be seen.
    void check_pixels(const gfx::Image& image) const {
        for (int y = 0; y < image.height; ++y) {
            for (int x = 0; x < image.width; ++x) {
                const auto pixel = image.at(x, y);
                const ImU32 color = static_cast<ImU32>(pixel[0] | pixel[1] << 8 | pixel[2] << 16);
                const Painter* const found = painter_of(color);
                if (found == nullptr) continue;
                const Painter& painter = *found;
                const ImVec4 spot(static_cast<float>(x), static_cast<float>(y), static_cast<float>(x + 1),
                                  static_cast<float>(y + 1));
                // Green may be a mixture, where a faint placeholder lies over another surface of the same plugin.
                bool belongs = false;
                for (std::size_t i = 0; i < painter.drawn.size(); ++i) belongs = belongs || may_draw(painter, i, spot, 1.01F);
                REQUIRE_MESSAGE(belongs, "plugin " << painter.id << " at " << x << ", " << y << ": surface " << int{pixel[1]});
            }
        }
    }
};
} // namespace

TEST_CASE("no accepted frame draws outside its surface, with another's texture, or in front of the client's own windows") {
    std::uint64_t accepted = 0, commands = 0, own = 0, in_front = 0;
    for (unsigned seed = 1; seed <= 6; ++seed) {
        INFO("seed " << seed);
        PropertyStage stage(seed);
        for (int i = 0; i < 150; ++i) {
            INFO("turn " << i);
            stage.turn();
        }
        accepted += stage.accepted;
        commands += stage.drawn_commands;
        own += stage.own_commands;
        in_front += stage.trusted_in_front;
    }
    // It was worth the effort: enough of everything was seen.
    MESSAGE(accepted << " frames accepted, " << commands << " commands drawn, " << own << " of popups and windows, " << in_front
                     << " window frames with the client in front");
    CHECK(accepted > 400);
    CHECK(commands > 1'000);
    CHECK(own > 150);
    CHECK(in_front > 50);
}

// A hostile plugin host's textures, over many frames: the input is a script of texture operations. Each frame goes through the real
// check and, when that lets it pass, into the client's table of textures, with the graphics backend played by this file. Whatever
// is in the script, the table stays within its caps, regions stay within their textures, and nothing is freed while it is in use.
#include "frame_sample.hpp"
#include "gfx/plugin_textures.hpp"
#include "wire/frame_check.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <cstdint>
#include <cstdlib>
#include <initializer_list>

using namespace asista;
using namespace asista::frame;

namespace {
constexpr std::uint32_t pixels_begin = 1u << 20; // operations take their pixels from here on, wherever in it they like
constexpr std::uint64_t first_serial = 1;
// Pixels of one script: enough to fill the table and go on, and no more, since copying them is all the time there is.
constexpr std::uint64_t most_moved = max_texture_bytes + (max_texture_bytes >> 2);

void expect(bool condition) {
    if (!condition) std::abort();
}

// Numbers out of the input; zeros behind its end.
class Script {
  public:
    Script(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}
    bool done() const { return at_ == end_; }
    std::uint32_t byte() { return done() ? 0 : *at_++; }
    // Mostly small; now and then at an edge of the protocol, or anything.
    std::uint32_t number() {
        constexpr std::uint32_t edges[] = {0, 1, 4095, 4096, 4097, 65'535, 65'536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
        const std::uint32_t kind = byte();
        if (kind < 200) return kind;
        if (kind < 240) return edges[kind % std::size(edges)];
        const std::uint32_t low = byte();
        return low | byte() << 8 | (kind > 250 ? byte() << 16 | byte() << 24 : 0);
    }

  private:
    const std::uint8_t* at_;
    const std::uint8_t* end_;
};

TextureOp read_operation(Script& script) {
    TextureOp op{};
    const std::uint32_t first = script.byte();
    op.kind = static_cast<TextureOpKind>(first % 8 == 7 ? script.number() : 1 + first % 3);
    op.texture = script.byte() % 16;
    if (first >= 224) op.texture = script.number();
    if (op.kind == TextureOpKind::destroy) return op;
    op.format = static_cast<TextureFormat>(first % 16 == 15 ? script.number() : 1 + first / 16 % 2);
    op.width = op.region_width = script.number();
    op.height = op.region_height = script.number();
    if (op.kind != TextureOpKind::create || script.byte() >= 240) {
        op.x = script.number();
        op.y = script.number();
        op.region_width = script.number();
        op.region_height = script.number();
    }
    const std::uint32_t pixel = op.format == TextureFormat::rgba8 ? 4 : 1;
    op.data_bytes = op.region_width * op.region_height * pixel;
    op.data_offset = pixels_begin;
    const std::uint32_t lie = script.byte();
    if (lie >= 240) op.data_bytes += script.number();
    if (lie >= 220) op.data_offset = script.number();
    return op;
}

// What ImGui and the OpenGL backend do with the textures between two frames; every byte they would upload is read.
void play_backend() {
    unsigned sum = 0; // read in earnest: it decides something below
    for (ImTextureData* const texture : ImGui::GetPlatformIO().Textures) {
        if (texture->Status == ImTextureStatus_WantCreate) {
            for (int i = 0; i < texture->GetSizeInBytes(); i += 61) sum += texture->Pixels[i];
            texture->SetTexID(7);
            texture->SetStatus(ImTextureStatus_OK);
        } else if (texture->Status == ImTextureStatus_WantUpdates) {
            for (const ImTextureRect& region : texture->Updates) {
                expect(region.x + region.w <= texture->Width && region.y + region.h <= texture->Height);
                for (int y = region.y; y < region.y + region.h; y += 7)
                    sum += *static_cast<unsigned char*>(texture->GetPixelsAt(region.x, y));
            }
            texture->SetStatus(ImTextureStatus_OK);
        } else if (texture->Status == ImTextureStatus_WantDestroy && texture->UnusedFrames > 0) {
            texture->SetTexID(ImTextureID_Invalid);
            texture->SetStatus(ImTextureStatus_Destroyed);
        }
    }
    expect(sum != 0xFFFFFFFF);
}

void draw_client_frame(gfx::TextureGraveyard& graveyard) {
    graveyard.sweep();
    ImGui::NewFrame();
    ImGui::Render();
    play_backend();
}

void run(Script script, std::byte* area) {
    gfx::TextureGraveyard graveyard;
    {
        gfx::PluginTextures textures(graveyard);
        CheckedFrame frame;
        std::uint64_t moved = 0;
        for (int frames = 0; !script.done() && frames < 24 && moved < most_moved; ++frames) {
            auto sample = testing::write_sample(area, first_serial);
            const std::uint32_t most = (testing::pixels_at - testing::texture_ops_at) / sizeof(TextureOp);
            const std::uint32_t count = std::min(script.byte() % 12, most);
            sample.header().texture_op_count = count;
            for (std::uint32_t i = 0; i < count; ++i) sample.texture_ops()[i] = read_operation(script);
            const FrameLimits limits{.serial = first_serial, .visible_area = 200 * 200, .texture_bytes = textures.bytes()};
            if (take_frame({area, frame_area_bytes}, limits, frame) && textures.check(frame.texture_ops)) {
                for (const TextureOp& op : frame.texture_ops) moved += op.data_bytes;
                textures.apply_uploads(frame);
                textures.apply_destroys(frame);
            }
            expect(textures.bytes() <= max_texture_bytes && textures.count() <= gfx::PluginTextures::max_textures);
            draw_client_frame(graveyard);
        }
    }
    // The plugin is gone; a few frames later nothing of it may be left.
    for (int i = 0; i < 3; ++i) draw_client_frame(graveyard);
    expect(graveyard.size() == 0);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static std::vector<std::byte> area(frame_area_bytes);
    static ImGuiContext* const context = [] {
        ImGuiContext* const made = ImGui::CreateContext();
        ImGui::GetIO().IniFilename = nullptr;
        ImGui::GetIO().DisplaySize = ImVec2(400, 300);
        ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_RendererHasVtxOffset;
        return made;
    }();
    ImGui::SetCurrentContext(context);
    run(Script(data, size), area.data());
    return 0;
}

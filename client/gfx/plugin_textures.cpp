// ImGui uploads registered textures itself; here they are made, changed in memory and let go.
#include "gfx/plugin_textures.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cstring>

namespace asista::gfx {

namespace {
TexturePtr make_texture(int width, int height) {
    TexturePtr texture(new ImTextureData);
    texture->Create(ImTextureFormat_RGBA32, width, height);
    texture->UseColors = true;
    ImGui::RegisterUserTexture(texture.get());
    return texture;
}

void forget(ImTextureData* texture) {
    if (ImGui::GetCurrentContext() == nullptr) return;
    ImGui::UnregisterUserTexture(texture);
    // ImGui's list for the backend is rebuilt at the end of each frame only.
    ImGui::GetPlatformIO().Textures.find_erase(texture);
}

// Rows of the operation's region into the texture's memory, white where only coverage came.
void copy_pixels(const frame::TextureOp& op, const std::byte* source, ImTextureData& texture) {
    for (std::uint32_t row = 0; row < op.region_height; ++row) {
        auto* target = static_cast<unsigned char*>(texture.GetPixelsAt(static_cast<int>(op.x), static_cast<int>(op.y + row)));
        if (op.format == frame::TextureFormat::rgba8) {
            std::memcpy(target, source + std::size_t{row} * op.region_width * 4, std::size_t{op.region_width} * 4);
            continue;
        }
        const std::byte* coverage = source + std::size_t{row} * op.region_width;
        for (std::uint32_t x = 0; x < op.region_width; ++x, target += 4) {
            target[0] = target[1] = target[2] = 0xFF;
            target[3] = std::to_integer<unsigned char>(coverage[x]);
        }
    }
}
std::uint64_t memory_of(const ImTextureData& texture) { return static_cast<std::uint64_t>(texture.GetSizeInBytes()); }
} // namespace

void TextureDeleter::operator()(ImTextureData* texture) const { delete texture; }

TextureGraveyard::~TextureGraveyard() {
    for (const auto& texture : buried_) forget(texture.get());
}

void TextureGraveyard::bury(TexturePtr texture) {
    // Both say "on purpose": without the first, ImGui would take a destroyed texture for a lost one and ask for it again; without the
    // second, the backend would wait for a frame without it, which this one is already.
    texture->WantDestroyNextFrame = true;
    if (texture->Status != ImTextureStatus_Destroyed) texture->Status = ImTextureStatus_WantDestroy;
    if (texture->TexID == ImTextureID_Invalid) texture->Status = ImTextureStatus_Destroyed;
    texture->UnusedFrames = 1;
    buried_.push_back(std::move(texture));
}

void TextureGraveyard::sweep() {
    std::erase_if(buried_, [](const TexturePtr& texture) {
        if (texture->Status != ImTextureStatus_Destroyed) return false;
        forget(texture.get());
        return true;
    });
}

PluginTextures::~PluginTextures() {
    for (auto& [id, entry] : textures_) graveyard_->bury(std::move(entry.data));
}

Result<void> PluginTextures::check(const std::vector<frame::TextureOp>& ops) const {
    std::unordered_map<std::uint32_t, const frame::TextureOp*> made;
    for (const frame::TextureOp& op : ops) {
        const auto known = textures_.find(op.texture);
        const auto fresh = made.find(op.texture);
        if (op.kind == frame::TextureOpKind::create) {
            if (known != textures_.end() || fresh != made.end())
                return fail(Errc::invalid, "texture {} is created twice", op.texture);
            made.emplace(op.texture, &op);
            if (textures_.size() + made.size() > max_textures)
                return fail(Errc::over_limit, "more than {} textures", max_textures);
        } else if (op.kind == frame::TextureOpKind::update) {
            const bool is_known = known != textures_.end();
            if (!is_known && fresh == made.end()) continue;
            const auto width = is_known ? static_cast<std::uint32_t>(known->second.data->Width) : fresh->second->width;
            const auto height = is_known ? static_cast<std::uint32_t>(known->second.data->Height) : fresh->second->height;
            const auto format = is_known ? known->second.format : fresh->second->format;
            if (op.width != width || op.height != height || op.format != format) {
                return fail(Errc::invalid, "texture {} is updated as {} x {}, it was made as {} x {}", op.texture, op.width,
                            op.height, width, height);
            }
        }
    }
    return {};
}

void PluginTextures::apply_uploads(const frame::CheckedFrame& frame) {
    for (const frame::TextureOp& op : frame.texture_ops) {
        const std::byte* const pixels = frame.pixels.data() + op.data_offset;
        if (op.kind == frame::TextureOpKind::create) {
            Entry entry{op.format, make_texture(static_cast<int>(op.width), static_cast<int>(op.height))};
            copy_pixels(op, pixels, *entry.data);
            bytes_ += memory_of(*entry.data);
            textures_.emplace(op.texture, std::move(entry));
        } else if (op.kind == frame::TextureOpKind::update) {
            const auto known = textures_.find(op.texture);
            if (known == textures_.end()) continue;
            copy_pixels(op, pixels, *known->second.data);
            ImTextureDataQueueUpload(known->second.data.get(), static_cast<int>(op.x), static_cast<int>(op.y),
                                     static_cast<int>(op.region_width), static_cast<int>(op.region_height));
        }
    }
}

void PluginTextures::apply_destroys(const frame::CheckedFrame& frame) {
    for (const frame::TextureOp& op : frame.texture_ops) {
        if (op.kind != frame::TextureOpKind::destroy) continue;
        const auto known = textures_.find(op.texture);
        if (known == textures_.end()) continue;
        bytes_ -= memory_of(*known->second.data);
        graveyard_->bury(std::move(known->second.data));
        textures_.erase(known);
    }
}

std::vector<PluginTextures::Size> PluginTextures::sizes() const {
    std::vector<Size> sizes;
    for (const auto& [id, entry] : textures_) sizes.push_back({id, entry.data->Width, entry.data->Height});
    std::ranges::sort(sizes, {}, &Size::id);
    return sizes;
}

ImTextureData* PluginTextures::find(std::uint32_t id) const {
    const auto known = textures_.find(id);
    return known != textures_.end() ? known->second.data.get() : nullptr;
}

TexturePtr make_placeholder_texture() {
    auto texture = make_texture(1, 1);
    constexpr unsigned char faint[4] = {0xFF, 0xFF, 0xFF, 0x40};
    std::memcpy(texture->GetPixels(), faint, sizeof faint);
    return texture;
}

} // namespace asista::gfx

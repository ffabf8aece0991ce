// ImGui's texture requests (ImTextureData::Status), answered.
#include "view_textures.hpp"

#include "view_output.hpp"

#include <algorithm>
#include <imgui.h>

namespace asista::host {

namespace {
// Half the hard cap, so that one frame does not cost the client a noticeable pause; a single larger texture goes alone.
constexpr std::uint64_t upload_per_frame = frame::max_upload_bytes / 2;

enum class Fit { now, later, never };

Fit fit(const FrameWriter& writer, std::uint64_t bytes, std::size_t operations) {
    if (bytes > frame::max_upload_bytes) return Fit::never;
    if (writer.texture_ops_left() < operations) return Fit::later;
    const std::uint64_t used = writer.upload_bytes();
    return used + bytes <= upload_per_frame || used == 0 ? Fit::now : Fit::later;
}

std::uint64_t bytes_of(const ImTextureData& texture, const ImTextureRect& rect) {
    return std::uint64_t{rect.w} * rect.h * static_cast<unsigned>(texture.BytesPerPixel);
}

frame::TextureOp describe(const ImTextureData& texture, std::uint32_t id, frame::TextureOpKind kind) {
    frame::TextureOp op{};
    op.kind = kind;
    op.texture = id;
    op.format = texture.Format == ImTextureFormat_Alpha8 ? frame::TextureFormat::alpha8 : frame::TextureFormat::rgba8;
    op.width = static_cast<std::uint32_t>(texture.Width);
    op.height = static_cast<std::uint32_t>(texture.Height);
    return op;
}

void write_region(FrameWriter& writer, frame::TextureOp op, const ImTextureData& texture, const ImTextureRect& rect) {
    op.x = rect.x;
    op.y = rect.y;
    op.region_width = rect.w;
    op.region_height = rect.h;
    const auto row = static_cast<std::size_t>(texture.Width) * static_cast<std::size_t>(texture.BytesPerPixel);
    const unsigned char* const first = texture.Pixels + rect.y * row + rect.x * static_cast<std::size_t>(texture.BytesPerPixel);
    writer.add_texture_op(op, first, row);
}

// The regions one by one while they are few, else the box around them; all or none, because ImGui forgets them together.
Fit write_updates(FrameWriter& writer, std::uint32_t id, const ImTextureData& texture) {
    const frame::TextureOp op = describe(texture, id, frame::TextureOpKind::update);
    std::uint64_t bytes = 0;
    for (const ImTextureRect& rect : texture.Updates) bytes += bytes_of(texture, rect);
    const auto regions = static_cast<std::size_t>(texture.Updates.Size);
    if (regions <= frame::max_texture_ops / 2 && fit(writer, bytes, regions) == Fit::now) {
        for (const ImTextureRect& rect : texture.Updates) write_region(writer, op, texture, rect);
        return Fit::now;
    }
    const Fit whole = fit(writer, bytes_of(texture, texture.UpdateRect), 1);
    if (whole == Fit::now) write_region(writer, op, texture, texture.UpdateRect);
    return whole;
}
} // namespace

bool TextureTable::write(FrameWriter& writer) {
    bool waiting = false;
    for (Known& entry : known_) entry.listed = false;
    for (ImTextureData* const texture : ImGui::GetPlatformIO().Textures) {
        switch (texture->Status) {
        case ImTextureStatus_OK: known(texture).listed = true; break;
        case ImTextureStatus_Destroyed: break; // was forgotten with its operation
        case ImTextureStatus_WantCreate: {
            // Known to the client already: a new texture at the address of one that went without a word.
            if (known(texture).created && !destroy(writer, known(texture))) {
                waiting = true;
                break;
            }
            const ImTextureRect all{0, 0, static_cast<unsigned short>(texture->Width),
                                    static_cast<unsigned short>(texture->Height)};
            Known& entry = known(texture);
            entry.listed = true;
            const Fit when = fit(writer, bytes_of(*texture, all), 1);
            waiting = waiting || when == Fit::later;
            if (when != Fit::now) break;
            write_region(writer, describe(*texture, entry.id, frame::TextureOpKind::create), *texture, all);
            entry.created = true;
            texture->SetTexID(entry.id);
            texture->SetStatus(ImTextureStatus_OK);
            break;
        }
        case ImTextureStatus_WantUpdates: {
            Known& entry = known(texture);
            entry.listed = true;
            const Fit when = write_updates(writer, entry.id, *texture);
            waiting = waiting || when == Fit::later;
            if (when == Fit::now) texture->SetStatus(ImTextureStatus_OK);
            break;
        }
        case ImTextureStatus_WantDestroy: {
            Known& entry = known(texture);
            entry.listed = true;
            if (texture->UnusedFrames <= 0) break;
            if (!destroy(writer, entry)) {
                waiting = true;
                break;
            }
            texture->SetTexID(ImTextureID_Invalid);
            texture->SetStatus(ImTextureStatus_Destroyed);
            break;
        }
        }
    }
    // What a plugin unregistered without destroying it first.
    for (std::size_t i = known_.size(); i-- > 0;) {
        if (!known_[i].listed && !destroy(writer, known_[i])) waiting = true;
    }
    return waiting;
}

std::uint32_t TextureTable::id_of(const ImTextureRef& texture) {
    if (texture._TexData != nullptr) return known(texture._TexData).id;
    return static_cast<std::uint32_t>(texture._TexID); // a plugin's own number: the client shows a placeholder for unknown ones
}

// Before a texture is created it has its id already: commands of this frame may name it.
TextureTable::Known& TextureTable::known(const ImTextureData* texture) {
    const auto found = std::find_if(known_.begin(), known_.end(), [texture](const Known& k) { return k.texture == texture; });
    if (found != known_.end()) return *found;
    return known_.emplace_back(Known{texture, ++last_id_, false, true});
}

// Removes the entry, after telling the client when it has the texture; false when there is no room to tell.
bool TextureTable::destroy(FrameWriter& writer, Known& entry) {
    if (entry.created) {
        if (writer.texture_ops_left() == 0) return false;
        frame::TextureOp op{};
        op.kind = frame::TextureOpKind::destroy;
        op.texture = entry.id;
        writer.add_texture_op(op, nullptr, 0);
    }
    known_.erase(known_.begin() + (&entry - known_.data()));
    return true;
}

} // namespace asista::host

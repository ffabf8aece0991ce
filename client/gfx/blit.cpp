// Vertices by memcpy or with an offset added, indices by memcpy, commands one by one.
#include "gfx/blit.hpp"

#include <imgui.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace asista::gfx {

namespace {
static_assert(sizeof(frame::Vertex) == sizeof(ImDrawVert) && sizeof(frame::Index) == sizeof(ImDrawIdx));
static_assert(offsetof(frame::Vertex, x) == offsetof(ImDrawVert, pos) && offsetof(frame::Vertex, u) == offsetof(ImDrawVert, uv) &&
              offsetof(frame::Vertex, color) == offsetof(ImDrawVert, col));

void copy_vertices(ImDrawVert* target, const frame::Vertex* source, std::size_t count, const Placing& placing) {
    std::memcpy(static_cast<void*>(target), source, count * sizeof *target);
    const float offset_x = placing.to_x - placing.from_x * placing.scale,
                offset_y = placing.to_y - placing.from_y * placing.scale;
    if (placing.scale != 1.0F) {
        for (std::size_t i = 0; i < count; ++i) {
            target[i].pos.x = target[i].pos.x * placing.scale + offset_x;
            target[i].pos.y = target[i].pos.y * placing.scale + offset_y;
        }
    } else if (offset_x != 0 || offset_y != 0) {
        for (std::size_t i = 0; i < count; ++i) {
            target[i].pos.x += offset_x;
            target[i].pos.y += offset_y;
        }
    }
    if (placing.opacity < 1) {
        const auto factor = static_cast<std::uint32_t>(std::clamp(placing.opacity, 0.0F, 1.0F) * 256);
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t alpha = (target[i].col >> IM_COL32_A_SHIFT) * factor >> 8;
            target[i].col = (target[i].col & ~static_cast<ImU32>(IM_COL32_A_MASK)) | alpha << IM_COL32_A_SHIFT;
        }
    }
}

ImVec4 clip_of(const frame::Command& command, const Placing& placing) {
    const float offset_x = placing.to_x - placing.from_x * placing.scale,
                offset_y = placing.to_y - placing.from_y * placing.scale;
    return {std::max(command.clip_min_x * placing.scale + offset_x, placing.clip_left),
            std::max(command.clip_min_y * placing.scale + offset_y, placing.clip_top),
            std::min(command.clip_max_x * placing.scale + offset_x, placing.clip_right),
            std::min(command.clip_max_y * placing.scale + offset_y, placing.clip_bottom)};
}

ImDrawCallback callback_of(frame::DrawOp op) {
    const ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    switch (op) {
    case frame::DrawOp::draw: return nullptr;
    case frame::DrawOp::reset_state: return platform.DrawCallback_ResetRenderState;
    case frame::DrawOp::linear_sampler: return platform.DrawCallback_SetSamplerLinear;
    case frame::DrawOp::nearest_sampler: return platform.DrawCallback_SetSamplerNearest;
    }
    return nullptr;
}

void append_callback(ImDrawList& list, ImDrawCallback callback) {
    ImDrawCmd command;
    command.UserCallback = callback;
    command.UserCallbackDataOffset = -1;
    list.CmdBuffer.push_back(command);
}

// True when a sampler or state operation was among them.
bool append_commands(ImDrawList& list, const frame::CheckedFrame& frame, const frame::List& part, unsigned vertex_base,
                     unsigned index_base, const Placing& placing, const TextureLookup& texture) {
    bool changed_state = false;
    for (std::uint32_t i = 0; i < part.command_count; ++i) {
        const frame::Command& command = frame.commands[part.first_command + i];
        if (command.op != frame::DrawOp::draw) {
            if (const ImDrawCallback callback = callback_of(command.op); callback != nullptr) {
                append_callback(list, callback);
                changed_state = true;
            }
            continue;
        }
        const ImVec4 clip = clip_of(command, placing);
        if (command.index_count == 0 || !(clip.z > clip.x && clip.w > clip.y)) continue;
        ImDrawCmd out;
        out.ClipRect = clip;
        out.TexRef = texture(command.texture)->GetTexRef();
        out.VtxOffset = vertex_base + command.vertex_offset;
        out.IdxOffset = index_base + command.index_offset;
        out.ElemCount = command.index_count;
        list.CmdBuffer.push_back(out);
    }
    return changed_state;
}
} // namespace

void append_surface(ImDrawList& list, const frame::CheckedFrame& frame, const frame::Surface& surface, const Placing& placing,
                    const TextureLookup& texture) {
    if ((list.Flags & ImDrawListFlags_AllowVtxOffset) == 0) return;
    list._PopUnusedDrawCmd();
    bool changed_state = false;
    for (std::uint32_t l = 0; l < surface.list_count; ++l) {
        const frame::List& part = frame.lists[surface.first_list + l];
        const auto vertex_base = static_cast<unsigned>(list.VtxBuffer.Size),
                   index_base = static_cast<unsigned>(list.IdxBuffer.Size);
        list.VtxBuffer.resize(list.VtxBuffer.Size + static_cast<int>(part.vertex_count));
        list.IdxBuffer.resize(list.IdxBuffer.Size + static_cast<int>(part.index_count));
        if (part.vertex_count > 0) {
            copy_vertices(list.VtxBuffer.Data + vertex_base, frame.vertices.data() + part.first_vertex, part.vertex_count,
                          placing);
        }
        if (part.index_count > 0) {
            std::memcpy(list.IdxBuffer.Data + index_base, frame.indices.data() + part.first_index,
                        part.index_count * sizeof(ImDrawIdx));
        }
        changed_state |= append_commands(list, frame, part, vertex_base, index_base, placing, texture);
    }
    if (changed_state) {
        if (const ImDrawCallback reset = callback_of(frame::DrawOp::reset_state); reset != nullptr) append_callback(list, reset);
    }
    // What the list adds next starts a command of its own behind these vertices.
    list._VtxWritePtr = list.VtxBuffer.Data + list.VtxBuffer.Size;
    list._IdxWritePtr = list.IdxBuffer.Data + list.IdxBuffer.Size;
    list._VtxCurrentIdx = 0;
    list._CmdHeader.VtxOffset = static_cast<unsigned>(list.VtxBuffer.Size);
    list.AddDrawCmd();
}

} // namespace asista::gfx

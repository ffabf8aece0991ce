// From ImGui's draw lists to the blocks of the protocol.
#include "view_output.hpp"

#include "view_clip.hpp"
#include "view_textures.hpp"

#include "wire/item_list.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <imgui.h>

namespace asista::host {

namespace {
static_assert(sizeof(ImDrawVert) == sizeof(frame::Vertex) && sizeof(ImDrawIdx) == sizeof(frame::Index));
static_assert(offsetof(ImDrawVert, uv) == offsetof(frame::Vertex, u) &&
              offsetof(ImDrawVert, col) == offsetof(frame::Vertex, color));

// The places of the blocks. The small ones share the first page; each of the large ones starts a page.
constexpr std::uint32_t page(std::uint64_t offset) { return static_cast<std::uint32_t>((offset + 4095) / 4096 * 4096); }
constexpr std::uint32_t surfaces_at = 256;
constexpr std::uint32_t lists_at = surfaces_at + frame::max_surfaces * sizeof(frame::Surface);
constexpr std::uint32_t commands_at = 4096;
constexpr std::uint32_t vertices_at = page(commands_at + frame::max_commands * sizeof(frame::Command));
constexpr std::uint32_t indices_at = page(vertices_at + std::uint64_t{frame::max_vertices} * sizeof(frame::Vertex));
constexpr std::uint32_t texture_ops_at = page(indices_at + std::uint64_t{frame::max_indices} * sizeof(frame::Index));
constexpr std::uint32_t pixels_at = page(texture_ops_at + frame::max_texture_ops * sizeof(frame::TextureOp));
constexpr std::uint32_t clipboard_at = page(pixels_at + frame::max_upload_bytes);
constexpr std::uint32_t end_at = page(clipboard_at + frame::max_clipboard_bytes);
static_assert(sizeof(frame::OutputHeader) <= surfaces_at && lists_at + frame::max_lists * sizeof(frame::List) <= commands_at);
static_assert(surfaces_at % frame::block_alignment == 0 && lists_at % frame::block_alignment == 0);
static_assert(end_at + items::max_list_bytes <= frame::frame_data_bytes);

float tame_clip(float value) { return std::isfinite(value) ? std::clamp(value, -clip_limit, clip_limit) : 0.0F; }

// False: a callback that cannot cross to another process; the command is dropped.
bool operation_of(const ImDrawCmd& source, frame::DrawOp& op) {
    const ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    op = frame::DrawOp::draw;
    if (source.UserCallback == nullptr) return true;
    if (source.UserCallback == platform.DrawCallback_ResetRenderState) {
        op = frame::DrawOp::reset_state;
    } else if (source.UserCallback == platform.DrawCallback_SetSamplerLinear) {
        op = frame::DrawOp::linear_sampler;
    } else if (source.UserCallback == platform.DrawCallback_SetSamplerNearest) {
        op = frame::DrawOp::nearest_sampler;
    } else {
        return false;
    }
    return true;
}

frame::Command command_of(const ImDrawCmd& source, frame::DrawOp op, TextureTable& textures) {
    frame::Command command{};
    command.clip_min_x = tame_clip(source.ClipRect.x);
    command.clip_min_y = tame_clip(source.ClipRect.y);
    command.clip_max_x = tame_clip(source.ClipRect.z);
    command.clip_max_y = tame_clip(source.ClipRect.w);
    command.texture = textures.id_of(source.TexRef);
    command.op = op;
    return command;
}
} // namespace

bool FrameWriter::begin_surface(const frame::Surface& surface) {
    surface_ = nullptr;
    if (header_.surface_count == frame::max_surfaces) {
        left_out_ = true;
        return false;
    }
    surface_ = block<frame::Surface>(surfaces_at) + header_.surface_count++;
    *surface_ = surface;
    surface_->first_list = header_.list_count;
    surface_->list_count = 0;
    return true;
}

bool FrameWriter::open_list(std::size_t vertices, std::size_t indices, std::size_t commands) {
    if (surface_ == nullptr || header_.list_count == frame::max_lists || vertices > frame::max_vertices - header_.vertex_count ||
        indices > frame::max_indices - header_.index_count || commands > frame::max_commands - header_.command_count) {
        left_out_ = true;
        return false;
    }
    list_ = block<frame::List>(lists_at) + header_.list_count++;
    *list_ = {header_.command_count, 0, header_.vertex_count, 0, header_.index_count, 0};
    ++surface_->list_count;
    return true;
}

frame::Command* FrameWriter::add_command() {
    if (header_.command_count == frame::max_commands) return nullptr;
    ++list_->command_count;
    return block<frame::Command>(commands_at) + header_.command_count++;
}

bool FrameWriter::add_list(const ImDrawList& list, TextureTable& textures) {
    const auto vertices = static_cast<std::size_t>(list.VtxBuffer.Size), indices = static_cast<std::size_t>(list.IdxBuffer.Size);
    if (vertices == 0 && list.CmdBuffer.empty()) return true;
    if (!open_list(vertices, indices, static_cast<std::size_t>(list.CmdBuffer.Size))) return false;

    auto* const out = block<frame::Vertex>(vertices_at) + header_.vertex_count;
    if (vertices > 0) std::memcpy(out, list.VtxBuffer.Data, vertices * sizeof(frame::Vertex));
    bool all_in_range = true; // one pass without branches
    for (std::size_t i = 0; i < vertices; ++i) all_in_range &= in_range(out[i]);
    header_.vertex_count += static_cast<std::uint32_t>(vertices);
    list_->vertex_count = static_cast<std::uint32_t>(vertices);

    if (all_in_range) {
        add_commands(list, textures);
        return true;
    }
    for (std::size_t i = 0; i < vertices; ++i) out[i] = tamed(out[i]);
    return add_commands_clipped(list, textures);
}

void FrameWriter::add_commands(const ImDrawList& list, TextureTable& textures) {
    const auto indices = static_cast<std::uint32_t>(list.IdxBuffer.Size);
    if (indices > 0)
        std::memcpy(block<frame::Index>(indices_at) + header_.index_count, list.IdxBuffer.Data, indices * sizeof(frame::Index));
    for (const ImDrawCmd& source : list.CmdBuffer) {
        frame::DrawOp op{};
        if (!operation_of(source, op)) continue;
        frame::Command command = command_of(source, op, textures);
        command.vertex_offset = source.VtxOffset;
        command.index_offset = source.IdxOffset;
        command.index_count = op == frame::DrawOp::draw ? source.ElemCount : 0;
        *add_command() = command; // open_list made sure of the room
    }
    header_.index_count += indices;
    list_->index_count = indices;
}

// The rare list with something far outside: each triangle gets vertices of its own, cut where it has to be.
bool FrameWriter::add_commands_clipped(const ImDrawList& list, TextureTable& textures) {
    constexpr std::uint32_t most_per_command = 65'000; // vertices that 16-bit indices reach
    auto* const vertices = block<frame::Vertex>(vertices_at);
    auto* const indices = block<frame::Index>(indices_at);
    for (const ImDrawCmd& source : list.CmdBuffer) {
        frame::DrawOp op{};
        if (!operation_of(source, op)) continue;
        const frame::Command model = command_of(source, op, textures);
        frame::Command* command = nullptr;
        if (op != frame::DrawOp::draw) {
            if ((command = add_command()) != nullptr) *command = model;
            continue;
        }
        for (unsigned first = 0; first + 2 < source.ElemCount; first += 3) {
            std::array<frame::Vertex, 3> triangle{};
            for (unsigned corner = 0; corner < 3; ++corner) {
                const ImDrawIdx index = list.IdxBuffer[static_cast<int>(source.IdxOffset + first + corner)];
                std::memcpy(&triangle[corner], &list.VtxBuffer[static_cast<int>(source.VtxOffset) + index],
                            sizeof triangle[corner]);
            }
            std::array<frame::Vertex, most_clipped_corners> corners{};
            const auto count = static_cast<std::uint32_t>(clip_triangle(triangle, corners));
            if (count < 3) continue;
            const std::uint32_t new_indices = (count - 2) * 3;
            if (header_.vertex_count + count > frame::max_vertices || header_.index_count + new_indices > frame::max_indices) {
                left_out_ = true;
                return false;
            }
            if (command == nullptr || list_->vertex_count - command->vertex_offset > most_per_command) {
                command = add_command();
                if (command == nullptr) {
                    left_out_ = true;
                    return false;
                }
                *command = model;
                command->vertex_offset = list_->vertex_count;
                command->index_offset = list_->index_count;
            }
            const std::uint32_t base = list_->vertex_count - command->vertex_offset;
            std::copy_n(corners.begin(), count, vertices + header_.vertex_count);
            header_.vertex_count += count;
            list_->vertex_count += count;
            for (std::uint32_t corner = 2; corner < count; ++corner) {
                for (const std::uint32_t index : {base, base + corner - 1, base + corner}) {
                    indices[header_.index_count++] = static_cast<frame::Index>(index);
                }
            }
            list_->index_count += new_indices;
            command->index_count += new_indices;
        }
    }
    return true;
}

bool FrameWriter::add_rect(const frame::Rect& rect, std::uint32_t color, std::uint32_t texture, float u, float v) {
    if (!open_list(4, 6, 1)) return false;
    const float right = rect.x + rect.width, bottom = rect.y + rect.height;
    const frame::Vertex corners[] = {
        {rect.x, rect.y, u, v, color}, {right, rect.y, u, v, color}, {right, bottom, u, v, color}, {rect.x, bottom, u, v, color}};
    const frame::Index indices[] = {0, 1, 2, 0, 2, 3};
    std::memcpy(block<frame::Vertex>(vertices_at) + header_.vertex_count, corners, sizeof corners);
    std::memcpy(block<frame::Index>(indices_at) + header_.index_count, indices, sizeof indices);
    header_.vertex_count += 4;
    header_.index_count += 6;
    list_->vertex_count = 4;
    list_->index_count = 6;
    *add_command() = {rect.x, rect.y, right, bottom, texture, 0, 0, 6, frame::DrawOp::draw, 0};
    return true;
}

void FrameWriter::add_texture_op(frame::TextureOp op, const unsigned char* first, std::size_t row_bytes) {
    const std::size_t region_row = op.kind == frame::TextureOpKind::destroy
                                       ? 0
                                       : static_cast<std::size_t>(op.region_width) *
                                             (op.format == frame::TextureFormat::rgba8 ? std::size_t{4} : std::size_t{1});
    op.data_offset = region_row == 0 ? 0 : pixels_at + static_cast<std::uint32_t>(upload_bytes_);
    op.data_bytes = static_cast<std::uint32_t>(region_row * op.region_height);
    std::byte* out = area_ + op.data_offset;
    for (std::uint32_t y = 0; region_row > 0 && y < op.region_height; ++y) {
        std::memcpy(out, first + y * row_bytes, region_row);
        out += region_row;
    }
    upload_bytes_ += op.data_bytes;
    block<frame::TextureOp>(texture_ops_at)[header_.texture_op_count++] = op;
}

void FrameWriter::set_clipboard(std::string_view text) {
    const std::size_t size = std::min<std::size_t>(text.size(), frame::max_clipboard_bytes);
    std::copy_n(text.data(), size, reinterpret_cast<char*>(area_) + clipboard_at);
    header_.clipboard_offset = clipboard_at;
    header_.clipboard_bytes = static_cast<std::uint32_t>(size);
}

void FrameWriter::set_items(std::span<const std::byte> list) {
    if (list.size() > items::max_list_bytes) return;
    std::copy(list.begin(), list.end(), area_ + end_at);
    header_.items_bytes = static_cast<std::uint32_t>(list.size());
}

void FrameWriter::finish(const frame::OutputHeader& scalars) {
    frame::OutputHeader header = scalars;
    header.magic = frame::output_magic;
    header.version = frame::protocol_version;
    header.surface_count = header_.surface_count;
    header.list_count = header_.list_count;
    header.command_count = header_.command_count;
    header.vertex_count = header_.vertex_count;
    header.index_count = header_.index_count;
    header.texture_op_count = header_.texture_op_count;
    header.surfaces_offset = surfaces_at;
    header.lists_offset = lists_at;
    header.commands_offset = commands_at;
    header.vertices_offset = vertices_at;
    header.indices_offset = indices_at;
    header.texture_ops_offset = texture_ops_at;
    header.clipboard_offset = header_.clipboard_offset;
    header.clipboard_bytes = header_.clipboard_bytes;
    header.used_bytes = end_at;
    header.items_bytes = header_.items_bytes;
    // All but the serial, then the serial: whoever sees it sees the frame.
    auto* const serial = reinterpret_cast<std::uint64_t*>(area_ + offsetof(frame::OutputHeader, serial));
    header.serial = __atomic_load_n(serial, __ATOMIC_RELAXED);
    std::memcpy(area_, &header, sizeof header);
    __atomic_store_n(serial, scalars.serial, __ATOMIC_RELEASE);
}

} // namespace asista::host

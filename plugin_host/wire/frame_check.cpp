// Copy first, check the copy. The order is: header (once), ranges, blocks (once), then the private copy alone. A writer that races
// with us can only spoil what it is judged by.
#include "wire/frame_check.hpp"

#include "wire/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace asista::frame {

namespace {
// Written so that NaN fails every one of them.
bool below(float value, float limit) { return std::fabs(value) < limit; }
bool is_coordinate(float value) { return below(value, max_coordinate); }
bool is_length(float value) { return value >= 0 && value < max_coordinate; }
bool is_rect(const Rect& rect) {
    return is_coordinate(rect.x) && is_coordinate(rect.y) && is_length(rect.width) && is_length(rect.height);
}
std::uint64_t bytes_per_pixel(TextureFormat format) { return format == TextureFormat::rgba8 ? 4 : 1; }

constexpr std::uint32_t known_output_flags =
    output_flags::wants_text_input | output_flags::wants_mouse | output_flags::wants_keyboard | output_flags::draw_recovered |
    output_flags::wants_frame | output_flags::popup_open | output_flags::wants_wheel | output_flags::leaves_mask;

// Copies one block of `count` Ts; false when it does not lie in the area, aligned.
template <class T>
bool copy_block(std::span<const std::byte> area, std::uint32_t offset, std::uint32_t count, std::vector<T>& out) {
    static_assert(std::is_trivially_copyable_v<T>);
    out.resize(count);
    if (count == 0) return true;
    const std::uint64_t size = std::uint64_t{count} * sizeof(T);
    if (offset % block_alignment != 0 || offset < sizeof(OutputHeader) || offset + size > area.size()) return false;
    std::memcpy(out.data(), area.data() + offset, size);
    return true;
}

Result<void> check_header(const OutputHeader& header) {
    if (header.magic != output_magic || header.version != protocol_version)
        return fail(Errc::invalid, "frame with a foreign header");
    if ((header.flags & ~known_output_flags) != 0) return fail(Errc::invalid, "frame with unknown flags {:#x}", header.flags);
    if (header.cursor > Cursor::not_allowed) return fail(Errc::invalid, "frame with an unknown cursor");
    if (!(header.scale >= 0.25F && header.scale <= 8.0F)) return fail(Errc::invalid, "frame with a scale of {}", header.scale);
    if (!is_rect(header.caret)) return fail(Errc::invalid, "frame with its caret out of range");
    if (!is_rect(header.left_from)) return fail(Errc::invalid, "frame with its keyboard out of range");
    const struct {
        std::uint32_t count, cap;
        const char* what;
    } counts[] = {{header.surface_count, max_surfaces, "surfaces"},
                  {header.list_count, max_lists, "draw lists"},
                  {header.command_count, max_commands, "commands"},
                  {header.vertex_count, max_vertices, "vertices"},
                  {header.index_count, max_indices, "indices"},
                  {header.texture_op_count, max_texture_ops, "texture operations"},
                  {header.clipboard_bytes, max_clipboard_bytes, "clipboard bytes"}};
    for (const auto& [count, cap, what] : counts) {
        if (count > cap) return fail(Errc::over_limit, "frame with {} {}, the cap is {}", count, what, cap);
    }
    return {};
}

Result<void> copy_blocks(std::span<const std::byte> area, const OutputHeader& header, CheckedFrame& out) {
    if (!copy_block(area, header.surfaces_offset, header.surface_count, out.surfaces) ||
        !copy_block(area, header.lists_offset, header.list_count, out.lists) ||
        !copy_block(area, header.commands_offset, header.command_count, out.commands) ||
        !copy_block(area, header.vertices_offset, header.vertex_count, out.vertices) ||
        !copy_block(area, header.indices_offset, header.index_count, out.indices) ||
        !copy_block(area, header.texture_ops_offset, header.texture_op_count, out.texture_ops)) {
        return fail(Errc::invalid, "frame with a block outside its area");
    }
    out.clipboard.clear();
    if (header.clipboard_bytes > 0) {
        if (std::uint64_t{header.clipboard_offset} + header.clipboard_bytes > area.size()) {
            return fail(Errc::invalid, "frame with its clipboard text outside its area");
        }
        out.clipboard.assign(reinterpret_cast<const char*>(area.data()) + header.clipboard_offset, header.clipboard_bytes);
        if (!wire::is_utf8(out.clipboard)) return fail(Errc::invalid, "frame with clipboard text that is not UTF-8");
    }
    return {};
}

Result<void> check_surface(const CheckedFrame& frame, std::size_t position) {
    const Surface& surface = frame.surfaces[position];
    if (surface.kind < SurfaceKind::panel || surface.kind > SurfaceKind::window) {
        return fail(Errc::invalid, "surface {:#x} of unknown kind", surface.id);
    }
    const bool is_panel = surface.kind == SurfaceKind::panel;
    if (surface.id == 0 || is_panel != (surface.id < first_own_surface))
        return fail(Errc::invalid, "surface with id {:#x}", surface.id);
    if (!is_rect(surface.rect)) return fail(Errc::invalid, "surface {:#x} out of range", surface.id);
    if (!is_length(surface.wanted_width) || !is_length(surface.wanted_height)) {
        return fail(Errc::invalid, "surface {:#x} wants an impossible size", surface.id);
    }
    bool has_parent = surface.parent == 0;
    for (std::size_t i = 0; i < position; ++i) {
        if (frame.surfaces[i].id == surface.id) return fail(Errc::invalid, "surface {:#x} occurs twice", surface.id);
        has_parent = has_parent || frame.surfaces[i].id == surface.parent;
    }
    if (!has_parent || (is_panel && surface.parent != 0)) {
        return fail(Errc::invalid, "surface {:#x} has no parent {:#x} before it", surface.id, surface.parent);
    }
    return {};
}

// The area a command's triangles cost at most: each the smaller of its own area and of its bounding box within the clip.
double painted_area(const CheckedFrame& frame, const List& list, const Command& command) {
    const Vertex* const vertices = frame.vertices.data() + list.first_vertex + command.vertex_offset;
    const Index* const indices = frame.indices.data() + list.first_index + command.index_offset;
    double sum = 0;
    for (std::uint32_t i = 0; i < command.index_count; i += 3) {
        const Vertex &a = vertices[indices[i]], &b = vertices[indices[i + 1]], &c = vertices[indices[i + 2]];
        const float left = std::max(std::min({a.x, b.x, c.x}), command.clip_min_x);
        const float right = std::min(std::max({a.x, b.x, c.x}), command.clip_max_x);
        const float top = std::max(std::min({a.y, b.y, c.y}), command.clip_min_y);
        const float bottom = std::min(std::max({a.y, b.y, c.y}), command.clip_max_y);
        const float box = std::max(right - left, 0.0F) * std::max(bottom - top, 0.0F);
        const float triangle = 0.5F * std::fabs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y));
        sum += static_cast<double>(std::min(box, triangle));
    }
    return sum;
}

Result<void> check_command(CheckedFrame& frame, const Surface& surface, const List& list, Command& command) {
    if (command.op > DrawOp::nearest_sampler) return fail(Errc::invalid, "command of unknown kind");
    if (command.op != DrawOp::draw && command.index_count != 0)
        return fail(Errc::invalid, "command that is not a draw has indices");
    if (!is_coordinate(command.clip_min_x) || !is_coordinate(command.clip_min_y) || !is_coordinate(command.clip_max_x) ||
        !is_coordinate(command.clip_max_y)) {
        return fail(Errc::invalid, "command with its clip out of range");
    }
    command.clip_min_x = std::max(command.clip_min_x, surface.rect.x);
    command.clip_min_y = std::max(command.clip_min_y, surface.rect.y);
    command.clip_max_x = std::max(std::min(command.clip_max_x, surface.rect.x + surface.rect.width), command.clip_min_x);
    command.clip_max_y = std::max(std::min(command.clip_max_y, surface.rect.y + surface.rect.height), command.clip_min_y);

    if (command.index_count % 3 != 0) return fail(Errc::invalid, "command with half a triangle");
    if (std::uint64_t{command.index_offset} + command.index_count > list.index_count) {
        return fail(Errc::invalid, "command beyond the indices of its list");
    }
    const Index* const indices = frame.indices.data() + list.first_index + command.index_offset;
    Index highest = 0;
    for (std::uint32_t i = 0; i < command.index_count; ++i) highest = std::max(highest, indices[i]);
    if (command.index_count > 0 && std::uint64_t{command.vertex_offset} + highest >= list.vertex_count) {
        return fail(Errc::invalid, "command beyond the vertices of its list");
    }
    return {};
}

Result<void> check_vertices(const std::vector<Vertex>& vertices) {
    bool sound = true; // one pass without branches: it is the largest part of a frame
    for (const Vertex& vertex : vertices) {
        sound &= is_coordinate(vertex.x) & is_coordinate(vertex.y) & below(vertex.u, max_uv) & below(vertex.v, max_uv);
    }
    if (!sound) return fail(Errc::invalid, "frame with a vertex out of range");
    return {};
}

// Surfaces, lists and commands each continue where the previous one ended (frame.hpp), so nothing is checked or drawn twice.
Result<void> check_geometry(const FrameLimits& limits, CheckedFrame& frame) {
    TRY(check_vertices(frame.vertices));
    std::uint64_t next_list = 0, next_command = 0, next_vertex = 0, next_index = 0;
    double painted = 0, own_area = 0;
    for (std::size_t s = 0; s < frame.surfaces.size(); ++s) {
        TRY(check_surface(frame, s));
        const Surface& surface = frame.surfaces[s];
        if (surface.kind != SurfaceKind::panel) {
            own_area += static_cast<double>(surface.rect.width) * static_cast<double>(surface.rect.height);
        }
        if (surface.first_list != next_list) return fail(Errc::invalid, "surface {:#x} with lists of another", surface.id);
        next_list += surface.list_count;
        if (next_list > frame.lists.size()) return fail(Errc::invalid, "surface {:#x} beyond the draw lists", surface.id);
        for (std::uint32_t l = 0; l < surface.list_count; ++l) {
            const List& list = frame.lists[surface.first_list + l];
            if (list.first_command != next_command || list.first_vertex != next_vertex || list.first_index != next_index) {
                return fail(Errc::invalid, "draw list with parts of another");
            }
            next_command += list.command_count;
            next_vertex += list.vertex_count;
            next_index += list.index_count;
            if (next_command > frame.commands.size() || next_vertex > frame.vertices.size() ||
                next_index > frame.indices.size()) {
                return fail(Errc::invalid, "draw list beyond its frame");
            }
            std::uint64_t drawn = 0;
            for (std::uint32_t c = 0; c < list.command_count; ++c) {
                Command& command = frame.commands[list.first_command + c];
                // Before the indices are looked at: commands that share indices would multiply the work.
                drawn += command.index_count;
                if (drawn > list.index_count) return fail(Errc::invalid, "commands that draw the same indices twice");
                TRY(check_command(frame, surface, list, command));
                painted += painted_area(frame, list, command);
            }
        }
    }
    if (next_list != frame.lists.size() || next_command != frame.commands.size() || next_vertex != frame.vertices.size() ||
        next_index != frame.indices.size()) {
        return fail(Errc::invalid, "frame with geometry that belongs to no surface");
    }
    frame.painted_area = static_cast<float>(painted);
    // A small constant beside the factor, so that a tiny panel may have a few layers of antialiased decoration.
    const double shown = static_cast<double>(limits.visible_area) + std::min(own_area, static_cast<double>(limits.popup_area));
    const double budget = static_cast<double>(max_area_factor) * shown + 256.0 * 256.0;
    if (painted > budget)
        return fail(Errc::over_limit, "frame paints {:.0f} square pixels, its budget is {:.0f}", painted, budget);
    return {};
}

Result<void> check_texture_op(const TextureOp& op) {
    if (op.kind < TextureOpKind::create || op.kind > TextureOpKind::destroy)
        return fail(Errc::invalid, "texture operation of unknown kind");
    if (op.texture == 0) return fail(Errc::invalid, "texture operation without a texture");
    if (op.kind == TextureOpKind::destroy) {
        if (op.data_bytes != 0) return fail(Errc::invalid, "texture {} is destroyed with pixels", op.texture);
        return {};
    }
    if (op.format < TextureFormat::rgba8 || op.format > TextureFormat::alpha8) {
        return fail(Errc::invalid, "texture {} of unknown format", op.texture);
    }
    const auto fits = [](std::uint32_t start, std::uint32_t size, std::uint32_t whole) {
        return size >= 1 && std::uint64_t{start} + size <= whole && whole <= max_texture_side;
    };
    if (!fits(op.x, op.region_width, op.width) || !fits(op.y, op.region_height, op.height)) {
        return fail(Errc::invalid, "texture {} with a region outside it", op.texture);
    }
    if (op.kind == TextureOpKind::create && (op.region_width != op.width || op.region_height != op.height)) {
        return fail(Errc::invalid, "texture {} is created in part", op.texture);
    }
    if (op.data_bytes != std::uint64_t{op.region_width} * op.region_height * bytes_per_pixel(op.format)) {
        return fail(Errc::invalid, "texture {} with {} bytes of pixels", op.texture, op.data_bytes);
    }
    return {};
}

Result<void> take_textures(std::span<const std::byte> area, const FrameLimits& limits, CheckedFrame& frame) {
    std::uint64_t upload = 0, held = limits.texture_bytes;
    for (const TextureOp& op : frame.texture_ops) {
        TRY(check_texture_op(op));
        upload += op.data_bytes;
        // As the client holds them: four bytes a pixel, whatever the format.
        if (op.kind == TextureOpKind::create) held += std::uint64_t{op.width} * op.height * 4;
        if (op.data_bytes > 0 && std::uint64_t{op.data_offset} + op.data_bytes > area.size()) {
            return fail(Errc::invalid, "texture {} with its pixels outside the area", op.texture);
        }
    }
    if (upload > max_upload_bytes)
        return fail(Errc::over_limit, "frame uploads {} bytes of pixels, the cap is {}", upload, max_upload_bytes);
    if (held > max_texture_bytes) return fail(Errc::over_limit, "textures of {} bytes, the cap is {}", held, max_texture_bytes);
    frame.pixels.resize(upload);
    std::size_t end = 0;
    for (TextureOp& op : frame.texture_ops) {
        if (op.data_bytes > 0) std::memcpy(frame.pixels.data() + end, area.data() + op.data_offset, op.data_bytes);
        op.data_offset = static_cast<std::uint32_t>(end);
        end += op.data_bytes;
    }
    return {};
}

// Copied before it is read, like all else. Only what was asked for is looked at.
Result<void> take_items(std::span<const std::byte> area, const FrameLimits& limits, CheckedFrame& frame) {
    frame.items.clear();
    const OutputHeader& header = frame.header;
    if (header.items_bytes == 0 || !limits.items) return {};
    if (header.items_bytes > items::max_list_bytes)
        return fail(Errc::over_limit, "frame with {} bytes of items, the cap is {}", header.items_bytes, items::max_list_bytes);
    if (header.used_bytes < sizeof(OutputHeader) || std::uint64_t{header.used_bytes} + header.items_bytes > area.size())
        return fail(Errc::invalid, "frame with its items outside its area");
    const auto there = area.subspan(header.used_bytes, header.items_bytes);
    const wire::Bytes copy(there.begin(), there.end());
    frame.items = TRY(items::decode_items(copy));
    return {};
}
} // namespace

Result<void> take_frame(std::span<const std::byte> area, const FrameLimits& limits, CheckedFrame& out) {
    if (area.size() < frame_area_bytes) return fail(Errc::internal, "frame area of {} bytes", area.size());
    area = area.first(frame_data_bytes);
    const auto* const serial = reinterpret_cast<const std::uint64_t*>(area.data() + offsetof(OutputHeader, serial));
    if (__atomic_load_n(serial, __ATOMIC_ACQUIRE) != limits.serial) {
        return fail(Errc::unavailable, "frame {} is not there yet", limits.serial);
    }
    std::memcpy(&out.header, area.data(), sizeof out.header);
    if (out.header.serial != limits.serial) return fail(Errc::invalid, "the frame changed while it was being taken");
    TRY(check_header(out.header));
    TRY(copy_blocks(area, out.header, out));
    TRY(check_geometry(limits, out));
    TRY(take_items(area, limits, out));
    return take_textures(area, limits, out);
}

} // namespace asista::frame

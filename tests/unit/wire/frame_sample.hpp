// A frame as a well-behaved host writes it, for tests and fuzzers that then spoil it.
#pragma once

#include "wire/frame.hpp"
#include "wire/item_list.hpp"

#include <cstring>
#include <span>
#include <vector>

namespace asista::frame::testing {

inline constexpr std::uint32_t surfaces_at = 512, lists_at = 1024, commands_at = 2048, vertices_at = 4096, indices_at = 8192,
                               texture_ops_at = 12288, items_at = 14336, pixels_at = 16384, clipboard_at = 65536;

// Borrowed views of the blocks, writable.
struct SampleFrame {
    std::byte* area;
    OutputHeader& header() { return *reinterpret_cast<OutputHeader*>(area); }
    Surface* surfaces() { return reinterpret_cast<Surface*>(area + surfaces_at); }
    List* lists() { return reinterpret_cast<List*>(area + lists_at); }
    Command* commands() { return reinterpret_cast<Command*>(area + commands_at); }
    Vertex* vertices() { return reinterpret_cast<Vertex*>(area + vertices_at); }
    Index* indices() { return reinterpret_cast<Index*>(area + indices_at); }
    TextureOp* texture_ops() { return reinterpret_cast<TextureOp*>(area + texture_ops_at); }
};

// A panel with two lists and a popup with one: 3 commands, 12 vertices, 18 indices, one texture created and one updated, some text.
inline SampleFrame write_sample(std::byte* area, std::uint64_t serial) {
    SampleFrame sample{area};
    std::memset(area, 0, pixels_at);
    OutputHeader& header = sample.header();
    header.magic = output_magic;
    header.version = protocol_version;
    header.cursor = Cursor::hand;
    header.scale = 1;
    header.caret = {10, 10, 1, 14};
    header.next_wake_ms = 500;
    header.surface_count = 2;
    header.list_count = 3;
    header.command_count = 3;
    header.vertex_count = 12;
    header.index_count = 18;
    header.texture_op_count = 2;
    header.surfaces_offset = surfaces_at;
    header.lists_offset = lists_at;
    header.commands_offset = commands_at;
    header.vertices_offset = vertices_at;
    header.indices_offset = indices_at;
    header.texture_ops_offset = texture_ops_at;
    header.clipboard_offset = clipboard_at;
    header.clipboard_bytes = 4;
    std::memcpy(area + clipboard_at, "text", 4);

    sample.surfaces()[0] = {1, SurfaceKind::panel, 0, 0, {100, 100, 200, 200}, 0, 300, 0, 2};
    sample.surfaces()[1] = {0x10000, SurfaceKind::popup, 1, 1, {150, 250, 100, 80}, 0, 0, 2, 1};
    for (std::uint32_t i = 0; i < 3; ++i) {
        sample.lists()[i] = {i, 1, i * 4, 4, i * 6, 6};
        sample.commands()[i] = {90, 90, 400, 400, 7, 0, 0, 6, DrawOp::draw, 0};
        const float left = 110 + 20 * static_cast<float>(i);
        Vertex* const corner = sample.vertices() + i * 4;
        corner[0] = {left, 120, 0, 0, 0xFFFFFFFF};
        corner[1] = {left + 50, 120, 1, 0, 0xFFFFFFFF};
        corner[2] = {left + 50, 160, 1, 1, 0xFFFFFFFF};
        corner[3] = {left, 160, 0, 1, 0xFFFFFFFF};
        const Index quad[] = {0, 1, 2, 0, 2, 3};
        std::memcpy(sample.indices() + i * 6, quad, sizeof quad);
    }
    sample.texture_ops()[0] = {TextureOpKind::create, 7, TextureFormat::rgba8, 32, 16, 0, 0, 32, 16, pixels_at, 32 * 16 * 4, 0};
    sample.texture_ops()[1] = {TextureOpKind::update, 8, TextureFormat::alpha8, 64, 64, 8, 8, 10, 10, pixels_at + 2048, 100, 0};
    const auto items = wire::encode(
        items::ItemList{{{7, 1, items::no_parent, items::Role::group, 0, {}, {}, {100, 100, 200, 200}, {}},
                         {8, 1, 0, items::Role::button, items::state::hovered, "Save", {}, {110, 120, 50, 40}, {}}}});
    std::memcpy(area + items_at, items.data(), items.size());
    header.used_bytes = items_at;
    header.items_bytes = static_cast<std::uint32_t>(items.size());
    __atomic_store_n(&header.serial, serial, __ATOMIC_RELEASE);
    return sample;
}

} // namespace asista::frame::testing

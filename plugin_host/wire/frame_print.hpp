// What a frame shows, in a few numbers: two frames with the same print look the same. Times and other things that differ from one run
// to the next are left out.
#pragma once

#include "wire/bytes.hpp"
#include "wire/frame_check.hpp"

namespace asista::frame {

struct FramePrint {
    std::uint32_t surfaces = 0, lists = 0, commands = 0, vertices = 0, indices = 0, textures = 0; // counts; textures: operations
    // Hashes of the content of each part.
    std::uint64_t surface_hash = 0, command_hash = 0, vertex_hash = 0, index_hash = 0, texture_hash = 0;
    std::uint64_t wish_hash = 0; // cursor, caret, flags, clipboard
    ASISTA_FIELDS(surfaces, lists, commands, vertices, indices, textures, surface_hash, command_hash, vertex_hash, index_hash,
                  texture_hash, wish_hash)
    bool operator==(const FramePrint&) const = default;
};

FramePrint print_of(const CheckedFrame& frame); // [any]

// "12 vertices instead of 8, other commands": how `is` differs from `was`; empty when it does not. [any]
std::string difference(const FramePrint& was, const FramePrint& is);

} // namespace asista::frame

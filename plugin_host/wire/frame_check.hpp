// Takes a finished frame out of the shared area: copies each block once into private memory, then checks only the copy.
// Whatever a hostile host writes, before, during or after, what comes out is safe to draw, or is refused with a reason.
#pragma once

#include "wire/frame.hpp"
#include "wire/item_list.hpp"
#include "wire/result.hpp"

#include <span>
#include <string>
#include <vector>

namespace asista::frame {

// A private, checked frame. Every index, offset, count, clip and enum in it is in range. Reused between frames.
struct CheckedFrame {
    OutputHeader header{};
    std::vector<Surface> surfaces;
    std::vector<List> lists;
    std::vector<Command> commands;
    std::vector<Vertex> vertices;
    std::vector<Index> indices;
    std::vector<TextureOp> texture_ops;
    std::vector<std::byte> pixels;  // data of all texture ops; TextureOp::data_offset counts from its start
    std::string clipboard;          // valid UTF-8
    std::vector<items::Item> items; // what is on it, where that was asked for
    float painted_area = 0;         // sum of min(triangle, clip) areas in square pixels
};

// What the client knows and a frame is held against.
struct FrameLimits {
    std::uint64_t serial = 0; // the request that must be answered
    float visible_area = 0;   // square pixels of the surfaces the client shows; the area budget is a multiple of it
    // Square pixels that popups and windows new in this frame, which the client could not know of, may add to visible_area together.
    float popup_area = 1920.0F * 1080.0F;
    std::uint64_t texture_bytes = 0; // held for this host's live textures already, four bytes a pixel
    bool items = false;              // were asked for
};

// Copies and checks. `area` is the read-only mapping of the frame area. Errc::unavailable: the frame is not the one asked for (yet);
// Errc::invalid: it breaks the protocol, which a well-formed host cannot do; Errc::over_limit: it is beyond a hard cap or budget.
// Clips are intersected with their surface, texture ids are NOT looked up here (the compositor shows a placeholder for unknown ones).
// `out` holds garbage after an error; keep the last good frame elsewhere. Never blocks. [any]
Result<void> take_frame(std::span<const std::byte> area, const FrameLimits& limits, CheckedFrame& out);

} // namespace asista::frame

// Copies one surface of a checked frame into an ImGui draw list: the last step between a plugin's widgets and the screen.
#pragma once

#include "wire/frame_check.hpp"

#include <functional>

struct ImDrawList;
struct ImTextureData;

namespace asista::gfx {

// Where a surface goes. A point p of the frame is drawn at to + (p - from) * scale.
struct Placing {
    float from_x = 0, from_y = 0; // the surface's origin in the frame
    float to_x = 0, to_y = 0;     // its origin in the window
    float scale = 1;              // not 1 only for a frame drawn at another scale, until a new one comes
    float clip_left = 0, clip_top = 0, clip_right = 0, clip_bottom = 0; // window pixels; nothing is drawn outside
    float opacity = 1;                                                  // 0 to 1
};

// Textures by the frame's ids; must not return null.
using TextureLookup = std::function<ImTextureData*(std::uint32_t)>;

// Appends. A surface moved by nothing is copied byte for byte; indices are never touched, commands carry the offsets. Whatever the
// surface did to samplers is undone after it. `surface` is one of `frame`'s. Does nothing to a list that does not allow vertex offsets.
void append_surface(ImDrawList& list, const frame::CheckedFrame& frame, const frame::Surface& surface, const Placing& placing,
                    const TextureLookup& texture);

} // namespace asista::gfx

// What lies behind a dialog, out of focus. Needs no GL here; where the renderer has no program for it, nothing is drawn.
#pragma once

#include <cstdint>

struct ImDrawList;
struct ImVec2;

namespace asista::gfx {

// Covers the window, `width` x `height` pixels, with a blurred picture of all that was drawn below it when `picture` was first drawn: it
// stays that picture, which costs next to nothing a frame, until the number or the size is another. opacity: 0 to 1, for fading in.
void paint_backdrop(ImDrawList* list, std::uint32_t picture, float width, float height, float opacity);

} // namespace asista::gfx

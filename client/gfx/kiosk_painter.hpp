// The slow gradient behind everything in a kiosk. Needs no GL here; where the renderer has no program for it, nothing is drawn.
#pragma once

#include <cstdint>

struct ImDrawList;

namespace asista::gfx {

// What travels in a draw list; colours as ImGui packs them.
struct KioskDraw {
    std::uint32_t ground = 0, first = 0, second = 0; // the background, and what it goes over to
    float phase = 0;                                 // 0 to 1, which is 0 again
    float width = 0, height = 0;                     // of the window, pixels
};
// Covers the window. False when nothing was drawn.
bool paint_kiosk(ImDrawList* list, const KioskDraw& kiosk);

} // namespace asista::gfx

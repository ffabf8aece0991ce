// Rounded rectangles with a gradient, a hairline border and a soft shadow, drawn by one shader at exact pixel coverage: cards, raised
// buttons, toasts, the command palette. Needs no GL here; where the renderer has no card shader, a plain version is drawn.
#pragma once

#include <cstdint>

struct ImDrawList;
struct ImVec2;

namespace asista::gfx {

// Colours as ImGui packs them, 0xAABBGGRR; lengths in pixels.
struct CardStyle {
    std::uint32_t fill_from = 0xFFFFFFFF, fill_to = 0xFFFFFFFF; // equal: a flat fill
    float gradient_angle = 0;                                   // radians; 0 runs from left to right, pi/2 from top to bottom
    std::uint32_t border = 0;                                   // drawn inside the edge; alpha 0: none
    float border_width = 1;
    float radius = 0;
    std::uint32_t shadow = 0; // its alpha is the strength; 0: none
    float shadow_blur = 0;    // distance over which it fades out
    float shadow_offset_x = 0, shadow_offset_y = 0;
    float shadow_spread = 0; // how much larger than the card it is; may be negative
};

// Draws the card that fills `minimum` to `maximum`. The shadow reaches outside; it is clipped by the list's clip rectangle.
void paint_card(ImDrawList* list, const ImVec2& minimum, const ImVec2& maximum, const CardStyle& style);

// How far outside its rectangle a card with this style draws, at most: for clip rectangles.
float card_reach(const CardStyle& style);

} // namespace asista::gfx

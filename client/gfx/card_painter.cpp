// Puts a card into a draw list: a callback that runs the shader, for flat cards around the edge alone. Their middle, most of the pixels,
// is cleared to its colour (software rendering feels it).
#include "gfx/card_painter.hpp"

#include "gfx/card_program.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace asista::gfx {

namespace {
bool has_alpha(std::uint32_t color) { return (color & IM_COL32_A_MASK) != 0; }
bool is_opaque(std::uint32_t color) { return (color & IM_COL32_A_MASK) == IM_COL32_A_MASK; }

// Without the shader: the same shape, the shadow as a few rings.
void paint_plain(ImDrawList* list, const ImVec2& minimum, const ImVec2& maximum, const CardStyle& style) {
    if (has_alpha(style.shadow) && style.shadow_blur > 0) {
        constexpr int rings = 4;
        const auto alpha = static_cast<float>(style.shadow >> IM_COL32_A_SHIFT) / rings / 2;
        const auto color = (style.shadow & ~static_cast<std::uint32_t>(IM_COL32_A_MASK)) |
                           (static_cast<std::uint32_t>(alpha) << IM_COL32_A_SHIFT);
        for (int ring = 0; ring < rings; ++ring) {
            const float grow = style.shadow_spread + style.shadow_blur * static_cast<float>(ring) / rings;
            list->AddRectFilled(ImVec2(minimum.x + style.shadow_offset_x - grow, minimum.y + style.shadow_offset_y - grow),
                                ImVec2(maximum.x + style.shadow_offset_x + grow, maximum.y + style.shadow_offset_y + grow), color,
                                style.radius + std::max(grow, 0.0F));
        }
    }
    list->AddRectFilled(minimum, maximum, style.fill_from, style.radius);
    if (has_alpha(style.border) && style.border_width > 0) {
        list->AddRect(minimum, maximum, style.border, style.radius, style.border_width);
    }
}
} // namespace

float card_reach(const CardStyle& style) {
    if (!has_alpha(style.shadow)) return 0;
    const float offset = std::max(std::fabs(style.shadow_offset_x), std::fabs(style.shadow_offset_y));
    return std::max(style.shadow_blur + style.shadow_spread + offset, 0.0F);
}

void paint_card(ImDrawList* list, const ImVec2& minimum, const ImVec2& maximum, const CardStyle& style) {
    if (maximum.x <= minimum.x || maximum.y <= minimum.y) return;
    CardDraw card{minimum.x, minimum.y, maximum.x, maximum.y, 0, 0, 0, 0, style};
    if (style.fill_from == style.fill_to && is_opaque(style.fill_from)) {
        // Where the distance to the edge is safely larger than border and corner, every pixel is the fill.
        const float inset = std::ceil(std::max(style.radius, style.border_width)) + 1;
        const float left = std::ceil(minimum.x + inset), top = std::ceil(minimum.y + inset);
        const float right = std::floor(maximum.x - inset), bottom = std::floor(maximum.y - inset);
        if (right - left > 32 && bottom - top > 32) {
            card.hole_left = left;
            card.hole_top = top;
            card.hole_right = right;
            card.hole_bottom = bottom;
        }
    }
    if (!CardProgram::add(list, card)) paint_plain(list, minimum, maximum, style);
}

} // namespace asista::gfx

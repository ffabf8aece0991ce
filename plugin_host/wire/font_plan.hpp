// How the fonts of client and plugins are put together: which file leads each typeface, what is merged into it and how it is
// rasterised. Both sides build from this one plan, in this order, so that the same text gives the same pixels on both.
// No ImGui here; the flags are those of its FreeType loader, asserted where they meet.
#pragma once

#include "wire/calls/orders.hpp"

#include <array>
#include <cstdint>

namespace asista::font_plan {

inline constexpr float base_size = 14; // logical pixels: ImGui's style.FontSizeBase; the scale is style.FontScaleDpi

// ImGuiFreeTypeLoaderFlags
inline constexpr unsigned light_hinting = 1u << 3; // snaps to pixels vertically only: even spacing, true letter shapes
inline constexpr unsigned load_color = 1u << 8;
inline constexpr unsigned bitmap = 1u << 9;

struct Typeface {
    calls::FontRole role;
    bool takes_fallbacks; // every file of role `fallback` is merged into it, in the order given
    unsigned loader_flags;
    bool pixel_snap; // whole-pixel advances
};
// In this order ImFontAtlas::AddFont is called; the first is the default font. Merged fallbacks follow their typeface directly.
inline constexpr std::array typefaces{
    Typeface{calls::FontRole::text, true, light_hinting, true},
    Typeface{calls::FontRole::medium, true, light_hinting, true},
    Typeface{calls::FontRole::semibold, true, light_hinting, true},
    Typeface{calls::FontRole::mono, true, light_hinting, true},
    Typeface{calls::FontRole::icons, false, 0, false},
};
// Fallbacks: loaded with these flags, whole-pixel advances; a file of pictures (colour emoji) by asista_bitmap_font.hpp. icons_fill is not a file of its own: it is the font of icons.
inline constexpr unsigned fallback_flags = light_hinting | load_color;

} // namespace asista::font_plan

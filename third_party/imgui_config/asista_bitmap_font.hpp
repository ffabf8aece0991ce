// A font loader for Dear ImGui for fonts that hold pictures instead of outlines, such as Noto Color Emoji: ImGui's own FreeType loader
// can draw such a font only at the one size its pictures have. It is part of the shared library, so that the client and every plugin
// host draw the same pixels.
#pragma once

#include <cstddef>

struct ImFontLoader;

namespace asista {

// The loader to put into ImFontConfig::FontLoader for this font file, which must be merged into another font; null when the file has
// outlines (or is no font at all), which is ImGui's default loader's business.
__attribute__((visibility("default"))) const ImFontLoader* bitmap_font_loader(const void* file, std::size_t size_bytes);

} // namespace asista

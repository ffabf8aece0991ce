// Loads a glyph's picture through FreeType at the size it was drawn at, shrinks it by averaging, and hands it to ImGui's atlas.
#include "asista_bitmap_font.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <cmath>
#include <vector>

namespace asista {

namespace {
// ImGui's sizes are line heights, emoji are measured by the em of the text around them: Inter's line is 1.21 em.
constexpr float line_per_em = 1.21F;

struct Source {
    FT_Library library = nullptr;
    FT_Face face = nullptr;
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    ~Source() {
        if (face != nullptr) FT_Done_Face(face);
        if (library != nullptr) FT_Done_FreeType(library);
    }
    bool open(const void* file, std::size_t size_bytes) {
        if (FT_Init_FreeType(&library) != 0) return false;
        if (FT_New_Memory_Face(library, static_cast<const FT_Byte*>(file), static_cast<FT_Long>(size_bytes), 0, &face) != 0)
            return false;
        return FT_HAS_FIXED_SIZES(face) && !FT_IS_SCALABLE(face);
    }
    // The smallest pictures that need no enlarging, else the largest there are.
    void select(float em_px) {
        int best = 0;
        for (int i = 1; i < face->num_fixed_sizes; ++i) {
            const auto size = [this](int strike) { return static_cast<float>(face->available_sizes[strike].y_ppem) / 64.0F; };
            const bool fits = size(i) >= em_px, best_fits = size(best) >= em_px;
            if (fits == best_fits ? (size(i) < size(best)) == fits : fits) best = i;
        }
        FT_Select_Size(face, best);
    }
};

Source* source_of(const ImFontConfig* config) { return static_cast<Source*>(config->FontLoaderData); }

// Premultiplied BGRA of any size to straight RGBA of width x height: each target pixel is the average of the area it covers.
void shrink(const FT_Bitmap& from, int width, int height, std::vector<unsigned char>& out) {
    out.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    const float step_x = static_cast<float>(from.width) / static_cast<float>(width),
                step_y = static_cast<float>(from.rows) / static_cast<float>(height);
    unsigned char* target = out.data();
    for (int y = 0; y < height; ++y) {
        const float top = static_cast<float>(y) * step_y, bottom = top + step_y;
        for (int x = 0; x < width; ++x, target += 4) {
            const float left = static_cast<float>(x) * step_x, right = left + step_x;
            float sum[4] = {}, area = 0;
            for (unsigned row = static_cast<unsigned>(top); row < from.rows && static_cast<float>(row) < bottom; ++row) {
                const float cover_y = std::min(bottom, static_cast<float>(row) + 1) - std::max(top, static_cast<float>(row));
                const unsigned char* const pixels = from.buffer + static_cast<std::ptrdiff_t>(row) * from.pitch;
                for (unsigned column = static_cast<unsigned>(left); column < from.width && static_cast<float>(column) < right;
                     ++column) {
                    const float cover =
                        cover_y * (std::min(right, static_cast<float>(column) + 1) - std::max(left, static_cast<float>(column)));
                    for (int channel = 0; channel < 4; ++channel)
                        sum[channel] += cover * static_cast<float>(pixels[column * 4 + static_cast<unsigned>(channel)]);
                    area += cover;
                }
            }
            const float alpha = area > 0 ? sum[3] / area : 0;
            const auto straight = [&](int channel) {
                return static_cast<unsigned char>(
                    alpha > 0 ? std::clamp(sum[channel] / area * 255.0F / alpha + 0.5F, 0.0F, 255.0F) : 0.0F);
            };
            target[0] = straight(2);
            target[1] = straight(1);
            target[2] = straight(0);
            target[3] = static_cast<unsigned char>(std::clamp(alpha + 0.5F, 0.0F, 255.0F));
        }
    }
}

bool init_source(ImFontAtlas*, ImFontConfig* config) {
    auto* const source = IM_NEW(Source)();
    if (!source->open(config->FontData, static_cast<std::size_t>(config->FontDataSize))) {
        IM_DELETE(source);
        return false;
    }
    config->FontLoaderData = source;
    return true;
}
void destroy_source(ImFontAtlas*, ImFontConfig* config) {
    Source* source = source_of(config);
    IM_DELETE(source);
    config->FontLoaderData = nullptr;
}
bool contains_glyph(ImFontAtlas*, ImFontConfig* config, ImWchar codepoint) {
    return FT_Get_Char_Index(source_of(config)->face, codepoint) != 0;
}

bool load_glyph(ImFontAtlas* atlas, ImFontConfig* config, ImFontBaked* baked, void*, ImWchar codepoint, ImFontGlyph* glyph,
                float* advance) {
    Source& source = *source_of(config);
    const FT_UInt index = FT_Get_Char_Index(source.face, codepoint);
    if (index == 0) return false;
    const float density = config->RasterizerDensity * baked->RasterizerDensity;
    const float em_px = baked->Size * config->ExtraSizeScale * density / line_per_em;
    source.select(em_px);
    if (FT_Load_Glyph(source.face, index, FT_LOAD_COLOR) != 0) return false;
    const FT_GlyphSlot slot = source.face->glyph;
    const FT_Bitmap& picture = slot->bitmap;
    const float scale = em_px / static_cast<float>(std::max<int>(source.face->size->metrics.y_ppem, 1));
    const float advance_px = std::round(static_cast<float>(slot->advance.x) / 64.0F * scale);
    if (advance != nullptr) {
        *advance = advance_px / density;
        return true;
    }
    glyph->Codepoint = codepoint;
    glyph->AdvanceX = advance_px / density;
    if (picture.pixel_mode != FT_PIXEL_MODE_BGRA || picture.width == 0 || picture.rows == 0)
        return true; // a space, or nothing we can draw

    const int width = std::max(static_cast<int>(std::lround(static_cast<float>(picture.width) * scale)), 1);
    const int height = std::max(static_cast<int>(std::lround(static_cast<float>(picture.rows) * scale)), 1);
    const ImFontAtlasRectId id = ImFontAtlasPackAddRect(atlas, width, height);
    if (id == ImFontAtlasRectId_Invalid) return false;
    std::vector<unsigned char> pixels;
    shrink(picture, width, height, pixels);
    // On whole pixels, or the sampler would blur what was just averaged.
    glyph->X0 = std::round(static_cast<float>(slot->bitmap_left) * scale) / density;
    glyph->Y0 = std::round(baked->Ascent * density - static_cast<float>(slot->bitmap_top) * scale) / density;
    glyph->X1 = glyph->X0 + static_cast<float>(width) / density;
    glyph->Y1 = glyph->Y0 + static_cast<float>(height) / density;
    glyph->Visible = true;
    glyph->Colored = true;
    glyph->PackId = id;
    ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, config, glyph, ImFontAtlasPackGetRect(atlas, id), pixels.data(),
                                       ImTextureFormat_RGBA32, width * 4);
    return true;
}

ImFontLoader make_loader() {
    ImFontLoader loader;
    loader.Name = "asista bitmap fonts";
    loader.FontSrcInit = init_source;
    loader.FontSrcDestroy = destroy_source;
    loader.FontSrcContainsGlyph = contains_glyph;
    loader.FontBakedLoadGlyph = load_glyph;
    return loader;
}
} // namespace

const ImFontLoader* bitmap_font_loader(const void* file, std::size_t size_bytes) {
    static const ImFontLoader loader = make_loader();
    Source probe;
    return probe.open(file, size_bytes) ? &loader : nullptr;
}

} // namespace asista

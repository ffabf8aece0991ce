// Mapping the font files and adding them to the atlas, in the order of the plan.
#include "fonts.hpp"

#include "wire/font_plan.hpp"

#include <algorithm>
#include <asista_bitmap_font.hpp>
#include <cstdio>
#include <imgui.h>
#include <imgui_freetype.h>
#include <limits>

namespace asista::host {

namespace {
static_assert(font_plan::light_hinting == ImGuiFreeTypeLoaderFlags_LightHinting);
static_assert(font_plan::load_color == ImGuiFreeTypeLoaderFlags_LoadColor);
static_assert(font_plan::bitmap == ImGuiFreeTypeLoaderFlags_Bitmap);

constexpr std::uint64_t largest_font = 64u << 20; // the CJK collections are about 20 MB

// ImGui keeps the pointer and writes nothing through it (FontDataOwnedByAtlas is off); its type lacks the const.
ImFont* add(const Mapping& file, unsigned loader_flags, bool pixel_snap, ImFont* merge_into) {
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.FontData = file.data();
    config.FontDataSize = static_cast<int>(file.size());
    config.FontLoaderFlags = loader_flags;
    config.PixelSnapH = pixel_snap;
    config.MergeMode = merge_into != nullptr;
    config.DstFont = merge_into;
    // Pictures (colour emoji) need a loader that can change their size.
    if (merge_into != nullptr) config.FontLoader = bitmap_font_loader(file.data(), file.size());
    return ImGui::GetIO().Fonts->AddFont(&config);
}
} // namespace

Result<Fonts> Fonts::load(std::span<const calls::FontFile> files, std::vector<UniqueFd> descriptors) {
    if (files.size() != descriptors.size()) {
        return fail(Errc::invalid, "{} fonts are announced, {} came", files.size(), descriptors.size());
    }
    Fonts fonts;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (files[i].size_bytes > largest_font) return fail(Errc::invalid, "a font of {} bytes", files[i].size_bytes);
        fonts.mappings_.push_back(TRY(Mapping::map(descriptors[i], files[i].size_bytes, Access::read)));
    }
    const auto file_of = [&](calls::FontRole role) -> const Mapping* {
        const auto file = std::find_if(files.begin(), files.end(), [role](const calls::FontFile& f) { return f.role == role; });
        return file == files.end() ? nullptr : &fonts.mappings_[static_cast<std::size_t>(file - files.begin())];
    };
    const auto slot_of = [&](calls::FontRole role) -> ImFont** {
        switch (role) {
        case calls::FontRole::text: return &fonts.set_.text;
        case calls::FontRole::medium: return &fonts.set_.medium;
        case calls::FontRole::semibold: return &fonts.set_.semibold;
        case calls::FontRole::mono: return &fonts.set_.mono;
        case calls::FontRole::icons: return &fonts.set_.icons;
        case calls::FontRole::icons_fill: return &fonts.set_.icons_fill;
        case calls::FontRole::fallback: break;
        }
        return nullptr;
    };

    for (const font_plan::Typeface& face : font_plan::typefaces) {
        const Mapping* const file = file_of(face.role);
        ImFont** const slot = slot_of(face.role);
        if (file == nullptr || slot == nullptr) continue;
        *slot = add(*file, face.loader_flags, face.pixel_snap, nullptr);
        if (*slot == nullptr) return fail(Errc::invalid, "font {} is not one", static_cast<int>(face.role));
        if (!face.takes_fallbacks) continue;
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (files[i].role != calls::FontRole::fallback) continue;
            // A fallback that cannot be read costs its characters, not the plugin.
            static_cast<void>(add(fonts.mappings_[i], font_plan::fallback_flags, true, *slot));
        }
    }
    FontSet& set = fonts.set_;
    if (set.text == nullptr) set.text = ImGui::GetIO().Fonts->AddFontDefaultVector();
    for (ImFont** const font : {&set.medium, &set.semibold, &set.mono, &set.icons}) {
        if (*font == nullptr) *font = set.text;
    }
    set.icons_fill = set.icons;
    return fonts;
}

} // namespace asista::host

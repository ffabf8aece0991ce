#include "ui/paint.hpp"

#include <icons/phosphor_names.hpp>
#include <asista_imgui_items.hpp>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <string>

namespace asista::ui {
namespace {

struct RoleSize {
    float em, leading; // logical: size of type, distance of lines
};

RoleSize role_size(Role role) {
    switch (role) {
    case Role::body:
    case Role::body_medium:
    case Role::strong: return {size::text, 20};
    case Role::small:
    case Role::small_medium: return {size::small, 17};
    case Role::tiny: return {size::tiny, 15};
    case Role::heading: return {size::heading, 24};
    case Role::page_title: return {size::page_title, 29};
    case Role::quote: return {size::quote, 30};
    case Role::mono: return {size::small, 19};
    }
    return {size::text, 20};
}

ImFont* role_font(const Fonts& fonts, Role role) {
    switch (role) {
    case Role::body:
    case Role::small: return fonts.text;
    case Role::body_medium:
    case Role::small_medium:
    case Role::tiny:
    case Role::quote: return fonts.medium;
    case Role::strong:
    case Role::heading:
    case Role::page_title: return fonts.semibold;
    case Role::mono: return fonts.mono;
    }
    return fonts.text;
}

// ImGui's font size is ascent plus descent; a designer's is the em. The ratio is in the files (hhea table): Inter 1984 + 494 of 2048,
// JetBrains Mono 1020 + 300 of 1000. A loader that already scales (ExtraSizeScale) has that taken out again.
float em_ratio(const Fonts& fonts, const ImFont* font) {
    const float ratio = font == fonts.mono ? 1.32F : font == fonts.icons || font == fonts.icons_fill ? 1.0F : 1.21F;
    return font->Sources.empty() ? ratio : ratio / font->Sources[0]->ExtraSizeScale;
}

Face make_face(const Fonts& fonts, ImFont* font, float em, float scale) {
    const float wanted = em * em_ratio(fonts, font);
    return {font, wanted, std::max(std::round(wanted * scale), 1.0F)};
}

const char* begin_of(std::string_view text) { return text.data(); }
const char* end_of(std::string_view text) { return text.data() + text.size(); }

float width_of(const Face& face, std::string_view text) {
    if (text.empty()) return 0;
    return face.font->CalcTextSizeA(face.size_px, FLT_MAX, 0, begin_of(text), end_of(text)).x;
}

constexpr float bold_up_to = 20; // logical size of an icon
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

// The longest start of `text` that fits with an ellipsis behind it.
std::string shortened(const Face& face, std::string_view text, float width) {
    const float room = width - width_of(face, ellipsis);
    const char* rest = nullptr;
    face.font->CalcTextSizeA(face.size_px, std::max(room, 0.0F), 0, begin_of(text), end_of(text), &rest);
    std::string result(begin_of(text), rest ? rest : begin_of(text));
    while (!result.empty() && result.back() == ' ') result.pop_back();
    return result.append(ellipsis);
}

float start_x(Box box, float width, Align align) {
    if (align == Align::center) return std::floor(box.x + (box.w - width) / 2);
    return align == Align::right ? std::floor(box.right() - width) : box.x;
}

// Calls line(std::string_view) for every line of the wrapped paragraph.
template <class Line> void wrap(const Face& face, float width, std::string_view text, int max_lines, Line line) {
    const char* at = begin_of(text);
    const char* const end = end_of(text);
    for (int count = 1; at < end; ++count) {
        const char* const newline = std::find(at, end, '\n');
        const char* stop = face.font->CalcWordWrapPosition(face.size_px, at, newline, std::max(width, 1.0F));
        if (stop <= at && stop < newline) stop = at + 1;
        if (count == max_lines && stop < end) {
            const std::string_view all(at, static_cast<std::size_t>(newline - at));
            line(std::string_view{width_of(face, all) <= width && newline == end ? std::string{all}
                                                                                 : shortened(face, all, width)});
            return;
        }
        line(std::string_view(at, static_cast<std::size_t>(stop - at)));
        at = stop;
        while (at < end && (*at == ' ' || *at == '\t')) ++at;
        if (at < end && at == newline) ++at;
    }
}

void draw_glyphs(const Face& face, float x, float y, Color color, std::string_view text) {
    current_list()->AddText(face.font, face.size_px, ImVec2(x, y), color, begin_of(text), end_of(text));
}

void draw_glyph_centred(Box box, const Face& face, const char* utf8, Color color) {
    const std::string_view text{utf8};
    const float width = width_of(face, text);
    draw_glyphs(face, std::round(box.middle_x() - width / 2), std::round(box.middle_y() - face.size_px / 2), color, text);
}

// For whoever listens to what is on screen: the whole text, even where it is cut.
void note_text(const Ui& ui, Box box, std::string_view text) {
    if (ui.items == nullptr || !ui.items->listening()) return;
    ui.items->add_text(ImRect(box.x, box.y, box.right(), box.bottom()), static_cast<unsigned>(items::Role::text), text);
}

} // namespace

Face face(const Fonts& fonts, Role role, float scale) {
    return make_face(fonts, role_font(fonts, role), role_size(role).em, scale);
}

Face icon_face(const Fonts& fonts, float logical, float scale, bool filled) {
    return make_face(fonts, filled ? fonts.icons_fill : fonts.icons, logical, scale);
}

float text_width(const Ui& ui, Role role, std::string_view text) {
    return std::ceil(width_of(face(ui.fonts, role, ui.theme.type_scale()), text));
}
float line_height(const Ui& ui, Role role) { return face(ui.fonts, role, ui.theme.type_scale()).size_px; }
float leading(const Ui& ui, Role role) { return ui.px(role_size(role).leading); }

float draw_text(const Ui& ui, Box box, Role role, Color color, std::string_view text, Align align) {
    if (text.empty() || box.w <= 0) return 0;
    const Face type = face(ui.fonts, role, ui.theme.type_scale());
    const float y = std::round(box.middle_y() - type.size_px / 2);
    float width = width_of(type, text);
    note_text(ui, {start_x(box, std::min(width, box.w), align), y, std::min(width, box.w), type.size_px}, text);
    if (width <= box.w + 1) {
        draw_glyphs(type, start_x(box, width, align), y, color, text);
        return width;
    }
    const std::string cut = shortened(type, text, box.w);
    width = width_of(type, cut);
    draw_glyphs(type, start_x(box, std::min(width, box.w), align), y, color, cut);
    return width;
}

float draw_paragraph(const Ui& ui, Box box, Role role, Color color, std::string_view text, int max_lines, Align align) {
    const Face type = face(ui.fonts, role, ui.theme.type_scale());
    const float step = leading(ui, role);
    float y = box.y;
    wrap(type, box.w, text, max_lines, [&](std::string_view line) {
        const float x = align == Align::left ? box.x : start_x(box, std::min(width_of(type, line), box.w), align);
        draw_glyphs(type, x, std::round(y + (step - type.size_px) / 2), color, line);
        y += step;
    });
    note_text(ui, {box.x, box.y, box.w, y - box.y}, text);
    return y - box.y;
}

float paragraph_height(const Ui& ui, float width, Role role, std::string_view text, int max_lines) {
    const Face type = face(ui.fonts, role, ui.theme.type_scale());
    int lines = 0;
    wrap(type, width, text, max_lines, [&](std::string_view) { ++lines; });
    return static_cast<float>(lines) * leading(ui, role);
}

bool is_icon(std::string_view name) { return icon_names::find(name) != nullptr; }

void draw_icon(const Ui& ui, Box box, std::string_view name, Color color, float logical_size) {
    // The regular weight is as thin as a hair at these sizes; large ones carry it.
    const char* utf8 = logical_size <= bold_up_to ? icon_names::find(std::string{name} + "-bold") : nullptr;
    if (!utf8) utf8 = icon_names::find(name);
    if (!utf8) utf8 = icon_names::find("puzzle-piece-bold");
    draw_glyph_centred(box, icon_face(ui.fonts, logical_size, ui.theme.scale), utf8, color);
}

void draw_icon_filled(const Ui& ui, Box box, std::string_view name, Color color, float logical_size) {
    const char* utf8 = icon_names::find(std::string{name} + "-fill");
    if (!utf8) return draw_icon(ui, box, name, color, logical_size);
    draw_glyph_centred(box, icon_face(ui.fonts, logical_size, ui.theme.scale, true), utf8, color);
}

} // namespace asista::ui

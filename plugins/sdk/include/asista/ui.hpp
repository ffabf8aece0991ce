// Pieces that most cards are made of, drawn in the theme's colours, fonts and sizes, so that every plugin looks at home: texts,
// icons, buttons, tags, progress, statistics, empty states. All are plain functions over Dear ImGui and mix freely with it.
// Colours are ImU32 as in Theme; sizes are logical pixels; labels may hold "##id" as ImGui's do.
#pragma once

#include "cpp/frame.hpp"
#include "style.hpp"

#include <imgui.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace asista {
inline namespace sdk {
namespace ui {

// ---- text ------------------------------------------------------------------------------------------------------------------

enum class Wrap { yes, no };

// Text in any font, size and colour; wrapped at the right edge of the window unless told otherwise.
inline void text(const Frame& frame, std::string_view content, FontRole role, float size, std::uint32_t color,
                 Wrap wrap = Wrap::yes) {
    const auto font = frame.font(role, size);
    ImGui::PushStyleColor(ImGuiCol_Text, color);
    if (wrap == Wrap::yes) ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(content.data(), content.data() + content.size());
    if (wrap == Wrap::yes) ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
}
inline void body(const Frame& frame, std::string_view content) {
    text(frame, content, FontRole::text, metrics::text, frame.theme().text);
}
inline void strong(const Frame& frame, std::string_view content) {
    text(frame, content, FontRole::semibold, metrics::text, frame.theme().text);
}
inline void dim(const Frame& frame, std::string_view content) {
    text(frame, content, FontRole::text, metrics::text, frame.theme().dim);
}
inline void small(const Frame& frame, std::string_view content) {
    text(frame, content, FontRole::text, metrics::small, frame.theme().dim);
}
inline void hint(const Frame& frame, std::string_view content) {
    text(frame, content, FontRole::text, metrics::small, frame.theme().faint);
}
inline void title(const Frame& frame, std::string_view content) {
    text(frame, content, FontRole::semibold, metrics::title, frame.theme().text);
}
// Text wrapped at the right edge, with lines `line_height` logical pixels apart: large text wants more air than ImGui gives it.
inline void paragraph(const Frame& frame, std::string_view content, FontRole role, float size, std::uint32_t color,
                      float line_height) {
    const auto scope = frame.font(role, size);
    ImFont* const font = ImGui::GetFont();
    const float font_size = ImGui::GetFontSize();
    const float width = std::max(1.0F, ImGui::GetContentRegionAvail().x);
    const float step = std::max(font_size, frame.px(line_height));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    float y = at.y + std::floor((step - font_size) / 2);
    int lines = 0;
    const auto line = [&](const char* from, const char* to) {
        ImGui::GetWindowDrawList()->AddText({at.x, y}, ImGui::GetColorU32(color), from, to);
        y += step;
        ++lines;
    };
    while (!content.empty()) {
        const std::size_t newline = std::min(content.find('\n'), content.size());
        const char* from = content.data();
        const char* const end = from + newline;
        do {
            const char* const stop = from == end ? end : font->CalcWordWrapPosition(font_size, from, end, width);
            line(from, stop);
            from = stop;
            while (from < end && *from == ' ') ++from;
        } while (from < end);
        content.remove_prefix(std::min(newline + 1, content.size()));
    }
    ImGui::Dummy({width, step * static_cast<float>(lines)});
}
inline void quote(const Frame& frame, std::string_view content) {
    paragraph(frame, content, FontRole::semibold, metrics::quote, frame.theme().text, 29);
}

// ---- space -----------------------------------------------------------------------------------------------------------------

// An empty strip, instead of the usual spacing between two items.
inline void space(const Frame& frame, float height) {
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() - ImGui::GetStyle().ItemSpacing.y);
    ImGui::Dummy({0, frame.px(height)});
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() - ImGui::GetStyle().ItemSpacing.y);
}
// A hairline across the window.
inline void divider(const Frame& frame, float above = metrics::space_3, float below = metrics::space_3) {
    space(frame, above);
    const ImVec2 from = ImGui::GetCursorScreenPos();
    const float thickness = std::max(1.0F, std::floor(frame.scale()));
    const float right = from.x + ImGui::GetContentRegionAvail().x;
    ImGui::GetWindowDrawList()->AddRectFilled(from, {right, from.y + thickness}, frame.theme().line);
    ImGui::Dummy({0, thickness});
    space(frame, below);
}
// Puts a window that other code opens (a demo, a library's own tool) exactly over the surface, where it is part of it. By its name and
// after it was opened in this frame: such code often sets a place of its own before it opens the window.
inline void fill_with_window(const Frame& frame, const char* name) {
    ImGui::SetWindowPos(name, frame.position());
    ImGui::SetWindowSize(name, frame.size());
}
// The next item on the same line, `gap` to the right.
inline void beside(const Frame& frame, float gap = metrics::space_2) { ImGui::SameLine(0, frame.px(gap)); }

// ---- icons -----------------------------------------------------------------------------------------------------------------

namespace detail {
inline FontRole icon_font(std::string_view name) { return name.ends_with("-fill") ? FontRole::icons_fill : FontRole::icons; }
// Draws an icon with its box's top left at `at`; nothing when there is no such icon.
inline void draw_icon(const Frame& frame, std::string_view name, ImVec2 at, float size, std::uint32_t color) {
    const std::string glyph = frame.icon(name);
    if (glyph.empty()) return;
    const auto font = frame.font(icon_font(name), size);
    ImGui::GetWindowDrawList()->AddText(at, color, glyph.c_str());
}
// The part of a label that is shown: up to "##".
inline std::string_view shown(std::string_view label) { return label.substr(0, label.find("##")); }
inline ImVec2 measure(std::string_view content) { return ImGui::CalcTextSize(content.data(), content.data() + content.size()); }
} // namespace detail

// A Phosphor icon by name ("heart", "heart-fill"), as an item.
inline void icon(const Frame& frame, std::string_view name, std::uint32_t color, float size = 16) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::Dummy({frame.px(size), frame.px(size)});
    detail::draw_icon(frame, name, at, size, color);
}
inline void icon(const Frame& frame, std::string_view name) { icon(frame, name, frame.theme().accent); }

// A borderless button that is only an icon. `tooltip` is shown on hover and is its name; it must not be empty.
inline bool icon_button(const Frame& frame, const char* id, std::string_view name, std::string_view tooltip, std::uint32_t color,
                        float size = 18) {
    const float side = frame.px(metrics::control_height);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::PushID(id);
    const bool pressed = ImGui::InvisibleButton("icon", {side, side}, ImGuiButtonFlags_EnableNav);
    ImGui::PopID();
    const bool hovered = ImGui::IsItemHovered();
    const bool focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (hovered || ImGui::IsItemActive()) {
        const float strength = ImGui::IsItemActive() ? 0.12F : 0.06F;
        list.AddRectFilled(at, {at.x + side, at.y + side}, faded(frame.theme().text, strength), frame.px(8));
    }
    if (focused) list.AddRect(at, {at.x + side, at.y + side}, frame.theme().accent, frame.px(8), frame.px(2));
    const float inset = std::floor((side - frame.px(size)) / 2);
    detail::draw_icon(frame, name, {at.x + inset, at.y + inset}, size, color);
    if (hovered) ImGui::SetItemTooltip("%.*s", static_cast<int>(tooltip.size()), tooltip.data());
    return pressed;
}
inline bool icon_button(const Frame& frame, const char* id, std::string_view name, std::string_view tooltip) {
    return icon_button(frame, id, name, tooltip, frame.theme().dim);
}

// ---- buttons ---------------------------------------------------------------------------------------------------------------

namespace detail {
struct ButtonColors {
    std::uint32_t fill, hovered, pressed, border, text;
};
inline bool button(const Frame& frame, const char* label, std::string_view icon_name, const ButtonColors& colors) {
    const auto font = frame.font(FontRole::medium, metrics::text);
    const std::string_view words = shown(label);
    const ImVec2 words_size = measure(words);
    const float icon_size = icon_name.empty() ? 0 : frame.px(16);
    const float gap = icon_name.empty() || words.empty() ? 0 : frame.px(6);
    const float padding = frame.px(14);
    const ImVec2 size{std::ceil(padding * 2 + icon_size + gap + words_size.x), frame.px(metrics::control_height)};
    const ImVec2 at = ImGui::GetCursorScreenPos();

    const bool clicked = ImGui::InvisibleButton(label, size, ImGuiButtonFlags_EnableNav);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end{at.x + size.x, at.y + size.y};
    const float radius = frame.px(metrics::control_radius);
    const std::uint32_t fill = ImGui::IsItemActive() ? colors.pressed : ImGui::IsItemHovered() ? colors.hovered : colors.fill;
    const float alpha = ImGui::GetStyle().Alpha; // lower inside BeginDisabled
    list.AddRectFilled(at, end, faded(fill, alpha), radius);
    const bool focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
    const std::uint32_t border = focused ? frame.theme().accent : colors.border;
    const float thickness = focused ? frame.px(2) : std::max(1.0F, std::floor(frame.scale()));
    if (border != 0) list.AddRect(at, end, faded(border, alpha), radius, thickness);

    float x = at.x + padding;
    if (!icon_name.empty()) {
        draw_icon(frame, icon_name, {x, at.y + std::floor((size.y - icon_size) / 2)}, 16, faded(colors.text, alpha));
        x += icon_size + gap;
    }
    list.AddText({x, at.y + std::floor((size.y - words_size.y) / 2)}, faded(colors.text, alpha), words.data(),
                 words.data() + words.size());
    return clicked;
}
} // namespace detail

// The one action of a card: filled in the accent colour.
inline bool primary_button(const Frame& frame, const char* label, std::string_view icon_name = {}) {
    const Theme& theme = frame.theme();
    return detail::button(
        frame, label, icon_name,
        {theme.accent, mixed(theme.accent, theme.text, 0.10F), mixed(theme.accent, theme.text, 0.20F), 0, theme.on_accent});
}
// Any other action: an outline.
inline bool secondary_button(const Frame& frame, const char* label, std::string_view icon_name = {}) {
    const Theme& theme = frame.theme();
    return detail::button(
        frame, label, icon_name,
        {theme.panel, mixed(theme.panel, theme.text, 0.05F), mixed(theme.panel, theme.text, 0.10F), theme.line, theme.text});
}

// ---- marks -----------------------------------------------------------------------------------------------------------------

// A short word on a soft background: "XS", "overdue".
inline void tag(const Frame& frame, std::string_view words, std::uint32_t color, std::uint32_t background) {
    const auto font = frame.font(FontRole::semibold, 11);
    const ImVec2 words_size = detail::measure(words);
    const ImVec2 padding = frame.px(6, 2);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size{words_size.x + padding.x * 2, words_size.y + padding.y * 2};
    ImGui::Dummy(size);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + size.x, at.y + size.y}, background, frame.px(5));
    list.AddText({at.x + padding.x, at.y + padding.y}, color, words.data(), words.data() + words.size());
}
inline void tag(const Frame& frame, std::string_view words) {
    tag(frame, words, frame.theme().accent, frame.theme().accent_soft);
}

// A bar across the window, or `width` logical pixels wide, filled to `fraction` (0 to 1).
inline void progress(const Frame& frame, float fraction, std::uint32_t color, float width = 0, float height = 7) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size{width > 0 ? frame.px(width) : ImGui::GetContentRegionAvail().x, frame.px(height)};
    ImGui::Dummy(size);
    // fmax and fmin keep NaN out: a bar of a goal whose target is 0 is empty.
    const float part = std::fmin(1.0F, std::fmax(0.0F, fraction));
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float radius = size.y / 2;
    list.AddRectFilled(at, {at.x + size.x, at.y + size.y}, mixed(frame.theme().line, frame.theme().text, 0.02F), radius);
    if (part <= 0) return;
    const float filled = std::max(size.y, size.x * part);
    list.AddRectFilled(at, {at.x + filled, at.y + size.y}, color, radius);
}
inline void progress(const Frame& frame, float fraction) { progress(frame, fraction, frame.theme().accent); }

// A small icon with a small text, for rows of figures: "7 day streak". Put beside(frame, 20) between two.
inline void stat(const Frame& frame, std::string_view icon_name, std::string_view words) {
    const auto font = frame.font(FontRole::text, metrics::small);
    const ImVec2 words_size = detail::measure(words);
    const float icon_size = frame.px(14);
    const float gap = frame.px(metrics::space_1);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float height = std::max(words_size.y, icon_size);
    ImGui::Dummy({icon_size + gap + words_size.x, height});
    detail::draw_icon(frame, icon_name, {at.x, at.y + std::floor((height - icon_size) / 2)}, 14, frame.theme().dim);
    ImGui::GetWindowDrawList()->AddText({at.x + icon_size + gap, at.y + std::floor((height - words_size.y) / 2)},
                                        frame.theme().dim, words.data(), words.data() + words.size());
}

// What a card shows when there is nothing yet: says what will be here. Put the one action that fills it right below.
inline void empty_state(const Frame& frame, std::string_view icon_name, std::string_view words) {
    icon(frame, icon_name, frame.theme().faint, 24);
    dim(frame, words);
}

} // namespace ui
} // namespace sdk
} // namespace asista

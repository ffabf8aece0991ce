// Turns theme colours and a scale into Dear ImGui's style. The client and every plugin host call this same function, so that a
// widget looks the same in a page of the client and in a plugin's card. Needs ImGui only.
#pragma once

#include <imgui.h>

#include <cmath>
#include <cstdint>

namespace asista {
inline namespace sdk {

// RGBA8, straight alpha, 0xAABBGGRR as ImGui packs them; what each is for: ext/ui.h.
struct ThemeColorsView {
    std::uint32_t background = 0, panel = 0, line = 0, text = 0, dim = 0, faint = 0, accent = 0, accent_soft = 0, on_accent = 0,
                  ok = 0, warn = 0, bad = 0;
    bool dark = false;
};

// Sizes in logical pixels that the style and the helpers of ui.hpp share.
namespace metrics {
inline constexpr float text = 14, small = 12, title = 22, quote = 21; // sizes of type: the em, as designers and CSS mean it
// ImGui's font sizes are line heights, ascent plus descent. How many ems that is: Inter, JetBrains Mono, Phosphor (hhea tables).
inline constexpr float line_per_em = 1.21F, mono_line_per_em = 1.32F, icon_line_per_em = 1.0F;
inline constexpr float control_height = 32, control_radius = 8, card_radius = 14, card_padding = 18;
inline constexpr float space_1 = 4, space_2 = 8, space_3 = 12, space_4 = 16, space_5 = 24;
} // namespace metrics

// `color` with its alpha multiplied by `alpha` (0 to 1).
inline std::uint32_t faded(std::uint32_t color, float alpha) {
    const float old_alpha = static_cast<float>(color >> 24);
    return (color & 0x00FFFFFFU) | (static_cast<std::uint32_t>(std::lround(old_alpha * alpha)) << 24);
}
// The colour `amount` (0 to 1) of the way from `from` to `to`.
inline std::uint32_t mixed(std::uint32_t from, std::uint32_t to, float amount) {
    std::uint32_t out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        const auto a = static_cast<float>((from >> shift) & 0xFFU);
        const auto b = static_cast<float>((to >> shift) & 0xFFU);
        out |= static_cast<std::uint32_t>(std::lround(a + (b - a) * amount)) << shift;
    }
    return out;
}

namespace detail {

inline void apply_sizes(ImGuiStyle& style, float scale) {
    style.WindowPadding = {metrics::card_padding, metrics::card_padding};
    style.FramePadding = {metrics::space_3, 7}; // 14 pixels of text in a control of about 32
    style.ItemSpacing = {metrics::space_2, metrics::space_2};
    style.ItemInnerSpacing = {metrics::space_2, metrics::space_1};
    style.CellPadding = {metrics::space_2, metrics::space_1};
    style.IndentSpacing = metrics::space_4;
    style.ScrollbarSize = 10;
    style.GrabMinSize = 12;
    style.WindowRounding = metrics::card_radius;
    style.ChildRounding = metrics::control_radius;
    style.PopupRounding = metrics::control_radius + 2;
    style.FrameRounding = metrics::control_radius;
    style.ScrollbarRounding = 5;
    style.GrabRounding = metrics::control_radius - 2;
    style.TabRounding = metrics::control_radius;
    style.SeparatorTextPadding = {0, metrics::space_1};
    style.WindowMinSize = {16, 16};
    style.ScaleAllSizes(scale);

    const float hairline = std::fmax(1.0F, std::floor(scale));
    style.WindowBorderSize = hairline;
    style.ChildBorderSize = 0;
    style.PopupBorderSize = hairline;
    style.FrameBorderSize = hairline;
    style.TabBorderSize = 0;
    style.SeparatorTextBorderSize = hairline;
    style.WindowTitleAlign = {0, 0.5F};
    style.ButtonTextAlign = {0.5F, 0.5F};
    style.DisabledAlpha = 0.45F;
    style.FontSizeBase = std::round(metrics::text * metrics::line_per_em);
    style.FontScaleDpi = scale;
}

inline void apply_colors(ImGuiStyle& style, const ThemeColorsView& theme) {
    const auto set = [&style](ImGuiCol slot, std::uint32_t color) { style.Colors[slot] = ImGui::ColorConvertU32ToFloat4(color); };
    constexpr std::uint32_t nothing = 0;
    const std::uint32_t hover = mixed(theme.panel, theme.text, 0.05F);
    const std::uint32_t pressed = mixed(theme.panel, theme.text, 0.10F);
    const std::uint32_t soft_hover = mixed(theme.accent_soft, theme.accent, 0.12F);
    const std::uint32_t soft_pressed = mixed(theme.accent_soft, theme.accent, 0.22F);

    set(ImGuiCol_Text, theme.text);
    set(ImGuiCol_TextDisabled, theme.faint);
    set(ImGuiCol_TextLink, theme.accent);
    set(ImGuiCol_TextSelectedBg, faded(theme.accent, 0.30F));
    set(ImGuiCol_InputTextCursor, theme.accent);
    set(ImGuiCol_WindowBg, theme.panel);
    set(ImGuiCol_ChildBg, nothing);
    set(ImGuiCol_PopupBg, theme.panel);
    set(ImGuiCol_Border, theme.line);
    set(ImGuiCol_BorderShadow, nothing);
    set(ImGuiCol_FrameBg, theme.panel);
    set(ImGuiCol_FrameBgHovered, hover);
    set(ImGuiCol_FrameBgActive, pressed);
    set(ImGuiCol_CheckMark, theme.accent);
    set(ImGuiCol_CheckboxSelectedBg, theme.accent_soft);
    set(ImGuiCol_SliderGrab, theme.accent);
    set(ImGuiCol_SliderGrabActive, mixed(theme.accent, theme.text, 0.15F));
    set(ImGuiCol_Button, theme.panel);
    set(ImGuiCol_ButtonHovered, hover);
    set(ImGuiCol_ButtonActive, pressed);
    set(ImGuiCol_Header, theme.accent_soft);
    set(ImGuiCol_HeaderHovered, soft_hover);
    set(ImGuiCol_HeaderActive, soft_pressed);
    set(ImGuiCol_TitleBg, theme.background);
    set(ImGuiCol_TitleBgActive, theme.background);
    set(ImGuiCol_TitleBgCollapsed, theme.background);
    set(ImGuiCol_MenuBarBg, theme.background);
    set(ImGuiCol_ScrollbarBg, nothing);
    set(ImGuiCol_ScrollbarGrab, mixed(theme.line, theme.text, 0.08F));
    set(ImGuiCol_ScrollbarGrabHovered, mixed(theme.line, theme.text, 0.22F));
    set(ImGuiCol_ScrollbarGrabActive, theme.faint);
    set(ImGuiCol_Separator, theme.line);
    set(ImGuiCol_SeparatorHovered, theme.accent);
    set(ImGuiCol_SeparatorActive, theme.accent);
    set(ImGuiCol_ResizeGrip, nothing);
    set(ImGuiCol_ResizeGripHovered, faded(theme.accent, 0.50F));
    set(ImGuiCol_ResizeGripActive, theme.accent);
    set(ImGuiCol_Tab, nothing);
    set(ImGuiCol_TabHovered, soft_hover);
    set(ImGuiCol_TabSelected, theme.accent_soft);
    set(ImGuiCol_TabSelectedOverline, theme.accent);
    set(ImGuiCol_TabDimmed, nothing);
    set(ImGuiCol_TabDimmedSelected, theme.accent_soft);
    set(ImGuiCol_TabDimmedSelectedOverline, nothing);
    set(ImGuiCol_PlotLines, theme.accent);
    set(ImGuiCol_PlotLinesHovered, mixed(theme.accent, theme.text, 0.2F));
    set(ImGuiCol_PlotHistogram, theme.accent);
    set(ImGuiCol_PlotHistogramHovered, mixed(theme.accent, theme.text, 0.2F));
    set(ImGuiCol_TableHeaderBg, theme.background);
    set(ImGuiCol_TableBorderStrong, theme.line);
    set(ImGuiCol_TableBorderLight, theme.line);
    set(ImGuiCol_TableRowBg, nothing);
    set(ImGuiCol_TableRowBgAlt, faded(theme.text, 0.03F));
    set(ImGuiCol_TreeLines, theme.line);
    set(ImGuiCol_DragDropTarget, theme.accent);
    set(ImGuiCol_DragDropTargetBg, faded(theme.accent, 0.10F));
    set(ImGuiCol_DockingPreview, faded(theme.accent, 0.40F));
    set(ImGuiCol_DockingEmptyBg, theme.background);
    set(ImGuiCol_UnsavedMarker, theme.accent);
    set(ImGuiCol_NavCursor, theme.accent);
    set(ImGuiCol_NavWindowingHighlight, theme.accent);
    set(ImGuiCol_NavWindowingDimBg, theme.dark ? 0x66000000U : 0x33000000U);
    set(ImGuiCol_ModalWindowDimBg, theme.dark ? 0x99000000U : 0x66000000U);
}

} // namespace detail

// Replaces the current context's style. scale: physical pixels per logical pixel, 0.5 to 4. Call between frames.
inline void apply_style(const ThemeColorsView& theme, float scale) {
    ImGuiStyle style;
    detail::apply_sizes(style, scale);
    detail::apply_colors(style, theme);
    ImGui::GetStyle() = style;
}

} // namespace sdk
} // namespace asista

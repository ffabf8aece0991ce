#include "ui/widgets/buttons.hpp"

#include <imgui.h>

namespace asista::ui {
namespace {

constexpr float button_padding = 14, button_icon = 16, icon_gap = 7, pill_padding = 11, pill_icon = 14, tag_padding = 6,
                tag_rows = 18;

struct ButtonColors {
    Color fill, text;
    bool bordered;
};

ButtonColors button_colors(const Colors& c, ButtonKind kind) {
    switch (kind) {
    case ButtonKind::primary: return {c.accent, c.on_accent, false};
    case ButtonKind::secondary: return {c.panel, c.text, true};
    case ButtonKind::ghost: return {0, c.dim, false};
    case ButtonKind::danger: return {c.bad, c.on_accent, false};
    }
    return {c.panel, c.text, true};
}

} // namespace

float button_width(const Ui& ui, std::string_view label, std::string_view icon) {
    float width = 2 * ui.px(button_padding) + text_width(ui, Role::body_medium, label);
    if (!icon.empty()) width += ui.px(button_icon) + (label.empty() ? 0 : ui.px(icon_gap));
    return width;
}

bool button(Ui& ui, std::string_view id, Box box, ButtonKind kind, std::string_view label, std::string_view icon,
            Enabled enabled) {
    const Press state = press(ui, id, box, enabled);
    describe(ui, state, {.role = ItemRole::button, .label = label.empty() ? id : label});
    if (!state.visible) return false;
    ButtonColors colors = button_colors(ui.colors(), kind);
    if (enabled == Enabled::no) {
        colors.text = with_alpha(colors.text, kind == ButtonKind::secondary || kind == ButtonKind::ghost ? 0.45F : 0.8F);
        colors.fill = with_alpha(colors.fill, 0.45F);
    }
    if (colors.bordered) {
        draw_surface(ui, current_list(), box, Surface::control, size::radius);
        fill(ui, box, with_alpha(ui.colors().hover, state.held ? 1.6F : state.warmth), size::radius);
    } else {
        fill(ui, box, colors.fill, size::radius);
        const Color shade = kind == ButtonKind::ghost ? ui.colors().hover : rgb(ui.theme.dark() ? 0xffffff : 0x000000, 0x24);
        fill(ui, box, with_alpha(shade, state.held ? 1.5F : state.warmth), size::radius);
    }
    const float text = text_width(ui, Role::body_medium, label);
    const float glyph = icon.empty() ? 0 : ui.px(button_icon);
    const float gap = icon.empty() || label.empty() ? 0 : ui.px(icon_gap);
    Box row = box.centered(std::min(text + glyph + gap, box.w), box.h);
    if (!icon.empty()) draw_icon(ui, row.cut_left(glyph), icon, colors.text, button_icon);
    row.cut_left(gap);
    draw_text(ui, row, Role::body_medium, colors.text, label);
    finish_press(ui, state, box, size::radius);
    return state.pressed;
}

bool button_left(Ui& ui, Box& row, std::string_view id, ButtonKind kind, std::string_view label, std::string_view icon,
                 Enabled enabled) {
    const Box box = row.cut_left(button_width(ui, label, icon)).centered_rows(std::min(row.h, ui.px(size::control)));
    row.cut_left(ui.px(size::step2));
    return button(ui, id, box, kind, label, icon, enabled);
}

bool button_right(Ui& ui, Box& row, std::string_view id, ButtonKind kind, std::string_view label, std::string_view icon,
                  Enabled enabled) {
    const Box box = row.cut_right(button_width(ui, label, icon)).centered_rows(std::min(row.h, ui.px(size::control)));
    row.cut_right(ui.px(size::step2));
    return button(ui, id, box, kind, label, icon, enabled);
}

bool icon_button(Ui& ui, std::string_view id, Box box, std::string_view icon, Color color, std::string_view hint, Fill filled,
                 Enabled enabled) {
    const Press state = press(ui, id, box, enabled);
    describe(ui, state, {.role = ItemRole::button, .label = hint.empty() ? id : hint});
    if (!state.visible) return false;
    tooltip(ui, hint);
    fill(ui, box, with_alpha(ui.colors().hover, state.held ? 1.6F : state.warmth), size::radius);
    if (enabled == Enabled::no) color = with_alpha(color, 0.4F);
    if (filled == Fill::filled)
        draw_icon_filled(ui, box, icon, color);
    else
        draw_icon(ui, box, icon, color);
    finish_press(ui, state, box, size::radius);
    return state.pressed;
}

float pill_width(const Ui& ui, std::string_view label, std::string_view icon) {
    float width = 2 * ui.px(pill_padding) + text_width(ui, Role::small_medium, label);
    if (icon == "dot") return width + ui.px(12);
    if (!icon.empty()) width += ui.px(pill_icon) + (label.empty() ? 0 : ui.px(6));
    return width;
}

bool pill(Ui& ui, std::string_view id, Box box, std::string_view label, std::string_view icon, Selected selected,
          std::string_view hint) {
    const Press state = press(ui, id, box);
    const bool on = selected == Selected::yes;
    describe(ui, state, {.role = ItemRole::choice, .label = label.empty() ? hint : label, .state = checked_state(on)});
    if (!state.visible) return false;
    tooltip(ui, hint);
    const Colors& c = ui.colors();
    const float radius = box.h / 2 / ui.theme.scale;
    fill(ui, box, on ? c.accent_soft : c.panel, radius);
    fill(ui, box, with_alpha(c.hover, state.held ? 1.6F : state.warmth), radius);
    outline(ui, box, on ? c.accent_soft : c.line, radius);
    const Color text = on ? c.on_accent_soft : c.dim;
    Box row = box.inset(ui.px(pill_padding), 0);
    if (!icon.empty()) {
        const Box glyph = row.cut_left(icon == "dot" ? ui.px(12) : ui.px(pill_icon));
        if (icon == "dot")
            dot(ui, glyph.x + ui.px(3), box.middle_y(), 3.5F, c.ok);
        else
            draw_icon(ui, glyph, icon, text, pill_icon);
        row.cut_left(label.empty() || icon == "dot" ? 0 : ui.px(6));
    }
    draw_text(ui, row, Role::small_medium, text, label, icon.empty() ? Align::center : Align::left);
    finish_press(ui, state, box, radius);
    return state.pressed;
}

float tag_height(const Ui& ui) { return ui.px(tag_rows); }
float tag_width(const Ui& ui, std::string_view label) { return 2 * ui.px(tag_padding) + text_width(ui, Role::tiny, label); }

float tag(const Ui& ui, float x, float y, std::string_view label, TagKind kind) {
    const Colors& c = ui.colors();
    const Box box{x, y, tag_width(ui, label), tag_height(ui)};
    Color paint = c.tag, text = c.dim;
    switch (kind) {
    case TagKind::quiet: break;
    case TagKind::accent: paint = c.accent_soft, text = c.on_accent_soft; break;
    case TagKind::ok: paint = with_alpha(c.ok, 0.14F), text = c.ok; break;
    case TagKind::warn: paint = with_alpha(c.warn, 0.14F), text = c.warn; break;
    case TagKind::bad: paint = with_alpha(c.bad, 0.14F), text = c.bad; break;
    }
    fill(ui, box, paint, size::radius_small);
    draw_text(ui, box, Role::tiny, text, label, Align::center);
    return box.w;
}

bool link(Ui& ui, std::string_view id, Box box, Role role, std::string_view label) {
    box.w = std::min(box.w, text_width(ui, role, label));
    const Press state = press(ui, id, box);
    describe(ui, state, {.role = ItemRole::link, .label = label});
    if (!state.visible) return false;
    const Color color = ui.colors().accent;
    draw_text(ui, box, role, color, label);
    if (state.hovered) horizontal_line(ui, box.x, box.middle_y() + line_height(ui, role) / 2, box.w, color);
    finish_press(ui, state, box, size::radius_small);
    return state.pressed;
}

} // namespace asista::ui

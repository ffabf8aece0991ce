#include "ui/widgets/card.hpp"

namespace asista::ui {

namespace {
constexpr float header_lift = 2; // the header's controls are taller than its text: they use some of the padding above
constexpr float header_gap = 4;
} // namespace

float card_edge(const Ui& ui) { return ui.px(size::card_padding) + ui.px(size::hairline); }

float card_height(const Ui& ui, float body) {
    return 2 * card_edge(ui) - ui.px(header_lift) + ui.px(size::card_header) + ui.px(header_gap) + body;
}

CardParts card_parts(const Ui& ui, Box box) {
    Box inner = box.inset(card_edge(ui));
    inner.y -= ui.px(header_lift);
    inner.h += ui.px(header_lift);
    CardParts parts;
    parts.actions = inner.cut_top(ui.px(size::card_header));
    inner.cut_top(ui.px(header_gap));
    parts.body = inner;
    return parts;
}

void draw_card_head(Ui& ui, Box row, const CardHead& head) {
    const Color color = head.icon_color ? head.icon_color : ui.colors().accent;
    if (!head.icon.empty()) {
        draw_icon(ui, row.cut_left(ui.px(size::icon)), head.icon, color);
        row.cut_left(ui.px(7));
    }
    const float width = draw_text(ui, row, Role::strong, ui.colors().text, head.title);
    if (head.note.empty()) return;
    row.cut_left(width + ui.px(10));
    draw_text(ui, row, Role::small, ui.colors().dim, head.note);
}

CardParts draw_card(Ui& ui, Box box, const CardHead& head, Surface surface) {
    draw_surface(ui, current_list(), box, surface);
    const CardParts parts = card_parts(ui, box);
    draw_card_head(ui, parts.actions, head);
    return parts;
}

bool icon_action(Ui& ui, Box& actions, std::string_view id, std::string_view icon, Color color, std::string_view hint,
                 Fill fill) {
    const float side = ui.px(size::control - 2);
    const Box box = actions.cut_right(side).centered_rows(side);
    actions.cut_right(ui.px(2));
    return icon_button(ui, id, box, icon, color, hint, fill);
}

Box page_heading(Ui& ui, Box& area, std::string_view title, std::string_view line) {
    Box head = area.cut_top(ui.px(50));
    Box right = head;
    right.y += ui.px(9);
    right.h = ui.px(size::control);
    draw_text(ui, head.cut_top(ui.px(27)), Role::page_title, ui.colors().text, title);
    draw_text(ui, head.cut_top(ui.px(21)), Role::body, ui.colors().dim, line);
    area.cut_top(ui.px(14));
    return right;
}

float empty_state_height(const Ui& ui, float width, const Empty& empty) {
    const float text = std::min(width - ui.px(48), ui.px(400));
    float height = ui.px(48 + 14 + 22 + 4) + paragraph_height(ui, text, Role::body, empty.text);
    if (!empty.button.empty()) height += ui.px(16 + size::control);
    return height;
}

bool empty_state(Ui& ui, std::string_view id, Box box, const Empty& empty) {
    Box inner = box.centered(std::min(box.w - ui.px(48), ui.px(400)), empty_state_height(ui, box.w, empty));
    inner.y = std::max(inner.y, box.y);
    const Box round = inner.cut_top(ui.px(48)).centered(ui.px(48), ui.px(48));
    fill(ui, round, ui.colors().accent_soft, 24);
    draw_icon(ui, round, empty.icon, ui.colors().on_accent_soft, 24);
    inner.cut_top(ui.px(14));
    draw_text(ui, inner.cut_top(ui.px(22)), Role::strong, ui.colors().text, empty.title, Align::center);
    inner.cut_top(ui.px(4));
    const float height = paragraph_height(ui, inner.w, Role::body, empty.text);
    draw_paragraph(ui, inner, Role::body, ui.colors().dim, empty.text, 0, Align::center);
    inner.cut_top(height);
    if (empty.button.empty()) return false;
    inner.cut_top(ui.px(16));
    const Box place = inner.cut_top(ui.px(size::control));
    return button(ui, id, place.centered(button_width(ui, empty.button, empty.button_icon), place.h), ButtonKind::primary,
                  empty.button, empty.button_icon);
}

bool notice(Ui& ui, std::string_view id, Box& area, NotificationLevel level, std::string_view text, std::string_view label) {
    const float pad = ui.px(12), glyph = ui.px(18), gap = ui.px(10);
    const float action = label.empty() ? 0 : button_width(ui, label) + gap;
    const float words = area.w - 2 * pad - glyph - gap - action;
    const float rows = std::max(paragraph_height(ui, words, Role::body, text), label.empty() ? 0.0F : ui.px(size::control_small));
    Box box = area.cut_top(rows + 2 * pad);
    area.cut_top(ui.px(size::step4));
    const Color color = level_color(ui, level);
    fill(ui, box, ui.colors().panel, 10);
    fill(ui, box, with_alpha(color, 0.07F), 10);
    outline(ui, box, with_alpha(color, 0.55F), 10);
    Box row = box.inset(pad);
    Box icon = row.cut_left(glyph);
    icon.h = leading(ui, Role::body);
    draw_icon(ui, icon, level_icon(level), color);
    row.cut_left(gap);
    bool pressed = false;
    if (!label.empty()) {
        const Box place = row.cut_right(action - gap).centered_rows(ui.px(size::control_small));
        row.cut_right(gap);
        pressed = button(ui, id, place, ButtonKind::secondary, label);
    }
    draw_paragraph(ui, row, Role::body, ui.colors().text, text);
    return pressed;
}

Color level_color(const Ui& ui, NotificationLevel level) {
    switch (level) {
    case NotificationLevel::info: return ui.colors().accent;
    case NotificationLevel::success: return ui.colors().ok;
    case NotificationLevel::warning: return ui.colors().warn;
    case NotificationLevel::error: return ui.colors().bad;
    }
    return ui.colors().accent;
}

std::string_view level_icon(NotificationLevel level) {
    switch (level) {
    case NotificationLevel::info: return "info";
    case NotificationLevel::success: return "check-circle";
    case NotificationLevel::warning: return "warning";
    case NotificationLevel::error: return "warning-circle";
    }
    return "info";
}

} // namespace asista::ui

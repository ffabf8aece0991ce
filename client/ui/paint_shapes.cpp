#include "ui/paint.hpp"

#include "ui/motion.hpp"

#include "gfx/card_painter.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {

constexpr float pi = 3.14159265F;

gfx::CardStyle look_of(const Ui& ui, Surface surface) {
    const Colors& c = ui.colors();
    gfx::CardStyle style;
    style.fill_from = style.fill_to = c.panel;
    style.border = c.line;
    style.border_width = ui.px(size::hairline);
    style.shadow = c.shadow;
    style.shadow_blur = ui.px(14);
    style.shadow_offset_y = ui.px(4);
    style.shadow_spread = -ui.px(3);
    switch (surface) {
    case Surface::card: break;
    case Surface::highlight:
        style.fill_from = c.highlight_from;
        style.fill_to = c.highlight_to;
        style.gradient_angle = pi / 8;
        style.border = c.highlight_line;
        break;
    case Surface::bad: style.border = c.bad; break;
    case Surface::lifted:
    case Surface::floating:
        style.shadow = with_alpha(c.shadow, 1.6F);
        style.shadow_blur = ui.px(32);
        style.shadow_offset_y = ui.px(10);
        style.shadow_spread = -ui.px(4);
        break;
    case Surface::control:
        style.shadow = with_alpha(c.shadow, 0.5F);
        style.shadow_blur = ui.px(3);
        style.shadow_offset_y = ui.px(1);
        style.shadow_spread = 0;
        break;
    }
    return style;
}

ImVec2 top_left(Box box) { return {box.x, box.y}; }
ImVec2 bottom_right(Box box) { return {box.right(), box.bottom()}; }

} // namespace

ImDrawList* current_list() { return ImGui::GetWindowDrawList(); }

void fill(const Ui& ui, Box box, Color color, float radius_logical) {
    if (box.empty()) return;
    current_list()->AddRectFilled(top_left(box), bottom_right(box), color, ui.px(radius_logical));
}

void outline(const Ui& ui, Box box, Color color, float radius_logical, float width_logical) {
    if (box.empty()) return;
    // ImGui strokes half a pixel inside its rectangle; the rest of the way inwards keeps a thicker edge inside the box and sharp.
    const float width = ui.px(width_logical);
    const Box inner = box.inset((width - 1) / 2);
    current_list()->AddRect(top_left(inner), bottom_right(inner), color, std::max(ui.px(radius_logical) - width / 2, 0.0F),
                            width);
}

void horizontal_line(const Ui& ui, float x, float y, float width, Color color) {
    fill(ui, {x, std::floor(y), width, ui.px(size::hairline)}, color);
}

void dot(const Ui& ui, float x, float y, float radius_logical, Color color) {
    current_list()->AddCircleFilled(ImVec2(x, y), radius_logical * ui.theme.scale, color);
}

void focus_ring(const Ui& ui, Box box, float radius_logical) {
    const float gap = ui.px(2);
    auto* const list = current_list();
    list->PushClipRectFullScreen(); // a ring belongs to what has the focus, also where that touches the edge of its panel
    outline(ui, {box.x - gap, box.y - gap, box.w + 2 * gap, box.h + 2 * gap}, ui.colors().accent, radius_logical + 2, size::ring);
    list->PopClipRect();
}

void draw_surface(const Ui& ui, ImDrawList* list, Box box, Surface surface, float radius_logical) {
    gfx::CardStyle style = look_of(ui, surface);
    style.radius = ui.px(radius_logical);
    gfx::paint_card(list, top_left(box), bottom_right(box), style);
}

void gradient(const Ui& ui, ImDrawList* list, Box box, Color from, Color to, float radius_logical) {
    gfx::CardStyle style;
    style.fill_from = from;
    style.fill_to = to;
    style.gradient_angle = pi / 4;
    style.radius = ui.px(radius_logical);
    gfx::paint_card(list, top_left(box), bottom_right(box), style);
}

void draw_bar(const Ui& ui, Box box, float fraction, Color color) {
    const float radius = box.h / 2;
    auto* const list = current_list();
    list->AddRectFilled(top_left(box), bottom_right(box), ui.colors().track, radius);
    const float width = std::round(box.w * std::clamp(fraction, 0.0F, 1.0F));
    if (width <= 0) return;
    list->AddRectFilled(top_left(box), ImVec2(box.x + std::max(width, box.h), box.bottom()), color, radius);
}

void draw_spinner(const Ui& ui, float x, float y, float radius_logical, Color color) {
    const float radius = radius_logical * ui.theme.scale;
    // One that is scrolled out of sight must not keep the window drawing: whatever it waits for may come only when it is seen.
    if (!ImGui::IsRectVisible(ImVec2(x - radius, y - radius), ImVec2(x + radius, y + radius))) return;
    const float width = std::max(radius / 4.5F, 1.0F);
    auto* const list = current_list();
    list->AddCircle(ImVec2(x, y), radius, ui.colors().track, 0, width);
    float angle = -pi / 2;
    if (!ui.motion.reduced()) {
        angle += static_cast<float>(std::fmod(ui.motion.time_s(), 1.0)) * 2 * pi;
        ui.motion.keep_going();
    }
    list->PathArcTo(ImVec2(x, y), radius, angle, angle + pi / 2);
    list->PathStroke(color, width);
}

} // namespace asista::ui

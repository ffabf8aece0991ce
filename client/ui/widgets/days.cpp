#include "ui/widgets/days.hpp"

#include "ui/motion.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace asista::ui {
namespace {

constexpr float top = -1.57079633F, turn = 6.28318531F;

} // namespace

Color series_color(const Ui& ui, std::uint32_t color) { return ui.colors().series[color % ui.colors().series.size()]; }

void draw_day(const Ui& ui, Box box, const DayLook& look, float radius) {
    const Colors& c = ui.colors();
    const Color empty = look.quiet && look.share <= 0 ? with_alpha(c.track, 0.5F) : c.track;
    if (look.share >= 1 || look.fading) { // in one piece: two on each other would show at the corners
        fill(ui, box, mix(empty, look.color, look.share), radius);
    } else {
        fill(ui, box, empty, radius);
        const float height = look.share > 0 ? std::max(std::round(box.h * look.share), ui.px(3)) : 0;
        auto* const list = current_list();
        list->PushClipRect(ImVec2(box.x, box.bottom() - height), ImVec2(box.right(), box.bottom()), true);
        if (height > 0) fill(ui, box, look.color, radius); // as full as it is, from below
        list->PopClipRect();
    }
    if (look.skipped) {
        const float width = std::round(box.w * 0.4F);
        fill(ui, {std::floor(box.middle_x() - width / 2), std::floor(box.middle_y() - ui.px(1)), width, ui.px(2)}, c.dim, 1);
    }
}

DayPress day_square(Ui& ui, std::string_view id, Box box, const DayLook& look, std::string_view hint) {
    DayPress result;
    const Press state = press(ui, id, box);
    describe(ui, state, {.role = ItemRole::check_box, .label = hint, .state = checked_state(look.share >= 1)});
    if (!state.visible) return result;
    tooltip(ui, hint);
    result.pressed = state.pressed;
    result.menu =
        (state.hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Right)) ||
        (state.focused && (ImGui::IsKeyPressed(ImGuiKey_Menu, false) || ImGui::IsKeyChordPressed(ImGuiMod_Shift | ImGuiKey_F10)));
    const float radius = std::min(size::radius_small, box.w / ui.theme.scale / 4); // small ones stay squares
    DayLook shown = look;
    if (!look.still) shown.share = ui.motion.to(state.id + 1, look.share, duration::quick);
    shown.fading = look.share <= 0 || look.share >= 1; // a tick comes and goes as a whole
    draw_day(ui, box, shown, radius);
    fill(ui, box, with_alpha(ui.colors().hover, state.warmth * 2), radius);
    finish_press(ui, state, box, radius);
    return result;
}

void draw_ring(const Ui& ui, Box box, float fraction, Color color) {
    const float width = std::max(std::round(box.w * 0.1F), 2.0F), radius = (box.w - width) / 2;
    const ImVec2 middle(box.middle_x(), box.middle_y());
    auto* const list = current_list();
    list->AddCircle(middle, radius, ui.colors().track, 0, width);
    const float filled = std::clamp(fraction, 0.0F, 1.0F);
    if (filled > 0.004F) {
        list->PathArcTo(middle, radius, top, top + turn * filled);
        list->PathStroke(color, width);
    }
    const int percent = static_cast<int>(filled * 100 + 0.5F);
    draw_text(ui, box, Role::tiny, ui.colors().dim, fmt::format("{}", percent), Align::center);
}

bool color_choice(Ui& ui, std::string_view id, Box row, std::uint32_t& color) {
    bool changed = false;
    const auto count = static_cast<std::uint32_t>(ui.colors().series.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        const Box cell = row.cut_left(ui.px(30)).centered(ui.px(26), ui.px(26));
        const Press state = press(ui, fmt::format("{}/{}", id, i), cell);
        tooltip(ui, fmt::format("Colour {}", i + 1));
        dot(ui, cell.middle_x(), cell.middle_y(), 8, series_color(ui, i));
        if (color % count == i)
            outline(ui, cell, ui.colors().text, 13, 1.5F);
        else
            outline(ui, cell, with_alpha(ui.colors().control_line, state.warmth), 13);
        finish_press(ui, state, cell, 13);
        if (state.pressed && color != i) {
            color = i;
            changed = true;
        }
    }
    return changed;
}

} // namespace asista::ui

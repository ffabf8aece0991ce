#include "ui/widgets/mini_month.hpp"

#include "ui/widgets/buttons.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <cmath>

namespace asista::ui {
namespace {
constexpr float head = 30, letters = 22, week = 28;
}

float mini_month_height(const Ui& ui) { return ui.px(head) + ui.px(letters) + 6 * ui.px(week); }

bool mini_month(Ui& ui, std::string_view id, Box box, YearMonth& month, DayNumber& day,
                const std::function<bool(DayNumber)>& marked) {
    const Colors& c = ui.colors();
    const DateStyle style = ui.dates();
    ImGui::PushID(id.data(), id.data() + id.size());
    Box row = box.cut_top(ui.px(head));
    if (icon_button(ui, "next", row.cut_right(ui.px(28)).centered_rows(ui.px(28)), "caret-right", c.dim, "Next month"))
        month = month_after(month, 1);
    if (icon_button(ui, "previous", row.cut_right(ui.px(28)).centered_rows(ui.px(28)), "caret-left", c.dim, "Previous month"))
        month = month_after(month, -1);
    row.cut_left(ui.px(6));
    draw_text(ui, row, Role::strong, c.text, words::month_title(month, style));
    const float cell = std::floor(box.w / 7);
    Box names = box.cut_top(ui.px(letters));
    const DayNumber first = week_begin(first_of(month), style);
    for (int i = 0; i < 7; ++i)
        draw_text(ui, names.cut_left(cell), Role::tiny, c.faint, words::weekday_brief(first + i, style), Align::center);
    bool picked = false;
    for (int i = 0; i < 42; ++i) {
        const DayNumber each = first + i;
        const Box place{box.x + cell * static_cast<float>(i % 7), box.y + ui.px(week) * static_cast<float>(i / 7), cell,
                        ui.px(week)};
        const Press state = press(ui, words::iso_day(each), place);
        if (!state.visible) continue;
        tooltip(ui, words::date_text(each, style));
        const Box round = place.centered(ui.px(26), ui.px(26));
        const bool today = each == ui.today();
        if (each == day)
            fill(ui, round, today ? c.accent : c.accent_soft, 13);
        else
            fill(ui, round, with_alpha(c.hover, state.warmth), 13);
        Color color = month_of(each) == month ? c.text : c.faint;
        if (today)
            color = each == day ? c.on_accent : c.accent;
        else if (each == day)
            color = c.on_accent_soft;
        draw_text(ui, place, today ? Role::small_medium : Role::small, color, std::to_string(day_of_month(each)), Align::center);
        if (marked && marked(each) && each != day) dot(ui, place.middle_x(), round.bottom() - ui.px(3), 1.5F, c.accent);
        finish_press(ui, state, round, 13);
        if (state.pressed) {
            day = each;
            picked = true;
        }
    }
    ImGui::PopID();
    return picked;
}

bool day_field(Ui& ui, std::string_view id, Box box, DayNumber& day, YearMonth& month) {
    const Colors& c = ui.colors();
    const Press state = press(ui, id, box);
    if (state.visible) {
        draw_surface(ui, current_list(), box, Surface::control, size::radius);
        fill(ui, box, with_alpha(c.hover, state.warmth), size::radius);
        draw_text(ui, box.inset(ui.px(10), 0), Role::body, c.text,
                  fmt::format("{} {}", words::weekday_short(day, ui.dates()), words::short_date_of_year(day, ui.dates())));
        finish_press(ui, state, box, size::radius);
    }
    const std::string menu = std::string{id} + "/month";
    if (state.pressed) {
        month = month_of(day);
        open_menu(menu);
    }
    bool changed = false;
    if (begin_menu(ui, menu, box, {.width = 240, .padding = 10})) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const Box inner{at.x, at.y, ImGui::GetContentRegionAvail().x, mini_month_height(ui)};
        if (mini_month(ui, "month", inner, month, day)) {
            changed = true;
            ImGui::CloseCurrentPopup();
        }
        ImGui::SetCursorScreenPos(at);
        ImGui::Dummy(ImVec2(inner.w, inner.h));
        end_menu();
    }
    return changed;
}

} // namespace asista::ui

#include "ui/widgets/date_picker.hpp"

#include "ui/widgets/buttons.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <string>

namespace asista::ui {
namespace {

constexpr float cell = 30, width = 7 * cell + 16;

bool draw_day(Ui& ui, Box box, DayNumber day, bool chosen, bool inside) {
    const Colors& c = ui.colors();
    const Press state = press(ui, fmt::format("day {}", day), box);
    if (!state.visible) return false;
    const Box round = box.centered(ui.px(26), ui.px(26));
    if (chosen) fill(ui, round, c.accent, 13);
    fill(ui, round, with_alpha(c.hover, state.warmth), 13);
    if (day == ui.today() && !chosen) outline(ui, round, c.accent, 13);
    const std::string number = std::to_string(day_of_month(day));
    draw_text(ui, box, Role::small_medium, chosen ? c.on_accent : inside ? c.text : c.faint, number, Align::center);
    finish_press(ui, state, round, 13);
    return state.pressed;
}

bool draw_month(Ui& ui, std::optional<DayNumber>& day, bool none) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGuiStorage& storage = *ImGui::GetStateStorage();
    const ImGuiID key = ImGui::GetID("month");
    // The month that is looked at, as its distance from that of the day.
    int offset = ImGui::IsWindowAppearing() ? 0 : storage.GetInt(key, 0);
    const DayNumber around = day.value_or(ui.today());
    const YearMonth month = month_after(month_of(around), offset);
    const DateStyle style = ui.dates();
    Box box{at.x, at.y, ui.px(7 * cell), ui.px(34 + 22 + 6 * cell + (none ? 34 : 0))};
    const Box whole = box;
    Box head = box.cut_top(ui.px(34));
    if (icon_button(ui, "before", head.cut_left(ui.px(30)), "caret-left", ui.colors().dim, "Month before")) --offset;
    if (icon_button(ui, "after", head.cut_right(ui.px(30)), "caret-right", ui.colors().dim, "Month after")) ++offset;
    draw_text(ui, head, Role::body_medium, ui.colors().text, words::month_title(month, style), Align::center);
    Box names = box.cut_top(ui.px(22));
    bool picked = false;
    DayNumber each = week_begin(first_of(month), style);
    for (int i = 0; i < 7; ++i)
        draw_text(ui, names.cut_left(ui.px(cell)), Role::tiny, ui.colors().faint, words::weekday_brief(each + i, style),
                  Align::center);
    for (int week = 0; week < 6; ++week) {
        Box row = box.cut_top(ui.px(cell));
        for (int i = 0; i < 7; ++i, ++each) {
            if (!draw_day(ui, row.cut_left(ui.px(cell)), each, day == each, month_of(each) == month)) continue;
            day = each;
            picked = true;
        }
    }
    if (none && button(ui, "none", box.cut_top(ui.px(34)).inset(0, ui.px(2)), ButtonKind::ghost, "No date")) {
        day.reset();
        picked = true;
    }
    storage.SetInt(key, offset);
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(whole.w, whole.h));
    if (picked) ImGui::CloseCurrentPopup();
    return picked;
}

} // namespace

bool date_field(Ui& ui, std::string_view id, Box box, std::optional<DayNumber>& day, std::string_view none) {
    const Colors& c = ui.colors();
    const Press state = press(ui, id, box);
    const std::string menu = fmt::format("{}/month", id);
    if (state.visible) {
        draw_surface(ui, current_list(), box, Surface::control, size::radius);
        fill(ui, box, with_alpha(c.hover, state.warmth), size::radius);
        Box row = box.inset(ui.px(11), 0);
        draw_icon(ui, row.cut_left(ui.px(16)), "calendar-blank", c.dim, 16);
        row.cut_left(ui.px(7));
        draw_text(ui, row, Role::body, day ? c.text : c.faint,
                  day ? words::short_date_of_year(*day, ui.dates()) : std::string{none});
        finish_press(ui, state, box, size::radius);
    }
    if (state.pressed) open_menu(menu);
    bool changed = false;
    if (begin_menu(ui, menu, box, {.width = width, .padding = 8})) {
        changed = draw_month(ui, day, !none.empty());
        end_menu();
    }
    return changed;
}

} // namespace asista::ui

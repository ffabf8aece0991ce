// A month: six weeks of days, each with what is on it.
#include "ui/pages/calendar.hpp"

#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {
constexpr float names_height = 30;
struct Rows { // logical: the line of the number, a line of what is on the day, and from one to the next
    float number, chip, pitch;
};
constexpr Rows roomy{28, 20, 22}, dense{21, 17, 18};
constexpr float dense_below = 88; // a week's height
constexpr int weeks = 6;
} // namespace

void CalendarPage::draw_month(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    Box inner = box.inset(ui.px(1));
    const DayNumber first = first_shown(ui);
    month_place_ = {{}, first, inner.w / 7, 0};
    Box names = inner.cut_top(ui.px(names_height));
    const DateStyle style = ui.dates();
    for (int i = 0; i < 7; ++i) {
        const Box cell{inner.x + std::floor(month_place_.cell_w * static_cast<float>(i)), names.y, month_place_.cell_w, names.h};
        draw_text(ui, cell, Role::tiny, c.dim, words::weekday_short(first + i, style), Align::center);
    }
    month_place_.box = inner;
    month_place_.cell_h = inner.h / weeks;
    view_clip_ = inner;
    all_day_box_ = {};
    for (int week = 0; week < weeks; ++week) {
        const float top = std::floor(inner.y + month_place_.cell_h * static_cast<float>(week));
        const float bottom = std::floor(inner.y + month_place_.cell_h * static_cast<float>(week + 1));
        draw_week_of_month(ui, {inner.x, top, inner.w, bottom - top}, first + week * 7);
    }
}

void CalendarPage::draw_week_of_month(Ui& ui, Box box, DayNumber first) {
    const Colors& c = ui.colors();
    const YearMonth month = month_of(day_);
    const auto& [number_height, chip_height, chip_pitch] = box.h < ui.px(dense_below) ? dense : roomy;
    horizontal_line(ui, box.x, box.y, box.w, c.line);
    const auto cell_of = [&](int index) {
        const float x = box.x + std::floor(month_place_.cell_w * static_cast<float>(index));
        return Box{x, box.y, box.x + std::floor(month_place_.cell_w * static_cast<float>(index + 1)) - x, box.h};
    };
    const bool dragging = drag_.kind != Drag::Kind::none && drag_.far;
    for (int i = 0; i < 7; ++i) {
        const DayNumber day = first + i;
        const Box cell = cell_of(i);
        if (i > 0) fill(ui, {cell.x, cell.y, ui.px(1), cell.h}, c.line);
        const Press state = press(ui, fmt::format("day {}", day), cell, Enabled::yes, Overlap::yes);
        if (!state.visible) continue;
        if (state.held && drag_.kind == Drag::Kind::none && ImGui::IsMouseClicked(0)) begin_create(day, 0, true);
        // By keyboard: the day opens.
        if (state.pressed && state.focused && !ImGui::IsMouseReleased(0)) {
            day_ = day;
            view_ = View::day;
            scroll_to_morning_ = true;
        }
        if (day == day_)
            fill(ui, Box{cell.x + ui.px(1), cell.y + ui.px(1), cell.w - ui.px(1), cell.h - ui.px(1)},
                 with_alpha(c.accent_soft, 0.5F));
        if (dragging && day >= drag_.times.start_day && day <= drag_.times.end_day) {
            const Box mark = cell.inset(ui.px(2));
            fill(ui, mark, c.accent_soft, 6);
            outline(ui, mark, c.accent, 6, 1.5F);
        }
        Box head{cell.x, cell.y + ui.px(2), cell.w, ui.px(number_height)};
        const Box round{cell.x + ui.px(5), head.y, ui.px(24), ui.px(number_height - 4)};
        const bool today = day == ui.today();
        if (today) fill(ui, round, c.accent, (number_height - 4) / 2);
        Color color = month_of(day) == month ? c.text : c.faint;
        if (today) color = c.on_accent;
        std::string number = std::to_string(day_of_month(day));
        draw_text(ui, round, today ? Role::small_medium : Role::small, color, number, Align::center);
        finish_press(ui, state, cell.inset(ui.px(2)), 6);
    }

    std::vector<const Entry*> entries;
    std::vector<DaySpan> spans;
    for (const Entry& each : entries_) {
        if (each.last_day() < first || each.times.start_day > first + 6) continue;
        entries.push_back(&each);
        spans.push_back({std::max(each.times.start_day, first), std::min(each.last_day(), first + 6)});
    }
    const auto rows = rows_of_days(spans);
    const int room = std::max(static_cast<int>((box.h - ui.px(number_height) - ui.px(4)) / ui.px(chip_pitch)), 1);
    std::array<int, 7> deepest{}, hidden{};
    for (std::size_t i = 0; i < entries.size(); ++i)
        for (DayNumber day = spans[i].first; day <= spans[i].last; ++day) {
            auto& most = deepest[static_cast<std::size_t>(day - first)];
            most = std::max(most, rows[i] + 1);
        }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const int from = spans[i].first - first, to = spans[i].last - first;
        // A day with more than fits gives its last row to how many more there are.
        bool fits = true;
        for (int day = from; day <= to; ++day)
            fits = fits && rows[i] < (deepest[static_cast<std::size_t>(day)] > room ? room - 1 : room);
        if (!fits) {
            for (int day = from; day <= to; ++day) ++hidden[static_cast<std::size_t>(day)];
            continue;
        }
        const float x = cell_of(from).x + ui.px(3);
        const Box chip{x, box.y + ui.px(number_height) + ui.px(2) + ui.px(chip_pitch) * static_cast<float>(rows[i]),
                       cell_of(to).right() - x - ui.px(3), ui.px(chip_height)};
        draw_chip(ui, *entries[i], chip, entries[i]->times.start_day >= first, entries[i]->last_day() <= first + 6);
    }
    for (int i = 0; i < 7; ++i) {
        if (hidden[static_cast<std::size_t>(i)] == 0) continue;
        const Box cell = cell_of(i);
        const Box place{cell.x + ui.px(3),
                        box.y + ui.px(number_height) + ui.px(2) + ui.px(chip_pitch) * static_cast<float>(room - 1),
                        cell.w - ui.px(6), ui.px(chip_height)};
        const Press state = press(ui, fmt::format("more {}", first + i), place);
        if (state.pressed) {
            day_ = first + i;
            view_ = View::day;
            scroll_to_morning_ = true;
        }
        if (!state.visible) continue;
        fill(ui, place, with_alpha(c.hover, state.warmth), 6);
        draw_text(ui, place.inset(ui.px(7), 0), Role::small, c.dim, fmt::format("{} more", hidden[static_cast<std::size_t>(i)]));
        finish_press(ui, state, place, 6);
    }
}

} // namespace asista::ui

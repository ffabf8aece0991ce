#include "ui/pages/habit_details.hpp"

#include "ui/pages/goal_parts.hpp"
#include "ui/pages/undo_toast.hpp"
#include "ui/removals.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/days.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/pages/change_words.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {

using calls::HabitDay;
using calls::HabitItem;

constexpr DayNumber weeks_shown = 53;
constexpr DayNumber some_monday = 4; // 1970-01-05
constexpr float chart_rows = 190, figure_rows = 66, cell_most = 18, cell_gap = 3, month_rows = 18, letter_width = 26;

DayNumber first_day(const Ui& ui) { return ui.today() - words::weekday_index(ui.today()) - (weeks_shown - 1) * 7; }

} // namespace

void set_archived(Ui& ui, const HabitItem& habit, bool archived) {
    calls::HabitsEdit::Request request;
    request.id = habit.id;
    request.archived = archived;
    ui.calls.call<calls::HabitsEdit>(
        request, undo_toast<calls::Changed>(ui, archived ? "Habit archived" : "Habit taken up again", habit.name, "archive"));
}

void remove_habit(Ui& ui, const HabitItem& habit) {
    ui.removals.begin(ui, Thing::habit, habit.id, habit.name,
                      [calls = &ui.calls, id = habit.id] { calls->call<calls::HabitsErase>({id}); });
}

// Anew whenever the habit is another one or not as it was. The answer of before stays until the next one is there.
void HabitDetails::ask(Ui& ui, const HabitItem& habit) {
    auto state = wire::encode(habit);
    if (known_->asked == state && known_->to >= ui.today()) return;
    const bool same = !known_->asked.empty() && known_->arrived && wire::decode<HabitItem>(known_->asked)->id == habit.id;
    auto next = std::make_shared<Known>();
    next->asked = std::move(state);
    next->from = first_day(ui);
    next->to = ui.today();
    if (same) {
        next->history = known_->history;
        next->arrived = true;
    }
    known_ = std::move(next);
    ui.calls.call<calls::HabitsHistory>({habit.id, known_->from, known_->to},
                                        [weak = std::weak_ptr<Known>(known_)](Result<calls::HabitsHistory::Reply> reply) {
                                            const auto known = weak.lock();
                                            if (!known) return;
                                            known->arrived = reply.has_value();
                                            if (reply)
                                                known->history = std::move(*reply);
                                            else
                                                known->problem = words::sentence(reply.error().message);
                                        });
}

HabitDetails::Wish HabitDetails::draw(Ui& ui, Box& area, const HabitItem& habit) {
    ask(ui, habit);
    ImGui::PushID(static_cast<int>(habit.id));
    const Wish wish = draw_heading(ui, area, habit);
    if (!known_->problem.empty()) notice(ui, "problem", area, NotificationLevel::error, known_->problem);
    draw_figures(ui, area, habit);
    draw_year(ui, area, habit);
    draw_charts(ui, area, habit);
    if (!habit.notes.empty()) {
        const float inner = area.w - 2 * card_edge(ui);
        const Box card = area.cut_top(card_height(ui, paragraph_height(ui, inner, Role::body, habit.notes)));
        area.cut_top(ui.px(size::step4));
        const CardParts parts = draw_card(ui, card, {.icon = "note", .title = "Notes"});
        draw_paragraph(ui, parts.body, Role::body, ui.colors().text, habit.notes);
    }
    ImGui::PopID();
    return wish;
}

HabitDetails::Wish HabitDetails::draw_heading(Ui& ui, Box& area, const HabitItem& habit) {
    Wish wish = Wish::none;
    Box top = area.cut_top(ui.px(24));
    if (back_link(ui, top, "Habits")) wish = Wish::back;
    area.cut_top(ui.px(4));
    Box head = area.cut_top(ui.px(50));
    area.cut_top(ui.px(14));
    Box buttons = head;
    buttons.h = ui.px(size::control);
    buttons.y += ui.px(9);
    const Box more = buttons.cut_right(ui.px(30));
    buttons.cut_right(ui.px(6));
    if (button_right(ui, buttons, "edit", ButtonKind::secondary, "Edit", "pencil-simple")) wish = Wish::edit;
    head.w = buttons.w;
    draw_text(ui, head.cut_top(ui.px(27)), Role::page_title, ui.colors().text, habit.name);
    draw_text(ui, head.cut_top(ui.px(21)), Role::body, ui.colors().dim, words::schedule_text(habit, ui.dates()) + ".");
    if (icon_button(ui, "more", more, "dots-three", ui.colors().dim, "More")) open_menu("details menu");
    if (!begin_menu(ui, "details menu", more, {.width = 180, .align_right = true})) return wish;
    if (menu_item(ui, {.label = "History", .icon = "clock-counter-clockwise"})) show_history(ui, "habit", habit.id, habit.name);
    if (menu_item(ui, {.label = habit.archived ? "Take up again" : "Archive", .icon = "archive"}))
        set_archived(ui, habit, !habit.archived);
    if (menu_item(ui, {.label = "Remove", .icon = "trash", .danger = true})) remove_habit(ui, habit);
    end_menu();
    return wish;
}

void HabitDetails::draw_figures(Ui& ui, Box& area, const HabitItem& habit) {
    const char* const unit = habit.times_per_week > 0 ? "week" : "day";
    const std::array<std::pair<std::string, std::string>, 4> figures{{
        {fmt::format("{:.0f} %", habit.strength * 100), "strength"},
        {words::count_of(habit.streak, unit), "in a row"},
        {words::count_of(std::max(known_->history.best_streak, habit.streak), unit), "best in a row"},
        {words::thousands(habit.recorded), habit.recorded == 1 ? "day recorded" : "days recorded"},
    }};
    Box card = area.cut_top(ui.px(figure_rows));
    area.cut_top(ui.px(size::step4));
    draw_surface(ui, current_list(), card, Surface::card);
    const float width = std::floor(card.w / static_cast<float>(figures.size()));
    for (std::size_t i = 0; i < figures.size(); ++i) {
        Box cell = card.cut_left(width).inset(ui.px(size::card_padding), ui.px(12));
        if (i == 0) {
            const Box ring = cell.cut_left(ui.px(40)).centered(ui.px(40), ui.px(40));
            draw_ring(ui, ring, static_cast<float>(habit.strength), series_color(ui, habit.color));
            cell.cut_left(ui.px(12));
        }
        draw_text(ui, cell.cut_top(ui.px(23)), Role::heading, ui.colors().text, figures[i].first);
        draw_text(ui, cell.cut_top(ui.px(18)), Role::small, ui.colors().dim, figures[i].second);
    }
}

// Weeks as columns, Mondays on top. Where a year does not fit, the newest weeks.
void HabitDetails::draw_year(Ui& ui, Box& area, const HabitItem& habit) {
    const float inner = area.w - 2 * card_edge(ui) - ui.px(letter_width);
    const float gap = ui.px(cell_gap);
    const float side = std::clamp(std::floor(inner / static_cast<float>(weeks_shown)) - gap, ui.px(9), ui.px(cell_most));
    const auto weeks = std::min(weeks_shown, static_cast<DayNumber>((inner + gap) / (side + gap)));
    const Box card = area.cut_top(card_height(ui, ui.px(month_rows) + 7 * (side + gap)));
    area.cut_top(ui.px(size::step4));
    CardParts parts = draw_card(ui, card, {.icon = "calendar-check", .title = "A year of days"});
    Box months = parts.body.cut_top(ui.px(month_rows));
    months.cut_left(ui.px(letter_width));
    Box letters = parts.body.cut_left(ui.px(letter_width));
    const DateStyle style = ui.dates();
    for (int i = 0; i < 7; ++i) {
        const Box cell = letters.cut_top(side + gap);
        if (i % 2 == 0)
            draw_text(ui, {cell.x, cell.y, cell.w, side}, Role::tiny, ui.colors().faint,
                      words::weekday_short(some_monday + i, style));
    }
    const DayNumber first = first_day(ui) + (weeks_shown - weeks) * 7;
    const auto& days = known_->history.days;
    for (DayNumber week = 0; week < weeks; ++week) {
        const float x = parts.body.x + static_cast<float>(week) * (side + gap);
        for (DayNumber i = 0; i < 7; ++i) {
            const DayNumber day = first + week * 7 + i;
            if (day > ui.today()) break;
            const Box cell{x, parts.body.y + static_cast<float>(i) * (side + gap), side, side};
            const auto found = std::ranges::lower_bound(days, day, {}, &HabitDay::day);
            const HabitDay* const known = found != days.end() && found->day == day ? &*found : nullptr;
            ImGui::PushID(day);
            days_.draw_one(ui, cell, habit, day, known, true);
            ImGui::PopID();
            if (day_of_month(day) == 1 && week + 2 < weeks)
                draw_text(ui, {x, months.y, ui.px(40), months.h - ui.px(3)}, Role::tiny, ui.colors().faint,
                          words::month_short(month_of(day).month, style));
        }
    }
}

void HabitDetails::draw_charts(Ui& ui, Box& area, const HabitItem& habit) {
    const bool beside = area.w >= ui.px(720);
    const float height = card_height(ui, ui.px(chart_rows));
    const float gap = ui.px(size::step4);
    Box row = area.cut_top(beside ? height : 2 * height + gap);
    area.cut_top(gap);
    const Box left = beside ? row.cut_left(std::floor((row.w - gap) * 0.62F)) : row.cut_top(height);
    beside ? row.cut_left(gap) : row.cut_top(gap);
    const Color color = series_color(ui, habit.color);
    const auto& history = known_->history;

    const CardParts curve =
        draw_card(ui, left, {.icon = "chart-line-up", .title = "Strength", .note = "one lapse barely moves it"});
    std::vector<double> days, values;
    for (std::size_t i = 0; i < history.strength.size(); ++i) {
        days.push_back(known_->from + static_cast<double>(i));
        values.push_back(history.strength[i]);
    }
    const std::array lines{DayLine{days, values, color, false, false, true}};
    if (known_->arrived)
        day_chart(ui, "strength", curve.body, {.from = known_->from, .to = known_->to, .percent = true, .lines = lines});

    const CardParts bars = draw_card(ui, row, {.icon = "chart-bar", .title = "Weekdays", .note = "done of what was meant"});
    if (known_->arrived) share_bars(ui, "weekdays", bars.body, history.weekdays, ui.dates().language->weekdays_brief, color);
}

} // namespace asista::ui

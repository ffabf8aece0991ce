#include "ui/pages/habit_days.hpp"

#include "ui/removals.hpp"
#include "ui/widgets/days.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

namespace asista::ui {

using calls::HabitDay;
using calls::HabitItem;
using calls::HabitMark;

namespace {

constexpr float square_gap = 5, menu_width = 214;

std::string state_words(const Ui& ui, const HabitItem& habit, DayNumber day, const HabitDay* known) {
    if (known != nullptr && known->mark == HabitMark::skipped) return "a day off";
    if (known != nullptr && known->mark == HabitMark::done)
        return habit.target ? fmt::format("{} of {}", words::amount(known->amount), words::amount_unit(*habit.target, habit.unit))
                            : std::string("done");
    if (words::on_vacation(ui.snapshot.vacations, day)) return "on vacation";
    return words::meant_for(habit, day) ? "not done" : "not meant for this day";
}

DayLook look_of(const Ui& ui, const HabitItem& habit, DayNumber day, const HabitDay* known) {
    DayLook look;
    look.color = series_color(ui, habit.color);
    look.quiet = !words::meant_for(habit, day) || words::on_vacation(ui.snapshot.vacations, day);
    if (known == nullptr) return look;
    look.skipped = known->mark == HabitMark::skipped;
    if (known->mark == HabitMark::done)
        look.share = habit.target ? static_cast<float>(std::clamp(known->amount / *habit.target, 0.0, 1.0)) : 1.0F;
    return look;
}

} // namespace

std::vector<const HabitItem*> shown_habits(const Ui& ui) {
    std::vector<const HabitItem*> habits;
    for (const auto& habit : ui.snapshot.habits)
        if (!habit.archived && !ui.removals.hidden(Thing::habit, habit.id)) habits.push_back(&habit);
    return habits;
}

void record_day(Ui& ui, const HabitItem& habit, DayNumber day, HabitMark mark, std::optional<double> amount) {
    ui.calls.call<calls::HabitsRecord>({.id = habit.id, .day = day, .mark = mark, .amount = amount});
}

float days_width(const Ui& ui, int days) {
    return (ui.px(size::day) + ui.px(square_gap)) * static_cast<float>(days) - ui.px(square_gap);
}

void HabitDays::draw(Ui& ui, Box& row, const HabitItem& habit, int days) {
    const float side = ui.px(size::day);
    Box squares = row.cut_right(days_width(ui, days)).centered_rows(side);
    for (DayNumber day = ui.today() - days + 1; day <= ui.today(); ++day) {
        const Box square = squares.cut_left(side);
        squares.cut_left(ui.px(square_gap));
        ImGui::PushID(day);
        draw_one(ui, square, habit, day, words::habit_day(habit, day));
        ImGui::PopID();
    }
}

void HabitDays::draw_one(Ui& ui, Box box, const HabitItem& habit, DayNumber day, const HabitDay* known, bool still) {
    const std::string hint =
        fmt::format("{}, {}: {}", habit.name, words::day_word(day, ui.today(), ui.dates()), state_words(ui, habit, day, known));
    const bool done = known != nullptr && known->mark == HabitMark::done;
    DayLook look = look_of(ui, habit, day, known);
    look.still = still;
    const DayPress state = day_square(ui, "day", box, look, hint);
    if (state.menu || (state.pressed && habit.target)) {
        amount_ = done ? words::plain_number(known->amount) : std::string();
        focus_ = true;
        open_menu("day menu");
    } else if (state.pressed) {
        record_day(ui, habit, day, done ? HabitMark::none : HabitMark::done);
    }
    draw_menu(ui, box, habit, day, known);
}

void HabitDays::draw_menu(Ui& ui, Box anchor, const HabitItem& habit, DayNumber day, const HabitDay* known) {
    if (!begin_menu(ui, "day menu", anchor, {.width = menu_width})) return;
    menu_title(ui, words::capitalised(words::day_word(day, ui.today(), ui.dates())));
    if (habit.target) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        Box row{at.x + ui.px(6), at.y, ui.px(menu_width - 24), ui.px(size::control)};
        const Box save = row.cut_right(button_width(ui, "Save"));
        row.cut_right(ui.px(8));
        const FieldEvent event = text_field(ui, "amount", row, amount_,
                                            {.hint = fmt::format("of {}", words::amount_unit(*habit.target, habit.unit)),
                                             .focus_now = std::exchange(focus_, false)});
        if (button(ui, "save", save, ButtonKind::primary, "Save") || event == FieldEvent::submitted) {
            const auto amount = parse_number(amount_);
            if (amount && *amount >= 0) {
                record_day(ui, habit, day, *amount > 0 ? HabitMark::done : HabitMark::none,
                           *amount > 0 ? amount : std::optional<double>());
                ImGui::CloseCurrentPopup();
            }
        }
        ImGui::SetCursorScreenPos(at);
        ImGui::Dummy(ImVec2(ui.px(menu_width - 12), ui.px(size::control + 6)));
        if (menu_item(ui, {.label = "All of it", .icon = "check"})) record_day(ui, habit, day, HabitMark::done);
    } else if (menu_item(ui, {.label = "Done", .icon = "check"})) {
        record_day(ui, habit, day, HabitMark::done);
    }
    if (menu_item(ui, {.label = "A day off", .icon = "minus", .ticked = known != nullptr && known->mark == HabitMark::skipped}))
        record_day(ui, habit, day, HabitMark::skipped);
    if (menu_item(ui, {.label = "Clear", .icon = "x", .enabled = known != nullptr})) record_day(ui, habit, day, HabitMark::none);
    end_menu();
}

void HabitDays::draw_step(Ui& ui, Box& row, const HabitItem& habit) {
    const auto* known = words::habit_day(habit, ui.today());
    const double amount = known != nullptr && known->mark == HabitMark::done ? known->amount : 0;
    const double step = words::step_of(*habit.target);
    const Box add = row.cut_right(ui.px(24)).centered_rows(ui.px(24));
    if (icon_button(ui, "step", add, "plus", series_color(ui, habit.color),
                    fmt::format("{}: {} more today", habit.name, words::amount_unit(step, habit.unit))))
        record_day(ui, habit, ui.today(), HabitMark::done, amount + step);
    const std::string text = fmt::format("{} / {}", words::amount(amount), words::amount(*habit.target));
    const float width = text_width(ui, Role::small, text);
    if (row.w < width + ui.px(70)) return; // the name is worth more
    draw_text(ui, row.cut_right(width + ui.px(4)), Role::small, ui.colors().dim, text, Align::center);
    row.cut_right(ui.px(6));
}

} // namespace asista::ui

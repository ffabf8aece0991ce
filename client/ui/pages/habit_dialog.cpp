#include "ui/pages/habit_dialog.hpp"

#include "ui/pages/undo_toast.hpp"
#include "ui/widgets/date_picker.hpp"
#include "ui/widgets/days.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {

constexpr std::string_view habit_dialog = "habit", vacation_dialog = "vacations";
constexpr std::array<std::string_view, 2> schedules{"On weekdays", "Times a week"}, measures{"Yes or no", "An amount"};
constexpr std::array<std::string_view, 6> counts{"1", "2", "3", "4", "5", "6"};
constexpr float dialog_width = 520, label_width = 88, gap = 12, notes_rows = 64, vacation_rows = 34;

Box labelled(Ui& ui, Box& box, std::string_view label, float height = size::control) {
    Box row = box.cut_top(ui.px(height));
    box.cut_top(ui.px(gap));
    draw_text(ui, Box(row).cut_left(ui.px(label_width)).cut_top(ui.px(size::control)), Role::body_medium, ui.colors().dim, label);
    row.cut_left(ui.px(label_width));
    return row;
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

} // namespace

void HabitDialog::add() {
    form_ = std::make_shared<Form>();
    asked_ = true;
}

void HabitDialog::edit(const calls::HabitItem& habit) {
    add();
    Form& form = *form_;
    form.id = habit.id;
    form.name = habit.name;
    form.notes = habit.notes;
    form.color = habit.color;
    form.weekdays = habit.weekdays;
    form.schedule = habit.times_per_week > 0 ? 1 : 0;
    if (habit.times_per_week > 0) form.times = habit.times_per_week - 1U;
    form.measure = habit.target ? 1 : 0;
    if (habit.target) form.target = words::plain_number(*habit.target);
    form.unit = habit.unit;
}

void HabitDialog::draw(Ui& ui) {
    if (std::exchange(asked_, false)) open_question(habit_dialog);
    if (!form_) return;
    const float height = ui.px(26 + 14 + 5 * (size::control + gap) + notes_rows + gap + 20 + size::control);
    const Question question = begin_question(ui, habit_dialog, dialog_width, height);
    if (!question.shown) return;
    draw_form(ui, question.box, question.closed);
    if (form_->done || question.closed) {
        close_question();
        form_.reset();
    }
    end_question();
}

void HabitDialog::draw_weekdays(Ui& ui, Box row) {
    const auto& letters = ui.dates().language->weekdays_brief;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const Box cell = row.cut_left(ui.px(34)).centered(ui.px(30), ui.px(30));
        const bool on = (form_->weekdays >> i & 1) != 0;
        const Press state = press(ui, letters[i], cell);
        fill(ui, cell, on ? ui.colors().accent_soft : ui.colors().panel, 15);
        fill(ui, cell, with_alpha(ui.colors().hover, state.warmth), 15);
        if (!on) outline(ui, cell, ui.colors().line, 15);
        draw_text(ui, cell, Role::small_medium, on ? ui.colors().on_accent_soft : ui.colors().faint, letters[i], Align::center);
        finish_press(ui, state, cell, 15);
        if (state.pressed) form_->weekdays = static_cast<std::uint8_t>(form_->weekdays ^ (1U << i));
    }
}

void HabitDialog::draw_form(Ui& ui, Box box, bool closed) {
    Form& form = *form_;
    const Colors& c = ui.colors();
    draw_text(ui, box.cut_top(ui.px(26)), Role::heading, c.text, form.id == 0 ? "Add a habit" : "Edit habit");
    box.cut_top(ui.px(14));
    bool save_now = text_field(ui, "name", labelled(ui, box, "Name"), form.name,
                               {.hint = "What do you want to do often?", .focus_now = std::exchange(form.focus, false)}) ==
                    FieldEvent::submitted;
    Box row = labelled(ui, box, "When");
    segments(ui, "schedule", row, schedules, form.schedule);
    row = labelled(ui, box, "");
    if (form.schedule == 0) {
        draw_weekdays(ui, row);
    } else {
        segments(ui, "times", row, counts, form.times);
        draw_text(ui, row, Role::small, c.dim, "on any days, counted from Monday");
    }
    row = labelled(ui, box, "Counts as");
    segments(ui, "measure", row, measures, form.measure);
    if (form.measure == 1) {
        row.cut_left(ui.px(4));
        const float unit = std::max(row.w - ui.px(80), ui.px(60));
        save_now |= text_field(ui, "target", row.cut_left(ui.px(72)), form.target, {.hint = "8"}) == FieldEvent::submitted;
        row.cut_left(ui.px(8));
        save_now |= text_field(ui, "unit", row.cut_left(unit), form.unit, {.hint = "glasses"}) == FieldEvent::submitted;
    }
    color_choice(ui, "color", labelled(ui, box, "Colour"), form.color);
    text_area(ui, "notes", labelled(ui, box, "Notes", notes_rows), form.notes, {.hint = "Why, how, when"});
    draw_text(ui, box.cut_top(ui.px(20)), Role::small, c.bad, form.problem);
    Box buttons = box.cut_top(ui.px(size::control));
    save_now |= button_right(ui, buttons, "save", ButtonKind::primary, form.id == 0 ? "Add habit" : "Save", {},
                             form.sent ? Enabled::no : Enabled::yes);
    if (button_right(ui, buttons, "cancel", ButtonKind::ghost, "Cancel")) form.done = true;
    if (save_now && !form.sent && !closed) save(ui);
}

void HabitDialog::save(Ui& ui) {
    Form& form = *form_;
    const auto target = form.measure == 1 ? parse_number(form.target) : std::nullopt;
    form.problem.clear();
    if (blank(form.name))
        form.problem = "A habit needs a name.";
    else if (form.schedule == 0 && form.weekdays == 0)
        form.problem = "Choose at least one day of the week.";
    else if (form.measure == 1 && (!target || *target <= 0))
        form.problem = "An amount is a number above 0, such as 8 or 2.5.";
    form.focus = true;
    if (!form.problem.empty()) return;
    form.sent = true;
    const auto answer = [weak = std::weak_ptr<Form>(form_)](const auto& reply) {
        const auto now = weak.lock();
        if (!now) return;
        now->sent = false;
        now->focus = true;
        now->done = reply.has_value();
        if (!reply) now->problem = words::sentence(reply.error().message);
    };
    if (form.id == 0) {
        calls::HabitsCreate::Request request;
        request.name = form.name;
        request.notes = form.notes;
        request.color = form.color;
        if (form.schedule == 0) request.weekdays = form.weekdays;
        if (form.schedule == 1) request.times_per_week = static_cast<std::uint8_t>(form.times + 1);
        request.target = target;
        request.unit = form.measure == 1 ? form.unit : std::string();
        return ui.calls.call<calls::HabitsCreate>(request, answer);
    }
    calls::HabitsEdit::Request request;
    request.id = form.id;
    request.name = form.name;
    request.notes = form.notes;
    request.color = form.color;
    if (form.schedule == 0) request.weekdays = form.weekdays;
    if (form.schedule == 1) request.times_per_week = static_cast<std::uint8_t>(form.times + 1);
    request.target = target.value_or(0);
    request.unit = form.measure == 1 ? form.unit : std::string();
    ui.calls.call<calls::HabitsEdit>(request, answer);
}

void VacationDialog::draw(Ui& ui) {
    if (std::exchange(asked_, false)) {
        open_question(vacation_dialog);
        problem_ = std::make_shared<std::string>();
        from_ = to_ = std::nullopt;
    }
    if (!problem_) return;
    const float list = std::min(static_cast<float>(ui.snapshot.vacations.size()), 4.5F) * vacation_rows;
    const float height = ui.px(26 + 6 + 42 + 12 + size::control + 22 + list + (list > 0 ? 10 : 0) + size::control);
    const Question question = begin_question(ui, vacation_dialog, dialog_width, height);
    if (!question.shown) return;
    Box box = question.box;
    const Colors& c = ui.colors();
    draw_text(ui, box.cut_top(ui.px(26)), Role::heading, c.text, "Vacation");
    box.cut_top(ui.px(6));
    draw_paragraph(ui, box.cut_top(ui.px(42)), Role::body, c.dim,
                   "Days off for all habits. They neither count nor break a streak, and no habit gets weaker.", 2);
    box.cut_top(ui.px(12));
    Box row = box.cut_top(ui.px(size::control));
    const float field = ui.px(150);
    if (date_field(ui, "from", row.cut_left(field), from_, "First day") && from_ && (!to_ || *to_ < *from_)) to_ = from_;
    draw_text(ui, row.cut_left(ui.px(30)), Role::body, c.dim, "to", Align::center);
    date_field(ui, "to", row.cut_left(field), to_, "Last day");
    row.cut_left(ui.px(12));
    if (button_left(ui, row, "add", ButtonKind::secondary, "Add", "plus")) add(ui);
    draw_text(ui, box.cut_top(ui.px(22)), Role::small, c.bad, *problem_);
    if (list > 0) draw_list(ui, box.cut_top(ui.px(list)));
    if (list > 0) box.cut_top(ui.px(10));
    Box buttons = box.cut_top(ui.px(size::control));
    if (button_right(ui, buttons, "close", ButtonKind::primary, "Done") || question.closed) {
        close_question();
        problem_.reset();
    }
    end_question();
}

void VacationDialog::draw_list(Ui& ui, Box box) {
    Scrolling scrolling(ui, "vacations", box);
    for (const auto& vacation : ui.snapshot.vacations) {
        Box row = scrolling.column.cut_top(ui.px(vacation_rows));
        horizontal_line(ui, row.x, row.y, row.w, ui.colors().line);
        ImGui::PushID(static_cast<int>(vacation.id));
        if (icon_button(ui, "remove", row.cut_right(ui.px(28)).centered_rows(ui.px(28)), "trash", ui.colors().dim,
                        "Remove this vacation"))
            ui.calls.call<calls::HabitsVacation>(
                {.id = vacation.id, .from_day = 0, .to_day = 0, .remove = true},
                undo_toast<calls::HabitsVacation::Reply>(
                    ui, "Vacation removed", words::short_date_of_year(vacation.from_day, ui.dates()), "airplane-tilt"));
        ImGui::PopID();
        const auto length = static_cast<std::uint64_t>(vacation.to_day - vacation.from_day + 1);
        draw_text(ui, row.cut_right(ui.px(70)), Role::small, ui.colors().dim, words::count_of(length, "day"), Align::right);
        draw_text(ui, row, Role::body, ui.colors().text,
                  length == 1 ? words::short_date_of_year(vacation.from_day, ui.dates())
                              : fmt::format("{} to {}", words::short_date_of_year(vacation.from_day, ui.dates()),
                                            words::short_date_of_year(vacation.to_day, ui.dates())));
    }
}

void VacationDialog::add(Ui& ui) {
    problem_->clear();
    if (!from_ || !to_)
        *problem_ = "Choose the first and the last day.";
    else if (*to_ < *from_)
        *problem_ = "It ends before it begins.";
    if (!problem_->empty()) return;
    ui.calls.call<calls::HabitsVacation>({.id = 0, .from_day = *from_, .to_day = *to_, .remove = false},
                                         [weak = std::weak_ptr<std::string>(problem_)](const auto& reply) {
                                             const auto problem = weak.lock();
                                             if (problem && !reply) *problem = words::sentence(reply.error().message);
                                         });
    from_ = to_ = std::nullopt;
}

} // namespace asista::ui

#include "ui/pages/goal_dialog.hpp"

#include "ui/widgets/date_picker.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <imgui.h>

#include <utility>

namespace asista::ui {
namespace {

constexpr std::string_view dialog = "goal";
constexpr float dialog_width = 520, label_width = 88, gap = 12, notes_rows = 64;

Box labelled(Ui& ui, Box& box, std::string_view label, float height = size::control) {
    Box row = box.cut_top(ui.px(height));
    box.cut_top(ui.px(gap));
    draw_text(ui, Box(row).cut_left(ui.px(label_width)).cut_top(ui.px(size::control)), Role::body_medium, ui.colors().dim, label);
    row.cut_left(ui.px(label_width));
    return row;
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

} // namespace

void GoalDialog::add(const Ui& ui) {
    form_ = std::make_shared<Form>();
    form_->start_day = ui.today();
    asked_ = true;
}

void GoalDialog::edit(const calls::GoalItem& goal) {
    form_ = std::make_shared<Form>();
    Form& form = *form_;
    form.id = goal.id;
    form.title = goal.title;
    form.notes = goal.notes;
    form.unit = goal.unit;
    form.start = words::plain_number(goal.start);
    form.target = words::plain_number(goal.target);
    form.start_day = goal.start_day;
    form.due_day = goal.due_day;
    form.follows = goal.follows;
    asked_ = true;
}

void GoalDialog::draw(Ui& ui) {
    if (std::exchange(asked_, false)) open_question(dialog);
    if (!form_) return;
    const float height = ui.px(26 + 14 + 4 * (size::control + gap) + notes_rows + gap + 20 + size::control);
    const Question question = begin_question(ui, dialog, dialog_width, height);
    if (!question.shown) return;
    draw_form(ui, question.box, question.closed);
    if (form_->done || question.closed) {
        close_question();
        form_.reset();
    }
    end_question();
}

void GoalDialog::draw_form(Ui& ui, Box box, bool closed) {
    Form& form = *form_;
    const Colors& c = ui.colors();
    draw_text(ui, box.cut_top(ui.px(26)), Role::heading, c.text, form.id == 0 ? "Add a goal" : "Edit goal");
    box.cut_top(ui.px(14));
    bool save_now = text_field(ui, "title", labelled(ui, box, "Title"), form.title,
                               {.hint = "What do you want to reach?", .focus_now = std::exchange(form.focus, false)}) ==
                    FieldEvent::submitted;
    Box row = labelled(ui, box, "From");
    const float third = std::floor((row.w - ui.px(28 + 12)) / 3);
    save_now |= text_field(ui, "start", row.cut_left(third), form.start, {.hint = "0"}) == FieldEvent::submitted;
    draw_text(ui, row.cut_left(ui.px(28)), Role::body, c.dim, "to", Align::center);
    save_now |= text_field(ui, "target", row.cut_left(third), form.target, {.hint = "Number"}) == FieldEvent::submitted;
    row.cut_left(ui.px(12));
    save_now |= text_field(ui, "unit", row, form.unit, {.hint = "km, books"}) == FieldEvent::submitted;
    row = labelled(ui, box, "Days");
    const float half = std::floor((row.w - ui.px(28)) / 2);
    date_field(ui, "start day", row.cut_left(half), form.start_day, "No start");
    draw_text(ui, row.cut_left(ui.px(28)), Role::body, c.dim, "to", Align::center);
    date_field(ui, "due day", row, form.due_day, "No deadline");
    row = labelled(ui, box, "Progress");
    const Box toggle = row.cut_left(ui.px(size::switch_width)).centered_rows(ui.px(size::switch_height));
    if (toggle_switch(ui, "follows", toggle, form.follows ? On::yes : On::no, Enabled::yes, "Follow tasks and habits"))
        form.follows = !form.follows;
    row.cut_left(ui.px(10));
    draw_text(ui, row, Role::body, c.text, "follows the linked tasks and habits");
    text_area(ui, "notes", labelled(ui, box, "Notes", notes_rows), form.notes, {.hint = "Why, how, what comes first"});
    draw_text(ui, box.cut_top(ui.px(20)), Role::small, c.bad, form.problem);
    Box buttons = box.cut_top(ui.px(size::control));
    save_now |= button_right(ui, buttons, "save", ButtonKind::primary, form.id == 0 ? "Add goal" : "Save", {},
                             form.sent ? Enabled::no : Enabled::yes);
    if (button_right(ui, buttons, "cancel", ButtonKind::ghost, "Cancel")) form.done = true;
    if (save_now && !form.sent && !closed) save(ui);
}

void GoalDialog::save(Ui& ui) {
    Form& form = *form_;
    const auto start = blank(form.start) ? std::optional(0.0) : parse_number(form.start), target = parse_number(form.target);
    form.problem.clear();
    if (blank(form.title))
        form.problem = "A goal needs a title.";
    else if (!start || !target)
        form.problem = "Start and target are numbers, such as 0 and 10, or 82 and 75.5.";
    else if (*start == *target)
        form.problem = "A goal leads from one number to another one.";
    else if (form.start_day && form.due_day && *form.due_day < *form.start_day)
        form.problem = "It is due before it starts.";
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
        calls::GoalsCreate::Request request;
        request.title = form.title;
        request.notes = form.notes;
        request.unit = form.unit;
        request.start = *start;
        request.target = *target;
        request.start_day = form.start_day;
        request.due_day = form.due_day;
        request.follows = form.follows;
        return ui.calls.call<calls::GoalsCreate>(request, answer);
    }
    calls::GoalsEdit::Request request;
    request.id = form.id;
    request.title = form.title;
    request.notes = form.notes;
    request.unit = form.unit;
    request.start = start;
    request.target = target;
    request.start_day = form.start_day;
    request.due_day = form.due_day;
    request.no_due_day = !form.due_day;
    request.follows = form.follows;
    ui.calls.call<calls::GoalsEdit>(request, answer);
}

} // namespace asista::ui

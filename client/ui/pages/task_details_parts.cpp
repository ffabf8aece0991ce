// What a task has below its properties: notes, steps, tracked time, history.
#include "ui/pages/task_details.hpp"

#include "ui/date_style.hpp"
#include "ui/task_words.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/pages/change_words.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asista::ui {
namespace {

constexpr float part_rows = 34;

Box heading(Ui& ui, Box& column, std::string_view title, std::string_view note = {}) {
    column.cut_top(ui.px(10));
    horizontal_line(ui, column.x, column.y, column.w, ui.colors().line);
    column.cut_top(ui.px(8));
    Box row = column.cut_top(ui.px(30));
    Box text = row;
    const float width = draw_text(ui, text, Role::strong, ui.colors().text, title);
    text.cut_left(width + ui.px(8));
    draw_text(ui, text, Role::small, ui.colors().faint, note);
    return row;
}

} // namespace

void TaskDetails::draw_notes(Ui& ui, Box& column) {
    Box head = heading(ui, column, "Notes", editing_notes_ ? "Markdown" : "");
    const std::string_view label = editing_notes_ ? "Done" : "Edit";
    const Box action = head.cut_right(button_width(ui, label)).centered_rows(ui.px(size::control_small));
    if (button(ui, "notes", action, ButtonKind::ghost, label)) {
        if (editing_notes_) {
            leave(ui);
        } else {
            notes_ = item().task.notes;
            editing_notes_ = focus_notes_ = true;
        }
    }
    if (editing_notes_) {
        const float height =
            std::clamp(paragraph_height(ui, column.w - ui.px(30), Role::body, notes_) + ui.px(34), ui.px(120), ui.px(320));
        text_area(ui, "notes text", column.cut_top(height), notes_,
                  {.hint = "What belongs to it. **Bold**, lists, links.", .focus_now = std::exchange(focus_notes_, false)});
        if (ImGui::IsItemDeactivatedAfterEdit()) save_notes(ui); // whoever looks elsewhere has it written down
        return;
    }
    if (loaded_->notes.empty()) {
        draw_text(ui, column.cut_top(ui.px(22)), Role::body, ui.colors().faint, "No notes.");
        return;
    }
    const float height = draw_markdown(ui, column, loaded_->notes);
    column.cut_top(height);
}

void TaskDetails::draw_parts(Ui& ui, Box& column) {
    const auto& parts = loaded_->parts;
    const auto done = std::ranges::count_if(parts, [](const auto& part) { return part.task.status == TaskStatus::done; });
    heading(ui, column, "Steps", parts.empty() ? std::string{} : fmt::format("{} of {}", done, parts.size()));
    const float rows_top = column.y;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        ImGui::PushID(static_cast<int>(parts[i].task.id));
        draw_part(ui, column.cut_top(ui.px(part_rows)), i);
        ImGui::PopID();
    }
    if (dragged_part_ != 0) { // where it would go
        const float row = ui.px(part_rows);
        const auto gap = static_cast<std::size_t>(
            std::clamp(std::round((ImGui::GetIO().MousePos.y - rows_top) / row), 0.0F, static_cast<float>(parts.size())));
        fill(ui, {column.x, rows_top + static_cast<float>(gap) * row - ui.px(1), column.w, ui.px(2)}, ui.colors().accent, 1);
        if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
            const auto anchor = parts.empty() ? 0 : parts[gap == 0 ? 0 : gap - 1].task.id;
            if (anchor != 0 && anchor != dragged_part_) task_actions::move(ui, {dragged_part_, anchor, gap > 0, {}, {}});
            dragged_part_ = 0;
        }
    }
    column.cut_top(ui.px(2));
    const Box field = column.cut_top(ui.px(size::control));
    const FieldEvent event = text_field(ui, "new step", field, new_part_,
                                        {.hint = "Add a step", .icon = "plus", .focus_now = std::exchange(focus_part_, false)});
    if (event != FieldEvent::submitted || new_part_.empty()) return;
    calls::TasksCreate::Request request;
    request.title = new_part_;
    request.parent = loaded_->id;
    ui.calls.call<calls::TasksCreate>(request);
    new_part_.clear();
    focus_part_ = true;
}

void TaskDetails::draw_part(Ui& ui, Box row, std::size_t index) {
    const auto& part = loaded_->parts[index];
    const Colors& c = ui.colors();
    const bool over = pointed_at(row);
    if (over) fill(ui, row, with_alpha(c.hover, 0.7F), size::radius);
    Box inner = row.inset(ui.px(4), 0);
    const bool done = part.task.status == TaskStatus::done;
    const Box tick = inner.cut_left(ui.px(size::check)).centered_rows(ui.px(size::check + 8));
    const bool ticked = check_box(ui, "done", tick, done ? On::yes : On::no, done ? "Not done after all" : "Done");
    if (ticked) {
        calls::TasksEdit::Request request;
        request.ids = {part.task.id};
        request.status = done ? TaskStatus::open : TaskStatus::done;
        task_actions::edit(ui, std::move(request));
    }
    inner.cut_left(ui.px(9));
    bool removed = false;
    if (over) {
        const Box remove = inner.cut_right(ui.px(26)).centered_rows(ui.px(26));
        removed = icon_button(ui, "remove step", remove, "x", c.dim, "Remove this step");
        if (removed) task_actions::erase(ui, {part.task.id}, part.task.title);
    }
    const float alpha = dragged_part_ == part.task.id ? 0.35F : 1.0F;
    const float drawn = draw_text(ui, inner, Role::body, with_alpha(done ? c.faint : c.text, alpha), part.task.title);
    if (done) horizontal_line(ui, inner.x, inner.middle_y() + ui.px(1), std::min(drawn, inner.w), c.faint);
    const Press state = press(ui, "step", row);
    describe(ui, state, {.role = ItemRole::row, .label = part.task.title});
    finish_press(ui, state, row, size::radius);
    if (state.focused && ImGui::IsKeyPressed(ImGuiKey_Delete, false)) task_actions::erase(ui, {part.task.id}, part.task.title);
    if (state.held && dragged_part_ == 0 && ImGui::IsMouseDragging(ImGuiMouseButton_Left, ui.px(5))) dragged_part_ = part.task.id;
    if (state.focused && ImGui::GetIO().KeyAlt) {
        const auto& parts = loaded_->parts;
        for (const bool down : {false, true}) {
            if (!ImGui::IsKeyPressed(down ? ImGuiKey_DownArrow : ImGuiKey_UpArrow)) continue;
            if (down ? index + 1 < parts.size() : index > 0)
                task_actions::move(ui, {part.task.id, parts[down ? index + 1 : index - 1].task.id, down, {}, {}});
        }
    }
    if (state.pressed && !ticked && !removed && dragged_part_ == 0) desk_.opened = part.task.id;
}

void TaskDetails::draw_time(Ui& ui, Box& column) {
    const bool running = item().tracking_since.has_value();
    Box head = heading(ui, column, "Time", item().tracked_ms > 0 ? words::tracked_text(item().tracked_ms) + " h" : "");
    const std::string_view label = running ? "Stop" : "Start";
    const Box action =
        head.cut_right(button_width(ui, label, running ? "stop" : "play")).centered_rows(ui.px(size::control_small));
    if (button(ui, "track", action, running ? ButtonKind::primary : ButtonKind::secondary, label, running ? "stop" : "play")) {
        if (running)
            ui.calls.call<calls::TrackingStop>({});
        else
            ui.calls.call<calls::TrackingStart>({loaded_->id});
    }
    const std::int32_t offset = ui.snapshot.utc_offset_s;
    const DateStyle style = ui.dates();
    for (const auto& entry : loaded_->entries) {
        Box row = column.cut_top(ui.px(22));
        const std::string day =
            words::capitalised(words::day_word(words::local_day(entry.started_at, offset), ui.today(), style));
        const std::string from = words::clock_text(entry.started_at, offset, style);
        if (entry.ended_at)
            draw_text(ui, row.cut_right(ui.px(60)), Role::small, ui.colors().dim,
                      words::tracked_text(*entry.ended_at - entry.started_at) + " h", Align::right);
        draw_text(ui, row, Role::small, ui.colors().dim,
                  entry.ended_at ? fmt::format("{}, {} to {}", day, from, words::clock_text(*entry.ended_at, offset, style))
                                 : fmt::format("{}, since {}", day, from));
    }
    if (loaded_->entries.empty()) draw_text(ui, column.cut_top(ui.px(22)), Role::body, ui.colors().faint, "No time was tracked.");
}

void TaskDetails::draw_history(Ui& ui, Box& column) {
    Box head = heading(ui, column, "History");
    const std::string_view label = show_history_ ? "Hide" : "Show";
    const Box action = head.cut_right(button_width(ui, label)).centered_rows(ui.px(size::control_small));
    if (button(ui, "history", action, ButtonKind::ghost, label)) {
        show_history_ = !show_history_;
        if (show_history_) ask_history(ui);
    }
    if (!show_history_ || !loaded_->history_known) return;
    const Colors& c = ui.colors();
    for (const auto& entry : loaded_->history) {
        Box row = column.cut_top(ui.px(22));
        const std::string when = words::relative(ui.frame.now_ms, entry.change.at);
        const float width = text_width(ui, Role::small, when);
        draw_text(ui, row.cut_right(width), Role::small, c.faint, when);
        row.cut_right(ui.px(8));
        std::string said = change_text(ui, entry.change);
        if (entry.change.author != calls::Author::person)
            said = fmt::format("{}: {}", author_name(ui, entry.change.author, entry.change.plugin), said);
        draw_text(ui, row, Role::small, entry.change.undone ? c.faint : c.text, said);
        draw_field_changes(ui, column, entry.fields);
    }
    if (loaded_->history.empty())
        draw_text(ui, column.cut_top(ui.px(22)), Role::body, c.faint, "Nothing that is still in the log.");
}

} // namespace asista::ui

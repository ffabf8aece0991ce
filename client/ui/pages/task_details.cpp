#include "ui/pages/task_details.hpp"

#include "ui/task_words.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr float property_rows = 38, label_width = 96;

float time_width(const DateStyle& style) { return style.hours == HourStyle::hours_12 ? 84 : 64; }

} // namespace

void TaskDetails::load(Ui& ui) {
    const bool other = loaded_->id != desk_.opened;
    if (!other && loaded_->revision == ui.snapshot.tasks_revision) return;
    if (other) {
        leave(ui);
        loaded_ = std::make_shared<Loaded>();
        loaded_->id = desk_.opened;
        title_ = estimate_ = due_ = due_time_ = start_ = start_time_ = {};
        editing_notes_ = show_history_ = false;
        new_tag_.clear();
        new_part_.clear();
    }
    loaded_->revision = ui.snapshot.tasks_revision;
    const std::weak_ptr<Loaded> weak = loaded_;
    ui.calls.call<calls::TasksGet>({loaded_->id}, [weak, &calls = ui.calls](Result<calls::TaskItem> reply) {
        const auto to = weak.lock();
        if (!to) return;
        to->gone = !reply && reply.error().code == Errc::not_found;
        if (!reply) return;
        to->known = true;
        to->item = std::move(*reply);
        to->notes = parse_markdown(to->item.task.notes);
        to->parent_title.reset();
        if (to->item.parent != 0)
            calls.call<calls::TasksGet>({to->item.parent}, [weak](Result<calls::TaskItem> parent) {
                if (const auto loaded = weak.lock(); loaded && parent) loaded->parent_title = parent->task.title;
            });
    });
    calls::TasksPage::Request parts;
    parts.view = calls::TaskView::subtasks;
    parts.of = loaded_->id;
    parts.limit = 500;
    parts.brief = true;
    ui.calls.call<calls::TasksPage>(parts, [weak](Result<calls::TasksPage::Reply> reply) {
        if (const auto to = weak.lock(); to && reply) to->parts = std::move(reply->tasks);
    });
    ui.calls.call<calls::TrackingList>({loaded_->id, 5}, [weak](Result<calls::TrackingList::Reply> reply) {
        if (const auto to = weak.lock(); to && reply) to->entries = std::move(reply->entries);
    });
    if (show_history_) ask_history(ui);
}

void TaskDetails::ask_history(Ui& ui) {
    const std::weak_ptr<Loaded> weak = loaded_;
    ui.calls.call<calls::ItemHistory>({"task", std::to_string(loaded_->id), 0, 30},
                                      [weak](Result<calls::ItemHistory::Reply> reply) {
                                          const auto to = weak.lock();
                                          if (!to) return;
                                          to->history_known = true;
                                          if (reply) to->history = std::move(reply->entries);
                                      });
}

void TaskDetails::edit(Ui& ui, calls::TasksEdit::Request request) {
    request.ids = {loaded_->id};
    task_actions::edit(ui, std::move(request));
}

void TaskDetails::leave(Ui& ui) {
    if (std::exchange(editing_notes_, false)) save_notes(ui);
}

void TaskDetails::save_notes(Ui& ui) {
    if (!loaded_->known || notes_ == item().task.notes) return;
    calls::TasksEdit::Request request;
    request.notes = notes_;
    edit(ui, std::move(request));
}

bool TaskDetails::draw_field(Ui& ui, std::string_view id, Box box, Field& field, const std::string& value,
                             std::string_view hint) {
    if (!field.typing) field.text = value;
    text_field(ui, id, box, field.text, {.hint = hint});
    field.typing = ImGui::IsItemActive();
    return ImGui::IsItemDeactivatedAfterEdit() && field.text != value;
}

Box TaskDetails::property(Ui& ui, Box& column, std::string_view icon, std::string_view label) const {
    Box row = column.cut_top(ui.px(property_rows));
    Box head = row.cut_left(ui.px(label_width));
    draw_icon(ui, head.cut_left(ui.px(16)), icon, ui.colors().faint, 15);
    head.cut_left(ui.px(8));
    draw_text(ui, head, Role::body, ui.colors().dim, label);
    return row.centered_rows(ui.px(size::control));
}

void TaskDetails::draw(Ui& ui, Box box) {
    load(ui);
    draw_surface(ui, current_list(), box, Surface::card);
    Box inner = box.inset(ui.px(size::card_padding), ui.px(12));
    if (loaded_->gone) {
        desk_.opened = 0;
        return;
    }
    draw_head(ui, inner);
    if (!loaded_->known) return;
    inner.cut_top(ui.px(6));
    inner.w += ui.px(8);
    ImGui::PushID(static_cast<int>(loaded_->id));
    {
        Scrolling scrolling(ui, "task details", inner, 8);
        Box& column = scrolling.column;
        draw_properties(ui, column);
        draw_notes(ui, column);
        if (item().parent == 0) draw_parts(ui, column);
        draw_time(ui, column);
        draw_history(ui, column);
        column.cut_top(ui.px(8));
    }
    ImGui::PopID();
}

void TaskDetails::draw_head(Ui& ui, Box& box) {
    Box row = box.cut_top(ui.px(size::control));
    const Box close = row.cut_right(ui.px(30)).centered_rows(ui.px(30));
    if (icon_button(ui, "close details", close, "x", ui.colors().dim, "Close")) {
        leave(ui);
        desk_.opened = 0;
    }
    row.cut_right(ui.px(4));
    if (!loaded_->known) return;
    const auto& task = item().task;
    const Box remove = row.cut_right(ui.px(30)).centered_rows(ui.px(30));
    if (icon_button(ui, "remove", remove, "trash", ui.colors().dim, "Remove")) {
        task_actions::erase(ui, {task.id}, task.title);
        desk_.opened = 0;
    }
    if (loaded_->parent_title) {
        const std::string text = "Part of " + *loaded_->parent_title;
        if (link(ui, "parent", row.centered_rows(ui.px(20)), Role::small_medium, text)) desk_.opened = item().parent;
    } else {
        const std::string said = task.status == TaskStatus::done && task.completed_at
                                     ? "Done " + words::relative(ui.frame.now_ms, *task.completed_at)
                                     : "Added " + words::relative(ui.frame.now_ms, task.created_at);
        draw_text(ui, row, Role::small, ui.colors().faint, said);
    }
    box.cut_top(ui.px(6));
    Box title = box.cut_top(ui.px(size::control + 4));
    const bool done = task.status == TaskStatus::done;
    const Box tick = title.cut_left(ui.px(size::check)).centered_rows(ui.px(size::check + 8));
    if (check_box(ui, "done", tick, done ? On::yes : On::no, done ? "Not done after all" : "Done"))
        task_actions::set_done(ui, {task.id}, !done, task.title);
    title.cut_left(ui.px(10));
    if (draw_field(ui, "title", title.centered_rows(ui.px(size::control)), title_, task.title, "What is to be done?") &&
        !title_.text.empty()) {
        calls::TasksEdit::Request request;
        request.title = title_.text;
        edit(ui, std::move(request));
    }
}

void TaskDetails::draw_properties(Ui& ui, Box& column) {
    draw_day(ui, property(ui, column, "calendar-blank", "Due"), true);
    draw_day(ui, property(ui, column, "flag", "Start"), false);
    draw_repetition(ui, property(ui, column, "repeat", "Repeats"));
    draw_project(ui, property(ui, column, "folder", "Project"));
    Box effort = property(ui, column, "gauge", "Effort");
    Energy energy = item().task.energy;
    if (effort_choice(ui, "effort", effort, energy)) {
        calls::TasksEdit::Request request;
        request.energy = energy;
        edit(ui, std::move(request));
    }
    const Box row = property(ui, column, "hourglass", "Estimate");
    const auto estimate = item().task.estimate_minutes;
    if (draw_field(ui, "estimate", row, estimate_, estimate ? words::estimate_text(*estimate) : "", "None: 15 min, 1 h 30")) {
        calls::TasksEdit::Request request;
        request.estimate_minutes = words::parse_estimate(estimate_.text);
        if (estimate_.text.empty()) request.clear = {calls::TaskField::estimate};
        if (request.estimate_minutes || estimate_.text.empty()) edit(ui, std::move(request));
    }
    draw_tags(ui, column);
}

// A day in words: what is typed is read as in the line of a new task.
void TaskDetails::read_day(Ui& ui, bool due, const std::string& text) {
    if (text.empty()) {
        calls::TasksEdit::Request request;
        request.clear = {due ? calls::TaskField::due : calls::TaskField::start};
        return edit(ui, std::move(request));
    }
    ui.calls.call<calls::TasksParse>(
        {text}, [&calls = ui.calls, &toasts = ui.toasts, id = loaded_->id, due, text](Result<calls::TasksParse::Reply> reply) {
            if (!reply) return;
            const auto day = reply->task.due_day ? reply->task.due_day : reply->task.start_day;
            if (!day) {
                Toast toast;
                toast.title = fmt::format("\"{}\" is no day", text);
                toast.body = "Days are words like tomorrow, friday, 24 dec, in 2 weeks.";
                toast.level = NotificationLevel::warning;
                return toasts.replace(std::move(toast));
            }
            calls::TasksEdit::Request request;
            request.ids = {id};
            (due ? request.due_day : request.start_day) = day;
            if (reply->task.due_minute) (due ? request.due_minute : request.start_minute) = reply->task.due_minute;
            calls.call<calls::TasksEdit>(request);
        });
}

void TaskDetails::draw_day(Ui& ui, Box row, bool due) {
    const auto day = due ? item().task.due_day : item().start_day;
    const auto minute = due ? item().due_minute : item().start_minute;
    ImGui::PushID(due ? "due" : "start");
    if (day) {
        const Box time = row.cut_right(ui.px(time_width(ui.dates())));
        row.cut_right(ui.px(6));
        Field& field = due ? due_time_ : start_time_;
        if (draw_field(ui, "time", time, field, minute ? words::minute_text(*minute, ui.dates()) : "", "Time")) {
            calls::TasksEdit::Request request;
            const auto read = words::read_clock(field.text);
            if (read)
                (due ? request.due_minute : request.start_minute) = static_cast<std::uint16_t>(*read);
            else if (field.text.empty())
                request.clear = {due ? calls::TaskField::due_time : calls::TaskField::start_time};
            if (read || field.text.empty()) edit(ui, std::move(request));
        }
    }
    const Box open = row.cut_right(ui.px(size::control)).centered_rows(ui.px(size::control));
    row.cut_right(ui.px(2));
    if (icon_button(ui, "choose", open, "caret-down", ui.colors().dim, "Choose a day")) open_menu("days");
    Field& field = due ? due_ : start_;
    const std::string value = day ? words::capitalised(words::day_word(*day, ui.today(), ui.dates())) : "";
    if (draw_field(ui, "day", row, field, value, due ? "No date" : "At any time")) read_day(ui, due, field.text);
    auto chosen = day;
    if (day_menu(ui, "days", open, chosen, true)) {
        calls::TasksEdit::Request request;
        (due ? request.due_day : request.start_day) = chosen;
        if (!chosen) request.clear = {due ? calls::TaskField::due : calls::TaskField::start};
        edit(ui, std::move(request));
    }
    ImGui::PopID();
}

void TaskDetails::draw_repetition(Ui& ui, Box row) {
    const auto& rule = item().recurrence;
    const std::string label = words::capitalised(words::repetition(rule, ui.dates()));
    const Press state = press(ui, "repeats", row);
    describe(ui, state, {.role = ItemRole::button, .label = "Repeats", .value = label});
    draw_surface(ui, current_list(), row, Surface::control, size::radius);
    fill(ui, row, with_alpha(ui.colors().hover, state.warmth), size::radius);
    Box inner = row.inset(ui.px(11), 0);
    draw_icon(ui, inner.cut_right(ui.px(15)), "caret-down", ui.colors().dim, 15);
    draw_text(ui, inner, Role::body, rule.empty() ? ui.colors().faint : ui.colors().text, label);
    tooltip(ui, rule.empty() ? "" : label);
    finish_press(ui, state, row, size::radius);
    if (state.pressed) open_menu("repetition");
    if (!begin_menu(ui, "repetition", row, {.width = 250})) return;
    const DayNumber day = item().task.due_day.value_or(item().start_day.value_or(ui.today()));
    bool known = rule.empty();
    for (const auto& choice : words::repetition_choices(day, ui.dates())) {
        known = known || choice.rule == rule;
        if (!menu_item(ui, {.label = choice.label, .ticked = choice.rule == rule})) continue;
        calls::TasksEdit::Request request;
        if (choice.rule.empty()) {
            request.clear = {calls::TaskField::recurrence};
        } else {
            request.recurrence = choice.rule;
            if (!item().task.due_day && !item().start_day) request.due_day = day; // it needs one to begin on
        }
        edit(ui, std::move(request));
    }
    if (!known) menu_item(ui, {.label = label, .ticked = true});
    end_menu();
}

void TaskDetails::draw_project(Ui& ui, Box row) {
    const auto* const listing = desk_.reader.shown();
    if (!listing) return;
    std::vector<std::string> names{"No project"};
    std::vector<std::uint64_t> ids{0};
    for (const auto& project : listing->projects)
        if (!project.archived || project.id == item().project) {
            names.push_back(project.name);
            ids.push_back(project.id);
        }
    auto index = static_cast<std::size_t>(std::ranges::find(ids, item().project) - ids.begin());
    if (!drop_down(ui, "project", row, names, index)) return;
    calls::TasksEdit::Request request;
    if (ids[index] == 0)
        request.clear = {calls::TaskField::project};
    else
        request.project = ids[index];
    edit(ui, std::move(request));
}

void TaskDetails::draw_tags(Ui& ui, Box& column) {
    Box row = property(ui, column, "hash", "Tags");
    const float left = row.x, right = row.right();
    for (const auto& name : item().tags) {
        const float width = std::min(pill_width(ui, name, "x"), right - left);
        if (row.w < width) { // the next line
            row = column.cut_top(ui.px(property_rows - 4)).centered_rows(ui.px(size::control));
            row.x = left;
            row.w = right - left;
        }
        const Box box = row.cut_left(width).centered_rows(ui.px(26));
        row.cut_left(ui.px(6));
        if (!pill(ui, "tag " + name, box, name, "x", Selected::yes, "Take this tag away")) continue;
        calls::TasksEdit::Request request;
        request.remove_tags = {name};
        edit(ui, std::move(request));
    }
    if (row.w < ui.px(84)) {
        row = column.cut_top(ui.px(property_rows - 4)).centered_rows(ui.px(size::control));
        row.x = left;
        row.w = right - left;
    }
    const FieldEvent event =
        text_field(ui, "new tag", row, new_tag_, {.hint = "Add a tag", .focus_now = std::exchange(focus_tag_, false)});
    if (event != FieldEvent::submitted || new_tag_.empty()) return;
    calls::TasksEdit::Request request;
    request.add_tags = {new_tag_};
    edit(ui, std::move(request));
    new_tag_.clear();
    focus_tag_ = true;
}

} // namespace asista::ui

// All open tasks by when they are due, and what was done today: add, tick, change, remove.
#include "ui/pages/dashboard_cards.hpp"
#include "ui/pages/page.hpp"
#include "ui/removals.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"
#include "wire/calls/data.hpp"
#include "wire/calls/tasks.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace asista::ui {
namespace {

enum Group : std::size_t { overdue, today, week, later, undated, done, group_count };
constexpr std::array<std::string_view, group_count> group_titles{"Overdue", "Today",   "Next seven days",
                                                                 "Later",   "No date", "Done today"};

Group group_of(const Task& task, DayNumber now) {
    if (task.status == TaskStatus::done) return done;
    if (!task.due_day) return undated;
    if (*task.due_day < now) return overdue;
    if (*task.due_day == now) return today;
    return *task.due_day <= now + 7 ? week : later;
}

class TasksPage final : public Page {
  public:
    void opened(std::string_view detail) override {
        focus_ = detail == "add";
        marked_ = 0;
        std::from_chars(detail.data(), detail.data() + detail.size(), marked_);
        scroll_to_marked_ = marked_ != 0;
    }
    float widest() const override { return 900; }
    void draw(Ui& ui, Box area) override;

  private:
    void draw_new(Ui& ui, Box& area);
    void draw_group(Ui& ui, Box& area, std::string_view title, const std::vector<const Task*>& tasks);
    void draw_row(Ui& ui, Box row, const Task& task);
    void draw_menu(Ui& ui, const Task& task, Box anchor);
    void draw_rename(Ui& ui, Box row, const Task& task);
    void add(Ui& ui);

    std::string title_, renamed_;
    Energy energy_ = Energy::m;
    std::optional<DayNumber> due_;
    bool focus_ = false, focus_rename_ = false, scroll_to_marked_ = false;
    std::uint64_t marked_ = 0, renaming_ = 0;
};

void TasksPage::draw(Ui& ui, Box area) {
    std::array<std::vector<const Task*>, group_count> groups;
    std::size_t shown = 0;
    for (const auto& task : ui.snapshot.tasks) {
        if (task.status == TaskStatus::cancelled || ui.removals.hidden(Thing::task, task.id)) continue;
        groups[group_of(task, ui.today())].push_back(&task);
        ++shown;
    }
    const std::size_t open = shown - groups[done].size();
    std::string line = open == 0 ? std::string{"Nothing open."}
                                 : fmt::format("{} open, {} for today.", open, groups[overdue].size() + groups[today].size());
    if (ui.snapshot.open_task_count > open + 1)
        line = fmt::format("{} open; the first {} are shown.", words::thousands(ui.snapshot.open_task_count), open);
    const float bottom = area.bottom();
    area.h = endless;
    page_heading(ui, area, "Tasks", line);
    draw_new(ui, area);
    if (shown == 0) {
        const Box place{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(240))};
        if (empty_state(ui, "empty", place,
                        {"check-square", "No tasks yet", "What you write above appears here, sorted by the day it is due.",
                         "Add a task", "plus"}))
            focus_ = true;
        return reach(area.right(), place.bottom());
    }
    for (std::size_t i = 0; i < group_count; ++i)
        if (!groups[i].empty()) draw_group(ui, area, group_titles[i], groups[i]);
    reach(area.right(), area.y + ui.px(size::step2));
}

void TasksPage::add(Ui& ui) {
    if (title_.empty()) {
        focus_ = true;
        return;
    }
    // "call landlord tomorrow 9am #home": what the line says of day and effort goes before what is chosen beside it.
    ui.calls.call<calls::TasksQuickAdd>({.text = title_, .energy = energy_, .due_day = due_});
    title_.clear();
    focus_ = true;
}

void TasksPage::draw_new(Ui& ui, Box& area) {
    const bool two_lines = area.w < ui.px(560);
    Box card = area.cut_top(ui.px(two_lines ? 104 : 60));
    area.cut_top(ui.px(size::step4));
    draw_surface(ui, current_list(), card, Surface::card);
    Box inner = card.inset(ui.px(14));
    Box row = two_lines ? inner.cut_bottom(ui.px(size::control)) : inner;
    if (two_lines) inner.cut_bottom(ui.px(12));
    static constexpr std::array<std::string_view, 5> efforts{"XS", "S", "M", "L", "XL"};
    const std::string due = due_ ? words::capitalised(words::day_word(*due_, ui.today())) : "No date";
    const float controls =
        segments_width(ui, efforts) + button_width(ui, due, "calendar-blank") + button_width(ui, "Add") + 3 * ui.px(size::step2);
    Box field = two_lines ? inner : row.cut_left(row.w - controls);
    if (!two_lines) row.cut_left(ui.px(size::step2));
    if (text_field(ui, "title", field, title_, {.hint = "What is to be done?", .icon = "plus", .focus_now = focus_}) ==
        FieldEvent::submitted)
        add(ui);
    focus_ = false;
    effort_choice(ui, "effort", row, energy_);
    const Box anchor = row;
    if (button_left(ui, row, "due", ButtonKind::secondary, due, "calendar-blank")) open_menu("due menu");
    day_menu(ui, "due menu", anchor, due_, true);
    if (button_left(ui, row, "add", ButtonKind::primary, "Add")) add(ui);
}

void TasksPage::draw_group(Ui& ui, Box& area, std::string_view title, const std::vector<const Task*>& tasks) {
    Box head = area.cut_top(ui.px(26));
    head.cut_left(ui.px(4));
    const float width = draw_text(ui, head, Role::strong, ui.colors().text, title);
    head.cut_left(width + ui.px(8));
    draw_text(ui, head, Role::small, ui.colors().faint, std::to_string(tasks.size()));
    const float row = ui.px(42);
    Box card = area.cut_top(row * static_cast<float>(tasks.size()) + ui.px(8));
    area.cut_top(ui.px(size::step4));
    draw_surface(ui, current_list(), card, Surface::card);
    Box rows = card.inset(0, ui.px(4));
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const Box box = rows.cut_top(row);
        draw_row(ui, box, *tasks[i]);
        if (i + 1 < tasks.size()) horizontal_line(ui, box.x + ui.px(16), box.bottom() - 1, box.w - ui.px(32), ui.colors().line);
    }
}

void TasksPage::draw_row(Ui& ui, Box row, const Task& task) {
    ImGui::PushID(static_cast<int>(task.id));
    if (task.id == marked_) {
        fill(ui, row.inset(ui.px(6), ui.px(2)), ui.colors().accent_soft, size::radius);
        if (scroll_to_marked_) {
            ImGui::SetScrollFromPosY(row.middle_y() - ImGui::GetWindowPos().y, 0.4F);
            scroll_to_marked_ = false;
        }
    }
    Box inner = row.inset(ui.px(16), 0);
    const Box more = inner.cut_right(ui.px(28)).centered_rows(ui.px(28));
    inner.cut_right(ui.px(6));
    if (renaming_ == task.id)
        draw_rename(ui, inner, task);
    else
        task_row(ui, inner, task, true);
    if (icon_button(ui, "more", more, "dots-three", ui.colors().dim, "Change or remove")) open_menu("task menu");
    draw_menu(ui, task, more);
    ImGui::PopID();
}

void TasksPage::draw_rename(Ui& ui, Box row, const Task& task) {
    const FieldEvent event = text_field(ui, "rename", row.centered_rows(ui.px(size::control)), renamed_,
                                        {.hint = "Title", .focus_now = focus_rename_});
    const bool ended = !focus_rename_ && ImGui::IsItemDeactivated();
    focus_rename_ = false;
    if (event != FieldEvent::submitted && !ended) return;
    if (event == FieldEvent::submitted && !renamed_.empty() && renamed_ != task.title) {
        calls::TasksUpdate::Request request;
        request.id = task.id;
        request.title = renamed_;
        ui.calls.call<calls::TasksUpdate>(request);
    }
    renaming_ = 0;
}

void TasksPage::draw_menu(Ui& ui, const Task& task, Box anchor) {
    if (!begin_menu(ui, "task menu", anchor, {.width = 210, .align_right = true, .max_height = 520})) return;
    calls::TasksUpdate::Request request;
    request.id = task.id;
    const auto send = [&] { ui.calls.call<calls::TasksUpdate>(request); };
    if (menu_item(ui, {.label = "Rename", .icon = "pencil-simple"})) {
        renaming_ = task.id;
        renamed_ = task.title;
        focus_rename_ = true;
    }
    menu_line(ui);
    menu_title(ui, "Due");
    const DayNumber now = ui.today();
    for (const auto& [label, day] : {std::pair{"Today", now}, std::pair{"Tomorrow", now + 1}, std::pair{"In a week", now + 7}})
        if (menu_item(ui, {.label = label, .icon = "calendar-blank", .ticked = task.due_day == day})) {
            request.due_day = day;
            send();
        }
    menu_line(ui);
    menu_title(ui, "Effort");
    for (const auto energy : {Energy::xs, Energy::s, Energy::m, Energy::l, Energy::xl})
        if (menu_item(
                ui,
                {.label = words::energy_name(energy), .hint = words::energy_meaning(energy), .ticked = task.energy == energy})) {
            request.energy = energy;
            send();
        }
    menu_line(ui);
    if (menu_item(ui, {.label = "Remove", .icon = "trash", .danger = true}))
        ui.removals.begin(ui, Thing::task, task.id, task.title,
                          [calls = &ui.calls, id = task.id] { calls->call<calls::TasksRemove>({id}); });
    end_menu();
}

} // namespace

std::unique_ptr<Page> make_tasks_page() { return std::make_unique<TasksPage>(); }

} // namespace asista::ui

#include "ui/pages/dashboard_cards.hpp"

#include "ui/pages/goal_parts.hpp"
#include "ui/pages/habit_days.hpp"
#include "ui/removals.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/quick_add_field.hpp"
#include "ui/words.hpp"
#include "wire/calls/data.hpp"
#include "wire/calls/tasks.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>
#include <array>

namespace asista::ui {
namespace {

constexpr float habit_rows = 33, event_rows = 44, goal_rows = 62, empty_rows = 64;

bool is_open(const Task& task) { return task.status == TaskStatus::open || task.status == TaskStatus::in_progress; }

// A quiet line and one action, for a card with nothing in it.
bool empty_card(Ui& ui, Box body, std::string_view text, std::string_view label) {
    draw_text(ui, body.cut_top(ui.px(24)), Role::body, ui.colors().dim, text);
    body.cut_top(ui.px(8));
    Box row = body.cut_top(ui.px(size::control));
    return !label.empty() && button_left(ui, row, "empty", ButtonKind::secondary, label);
}

// "and 3 more" where a card is too low for all of its rows.
void more_link(Ui& ui, Box row, std::size_t hidden, std::string_view page) {
    if (link(ui, "more", row, Role::small_medium, fmt::format("and {} more", hidden))) ui.navigator.open(std::string{page});
}

std::size_t rows_that_fit(float height, float row, std::size_t count, float more_row) {
    const auto fit = static_cast<std::size_t>(std::max(height + 1, 0.0F) / row);
    if (fit >= count) return count;
    return static_cast<std::size_t>(std::max(height + 1 - more_row, 0.0F) / row);
}

class TodayCard final : public OwnCard {
  public:
    float wanted_body_px(const Ui& ui, float) const override {
        const std::size_t rows = std::clamp<std::size_t>(tasks_of_today(ui).size(), 1, 8);
        const float field = adding_ ? ui.px(size::row + (line_.text().empty() ? 0 : preview_rows)) : 0;
        return std::max(ui.px(size::row) * static_cast<float>(rows) + field, ui.px(empty_rows));
    }

    void draw(Ui& ui, Box body, Box& actions) override {
        if (icon_action(ui, actions, "add", "plus", ui.colors().accent, "Add a task for today")) start();
        if (adding_) {
            const Box field = body.cut_top(ui.px(size::row));
            draw_field(ui, field, line_.text().empty() ? Box{} : body.cut_top(ui.px(preview_rows)));
        }
        const auto tasks = tasks_of_today(ui);
        if (tasks.empty() && !adding_) {
            if (empty_card(ui, body, "Nothing is due today.", "Add a task")) start();
            return;
        }
        const float row = ui.px(size::row);
        const std::size_t shown = rows_that_fit(body.h, row, tasks.size(), ui.px(24));
        for (std::size_t i = 0; i < shown; ++i) {
            const Box box = body.cut_top(row);
            task_row(ui, box, *tasks[i], false);
            if (i + 1 < tasks.size()) horizontal_line(ui, box.x, box.bottom() - 1, box.w, ui.colors().line);
        }
        if (shown < tasks.size()) more_link(ui, body.cut_top(ui.px(24)), tasks.size() - shown, "tasks");
    }

  private:
    void start() {
        adding_ = true;
        line_.focus();
    }
    void draw_field(Ui& ui, Box row, Box preview) {
        preview.x += ui.px(11);
        preview.w = std::max(preview.w - ui.px(11), 0.0F);
        const bool empty = line_.text().empty();
        const FieldEvent event = line_.draw(ui, "new task", row.centered_rows(ui.px(size::control)), preview,
                                            {.hint = "What is to be done today?"}, {.due_day = ui.today()}, {});
        if (event == FieldEvent::submitted ? empty : line_.text().empty() && ImGui::IsItemDeactivated()) left_ = true;
        if (ImGui::IsItemActive()) left_ = false;
        // Not while a button is down: the rows below would move from under the pointer between press and release.
        const bool pressing = ImGui::IsMouseDown(ImGuiMouseButton_Left) || ImGui::IsMouseReleased(ImGuiMouseButton_Left);
        if (left_ && !pressing) adding_ = std::exchange(left_, false) && !line_.text().empty();
    }
    static constexpr float preview_rows = 20;
    QuickAddField line_;
    bool adding_ = false;
    bool left_ = false; // the keyboard went elsewhere: the field goes, unless something is typed in it
};

class HabitsCard final : public OwnCard {
  public:
    float wanted_body_px(const Ui& ui, float) const override {
        return std::max(ui.px(habit_rows) * static_cast<float>(std::min<std::size_t>(shown_habits(ui).size(), 8)),
                        ui.px(empty_rows));
    }

    void draw(Ui& ui, Box body, Box&) override {
        const auto habits = shown_habits(ui);
        if (habits.empty()) {
            if (empty_card(ui, body, "Small things, done often.", "Add a habit")) ui.navigator.open("habits", "add");
            return;
        }
        const float rows = ui.px(habit_rows);
        body.y -= ui.px(3);
        body.h += ui.px(3);
        const std::size_t shown = rows_that_fit(body.h, rows, habits.size(), ui.px(24));
        for (std::size_t i = 0; i < shown; ++i) {
            Box row = body.cut_top(rows);
            ImGui::PushID(static_cast<int>(habits[i]->id));
            days_.draw(ui, row, *habits[i], row.w < ui.px(300) ? 5 : 7);
            row.cut_right(ui.px(10));
            if (habits[i]->target) days_.draw_step(ui, row, *habits[i]);
            draw_text(ui, row, Role::body, ui.colors().text, habits[i]->name);
            ImGui::PopID();
        }
        if (shown < habits.size()) more_link(ui, body.cut_top(ui.px(24)), habits.size() - shown, "habits");
    }

  private:
    HabitDays days_;
};

class NextCard final : public OwnCard {
  public:
    float wanted_body_px(const Ui& ui, float) const override {
        // All of today; when that is little, what comes after it.
        const auto events = coming(ui);
        const auto of_today = static_cast<std::size_t>(std::ranges::count_if(events, [&](const CalendarEvent* event) {
            return words::local_day(event->starts_at, ui.snapshot.utc_offset_s) <= ui.today();
        }));
        const std::size_t rows = std::clamp<std::size_t>(of_today, std::min<std::size_t>(events.size(), 3), 6);
        return std::max(ui.px(event_rows) * static_cast<float>(rows), ui.px(empty_rows));
    }

    void draw(Ui& ui, Box body, Box&) override {
        const auto events = coming(ui);
        if (events.empty()) {
            if (empty_card(ui, body, "Nothing planned in the next days.", "Add an event")) ui.navigator.open("calendar", "add");
            return;
        }
        body.cut_top(ui.px(4));
        for (const auto* event : events) {
            if (body.h + 1 < ui.px(event_rows - 8)) return;
            Box row = body.cut_top(ui.px(event_rows));
            const Box bar = row.cut_left(ui.px(3));
            fill(ui, {bar.x, bar.y, bar.w, ui.px(33)}, ui.colors().series[event->color % ui.colors().series.size()], 1.5F);
            row.cut_left(ui.px(12));
            draw_text(ui, row.cut_top(ui.px(17)), Role::strong, ui.colors().text, event->title);
            std::string when = words::time_range(*event, ui.snapshot.utc_offset_s, ui.dates());
            const DayNumber day = words::local_day(event->starts_at, ui.snapshot.utc_offset_s);
            if (day != ui.today()) when = words::capitalised(words::day_word(day, ui.today(), ui.dates())) + ", " + when;
            if (!event->place.empty()) when += ", " + event->place;
            draw_text(ui, row.cut_top(ui.px(16)), Role::small, ui.colors().dim, when);
        }
    }

  private:
    static std::vector<const CalendarEvent*> coming(const Ui& ui) {
        std::vector<const CalendarEvent*> events;
        for (const auto& event : ui.snapshot.events)
            if (std::max(event.ends_at, event.starts_at) >= ui.frame.now_ms && !ui.removals.hidden(Thing::event, event.id))
                events.push_back(&event);
        std::ranges::sort(events, {}, &CalendarEvent::starts_at);
        if (events.size() > 8) events.resize(8);
        return events;
    }
};

class GoalsCard final : public OwnCard {
  public:
    float wanted_body_px(const Ui& ui, float body_width) const override {
        const auto across = static_cast<std::size_t>(columns(ui, body_width));
        const std::size_t rows = (std::min<std::size_t>(goals(ui).size(), 9) + across - 1) / across;
        return std::max(ui.px(goal_rows) * static_cast<float>(rows), ui.px(empty_rows)) + ui.px(14);
    }

    void draw(Ui& ui, Box body, Box&) override {
        const auto shown = goals(ui);
        if (shown.empty()) {
            if (empty_card(ui, body, "Something to work towards, with a number.", "Add a goal"))
                ui.navigator.open("goals", "add");
            return;
        }
        body.cut_top(ui.px(6));
        const int across = columns(ui, body.w);
        const float gap = ui.px(22);
        const float width = std::floor((body.w - gap * static_cast<float>(across - 1)) / static_cast<float>(across));
        for (std::size_t i = 0; i < shown.size(); ++i) {
            const auto column = static_cast<float>(static_cast<int>(i) % across),
                       row = static_cast<float>(static_cast<int>(i) / across);
            Box cell{body.x + column * (width + gap), body.y + row * ui.px(goal_rows), width, ui.px(goal_rows)};
            if (cell.bottom() > body.bottom() + ui.px(8)) break;
            draw_goal(ui, cell, *shown[i]);
        }
    }

  private:
    static int columns(const Ui& ui, float width) { return std::clamp(static_cast<int>(width / ui.px(200)), 1, 3); }
    static std::vector<const calls::GoalItem*> goals(const Ui& ui) {
        std::vector<const calls::GoalItem*> shown;
        for (const auto& goal : ui.snapshot.goals)
            if (goal.state == calls::GoalState::active && !ui.removals.hidden(Thing::goal, goal.id)) shown.push_back(&goal);
        return shown;
    }
    static void draw_goal(Ui& ui, Box cell, const calls::GoalItem& goal) {
        const Colors& c = ui.colors();
        Box head = cell.cut_top(ui.px(20));
        const int percent = static_cast<int>(words::goal_fraction(goal) * 100 + 0.5F);
        draw_text(ui, head.cut_right(ui.px(40)), Role::body, c.dim, fmt::format("{}%", percent), Align::right);
        draw_text(ui, head, Role::strong, c.text, goal.title);
        cell.cut_top(ui.px(7));
        draw_bar(ui, cell.cut_top(ui.px(size::bar)), words::goal_fraction(goal), goal_color(ui, goal));
        cell.cut_top(ui.px(7));
        draw_text(ui, cell.cut_top(ui.px(17)), Role::small, c.faint, words::goal_line(goal, words::Length::brief));
    }
};

template <class Card> std::unique_ptr<OwnCard> make() { return std::make_unique<Card>(); }

} // namespace

std::span<const OwnCardKind> own_card_kinds() {
    static constexpr std::array kinds{
        OwnCardKind{"asista:today", "Today", "check-square", 1, make<TodayCard>},
        OwnCardKind{"asista:habits", "Habits", "repeat", 1, make<HabitsCard>},
        OwnCardKind{"asista:next", "Next up", "calendar-blank", 1, make<NextCard>},
        OwnCardKind{"asista:goals", "Goals", "target", 2, make<GoalsCard>},
    };
    return kinds;
}

std::vector<const Task*> tasks_of_today(const Ui& ui) {
    std::vector<const Task*> tasks;
    const DayNumber today = ui.today();
    for (const auto& task : ui.snapshot.tasks) {
        if (ui.removals.hidden(Thing::task, task.id)) continue;
        const bool due = is_open(task) && ((task.due_day && *task.due_day <= today) || task.status == TaskStatus::in_progress);
        const bool finished = task.status == TaskStatus::done && task.completed_at &&
                              words::local_day(*task.completed_at, ui.snapshot.utc_offset_s) == today;
        if (due || finished) tasks.push_back(&task);
    }
    std::ranges::sort(tasks, {}, [](const Task* task) { return task->id; });
    return tasks;
}

void set_task_done(Ui& ui, const Task& task, bool done) {
    calls::TasksUpdate::Request request;
    request.id = task.id;
    request.status = done ? TaskStatus::done : TaskStatus::open;
    ui.calls.call<calls::TasksUpdate>(request);
}

void task_row(Ui& ui, Box row, const Task& task, bool show_due) {
    const Colors& c = ui.colors();
    const bool done = task.status == TaskStatus::done;
    ImGui::PushID(static_cast<int>(task.id));
    const Box tick = row.cut_left(ui.px(size::check)).centered_rows(ui.px(size::check + 6));
    if (check_box(ui, "done", tick, done ? On::yes : On::no, done ? "Not done after all" : "Done"))
        set_task_done(ui, task, !done);
    row.cut_left(ui.px(10));
    const std::string_view effort = words::energy_name(task.energy);
    const float width = tag_width(ui, effort);
    tag(ui, row.right() - width, std::floor(row.middle_y() - tag_height(ui) / 2), effort, TagKind::accent);
    row.cut_right(width + ui.px(10));
    const bool overdue = !done && task.due_day && *task.due_day < ui.today();
    if (task.due_day && (show_due || overdue) && !done) {
        const std::string due = words::capitalised(words::day_word(*task.due_day, ui.today(), ui.dates()));
        const float due_width = text_width(ui, Role::small, due);
        draw_text(ui, row.cut_right(due_width), Role::small, overdue ? c.bad : c.dim, due);
        row.cut_right(ui.px(10));
    }
    const float drawn = draw_text(ui, row, Role::body, done ? c.faint : c.text, task.title);
    if (done) horizontal_line(ui, row.x, row.middle_y() + ui.px(1), std::min(drawn, row.w), c.faint);
    ImGui::PopID();
}

} // namespace asista::ui

// Habits and the days they were kept: tick, order, add, archive; one of them with its year, its strength and its weekdays.
#include "ui/pages/habit_days.hpp"
#include "ui/pages/habit_details.hpp"
#include "ui/pages/habit_dialog.hpp"
#include "ui/pages/page.hpp"
#include "ui/removals.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/days.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/pages/change_words.hpp"
#include "ui/words.hpp"
#include "wire/calls/history.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace asista::ui {
namespace {

using calls::HabitItem;

constexpr float habit_rows = 62, letter_rows = 26, grip = 18, ring = 38;

class HabitsPage final : public Page {
  public:
    void opened(std::string_view detail) override;
    float widest() const override { return 1120; }
    void draw(Ui& ui, Box area) override;

  private:
    void draw_list(Ui& ui, Box& area, const std::vector<const HabitItem*>& habits);
    void draw_letters(Ui& ui, Box row, int days);
    void draw_habit(Ui& ui, Box row, const HabitItem& habit, int days, const std::vector<const HabitItem*>& habits,
                    std::size_t at);
    void draw_grip(Ui& ui, Box box, const HabitItem& habit, std::size_t at);
    void draw_archived(Ui& ui, Box& area);
    void draw_menu(Ui& ui, Box anchor, const HabitItem& habit, const std::vector<const HabitItem*>& habits, std::size_t at);

    HabitDays days_;
    HabitDialog dialog_;
    VacationDialog vacations_;
    HabitDetails details_;
    std::uint64_t selected_ = 0;
    std::optional<std::size_t> dragged_;
    bool add_ = false, show_archived_ = false;
};

std::string heading_line(const Ui& ui, const std::vector<const HabitItem*>& habits) {
    if (habits.empty()) return "Small things, done often.";
    if (words::on_vacation(ui.snapshot.vacations, ui.today())) return "You are on vacation: nothing is missed today.";
    const auto left =
        std::ranges::count_if(habits, [&ui](const HabitItem* habit) { return words::left_today(ui.snapshot, *habit); });
    return left == 0 ? "All done for today." : fmt::format("{} left today.", left);
}

// Behind which one it goes, to stand at `to` instead of `from`; 0: first.
std::uint64_t behind(const std::vector<const HabitItem*>& habits, std::size_t from, std::size_t to) {
    if (to == 0) return 0;
    return to < from ? habits[to - 1]->id : habits[to]->id;
}

void move_to(Ui& ui, const std::vector<const HabitItem*>& habits, std::size_t from, std::size_t to) {
    if (from == to || from >= habits.size() || to >= habits.size()) return;
    calls::HabitsEdit::Request request;
    request.id = habits[from]->id;
    request.behind = behind(habits, from, to);
    ui.calls.call<calls::HabitsEdit>(request);
}

void HabitsPage::opened(std::string_view detail) {
    add_ = detail == "add";
    selected_ = 0;
    std::from_chars(detail.data(), detail.data() + detail.size(), selected_);
}

void HabitsPage::draw(Ui& ui, Box area) {
    const float bottom = area.bottom();
    area.h = endless;
    if (std::exchange(add_, false)) dialog_.add();
    const auto chosen = std::ranges::find(ui.snapshot.habits, selected_, &HabitItem::id);
    if (selected_ != 0 && chosen != ui.snapshot.habits.end() && !ui.removals.hidden(Thing::habit, selected_)) {
        switch (details_.draw(ui, area, *chosen)) {
        case HabitDetails::Wish::none: break;
        case HabitDetails::Wish::back: selected_ = 0; break;
        case HabitDetails::Wish::edit: dialog_.edit(*chosen); break;
        }
        dialog_.draw(ui);
        return reach(area.right(), area.y + ui.px(size::step2));
    }
    selected_ = 0;
    const auto habits = shown_habits(ui);
    Box right = page_heading(ui, area, "Habits", heading_line(ui, habits));
    if (!ui.snapshot.habits.empty()) {
        if (button_right(ui, right, "add", ButtonKind::primary, "Add a habit", "plus")) dialog_.add();
        if (right.w > ui.px(260) && button_right(ui, right, "vacation", ButtonKind::secondary, "Vacation", "airplane-tilt"))
            vacations_.ask();
    }
    if (ui.snapshot.habits.empty()) {
        const Box place{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(240))};
        if (empty_state(ui, "empty", place,
                        {"repeat", "No habits yet",
                         "Each habit becomes a row of days here. A missed day is only an empty square.", "Add a habit", "plus"}))
            dialog_.add();
        area.y = place.bottom();
    } else {
        if (!habits.empty()) draw_list(ui, area, habits);
        draw_archived(ui, area);
    }
    dialog_.draw(ui);
    vacations_.draw(ui);
    reach(area.right(), area.y + ui.px(size::page_margin));
}

void HabitsPage::draw_list(Ui& ui, Box& area, const std::vector<const HabitItem*>& habits) {
    const int days = std::clamp(static_cast<int>((area.w / ui.theme.scale - 420) / 25), 7, 21);
    const Box card = area.cut_top(ui.px(habit_rows) * static_cast<float>(habits.size()) + ui.px(letter_rows + 8));
    area.cut_top(ui.px(size::step4));
    draw_surface(ui, current_list(), card, Surface::card);
    Box rows = card.inset(0, ui.px(4));
    draw_letters(ui, rows.cut_top(ui.px(letter_rows)).inset(ui.px(size::card_padding), 0), days);
    const float first = rows.y;
    for (std::size_t i = 0; i < habits.size(); ++i) {
        const Box row = rows.cut_top(ui.px(habit_rows));
        draw_habit(ui, row.inset(ui.px(size::card_padding), 0), *habits[i], days, habits, i);
        if (i + 1 < habits.size()) horizontal_line(ui, row.x + ui.px(18), row.bottom() - 1, row.w - ui.px(36), ui.colors().line);
    }
    if (!dragged_) return;
    // Where it would go: between the rows nearest to the pointer.
    const auto from = std::min(*dragged_, habits.size() - 1);
    const float at = (ImGui::GetIO().MousePos.y - first) / ui.px(habit_rows);
    const auto slot = static_cast<std::size_t>(std::clamp(std::round(at), 0.0F, static_cast<float>(habits.size())));
    const std::size_t to = slot > from ? slot - 1 : slot;
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
        move_to(ui, habits, from, to);
        dragged_.reset();
    } else if (to != from) {
        fill(ui,
             {card.x + ui.px(10), first + ui.px(habit_rows) * static_cast<float>(slot) - ui.px(1), card.w - ui.px(20), ui.px(2)},
             ui.colors().accent, 1);
    }
}

void HabitsPage::draw_letters(Ui& ui, Box row, int days) {
    const DateStyle style = ui.dates();
    row.cut_right(ui.px(28 + 10));
    Box cells = row.cut_right(days_width(ui, days));
    const float pitch = ui.px(size::day) + ui.px(5);
    for (DayNumber day = ui.today() - days + 1; day <= ui.today(); ++day) {
        const Box cell = cells.cut_left(pitch);
        const bool today = day == ui.today();
        draw_text(ui, {cell.x, cell.y, ui.px(size::day), cell.h}, Role::tiny, today ? ui.colors().accent : ui.colors().faint,
                  words::weekday_letter(day, style), Align::center);
    }
}

void HabitsPage::draw_grip(Ui& ui, Box box, const HabitItem& habit, std::size_t at) {
    const Press state = press(ui, "grip", box);
    tooltip(ui, fmt::format("Drag {} to another place", habit.name));
    if (state.hovered || state.focused || dragged_ == at) draw_icon(ui, box, "dots-six-vertical", ui.colors().faint, 16);
    if (state.held && ImGui::IsMouseDragging(ImGuiMouseButton_Left)) dragged_ = at;
    finish_press(ui, state, box, size::radius_small);
}

void HabitsPage::draw_habit(Ui& ui, Box row, const HabitItem& habit, int days, const std::vector<const HabitItem*>& habits,
                            std::size_t at) {
    ImGui::PushID(static_cast<int>(habit.id));
    draw_grip(ui, Box{row.x - ui.px(14), row.y, ui.px(grip), row.h}.centered_rows(ui.px(30)), habit, at);
    const Box more = row.cut_right(ui.px(28)).centered_rows(ui.px(28));
    row.cut_right(ui.px(10));
    days_.draw(ui, row, habit, days);
    row.cut_right(ui.px(14));
    if (habit.target) days_.draw_step(ui, row, habit);
    row.cut_left(ui.px(4));
    const Press name = press(ui, "open", row.inset(0, ui.px(6)));
    tooltip(ui, fmt::format("{}: strength {:.0f} %", habit.name, habit.strength * 100));
    fill(ui, row.inset(-ui.px(4), ui.px(6)), with_alpha(ui.colors().hover, name.warmth * 0.6F), size::radius);
    finish_press(ui, name, row.inset(0, ui.px(6)), size::radius);
    draw_ring(ui, row.cut_left(ui.px(ring)).centered(ui.px(ring), ui.px(ring)), static_cast<float>(habit.strength),
              series_color(ui, habit.color));
    row.cut_left(ui.px(12));
    Box text = row.centered_rows(ui.px(20 + 17));
    draw_text(ui, text.cut_top(ui.px(20)), Role::body_medium, ui.colors().text, habit.name);
    std::string line = words::schedule_text(habit, ui.dates());
    if (const auto streak = words::streak_text(habit); !streak.empty()) line = streak + ". " + line;
    draw_text(ui, text.cut_top(ui.px(17)), Role::small, ui.colors().dim, line);
    if (name.pressed) selected_ = habit.id;
    if (icon_button(ui, "more", more, "dots-three", ui.colors().dim, "More")) open_menu("habit menu");
    draw_menu(ui, more, habit, habits, at);
    ImGui::PopID();
}

void HabitsPage::draw_menu(Ui& ui, Box anchor, const HabitItem& habit, const std::vector<const HabitItem*>& habits,
                           std::size_t at) {
    if (!begin_menu(ui, "habit menu", anchor, {.width = 190, .align_right = true})) return;
    if (menu_item(ui, {.label = "Details", .icon = "chart-line-up"})) selected_ = habit.id;
    if (menu_item(ui, {.label = "Edit", .icon = "pencil-simple"})) dialog_.edit(habit);
    if (menu_item(ui, {.label = "History", .icon = "clock-counter-clockwise"})) show_history(ui, "habit", habit.id, habit.name);
    const auto* known = words::habit_day(habit, ui.today());
    const bool skipped = known != nullptr && known->mark == calls::HabitMark::skipped;
    if (menu_item(ui, {.label = skipped ? "Today counts after all" : "Today off", .icon = "minus"}))
        record_day(ui, habit, ui.today(), skipped ? calls::HabitMark::none : calls::HabitMark::skipped);
    menu_line(ui);
    if (menu_item(ui, {.label = "Move up", .icon = "arrow-up", .enabled = at > 0})) move_to(ui, habits, at, at - 1);
    if (menu_item(ui, {.label = "Move down", .icon = "arrow-down", .enabled = at + 1 < habits.size()}))
        move_to(ui, habits, at, at + 1);
    menu_line(ui);
    if (menu_item(ui, {.label = "Archive", .icon = "archive"})) set_archived(ui, habit, true);
    if (menu_item(ui, {.label = "Remove", .icon = "trash", .danger = true})) remove_habit(ui, habit);
    end_menu();
}

void HabitsPage::draw_archived(Ui& ui, Box& area) {
    std::vector<const HabitItem*> archived;
    for (const auto& habit : ui.snapshot.habits)
        if (habit.archived && !ui.removals.hidden(Thing::habit, habit.id)) archived.push_back(&habit);
    if (archived.empty()) return;
    const std::string label = show_archived_ ? "Hide archived" : fmt::format("Show {} archived", archived.size());
    Box line = area.cut_top(ui.px(size::control));
    if (button_left(ui, line, "archived", ButtonKind::ghost, label, show_archived_ ? "caret-down" : "caret-right"))
        show_archived_ = !show_archived_;
    if (!show_archived_) return;
    area.cut_top(ui.px(size::step2));
    const Box card = area.cut_top(ui.px(46) * static_cast<float>(archived.size()) + ui.px(8));
    draw_surface(ui, current_list(), card, Surface::card);
    Box rows = card.inset(ui.px(size::card_padding), ui.px(4));
    for (const auto* habit : archived) {
        Box row = rows.cut_top(ui.px(46));
        ImGui::PushID(static_cast<int>(habit->id));
        if (icon_button(ui, "remove", row.cut_right(ui.px(28)).centered_rows(ui.px(28)), "trash", ui.colors().dim, "Remove"))
            remove_habit(ui, *habit);
        row.cut_right(ui.px(6));
        if (button_right(ui, row, "take up", ButtonKind::secondary, "Take up again")) set_archived(ui, *habit, false);
        draw_text(ui, row, Role::body, ui.colors().dim, habit->name);
        ImGui::PopID();
    }
}

} // namespace

std::unique_ptr<Page> make_habits_page() { return std::make_unique<HabitsPage>(); }

} // namespace asista::ui

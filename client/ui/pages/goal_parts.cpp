#include "ui/pages/goal_parts.hpp"

#include "ui/pages/undo_toast.hpp"
#include "ui/removals.hpp"
#include "ui/widgets/forms.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace asista::ui {

using calls::GoalItem;
using calls::GoalPace;
using calls::GoalState;

Color goal_color(const Ui& ui, const GoalItem& goal) {
    const Colors& c = ui.colors();
    if (goal.state != GoalState::active) return goal.state == GoalState::completed ? c.ok : c.faint;
    return goal.pace == GoalPace::behind ? c.warn : goal.pace == GoalPace::reached ? c.ok : c.accent;
}

void draw_goal_bar(Ui& ui, Box box, const GoalItem& goal) {
    draw_bar(ui, box, words::goal_fraction(goal), goal_color(ui, goal));
    if (!goal.expected || goal.state != GoalState::active || goal.pace == GoalPace::reached) return;
    const double fraction = std::clamp((*goal.expected - goal.start) / (goal.target - goal.start), 0.0, 1.0);
    const float x = box.x + std::round(box.w * static_cast<float>(fraction));
    fill(ui, {std::clamp(x - ui.px(1), box.x, box.right() - ui.px(2)), box.y - ui.px(3), ui.px(2), box.h + ui.px(6)},
         ui.colors().dim, 1);
}

std::string due_text(const Ui& ui, const GoalItem& goal) {
    return goal.due_day ? fmt::format("by {}", words::day_word(*goal.due_day, ui.today(), ui.dates())) : std::string();
}

std::string follows_text(const GoalItem& goal) {
    std::uint64_t tasks = 0, habits = 0;
    for (const auto& link : goal.links) ++(link.kind == calls::LinkKind::task ? tasks : habits);
    if (tasks == 0 && habits == 0) return "Follows tasks and habits, of which none is linked yet";
    if (habits == 0) return "Follows " + words::count_of(tasks, "task");
    if (tasks == 0) return "Follows " + words::count_of(habits, "habit");
    return fmt::format("Follows {} and {}", words::count_of(tasks, "task"), words::count_of(habits, "habit"));
}

void set_goal_state(Ui& ui, const GoalItem& goal, GoalState state) {
    calls::GoalsEdit::Request request;
    request.id = goal.id;
    request.state = state;
    const char* const title = state == GoalState::completed  ? "Goal completed"
                              : state == GoalState::archived ? "Goal archived"
                                                             : "Goal taken up again";
    ui.calls.call<calls::GoalsEdit>(request, undo_toast<calls::Changed>(ui, title, goal.title, "target"));
}

void remove_goal(Ui& ui, const GoalItem& goal) {
    ui.removals.begin(ui, Thing::goal, goal.id, goal.title,
                      [calls = &ui.calls, id = goal.id] { calls->call<calls::GoalsErase>({id}); });
}

void GoalNumber::draw(Ui& ui, Box row, const GoalItem& goal) {
    calls::GoalsEdit::Request request;
    request.id = goal.id;
    if (editing_ != goal.id) {
        // A step of a quarter of what a day would take is of no use: the whole way in some ten or twenty steps.
        const double way = goal.target - goal.start, step = std::copysign(words::step_of(std::abs(way)), way);
        const double shown = std::abs(way) > 2 && std::abs(way) <= 60 ? std::copysign(1.0, way) : step;
        if (button_left(ui, row, "step", ButtonKind::secondary,
                        fmt::format("{}{}", shown > 0 ? "+" : "-", words::amount_unit(std::abs(shown), goal.unit)))) {
            request.step = shown;
            ui.calls.call<calls::GoalsEdit>(request);
        }
        if (button_left(ui, row, "set", ButtonKind::ghost, "Set number")) {
            editing_ = goal.id;
            text_ = words::plain_number(goal.current);
            focus_ = true;
        }
        return;
    }
    const FieldEvent event =
        text_field(ui, "number", row.cut_left(ui.px(100)), text_, {.hint = "Number", .focus_now = std::exchange(focus_, false)});
    row.cut_left(ui.px(8));
    const bool save = button_left(ui, row, "save", ButtonKind::primary, "Save") || event == FieldEvent::submitted;
    const bool cancel = button_left(ui, row, "cancel", ButtonKind::ghost, "Cancel");
    if (save) {
        request.current = parse_number(text_);
        if (!request.current) return;
        ui.calls.call<calls::GoalsEdit>(request);
    }
    if (save || cancel) editing_ = 0;
}

bool back_link(Ui& ui, Box row, std::string_view label) {
    const float width = ui.px(18) + text_width(ui, Role::small_medium, label);
    Box box = row.cut_left(width);
    const Press state = press(ui, "back", box);
    const Color color = state.hovered ? ui.colors().text : ui.colors().dim;
    draw_icon(ui, box.cut_left(ui.px(14)), "caret-left", color, 14);
    box.cut_left(ui.px(4));
    draw_text(ui, box, Role::small_medium, color, label);
    finish_press(ui, state, box, size::radius_small);
    const bool escape = ImGui::IsKeyPressed(ImGuiKey_Escape, false) && !ImGui::IsAnyItemActive() &&
                        !ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup);
    return state.pressed || escape;
}

} // namespace asista::ui

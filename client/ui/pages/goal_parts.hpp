// What the goals page, its details and the dashboard share. [main]
#pragma once

#include "ui/widgets/card.hpp"

namespace asista::ui {

// By how it goes: the accent, or the state it is in.
Color goal_color(const Ui& ui, const calls::GoalItem& goal);
// Its bar, with a mark where it would be today by plan.
void draw_goal_bar(Ui& ui, Box box, const calls::GoalItem& goal);
// "by 20 December"; "" without a due day.
std::string due_text(const Ui& ui, const calls::GoalItem& goal);
std::string follows_text(const calls::GoalItem& goal); // "Follows 2 tasks and 1 habit"

void set_goal_state(Ui& ui, const calls::GoalItem& goal, calls::GoalState state);
void remove_goal(Ui& ui, const calls::GoalItem& goal);

// The number of a goal that follows nothing: a step towards the target, or typed. Off the top of nothing: within `row`.
class GoalNumber {
  public:
    void draw(Ui& ui, Box row, const calls::GoalItem& goal);

  private:
    std::uint64_t editing_ = 0;
    std::string text_;
    bool focus_ = false;
};

// "‹ Habits" over what was opened from a page; Escape does the same where nothing else is open.
bool back_link(Ui& ui, Box row, std::string_view label);

} // namespace asista::ui

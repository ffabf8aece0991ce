// One goal: its number, how it went beside the plan, milestones, and the tasks and habits that belong to it. [main]
#pragma once

#include "ui/pages/goal_parts.hpp"

#include <memory>
#include <string>

namespace asista::ui {

class GoalDetails {
  public:
    enum class Wish { none, back, edit };
    // Off the top of `area`.
    Wish draw(Ui& ui, Box& area, const calls::GoalItem& goal);

  private:
    // What the core said of how it went, and of which state of the goal.
    struct Known {
        wire::Bytes asked; // the goal as it was in the snapshot then
        std::vector<calls::GoalPoint> points;
        bool arrived = false;
        std::string problem;
    };
    void ask(Ui& ui, const calls::GoalItem& goal);
    Wish draw_heading(Ui& ui, Box& area, const calls::GoalItem& goal);
    void draw_progress(Ui& ui, Box& area, const calls::GoalItem& goal);
    void draw_chart(Ui& ui, Box& area, const calls::GoalItem& goal);
    void draw_milestones(Ui& ui, Box card, const calls::GoalItem& goal);
    void draw_milestone(Ui& ui, Box row, const calls::GoalItem& goal, const calls::Milestone& milestone);
    void draw_links(Ui& ui, Box card, const calls::GoalItem& goal);
    void draw_link_menu(Ui& ui, Box anchor, const calls::GoalItem& goal);
    void add_milestone(Ui& ui, const calls::GoalItem& goal);

    std::shared_ptr<Known> known_ = std::make_shared<Known>();
    GoalNumber number_;
    std::string milestone_, milestone_value_;
};

} // namespace asista::ui

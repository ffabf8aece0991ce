// One habit: its figures, a year as a heat map in which any day can be ticked, its strength as a curve, and bars of the weekdays. [main]
#pragma once

#include "ui/pages/habit_days.hpp"

#include <memory>

namespace asista::ui {

void set_archived(Ui& ui, const calls::HabitItem& habit, bool archived);
void remove_habit(Ui& ui, const calls::HabitItem& habit);

class HabitDetails {
  public:
    enum class Wish { none, back, edit };
    // Off the top of `area`.
    Wish draw(Ui& ui, Box& area, const calls::HabitItem& habit);

  private:
    // What the core said of the habit, and of which state of it.
    struct Known {
        wire::Bytes asked; // the habit as it was in the snapshot then
        DayNumber from = 0, to = 0;
        calls::HabitsHistory::Reply history;
        bool arrived = false;
        std::string problem;
    };
    void ask(Ui& ui, const calls::HabitItem& habit);
    Wish draw_heading(Ui& ui, Box& area, const calls::HabitItem& habit);
    void draw_figures(Ui& ui, Box& area, const calls::HabitItem& habit);
    void draw_year(Ui& ui, Box& area, const calls::HabitItem& habit);
    void draw_charts(Ui& ui, Box& area, const calls::HabitItem& habit);

    std::shared_ptr<Known> known_ = std::make_shared<Known>();
    HabitDays days_;
};

} // namespace asista::ui

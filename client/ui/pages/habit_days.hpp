// The days of a habit as squares that can be ticked, on the habits page and the dashboard. [main]
#pragma once

#include "ui/widgets/card.hpp"

#include <string>
#include <vector>

namespace asista::ui {

// Neither archived nor just removed, by hand.
std::vector<const calls::HabitItem*> shown_habits(const Ui& ui);

void record_day(Ui& ui, const calls::HabitItem& habit, DayNumber day, calls::HabitMark mark, std::optional<double> amount = {});

// A press ticks a day, or unticks it; of a habit with a target it opens a field for the amount. The other button of the mouse (or the menu
// key) opens what else there is: a day off, nothing.
class HabitDays {
  public:
    // The last `days`, the last one today, at the right end of `row`.
    void draw(Ui& ui, Box& row, const calls::HabitItem& habit, int days);
    // One of them. `known`: what is recorded of it, or nullptr. In an id scope of its own.
    void draw_one(Ui& ui, Box box, const calls::HabitItem& habit, DayNumber day, const calls::HabitDay* known,
                  bool still = false);
    // What was done of today's target, and a button that adds to it, at the right end of `row`. For habits with a target.
    void draw_step(Ui& ui, Box& row, const calls::HabitItem& habit);

  private:
    void draw_menu(Ui& ui, Box anchor, const calls::HabitItem& habit, DayNumber day, const calls::HabitDay* known);

    std::string amount_;
    bool focus_ = false;
};

float days_width(const Ui& ui, int days);

} // namespace asista::ui

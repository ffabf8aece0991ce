// The dialog of a goal's settings. [main]
#pragma once

#include "ui/widgets/card.hpp"

#include <memory>
#include <optional>
#include <string>

namespace asista::ui {

class GoalDialog {
  public:
    void add(const Ui& ui);
    void edit(const calls::GoalItem& goal);
    void draw(Ui& ui);

  private:
    struct Form {
        std::uint64_t id = 0; // 0: a new one
        std::string title, notes, unit, start = "0", target;
        std::optional<DayNumber> start_day, due_day;
        bool follows = false;
        std::string problem;
        bool sent = false, done = false;
        bool focus = true; // the first field takes the keyboard
    };
    void draw_form(Ui& ui, Box box, bool closed);
    void save(Ui& ui);

    std::shared_ptr<Form> form_; // shared with the answer under way
    bool asked_ = false;
};

} // namespace asista::ui

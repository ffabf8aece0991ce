// The dialogs of the habits page: a habit's settings, and days off for all habits. [main]
#pragma once

#include "ui/widgets/card.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace asista::ui {

class HabitDialog {
  public:
    void add();
    void edit(const calls::HabitItem& habit);
    void draw(Ui& ui);

  private:
    struct Form {
        std::uint64_t id = 0; // 0: a new one
        std::string name, notes, target, unit;
        std::size_t schedule = 0; // by weekdays, times a week
        std::size_t times = 2;    // index, from once
        std::uint8_t weekdays = 0x7F;
        std::size_t measure = 0; // yes or no, an amount
        std::uint32_t color = 2;
        std::string problem;
        bool sent = false, done = false;
        bool focus = true; // the first field takes the keyboard
    };
    void draw_form(Ui& ui, Box box, bool closed);
    void draw_weekdays(Ui& ui, Box row);
    void save(Ui& ui);

    // Shared with the answer that is under way: when the dialog is another one by then, nobody listens.
    std::shared_ptr<Form> form_;
    bool asked_ = false;
};

class VacationDialog {
  public:
    void ask() { asked_ = true; }
    void draw(Ui& ui);

  private:
    void add(Ui& ui);
    void draw_list(Ui& ui, Box box);

    std::optional<DayNumber> from_, to_;
    std::shared_ptr<std::string> problem_;
    bool asked_ = false;
};

} // namespace asista::ui

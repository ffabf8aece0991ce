// The client's own dashboard cards: Today, Habits, Next up, Goals. Each has a height it wishes for and draws into a card's body. [main]
#pragma once

#include "ui/widgets/card.hpp"

#include <span>
#include <string>
#include <string_view>

namespace asista::ui {

class OwnCard {
  public:
    virtual ~OwnCard() = default;
    virtual float wanted_body_px(const Ui& ui, float body_width) const = 0;
    // `actions`: the header's free end, from which it may take squares; the card's menu has taken its own.
    virtual void draw(Ui& ui, Box body, Box& actions) = 0;
};

struct OwnCardKind {
    std::string_view key, title, icon;
    int columns = 1;
    std::unique_ptr<OwnCard> (*make)();
};
std::span<const OwnCardKind> own_card_kinds(); // in the order of a new dashboard

// Tasks for today: due by today or finished today, each where it was, so that ticking one moves none.
std::vector<const Task*> tasks_of_today(const Ui& ui);
// One row with a tick box, the title and the effort; ticking it goes out as a call.
void task_row(Ui& ui, Box row, const Task& task, bool show_due);
void set_task_done(Ui& ui, const Task& task, bool done);

} // namespace asista::ui

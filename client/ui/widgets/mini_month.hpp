// A month to look at and to pick a day from, and the field that opens one. [main]
#pragma once

#include "ui/date_style.hpp"
#include "ui/widgets/press.hpp"

#include <functional>

namespace asista::ui {

float mini_month_height(const Ui& ui);
// Draws `month` with arrows to its neighbours; true when a day was pressed, which is then in `day`. marked: days with a dot below them.
bool mini_month(Ui& ui, std::string_view id, Box box, YearMonth& month, DayNumber& day,
                const std::function<bool(DayNumber)>& marked = {});

// Shows the day, opens a month under it. True when `day` changed. `month` is what the field keeps while it is open.
bool day_field(Ui& ui, std::string_view id, Box box, DayNumber& day, YearMonth& month);

} // namespace asista::ui

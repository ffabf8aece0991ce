// A day, picked from a month. [main]
#pragma once

#include "ui/widgets/press.hpp"

#include <optional>

namespace asista::ui {

// A field that shows the day and opens the month under it. True when `day` changed. `none`: it may be empty, and is shown as this.
bool date_field(Ui& ui, std::string_view id, Box box, std::optional<DayNumber>& day, std::string_view none = {});

} // namespace asista::ui

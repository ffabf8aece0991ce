// Pieces of the list pages: choices side by side, a list inside a card, the line in which something new is typed. [main]
#pragma once

#include "ui/widgets/card.hpp"
#include "ui/widgets/inputs.hpp"

#include <optional>
#include <span>
#include <string>

namespace asista::ui {

// A few choices side by side, one of them selected. Takes its width off the left of `row`. True when `index` changed.
bool segments(Ui& ui, std::string_view id, Box& row, std::span<const std::string_view> choices, std::size_t& index);
float segments_width(const Ui& ui, std::span<const std::string_view> choices);

// The effort of a task, XS to XL.
bool effort_choice(Ui& ui, std::string_view id, Box& row, Energy& energy);

// A day from a menu: today, tomorrow, the rest of the week, in two weeks; "no date" where `none` allows it.
bool day_menu(Ui& ui, std::string_view id, Box anchor, std::optional<DayNumber>& day, bool none);

// A number typed by a person: "7.5" and "7,5"; nothing when it is no number or not finite.
std::optional<double> parse_number(std::string_view text);

} // namespace asista::ui

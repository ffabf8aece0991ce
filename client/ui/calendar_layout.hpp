// Where things go that happen at the same time: side by side on a timeline, below each other in rows of days. No ImGui. [any]
#pragma once

#include "wire/model.hpp"

#include <span>
#include <vector>

namespace asista::ui {

struct Stretch { // [from, to), of anything; an empty one takes a moment
    int from = 0, to = 0;
};
struct Slot {
    int column = 0;
    int columns = 1; // of all that overlap each other, directly or through others
    int spans = 1;   // columns that it may take to its right, since they are free there
};
// In the order given, whatever it is; the same for the same stretches.
std::vector<Slot> side_by_side(std::span<const Stretch> stretches);

struct DaySpan {
    DayNumber first = 0, last = 0;
};
// The row of each, from 0, such that none covers another; longer ones and earlier ones come higher.
std::vector<int> rows_of_days(std::span<const DaySpan> spans);

} // namespace asista::ui

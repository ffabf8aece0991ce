// A list longer than its place: a child window of its own that scrolls, without a background. [main]
#pragma once

#include "ui/widgets/press.hpp"

namespace asista::ui {

// From its making to its end, what is drawn goes into the list: cut rows off the top of `column`, which has no end. The bar stands in the
// margin to the right of `box`, and `bar_gap` (logical pixels) stay free before it.
class Scrolling {
  public:
    Scrolling(Ui& ui, std::string_view id, Box box, float bar_gap = 6);
    ~Scrolling(); // the list reaches as far as `column` was used
    Scrolling(const Scrolling&) = delete;
    Scrolling& operator=(const Scrolling&) = delete;

    Box column;
};

} // namespace asista::ui

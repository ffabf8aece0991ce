// Lines and bars over time, drawn by ImPlot in the colours of the theme. They are looked at, not dragged: nothing in them takes the pointer
// or the keyboard. [main]
#pragma once

#include "ui/paint.hpp"

#include <memory>
#include <span>
#include <string_view>

struct ImPlotContext;

namespace asista::ui {

// What ImPlot remembers. One for a window; its life lies within that of the ImGui context.
class Charts {
  public:
    Charts();
    ~Charts();
    Charts(const Charts&) = delete;
    Charts& operator=(const Charts&) = delete;

    void begin_frame(); // makes it the present one

  private:
    ImPlotContext* context_;
};

// A value each for days, ascending; drawn as a line, and as steps where the value holds until the next one.
struct DayLine {
    std::span<const double> days, values;
    Color color = 0;
    bool steps = false;
    bool faint = false; // a plan beside what was
    bool filled = false;
};
struct DayChart {
    DayNumber from = 0, to = 0; // what is shown
    double lowest = 0, highest = 1;
    bool percent = false; // 1 is 100 %
    std::span<const DayLine> lines;
};
void day_chart(Ui& ui, std::string_view id, Box box, const DayChart& chart);

// Bars of 0 to 1 over their names.
void share_bars(Ui& ui, std::string_view id, Box box, std::span<const double> shares, std::span<const std::string_view> names,
                Color color);

} // namespace asista::ui

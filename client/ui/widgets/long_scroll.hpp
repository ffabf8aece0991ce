// Scrolling through a list of any length. ImGui keeps scroll positions as floats, which hold whole pixels up to 16 million: a list of a
// million rows is longer. Here positions are doubles in logical pixels, only what is visible is drawn, and the bar is ours. [main]
#pragma once

#include "ui/widgets/press.hpp"

namespace asista::ui {

class LongScroll {
  public:
    // Opens a child window over `view` for a content of this height; the wheel scrolls it. Call end() after drawing what is visible.
    void begin(Ui& ui, std::string_view id, Box view, double content);
    void end(Ui& ui);

    void resize(double content) { content_ = content; } // before it is scrolled to a place that the last begin() did not know
    double top() const { return top_; }                 // of what is visible, within the content
    double visible() const { return visible_; }
    void to(double top);
    void by(double distance) { to(top_ + distance); }
    // So that [from, to] is visible, as little as possible away from where it is.
    void show(double from, double to);
    // Where a place of the content is on the screen, in whole pixels.
    float y_of(const Ui& ui, double place) const;
    double place_of(const Ui& ui, float y) const;
    // Room for the bar at the right of `view`, in logical pixels.
    static constexpr float bar_room = 12;

  private:
    double most() const;
    Box view_;
    double top_ = 0, content_ = 0, visible_ = 0;
    double grabbed_ = 0; // where in the grip the pointer took it
    bool held_ = false;
};

} // namespace asista::ui

// The strip at the left (where to go) and the one at the top (finding things, how the coach is, what happened). [main]
#pragma once

#include "ui/palette.hpp"

#include <string>
#include <vector>

namespace asista::ui {

struct NavItem {
    std::string name, title, icon;
    std::uint32_t count = 0; // shown at the right; 0: nothing
};
struct NavPlan {
    std::vector<NavItem> main, plugins, bottom; // plugins: their pages, "Browse plugins", "Trust"
};
NavPlan plan_navigation(const Ui& ui);

// Opens pages through the navigator.
void draw_sidebar(Ui& ui, Box box, const NavPlan& plan, std::string_view page);

class TopBar {
  public:
    void draw(Ui& ui, Box box);
    void show_history() { show_history_ = true; } // the notifications, from the next frame on

  private:
    bool show_history_ = false;
    void draw_history(Ui& ui, Box anchor);
};

} // namespace asista::ui

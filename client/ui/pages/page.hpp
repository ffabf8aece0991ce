// One page of the window. The shell makes each once, draws the open one every frame inside a scrolling child window, and keeps them
// all alive, so that a half-typed text survives a look at another page. [main]
#pragma once

#include "ui/context.hpp"

#include <memory>
#include <string_view>

namespace asista::ui {

// The height a scrolling page gives its area once it has taken note of the visible one.
inline constexpr float endless = 1e6F;

class Page {
  public:
    virtual ~Page() = default;

    // Draws into `area`: from the top left inside the margins, as wide as the page, as high as can be seen. What lies lower is
    // reached by scrolling, when the page said so with reach().
    virtual void draw(Ui& ui, Box area) = 0;
    // The page was opened, with a detail of its own meaning (a plugin's id, a task's id); may be empty.
    virtual void opened(std::string_view detail) { static_cast<void>(detail); }
    // Logical; wider windows leave the rest empty at both sides.
    virtual float widest() const { return 1720; }
};

std::unique_ptr<Page> make_dashboard_page();
std::unique_ptr<Page> make_tasks_page();
std::unique_ptr<Page> make_habits_page();
std::unique_ptr<Page> make_goals_page();
std::unique_ptr<Page> make_calendar_page();
std::unique_ptr<Page> make_coach_page();
std::unique_ptr<Page> make_plugins_page();
std::unique_ptr<Page> make_trust_page();
std::unique_ptr<Page> make_sent_page();
std::unique_ptr<Page> make_changes_page();
std::unique_ptr<Page> make_developer_page();
std::unique_ptr<Page> make_settings_page();

// A plugin's page; `name` is "plugin:<id>/<page id>".
void draw_plugin_page(Ui& ui, Box area, std::string_view name);

} // namespace asista::ui

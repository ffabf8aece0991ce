// Calm lines across the top of the page area, for what concerns the whole window: safe mode, the offer of it, the search for a culprit, a
// plugin whose start waits for a debugger (it may have no card yet). They lie outside the area in which plugins may open windows. [main]
#pragma once

#include "ui/context.hpp"

#include <string>

namespace asista::ui {

class Strips {
  public:
    // Takes what it needs off the top of `area`.
    void draw(Ui& ui, Box& area);

  private:
    void draw_safe_mode(Ui& ui, Box& area);
    void draw_offer(Ui& ui, Box& area);
    void draw_culprit(Ui& ui, Box& area);
    void draw_wait(Ui& ui, Box& area, const PluginView& plugin);

    bool offer_declined_ = false; // until the next start
};

// What the palette and the developer page offer, too.
bool can_search_culprit(const Ui& ui); // enough plugins run, and no search is under way
void start_culprit_search(Ui& ui);
void leave_safe_mode(Ui& ui);
void next_start_in_safe_mode(Ui& ui); // once; with undo in the toast
// Whether the starts of a plugin that is built here wait for a debugger; says what will happen, or why it cannot.
void set_wait_for_debugger(Ui& ui, const PluginView& plugin, bool on);
std::string wait_text(const PluginView& plugin); // of one that waits: "Waiting for the debugger: gdb -x ..."

} // namespace asista::ui

// Days of a habit and how strong it is: squares that are ticked, and a ring. [main]
#pragma once

#include "ui/widgets/press.hpp"

namespace asista::ui {

struct DayLook {
    Color color = 0;      // of what was done
    float share = 0;      // of what is meant, 0 to 1
    bool skipped = false; // a day off
    bool quiet = false;   // not meant for it, or on vacation
    bool fading = false;  // a share below 1 is how much there is of the colour, not of the square
    bool still = false;   // changes at once: one of very many
};
// A square for one day, to be pressed. `menu`: the person asked for what else can be done with it: the other button of the mouse, or the
// menu key while it has the keyboard.
struct DayPress {
    bool pressed = false, menu = false;
};
DayPress day_square(Ui& ui, std::string_view id, Box box, const DayLook& look, std::string_view hint);
// The same without behaviour, any size.
void draw_day(const Ui& ui, Box box, const DayLook& look, float radius_logical);

// A ring that is filled from the top as far as `fraction`, 0 to 1, with whole percents in it.
void draw_ring(const Ui& ui, Box box, float fraction, Color color);

// The colours people choose from, as dots; true when `color` changed.
bool color_choice(Ui& ui, std::string_view id, Box row, std::uint32_t& color);
Color series_color(const Ui& ui, std::uint32_t color);

} // namespace asista::ui

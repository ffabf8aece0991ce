// The background of a kiosk: the theme's own with slight tints that go round, a step a second. [main]
#pragma once

#include "ui/context.hpp"

#include <optional>

namespace asista::ui {

// Where its turn is, 0 to 1. Counted in whole seconds and wrapped before it becomes a float: after months it moves as on the first day.
float kiosk_phase(double time_s);

struct KioskColors {
    Color ground = 0, first = 0, second = 0;
};
// So slight that all text is as readable as on the background itself.
KioskColors kiosk_colors(const Theme& theme);

// Into the current window's list, over the whole window. Plain in high contrast, still with reduced motion.
void draw_kiosk(const Ui& ui, Box window);
// Seconds until it has moved on from how it was drawn, 0 when it has; nothing: it stands still.
std::optional<double> kiosk_moves_in_s(const Theme& theme, double drawn_s, double now_s);

} // namespace asista::ui

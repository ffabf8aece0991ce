#include "ui/kiosk.hpp"

#include "gfx/kiosk_painter.hpp"
#include "ui/paint.hpp"

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {

// A turn takes four minutes. A step changes a pixel by less than one of 255 levels, so a frame a second is as smooth as sixty.
constexpr double step_s = 1;
constexpr int steps = 240;

bool stands_still(const Theme& theme) { return theme.motion == MotionWish::reduced || theme.contrast != Contrast::normal; }

} // namespace

float kiosk_phase(double time_s) {
    const double step = std::fmod(std::floor(std::max(time_s, 0.0) / step_s), steps);
    return static_cast<float>(step) / steps;
}

KioskColors kiosk_colors(const Theme& theme) {
    const Colors& c = theme.colors;
    const float tint = theme.dark() ? 0.4F : 0.75F; // cards must stay lighter than what is around them
    return {c.background, mix(c.background, c.accent_soft, tint), mix(c.background, c.highlight_to, tint)};
}

void draw_kiosk(const Ui& ui, Box window) {
    const Theme& theme = ui.theme;
    const auto [ground, first, second] = kiosk_colors(theme);
    const float phase = stands_still(theme) ? 0 : kiosk_phase(ui.frame.time_s);
    if (theme.contrast == Contrast::normal &&
        gfx::paint_kiosk(current_list(), {ground, first, second, phase, window.w, window.h}))
        return;
    fill(ui, window, ground);
}

std::optional<double> kiosk_moves_in_s(const Theme& theme, double drawn_s, double now_s) {
    if (stands_still(theme)) return std::nullopt;
    const double moves_s = (std::floor(std::max(drawn_s, 0.0) / step_s) + 1) * step_s;
    return std::max(moves_s - now_s, 0.0);
}

} // namespace asista::ui

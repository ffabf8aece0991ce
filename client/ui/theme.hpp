// The one table of colours and sizes. Pages, widgets and plugins take theirs from here; nothing else names a colour or a length.
// Lengths are logical pixels; Theme::px turns them into whole pixels of the monitor. No ImGui in this header. [any]
#pragma once

#include "wire/calls/orders.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace asista::ui {

using Color = std::uint32_t; // straight-alpha RGBA8, 0xAABBGGRR as ImGui packs it

constexpr Color rgb(std::uint32_t rrggbb, std::uint32_t alpha = 0xFF) {
    return (alpha << 24) | ((rrggbb & 0xFF) << 16) | (rrggbb & 0xFF00) | (rrggbb >> 16);
}
// The same colour with its alpha times `alpha`.
constexpr Color with_alpha(Color color, float alpha) {
    const float wanted = static_cast<float>(color >> 24) * alpha + 0.5F;
    return (color & 0x00FFFFFF) | ((wanted > 255 ? 255U : static_cast<Color>(wanted)) << 24);
}
// `over` at `amount` (0 to 1) on top of `under`, channel by channel.
Color mix(Color under, Color over, float amount);
// WCAG 2 contrast of two opaque colours, 1 to 21.
float contrast_ratio(Color first, Color second);

enum class Look : std::uint8_t { light, dark };
enum class Contrast : std::uint8_t { normal, high };
enum class MotionWish : std::uint8_t { full, reduced };

struct Colors {
    Color background = 0, panel = 0, line = 0, text = 0, dim = 0, faint = 0;
    Color accent = 0, accent_soft = 0, on_accent = 0, on_accent_soft = 0;
    Color ok = 0, warn = 0, bad = 0;
    Color highlight_from = 0, highlight_to = 0, highlight_line = 0;
    Color hover = 0;        // laid over whatever the pointer is on
    Color track = 0;        // the empty part of a bar, a switch that is off, a day not done
    Color tag = 0;          // quiet labels
    Color well = 0;         // code, logs and results: a step deeper than the panel
    Color control_line = 0; // the border of what can be pressed or ticked
    Color shadow = 0;       // soft and low; its alpha is the strength
    Color scrim = 0;        // over the window while a question is open
    Color brand_from = 0, brand_to = 0, person_from = 0, person_to = 0;
    std::array<Color, 6> series{}; // charts and calendars
    bool operator==(const Colors&) const = default;
};

struct Theme {
    Look look = Look::light;
    Contrast contrast = Contrast::normal;
    MotionWish motion = MotionWish::full;
    float scale = 1;      // pixels per logical pixel, 0.5 to 4
    float text_scale = 1; // type alone, on top of that: 0.9 to 1.2
    Colors colors;

    bool dark() const { return look == Look::dark; }
    // Whole pixels for a logical length; never 0 for a length above 0, so that hairlines stay.
    float px(float logical) const;
    float type_scale() const { return scale * text_scale; }
};
Theme make_theme(Look look, Contrast contrast, MotionWish motion, float scale);

// The colours that plugins share, in a struct of theirs with fields of these names: the wire's, the SDK's.
template <class Target> Target shared_colors(const Colors& c) {
    Target target;
    target.background = c.background;
    target.panel = c.panel;
    target.line = c.line;
    target.text = c.text;
    target.dim = c.dim;
    target.faint = c.faint;
    target.accent = c.accent;
    target.accent_soft = c.accent_soft;
    target.on_accent = c.on_accent;
    target.ok = c.ok;
    target.warn = c.warn;
    target.bad = c.bad;
    return target;
}

// What plugins are told of it. `serial` changes whenever anything in it does.
calls::Theme to_wire(const Theme& theme, std::uint32_t serial);

namespace size {
inline constexpr float text = 14, small = 12, tiny = 11, card_title = 14, heading = 17, page_title = 22, quote = 21, icon = 18;
inline constexpr float step1 = 4, step2 = 8, step3 = 12, step4 = 16, step5 = 24;
inline constexpr float card_padding = 18, card_radius = 14, card_header = 32;
inline constexpr float control = 32, control_small = 28, radius = 8, radius_small = 5;
inline constexpr float sidebar = 216, sidebar_narrow = 56, top_bar = 56, nav_item = 35, nav_pitch = 37;
inline constexpr float search = 420, page_margin = 24, toast = 340, menu = 200, modal = 500, palette = 620;
inline constexpr float hairline = 1, ring = 2;
inline constexpr float check = 17, switch_width = 36, switch_height = 21, bar = 7, row = 35, day = 20;
inline constexpr float narrow_window = 860;                    // below: the sidebar shows icons only
inline constexpr float two_columns = 620, three_columns = 980; // page widths from which cards stand side by side
} // namespace size

// Motion: seconds, ease-out.
namespace duration {
inline constexpr float quick = 0.12F, normal = 0.15F, slow = 0.18F;
inline constexpr double toast = 6, toast_error = 12;
} // namespace duration

} // namespace asista::ui

#include "ui/theme.hpp"

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {

Colors light_colors() {
    Colors c;
    c.background = rgb(0xf6f6f9);
    c.panel = rgb(0xffffff);
    c.line = rgb(0xe7e7ee);
    c.text = rgb(0x1c1b22);
    c.dim = rgb(0x6b6a78);
    c.faint = rgb(0x9a99a8);
    c.accent = rgb(0x7c4dff);
    c.accent_soft = rgb(0xefe9ff);
    c.on_accent = rgb(0xffffff);
    c.on_accent_soft = rgb(0x7c4dff);
    c.ok = rgb(0x1f9d61);
    c.warn = rgb(0xc77700);
    c.bad = rgb(0xd43c4c);
    c.highlight_from = rgb(0xf5efff);
    c.highlight_to = rgb(0xffeef6);
    c.highlight_line = rgb(0xe3d5ff);
    c.hover = rgb(0x1c1b22, 0x0d);
    c.track = rgb(0xe7e7ee);
    c.tag = rgb(0xf1f1f5);
    c.well = rgb(0xf6f6f9);
    c.control_line = rgb(0x9a99a8);
    c.shadow = rgb(0x1c1b3a, 0x1a);
    c.scrim = rgb(0x1c1b22, 0x73);
    c.brand_from = rgb(0x7c4dff);
    c.brand_to = rgb(0xe8559d);
    c.person_from = rgb(0x4aa8ff);
    c.person_to = rgb(0x7c4dff);
    c.series = {rgb(0x3f9be0), rgb(0x1f9d61), rgb(0x7c4dff), rgb(0xc77700), rgb(0xd43c4c), rgb(0x0f9aa8)};
    return c;
}

Colors dark_colors() {
    Colors c;
    c.background = rgb(0x131217);
    c.panel = rgb(0x1c1b22);
    c.line = rgb(0x2b2a34);
    c.text = rgb(0xededf2);
    c.dim = rgb(0xa3a2b2);
    c.faint = rgb(0x74737f);
    c.accent = rgb(0xa58bff);
    c.accent_soft = rgb(0x2c2447);
    c.on_accent = rgb(0x16131f);
    c.on_accent_soft = rgb(0xa58bff);
    c.ok = rgb(0x46c88a);
    c.warn = rgb(0xf0a53a);
    c.bad = rgb(0xff6b78);
    c.highlight_from = rgb(0x2a2046);
    c.highlight_to = rgb(0x3a2036);
    c.highlight_line = rgb(0x46356f);
    c.hover = rgb(0xffffff, 0x0f);
    c.track = rgb(0x2b2a34);
    c.tag = rgb(0x2b2a34);
    c.well = rgb(0x16151b);
    c.control_line = rgb(0x74737f);
    c.shadow = rgb(0x000000, 0x66);
    c.scrim = rgb(0x000000, 0x99);
    c.brand_from = rgb(0x7c4dff);
    c.brand_to = rgb(0xe8559d);
    c.person_from = rgb(0x4aa8ff);
    c.person_to = rgb(0x7c4dff);
    c.series = {rgb(0x4aa8f5), rgb(0x46c88a), rgb(0xa58bff), rgb(0xf0a53a), rgb(0xff6b78), rgb(0x3cc8d6)};
    return c;
}

// High contrast keeps the hues and takes away the greys: nothing that carries meaning is under 7 to 1.
void raise_contrast(Colors& c, Look look) {
    const bool dark = look == Look::dark;
    c.background = dark ? rgb(0x000000) : rgb(0xffffff);
    c.panel = c.background;
    c.text = dark ? rgb(0xffffff) : rgb(0x000000);
    c.dim = dark ? rgb(0xe4e4ec) : rgb(0x2a2933);
    c.faint = dark ? rgb(0xc9c9d4) : rgb(0x45444f);
    c.line = dark ? rgb(0x8f8e9c) : rgb(0x6f6e7a);
    c.control_line = c.text;
    c.accent = dark ? rgb(0xc9b8ff) : rgb(0x4b1fd1);
    c.on_accent = c.background;
    c.accent_soft = dark ? rgb(0x2b1f52) : rgb(0xe8dfff);
    c.on_accent_soft = dark ? rgb(0xe6dcff) : rgb(0x35109f);
    c.ok = dark ? rgb(0x6fe3aa) : rgb(0x0a5e36);
    c.warn = dark ? rgb(0xffc266) : rgb(0x7a4500);
    c.bad = dark ? rgb(0xff9aa3) : rgb(0x9d1122);
    c.highlight_from = c.highlight_to = c.background;
    c.highlight_line = c.accent;
    c.track = dark ? rgb(0x3a3944) : rgb(0xd4d4de);
    c.tag = dark ? rgb(0x2b2a34) : rgb(0xececf2);
    c.well = dark ? rgb(0x111016) : rgb(0xf4f4f8);
    c.shadow = rgb(0x000000, 0);
}

float channel_luminance(std::uint32_t channel) {
    const float value = static_cast<float>(channel) / 255.0F;
    return value <= 0.03928F ? value / 12.92F : std::pow((value + 0.055F) / 1.055F, 2.4F);
}
float luminance(Color color) { // WCAG 2.1, relative luminance
    return 0.2126F * channel_luminance(color & 0xFF) + 0.7152F * channel_luminance((color >> 8) & 0xFF) +
           0.0722F * channel_luminance((color >> 16) & 0xFF);
}

} // namespace

Color mix(Color under, Color over, float amount) {
    Color result = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        const auto from = static_cast<float>((under >> shift) & 0xFF);
        const auto to = static_cast<float>((over >> shift) & 0xFF);
        result |= static_cast<Color>(from + (to - from) * std::clamp(amount, 0.0F, 1.0F) + 0.5F) << shift;
    }
    return result;
}

float contrast_ratio(Color first, Color second) {
    const auto [low, high] = std::minmax({luminance(first), luminance(second)});
    return (high + 0.05F) / (low + 0.05F);
}

float Theme::px(float logical) const {
    if (logical == 0) return 0;
    const float rounded = std::round(logical * scale);
    if (rounded != 0) return rounded;
    return logical > 0 ? 1.0F : -1.0F;
}

Theme make_theme(Look look, Contrast contrast, MotionWish motion, float scale) {
    Theme theme;
    theme.look = look;
    theme.contrast = contrast;
    theme.motion = motion;
    theme.scale = std::clamp(scale, 0.5F, 4.0F);
    theme.colors = look == Look::dark ? dark_colors() : light_colors();
    if (contrast == Contrast::high) raise_contrast(theme.colors, look);
    return theme;
}

calls::Theme to_wire(const Theme& theme, std::uint32_t serial) {
    calls::Theme wire;
    wire.serial = serial;
    wire.dark = theme.dark();
    wire.reduced_motion = theme.motion == MotionWish::reduced;
    wire.scale = theme.scale;
    wire.text_scale = theme.text_scale;
    wire.colors = shared_colors<decltype(wire.colors)>(theme.colors);
    wire.colors.series.assign(theme.colors.series.begin(), theme.colors.series.end());
    return wire;
}

} // namespace asista::ui

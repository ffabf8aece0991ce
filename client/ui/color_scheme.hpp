// Colours of the person's own: a JSON file that replaces some of the theme's, for its light look, its dark one, or both.
//
//   {
//     "name": "Forest",
//     "light": {"accent": "#1f7a4d", "background": "#f4f8f5"},
//     "dark":  {"accent": "#46c88a", "series": ["#46c88a", "#f0a53a"]}
//   }
//
// Names are those of `Colors`. A look that the file leaves out, and a colour that a look leaves out, is as it was; what follows from an
// accent (its soft fill, the text on it) follows from the new one unless the file says otherwise. Pure; no ImGui. [any]
#pragma once

#include "ui/theme.hpp"
#include "wire/result.hpp"

#include <array>
#include <bitset>
#include <optional>
#include <string>
#include <vector>

namespace asista::ui {

// The colours that have a name, in the order of the documentation; `series` is beside them.
struct NamedColor {
    std::string_view name;
    Color Colors::*member;
};
inline constexpr std::array<NamedColor, 27> named_colors{{
    {"background", &Colors::background},
    {"panel", &Colors::panel},
    {"line", &Colors::line},
    {"text", &Colors::text},
    {"dim", &Colors::dim},
    {"faint", &Colors::faint},
    {"accent", &Colors::accent},
    {"accent_soft", &Colors::accent_soft},
    {"on_accent", &Colors::on_accent},
    {"on_accent_soft", &Colors::on_accent_soft},
    {"ok", &Colors::ok},
    {"warn", &Colors::warn},
    {"bad", &Colors::bad},
    {"highlight_from", &Colors::highlight_from},
    {"highlight_to", &Colors::highlight_to},
    {"highlight_line", &Colors::highlight_line},
    {"hover", &Colors::hover},
    {"track", &Colors::track},
    {"tag", &Colors::tag},
    {"well", &Colors::well},
    {"control_line", &Colors::control_line},
    {"shadow", &Colors::shadow},
    {"scrim", &Colors::scrim},
    {"brand_from", &Colors::brand_from},
    {"brand_to", &Colors::brand_to},
    {"person_from", &Colors::person_from},
    {"person_to", &Colors::person_to},
}};

// What one look replaces.
struct ColorChanges {
    Colors values;
    std::bitset<named_colors.size()> given;
    std::vector<Color> series; // the first so many of it
    bool empty() const { return given.none() && series.empty(); }
};
struct ColorScheme {
    std::string name;
    ColorChanges light, dark;
    std::vector<std::string> warnings; // sentences: what is hard to read in it
    const ColorChanges& of(Look look) const { return look == Look::dark ? dark : light; }
};

inline constexpr std::size_t max_scheme_bytes = 64 * 1024;
// Errc::invalid names the place in the file, what it holds, and what it should; `file` is for that sentence alone.
Result<ColorScheme> parse_color_scheme(std::string_view json, std::string_view file);
// The scheme as a file that holds every colour of both looks, to start from.
std::string color_scheme_json(std::string_view name, const Colors& light, const Colors& dark);

void apply(const ColorChanges& changes, Look look, Colors& colors);
// Another accent, with all that follows from it.
void use_accent(Color accent, Look look, Colors& colors);

// Accents to choose from; the first is Asista's own. Text on a light one and the mark of a dark one can be read on either's panel.
struct Accent {
    std::string_view name;
    Color light, dark;
};
inline constexpr std::array<Accent, 6> accents{{{"violet", rgb(0x7c4dff), rgb(0xa58bff)},
                                                {"blue", rgb(0x2563eb), rgb(0x7aa5ff)},
                                                {"teal", rgb(0x0f766e), rgb(0x3cc8b4)},
                                                {"green", rgb(0x15803d), rgb(0x5ccf8b)},
                                                {"orange", rgb(0xb45309), rgb(0xf0a53a)},
                                                {"pink", rgb(0xbe185d), rgb(0xf58ab8)}}};
// Of a name above, or a colour in itself. Nothing: it is neither.
std::optional<Color> accent_color(std::string_view text, Look look);

// "#7c4dff", "#7c4dff80" with alpha last, as on the web. Nothing: it is no colour.
std::optional<Color> parse_color(std::string_view text);
std::string color_text(Color color);

} // namespace asista::ui

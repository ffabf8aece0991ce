#include "ui/color_scheme.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace asista::ui {
namespace {
using Json = nlohmann::ordered_json;

constexpr float readable = 4.5F; // WCAG 2.1, 1.4.3: running text
constexpr float visible = 3;     // 1.4.11: marks and large text
constexpr float soft_light = 0.12F, soft_dark = 0.2F;

std::optional<std::size_t> index_of(std::string_view name) {
    const auto found = std::ranges::find(named_colors, name, &NamedColor::name);
    if (found == named_colors.end()) return {};
    return static_cast<std::size_t>(found - named_colors.begin());
}

Result<Color> color_at(const Json& value, std::string_view file, const std::string& place) {
    const auto color = value.is_string() ? parse_color(value.get_ref<const std::string&>()) : std::nullopt;
    if (!color)
        return fail(Errc::invalid, "{}: \"{}\" is {}, which is no colour; write it like \"#7c4dff\"", file, place,
                    value.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 60));
    return *color;
}

Result<ColorChanges> changes_in(const Json& look, std::string_view file, const std::string& name) {
    ColorChanges changes;
    if (!look.is_object())
        return fail(Errc::invalid, "{}: \"{}\" should hold colours by name, like {{\"accent\": \"#7c4dff\"}}", file, name);
    for (const auto& [key, value] : look.items()) {
        const auto place = name + "." + key;
        if (key == "series") {
            if (!value.is_array() || value.size() > Colors{}.series.size())
                return fail(Errc::invalid, "{}: \"{}\" should be a list of at most {} colours", file, place,
                            Colors{}.series.size());
            for (const auto& one : value) changes.series.push_back(TRY(color_at(one, file, place)));
            continue;
        }
        const auto index = index_of(key);
        if (!index)
            return fail(Errc::invalid, "{}: there is no colour \"{}\"; the names are {} and series", file, place,
                        fmt::join(
                            [] {
                                std::vector<std::string_view> names;
                                for (const auto& known : named_colors) names.push_back(known.name);
                                return names;
                            }(),
                            ", "));
        changes.values.*named_colors[*index].member = TRY(color_at(value, file, place));
        changes.given.set(*index);
    }
    return changes;
}

// Pairs that a person must be able to tell apart, and by how much.
void look_at_contrast(ColorScheme& scheme, Look look) {
    if (scheme.of(look).empty()) return;
    Colors colors = make_theme(look, Contrast::normal, MotionWish::full, 1).colors;
    apply(scheme.of(look), look, colors);
    struct Pair {
        std::string_view over, under;
        Color Colors::*first;
        Color Colors::*second;
        float least;
    };
    for (const auto& [over, under, first, second, least] :
         {Pair{"text", "panel", &Colors::text, &Colors::panel, readable},
          Pair{"text", "background", &Colors::text, &Colors::background, readable},
          Pair{"dim", "panel", &Colors::dim, &Colors::panel, readable},
          Pair{"on_accent", "accent", &Colors::on_accent, &Colors::accent, readable},
          Pair{"accent", "panel", &Colors::accent, &Colors::panel, visible},
          Pair{"bad", "panel", &Colors::bad, &Colors::panel, visible}}) {
        const float ratio = contrast_ratio(colors.*first, colors.*second);
        if (ratio < least)
            scheme.warnings.push_back(fmt::format("{}: {} on {} has a contrast of {:.1f} to 1 and is hard to read below {:.1f}",
                                                  look == Look::dark ? "dark" : "light", over, under, ratio, least));
    }
}

Json colors_json(const Colors& colors) {
    Json json = Json::object();
    for (const auto& named : named_colors) json[std::string(named.name)] = color_text(colors.*named.member);
    json["series"] = Json::array();
    for (const Color color : colors.series) json["series"].push_back(color_text(color));
    return json;
}
} // namespace

std::optional<Color> parse_color(std::string_view text) {
    if ((text.size() != 7 && text.size() != 9) || text[0] != '#') return {};
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return text.size() == 7 ? rgb(value) : rgb(value >> 8, value & 0xFF);
}

std::optional<Color> accent_color(std::string_view text, Look look) {
    const auto known = std::ranges::find(accents, text, &Accent::name);
    if (known != accents.end()) return look == Look::dark ? known->dark : known->light;
    return parse_color(text);
}

std::string color_text(Color color) {
    const std::uint32_t red = color & 0xFF, green = color >> 8 & 0xFF, blue = color >> 16 & 0xFF, alpha = color >> 24;
    auto text = fmt::format("#{:02x}{:02x}{:02x}", red, green, blue);
    if (alpha != 0xFF) text += fmt::format("{:02x}", alpha);
    return text;
}

Result<ColorScheme> parse_color_scheme(std::string_view text, std::string_view file) {
    if (text.size() > max_scheme_bytes) return fail(Errc::over_limit, "{}: a theme has at most {} bytes", file, max_scheme_bytes);
    Json json;
    try {
        json = Json::parse(text);
    } catch (const Json::parse_error& error) {
        const auto at = std::min(error.byte > 0 ? error.byte - 1 : 0, text.size());
        const auto line = 1 + std::ranges::count(text.substr(0, at), '\n');
        return fail(Errc::invalid, "{}, line {}: this is no JSON; look for a missing comma, quote or bracket there", file, line);
    }
    if (!json.is_object())
        return fail(Errc::invalid, "{}: a theme is an object, like {{\"name\": \"Forest\", \"dark\": {{}}}}", file);
    ColorScheme scheme;
    for (const auto& [key, value] : json.items()) {
        if (key == "name") {
            if (!value.is_string()) return fail(Errc::invalid, "{}: \"name\" should be a text", file);
            scheme.name = value.get<std::string>().substr(0, 60);
        } else if (key == "light")
            scheme.light = TRY(changes_in(value, file, key));
        else if (key == "dark")
            scheme.dark = TRY(changes_in(value, file, key));
        else
            return fail(Errc::invalid, "{}: a theme has no \"{}\"; it has \"name\", \"light\" and \"dark\"", file, key);
    }
    look_at_contrast(scheme, Look::light);
    look_at_contrast(scheme, Look::dark);
    return scheme;
}

std::string color_scheme_json(std::string_view name, const Colors& light, const Colors& dark) {
    const Json json{{"name", std::string(name)}, {"light", colors_json(light)}, {"dark", colors_json(dark)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void use_accent(Color accent, Look look, Colors& colors) {
    colors.accent = colors.on_accent_soft = accent;
    colors.accent_soft = mix(colors.panel, accent, look == Look::dark ? soft_dark : soft_light);
    const Color white = rgb(0xffffff), ink = rgb(0x16131f);
    colors.on_accent = contrast_ratio(white, accent) >= readable                     ? white
                       : contrast_ratio(ink, accent) > contrast_ratio(white, accent) ? ink
                                                                                     : white;
    colors.highlight_from = mix(colors.panel, accent, look == Look::dark ? 0.18F : 0.08F);
    colors.highlight_to = mix(colors.panel, colors.brand_to, look == Look::dark ? 0.16F : 0.09F);
    colors.highlight_line = mix(colors.panel, accent, look == Look::dark ? 0.4F : 0.28F);
}

void apply(const ColorChanges& changes, Look look, Colors& colors) {
    // The panel first: soft colours are mixed with it.
    for (std::size_t i = 0; i < named_colors.size(); ++i)
        if (changes.given.test(i)) colors.*named_colors[i].member = changes.values.*named_colors[i].member;
    if (changes.given.test(*index_of("accent"))) {
        use_accent(changes.values.accent, look, colors);
        for (std::size_t i = 0; i < named_colors.size(); ++i) // what the file says itself goes before what follows
            if (changes.given.test(i)) colors.*named_colors[i].member = changes.values.*named_colors[i].member;
    }
    std::ranges::copy(changes.series, colors.series.begin());
}

} // namespace asista::ui

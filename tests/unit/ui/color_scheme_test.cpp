// Colours of the person's own, from their file to the theme.
#include "ui/color_scheme.hpp"
#include "ui/pages/settings_form.hpp"
#include "ui/preferences.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace asista;
using namespace asista::ui;

namespace {
std::string refusal(std::string_view json) {
    const auto scheme = parse_color_scheme(json, "forest.json");
    return scheme ? std::string{} : scheme.error().message;
}
Colors colors_of(Look look) { return make_theme(look, Contrast::normal, MotionWish::full, 1).colors; }
} // namespace

TEST_CASE("colours are written as on the web") {
    CHECK(parse_color("#7c4dff") == rgb(0x7c4dff));
    CHECK(parse_color("#7C4DFF80") == rgb(0x7c4dff, 0x80));
    CHECK(color_text(rgb(0x0a0b0c)) == "#0a0b0c");
    CHECK(color_text(rgb(0x0a0b0c, 0x1f)) == "#0a0b0c1f");
    for (const char* wrong : {"", "#", "7c4dff", "#7c4df", "#7c4dfg", "#7c4dff8", "#-c4dff", "red", "#7c4dff801"})
        CHECK_FALSE(parse_color(wrong));
}

TEST_CASE("a file replaces what it names, and what follows from an accent follows") {
    const auto scheme = parse_color_scheme(R"({"name": "Forest", "light": {"accent": "#1f7a4d", "background": "#f4f8f5"},
                                               "dark": {"accent": "#46c88a", "on_accent": "#ff00ff", "series": ["#010203", "#040506"]}})",
                                           "forest.json");
    REQUIRE_MESSAGE(scheme, scheme.error().message);
    CHECK(scheme->name == "Forest");
    Colors light = colors_of(Look::light);
    const Colors before = light;
    apply(scheme->of(Look::light), Look::light, light);
    CHECK(light.accent == rgb(0x1f7a4d));
    CHECK(light.background == rgb(0xf4f8f5));
    CHECK(light.accent_soft != before.accent_soft);
    CHECK(light.on_accent == rgb(0xffffff));
    CHECK(light.text == before.text);
    CHECK(light.series == before.series);

    Colors dark = colors_of(Look::dark);
    apply(scheme->of(Look::dark), Look::dark, dark);
    CHECK(dark.on_accent == rgb(0xff00ff)); // what the file says itself
    CHECK(dark.series[0] == rgb(0x010203));
    CHECK(dark.series[2] == colors_of(Look::dark).series[2]);
}

TEST_CASE("a file that is wrong is refused with the place, what it holds, and what it should") {
    CHECK(refusal("{\n\"dark\": {\n\"text\": }\n}") ==
          "forest.json, line 3: this is no JSON; look for a missing comma, quote or bracket there");
    CHECK(refusal("[]").find("a theme is an object") != std::string::npos);
    CHECK(refusal(R"({"dark": {"text": "red"}})") ==
          "forest.json: \"dark.text\" is \"red\", which is no colour; write it like \"#7c4dff\"");
    CHECK(refusal(R"({"dark": {"txt": "#ffffff"}})")
              .starts_with("forest.json: there is no colour \"dark.txt\"; the names are background, panel,"));
    CHECK(refusal(R"({"Dark": {}})") == "forest.json: a theme has no \"Dark\"; it has \"name\", \"light\" and \"dark\"");
    CHECK(refusal(R"({"dark": []})").find("\"dark\" should hold colours by name") != std::string::npos);
    CHECK(refusal(R"({"dark": {"series": ["#000000","#000000","#000000","#000000","#000000","#000000","#000000"]}})")
              .find("at most 6") != std::string::npos);
    CHECK(refusal(R"({"name": 7})").find("\"name\" should be a text") != std::string::npos);
    CHECK(refusal(std::string(max_scheme_bytes + 1, ' ')).find("at most 65536 bytes") != std::string::npos);
    CHECK(refusal("\xff\xfe").find("line 1") != std::string::npos);
    CHECK(refusal("").find("line 1") != std::string::npos);
}

TEST_CASE("what is hard to read is said, not refused") {
    const auto scheme = parse_color_scheme(R"({"light": {"text": "#eeeeee"}, "dark": {}})", "pale.json");
    REQUIRE(scheme);
    REQUIRE(scheme->warnings.size() == 2);
    CHECK(scheme->warnings[0] == "light: text on panel has a contrast of 1.2 to 1 and is hard to read below 4.5");
    const auto good = parse_color_scheme("{}", "empty.json");
    REQUIRE(good);
    CHECK(good->warnings.empty());
}

TEST_CASE("a written scheme is the theme it was made from") {
    const Colors light = colors_of(Look::light), dark = colors_of(Look::dark);
    const auto scheme = parse_color_scheme(color_scheme_json("Mine \"1\"", light, dark), "mine.json");
    REQUIRE_MESSAGE(scheme, scheme.error().message);
    CHECK(scheme->name == "Mine \"1\"");
    CHECK(scheme->warnings.empty());
    for (const Look look : {Look::light, Look::dark}) {
        Colors colors = colors_of(look == Look::light ? Look::dark : Look::light);
        apply(scheme->of(look), look, colors);
        CHECK(colors == colors_of(look));
    }
    // Every colour has a name but the series, which is beside them.
    CHECK(sizeof(Colors) == sizeof(Color) * (named_colors.size() + Colors{}.series.size()));
}

TEST_CASE("every accent can be read in both looks") {
    for (const Accent& accent : accents)
        for (const Look look : {Look::light, Look::dark}) {
            CAPTURE(accent.name);
            Colors colors = colors_of(look);
            use_accent(*accent_color(accent.name, look), look, colors);
            CHECK(contrast_ratio(colors.on_accent, colors.accent) >= 4.5F);
            CHECK(contrast_ratio(colors.accent, colors.panel) >= 4.5F);
            CHECK(contrast_ratio(colors.on_accent_soft, colors.accent_soft) >= 3);
            CHECK(contrast_ratio(colors.text, colors.accent_soft) >= 7);
            CHECK(contrast_ratio(colors.text, colors.highlight_to) >= 7);
        }
    CHECK(accent_color("#102030", Look::dark) == rgb(0x102030));
    CHECK_FALSE(accent_color("mauve", Look::dark));
}

TEST_CASE("the theme is made of the choice of look, the file, the accent and the size of text") {
    Snapshot s;
    s.color_schemes.push_back({"forest", "forest.json", nullptr, "broken"});
    s.preferences = {{"color_scheme", "\"forest\""}, {"accent", "\"teal\""}, {"text_size", "1.1"}, {"theme", "\"dark\""}};
    CHECK(chosen_scheme(s) == nullptr); // never read
    auto scheme = parse_color_scheme(R"({"dark": {"panel": "#101010", "accent": "#ff0000"}})", "forest.json");
    REQUIRE(scheme);
    s.color_schemes[0].scheme = std::make_shared<const ColorScheme>(*scheme);
    REQUIRE(chosen_scheme(s) != nullptr);
    Preferences preferences = read_preferences(s);
    Theme theme = theme_for(preferences, false, 2, chosen_scheme(s));
    CHECK(theme.colors.panel == rgb(0x101010));
    CHECK(theme.colors.accent == rgb(0x3cc8b4)); // the person's accent goes before the file's
    CHECK(theme.type_scale() == doctest::Approx(2.2));
    CHECK(theme.px(10) == 20);
    CHECK(to_wire(theme, 1).text_scale == doctest::Approx(1.1));

    preferences.high_contrast = true; // promises that everything can be read
    theme = theme_for(preferences, false, 1, chosen_scheme(s));
    CHECK(theme.colors == make_theme(Look::dark, Contrast::high, MotionWish::full, 1).colors);

    s.preferences = {{"color_scheme", "7"}, {"accent", "[]"}, {"text_size", "99"}};
    preferences = read_preferences(s);
    CHECK(preferences.color_scheme.empty());
    CHECK(preferences.accent.empty());
    CHECK(preferences.text_size == doctest::Approx(1.2));
    CHECK(chosen_scheme(s) == nullptr);
}

TEST_CASE("settings are found by all words of a search, wherever those stand") {
    const auto row = [](std::string title, std::string text, std::string words) {
        SettingRow made{std::move(title), std::move(text)};
        made.words = std::move(words);
        return made;
    };
    const std::vector<SettingSection> all{
        {"a", "Look", {row("Theme", "What the desktop uses.", "dark light"), row("Size", "", "")}},
        {"b", "Plugins", {row("Nudges", "At most every 30 minutes.", "")}}};
    const auto found = [&all](std::string_view search) {
        std::string names;
        for (const auto& section : matching(all, search))
            for (const auto& one : section.rows) names += one.title + ' ';
        return names;
    };
    CHECK(found("") == "Theme Size Nudges ");
    CHECK(found("  DARK ") == "Theme ");
    CHECK(found("look") == "Theme Size ");
    CHECK(found("look desktop") == "Theme ");
    CHECK(found("minutes plugins") == "Nudges ");
    CHECK(found("nothing like it").empty());
}

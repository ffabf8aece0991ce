#include "ui/theme.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace asista::ui;

namespace {
struct Pair {
    const char* name;
    Color over, under;
};
std::vector<Pair> texts(const Colors& c) {
    return {{"text on panel", c.text, c.panel},
            {"text on background", c.text, c.background},
            {"text on a selected row", c.text, c.accent_soft},
            {"text on the highlight card", c.text, c.highlight_to}};
}
std::vector<Pair> second_texts(const Colors& c) {
    return {{"dim on panel", c.dim, c.panel}, {"dim on background", c.dim, c.background}, {"a button", c.on_accent, c.accent}};
}
std::vector<Pair> marks(const Colors& c) { // larger or bolder than running text, or beside words that say the same
    return {{"accent on panel", c.accent, c.panel},
            {"ok", c.ok, c.panel},
            {"warn", c.warn, c.panel},
            {"bad", c.bad, c.panel},
            {"a tag", c.on_accent_soft, c.accent_soft}};
}
} // namespace

TEST_CASE("colours are packed as ImGui packs them") {
    CHECK(rgb(0x7c4dff) == 0xFFFF4D7CU);
    CHECK(rgb(0x112233, 0x80) == 0x80332211U);
    CHECK((with_alpha(rgb(0xFFFFFF, 0x80), 0.5F) >> 24) == 0x40);
    CHECK((with_alpha(rgb(0xFFFFFF, 0x80), 9) >> 24) == 0xFF);
    CHECK(mix(rgb(0x000000), rgb(0xFFFFFF), 0.5F) == rgb(0x808080));
    CHECK(mix(rgb(0x102030), rgb(0xFFFFFF), -1) == rgb(0x102030));
}

TEST_CASE("contrast is measured as WCAG does") {
    CHECK(contrast_ratio(rgb(0x000000), rgb(0xFFFFFF)) == doctest::Approx(21));
    CHECK(contrast_ratio(rgb(0xFFFFFF), rgb(0x000000)) == doctest::Approx(21));
    CHECK(contrast_ratio(rgb(0x777777), rgb(0xFFFFFF)) == doctest::Approx(4.48).epsilon(0.01));
}

TEST_CASE("every theme can be read") {
    for (const Look look : {Look::light, Look::dark}) {
        const Colors normal = make_theme(look, Contrast::normal, MotionWish::full, 1).colors;
        for (const auto& pair : texts(normal)) CHECK_MESSAGE(contrast_ratio(pair.over, pair.under) >= 7, pair.name);
        for (const auto& pair : second_texts(normal)) CHECK_MESSAGE(contrast_ratio(pair.over, pair.under) >= 4.5F, pair.name);
        for (const auto& pair : marks(normal)) CHECK_MESSAGE(contrast_ratio(pair.over, pair.under) >= 3, pair.name);

        const Colors high = make_theme(look, Contrast::high, MotionWish::full, 1).colors;
        for (const auto& group : {texts(high), second_texts(high), marks(high)})
            for (const auto& pair : group) CHECK_MESSAGE(contrast_ratio(pair.over, pair.under) >= 7, pair.name);
        CHECK(contrast_ratio(high.faint, high.panel) >= 7);
        CHECK(contrast_ratio(high.control_line, high.panel) >= 3);
        CHECK(contrast_ratio(high.line, high.panel) >= 3);
    }
}

TEST_CASE("lengths are whole pixels and never vanish") {
    for (const float scale : {0.5F, 1.0F, 1.25F, 1.5F, 2.0F, 3.0F}) {
        const Theme theme = make_theme(Look::light, Contrast::normal, MotionWish::full, scale);
        for (const float logical : {0.4F, 1.0F, 7.0F, 18.0F, 216.0F}) {
            CHECK(theme.px(logical) == std::round(theme.px(logical)));
            CHECK(theme.px(logical) >= 1);
        }
        CHECK(theme.px(0) == 0);
        CHECK(theme.px(216) == std::round(216 * scale));
    }
    CHECK(make_theme(Look::light, Contrast::normal, MotionWish::full, 99).scale == 4);
    CHECK(make_theme(Look::light, Contrast::normal, MotionWish::full, 0).scale == 0.5F);
}

TEST_CASE("plugins are told the same colours") {
    const Theme theme = make_theme(Look::dark, Contrast::normal, MotionWish::reduced, 2);

    const auto wire = to_wire(theme, 7);

    CHECK(wire.serial == 7);
    CHECK(wire.dark);
    CHECK(wire.reduced_motion);
    CHECK(wire.scale == 2);
    CHECK(wire.colors.accent == theme.colors.accent);
    CHECK(wire.colors.bad == theme.colors.bad);
    CHECK(wire.colors.series.size() == theme.colors.series.size());
}

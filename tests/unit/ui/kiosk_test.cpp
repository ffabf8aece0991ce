// The background of a kiosk: its pace, and that text on it stays readable.
#include "window_rig.hpp"

#include "ui/kiosk.hpp"
#include "ui/preferences.hpp"

#include <set>

using namespace asista;
using namespace asista::ui;

TEST_CASE("a kiosk's background moves once a second, after ten years as on the first day") {
    constexpr double ten_years_s = 10.0 * 365.25 * 86'400;
    for (const double start : {0.0, 100.0, ten_years_s}) {
        std::set<float> phases;
        for (int second = 0; second < 240; ++second) {
            const float phase = kiosk_phase(start + second + 0.3);
            CHECK(phase >= 0);
            CHECK(phase < 1);
            CHECK(phase == kiosk_phase(start + second + 0.9));
            phases.insert(phase);
        }
        CHECK(phases.size() == 240);
        CHECK(kiosk_phase(start + 0.5) == kiosk_phase(start + 240.5));
    }
    CHECK(kiosk_phase(-5) == 0);
}

TEST_CASE("only a kiosk wakes for its background, and only where things may move") {
    WindowRig rig;
    rig.settle();
    REQUIRE_FALSE(rig.shell->wake_in_s(rig.time_s).has_value());

    rig.kiosk = true;
    rig.settle();
    const auto wakes = rig.shell->wake_in_s(rig.time_s);
    REQUIRE(wakes.has_value());
    CHECK(*wakes > 0);
    CHECK(*wakes <= 1);
    CHECK_FALSE(rig.shell->animating());
    CHECK(rig.shell->wake_in_s(rig.time_s + *wakes + 0.01) == 0); // it is due, and stays so until it was drawn
    rig.frames(1, *wakes + 0.01);
    CHECK(*rig.shell->wake_in_s(rig.time_s) > 0.9);

    for (const auto* const wish : {"reduced_motion", "high_contrast"}) {
        rig.snapshot.preferences[wish] = "true";
        ++rig.snapshot.revision;
        rig.settle();
        CHECK_FALSE(rig.shell->wake_in_s(rig.time_s).has_value());
        rig.snapshot.preferences.erase(wish);
    }
}

TEST_CASE("text on a kiosk's background is as readable as on the plain one") {
    for (const auto choice : {ThemeChoice::light, ThemeChoice::dark}) {
        Preferences preferences;
        preferences.theme = choice;
        const Theme theme = theme_for(preferences, false, 1);
        const Colors& colors = theme.colors;
        const auto [ground, first, second] = kiosk_colors(theme);
        CHECK(ground == colors.background);
        for (const Color tint : {first, second}) {
            CHECK(tint != ground);
            CHECK(contrast_ratio(colors.text, tint) >= 7);
            CHECK(contrast_ratio(colors.dim, tint) >= 4.5F);
        }
    }
}

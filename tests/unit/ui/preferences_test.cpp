#include "ui/pages/plugins.hpp"
#include "ui/preferences.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/words.hpp"

#include "sample_snapshot.hpp"

#include <doctest/doctest.h>

using namespace asista::ui;

TEST_CASE("preferences are read from their JSON") {
    Snapshot s;
    s.preferences = {{"theme", "\"dark\""}, {"scale", "1.5"}, {"reduced_motion", "true"}, {"high_contrast", "true"}};

    const Preferences read = read_preferences(s);

    CHECK(read.theme == ThemeChoice::dark);
    CHECK(read.scale == 1.5F);
    CHECK(read.reduced_motion);
    CHECK(read.high_contrast);
}

TEST_CASE("quiet hours hold from their first minute to the one before their last, over midnight too") {
    Snapshot s;
    CHECK_FALSE(is_quiet(read_preferences(s), 0, 0));
    constexpr asista::InstantMs minute = 60'000, hour = 60 * minute;
    s.preferences["quiet_hours"] = R"({"from": 1320, "to": 420})";
    const Preferences night = read_preferences(s);
    for (const auto& [at, quiet] :
         {std::pair{22 * hour, true}, {22 * hour - 1, false}, {0 * hour, true}, {7 * hour - 1, true}, {7 * hour, false}})
        CHECK_MESSAGE(is_quiet(night, at, 0) == quiet, at);
    CHECK(is_quiet(night, 20 * hour, 2 * 3600)); // 22:00 there
    CHECK(is_quiet(night, -1 * hour, 0));        // 23:00 of the day before the epoch
    s.preferences["quiet_hours"] = R"({"from": 540, "to": 600})";
    CHECK(is_quiet(read_preferences(s), 9 * hour, 0));
    CHECK_FALSE(is_quiet(read_preferences(s), 10 * hour, 0));
    for (const char* wrong :
         {"7", "{}", R"({"from": -1, "to": 5})", R"({"from": 1440, "to": 5})", R"({"from": "22:00", "to": 5})"}) {
        s.preferences["quiet_hours"] = wrong;
        CHECK_FALSE(read_preferences(s).quiet_hours);
    }
}

TEST_CASE("missing and damaged preferences are the defaults") {
    for (const auto* json : {"", "{", "3.5.1", "[]", "\"plaid\"", "null"}) {
        Snapshot s;
        for (const auto* key : {"theme", "scale", "reduced_motion", "high_contrast"}) s.preferences[key] = json;
        const Preferences read = read_preferences(s);
        CHECK(read.theme == ThemeChoice::system);
        CHECK(read.scale == 0);
        CHECK_FALSE(read.reduced_motion);
        CHECK_FALSE(read.high_contrast);
    }
    CHECK(read_preferences({}).scale == 0);
}

TEST_CASE("what is written is what is read") {
    for (const ThemeChoice choice : {ThemeChoice::system, ThemeChoice::light, ThemeChoice::dark}) {
        Snapshot s;
        s.preferences["theme"] = json_text(theme_choice_name(choice));
        s.preferences["scale"] = json_number(1.25);
        s.preferences["reduced_motion"] = json_bool(true);
        CHECK(read_preferences(s).theme == choice);
        CHECK(read_preferences(s).scale == 1.25F);
        CHECK(read_preferences(s).reduced_motion);
    }
    Snapshot s;
    s.preferences["scale"] = json_number(40);
    CHECK(read_preferences(s).scale == 3);
}

TEST_CASE("the system's theme counts only when it was chosen") {
    Preferences preferences;
    CHECK(theme_for(preferences, true, 1).dark());
    CHECK_FALSE(theme_for(preferences, false, 1).dark());
    preferences.theme = ThemeChoice::light;
    CHECK_FALSE(theme_for(preferences, true, 1).dark());
}

TEST_CASE("versions are compared by their numbers") {
    CHECK(version_after("1.10.0", "1.9.2"));
    CHECK(version_after("2.0.0", "1.99.99"));
    CHECK_FALSE(version_after("1.0.0", "1.0.0"));
    CHECK_FALSE(version_after("1.0.0-beta", "1.0.0"));
    CHECK(version_after("1.0.0", "soon"));
    CHECK_FALSE(version_after("soon", "1.0.0"));
    CHECK_FALSE(version_after("1.0", "0.9.0"));
}

TEST_CASE("plugins here and in the catalogue are one list") {
    const Snapshot s = sample::snapshot();

    const auto all = offers(s, {}, {}, OfferOrder::featured);
    REQUIRE(all.size() == 6);
    CHECK(all[0].featured());
    CHECK(all.back().plugin == nullptr);

    CHECK(offers(s, "installed", {}, OfferOrder::name).size() == 4);
    CHECK(offers(s, "wellness", {}, OfferOrder::name).size() == 2);
    CHECK(offers(s, {}, "calendar", OfferOrder::name).size() == 1);
    CHECK(offers(s, {}, {}, OfferOrder::rating).front().id() == "ai.asista.motivation");

    const auto focus = offers(s, {}, "focus timer", OfferOrder::name);
    REQUIRE(focus.size() == 1);
    CHECK(focus[0].newer());
    CHECK(focus[0].about() == "1.0.0, Asista.AI");
}

TEST_CASE("numbers and times are understood as people type them") {
    CHECK(parse_number("7.5") == 7.5);
    CHECK(parse_number(" 7,5 ") == 7.5);
    CHECK_FALSE(parse_number("").has_value());
    CHECK_FALSE(parse_number("7 km").has_value());
    CHECK_FALSE(parse_number("inf").has_value());
    CHECK(words::read_clock("9:30") == 570);
    CHECK(words::read_clock(" 14.05 ") == 845);
    CHECK(words::read_clock("8") == 480);
    CHECK_FALSE(words::read_clock("24:00").has_value());
    CHECK_FALSE(words::read_clock("9:7").has_value());
    CHECK_FALSE(words::read_clock("9:60").has_value());
    CHECK_FALSE(words::read_clock("").has_value());
    CHECK_FALSE(words::read_clock("-1").has_value());
}

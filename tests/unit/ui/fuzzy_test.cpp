#include "ui/fuzzy.hpp"
#include "ui/palette.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace asista::ui;

namespace {
int score(std::string_view pattern, std::string_view text) {
    const auto match = fuzzy_match(pattern, text);
    REQUIRE_MESSAGE(match.has_value(), "\"" << std::string{pattern} << "\" in \"" << std::string{text} << "\"");
    return match->score;
}
} // namespace

TEST_CASE("letters must appear in order") {
    CHECK(fuzzy_match("dsh", "Dashboard").has_value());
    CHECK_FALSE(fuzzy_match("hsd", "Dash").has_value());
    CHECK_FALSE(fuzzy_match("dashboards", "Dashboard").has_value());
    CHECK_FALSE(fuzzy_match("a", "").has_value());
}

TEST_CASE("an empty pattern matches everything alike") {
    CHECK(score("", "Dashboard") == 0);
    CHECK(score("   ", "Tasks") == 0);
}

TEST_CASE("case and blanks in the pattern do not matter") {
    CHECK(score("DASH", "dashboard") == score("dash", "Dashboard"));
    CHECK(score("dark theme", "Use the dark theme") == score("darktheme", "Use the dark theme"));
}

TEST_CASE("starts of words and runs are better than scattered letters") {
    CHECK(score("cal", "Calendar") > score("cal", "Local archive list"));
    CHECK(score("ft", "Focus timer") > score("ft", "Shift"));
    CHECK(score("set", "Settings") > score("set", "Use the theme"));
    CHECK(score("tasks", "Tasks") > score("tasks", "Tasks of yesterday"));
}

TEST_CASE("positions are those of the best alignment") {
    const auto match = fuzzy_match("ti", "Set the timer");
    REQUIRE(match);
    CHECK(match->positions == std::vector<std::uint32_t>{8, 9});
}

TEST_CASE("long and strange texts are matched without harm") {
    const std::string long_text(5'000, 'a'), long_pattern(500, 'a');
    CHECK(fuzzy_match(long_pattern, long_text).has_value());
    CHECK(fuzzy_match("\xC3\xBC", "T\xC3\xBCr").has_value());
    CHECK(fuzzy_match("\xFF\xFE", "\xFF\xFE").has_value());
}

TEST_CASE("the palette ranks by title before other words") {
    const auto noop = [](Ui&) {};
    const std::vector<PaletteEntry> entries{
        {.title = "Another line", .where = "Motivation", .icon = {}, .also = "Motivation", .rank = 3, .run = noop},
        {.title = "Motivate me", .where = "Voice", .icon = {}, .also = {}, .voice = true, .rank = 2, .run = noop},
        {.title = "Tasks", .where = "Page", .icon = {}, .also = {}, .rank = 4, .run = noop}};

    const auto found = rank_entries(entries, "motiv", false, 10);
    REQUIRE(found.size() == 2);
    CHECK(found[0].entry->title == "Motivate me");
    CHECK(found[1].entry->title == "Another line");

    const auto all = rank_entries(entries, "", false, 10);
    REQUIRE(all.size() == 3);
    CHECK(all[0].entry->title == "Tasks");

    const auto voices = rank_entries(entries, "", true, 10);
    REQUIRE(voices.size() == 1);
    CHECK(voices[0].entry->voice);

    CHECK(rank_entries(entries, "", false, 2).size() == 2);
}

TEST_CASE("a part is found whatever the case of its letters, and only as it stands") {
    CHECK(contains_letters("Could not READ the file", "read THE"));
    CHECK(contains_letters("abc", ""));
    CHECK(contains_letters("", ""));
    CHECK_FALSE(contains_letters("", "a"));
    CHECK_FALSE(contains_letters("abc", "ac"));
    CHECK_FALSE(contains_letters("abc", "abcd"));
}

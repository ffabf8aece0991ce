#include "occasion.hpp"
#include "people.hpp"
#include "selection.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace asista::motivation;
using namespace asista::motivation::test;

namespace {

bool holds(const char* rule, const Moment& now, Tags moment = 0) {
    const ParsedOccasion parsed = parse_occasion(rule);
    REQUIRE_MESSAGE(parsed.occasion.has_value(), parsed.problem);
    return parsed.occasion->holds(now, moment);
}

constexpr DayNumber new_year = sunday + 40; // Friday, 1 January 2027

} // namespace

TEST_CASE("a line without a rule is for always") {
    CHECK(holds("", at(sunday, 3)));
    CHECK(holds("   ", at(sunday, 3)));
    CHECK(!parse_occasion("").occasion->is_special());
}

TEST_CASE("a date holds on its day, with a dot for any digit") {
    for (const char* rule : {"2027-01-01", "....-01-01", "....-..-01", "20.7-0.-.1", "....-..-.."}) {
        CAPTURE(rule);
        CHECK(holds(rule, at(new_year, 0)));
        CHECK(holds(rule, at(new_year, 23, 59)));
    }
    CHECK(!holds("....-01-01", at(new_year - 1, 23, 59)));
    CHECK(!holds("2026-01-01", at(new_year, 12)));
    CHECK(parse_occasion("....-01-01").occasion->is_special());
    constexpr std::int32_t auckland = 13 * 3600; // it is the first there while it is the last in UTC
    CHECK(holds("....-01-01", at(new_year, 1, 0, auckland)));
}

TEST_CASE("cron expressions hold by the minute, as cron has them") {
    CHECK(holds("* * * * *", at(sunday, 12, 34)));
    CHECK(holds("30 9 * * *", at(sunday, 9, 30)));
    CHECK(!holds("30 9 * * *", at(sunday, 9, 31)));
    CHECK(holds("*/15 8-10 * * *", at(sunday, 10, 45)));
    CHECK(!holds("*/15 8-10 * * *", at(sunday, 10, 50)));
    CHECK(holds("0-59/10 * * * *", at(sunday, 1, 20)));
    CHECK(holds("5/20 * * * *", at(sunday, 1, 45))); // from 5 on
    CHECK(holds("* * * * sun", at(sunday, 1)));
    CHECK(holds("* * * * 0", at(sunday, 1)));
    CHECK(holds("* * * * 7", at(sunday, 1)));
    CHECK(holds("* * * * MON-FRI", at(sunday + 1, 1)));
    CHECK(!holds("* * * * mon-fri", at(sunday, 1)));
    CHECK(holds("* 15-17 * * 5", at(sunday + 5, 17, 59)));
    CHECK(holds("* * 22 nov *", at(sunday, 1)));
    CHECK(!holds("* * 22 oct *", at(sunday, 1)));
    CHECK(holds("* * 1,22 * *", at(sunday, 1)));
    // A day and a weekday: either.
    CHECK(holds("* * 1 * sun", at(sunday, 1)));
    CHECK(holds("* * 22 * mon", at(sunday, 1)));
    CHECK(!holds("* * 1 * mon", at(sunday, 1)));
}

TEST_CASE("words hold as the tags of built-in lines do") {
    CHECK(holds("morning low", at(sunday, 8), tag::morning | tag::low));
    CHECK(!holds("morning low", at(sunday, 8), tag::morning | tag::high));
    CHECK(holds("morning  evening", at(sunday, 20), tag::evening)); // of one kind: either
    CHECK(holds("Weekend", at(sunday, 8), tag::weekend));
    CHECK(!parse_occasion("weekend").occasion->is_special());
    for (const OccasionWord& word : occasion_words()) CHECK(holds(std::string(word.word).c_str(), at(sunday, 9), word.tags));
}

TEST_CASE("a rule that cannot hold is refused with what would be right") {
    for (const char* wrong :
         {"....-13-01", "....-02-30", "....-00-01",  "2027-1-1",    "60 * * * *", "* 24 * * *",  "* * 0 * *",
          "* * * 13 *", "* * * * 8",  "5-1 * * * *", "*/0 * * * *", "a * * * *",  "* * * * ",    "1,,2 * * * *",
          "mornings",   "low-energy", "* * * * * *", "- * * * *",   "1- * * * *", "* * * * mon-"}) {
        CAPTURE(wrong);
        const ParsedOccasion parsed = parse_occasion(wrong);
        CHECK(!parsed.occasion.has_value());
        CHECK(!parsed.problem.empty());
    }
    CHECK(!parse_occasion(std::string(65, '*')).occasion);
    CHECK(parse_occasion("....-02-29").occasion.has_value());
}

TEST_CASE("rules of every built-in line can be read, and each comes on some day of four years") {
    for (const Phrase& line : built_in_phrases()) {
        if (line.on.empty()) continue;
        CAPTURE(line.on);
        const ParsedOccasion parsed = parse_occasion(line.on);
        REQUIRE(parsed.occasion.has_value());
        CHECK(parsed.occasion->is_special());
        bool comes = false;
        for (DayNumber day = sunday; day < sunday + 4 * 366 && !comes; ++day) {
            for (int hour = 0; hour < 24 && !comes; ++hour) comes = parsed.occasion->holds(at(day, hour), 0);
        }
        CHECK(comes);
    }
}

TEST_CASE("what is for this very day comes first, once, and then no more") {
    const std::vector<Phrase> lines = built_in_phrases();
    const Moment now = at(new_year, 12);
    Shown shown;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        CHECK(pick(lines, {now, tags_of(now, {}, {}), seed}, shown)->on == "....-01-01");
        const Phrase* other_day = pick(lines, {at(new_year + 1, 12), tags_of(at(new_year + 1, 12), {}, {}), seed}, shown);
        CHECK(other_day->on.empty());
    }
    shown.mark(line_id(pick(lines, {now, 0, 1}, shown)->text), now.day);
    CHECK(pick(lines, {now, tags_of(now, {}, {}), 1}, shown)->on.empty());
}

TEST_CASE("own lines keep their rules, and come before none when all were shown") {
    const std::vector<OwnLine> own = {
        {"Call grandmother.", "", "....-11-22", 1}, {"Breathe.", "Me", "low", 2}, {"Torn.", "", "nonsense", 3}};
    const std::vector<SavedLine> saved = {{"Kept.", "A", 1}};
    const std::vector<Phrase> lines = own_phrases(own, saved);
    REQUIRE(lines.size() == 3); // the torn one is not for any time
    const Draw on_the_day{at(sunday, 9), tag::morning | tag::high, 7, nullptr, Source::saved, WhenAllShown::none};
    CHECK(pick(lines, on_the_day, {})->text == "Call grandmother.");
    Draw another = on_the_day;
    another.now = at(sunday + 1, 9);
    CHECK(pick(lines, another, {})->text == "Kept.");
    Shown shown;
    shown.mark(line_id("Kept."), sunday);
    CHECK(pick(lines, another, shown) == nullptr);
    another.moment = tag::morning | tag::low;
    CHECK(pick(lines, another, shown)->text == "Breathe.");
}

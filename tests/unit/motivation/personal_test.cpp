#include "people.hpp"
#include "personal.hpp"

#include <doctest/doctest.h>

using namespace asista::motivation;
using namespace asista::motivation::test;

namespace {

Stats busy_stats() {
    Facts facts = steady_facts(sunday);
    facts.open_tasks = {open_task("Reply to the landlord", Level::s, sunday), open_task("Draft the November report", Level::l)};
    facts.goals = {{"Run 10 km", 10, 7.2, at(sunday - 1, 9).at_ms},
                   {"Read 24 books", 24, 21, at(sunday - 2, 9).at_ms},
                   {"Save 3,000", 3000, 1230, at(sunday - 20, 9).at_ms}};
    return make_stats(facts, at(sunday, 9));
}

} // namespace

TEST_CASE("nothing is composed from nothing") {
    CHECK(!compose_personal(make_stats(Facts{}, at(sunday, 9)), {}, at(sunday, 9), {}, 1));
    CHECK(!compose_personal(make_stats(empty_facts(), at(sunday, 9)), Level::m, at(sunday, 9), {}, 1));
}

TEST_CASE("a personal line joins a true fact with a word that fits") {
    const Stats stats = busy_stats();
    bool seen = false;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const auto line = compose_personal(stats, Level::s, at(sunday, 9), {}, seed);
        REQUIRE(line.has_value());
        CHECK(line->source == Source::personal);
        CHECK(line->author == "Asista");
        CHECK(line->text.size() <= 200);
        seen = seen || line->text == "Two of your three goals moved this week. A slow morning still counts, so start with the "
                                     "smallest task on the list.";
    }
    CHECK(seen);
}

TEST_CASE("the first of all is the strongest fact with the word that fits best") {
    CHECK(compose_personal(busy_stats(), Level::s, at(sunday, 9), {}, 0)->text ==
          "Two of your three goals moved this week. A slow morning still counts, so start with the smallest task on the list.");
}

TEST_CASE("tired people are not pushed, and evenings only let go") {
    const Stats stats = busy_stats();
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const std::string tired = compose_personal(stats, Level::xs, at(sunday, 15), {}, seed)->text;
        CHECK(tired.find("Half an hour") == std::string::npos);
        CHECK(tired.find("strength") == std::string::npos);
        const std::string evening = compose_personal(stats, Level::xl, at(sunday, 20), {}, seed)->text;
        CHECK(evening.find("landlord") == std::string::npos);
    }
}

TEST_CASE("personal lines do not repeat within 14 days and end rather than repeat") {
    const Stats stats = busy_stats();
    Shown shown;
    int composed = 0;
    while (const auto line = compose_personal(stats, Level::m, at(sunday, 9), shown, static_cast<std::uint64_t>(composed))) {
        CHECK(!shown.recently(line_id(line->text), sunday));
        shown.mark(line_id(line->text), sunday);
        REQUIRE(++composed < 1000);
    }
    CHECK(composed >= 10);
}

TEST_CASE("long titles are cut between characters") {
    CHECK(shortened("short", 40) == "short");
    CHECK(shortened("one two three", 10) == "one two\xE2\x80\xA6");
    CHECK(shortened("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4", 8) == "\xC3\xA4\xC3\xA4\xE2\x80\xA6");
}

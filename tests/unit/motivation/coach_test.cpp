#include "coach.hpp"
#include "people.hpp"

#include <doctest/doctest.h>

using namespace asista::motivation;
using namespace asista::motivation::test;

TEST_CASE("a reply is folded into one plain line") {
    CHECK(clean_reply("  Take\n one\tstep. ") == "Take one step.");
    CHECK(clean_reply("\"Take one step.\"") == "Take one step.");
    CHECK(clean_reply("\xE2\x80\x9CTake one step.\xE2\x80\x9D") == "Take one step.");
    CHECK(clean_reply("- **Take** one step.") == "Take one step.");
    CHECK(clean_reply("Say \"yes\" and \"no\".") == "Say \"yes\" and \"no\".");
}

TEST_CASE("a long reply keeps its whole sentences, and an endless one is not shown") {
    const std::string sentence = "This sentence has exactly some words in it. ";
    std::string reply;
    for (int i = 0; i < 20; ++i) reply += sentence;

    const auto cut = clean_reply(reply);

    REQUIRE(cut.has_value());
    CHECK(cut->size() <= coach_max_bytes);
    CHECK(cut->ends_with("words in it."));
    CHECK(!clean_reply(std::string(1000, 'a')));
    CHECK(!clean_reply(""));
    CHECK(!clean_reply(" \n "));
}

TEST_CASE("a reply about a streak that ended is not shown") {
    CHECK(!clean_reply("You lost your streak, but today is new."));
    CHECK(!clean_reply("Your Streak was BROKEN yesterday."));
    CHECK(clean_reply("Seven days of streak, well done.").has_value());
}

TEST_CASE("the prompt holds the facts, and no titles when they are withheld") {
    Facts facts = steady_facts(sunday);
    facts.open_tasks = {open_task("Reply to the landlord", Level::s, sunday)};
    facts.goals = {{"Run 10 km", 10, 7.2, at(sunday - 1, 9).at_ms}};
    facts.habits = {{"meditate", 0x7F, {sunday}}};
    const Moment now = at(sunday, 9, 30);
    const Stats stats = make_stats(facts, now);
    const EnergyReading energy = read_energy(stats, now, CheckIn{Level::s, now.at_ms});

    const CoachPrompt open = make_prompt(stats, facts, energy, now, true);
    const CoachPrompt withheld = make_prompt(stats, facts, energy, now, false);

    for (const char* part : {"Sunday 9:30", "S (Low energy, self-reported)", "Pending tasks: 1", "Reply to the landlord (S)",
                             "Habits done today: 1 of 1", "Run 10 km 72%"}) {
        CAPTURE(part);
        CHECK(open.user.find(part) != std::string::npos);
    }
    CHECK(withheld.user.find("landlord") == std::string::npos);
    CHECK(withheld.user.find("Run") == std::string::npos);
    CHECK(withheld.user.find("72%") != std::string::npos);
    CHECK(open.system.find("rest is fine") != std::string::npos);
}

TEST_CASE("what is not shared is not in the prompt") {
    const Moment now = at(sunday, 9);
    const Stats stats = make_stats(Facts{}, now);
    const std::string user = make_prompt(stats, Facts{}, read_energy(stats, now, {}), now, true).user;
    CHECK(user.find("tasks") == std::string::npos);
    CHECK(user.find("Habits") == std::string::npos);
    CHECK(user.find("goals") == std::string::npos);
    CHECK(user.find("Energy: unknown") != std::string::npos);
}

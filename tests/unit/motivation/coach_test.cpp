#include "coach.hpp"
#include "people.hpp"

#include <doctest/doctest.h>

#include <string>

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

    const CoachPrompt open = make_prompt(stats, facts, energy, now, {});
    const CoachPrompt withheld = make_prompt(stats, facts, energy, now, {.titles = false});

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
    const std::string user = make_prompt(stats, Facts{}, read_energy(stats, now, {}), now, {}).user;
    CHECK(user.find("tasks") == std::string::npos);
    CHECK(user.find("Habits") == std::string::npos);
    CHECK(user.find("goals") == std::string::npos);
    CHECK(user.find("Energy: unknown") != std::string::npos);
}

namespace {

Facts full_facts() {
    Facts facts = steady_facts(sunday);
    facts.open_tasks = {open_task("Reply to the landlord", Level::s, sunday), open_task("Book the dentist", Level::s),
                        open_task("Report", Level::l)};
    facts.goals = {{"Run 10 km", 10, 7.2, at(sunday - 1, 9).at_ms}};
    facts.habits = {{"meditate", 0x7F, {sunday}}};
    return facts;
}

} // namespace

TEST_CASE("each field of the prompt has a switch, and switched off nothing of it is sent") {
    const Facts facts = full_facts();
    const Moment now = at(sunday, 9, 30);
    const Stats stats = make_stats(facts, now);
    CheckIn made{Level::s, now.at_ms, static_cast<Moods>(mood_bit(0) | mood_bit(4)), "a note for me alone"};
    const EnergyReading energy = read_energy(stats, now, made);
    PromptChoices all;
    all.moods = true;
    const std::string whole = make_prompt(stats, facts, energy, now, all).user;
    CHECK(whole.find("Mood: calm, tired") != std::string::npos);
    CHECK(whole.find("note for me") == std::string::npos);

    bool PromptChoices::*const switches[] = {&PromptChoices::time,  &PromptChoices::energy, &PromptChoices::moods,
                                             &PromptChoices::tasks, &PromptChoices::habits, &PromptChoices::goals,
                                             &PromptChoices::rhythm};
    const auto fields = prompt_fields(stats, facts, energy, now, all);
    REQUIRE(fields.size() == std::size(switches));
    std::string joined = "Write a message of encouragement.\n";
    for (std::size_t i = 0; i < fields.size(); ++i) {
        CAPTURE(fields[i].setting);
        REQUIRE(!fields[i].text.empty());
        joined += fields[i].text;
        PromptChoices without = all;
        without.*switches[i] = false;
        CHECK(make_prompt(stats, facts, energy, now, without).user.find(fields[i].text) == std::string::npos);
        CHECK(!prompt_fields(stats, facts, energy, now, without)[i].on);
    }
    CHECK(joined == whole); // the preview is what is sent, all of it
    CHECK(!PromptChoices{}.moods);
}

TEST_CASE("without titles tasks are told as counts by effort") {
    const Facts facts = full_facts();
    const Moment now = at(sunday, 9);
    const Stats stats = make_stats(facts, now);
    const std::string user = make_prompt(stats, facts, read_energy(stats, now, {}), now, {.titles = false}).user;
    CHECK(user.find("Next tasks: 2 of effort S, 1 of effort L") != std::string::npos);
    CHECK(user.find("dentist") == std::string::npos);
}

TEST_CASE("a title that sounds like a crisis is never sent") {
    Facts facts = empty_facts();
    facts.open_tasks = {open_task("I want to die", Level::s), open_task("Buy milk", Level::m)};
    facts.goals = {{"not kill myself", 10, 1, at(sunday, 8).at_ms}};
    const Moment now = at(sunday, 9);
    const Stats stats = make_stats(facts, now);
    const std::string user = make_prompt(stats, facts, read_energy(stats, now, {}), now, {}).user;
    CHECK(user.find("die") == std::string::npos);
    CHECK(user.find("kill") == std::string::npos);
    CHECK(user.find("Next tasks with effort: S; Buy milk (M)") != std::string::npos);
    CHECK(user.find("Active goals: 10%") != std::string::npos);
}

TEST_CASE("the coach is asked only so often a day") {
    CoachBudget budget;
    CHECK(!may_ask(budget, 0, at(sunday, 9)));
    for (int i = 0; i < 3; ++i) {
        CHECK(may_ask(budget, 3, at(sunday, 9)));
        budget = after_question(budget, at(sunday, 9));
    }
    CHECK(!may_ask(budget, 3, at(sunday, 23)));
    CHECK(may_ask(budget, 3, at(sunday + 1, 0)));
    CHECK(after_question(budget, at(sunday + 1, 0)).asked == 1);
}

// What the offline coach answers to the very prompt this plugin writes: it must be fit for the card and kind.
#include "coach.hpp"
#include "people.hpp"
#include "services/ai/coach_words.hpp"

#include <doctest/doctest.h>

using namespace asista::motivation;
using namespace asista::motivation::test;
namespace ai = asista::services::ai;

namespace {

std::string prompt_at(Level energy, int hour) {
    Facts facts = steady_facts(sunday);
    facts.open_tasks = {open_task("Reply to the landlord", Level::s, sunday), open_task("Report", Level::l, sunday)};
    facts.goals = {{"Run 10 km", 10, 7.2, at(sunday - 1, 9).at_ms}};
    facts.habits = {{"meditate", 0x7F, {}}};
    const Moment now = at(sunday, hour);
    const Stats stats = make_stats(facts, now);
    return make_prompt(stats, facts, read_energy(stats, now, CheckIn{energy, now.at_ms}), now, {}).user;
}

ai::CoachFacts facts_at(int hour) {
    ai::CoachFacts facts;
    facts.minute_of_day = hour * 60;
    facts.tasks.emplace();
    facts.tasks->open = 2;
    facts.tasks->due_today = 2;
    facts.tasks->smallest = "Reply to the landlord";
    facts.tasks->smallest_energy = asista::Energy::s;
    facts.habits.emplace();
    facts.habits->left_today = 1;
    facts.goals = {{"Run 10 km", "km", 7.2, 10, {}, true}, {"Read", "books", 2, 24, {}, false}};
    return facts;
}

std::string answer(const std::string& prompt, const ai::CoachFacts& facts, std::uint64_t seed) {
    ai::ChatRequest request;
    request.messages = {{.role = ai::ChatMessage::Role::system, .text = "..."},
                        {.role = ai::ChatMessage::Role::user, .text = prompt}};
    request.facts = facts;
    request.seed = seed;
    return ai::coach_answer(request);
}

} // namespace

TEST_CASE("a wish for encouragement is known before every other topic") {
    CHECK(ai::topic_of("Motivate me") == ai::Topic::encouragement);
    CHECK(ai::topic_of("some encouragement for my tasks, habits and goals") == ai::Topic::encouragement);
    CHECK(ai::topic_of("demotivating weather") != ai::Topic::encouragement);
    CHECK(ai::topic_of(prompt_at(Level::s, 9)) == ai::Topic::encouragement);
}

TEST_CASE("a stated energy is read from the prompt") {
    CHECK(ai::stated_energy(prompt_at(Level::xs, 9)) == asista::Energy::xs);
    CHECK(ai::stated_energy(prompt_at(Level::xl, 9)) == asista::Energy::xl);
    CHECK(!ai::stated_energy("Energy: unknown"));
    CHECK(!ai::stated_energy("Energy: XXL"));
    CHECK(!ai::stated_energy("no word of it"));
}

TEST_CASE("the offline answer fits the card, tells what went well and not what is open") {
    for (const int hour : {8, 14, 20}) {
        for (std::uint64_t seed = 0; seed < 40; ++seed) {
            const std::string text = answer(prompt_at(Level::xs, hour), facts_at(hour), seed);
            CAPTURE(text);
            CHECK(clean_reply(text) == text);
            CHECK(text.starts_with("One of your two goals moved this week. "));
            for (const char* word : {"Nothing is finished", "still planned", "catch up", "could begin"}) {
                CHECK(text.find(word) == std::string::npos);
            }
            if (hour == 20) CHECK(text.find("landlord") == std::string::npos);
        }
    }
}

TEST_CASE("with nothing to read the offline answer is still kind") {
    ai::CoachFacts nothing;
    nothing.minute_of_day = 600;
    CHECK(clean_reply(answer("Motivate me", nothing, 3)).has_value());
}

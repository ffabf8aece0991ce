// The AI thread, the chats of its owners, and what the offline coach says.
#include "services/ai/chat.hpp"
#include "services/ai/coach_words.hpp"
#include "services/ai/offline_coach.hpp"
#include "services/sample_data.hpp"
#include "script_provider.hpp"
#include "support.hpp"

#include <algorithm>
#include <set>
#include <utility>

using namespace asista;
using namespace asista::test;
using namespace std::chrono_literals;
using Role = calls::AiMessage::Role;

namespace {

struct Talk {
    PostedWork loop;
    struct Heard {
        std::string text;
        int chunks = 0;
        std::optional<calls::AiDone::Request> done;
        std::string plugin;
    };
    std::map<ai::StreamId, Heard> heard;
    ai::Provider* provider;
    std::unique_ptr<ai::Chat> chat;
    ai::ChatOwner person{{UserId{1}, {}}, 0};
    ai::ChatOwner plugin{{UserId{1}, "ai.asista.focus"}, 7};

    explicit Talk(std::unique_ptr<ai::Provider> with) : provider(with.get()) {
        chat = std::make_unique<ai::Chat>(
            std::move(with), loop.post(),
            ai::Chat::Deliver{[this](const ai::ChatOwner& owner, const calls::AiChunk::Request& chunk) {
                                  auto& each = heard[chunk.stream];
                                  each.text += chunk.text;
                                  ++each.chunks;
                                  each.plugin = owner.actor.plugin;
                              },
                              [this](const ai::ChatOwner& owner, const calls::AiDone::Request& done) {
                                  heard[done.stream].done = done;
                                  heard[done.stream].plugin = owner.actor.plugin;
                              }});
    }
    ScriptProvider& script() { return static_cast<ScriptProvider&>(*provider); }
    bool wait_done(ai::StreamId stream) {
        return loop.run_until([&] { return heard[stream].done.has_value(); });
    }
};

calls::AiChat::Request ask(const std::string& text, std::uint32_t max_tokens = 512) { return {{{Role::user, text}}, max_tokens}; }

ai::CoachFacts some_facts() {
    ai::CoachFacts facts;
    facts.minute_of_day = 9 * 60 + 41;
    facts.tasks.emplace();
    facts.tasks->open_by_energy = {1, 4, 3, 3, 1};
    facts.tasks->open = 12;
    facts.tasks->due_today = 3;
    facts.tasks->done_today = 1;
    facts.tasks->smallest = "Book the dentist";
    facts.tasks->smallest_energy = Energy::s;
    facts.habits = ai::HabitFacts{1, 2, "Meditate", 4};
    facts.goals = {{"Run 10 km", "km", 7.2, 10, Pace::on_track, true}, {"Save 3,000", "", 1230, 3000, Pace::behind, false}};
    facts.may_see_calendar = true;
    facts.next_event = ai::EventFact{"Team call", 11 * 60};
    facts.energy_guess = Energy::l;
    return facts;
}

std::string answer(const std::string& question, const ai::CoachFacts& facts, std::uint64_t seed = 1) {
    ai::ChatRequest request;
    request.messages = {{.role = ai::ChatMessage::Role::system, .text = "Be kind. Mention goals."}, {.text = question}};
    request.facts = facts;
    request.seed = seed;
    return ai::coach_answer(request);
}

} // namespace

TEST_CASE("the offline coach streams its answer in words that add up to it, and says who it is") {
    Talk talk(std::make_unique<ai::OfflineCoach>(0ms));
    const auto stream = must(talk.chat->start(talk.plugin, ask("How are my tasks?"), some_facts(), 1));

    REQUIRE(talk.wait_done(stream));

    CHECK(talk.heard[stream].text == answer("How are my tasks?", some_facts()));
    CHECK(talk.heard[stream].chunks > 5);
    CHECK(talk.heard[stream].done->status == 0);
    CHECK(talk.heard[stream].done->provider == "offline coach");
    CHECK(talk.heard[stream].plugin == "ai.asista.focus");
    CHECK_FALSE(talk.chat->online());
}

TEST_CASE("streams of several owners run side by side") {
    Talk talk(std::make_unique<ai::OfflineCoach>(1ms));
    const auto first = must(talk.chat->start(talk.plugin, ask("tasks"), some_facts(), 1));
    const auto second = must(talk.chat->start(talk.person, ask("goals"), some_facts(), 1));

    REQUIRE(talk.loop.run_until([&] { return talk.heard[first].chunks > 1 && talk.heard[second].chunks > 1; }));
    CHECK_FALSE(talk.heard[first].done);
    CHECK_FALSE(talk.heard[second].done);

    REQUIRE(talk.wait_done(first));
    REQUIRE(talk.wait_done(second));
    CHECK(talk.heard[first].text != talk.heard[second].text);
}

TEST_CASE("a stopped answer ends with cancelled and says nothing more") {
    Talk talk(std::make_unique<ai::OfflineCoach>(20ms));
    const auto stream = must(talk.chat->start(talk.plugin, ask("tasks"), some_facts(), 1));
    REQUIRE(talk.loop.run_until([&] { return talk.heard[stream].chunks > 0; }));

    must(talk.chat->cancel(talk.plugin, stream));

    REQUIRE(talk.wait_done(stream));
    CHECK(talk.heard[stream].done->status == static_cast<std::int32_t>(Errc::cancelled));
    CHECK(talk.heard[stream].text.size() < answer("tasks", some_facts()).size());
    const int chunks = talk.heard[stream].chunks;
    CHECK_FALSE(talk.loop.run_until([&] { return talk.heard[stream].chunks > chunks; }, 60ms));
    CHECK(error_of(talk.chat->cancel(talk.plugin, stream)).code == Errc::not_found);
}

TEST_CASE("nobody stops another's answer, not even another process of the same plugin") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto stream = must(talk.chat->start(talk.plugin, ask("x"), {}, 1));
    ai::ChatOwner later = talk.plugin;
    later.instance = 8;

    CHECK(error_of(talk.chat->cancel(talk.person, stream)).code == Errc::not_found);
    CHECK(error_of(talk.chat->cancel(later, stream)).code == Errc::not_found);
    CHECK(talk.chat->cancel(talk.plugin, stream));
}

TEST_CASE("an error in the middle keeps the text and tells why and when to try again") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto stream = must(talk.chat->start(talk.person, ask("x"), {}, 1));
    talk.script().say(stream, {"Two of your ", {}});
    talk.script().say(stream, {"three", ai::StreamEnd{Error{Errc::unavailable, "the model is overloaded"}, 1500ms}});

    REQUIRE(talk.wait_done(stream));

    CHECK(talk.heard[stream].text == "Two of your three");
    CHECK(talk.heard[stream].done->status == static_cast<std::int32_t>(Errc::unavailable));
    CHECK(talk.heard[stream].done->message == "the model is overloaded; try again in 2 s");
}

TEST_CASE("what the client itself asks for comes to its listener, whole ends included") {
    Talk talk(std::make_unique<ScriptProvider>());
    std::string text;
    std::optional<ai::StreamEnd> end;
    ai::ChatRequest request;
    request.messages = {{.text = "Add milk to my list"}};
    const auto stream = must(talk.chat->start(talk.person, std::move(request),
                                              {.text = [&](ai::StreamId, const std::string& piece) { text += piece; },
                                               .end = [&](ai::StreamId, const ai::StreamEnd& how) { end = how; }}));
    talk.script().say(stream, {"Shall I?", {}});
    talk.script().say(stream, {"", ai::StreamEnd{.reason = ai::StopReason::tools,
                                                 .tool_calls = {{"call_1", "create_task", R"({"title":"Milk"})"}},
                                                 .usage = {12, 34}}});

    REQUIRE(talk.loop.run_until([&] { return end.has_value(); }));

    CHECK(text == "Shall I?");
    CHECK(end->reason == ai::StopReason::tools);
    REQUIRE(end->tool_calls.size() == 1);
    CHECK(end->tool_calls[0].name == "create_task");
    CHECK(end->usage.output_tokens == 34);
    CHECK(talk.heard.empty()); // nothing of it went out by the way of plugins
    CHECK(talk.chat->under_way() == 0);
}

TEST_CASE("an answer ends at its token budget, whatever the provider does") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto stream = must(talk.chat->start(talk.person, ask("x", 5), {}, 1));
    for (int i = 0; i < 20; ++i) talk.script().say(stream, {"word ", {}});

    REQUIRE(talk.wait_done(stream));

    CHECK(talk.heard[stream].done->status == 0);
    CHECK(talk.heard[stream].chunks == 5);
    CHECK(talk.script().cancelled == 1);
}

TEST_CASE("a token is a word or four bytes, whichever is more") {
    CHECK(ai::estimate_tokens("") == 0);
    CHECK(ai::estimate_tokens(" a b\nc ") == 3);
    CHECK(ai::estimate_tokens("incomprehensibilities") == 5);
}

TEST_CASE("a chat that breaks a rule is refused") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto refused = [&](const calls::AiChat::Request& request) {
        return error_of(talk.chat->start(talk.plugin, request, {}, 1)).code;
    };

    CHECK(refused({{}, 10}) == Errc::invalid);
    CHECK(refused(ask("x", 0)) == Errc::invalid);
    CHECK(refused(ask("\xFF")) == Errc::invalid);
    CHECK(refused(ask(std::string(64 * 1024 + 1, 'x'))) == Errc::over_limit);
    CHECK(refused({std::vector<calls::AiMessage>(65, {Role::user, "x"}), 10}) == Errc::over_limit);
    CHECK(talk.chat->start(talk.plugin, {std::vector<calls::AiMessage>(64, {Role::user, std::string(1024, 'x')}), 10}, {}, 1));
}

TEST_CASE("one owner has four answers at once, others their own") {
    Talk talk(std::make_unique<ScriptProvider>());
    std::vector<ai::StreamId> streams;
    for (int i = 0; i < 4; ++i) streams.push_back(must(talk.chat->start(talk.plugin, ask("x"), {}, 1)));

    CHECK(error_of(talk.chat->start(talk.plugin, ask("x"), {}, 1)).code == Errc::busy);
    CHECK(talk.chat->start(talk.person, ask("x"), {}, 1));
    talk.script().say(streams[0], {"done", ai::StreamEnd{}});
    REQUIRE(talk.wait_done(streams[0]));
    CHECK(talk.chat->start(talk.plugin, ask("x"), {}, 1));
}

TEST_CASE("a process that is gone hears nothing more") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto gone = must(talk.chat->start(talk.plugin, ask("x"), {}, 1));
    const auto stays = must(talk.chat->start(talk.person, ask("x"), {}, 1));

    talk.chat->forget(talk.plugin.instance);
    talk.script().say(gone, {"late", ai::StreamEnd{}});
    talk.script().say(stays, {"here", ai::StreamEnd{}});

    REQUIRE(talk.wait_done(stays));
    CHECK(talk.heard[gone].chunks == 0);
    CHECK_FALSE(talk.heard[gone].done);
}

TEST_CASE("a permission taken back ends the answers begun under it, and only those") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto stopped = must(talk.chat->start(talk.plugin, ask("x"), {}, 1));
    const auto stays = must(talk.chat->start(talk.person, ask("x"), {}, 1));

    talk.chat->revoke(talk.plugin.instance, {Permission::ai_chat});
    talk.chat->revoke(0, {Permission::ai_chat}); // the person's own are nobody's to take back

    REQUIRE(talk.heard[stopped].done);
    CHECK(talk.heard[stopped].done->status == static_cast<std::int32_t>(Errc::denied));
    CHECK(talk.chat->under_way() == 1);
    talk.script().say(stopped, {"late", ai::StreamEnd{}});
    talk.script().say(stays, {"here", ai::StreamEnd{}});
    REQUIRE(talk.wait_done(stays));
    CHECK(talk.heard[stopped].chunks == 0);
    CHECK(talk.heard[stays].done->status == 0);
}

namespace {
calls::AiChat::Request ask_under(const std::string& key) {
    auto request = ask("x");
    request.key = key;
    return request;
}
// The process with a newer build of talk.plugin.
ai::ChatOwner next_of(const ai::ChatOwner& owner) {
    auto next = owner;
    ++next.instance;
    return next;
}
} // namespace

TEST_CASE("an answer with a key goes on in the next build: nothing twice, nothing left out, in order") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto next = next_of(talk.plugin);
    const auto stream = must(talk.chat->start(talk.plugin, ask_under("line"), {}, 1));
    const auto without = must(talk.chat->start(talk.plugin, ask("y"), {}, 1));
    talk.script().say(stream, {"one ", {}});
    talk.script().say(stream, {"two ", {}});
    REQUIRE(talk.loop.run_until([&] { return talk.heard[stream].text == "one two "; }));

    talk.chat->succeed(talk.plugin.instance, next.instance);
    talk.script().say(stream, {"three ", {}}); // still to the old one, after its state was taken
    REQUIRE(talk.loop.run_until([&] { return talk.heard[stream].text == "one two three "; }));
    talk.chat->forget(talk.plugin.instance);
    talk.heard.clear();
    talk.script().say(stream, {"four ", {}}); // to nobody
    talk.script().say(without, {"late", ai::StreamEnd{}});
    const auto marker = must(talk.chat->start(talk.person, ask("z"), {}, 1));
    talk.script().say(marker, {"", ai::StreamEnd{}});
    REQUIRE(talk.wait_done(marker));
    CHECK(talk.heard[stream].chunks == 0);
    CHECK(talk.heard[without].chunks == 0);

    const auto resumed = must(talk.chat->resume(next, "line", std::string("one two ").size()));
    CHECK(resumed == stream);
    CHECK(talk.heard[stream].chunks == 0); // after the reply
    talk.script().say(stream, {"five", {}});
    talk.script().say(stream, {"", ai::StreamEnd{}});
    REQUIRE(talk.wait_done(stream));

    CHECK(talk.heard[stream].text == "three four five");
    CHECK(talk.heard[stream].done->status == 0);
    CHECK(error_of(talk.chat->resume(next, "line", 0)).code == Errc::not_found); // once
    CHECK(talk.chat->drop_unclaimed(next.instance).empty());
}

TEST_CASE("an answer that ended between two builds is given to the next one with its end") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto next = next_of(talk.plugin);
    const auto stream = must(talk.chat->start(talk.plugin, ask_under("line"), {}, 1));
    talk.chat->succeed(talk.plugin.instance, next.instance);
    SUBCASE("before the old one has left") {
        talk.script().say(stream, {"all of it", ai::StreamEnd{}});
        REQUIRE(talk.wait_done(stream));
        talk.chat->forget(talk.plugin.instance);
    }
    SUBCASE("after it") {
        talk.chat->forget(talk.plugin.instance);
        talk.script().say(stream, {"all of it", ai::StreamEnd{}});
        REQUIRE(talk.loop.run_until([&] { return talk.chat->under_way() == 0; }));
    }
    talk.heard.clear();

    must(talk.chat->resume(next, "line", 0));

    REQUIRE(talk.wait_done(stream));
    CHECK(talk.heard[stream].text == "all of it");
    CHECK(talk.heard[stream].done->provider == "script");
}

TEST_CASE("an answer that the next build does not take is stopped, and named") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto next = next_of(talk.plugin);
    const auto stream = must(talk.chat->start(talk.plugin, ask_under("line"), {}, 1));
    talk.chat->succeed(talk.plugin.instance, next.instance);
    talk.chat->forget(talk.plugin.instance);

    CHECK(talk.chat->drop_unclaimed(next.instance) == std::vector<std::string>{"line"});

    CHECK(talk.chat->under_way() == 0);
    CHECK(error_of(talk.chat->resume(next, "line", 0)).code == Errc::not_found);
    talk.script().say(stream, {"late", ai::StreamEnd{}});
    CHECK_FALSE(talk.loop.run_until([&] { return talk.heard[stream].chunks > 0; }, 30ms));
}

TEST_CASE("only the successor resumes an answer, by its key, with no fewer permissions, from a place that there is") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto next = next_of(talk.plugin);
    const auto stream = must(talk.chat->start(talk.plugin, ask_under("line"), {}, 1));
    talk.script().say(stream, {"caf\u00e9", {}});
    REQUIRE(talk.loop.run_until([&] { return talk.heard[stream].chunks > 0; }));
    const auto refused = [&](const ai::ChatOwner& owner, const char* key, std::uint64_t received) {
        return error_of(talk.chat->resume(owner, key, received)).code;
    };
    talk.chat->succeed(talk.plugin.instance, next.instance);
    CHECK(refused(next, "line", 0) == Errc::not_found); // the old one is still there
    talk.chat->forget(talk.plugin.instance);

    auto other = next;
    other.actor.plugin = "ai.asista.other";
    auto later = next_of(next);
    auto less = next;
    less.may_see.habits = false;
    CHECK(refused(other, "line", 0) == Errc::not_found);
    CHECK(refused(later, "line", 0) == Errc::not_found);
    CHECK(refused(next, "other", 0) == Errc::not_found);
    CHECK(refused(less, "line", 0) == Errc::denied);
    CHECK(refused(next, "line", 6) == Errc::invalid);
    CHECK(refused(next, "line", 4) == Errc::invalid); // within a character
    CHECK(talk.chat->resume(next, "line", 5));
}

TEST_CASE("without a successor an answer with a key ends with its process, and so it does with a successor that is gone") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto next = next_of(talk.plugin);
    static_cast<void>(must(talk.chat->start(talk.plugin, ask_under("line"), {}, 1)));
    SUBCASE("none") {}
    SUBCASE("gone") {
        talk.chat->succeed(talk.plugin.instance, next.instance);
        talk.chat->forget(talk.plugin.instance);
        CHECK(talk.chat->under_way() == 1);
        talk.chat->forget(next.instance);
    }
    talk.chat->forget(talk.plugin.instance);
    CHECK(talk.chat->under_way() == 0);
}

TEST_CASE("a key stands for one unfinished answer, and has an end itself") {
    Talk talk(std::make_unique<ScriptProvider>());
    const auto stream = must(talk.chat->start(talk.plugin, ask_under("line"), {}, 1));
    CHECK(error_of(talk.chat->start(talk.plugin, ask_under("line"), {}, 1)).code == Errc::busy);
    CHECK(error_of(talk.chat->start(talk.plugin, ask_under(std::string(65, 'k')), {}, 1)).code == Errc::invalid);
    talk.script().say(stream, {"done", ai::StreamEnd{}});
    REQUIRE(talk.wait_done(stream));
    const auto unwanted = must(talk.chat->start(talk.plugin, ask_under("line"), {}, 1));
    must(talk.chat->cancel(talk.plugin, unwanted));
    const auto wanted = must(talk.chat->start(talk.plugin, ask_under("line"), {}, 1)); // before the other one has ended
    talk.script().say(wanted, {"done", ai::StreamEnd{}});
    REQUIRE(talk.wait_done(wanted));
    for (int i = 0; i < 20; ++i) { // what has ended does not pile up
        const auto again = must(talk.chat->start(talk.plugin, ask_under("line" + std::to_string(i)), {}, 1));
        talk.script().say(again, {"done", ai::StreamEnd{}});
        REQUIRE(talk.wait_done(again));
    }
    CHECK(talk.chat->under_way() == 0);
}

TEST_CASE("ending while an answer is written is quick, and late posts find nobody") {
    Talk talk(std::make_unique<ai::OfflineCoach>(1h)); // between two words: who waited for the next one would not come back
    const auto stream = must(talk.chat->start(talk.plugin, ask("tasks"), some_facts(), 1));
    // Its thread posts the first word and then waits; there is nothing else to wait on.
    while (talk.loop.waiting() == 0) std::this_thread::sleep_for(1ms);
    const int chunks = talk.heard[stream].chunks;

    talk.chat.reset();

    CHECK_FALSE(talk.loop.run_until([&] { return talk.heard[stream].chunks > chunks; }, 30ms));
}

TEST_CASE("what a question is about") {
    using ai::Topic;
    struct Variant {
        const char* question;
        Topic topic;
    };
    for (const auto& [question, topic] :
         {Variant{"How are my TASKS going?", Topic::tasks}, Variant{"any habits left?", Topic::habits},
          Variant{"When is the next meeting?", Topic::calendar}, Variant{"I am tired", Topic::energy},
          Variant{"how is it going?", Topic::overview}, Variant{"motivate me", Topic::encouragement},
          Variant{"tasks and goals please", Topic::overview}, Variant{"multitasking is hard", Topic::overview},
          Variant{"what's the weather", Topic::beyond}, Variant{"", Topic::overview}}) {
        CAPTURE(question);
        CHECK(ai::topic_of(question) == topic);
    }
}

TEST_CASE("the coach's numbers are the person's own") {
    const auto facts = some_facts();
    const auto has = [](const std::string& text, std::initializer_list<const char*> parts) {
        for (const char* part : parts) CHECK_MESSAGE(contains(text, part), text);
    };

    has(answer("tasks?", facts), {"1 task", "3 tasks are still planned for today", "Book the dentist", "(S)"});
    has(answer("habits?", facts), {"1 habit is done today and 2 to go", "\"Meditate\"", "4 days"});
    has(answer("goals?", facts), {"1 of your 2 goals moved this week", "\"Run 10 km\" stands at 72%, on track", "41%"});
    has(answer("next meeting?", facts), {"Team call", "11:00"});
    has(answer("my energy?", facts), {"guess", "L", "11 open tasks ask"});
    has(answer("how is it going?", facts), {"72%", "Book the dentist", "11:00"});
    has(answer("weather?", facts), {"offline coach"});
}

TEST_CASE("the coach never mentions what it may not read") {
    ai::CoachFacts facts;
    facts.minute_of_day = 600;
    for (const char* question : {"tasks?", "habits?", "goals?", "next meeting?"})
        CHECK(contains(answer(question, facts), "not granted"));
    CHECK(contains(answer("how is it going?", facts), "nothing to count yet"));
    CHECK_FALSE(contains(answer("energy?", facts), "finished"));
}

TEST_CASE("wordings vary with the seed, facts do not") {
    std::set<std::string> answers;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const auto text = answer("how is it going?", some_facts(), seed);
        CHECK(contains(text, "72%"));
        CHECK(contains(text, "Book the dentist"));
        answers.insert(text);
    }
    CHECK(answers.size() >= 4);
    CHECK(answer("how is it going?", some_facts(), 5) == answer("how is it going?", some_facts(), 5));
}

TEST_CASE("low energy is met with rest, never with a broken run") {
    auto facts = some_facts();
    facts.energy_guess = Energy::xs;
    facts.habits = ai::HabitFacts{0, 3, "", 0};

    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto text = answer("motivate me", facts, seed);
        CHECK((contains(text, "Rest counts too") || contains(text, "If there is energy") || contains(text, "quiet pace")));
        CHECK_FALSE(contains(text, "broke"));
    }
}

TEST_CASE("facts are counted from the data, within the scope") {
    Profile p;
    const auto person = must(read_text_file(std::filesystem::path(ASISTA_ASSETS) / "sample-data/person.json"));
    must(load_sample_data(p.s.db, p.ada, person, today, 0));

    const auto all = must(ai::gather_facts(p.s, p.ada, "Ada", now, 0, ai::FactScope::everything()));
    REQUIRE(all.tasks);
    CHECK(all.minute_of_day == 9 * 60 + 41);
    CHECK(all.tasks->open == 12);
    CHECK(all.tasks->due_today == 3);
    CHECK(all.tasks->done_today == 1);
    CHECK(all.tasks->effort_today == 1);
    CHECK(all.tasks->smallest == "Reply to the landlord");
    CHECK(all.habits.value().done_today == 1);
    CHECK(all.habits.value().left_today == 2);
    CHECK(all.goals.value().size() == 3);
    CHECK(all.goals.value()[0].moved_this_week);
    CHECK_FALSE(all.goals.value()[2].moved_this_week);
    CHECK(all.next_event.value().title == "Team call");
    CHECK(all.next_event.value().start_minute == 11 * 60);

    const auto none = must(ai::gather_facts(p.s, p.ada, "Ada", now, 0, {}));
    CHECK_FALSE(none.tasks);
    CHECK_FALSE(none.habits);
    CHECK_FALSE(none.goals);
    CHECK_FALSE(none.next_event);

    const auto bobs = must(ai::gather_facts(p.s, p.bob, "Bob", now, 0, ai::FactScope::everything()));
    CHECK(bobs.tasks.value().open == 0);
    CHECK(bobs.goals.value().empty());
}

TEST_CASE("energy is guessed from the hour and the effort spent") {
    CHECK(ai::guess_energy(10 * 60, 0) == Energy::l);
    CHECK(ai::guess_energy(10 * 60, 13) == Energy::m);
    CHECK(ai::guess_energy(3 * 60, 99) == Energy::xs);
    CHECK(ai::guess_energy(20 * 60, 0) == Energy::s);
}

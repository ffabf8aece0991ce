// The whole plugin behind the real C ABI: a host API in this process, and a client that is a thread with real data and storage.
#include "../../sdk/host_fixture.hpp"
#include "people.hpp"
#include "selection.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace asista::tests;
namespace calls = asista::calls;
namespace motivation = asista::motivation;
using asista::tests::Errc;
using Json = nlohmann::json;
using motivation::test::sunday;

namespace {

constexpr std::uint32_t first_surface = 1;
using CalendarEntry = decltype(calls::CalendarList::Reply::events)::value_type;

// The app around the plugin: what it stores outlives it.
struct Around {
    std::mutex mutex; // guards what follows; the client's thread answers
    std::map<std::string, std::string> stored;
    std::uint64_t next_stream = 1;
    std::vector<asista::tests::Task> tasks;
    std::vector<asista::tests::Goal> goals;
    asista::InstantMs last_activity = 0;
    std::vector<CalendarEntry> entries;
    bool shares = true;      // tasks, habits, goals
    bool lets_notify = true; // notifications:send
};

motivation::InstantMs clock_at(int hour, int minute, int second = 0) {
    return motivation::test::at(sunday, hour, minute).at_ms + second * 1000;
}

void fill_with_work(Around& around) {
    for (int i = 0; i < 6; ++i) {
        asista::tests::Task done;
        done.id = static_cast<std::uint64_t>(i + 1);
        done.title = "done";
        done.status = TaskStatus::done;
        done.completed_at = motivation::test::at(sunday - i, 7).at_ms;
        around.tasks.push_back(done);
    }
    asista::tests::Task open;
    open.id = 50;
    open.title = "Reply to the landlord";
    open.energy = Energy::s;
    open.due_day = sunday;
    around.tasks.push_back(open);
    asista::tests::Goal goal;
    goal.title = "Run 10 km";
    goal.target = 10;
    goal.current = 7.2;
    goal.updated_at = motivation::test::at(sunday - 1, 9).at_ms;
    around.goals = {goal};
}

class Started : public HostFixture {
  public:
    explicit Started(Around& around, motivation::InstantMs now = clock_at(9, 41)) : around_(around) {
        hello.plugin = "ai.asista.motivation";
        hello.utc_offset_s = 0;
        hello.fixed_clock_ms = now;
        hello.settings_json = "{}";
        if (around.shares)
            hello.granted = {"tasks:read",     "habits:read",     "goals:read",    "ai:chat",
                             "voice:commands", "voice:synthesis", "calendar:read", "notifications:send"};
        answer_storage();
        answer_data();
        REQUIRE(start(asista_plugin_entry_v1));
    }

    void activate() { REQUIRE(order<calls::Activate>()); }
    void press(const char* action) { REQUIRE(order<calls::RunAction>({"quote", action})); }
    void say(const char* id, const char* phrase) { REQUIRE(order<calls::RunVoice>({id, phrase})); }
    void command(const char* id) { REQUIRE(order<calls::RunCommand>({id})); }
    Json method(const char* name, const Json& arguments) {
        const auto reply = order<calls::RunMethod>({name, arguments.dump()});
        REQUIRE(reply);
        return Json::parse(reply->json);
    }
    Json state() {
        const auto saved = order<calls::SaveState>();
        REQUIRE(saved);
        return Json::parse(std::string(reinterpret_cast<const char*>(saved->state.data()), saved->state.size()));
    }
    std::string line() { return state()["line"]["text"]; }
    bool heart_is_filled() {
        const auto all = client->received<calls::WidgetSetActions>();
        return !all.empty() && all.back().actions.at(1).active;
    }
    void answer(std::uint64_t stream, const std::string& text, Errc status = Errc::ok) {
        if (!text.empty()) notice<calls::AiChunk>({stream, text});
        notice<calls::AiDone>({stream, static_cast<std::int32_t>(status), "", "offline coach"});
    }

  private:
    void answer_storage() {
        client->on<calls::StorageGet>([this](const auto& request) -> asista::Result<calls::StorageGet::Reply> {
            const std::lock_guard lock(around_.mutex);
            const auto found = around_.stored.find(request.key);
            if (found == around_.stored.end()) return asista::fail(Errc::not_found, "nothing under {}", request.key);
            return calls::StorageGet::Reply{found->second};
        });
        client->on<calls::StorageSet>([this](const auto& request) -> asista::Result<calls::Nothing> {
            const std::lock_guard lock(around_.mutex);
            around_.stored[request.key] = request.json;
            return calls::Nothing{};
        });
    }
    void answer_data() {
        client->on<calls::TasksList>([this](const auto&) -> asista::Result<calls::TasksList::Reply> {
            if (!around_.shares) return asista::fail(Errc::denied, "not granted");
            return calls::TasksList::Reply{around_.tasks, static_cast<std::uint32_t>(around_.tasks.size())};
        });
        client->on<calls::HabitsList>([this](const auto&) -> asista::Result<calls::HabitsList::Reply> {
            if (!around_.shares) return asista::fail(Errc::denied, "not granted");
            return calls::HabitsList::Reply{};
        });
        client->on<calls::GoalsList>([this](const auto&) -> asista::Result<calls::GoalsList::Reply> {
            if (!around_.shares) return asista::fail(Errc::denied, "not granted");
            return calls::GoalsList::Reply{around_.goals};
        });
        client->on<calls::CalendarList>([this](const auto& request) -> asista::Result<calls::CalendarList::Reply> {
            calls::CalendarList::Reply reply;
            for (const auto& entry : around_.entries) {
                if (entry.starts_at < request.to && entry.ends_at > request.from) reply.events.push_back(entry);
            }
            return reply;
        });
        client->on<calls::VoiceSpeak>([](const auto&) -> asista::Result<calls::Nothing> { return calls::Nothing{}; });
        client->on<calls::ActivityLast>([this](const auto&) -> asista::Result<calls::ActivityLast::Reply> {
            return calls::ActivityLast::Reply{around_.last_activity};
        });
        client->on<calls::AiChat>([this](const auto&) -> asista::Result<calls::AiChat::Reply> {
            const std::lock_guard lock(around_.mutex);
            return calls::AiChat::Reply{around_.next_stream++};
        });
        client->on<calls::AiResume>(
            [](const auto&) -> asista::Result<calls::AiResume::Reply> { return calls::AiResume::Reply{77}; });
        client->on<calls::NotificationsShow>([this](const auto&) -> asista::Result<calls::Nothing> {
            if (!around_.lets_notify) return asista::fail(Errc::denied, "not granted");
            return calls::Nothing{};
        });
    }
    Around& around_;
};

} // namespace

TEST_CASE("it offers a highlighted card of two columns, a page, commands, phrases and methods") {
    Around around;
    Started host(around);

    const auto cards = host.client->wait_for<calls::WidgetRegister>(1);
    REQUIRE(cards.size() == 1);
    CHECK(cards[0].title == "Daily motivation");
    CHECK(cards[0].columns == 2);
    CHECK(cards[0].highlight);
    REQUIRE(cards[0].actions.size() == 2);
    CHECK(cards[0].actions[1].icon == "heart");
    CHECK(host.client->received<calls::PageRegister>().at(0).title == "Motivation");
    CHECK(host.client->received<calls::CommandRegister>().size() == 17);
    CHECK(host.client->received<calls::VoiceRegister>().size() == 3);
    CHECK(host.client->received<calls::MethodExport>().size() == 3);
}

TEST_CASE("a first frame shows a line before anything is asked, stored or told aloud") {
    Around around;
    fill_with_work(around);
    Started host(around);

    static_cast<void>(host.draw(first_surface));

    CHECK(!host.line().empty());
    CHECK(host.client->received<calls::AiChat>().empty());
    CHECK(host.client->received<calls::NotificationsShow>().empty());
    CHECK(host.client->received<calls::LogWrite>().empty());
}

TEST_CASE("the welcome comes once, also over restarts") {
    Around around;
    {
        Started first(around);
        first.activate();
        const auto shown = first.client->wait_for<calls::NotificationsShow>(1);
        REQUIRE(shown.size() == 1);
        CHECK(shown[0].title == "Motivation Booster is on");
        CHECK(shown[0].body == "Short encouragement, at most every 30 minutes, between 9:00 and 17:00.");
        REQUIRE(first.order<calls::Deactivate>({false}));
    }
    Started second(around);
    second.activate();
    CHECK(second.client->received<calls::NotificationsShow>().empty());
}

TEST_CASE("the coach's answer takes the line's place when it is complete") {
    Around around;
    fill_with_work(around);
    around.last_activity = clock_at(9, 30);
    Started host(around);
    static_cast<void>(host.draw(first_surface));
    const std::string before = host.line();

    host.activate();
    const auto questions = host.client->wait_for<calls::AiChat>(1);
    REQUIRE(questions.size() == 1);
    CHECK(questions[0].messages.back().text.find("Reply to the landlord") != std::string::npos);
    host.notice<calls::AiChunk>({1, "A calm "});
    CHECK(host.line() == before);
    host.answer(1, "morning is enough.");

    CHECK(host.line() == "A calm morning is enough.");
    CHECK(host.state()["line"]["author"] == "Asista, offline coach");
    static_cast<void>(host.draw(first_surface));
}

TEST_CASE("an answer to an older question, a failed one and an unfit one leave the line alone") {
    Around around;
    Started host(around);
    host.activate();
    host.say("motivate", "motivate me");
    const std::string line = host.line();

    host.answer(1, "Too late.");
    CHECK(host.line() == line);
    host.answer(2, "", Errc::unavailable);
    CHECK(host.line() == line);
    host.say("motivate", "motivate me");
    const std::string other = host.line();
    CHECK(other != line);
    host.answer(3, "You broke your streak.");
    CHECK(host.line() == other);
    CHECK(!host.client->wait_for<calls::AiCancel>(1).empty());
}

TEST_CASE("the coach is asked for every second line, and stopped when another is wanted") {
    Around around;
    Started host(around);
    host.activate();
    CHECK(host.client->wait_for<calls::AiChat>(1).size() == 1);

    host.press("refresh");
    CHECK(host.client->wait_for<calls::AiCancel>(1).size() == 1);
    CHECK(host.client->received<calls::AiChat>().size() == 1);
    host.press("refresh");
    CHECK(host.client->wait_for<calls::AiChat>(2).size() == 2);
    REQUIRE(host.order<calls::Deactivate>({false}));
    CHECK(host.client->received<calls::AiCancel>().size() == 1); // a new build may go on with what is being written
}

TEST_CASE("a new build goes on with the line that the coach is writing") {
    Around around;
    calls::LoadState::Request state;
    {
        Started old(around);
        old.activate();
        CHECK(old.client->wait_for<calls::AiChat>(1).at(0).key == "line");
        state = *old.order<calls::SaveState>();
    }
    Started fresh(around);
    REQUIRE(fresh.order<calls::LoadState>(state));
    static_cast<void>(fresh.draw(first_surface));
    const std::string before = fresh.line();
    fresh.activate();
    const auto resumed = fresh.client->wait_for<calls::AiResume>(1);
    REQUIRE(resumed.size() == 1);
    CHECK(resumed[0].key == "line");
    CHECK(resumed[0].received == 0);
    CHECK(fresh.client->received<calls::AiChat>().empty());

    fresh.answer(77, "A calm morning is enough.");

    CHECK(fresh.line() != before);
    CHECK(fresh.line() == "A calm morning is enough.");
}

TEST_CASE("with the coach switched off nothing is asked") {
    Around around;
    around.last_activity = clock_at(9, 30);
    Started host(around);
    host.notice<calls::SettingsChanged>({R"({"use_ai":false})"});
    host.activate();
    host.say("motivate", "motivate me");
    CHECK(host.client->received<calls::AiChat>().empty());
}

TEST_CASE("the heart saves and gives back, and the page lists it") {
    Around around;
    Started host(around);
    host.activate();
    const std::string line = host.line();

    host.press("save");
    CHECK(host.heart_is_filled());
    CHECK(Json::parse(around.stored["saved"])["items"][0]["text"] == line);
    static_cast<void>(host.draw(first_surface + 1));

    host.press("save");
    CHECK(!host.heart_is_filled());
    CHECK(Json::parse(around.stored["saved"])["items"].empty());
    static_cast<void>(host.draw(first_surface + 1));
}

TEST_CASE("its methods answer with real numbers and refuse nonsense") {
    Around around;
    fill_with_work(around);
    Started host(around);
    host.activate();

    const Json stats = host.method("getMotivationStats", nullptr);
    CHECK(stats["streakDays"] == 6);
    CHECK(stats["finishedToday"] == 1);
    CHECK(stats["energyOrigin"] == "estimated");
    CHECK(stats["goalsMovedThisWeek"] == 1);

    const Json line = host.method("getPersonalizedMotivation", {{"energy", "xs"}});
    CHECK(line["energy"] == "XS");
    CHECK(!line["text"].get<std::string>().empty());
    CHECK(!host.order<calls::RunMethod>({"getPersonalizedMotivation", R"({"energy":"huge"})"}));

    CHECK(host.method("saveMotivation", {{"text", "Mine."}, {"author", "Me"}})["saved"] == 1);
    CHECK(host.method("saveMotivation", {{"text", "Mine."}})["added"] == false);
    CHECK(!host.order<calls::RunMethod>({"saveMotivation", R"({"text":""})"}));
    CHECK(!host.order<calls::RunMethod>({"saveMotivation", "17"}));
    CHECK(Json::parse(around.stored["saved"])["items"].size() == 1);
}

TEST_CASE("a check-in is kept, believed, and brings another line") {
    Around around;
    Started host(around);
    host.activate();
    const std::string before = host.line();

    host.command("energy-0");

    CHECK(host.method("getMotivationStats", nullptr)["energyOrigin"] == "checked in");
    CHECK(Json::parse(around.stored["journal"])["check_in"]["level"] == "XS");
    CHECK(host.line() != before);
}

TEST_CASE("how am I doing is told from numbers, on the card when messages are not allowed") {
    Around around;
    fill_with_work(around);
    {
        Started host(around);
        host.activate();
        host.say("how", "how am i doing");
        CHECK(host.client->wait_for<calls::NotificationsShow>(2).back().body.starts_with("You finished 1 task today."));
    }
    around.lets_notify = false;
    Started host(around);
    host.activate();
    host.say("how", "how am i doing");
    CHECK(host.line().starts_with("You finished 1 task today."));
}

TEST_CASE("a new build goes on with the same line") {
    Around around;
    calls::LoadState::Request state;
    std::string line;
    {
        Started old(around);
        old.activate();
        line = old.line();
        state = *old.order<calls::SaveState>();
    }
    Started fresh(around);
    REQUIRE(fresh.order<calls::LoadState>(state));
    static_cast<void>(fresh.draw(first_surface));
    CHECK(fresh.line() == line);

    Started later(around, clock_at(10, 42));
    REQUIRE(later.order<calls::LoadState>(state));
    static_cast<void>(later.draw(first_surface));
    CHECK(later.line() != line); // its hour is over
}

TEST_CASE("state it does not understand costs the line and nothing else") {
    Around around;
    Started host(around);
    const std::string nonsense = R"(["from", "elsewhere"])";
    const auto* bytes = reinterpret_cast<const std::byte*>(nonsense.data());
    CHECK(host.order<calls::LoadState>({9, {bytes, bytes + nonsense.size()}}));
    static_cast<void>(host.draw(first_surface));
    CHECK(!host.line().empty());
}

TEST_CASE("without any permission it still encourages, and says that it knows nothing") {
    Around around;
    around.shares = around.lets_notify = false;
    Started host(around);
    host.activate();
    static_cast<void>(host.draw(first_surface));

    CHECK(!host.line().empty());
    CHECK(host.method("getMotivationStats", nullptr)["energy"].is_null());
    CHECK(host.method("getMotivationStats", nullptr)["summary"].get<std::string>().find("not shared") != std::string::npos);
}

TEST_CASE("after two quiet hours a reminder comes on the half hour, counted before it is shown") {
    Around around;
    around.stored["journal"] = R"({"version":1,"welcomed":true,"nudges":{"day":0,"sent":0,"at":0}})";
    around.last_activity = clock_at(8, 0);
    Started host(around, clock_at(10, 29, 59));
    host.activate();

    host.hello.fixed_clock_ms = clock_at(10, 30, 1);
    static_cast<void>(host.draw(first_surface)); // the clock comes with the frame
    REQUIRE(host.run_until([&] { return !host.client->received<calls::NotificationsShow>().empty(); }));

    CHECK(host.client->received<calls::NotificationsShow>().size() == 1);
    CHECK(host.client->received<calls::NotificationsShow>()[0].title == "When you are ready");
    CHECK(Json::parse(around.stored["journal"])["nudges"]["sent"] == 1);
}

TEST_CASE("someone who was just here gets no reminder") {
    Around around;
    around.stored["journal"] = R"({"version":1,"welcomed":true,"nudges":{"day":0,"sent":0,"at":0}})";
    around.last_activity = clock_at(10, 0);
    Started host(around, clock_at(10, 29, 59));
    host.activate();

    host.hello.fixed_clock_ms = clock_at(10, 30, 1);
    static_cast<void>(host.draw(first_surface));
    const auto asked = host.client->received<calls::ActivityLast>().size();
    REQUIRE(host.run_until([&] { return host.client->received<calls::ActivityLast>().size() > asked; }));
    host.run_for(std::chrono::milliseconds(20));

    CHECK(host.client->received<calls::NotificationsShow>().empty());
}

TEST_CASE("changes of the data are read once for a burst") {
    Around around;
    Started host(around);
    host.activate();
    CHECK(host.client->wait_for<calls::EventsSubscribe>(6).size() == 6); // three of the client, three of the focus timer
    const auto before = host.client->received<calls::TasksList>().size();

    for (int i = 0; i < 20; ++i) host.notice<calls::DeliverEvent>({"tasks/changed", "{}"});
    REQUIRE(host.run_until([&] { return host.client->received<calls::TasksList>().size() > before; }));
    host.run_for(std::chrono::milliseconds(200));

    CHECK(host.client->received<calls::TasksList>().size() == before + 1);
}

TEST_CASE("own and saved lines come before the built-in set, and each only once in a while") {
    Around around;
    around.stored["own"] = R"({"version":1,"items":[{"text":"Mine for today.","author":"","when":"....-11-22","at":1},
                                                    {"text":"Mine for another day.","author":"","when":"....-06-01","at":1}]})";
    around.stored["saved"] = R"({"version":1,"items":[{"text":"Kept once.","author":"A","at":1}]})";
    Started host(around);
    host.notice<calls::SettingsChanged>({R"({"use_ai":false})"});
    host.activate();
    std::vector<std::string> lines{host.line()};
    for (int i = 0; i < 40; ++i) {
        host.press("refresh");
        lines.push_back(host.line());
    }
    CHECK(lines[0] == "Mine for today.");
    CHECK(lines[1] == "Kept once.");
    CHECK(std::count(lines.begin(), lines.end(), "Mine for today.") == 1);
    CHECK(std::count(lines.begin(), lines.end(), "Kept once.") == 1);
    CHECK(std::count(lines.begin(), lines.end(), "Mine for another day.") == 0);
}

TEST_CASE("a thumb down takes the line away for good, a thumb up is remembered") {
    Around around;
    Started host(around);
    host.activate();
    host.press("refresh");
    const std::string disliked = host.line();
    host.command("dislike");
    CHECK(host.line() != disliked);
    const std::string liked = host.line();
    host.command("like");
    CHECK(host.line() == liked);
    CHECK(Json::parse(around.stored["thumbs"])["items"].size() == 2);
    CHECK(Json::parse(around.stored["thumbs"])["items"][0][0] == motivation::line_id(disliked));
    CHECK(Json::parse(around.stored["thumbs"])["items"][0][1] == 0);
}

TEST_CASE("the coach is asked as often as the person allows, also over restarts") {
    Around around;
    for (int start = 0; start < 2; ++start) {
        Started host(around);
        host.notice<calls::SettingsChanged>({R"({"ai_per_day":3})"});
        host.activate();
        for (int i = 0; i < 5; ++i) host.say("motivate", "motivate me");
        CHECK(host.client->received<calls::AiChat>().size() == (start == 0 ? 3 : 0));
        CHECK(!host.line().empty());
        REQUIRE(host.order<calls::Deactivate>({false}));
    }
    CHECK(Json::parse(around.stored["journal"])["coach"]["asked"] == 3);
}

TEST_CASE("what is switched off in the prompt is not sent") {
    Around around;
    fill_with_work(around);
    Started host(around);
    host.notice<calls::SettingsChanged>({R"({"share_titles":false,"send_goals":false,"send_time":false})"});
    host.activate();
    host.say("motivate", "motivate me");
    const auto questions = host.client->wait_for<calls::AiChat>(1);
    REQUIRE(!questions.empty());
    const std::string sent = questions.back().messages.back().text;
    CHECK(sent.find("Next tasks: 1 of effort S") != std::string::npos);
    for (const char* withheld : {"landlord", "goals", "Sunday"}) CHECK(sent.find(withheld) == std::string::npos);
}

TEST_CASE("saying that energy is low checks in, and what is said of the energy is told with its origin") {
    Around around;
    Started host(around);
    host.activate();
    host.say("energy", "energy low");
    const Json stats = host.method("getMotivationStats", nullptr);
    CHECK(stats["energy"] == "S");
    CHECK(stats["energyHow"] == "You said so at 9:41.");
    CHECK(stats["checkIns"] == 1);
    host.say("energy", "energy high");
    CHECK(host.method("getMotivationStats", nullptr)["energy"] == "XL");
    CHECK(host.client->received<calls::VoiceSpeak>().empty()); // nobody asked to hear anything
    host.command("read-aloud");
    CHECK(host.client->wait_for<calls::VoiceSpeak>(1).at(0).text == host.line());
}

TEST_CASE("reminders wait for a meeting and for a focus session to end, not for a birthday") {
    struct Case {
        const char* name;
        int meeting_hours; // 0: none
        const char* event;
        bool comes;
    };
    for (const Case& one : {Case{"nothing", 0, nullptr, true}, Case{"meeting", 1, nullptr, false},
                            Case{"all day", 24, nullptr, true}, Case{"focus", 0, "ai.asista.focus-timer/focus.started", false},
                            Case{"focus is over", 0, "ai.asista.focus-timer/focus.finished", true}}) {
        CAPTURE(one.name);
        Around around;
        around.stored["journal"] = R"({"version":1,"welcomed":true,"nudges":{"day":0,"sent":0,"at":0}})";
        around.last_activity = clock_at(7, 0);
        if (one.meeting_hours > 0) {
            CalendarEntry entry;
            entry.title = "entry";
            entry.starts_at = clock_at(10, 0);
            entry.ends_at = entry.starts_at + one.meeting_hours * motivation::ms_per_hour;
            around.entries = {entry};
        }
        Started host(around, clock_at(10, 29, 59));
        host.activate();
        if (one.event) {
            host.notice<calls::DeliverEvent>({"ai.asista.focus-timer/focus.started", "{}"});
            if (!one.comes) CHECK(host.state()["focusing"] == clock_at(10, 29, 59)); // a new build knows it too
            host.notice<calls::DeliverEvent>({one.event, "{}"});
        }
        const auto asked = host.client->received<calls::ActivityLast>().size();
        host.hello.fixed_clock_ms = clock_at(10, 30, 1);
        static_cast<void>(host.draw(first_surface));
        REQUIRE(host.run_until([&] { return host.client->received<calls::ActivityLast>().size() > asked; }));
        host.run_for(std::chrono::milliseconds(20));
        CHECK(host.client->received<calls::NotificationsShow>().size() == (one.comes ? 1 : 0));
    }
}

TEST_CASE("no more today holds reminders, and is kept over a restart") {
    Around around;
    around.stored["journal"] = R"({"version":1,"welcomed":true,"nudges":{"day":0,"sent":0,"at":0}})";
    around.last_activity = clock_at(7, 0);
    {
        Started host(around);
        host.activate();
        host.command("not-today");
    }
    Started host(around, clock_at(10, 29, 59));
    host.activate();
    const auto asked = host.client->received<calls::ActivityLast>().size();
    host.hello.fixed_clock_ms = clock_at(10, 30, 1);
    static_cast<void>(host.draw(first_surface));
    REQUIRE(host.run_until([&] { return host.client->received<calls::ActivityLast>().size() > asked; }));
    host.run_for(std::chrono::milliseconds(20));
    CHECK(host.client->received<calls::NotificationsShow>().empty());
}

TEST_CASE("on a public screen there is nothing of the person, and nobody is asked") {
    Around around;
    fill_with_work(around);
    around.last_activity = clock_at(9, 30);
    around.stored["saved"] = R"({"version":1,"items":[{"text":"A secret I keep.","author":"Me","at":1}]})";
    Started host(around);
    host.notice<calls::SettingsChanged>({R"({"public_screen":true})"});
    host.activate();
    const std::vector<motivation::Phrase> allowed = motivation::public_phrases();
    for (int i = 0; i < 30; ++i) {
        host.press("refresh");
        const std::string line = host.line();
        CHECK(std::any_of(allowed.begin(), allowed.end(), [&](const auto& phrase) { return phrase.text == line; }));
    }
    CHECK(host.client->received<calls::AiChat>().empty());
    host.say("how", "how am i doing");
    CHECK(host.client->wait_for<calls::NotificationsShow>(1).back().body.find("public screen") != std::string::npos);
    CHECK(host.client->received<calls::WidgetSetActions>().back().actions.size() == 1); // no heart
}

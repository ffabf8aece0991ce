// Calls of a plugin, through the C tables and a real socket, to the client and back.
#include "host_fixture.hpp"

#include <doctest/doctest.h>

#include <poll.h>

using namespace asista::tests;
namespace sdk = asista::sdk;
namespace calls = asista::calls;
namespace host_side = asista::host;
namespace wire = asista::wire;
using asista::tests::Errc;
using asista::Result;

namespace {

// Gives tests the services, which are for the plugin's own use.
struct Open : sdk::Plugin {
    static inline Open* self = nullptr;
    Open() { self = this; }
    using Plugin::activity;
    using Plugin::ai;
    using Plugin::calendar;
    using Plugin::goals;
    using Plugin::granted;
    using Plugin::habits;
    using Plugin::id;
    using Plugin::local_time;
    using Plugin::log_info;
    using Plugin::notifications;
    using Plugin::now;
    using Plugin::open_url;
    using Plugin::post;
    using Plugin::publish;
    using Plugin::settings;
    using Plugin::storage;
    using Plugin::subscribe;
    using Plugin::tasks;
    using Plugin::theme;
    using Plugin::today;
    using Plugin::unsubscribe;
    using Plugin::voice;
    void on_permissions_changed() override { ++permission_changes; }
    int permission_changes = 0;
};

struct Started : HostFixture {
    Started() {
        REQUIRE(start<Open>());
        REQUIRE(order<calls::Activate>());
    }
    Open& plugin() { return *Open::self; }
};

} // namespace

TEST_CASE("tasks come across with what is known about them and nothing else") {
    Started host;
    calls::TasksList::Request asked;
    host.client->on<calls::TasksList>([&asked](const auto& request) -> Result<calls::TasksList::Reply> {
        asked = request;
        asista::tests::Task full{7,    "Write", "notes", asista::tests::TaskStatus::done, asista::tests::Energy::xl, 45U, 19000,
                                 5000, 1000,    2000};
        asista::tests::Task bare;
        bare.id = 8;
        bare.title = "Bare";
        return calls::TasksList::Reply{{full, bare}, 12};
    });

    const auto list = host.plugin().tasks().list({.include_done = true, .done_since = 400, .limit = 2});

    REQUIRE(list);
    CHECK(asked.include_done);
    CHECK(asked.done_since == 400);
    CHECK_FALSE(asked.due_until);
    CHECK(asked.limit == 2);
    CHECK(list->total == 12);
    REQUIRE(list->size() == 2);
    const auto& full = list->tasks[0];
    CHECK(full.id == 7);
    CHECK(full.title == "Write");
    CHECK(full.notes == "notes");
    CHECK(full.status == sdk::TaskStatus::done);
    CHECK(full.energy == sdk::Energy::xl);
    CHECK(full.estimate_minutes == 45U);
    CHECK(full.due_day == 19000);
    CHECK(full.completed_at == 5000);
    CHECK(full.created_at == 1000);
    CHECK(full.updated_at == 2000);
    const auto& bare = list->tasks[1];
    CHECK_FALSE(bare.estimate_minutes);
    CHECK_FALSE(bare.due_day);
    CHECK_FALSE(bare.completed_at);
}

TEST_CASE("adding and changing tasks sends what was set") {
    Started host;
    host.client->on<calls::TasksAdd>([](const auto&) -> Result<calls::TasksAdd::Reply> { return calls::TasksAdd::Reply{31}; });

    CHECK(host.plugin().tasks().add({.title = "New", .energy = sdk::Energy::xs, .due_day = 5}).value() == 31);
    host.plugin().tasks().update(31, {.title = "Newer", .estimate_minutes = 10}).value();
    host.plugin().tasks().complete(31).value();
    host.plugin().tasks().remove(31).value();

    const auto added = host.client->received<calls::TasksAdd>().at(0);
    CHECK(added.title == "New");
    CHECK(added.energy == asista::tests::Energy::xs);
    CHECK(added.due_day == 5);
    CHECK_FALSE(added.estimate_minutes);
    const auto changes = host.client->received<calls::TasksUpdate>();
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].title == "Newer");
    CHECK(changes[0].estimate_minutes == 10U);
    CHECK_FALSE(changes[0].status);
    CHECK_FALSE(changes[0].energy);
    CHECK(changes[1].status == asista::tests::TaskStatus::done);
    CHECK_FALSE(changes[1].title);
    CHECK(host.client->received<calls::TasksRemove>().at(0).id == 31);
}

TEST_CASE("a refusal keeps its code and its sentence") {
    Started host;
    host.client->on<calls::GoalsList>([](const auto&) -> Result<calls::GoalsList::Reply> {
        return asista::fail(Errc::denied, "goals:read is not granted to {}", "Test");
    });

    const auto goals = host.plugin().goals().list();

    REQUIRE_FALSE(goals);
    CHECK(goals.error().code == sdk::Errc::denied);
    CHECK(goals.error().message == "goals:read is not granted to Test");
}

TEST_CASE("habits, goals and calendar entries come across whole") {
    Started host;
    host.client->on<calls::HabitsList>([](const auto& request) -> Result<calls::HabitsList::Reply> {
        return calls::HabitsList::Reply{{{3, "Walk", 0x1F, {request.from_day, request.to_day}, 4, 99}}};
    });
    host.client->on<calls::GoalsList>([](const auto& request) -> Result<calls::GoalsList::Reply> {
        asista::tests::Goal goal{5, "Run", "km", 100, 25.5, 10, std::nullopt, request.include_inactive, 77};
        return calls::GoalsList::Reply{{goal}};
    });
    host.client->on<calls::CalendarList>([](const auto& request) -> Result<calls::CalendarList::Reply> {
        return calls::CalendarList::Reply{{{6, "Call", "Desk", request.from, request.to, 2}}};
    });

    const auto habits = host.plugin().habits().list(100, 107).value();
    const auto goals = host.plugin().goals().list(true).value();
    const auto events = host.plugin().calendar().list(1000, 2000).value();
    host.plugin().habits().mark(3, 104, false).value();
    host.plugin().goals().set_progress(5, 26).value();

    REQUIRE(habits.size() == 1);
    CHECK(habits[0].weekdays == 0x1F);
    CHECK(habits[0].completed_days == std::vector<sdk::DayNumber>{100, 107});
    CHECK(habits[0].streak_days == 4);
    REQUIRE(goals.size() == 1);
    CHECK(goals[0].unit == "km");
    CHECK(goals[0].current == 25.5);
    CHECK(goals[0].start_day == 10);
    CHECK_FALSE(goals[0].due_day);
    CHECK(goals[0].active);
    REQUIRE(events.size() == 1);
    CHECK(events[0].place == "Desk");
    CHECK(events[0].ends_at == 2000);
    CHECK(events[0].color == 2);
    CHECK_FALSE(host.client->received<calls::HabitsMark>().at(0).done);
    CHECK(host.client->received<calls::GoalsSetProgress>().at(0).current == 26);
}

TEST_CASE("storage keeps json values under keys") {
    Started host;
    host.client->on<calls::StorageGet>([](const auto& request) -> Result<calls::StorageGet::Reply> {
        if (request.key != "list") return asista::fail(Errc::not_found, "no {}", request.key);
        return calls::StorageGet::Reply{"[1,2,3]"};
    });
    host.client->on<calls::StorageKeys>([](const auto&) -> Result<calls::StorageKeys::Reply> {
        return calls::StorageKeys::Reply{{"a", "b"}};
    });
    host.client->on<calls::StorageUsage>([](const auto&) -> Result<calls::StorageUsage::Reply> {
        return calls::StorageUsage::Reply{10, 100};
    });
    auto storage = host.plugin().storage();

    storage.set("list", std::vector<int>{1, 2, 3}).value();

    CHECK(host.client->received<calls::StorageSet>().at(0).json == "[1,2,3]");
    CHECK(storage.get<std::vector<int>>("list").value() == std::vector<int>{1, 2, 3});
    CHECK(storage.get<std::string>("list").error().code == sdk::Errc::invalid);
    CHECK(storage.get("other").error().code == sdk::Errc::not_found);
    CHECK(storage.get_or<int>("other", 9) == 9);
    CHECK(storage.keys().value() == std::vector<std::string>{"a", "b"});
    CHECK(storage.usage().value().quota_bytes == 100);
    CHECK(storage.set("", 1).error().code == sdk::Errc::invalid);
    CHECK(storage.set(std::string(257, 'k'), 1).error().code == sdk::Errc::over_limit);
}

TEST_CASE("settings are read without asking and written through the client") {
    Started host;

    CHECK(host.plugin().settings().get<std::string>("name").value() == "Ada");
    CHECK(host.plugin().settings().get_or<int>("cap", 0) == 2);
    CHECK(host.plugin().settings().get<int>("missing").error().code == sdk::Errc::not_found);
    host.plugin().settings().set({{"cap", 3}}).value();

    CHECK(host.client->received<calls::SettingsSet>().at(0).json == R"({"cap":3})");
    host.notice<calls::SettingsChanged>({R"({"name":"Bob","cap":3})"});
    CHECK(host.plugin().settings().get<std::string>("name").value() == "Bob");
}

TEST_CASE("permissions are known without asking, and a change is told") {
    HostFixture host;
    host.hello.granted = {"tasks:read"};
    REQUIRE(host.start<Open>());
    Open& plugin = *Open::self;
    CHECK(plugin.granted("tasks:read"));
    CHECK_FALSE(plugin.granted("tasks:write"));
    CHECK_FALSE(plugin.granted("tasks"));
    CHECK_FALSE(plugin.granted(""));

    host.notice<calls::GrantsChanged>({{"tasks:write", "ai:chat"}});

    CHECK(plugin.permission_changes == 1);
    CHECK_FALSE(plugin.granted("tasks:read"));
    CHECK(plugin.granted("tasks:write"));
}

TEST_CASE("a call that waits for the person outlasts the deadline of calls, and no other does") {
    auto ends = wire::Channel::make_pair().value();
    host_side::Connection connection(std::move(ends.second));
    wire::Channel channel(std::move(ends.first), {});
    std::thread client([&channel] {
        for (const bool told : {false, true, false}) {
            std::optional<wire::Message> request;
            while (!request || request->kind != wire::MessageKind::request) {
                pollfd waiting{channel.fd(), POLLIN, 0};
                ::poll(&waiting, 1, -1);
                auto received = channel.receive();
                if (!received) return;
                if (*received) request = std::move(**received);
            }
            if (!told) continue; // no answer
            const auto waits = wire::encode(calls::CallWaits::Request{request->id});
            static_cast<void>(channel.send({wire::MessageKind::notice, Errc::ok, calls::CallWaits::id, 0, waits, {}}));
            pollfd nothing{-1, 0, 0};
            ::poll(&nothing, 1, 300); // the person thinks
            const auto reply = wire::encode(calls::TasksAdd::Reply{5});
            static_cast<void>(channel.send({wire::MessageKind::reply, Errc::ok, request->call, request->id, reply, {}}));
        }
    });
    const auto call = [&] { return connection.call<calls::TasksAdd>({"x", {}, {}, {}, {}}, std::chrono::milliseconds(100)); };

    const auto untold = call();
    const auto told = call();
    CHECK_FALSE(connection.has_orders()); // what it was told is nobody else's business
    const auto next = call();
    client.join();

    CHECK(untold.error().code == Errc::timed_out);
    REQUIRE_MESSAGE(told, told.error().message);
    CHECK(told->id == 5);
    CHECK(next.error().code == Errc::timed_out);
}

TEST_CASE("broken utf-8 from outside is replaced, not thrown") {
    Started host;

    host.plugin().storage().set("text", std::string("a\xFF")).value();

    CHECK(host.client->received<calls::StorageSet>().at(0).json == "\"a\xEF\xBF\xBD\"");
}

TEST_CASE("notifications, speech, activity, events and addresses go out") {
    Started host;
    host.client->on<calls::ActivityLast>(
        [](const auto&) -> Result<calls::ActivityLast::Reply> { return calls::ActivityLast::Reply{123}; });

    host.plugin().notifications().show({.title = "Hi", .level = sdk::NotificationLevel::warning}).value();
    host.plugin().voice().speak("Hello").value();
    host.plugin().publish("saved", {{"id", 4}}).value();
    host.plugin().open_url("https://example.com").value();

    CHECK(host.client->received<calls::NotificationsShow>().at(0).level == asista::tests::NotificationLevel::warning);
    CHECK(host.client->received<calls::VoiceSpeak>().at(0).text == "Hello");
    CHECK(host.client->received<calls::EventsPublish>().at(0).json == R"({"id":4})");
    CHECK(host.client->received<calls::OpenUrl>().at(0).url == "https://example.com");
    CHECK(host.plugin().activity().last().value() == 123);
    CHECK(host.plugin().open_url("file:///etc/passwd").error().code == sdk::Errc::invalid);
    CHECK(host.plugin().notifications().show({.title = ""}).error().code == sdk::Errc::invalid);
    CHECK(host.plugin().publish("a/b").error().code == sdk::Errc::invalid);
}

TEST_CASE("events reach their subscription until it ends") {
    Started host;
    int seen = 0;
    host.plugin().subscribe("tasks/changed", [&seen](const sdk::Json& data) { seen += data.value("n", 0); });

    host.notice<calls::DeliverEvent>({"tasks/changed", R"({"n":2})"});
    host.notice<calls::DeliverEvent>({"habits/changed", R"({"n":50})"});
    host.plugin().unsubscribe("tasks/changed");
    host.notice<calls::DeliverEvent>({"tasks/changed", R"({"n":100})"});

    CHECK(seen == 2);
    CHECK(host.client->received<calls::EventsUnsubscribe>().size() == 1);
}

TEST_CASE("a subscription's own code may end it") {
    Started host;
    int seen = 0;
    host.plugin().subscribe("tasks/changed", [&](const sdk::Json&) {
        host.plugin().unsubscribe("tasks/changed");
        ++seen; // its captures are still there
    });

    host.notice<calls::DeliverEvent>({"tasks/changed", "{}"});
    host.notice<calls::DeliverEvent>({"tasks/changed", "{}"});

    CHECK(seen == 1);
}

TEST_CASE("an answer of the ai arrives in pieces and then whole") {
    Started host;
    host.client->on<calls::AiChat>([](const auto&) -> Result<calls::AiChat::Reply> { return calls::AiChat::Reply{42}; });
    std::vector<std::string> chunks;
    std::vector<sdk::AiAnswer> answers;

    const auto chat = host.plugin().ai().chat(
        {{sdk::AiRole::system, "Be kind."}, {sdk::AiRole::user, "Hello"}},
        [&](std::string_view chunk) { chunks.emplace_back(chunk); },
        [&](sdk::Expected<sdk::AiAnswer> answer) { answers.push_back(std::move(answer).value()); }, 64);
    host.notice<calls::AiChunk>({42, "Good "});
    host.notice<calls::AiChunk>({42, "day"});
    host.notice<calls::AiDone>({42, 0, "", "offline coach"});
    host.notice<calls::AiDone>({42, 0, "", "offline coach"});

    CHECK(chat);
    CHECK(chunks == std::vector<std::string>{"Good ", "day"});
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].text == "Good day");
    CHECK(answers[0].provider == "offline coach");
    const auto asked = host.client->received<calls::AiChat>().at(0);
    CHECK(asked.max_tokens == 64);
    REQUIRE(asked.messages.size() == 2);
    CHECK(asked.messages[0].role == calls::AiMessage::Role::system);
}

TEST_CASE("an answer of the build before goes on where this one's state ends") {
    Started host;
    host.client->on<calls::AiResume>([](const auto& request) -> Result<calls::AiResume::Reply> {
        if (request.key != "line") return asista::fail(Errc::not_found, "there is no such answer");
        return calls::AiResume::Reply{42};
    });
    std::string text;
    std::vector<sdk::AiAnswer> answers;
    const auto chat = host.plugin().ai().resume(
        "line", 5, [&](std::string_view chunk) { text += chunk; },
        [&](sdk::Expected<sdk::AiAnswer> answer) { answers.push_back(std::move(answer).value()); });
    host.notice<calls::AiChunk>({42, "day"});
    host.notice<calls::AiDone>({42, 0, "", "offline coach"});

    CHECK(chat);
    CHECK(text == "day");
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].text == "day");
    CHECK(host.client->received<calls::AiResume>().at(0).received == 5);

    std::vector<sdk::Errc> ends;
    CHECK_FALSE(host.plugin().ai().resume("other", 0, {},
                                          [&](sdk::Expected<sdk::AiAnswer> answer) { ends.push_back(answer.error().code); }));
    CHECK(host.run_until([&] { return !ends.empty(); }));
    CHECK(ends == std::vector{sdk::Errc::not_found});
}

TEST_CASE("a chat takes its key along") {
    Started host;
    host.client->on<calls::AiChat>([](const auto&) -> Result<calls::AiChat::Reply> { return calls::AiChat::Reply{42}; });
    host.plugin().ai().chat({{sdk::AiRole::user, "Hello"}}, {}, {}, 64, "line");
    CHECK(host.client->received<calls::AiChat>().at(0).key == "line");
}

TEST_CASE("a cancelled chat ends exactly once, with cancelled") {
    Started host;
    host.client->on<calls::AiChat>([](const auto&) -> Result<calls::AiChat::Reply> { return calls::AiChat::Reply{42}; });
    int chunks = 0;
    std::vector<sdk::Errc> ends;

    auto chat = host.plugin().ai().chat(
        {{sdk::AiRole::user, "Hello"}}, [&](std::string_view) { ++chunks; },
        [&](sdk::Expected<sdk::AiAnswer> answer) { ends.push_back(answer.error().code); });
    chat.cancel();
    chat.cancel();
    host.notice<calls::AiChunk>({42, "late"});
    host.notice<calls::AiDone>({42, 0, "", ""});
    CHECK(ends.empty()); // never inside cancel
    host.run_for(std::chrono::milliseconds(5));

    CHECK(chunks == 0);
    CHECK(ends == std::vector{sdk::Errc::cancelled});
    CHECK(host.client->received<calls::AiCancel>().size() == 1);
}

TEST_CASE("a chat that cannot start says so through on_done") {
    Started host;
    host.client->on<calls::AiChat>(
        [](const auto&) -> Result<calls::AiChat::Reply> { return asista::fail(Errc::denied, "ai:chat is not granted"); });
    std::vector<std::string> ends;

    const auto chat = host.plugin().ai().chat(
        {{sdk::AiRole::user, "Hello"}}, {}, [&](sdk::Expected<sdk::AiAnswer> answer) { ends.push_back(answer.error().message); });

    CHECK_FALSE(chat);
    CHECK(host.run_until([&] { return !ends.empty(); }));
    CHECK(ends == std::vector<std::string>{"ai:chat is not granted"});
}

TEST_CASE("an analysis is answered once, with the JSON as a whole") {
    Started host;
    host.client->on<calls::AiAnalyze>([](const auto&) -> Result<calls::AiAnalyze::Reply> { return calls::AiAnalyze::Reply{42}; });
    std::vector<sdk::AiFinding> findings;

    const auto analysis = host.plugin().ai().analyze(
        {.prompt = "How was it?", .data = {{"days", {1, 2}}}, .schema = {{"type", "object"}}, .max_tokens = 99, .key = "week"},
        [&](sdk::Expected<sdk::AiFinding> finding) { findings.push_back(std::move(finding).value()); });
    host.notice<calls::AiChunk>({42, R"({"mood":)"});
    host.notice<calls::AiChunk>({42, R"("good"})"});
    CHECK(findings.empty());
    host.notice<calls::AiDone>({42, 0, "", "Claude"});
    host.notice<calls::AiDone>({42, 0, "", "Claude"});

    CHECK(analysis);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].value == sdk::Json{{"mood", "good"}});
    CHECK(findings[0].provider == "Claude");
    const auto asked = host.client->received<calls::AiAnalyze>().at(0);
    CHECK(asked.prompt == "How was it?");
    CHECK(asked.data == R"({"days":[1,2]})");
    CHECK(asked.schema == R"({"type":"object"})");
    CHECK(asked.max_tokens == 99);
    CHECK(asked.key == "week");
}

TEST_CASE("an analysis that fails, is stopped or cannot start says so once") {
    Started host;
    std::uint64_t stream = 41;
    host.client->on<calls::AiAnalyze>([&](const auto& request) -> Result<calls::AiAnalyze::Reply> {
        if (request.data.empty()) return asista::fail(Errc::invalid, "the schema at /type: no");
        return calls::AiAnalyze::Reply{++stream};
    });
    std::vector<std::string> ends;
    const auto start = [&](const sdk::Json& data) {
        return host.plugin().ai().analyze({.prompt = "x", .data = data, .schema = {{"type", "object"}}},
                                          [&](const sdk::Expected<sdk::AiFinding>& finding) {
                                              ends.push_back(finding ? finding->value.dump() : finding.error().message);
                                          });
    };
    start(1);
    host.notice<calls::AiChunk>({42, "{}"}); // what came before a failure is no answer
    host.notice<calls::AiDone>({42, static_cast<std::int32_t>(Errc::unavailable), "only words", "offline coach"});
    CHECK(ends == std::vector<std::string>{"only words"});

    auto stopped = start(1);
    stopped.cancel();
    stopped.cancel();
    host.notice<calls::AiChunk>({43, "{}"});
    host.notice<calls::AiDone>({43, 0, "", ""});
    CHECK(ends.size() == 1); // never inside cancel
    host.run_for(std::chrono::milliseconds(5));
    CHECK(ends.back() == "cancelled");
    CHECK(host.client->received<calls::AiCancel>().size() == 1);

    CHECK_FALSE(start(nullptr));
    CHECK(host.run_until([&] { return ends.size() == 3; }));
    CHECK(ends.back() == "the schema at /type: no");

    start(1);
    host.notice<calls::AiChunk>({44, "no JSON"}); // no client says so
    host.notice<calls::AiDone>({44, 0, "", ""});
    CHECK(ends.back() == "the answer is not JSON");
    for (int i = 0; i < 5; ++i) start(1); // chats and analyses together
    CHECK(host.run_until([&] { return ends.size() == 5; }));
    CHECK(ends.back() == "4 chats and analyses are unfinished");
}

TEST_CASE("an analysis of the build before is waited for by its key") {
    Started host;
    host.client->on<calls::AiAnalyzeResume>([](const auto& request) -> Result<calls::AiAnalyzeResume::Reply> {
        if (request.key != "week") return asista::fail(Errc::not_found, "there is no such answer");
        return calls::AiAnalyzeResume::Reply{42};
    });
    std::vector<std::string> ends;
    const auto ended = [&](const sdk::Expected<sdk::AiFinding>& finding) {
        ends.push_back(finding ? finding->value.dump() : finding.error().message);
    };

    CHECK(host.plugin().ai().resume_analysis("week", ended));
    host.notice<calls::AiChunk>({42, R"({"mood":"good"})"});
    host.notice<calls::AiDone>({42, 0, "", "Claude"});
    CHECK_FALSE(host.plugin().ai().resume_analysis("other", ended));
    CHECK(host.run_until([&] { return ends.size() == 2; }));

    CHECK(ends == std::vector<std::string>{R"({"mood":"good"})", "there is no such answer"});
}

TEST_CASE("an order that comes during a call waits until the call is done") {
    Started host;
    bool in_call = false, interrupted = false;
    int events = 0;
    host.plugin().subscribe("tasks/changed", [&](const sdk::Json&) {
        interrupted = in_call;
        ++events;
    });
    host.client->on<calls::TasksList>([&host](const auto&) -> Result<calls::TasksList::Reply> {
        host.client->send_notice<calls::DeliverEvent>({"tasks/changed", "{}"});
        return calls::TasksList::Reply{};
    });

    in_call = true;
    host.plugin().tasks().list().value();
    in_call = false;

    CHECK(host.run_until([&] { return events == 1; }));
    CHECK_FALSE(interrupted);
}

TEST_CASE("the clock is the client's, local time included") {
    Started host;

    CHECK(host.plugin().now() == 1'000'000);
    const auto local = host.plugin().local_time();
    CHECK(local.hour == 1); // 00:16:40 UTC and an hour
    CHECK(local.minute == 16);
    CHECK(local.second == 40);
    CHECK(local.weekday == 3); // a Thursday
    CHECK(host.plugin().today() == 0);
    CHECK(host.plugin().id() == "org.test.plugin");
    CHECK(host.plugin().theme().text == 0xFF112233);
    CHECK(host.plugin().theme().series_count == 3);
}

TEST_CASE("dates of the local calendar are right across eras and leap years") {
    struct Date {
        asista::InstantMs instant;
        std::int32_t offset;
        int year, month, day, weekday;
    };
    const Date dates[] = {
        {0, 0, 1970, 1, 1, 3},
        {-1, 0, 1969, 12, 31, 2},
        {951'782'400'000, 0, 2000, 2, 29, 1},
        {1'709'251'199'999, 0, 2024, 2, 29, 3},
        {1'709'251'199'999, 1, 2024, 3, 1, 4},
        {4'107'542'400'000, 0, 2100, 3, 1, 0},
        {-2'203'891'200'000, 0, 1900, 3, 1, 3},
    };

    for (const auto& date : dates) {
        const auto local = sdk::to_local(date.instant, date.offset);
        CAPTURE(date.instant);
        CHECK(local.year == date.year);
        CHECK(local.month == date.month);
        CHECK(local.day == date.day);
        CHECK(local.weekday == date.weekday);
    }
}

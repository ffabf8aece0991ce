// Commands, methods, state, timers, threads: what the host does with the plugin, and what it refuses.
#include "host_fixture.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace asista::tests;
using namespace std::chrono_literals;
namespace sdk = asista::sdk;
namespace calls = asista::calls;
using asista::tests::Errc;

namespace {

struct Acts : sdk::Plugin {
    static inline Acts* self = nullptr;
    std::vector<std::string> did;
    sdk::Json state = {{"count", 3}};
    unsigned loaded_version = 0;
    int theme_changes = 0;

    Acts() {
        self = this;
        widget(
            {.id = "w", .title = "W", .actions = {{.id = "save", .icon = "heart", .tooltip = "Save"}}}, [](sdk::Frame&) {},
            [this](std::string_view action) { did.push_back("action " + std::string(action)); });
        command({.id = "good", .title = "Good"}, [this] { did.push_back("good"); });
        command({.id = "bad", .title = "Bad"}, [] { throw sdk::Failure(sdk::Errc::busy, "a session is running"); });
        command({.id = "worse", .title = "Worse"}, [] { throw 5; });
        command({.id = "once", .title = "Once"}, [this] {
            remove_command("once");
            did.push_back("once");
        });
        voice_command({.id = "v", .phrases = {"motivate me"}}, [this](std::string_view phrase) { did.emplace_back(phrase); });
        method("echo", [](const sdk::Json& json) { return sdk::Json{{"you said", json}}; });
        method("fails", [](const sdk::Json& json) { return json.at("missing"); });
    }
    std::optional<sdk::Json> save_state() override { return state.is_null() ? std::nullopt : std::optional(state); }
    void load_state(const sdk::Json& from, unsigned version) override {
        state = from;
        loaded_version = version;
        if (from.contains("poison")) throw std::runtime_error("cannot read this");
    }
    unsigned state_version() const override { return 4; }
    void on_theme_changed() override { ++theme_changes; }
    using Plugin::after;
    using Plugin::every;
    using Plugin::log_info;
    using Plugin::mark_state_dirty;
    using Plugin::post;
    using Plugin::redraw;
    using Plugin::stop_timer;
    using Plugin::storage;
    using Plugin::theme;
};

struct Started : HostFixture {
    Started() { REQUIRE(start<Acts>()); }
    void activate() { REQUIRE(order<calls::Activate>()); }
    Acts& plugin() { return *Acts::self; }
};

} // namespace

TEST_CASE("commands, actions and phrases run once the plugin is active") {
    Started host;
    CHECK(host.order<calls::RunCommand>({"good"}).error().code == Errc::unavailable);
    host.activate();

    REQUIRE(host.order<calls::RunCommand>({"good"}));
    REQUIRE(host.order<calls::RunAction>({"w", "save"}));
    REQUIRE(host.order<calls::RunVoice>({"v", "motivate me"}));
    REQUIRE(host.order<calls::RunCommand>({"once"}));

    CHECK(host.plugin().did == std::vector<std::string>{"good", "action save", "motivate me", "once"});
    CHECK(host.order<calls::RunCommand>({"once"}).error().code == Errc::not_found);
    CHECK(host.order<calls::RunAction>({"other", "save"}).error().code == Errc::not_found);
}

TEST_CASE("a command that fails tells the user why") {
    Started host;
    host.activate();

    const auto bad = host.order<calls::RunCommand>({"bad"});
    const auto worse = host.order<calls::RunCommand>({"worse"});

    CHECK(bad.error().code == Errc::busy);
    CHECK(bad.error().message == "command bad: a session is running");
    CHECK(worse.error().message == "command worse: uncaught exception of an unknown type");
}

TEST_CASE("methods take and answer json") {
    Started host;
    host.activate();

    CHECK(host.order<calls::RunMethod>({"echo", "[1]"}).value().json == R"({"you said":[1]})");
    CHECK(host.order<calls::RunMethod>({"echo", ""}).value().json == R"({"you said":null})");
    CHECK(host.order<calls::RunMethod>({"echo", "{broken"}).error().code == Errc::invalid);
    CHECK(host.order<calls::RunMethod>({"fails", "{}"}).error().code == Errc::internal);
    CHECK(host.order<calls::RunMethod>({"none", "{}"}).error().code == Errc::not_found);
}

TEST_CASE("state goes out with its version and comes back into another instance") {
    Started old_build;
    const auto saved = old_build.order<calls::SaveState>();
    REQUIRE(saved);
    CHECK(saved->version == 4);

    Started new_build;
    new_build.plugin().state = nullptr;
    REQUIRE(new_build.order<calls::LoadState>({saved->version, saved->state}));

    CHECK(new_build.plugin().state == sdk::Json{{"count", 3}});
    CHECK(new_build.plugin().loaded_version == 4);
}

TEST_CASE("state that is absent, too large or unreadable is an error, not an end") {
    Started host;

    host.plugin().state = nullptr;
    CHECK(host.order<calls::SaveState>().error().code == Errc::unsupported);
    host.plugin().state = std::string(ASISTA_MAX_STATE_BYTES, 'x');
    CHECK(host.order<calls::SaveState>().error().code == Errc::over_limit);
    const std::string poison = R"({"poison":1})";
    const auto bytes = std::as_bytes(std::span(poison));
    const auto loaded = host.order<calls::LoadState>({1, {bytes.begin(), bytes.end()}});
    CHECK(loaded.error().message == "load state: uncaught exception: cannot read this");
    CHECK(host.order<calls::LoadState>({1, {}}).error().code == Errc::invalid);
}

TEST_CASE("timers begin with activation, repeat, stop, and end with the plugin") {
    Started host;
    int once = 0, again = 0, stopped = 0;
    host.plugin().after(1ms, [&] { ++once; });
    host.plugin().every(10ms, [&] { ++again; });
    const auto doomed = host.plugin().every(10ms, [&] { ++stopped; });
    host.run_for(30ms);
    CHECK(once + again + stopped == 0);

    host.activate();
    host.plugin().stop_timer(doomed);
    CHECK(host.run_until([&] { return again >= 3; }));
    CHECK(once == 1);
    CHECK(stopped == 0);

    REQUIRE(host.order<calls::Deactivate>({}));
    const int at_the_end = again;
    host.run_for(40ms);
    CHECK(again == at_the_end);
}

TEST_CASE("a timer may stop itself, and an exception in it is only a line in the log") {
    Started host;
    host.activate();
    int runs = 0;
    sdk::TimerId timer = 0;
    timer = host.plugin().every(10ms, [&] {
        ++runs;
        host.plugin().stop_timer(timer);
        throw std::runtime_error("tick failed");
    });

    host.run_for(60ms);

    CHECK(runs == 1);
    CHECK(host.log_lines(1).at(0) == "timer: uncaught exception: tick failed");
}

TEST_CASE("work posted from a thread of the plugin's runs on the frame thread") {
    Started host;
    host.activate();
    std::thread::id ran_on;

    std::thread([&] { CHECK(host.plugin().post([&] { ran_on = std::this_thread::get_id(); })); }).join();

    CHECK(ran_on == std::thread::id());
    CHECK(host.run_until([&] { return ran_on != std::thread::id(); }));
    CHECK(ran_on == std::this_thread::get_id());
}

TEST_CASE("a flood of posted work is refused at a limit") {
    Started host;
    host.activate();
    int accepted = 0, ran = 0;

    for (int i = 0; i < 5000; ++i) accepted += host.plugin().post([&] { ++ran; }) ? 1 : 0;
    host.run_for(1ms);

    CHECK(accepted == 4096);
    CHECK(ran == 4096);
}

TEST_CASE("a call from a thread of the plugin's is refused and said so in the log") {
    Started host;
    host.activate();
    asista_status status = ASISTA_OK;

    std::thread([&] {
        const auto set = host.plugin().storage().set("k", 1);
        status = set ? ASISTA_OK : static_cast<asista_status>(set.error().code);
        host.plugin().log_info("from a thread");
    }).join();
    host.run_for(1ms);

    CHECK(status == ASISTA_INVALID);
    CHECK(host.client->received<calls::StorageSet>().empty());
    const auto lines = host.log_lines(2);
    REQUIRE(lines.size() >= 2);
    CHECK(lines[0].starts_with("storage.set was called on a thread"));
    CHECK(lines.back() == "from a thread");
}

TEST_CASE("a flood of log lines is thinned") {
    Started host;

    for (int i = 0; i < 1000; ++i) host.plugin().log_info("line");
    host.plugin().storage().set("k", 1).value(); // everything before it has arrived

    CHECK(host.client->received<calls::LogWrite>().size() <= 400); // a second may have begun in between
}

TEST_CASE("a long log line is cut between characters") {
    Started host;
    std::string text(4095, 'a');
    text += "\xE2\x82\xAC and more";

    host.plugin().log_info(text);

    CHECK(host.log_lines(1).at(0) == std::string(4095, 'a'));
}

TEST_CASE("redraw and dirty state are told once until they are answered") {
    Started host;

    for (int i = 0; i < 10; ++i) host.plugin().redraw();
    for (int i = 0; i < 10; ++i) host.plugin().mark_state_dirty();
    host.plugin().storage().set("k", 1).value();
    CHECK(host.client->received<calls::RequestRedraw>().size() == 1);
    CHECK(host.client->received<calls::StateChanged>().size() == 1);

    static_cast<void>(host.draw(1));
    REQUIRE(host.order<calls::SaveState>());
    host.plugin().redraw();
    host.plugin().mark_state_dirty();
    host.plugin().storage().set("k", 1).value();
    CHECK(host.client->received<calls::RequestRedraw>().size() == 2);
    CHECK(host.client->received<calls::StateChanged>().size() == 2);
}

TEST_CASE("a new theme is in place before the plugin is told") {
    Started host;
    calls::Theme theme = host.hello.theme;
    theme.dark = true;
    theme.scale = 2;
    theme.colors.series = {9};

    host.notice<calls::SetTheme>(theme);

    CHECK(host.plugin().theme_changes == 1);
    CHECK(host.plugin().theme().dark);
    CHECK(host.plugin().theme().scale == 2);
    CHECK(host.plugin().theme().series_count == 1);
    CHECK(host.plugin().theme().series[0] == 9);
}

TEST_CASE("an order that is malformed or unknown is refused") {
    Started host;
    const asista::wire::Message cut{asista::wire::MessageKind::request, Errc::ok, calls::RunCommand::id, 1, {std::byte{200}}, {}};
    const asista::wire::Message unknown{asista::wire::MessageKind::request, Errc::ok, 0xFFFF, 2, {}, {}};

    CHECK(host.api->handle(cut).error().code == Errc::invalid);
    CHECK(host.api->handle(unknown).error().code == Errc::unsupported);
}

// Starting a plugin, what it registers, and how it ends.
#include "host_fixture.hpp"

#include <doctest/doctest.h>

using namespace asista::tests;
namespace sdk = asista::sdk;
namespace calls = asista::calls;
using asista::tests::Errc;

namespace {

struct Offers : sdk::Plugin {
    static inline bool activated = false, deactivated = false, uninstalling = false, destroyed = false;
    Offers() {
        activated = deactivated = uninstalling = destroyed = false;
        widget({.id = "quote",
                .title = "Quote",
                .icon = "sparkle",
                .columns = 2,
                .height = 120,
                .highlight = true,
                .actions = {{.id = "save", .icon = "heart", .tooltip = "Save", .active = true}}},
               [](sdk::Frame&) {});
        page({.id = "history", .title = "History"}, [](sdk::Frame&) {});
        command({.id = "next", .title = "Next quote", .in_menu = true}, [] {});
        menu_item({.id = "open", .title = "Quotes", .command = "next"});
        method({.name = "getQuote", .description = "The quote.", .example = {{"length", 3}}}, [](const sdk::Json&) { return 1; });
        voice_command({.id = "go", .phrases = {"motivate me", "cheer me up"}}, [](std::string_view) {});
        subscribe("tasks/changed", [](const sdk::Json&) {});
    }
    ~Offers() override { destroyed = true; }
    void on_activate() override { activated = true; }
    void on_deactivate(bool removing) override {
        deactivated = true;
        uninstalling = removing;
    }
};

struct Empty : sdk::Plugin {};

} // namespace

TEST_CASE("what a plugin offers arrives at the client with every field") {
    HostFixture host;

    REQUIRE(host.start<Offers>());

    const auto widgets = host.client->received<calls::WidgetRegister>();
    REQUIRE(widgets.size() == 1);
    CHECK(widgets[0].surface == 1);
    CHECK(widgets[0].id == "quote");
    CHECK(widgets[0].title == "Quote");
    CHECK(widgets[0].icon == "sparkle");
    CHECK(widgets[0].columns == 2);
    CHECK(widgets[0].height == 120);
    CHECK(widgets[0].highlight);
    REQUIRE(widgets[0].actions.size() == 1);
    CHECK(widgets[0].actions[0].id == "save");
    CHECK(widgets[0].actions[0].active);
    const auto pages = host.client->received<calls::PageRegister>();
    REQUIRE(pages.size() == 1);
    CHECK(pages[0].surface == 2);
    CHECK(host.client->received<calls::CommandRegister>().at(0).in_menu);
    CHECK(host.client->received<calls::MenuAdd>().at(0).command == "next");
    CHECK(host.client->received<calls::MethodExport>().at(0).example == R"({"length":3})");
    CHECK(host.client->received<calls::VoiceRegister>().at(0).phrases == std::vector<std::string>{"motivate me", "cheer me up"});
    CHECK(host.client->received<calls::EventsSubscribe>().at(0).name == "tasks/changed");
}

TEST_CASE("activate and deactivate reach the plugin, and deactivate destroys it") {
    HostFixture host;
    REQUIRE(host.start<Offers>());
    CHECK_FALSE(Offers::activated);

    REQUIRE(host.order<calls::Activate>());
    CHECK(Offers::activated);
    REQUIRE(host.order<calls::Deactivate>({true}));

    CHECK(Offers::deactivated);
    CHECK(Offers::uninstalling);
    CHECK(Offers::destroyed);
    CHECK(host.order<calls::RunCommand>({"next"}).error().code == Errc::unavailable);
}

TEST_CASE("a build on trial is destroyed without being deactivated") {
    HostFixture host;
    REQUIRE(host.start<Offers>());

    host.api.reset();

    CHECK(Offers::destroyed);
    CHECK_FALSE(Offers::deactivated);
}

TEST_CASE("a plugin whose constructor throws is refused with its sentence") {
    struct Throws : sdk::Plugin {
        Throws() { throw sdk::Failure("there is no quote to show"); }
    };
    HostFixture host;

    const auto started = host.start<Throws>();

    REQUIRE_FALSE(started);
    CHECK(started.error().message == "create: there is no quote to show");
}

TEST_CASE("a plugin that fails in on_start is refused with its code and destroyed") {
    struct Fails : sdk::Plugin {
        void on_start() override { throw sdk::Failure(sdk::Errc::denied, "tasks:read is needed"); }
    };
    HostFixture host;

    const auto started = host.start<Fails>();

    REQUIRE_FALSE(started);
    CHECK(started.error().code == Errc::denied);
    CHECK(started.error().message == "init: tasks:read is needed");
}

TEST_CASE("an entry of another abi is refused before its code runs") {
    static bool ran = false;
    asista_plugin_entry entry = sdk::PluginBorder::entry<Empty>();
    entry.create = [](const asista_host*) -> const asista_plugin* {
        ran = true;
        return nullptr;
    };

    SUBCASE("newer major") { entry.abi_major = ASISTA_ABI_MAJOR + 1; }
    SUBCASE("newer minor") { entry.abi_minor = ASISTA_ABI_MINOR + 1; }
    SUBCASE("too small") { entry.struct_size = 8; }
    HostFixture host;
    const auto started = host.start(entry);

    REQUIRE_FALSE(started);
    CHECK(started.error().code == Errc::unsupported);
    CHECK_FALSE(ran);
}

TEST_CASE("a table without its required functions is refused") {
    asista_plugin_entry entry = sdk::PluginBorder::entry<Empty>();
    entry.create = [](const asista_host*) -> const asista_plugin* {
        static asista_plugin plugin{};
        plugin.struct_size = sizeof plugin;
        return &plugin;
    };
    HostFixture host;

    CHECK(host.start(entry).error().code == Errc::invalid);
}

TEST_CASE("registrations that break a rule are refused, logged, and leave nothing behind") {
    static std::vector<bool> results;
    results.clear();
    struct Careless : sdk::Plugin {
        Careless() {
            const auto nothing = [](sdk::Frame&) {};
            results.push_back(widget({.id = "Bad Id", .title = "x"}, nothing));
            results.push_back(widget({.id = "wide", .title = "x", .columns = 4}, nothing));
            results.push_back(widget({.id = "untitled", .title = ""}, nothing));
            results.push_back(widget({.id = "same", .title = "x"}, nothing));
            results.push_back(widget({.id = "same", .title = "x"}, nothing));
            results.push_back(menu_item({.id = "m", .title = "x", .command = "missing"}));
            results.push_back(subscribe("no-slash", [](const sdk::Json&) {}));
        }
    };
    HostFixture host;

    REQUIRE(host.start<Careless>());

    CHECK(results == std::vector<bool>{false, false, false, true, false, false, false});
    CHECK(host.client->received<calls::WidgetRegister>().size() == 1);
    CHECK(host.log_lines(6).size() == 6);
}

TEST_CASE("a registration the client refuses is not kept by the host") {
    static bool added = true;
    struct Speaks : sdk::Plugin {
        Speaks() {
            added = voice_command({.id = "go", .phrases = {"go"}}, [](std::string_view) {});
        }
    };
    HostFixture host;
    host.client->on<calls::VoiceRegister>([](const auto&) -> asista::Result<calls::Nothing> {
        return asista::fail(Errc::denied, "voice:commands is not granted");
    });

    REQUIRE(host.start<Speaks>());
    REQUIRE(host.order<calls::Activate>());

    CHECK_FALSE(added);
    CHECK(host.log_lines(1).at(0) == "voice command go: voice:commands is not granted");
    CHECK(host.order<calls::RunVoice>({"go", "go"}).error().code == Errc::not_found);
}

TEST_CASE("a seventeenth surface is refused") {
    static int added = 0;
    struct Many : sdk::Plugin {
        Many() {
            added = 0;
            for (int i = 0; i < 20; ++i) added += page({.id = "p" + std::to_string(i), .title = "x"}, [](sdk::Frame&) {}) ? 1 : 0;
        }
    };
    HostFixture host;

    REQUIRE(host.start<Many>());

    CHECK(added == 16);
}

TEST_CASE("removed things are gone, and a command takes its menu items along") {
    struct Removes : sdk::Plugin {
        Removes() {
            widget({.id = "w", .title = "x"}, [](sdk::Frame&) {});
            command({.id = "c", .title = "x"}, [] {});
            menu_item({.id = "m", .title = "x", .command = "c"});
            remove_widget("w");
            remove_command("c");
            widget({.id = "w", .title = "again"}, [](sdk::Frame&) {});
        }
    };
    HostFixture host;

    REQUIRE(host.start<Removes>());

    CHECK(host.client->received<calls::WidgetRemove>().size() == 1);
    CHECK(host.client->received<calls::MenuRemove>().at(0).id == "m");
    CHECK(host.client->received<calls::CommandRemove>().at(0).id == "c");
    const auto widgets = host.client->received<calls::WidgetRegister>();
    REQUIRE(widgets.size() == 2);
    CHECK(widgets[1].surface == 2); // numbers are not used twice
}

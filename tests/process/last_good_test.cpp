// The way back to the build before, when a new one fails in its first minutes.
#include "world.hpp"

using namespace asista;
using namespace asista::test;
using runtime::PluginState;

namespace {
constexpr const char* id = "test.one.actor";
constexpr std::int64_t minute = 60'000;

struct Running : World {
    explicit Running(WorldOptions options = {}) : World(std::move(options)) {
        put_actor(id, "version=1");
        run(id);
        click(id);
        click(id);
    }
    bool version_runs(const std::string& version) {
        return until([&] { return status(id).state == PluginState::running; }) && ask(id)["version"] == version;
    }
    bool note_says(const std::string& words) {
        return until([&] { return status(id).reload_note.find(words) != std::string::npos; });
    }
    // Its first minutes pass without a fault.
    void prove(const std::string& manifest_version = "1.0.0") {
        clock.pass(5 * minute);
        REQUIRE(until([&] {
            const auto& good = builds.rows[id].good;
            return good && builds.rows[id].tried.empty() && good->manifest_json.find(manifest_version) != std::string::npos;
        }));
    }
};
} // namespace

TEST_CASE(
    "a build that crashes three times in its first minutes is replaced by the one before, with state and storage as they were" *
    doctest::skip(sanitized)) {
    Running world;
    world.storage[{id, "mine"}] = "1";
    world.put_manifest(id, "2.0.0");
    REQUIRE(world.until([&] { return world.status(id).reload_count == 1; }));

    world.put_library(id, "version=2 timer=crash write=yes");

    REQUIRE(world.note_says("The new build (2.0.0) crashed or hung 3 times in its first 5 minutes."));
    CHECK(world.version_runs("1"));
    CHECK(world.status(id).reload_note.find("The one before runs again, with its storage as it was.") != std::string::npos);
    CHECK(world.status(id).crash_count == 3);
    CHECK(world.ask(id)["clicks"] == 2);
    CHECK(world.writes.end() != std::ranges::find(world.writes, std::string(id) + " written-by")); // it did write
    CHECK_FALSE(world.storage.contains({id, "written-by"}));
    CHECK(world.storage.at({id, "mine"}) == "1");
    CHECK(world.storage.contains({id, "deactivated"})); // the last that the good one wrote
    CHECK(world.log(id).find(world.status(id).reload_note) != std::string::npos);
    CHECK(world.until([&] { return child_processes() == 1; }));

    SUBCASE("it is not tried again by a restart") {
        REQUIRE(world.call<calls::PluginRestart>({id}));
        CHECK(world.version_runs("1"));
        CHECK(world.status(id).crash_count == 3);
        CHECK_FALSE(world.status(id).reload_note.empty());
    }
    SUBCASE("it is not tried again after it was switched off and on") {
        REQUIRE(world.call<calls::PluginSetEnabled>({id, false}));
        REQUIRE(world.until([&] { return child_processes() == 0; }));
        REQUIRE(world.call<calls::PluginSetEnabled>({id, true}));
        CHECK(world.version_runs("1"));
        CHECK(world.ask(id)["clicks"] == 2);
        CHECK(world.status(id).crash_count == 3);
    }
    SUBCASE("the next good save runs") {
        const auto reloads = world.status(id).reload_count;
        world.put_library(id, "version=3");
        REQUIRE(world.until([&] { return world.status(id).reload_count > reloads; }));
        CHECK(world.version_runs("3"));
        CHECK(world.ask(id)["clicks"] == 2);
        CHECK(world.status(id).reload_note.empty());
    }
    SUBCASE("the next bad one is replaced as well") {
        world.put_library(id, "version=3 timer=abort");
        REQUIRE(world.until([&] { return world.status(id).crash_count == 6; }));
        CHECK(world.version_runs("1"));
    }
}

TEST_CASE("a build that hangs three times in its first minutes is replaced, and the third time nobody is asked") {
    WorldOptions options;
    options.times.ask = 1'000;
    options.window = {.first_notice = 500, .last_notice = 100'000};
    Running world(options);
    world.put_library(id, "version=2 draw=hang from-frame=6 animate=yes");
    REQUIRE(world.until([&] { return world.status(id).reload_count == 1; }));

    for (int i = 0; i < 2; ++i) {
        REQUIRE(world.until([&] { return world.status(id).reason.find("You can wait, restart it") != std::string::npos; }));
        REQUIRE(world.call<calls::PluginRestart>({id}));
        REQUIRE(world.until([&] { return world.status(id).state != PluginState::running; }));
    }

    REQUIRE(world.note_says("crashed or hung 3 times"));
    CHECK(world.version_runs("1"));
    CHECK(world.ask(id)["clicks"] == 2);
}

TEST_CASE("after five minutes a build is a good one: what fails later stays stopped as ever" * doctest::skip(sanitized)) {
    Running world;
    world.put_library(id, "version=2 command=crash");
    REQUIRE(world.until([&] { return world.status(id).reload_count == 1; }));
    REQUIRE(world.version_runs("2"));
    CHECK(world.builds.marks.contains(id));
    world.prove();
    CHECK_FALSE(world.builds.marks.contains(id));

    for (std::uint32_t i = 1; i <= 3; ++i) {
        REQUIRE(world.version_runs("2"));
        static_cast<void>(world.call<calls::PluginRunCommand>({id, "act"}).has_value());
        REQUIRE(world.until([&] { return world.status(id).crash_count == i; }));
    }

    CHECK(world.reaches(id, PluginState::stopped));
    CHECK(world.status(id).reason.find("stays stopped until you restart it") != std::string::npos);
}

TEST_CASE("a build that came while nothing ran is replaced by the last good one, too" * doctest::skip(sanitized)) {
    Running world;
    world.prove();
    REQUIRE(world.call<calls::PluginSetEnabled>({id, false}));
    REQUIRE(world.until([&] { return child_processes() == 0; }));
    std::string says;
    SUBCASE("it crashes") {
        world.put_library(id, "version=2 timer=crash");
        says = "crashed or hung 3 times";
    }
    SUBCASE("it cannot even start") {
        world.put_library(id, "version=2 start=fail");
        says = "could not start (init: the actor does not want to)";
    }
    REQUIRE(world.call<calls::PluginSetEnabled>({id, true}));

    const bool went_back = world.note_says(says);
    REQUIRE_MESSAGE(went_back, world.status(id).reason << world.log(id));
    CHECK(world.version_runs("1"));
    CHECK(world.ask(id)["clicks"] == 2);
}

TEST_CASE("the first build of all has none before it, and stays stopped" * doctest::skip(sanitized)) {
    World world;
    world.put_actor(id, "version=1 timer=crash");
    REQUIRE(world.install(id));
    CHECK(world.reaches(id, PluginState::stopped));
    CHECK(world.status(id).reload_note.empty());
    CHECK(world.status(id).crash_count == 3);
}

TEST_CASE("with its files and its data, what is kept of a plugin's builds goes when it is removed") {
    Running world;
    world.prove();
    REQUIRE(world.builds.libraries.contains(id));
    REQUIRE(world.call<calls::PluginUninstall>({id, false}));
    CHECK(world.until([&] { return !world.builds.libraries.contains(id); }));
    CHECK_FALSE(world.builds.rows.contains(id));
}

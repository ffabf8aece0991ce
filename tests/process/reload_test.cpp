// A new build while the old one runs.
#include "world.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

using namespace asista;
using namespace asista::test;
using runtime::PluginState;

namespace {
constexpr const char* id = "test.one.actor";

struct Running : World {
    explicit Running(const std::string& script = "version=1", WorldOptions options = {}, const std::string& more_fields = "")
        : World(std::move(options)) {
        put_actor(id, script, "1.0.0", more_fields);
        run(id);
        click(id);
        click(id);
    }
    bool version_runs(const char* version) {
        return until([&] { return status(id).state == PluginState::running && status(id).reload_count > 0; }) &&
               ask(id)["version"] == version;
    }
    // The new build was refused with these words; the old one runs on, untouched.
    void check_old_runs(const std::string& says) {
        CHECK(until([&] { return !status(id).reload_note.empty(); }));
        CHECK_MESSAGE(status(id).reload_note.find(says) != std::string::npos, status(id).reload_note);
        CHECK(keeps_drawing(id));
        CHECK(ask(id)["version"] == "1");
        CHECK(ask(id)["clicks"] == 2);
        CHECK(status(id).crash_count == 0);
        CHECK(status(id).reload_count == 0);
        CHECK(until([&] { return child_processes() == 1; }));
        CHECK(window->promoted.empty());
        CHECK(window->count() == 1);
    }
};
} // namespace

TEST_CASE("a good new build takes over with the state, and the old one is told to stop") {
    Running world;
    const auto old = world.status(id).instance;

    world.put_library(id, "version=2");

    CHECK(world.version_runs("2"));
    CHECK(world.ask(id)["clicks"] == 2);
    const auto status = world.status(id);
    CHECK(status.instance != old);
    CHECK(world.window->promoted == std::vector<std::pair<InstanceId, InstanceId>>{{status.instance, old}});
    CHECK_FALSE(world.window->attached(old));
    CHECK(status.reload_count == 1);
    CHECK(status.last_reload_ms > 0);
    CHECK(status.last_reload_at > 0);
    CHECK(status.crash_count == 0);
    CHECK(status.reload_note.empty());
    CHECK(world.storage.at({id, "deactivated"}) == "false");
    CHECK(world.until([&] { return child_processes() == 1; }));
    CHECK(world.keeps_drawing(id));
}

TEST_CASE("a new version of the manifest comes with the new build") {
    Running world;
    world.put_manifest(id, "1.1.0");
    CHECK(world.until([&] { return world.status(id).reload_count == 1; }));
    world.put_library(id, "version=2");
    CHECK(world.until([&] { return world.status(id).reload_count == 2; }));
    CHECK(world.ask(id)["version"] == "2");
    CHECK(world.status(id).manifest->version.to_string() == "1.1.0");
    CHECK(world.installations.rows.at(id).version == "1.1.0");
}

TEST_CASE("a new build that fails on trial leaves the old one running" * doctest::skip(sanitized)) {
    const std::pair<const char*, const char*> rows[]{
        {"version=2 load=crash", "it crashed while its library was being opened"},
        {"version=2 start=crash", "it crashed while initialising (segmentation fault at 0x0)"},
        {"version=2 start=fail", "the actor does not want to"},
        {"version=2 start=exit", "it ended by itself (exit code 0)"},
        {"version=2 state=crash", "it crashed while taking over its state"},
        {"version=2 state=fail", "it could not take over the state"},
        {"version=2 draw=crash", "it crashed while drawing"},
        {"version=2 draw=crash from-frame=2", "it crashed while drawing"},
        {"version=2 draw=exit", "it ended by itself"},
        {"version=2 draw=hang", "it does not answer"},
    };
    for (const auto& [script, says] : rows) {
        INFO(script);
        Running world;
        world.put_library(id, script);
        world.check_old_runs(says);
        CHECK(world.status(id).reload_note.find("The one before keeps running.") != std::string::npos);

        world.put_library(id, "version=3"); // and the next good one is taken
        CHECK(world.version_runs("3"));
        CHECK(world.status(id).reload_note.empty());
    }
}

TEST_CASE("a new build that hangs while it starts is given up at the deadline") {
    WorldOptions options;
    options.times.hello = 1'500;
    Running world("version=1", options);
    world.put_library(id, "version=2 start=hang");
    world.check_old_runs("it did not finish starting in time");
}

TEST_CASE("a new build that cannot be drawn in time is given up at the deadline") {
    WorldOptions options;
    options.times.trial = 300;
    options.window = {.first_notice = 100'000, .last_notice = 100'000}; // the window says nothing
    Running world("version=1", options);
    world.put_library(id, "version=2 draw=hang");
    world.check_old_runs("it did not draw a good frame in time");
}

TEST_CASE("a build for another ImGui, and a file that is no plugin, leave the old one running") {
    Running world;
    auto other_key = World::actor_library("version=2");
    other_key[other_key.find("imgui 1") + 6] = '0';
    write_file_by_rename(world.folder(id) / "plugin.so", other_key);
    world.check_old_runs("built with another Dear ImGui");
}

TEST_CASE("what a build writes on trial happens when it takes over, and never if it does not" * doctest::skip(sanitized)) {
    SUBCASE("it takes over") {
        Running world;
        world.writes.clear();
        world.put_library(id, "version=2 write=yes");
        CHECK(world.version_runs("2"));
        CHECK(world.storage.at({id, "written-by"}) == "\"2\"");
        // After the old build's last write, so two builds never write at the same time.
        CHECK(world.writes == std::vector<std::string>{std::string(id) + " deactivated", std::string(id) + " written-by",
                                                       std::string(id) + " state-at-write"});
    }
    SUBCASE("it crashes while drawing") {
        Running world;
        world.put_library(id, "version=2 write=yes draw=crash");
        world.check_old_runs("it crashed while drawing");
        CHECK_FALSE(world.storage.contains({id, "written-by"}));
    }
    SUBCASE("another build comes before it has taken over") {
        Running world;
        world.put_library(id, "version=2 write=yes start=hang");
        CHECK(world.until([&] { return child_processes() == 2; }));
        world.put_library(id, "version=3");
        CHECK(world.version_runs("3"));
        CHECK_FALSE(world.storage.contains({id, "written-by"}));
    }
}

TEST_CASE("a half-written library is never tried") {
    Running world;
    const auto bytes = World::actor_library("version=2");
    UniqueFd writer(::open((world.folder(id) / "plugin.so").c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
    for (const double part : {0.02, 0.3, 0.6, 0.9}) {
        const auto size = static_cast<std::size_t>(static_cast<double>(bytes.size()) * part);
        REQUIRE(::pwrite(writer.get(), bytes.data(), size, 0) == static_cast<ssize_t>(size));
        run_for(*world.loop, 20);
        CHECK(child_processes() == 1);
        CHECK(world.keeps_drawing(id));
    }
    CHECK(world.status(id).reload_note.empty());
    REQUIRE(::pwrite(writer.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    writer.reset();
    CHECK(world.version_runs("2"));
}

TEST_CASE("a build that is rewritten in place does not disturb the one that runs") {
    Running world;
    write_file(world.folder(id) / "plugin.so", World::actor_library("version=2")); // truncates the very file that was loaded
    CHECK(world.version_runs("2"));
    write_file(world.folder(id) / "plugin.so", "no library at all");
    run_for(*world.loop, 50);
    CHECK(world.keeps_drawing(id));
    CHECK(world.ask(id)["version"] == "2");
}

TEST_CASE("of several builds in a row the newest runs in the end") {
    Running world;
    for (int version = 2; version <= 9; ++version) {
        world.put_library(id, "version=" + std::to_string(version));
        for (int turn = 0; turn < version; ++turn) world.loop->run_once(1);
    }
    CHECK(world.until([&] { return world.status(id).state == PluginState::running && world.ask(id)["version"] == "9"; }));
    CHECK(world.until([&] { return child_processes() == 1; }));
    CHECK(world.ask(id)["clicks"] == 2);
    CHECK(world.status(id).crash_count == 0);
}

TEST_CASE("a build that is changed back while the new one failed needs no reload") {
    Running world;
    world.put_library(id, "version=2 draw=crash");
    CHECK(world.until([&] { return !world.status(id).reload_note.empty(); }));
    const auto instance = world.status(id).instance;

    world.put_library(id, "version=1");

    CHECK(world.until([&] { return world.status(id).reload_note.empty(); }));
    CHECK(world.status(id).instance == instance);
    CHECK(world.status(id).reload_count == 0);
}

TEST_CASE("a manifest that breaks while the plugin runs is a note, not an end") {
    Running world;
    world.put_manifest(id, "one");
    world.check_old_runs("field \"version\" holds \"one\"");
    CHECK(world.status(id).manifest->version.to_string() == "1.0.0");
    world.put_manifest(id, "1.0.0");
    CHECK(world.until([&] { return world.status(id).reload_note.empty(); }));
}

TEST_CASE("a new version that asks for more waits for the grant while the old one runs") {
    Running world;
    world.put_manifest(id, "2.0.0", R"("permissions": ["calendar:read"])");
    world.check_old_runs("Version 2.0.0 also wants to: read your calendar.");

    REQUIRE_FALSE(world.review(id, {"tasks:write"}));
    REQUIRE(world.review(id, {"calendar:read"}));

    CHECK(world.until([&] { return world.status(id).reload_count == 1; }));
    CHECK(world.status(id).manifest->version.to_string() == "2.0.0");
}

TEST_CASE("a plugin without anything to draw reloads as well") {
    World world;
    world.put_actor(id, "version=1 panel=none");
    REQUIRE(world.install(id));
    REQUIRE(world.reaches(id, PluginState::running));
    world.click(id);
    world.put_library(id, "version=2 panel=none");
    CHECK(world.until([&] { return world.status(id).reload_count == 1; }));
    CHECK(world.ask(id)["version"] == "2");
    CHECK(world.ask(id)["clicks"] == 1);
}

TEST_CASE("a new build is the cure for an old one that hangs") {
    WorldOptions options;
    options.times.save = 300;
    World world(options);
    world.put_actor(id, "version=1 draw=hang from-frame=2 animate=yes");
    world.run(id);
    CHECK(world.until([&] { return !world.status(id).reason.empty(); }));

    world.put_library(id, "version=2");

    CHECK(world.until([&] { return world.status(id).reload_count == 1; }));
    CHECK(world.ask(id)["version"] == "2");
    CHECK(world.status(id).reason.empty());
    CHECK(world.until([&] { return child_processes() == 1; }));
}

TEST_CASE("an old build that crashes while it is asked for its state is replaced by the new one") {
    World world;
    world.put_actor(id, "version=1 save=crash");
    world.run(id);
    world.put_library(id, "version=2");
    CHECK(world.until([&] { return world.status(id).state == PluginState::running && world.status(id).crash_count == 1; }));
    CHECK(world.ask(id)["version"] == "2");
    CHECK(world.until([&] { return child_processes() == 1; }));
}

TEST_CASE("switched off in the middle of a reload, nothing runs") {
    Running world;
    world.put_library(id, "version=2 start=hang");
    CHECK(world.until([&] { return child_processes() == 2; }));
    REQUIRE(world.call<calls::PluginSetEnabled>({id, false}));
    CHECK(world.until([&] { return child_processes() == 0; }));
    CHECK(world.status(id).state == PluginState::disabled);
    CHECK(world.status(id).crash_count == 0);
}

TEST_CASE("hundreds of reloads keep the state and leave no descriptor, process or memory behind") {
    constexpr std::uint32_t warm = sanitized ? 20 : 150, reloads = warm; // after the first ones the log is as long as it gets
    Running world;
    world.put_library(id, "version=2");
    CHECK(world.version_runs("2"));
    CHECK(world.until([&] { return child_processes() == 1; }));
    const auto descriptors = open_descriptors();
    std::size_t used = 0;

    for (std::uint32_t i = 0; i < warm + reloads; ++i) {
        world.put_library(id, "version=" + std::to_string(i + 3));
        const bool taken =
            world.until([&] { return world.status(id).reload_count == i + 2 && world.status(id).state == PluginState::running; });
        const auto now = world.status(id);
        REQUIRE_MESSAGE(taken, fmt::format("reload {}: {} counted, {} crashes, \"{}\", \"{}\", {} processes, log: {}", i + 2,
                                           now.reload_count, now.crash_count, now.reload_note, now.reason, child_processes(),
                                           world.log(id)));
        REQUIRE(world.until([&] { return child_processes() == 1; }));
        world.writes = world.audited = {}; // these are the test's own
        world.gone = {};
        world.window->promoted = {};
        if (i + 1 == warm) used = ::mallinfo2().uordblks;
    }

    const auto growth = static_cast<std::int64_t>(::mallinfo2().uordblks) - static_cast<std::int64_t>(used);
    if (!sanitized) CHECK_MESSAGE(growth < 256 * 1024, growth);
    CHECK(world.ask(id)["version"] == std::to_string(warm + reloads + 2));
    CHECK(world.ask(id)["clicks"] == 2);
    CHECK(world.window->count() == 1);
    CHECK(open_descriptors() == descriptors);
    CHECK(world.status(id).crash_count == 0);
}

TEST_CASE("a struct that a plugin keeps goes to another layout by name and type, and what was reset is said") {
    Running world("version=1 keep=small");
    world.put_library(id, "version=2 keep=small");
    REQUIRE(world.version_runs("2"));
    CHECK(world.ask(id)["small"]["clicks"] == 2);
    CHECK(world.status(id).state_note.empty());

    world.put_library(id, "version=3 keep=large");
    REQUIRE(world.until([&] { return world.status(id).reload_count == 2; }));
    REQUIRE(world.version_runs("3"));
    CHECK(world.ask(id)["large"] == nlohmann::json{{"clicks", 2}, {"word", {1}}, {"color", "red"}});
    const std::string line = "1 value of its state kept. New: color. Of another type, so reset: word.";
    CHECK(world.status(id).state_note == line);
    CHECK(world.log(id).find(line) != std::string::npos);

    world.clock.pass(60'000);
    CHECK(world.until([&] { return world.status(id).state_note.empty(); }));

    // Hooks that know nothing of it start anew instead of failing.
    world.put_library(id, "version=4");
    REQUIRE(world.until([&] { return world.status(id).reload_count == 3; }));
    REQUIRE(world.version_runs("4"));
    CHECK(world.ask(id)["clicks"] == 0);
    CHECK(world.status(id).state_note.find("starts anew") != std::string::npos);
}

TEST_CASE("what the old build offers is gone in the moment in which what the new one offers is there") {
    World world;
    world.put_actor(id, "version=1 extra=red", "1.0.0", R"("permissions": ["voice:commands"])");
    world.run(id, {"voice:commands"});
    using Offers = std::set<std::string>;
    const auto offers = [&] {
        const auto& all = *world.status(id).registrations;
        Offers found;
        for (const std::string color : {"red", "blue"}) {
            for (const auto& command : all.commands())
                if (command.id == color) found.insert("command " + color);
            for (const auto& page : all.pages())
                if (page.id == color) found.insert("page " + color);
            for (const auto& voice : all.voices())
                if (voice.id == color) found.insert("voice " + color);
            if (all.subscribed("test.other.plugin/" + color)) found.insert("event " + color);
        }
        return found;
    };
    const Offers blue{"command blue", "page blue", "voice blue", "event blue"};
    Offers last{"command red", "page red", "voice red", "event red"};
    REQUIRE(offers() == last);

    world.put_library(id, "version=2 extra=blue");

    int changes = 0;
    REQUIRE(world.until([&] { // looked at after every turn of the loop
        if (const auto now = offers(); now != last) {
            ++changes;
            CHECK(now == blue);
            CHECK(world.status(id).reload_count == 1);
            last = now;
        }
        return world.status(id).reload_count == 1 && world.status(id).state == PluginState::running && child_processes() == 1;
    }));
    CHECK(changes == 1);
    CHECK(world.call<calls::PluginRunCommand>({id, "blue"}));
    CHECK(world.call<calls::PluginRunCommand>({id, "red"}).error().code == Errc::not_found);
}

// From found to removed, as a person does it.
#include "world.hpp"

using namespace asista;
using namespace asista::test;
using runtime::PluginState;

namespace {
constexpr const char* id = "test.one.actor";
constexpr const char* other = "test.other.plugin";
} // namespace

TEST_CASE("install, run, switch off and on, remove: each step is seen by the plugin and remembered") {
    World world;
    world.put_actor(id);
    CHECK(world.status(id).state == PluginState::found);
    CHECK(child_processes() == 0); // nothing of it runs before it is installed

    world.run(id);
    auto status = world.status(id);
    CHECK(status.installed);
    CHECK(status.enabled);
    CHECK(status.load_ms > 0);
    CHECK_FALSE(status.tier.empty());
    CHECK(status.load_count == 1);
    CHECK(world.installations.rows.at(id).load_count == 1);
    CHECK(world.installations.rows.at(id).last_loaded_at > 0);
    CHECK(status.registrations->widgets().size() == 1);
    CHECK(world.log(id).find("active \\x1b[2J") != std::string::npos);
    CHECK_FALSE(world.install(id)); // twice

    REQUIRE(world.call<calls::PluginSetEnabled>({id, false}));
    CHECK(world.status(id).state == PluginState::disabled);
    CHECK(world.until([&] { return world.storage.contains({id, "deactivated"}); }));
    CHECK(world.storage.at({id, "deactivated"}) == "false");
    CHECK(world.until([&] { return child_processes() == 0; }));
    CHECK(world.status(id).crash_count == 0);
    CHECK(world.call<calls::PluginRunCommand>({id, "click"}).error().code == Errc::unavailable);
    CHECK(world.call<calls::PluginRestart>({id}).error().code == Errc::unavailable);

    REQUIRE(world.call<calls::PluginSetEnabled>({id, true}));
    CHECK(world.reaches(id, PluginState::running));
    CHECK(world.status(id).load_count == 2);

    REQUIRE(world.call<calls::PluginUninstall>({id, true}));
    CHECK(world.status(id).state == PluginState::found);
    CHECK(world.until([&] { return !world.installations.rows.contains(id); }));
    CHECK(world.storage.at({id, "deactivated"}) == "true"); // it was told that it is being removed
    CHECK_FALSE(world.status(id).installed);
    CHECK(world.call<calls::PluginUninstall>({id, true}).error().code == Errc::not_found);
}

TEST_CASE("off and on again in one breath ends running") {
    World world;
    world.put_actor(id);
    world.run(id);
    for (int i = 0; i < 5; ++i) {
        REQUIRE(world.call<calls::PluginSetEnabled>({id, false}));
        REQUIRE(world.call<calls::PluginSetEnabled>({id, true}));
    }
    CHECK(world.until(
        [&] { return world.status(id).state == PluginState::running && world.frames(id) > 0 && child_processes() == 1; }));
    CHECK(world.status(id).crash_count == 0);
}

TEST_CASE("without a required permission nothing runs, and the reason is in plain words") {
    World world;
    world.put_actor(id, "version=1", "1.0.0",
                    R"("permissions": ["calendar:read", "tasks:write", {"id": "notifications:send", "required": false}])");
    REQUIRE(world.install(id, {"tasks:write"}));
    CHECK(world.status(id).state == PluginState::refused);
    CHECK(world.status(id).reason ==
          "It cannot run without being allowed to: read your calendar. It starts when you allow that.");
    CHECK(child_processes() == 0);

    REQUIRE(world.review(id, {"tasks:write", "calendar:read"}));
    CHECK(world.reaches(id, PluginState::running));

    REQUIRE(world.review(id, {"calendar:read"}));
    CHECK(world.status(id).state == PluginState::refused);
    CHECK(world.until([&] { return child_processes() == 0; }));
}

TEST_CASE("a plugin for another version of Asista is refused until the versions fit") {
    World world;
    world.put_actor(id, "version=1", "1.0.0", R"("min_platform_version": "2.0.0")");
    REQUIRE(world.install(id));
    CHECK(world.status(id).reason == "It needs Asista 2.0.0 or newer; this is 0.1.0. Update Asista to use it.");

    world.put_manifest(id, "1.0.1", R"("min_platform_version": "0.1.0")");
    CHECK(world.reaches(id, PluginState::running));
}

TEST_CASE("a plugin with a broken manifest is listed with the fault and cannot be installed") {
    World world;
    world.put_manifest(id, "one");
    REQUIRE(world.until([&] { return world.listed(id); }));
    CHECK(world.status(id).state == PluginState::broken);
    CHECK(world.status(id).reason.find("field \"version\" holds \"one\"") != std::string::npos);
    CHECK(world.install(id).error().code == Errc::invalid);
    CHECK(world.call<calls::PluginInstall>({"test.no.such", {}}).error().code == Errc::not_found);
}

TEST_CASE("a folder that is removed takes its plugin along: put back, it runs again") {
    World world;
    world.put_actor(other);
    world.run(other);
    world.put_actor(id);
    world.run(id);

    std::filesystem::remove_all(world.folder(id));
    CHECK(world.until([&] { return !world.listed(id) && child_processes() == 1; }));
    CHECK(world.installations.rows.contains(id));
    CHECK(world.keeps_drawing(other));

    world.put_actor(id);
    CHECK(world.reaches(id, PluginState::running));
}

TEST_CASE("state is saved when it changed and handed to the next process, also after a crash") {
    World world;
    world.put_actor(id, "command=crash");
    world.run(id);
    for (int i = 0; i < 3; ++i) world.click(id);
    CHECK(world.until([&] {
        return world.installations.states.contains(id) &&
               nlohmann::json::parse(
                   std::string_view(reinterpret_cast<const char*>(world.installations.states.at(id).bytes.data()),
                                    world.installations.states.at(id).bytes.size()))["clicks"] == 3;
    }));

    CHECK_FALSE(world.call<calls::PluginRunCommand>({id, "act"}));
    CHECK(world.until([&] { return world.status(id).crash_count == 1 && world.status(id).state == PluginState::running; }));
    CHECK(world.ask(id)["clicks"] == 3);

    world.click(id);
    REQUIRE(world.call<calls::PluginSetEnabled>({id, false})); // saves on the way out
    REQUIRE(world.call<calls::PluginSetEnabled>({id, true}));
    CHECK(world.ask(id)["clicks"] == 4);
}

TEST_CASE("a state that makes the plugin crash is left out at the next start") {
    World world;
    world.put_actor(id);
    world.run(id);
    world.click(id);
    CHECK(world.until([&] { return world.installations.states.contains(id); }));

    world.put_library(id, "version=2 state=crash"); // on trial it crashes; then by itself
    CHECK(world.until([&] { return !world.status(id).reload_note.empty(); }));
    REQUIRE(world.call<calls::PluginRestart>({id}));

    CHECK(world.until([&] { return world.status(id).crash_count == 1 && world.status(id).state == PluginState::running; }));
    CHECK(world.ask(id)["clicks"] == 0);
    CHECK(world.log(id).find("so it starts without") != std::string::npos);
}

TEST_CASE("a stopped plugin can be restarted by the user and is not restarted by anything else") {
    World world;
    world.put_actor(id, "draw=crash");
    REQUIRE(world.install(id));
    REQUIRE(world.reaches(id, PluginState::stopped));
    const auto crashes = world.status(id).crash_count;
    CHECK(crashes == 3);
    REQUIRE(world.call<calls::PluginSetGrants>({id, {}}));
    run_for(*world.loop, 100);
    CHECK(world.status(id).crash_count == crashes);

    REQUIRE(world.call<calls::PluginRestart>({id}));
    CHECK(world.until(
        [&] { return world.status(id).crash_count == crashes + 3 && world.status(id).state == PluginState::stopped; }));

    world.put_library(id, "version=2"); // a new build is a new chance
    CHECK(world.reaches(id, PluginState::running));
}

TEST_CASE("settings reach the plugin, are checked against the manifest, and are remembered") {
    World world;
    world.put_actor(
        id, "version=1", "1.0.0",
        R"("settings": [{"key": "pace", "title": "Pace", "type": "number", "default": 1, "minimum": 0, "maximum": 9}])");
    world.run(id);
    CHECK(world.status(id).settings_json == R"({"pace":1})");

    REQUIRE(world.call<calls::PluginSetSettings>({id, R"({"pace": 3})"}));
    CHECK(world.until([&] { return world.ask(id)["settings"] == 1; }));
    CHECK(world.status(id).settings_json == R"({"pace":3})");
    CHECK(world.call<calls::PluginSetSettings>({id, R"({"pace": 10})"}).error().code == Errc::invalid);
    CHECK(world.installations.rows.at(id).settings_json == R"({"pace":3})");

    REQUIRE(world.call<calls::PluginUninstall>({id, true}));
    CHECK(world.until([&] { return !world.installations.rows.contains(id); }));
    world.run(id);
    CHECK(world.status(id).settings_json == R"({"pace":3})"); // kept with its data
}

TEST_CASE("events go to those who subscribed and may know, and to nobody else") {
    World world;
    world.put_actor(id, "version=1", "1.0.0", R"("permissions": [{"id": "tasks:read", "required": false}])");
    world.run(id, {"tasks:read"});
    CHECK(world.ask(id)["events"] == 0);

    world.supervisor->publish("tasks/changed", "{}");
    world.supervisor->publish("habits/changed", "{}");
    CHECK(world.until([&] { return world.ask(id)["events"] == 1; }));

    world.put_actor(other, "say=hello"); // publishes test.other.plugin/said when it becomes active
    world.run(other);
    CHECK(world.until([&] { return world.ask(id)["events"] == 2; }));

    REQUIRE(world.call<calls::EventsPublish>({"test.other.plugin/said", "{}"})); // the user, trying things out
    CHECK(world.until([&] { return world.ask(id)["events"] == 3; }));
    CHECK_FALSE(world.call<calls::EventsPublish>({"test.other.plugin/said", "{"}));

    REQUIRE(world.call<calls::PluginSetGrants>({id, {}})); // taken back: nothing more comes
    world.supervisor->publish("tasks/changed", "{}");
    run_for(*world.loop, 30);
    CHECK(world.ask(id)["events"] == 3);
}

TEST_CASE("an event that was not allowed is not subscribed to") {
    World world;
    world.put_actor(id);
    world.run(id);
    CHECK(world.log(id).find("tasks:read") != std::string::npos); // the SDK says why
    world.supervisor->publish("tasks/changed", "{}");
    run_for(*world.loop, 30);
    CHECK(world.ask(id)["events"] == 0);
}

TEST_CASE("commands, actions, methods and phrases run in the plugin they belong to, unknown ones nowhere") {
    World world;
    world.put_actor(id, "version=1", "1.0.0", R"("permissions": ["voice:commands"])");
    world.run(id, {"voice:commands"});

    world.click(id);
    CHECK(world.call<calls::PluginRunAction>({id, "main", "act"}));
    CHECK(world.call<calls::PluginRunVoice>({"Hello,  Actor"}).error().code == Errc::not_found);
    CHECK(world.call<calls::PluginRunVoice>({"  Hello  ACTOR! "}));
    CHECK(world.ask(id)["clicks"] == 3);
    CHECK(world.call<calls::PluginRunCommand>({id, "nothing"}).error().code == Errc::not_found);
    CHECK(world.call<calls::PluginRunAction>({id, "main", "nothing"}).error().code == Errc::not_found);
    CHECK(world.call<calls::PluginCallMethod>({id, "nothing", "{}"}).error().code == Errc::not_found);
    CHECK(world.call<calls::PluginCallMethod>({id, "status", "{"}).error().code == Errc::invalid);
}

TEST_CASE("what cannot be remembered is not done") {
    World world;
    world.put_actor(id);
    world.installations.broken = true;
    CHECK(world.install(id).error().code == Errc::io);
    CHECK(world.status(id).state == PluginState::found);
    world.installations.broken = false;
    world.run(id);

    world.installations.broken = true;
    CHECK(world.call<calls::PluginSetEnabled>({id, false}).error().code == Errc::io);
    CHECK(world.status(id).state == PluginState::running);
    REQUIRE(world.call<calls::PluginUninstall>({id, true}));
    CHECK(
        world.until([&] { return world.status(id).reason.find("could not be removed: the disk is full") != std::string::npos; }));
    world.installations.broken = false;
}

TEST_CASE("closing saves and deactivates everything, and a later start finds it as it was") {
    const auto descriptors = open_descriptors();
    {
        World world;
        world.put_actor(id);
        world.run(id);
        world.click(id);
        world.close();
        CHECK(world.storage.at({id, "deactivated"}) == "false");
        CHECK(world.installations.states.contains(id));
        CHECK(child_processes() == 0);
        CHECK(world.installations.rows.at(id).enabled);
    }
    CHECK(open_descriptors() == descriptors);
}

TEST_CASE("a plugin that will not close does not hold the client up") {
    World world;
    world.put_actor(id, "deactivate=hang");
    world.run(id);
    bool done = false;
    world.supervisor->shut_down(500, [&] { done = true; });
    CHECK(run_until(
        *world.loop, [&] { return done; }, 60'000));
    CHECK(child_processes() == 0);
}

TEST_CASE("a supervisor that goes while plugins run leaves nothing behind") {
    const auto descriptors = open_descriptors();
    {
        World world;
        world.put_actor(id, "draw=hang from-frame=2 animate=yes");
        world.run(id);
        world.put_actor(other);
        REQUIRE(world.install(other)); // in the middle of its start
    }
    CHECK(child_processes() == 0);
    CHECK(open_descriptors() == descriptors);
}

TEST_CASE("processor time and memory are measured on request") {
    World world;
    world.put_actor(id);
    world.run(id);
    world.supervisor->sample_usage();
    for (int i = 0; i < 30; ++i) CHECK(world.keeps_drawing(id));
    world.supervisor->sample_usage();
    CHECK(world.status(id).usage.memory_mb > 0.5);
    CHECK(world.status(id).usage.memory_mb < 100);
    CHECK(world.status(id).usage.cpu_percent >= 0);
}

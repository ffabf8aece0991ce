// Plugins that fail in every way a plugin can. Each time: the reason is the one a person needs, another plugin keeps drawing, and nothing is
// left behind.
#include "world.hpp"

using namespace asista;
using namespace asista::test;
using runtime::PluginState;

namespace {
constexpr const char* good = "test.good.neighbour";
constexpr const char* bad = "test.bad.actor";

struct Fault {
    const char* script;
    PluginState ends_as;
    const char* says; // a part of the reason
};

// What must hold whatever the plugin did.
void check_neighbour(World& world) {
    CHECK(world.keeps_drawing(good));
    CHECK(world.status(good).state == PluginState::running);
    CHECK(world.status(good).crash_count == 0);
}

void run_fault(const Fault& fault, WorldOptions options = {}) {
    INFO(fault.script);
    const auto descriptors = open_descriptors();
    {
        World world(std::move(options));
        world.put_actor(good);
        world.run(good);
        world.put_actor(bad, fault.script);
        REQUIRE(world.install(bad));

        CHECK(world.reaches(bad, fault.ends_as));
        const auto status = world.status(bad);
        INFO(status.reason, " | ", world.log(bad));
        CHECK(status.reason.find(fault.says) != std::string::npos);
        CHECK(world.installations.rows.at(bad).why_disabled == status.reason);
        const std::size_t tries = fault.ends_as == PluginState::stopped ? 3 : 1;
        CHECK(world.until([&] { return world.status(bad).pid == 0 && world.gone.size() >= tries; }));
        check_neighbour(world);
        run_for(*world.loop, 60); // longer than any restart waits here
        CHECK(world.gone.size() == tries);
        world.close();
    }
    CHECK(open_descriptors() == descriptors);
    CHECK(child_processes() == 0);
}
} // namespace

TEST_CASE("a plugin that crashes while it starts is tried three times, then stays stopped with the reason" *
          doctest::skip(sanitized)) {
    run_fault({"load=crash", PluginState::stopped, "It crashed while its library was being opened (segmentation fault"});
    run_fault({"create=abort", PluginState::stopped, "It crashed while initialising (aborted)"});
    run_fault({"start=crash", PluginState::stopped,
               "It crashed while initialising (segmentation fault at 0x0). It crashed 3 times within 5 minutes"});
    run_fault({"start=exit", PluginState::stopped, "It ended by itself (exit code 0)."});
    run_fault({"activate=crash", PluginState::stopped, "It crashed while handling an event (segmentation fault"});
}

TEST_CASE("a plugin that says why it cannot start is not tried again") {
    run_fault({"start=fail", PluginState::refused, "the actor does not want to"});
    run_fault({"start=throw", PluginState::refused, "the actor was told to throw"});
    run_fault({"create=throw", PluginState::refused, "the actor was told to throw"});
    run_fault({"start=throw-int", PluginState::refused, "It could not start"});
    run_fault({"activate=fail", PluginState::refused, "the actor does not want to"});
}

TEST_CASE("a plugin that hangs while it starts is ended at the deadline") {
    WorldOptions options;
    options.times.hello = 1'500;
    run_fault({"start=hang", PluginState::stopped, "It did not finish starting within 1.5 s."}, options);
}

TEST_CASE("a plugin that hangs while it becomes active is ended at the deadline") {
    WorldOptions options;
    options.times.order = 1'500;
    run_fault({"activate=hang", PluginState::stopped, "It did not finish becoming active within 1.5 s."}, options);
}

TEST_CASE("a plugin that crashes while drawing is started again, then stays stopped with the reason" * doctest::skip(sanitized)) {
    run_fault({"draw=crash", PluginState::stopped, "It crashed while drawing (segmentation fault at 0x0)."});
    run_fault({"draw=abort", PluginState::stopped, "It crashed while drawing (aborted)."});
    run_fault({"draw=overflow", PluginState::stopped, "It crashed while drawing (stack overflow)."});
    run_fault({"draw=thread-crash", PluginState::stopped, "It crashed in a thread of its own"});
}

TEST_CASE("an end without a crash is a crash as well") {
    run_fault({"draw=exit", PluginState::stopped, "It ended by itself (exit code 0)."});
    run_fault({"draw=_exit", PluginState::stopped, "It ended by itself (exit code 0)."});
}

TEST_CASE("a plugin that crashes in a callback of its own is stopped like any other" * doctest::skip(sanitized)) {
    run_fault({"timer=crash", PluginState::stopped, "It crashed while handling an event (segmentation fault"});
}

TEST_CASE("a crash in a command fails the command and restarts the plugin, whose last picture stays meanwhile") {
    WorldOptions options;
    options.times.crashes.delays_ms = {300};
    World world(options);
    world.put_actor(good);
    world.run(good);
    world.put_actor(bad, "command=crash");
    world.run(bad);
    const auto instance = world.status(bad).instance;

    const auto ran = world.call<calls::PluginRunCommand>({bad, "act"});

    REQUIRE_FALSE(ran);
    CHECK(ran.error().code == Errc::unavailable);
    CHECK(world.reaches(bad, PluginState::restarting));
    CHECK(world.status(bad).reason.find("It starts again in 0.3 s.") != std::string::npos);
    CHECK(world.status(bad).instance == instance);
    CHECK(world.window->has_picture(instance));
    CHECK(world.status(bad).registrations->widgets().size() == 1); // the card is still there to show it
    CHECK(world.until([&] { return world.status(bad).state == PluginState::running && world.frames(bad) > 0; }));
    CHECK(world.status(bad).instance != instance);
    CHECK_FALSE(world.window->has_picture(instance));
    CHECK(world.gone == std::vector<InstanceId>{instance});
    CHECK(world.status(bad).crash_count == 1);
    check_neighbour(world);
}

TEST_CASE("the log of a crash names the plugin's own frames") {
    World world;
    world.put_actor(bad, "draw=crash");
    REQUIRE(world.install(bad));
    CHECK(world.reaches(bad, PluginState::stopped));
    const auto log = world.log(bad);
    INFO(log);
    CHECK(log.find("#0 ") != std::string::npos);
    CHECK(log.find("0x") != std::string::npos);
}

TEST_CASE("a plugin that hangs while drawing says so, and can be restarted and switched off") {
    WorldOptions options;
    options.times.save = options.times.deactivate =
        600'000; // whoever waited for one of these would not be done in this test's time
    World world(options);
    world.put_actor(good);
    world.run(good);
    world.put_actor(bad, "draw=hang from-frame=3 animate=yes");
    world.run(bad);
    const auto instance = world.status(bad).instance;

    CHECK(world.until([&] { return world.status(bad).reason.find("has not answered for 5 seconds") != std::string::npos; }));
    CHECK(world.status(bad).state == PluginState::running);
    check_neighbour(world);

    REQUIRE(world.call<calls::PluginRestart>({bad})); // does not wait for the hanging process to save anything
    CHECK(world.until([&] { return world.status(bad).state == PluginState::running && world.status(bad).instance != instance; }));
    CHECK(world.status(bad).reason.empty());

    CHECK(world.until([&] { return !world.status(bad).reason.empty(); }));
    REQUIRE(world.call<calls::PluginSetEnabled>({bad, false}));
    CHECK(world.status(bad).state == PluginState::disabled);
    CHECK(world.status(bad).reason == "You switched it off.");
    CHECK(world.until([&] { return child_processes() == 1; })); // the neighbour's
    check_neighbour(world);
}

TEST_CASE("a slow plugin that answers at last is fine again") {
    WorldOptions options;
    options.window = {.first_notice = 1, .last_notice = 2}; // everything is slow for this window
    World world(options);
    world.put_actor(bad);
    world.run(bad);
    for (int i = 0; i < 20; ++i) CHECK(world.keeps_drawing(bad));
    CHECK(world.until([&] { return world.status(bad).reason.empty(); }));
    CHECK(world.status(bad).state == PluginState::running);
}

TEST_CASE("garbage in the frame is never shown and stops the plugin at the third time" * doctest::skip(sanitized)) {
    World world;
    world.put_actor(good);
    world.run(good);
    world.put_actor(bad, "draw=garbage animate=yes");
    REQUIRE(world.install(bad));

    const bool stopped = world.reaches(bad, PluginState::stopped);
    INFO(world.log(bad));
    CHECK(stopped);
    CHECK(world.status(bad).reason.find("It was stopped because it kept drawing what cannot be shown: ") == 0);
    CHECK(world.status(bad).crash_count == 1);
    check_neighbour(world);

    REQUIRE(world.call<calls::PluginRestart>({bad})); // the user may try again
    CHECK(world.until([&] { return world.status(bad).state != PluginState::stopped; }));
}

TEST_CASE("exceptions and unbalanced stacks in draw cost a line in the log, not the plugin") {
    for (const char* script : {"draw=throw", "draw=throw-int", "draw=unbalanced"}) {
        INFO(script);
        World world;
        world.put_actor(bad, script);
        world.run(bad);

        CHECK(world.keeps_drawing(bad));

        CHECK(world.status(bad).crash_count == 0);
        CHECK(world.until(
            [&] { return world.status(bad).log->lines().size() > 2; })); // beside "running" and what it printed itself
        INFO(world.log(bad));
        const auto ran = world.call<calls::PluginRunCommand>({bad, "click"});
        CHECK(ran);
    }
}

TEST_CASE("a failing command tells the user why and costs nothing else") {
    World world;
    world.put_actor(bad, "command=throw");
    world.run(bad);

    const auto ran = world.call<calls::PluginRunCommand>({bad, "act"});

    REQUIRE_FALSE(ran);
    CHECK(ran.error().message.find("the actor was told to throw") != std::string::npos);
    CHECK(world.keeps_drawing(bad));
}

TEST_CASE("a library that is no plugin is refused before any of its code runs, with what to do") {
    struct Row {
        std::string library;
        const char* says;
    };
    auto other_key = World::actor_library("version=1");
    const auto key = other_key.find("imgui 1");
    REQUIRE(key != std::string::npos);
    other_key[key + 6] = '0';
    const std::vector<Row> rows{
        {World::fixture("no_entry.so"), "does not export asista_plugin_entry_v1"},
        {World::fixture("own_imgui.so"), "carries its own copy of Dear ImGui"},
        {other_key, "built with another Dear ImGui (imgui 0"},
        {"#!/bin/sh\necho hello\n", "it is not an ELF library, or not finished"},
        {World::actor_library("version=1").substr(0, 20'000), "cut off"},
    };
    for (const auto& row : rows) {
        INFO(row.says);
        World world;
        write_file_by_rename(world.folder(bad) / "plugin.so", row.library);
        world.put_manifest(bad);
        REQUIRE(world.until([&] { return world.listed(bad); }));
        REQUIRE(world.install(bad));

        CHECK(world.reaches(bad, PluginState::refused));
        CHECK_MESSAGE(world.until([&] { return world.status(bad).reason.find(row.says) != std::string::npos; }),
                      world.status(bad).reason);
        CHECK(world.until([&] { return child_processes() == 0; }));
        CHECK(world.status(bad).crash_count == 0);

        // A good library in its place is tried at once.
        world.put_library(bad, "version=2");
        CHECK(world.reaches(bad, PluginState::running));
        CHECK(world.status(bad).reason.empty());
    }
}

TEST_CASE("a missing library is a reason, and its arrival the cure") {
    World world;
    world.put_manifest(bad);
    REQUIRE(world.until([&] { return world.listed(bad); }));
    REQUIRE(world.install(bad));
    CHECK(world.status(bad).state == PluginState::refused);
    CHECK(world.status(bad).reason.find("there is no plugin.so in the folder test.bad.actor") != std::string::npos);

    world.put_library(bad, "version=1");

    CHECK(world.reaches(bad, PluginState::running));
}

TEST_CASE("what was not granted is not done, and shows in log and count") {
    World world;
    const std::string asks = R"("permissions": [{"id": "tasks:write", "required": false}])";
    world.put_actor(bad, "version=1", "1.0.0", asks);
    world.run(bad);
    REQUIRE(world.call<calls::PermissionsSet>({bad, "tasks:write", calls::Grant::denied}));

    const auto denied = world.call<calls::PluginRunCommand>({bad, "add-task"});

    REQUIRE_FALSE(denied);
    CHECK(world.tasks_added == 0);
    CHECK(world.log(bad).find("refused: tasks.add needs the permission tasks:write, which was not granted") != std::string::npos);
    CHECK(world.broker->counts(bad).denied == 2); // and the phrase it registered without voice:commands

    REQUIRE(world.review(bad, {"tasks:write"}));
    CHECK(world.call<calls::PluginRunCommand>({bad, "add-task"}));
    CHECK(world.tasks_added == 1);
    REQUIRE(world.call<calls::PluginSetGrants>({bad, {}})); // and taken back while it runs
    CHECK_FALSE(world.call<calls::PluginRunCommand>({bad, "add-task"}));
    CHECK(world.tasks_added == 1);
}

TEST_CASE("a grant reaches only a build that asks for it") {
    World world;
    world.put_actor(bad);
    CHECK_FALSE(world.install(bad, {"tasks:write"}));
    CHECK_FALSE(world.install(bad, {"tasks:fly"}));
    world.run(bad);
    world.put_manifest(bad, "2.0.0", R"("permissions": [{"id": "tasks:write", "required": false}])");
    CHECK(world.until([&] { return world.status(bad).reload_count == 1 && world.status(bad).load_count == 2; }));
    REQUIRE(world.review(bad, {"tasks:write"}));
    CHECK(world.call<calls::PluginRunCommand>({bad, "add-task"}));

    world.put_manifest(bad, "3.0.0"); // a version that does not ask any more
    CHECK(world.until([&] { return world.status(bad).reload_count == 2 && world.status(bad).load_count == 3; }));
    CHECK_FALSE(world.call<calls::PluginRunCommand>({bad, "add-task"}));
    CHECK(world.tasks_added == 1);
}

TEST_CASE("a plugin that calls too fast is slowed down, told so, and others do not notice") {
    WorldOptions options;
    options.broker = {.calls_per_s = 1'000, .burst_calls = 100};
    World world(options);
    world.put_actor(good);
    world.run(good);
    world.put_actor(bad);
    world.run(bad);

    const auto answer = world.call<calls::PluginCallMethod>({bad, "flood", "400"});

    REQUIRE_MESSAGE(answer, answer.error().message);
    CHECK(nlohmann::json::parse(answer->json)["refused"] == 400); // the key does not exist, or the rate was exceeded
    CHECK(world.broker->counts(bad).over_limit >= 1);
    CHECK(world.broker->counts(bad).over_limit < 50); // it had to wait instead
    CHECK(world.status(bad).state == PluginState::running);
    check_neighbour(world);
}

TEST_CASE("a plugin that floods without end is stopped") {
    WorldOptions options;
    options.broker = {.calls_per_s = 20, .burst_calls = 50};
    World world(options);
    world.put_actor(good);
    world.put_actor(bad);
    world.run(bad);

    const auto answer = world.call<calls::PluginCallMethod>({bad, "flood", "1000000"});

    CHECK_FALSE(answer);
    CHECK(world.reaches(bad, PluginState::stopped));
    CHECK(world.status(bad).reason.find("made more calls than Asista can answer") != std::string::npos);
}

TEST_CASE("what a plugin prints is kept, cut and made harmless") {
    World world;
    world.put_actor(bad, "print=flood");
    world.run(bad);
    CHECK(world.until([&] { return world.log(bad).find("the rest is dropped") != std::string::npos; }));
    CHECK(world.keeps_drawing(bad));
    const auto log = world.log(bad);
    INFO(log);
    CHECK(log.find("\\x1b[31mline ") != std::string::npos);
    CHECK(log.find(" \xEF\xBF\xBD\n") != std::string::npos);
    CHECK(log.find('\x1b') == std::string::npos);
    CHECK(world.status(bad).log->lines().size() <= 500);
}

// Builds with sanitizers among the others, under the real supervisor: what they find is said, and the history of builds goes on as if they
// had not been. The way back to the build before is last_good_test.cpp's.
#include "world.hpp"

using namespace asista;
using namespace asista::test;
using runtime::PluginState;

namespace {
constexpr const char* id = "test.one.actor";
constexpr std::int64_t minute = 60'000;

WorldOptions with_sanitizers() {
    WorldOptions options;
    options.sanitizer = runtime::SanitizerRuntime{{ASISTA_TEST_SANITIZER}};
    return options;
}

// What is kept of the plugin's builds, as text that can be compared.
std::string remembered(const MemoryBuilds& builds) {
    const auto name = [](const runtime::BuildName& build) { return fmt::format("{:x}+{:x}", build.library, build.manifest); };
    std::string text;
    if (const auto row = builds.rows.find(id); row != builds.rows.end()) {
        const auto& [good, tried, refused, why] = row->second;
        text = fmt::format("good {} tried {} refused {} why {}", good ? name(good->name) : "", name(tried), name(refused), why);
        if (good && good->state) text += fmt::format(" state of {} bytes", good->state->bytes.size());
    }
    text += builds.libraries.contains(id) ? ", a library" : ", no library";
    if (const auto mark = builds.marks.find(id); mark != builds.marks.end())
        for (const auto& [key, value] : mark->second) text += fmt::format(", marked {}={}", key.second, value);
    return text;
}

struct Running : World {
    explicit Running(WorldOptions options = with_sanitizers()) : World(std::move(options)) {
        put_actor(id, "version=1");
        run(id);
        click(id);
        click(id);
    }
    void put_checked(const std::string& script) {
        write_file_by_rename(folder(id) / "plugin.so", actor_library(script, "test.fixture.checked-actor"));
    }
    bool version_runs(const std::string& version) {
        return until([&] { return status(id).state == PluginState::running; }) && ask(id)["version"] == version;
    }
    bool runs_without() {
        return until([&] { return status(id).state == PluginState::running && !status(id).sanitized; });
    }
    bool reloads(std::uint32_t times) {
        return until([&] { return status(id).reload_count == times && status(id).state == PluginState::running; });
    }
    void prove() {
        clock.pass(5 * minute);
        REQUIRE(until([&] { return builds.rows[id].good && builds.rows[id].tried.empty(); }));
    }
    // The command crashes its process for the `time`-th time.
    void crash(std::uint32_t time) {
        static_cast<void>(call<calls::PluginRunCommand>({id, "act"}).has_value());
        REQUIRE(until([&] { return status(id).crash_count == time; }));
    }
    void stops_at_a_finding(std::uint32_t time) {
        const bool stopped = until([&] { return status(id).crash_count == time && status(id).state == PluginState::stopped; });
        REQUIRE_MESSAGE(stopped, status(id).reason << log(id));
        CHECK(status(id).reason.find("heap-buffer-overflow") != std::string::npos);
        CHECK(status(id).reason.find("It stays stopped until you save a change or restart it.") != std::string::npos);
        CHECK(status(id).reload_note.empty());
        CHECK(status(id).sanitized);
    }
};
} // namespace

TEST_CASE(
    "what a build with sanitizers finds brings no build before back, and what was remembered of the others stays as it is") {
    Running world;
    world.prove();
    world.storage[{id, "mine"}] = "1";
    world.put_library(id, "version=2 command=crash");
    REQUIRE(world.reloads(1));
    REQUIRE(world.version_runs("2"));
    world.crash(1); // of three
    REQUIRE(world.version_runs("2"));
    const auto before = remembered(world.builds);
    REQUIRE(before.find("marked mine=1") != std::string::npos);

    world.put_checked("version=3 timer=overrun write=yes");
    world.stops_at_a_finding(2);
    for (std::uint32_t time = 3; time <= 4; ++time) {
        REQUIRE(world.call<calls::PluginRestart>({id}));
        world.stops_at_a_finding(time);
    }
    CHECK(remembered(world.builds) == before);
    CHECK(world.storage.at({id, "written-by"}) == "\"3\""); // it stays
    CHECK(world.storage.at({id, "mine"}) == "1");

    // Its first minutes without a finding make no good build of it either.
    world.put_checked("version=4");
    REQUIRE(world.version_runs("4"));
    CHECK(world.ask(id)["clicks"] == 2); // and the state goes on
    world.clock.pass(6 * minute);
    CHECK(world.keeps_drawing(id));
    CHECK(remembered(world.builds) == before);

    // Switched off: the build that was there before is where it was, two faults from its end.
    world.put_library(id, "version=2 command=crash");
    REQUIRE(world.runs_without());
    REQUIRE(world.version_runs("2"));
    CHECK(world.ask(id)["clicks"] == 2);
    CHECK(remembered(world.builds) == before);
    world.crash(5);
    REQUIRE(world.version_runs("2"));
    world.crash(6);
    REQUIRE(world.until([&] { return world.status(id).reload_note.find("crashed or hung 3 times") != std::string::npos; }));
    CHECK(world.version_runs("1"));
    CHECK(world.ask(id)["clicks"] == 2);
    CHECK(world.storage.at({id, "mine"}) == "1");
    CHECK_FALSE(world.storage.contains({id, "written-by"})); // as it was before the build that failed
}

TEST_CASE("hangs of a build with sanitizers are asked about each time, and count for nothing") {
    auto options = with_sanitizers();
    options.times.ask = 1'000;
    options.window = {.first_notice = 500, .last_notice = 100'000};
    Running world(options);
    world.prove();
    const auto before = remembered(world.builds);
    world.put_checked("version=2 draw=hang from-frame=6 animate=yes");
    REQUIRE(world.until([&] { return world.status(id).reload_count == 1; }));

    for (int time = 0; time < 3; ++time) {
        REQUIRE(world.until([&] { return world.status(id).reason.find("You can wait, restart it") != std::string::npos; }));
        REQUIRE(world.call<calls::PluginRestart>({id}));
        REQUIRE(world.until([&] { return world.status(id).state != PluginState::running; }));
    }

    REQUIRE(world.reaches(id, PluginState::running));
    CHECK(world.status(id).sanitized);
    CHECK(world.status(id).reload_note.empty());
    CHECK(remembered(world.builds) == before);
}

TEST_CASE("a build with sanitizers that cannot start is no reason for the build before") {
    Running world;
    world.prove();
    REQUIRE(world.call<calls::PluginSetEnabled>({id, false}));
    REQUIRE(world.until([&] { return child_processes() == 0; }));
    const auto before = remembered(world.builds);
    world.put_checked("version=2 start=fail");
    REQUIRE(world.call<calls::PluginSetEnabled>({id, true}));

    REQUIRE(world.reaches(id, PluginState::refused));
    CHECK(world.status(id).reason.find("the actor does not want to") != std::string::npos);
    CHECK(remembered(world.builds) == before);

    world.put_library(id, "version=1");
    CHECK(world.version_runs("1"));
    CHECK(remembered(world.builds) == before);
}

TEST_CASE("where no build has been good yet, one with sanitizers does not become the first") {
    Running world;
    const auto before = remembered(world.builds);
    world.put_checked("version=2 timer=overrun");
    world.stops_at_a_finding(1);
    world.put_checked("version=3");
    REQUIRE(world.version_runs("3"));
    world.clock.pass(6 * minute);
    CHECK(world.keeps_drawing(id));
    CHECK(remembered(world.builds) == before);

    world.put_library(id, "version=4");
    REQUIRE(world.runs_without());
    REQUIRE(world.version_runs("4"));
    world.prove();
    CHECK(remembered(world.builds).find("a library") != std::string::npos);
}

// A plugin in each tier that this machine offers: all it needs works, and what it tries in vain is told by name.
#include "world.hpp"

using namespace asista;
using namespace asista::test;
using runtime::PluginState;
using runtime::SandboxPlan;
namespace fs = std::filesystem;

namespace {
constexpr const char* id = "test.one.honest";

const SandboxPlan& plan_here() {
    static const SandboxPlan plan = runtime::probe_sandbox(build_folder() / "bin" / "asista-plugin-host");
    return plan;
}
// All that can be had, strictest first; a developer build has its own alone.
std::vector<SandboxPlan> plans_here() {
    if (developer_build) return {plan_here()};
    std::vector<SandboxPlan> plans;
    for (const SandboxTier tier : {SandboxTier::a, SandboxTier::b, SandboxTier::c})
        if (auto plan = plan_here().lowered_to(tier)) plans.push_back(std::move(*plan));
    REQUIRE_FALSE(plans.empty());
    return plans;
}
WorldOptions in(const SandboxPlan& plan) {
    WorldOptions options;
    options.sandbox = plan;
    options.times.order = 90'000; // all that a plugin needs is one call, and sanitizers make it long
    return options;
}
void put_honest(World& world) {
    write_file_by_rename(world.folder(id) / "plugin.so", World::fixture("test.fixture.honest/plugin.so"));
    world.put_manifest(id);
    REQUIRE(world.until([&] { return world.listed(id); }));
}
std::ptrdiff_t count(const std::string& text, std::string_view part) {
    std::ptrdiff_t found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
}
} // namespace

TEST_CASE("in every tier a plugin has threads, clocks, exceptions, dates, random numbers and memory up to its limit") {
    for (const auto& plan : plans_here()) {
        CAPTURE(std::string(tier_name(plan.tier)));
        World world(in(plan));
        put_honest(world);
        world.run(id);
        CHECK(plan.accepts(world.status(id).tier));
        CHECK(parse_tier(world.status(id).tier) == plan.tier);
        const auto answer = world.call<calls::PluginCallMethod>({id, "needs", "{}"});
        REQUIRE_MESSAGE(answer, answer.error().message);
        const auto needs = nlohmann::json::parse(answer->json);
        CHECK(needs.size() == 11);
        for (const auto& [need, works] : needs.items()) {
            CAPTURE(need);
            if (!sanitized || need != "end of memory") CHECK(works == true);
        }
        CHECK(world.keeps_drawing(id));
        CHECK(count(world.log(id), "the sandbox refused") == 0);
        CHECK(world.until([&] { return world.log(id).find("printed") != std::string::npos; }));
        world.close();
    }
}

TEST_CASE("in every tier refused calls are in the plugin's log by name, once for each kind and then summed up" *
          doctest::skip(developer_build)) {
    for (const auto& plan : plans_here()) {
        CAPTURE(std::string(tier_name(plan.tier)));
        World world(in(plan));
        put_honest(world);
        world.run(id);
        REQUIRE(world.call<calls::PluginCallMethod>({id, "tries", "{}"}));
        CHECK(world.until([&] { return world.log(id).find("kernel calls") != std::string::npos; }));
        const auto log = world.log(id);
        INFO(log);
        CHECK(count(log, "the sandbox refused to let it open a network connection (socket)") == 1);
        CHECK(count(log, "the sandbox refused to let it open a file (openat): /home/somebody/secret.txt") == 1);
        CHECK(count(log, "the sandbox refused 2 more kernel calls: socket 2 times") == 1);
        CHECK(count(log, "the sandbox refused") == 3);
        // By a thread of the plugin's own, while the host sleeps and nothing else happens.
        REQUIRE(world.call<calls::PluginCallMethod>({id, "later", "{}"}));
        CHECK(run_until(*world.loop, [&] { return world.log(id).find("signal another process (kill)") != std::string::npos; }));
        CHECK(world.keeps_drawing(id));
    }
}

TEST_CASE("in every tier a call that only an attack makes ends the plugin, and its card says which" *
          doctest::skip(developer_build)) {
    for (const auto& plan : plans_here()) {
        CAPTURE(std::string(tier_name(plan.tier)));
        World world(in(plan));
        put_honest(world);
        world.run(id);
        static_cast<void>(world.call<calls::PluginRunCommand>({id, "trace"}).has_value());
        CHECK(world.until([&] { return world.status(id).crash_count == 1; }));
        CHECK(world.log(id).find("It was ended because it tried to trace another process (ptrace).") != std::string::npos);
        REQUIRE(world.reaches(id, PluginState::running));
        // The kernel ends a process that cannot be told, and then nobody knows which call it was.
        static_cast<void>(world.call<calls::PluginRunCommand>({id, "trace-quietly"}).has_value());
        CHECK(world.until([&] { return world.status(id).crash_count == 2; }));
        CHECK(world.log(id).find("made a kernel call that no plugin may make, in a way that hides which one") !=
              std::string::npos);
    }
}

TEST_CASE("where the machine offers nothing no plugin starts, and each card says why") {
    SandboxPlan nothing;
    nothing.tier = SandboxTier::none;
    nothing.notes = {"No plugin runs on this computer, because too little would stand between it and your data.",
                     "There is no Landlock."};
    World world(in(nothing));
    put_honest(world);
    REQUIRE(world.install(id));
    CHECK(world.reaches(id, PluginState::refused));
    CHECK(world.status(id).reason == nothing.notes[0] + " " + nothing.notes[1]);
    CHECK(child_processes() == 0);
}

TEST_CASE("a host that holds less than planned is refused before its plugin is shown" * doctest::skip(developer_build)) {
    if (!plan_here().lowered_to(SandboxTier::c)) return;
    SandboxPlan plan = plan_here(); // tier A; the rogue says tier C
    WorldOptions options = in(plan);
    options.program = (build_folder() / "test-plugins" / "fixture_rogue_host").string();
    World world(options);
    world.put_actor("test.rogue.less");
    REQUIRE(world.install("test.rogue.less"));
    CHECK(world.reaches("test.rogue.less", PluginState::refused));
    CHECK(world.status("test.rogue.less")
              .reason.find("locked down less than this computer can (tier A was planned, \"C as it says\" holds)") !=
          std::string::npos);
}

#include "arena.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <string_view>

namespace asista::test::hostile {

namespace fs = std::filesystem;
using nlohmann::json;
using runtime::PluginState;

namespace {
constexpr std::string_view script_mark = "ASISTA-HOSTILE-SCRIPT:";
constexpr std::size_t script_size = 2047;

const runtime::SandboxPlan& best_plan() {
    static const runtime::SandboxPlan plan = runtime::probe_sandbox(build_folder() / "bin" / "asista-plugin-host");
    return plan;
}

WorldOptions world_options(SandboxTier tier, const ArenaOptions& options) {
    WorldOptions made;
    made.times = options.times;
    made.broker = options.broker;
    if (options.spare) made.spare_idle_ms = 10;
    auto plan = best_plan().lowered_to(tier);
    REQUIRE_MESSAGE(plan, plan.error().message);
    made.sandbox = std::move(*plan);
    return made;
}

// What differs from run to run has no place in a table: numbers, addresses.
std::string without_numbers(std::string text) {
    for (std::size_t at = 0; (at = text.find("0x", at)) != std::string::npos; ++at) {
        const auto end = text.find_first_not_of("0123456789abcdef", at + 2);
        text.replace(at, end == std::string::npos ? end : end - at, "...");
    }
    std::ranges::replace(text, '|', '/');
    return text;
}
} // namespace

const std::vector<SandboxTier>& tiers_here() {
    static const std::vector<SandboxTier> tiers = [] {
        if (developer_build) return std::vector{SandboxTier::developer};
        std::vector<SandboxTier> able;
        for (const auto tier : {SandboxTier::a, SandboxTier::b, SandboxTier::c})
            if (best_plan().lowered_to(tier)) able.push_back(tier);
        REQUIRE_FALSE(able.empty());
        return able;
    }();
    return tiers;
}

std::string Arena::library(const json& script) {
    static const std::string pristine = read_file(build_folder() / "test-plugins" / "test.fixture.hostile" / "plugin.so");
    std::string bytes = pristine;
    const auto at = bytes.find(script_mark);
    REQUIRE(at != std::string::npos);
    REQUIRE(bytes.find(script_mark, at + 1) == std::string::npos);
    std::string text = std::string(script_mark) + script.dump();
    REQUIRE(text.size() <= script_size);
    text.resize(script_size, ' ');
    return bytes.replace(at, script_size, text);
}

Arena::Arena(SandboxTier in_tier, ArenaOptions options)
    : world(world_options(in_tier, options)), tier(in_tier), options_(std::move(options)) {
    world.put_actor(good, "animate=yes");
    world.run(good);
    json script = options_.script;
    script["arguments"] = outside.arguments();
    write_file_by_rename(world.folder(bad) / "plugin.so", library(script));
    world.put_manifest(bad, "1.0.0", options_.manifest_fields);
    REQUIRE(world.until([&] { return world.listed(bad); }));
}

void Arena::start() {
    REQUIRE_MESSAGE(start_or_end(), ending() << world.log(bad));
    REQUIRE(world.until([&] { return world.frames(bad) > 2; }));
}

bool Arena::start_or_end() {
    if (world.spare)
        REQUIRE(run_until(
            *world.loop, [&] { return world.spare->ready(); }, 60'000));
    const pid_t spare = world.spare ? world.spare->pid() : 0;
    REQUIRE(world.install(bad));
    if (world.spare) REQUIRE(world.status(bad).pid == spare);
    REQUIRE(world.until([&] {
        const auto state = world.status(bad).state;
        return state != PluginState::starting && state != PluginState::found;
    }));
    return alive();
}

bool Arena::alive() const { return world.status(bad).state == PluginState::running; }

std::string Arena::ending() const {
    if (alive()) return {};
    const std::string reason = world.status(bad).reason;
    return reason.substr(0, reason.find(". ") + 1); // what follows is when it starts again
}

json Arena::attack(std::string_view name, json more) {
    more.update(outside.arguments());
    more["name"] = name;
    more["neighbour"] = world.status(good).pid;
    more["self"] = bad;
    more["other"] = good;
    return call("attack", more);
}

json Arena::call(const char* method, const json& arguments) {
    const auto answer = world.call<calls::PluginCallMethod>({bad, method, arguments.dump()});
    if (answer) return json::parse(answer->json);
    // The process may be gone already, or be about to end; or the method alone failed.
    if (answer.error().code != Errc::unavailable) return {{"failed", answer.error().message}};
    REQUIRE(world.until([&] { return !alive(); }));
    return {{"ended", ending()}};
}

void Arena::revive() {
    if (!alive()) restart();
}

void Arena::restart() {
    REQUIRE(world.call<calls::PluginRestart>({bad}));
    const bool good_again = world.until([&] { return alive() && world.frames(bad) > 2; });
    REQUIRE_MESSAGE(good_again, world.status(bad).reason << "\n" << world.log(bad));
}

void Arena::check_others() {
    CHECK(world.status(good).state == PluginState::running);
    CHECK(world.keeps_drawing(good));
    CHECK(world.status(good).crash_count == 0);
    CHECK(world.call<calls::PluginRunCommand>({good, "click"}));
    CHECK(world.tasks_added == 0);
    outside.check_untouched();
}

std::string stopper(const json& seen) {
    if (seen.contains("ended")) {
        const auto sentence = seen["ended"].get<std::string>();
        // A process whose connection is gone ends by itself; the client may notice the one or the other first.
        if (sentence == "It closed its connection to Asista." || sentence == "It ended by itself (exit code 0).")
            return "ended: by itself";
        constexpr std::string_view deadly = "It was ended because it tried to ";
        if (sentence.starts_with(deadly))
            return "ended: tried to " + sentence.substr(deadly.size(), sentence.size() - deadly.size() - 1);
        return without_numbers("ended: " + sentence);
    }
    if (seen.contains("failed")) return without_numbers("told: " + seen["failed"].get<std::string>());
    if (seen.value("done", false)) return "allowed";
    const auto error = seen.value("error", std::string());
    // The filter answers with these before any other layer is asked; limits have errors of their own.
    static const std::map<std::string, std::string, std::less<>> layers{
        {"EPERM", "seccomp"}, {"EACCES", "seccomp"}, {"ENOSYS", "seccomp"}, {"ENOTTY", "seccomp"},
        {"ENOMEM", "limit"},  {"EAGAIN", "limit"},   {"EMFILE", "limit"},   {"EFBIG", "limit"},
    };
    if (error.empty()) return without_numbers("told: " + seen.value("detail", std::string()));
    const auto layer = layers.find(error);
    return (layer == layers.end() ? std::string("kernel") : layer->second) + ": " + error;
}

void run_section(const MatrixSection& section, const ArenaOptions& options) {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        Arena arena(tier, options);
        arena.start();
        for (const Attempt& attempt : section.attempts()) {
            INFO(attempt.name);
            const json seen = arena.attack(attempt.name);
            INFO(seen.dump(-1, ' ', false, json::error_handler_t::replace));
            std::string cell = stopper(seen);
            if (cell == "allowed" && attempt.must == Attempt::Must::fail) {
                const bool known = attempt.known_gap.find(tier_name(tier)) != std::string_view::npos;
                CHECK_MESSAGE(known, "the attack succeeded");
                cell = "**succeeds**";
            }
            section.note(tier, attempt, cell);
            arena.outside.check_untouched();
            arena.revive();
        }
        arena.check_others();
    }
}

} // namespace asista::test::hostile

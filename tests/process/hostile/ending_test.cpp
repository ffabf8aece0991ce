// Every way to end, or not to, at every point of a plugin's life.
#include "arena.hpp"

using namespace asista;
using namespace asista::test;
using namespace asista::test::hostile;
using runtime::PluginState;

namespace {
using enum Attempt::Must;

constexpr Attempt endings[] = {
    {"draw/segfault", "a null pointer while drawing"},
    {"draw/abort", "abort while drawing"},
    {"draw/overflow-stack", "endless recursion while drawing"},
    {"draw/divide-by-zero", "a division by zero while drawing"},
    {"draw/illegal-instruction", "an illegal instruction while drawing"},
    {"draw/exit", "`exit(0)` while drawing"},
    {"draw/exit-at-once", "`_exit(0)` while drawing"},
    {"draw/throw-in-thread", "an exception in a thread of its own"},
    {"draw/deaf-crash", "a crash with every signal handler removed"},
    {"load/segfault", "a null pointer in a constructor"},
    {"load/abort", "abort in a constructor"},
    {"load/exit-at-once", "`_exit(0)` in a constructor"},
    {"load/hang", "an endless loop in a constructor"},
    {"start/segfault", "a null pointer while it starts"},
    {"start/exit", "`exit(0)` while it starts"},
    {"start/hang", "an endless loop while it starts"},
    {"activate/segfault", "a null pointer while it becomes active"},
    {"activate/hang", "an endless loop while it becomes active"},
};
constexpr Attempt silent_endings[] = {
    {"draw/hang", "an endless loop while drawing"},
    {"draw/hang-without-signals", "the same with every signal blocked"},
    {"draw/exit-thread", "end the main thread, keep the process"},
};
constexpr Attempt late_endings[] = {
    {"save/segfault", "a null pointer while it saves its state"}, {"save/exit-at-once", "`_exit(0)` while it saves its state"},
    {"save/hang", "an endless loop while it saves its state"},    {"deactivate/segfault", "a null pointer while it stops"},
    {"deactivate/hang", "an endless loop while it stops"},
};
const MatrixSection ending_section(14, "Endings", endings);
const MatrixSection silent_section(15, "Endings that are none", silent_endings);
const MatrixSection late_section(16, "Endings at the end", late_endings);

ArenaOptions options_of(const Attempt& attempt) {
    const std::string name(attempt.name);
    const auto slash = name.find('/');
    ArenaOptions options{.script = {{name.substr(0, slash), name.substr(slash + 1)}, {"from-frame", 3}}};
    if (name.ends_with("hang")) options.times.hello = options.times.order = 5'000; // the neighbour must make it, too
    options.times.save = options.times.deactivate = 500;
    return options;
}
} // namespace

TEST_CASE("however a plugin ends, its card says how, and everybody else goes on" * doctest::skip(sanitized)) {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        for (const Attempt& attempt : ending_section.attempts()) {
            INFO(attempt.name);
            Arena arena(tier, options_of(attempt));
            arena.start_or_end();
            CHECK(arena.world.until([&] { return !arena.alive() && !arena.ending().empty(); }));
            ending_section.note(tier, attempt, stopper({{"ended", arena.ending()}}));
            // A stack was taken wherever the host's handler could run.
            if (arena.ending().find("crashed") != std::string::npos)
                CHECK(arena.world.log(Arena::bad).find("#0 ") != std::string::npos);
            arena.check_others();
        }
    }
}

TEST_CASE("a plugin that neither answers nor ends can be switched off" * doctest::skip(sanitized)) {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        for (const Attempt& attempt : silent_section.attempts()) {
            INFO(attempt.name);
            Arena arena(tier, options_of(attempt));
            arena.start_or_end();
            CHECK(arena.world.until([&] { return !arena.world.status(Arena::bad).reason.empty(); }));
            // It runs on, or, where the first frame hung before the order to begin was read, it was ended as a start that hung.
            const auto state = arena.world.status(Arena::bad).state;
            CHECK_MESSAGE((arena.alive() || state == PluginState::restarting || state == PluginState::stopped),
                          arena.world.status(Arena::bad).reason);
            silent_section.note(tier, attempt, "told as not answering, can be switched off");
            arena.check_others();
            REQUIRE(arena.world.call<calls::PluginSetEnabled>({Arena::bad, false}));
            CHECK(arena.world.until([&] { return child_processes() == 1; })); // the neighbour's
        }
    }
}

TEST_CASE("a plugin that misbehaves at its end ends all the same" * doctest::skip(sanitized)) {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        for (const Attempt& attempt : late_section.attempts()) {
            INFO(attempt.name);
            Arena arena(tier, options_of(attempt));
            arena.start();
            REQUIRE(arena.world.call<calls::PluginSetEnabled>({Arena::bad, false}));
            CHECK(arena.world.until([&] { return child_processes() == 1; }));
            CHECK(arena.world.status(Arena::bad).state == PluginState::disabled);
            late_section.note(tier, attempt, "ended at the deadline or before, switched off");
            arena.check_others();
        }
    }
}

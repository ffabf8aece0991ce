// A client with a well-behaved plugin, the hostile one, and the outside, in one tier of the sandbox.
#pragma once

#include "matrix.hpp"
#include "outside.hpp"

#include "../world.hpp"

namespace asista::test::hostile {

// The tiers this machine can do, strictest first; the developer tier alone in a build with sanitizers.
const std::vector<SandboxTier>& tiers_here();

struct ArenaOptions {
    nlohmann::json script = nlohmann::json::object(); // what the library does by itself: {"load": "tcp"}
    std::string manifest_fields = {};
    runtime::SupervisorTimes times{.hello = 20'000,
                                   .order = 20'000,
                                   .save = 3'000,
                                   .deactivate = 5'000,
                                   .trial = 20'000,
                                   .autosave = 50,
                                   .crashes = {.delays_ms = {600'000}}, // it is the test that starts it again
                                   // Nobody looks: on a busy machine a test may last until a plugin is over its budget.
                                   .budgets = {.look_ms = 24 * 3'600'000}};
    runtime::BrokerLimits broker{};
    bool spare = false; // the hostile plugin begins in a host that had waited for it
};

class Arena {
  public:
    static constexpr const char* good = "test.good.neighbour";
    static constexpr const char* bad = "test.bad.hostile";

    explicit Arena(SandboxTier tier, ArenaOptions options = {});

    // The hostile library, with this script in its bytes.
    static std::string library(const nlohmann::json& script);
    // Installs the hostile plugin and waits until it draws; or only until it has ended or been refused.
    void start();
    bool start_or_end();

    // Runs one attack by its method: what the plugin says of it, or {"ended": sentence} when the process did not live to tell.
    nlohmann::json attack(std::string_view name, nlohmann::json more = nlohmann::json::object());
    nlohmann::json call(const char* method, const nlohmann::json& arguments); // the same for another method
    // Starts it again where it is not running; or in any case.
    void revive();
    void restart();
    bool alive() const;
    // The first sentence of why it does not run; empty while it does.
    std::string ending() const;

    // doctest checks: the neighbour draws, answers a click, and the outside is as it was.
    void check_others();

    World world;
    Outside outside;
    SandboxTier tier;

  private:
    ArenaOptions options_;
};

// What stopped it, as the matrix says it: "seccomp: EPERM", "limit: ENOMEM", "ended: tried to ...".
std::string stopper(const nlohmann::json& seen);

// The same, started.
struct RunningArena : Arena {
    explicit RunningArena(SandboxTier in_tier, const ArenaOptions& options = {}) : Arena(in_tier, options) { start(); }
};

enum class Between { restart, new_arena }; // what makes up for one attempt before the next
// Has `judge(arena, attempt)` say what stopped each attempt of a section, in each tier, and fills in the matrix. At an arena's end the
// others in it must be as well as before.
template <class AnyArena, Between between = Between::restart, class Options, class Judge>
void judge_section(const MatrixSection& section, const Options& options, Judge judge) {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        std::optional<AnyArena> arena;
        for (const Attempt& attempt : section.attempts()) {
            INFO(attempt.name);
            if (!arena) arena.emplace(tier, options);
            section.note(tier, attempt, judge(*arena, attempt));
            if (between == Between::restart) {
                arena->restart();
                continue;
            }
            arena->check_others();
            arena.reset();
        }
        if (arena) arena->check_others();
    }
}

// Runs every attempt of a section in one arena, in each tier, and fills in the matrix.
void run_section(const MatrixSection& section, const ArenaOptions& options = {});

} // namespace asista::test::hostile

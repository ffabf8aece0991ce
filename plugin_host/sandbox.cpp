// The order of the layers. What needs /proc or a right comes before what takes it away: the file system, capabilities, limits, Landlock,
// and the call filter last, since it refuses everything the others need.
#include "sandbox.hpp"

#include "sandbox_layers.hpp"

#include <cstdio>
#include <sys/prctl.h>

namespace asista::host {

namespace {
// For measurements alone: tests/bench builds a host of its own with this macro. The program that is installed has no such way.
#if defined(ASISTA_HOST_WITHOUT_SANDBOX)
constexpr bool locks = false;
#else
constexpr bool locks = !developer_build;
#endif

const char* unlocked_tier() { return developer_build ? "developer build: no sandbox" : "none (for measurements)"; }

Result<void> settle() {
    offer_to_oom_killer();
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail_errno("give up new privileges");
    return {};
}
} // namespace

Result<std::string> lock_down(SandboxTier wanted, PluginBuild build) {
    TRY(settle());
    if constexpr (!locks) {
        TRY(set_limits(unlimited_memory));
        return std::string(unlocked_tier());
    }
    if (wanted != SandboxTier::a && wanted != SandboxTier::b && wanted != SandboxTier::c)
        return fail(Errc::unsupported, "this plugin host runs in tier A, B or C, not in \"{}\"", tier_name(wanted));
    const MemoryLimits memory = build == PluginBuild::plain ? plugin_memory : TRY(sanitizer_memory());
    std::string why_not_namespaces;
    if (uses_namespaces(wanted)) {
        if (auto left = leave_file_system(); !left) {
            if (wanted == SandboxTier::c) return fail_in("the sandbox cannot be set up", left.error());
            why_not_namespaces = left.error().message; // Landlock and seccomp hold by themselves
            wanted = SandboxTier::b;
        }
    }
    TRY(drop_capabilities());
    TRY(set_limits(memory));
    TRY(watch_refused_calls());
    std::string layers;
    if (uses_landlock(wanted)) {
        const auto abi = restrict_with_landlock();
        if (!abi) return fail(Errc::unsupported, "the sandbox cannot be set up: {}", abi.error().message);
        layers = fmt::format("LL{}+", *abi);
    }
    TRY(filter_calls());
    const std::string text = fmt::format("{} {}{}SC+RL", tier_name(wanted), uses_namespaces(wanted) ? "NS+" : "", layers);
    return why_not_namespaces.empty() ? text : fmt::format("{} (not A: {})", text, why_not_namespaces);
}

int probe(bool in_namespaces) {
    const auto say = [](const char* layer, const std::string& problem, const std::string& details = "") {
        std::printf("%s %s %s\n", layer, problem.empty() ? "yes" : "no", problem.empty() ? details.c_str() : problem.c_str());
        std::fflush(stdout);
    };
    const auto problem_of = [](const auto& result) { return result ? std::string() : result.error().message; };
    if (auto settled = settle(); !settled) {
        say("limits", settled.error().message);
        return 1;
    }
    if constexpr (!locks) {
        say("developer", {}, unlocked_tier());
        return 0;
    }
    if (in_namespaces) say("namespaces", problem_of(leave_file_system()));
    const auto dropped = drop_capabilities();
    const auto limited = dropped ? set_limits(plugin_memory) : dropped;
    say("limits", problem_of(limited));
    const auto abi = restrict_with_landlock();
    say("Landlock", problem_of(abi), abi ? std::to_string(*abi) : "");
    const auto watched = watch_refused_calls();
    const auto filtered = watched ? filter_calls() : watched;
    say("seccomp", problem_of(filtered)); // printed from inside
    return 0;
}

} // namespace asista::host

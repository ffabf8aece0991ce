// Which sandbox this machine's kernel offers against plugins. Asked once, at the start, by putting a process of the plugin host through
// the whole lock-down; what it reports is the plan for every plugin from then on.
#pragma once

#include "wire/result.hpp"
#include "wire/sandbox_tier.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::runtime {

// One layer, as `asista doctor` lists it.
struct SandboxLayer {
    std::string name; // "namespaces", "Landlock", "seccomp", "limits"
    bool holds = false;
    std::string details; // "version 7 of its interface"; why not, otherwise
};

struct SandboxPlan {
    // Not asked yet: seccomp and Landlock are wanted, and a host that cannot have them refuses to start its plugin and says why.
    SandboxTier tier = SandboxTier::b;
    std::string layers; // "NS+LL7+SC+RL"; empty when not asked yet or none holds
    std::vector<SandboxLayer> each;
    std::vector<std::string> notes; // whole sentences: what is missing, what that means, what to do

    // Why no plugin may run, in whole sentences; empty when they may.
    std::string refusal() const;
    // Whether a host that says it holds this ("B LL7+SC+RL") may keep its plugin: as planned or better, or tier B where A was planned,
    // since the kernel may run out of namespaces for one process. The developer tier counts in developer builds alone.
    bool accepts(std::string_view held) const;
    // The same machine with less: for tests and measurements. Errc::unsupported when a layer that this needs does not hold here.
    Result<SandboxPlan> lowered_to(SandboxTier wanted) const;
};

// The plan of a machine on which a plugin host has said that it holds this ("A NS+LL7+SC+RL"), before it knew of any plugin. Only for tier A
// with nothing missing: what there is to say of a lesser one takes probe_sandbox().
std::optional<SandboxPlan> plan_of_full_tier(std::string_view held);

// Starts up to two short processes and waits for them, 5 to 10 ms and 5 s at most. Any thread but [main]; it must outlive the call, as
// the kernel ends the processes with it. Never fails: a host program that cannot be started is a plan with tier none and the reason.
SandboxPlan probe_sandbox(const std::filesystem::path& host_program);

} // namespace asista::runtime

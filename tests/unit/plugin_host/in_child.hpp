// Runs something in a process of its own, in the namespaces of a tier of the sandbox.
#pragma once

#include "child_process.hpp"
#include "sandbox.hpp"

#include <csignal>
#include <cstdio>
#include <functional>
#include <sched.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace asista::testing {

using test::in_child;

inline bool write_text(const char* path, const std::string& text) {
    std::FILE* const file = std::fopen(path, "we");
    if (file == nullptr) return false;
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    return std::fclose(file) == 0 && written;
}

constexpr int no_namespaces = 78;

// As in_child, in namespaces of its own, where the process is the first; no_namespaces where they cannot be had.
inline int in_namespaces(const std::function<int()>& run) {
    return in_child([&] {
        const std::string uid = "0 " + std::to_string(::geteuid()) + " 1", gid = "0 " + std::to_string(::getegid()) + " 1";
        if (::unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS) != 0 ||
            !write_text("/proc/self/setgroups", "deny") || !write_text("/proc/self/uid_map", uid) ||
            !write_text("/proc/self/gid_map", gid))
            return no_namespaces;
        const int outcome = in_child(run);
        if (outcome >= 0) return outcome;
        ::kill(::getpid(), -outcome); // dies the same death
        return 79;
    });
}

inline int in_tier(SandboxTier tier, const std::function<int()>& run) {
    return uses_namespaces(tier) ? in_namespaces(run) : in_child(run);
}

// Sanitizers need what the sandbox forbids and handle crashes themselves; the host says so as its tier.
inline bool is_developer_build() { return developer_build; }

// The tiers that can be had here, strictest first.
inline std::vector<SandboxTier> tiers_here() {
    std::vector<SandboxTier> tiers;
    if (developer_build) return tiers;
    for (const SandboxTier tier : {SandboxTier::a, SandboxTier::b, SandboxTier::c})
        if (in_tier(tier, [tier] {
                const auto held = host::lock_down(tier);
                return held && parse_tier(*held) == tier ? 0 : 1;
            }) == 0)
            tiers.push_back(tier);
    return tiers;
}

} // namespace asista::testing

// What each layer of the sandbox stops by itself. The table in plugin_host/README.md is this test's, printed with ASISTA_PRINT_LAYERS set.
#include "attacks.hpp"
#include "in_child.hpp"
#include "refusals.hpp"
#include "sandbox_layers.hpp"
#include "victim.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <map>

using namespace asista;
using namespace asista::testing;

namespace {
constexpr int worked = 0, refused = 1, not_here = 2, killed = 3;

// As an ordinary user, with one layer or none in force.
int with(const std::string& layer, const Attack& attack) {
    const auto act = [&]() -> int {
        if (layer != "none" && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return not_here;
        if (layer == "LL" && !host::restrict_with_landlock()) return not_here;
        if (layer == "NS" && (!host::leave_file_system() || !host::drop_capabilities())) return not_here;
        if (layer == "RL" && !host::set_limits(host::plugin_memory)) return not_here;
        if (layer == "SC" && (!host::watch_refused_calls() || !host::filter_calls())) return not_here;
        return attack.run() ? worked : refused;
    };
    const int outcome = in_child([&] {
        if (!become_nobody()) return not_here;
        const int end = layer == "NS" ? in_namespaces(act) : in_child(act);
        return end == no_namespaces ? not_here : end < 0 ? killed : end;
    });
    ::unlink("/tmp/asista-sandbox-test");
    ::rmdir("/tmp/asista-sandbox-folder");
    return outcome;
}
const char* word(int outcome) {
    switch (outcome) {
    case worked: return "yes";
    case refused: return "no";
    case killed: return "killed";
    default: return "?";
    }
}
} // namespace

TEST_CASE("what each layer stops by itself") {
    if (developer_build) return;
    Victim victim;
    const bool print = std::getenv("ASISTA_PRINT_LAYERS") != nullptr;
    std::map<std::string, int> stopped;
    int possible = 0;
    auto all = attacks(victim.outside);
    for (auto& attack : memory_attacks()) all.push_back(std::move(attack));
    for (const auto& attack : all) {
        CAPTURE(attack.name);
        std::map<std::string, int> by;
        for (const char* const layer : {"none", "LL", "NS", "RL", "SC"}) by[layer] = with(layer, attack);
        const bool needs_limits =
            attack.name.find("600 MB") != std::string::npos || attack.name.find("terabyte") != std::string::npos;
        CHECK((by["SC"] == refused || by["SC"] == killed || needs_limits)); // alone it stops all but plain memory
        if (by["none"] == worked) {
            ++possible;
            for (const auto& [layer, outcome] : by)
                if (outcome == refused || outcome == killed) ++stopped[layer];
        }
        if (print)
            fmt::print("| {} | {} | {} | {} | {} | {} |\n", attack.name, word(by["none"]), word(by["LL"]), word(by["NS"]),
                       word(by["RL"]), word(by["SC"]));
    }
    if (print) {
        fmt::print("possible {}", possible);
        for (const auto& [layer, count] : stopped) fmt::print(", {} stops {}", layer, count);
        fmt::print("\n");
    }
    CHECK(possible > 40);
    const auto tiers = tiers_here();
    const bool has_landlock = !tiers.empty() && tiers.front() != SandboxTier::c;
    // Either of these walls stands for files, network and other processes when the call filter should have a hole.
    if (has_landlock) CHECK(stopped["LL"] >= 10);
    if (std::ranges::any_of(tiers, uses_namespaces)) CHECK(stopped["NS"] >= 15);
}

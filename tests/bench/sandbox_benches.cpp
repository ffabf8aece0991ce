// What the sandbox costs: a frame's way and a process's start in the strictest tier of this machine, against a host that is the same but
// for the lock-down, which is built for this alone.
#include "bench.hpp"
#include "bench_host.hpp"

#include <fmt/format.h>

#include <array>

namespace asista::bench {

namespace {
constexpr double turn_us = 12'000; // between frames, so that caches and cores are as cold as in real life
constexpr const char* unlocked_program = "asista-plugin-host-unlocked";

HostChoice unlocked() { return {SandboxTier::b, unlocked_program}; } // started as in tier B: without namespaces

// One frame, after the rest of this turn.
Result<double> paced_frame_us(Host& host, Canvas& canvas, double& next_us) {
    next_us = std::max(next_us + turn_us, now_us());
    sleep_until_us(next_us);
    const double asked = now_us();
    TRY(host.frame(canvas.begin_list()));
    return now_us() - asked;
}

Result<Figure> sandbox_frame() {
    const auto desk = TRY(Desk::open());
    const auto locked = TRY(Host::run(*desk, "test.bench.panel"));
    const auto open = TRY(Host::run(*desk, "test.bench.open", panel_place, unlocked()));
    std::vector<double> ours, floor;
    double next_us = 0;
    for (int turn = 0; turn < 600; ++turn) {
        // Each comes first as often as second.
        const auto first = turn % 2 == 0;
        (first ? ours : floor).push_back(TRY(paced_frame_us(first ? *locked : *open, desk->canvas(), next_us)));
        (first ? floor : ours).push_back(TRY(paced_frame_us(first ? *open : *locked, desk->canvas(), next_us)));
    }
    return figure(
        ours, floor,
        fmt::format(
            "request to the client's draw list, a frame every 12 ms, sandbox {}; floor: the same with \"{}\", p99 {:.0f}; "
            "difference p50 {:+.0f} us, expected none",
            locked->tier(), open->tier(), percentile(floor, 0.99), median(ours) - median(floor)));
}

Result<double> start_ms(Desk& desk, const HostChoice& choice, std::string& tier) {
    const double began = now_us();
    const auto host = TRY(Host::spawn(desk, "test.bench.panel", panel_place, choice));
    TRY(host->greet());
    TRY(host->frame(desk.canvas().begin_list()));
    tier = host->tier();
    return (now_us() - began) / 1000;
}

Result<Figure> sandbox_start() {
    const auto desk = TRY(Desk::open());
    const SandboxTier strictest = desk->sandbox().tier;
    std::vector<SandboxTier> others;
    for (const SandboxTier tier : {SandboxTier::b, SandboxTier::c})
        if (tier != strictest && desk->sandbox().lowered_to(tier)) others.push_back(tier);
    std::vector<double> ours, floor;
    std::array<std::vector<double>, 2> in_others;
    std::array<std::string, 2> names;
    std::string held, nothing;
    for (int turn = 0; turn < 50; ++turn) {
        ours.push_back(TRY(start_ms(*desk, {strictest, {}}, held)));
        floor.push_back(TRY(start_ms(*desk, unlocked(), nothing)));
        for (std::size_t i = 0; i < others.size(); ++i) in_others[i].push_back(TRY(start_ms(*desk, {others[i], {}}, names[i])));
    }
    auto result = figure(ours, floor, fmt::format("spawn to first frame taken, sandbox {}; floor: \"{}\"", held, nothing));
    for (std::size_t i = 0; i < others.size(); ++i)
        result.note += fmt::format("; {}: {:.2f} (p99 {:.2f})", names[i], median(in_others[i]), percentile(in_others[i], 0.99));
    return result;
}
} // namespace

void add_sandbox_benches(std::vector<Bench>& all) {
    all.push_back({"sandbox-frame", "us", sandbox_frame});
    all.push_back({"sandbox-start", "ms", sandbox_start});
}

} // namespace asista::bench

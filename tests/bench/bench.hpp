// What a bench is: a name, a unit, and a function that measures ours and a floor in the same run, turn by turn, so that the ratio holds
// on a noisy machine. The runner prints the table and writes build/bench.json.
#pragma once

#include "wire/result.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace asista::bench {

struct Figure {
    double ours = 0;  // median
    double floor = 0; // median of the floor; 0 when there is none to compare with
    double p99 = 0;   // of ours
    std::string note; // what was measured against what, and goals that were missed
    // What stands in the ratio column when ours / floor would say little (a difference, a count).
};

struct Bench {
    std::string name, unit;
    std::function<Result<Figure>()> measure;
};

// All benches, in the order of the table. Each file of benches adds its own.
void add_frame_benches(std::vector<Bench>& all);     // frame-roundtrip, frame-check-blit, hosts-1, hosts-8, hosts-32
void add_host_benches(std::vector<Bench>& all);      // host-start, plugin-memory
void add_sandbox_benches(std::vector<Bench>& all);   // sandbox-frame, sandbox-start
void add_reload_benches(std::vector<Bench>& all);    // reload-swap, reload-dropped
void add_reload_rss_bench(std::vector<Bench>& all);  // reload-rss
void add_save_benches(std::vector<Bench>& all);      // save-imgui, save-stl, save-error, save-undo
void add_build_frame_bench(std::vector<Bench>& all); // build-frame
void add_soak_benches(std::vector<Bench>& all);      // soak-frame, soak-rss, soak-fds
void add_storage_benches(std::vector<Bench>& all);   // storage-get, storage-set
void add_seal_benches(std::vector<Bench>& all);      // sealed-commit, sealed-scan
void add_million_benches(std::vector<Bench>& all);   // million-start, -open, -search, -scroll, -memory
void add_ai_benches(std::vector<Bench>& all);        // ai-first-token, ai-cancel, ai-memory
void add_ai_frame_benches(std::vector<Bench>& all);  // ai-frame, ai-frame-coach, ai-unseen
void add_app_benches(std::vector<Bench>& all);       // app-start, idle-frames, idle-cpu

inline double now_us() {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The value below which `part` (0 to 1) of the samples lie; 0 for none.
inline double percentile(std::vector<double> samples, double part) {
    if (samples.empty()) return 0;
    const auto index = std::min(samples.size() - 1, static_cast<std::size_t>(part * static_cast<double>(samples.size())));
    std::nth_element(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(index), samples.end());
    return samples[index];
}
inline double median(std::vector<double> samples) { return percentile(std::move(samples), 0.5); }

inline Figure figure(const std::vector<double>& ours, const std::vector<double>& floor, std::string note) {
    return {median(ours), median(floor), percentile(ours, 0.99), std::move(note)};
}

} // namespace asista::bench

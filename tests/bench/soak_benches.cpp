// A thousand crashes, hangs, exits and reloads of plugins in a running client: what the window notices of them, and what they leave behind.
#include "bench.hpp"
#include "bench_client.hpp"
#include "bench_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <malloc.h>
#include <map>
#include <random>

namespace asista::bench {

namespace {
constexpr int width = 1280, height = 800, victims = 6, warm_events = 120, events = 1'000;
constexpr std::string_view mark = "ASISTA-BENCH-BUILD: ";

// What this process has resident, by kind, and what the allocator has of it. MB.
struct Memory {
    double resident = 0, anonymous = 0, shared = 0, file = 0; // of the kernel; shared: areas of plugins
    double heap_used = 0, heap_free = 0;                      // of all arenas; what is free may be resident all the same
};
Memory memory() {
    constexpr double mb = 1 << 20;
    Memory now;
    std::ifstream status("/proc/self/status");
    const std::map<std::string, double Memory::*> wanted{{"VmRSS:", &Memory::resident},
                                                         {"RssAnon:", &Memory::anonymous},
                                                         {"RssShmem:", &Memory::shared},
                                                         {"RssFile:", &Memory::file}};
    std::string key, rest;
    for (double kb = 0; status >> key; std::getline(status, rest))
        if (const auto field = wanted.find(key); field != wanted.end() && status >> kb) now.*field->second = kb / 1024;
    const struct mallinfo2 heap = ::mallinfo2();
    now.heap_used = static_cast<double>(heap.uordblks + heap.hblkhd) / mb;
    now.heap_free = static_cast<double>(heap.fordblks) / mb;
    return now;
}
int descriptors() {
    int count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
    return count;
}

// This thread's time on a processor, and in line for one, so far.
struct ThreadTime {
    double running_ms = 0, queued_ms = 0;
};
ThreadTime thread_time() {
    std::ifstream file("/proc/thread-self/schedstat");
    double running_ns = 0, queued_ns = 0;
    file >> running_ns >> queued_ns;
    return {running_ns / 1e6, queued_ns / 1e6};
}

// A window frame: how long it took, and what this thread did of that. The rest it slept: for plugins, 4 ms at most, and for the renderer.
struct Frame {
    double took_ms = 0, running_ms = 0, queued_ms = 0;
};
std::vector<double> times_of(const std::vector<Frame>& frames) {
    std::vector<double> all;
    for (const auto& frame : frames) all.push_back(frame.took_ms);
    return all;
}
// The mean of the slowest hundredth.
Frame slowest(std::vector<Frame> frames) {
    if (frames.empty()) return {};
    std::ranges::sort(frames, std::greater{}, &Frame::took_ms);
    frames.resize(std::max<std::size_t>(frames.size() / 100, 1));
    Frame mean;
    const auto count = static_cast<double>(frames.size());
    for (const auto& frame : frames) {
        mean.took_ms += frame.took_ms / count;
        mean.running_ms += frame.running_ms / count;
        mean.queued_ms += frame.queued_ms / count;
    }
    return mean;
}

struct Soaked {
    std::vector<Frame> frames, quiet_frames;
    Memory before, half, after, trimmed_before, trimmed; // trimmed: once the allocator has given back what it does not use
    int gained_fds = 0;
    std::map<std::string, int> kinds;
    double took_s = 0;
};

// Each plugin fails on its own, six at a time: one event of each is under way.
class Soak {
  public:
    static Result<Soak> set() {
        Soak soak(TRY(TempFolder::make()));
        soak.library_ = TRY(read_file(bench_plugin("test.bench.faulty", "plugin.so")));
        if (soak.library_.find(mark) == std::string::npos)
            return fail(Errc::invalid, "the faulty plugin has no place for its number");
        for (int i = 0; i < victims; ++i) {
            soak.victims_.push_back({.id = fmt::format("test.bench.faulty{}", i), .kind = {}});
            TRY(put_plugin(soak.folder_ / "plugins", soak.victims_.back().id, soak.library_));
        }
        soak.client_ = TRY(LiveClient::start(soak.folder_.path(), width, height, [](core::CoreConfig& config) {
            config.symbolizer_program = program("asista-symbolizer");
            auto& times = config.plugin_times;
            times.order = times.save = times.deactivate = 300; // hangs are told apart from work soon
            times.ask = 400;
            times.crashes = {.delays_ms = {0}, .most_crashes = 1'000'000};
            times.probation.faults = 1'000'000; // builds stay, however they fail
        }));
        for (const auto& victim : soak.victims_) TRY(soak.client_->install(victim.id));
        return soak;
    }

    // Draws for as long as `most` events take, and notes how long each window frame took.
    Result<void> run(int most, std::vector<Frame>& frames, std::map<std::string, int>& kinds) {
        client_->on_frame = [&] { note_frame(frames); };
        int begun = 0, ended = 0;
        const auto done = [&] {
            for (auto& victim : victims_) {
                if (!victim.kind.empty() && has_recovered(victim)) {
                    ++ended;
                    victim.kind.clear();
                }
                if (!victim.kind.empty() || begun == most || !is_well(victim)) continue;
                begin(victim);
                ++kinds[victim.kind];
                ++begun;
            }
            before_ = thread_time();
            return ended == most;
        };
        auto ran = client_->until(done, most * 2'000.0);
        client_->on_frame = nullptr;
        return ran;
    }
    Result<void> draw_in_peace(double ms, std::vector<Frame>& frames) {
        client_->on_frame = [&] { note_frame(frames); };
        const double end_us = now_us() + ms * 1000;
        const auto is_over = [&] {
            before_ = thread_time();
            return now_us() >= end_us;
        };
        auto ran = client_->until(is_over, ms + 20'000);
        client_->on_frame = nullptr;
        return ran;
    }

  private:
    struct Victim {
        std::string id, kind; // of the event under way; empty: none
        std::uint64_t instance = 0;
        std::uint32_t reloads = 0;
        double began_us = 0;
        bool restarted = false;
    };
    explicit Soak(TempFolder folder) : folder_(std::move(folder)) {}
    void note_frame(std::vector<Frame>& into) const {
        const auto now = thread_time();
        into.push_back({client_->last_frame_ms(), now.running_ms - before_.running_ms, now.queued_ms - before_.queued_ms});
    }

    bool is_well(const Victim& victim) const {
        const auto* const plugin = client_->plugin(victim.id);
        return plugin && plugin->state == ui::PluginState::running && plugin->reason.empty();
    }
    void begin(Victim& victim) {
        static const std::vector<std::string> all{"reload",     "reload",        "crash",     "abort", "overflow", "exit",
                                                  "draw-crash", "draw-overflow", "draw-exit", "hang",  "draw-hang"};
        const auto* const plugin = client_->plugin(victim.id);
        victim.kind = all[random_() % all.size()];
        victim.instance = plugin->instance;
        victim.reloads = plugin->reload_count;
        victim.began_us = now_us();
        victim.restarted = false;
        if (victim.kind == "reload") {
            auto bytes = library_;
            bytes.replace(bytes.find(mark) + mark.size(), 8, fmt::format("{:08}", ++build_ % 100'000'000));
            static_cast<void>(write_file_by_rename(folder_ / "plugins" / victim.id / "plugin.so", bytes).has_value());
        } else {
            client_->core().call<calls::PluginRunCommand>({victim.id, victim.kind}, [](const Result<calls::Nothing>&) {});
        }
    }
    bool has_recovered(Victim& victim) {
        const auto* const plugin = client_->plugin(victim.id);
        if (!plugin) return false;
        // What a person would do about one that hangs.
        const bool hangs = victim.kind.ends_with("hang") && plugin->instance == victim.instance;
        if (hangs && !victim.restarted && now_us() - victim.began_us > 500'000) {
            victim.restarted = true;
            client_->core().call<calls::PluginRestart>({victim.id}, [](const Result<calls::Nothing>&) {});
        }
        if (victim.kind == "reload") return plugin->reload_count > victim.reloads && is_well(victim);
        return plugin->instance != victim.instance && is_well(victim);
    }

    TempFolder folder_;
    std::string library_;
    std::unique_ptr<LiveClient> client_;
    std::vector<Victim> victims_;
    std::mt19937 random_{1}; // NOLINT: the same events each time
    int build_ = 0;
    ThreadTime before_; // at the beginning of this turn of the loop
};

// The three benches tell of one run.
Result<Soaked> soak() {
    static std::optional<Result<Soaked>> measured;
    const auto measure = []() -> Result<Soaked> {
        auto scene = TRY(Soak::set());
        Soaked result;
        std::map<std::string, int> ignored_kinds;
        std::vector<Frame> ignored;
        TRY(scene.draw_in_peace(2'000, ignored));
        TRY(scene.run(warm_events, ignored, ignored_kinds)); // caches and pools are filled
        TRY(scene.draw_in_peace(10'000, result.quiet_frames));
        const double began_us = now_us();
        result.before = memory();
        ::malloc_trim(0);
        result.trimmed_before = memory();
        const int open = descriptors();
        TRY(scene.run(events / 2, result.frames, result.kinds));
        result.half = memory();
        TRY(scene.run(events - events / 2, result.frames, result.kinds));
        result.took_s = (now_us() - began_us) / 1e6;
        TRY(scene.draw_in_peace(3'000, ignored)); // the last names of crashes are looked up
        result.after = memory();
        ::malloc_trim(0);
        result.trimmed = memory();
        result.gained_fds = descriptors() - open;
        return result;
    };
    if (!measured) measured = measure();
    return *measured;
}

Result<Figure> soak_frame() {
    const auto soaked = TRY(soak());
    std::string kinds;
    for (const auto& [kind, count] : soaked.kinds) kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, kind);
    Figure result;
    const auto times = times_of(soaked.frames);
    const Frame slow = slowest(soaked.frames);
    result.ours = result.p99 = percentile(times, 0.99);
    result.floor = percentile(times_of(soaked.quiet_frames), 0.99);
    result.note =
        fmt::format("p99 of {} window frames (median {:.1f}) during {} events in {:.0f} s ({}); the slowest hundredth took "
                    "{:.0f} ms, {:.0f} of "
                    "it computing and {:.0f} in line for a processor; floor: of {} frames with the same plugins and no event",
                    times.size(), median(times), events, soaked.took_s, kinds, slow.took_ms, slow.running_ms, slow.queued_ms,
                    soaked.quiet_frames.size());
    return result;
}

Result<Figure> soak_rss() {
    const auto soaked = TRY(soak());
    Figure result;
    const auto grown = [&](double Memory::*what, const Memory& since) { return soaked.after.*what - since.*what; };
    result.ours = result.p99 = grown(&Memory::resident, soaked.before);
    result.note = fmt::format(
        "resident memory the client gained in {} events, {:.1f} MB of it in the second half; anonymous {:+.1f}, "
        "shared {:+.1f}, files "
        "{:+.1f}; allocated {:+.1f} (second half {:+.1f}), free in the allocator {:+.1f}; trimmed at both ends {:+.1f}",
        events, grown(&Memory::resident, soaked.half), grown(&Memory::anonymous, soaked.before),
        grown(&Memory::shared, soaked.before), grown(&Memory::file, soaked.before), grown(&Memory::heap_used, soaked.before),
        grown(&Memory::heap_used, soaked.half), grown(&Memory::heap_free, soaked.before),
        soaked.trimmed.resident - soaked.trimmed_before.resident);
    return result;
}

Result<Figure> soak_fds() {
    const auto soaked = TRY(soak());
    Figure result;
    result.ours = result.p99 = soaked.gained_fds;
    result.note =
        fmt::format("descriptors the client gained in {} events; goal 0 {}", events, soaked.gained_fds <= 0 ? "met" : "missed");
    return result;
}
} // namespace

void add_soak_benches(std::vector<Bench>& all) {
    all.push_back({"soak-frame", "ms", soak_frame});
    all.push_back({"soak-rss", "MB", soak_rss});
    all.push_back({"soak-fds", "fds", soak_fds});
}

} // namespace asista::bench

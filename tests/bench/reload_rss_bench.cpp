// Thousands of reloads in a running client: what they leave behind. ASISTA_BENCH_RELOADS says how many, when it should not be 1,000.
#include "bench.hpp"
#include "bench_client.hpp"
#include "bench_host.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <malloc.h>

namespace asista::bench {

namespace {
constexpr std::string_view mark = "ASISTA-BENCH-BUILD: ";
constexpr const char* id = "test.bench.faulty0";
constexpr int warm_reloads = 200; // until caches, pools and the log are as full as they get
constexpr double frame_ms = 1000.0 / 60;

struct Left {
    double resident_mb = 0, heap_mb = 0; // heap: what is allocated, free blocks not counted
    int descriptors = 0, processes = 0;
};
// How much of its last pictures a software renderer still holds (2.7 MB here) is luck: so it is always the same ones, and all drawn.
Result<void> draw_alike(LiveClient& client) {
    for (int i = 0; i < 20; ++i) {
        int drawn = 0;
        client.on_frame = [&drawn] { ++drawn; };
        platform::InputEvent lost;
        lost.kind = platform::InputEvent::Kind::expose;
        client.window().inject(lost);
        const auto seen = client.until([&drawn] { return drawn > 0; });
        client.on_frame = nullptr;
        TRY(seen);
    }
    client.pixel(0, 0);
    return {};
}

Left left_now() {
    Left left;
    ::malloc_trim(0);
    std::ifstream status("/proc/self/status");
    std::string key, rest;
    for (double kb = 0; status >> key; std::getline(status, rest))
        if (key == "VmRSS:" && status >> kb) left.resident_mb = kb / 1024;
    const struct mallinfo2 heap = ::mallinfo2();
    left.heap_mb = static_cast<double>(heap.uordblks + heap.hblkhd) / (1 << 20);
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++left.descriptors;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream children(task.path() / "children");
        for (std::string pid; children >> pid;) ++left.processes;
    }
    return left;
}

Result<Figure> reload_rss() {
    const char* const wanted = std::getenv("ASISTA_BENCH_RELOADS");
    const int reloads = wanted ? std::max(std::atoi(wanted), 1) : 1'000;
    const TempFolder folder = TRY(TempFolder::make());
    const std::string library = TRY(read_file(bench_plugin("test.bench.faulty", "plugin.so")));
    const auto place = library.find(mark);
    if (place == std::string::npos) return fail(Errc::invalid, "the faulty plugin has no place for its number");
    TRY(put_plugin(folder.path() / "plugins", id, library));
    auto client = TRY(LiveClient::start(folder.path(), 800, 600));
    TRY(client->install(id));

    int build = 0;
    const auto reload = [&](int many) -> Result<void> {
        for (int i = 0; i < many; ++i) {
            const auto before = client->plugin(id)->reload_count;
            auto bytes = library;
            bytes.replace(place + mark.size(), 8, fmt::format("{:08}", ++build));
            TRY(write_file_by_rename(folder.path() / "plugins" / id / "plugin.so", bytes));
            TRY(client->until([&] {
                const auto* const plugin = client->plugin(id);
                return plugin && plugin->reload_count > before && plugin->state == ui::PluginState::running;
            }));
        }
        const double end_us = now_us() + 1e6; // the build before has left, and a spare host waits again
        return client->until([&] { return now_us() >= end_us; });
    };
    TRY(client->until([&] { return client->plugin(id) && client->plugin(id)->state == ui::PluginState::running; }));
    TRY(reload(warm_reloads));
    TRY(draw_alike(*client));
    const Left before = left_now();
    int frames = 0, late = 0;
    client->on_frame = [&] {
        ++frames;
        late += client->last_frame_ms() > frame_ms ? 1 : 0;
    };
    const double began_us = now_us();
    TRY(reload(reloads));
    const double took_s = (now_us() - began_us) / 1e6;
    client->on_frame = nullptr;
    TRY(draw_alike(*client));
    const Left after = left_now();

    Figure result;
    result.ours = result.p99 = after.resident_mb - before.resident_mb;
    const bool met = result.ours < 1 && after.descriptors <= before.descriptors && after.processes <= before.processes;
    result.note =
        fmt::format("resident memory that the client gained in {} reloads ({:.0f} s); allocated {:+.2f} MB; descriptors "
                    "{:+}, processes {:+}; {} of {} window frames took longer than one of 60; goal < 1 MB, no descriptor, "
                    "no process {}",
                    reloads, took_s, after.heap_mb - before.heap_mb, after.descriptors - before.descriptors,
                    after.processes - before.processes, late, frames, met ? "met" : "missed");
    return result;
}
} // namespace

void add_reload_rss_bench(std::vector<Bench>& all) { all.push_back({"reload-rss", "MB", reload_rss}); }

} // namespace asista::bench

// What the window notices of compilers: its frames while several plugins are built at once.
#include "bench.hpp"
#include "bench_client.hpp"
#include "bench_host.hpp"
#include "bench_swatch.hpp"

#include <fmt/format.h>

namespace asista::bench {

namespace {
constexpr double frame_ms = 1000.0 / 60;
constexpr double patience_ms = 300'000; // for a round of builds on a busy machine
constexpr int plugins = 4;

// Copies of one plugin, with ids of their own, and what tells one text of them from the next.
struct Sources {
    std::filesystem::path folder;
    std::string text, manifest;
    int edit = 0;

    std::filesystem::path source(int i) const { return folder / fmt::format("source{}", i); }
    static std::string id(int i) { return fmt::format("test.bench.twin{}", i); }

    static Result<Sources> make(const std::filesystem::path& folder) {
        const auto from = std::filesystem::path(ASISTA_BENCH_SOURCES) / "save_imgui";
        Sources sources{folder, TRY(read_file(from / "card.cpp")), TRY(read_file(from / "manifest.json"))};
        // By name their cards come after the swatch's, which so stays in sight: what nobody sees does not move the window.
        constexpr std::string_view known = "test.bench.save-imgui", name = "\"name\": \"Card\"";
        const auto named = sources.manifest.find(name), at = sources.manifest.find(known);
        if (at == std::string::npos || named == std::string::npos || named < at)
            return fail(Errc::invalid, "{} has another id than {}, or another name", from.string(), known);
        sources.manifest.replace(named, name.size(), "\"name\": \"test.bench.twin\"");
        for (int i = 0; i < plugins; ++i) {
            std::filesystem::create_directories(sources.source(i));
            auto manifest = sources.manifest;
            TRY(write_file_by_rename(sources.source(i) / "manifest.json", manifest.replace(at, known.size(), id(i))));
        }
        TRY(sources.save());
        return sources;
    }
    Result<void> save() {
        ++edit;
        for (int i = 0; i < plugins; ++i) TRY(write_file_by_rename(source(i) / "card.cpp", fmt::format("{}// {}\n", text, edit)));
        return {};
    }
};

bool builds_run(const LiveClient& client) {
    return std::ranges::any_of(client.snapshot()->builds, [](const ui::BuildView& build) { return build.running; });
}
std::uint32_t builds_done(const LiveClient& client) {
    std::uint32_t sum = 0;
    for (const auto& build : client.snapshot()->builds) sum += build.builds;
    return sum;
}

Result<Figure> build_frame() {
    constexpr int rounds = 12;
    const auto folder = TRY(TempFolder::make());
    auto sources = TRY(Sources::make(folder.path()));
    const auto swatch = TRY(SwatchBuilds::read(Motion::moving));
    TRY(put_plugin(folder / "plugins", swatch_id, swatch.library(0)));
    const auto client = TRY(LiveClient::start(folder.path(), 1000, 700, [&](core::CoreConfig& config) {
        for (int i = 0; i < plugins; ++i) config.develop.push_back(sources.source(i));
        config.build_cache = folder / "cache";
    }));
    TRY(client->install(swatch_id));
    TRY(client->until([&] { return builds_done(*client) >= plugins && !builds_run(*client); }, patience_ms));

    if (!client->find(SwatchBuilds::color(0))) return fail(Errc::invalid, "the card that moves is out of sight");

    std::vector<double> with, without;
    double last_us = 0;
    std::vector<double>* into = nullptr;
    client->on_frame = [&] {
        client->pixel(0, 0); // as a swap would: until the frame is drawn
        const double now = now_us();
        if (into != nullptr && last_us > 0) into->push_back((now - last_us) / 1000);
        last_us = now;
    };
    for (int round = 0; round < rounds; ++round) {
        const auto done = builds_done(*client);
        const double began_us = now_us();
        last_us = 0;
        into = &with;
        TRY(sources.save());
        const auto built =
            client->until([&] { return builds_done(*client) >= done + plugins && !builds_run(*client); }, patience_ms);
        if (!built)
            return fail(built.error().code, "{} of {} builds ended: {}", builds_done(*client) - done, plugins,
                        built.error().message);
        for (const auto& build : client->snapshot()->builds)
            if (build.failed) return fail(Errc::invalid, "{} is not built: {}", build.plugin, build.message);
        // As long without compilers that somebody waits for; the optimised builds run when nobody else wants the processor.
        const double took_us = now_us() - began_us, until_us = now_us() + took_us;
        last_us = 0;
        into = &without;
        TRY(client->until([&] { return now_us() >= until_us; }, took_us / 1000 + 20'000));
    }
    client->on_frame = nullptr;
    if (median(without) > 1.2 * frame_ms)
        return fail(Errc::timed_out, "the window draws a frame in {:.1f} ms without a build, too: nothing can be told",
                    median(without));
    Figure result;
    result.ours = result.p99 = percentile(with, 0.99);
    result.floor = percentile(without, 0.99);
    result.note =
        fmt::format("p99 of the time from frame to frame of a window in motion while {} plugins are built at once ({} frames, "
                    "median {:.1f}); floor: without a build that somebody waits for; goal <= {:.1f} ms {}",
                    plugins, with.size(), median(with), 1.2 * frame_ms, result.ours <= 1.2 * frame_ms ? "met" : "missed");
    return result;
}
} // namespace

void add_build_frame_bench(std::vector<Bench>& all) { all.push_back({"build-frame", "ms", build_frame}); }

} // namespace asista::bench

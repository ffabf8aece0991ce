// The client as a person starts it and leaves it: its start, and what it costs while nothing happens.
#include "bench.hpp"
#include "bench_client.hpp"
#include "bench_host.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace asista::bench {

namespace {
constexpr int width = 1440, height = 900;

// A profile with this many panels installed.
Result<TempFolder> make_panels(int count) {
    auto folder = TRY(TempFolder::make());
    const auto library = TRY(read_file(bench_plugin("test.bench.panel", "plugin.so")));
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) {
        ids.push_back(fmt::format("test.bench.panel{:02}", i));
        TRY(put_plugin(folder / "plugins", ids.back(), library));
    }
    TRY(make_profile(folder.path(), ids));
    return folder;
}

// From its spawn to its first swap.
Result<double> bare_window_ms() {
    const auto command = fmt::format("{} {} {}", program("bench_bare_window").string(), width, height);
    const double began = now_us();
    std::FILE* const pipe = ::popen(("exec " + command).c_str(), "r");
    if (pipe == nullptr) return fail(Errc::io, "{} cannot be started", command);
    double swapped_us = 0;
    const int read = std::fscanf(pipe, "%lf", &swapped_us);
    ::pclose(pipe);
    if (read != 1) return fail(Errc::io, "{} opened no window", command);
    return (swapped_us - began) / 1000;
}

Result<Figure> app_start() {
    constexpr int plugins = 5;
    const auto folder = TRY(make_panels(plugins));
    std::vector<double> ours, floor, first_frame;
    for (int turn = 0; turn < 16; ++turn) {
        {
            const auto client = TRY(ClientProcess::start(folder.path(), width, height));
            const auto complete = TRY(client->first_with(plugins));
            ours.push_back((complete.at_us - client->started_us()) / 1000);
            first_frame.push_back((client->frames().front().at_us - client->started_us()) / 1000);
        }
        floor.push_back(TRY(bare_window_ms()));
    }
    const double ratio = median(ours) / median(floor);
    return figure(
        ours, floor,
        fmt::format(
            "exec to the first frame with {} plugins in it, {}x{}; the window's own first frame after {:.0f}; goal <= 1.4 x "
            "floor {}",
            plugins, width, height, median(first_frame), ratio <= 1.4 ? "met" : "missed"));
}

struct Idle {
    int frames = 0;
    double cpu_percent = 0;
};

// Both idle benches tell of one and the same minute.
Result<Idle> idle_minute() {
    static std::optional<Result<Idle>> measured;
    const auto measure = []() -> Result<Idle> {
        constexpr int plugins = 20;
        constexpr double measured_s = 60;
        const auto folder = TRY(make_panels(plugins));
        const auto client = TRY(ClientProcess::start(folder.path(), width, height));
        TRY(client->first_with(1));
        for (int i = 0; i < 200 && client->plugin_count() < plugins; ++i) sleep_until_us(now_us() + 50'000);
        if (client->plugin_count() != plugins)
            return fail(Errc::timed_out, "{} of {} plugins run", client->plugin_count(), plugins);
        sleep_until_us(now_us() + 5e6); // animations of the start are over
        const auto frames_before = client->frames().size();
        const double cpu_before = client->cpu_us(), began = now_us();
        sleep_until_us(began + measured_s * 1e6);
        const double cpu_us = client->cpu_us() - cpu_before;
        return Idle{static_cast<int>(client->frames().size() - frames_before), 100 * cpu_us / (now_us() - began)};
    };
    if (!measured) measured = measure();
    return *measured;
}

Result<Figure> idle_frames() {
    const auto idle = TRY(idle_minute());
    Figure result;
    result.ours = result.p99 = idle.frames;
    result.note =
        fmt::format("window frames in 60 s with 20 plugins and nobody there; goal 0 {}", idle.frames == 0 ? "met" : "missed");
    return result;
}

Result<Figure> idle_cpu() {
    const auto idle = TRY(idle_minute());
    Figure result;
    result.ours = result.p99 = idle.cpu_percent;
    result.note =
        fmt::format("per cent of one core, the client and its 20 plugins together, over the same minute; goal <= 0.2 {}",
                    idle.cpu_percent <= 0.2 ? "met" : "missed");
    return result;
}
} // namespace

void add_app_benches(std::vector<Bench>& all) {
    all.push_back({"app-start", "ms", app_start});
    all.push_back({"idle-frames", "frames", idle_frames});
    all.push_back({"idle-cpu", "%", idle_cpu});
}

} // namespace asista::bench

// Hot reload as a person sees it: from the new library in its place to its picture in the window, and what the window misses meanwhile.
#include "bench.hpp"
#include "bench_client.hpp"
#include "bench_host.hpp"
#include "bench_swatch.hpp"

#include "runtime/spare_host.hpp"

#include <fmt/format.h>

#include <random>
#include <thread>

namespace asista::bench {

namespace {
constexpr double frame_ms = 1000.0 / 60;
constexpr const char* id = swatch_id;

// The client with the first build on its dashboard.
struct Scene {
    TempFolder folder;
    SwatchBuilds builds;
    std::unique_ptr<LiveClient> client;
    std::pair<int, int> spot{};
    int build = 0;

    static Result<Scene> set(Motion motion) {
        Scene scene{TRY(TempFolder::make()), TRY(SwatchBuilds::read(motion)), nullptr};
        TRY(put_plugin(scene.folder / "plugins", id, scene.builds.library(0)));
        scene.client = TRY(LiveClient::start(scene.folder.path(), 1000, 700));
        TRY(scene.client->install(id));
        std::optional<std::pair<int, int>> spot;
        scene.client->on_frame = [&] { spot = scene.client->find(SwatchBuilds::color(0)); };
        TRY(scene.client->until([&] { return spot.has_value(); }));
        TRY(scene.client->until([&, seen = 0]() mutable { return ++seen > 30; })); // cards have come to rest
        TRY(scene.client->until([&] { return spot.has_value(); }));
        scene.spot = *spot;
        scene.client->on_frame = nullptr;
        return scene;
    }
    bool shows(int which) const { return client->pixel(spot.first, spot.second) == SwatchBuilds::color(which); }
    // The next build, complete beside its place.
    Result<std::filesystem::path> prepare() {
        ++build;
        const auto beside = folder.path() / "next.so";
        TRY(write_file_by_rename(beside, builds.library(build)));
        return beside;
    }
    std::filesystem::path place() const { return folder.path() / "plugins" / id / "plugin.so"; }
};

// From the rename of the next build to its colour in the window, in milliseconds.
Result<double> swap_ms(Scene& scene, std::mt19937& random) {
    auto& client = *scene.client;
    std::uniform_real_distribution<double> phase_us(20'000, 40'000); // of the window's pace
    const auto beside = TRY(scene.prepare());
    double shown_us = 0;
    client.on_frame = [&] {
        if (shown_us == 0 && scene.shows(scene.build)) shown_us = now_us();
    };
    std::atomic<double> placed_us = 0;
    std::jthread builder([&, at = now_us() + phase_us(random)] {
        sleep_until_us(at);
        placed_us = now_us();
        std::filesystem::rename(beside, scene.place());
    });
    TRY(client.until([&] { return shown_us > 0; }));
    client.on_frame = nullptr;
    return (shown_us - placed_us) / 1000;
}

Result<Figure> reload_swap() {
    constexpr double spare_waits_ms = runtime::SpareHost::default_idle_ms + 200.0; // nobody saves sooner than that
    constexpr double too_soon_ms = 60;                                             // for there to be a spare host
    auto scene = TRY(Scene::set(Motion::still));
    std::mt19937 random(1);
    std::vector<double> ours, until_promoted, without_spare;
    for (int i = 0; i < 60; ++i) {
        TRY(scene.client->rest(spare_waits_ms));
        ours.push_back(TRY(swap_ms(scene, random)));
        if (const auto* const plugin = scene.client->plugin(id)) until_promoted.push_back(plugin->last_reload_ms);
        TRY(scene.client->rest(too_soon_ms));
        without_spare.push_back(TRY(swap_ms(scene, random)));
    }
    const double p50 = median(ours);
    return figure(ours, {frame_ms},
                  fmt::format("rename of the new library to its colour read from the window; the build was taken after {:.1f}; "
                              "{:.1f} when the next build comes before "
                              "there is a spare host again; floor: one frame of 60; goal <= {:.1f} ms {}",
                              median(until_promoted), median(without_spare), frame_ms + 10,
                              p50 <= frame_ms + 10 ? "met" : "missed"));
}

// Counts window frames that should have been between those that were.
class DropCounter {
  public:
    void on_frame() {
        const double now = now_us();
        if (last_us_ > 0) {
            const double frames = (now - last_us_) / 1000 / frame_ms;
            if (frames >= 1.5) dropped_ += static_cast<int>(frames + 0.5) - 1;
            ++drawn_;
        }
        last_us_ = now;
    }
    void pause() { last_us_ = 0; }
    int dropped() const { return dropped_; }
    int drawn() const { return drawn_; }

  private:
    double last_us_ = 0;
    int dropped_ = 0, drawn_ = 0;
};

Result<Figure> reload_dropped() {
    constexpr int rounds = 20, reloads_a_round = 10;
    auto scene = TRY(Scene::set(Motion::moving));
    auto& client = *scene.client;
    DropCounter with, without;
    for (int round = 0; round < rounds; ++round) {
        const double began = now_us();
        for (int i = 0; i < reloads_a_round; ++i) {
            const auto beside = TRY(scene.prepare());
            bool shown = false;
            client.on_frame = [&] {
                with.on_frame();
                shown = shown || scene.shows(scene.build);
            };
            std::filesystem::rename(beside, scene.place());
            TRY(client.until([&] { return shown; }));
        }
        const double took_us = now_us() - began;
        with.pause();
        const double until_us = now_us() + took_us;
        client.on_frame = [&] {
            without.on_frame();
            static_cast<void>(scene.shows(scene.build)); // the same work
        };
        TRY(client.until([&] { return now_us() >= until_us; }, took_us / 1000 + 20'000));
        without.pause();
    }
    Figure result;
    result.ours = result.p99 = with.dropped();
    result.floor = without.dropped();
    result.note = fmt::format(
        "of {} frames while {} builds took over, in a window drawn at full rate; floor: of {} frames without; goal 0 {}",
        with.drawn(), rounds * reloads_a_round, without.drawn(), with.dropped() <= without.dropped() ? "met" : "missed");
    return result;
}
} // namespace

void add_reload_benches(std::vector<Bench>& all) {
    all.push_back({"reload-swap", "ms", reload_swap});
    all.push_back({"reload-dropped", "frames", reload_dropped});
}

} // namespace asista::bench

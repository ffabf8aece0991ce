// How long a plugin's frame takes from the request to the client's draw list, for one plugin and for many.
#include "bench.hpp"
#include "bench_host.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <cstring>

namespace asista::bench {

namespace {
constexpr double turn_us = 12'000; // between frames, so that caches and cores are as cold as in real life

// Wakes this thread at a steady pace, whatever was done between.
class Pace {
  public:
    void wait() {
        next_us_ = std::max(next_us_ + turn_us, now_us());
        sleep_until_us(next_us_);
    }

  private:
    double next_us_ = 0;
};

Result<Figure> frame_roundtrip() {
    const auto desk = TRY(Desk::open());
    const auto host = TRY(Host::run(*desk, "test.bench.panel"));
    auto& canvas = desk->canvas();
    std::vector<double> ours, floor;
    Pace pace;
    int vertices = 0;
    for (int turn = 0; turn < 500; ++turn) {
        pace.wait();
        const double asked = now_us();
        TRY(host->frame(canvas.begin_list()));
        ours.push_back(now_us() - asked);
        pace.wait();
        const double began = now_us();
        vertices = canvas.draw_in_process();
        floor.push_back(now_us() - began);
    }
    const double added_ms = (median(ours) - median(floor)) / 1000;
    return figure(
        ours, floor,
        fmt::format("15 widgets, {} vertices ({} in process), a frame every 12 ms; added latency p50 {:.3f} ms (goal < 0.1)",
                    host->picture().vertices.size(), vertices, added_ms));
}

Result<Figure> frame_check_blit() {
    const auto desk = TRY(Desk::open());
    const auto host = TRY(Host::run(*desk, "test.bench.panel", table_place));
    TRY(host->call("show", R"({"table":true})"));
    TRY(host->settle());
    const auto& shown = host->picture();
    const double per_10k = 10'000.0 / static_cast<double>(shown.vertices.size());
    const std::size_t bytes = shown.vertices.size() * sizeof(frame::Vertex) + shown.indices.size() * sizeof(frame::Index) +
                              shown.commands.size() * sizeof(frame::Command);
    const auto what = host->what();
    frame::FrameLimits limits;
    limits.serial = host->serial();
    limits.visible_area = what.visible_area;
    limits.popup_area = what.own_area;
    limits.texture_bytes = what.texture_bytes;

    std::vector<double> ours, floor, check, blit;
    frame::CheckedFrame fresh;
    std::vector<std::byte> copy(bytes);
    for (int turn = 0; turn < 2'000; ++turn) {
        const double began = now_us();
        TRY(frame::take_frame(host->frame_area(), limits, fresh));
        const double checked = now_us();
        host->append(fresh, desk->canvas().begin_list());
        const double appended = now_us();
        std::memcpy(copy.data(), host->frame_area().data() + fresh.header.vertices_offset, bytes);
        asm volatile("" : : "r"(copy.data()) : "memory"); // the copy is wanted
        const double copied = now_us();
        ours.push_back((appended - began) * per_10k);
        check.push_back((checked - began) * per_10k);
        blit.push_back((appended - checked) * per_10k);
        floor.push_back((copied - appended) * per_10k);
    }
    return figure(ours, floor,
                  fmt::format("a table of {} vertices, {} KB, back to back; copy, check and area {:.1f}, blit {:.1f}",
                              shown.vertices.size(), bytes / 1024, median(check), median(blit)));
}

Result<Figure> many_hosts(int count, double goal_p99_ms) {
    const auto desk = TRY(Desk::open());
    std::vector<std::unique_ptr<Host>> hosts;
    for (int i = 0; i < count; ++i) hosts.push_back(TRY(Host::run(*desk, fmt::format("test.bench.panel{}", i))));
    auto& canvas = desk->canvas();
    std::vector<double> ours, floor;
    Pace pace;
    for (int turn = 0; turn < 400; ++turn) {
        pace.wait();
        const double asked = now_us();
        for (const auto& host : hosts) host->request();
        TRY(take_all(hosts, canvas.begin_list()));
        ours.push_back((now_us() - asked) / 1000);
        pace.wait();
        const double began = now_us();
        for (int i = 0; i < count; ++i) canvas.draw_in_process();
        floor.push_back((now_us() - began) / 1000);
    }
    auto result = figure(ours, floor, "");
    result.note = fmt::format("kick to all taken, {} panel{} of 15 widgets; floor: the same {} in process", count,
                              count == 1 ? "" : "s", count);
    if (goal_p99_ms > 0)
        result.note += fmt::format("; goal p99 <= {} ms {}", goal_p99_ms, result.p99 <= goal_p99_ms ? "met" : "missed");
    return result;
}
} // namespace

void add_frame_benches(std::vector<Bench>& all) {
    all.push_back({"frame-roundtrip", "us", frame_roundtrip});
    all.push_back({"frame-check-blit", "us", frame_check_blit});
    all.push_back({"hosts-1", "ms", [] { return many_hosts(1, 0); }});
    all.push_back({"hosts-8", "ms", [] { return many_hosts(8, 0.7); }});
    all.push_back({"hosts-32", "ms", [] { return many_hosts(32, 4); }});
}

} // namespace asista::bench

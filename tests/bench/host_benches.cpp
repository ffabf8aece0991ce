// What a plugin's process costs: its start and its memory.
#include "bench.hpp"
#include "bench_host.hpp"

#include <fmt/format.h>

#include <spawn.h>
#include <sys/wait.h>

namespace asista::bench {

namespace {
Result<double> run_empty_program_ms(const std::string& path) {
    std::string name = path;
    char* argv[] = {name.data(), nullptr};
    char* envp[] = {nullptr};
    const double began = now_us();
    pid_t pid = 0;
    if (::posix_spawn(&pid, path.c_str(), nullptr, nullptr, argv, envp) != 0) return fail(Errc::io, "{} cannot be started", path);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    return (now_us() - began) / 1000;
}

Result<Figure> host_start() {
    const auto desk = TRY(Desk::open());
    const std::string empty = program("bench_empty").string();
    std::vector<double> ours, floor, greeting;
    std::string tier;
    for (int turn = 0; turn < 60; ++turn) {
        const double began = now_us();
        const auto host = TRY(Host::spawn(*desk, "test.bench.panel"));
        TRY(host->greet());
        const double greeted = now_us();
        TRY(host->frame(desk->canvas().begin_list()));
        ours.push_back((now_us() - began) / 1000);
        greeting.push_back((greeted - began) / 1000);
        tier = host->tier();
        floor.push_back(TRY(run_empty_program_ms(empty)));
    }
    const double p50 = median(ours);
    return figure(
        ours, floor,
        fmt::format("spawn to first frame taken, sandbox {}; to the reply to Hello {:.1f}; floor: spawn and end of an empty C "
                    "program; goal <= 8 ms {}",
                    tier, median(greeting), p50 <= 8 ? "met" : "missed"));
}

Result<Figure> plugin_memory() {
    constexpr int count = 8;
    const auto desk = TRY(Desk::open());
    std::vector<std::unique_ptr<Host>> hosts;
    for (int i = 0; i < count; ++i) hosts.push_back(TRY(Host::run(*desk, fmt::format("test.bench.panel{}", i))));
    for (int turn = 0; turn < 60; ++turn) {
        for (const auto& host : hosts) host->request();
        TRY(take_all(hosts, desk->canvas().begin_list()));
        sleep_until_us(now_us() + 12'000);
    }
    sleep_until_us(now_us() + 500'000); // idle
    std::vector<double> pss, dirty, rss;
    for (const auto& host : hosts) {
        pss.push_back(smaps_kb(host->pid(), "Pss:") / 1024);
        dirty.push_back(smaps_kb(host->pid(), "Private_Dirty:") / 1024);
        rss.push_back(smaps_kb(host->pid(), "Rss:") / 1024);
    }
    if (median(pss) <= 0) return fail(Errc::unsupported, "this kernel does not tell PSS");
    return figure(pss, {},
                  fmt::format("PSS of one of {} idle hosts; private dirty {:.2f}, RSS {:.2f}; goal <= 2.5 MB {}", count,
                              median(dirty), median(rss), median(pss) <= 2.5 ? "met" : "missed"));
}
} // namespace

void add_host_benches(std::vector<Bench>& all) {
    all.push_back({"host-start", "ms", host_start});
    all.push_back({"plugin-memory", "MB", plugin_memory});
}

} // namespace asista::bench

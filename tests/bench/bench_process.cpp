// The client in a process of its own.
#include "bench_client.hpp"

#include "bench.hpp"
#include "bench_host.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::bench {

namespace fs = std::filesystem;

Result<int> spawn(const std::vector<std::string>& command) {
    std::vector<std::string> words = command;
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t pid = 0;
    if (::posix_spawn(&pid, argv[0], nullptr, nullptr, argv.data(), environ) != 0)
        return fail(Errc::io, "{} cannot be started", command[0]);
    return pid;
}

void end(int pid, int signal) {
    ::kill(pid, signal);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
}

Result<std::unique_ptr<ClientProcess>> ClientProcess::start(const fs::path& folder, int width, int height) {
    if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr)
        return fail(Errc::unavailable, "there is no display; ./dev bench brings one, or run it under tests/support/with_display");
    std::unique_ptr<ClientProcess> client(new ClientProcess(folder / "frames.jsonl"));
    std::error_code ignored;
    fs::remove(client->trace_, ignored);
    client->started_us_ = now_us();
    client->pid_ = TRY(spawn({program("asista").string(), "--no-introduction", "--profile", folder.string(), "--plugins",
                              (folder / "plugins").string(), "--size", fmt::format("{}x{}", width, height), "--scale", "1",
                              "--trace-frames", client->trace_.string()}));
    return client;
}

ClientProcess::~ClientProcess() {
    if (pid_ > 0) end(pid_, SIGTERM);
}

std::vector<TracedFrame> ClientProcess::frames() const {
    std::vector<TracedFrame> all;
    std::ifstream in(trace_);
    for (std::string line; std::getline(in, line);) {
        const auto json = nlohmann::json::parse(line, nullptr, false);
        if (json.is_object()) all.push_back({json.value("mono_us", 0.0), json.value("plugins_drawn", 0)});
    }
    return all;
}

Result<TracedFrame> ClientProcess::first_with(int plugins) const {
    for (int i = 0; i < 1'000; ++i) {
        for (const auto& frame : frames())
            if (frame.plugins_drawn >= plugins) return frame;
        sleep_until_us(now_us() + 20'000);
    }
    return fail(Errc::timed_out, "the client does not show {} plugins", plugins);
}

std::vector<int> ClientProcess::processes() const {
    std::vector<int> all{pid_};
    std::error_code error;
    for (const auto& task : fs::directory_iterator(fmt::format("/proc/{}/task", pid_), error)) {
        std::ifstream children(task.path() / "children");
        for (int child = 0; children >> child;) all.push_back(child);
    }
    return all;
}

// The spare host is nobody's yet.
int ClientProcess::plugin_count() const {
    return static_cast<int>(std::ranges::count_if(processes(), [this](int pid) {
        std::string name;
        std::getline(std::ifstream(fmt::format("/proc/{}/comm", pid)), name);
        return pid != pid_ && name != "asista:spare";
    }));
}

// schedstat counts nanoseconds, where stat counts ticks of 10 ms.
double ClientProcess::cpu_us() const {
    double sum_ns = 0;
    std::error_code error;
    for (const int pid : processes())
        for (const auto& task : fs::directory_iterator(fmt::format("/proc/{}/task", pid), error)) {
            double ran_ns = 0;
            std::ifstream(task.path() / "schedstat") >> ran_ns;
            sum_ns += ran_ns;
        }
    return sum_ns / 1000;
}

} // namespace asista::bench

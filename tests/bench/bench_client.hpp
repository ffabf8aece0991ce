// The whole client: its profile with plugins installed, and the program itself, in this process or in one of its own.
#pragma once

#include "bench_files.hpp"
#include "live_client.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace asista::bench {

// The library of a bench's plugin, and a folder of a plugins directory made from it under any id.
Result<void> put_plugin(const std::filesystem::path& plugins, const std::string& id, std::string_view library);

// Makes a profile in `folder` in which `ids`, which lie in folder/plugins, are installed and run once.
Result<void> make_profile(const std::filesystem::path& folder, const std::vector<std::string>& ids);

using test::LiveClient;

// What a frame of a client in its own process says of itself (--trace-frames).
struct TracedFrame {
    double at_us = 0; // monotonic
    int plugins_drawn = 0;
};

// The client in a process of its own, in a window on the X display that is there.
class ClientProcess {
  public:
    // Errc::unavailable when there is no display.
    static Result<std::unique_ptr<ClientProcess>> start(const std::filesystem::path& folder, int width, int height);
    ~ClientProcess(); // asks it to end, and waits
    ClientProcess(const ClientProcess&) = delete;
    ClientProcess& operator=(const ClientProcess&) = delete;

    double started_us() const { return started_us_; }
    // All frames so far.
    std::vector<TracedFrame> frames() const;
    // Waits for the first frame with this many plugins in it.
    Result<TracedFrame> first_with(int plugins) const;
    // Processor time that it and its plugins have used so far, and how many those are.
    double cpu_us() const;
    int plugin_count() const;

  private:
    explicit ClientProcess(std::filesystem::path trace) : trace_(std::move(trace)) {}
    std::vector<int> processes() const;
    std::filesystem::path trace_;
    int pid_ = 0;
    double started_us_ = 0;
};

// Starts a program with this environment's variables; its process.
Result<int> spawn(const std::vector<std::string>& command);
void end(int pid, int signal);

} // namespace asista::bench

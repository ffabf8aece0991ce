// The whole client: its profile with plugins installed, and the program itself, in this process or in one of its own.
#pragma once

#include "bench_files.hpp"

#include "app/app.hpp"
#include "core/core_thread.hpp"
#include "platform/headless_window.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::bench {

// The library of a bench's plugin, and a folder of a plugins directory made from it under any id.
Result<void> put_plugin(const std::filesystem::path& plugins, const std::string& id, std::string_view library);

// Makes a profile in `folder` in which `ids`, which lie in folder/plugins, are installed and run once.
Result<void> make_profile(const std::filesystem::path& folder, const std::vector<std::string>& ids);

// The client in this process, on a window in memory that paces frames as a monitor does, driven as App::run drives it.
class LiveClient {
  public:
    static Result<std::unique_ptr<LiveClient>> start(const std::filesystem::path& folder, int width, int height,
                                                     const std::function<void(core::CoreConfig&)>& adjust = {});
    ~LiveClient();
    LiveClient(const LiveClient&) = delete;
    LiveClient& operator=(const LiveClient&) = delete;

    // One turn, then sleeps until there is a reason for another, at most `most_ms`. True when a frame was drawn.
    bool step(double most_ms = 20);
    Result<void> until(const std::function<bool()>& is_so, double most_ms = 20'000);
    Result<void> install(const std::string& id);
    // Nothing moves any more, and has not for this long.
    Result<void> rest(double still_ms);
    // What the last frame showed there, as 0xRRGGBB; waits for the drawing. From the top left.
    std::uint32_t pixel(int x, int y) const;
    // The middle of all pixels of this colour.
    std::optional<std::pair<int, int>> find(std::uint32_t rrggbb) const;

    core::CoreThread& core() { return *core_; }
    const ui::PluginView* plugin(const std::string& id) const; // of the present snapshot, until the next step; or null
    double last_frame_ms() const { return last_frame_ms_; }    // what the last frame drawn took this thread

    std::function<void()> on_frame; // called by step() as soon as a frame was drawn

  private:
    LiveClient() = default;
    double last_frame_ms_ = 0;
    ui::SnapshotPtr snapshot_; // what plugin() points into
    app::Options options_;
    runtime::SystemClock clock_;
    std::atomic<platform::HeadlessWindow*> to_wake_{nullptr};
    std::unique_ptr<core::CoreThread> core_;
    std::unique_ptr<platform::HeadlessWindow> window_;
    std::unique_ptr<app::App> app_;
};

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

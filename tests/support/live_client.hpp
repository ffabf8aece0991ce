// The whole client in this process, for tests and benches: core thread, real plugin processes, the app with its compositor, on a window in
// memory. Driven as App::run drives it; input comes from code, pixels are read back. [main]
#pragma once

#include "app/app.hpp"
#include "core/core_thread.hpp"
#include "platform/headless_window.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace asista::test {

struct LiveOptions {
    double frames_per_second = 60;          // as a monitor would pace them; 0: whenever there is a reason
    std::function<double()> window_clock{}; // seconds; empty: the machine's
    std::string page = "dashboard";
    bool kiosk = false, safe_mode = false; // as on the command line
    bool awaits_data = true;               // start() returns with the first snapshot; else at once
    bool patient = false;                  // as for a screenshot: waits for plugins' frames up to 2 s, instead of 4 ms
};

class LiveClient {
  public:
    // On the profile `folder`, with the plugins of folder/plugins. `adjust` changes what the core is started with.
    static Result<std::unique_ptr<LiveClient>> start(const std::filesystem::path& folder, int width, int height,
                                                     const std::function<void(core::CoreConfig&)>& adjust = {},
                                                     const LiveOptions& options = {});
    ~LiveClient();
    LiveClient(const LiveClient&) = delete;
    LiveClient& operator=(const LiveClient&) = delete;

    // One turn, then sleeps until there is a reason for another, at most `most_ms`. True when a frame was drawn.
    bool step(double most_ms = 20);
    // Errc::timed_out after `most_ms` of the machine's time.
    Result<void> until(const std::function<bool()>& is_so, double most_ms = 120'000);
    Result<void> install(const std::string& id);
    // A call as the user, and its answer.
    template <class Call> Result<typename Call::Reply> call(const typename Call::Request& request, double most_ms = 120'000) {
        // Kept beyond this call: the answer may come after the patience has ended.
        const auto answer = std::make_shared<std::optional<Result<typename Call::Reply>>>();
        core_->call<Call>(request, [answer](Result<typename Call::Reply> reply) { *answer = std::move(reply); });
        TRY(until([&] { return answer->has_value(); }, most_ms));
        return std::move(**answer);
    }
    // Nothing moves any more, and has not for this long.
    Result<void> rest(double still_ms);
    // What the last frame showed there, as 0xRRGGBB; waits for the drawing. From the top left.
    std::uint32_t pixel(int x, int y) const;
    // All of it, in rows from the bottom to the top.
    std::vector<std::uint32_t> pixels() const; // as GL reads bytes: R, G, B, A
    // The middle of all pixels of this colour.
    std::optional<std::pair<int, int>> find(std::uint32_t rrggbb) const;

    core::CoreThread& core() { return *core_; }
    app::App& app() { return *app_; }
    platform::HeadlessWindow& window() { return *window_; }
    ui::SnapshotPtr snapshot() const { return snapshot_; }     // of the last step; null before the first
    const ui::PluginView* plugin(const std::string& id) const; // of that snapshot, until the next step; or null
    double last_frame_ms() const { return last_frame_ms_; }    // what the last frame drawn took this thread

    std::function<void()> on_frame; // called by step() as soon as a frame was drawn

  private:
    LiveClient() = default;
    bool host_owes_frame() const; // to an earlier frame of the window than the last
    double last_frame_ms_ = 0;
    bool paced_ = true;        // by the window
    ui::SnapshotPtr snapshot_; // what plugin() points into
    app::Options options_;
    runtime::SystemClock clock_;
    std::atomic<platform::HeadlessWindow*> to_wake_{nullptr};
    std::unique_ptr<core::CoreThread> core_;
    std::unique_ptr<platform::HeadlessWindow> window_;
    std::unique_ptr<app::App> app_;
};

} // namespace asista::test

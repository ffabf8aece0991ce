// The host's side of the C ABI (plugins/sdk): gives the plugin its tables, turns their calls into wire calls, keeps what the plugin
// registered, and calls the plugin when an order, a frame or a timer wants it. One plugin for the life of the process. [frame],
// except for the functions that plugin.h marks [any].
#pragma once

#include "connection.hpp"
#include "journal.hpp"
#include "loop.hpp"
#include "plugin_side.hpp"

#include <memory>
#include <string>

struct ImGuiErrorRecoveryState;

namespace asista::host {

struct FontSet;
struct ApiState;
struct RegisteredSurface;

class HostApi final : public PluginSide {
  public:
    // All three outlive this object.
    HostApi(Connection& connection, Loop& loop, const FontSet& fonts);
    // Destroys the plugin, if there is one still.
    ~HostApi() override;

    // Errc::unsupported: the entry is of another ABI; otherwise whatever create or init explained. The plugin is destroyed then.
    Result<void> start(const void* entry, const calls::Hello::Request& hello) override;
    Result<wire::Bytes> handle(const wire::Message& order) override;

    void begin_frame(const FrameInfo& info) override;
    void draw(const SurfaceFrame& surface) override;
    SurfaceWish wish(std::uint32_t surface) const override;
    FrameWishes end_frame() override;

    // By way of which everything enters the plugin that is not its start.
    Journal& journal();
    // In a replay: as when its time has come. Nothing when there is no such timer.
    void run_timer(std::uint64_t number);

  private:
    // A draw callback failed: says so where it was to draw, and once in the log.
    void tell_failure(RegisteredSurface& surface, const std::string& why, const ImGuiErrorRecoveryState& before);

    std::unique_ptr<ApiState> state_;
};

} // namespace asista::host

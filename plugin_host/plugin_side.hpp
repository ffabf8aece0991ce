// What the host program needs from the code that speaks the C ABI to the plugin (HostApi), and nothing else of it: start the
// library, pass an order on, draw a surface, stop. Everything here happens on the host's main thread ([frame] in the SDK).
#pragma once

#include "wire/calls/orders.hpp"
#include "wire/channel.hpp"
#include "wire/frame.hpp"

#include <cstdint>

namespace asista::host {

// One frame, as all surfaces of it share it.
struct FrameInfo {
    std::uint64_t serial = 0;
    std::int64_t wall_time_ms = 0; // UTC, of the client's clock, which may be a fixed one: the only clock a plugin should show
    std::int32_t utc_offset_s = 0;
    float delta_s = 0;
    float scale = 1; // pixels per logical pixel
};

// One registered panel in this frame. ImGui's current window covers exactly `rect`, without padding or decoration.
struct SurfaceFrame {
    std::uint32_t id = 0;
    frame::Rect rect{};   // window pixels, whole numbers
    bool focused = false; // keyboard focus is inside
    bool hovered = false;
    bool trial = false;
};

// What the plugin would like, reported with the frame.
struct FrameWishes {
    std::uint32_t next_wake_ms = frame::never_wake; // from now, without any input; 0 is the next window frame
    bool wants_frame = false;                       // an animation runs
};
struct SurfaceWish {
    float width = 0, height = 0; // content size in pixels, 0: does not care
};

class PluginSide {
  public:
    virtual ~PluginSide() = default;

    // `entry` is the address of the library's entry symbol, its key already compared. ImGui and ImPlot contexts are current, fonts
    // and theme are set, the sandbox is on. Runs init and create; the plugin registers what it draws meanwhile.
    virtual Result<void> start(const void* entry, const calls::Hello::Request& hello) = 0;

    // One order of calls::AllOrders after Hello, as it came. SetTheme has been applied to ImGui before. The bytes are the encoded
    // reply (empty for notices). After Deactivate the process sends the reply and exits.
    virtual Result<wire::Bytes> handle(const wire::Message& order) = 0;

    virtual void begin_frame(const FrameInfo& info) = 0;
    // Draws into ImGui's current window. May leave ImGui's stacks unbalanced; must not throw.
    virtual void draw(const SurfaceFrame& surface) = 0;
    virtual SurfaceWish wish(std::uint32_t surface) const = 0;
    // After the last draw of a frame.
    virtual FrameWishes end_frame() = 0;
};

} // namespace asista::host

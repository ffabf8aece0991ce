// The window, as the rest of the client sees it: a place to draw with OpenGL 3.3, a source of ordered input, and a clock.
// GlfwWindow is a window on a desktop, HeadlessWindow one that exists in memory only.
#pragma once

#include "platform/input_event.hpp"
#include "platform/pixel_area.hpp"

#include "wire/frame.hpp"
#include "wire/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace asista::platform {

struct PixelSize {
    int width = 0, height = 0;
    bool operator==(const PixelSize&) const = default;
};

// Positions and sizes are pixels of the framebuffer, everywhere, on every window system. [main] but for wake().
// Where a window is on the desktop, in the window system's own units. While it is maximised: where it goes when it is no longer.
struct WindowPlace {
    int x = 0, y = 0, width = 0, height = 0;
    bool maximised = false;
    bool operator==(const WindowPlace&) const = default;
};

class Window {
  public:
    virtual ~Window() = default;

    // What happened since the last call, in order. Never waits.
    virtual std::vector<InputEvent> take_events() = 0;
    // Sleeps until something happened, wake() was called or the time is over; `timeout_s` below 0: for as long as it takes.
    // Returns at once when something is there already.
    virtual void wait(double timeout_s) = 0;
    // Seconds until the next frame may begin, 0: now. What keeps frames at most as frequent as the monitor's where swapping buffers
    // does not (software rendering); everything but drawing goes on meanwhile.
    virtual double frame_due_in_s() const = 0;
    // Ends a present or the next wait(). [any]
    virtual void wake() = 0;

    virtual PixelSize size() const = 0;
    // Asks for another size; a resize event says when it has it, which a window manager may refuse.
    virtual void set_size(PixelSize size) = 0;
    virtual float content_scale() const = 0; // pixels per logical pixel that the monitor asks for, 1 to 3
    virtual bool focused() const = 0;
    virtual bool visible() const = 0; // false while minimised: nothing need be drawn

    // Nothing for a window that is not on a desktop.
    virtual std::optional<WindowPlace> place() const { return {}; }
    // Before all others and with the keyboard, as far as the desktop lets a program do that; otherwise it asks for attention.
    virtual void raise() {}

    // Around the drawing of one frame: makes the context current and binds the framebuffer; shows what was drawn. True: the framebuffer
    // still holds the frame before, so only what differs need be drawn, and that may be all that is shown.
    virtual bool begin_frame() = 0;
    virtual void end_frame(const ChangedAreas& changed) = 0;

    virtual std::string clipboard_text() = 0; // UTF-8, empty when there is none
    virtual void set_clipboard_text(const std::string& text) = 0;
    virtual void set_cursor(frame::Cursor cursor) = 0;
    virtual void set_title(const std::string& title) = 0;
    // Where text is being typed, for input methods; nothing: nowhere.
    virtual void set_text_input(std::optional<frame::Rect> caret) = 0;

    virtual bool should_close() const = 0;
    virtual void set_should_close(bool close) = 0;

    // Seconds on a monotonic clock, for durations. Starts near 0.
    virtual double now_s() const = 0;
    // One line about the driver, for logs: "llvmpipe (LLVM 15.0.6, 256 bits), OpenGL 4.5".
    virtual const std::string& renderer_name() const = 0;
};

} // namespace asista::platform

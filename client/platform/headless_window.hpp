// A window without a display: OpenGL 3.3 through EGL into a framebuffer in memory. Screenshots, tests and benches use it; input
// comes from code. Needs Mesa's EGL (surfaceless platform) or any EGL that can make a pbuffer.
#pragma once

#include "platform/headless_context.hpp"
#include "platform/pacing.hpp"
#include "platform/window.hpp"

#include <functional>
#include <memory>

namespace asista::platform {

struct HeadlessOptions {
    int width = 1440, height = 900; // pixels
    float scale = 1;
    double frames_per_second = 0;       // above 0: frame_due_in_s() keeps frames at most this frequent, as a monitor would
    std::function<double()> clock = {}; // replaces now_s(); empty: the machine's monotonic clock
};

class HeadlessWindow final : public Window {
  public:
    // Makes the context and leaves it current. Errc::unavailable: no EGL with OpenGL 3.3; the message says what to install.
    static Result<std::unique_ptr<HeadlessWindow>> open(const HeadlessOptions& options);
    ~HeadlessWindow() override;

    // Input, as if a person had made it. Wakes a wait(). [any]
    void inject(const InputEvent& event);
    void inject(const std::vector<InputEvent>& events);
    // Resizes the framebuffer and reports it as an event. [main]
    void resize(int width, int height);
    void set_scale(float scale);
    void set_visible(bool visible);

    frame::Cursor cursor() const { return cursor_; }
    const std::optional<frame::Rect>& text_input() const { return caret_; }
    std::uint64_t frames_drawn() const { return frames_; }
    bool last_frame_changed() const { return last_frame_changed_; } // any of the picture

    std::vector<InputEvent> take_events() override;
    void wait(double timeout_s) override;
    double frame_due_in_s() const override { return pacer_.due_in(now_s()); }
    void wake() override;
    PixelSize size() const override { return size_; }
    void set_size(PixelSize size) override { resize(size.width, size.height); }
    float content_scale() const override { return scale_; }
    bool focused() const override { return focused_; }
    bool visible() const override { return visible_; }
    bool begin_frame() override;
    void end_frame(const ChangedAreas& changed) override;
    std::string clipboard_text() override { return clipboard_; }
    void set_clipboard_text(const std::string& text) override { clipboard_ = text; }
    void set_cursor(frame::Cursor cursor) override { cursor_ = cursor; }
    void set_title(const std::string& title) override { title_ = title; }
    void set_text_input(std::optional<frame::Rect> caret) override { caret_ = caret; }
    bool should_close() const override { return should_close_; }
    void set_should_close(bool close) override { should_close_ = close; }
    double now_s() const override;
    const std::string& renderer_name() const override { return renderer_name_; }

  private:
    struct Inbox; // events handed over by any thread, and the eventfd that tells of them
    HeadlessWindow(const HeadlessOptions& options, std::unique_ptr<HeadlessContext> context, std::unique_ptr<Inbox> inbox);

    std::unique_ptr<HeadlessContext> context_;
    std::unique_ptr<Inbox> inbox_;
    PixelSize size_;
    float scale_ = 1;
    FramePacer pacer_;
    std::function<double()> clock_;
    std::string clipboard_, title_, renderer_name_;
    frame::Cursor cursor_ = frame::Cursor::arrow;
    std::optional<frame::Rect> caret_;
    std::uint64_t frames_ = 0;
    bool last_frame_changed_ = false;
    bool focused_ = true, visible_ = true, should_close_ = false;
};

} // namespace asista::platform

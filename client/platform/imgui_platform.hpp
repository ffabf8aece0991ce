// Connects the current ImGui context to a Window: size, time, input, clipboard, cursor, text input. The one platform backend; ImGui's
// own GLFW backend is not used, so that a desktop window, a headless one and a test driver behave alike.
#pragma once

#include "platform/window.hpp"

#include <span>

struct ImGuiContext;

namespace asista::platform {

// Belongs to the context that is current when it is made; destroy it before that context. [main]
class ImGuiPlatform {
  public:
    explicit ImGuiPlatform(Window& window);
    ~ImGuiPlatform();
    ImGuiPlatform(const ImGuiPlatform&) = delete;
    ImGuiPlatform& operator=(const ImGuiPlatform&) = delete;

    // Before ImGui::NewFrame: display size, time step, and `events` (what the compositor left for the client of those taken from the
    // window) in order.
    void begin_frame(std::span<const InputEvent> events);
    // After ImGui::Render: shows the cursor ImGui wants, and where text is typed: in `plugin_caret` when a plugin takes text, else
    // where the client's own fields do.
    void end_frame(const std::optional<frame::Rect>& plugin_caret);
    // Quick events are spread over several frames: a press and a release in one would be lost on ImGui's widgets, and a chord whose
    // modifier is let go in the same frame would not be one. True while some wait for the next frame, which should then come at once.
    bool input_left() const;

  private:
    Window& window_;
    ImGuiContext* context_;
    double last_frame_s_ = -1;
    std::optional<frame::Rect> caret_;
    std::vector<InputEvent> waiting_;
};

// How many of these events one frame may take: up to a change of modifiers that follows a key, click or turn of the wheel, which ImGui
// would otherwise see with the modifiers as they were afterwards.
std::size_t events_of_one_frame(std::span<const InputEvent> events);

// Adds events to the current context's input queue; resize, scale, expose and close are not ImGui's business and are skipped.
void feed_imgui(std::span<const InputEvent> events);

// Between this protocol's keys and cursors and ImGui's. An unknown code gives ImGuiKey_None (0) and Cursor::arrow.
int imgui_key(std::uint32_t key_code);
int imgui_cursor(frame::Cursor cursor);
frame::Cursor cursor_of_imgui(int imgui_cursor);

} // namespace asista::platform

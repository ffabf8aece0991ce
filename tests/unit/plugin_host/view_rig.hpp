// The View in this process, with a plugin made of lambdas, fed and read through the real shared areas.
#pragma once

#include "view.hpp"

#include "wire/frame_check.hpp"
#include "wire/keys.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::testing {

// Draws surface N with draw[N].
class LambdaPlugin final : public host::PluginSide {
  public:
    std::map<std::uint32_t, std::function<void()>> draw_surface;
    host::FrameWishes wishes;
    host::SurfaceWish surface_wish;

    Result<void> start(const void*, const calls::Hello::Request&) override { return {}; }
    Result<wire::Bytes> handle(const wire::Message&) override { return wire::Bytes{}; }
    void begin_frame(const host::FrameInfo&) override {}
    void draw(const host::SurfaceFrame& surface) override { draw_surface[surface.id](); }
    host::SurfaceWish wish(std::uint32_t) const override { return surface_wish; }
    host::FrameWishes end_frame() override { return wishes; }
};

calls::Theme test_theme(float scale = 1);
struct OpenedFonts {
    std::vector<calls::FontFile> files;
    std::vector<UniqueFd> descriptors;
};
OpenedFonts test_fonts();

class ViewRig {
  public:
    explicit ViewRig(float scale = 1);

    LambdaPlugin plugin;
    std::vector<frame::InputSurface> surfaces;
    float width = 1280, height = 800, delta_s = 1.0F / 60, scale = 1;
    std::optional<frame::Rect> popup_area; // nothing: the whole window
    std::string paste;
    bool items = false; // the frames say what is on them
    std::vector<std::string> urls, complaints;

    // One panel, drawn by `draw`.
    void panel(std::uint32_t id, frame::Rect rect, std::function<void()> draw);

    void move(float x, float y) { events_.push_back({frame::EventKind::mouse_position, 0, x, y, 0, 0}); }
    void button(bool down, std::uint32_t which = 0) {
        events_.push_back({frame::EventKind::mouse_button, which, 0, 0, down ? 1U : 0U, 0});
    }
    void wheel(float y) { events_.push_back({frame::EventKind::mouse_wheel, 0, 0, y, 0, 0}); }
    void key(frame::Key key, bool down) {
        events_.push_back({frame::EventKind::key, static_cast<std::uint32_t>(key), 0, 0, down ? 1U : 0U, 0});
    }
    void text(char32_t character) {
        events_.push_back({frame::EventKind::text, static_cast<std::uint32_t>(character), 0, 0, 0, 0});
    }
    void event(frame::EventKind kind, std::uint32_t code = 0, bool pressed = false) {
        events_.push_back({kind, code, 0, 0, pressed ? 1U : 0U, 0});
    }
    // The keyboard comes into a panel that way.
    void enter(std::uint32_t panel, frame::Way way) {
        event(frame::EventKind::focus, 0, true);
        events_.push_back({frame::EventKind::enter, panel, 0, 0, static_cast<std::uint32_t>(way), 0});
    }
    // Down and up at a place, each in a frame of its own, then until nothing moves.
    void click(float x, float y, std::uint32_t which = 0);

    // One frame. Fails the test when the frame would be refused.
    const frame::CheckedFrame& draw();
    // Frames until the plugin asks for no further one at once; fails the test when it never rests.
    const frame::CheckedFrame& settle();
    // A few frames, while something is held and the plugin never rests.
    void settle_held() {
        for (int i = 0; i < 6; ++i) draw();
    }
    const frame::CheckedFrame& last() const { return frame_; }
    const frame::Surface* find(frame::SurfaceKind kind) const;
    std::size_t count(frame::SurfaceKind kind) const;
    host::View& view() { return *view_; }
    int frames = 0;

  private:
    frame::ClientArea client_;
    frame::HostArea host_;
    std::unique_ptr<host::View> view_;
    std::vector<frame::Event> events_;
    std::uint64_t serial_ = 0, texture_bytes_ = 0;
    frame::CheckedFrame frame_;
};

// Where a panel is, for tests to which it does not matter.
inline constexpr frame::Rect place{100, 80, 420, 480};
// frame_flags of the last frame.
inline bool wants(const ViewRig& rig, std::uint32_t flag) { return (rig.last().header.flags & flag) != 0; }

} // namespace asista::testing

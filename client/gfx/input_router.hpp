// Decides whose an event is: the client's or a plugin's. By the client's own geometry, never by what a plugin says of itself.
//   pointer   the surface under it; from a press until all buttons are up, the plugin (or the client) that was pressed
//   keyboard  the plugin that was clicked or entered; Ctrl+Tab leaves it always; chords of the client and modifiers stay the client's as well
// Knows no ImGui and no windows: what lies under a point is asked of the owner.
#pragma once

#include "platform/input_event.hpp"

#include "wire/frame.hpp"
#include "wire/ids.hpp"

#include <bitset>
#include <functional>
#include <span>
#include <vector>

namespace asista::gfx {

struct SurfaceRef {
    InstanceId instance = 0; // 0: the client
    std::uint32_t surface = 0;
    bool operator==(const SurfaceRef&) const = default;
};

// [main]
class InputRouter {
  public:
    // The world around it. All are needed.
    struct World {
        std::function<SurfaceRef(float x, float y)> surface_at;
        std::function<bool(InstanceId)> uses_wheel; // what is under the pointer there scrolls
        std::function<bool(std::uint32_t key, bool ctrl, bool shift, bool alt)> is_client_chord;
        std::function<void(InstanceId, const frame::Event&)> send;
        std::function<void(InstanceId)> paste;                    // queues the clipboard before the key that asks for it
        std::function<void(InstanceId)> person_acted;             // a click, key, wheel turn or character went to it
        std::function<void(InstanceId except)> pressed_elsewhere; // close the popups of all but one (0: of all)
    };
    explicit InputRouter(World world) : world_(std::move(world)) {}

    // Returns what is left for the client.
    std::vector<platform::InputEvent> route(std::span<const platform::InputEvent> events);
    // Surfaces moved under a pointer at rest, or are gone.
    void refresh();

    SurfaceRef hovered() const { return hovered_; }
    SurfaceRef focused() const { return focused_; }
    bool has_grab(InstanceId instance) const { return grab_ == Grab::plugin && hovered_.instance == instance; }
    bool holds_shift() const { return modifiers_[1]; } // the person, as of the last event
    void focus(SurfaceRef target);
    void release_focus() { focus({}); }
    // A process is gone: nothing is its any more. Nothing is sent.
    void forget(InstanceId instance);
    // The process `from` was replaced by `to` at the same places.
    void replace(InstanceId from, const SurfaceRef& to_focused, InstanceId to);
    // Tells a process anew where pointer and keyboard are, after its input was dropped.
    void resend(InstanceId instance);

  private:
    enum class Grab { none, client, plugin };
    using Event = platform::InputEvent;

    void on_position(const Event& event);
    void on_button(const Event& event);
    bool on_wheel(const Event& event); // these three: true when the client gets it too
    bool on_key(const Event& event);
    bool on_text(const Event& event);
    void on_window_focus(const Event& event);
    void update_hover();
    void hover(SurfaceRef target);
    void send(InstanceId instance, frame::EventKind kind, std::uint32_t code = 0, bool pressed = false, float x = 0, float y = 0);
    void send_modifiers(InstanceId instance);

    World world_;
    float x_ = 0, y_ = 0;
    bool inside_ = false, window_focused_ = true;
    std::bitset<8> buttons_;
    Grab grab_ = Grab::none;
    SurfaceRef hovered_, focused_;
    std::bitset<4> modifiers_;                      // ctrl, shift, alt, super
    std::bitset<0x1010> client_keys_, plugin_keys_; // held, as each was told
    bool swallow_text_ = false;                     // the key just pressed was the client's
};

} // namespace asista::gfx

// Puts what plugins draw into the client's window, and brings them the input that is theirs. It is the main thread's whole view of
// plugin processes: it asks each for frames, waits a little and for all together, checks what comes, and keeps the last good one.
//
// Each turn of the window loop:
//     compositor.advance_trials(clock);                             builds on trial draw unseen, whether or not the window does
// One window frame:
//     left = compositor.begin_frame(window.take_events(), clock);   routes input, kicks the hosts that have something to draw
//     platform.begin_frame(left); ImGui::NewFrame(); ...pages call place()...
//     compositor.ask_new_panels();                                  panels that were not shown before are not shown empty
//     compositor.collect();                                         waits (at most 4 ms after the kick), checks, blits
//     ImGui::Render(); renderer.draw(...); window.end_frame(); platform.end_frame(compositor.caret());
//     for (auto& event : compositor.take_events()) ...to the core thread...
//     window.wait(min(own animations, compositor.next_frame_in()))
#pragma once

#include "platform/input_event.hpp"
#include "ui/surfaces.hpp"

#include "wire/frame_area.hpp"
#include "wire/ids.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace asista::gfx {

// Time of one window frame.
struct FrameClock {
    double now_s = 0;              // Window::now_s()
    std::int64_t wall_time_ms = 0; // UTC since 1970; may be a fixed one
    std::int32_t utc_offset_s = 0;
};

// A reload: the new process draws hidden, at the places of the old one's surfaces.
struct Trial {
    struct Pair {
        std::uint32_t new_surface = 0;
        std::uint32_t old_surface = 0; // 0: no such panel before; a default size then
    };
    InstanceId old_instance = 0;
    std::vector<Pair> surfaces;
};

struct AttachOptions {
    std::string plugin_name = {}; // shown on windows the plugin opens outside its own panels
    std::optional<Trial> trial = {};
    double spawned_s = -1; // when its process was started, on the clock of FrameClock; below 0: when it is attached
};

struct CompositorEvent {
    enum class Kind {
        first_frame,  // its first good frame can be shown; milliseconds since it was started
        trial_passed, // two good frames while on trial; touched: the old process got input since the new one was started. From now
                      // on its input waits, for whichever of the two stays
        rejected,     // a frame broke the protocol or a budget; text: how, strikes: how many in the last 10 s
        should_stop,  // the third such in 10 s
        asynchronous,  // too slow to be waited for
        synchronous,   // waited for again
        unanswered,    // a request has been open for milliseconds: told at 1 s and at 5 s
        answered,      // the one told of as unanswered was answered at last
        clipboard_set, // it put text on the clipboard; milliseconds: bytes
    };
    Kind kind{};
    InstanceId instance = 0;
    double milliseconds = 0;
    std::uint32_t strikes = 0;
    std::string text;
    bool touched = false;
};

struct CompositorOptions {
    double deadline_s =
        0.004; // shared by all hosts, counted from the kick. Screenshots that must not depend on speed take longer.
    double input_window_s = 1; // how long after input a plugin may set the clipboard; popups get twice that
    std::function<std::string()> get_clipboard = {};
    std::function<void(const std::string&)> set_clipboard = {};
    // A host is late: tell the window (Window::wake) once when `done`, an eventfd of its own for the callee, turns readable; do not
    // read it. Called at most once a request. Empty: late frames are picked up by polling.
    std::function<void(InstanceId, UniqueFd done)> watch_done = {};
    // Chords of the client that work while a plugin has the keyboard ("Ctrl+K"): key as frame::Key, then the modifiers held.
    std::function<bool(std::uint32_t key, bool ctrl, bool shift, bool alt)> is_client_chord = {};
};

// [main]. Needs the current ImGui context, whose BackendFlags have RendererHasTextures and RendererHasVtxOffset, in every call.
class Compositor final : public ui::PluginSurfaces {
  public:
    explicit Compositor(CompositorOptions options);
    ~Compositor() override; // while the ImGui context still exists
    Compositor(const Compositor&) = delete;
    Compositor& operator=(const Compositor&) = delete;

    // ---- processes (runtime::FrameSink's orders, in its words) ---------------------------------------------------------------
    void attach(InstanceId instance, frame::ClientArea area, AttachOptions options);
    void promote(InstanceId instance, InstanceId old_instance);
    void try_again(InstanceId instance); // see runtime::FrameSink
    void detach(InstanceId instance, bool keep_picture);
    void drop_picture(InstanceId instance);
    void redraw(InstanceId instance);
    // runtime::FrameSink::Pace, in this layer's words.
    enum class Pace { normal, unhurried, paused };
    void set_pace(InstanceId instance, Pace pace);
    void redraw_all();
    // What requests say from now on; plugins were told of it over their channels. Redraws all.
    void set_theme(std::uint32_t theme_serial, float scale);
    // Where popups, tooltips and windows of plugins may appear; nothing: the whole window.
    void set_popup_area(std::optional<frame::Rect> area);
    // Closes every popup of every plugin, as a click elsewhere does. A client modal that opens does this by itself.
    void dismiss_popups();

    // Builds on trial are drawn between window frames, so that neither waits for the other. Call it whenever the window loop turns;
    // watch_done wakes the window when there is something to take. Never waits.
    void advance_trials(const FrameClock& clock);

    // ---- one window frame -----------------------------------------------------------------------------------------------------
    // Returns the events that are the client's own: all but keys and text while a plugin has the keyboard, and wheel turns that a
    // plugin uses.
    std::vector<platform::InputEvent> begin_frame(std::span<const platform::InputEvent> events, const FrameClock& clock);
    // When the pages are built: panels that have just come on one are asked for still in this window frame, so that it does not show
    // them empty.
    void ask_new_panels();
    void collect();
    // Notes how long the whole frame took, for window_frame_ms().
    void end_frame(double frame_ms);

    std::vector<CompositorEvent> take_events();
    // Seconds until a plugin needs a window frame: 0 at once, nothing: not unless something happens.
    std::optional<double> next_frame_in(double now_s) const;
    // Where the plugin that has the keyboard takes text, if it does.
    std::optional<frame::Rect> caret() const;
    // Seconds since the person last clicked or typed in this plugin; nothing: never.
    std::optional<double> seconds_since_input(InstanceId instance, double now_s) const;
    // The plugin that has the keyboard, 0: the client itself.
    InstanceId focused_instance() const;
    // Takes the keyboard from whatever plugin has it.
    void release_focus();
    // True while no attached process owes an answer or has something new to draw: what is on screen is up to date.
    bool settled() const;
    // Processes of whose drawing something can be seen in the present window frame.
    std::size_t plugins_shown() const;

    // ---- ui::PluginSurfaces -----------------------------------------------------------------------------------------------------
    void place(std::uint64_t instance, std::uint32_t surface, const ImVec2& size, float dim) override;
    float wanted_height(std::uint64_t instance, std::uint32_t surface) const override;
    ui::FrameFigures figures(std::uint64_t instance) const override;
    ui::Drawing drawing(std::uint64_t instance) const override;
    const std::vector<float>& window_frame_ms() const override;
    void want_items(bool on) override;
    std::vector<ui::SurfaceItems> items() const override;
    void focus_item(std::uint64_t instance, std::uint32_t surface, std::uint32_t item) override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace asista::gfx

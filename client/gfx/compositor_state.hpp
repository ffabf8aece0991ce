// The compositor's insides, shared by its own source files only.
//   compositor.cpp          processes come and go, what the window loop asks
//   compositor_requests.cpp pointer, popups, what each process is asked
//   compositor_collect.cpp  waiting for answers and judging them
//   compositor_show.cpp     surfaces in the client's windows
//   compositor_keyboard.cpp the keyboard on its way into plugins and out of them
//   compositor_inspect.cpp  what a process' picture is made of, and which items are on it
#pragma once

#include "gfx/blit.hpp"
#include "gfx/compositor.hpp"
#include "gfx/frame_link.hpp"
#include "gfx/input_router.hpp"
#include "gfx/plugin_textures.hpp"
#include "gfx/popup_frame.hpp"

#include <limits>
#include <map>
#include <unordered_map>

struct ImGuiWindow;

namespace asista::gfx {

constexpr double never = std::numeric_limits<double>::infinity();

// A panel as a page placed it in one window frame.
struct Placement {
    std::uint32_t surface = 0;
    frame::Rect rect{}, clip{};    // whole pixels; clip is empty when nothing of it can be seen
    ImGuiWindow* window = nullptr; // valid until the frame is drawn
    std::uint32_t stop = 0;        // ImGuiID of what stands for it among the client's own items
    float dim = 0;
};

struct Plugin {
    explicit Plugin(TextureGraveyard& graveyard) : textures(graveyard) {}

    InstanceId id = 0;
    AttachOptions options;
    std::unique_ptr<FrameLink> link; // null once the process is gone

    // The last good frame, and what it draws with.
    frame::CheckedFrame picture;
    PluginTextures textures;
    bool has_picture = false;
    std::uint64_t good_frames = 0;
    double wake_at_s = never;
    float painted_factor = 0;

    std::vector<Placement> placed, placed_before; // in this window frame, in the one before
    std::uint64_t placed_frame = 0;
    Compositor::Pace pace = Compositor::Pace::normal;
    bool dirty = true; // asked for a frame itself, or theme, size or popup area changed
    bool was_visible = false;
    struct Inside { // a window of the plugin that lies within one of its panels, as it was shown
        std::uint32_t surface = 0, panel = 0;
        frame::Rect rect{};
    };
    std::vector<Inside> inside, inside_before;     // back to front; this window frame, the one before
    std::vector<std::uint32_t> shown_surfaces;     // popups and windows outside the panels, on screen
    std::vector<std::uint32_t> allowed_surfaces;   // first shown right after input
    std::map<std::uint32_t, NameStrip> strips;     // of popups, as they were shown first
    std::vector<std::uint32_t> dismissed_surfaces; // closed by us; the plugin may take its time to notice
    double last_input_s = -never;                  // click, key, character, wheel
    double may_open_since_s = -never;              // the same, but for the person's having turned to something else since
    int told_unanswered = 0;                       // 0, 1 (a second), 2 (five)
    std::uint32_t trial_frames = 0;
    bool trial_passed = false;
    double trial_next_s = 0; // when it may be asked again
    bool held = false;       // a build that passed its trial is about to replace it: it is asked for nothing, and its input waits
    frame::Way leaves = frame::Way::none;   // the keyboard, as its newest frame says
    frame::Key last_key = frame::Key::none; // that the person pressed there, nothing else since
    double last_key_s = -never;
    double touched_s = -never; // when input was last on its way to it

    bool on_trial() const { return options.trial.has_value(); }
    const frame::Surface* surface(std::uint32_t surface_id) const;
    const Placement* placement(std::uint32_t surface_id) const; // in this frame, else the one before
    // The panel that a surface belongs to: itself, or the one it lies in or was opened from; 0 when there is none.
    std::uint32_t panel_of(std::uint32_t surface_id) const;
};

struct Compositor::State {
    explicit State(CompositorOptions options);
    ~State();

    CompositorOptions options;
    TextureGraveyard graveyard; // before the plugins: their textures end there
    TexturePtr placeholder;
    std::map<InstanceId, Plugin> plugins;
    struct Alias {
        InstanceId to = 0;
        std::vector<Trial::Pair> surfaces;
    };
    std::map<InstanceId, Alias> aliases;          // replaced process -> its successor
    std::map<InstanceId, InstanceId> window_keys; // successor -> the process whose ImGui windows it goes on using
    InputRouter router;

    FrameClock clock;
    double drawn_s = -never; // the last window frame
    SteadyTime kicked{};
    std::uint64_t frame = 0;
    std::uint32_t theme_serial = 0;
    float scale = 1;
    std::optional<frame::Rect> popup_area;
    float width = 0, height = 0;
    bool modal_open = false;
    bool items_wanted = false;
    struct Spot { // the point `from` of a frame comes to `to`
        float from_x = 0, from_y = 0, to_x = 0, to_y = 0, stretch = 1;
        frame::Rect clip{};
        float dim = 0;
    };
    struct Shown { // a surface, and where it was put in this window frame
        InstanceId instance = 0;
        std::uint32_t surface = 0;
        Spot spot{};
    };
    std::vector<Shown> shown;
    bool show_again = false; // what is on screen changed under the pointer: look again next frame
    struct WindowOf {        // a window of the client that shows something of a plugin
        SurfaceRef shows;
        frame::Rect content{}; // where that is; the rest of the window is the client's frame around it
    };
    std::unordered_map<std::uint32_t, WindowOf> windows, windows_before; // by ImGuiID; this frame, the one before
    mutable InstanceId on_frame_of = 0; // whose frame the pointer was on when surface_at() looked last
    std::vector<CompositorEvent> events;
    std::vector<platform::InputEvent> keys_to_client; // that a plugin had no use for: with the next frame's input
    struct Onward {                                   // an arrow that led out of a plugin, until the client has moved on by it
        SurfaceRef from;
        std::uint32_t stop = 0;
        int frames = 0;
    };
    std::optional<Onward> onward;
    std::vector<float> frame_ms;

    // ---- compositor.cpp
    InputRouter::World world();
    Plugin* find(InstanceId instance);
    const Plugin* find(InstanceId instance) const;
    SurfaceRef resolve(InstanceId instance, std::uint32_t surface) const; // through aliases
    frame::Rect popup_rect() const;
    void tell(CompositorEvent::Kind kind, InstanceId instance, double milliseconds = 0, std::uint32_t strikes = 0,
              std::string text = {}) {
        events.push_back({kind, instance, milliseconds, strikes, std::move(text)});
    }

    // ---- compositor_requests.cpp
    SurfaceRef surface_at(float x, float y) const;
    void dismiss(Plugin& plugin);
    void dismiss_all(InstanceId except);
    std::vector<frame::InputSurface> request_surfaces(const Plugin& plugin, const std::vector<Placement>& places) const;
    bool wants_request(const Plugin& plugin, const std::vector<frame::InputSurface>& surfaces) const;
    void measure_window();
    void request_frames();
    void request_new_panels();
    void advance_trial(Plugin& plugin);
    void request(Plugin& plugin, std::vector<frame::InputSurface> surfaces);
    void note_visibility(Plugin& plugin, bool visible);
    void watch_client_modal();

    // ---- compositor_collect.cpp
    void wait_for_answers();
    bool take_answer(Plugin& plugin); // true when it answered
    void accept_frame(Plugin& plugin);
    void refuse_frame(Plugin& plugin);
    void note_missing(Plugin& plugin);
    void watch(Plugin& plugin);
    void note_trial(Plugin& plugin);
    void release_old(const Plugin& plugin);
    void put_on_clipboard(Plugin& plugin);

    // ---- compositor_show.cpp
    void show_plugins();
    void show_panels(Plugin& plugin);
    void show_inside(Plugin& plugin, const frame::Surface& panel, const Placement& place);
    void show_own_surfaces(Plugin& plugin);
    bool may_show(Plugin& plugin, const frame::Surface& surface, float& area_left) const;
    bool show_window(Plugin& plugin, const frame::Surface& surface, const frame::Rect& rect);
    // Draws `surface` there.
    void blit(const Plugin& plugin, const frame::Surface& surface, ImGuiWindow& window, const Spot& spot);
    frame::Rect reach_of(const Plugin& plugin, const frame::Surface& surface) const;

    // ---- compositor_keyboard.cpp
    void keep_focus_honest();
    void enter_by_keyboard(Plugin& plugin, const Placement& place);
    void note_key(Plugin& plugin, const frame::Event& event);
    void follow_keyboard();
    void leave_by_keyboard(Plugin& plugin, frame::Way way);
};

// Of a panel, as the current window's item: takes the press of any button, and Tab and arrows come to it. Arrows find it wherever it lies in
// their way; ImGui measures tall items from one point, and would pass by.
void keyboard_stop(const frame::Rect& rect);

// Rectangles in window pixels.
bool is_empty(const frame::Rect& rect);
float area_of(const frame::Rect& rect);
frame::Rect intersection(const frame::Rect& one, const frame::Rect& other);
bool contains(const frame::Rect& outer, const frame::Rect& inner);
bool contains(const frame::Rect& rect, float x, float y);
// The surfaces of a frame that are no panels, back to front.
std::vector<const frame::Surface*> own_surfaces(const frame::CheckedFrame& frame);
inline bool same_rect(const frame::Rect& one, const frame::Rect& other) {
    return one.x == other.x && one.y == other.y && one.width == other.width && one.height == other.height;
}

} // namespace asista::gfx

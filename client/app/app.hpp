// The main thread's part of the client: one window, one frame after the other, and only when something changed.
#pragma once

#include "app/driver/driver.hpp"
#include "app/options.hpp"
#include "app/window_place.hpp"
#include "core/core_thread.hpp"
#include "gfx/compositor.hpp"
#include "gfx/renderer.hpp"
#include "platform/imgui_platform.hpp"
#include "platform/window.hpp"
#include "runtime/clock.hpp"
#include "ui/shell.hpp"

#include <fstream>
#include <functional>
#include <memory>

namespace asista::app {

// [main]
class App {
  public:
    // Borrows window and core for its life; the window's GL context is current. Makes the ImGui context.
    static Result<std::unique_ptr<App>> create(const Options& options, platform::Window& window, core::CoreThread& core,
                                               const runtime::Clock& clock);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    // Until the window is closed, `asked_to_stop` says so, or the screenshot is written. Returns the program's exit code: 0, or 1 when the screenshot could
    // not be made or the data could not be opened.
    int run(const std::function<bool()>& asked_to_stop);

    // One turn for drivers and tests: takes what came, draws a frame if there is a reason to. True when a frame was drawn.
    bool turn();
    // Seconds until turn() has a reason to draw by itself, and the window leave to: 0 now, below 0 never.
    double next_turn_in() const;
    // Nothing moves, nothing is awaited: every plugin shown has drawn, no call is open. What a screenshot waits for.
    bool settled() const;
    // From now on whoever connects to the socket uses the window as a person would. `clock`: the one that it may set, or null.
    void drive(std::unique_ptr<driver::Socket> socket, runtime::FixedClock* clock);
    Result<void> save_screenshot(const std::filesystem::path& path);

    // The core asked for the client to end and start anew.
    bool restart_wanted() const { return restart_wanted_; }
    const std::filesystem::path& restart_profile() const { return restart_profile_; } // empty: the same one
    ui::Shell& shell() { return *shell_; }
    gfx::Compositor& compositor() { return *compositor_; }
    std::uint64_t frames_drawn() const { return frames_drawn_; }

  private:
    App(const Options& options, platform::Window& window, core::CoreThread& core, const runtime::Clock& clock);
    Result<void> set_up();
    void take_orders();
    std::string plugin_name(const std::string& id) const;
    void open_first_page();
    void draw_frame(const std::vector<platform::InputEvent>& events);
    void draw_startup_failure(const Error& error);
    void draw_opening();
    void pass_on_events();
    bool had_input(InstanceId instance) const; // in the last second
    void use_shaders(const std::map<std::string, std::string, std::less<>>& files);
    void open_link(const std::string& address);
    void follow_theme();
    float scale() const;
    gfx::FrameClock frame_clock() const;
    int run_screenshot();
    void trace_frame(double started_s, double ended_s, std::size_t events);

    const Options& options_;
    platform::Window& window_;
    core::CoreThread& core_;
    const runtime::Clock& clock_;

    // Destroyed in reverse order: the shell and the compositor before the ImGui context, which the renderer needs too.
    struct ImGuiContextOwner;
    std::unique_ptr<ImGuiContextOwner> imgui_;
    std::unique_ptr<gfx::Renderer> renderer_;
    std::unique_ptr<platform::ImGuiPlatform> platform_;
    std::unique_ptr<gfx::Compositor> compositor_;
    std::unique_ptr<ui::Shell> shell_;

    WindowPlaceKeeper window_place_;
    std::unique_ptr<driver::Driver> driver_;   // uses all of the above
    std::vector<platform::InputEvent> driven_; // its input, until the window's own is taken

    std::ofstream trace_;
    ui::SnapshotPtr shown_;                   // the snapshot of the last frame
    ui::SnapshotPtr pending_;                 // the newest one
    std::vector<platform::InputEvent> input_; // since the last frame
    std::uint64_t frames_drawn_ = 0;
    int frames_wanted_ = 3; // ImGui needs a second frame to lay out what the first one learnt, some widgets a third
    double last_frame_s_ = -1;
    double began_s_ = 0;
    std::string doing_; // what the window says while there is nothing to show
    std::uint32_t told_theme_serial_ = 0;
    float told_scale_ = 0;
    bool page_opened_ = false;
    bool restart_wanted_ = false;
    std::filesystem::path restart_profile_;
};

} // namespace asista::app

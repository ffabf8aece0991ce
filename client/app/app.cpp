#include "app/app.hpp"

#include "app/browser.hpp"
#include "gfx/fonts.hpp"
#include "gfx/image.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace asista::app {
namespace {
// How long everything must be still before a screenshot is taken: an answer on its way from one process to another is nowhere to be
// seen, and takes far less.
constexpr double quiet_s = 0.3;
// A frame that follows a change: ImGui shows sizes learnt in one frame in the next, and a popup needs one more.
constexpr int frames_after_change = 3;
// The longest a screenshot waits for everything to be still, in seconds of real time.
constexpr double screenshot_patience_s = 20;

// How long the window stays empty before it says what it waits for: a line that vanishes at once would be a flicker of every start.
constexpr double opening_is_told_after_s = 0.4;

// How long after input in a plugin it may open one of its pages or ask for a file: nothing comes up under somebody's hands that they did
// not set off.
constexpr double input_window_s = 1;

ui::Fonts ui_fonts(const gfx::Fonts& fonts) {
    return {fonts.text, fonts.medium, fonts.semibold, fonts.mono, fonts.icons, fonts.icons_fill};
}

// The wish for a theme of this system; there is no portal to ask here, so light unless the variable says otherwise.
bool system_prefers_dark() {
    const char* theme = std::getenv("GTK_THEME");
    return theme != nullptr && std::string_view(theme).find("dark") != std::string_view::npos;
}

runtime::WindowEvent to_window_event(const gfx::CompositorEvent& event) {
    using From = gfx::CompositorEvent::Kind;
    using To = runtime::WindowEvent::Kind;
    runtime::WindowEvent out{To::first_frame, event.instance, event.milliseconds, event.strikes, event.text, event.touched};
    switch (event.kind) {
    case From::first_frame: out.kind = To::first_frame; break;
    case From::trial_passed: out.kind = To::trial_passed; break;
    case From::rejected: out.kind = To::rejected; break;
    case From::should_stop: out.kind = To::should_stop; break;
    case From::asynchronous: out.kind = To::asynchronous; break;
    case From::synchronous: out.kind = To::synchronous; break;
    case From::unanswered: out.kind = To::unanswered; break;
    case From::answered: out.kind = To::answered; break;
    case From::clipboard_set: break; // the compositor did it; nothing for the core
    }
    return out;
}

gfx::Compositor::Pace to_compositor(runtime::FrameSink::Pace pace) {
    switch (pace) {
    case runtime::FrameSink::Pace::normal: return gfx::Compositor::Pace::normal;
    case runtime::FrameSink::Pace::unhurried: return gfx::Compositor::Pace::unhurried;
    case runtime::FrameSink::Pace::paused: return gfx::Compositor::Pace::paused;
    }
    return gfx::Compositor::Pace::normal;
}

// A build on trial draws unseen, and a plugin that wants to be drawn is known to the compositor, with whether it can be seen.
bool changes_the_window(const core::InboxItem& item) {
    if (const auto* const attachment = std::get_if<runtime::Attachment>(&item)) return !attachment->trial.has_value();
    return !std::holds_alternative<core::RedrawOrder>(item) && !std::holds_alternative<core::TryAgainOrder>(item);
}

bool is_activity(const platform::InputEvent& event) {
    using Kind = platform::InputEvent::Kind;
    return event.kind == Kind::mouse_button || event.kind == Kind::key || event.kind == Kind::text ||
           event.kind == Kind::mouse_wheel;
}
} // namespace

struct App::ImGuiContextOwner {
    ImGuiContext* context;
    gfx::Fonts fonts;
    ImGuiContextOwner() : context(ImGui::CreateContext()) {}
    ~ImGuiContextOwner() { ImGui::DestroyContext(context); }
    ImGuiContextOwner(const ImGuiContextOwner&) = delete;
    ImGuiContextOwner& operator=(const ImGuiContextOwner&) = delete;
};

App::App(const Options& options, platform::Window& window, core::CoreThread& core, const runtime::Clock& clock)
    : options_(options), window_(window), core_(core), clock_(clock), window_place_(options.profile), began_s_(window.now_s()) {}

App::~App() {
    if (shell_) shell_->flush();
    window_place_.finish();
}

Result<std::unique_ptr<App>> App::create(const Options& options, platform::Window& window, core::CoreThread& core,
                                         const runtime::Clock& clock) {
    std::unique_ptr<App> app(new App(options, window, core, clock));
    TRY(app->set_up());
    return app;
}

Result<void> App::set_up() {
    imgui_ = std::make_unique<ImGuiContextOwner>();
    ImGui::GetIO().IniFilename = nullptr;
    const auto files = TRY(gfx::FontFiles::open());
    imgui_->fonts = TRY(gfx::add_fonts(*ImGui::GetIO().Fonts, files));
    renderer_ = TRY(gfx::Renderer::create());
    platform_ = std::make_unique<platform::ImGuiPlatform>(window_);

    gfx::CompositorOptions compositor;
    compositor.get_clipboard = [this] { return window_.clipboard_text(); };
    compositor.set_clipboard = [this](const std::string& text) { window_.set_clipboard_text(text); };
    compositor.watch_done = [this](InstanceId instance, UniqueFd done) { core_.watch_done(instance, std::move(done)); };
    compositor.is_client_chord = [this](std::uint32_t key, bool ctrl, bool shift, bool alt) {
        const int chord =
            platform::imgui_key(key) | (ctrl ? ImGuiMod_Ctrl : 0) | (shift ? ImGuiMod_Shift : 0) | (alt ? ImGuiMod_Alt : 0);
        return shell_ != nullptr && shell_->opens_palette(chord);
    };
    // A screenshot must not depend on how fast this machine is: wait for every plugin's answer.
    if (options_.screenshot) compositor.deadline_s = 2;
    compositor_ = std::make_unique<gfx::Compositor>(std::move(compositor));
    shell_ = std::make_unique<ui::Shell>(*compositor_, core_, ui_fonts(imgui_->fonts));
    core_.set_failure_listener([this](const Error& error) {
        ui::Toast toast;
        toast.title = "That did not work";
        toast.body = ui::words::sentence(error.message);
        toast.level = NotificationLevel::error;
        shell_->show_toast(std::move(toast));
    });
    if (options_.trace_frames) {
        trace_.open(*options_.trace_frames, std::ios::app);
        if (!trace_) return fail(Errc::io, "--trace-frames: {} cannot be written", options_.trace_frames->string());
    }
    return {};
}

float App::scale() const {
    const float monitor = options_.scale > 0 ? options_.scale : window_.content_scale();
    if (options_.scale > 0 || !pending_) return monitor;
    const auto wish = pending_->preferences.find("scale");
    if (wish == pending_->preferences.end()) return monitor;
    const double chosen = std::strtod(wish->second.c_str(), nullptr); // 0 or not a number: the monitor's
    return chosen >= 0.5 && chosen <= 4 ? static_cast<float>(chosen) : monitor;
}

// The name a person knows the plugin by; its id while the list is not here yet.
std::string App::plugin_name(const std::string& id) const {
    if (pending_)
        for (const auto& plugin : pending_->plugins)
            if (plugin.id == id) return plugin.name;
    return id;
}

void App::open_first_page() {
    page_opened_ = true;
    shell_->set_page(options_.page, options_.detail);
    if (!options_.review.empty()) shell_->review_plugin(options_.review);
}

void App::take_orders() {
    if (auto newest = core_.snapshot(); newest != pending_) {
        pending_ = std::move(newest);
        frames_wanted_ = std::max(frames_wanted_, frames_after_change);
    }
    if (!pending_ && window_.now_s() - began_s_ >= opening_is_told_after_s)
        if (auto doing = core_.doing(); doing != doing_) {
            doing_ = std::move(doing);
            frames_wanted_ = std::max(frames_wanted_, frames_after_change);
        }
    auto& compositor = *compositor_;
    for (auto& item : core_.take_orders()) {
        if (const auto* const redraw = std::get_if<core::RedrawOrder>(&item); redraw != nullptr && redraw->instance == 0)
            frames_wanted_ = std::max(frames_wanted_, frames_after_change); // what the page now shows has to be laid out
        else if (changes_the_window(item))
            frames_wanted_ = std::max(frames_wanted_, 1);
        std::visit(
            [&](auto& order) {
                using Order = std::remove_cvref_t<decltype(order)>;
                if constexpr (std::is_same_v<Order, runtime::Attachment>) {
                    gfx::AttachOptions how;
                    how.plugin_name = plugin_name(order.plugin);
                    // The process was started on the clock of the machine; the compositor counts on the window's.
                    how.spawned_s = window_.now_s() - static_cast<double>(clock_.monotonic_us() - order.spawned_us) / 1e6;
                    if (order.trial) {
                        how.trial.emplace();
                        how.trial->old_instance = order.trial->old_instance;
                        for (const auto& pair : order.trial->surfaces)
                            how.trial->surfaces.push_back({pair.new_surface, pair.old_surface});
                    }
                    compositor.attach(order.instance, std::move(order.area), std::move(how));
                } else if constexpr (std::is_same_v<Order, core::PromoteOrder>) {
                    compositor.promote(order.instance, order.old_instance);
                } else if constexpr (std::is_same_v<Order, core::TryAgainOrder>) {
                    compositor.try_again(order.instance);
                } else if constexpr (std::is_same_v<Order, core::DetachOrder>) {
                    compositor.detach(order.instance, order.keep_picture);
                } else if constexpr (std::is_same_v<Order, core::DropPictureOrder>) {
                    compositor.drop_picture(order.instance);
                } else if constexpr (std::is_same_v<Order, core::PaceOrder>) {
                    compositor.set_pace(order.instance, to_compositor(order.pace));
                } else if constexpr (std::is_same_v<Order, core::RedrawOrder>) {
                    if (order.instance != 0) compositor.redraw(order.instance);
                } else if constexpr (std::is_same_v<Order, core::OpenPageRequest>) {
                    if (had_input(order.instance)) shell_->set_page(fmt::format("plugin:{}/{}", order.plugin, order.page));
                } else if constexpr (std::is_same_v<Order, core::RestartOrder>) {
                    restart_wanted_ = true;
                    restart_profile_ = order.profile;
                    window_.set_should_close(true);
                } else if constexpr (std::is_same_v<Order, core::InputCheck>) {
                    core_.input_checked(order.question, had_input(order.instance));
                } else if constexpr (std::is_same_v<Order, core::RaiseWindowOrder>) {
                    if (!order.page.empty()) shell_->set_page(order.page, order.detail);
                    window_.raise();
                } else if constexpr (std::is_same_v<Order, core::ShadersOrder>) {
                    use_shaders(order.files);
                } else if constexpr (std::is_same_v<Order, core::OpenUrlRequest>) {
                    shell_->ask_open_url(plugin_name(order.plugin), order.url, [url = order.url](bool yes) {
                        if (yes) open_in_browser(url);
                    });
                } else if constexpr (std::is_same_v<Order, core::OpenLinkOrder>) {
                    open_link(order.address);
                }
            },
            item);
    }
}

void App::use_shaders(const std::map<std::string, std::string, std::less<>>& files) {
    ui::Toast toast;
    if (const auto used = renderer_->use_shaders(gfx::with_shaders(files)); !used) {
        toast.title = "The shaders before are shown";
        toast.body = used.error().message;
        toast.level = NotificationLevel::error;
    } else {
        toast.title = fmt::format("{} shaders in use", files.size());
    }
    shell_->show_toast(std::move(toast));
}

// Nobody could close a browser that came up over a kiosk.
void App::open_link(const std::string& address) {
    if (!options_.kiosk) return open_in_browser(address);
    ui::Toast toast;
    toast.title = "Links are not opened here";
    toast.body = "Asista runs as a kiosk.";
    shell_->show_toast(std::move(toast));
}

bool App::had_input(InstanceId instance) const {
    const auto idle_s = compositor_->seconds_since_input(instance, window_.now_s());
    return idle_s && *idle_s <= input_window_s;
}

void App::pass_on_events() {
    for (const auto& event : compositor_->take_events())
        if (event.kind != gfx::CompositorEvent::Kind::clipboard_set) core_.tell(to_window_event(event));
}

// Plugins draw with the shell's theme: they are told whenever it or the scale changed.
void App::follow_theme() {
    if (shell_->theme_serial() == told_theme_serial_ && shell_->theme().scale == told_scale_) return;
    told_theme_serial_ = shell_->theme_serial();
    told_scale_ = shell_->theme().scale;
    auto theme = ui::to_wire(shell_->theme(), told_theme_serial_);
    theme.public_screen = options_.kiosk;
    core_.set_theme(std::move(theme));
    compositor_->set_theme(told_theme_serial_, told_scale_);
}

void App::draw_frame(const std::vector<platform::InputEvent>& events) {
    const double started_s = window_.now_s();
    const auto client_events = compositor_->begin_frame(events, frame_clock());
    platform_->begin_frame(client_events);
    renderer_->begin_frame();
    ImGui::NewFrame();
    if (const auto failure = core_.failure()) {
        draw_startup_failure(*failure);
    } else if (pending_) {
        if (!page_opened_) open_first_page();
        const auto size = window_.size();
        ui::FrameContext frame;
        frame.time_s = started_s;
        frame.dt = last_frame_s_ < 0 ? 1.0F / 60 : static_cast<float>(started_s - last_frame_s_);
        frame.width = static_cast<float>(size.width);
        frame.height = static_cast<float>(size.height);
        frame.scale = scale();
        frame.now_ms = clock_.now_ms();
        frame.system_dark = system_prefers_dark();
        frame.kiosk = options_.kiosk;
        shell_->draw(*pending_, frame);
        const auto page = shell_->page_box();
        compositor_->set_popup_area(frame::Rect{page.x, page.y, page.w, page.h});
        core_.watch_usage(shell_->page() == "developer");
        follow_theme();
        if (shell_->modal_open()) compositor_->release_focus();
    } else {
        draw_opening();
    }
    shown_ = pending_;
    compositor_->ask_new_panels();
    compositor_->collect();
    ImGui::Render();
    const bool holds_last = window_.begin_frame();
    window_.end_frame(renderer_->draw(*ImGui::GetDrawData(), shell_->theme().colors.background, holds_last));
    platform_->end_frame(compositor_->caret());
    const double ended_s = window_.now_s();
    compositor_->end_frame((ended_s - started_s) * 1000);
    last_frame_s_ = started_s;
    ++frames_drawn_;
    pass_on_events();
    if (trace_.is_open()) trace_frame(started_s, ended_s, events.size());
}

void App::draw_startup_failure(const Error& error) {
    const auto* viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(viewport->GetCenter(), ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowSize({viewport->Size.x * 0.6F, 0});
    ImGui::Begin("Asista cannot open your data", nullptr,
                 ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoResize);
    ImGui::TextWrapped("%s", error.message.c_str());
    ImGui::Spacing();
    ImGui::TextWrapped("Nothing was changed. When the cause is gone, start Asista again.");
    if (ImGui::Button("Quit")) window_.set_should_close(true);
    ImGui::End();
}

// In ImGui's own colours: the theme comes with the data.
void App::draw_opening() {
    if (doing_.empty()) return;
    const auto* const viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(viewport->GetCenter(), ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::Begin("opening", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoInputs |
                     ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings);
    ImGui::TextUnformatted((doing_ + " \u2026").c_str());
    ImGui::End();
}

gfx::FrameClock App::frame_clock() const { return {window_.now_s(), clock_.now_ms(), clock_.utc_offset_s()}; }

bool App::turn() {
    take_orders();
    compositor_->advance_trials(frame_clock());
    pass_on_events();
    if (driver_) driver_->turn();
    auto events = window_.take_events();
    events.insert(events.end(), driven_.begin(), driven_.end());
    driven_.clear();
    if (!events.empty()) {
        input_.insert(input_.end(), events.begin(), events.end());
        frames_wanted_ = std::max(frames_wanted_, frames_after_change);
        if (std::ranges::any_of(events, is_activity)) core_.touched();
    }
    core_.set_focused(window_.focused() && window_.visible());
    window_place_.follow(window_.place(), window_.now_s());
    if (!window_.visible()) input_.clear(); // nobody meant what cannot be seen
    if (!window_.visible() || next_turn_in() != 0) return false;
    if (frames_wanted_ > 0) --frames_wanted_;
    draw_frame(std::exchange(input_, {}));
    return true;
}

double App::next_turn_in() const {
    const double due_s = window_.frame_due_in_s();
    if (frames_wanted_ > 0 || platform_->input_left() || shell_->animating()) return due_s;
    const double now_s = window_.now_s();
    double next = -1;
    const auto consider = [&](std::optional<double> seconds) {
        if (seconds && (next < 0 || *seconds < next)) next = std::max(0.0, *seconds);
    };
    if (const double left_s = began_s_ + opening_is_told_after_s - now_s; !pending_ && left_s > 0) consider(left_s);
    consider(compositor_->next_frame_in(now_s));
    consider(shell_->wake_in_s(now_s));
    return next < 0 ? next : std::max(next, due_s);
}

bool App::settled() const {
    if (!pending_ || pending_ != shown_ || core_.snapshot() != pending_) return false;
    if (pending_->work_in_flight > 0 || core_.answers_pending() || shell_->animating()) return false;
    return frames_wanted_ == 0 && !platform_->input_left() && compositor_->settled();
}

int App::run(const std::function<bool()>& asked_to_stop) {
    if (options_.screenshot) return run_screenshot();
    const double ends_s = options_.exit_after_s ? window_.now_s() + *options_.exit_after_s : -1;
    while (!window_.should_close() && !asked_to_stop()) {
        turn();
        double timeout_s = window_.visible() ? next_turn_in() : -1;
        if (const auto due_s = window_place_.due_in(window_.now_s()); due_s && (timeout_s < 0 || *due_s < timeout_s))
            timeout_s = *due_s;
        if (driver_ && driver_->busy())
            timeout_s = timeout_s < 0 ? driver::Driver::turn_every_s : std::min(timeout_s, driver::Driver::turn_every_s);
        if (ends_s >= 0) {
            const double left = ends_s - window_.now_s();
            if (left <= 0) break;
            timeout_s = timeout_s < 0 ? left : std::min(timeout_s, left);
        }
        window_.wait(timeout_s);
    }
    return core_.failure() ? 1 : 0;
}

void App::drive(std::unique_ptr<driver::Socket> socket, runtime::FixedClock* clock) {
    driver::Hands hands;
    hands.now_s = [this] { return window_.now_s(); };
    hands.settled = [this] { return settled(); };
    hands.frames = [this] { return frames_drawn_; };
    hands.listen = [this](bool on) {
        shell_->listen(on);
        frames_wanted_ = std::max(frames_wanted_, frames_after_change);
    };
    hands.tree = [this] { return shell_->items(); };
    hands.attend = [this](const ui::TreeItem& item, bool focus) {
        shell_->attend(item, focus ? ui::Shell::Attention::focus : ui::Shell::Attention::reveal);
        frames_wanted_ = std::max(frames_wanted_, frames_after_change);
    };
    hands.send = [this](const std::vector<platform::InputEvent>& events) {
        driven_.insert(driven_.end(), events.begin(), events.end());
    };
    hands.screenshot = [this](const std::filesystem::path& file) { return save_screenshot(file); };
    hands.scale = [this] { return scale(); };
    hands.resize = [this](int width, int height) -> Result<void> {
        const auto pixels = [this](int logical) { return static_cast<int>(std::lround(static_cast<float>(logical) * scale())); };
        window_.set_size({pixels(width), pixels(height)});
        return {};
    };
    hands.set_clock = [this, clock](InstantMs time) -> Result<void> {
        if (clock == nullptr)
            return fail(Errc::unsupported, "the clock runs by itself; start the client with --fixed-clock to set it");
        clock->set(time);
        core_.clock_changed();
        compositor_->redraw_all();
        frames_wanted_ = std::max(frames_wanted_, frames_after_change);
        return {};
    };
    driver_ = std::make_unique<driver::Driver>(std::move(socket), std::move(hands));
}

int App::run_screenshot() {
    const double gives_up_s = window_.now_s() + screenshot_patience_s;
    double still_since_s = window_.now_s();
    while (window_.now_s() - still_since_s < quiet_s) {
        if (core_.failure()) return 1; // main() says why
        if (window_.now_s() > gives_up_s) {
            fmt::print(stderr, "asista: no screenshot: the window was not still within {} s\n", screenshot_patience_s);
            return 1;
        }
        if (turn() || !settled()) still_since_s = window_.now_s();
        const double next = next_turn_in();
        window_.wait(next < 0 ? 0.05 : std::min(next, 0.05));
    }
    if (const auto saved = save_screenshot(*options_.screenshot); !saved) {
        fmt::print(stderr, "asista: {}\n", saved.error().message);
        return 1;
    }
    return 0;
}

Result<void> App::save_screenshot(const std::filesystem::path& path) {
    const bool holds_last = window_.begin_frame();
    renderer_->draw(*ImGui::GetDrawData(), shell_->theme().colors.background, holds_last);
    const auto size = window_.size();
    return gfx::write_png(renderer_->capture(size.width, size.height), path);
}

// mono_us: the machine's monotonic clock when the frame had been handed over, for whoever started this process and counts from there.
void App::trace_frame(double started_s, double ended_s, std::size_t events) {
    trace_ << fmt::format(
        "{{\"frame\":{},\"at_s\":{:.6f},\"ms\":{:.3f},\"events\":{},\"vertices\":{},\"plugins_drawn\":{},\"mono_us\":{}}}\n",
        frames_drawn_, started_s, (ended_s - started_s) * 1000, events, ImGui::GetDrawData()->TotalVtxCount,
        compositor_->plugins_shown(), clock_.monotonic_us());
    trace_.flush();
}

} // namespace asista::app

// What a plugin in C++ is written against. Derive from asista::Plugin, register what you offer in the constructor, and name the
// class in ASISTA_PLUGIN:
//
//     class Hello : public asista::Plugin {
//       public:
//         Hello() {
//             widget({.id = "hello", .title = "Hello", .icon = "hand-waving"}, [this](asista::Frame& frame) { draw(frame); });
//             every(std::chrono::minutes(30), [this] { redraw(); });
//         }
//
//       private:
//         void draw(asista::Frame& frame) {
//             asista::ui::quote(frame, "Hello.");
//             if (asista::ui::primary_button(frame, "Add a task")) tasks().add({.title = "Say hello"}).value();
//         }
//     };
//     ASISTA_PLUGIN(Hello)
//
// THREADS: every function and callback here belongs to the frame thread, one at a time, but those marked [any].
// ERRORS: services answer Expected<T>. A callback may throw: asista::Failure (or .value() on an error) to tell the user why a
// command, action, method or hook failed; whatever else escapes is caught, logged with the callback's name, and costs only that
// call. Registrations log their own failures, so their result may be ignored.
// Header-only; underneath there is only the C interface of plugin.h, whose comments tell limits and errors in full.
#pragma once

#include "cpp/frame.hpp"
#include "cpp/outside.hpp"
#include "cpp/result.hpp"
#include "cpp/services.hpp"
#include "cpp/slots.hpp"
#include "cpp/state.hpp"
#include "imgui_key.hpp"
#include "ui.hpp"

#include <chrono>
#include <map>
#include <unordered_map>

namespace asista {
inline namespace sdk {

struct WidgetAction { // a button in the card's header
    std::string id;
    std::string icon;    // Phosphor name
    std::string tooltip; // also its name for assistive technology
    bool active = false; // drawn filled
};
struct WidgetSpec {
    std::string id; // keep it: the user's layout is stored under it
    std::string title;
    std::string icon = {};                  // Phosphor name
    unsigned columns = 1;                   // wanted width in grid columns, 1 to 3
    float height = 0;                       // wanted height of the content in logical pixels, 0: the client's default
    bool highlight = false;                 // the highlighted style; the client grants it to one card a page
    std::vector<WidgetAction> actions = {}; // at most 4
};
struct PageSpec {
    std::string id;
    std::string title;
    std::string icon = {};
};
struct CommandSpec {
    std::string id;
    std::string title; // as the command palette shows it
    std::string icon = {};
    bool in_menu = false; // also in the menu of the plugin's cards
};
struct MenuSpec {
    std::string id;
    std::string title;
    std::string icon = {};
    std::string command; // id of a command registered before
};
struct VoiceSpec {
    std::string id;
    std::vector<std::string> phrases; // lower case: "motivate me"
    std::string description = {};
};
struct MethodSpec {
    std::string name;
    std::string description = {};
    Json example = nullptr; // arguments shown in the developer page's form
};

using TimerId = std::uint64_t; // 0: none

// A running conversation, or an analysis. Letting go of it does not stop it.
class AiChat {
  public:
    AiChat() = default;
    // Stops it: no more chunks; on_done comes once more, with Errc::cancelled. Harmless when it has ended.
    void cancel();
    explicit operator bool() const { return stream_ != 0; } // false: it could not be started; on_done tells why

  private:
    friend class Ai;
    AiChat(Plugin* plugin, std::uint64_t stream) : plugin_(plugin), stream_(stream) {}
    Plugin* plugin_ = nullptr;
    std::uint64_t stream_ = 0;
};

// Permission "ai:chat" for chats, "ai:analyze" for analyses; see ext/ai.h.
class Ai {
  public:
    explicit Ai(Plugin* plugin) : plugin_(plugin) {}
    // Asks the model. on_chunk receives the answer piece by piece (may be null); on_done comes exactly once, later, with the whole
    // answer or why there is none, also when it could not be started. The person may want to see the text before it is sent: the answer
    // then takes as long as they do, and Errc::denied comes when they do not send it.
    AiChat chat(const std::vector<AiMessage>& messages, std::function<void(std::string_view chunk)> on_chunk,
                std::function<void(Expected<AiAnswer>)> on_done, std::uint32_t max_tokens = 512, std::string_view key = {}) const;
    // Goes on with the answer that the build before had asked for under `key`, with all that came after its first `received` bytes: keep
    // in your state what you have shown of it, and nothing comes twice. In on_activate(); later it is gone. on_done as above, with what
    // came since; Errc::not_found when there is no such answer.
    AiChat resume(std::string_view key, std::size_t received, std::function<void(std::string_view chunk)> on_chunk,
                  std::function<void(Expected<AiAnswer>)> on_done) const;

    // Asks for JSON that holds to a schema. on_done comes exactly once, later, with the value or why there is none, also when it could not
    // be started: Errc::unavailable where there is only the offline coach or nobody can be reached, so have something to fall back to;
    // Errc::invalid where two answers did not hold to the schema; Errc::over_limit, denied, cancelled as in ext/ai.h.
    AiChat analyze(const AiQuestion& question, std::function<void(Expected<AiFinding>)> on_done) const;
    // Goes on waiting for what the build before had asked for under `key`. In on_activate(); later it is gone. Errc::not_found when there
    // is no such analysis.
    AiChat resume_analysis(std::string_view key, std::function<void(Expected<AiFinding>)> on_done) const;

  private:
    template <class Call>
    AiChat start_analysis(std::string_view key, std::function<void(Expected<AiFinding>)> on_done, Call&& call) const;
    template <class Call> AiChat start(std::function<void(std::string_view)> on_chunk,
                                       std::function<void(Expected<AiAnswer>)> on_done, std::string_view key, Call&& call) const;
    Plugin* plugin_;
};

class Plugin {
  public:
    // The host is connected before a derived class's members are made: services and registrations work in its constructor.
    Plugin();
    Plugin(const Plugin&) = delete;
    Plugin& operator=(const Plugin&) = delete;
    virtual ~Plugin() = default;

  protected:
    // ---- hooks: override what you need; throw asista::Failure to fail -------------------------------------------------------
    virtual void on_start() {}    // after construction, before state, frames and activation; another place to register
    virtual void on_activate() {} // live: timers run, side effects may start
    virtual void on_deactivate([[maybe_unused]] bool uninstalling) {} // the last chance to store; then it is destroyed
    // What survives a hot reload or restart: small, about the moment. nullopt: nothing. Or name a struct: keep_state().
    virtual std::optional<Json> save_state() { return std::nullopt; }
    virtual void load_state([[maybe_unused]] const Json& state, [[maybe_unused]] unsigned version) {}
    virtual unsigned state_version() const { return 1; }
    // In the place of the hooks: this member, a struct with `kept` fields (cpp/state.hpp), survives. A build with another layout of it
    // takes over what has the same name and type; log and card say what was reset. What an earlier build's save_state saved still comes
    // to load_state. Once, in the constructor; on_activate is the first that sees what was kept.
    template <class T> void keep_state(T& root) {
        save_kept_ = [&root] { return save_layout(root); };
        load_kept_ = [&root](std::string_view saved) { return load_layout(root, saved); };
    }
    virtual void on_settings_changed([[maybe_unused]] const Json& settings) {}
    virtual void on_theme_changed() {}
    // The user gave or took back a permission: see granted().
    virtual void on_permissions_changed() {}

    // ---- services ------------------------------------------------------------------------------------------------------------
    Storage storage() const { return Storage(link_); }
    Settings settings() const { return Settings(link_); }
    Tasks tasks() const { return Tasks(link_); }
    Habits habits() const { return Habits(link_); }
    Goals goals() const { return Goals(link_); }
    Calendar calendar() const { return Calendar(link_); }
    Ai ai() { return Ai(this); }
    Voice voice() const { return Voice(link_); }
    Notifications notifications() const { return Notifications(link_); }
    Activity activity() const { return Activity(link_); }
    Http http() { return Http(this); }
    Files files() { return Files(this); }

    // ---- registrations: false when refused, with the reason in the log -------------------------------------------------------
    bool widget(const WidgetSpec& spec, DrawFunction draw, std::function<void(std::string_view action)> on_action = {});
    bool set_actions(std::string_view widget, const std::vector<WidgetAction>& actions);
    bool remove_widget(std::string_view id);
    bool page(const PageSpec& spec, DrawFunction draw);
    bool remove_page(std::string_view id);
    bool command(const CommandSpec& spec, std::function<void()> run);
    bool remove_command(std::string_view id);
    bool menu_item(const MenuSpec& spec);
    bool remove_menu_item(std::string_view id);
    bool voice_command(const VoiceSpec& spec, std::function<void(std::string_view phrase)> run); // "voice:commands"
    bool remove_voice_command(std::string_view id);
    bool method(const MethodSpec& spec, std::function<Json(const Json& arguments)> call);
    bool method(std::string_view name, std::function<Json(const Json& arguments)> call) {
        return method(MethodSpec{.name = std::string(name)}, std::move(call));
    }
    // Full names: "tasks/changed", "<plugin id>/<event>".
    bool subscribe(std::string_view event, std::function<void(const Json& data)> on_event);
    bool unsubscribe(std::string_view event);
    // Timers run while the plugin is active; one made before begins to count at activation. 0 when refused.
    TimerId after(std::chrono::milliseconds delay, std::function<void()> run) { return start_timer(delay, {}, std::move(run)); }
    TimerId every(std::chrono::milliseconds interval, std::function<void()> run) {
        return start_timer(interval, interval, std::move(run));
    }
    void stop_timer(TimerId id);

    // ---- the rest ------------------------------------------------------------------------------------------------------------
    Expected<void> publish(std::string_view event, const Json& data = Json::object()); // as "<this plugin>/<event>"
    Expected<void> open_page(std::string_view id); // only just after the user did something here
    Expected<void> open_url(std::string_view url); // asks the user first
    // Whether the user gave this permission ("tasks:write"). A call that needs an optional one they have not decided on asks them, and
    // waits up to half a minute; on_permissions_changed tells of answers that come later.
    bool granted(std::string_view permission) const {
        return ASISTA_HAS(link_.permissions, granted) && link_.permissions->granted(link_.host, detail::borrow(permission));
    }
    void redraw() const;                         // [any]
    void mark_state_dirty() const;               // [any] save_state is asked within seconds
    bool post(std::function<void()> work) const; // [any] run on the frame thread; false when refused
    void log_debug(std::string_view text) const { link_.write_log(ASISTA_LOG_DEBUG, text); }     // [any]
    void log_info(std::string_view text) const { link_.write_log(ASISTA_LOG_INFO, text); }       // [any]
    void log_warning(std::string_view text) const { link_.write_log(ASISTA_LOG_WARNING, text); } // [any]
    void log_error(std::string_view text) const { link_.write_log(ASISTA_LOG_ERROR, text); }     // [any]
    // The client's clock, which tests may fix: never use the system's for what is shown or stored. [any]
    InstantMs now() const { return link_.ui->now_ms(link_.host); }
    std::int32_t utc_offset_s() const { return link_.ui->utc_offset_s(link_.host); }
    LocalTime local_time() const { return to_local(now(), utc_offset_s()); }
    LocalTime local_time(InstantMs instant) const { return to_local(instant, utc_offset_s()); }
    DayNumber today() const { return local_time().day_number; }
    const Theme& theme() const { return detail::theme_of(link_); }
    std::string_view id() const { return detail::view(link_.host->plugin_id); }
    std::string_view version() const { return detail::view(link_.host->plugin_version); }
    unsigned cpu_count() const { return link_.host->cpu_count; } // the sandbox hides the system's number

  private:
    friend class Ai;
    friend class AiChat;
    friend class Http;
    friend class HttpFetch;
    friend class Files;
    friend struct PluginBorder;

    TimerId start_timer(std::chrono::milliseconds delay, std::chrono::milliseconds repeat, std::function<void()> run);
    bool registered(std::string_view what, const Expected<void>& done) const;
    template <class S> S& keep(const std::string& key);
    template <class S> S& expect(std::string_view what);
    template <class S> void fail_later(const S& slot, Error error);

    detail::Link link_;
    std::map<std::string, std::shared_ptr<detail::Slot>, std::less<>> slots_; // "widget quote", "command next"
    std::unordered_map<TimerId, std::shared_ptr<detail::TimerSlot>> timers_;
    std::uint64_t last_chat_ = 0, last_question_ = 0;
    std::function<std::string()> save_kept_;
    std::function<StateReport(std::string_view)> load_kept_;
    asista_plugin table_{};
};

} // namespace sdk
} // namespace asista

#include "cpp/plugin_inline.hpp"
#include "cpp/plugin_border.hpp"
#include "cpp/outside_inline.hpp"

// Exports a class as this library's plugin. Once, outside of any namespace.
#define ASISTA_PLUGIN(Type)                                                                                                      \
    static_assert(std::is_base_of_v<::asista::Plugin, Type>,                                                                     \
                  "ASISTA_PLUGIN(" #Type "): the class must derive publicly from asista::Plugin");                               \
    static_assert(std::is_default_constructible_v<Type>,                                                                         \
                  "ASISTA_PLUGIN(" #Type                                                                                         \
                  "): the class needs a public constructor without arguments, and no pure virtual functions");                   \
    constinit const asista_plugin_entry asista_plugin_entry_v1 = ::asista::PluginBorder::entry<Type>();

// What the host_api_*.cpp files share: the state of the one plugin in this process, and the border that every function called by
// the plugin passes (thread and state checks, copying of what it points at, errors). Private to HostApi.
#pragma once

#include "connection.hpp"
#include "fonts.hpp"
#include "journal.hpp"
#include "loop.hpp"
#include "plugin_side.hpp"

#include <asista/ext/all.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <exception>
#include <functional>
#include <map>
#include <string_view>
#include <thread>

namespace asista::host {

// ---- registrations ---------------------------------------------------------------------------------------------------------

enum class SurfaceUse { widget, page };
struct RegisteredSurface {
    SurfaceUse use = SurfaceUse::widget;
    std::string id;
    float height = 0;         // asked for at registration, logical pixels; 0: none
    float content_height = 0; // measured in the last frame, physical pixels
    void* context = nullptr;
    asista_draw_fn draw = nullptr;
    asista_status (*on_action)(void*, asista_string) = nullptr;
    std::string last_failure; // of draw, so that the same reason is logged once
};
struct RegisteredCommand {
    void* context = nullptr;
    asista_status (*run)(void*) = nullptr;
};
struct RegisteredVoice {
    void* context = nullptr;
    asista_status (*run)(void*, asista_string) = nullptr;
};
struct RegisteredMethod {
    void* context = nullptr;
    asista_status (*call)(void*, asista_string, const asista_sink*) = nullptr;
};
struct Subscription {
    void* context = nullptr;
    asista_event_fn on_event = nullptr;
};
struct RunningChat { // or an analysis, which has on_answer alone
    void* context = nullptr;
    void (*on_text)(void*, std::uint64_t, asista_string) = nullptr;
    void (*on_done)(void*, std::uint64_t, asista_status, asista_string, asista_string) = nullptr;
    void (*on_answer)(void*, std::uint64_t, asista_status, asista_string, asista_string, asista_string) = nullptr;
    std::string answer = {}; // of an analysis, kept for its end

    void end(std::uint64_t stream, asista_status status, asista_string message, asista_string provider) const {
        if (on_answer == nullptr) return on_done(context, stream, status, message, provider);
        const std::string_view json = status == ASISTA_OK ? answer : std::string_view();
        on_answer(context, stream, status, message, {json.data(), json.size()}, provider);
    }
};
struct RunningFetch {
    void* context = nullptr;
    void (*on_done)(void*, std::uint64_t, asista_status, asista_string, const asista_http_reply*) = nullptr;
};
struct RunningTimer {
    std::chrono::milliseconds delay{}, repeat{};
    void* context = nullptr;
    void (*run)(void*, std::uint64_t) = nullptr;
    Loop::Clock::time_point due{};
    TimerId loop_timer = 0; // 0: waits for activation
};

inline constexpr std::size_t max_surfaces = 16, max_commands = 64, max_menu_items = 16, max_voice_commands = 32, max_methods = 64,
                             max_subscriptions = 64, max_chats = 4, max_fetches = 4, max_timers = 64, max_posted = 4096;

// Log lines a plugin may write; what is above is counted and told once. [any]
class LogBudget {
  public:
    // Whether the next line may go out, and how many were dropped before it.
    bool take(std::uint32_t& dropped);

  private:
    std::mutex mutex_; // guards the rest
    std::chrono::steady_clock::time_point second_{};
    std::uint32_t lines_ = 0, dropped_ = 0;
};

// ---- the plugin's state ----------------------------------------------------------------------------------------------------

struct ApiState {
    ApiState(Connection& the_connection, Loop& the_loop, const FontSet& the_fonts);

    Connection& connection;
    Loop& loop;
    const FontSet& fonts;
    const std::thread::id frame_thread = std::this_thread::get_id();

    std::string id, name, version; // what host points at
    asista_host host{};
    const asista_plugin* plugin = nullptr;
    const asista_plugin_state* plugin_state = nullptr;
    const asista_plugin_settings* plugin_settings = nullptr;
    const asista_plugin_ui* plugin_ui = nullptr;
    const asista_plugin_permissions* plugin_permissions = nullptr;

    bool active = false, drawing = false;
    std::string last_error;  // what host.last_error answers
    std::string explained;   // why the plugin's running function will fail
    std::string state_reset; // what of the state it does not take over, while it loads it
    std::string settings_json = "{}";
    std::vector<std::string> granted; // permission ids

    asista_theme theme{};
    std::vector<std::uint32_t> series;
    std::atomic<std::int64_t> fixed_clock_ms{-1}; // -1: the clock runs
    std::atomic<std::int32_t> utc_offset_s{0};
    Journal journal{connection, fixed_clock_ms};
    FrameInfo frame;
    bool wants_frame = false;
    std::uint32_t next_wake_ms = frame::never_wake;

    std::uint32_t last_surface = 0;
    std::map<std::uint32_t, RegisteredSurface> surfaces;
    std::map<std::string, RegisteredCommand, std::less<>> commands;
    std::map<std::string, std::string, std::less<>> menu_items; // id -> command
    std::map<std::string, RegisteredVoice, std::less<>> voices;
    std::map<std::string, RegisteredMethod, std::less<>> methods;
    std::map<std::string, Subscription, std::less<>> subscriptions;
    std::map<std::uint64_t, RunningChat> chats;
    std::uint64_t last_fetch = 0;
    std::map<std::uint64_t, RunningFetch> fetches;
    bool file_question = false; // the user is being asked for a file
    std::uint64_t last_timer = 0;
    std::map<std::uint64_t, RunningTimer> timers;

    std::atomic<std::uint32_t> posted{0};
    std::atomic<bool> stopped{false}; // deactivate has returned: posted work is dropped
    std::atomic<bool> redraw_asked{false}, dirty_told{false};
    LogBudget log_budget;

    bool on_frame_thread() const { return std::this_thread::get_id() == frame_thread; }
    template <class Call> Result<typename Call::Reply> call(const typename Call::Request& request) {
        return connection.call<Call>(request);
    }
    template <class Call> Result<void> call_only(const typename Call::Request& request) {
        TRY(connection.call<Call>(request));
        return {};
    }
    // Writes a line into the plugin's log. [any]
    void log(calls::LogWrite::Level level, std::string text);
    // What a function of the plugin that ended with `status` becomes; `what` names it: "command refresh".
    Result<void> outcome(asista_status status, std::string_view what);

    // Runs work that enters the plugin on the main thread, between frames. [any]
    void enter_later(std::function<void()> work) {
        loop.post([this, work = std::move(work)]() mutable { journal.posted(std::move(work)); });
    }

    void run_timer(std::uint64_t number);
    void wait_for_timer(std::uint64_t number, std::chrono::milliseconds time);
    void start_timer(std::uint64_t number);
    void start_timers();
    void stop_timers();
};

// ---- the border ------------------------------------------------------------------------------------------------------------

// Restrictions of a host function beside [frame].
enum class When : unsigned { any = 0, not_drawing = 1, only_drawing = 2, only_active = 4 };

inline ApiState* state_of(const asista_host* host) { return host == nullptr ? nullptr : static_cast<ApiState*>(host->host_data); }
// Checks thread and state; null and a log line when they are wrong.
ApiState* enter(const asista_host* host, const char* function, When when);
// Keeps the error for last_error and gives its status.
asista_status answer(ApiState& api, Result<void> result);

// Every [frame] function with a status runs its body through this: body(ApiState&) -> Result<void>.
template <class Body> asista_status on_frame(const asista_host* host, const char* function, When when, Body&& body) noexcept {
    ApiState* api = enter(host, function, when);
    if (api == nullptr) return ASISTA_INVALID;
    try {
        return answer(*api, body(*api));
    } catch (const std::exception& error) { // out of memory
        return answer(*api, fail(Errc::internal, "{}: {}", function, error.what()));
    }
}

inline asista_string borrow(std::string_view text) { return {text.data(), text.size()}; }

// A copy of what the plugin's string points at. Errc::invalid: no data, or longer than `most`.
Result<std::string> text_of(asista_string text, std::string_view what, std::size_t most = 64u << 10);
// The same for ids: 1 to 64 of a-z 0-9 - _ . (and A-Z where `mixed_case`).
Result<std::string> id_of(asista_string text, std::string_view what, bool mixed_case = false);
// For titles: 1 to 80 bytes.
Result<std::string> title_of(asista_string text, std::string_view what);

// A copy of the plugin's record, members beyond its struct_size zero. `first_size` is the size in the extension's first revision:
// every plugin has at least that much.
template <class T> Result<T> record_of(const T* from, std::string_view what, std::size_t first_size = sizeof(T)) {
    if (from == nullptr) return fail(Errc::invalid, "{}: there is no record", what);
    const std::size_t size = from->struct_size;
    if (size < first_size) return fail(Errc::invalid, "{}: struct_size is {}, the least is {}", what, size, first_size);
    T copy{};
    std::memcpy(&copy, from, std::min(size, sizeof(T)));
    return copy;
}
// The i-th of an array of records whose stride is the struct_size of the first.
template <class T> Result<T> record_at(const T* array, std::size_t i, std::string_view what) {
    if (array == nullptr) return fail(Errc::invalid, "{}: there is no array", what);
    const auto* bytes = reinterpret_cast<const std::byte*>(array) + i * array->struct_size;
    return record_of(reinterpret_cast<const T*>(bytes), what);
}

template <class T> constexpr std::uint32_t size32() { return static_cast<std::uint32_t>(sizeof(T)); }

// ---- the tables, one function per file of theirs ---------------------------------------------------------------------------

const asista_host_activity* activity_table();
const asista_host_ai* ai_table();
const asista_host_calendar* calendar_table();
const asista_host_commands* commands_table();
const asista_host_events* events_table();
const asista_host_files* files_table();
const asista_host_goals* goals_table();
const asista_host_habits* habits_table();
const asista_host_http* http_table();
const asista_host_log* log_table();
const asista_host_menu* menu_table();
const asista_host_methods* methods_table();
const asista_host_notifications* notifications_table();
const asista_host_pages* pages_table();
const asista_host_permissions* permissions_table();
const asista_host_settings* settings_table();
const asista_host_state* state_table();
const asista_host_storage* storage_table();
const asista_host_tasks* tasks_table();
const asista_host_timers* timers_table();
const asista_host_ui* ui_table();
const asista_host_voice* voice_table();
const asista_host_widgets* widgets_table();

// Takes the wire's theme over into api.theme.
void set_theme(ApiState& api, const calls::Theme& theme);
// Passes one order on to the plugin (host_api_orders.cpp).
Result<wire::Bytes> handle_order(ApiState& api, const wire::Message& order);
// Destroys the plugin and forgets everything that points into it.
void destroy_plugin(ApiState& api);

} // namespace asista::host

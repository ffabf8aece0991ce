// All plugins of one user, from found in the directory to running, crashed, reloaded and removed. Decides who may run, answers the calls
// that are about plugins themselves, and carries orders and events to their processes. Knows no service, no database and no window:
// those are interfaces and the broker's handlers.
#pragma once

#include "runtime/broker.hpp"
#include "runtime/catalog.hpp"
#include "runtime/crash_policy.hpp"
#include "runtime/frame_sink.hpp"
#include "runtime/installations.hpp"
#include "runtime/plugin_log.hpp"
#include "runtime/process.hpp"
#include "runtime/registrations.hpp"
#include "runtime/sandbox_plan.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asista::runtime {

class PluginLife;
class Session;

enum class PluginState { // the same as ui::PluginState
    found,               // in the plugins directory, not installed
    disabled,            // installed, switched off by the user
    refused,             // installed and enabled, but may not load: `reason`
    starting,            // its process runs and is not active yet
    running,
    restarting, // crashed, will be started again shortly: `reason`
    stopped,    // crashed too often, or broke a rule: `reason`
    broken,     // its manifest cannot be read: `reason`
};

// One plugin as a page shows it. Pointers are borrowed until control returns to the loop.
struct PluginStatus {
    std::string id;
    const Manifest* manifest = nullptr; // of the running build while one runs; null for a broken one
    PluginState state = PluginState::found;
    std::string reason;      // whole sentences: what happened, what was kept, what to do
    std::string reload_note; // one line while the last reload failed and the build before keeps running
    bool installed = false, enabled = false;
    PermissionSet granted;
    std::string settings_json = "{}"; // resolved: one value for every definition
    InstanceId instance = 0;          // of the live process, or the last one whose picture is kept; 0: none
    pid_t pid = 0;
    std::string tier;
    double load_ms = 0; // spawn to first good frame; spawn to active while it has drawn none
    std::uint32_t load_count = 0, reload_count = 0, crash_count = 0;
    InstantMs last_reload_at = 0;
    double last_reload_ms = 0;                    // library written to new build in the window
    Usage usage;                                  // of the last sample_usage()
    const Registrations* registrations = nullptr; // of the live process; also of one that crashed and whose card is kept
    const PluginLog* log = nullptr;
};

// What every host process is started with.
struct HostSetup {
    std::filesystem::path program; // asista-plugin-host
    SemVer platform;               // this client's version
    calls::Theme theme;
    std::vector<calls::FontFile> fonts;
    std::vector<UniqueFd> font_fds; // in the same order, read-only
    std::uint32_t cpu_count = 1;
    SandboxPlan sandbox; // of probe_sandbox(); tests and measurements may lower it, but not below a tier that is safe
};

struct SupervisorTimes { // milliseconds
    std::int64_t hello = 5'000;
    std::int64_t order = 5'000;
    std::int64_t save = 2'000;
    std::int64_t deactivate = 5'000;
    std::int64_t trial = 5'000;    // from the new build's reply to Hello to its second good frame
    std::int64_t autosave = 5'000; // at most one in that time
    CrashLimits crashes;
};

struct SupervisorHooks {           // all may be empty; called on the loop
    std::function<void()> changed; // something that a page shows is different; comes often, so gather
    std::function<void(const std::string& plugin, InstanceId, const std::string& url)> open_url; // http(s); ask the person first
    std::function<void(const std::string& plugin, InstanceId, const std::string& page)>
        open_page;                                 // only after recent input there
    std::function<void(InstanceId)> instance_gone; // cancel what it asked for
    // Which of `phrases` was meant by what a person typed or said; without it, the one that is equal in normal_phrase()'s form.
    std::function<std::optional<std::size_t>(std::string_view said, const std::vector<std::string>& phrases)> match_phrase;
};

// [core]
class Supervisor {
  public:
    struct Parts { // all outlive the supervisor
        EventLoop& loop;
        Broker& broker;
        Catalog& catalog;
        Installations& installations;
        FrameSink& sink;
    };
    // Takes over the catalog's change hook and the broker's refusal hook, and handles the calls about plugins: 0x01xx, 0x02xx,
    // settings.*, events.*, voice.register, voice.remove, voice.run, methods.call and plugins.*.
    Supervisor(Parts parts, UserId user, HostSetup setup, SupervisorTimes times = {}, SupervisorHooks hooks = {});
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;
    ~Supervisor(); // kills every process that is left

    // Reads the installations and starts what may run. Once.
    Result<void> start();
    // Saves and deactivates everything; `done` runs when all processes are gone, after `most_ms` at the latest (the rest is killed).
    void shut_down(std::int64_t most_ms, std::function<void()> done);

    std::vector<PluginStatus> plugins() const; // by id
    const SandboxPlan& sandbox() const;        // what plugins are locked down with here
    void sample_usage();                       // processor and memory of every process, for the developer page

    void set_theme(const calls::Theme& theme);
    void on_window_event(const WindowEvent& event);
    // The client's own events, such as "tasks/changed": told to every subscriber that has the permission for it.
    void publish(std::string_view full_name, std::string_view json);
    // A notice to one process, for services that answer over time (AiChunk, AiDone). False when it is gone.
    template <class Order> bool notify(InstanceId instance, const typename Order::Request& request) {
        return notify_raw(instance, Order::id, wire::encode(request));
    }
    // Who a plugin process is and what it may do at this moment; nothing for the user's id or a process that is gone.
    std::optional<Caller> caller(InstanceId instance) const;

    // For PluginLife.
    struct Context;

  private:
    bool notify_raw(InstanceId instance, calls::CallId order, wire::Bytes payload);
    PluginLife& life(const std::string& plugin);
    PluginLife* find(const std::string& plugin) const;
    PluginLife* find(InstanceId instance) const;
    Result<PluginLife*> named(const std::string& plugin) const;
    void on_catalog(const std::string& folder, const CatalogChange& change);
    void on_refused(const Caller& caller, const Broker::Refused& refused);
    void deliver(std::string_view full_name, std::string_view json, std::optional<Permission> needs);
    void on_process_ended();
    Session* session_of(const Caller& caller) const; // or null
    template <class Order, class Call, class Check>
    void pass_on(const std::string& plugin, typename Order::Request order, Responder<Call> respond, Check check);
    template <class Call, class Apply> void handle_registration(Apply apply);
    void handle_view_calls();
    void handle_registration_calls();
    void handle_settings_and_events();
    void handle_management();
    void handle_running();

    std::unique_ptr<Context> context_;
    std::map<std::string, std::unique_ptr<PluginLife>> lives_;
    TimerId shutdown_timer_ = TimerId::none;
    std::function<void()> shutdown_done_;
};

} // namespace asista::runtime

// All plugins of one user, from found in the directory to running, crashed, reloaded and removed. Decides who may run, answers the calls
// that are about plugins themselves, and carries orders and events to their processes. Knows no service, no database and no window:
// those are interfaces and the broker's handlers.
#pragma once

#include "runtime/broker.hpp"
#include "runtime/budgets.hpp"
#include "runtime/build_history.hpp"
#include "runtime/catalog.hpp"
#include "runtime/crash_policy.hpp"
#include "runtime/crash_reports.hpp"
#include "runtime/culprit.hpp"
#include "runtime/debuggee.hpp"
#include "runtime/frame_sink.hpp"
#include "runtime/installations.hpp"
#include "runtime/plugin_log.hpp"
#include "runtime/process.hpp"
#include "runtime/questions.hpp"
#include "runtime/recorder.hpp"
#include "runtime/registrations.hpp"
#include "runtime/sandbox_plan.hpp"
#include "runtime/sanitizer.hpp"

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
class SpareHost;

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

// A build in the directory that asks for more than the person agreed to. The one before runs on, if there still is one.
struct WaitingUpdate {
    const Manifest* manifest = nullptr;
    std::vector<MissingGrant> more;
};

// One plugin as a page shows it. Pointers are borrowed until control returns to the loop.
struct PluginStatus {
    std::string id;
    const Manifest* manifest = nullptr; // of the running build while one runs; null for a broken one
    PluginState state = PluginState::found;
    std::string reason;      // whole sentences: what happened, what was kept, what to do
    std::string reload_note; // one line while the last reload failed and the build before keeps running
    std::string state_note;  // one line, for a minute: what of its state the new build did not take over
    bool installed = false, enabled = false;
    PermissionSet granted;          // by the person, whether or not the build asks for it
    const Grants* grants = nullptr; // all they decided; null while it is not installed
    std::optional<WaitingUpdate> update;
    std::string settings_json = "{}"; // resolved: one value for every definition
    InstanceId instance = 0;          // of the live process, or the last one whose picture is kept; 0: none
    pid_t pid = 0;
    bool wants_debugger = false; // its next start waits for one
    pid_t waiting_pid = 0;       // of the process that waits for a debugger now, before any code of the plugin; 0: none does
    pid_t debuggee_pid = 0;      // whom a debugger is led to: a new build that has waited, else the running one; 0: none
    std::string tier;
    bool sanitized = false; // its process has a sanitizer's run-time library; of one that has ended: it had
    double load_ms = 0;     // spawn to first good frame; spawn to active while it has drawn none
    std::uint32_t load_count = 0, reload_count = 0, crash_count = 0;
    InstantMs last_reload_at = 0;
    double last_reload_ms = 0; // library written to new build in the window
    Usage usage;               // of the last sample_usage()
    BudgetRates rates;         // over the last 10 s or more
    BudgetState budget = BudgetState::fine;
    std::string budget_note;   // while not fine
    double unresponsive_s = 0; // for how long it has owed an answer, or since the person said to wait for it; 0: it owes none
    bool paused = false;
    const std::vector<CrashReport>* crashes = nullptr; // newest first
    std::optional<RecordingStatus> recording;          // the one that goes on, or the last
    const Registrations* registrations = nullptr;      // of the live process; also of one that crashed and whose card is kept
    const PluginLog* log = nullptr;
};

// What every host process is started with.
struct HostSetup {
    std::filesystem::path program;    // asista-plugin-host
    std::filesystem::path symbolizer; // asista-symbolizer; empty: crash reports without names
    SemVer platform;                  // this client's version
    calls::Theme theme;
    std::vector<calls::FontFile> fonts;
    std::vector<UniqueFd> font_fds; // in the same order, read-only
    std::uint32_t cpu_count = 1;
    std::filesystem::path recordings; // folder for recordings whose place nobody names; made when first needed
    SandboxPlan sandbox; // of probe_sandbox(); tests and measurements may lower it, but not below a tier that is safe
};

struct SupervisorTimes { // milliseconds
    std::int64_t hello = 5'000;
    std::int64_t order = 5'000;
    std::int64_t save = 2'000;
    std::int64_t deactivate = 5'000;
    std::int64_t trial = 5'000;     // from the new build's reply to Hello to its second good frame
    std::int64_t autosave = 5'000;  // at most one in that time
    std::int64_t question = 30'000; // a call waits for the person that long; then it fails, and the question stays
    std::int64_t covered = 120'000; // instead, while something else is in front of its question (permissions.shown)
    std::int64_t ask = 5'000;       // without an answer to frames or orders: the card asks what to do
    CrashLimits crashes;
    ProbationLimits probation{};
    BudgetLimits budgets;
};

// Something about a plugin that is worth keeping. Borrowed for the call.
struct AuditNote {
    std::string_view plugin, version;
    std::string_view action;  // a call's dotted name, or a word: "granted", "denied", "started", "crashed"...
    std::string_view subject; // the permission, the host; may be empty
    calls::AuditEntry::Outcome outcome = calls::AuditEntry::Outcome::done;
};

// An event that was delivered, or that nobody wanted. Borrowed for the call.
struct EventNote {
    std::string_view author; // plugin id; "" for the client itself, "user" for the person
    std::string_view name;   // full
    std::string_view json;
    const std::vector<std::string>& receivers; // plugin ids
};

struct SupervisorHooks {               // all may be empty; called on the loop
    std::function<void()> changed;     // something that a page shows is different; comes often, so gather
    std::function<void()> log_changed; // of a plugin: of use only to a page that shows logs
    std::function<void(const std::string& plugin, InstanceId, const std::string& url)> open_url; // http(s); ask the person first
    std::function<void(const std::string& plugin, InstanceId, const std::string& page)>
        open_page;                                                 // only after recent input there
    std::function<void(InstanceId)> instance_gone;                 // cancel what it asked for
    std::function<void(InstanceId from, InstanceId to)> succeeded; // a new build takes over; instance_gone(from) follows
    // It has been activated, and so has had the time to go on with what the one before left; returns lines for its log.
    std::function<std::vector<std::string>(InstanceId)> activated;
    std::function<void(InstanceId, PermissionSet)> revoked; // cancel what it asked for under these
    std::function<void(const AuditNote&)> audit;            // comes with every use of a permission: gather
    std::function<void(const EventNote&)> event;            // only while watch_events(true)
    // What builds of this plugin with sanitizers need, while it is built so here; none otherwise: such a build is refused then.
    std::function<std::optional<SanitizerRuntime>(const std::string& plugin)> sanitizer;
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
        CrashStore* crashes = nullptr; // null: crash reports are forgotten with this object
        BuildStore* builds = nullptr;  // null: a build that fails again and again stays stopped
        SpareHost* spare = nullptr;    // started with the same fonts; null: every plugin waits for a process of its own
    };
    // Takes over the catalog's change hook and the broker's refusal hook, and handles the calls about plugins: 0x01xx, 0x02xx,
    // settings.*, events.*, voice.register, voice.remove, voice.run, methods.call, plugins.* and permissions.*.
    Supervisor(Parts parts, UserId user, HostSetup setup, SupervisorTimes times = {}, SupervisorHooks hooks = {});
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;
    ~Supervisor(); // kills every process that is left

    // Reads the installations and starts what may run; in safe mode nothing. Once.
    enum class Start { plugins, safe_mode };
    Result<void> start(Start how = Start::plugins);
    // Saves and deactivates everything; `done` runs when all processes are gone, after `most_ms` at the latest (the rest is killed).
    void shut_down(std::int64_t most_ms, std::function<void()> done);

    std::vector<PluginStatus> plugins() const; // by id
    const SandboxPlan& sandbox() const;        // what plugins are locked down with here
    void sample_usage();                       // processor and memory of every process, for the developer page

    // Safe mode: no plugin runs but those the person starts by hand; everything is kept.
    bool safe_mode() const { return safe_mode_; }
    void leave_safe_mode();
    // "Wait" in the card of a plugin that does not answer. Errc::unavailable when it does.
    Result<void> keep_waiting(const std::string& plugin);
    // The process of a plugin that PluginStatus::debuggee_pid names, for a debugger. Errc::not_found, Errc::unavailable while none runs.
    Result<Debuggee> debuggee(const std::string& plugin) const;
    // SupervisorHooks::sanitizer has an answer now: what lies in the folder is tried again, if nothing of the plugin runs.
    void sanitizer_known(const std::string& plugin);
    // From now on every start of this plugin, also of a new build beside the running one, waits for a debugger before it loads any of the
    // plugin's code; off: and one that waits goes on. A recorded start never waits. Any id: the plugin may come later.
    void wait_for_debugger(const std::string& plugin, bool on);
    // The search for the plugin that makes the window bad (culprit.hpp). Errc::unavailable with fewer than two running plugins, or when
    // no search goes on; Errc::busy when one does.
    Result<void> start_search();
    Result<void> answer_search(bool still_bad);
    Result<void> stop_search();
    const CulpritSearch* search() const {
        return search_ ? &*search_ : nullptr;
    } // also after it has found something; until stopped

    // Restarts the plugin with its saved state and records it from there; ends that. The file it goes into. Errc::busy: it is recorded
    // already; Errc::unavailable: it does not run, or is not recorded; errors of Recorder::start.
    Result<std::filesystem::path> record(const std::string& plugin, const std::filesystem::path& file);
    Result<std::filesystem::path> stop_recording(const std::string& plugin);

    void set_theme(const calls::Theme& theme);
    void on_window_event(const WindowEvent& event);
    // Whether the person may be asked about permissions at first use. Without it they are denied, until the person grants them of
    // their own accord. For kiosks and for clients without a window.
    void set_may_ask(bool may_ask);
    const Questions& questions() const;
    // Hands the counts of permissions used since the last time to the installations.
    Result<void> save_uses();

    // The client's own events, such as "tasks/changed": told to every subscriber that has the permission for it.
    void publish(std::string_view full_name, std::string_view json);
    // Whether SupervisorHooks::event is told of every event from now on: while somebody looks.
    void watch_events(bool on) { watch_events_ = on; }
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
    void on_used(const Caller& caller, const Broker::Used& used);
    void deliver(std::string_view author, std::string_view full_name, std::string_view json, std::optional<Permission> needs);
    void on_process_ended();
    Session* session_of(const Caller& caller) const; // or null
    template <class Order, class Call, class Check>
    void pass_on(const std::string& plugin, typename Order::Request order, Responder<Call> respond, Check check);
    template <class Call, class Apply> void handle_registration(Apply apply);
    void handle_view_calls();
    void handle_registration_calls();
    void handle_settings_and_events();
    void handle_management();
    void handle_grants();
    void handle_running();

    std::unique_ptr<Context> context_;
    // supervisor_watch.cpp
    void watch_costs();
    void look_at_costs();
    void follow_search();

    std::map<std::string, std::unique_ptr<PluginLife>> lives_;
    bool safe_mode_ = false, watch_events_ = false;
    TimerId costs_timer_ = TimerId::none;
    std::optional<CulpritSearch> search_;
    std::map<std::string, InstanceId> searched_; // the processes it is about
    TimerId shutdown_timer_ = TimerId::none;
    std::function<void()> shutdown_done_;
};

} // namespace asista::runtime

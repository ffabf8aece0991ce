// All that the pages show, as one immutable value. The core thread makes a new one when something changed and hands it over; the
// main thread reads it without locks for as long as it likes. What a person does goes back as calls (ui/client_calls.hpp).
#pragma once

#include "ui/color_scheme.hpp"
#include "wire/calls/goals.hpp"
#include "wire/calls/habits.hpp"
#include "wire/calls/profiles.hpp"
#include "wire/calls/services.hpp"
#include "wire/calls/trust.hpp"
#include "wire/calls/view.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::ui {

enum class PluginState {
    found,    // in the plugins directory, not installed
    disabled, // installed, switched off by the user
    refused,  // installed and enabled, but may not load: `reason` says why
    starting, // its process runs, no good frame yet
    running,
    restarting, // crashed, will be started again shortly
    stopped,    // crashed too often, or stopped by the user: `reason`
    broken,     // its manifest cannot be read: `reason` names field and fix
};

struct PermissionView {
    std::string id; // "tasks:read"
    bool required = true;
    bool granted = false;
    std::string reason;                     // the plugin's own words, may be empty
    calls::Grant grant = calls::Grant::ask; // what the person said; `granted` is the same as Grant::granted
    std::vector<std::string> hosts;         // of the network permission: what the manifest names
    std::vector<std::string> own_hosts;     // and what the person allowed beyond
    InstantMs answered_at = 0;              // when the person last decided; 0: never
    std::uint64_t use_count = 0, refused_count = 0;
    InstantMs last_used_at = 0; // 0: never used
};

struct CrashView {
    InstantMs at = 0;
    std::string version;
    std::string sentence; // "It crashed while drawing (segmentation fault)."
    std::string where;    // "forecast.cpp line 88", empty when unknown
    std::string report;   // all of it as text: sentence, stack with names and lines, modules; for the clipboard
};
// A newer build asks for more than the person granted; the running one goes on until they agree.
struct UpdateView {
    std::string version;
    std::vector<PermissionView> more; // what is new
};
// How well a plugin's process keeps to its budget.
enum class BudgetState { fine, over, throttled, stopped };

struct SettingView {
    std::string key, title, description;
    enum class Kind { toggle, number, text, choice } kind = Kind::text;
    std::string value_json;
    std::vector<std::string> choices;
    double minimum = 0, maximum = 0;
};

struct LogLine {
    InstantMs at = 0;
    calls::LogWrite::Level level = calls::LogWrite::Level::info;
    std::string text;
};

// A start of a plugin that waits for a debugger, before any code of the plugin; the version before may go on meanwhile.
struct WaitView {
    std::string command; // for a shell; empty while it is being prepared, and where there is a problem
    std::string again;   // for a gdb that is open already
    std::string problem; // why nobody can attach, and what to do about it; whole sentences
};

struct PluginView {
    std::string id, name, version, description, author, category, icon, website;
    std::vector<std::string> tags;
    std::vector<PermissionView> permissions;
    std::vector<SettingView> settings;
    PluginState state = PluginState::found;
    std::string reason;      // refused, stopped, broken: what happened, what was kept, what to do; whole sentences
    std::string reload_note; // one line while the last reload failed and the old version keeps running; else empty
    std::string state_note;  // one line, for a minute: what of its state a new version did not take over; else empty
    bool installed = false, enabled = false, first_party = false;
    std::uint64_t instance = 0; // of the live process; 0 when there is none
    std::int32_t pid = 0;
    std::string tier;   // sandbox layers that hold
    double load_ms = 0; // spawn to first good frame
    std::uint32_t load_count = 0, reload_count = 0, crash_count = 0;
    InstantMs last_reload_at = 0; // 0: never
    double last_reload_ms = 0;
    double cpu_percent = 0; // over the last sample, of one core
    double memory_mb = 0;   // PSS
    std::uint64_t call_count = 0, denied_count = 0;
    std::uint64_t storage_bytes = 0, storage_quota = 0;
    std::vector<LogLine> log;                  // newest last, at most 500
    double wakeups_per_s = 0, calls_per_s = 0; // over the last sample
    BudgetState budget = BudgetState::fine;
    std::string budget_note;        // "Uses 84 % of a processor core." while not fine
    double unresponsive_s = 0;      // for how long it has owed a frame while the person waits; 0: it does not
    bool paused = false;            // by the search for a culprit
    bool recording = false;         // what it does goes into a file now
    bool sanitized = false;         // its process has a sanitizer's run-time library, and a higher limit of memory
    bool developer_tier = false;    // runs without the sandbox, as only builds with sanitizers can
    std::vector<CrashView> crashes; // newest first, at most 20
    std::optional<UpdateView> update;
    bool wants_debugger = false; // its next start waits for one
    std::optional<WaitView> waits;
};

// A plugin that is built from its source while the client runs (`asista dev`).
struct BuildView {
    std::string plugin;   // id; empty while its manifest cannot be read
    std::string folder;   // of its source
    bool running = false; // a build that somebody waits for
    std::string phase;    // "compiling", while it runs
    bool failed = false;  // the last build that ended; what lies below is about its first error
    std::uint32_t errors = 0;
    std::string file, message;          // of the first error; no file where none was named
    std::uint32_t line = 0, column = 0; // from 1; 0: not known
    std::vector<std::string> excerpt;   // lines of that file around the place
    std::uint32_t excerpt_first_line = 0;
    double compile_ms = 0, link_ms = 0, total_ms = 0;
    bool from_cache = false; // built before: no compiler ran
    bool sanitizers = false; // it is built with them
    std::string tools;       // "clang++-19, mold, precompiled header"
    std::uint32_t builds = 0;
    std::string trouble; // nothing can be built, and what to do about it
};

// Asked of the person at a plugin's first use of an optional permission; the call waits for the answer.
struct PermissionQuestion {
    std::uint64_t id = 0;
    std::string plugin, plugin_name, plugin_icon;
    PermissionView permission;
};
// A plugin asked for a file to read (save = false) or to write.
struct FileQuestion {
    std::uint64_t id = 0;
    std::string plugin, plugin_name;
    bool save = false;
    std::string title, suggested_name;
    std::vector<std::string> extensions;
};
// A request that the person sees before it leaves for a provider; whoever asked waits.
struct SendQuestion {
    std::uint64_t id = 0;
    std::string plugin, plugin_name, plugin_icon; // plugin "": the coach
    std::string provider, host, model;
    std::vector<std::string> fields;         // as in calls::AiSent
    std::shared_ptr<const std::string> text; // all of it; never null
    std::uint32_t tokens = 0;                // estimated
    std::optional<double> most_cost;         // with the longest answer; nullopt: not known
    std::string currency;
    bool each_time = false; // the person wants to see every one
};
// A search under way: `paused` is the half that stands still now.
struct CulpritView {
    std::uint32_t step = 1, most_steps = 1;
    std::vector<std::string> paused; // names
    std::string found;               // id of the culprit once it is known
    bool none = false;               // it was bad with all of them paused: no plugin is the cause
};
// What this machine's kernel offers against plugins.
struct SandboxView {
    std::string tier;               // "A", "B", "C", "none" or "developer"
    std::string layers;             // "NS+LL7+SC+RL"
    std::vector<std::string> notes; // whole sentences: what is missing, what that means, what to do
};

// An event that was published while the developer page was open.
struct EventView {
    InstantMs at = 0;
    std::string author;                 // plugin id; "" for Asista itself, "user" for the person
    std::string name;                   // full: "ai.asista.motivation/saved", "tasks/changed"
    std::string json;                   // what it carried, cut where it is long
    std::vector<std::string> receivers; // plugin ids
};

struct WidgetView {
    std::string plugin; // id
    std::uint64_t instance = 0;
    calls::WidgetRegister::Request widget;
};
struct PageView {
    std::string plugin;
    std::uint64_t instance = 0;
    calls::PageRegister::Request page;
};
struct CommandView {
    std::string plugin, plugin_name;
    calls::CommandRegister::Request command;
};
struct MenuItemView {
    std::string plugin;
    calls::MenuAdd::Request item;
};
struct VoiceView {
    std::string plugin;
    calls::VoiceRegister::Request voice;
};
struct MethodView {
    std::string plugin;
    calls::MethodExport::Request method;
};

// A file of colours in the profile's folder of themes.
struct SchemeView {
    std::string id, file;                      // the file's name without its end; its path
    std::shared_ptr<const ColorScheme> scheme; // as it could last be read; null: never
    std::string problem;                       // why the file cannot be read now; a sentence
};

struct MarketplaceEntry { // a row of the local catalogue seed
    std::string id, name, description, author, category, version, pricing, icon;
    std::vector<std::string> tags;
    double price = 0, rating = 0;
    std::uint64_t downloads = 0;
    bool featured = false;
};

// The profile waits for its passphrase: nothing else of the snapshot is known then but the preferences of this run.
struct LockView {
    std::string profile; // its name
    std::vector<calls::ProfileInfo> others;
    bool may_stay_plain = false; // a passphrase was set, but nothing is encrypted yet
    bool converts = false;       // `work` is that of encrypting or decrypting files
    std::string problem;         // why a passphrase that was not typed did not open it
    std::string work;            // what is being done since it was right; empty: it is asked for
};

struct EndpointUse {
    InstantMs at = 0;
    std::string plugin, method; // empty: the request named none
    int status = 0;             // of HTTP
};
// The local endpoint, by which other programs on this computer call methods of plugins.
struct EndpointView {
    bool on = false;        // as the person wants it
    bool listening = false; // as it is
    std::uint16_t port = 0;
    bool has_token = false;
    std::string problem;             // why it does not listen though it is on; empty: it does
    std::optional<EndpointUse> last; // since this start
};

struct Snapshot {
    std::uint64_t revision = 0; // +1 for each
    std::optional<LockView> lock;
    std::string user_name;
    std::vector<calls::ProfileInfo> profiles; // of this computer's user; the first one first, then by name
    InstantMs now = 0;                        // when it was made, by the client's clock
    std::int32_t utc_offset_s = 0;
    DayNumber today = 0;

    std::vector<Task> tasks; // open ones, and those done today
    std::uint32_t open_task_count = 0;
    std::uint64_t tasks_revision =
        0; // +1 whenever tasks, projects or tracked time may be different, for pages that read them by calls
    std::vector<calls::HabitItem> habits; // with the last 35 days; archived ones last
    std::vector<calls::Vacation> vacations;
    std::vector<calls::GoalItem> goals;  // active ones first
    std::vector<CalendarEvent> events;   // from the start of today, 8 days
    std::uint64_t calendar_revision = 0; // +1 whenever any event may be different
    std::uint64_t coach_revision = 0;    // +1 whenever a conversation with the coach is different, but for text that streams in
    std::vector<Notification> notifications; // newest first, at most 200

    std::vector<PluginView> plugins; // by name
    std::vector<WidgetView> widgets; // in the order registered
    std::vector<PageView> pages;
    std::vector<CommandView> commands;
    std::vector<MenuItemView> menu_items;
    std::vector<VoiceView> voices;
    std::vector<MethodView> methods;
    std::vector<MarketplaceEntry> marketplace;
    std::string sandbox_tier; // what this machine offers
    SandboxView sandbox;
    std::vector<PermissionQuestion> permission_questions; // oldest first
    std::vector<FileQuestion> file_questions;
    std::vector<SendQuestion> send_questions; // oldest first
    std::optional<CulpritView> culprit;
    std::vector<EventView> sent_events; // oldest first, at most 100
    std::vector<BuildView> builds;      // in the order of the command line
    bool first_start = false;           // nothing is kept yet, and the introduction was not shown
    bool safe_mode = false;             // no plugin was started
    bool safe_mode_offer = false;       // the last two starts did not end well
    std::string ai_provider;            // "offline coach"
    bool ai_online = false;
    std::vector<SchemeView> color_schemes;          // by name
    std::map<std::string, std::string> preferences; // key -> JSON: "theme", "scale", "reduced_motion", "layout.dashboard", ...
    std::uint32_t work_in_flight = 0; // plugins starting, AI streams, calls unanswered: 0 when the client is at rest
    EndpointView endpoint;
    std::string desktop_problem; // why the desktop showed the last notification not; empty: it did, or there was none
    std::string data_notice;     // for example: the old database was damaged and set aside; empty when all is well
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace asista::ui

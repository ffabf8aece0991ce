// Every message that client and plugin host may exchange: number, dotted name, the permission it needs, request and reply.
// Calls go from a caller (a plugin, or the client's own pages as the caller "user") to the broker. Orders go from the client to a
// host. The broker, the SDK's C tables, the developer page's form and the tests all read this list; nothing else defines a message.
//
// Adding one: a struct here, its name in the list at the end, one handler in client/core, one slot in the SDK, one test.
// Numbers are never reused and never change their meaning; fields are only appended.
#pragma once

#include "wire/model.hpp"

#include <string_view>

namespace asista::calls {

using CallId = std::uint32_t;

struct Nothing {
    ASISTA_FIELDS()
};

// Who may make a call, beside the permission named with it.
enum class Reach {
    everyone, // plugins with the permission, and the user
    plugin,   // only plugins: it is about the calling plugin itself
    user,     // only the client's own pages, the command line and tests
};
// What happens to a call made by a build that is still on trial (hot reload): `now` runs it, `held` acknowledges it and runs it when
// the build takes over, `refused` answers Errc::unavailable (its reply could not be invented).
enum class OnTrial { now, held, refused };

#define ASISTA_CALL(number, dotted, needs, who, trial)                                                                           \
    static constexpr ::asista::calls::CallId id = number;                                                                        \
    static constexpr std::string_view name = dotted;                                                                             \
    static constexpr std::string_view permission = needs;                                                                        \
    static constexpr ::asista::calls::Reach reach = ::asista::calls::Reach::who;                                                 \
    static constexpr ::asista::calls::OnTrial on_trial = ::asista::calls::OnTrial::trial

// ---- 1: the plugin's place in the client ---------------------------------------------------------------------------------

struct LogWrite { // a notice
    ASISTA_CALL(0x0101, "log.write", "", everyone, now);
    enum class Level : std::uint8_t { debug = 0, info = 1, warning = 2, error = 3 };
    friend constexpr bool is_known(Level value) { return value <= Level::error; }
    struct Request {
        Level level = Level::info;
        std::string text; // one line, at most 4 KiB kept; control characters are shown escaped
        ASISTA_FIELDS(level, text)
    };
    using Reply = Nothing;
};
struct RequestRedraw { // a notice: draw this plugin at the next window frame
    ASISTA_CALL(0x0102, "view.request_redraw", "", plugin, now);
    using Request = Nothing;
    using Reply = Nothing;
};
struct StateChanged { // a notice: the plugin's state is worth saving (at most every 5 s)
    ASISTA_CALL(0x0103, "state.changed", "", plugin, now);
    using Request = Nothing;
    using Reply = Nothing;
};
struct OpenUrl { // asks the user, then opens the system's browser
    ASISTA_CALL(0x0104, "view.open_url", "", plugin, refused);
    struct Request {
        std::string url; // http or https
        ASISTA_FIELDS(url)
    };
    using Reply = Nothing;
};

struct WidgetAction {
    std::string id;
    std::string icon; // Phosphor name
    std::string tooltip;
    bool active = false; // drawn filled, in the accent or "bad" colour for hearts
    ASISTA_FIELDS(id, icon, tooltip, active)
};
struct WidgetRegister {
    ASISTA_CALL(0x0201, "widgets.register", "", plugin, now);
    struct Request {
        std::uint32_t surface = 0; // chosen by the host, below 0x10000
        std::string id;            // stable within the plugin; the user's layout is kept under it
        std::string title;
        std::string icon;          // Phosphor name
        std::uint32_t columns = 1; // wanted width in grid columns, 1 to 3
        float height = 0;          // wanted content height in logical pixels, 0: the client's default
        bool highlight = false;    // the highlight card style; the client grants it to one card a page
        std::vector<WidgetAction> actions;
        ASISTA_FIELDS(surface, id, title, icon, columns, height, highlight, actions)
    };
    using Reply = Nothing;
};
struct WidgetRemove {
    ASISTA_CALL(0x0202, "widgets.remove", "", plugin, now);
    struct Request {
        std::string id;
        ASISTA_FIELDS(id)
    };
    using Reply = Nothing;
};
struct WidgetSetActions {
    ASISTA_CALL(0x0203, "widgets.set_actions", "", plugin, now);
    struct Request {
        std::string id;
        std::vector<WidgetAction> actions; // at most 4
        ASISTA_FIELDS(id, actions)
    };
    using Reply = Nothing;
};
struct PageRegister {
    ASISTA_CALL(0x0204, "pages.register", "", plugin, now);
    struct Request {
        std::uint32_t surface = 0;
        std::string id;
        std::string title;
        std::string icon;
        ASISTA_FIELDS(surface, id, title, icon)
    };
    using Reply = Nothing;
};
struct PageRemove {
    ASISTA_CALL(0x0205, "pages.remove", "", plugin, now);
    using Request = WidgetRemove::Request;
    using Reply = Nothing;
};
struct PageOpen { // only within 1 s of an input event in this plugin
    ASISTA_CALL(0x0206, "pages.open", "", plugin, held);
    using Request = WidgetRemove::Request;
    using Reply = Nothing;
};
struct CommandRegister {
    ASISTA_CALL(0x0207, "commands.register", "", plugin, now);
    struct Request {
        std::string id;
        std::string title; // as the command palette shows it
        std::string icon;
        bool in_menu = false; // also an entry of the plugin's card menu
        ASISTA_FIELDS(id, title, icon, in_menu)
    };
    using Reply = Nothing;
};
struct CommandRemove {
    ASISTA_CALL(0x0208, "commands.remove", "", plugin, now);
    using Request = WidgetRemove::Request;
    using Reply = Nothing;
};
struct MenuAdd {
    ASISTA_CALL(0x0209, "menu.add", "", plugin, now);
    struct Request {
        std::string id;
        std::string title;
        std::string icon;
        std::string command; // id of the command it runs
        ASISTA_FIELDS(id, title, icon, command)
    };
    using Reply = Nothing;
};
struct MenuRemove {
    ASISTA_CALL(0x020A, "menu.remove", "", plugin, now);
    using Request = WidgetRemove::Request;
    using Reply = Nothing;
};
struct MethodExport { // a function of the plugin that others may call with JSON: the developer page, later other plugins
    ASISTA_CALL(0x020B, "methods.export", "", plugin, now);
    struct Request {
        std::string name;
        std::string description;
        std::string example; // JSON arguments shown in the form
        ASISTA_FIELDS(name, description, example)
    };
    using Reply = Nothing;
};

// ---- 2: storage and settings ---------------------------------------------------------------------------------------------

struct StorageGet {
    ASISTA_CALL(0x0301, "storage.get", "", plugin, now);
    struct Request {
        std::string key; // 1 to 256 bytes
        ASISTA_FIELDS(key)
    };
    struct Reply {
        std::string json;
        ASISTA_FIELDS(json)
    }; // Errc::not_found when there is none
};
struct StorageSet {
    ASISTA_CALL(0x0302, "storage.set", "", plugin, held);
    struct Request {
        std::string key;
        std::string json; // one valid JSON value
        ASISTA_FIELDS(key, json)
    };
    using Reply = Nothing; // Errc::over_limit beyond the quota; nothing is changed then
};
struct StorageRemove {
    ASISTA_CALL(0x0303, "storage.remove", "", plugin, held);
    using Request = StorageGet::Request;
    using Reply = Nothing; // ok also when there was none
};
struct StorageKeys {
    ASISTA_CALL(0x0304, "storage.keys", "", plugin, now);
    struct Request {
        std::string prefix;
        ASISTA_FIELDS(prefix)
    };
    struct Reply {
        std::vector<std::string> keys; // ascending
        ASISTA_FIELDS(keys)
    };
};
struct StorageUsage {
    ASISTA_CALL(0x0305, "storage.usage", "", plugin, now);
    using Request = Nothing;
    struct Reply {
        std::uint64_t used_bytes = 0;
        std::uint64_t quota_bytes = 0; // 0: unlimited
        ASISTA_FIELDS(used_bytes, quota_bytes)
    };
};
struct SettingsGet {
    ASISTA_CALL(0x0306, "settings.get", "", plugin, now);
    using Request = Nothing;
    struct Reply {
        std::string json; // an object with a value for every setting of the manifest
        ASISTA_FIELDS(json)
    };
};
struct SettingsSet { // keys and types are checked against the manifest's definitions
    ASISTA_CALL(0x0307, "settings.set", "", plugin, held);
    struct Request {
        std::string json; // an object; only the settings named in it change
        ASISTA_FIELDS(json)
    };
    using Reply = Nothing;
};

// ---- 3: tasks, habits, goals, calendar -----------------------------------------------------------------------------------

struct TasksList {
    ASISTA_CALL(0x0401, "tasks.list", "tasks:read", everyone, now);
    struct Request {
        bool include_done = false;
        std::optional<InstantMs> done_since; // with include_done: only those completed since
        std::optional<DayNumber> due_until;  // only those due by then
        std::uint32_t limit = 200;           // at most 1,000
        ASISTA_FIELDS(include_done, done_since, due_until, limit)
    };
    struct Reply {
        std::vector<Task> tasks; // open ones by due day then id, then done ones by completion, newest first
        std::uint32_t total = 0; // that match, also beyond the limit
        ASISTA_FIELDS(tasks, total)
    };
};
struct TasksAdd {
    ASISTA_CALL(0x0402, "tasks.add", "tasks:write", everyone, refused);
    struct Request {
        std::string title;
        std::string notes;
        Energy energy = Energy::m;
        std::optional<std::uint32_t> estimate_minutes;
        std::optional<DayNumber> due_day;
        ASISTA_FIELDS(title, notes, energy, estimate_minutes, due_day)
    };
    struct Reply {
        std::uint64_t id = 0;
        ASISTA_FIELDS(id)
    };
};
struct TasksUpdate { // only what is present changes
    ASISTA_CALL(0x0403, "tasks.update", "tasks:write", everyone, refused);
    struct Request {
        std::uint64_t id = 0;
        std::optional<std::string> title;
        std::optional<std::string> notes;
        std::optional<TaskStatus> status;
        std::optional<Energy> energy;
        std::optional<std::uint32_t> estimate_minutes;
        std::optional<DayNumber> due_day;
        ASISTA_FIELDS(id, title, notes, status, energy, estimate_minutes, due_day)
    };
    using Reply = Nothing;
};
struct TasksRemove {
    ASISTA_CALL(0x0404, "tasks.remove", "tasks:write", everyone, refused);
    struct Request {
        std::uint64_t id = 0;
        ASISTA_FIELDS(id)
    };
    using Reply = Nothing;
};
struct HabitsList {
    ASISTA_CALL(0x0411, "habits.list", "habits:read", everyone, now);
    struct Request {
        DayNumber from_day = 0; // completions within [from_day, to_day]
        DayNumber to_day = 0;
        ASISTA_FIELDS(from_day, to_day)
    };
    struct Reply {
        std::vector<Habit> habits;
        ASISTA_FIELDS(habits)
    };
};
struct HabitsAdd {
    ASISTA_CALL(0x0412, "habits.add", "habits:write", everyone, refused);
    struct Request {
        std::string name;
        std::uint8_t weekdays = 0x7F;
        ASISTA_FIELDS(name, weekdays)
    };
    using Reply = TasksAdd::Reply;
};
struct HabitsMark {
    ASISTA_CALL(0x0413, "habits.mark", "habits:write", everyone, refused);
    struct Request {
        std::uint64_t id = 0;
        DayNumber day = 0;
        bool done = true;
        ASISTA_FIELDS(id, day, done)
    };
    using Reply = Nothing;
};
struct HabitsRemove {
    ASISTA_CALL(0x0414, "habits.remove", "habits:write", everyone, refused);
    using Request = TasksRemove::Request;
    using Reply = Nothing;
};
struct GoalsList {
    ASISTA_CALL(0x0421, "goals.list", "goals:read", everyone, now);
    struct Request {
        bool include_inactive = false;
        ASISTA_FIELDS(include_inactive)
    };
    struct Reply {
        std::vector<Goal> goals;
        ASISTA_FIELDS(goals)
    };
};
struct GoalsAdd {
    ASISTA_CALL(0x0422, "goals.add", "goals:write", everyone, refused);
    struct Request {
        std::string title;
        std::string unit;
        double target = 1;
        double current = 0;
        std::optional<DayNumber> due_day;
        ASISTA_FIELDS(title, unit, target, current, due_day)
    };
    using Reply = TasksAdd::Reply;
};
struct GoalsSetProgress {
    ASISTA_CALL(0x0423, "goals.set_progress", "goals:write", everyone, refused);
    struct Request {
        std::uint64_t id = 0;
        double current = 0;
        ASISTA_FIELDS(id, current)
    };
    using Reply = Nothing;
};
struct GoalsRemove {
    ASISTA_CALL(0x0424, "goals.remove", "goals:write", everyone, refused);
    using Request = TasksRemove::Request;
    using Reply = Nothing;
};
struct CalendarList {
    ASISTA_CALL(0x0431, "calendar.list", "calendar:read", everyone, now);
    struct Request {
        InstantMs from = 0; // events that overlap [from, to)
        InstantMs to = 0;
        std::uint32_t limit = 200;
        ASISTA_FIELDS(from, to, limit)
    };
    struct Reply {
        std::vector<CalendarEvent> events; // by start
        ASISTA_FIELDS(events)
    };
};
struct CalendarAdd {
    ASISTA_CALL(0x0432, "calendar.add", "calendar:write", everyone, refused);
    struct Request {
        std::string title;
        std::string place;
        InstantMs starts_at = 0;
        InstantMs ends_at = 0;
        std::uint32_t color = 0;
        ASISTA_FIELDS(title, place, starts_at, ends_at, color)
    };
    using Reply = TasksAdd::Reply;
};
struct CalendarRemove {
    ASISTA_CALL(0x0433, "calendar.remove", "calendar:write", everyone, refused);
    using Request = TasksRemove::Request;
    using Reply = Nothing;
};

// ---- 4: AI, voice, notifications, events ---------------------------------------------------------------------------------

struct AiMessage {
    enum class Role : std::uint8_t { system = 0, user = 1, assistant = 2 };
    friend constexpr bool is_known(Role value) { return value <= Role::assistant; }
    Role role = Role::user;
    std::string text;
    ASISTA_FIELDS(role, text)
};
struct AiChat { // answered at once with a stream; text comes by AiChunk orders, the end by AiDone
    ASISTA_CALL(0x0501, "ai.chat", "ai:chat", everyone, refused);
    struct Request {
        std::vector<AiMessage> messages; // at most 64, 64 KiB together
        std::uint32_t max_tokens = 512;
        ASISTA_FIELDS(messages, max_tokens)
    };
    struct Reply {
        std::uint64_t stream = 0;
        ASISTA_FIELDS(stream)
    };
};
struct AiCancel {
    ASISTA_CALL(0x0502, "ai.cancel", "ai:chat", everyone, now);
    struct Request {
        std::uint64_t stream = 0;
        ASISTA_FIELDS(stream)
    };
    using Reply = Nothing;
};
struct VoiceRegister {
    ASISTA_CALL(0x0511, "voice.register", "voice:commands", plugin, now);
    struct Request {
        std::string id;
        std::vector<std::string> phrases; // what a person says: "motivate me"
        std::string description;
        ASISTA_FIELDS(id, phrases, description)
    };
    using Reply = Nothing;
};
struct VoiceRemove {
    ASISTA_CALL(0x0512, "voice.remove", "voice:commands", plugin, now);
    using Request = WidgetRemove::Request;
    using Reply = Nothing;
};
struct VoiceSpeak { // shown as a toast while there is no sound
    ASISTA_CALL(0x0513, "voice.speak", "voice:synthesis", plugin, held);
    struct Request {
        std::string text;
        ASISTA_FIELDS(text)
    };
    using Reply = Nothing;
};
struct NotificationsShow {
    ASISTA_CALL(0x0521, "notifications.show", "notifications:send", everyone, held);
    struct Request {
        std::string title;
        std::string body;
        NotificationLevel level = NotificationLevel::info;
        std::string icon;
        ASISTA_FIELDS(title, body, level, icon)
    };
    using Reply = Nothing; // Errc::over_limit beyond 30 an hour for one plugin
};
struct EventsPublish { // delivered to every subscriber of the name
    ASISTA_CALL(0x0531, "events.publish", "", everyone, held);
    struct Request {
        std::string name; // of this plugin: "ai.asista.motivation/saved" is published as "saved"
        std::string json;
        ASISTA_FIELDS(name, json)
    };
    using Reply = Nothing;
};
struct EventsSubscribe { // full names: "<plugin id>/<name>", or of the client: "tasks/changed" (needs tasks:read), and so on
    ASISTA_CALL(0x0532, "events.subscribe", "", plugin, now);
    struct Request {
        std::string name;
        ASISTA_FIELDS(name)
    };
    using Reply = Nothing;
};
struct EventsUnsubscribe {
    ASISTA_CALL(0x0533, "events.unsubscribe", "", plugin, now);
    using Request = EventsSubscribe::Request;
    using Reply = Nothing;
};
struct ActivityLast { // when the user last touched the app or finished something: for gentle reminders
    ASISTA_CALL(0x0541, "activity.last", "tasks:read", everyone, now);
    using Request = Nothing;
    struct Reply {
        InstantMs last_activity_at = 0;
        ASISTA_FIELDS(last_activity_at)
    };
};

// ---- 5: the user's own calls: managing plugins ---------------------------------------------------------------------------

struct PluginInstall {
    ASISTA_CALL(0x0601, "plugins.install", "", user, refused);
    struct Request {
        std::string plugin;
        std::vector<std::string> granted; // of the permissions in its manifest
        ASISTA_FIELDS(plugin, granted)
    };
    using Reply = Nothing;
};
struct PluginNamed {
    std::string plugin;
    ASISTA_FIELDS(plugin)
};
struct PluginUninstall {
    ASISTA_CALL(0x0602, "plugins.uninstall", "", user, refused);
    struct Request {
        std::string plugin;
        bool keep_data = true; // its storage and settings stay for a later installation
        ASISTA_FIELDS(plugin, keep_data)
    };
    using Reply = Nothing;
};
struct PluginSetEnabled {
    ASISTA_CALL(0x0603, "plugins.set_enabled", "", user, refused);
    struct Request {
        std::string plugin;
        bool enabled = true;
        ASISTA_FIELDS(plugin, enabled)
    };
    using Reply = Nothing;
};
struct PluginSetGrants {
    ASISTA_CALL(0x0604, "plugins.set_grants", "", user, refused);
    using Request = PluginInstall::Request;
    using Reply = Nothing;
};
struct PluginRestart { // a crashed, stopped or running one, in a new process
    ASISTA_CALL(0x0605, "plugins.restart", "", user, refused);
    using Request = PluginNamed;
    using Reply = Nothing;
};
struct PluginRunCommand { // by command palette, menu or header action
    ASISTA_CALL(0x0606, "plugins.run_command", "", user, refused);
    struct Request {
        std::string plugin;
        std::string command;
        ASISTA_FIELDS(plugin, command)
    };
    using Reply = Nothing;
};
struct PluginRunAction {
    ASISTA_CALL(0x0607, "plugins.run_action", "", user, refused);
    struct Request {
        std::string plugin;
        std::string widget;
        std::string action;
        ASISTA_FIELDS(plugin, widget, action)
    };
    using Reply = Nothing;
};
struct PluginRunVoice { // a phrase typed or, later, heard; Errc::not_found when no plugin registered it
    ASISTA_CALL(0x0608, "voice.run", "", user, refused);
    struct Request {
        std::string phrase;
        ASISTA_FIELDS(phrase)
    };
    using Reply = Nothing;
};
struct PluginCallMethod {
    ASISTA_CALL(0x0609, "methods.call", "", user, refused);
    struct Request {
        std::string plugin;
        std::string method;
        std::string json;
        ASISTA_FIELDS(plugin, method, json)
    };
    struct Reply {
        std::string json;
        ASISTA_FIELDS(json)
    };
};
struct PluginSetSettings {
    ASISTA_CALL(0x060A, "plugins.set_settings", "", user, refused);
    struct Request {
        std::string plugin;
        std::string json;
        ASISTA_FIELDS(plugin, json)
    };
    using Reply = Nothing;
};
struct NotificationsMarkRead {
    ASISTA_CALL(0x0611, "notifications.mark_read", "", user, refused);
    struct Request {
        std::uint64_t id = 0; // 0: all
        ASISTA_FIELDS(id)
    };
    using Reply = Nothing;
};
struct PreferencesSet { // the client's own settings: theme, scale, layout; one JSON value a key
    ASISTA_CALL(0x0612, "preferences.set", "", user, refused);
    struct Request {
        std::string key;
        std::string json;
        ASISTA_FIELDS(key, json)
    };
    using Reply = Nothing;
};

// ---- orders: client -> host ----------------------------------------------------------------------------------------------

struct ThemeColors { // RGBA8, straight alpha, 0xAABBGGRR as ImGui packs them
    std::uint32_t background = 0, panel = 0, line = 0, text = 0, dim = 0, faint = 0, accent = 0, accent_soft = 0, on_accent = 0,
                  ok = 0, warn = 0, bad = 0;
    std::vector<std::uint32_t> series; // for charts and calendars
    ASISTA_FIELDS(background, panel, line, text, dim, faint, accent, accent_soft, on_accent, ok, warn, bad, series)
};
struct Theme {
    std::uint32_t serial = 0;
    bool dark = false;
    bool reduced_motion = false;
    float scale = 1; // pixels per logical pixel
    ThemeColors colors;
    ASISTA_FIELDS(serial, dark, reduced_motion, scale, colors)
};

enum class FontRole : std::uint8_t { text = 0, medium = 1, semibold = 2, mono = 3, icons = 4, icons_fill = 5, fallback = 6 };
constexpr bool is_known(FontRole value) { return value <= FontRole::fallback; }
struct FontFile { // the bytes come as a descriptor with the message, in the same order
    FontRole role = FontRole::text;
    std::uint64_t size_bytes = 0;
    ASISTA_FIELDS(role, size_bytes)
};

struct Hello { // the first message on a connection. fds: the sealed library, then one per font
    ASISTA_CALL(0x1001, "host.hello", "", user, now);
    struct Request {
        std::uint32_t protocol = 0; // frame::protocol_version
        std::string plugin;         // id
        std::string version;
        std::string name;
        bool trial = false; // a reload: Activate comes only when it may take over
        Theme theme;
        std::vector<FontFile> fonts;
        std::string settings_json;
        std::vector<std::string> granted;
        std::uint32_t cpu_count = 1;
        std::int32_t utc_offset_s = 0;           // local time minus UTC, until the first frame says it again
        std::optional<InstantMs> fixed_clock_ms; // the client's clock stands still here; none: it is the system's
        ASISTA_FIELDS(protocol, plugin, version, name, trial, theme, fonts, settings_json, granted, cpu_count, utc_offset_s,
                      fixed_clock_ms)
    };
    struct Reply {        // once the library is loaded, initialised and has registered what it draws; before its first frame
        std::string tier; // layers that hold, "LL7+SC+RL"
        std::uint32_t load_us = 0; // lock-down, dlopen, init
        ASISTA_FIELDS(tier, load_us)
    };
};
struct LoadState { // after Hello, before Activate and before the first frame
    ASISTA_CALL(0x1002, "host.load_state", "", user, now);
    struct Request {
        std::uint32_t version = 0;
        wire::Bytes state; // at most 16 MiB
        ASISTA_FIELDS(version, state)
    };
    using Reply = Nothing;
};
struct SaveState { // Errc::unsupported when the plugin keeps none
    ASISTA_CALL(0x1003, "host.save_state", "", user, now);
    using Request = Nothing;
    using Reply = LoadState::Request;
};
struct Activate {
    ASISTA_CALL(0x1004, "host.activate", "", user, now);
    using Request = Nothing;
    using Reply = Nothing;
};
struct Deactivate { // asks for a tidy end; the process exits after its reply
    ASISTA_CALL(0x1005, "host.deactivate", "", user, now);
    struct Request {
        bool uninstalling = false;
        ASISTA_FIELDS(uninstalling)
    };
    using Reply = Nothing;
};
struct SetTheme { // a notice
    ASISTA_CALL(0x1006, "host.set_theme", "", user, now);
    using Request = Theme;
    using Reply = Nothing;
};
struct SettingsChanged { // a notice
    ASISTA_CALL(0x1007, "host.settings_changed", "", user, now);
    using Request = SettingsGet::Reply;
    using Reply = Nothing;
};
struct RunCommand {
    ASISTA_CALL(0x1008, "host.run_command", "", user, now);
    struct Request {
        std::string command;
        ASISTA_FIELDS(command)
    };
    using Reply = Nothing;
};
struct RunAction {
    ASISTA_CALL(0x1009, "host.run_action", "", user, now);
    struct Request {
        std::string widget;
        std::string action;
        ASISTA_FIELDS(widget, action)
    };
    using Reply = Nothing;
};
struct RunVoice {
    ASISTA_CALL(0x100A, "host.run_voice", "", user, now);
    struct Request {
        std::string id;
        std::string phrase;
        ASISTA_FIELDS(id, phrase)
    };
    using Reply = Nothing;
};
struct RunMethod {
    ASISTA_CALL(0x100B, "host.run_method", "", user, now);
    struct Request {
        std::string method;
        std::string json;
        ASISTA_FIELDS(method, json)
    };
    using Reply = PluginCallMethod::Reply;
};
struct DeliverEvent { // a notice
    ASISTA_CALL(0x100C, "host.deliver_event", "", user, now);
    struct Request {
        std::string name; // full
        std::string json;
        ASISTA_FIELDS(name, json)
    };
    using Reply = Nothing;
};
struct AiChunk { // a notice
    ASISTA_CALL(0x100D, "host.ai_chunk", "", user, now);
    struct Request {
        std::uint64_t stream = 0;
        std::string text;
        ASISTA_FIELDS(stream, text)
    };
    using Reply = Nothing;
};
struct AiDone { // a notice; nothing more comes for this stream
    ASISTA_CALL(0x100E, "host.ai_done", "", user, now);
    struct Request {
        std::uint64_t stream = 0;
        std::int32_t status = 0; // Errc
        std::string message;     // why, when it failed
        std::string provider;    // who answered: "offline coach"
        ASISTA_FIELDS(stream, status, message, provider)
    };
    using Reply = Nothing;
};

template <class... Ts> struct List {};

// Caller -> broker.
using AllCalls =
    List<LogWrite, RequestRedraw, StateChanged, OpenUrl, WidgetRegister, WidgetRemove, WidgetSetActions, PageRegister, PageRemove,
         PageOpen, CommandRegister, CommandRemove, MenuAdd, MenuRemove, MethodExport, StorageGet, StorageSet, StorageRemove,
         StorageKeys, StorageUsage, SettingsGet, SettingsSet, TasksList, TasksAdd, TasksUpdate, TasksRemove, HabitsList,
         HabitsAdd, HabitsMark, HabitsRemove, GoalsList, GoalsAdd, GoalsSetProgress, GoalsRemove, CalendarList, CalendarAdd,
         CalendarRemove, AiChat, AiCancel, VoiceRegister, VoiceRemove, VoiceSpeak, NotificationsShow, EventsPublish,
         EventsSubscribe, EventsUnsubscribe, ActivityLast, PluginInstall, PluginUninstall, PluginSetEnabled, PluginSetGrants,
         PluginRestart, PluginRunCommand, PluginRunAction, PluginRunVoice, PluginCallMethod, PluginSetSettings,
         NotificationsMarkRead, PreferencesSet>;
// Client -> host.
using AllOrders = List<Hello, LoadState, SaveState, Activate, Deactivate, SetTheme, SettingsChanged, RunCommand, RunAction,
                       RunVoice, RunMethod, DeliverEvent, AiChunk, AiDone>;

} // namespace asista::calls

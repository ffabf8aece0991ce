// A snapshot made by hand, with a day that every page has something to show of: Sunday 22 November 2026, 9:41 in the morning.
#pragma once

#include "wire/calls/calendar.hpp"
#include "ui/snapshot.hpp"
#include "wire/calls/develop.hpp"
#include "wire/calls/inspect.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace asista::ui::sample {

inline constexpr DayNumber today = 20'779;                           // 2026-11-22
inline constexpr InstantMs midnight = InstantMs{today} * 86'400'000; // UTC; the sample's local time is UTC
inline constexpr InstantMs at(int hour, int minute, int day = 0) {
    return midnight + day * 86'400'000LL + (hour * 60 + minute) * 60'000LL;
}
inline constexpr InstantMs now = at(9, 41);

inline Task task(std::uint64_t id, std::string title, Energy energy, std::optional<DayNumber> due, bool done = false) {
    Task result;
    result.id = id;
    result.title = std::move(title);
    result.energy = energy;
    result.due_day = due;
    result.created_at = at(8, 0, -3);
    if (done) {
        result.status = TaskStatus::done;
        result.completed_at = at(9, 10);
    }
    return result;
}

// `days`: "1s01111", the last one today; 1 done, 0 not, s a day off, h half of a target.
inline calls::HabitItem habit(std::uint64_t id, std::string name, std::string_view days, std::uint32_t streak,
                              double strength = 0.7, std::optional<double> target = {}, std::string unit = {}) {
    calls::HabitItem result;
    result.id = id;
    result.name = std::move(name);
    result.streak = streak;
    result.strength = strength;
    result.color = 2;
    result.target = target;
    result.unit = std::move(unit);
    for (std::size_t i = 0; i < days.size(); ++i) {
        const DayNumber day = today - static_cast<DayNumber>(days.size() - 1 - i);
        const double whole = target.value_or(1);
        if (days[i] == 's') result.days.push_back({day, calls::HabitMark::skipped, 0});
        if (days[i] == '1' || days[i] == 'h')
            result.days.push_back({day, calls::HabitMark::done, days[i] == 'h' ? whole / 2 : whole});
    }
    result.recorded = static_cast<std::uint32_t>(result.days.size());
    return result;
}
// What the core would say of its year: kept well, with a week off in summer and a bad month.
inline calls::HabitsHistory::Reply habit_history(const calls::HabitItem& habit, DayNumber from) {
    calls::HabitsHistory::Reply reply;
    double strength = 0.42;
    const DayNumber known = habit.days.empty() ? today : habit.days.front().day;
    for (DayNumber day = from; day <= today; ++day) {
        const int turn = (day * 37 + day / 7 * 11) % 100;
        const bool vacation = day > today - 130 && day <= today - 122, bad = day > today - 80 && day < today - 55;
        const bool done = !vacation && day < known && turn < (bad ? 25 : 82);
        if (vacation) reply.days.push_back({day, calls::HabitMark::skipped, 0});
        if (done)
            reply.days.push_back(
                {day, calls::HabitMark::done, habit.target.value_or(1) * (habit.target && turn % 5 == 0 ? 0.5 : 1)});
        const bool kept = done || std::ranges::find(habit.days, day, &calls::HabitDay::day) != habit.days.end();
        if (!vacation) strength = strength * 0.948 + (kept ? 0.052 : 0);
        reply.strength.push_back(strength);
    }
    for (const auto& day : habit.days) reply.days.push_back(day);
    reply.weekdays = {0.86, 0.91, 0.74, 0.83, 0.7, 0.55, 0.62};
    reply.best_streak = 19;
    return reply;
}

inline calls::GoalItem goal(std::uint64_t id, std::string title, std::string unit, double current, double target, DayNumber start,
                            DayNumber due, calls::GoalPace pace) {
    calls::GoalItem result;
    result.id = id;
    result.title = std::move(title);
    result.unit = std::move(unit);
    result.current = current;
    result.target = target;
    result.start_day = start;
    result.due_day = due;
    result.pace = pace;
    result.expected = target * (today - start) / (due - start);
    if (pace == calls::GoalPace::behind) result.behind_by = *result.expected - current;
    return result;
}
inline calls::GoalsHistory::Reply goal_history() {
    calls::GoalsHistory::Reply reply;
    double value = 0;
    for (int back = 70; back >= 0; back -= 5) {
        reply.points.push_back({today - back, value});
        value += back % 10 == 0 ? 0.2 : 0.83;
    }
    reply.points.back().value = 7.2;
    return reply;
}

inline CalendarEvent event(std::uint64_t id, std::string title, InstantMs from, InstantMs to, std::uint32_t color) {
    CalendarEvent result;
    result.id = id;
    result.title = std::move(title);
    result.starts_at = from;
    result.ends_at = to;
    result.color = color;
    return result;
}

inline PluginView running_plugin(std::string id, std::string name, std::string icon, std::uint64_t instance) {
    PluginView plugin;
    plugin.id = std::move(id);
    plugin.name = std::move(name);
    plugin.icon = std::move(icon);
    plugin.version = "1.0.0";
    plugin.author = "Asista.AI";
    plugin.state = PluginState::running;
    plugin.installed = plugin.enabled = plugin.first_party = true;
    plugin.instance = instance;
    plugin.pid = 4200 + static_cast<std::int32_t>(instance);
    plugin.tier = "LL7+SC+RL";
    plugin.load_ms = 6.4;
    plugin.load_count = 14;
    plugin.cpu_percent = 0.1;
    plugin.memory_mb = 2.1;
    plugin.call_count = 1'204;
    plugin.storage_bytes = 14 * 1024;
    plugin.storage_quota = 1 << 20;
    return plugin;
}

// Used `count` times, last at `last`.
inline PermissionView permission(std::string id, bool required, calls::Grant grant, std::string reason = {},
                                 std::uint64_t count = 0, InstantMs last = 0) {
    PermissionView view;
    view.id = std::move(id);
    view.required = required;
    view.grant = grant;
    view.granted = grant == calls::Grant::granted;
    view.reason = std::move(reason);
    view.use_count = count;
    view.last_used_at = last;
    if (grant != calls::Grant::ask) view.answered_at = at(8, 0, -40);
    return view;
}

inline CrashView crash(InstantMs when, std::string where) {
    CrashView view;
    view.at = when;
    view.version = "2.1.0";
    view.sentence = "It crashed while drawing (segmentation fault).";
    view.where = std::move(where);
    view.report = "Weather 2.1.0 crashed while drawing (segmentation fault at 0x18)\n"
                  "#0 weather::Forecast::draw_day  forecast.cpp:88\n"
                  "#1 weather::Card::draw          card.cpp:41\n"
                  "#2 asista plugin host           draws the panel \"card\"\n"
                  "modules: weather.so 1f0c99e2, plugin host 0.3.0";
    return view;
}

inline PluginView motivation() {
    PluginView plugin = running_plugin("ai.asista.motivation", "Motivation", "sparkle", 1);
    plugin.description = "Encouragement that adapts to your energy and goals.";
    plugin.category = "wellness";
    plugin.tags = {"wellness", "ai"};
    using calls::Grant;
    plugin.permissions = {
        permission("tasks:read", true, Grant::granted, "To say what is left for today.", 1'048, at(9, 40)),
        permission("habits:read", true, Grant::granted, "", 96, at(9, 2)),
        permission("ai:chat", false, Grant::granted, "For a line written for you.", 48, at(9, 1)),
        permission("notifications:send", false, Grant::denied),
        permission("calendar:read", false, Grant::granted, "", 12, at(18, 20, -34)),
    };
    plugin.permissions[3].refused_count = 3;
    plugin.wakeups_per_s = 1.2;
    plugin.calls_per_s = 0.4;
    plugin.settings = {
        {"daily_cap", "Nudges a day", "The most it may interrupt you.", SettingView::Kind::number, "2", {}, 0, 10},
        {"tone", "Tone", "How it talks to you.", SettingView::Kind::choice, "\"gentle\"", {"gentle", "plain", "lively"}, 0, 0},
        {"nudges",
         "Gentle nudges",
         "A notification when nothing was touched for two hours.",
         SettingView::Kind::toggle,
         "true",
         {},
         0,
         0},
        {"name", "How it calls you", "", SettingView::Kind::text, "\"Ada\"", {}, 0, 0}};
    plugin.reload_count = 6;
    plugin.last_reload_at = at(9, 2);
    plugin.last_reload_ms = 9;
    plugin.denied_count = 1;
    using Level = calls::LogWrite::Level;
    plugin.log = {{at(9, 1), Level::info, "storage.set motivation_history"},
                  {at(9, 1) + 1000, Level::info, "ai.chat 612 ms, 48 tokens"},
                  {at(9, 1) + 38'000, Level::warning, "denied tasks:write, not granted"},
                  {at(9, 1) + 39'000, Level::info, "ready, first frame 3 ms"},
                  {at(9, 2), Level::info, "reloaded in 9 ms, state kept"},
                  {at(9, 2) + 11'000, Level::error, "could not reach the coach: no answer in 10 s"}};
    return plugin;
}

// Motivation's source with a typing mistake, built a moment ago.
inline BuildView failed_build() {
    BuildView build;
    build.plugin = "ai.asista.motivation";
    build.folder = "/src/plugins/motivation";
    build.failed = true;
    build.errors = 1;
    build.file = build.folder + "/motivation.cpp";
    build.line = 42;
    build.column = 43;
    build.message = "use of undeclared identifier 'fetch_motivaton'; did you mean 'fetch_motivation'?";
    build.excerpt_first_line = 39;
    build.excerpt = {"void draw(asista::Frame& frame) {",       "    // The line of the day, with what to do about it.",
                     "    ui::quote(frame, quote_);",           "    if (ui::button(frame, \"Another one\")) fetch_motivaton();",
                     "    ui::small(frame, \"7 day streak\");", "}"};
    build.compile_ms = 78;
    build.total_ms = 82;
    build.tools = "clang++-19, mold, precompiled header";
    build.builds = 3;
    return build;
}
// The same when it is right again.
inline BuildView good_build() {
    BuildView build;
    build.plugin = "ai.asista.motivation";
    build.folder = "/src/plugins/motivation";
    build.compile_ms = 78;
    build.link_ms = 12;
    build.total_ms = 96;
    build.tools = "clang++-19, mold, precompiled header";
    build.builds = 4;
    return build;
}

// The same with sanitizers, which Motivation runs with from then on.
inline BuildView checked_build() {
    BuildView build = good_build();
    build.sanitizers = true;
    build.compile_ms = 412;
    build.link_ms = 31;
    build.total_ms = 451;
    build.tools = "clang++-19, mold, sanitizers, precompiled header";
    return build;
}
// Its next version waits for gdb, and the one before goes on meanwhile.
inline void wait_for_debugger(PluginView& plugin) {
    plugin.wants_debugger = true;
    plugin.waits =
        WaitView{"gdb -x /profile/debug/ai.asista.motivation.gdb", "source /profile/debug/ai.asista.motivation.gdb", ""};
}

// What Motivation keeps, and one of its values.
inline calls::StorageBrowse::Reply stored() {
    calls::StorageBrowse::Reply reply;
    reply.values = {{"history", 11'264}, {"last_shown", 13}, {"saved/2026-11-20", 412}, {"saved/2026-11-21", 96}, {"streak", 38}};
    reply.used_bytes = 14 * 1024;
    reply.quota_bytes = 1 << 20;
    return reply;
}
inline calls::DevelopReady::Reply can_develop() {
    return {{},
            "clang++-19, mold",
            "/src/asista-plugins",
            {"wellness", "productivity", "ai", "integration", "analytics", "communication", "automation"}};
}
inline calls::DevelopCheck::Reply checked() { return {"com.example.focus-timer", "/src/asista-plugins/focus-timer", {}}; }
inline calls::StoragePeek::Reply stored_value() { return {R"({"days":7,"best":19,"since":"2026-11-16"})"}; }

// What was published a moment ago.
// What the calendar page is told of the days around today.
inline calls::CalendarRange::Reply calendar() {
    calls::CalendarRange::Reply reply;
    reply.zone = "Europe/Berlin";
    std::uint64_t id = 0;
    const auto add = [&](const char* title, const char* place, DayNumber day, int from, int to, std::uint32_t color,
                         bool repeats = false) {
        calls::EventItem item;
        item.id = ++id;
        item.occurrence = today + day;
        item.repeats = repeats;
        item.title = title;
        item.place = place;
        item.color = color;
        item.times = {from < 0, today + day, static_cast<std::uint16_t>(std::max(from, 0)), today + day + (from < 0 ? to : 0),
                      static_cast<std::uint16_t>(from < 0 ? 0 : to)};
        reply.events.push_back(std::move(item));
    };
    const auto todo = [&](const char* title, DayNumber day, std::optional<std::uint16_t> minute, bool is_done = false) {
        calls::TimelineTask item;
        item.task.id = ++id;
        item.task.title = title;
        item.task.status = is_done ? TaskStatus::done : TaskStatus::open;
        item.day = today + day;
        item.minute = minute;
        reply.tasks.push_back(std::move(item));
    };
    for (int week = -2; week <= 4; ++week) {
        add("Standup", "Online", week * 7 - 6, 540, 555, 0, true);
        add("Standup", "Online", week * 7 - 4, 540, 555, 0, true);
        add("Standup", "Online", week * 7 - 2, 540, 555, 0, true);
        add("Choir", "Town hall", week * 7 - 3, 1140, 1260, 2, true);
    }
    add("Trip to the lake", "", -3, -1, 2, 3);
    add("Public holiday", "", -6, -1, 0, 4);
    add("Design review", "Room 2", -5, 600, 690, 1);
    add("Interview", "Room 4", -5, 630, 720, 3);
    add("Lunch with Noor", "Corner bakery", -5, 720, 780, 4);
    add("Budget", "", -5, 660, 700, 5);
    add("Dentist", "", -2, 510, 540, 3);
    add("Long run", "Along the river", -1, 540, 630, 1);
    add("Team call", "Online", 0, 660, 690, 0);
    add("Run in the park", "South gate", 0, 1050, 1095, 1);
    add("Weekly review", "", 0, 1200, 1230, 2);
    add("Conference", "", 8, -1, 4, 5);
    todo("Reply to the landlord", 0, std::nullopt);
    todo("Water the plants", 0, std::nullopt, true);
    todo("Draft the report", -4, 840);
    todo("Pay the bill", -2, 960, true);
    todo("Renew the library card", -1, std::nullopt);
    todo("Plan the garden", 4, std::nullopt);
    return reply;
}

inline calls::CalendarGet::Reply calendar_details() {
    calls::CalendarGet::Reply reply;
    reply.item = calendar().events.front();
    reply.item.occurrence = today - 6;
    reply.times = {false, today - 6, 540, today - 6, 555};
    reply.zone = "Europe/Berlin";
    reply.notes = "What is done, what is next, what is in the way.";
    reply.recurrence = "FREQ=WEEKLY;BYDAY=MO,WE,FR";
    return reply;
}

inline std::vector<EventView> events() {
    return {{at(9, 40), "", "tasks/changed", "{}", {"ai.asista.motivation", "ai.asista.focus"}},
            {at(9, 40) + 12'000,
             "ai.asista.focus",
             "ai.asista.focus/round-ended",
             R"({"minutes": 25, "task": 3})",
             {"ai.asista.motivation"}},
            {at(9, 40) + 12'400,
             "ai.asista.motivation",
             "ai.asista.motivation/saved",
             R"({"line": "A slow morning still counts."})",
             {}},
            {at(9, 40) + 30'000, "user", "ai.asista.focus/start", "null", {"ai.asista.focus"}}};
}

inline MarketplaceEntry offer(std::string id, std::string name, std::string icon, std::string description, std::string category,
                              std::vector<std::string> tags, std::string version, double rating, std::uint64_t downloads,
                              bool featured) {
    MarketplaceEntry entry;
    entry.id = std::move(id);
    entry.name = std::move(name);
    entry.icon = std::move(icon);
    entry.description = std::move(description);
    entry.category = std::move(category);
    entry.tags = std::move(tags);
    entry.version = std::move(version);
    entry.author = "Asista.AI";
    entry.rating = rating;
    entry.downloads = downloads;
    entry.featured = featured;
    return entry;
}

inline void add_plugins(Snapshot& s) {
    PluginView timer = running_plugin("ai.asista.focus", "Focus timer", "timer", 2);
    timer.description = "Rounds of work and rest, shorter when energy is low.";
    timer.category = "productivity";
    timer.tags = {"productivity"};
    timer.cpu_percent = 0;
    timer.memory_mb = 1.9;
    timer.last_reload_at = at(14, 2, -1);
    timer.last_reload_ms = 9;
    PluginView journal = running_plugin("ai.asista.journal", "Journal", "notebook", 3);
    journal.description = "A prompt a day, private, searchable, with mood over time.";
    journal.category = "wellness";
    journal.tags = {"wellness"};
    journal.memory_mb = 1.8;
    PluginView sync;
    sync.id = "ai.asista.calendar-sync";
    sync.name = "Calendar Sync";
    sync.version = "0.9.1";
    sync.author = "Asista.AI";
    sync.icon = "calendar-check";
    sync.description = "Two-way sync with any CalDAV calendar.";
    sync.category = "integration";
    sync.tags = {"integration", "calendar"};
    using calls::Grant;
    sync.permissions = {permission("calendar:read", true, Grant::ask), permission("calendar:write", true, Grant::ask),
                        permission("network", true, Grant::ask, "To reach the calendar you name."),
                        permission("ai:analyze", false, Grant::ask, "Only to guess which calendar an event belongs to."),
                        permission("notifications:send", false, Grant::ask)};
    sync.permissions[2].hosts = {"dav.example.org"};
    journal.permissions = {permission("storage:unlimited", false, Grant::granted, "For photographs.")};
    journal.update = UpdateView{"1.1.0", {permission("ai:analyze", true, Grant::ask, "To find what lifts your mood.")}};
    timer.permissions = {permission("notifications:send", false, Grant::ask, "To say that a round is over.")};
    PluginView weather = running_plugin("org.example.weather", "Weather", "cloud-sun", 0);
    weather.state = PluginState::stopped;
    weather.pid = 0;
    weather.reason = "It crashed while drawing. Nothing else was affected.";
    weather.crashes = {crash(at(9, 12), "forecast.cpp line 88"), crash(at(9, 11), "forecast.cpp line 88"),
                       crash(at(20, 40, -1), "")};
    weather.permissions = {permission("network", true, Grant::granted, "To ask for the forecast.", 212, at(9, 12)),
                           permission("calendar:read", false, Grant::ask, "To show the weather beside your events.")};
    weather.permissions[0].hosts = {"api.weather.example", "*.tiles.example"};
    weather.permissions[0].own_hosts = {"192.168.1.20:8123"};
    weather.tier = "LL7+SC+RL";
    weather.description = "Today and the next five days on the dashboard.";
    weather.author = "community";
    weather.version = "2.1.0";
    weather.category = "integration";
    weather.tags = {"integration"};
    weather.crash_count = 3;
    s.plugins = {sync, timer, journal, motivation(), weather};

    calls::WidgetRegister::Request card;
    card.surface = 1;
    card.id = "card";
    card.title = "Daily motivation";
    card.icon = "sparkle";
    card.columns = 2;
    card.height = 182;
    card.highlight = true;
    card.actions = {{"refresh", "arrows-clockwise", "Another one", false}, {"save", "heart", "Save", false}};
    s.widgets.push_back({"ai.asista.motivation", 1, card});
    card.id = "timer";
    card.title = "Focus timer";
    card.icon = "timer";
    card.columns = 1;
    card.height = 182;
    card.highlight = false;
    card.actions.clear();
    s.widgets.push_back({"ai.asista.focus", 2, card});
    s.pages = {{"ai.asista.focus", 2, {7, "timer", "Focus timer", "timer"}},
               {"ai.asista.journal", 3, {7, "journal", "Journal", "notebook"}}};
    s.commands = {{"ai.asista.motivation", "Motivation", {"refresh", "Another line", "arrows-clockwise", true}},
                  {"ai.asista.focus", "Focus timer", {"start", "Start a round", "play", true}}};
    s.voices = {{"ai.asista.motivation", {"motivate", {"motivate me", "how am I doing"}, "A line for you"}}};
    s.methods = {{"ai.asista.motivation", {"getPersonalizedMotivation", "A line for this moment", "{ \"energy\": \"low\" }"}}};
    s.marketplace = {
        offer("ai.asista.motivation", "Motivation Booster", "sparkle", "Encouragement that adapts to your energy and goals.",
              "wellness", {"wellness", "ai"}, "1.0.0", 4.8, 2310, true),
        offer("ai.asista.focus", "Focus Timer", "timer", "Rounds of work and rest, shorter when energy is low.", "productivity",
              {"productivity"}, "1.2.0", 4.7, 1904, true),
        offer("ai.asista.journal", "Journal", "notebook", "A prompt a day, private, searchable, with mood over time.", "wellness",
              {"wellness"}, "1.0.3", 4.6, 1122, true),
        offer("ai.asista.calendar-sync", "Calendar Sync", "calendar-check", "Two-way sync with any CalDAV calendar.",
              "integration", {"integration", "calendar"}, "0.9.1", 4.4, 870, false),
        offer("ai.asista.mail", "Email to Tasks", "envelope-simple", "Turns flagged mail into tasks, over IMAP.", "integration",
              {"integration", "automation"}, "0.8.0", 4.2, 655, false),
        offer("org.example.weather", "Weather", "cloud-sun", "Today and the next five days on the dashboard.", "integration",
              {"integration"}, "2.1.0", 4.0, 412, false)};
}

// What the audit log holds, newest first.
inline calls::AuditList::Reply audit() {
    using Outcome = calls::AuditEntry::Outcome;
    auto entry = [id = std::uint64_t{40}](InstantMs last, std::string plugin, std::string action, std::string subject,
                                          Outcome outcome, std::uint64_t count) mutable {
        return calls::AuditEntry{id--,    last, last, std::move(plugin), "1.0.0", std::move(action), std::move(subject),
                                 outcome, count};
    };
    calls::AuditList::Reply reply;
    reply.entries = {
        entry(at(9, 40), "ai.asista.motivation", "tasks.list", "tasks:read", Outcome::done, 48),
        entry(at(9, 31), "ai.asista.motivation", "notifications.show", "notifications:send", Outcome::denied, 3),
        entry(at(9, 12), "org.example.weather", "crashed", "It crashed while drawing.", Outcome::failed, 1),
        entry(at(9, 12), "org.example.weather", "http.fetch", "api.weather.example", Outcome::done, 6),
        entry(at(9, 11), "org.example.weather", "http.fetch", "tracker.example", Outcome::denied, 1),
        entry(at(9, 1), "ai.asista.motivation", "ai.chat", "ai:chat", Outcome::done, 1),
        entry(at(8, 0), "ai.asista.journal", "granted", "storage:unlimited", Outcome::decided, 1),
        entry(at(20, 2, -1), "ai.asista.motivation", "denied", "notifications:send", Outcome::decided, 1),
        entry(at(19, 55, -1), "ai.asista.motivation", "storage.set", "", Outcome::over_limit, 2'400),
        entry(at(14, 2, -1), "ai.asista.focus", "updated", "", Outcome::done, 1),
    };
    reply.total = 213;
    return reply;
}

// What Weather asks at its first look at the calendar, and what Calendar Sync asks right behind it.
inline std::vector<PermissionQuestion> questions(const Snapshot& s) {
    std::vector<PermissionQuestion> all;
    for (const auto& plugin : s.plugins) {
        if (plugin.id == "org.example.weather") all.push_back({1, plugin.id, plugin.name, plugin.icon, plugin.permissions[1]});
        if (plugin.id == "ai.asista.calendar-sync")
            all.push_back({2, plugin.id, plugin.name, plugin.icon, plugin.permissions[2]});
    }
    std::ranges::reverse(all);
    return all;
}

// Habits and goals of every kind: by amount, by the week, with days off; downwards, followed, reached, with milestones.
inline void add_kinds(Snapshot& s) {
    s.habits.push_back(habit(4, "Drink water", "1h11h1111h1111s1111h", 0, 0.71, 8, "glasses"));
    s.habits.back().color = 0;
    s.habits.back().notes = "A glass after waking, one with each meal.";
    s.habits.push_back(habit(5, "Run", "10010001001010010010010010100", 4, 0.62));
    s.habits.back().times_per_week = 2;
    s.habits.back().this_week = 2;
    s.habits.back().color = 1;
    s.habits.push_back(
        habit(6, "Practise the prelude, slowly and with a metronome, before anything else", "0000ss1110011100111001", 2, 0.31));
    s.habits.back().weekdays = 0x1F;
    s.habits.back().color = 3;
    s.habits.push_back(habit(7, "Cold showers", "0000000", 0, 0.02));
    s.habits.back().archived = true;
    s.vacations = {{1, today - 16, today - 14}};

    auto& run = s.goals[0];
    run.milestones = {
        {1, "Run 3 km", 3, true}, {2, "Run 5 km", 5, true}, {3, "Run 8 km", 8, false}, {4, "Enter a race", std::nullopt, false}};
    run.links = {{calls::LinkKind::task, 3, "Buy shoes", true, 0}, {calls::LinkKind::habit, 5, "Run", false, 0}};
    run.notes = "Slowly. Twice a week is enough.";
    auto weight = goal(4, "Down to 75 kg", "kg", 79.5, 75, today - 40, today + 60, calls::GoalPace::ahead);
    weight.start = 82;
    weight.expected = 79.9;
    auto water = goal(5, "Drink 200 glasses", "glasses", 133, 200, today - 20, today + 10, calls::GoalPace::on_track);
    water.follows = true;
    water.links = {{calls::LinkKind::habit, 4, "Drink water", false, 133}};
    auto letters = goal(6, "Write 12 letters", "letters", 12, 12, today - 90, today + 20, calls::GoalPace::reached);
    auto past = goal(7, "Learn 100 words", "words", 100, 100, today - 190, today - 20, calls::GoalPace::reached);
    past.state = calls::GoalState::completed;
    s.goals.insert(s.goals.end(), {weight, water, letters, past});
}

inline Snapshot snapshot() {
    Snapshot s;
    s.revision = 1;
    s.user_name = "Ada";
    s.now = now;
    s.today = today;
    s.tasks = {task(2, "Reply to the landlord", Energy::s, today),
               task(3, "Draft the November report", Energy::l, today),
               task(4, "Book the dentist", Energy::s, today),
               task(5, "Renew the library card", Energy::xs, today + 1),
               task(6, "Plan the garden", Energy::m, today + 4),
               task(7, "Learn the second prelude", Energy::xl, std::nullopt),
               task(8, "Sort the photographs of summer", Energy::l, today + 40),
               task(1, "Water the plants", Energy::xs, today, true)};
    s.open_task_count = 12;
    s.habits = {habit(1, "Meditate", "1011011011110110111110101111101111", 4, 0.83),
                habit(2, "Walk 8,000 steps", "0101011001101011010110100101101011010", 0, 0.58),
                habit(3, "No phone after 22:00", "0110101101110010111011010110111110", 5, 0.66)};
    s.goals = {goal(1, "Run 10 km", "km", 7.2, 10, today - 70, today + 28, calls::GoalPace::on_track),
               goal(2, "Read 24 books", "", 21, 24, today - 325, today + 39, calls::GoalPace::on_track),
               goal(3, "Save 3,000", "", 1230, 3000, today - 260, today + 40, calls::GoalPace::behind)};
    s.events = {event(1, "Team call", at(11, 0), at(11, 30), 0), event(2, "Run in the park", at(17, 30), at(18, 15), 1),
                event(3, "Weekly review", at(20, 0), at(20, 30), 2), event(4, "Dentist", at(8, 30, 2), at(9, 0, 2), 3)};
    Notification note;
    note.id = 9;
    note.source = "ai.asista.motivation";
    note.title = "Motivation Booster is on";
    note.body = "Short encouragement, at most every 30 minutes, between 9:00 and 17:00.";
    note.icon = "sparkle";
    note.shown_at = now - 2'000;
    s.notifications = {note};
    add_plugins(s);
    s.sandbox_tier = "LL7+SC+RL";
    s.sandbox = {"B",
                 "LL7+SC+RL",
                 {"Plugins cannot read or change your files, but could find out which ones exist: this system keeps user "
                  "namespaces from programs.",
                  "An administrator can allow them for Asista."}};
    s.ai_provider = "offline coach";
    return s;
}

} // namespace asista::ui::sample

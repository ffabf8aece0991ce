#include "core/snapshot_builder.hpp"

#include "core/handlers.hpp"
#include "core/trust_views.hpp"
#include "core/watch_views.hpp"
#include "runtime/settings.hpp"
#include "ui/preferences.hpp"
#include "services/day.hpp"

#include <algorithm>
#include <tuple>

namespace asista::core {
namespace {
constexpr DayNumber habit_days = 35; // what the habits page shows
constexpr DayNumber event_days = 8;
constexpr std::uint32_t shown_tasks = 1'000;
constexpr std::uint32_t shown_notifications = 200;

// The two enumerations are one list in two layers; both are checked here by the compiler's switch warning.
ui::PluginState to_ui(runtime::PluginState state) {
    switch (state) {
    case runtime::PluginState::found: return ui::PluginState::found;
    case runtime::PluginState::disabled: return ui::PluginState::disabled;
    case runtime::PluginState::refused: return ui::PluginState::refused;
    case runtime::PluginState::starting: return ui::PluginState::starting;
    case runtime::PluginState::running: return ui::PluginState::running;
    case runtime::PluginState::restarting: return ui::PluginState::restarting;
    case runtime::PluginState::stopped: return ui::PluginState::stopped;
    case runtime::PluginState::broken: return ui::PluginState::broken;
    }
    return ui::PluginState::broken;
}

ui::SettingView setting_view(const runtime::SettingDefinition& definition, const std::string& settings_json) {
    ui::SettingView view;
    view.key = definition.key;
    view.title = definition.title;
    view.description = definition.description;
    switch (definition.kind) {
    case runtime::SettingDefinition::Kind::toggle: view.kind = ui::SettingView::Kind::toggle; break;
    case runtime::SettingDefinition::Kind::number: view.kind = ui::SettingView::Kind::number; break;
    case runtime::SettingDefinition::Kind::text: view.kind = ui::SettingView::Kind::text; break;
    case runtime::SettingDefinition::Kind::choice: view.kind = ui::SettingView::Kind::choice; break;
    }
    view.value_json = runtime::setting_value(settings_json, definition.key);
    view.choices = definition.choices;
    view.minimum = definition.minimum;
    view.maximum = definition.maximum;
    return view;
}
} // namespace

// A goal shows its tasks and habits, and may follow them.
void SnapshotBuilder::changed(std::string_view topic) {
    stale_.emplace(topic);
    const bool linked = std::ranges::any_of(current_.goals, [](const calls::GoalItem& goal) { return !goal.links.empty(); });
    if (linked && (topic == "tasks" || topic == "habits")) stale_.emplace("goals");
    // Conversations show whether what the coach did was undone.
    if (topic == "tasks" || topic == "habits" || topic == "goals" || topic == "calendar") stale_.emplace("coach");
}

template <class Read> void SnapshotBuilder::refresh(std::string_view topic, Read read) {
    const auto stale = stale_.find(topic);
    if (stale == stale_.end()) return;
    stale_.erase(stale);
    if (const Result<void> done = read(); !done)
        problems_[std::string(topic)] = done.error().message;
    else
        problems_.erase(std::string(topic));
}

// A new day is a change of everything that is shown by day.
void SnapshotBuilder::follow_day() {
    current_.now = parts_.clock.now_ms();
    current_.utc_offset_s = parts_.clock.utc_offset_s();
    const auto today = services::day_of(current_.now, current_.utc_offset_s);
    if (today == current_.today) return;
    current_.today = today;
    for (const auto* topic : {"tasks", "habits", "goals", "calendar"}) stale_.emplace(topic);
}

Result<void> SnapshotBuilder::read_tasks() {
    ++current_.tasks_revision;
    calls::TasksList::Request request;
    request.include_done = true;
    request.done_since = services::start_of(current_.today, current_.utc_offset_s);
    request.limit = shown_tasks;
    auto& services = parts_.services;
    current_.tasks = TRY(services.tasks.list(services.user.id, request)).tasks;
    current_.open_task_count = TRY(services.tasks.count_open(services.user.id));
    return {};
}

Result<void> SnapshotBuilder::read_habits() {
    auto& services = parts_.services;
    auto reply =
        TRY(services.habits.items(services.user.id, {current_.today - habit_days + 1, current_.today, true}, current_.today));
    current_.habits = std::move(reply.habits);
    current_.vacations = std::move(reply.vacations);
    return {};
}

Result<void> SnapshotBuilder::read_goals() {
    auto& services = parts_.services;
    current_.goals = TRY(services.goals.items(services.user.id, {true}, current_.today)).goals;
    return {};
}

Result<void> SnapshotBuilder::read_calendar() {
    ++current_.calendar_revision;
    auto& services = parts_.services;
    services.calendar.set_own_zone(parts_.clock.zone(), current_.utc_offset_s);
    calls::CalendarList::Request request;
    request.from = services::start_of(current_.today, current_.utc_offset_s);
    request.to = services::start_of(current_.today + event_days, current_.utc_offset_s);
    request.limit = 500;
    current_.events = TRY(services.calendar.list(services.user.id, request)).events;
    return {};
}

Result<void> SnapshotBuilder::read_notifications() {
    auto& services = parts_.services;
    current_.notifications = TRY(services.notifications.recent(services.user.id, shown_notifications));
    return {};
}

Result<void> SnapshotBuilder::read_preferences() {
    auto& services = parts_.services;
    current_.preferences = TRY(services.preferences.all(services.user.id));
    for (const auto& [key, json] : parts_.preference_overrides) current_.preferences[key] = json;
    return {};
}

Result<void> SnapshotBuilder::read_marketplace() {
    current_.marketplace.clear();
    for (auto& entry : TRY(parts_.services.marketplace.list())) {
        ui::MarketplaceEntry out;
        out.id = std::move(entry.id);
        out.name = std::move(entry.name);
        out.description = std::move(entry.description);
        out.author = std::move(entry.author);
        out.category = std::move(entry.category);
        out.version = std::move(entry.version);
        out.pricing = std::move(entry.pricing_model);
        out.icon = std::move(entry.icon);
        out.tags = std::move(entry.tags);
        out.price = entry.price;
        out.rating = entry.rating;
        out.downloads = entry.downloads;
        out.featured = entry.featured;
        current_.marketplace.push_back(std::move(out));
    }
    return {};
}

ui::PluginView SnapshotBuilder::plugin_view(const runtime::PluginStatus& status) const {
    ui::PluginView view;
    view.id = status.id;
    view.name = status.id;
    if (const auto* manifest = status.manifest) {
        view.name = manifest->name;
        view.version = manifest->version.to_string();
        view.description = manifest->description;
        view.author = manifest->author.name;
        view.website = manifest->author.website;
        view.category = manifest->category;
        view.icon = manifest->icon;
        view.tags = manifest->tags;
        view.permissions = permission_views(*manifest, status.grants);
        for (const auto& definition : manifest->settings) view.settings.push_back(setting_view(definition, status.settings_json));
    }
    view.update = update_view(status);
    view.state = to_ui(status.state);
    view.reason = status.reason;
    view.reload_note = status.reload_note;
    view.state_note = status.state_note;
    view.recording = status.recording && status.recording->going_on;
    view.installed = status.installed;
    view.enabled = status.enabled;
    view.first_party = status.id.starts_with("ai.asista.");
    view.instance = status.instance;
    view.pid = status.pid;
    view.tier = status.tier;
    view.sanitized = status.sanitized;
    view.developer_tier = parse_tier(status.tier) == SandboxTier::developer;
    view.load_ms = status.load_ms;
    view.load_count = status.load_count;
    view.reload_count = status.reload_count;
    view.crash_count = status.crash_count;
    view.last_reload_at = status.last_reload_at;
    view.last_reload_ms = status.last_reload_ms;
    view.cpu_percent = status.usage.cpu_percent;
    view.memory_mb = status.usage.memory_mb;
    const auto counts = parts_.broker.counts(status.id);
    view.call_count = counts.calls;
    view.denied_count = counts.denied;
    view.storage_quota = storage_quota(status.granted);
    if (const auto used = parts_.services.plugin_storage.used_bytes(parts_.services.user.id, status.id))
        view.storage_bytes = *used;
    add_watch_views(status, view);
    view.wants_debugger = status.wants_debugger;
    if (status.waiting_pid != 0) {
        const auto known = waits_.find(status.id);
        view.waits = known == waits_.end() ? ui::WaitView{} : known->second;
    }
    if (status.log)
        for (const auto& line : status.log->lines()) view.log.push_back({line.at, line.level, line.text});
    return view;
}

void SnapshotBuilder::add_sandbox() {
    const auto& plan = parts_.supervisor.sandbox();
    current_.sandbox = {std::string(tier_name(plan.tier)), plan.layers, plan.notes};
    current_.sandbox_tier = plan.layers.empty() ? current_.sandbox.tier : current_.sandbox.tier + " " + plan.layers;
}

void SnapshotBuilder::add_plugins(std::uint32_t& starting) {
    current_.plugins.clear();
    current_.widgets.clear();
    current_.pages.clear();
    current_.commands.clear();
    current_.menu_items.clear();
    current_.voices.clear();
    current_.methods.clear();
    for (const auto& status : parts_.supervisor.plugins()) {
        auto& view = current_.plugins.emplace_back(plugin_view(status));
        if (view.state == ui::PluginState::starting && !view.waits) ++starting;
        const auto* made = status.registrations;
        if (!made) continue;
        for (const auto& widget : made->widgets()) current_.widgets.push_back({view.id, view.instance, widget});
        for (const auto& page : made->pages()) current_.pages.push_back({view.id, view.instance, page});
        for (const auto& command : made->commands()) current_.commands.push_back({view.id, view.name, command});
        for (const auto& item : made->menu_items()) current_.menu_items.push_back({view.id, item});
        for (const auto& voice : made->voices()) current_.voices.push_back({view.id, voice});
        for (const auto& method : made->methods()) current_.methods.push_back({view.id, method});
    }
    std::ranges::sort(current_.plugins,
                      [](const auto& a, const auto& b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); });
    current_.culprit = culprit_view(parts_.supervisor.search(), current_.plugins);
    current_.safe_mode = parts_.supervisor.safe_mode();
    current_.first_start = parts_.offer_introduction && !current_.preferences.contains(std::string(ui::introduced_key)) &&
                           current_.tasks.empty() && current_.open_task_count == 0 && current_.habits.empty() &&
                           current_.goals.empty() && current_.events.empty();
    current_.safe_mode_offer = parts_.offer_safe_mode && !current_.safe_mode;
    current_.permission_questions = question_views(parts_.supervisor.questions(), current_.plugins);
}

void SnapshotBuilder::add_file_questions() {
    current_.file_questions.clear();
    if (parts_.files == nullptr) return;
    for (auto& question : parts_.files->open()) {
        const auto plugin = std::ranges::find(current_.plugins, question.plugin, &ui::PluginView::id);
        const auto& name = plugin == current_.plugins.end() ? question.plugin : plugin->name;
        current_.file_questions.push_back({question.id, question.plugin, name, question.save, std::move(question.title),
                                           std::move(question.suggested_name), std::move(question.extensions)});
    }
}

void SnapshotBuilder::add_send_questions() {
    current_.send_questions.clear();
    if (!parts_.previews) return;
    for (const auto* const preview : parts_.previews()) {
        const auto& outgoing = preview->outgoing;
        auto& question = current_.send_questions.emplace_back();
        question.id = preview->stream;
        question.plugin = outgoing.plugin;
        const auto plugin = std::ranges::find(current_.plugins, outgoing.plugin, &ui::PluginView::id);
        question.plugin_name = plugin == current_.plugins.end() ? outgoing.plugin : plugin->name;
        if (plugin != current_.plugins.end()) question.plugin_icon = plugin->icon;
        question.provider = outgoing.provider;
        question.host = outgoing.host;
        question.model = outgoing.model;
        question.fields = outgoing.fields;
        question.text = preview->text;
        question.tokens = outgoing.estimated_tokens;
        if (preview->most_micros) question.most_cost = static_cast<double>(*preview->most_micros) / 1e6;
        question.currency = preview->currency;
        question.each_time = preview->asked == calls::AiPreview::each_time;
    }
}

ui::SnapshotPtr SnapshotBuilder::build(std::uint32_t work_in_flight) {
    follow_day();
    refresh("tasks", [this] { return read_tasks(); });
    refresh("habits", [this] { return read_habits(); });
    refresh("goals", [this] { return read_goals(); });
    refresh("calendar", [this] { return read_calendar(); });
    refresh("notifications", [this] { return read_notifications(); });
    refresh("preferences", [this] { return read_preferences(); });
    refresh("coach", [this] {
        ++current_.coach_revision;
        return Result<void>();
    });
    refresh("marketplace", [this] { return read_marketplace(); });
    std::uint32_t starting = 0;
    add_plugins(starting);
    add_file_questions();
    add_send_questions();
    add_sandbox();
    ++current_.revision;
    current_.user_name = parts_.services.user.name;
    current_.ai_provider = parts_.chat.provider_name();
    current_.ai_online = parts_.chat.online();
    current_.work_in_flight = work_in_flight + starting;
    current_.data_notice = parts_.services.notice;
    for (const auto& [topic, problem] : problems_) {
        if (!current_.data_notice.empty()) current_.data_notice += ' ';
        current_.data_notice += "Your " + topic + " could not be read: " + problem + ".";
    }
    if (const auto& problem = parts_.services.audit.problem(); !problem.empty())
        current_.data_notice += (current_.data_notice.empty() ? "" : " ") + problem;
    return std::make_shared<const ui::Snapshot>(current_);
}

} // namespace asista::core

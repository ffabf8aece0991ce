#include "ui/palette.hpp"

#include "ui/fuzzy.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/preferences.hpp"
#include "ui/toasts.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr std::size_t most_tasks = 200;

enum Rank { rank_setting = 0, rank_task = 1, rank_voice = 2, rank_command = 3, rank_page = 4 };

void set_preference(Ui& ui, std::string_view key, std::string json) {
    ui.calls.call<calls::PreferencesSet>({.key = std::string{key}, .json = std::move(json)});
}

void add_settings(std::vector<PaletteEntry>& entries, const Preferences& now) {
    const auto add = [&](std::string title, std::string icon, std::string also, std::string key, std::string json) {
        entries.push_back({.title = std::move(title),
                           .where = "Setting",
                           .icon = std::move(icon),
                           .also = std::move(also),
                           .rank = rank_setting,
                           .run = [key = std::move(key), json = std::move(json)](Ui& ui) { set_preference(ui, key, json); }});
    };
    add("Use the light theme", "sun", "appearance colour white", "theme", json_text("light"));
    add("Use the dark theme", "moon", "appearance colour black night", "theme", json_text("dark"));
    add("Use the system's theme", "monitor", "appearance colour", "theme", json_text("system"));
    add(now.high_contrast ? "Normal contrast" : "High contrast", "circle-half", "accessibility", "high_contrast",
        json_bool(!now.high_contrast));
    add(now.reduced_motion ? "Full motion" : "Reduce motion", "wind", "accessibility animation", "reduced_motion",
        json_bool(!now.reduced_motion));
    add("Size 100 %", "magnifying-glass", "zoom scale", "scale", json_number(1));
    add("Size 150 %", "magnifying-glass-plus", "zoom scale larger", "scale", json_number(1.5));
    add("Size 200 %", "magnifying-glass-plus", "zoom scale larger", "scale", json_number(2));
    add("Size as the monitor asks", "magnifying-glass", "zoom scale automatic", "scale", json_number(0));
}

void add_plugin_entries(const Ui& ui, std::vector<PaletteEntry>& entries) {
    for (const auto& command : ui.snapshot.commands)
        entries.push_back({.title = command.command.title,
                           .where = command.plugin_name,
                           .icon = command.command.icon.empty() ? "puzzle-piece" : command.command.icon,
                           .also = command.plugin_name,
                           .rank = rank_command,
                           .run = [plugin = command.plugin, id = command.command.id](Ui& at) {
                               at.calls.call<calls::PluginRunCommand>({plugin, id});
                           }});
    for (const auto& voice : ui.snapshot.voices)
        for (const auto& phrase : voice.voice.phrases)
            entries.push_back({.title = words::capitalised(phrase),
                               .where = "Voice",
                               .icon = "microphone",
                               .also = voice.voice.description,
                               .voice = true,
                               .rank = rank_voice,
                               .run = [phrase](Ui& at) { at.calls.call<calls::PluginRunVoice>({phrase}); }});
    for (const auto& plugin : ui.snapshot.plugins) {
        const std::string& name = plugin.name.empty() ? plugin.id : plugin.name;
        entries.push_back({.title = fmt::format("{} settings", name),
                           .where = "Plugin",
                           .icon = plugin.icon.empty() ? "puzzle-piece" : plugin.icon,
                           .also = plugin.description,
                           .rank = rank_setting,
                           .run = [id = plugin.id](Ui& at) { at.navigator.open("plugins", id); }});
        if (!plugin.installed) continue;
        entries.push_back({.title = fmt::format("Turn {} {}", plugin.enabled ? "off" : "on", name),
                           .where = "Plugin",
                           .icon = "power",
                           .also = {},
                           .rank = rank_setting,
                           .run = [id = plugin.id, on = plugin.enabled](Ui& at) { set_plugin_enabled(at, id, !on); }});
    }
}

} // namespace

std::vector<PaletteEntry> palette_entries(const Ui& ui, const std::vector<PageName>& pages) {
    std::vector<PaletteEntry> entries;
    for (const auto& page : pages)
        entries.push_back({.title = page.title,
                           .where = "Page",
                           .icon = page.icon,
                           .also = {},
                           .rank = rank_page,
                           .run = [name = page.name](Ui& at) { at.navigator.open(name); }});
    add_plugin_entries(ui, entries);
    std::size_t tasks = 0;
    for (const auto& task : ui.snapshot.tasks) {
        if (task.status == TaskStatus::done || task.status == TaskStatus::cancelled || ++tasks > most_tasks) continue;
        entries.push_back({.title = task.title,
                           .where = "Task",
                           .icon = "check-square",
                           .also = task.notes,
                           .rank = rank_task,
                           .run = [id = task.id](Ui& at) { at.navigator.open("tasks", std::to_string(id)); }});
    }
    const auto add_new = [&](const char* title, const char* icon, const char* page) {
        entries.push_back(
            {.title = title, .where = "New", .icon = icon, .also = "create new", .rank = rank_command, .run = [page](Ui& at) {
                 at.navigator.open(page, "add");
             }});
    };
    add_new("Add a task", "plus", "tasks");
    add_new("Add a habit", "plus", "habits");
    add_new("Add a goal", "plus", "goals");
    add_new("Add an event", "plus", "calendar");
    add_settings(entries, read_preferences(ui.snapshot));
    return entries;
}

std::vector<RankedEntry> rank_entries(const std::vector<PaletteEntry>& entries, std::string_view text, bool voice_only,
                                      std::size_t most) {
    constexpr int elsewhere_penalty = 60; // a hit in the other words counts less than one in the title
    std::vector<RankedEntry> found;
    for (const auto& entry : entries) {
        if (voice_only && !entry.voice) continue;
        if (auto match = fuzzy_match(text, entry.title)) {
            found.push_back({&entry, match->score + (text.empty() ? entry.rank * 10 : entry.rank), std::move(match->positions)});
        } else if (auto other = fuzzy_match(text, entry.also + " " + entry.where); other && other->score > elsewhere_penalty) {
            found.push_back({&entry, other->score - elsewhere_penalty, {}});
        }
    }
    std::ranges::stable_sort(found, std::greater{}, &RankedEntry::score);
    if (found.size() > most) found.resize(most);
    return found;
}

} // namespace asista::ui

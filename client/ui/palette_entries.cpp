#include "ui/palette.hpp"

#include "ui/fuzzy.hpp"
#include "ui/pages/build_note.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/log_export.hpp"
#include "ui/preferences.hpp"
#include "ui/strips.hpp"
#include "ui/toasts.hpp"
#include "ui/undo.hpp"
#include "ui/words.hpp"
#include "wire/calls/profiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace asista::ui {
namespace {

enum Rank { rank_setting = 0, rank_voice = 2, rank_command = 3, rank_page = 4 };

// Entries of one kind, which do something by themselves.
struct Adder {
    std::vector<PaletteEntry>& entries;
    std::string_view where;
    Rank rank;
    void operator()(std::string title, std::string icon, std::string also, std::function<void(Ui&)> run) const {
        entries.push_back({.title = std::move(title),
                           .where = std::string{where},
                           .icon = std::move(icon),
                           .also = std::move(also),
                           .rank = rank,
                           .run = std::move(run)});
    }
};

void set_preference(Ui& ui, std::string_view key, std::string json) {
    ui.calls.call<calls::PreferencesSet>({.key = std::string{key}, .json = std::move(json)});
}

void add_settings(std::vector<PaletteEntry>& entries, const Preferences& now) {
    const auto add = [add_entry = Adder{entries, "Setting", rank_setting}](std::string title, std::string icon, std::string also,
                                                                           std::string key, std::string json) {
        add_entry(std::move(title), std::move(icon), std::move(also),
                  [key = std::move(key), json = std::move(json)](Ui& ui) { set_preference(ui, key, json); });
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

// The parts of the settings page. `search` leaves that part on it.
void add_setting_sections(std::vector<PaletteEntry>& entries) {
    const auto add = [add_entry = Adder{entries, "Settings", rank_setting}](const char* title, const char* icon, const char* also,
                                                                            const char* search) {
        add_entry(title, icon, also, [search](Ui& ui) { ui.navigator.open("settings", search); });
    };
    add("How Asista looks", "palette", "look appearance theme accent colours scale text size", "look");
    add("Language of dates", "calendar-blank", "months weekdays locale", "language of dates");
    add("First weekday", "calendar-blank", "weeks begin monday saturday sunday", "weeks begin");
    add("12 or 24 hours", "clock", "clock time am pm", "clock");
    add("Notifications and quiet hours", "bell", "do not disturb desktop silence", "notifications");
    add("Local endpoint", "terminal-window", "http api token port scripts shortcuts curl", "local endpoint");
    add("Profiles", "user", "account person folder passphrase", "profiles");
    add("Backups", "database", "restore put back copy safe", "backups");
    add("Import and export", "arrows-down-up", "json csv todoist file move data", "import and export");
    add("About Asista", "info", "version licence help", "about");
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
        if (build_of(ui, plugin.id) != nullptr)
            entries.push_back({.title = plugin.wants_debugger ? fmt::format("Start {} without gdb again", name)
                                                              : fmt::format("Wait for gdb when {} starts", name),
                               .where = "Plugin",
                               .icon = "bug",
                               .also = "debugger attach breakpoint",
                               .rank = rank_command,
                               .run = [id = plugin.id, on = plugin.wants_debugger](Ui& at) {
                                   if (const auto* const now = at.plugin(id)) set_wait_for_debugger(at, *now, !on);
                               }});
        if (const auto* const build = build_of(ui, plugin.id))
            entries.push_back({.title = sanitizers_text(*build, name),
                               .where = "Plugin",
                               .icon = "first-aid",
                               .also = "asan ubsan address memory error undefined behaviour",
                               .rank = rank_command,
                               .run = [id = plugin.id, on = build->sanitizers](Ui& at) {
                                   if (const auto* const now = at.plugin(id)) set_sanitizers(at, *now, !on);
                               }});
        entries.push_back({.title = fmt::format("Turn {} {}", plugin.enabled ? "off" : "on", name),
                           .where = "Plugin",
                           .icon = "power",
                           .also = {},
                           .rank = rank_setting,
                           .run = [id = plugin.id, on = plugin.enabled](Ui& at) { set_plugin_enabled(at, id, !on); }});
    }
}

void add_profiles(const Ui& ui, std::vector<PaletteEntry>& entries) {
    const Adder add{entries, "Profile", rank_setting};
    for (const auto& profile : ui.snapshot.profiles)
        if (!profile.current)
            add(fmt::format("Switch to {}", profile.name), "user", "profile user account person",
                [folder = profile.folder](Ui& at) { at.calls.call<calls::ProfilesOpen>({folder}); });
    for (const auto& profile : ui.snapshot.profiles)
        if (!profile.current && &profile != &ui.snapshot.profiles.front())
            add(fmt::format("Remove the profile {}", profile.name), "trash", "delete user account person",
                [folder = profile.folder](Ui& at) { at.navigator.profile(ProfileForm::remove, folder); });
    add("New profile", "user-plus", "user account person", [](Ui& at) { at.navigator.profile(ProfileForm::create); });
    const auto* const current = ui.profile();
    if (current == nullptr) return;
    add(current->sealed ? "Change the passphrase" : "Set a passphrase", "lock-key", "password encrypt lock",
        [form = current->sealed ? ProfileForm::change_passphrase : ProfileForm::set_passphrase](Ui& at) {
            at.navigator.profile(form);
        });
}

// Safe mode, the search for a culprit, the audit log: what has no page of its own, and only while it can be done.
void add_safety(const Ui& ui, std::vector<PaletteEntry>& entries) {
    const Adder add{entries, "Plugins", rank_command};
    if (ui.snapshot.safe_mode) add("Start plugins", "play", "leave safe mode", leave_safe_mode);
    if (!ui.snapshot.safe_mode)
        add("Start in safe mode next time", "shield-check", "without plugins", [](Ui& at) { next_start_in_safe_mode(at); });
    if (can_search_culprit(ui))
        add("Find the plugin that makes the window slow", "magnifying-glass", "culprit search lag bad", start_culprit_search);
    if (const auto& search = ui.snapshot.culprit) {
        if (search->found.empty() && !search->none) {
            add("Still bad: yes", "check", "culprit search", [](Ui& at) { at.calls.call<calls::CulpritAnswer>({true}); });
            add("Still bad: no", "x", "culprit search", [](Ui& at) { at.calls.call<calls::CulpritAnswer>({false}); });
        }
        add("Stop the search", "stop", "culprit", [](Ui& at) { at.calls.call<calls::CulpritStop>({}); });
    }
    add("Save the audit log", "download-simple", "export what plugins did trust", save_audit_log);
    for (const auto& plugin : ui.snapshot.plugins) {
        if (!plugin.installed) continue;
        add(fmt::format("What {} may do", plugin.name), "shield-check", "permissions trust hosts",
            [id = plugin.id](Ui& at) { at.navigator.open("trust", id); });
        if (plugin.update)
            add(fmt::format("Update {} to {}", plugin.name, plugin.update->version), "arrow-circle-up", "permissions trust",
                [id = plugin.id](Ui& at) { at.navigator.review_update(id); });
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
    add_safety(ui, entries);
    add_profiles(ui, entries);
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
    entries.push_back({.title = "Add an AI provider",
                       .where = "New",
                       .icon = "plus",
                       .also = "create new coach model key anthropic claude openai gpt ollama llama vllm",
                       .rank = rank_command,
                       .run = [](Ui& at) { at.navigator.open("settings", "add provider"); }});
    entries.push_back({.title = "Who answers the coach",
                       .where = "Setting",
                       .icon = "chat-circle",
                       .also = "ai provider model key limit cost tokens offline",
                       .rank = rank_setting,
                       .run = [](Ui& at) { at.navigator.open("settings", "coach"); }});
    entries.push_back({.title = "What was sent",
                       .where = "Trust",
                       .icon = "paper-plane-tilt",
                       .also = "ai provider ledger requests privacy log coach",
                       .rank = rank_page,
                       .run = [](Ui& at) { at.navigator.open("sent"); }});
    entries.push_back({.title = "What changed",
                       .where = "Page",
                       .icon = "clock-counter-clockwise",
                       .also = "history log undo all by plugin coach import who author revert",
                       .rank = rank_page,
                       .run = [](Ui& at) { at.navigator.open("changes"); }});
    entries.push_back({.title = "New plugin",
                       .where = "New",
                       .icon = "puzzle-piece",
                       .also = "create develop template source",
                       .rank = rank_command,
                       .run = [](Ui& at) { at.navigator.new_plugin(); }});
    entries.push_back({.title = "Keyboard shortcuts",
                       .where = "?",
                       .icon = "keyboard",
                       .also = "keys chords change help",
                       .rank = rank_setting,
                       .run = [](Ui& at) { at.navigator.shortcuts(); }});
    entries.push_back({.title = "Undo what I did last",
                       .where = "Ctrl Z",
                       .icon = "arrow-counter-clockwise",
                       .also = "back revert",
                       .rank = rank_setting,
                       .run = undo_last});
    entries.push_back({.title = "Redo what I undid",
                       .where = "Ctrl Shift Z",
                       .icon = "arrow-clockwise",
                       .also = "again forward",
                       .rank = rank_setting,
                       .run = redo_last});
    add_settings(entries, read_preferences(ui.snapshot));
    add_setting_sections(entries);
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

std::vector<RankedEntry> merge_entries(std::vector<RankedEntry> commands, const std::vector<PaletteEntry>& found,
                                       std::string_view text) {
    if (found.empty()) return commands;
    constexpr std::size_t most_above = 5, most_below = 8; // commands: a few letters are somewhere in most of them
    std::vector<RankedEntry> above, below, last;
    for (auto& command : commands) {
        if (command.entry->free_text)
            last.push_back(std::move(command));
        else if (above.size() < most_above && contains_letters(command.entry->title, text))
            above.push_back(std::move(command));
        else if (below.size() < most_below)
            below.push_back(std::move(command));
    }
    for (const auto& each : found) above.push_back({&each, 0, {}});
    for (auto* const rest : {&below, &last}) std::ranges::move(*rest, std::back_inserter(above));
    return above;
}

} // namespace asista::ui

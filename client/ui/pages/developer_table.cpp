#include "ui/pages/developer.hpp"

#include "ui/pages/build_note.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/strips.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"
#include "wire/frame.hpp"
#include "wire/sandbox_tier.hpp"
#include "wire/calls/develop.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace asista::ui {
namespace {

constexpr float head_rows = 24, plugin_rows = 45;

std::vector<const PluginView*> listed(const Ui& ui) {
    std::vector<const PluginView*> plugins;
    for (const auto& plugin : ui.snapshot.plugins)
        if (plugin.installed && plugin.enabled) plugins.push_back(&plugin);
    return plugins;
}

// Shares of the row, and whether the column holds figures. Narrow tables leave out the last ones.
struct Column {
    std::string_view title;
    float share;
};
constexpr std::array columns{Column{"Name", 0.235F}, Column{"State", 0.190F},  Column{"Draw", 0.135F},
                             Column{"CPU", 0.120F},  Column{"Memory", 0.120F}, Column{"Last reload", 0.200F}};

std::size_t columns_shown(const Ui& ui, float width) {
    if (width >= ui.px(560)) return columns.size();
    return width >= ui.px(420) ? 5 : 3;
}

std::vector<Box> cells(const Ui& ui, Box row) {
    const std::size_t count = columns_shown(ui, row.w);
    float whole = 0;
    for (std::size_t i = 0; i < count; ++i) whole += columns[i].share;
    std::vector<Box> boxes;
    float at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const float left = std::round(row.w * at / whole), right = std::round(row.w * (at + columns[i].share) / whole);
        boxes.push_back({row.x + left, row.y, right - left - ui.px(8), row.h});
        at += columns[i].share;
    }
    return boxes;
}

bool build_failed(const Ui& ui, const PluginView& plugin) {
    const auto* const build = build_of(ui, plugin.id);
    return build && build->failed;
}

Color state_color(const Ui& ui, const PluginView& plugin) {
    if (!plugin.reload_note.empty() || build_failed(ui, plugin)) return ui.colors().bad;
    if (plugin.paused || plugin.budget != BudgetState::fine) return ui.colors().warn;
    switch (plugin.state) {
    case PluginState::running: return ui.colors().ok;
    case PluginState::starting:
    case PluginState::restarting: return ui.colors().warn;
    case PluginState::stopped:
    case PluginState::refused:
    case PluginState::broken: return ui.colors().bad;
    case PluginState::found:
    case PluginState::disabled: return ui.colors().faint;
    }
    return ui.colors().faint;
}

std::string state_text(const Ui& ui, const PluginView& plugin, const FrameFigures& figures) {
    if (plugin.paused) return "Paused";
    if (plugin.recording) return "Recording";
    if (plugin.waits) return "Waits for gdb";
    if (build_failed(ui, plugin)) return "Build failed";
    if (!plugin.reload_note.empty()) return "Reload failed";
    if (figures.attached && std::max(figures.unanswered_s, plugin.unresponsive_s) >= 5) return "Not responding";
    if (plugin.budget == BudgetState::throttled) return "Slowed down";
    const std::string text{words::state_name(plugin.state)};
    return figures.asynchronous ? text + ", slow" : text;
}

std::string reload_text(const Ui& ui, const PluginView& plugin) {
    if (!plugin.reload_note.empty() || build_failed(ui, plugin)) return "old code runs";
    if (plugin.last_reload_at == 0) return plugin.crash_count > 0 ? fmt::format("{} crashes", plugin.crash_count) : "never";
    return fmt::format("{:.0f} ms, {}", plugin.last_reload_ms,
                       words::clock_text(plugin.last_reload_at, ui.snapshot.utc_offset_s, ui.dates()));
}

} // namespace

float PluginTable::height(const Ui& ui) {
    const std::size_t rows = listed(ui).size();
    const float body = rows == 0 ? ui.px(150) : ui.px(head_rows) + ui.px(plugin_rows) * static_cast<float>(rows);
    return card_height(ui, body);
}

void PluginTable::draw(Ui& ui, Box box, std::string& selected) {
    CardParts parts = draw_card(ui, box, {.icon = "activity", .title = "Running plugins"});
    const auto plugins = listed(ui);
    if (button_right(ui, parts.actions, "new plugin", ButtonKind::secondary, "New plugin", "plus")) ui.navigator.new_plugin();
    if (can_search_culprit(ui) && parts.actions.w > ui.px(340) &&
        button_right(ui, parts.actions, "culprit", ButtonKind::secondary, "Find what is slow", "magnifying-glass"))
        start_culprit_search(ui);
    if (plugins.empty()) {
        if (empty_state(ui, "none", parts.body,
                        {"package", "No plugin is on", "Install one and its figures appear here.", "Browse plugins", {}}))
            ui.navigator.open("plugins");
        return;
    }
    Box head = parts.body.cut_top(ui.px(head_rows));
    horizontal_line(ui, head.x, head.bottom() - 1, head.w, ui.colors().line);
    head.cut_right(ui.px(92));
    const auto titles = cells(ui, head);
    for (std::size_t i = 0; i < titles.size(); ++i) {
        Box cell = titles[i];
        if (i == 0) cell.cut_left(ui.px(17));
        draw_text(ui, cell, Role::small, ui.colors().faint, columns[i].title);
    }
    for (std::size_t i = 0; i < plugins.size(); ++i) {
        const Box row = parts.body.cut_top(ui.px(plugin_rows));
        ImGui::PushID(plugins[i]->id.c_str());
        draw_row(ui, row, *plugins[i], selected);
        ImGui::PopID();
        if (i + 1 < plugins.size()) horizontal_line(ui, row.x, row.bottom() - 1, row.w, ui.colors().line);
    }
}

void PluginTable::draw_row(Ui& ui, Box row, const PluginView& plugin, std::string& selected) {
    const Colors& c = ui.colors();
    const Press state = press(ui, "row", row, Enabled::yes, Overlap::yes);
    if (!state.visible) return;
    const Box around{row.x - ui.px(8), row.y + ui.px(3), row.w + ui.px(16), row.h - ui.px(6)};
    if (plugin.id == selected)
        fill(ui, around, c.accent_soft, size::radius);
    else
        fill(ui, around, with_alpha(c.hover, state.warmth), size::radius);
    if (state.pressed) selected = selected == plugin.id ? std::string{} : plugin.id;
    const auto action = [&](std::string_view id, std::string_view icon, std::string_view hint, Enabled enabled) {
        const Box place = row.cut_right(ui.px(28)).centered_rows(ui.px(28));
        row.cut_right(ui.px(2));
        return icon_button(ui, id, place, icon, c.dim, hint, Fill::outline, enabled);
    };
    if (action("more", "dots-three", "Figures", Enabled::yes)) selected = selected == plugin.id ? std::string{} : plugin.id;
    if (action("stop", "stop", "Turn off", Enabled::yes)) turn_off_plugin(ui, plugin);
    if (action("reload", "arrow-clockwise", "Restart in a new process",
               plugin.state == PluginState::refused ? Enabled::no : Enabled::yes))
        restart_plugin(ui, plugin);
    row.cut_right(ui.px(2));

    const FrameFigures figures = plugin.instance != 0 ? ui.surfaces.figures(plugin.instance) : FrameFigures{};
    const bool alive = plugin.instance != 0 && plugin.pid != 0; // of one that has ended only its last picture is left
    auto boxes = cells(ui, row);
    Box name = boxes[0];
    dot(ui, name.x + ui.px(4), name.middle_y(), 3.5F, state_color(ui, plugin));
    name.cut_left(ui.px(17));
    draw_text(ui, name, Role::body_medium, c.text, plugin.name.empty() ? plugin.id : plugin.name);
    const std::array<std::string, 4> texts{alive ? words::duration_text(static_cast<double>(figures.draw_ms)) : std::string{},
                                           alive ? fmt::format("{:.1f} %", plugin.cpu_percent) : std::string{},
                                           alive ? fmt::format("{:.1f} MB", plugin.memory_mb) : std::string{},
                                           reload_text(ui, plugin)};
    for (std::size_t i = 1; i < boxes.size(); ++i) {
        if (i == 1) {
            draw_text(ui, boxes[i], Role::body, c.dim, state_text(ui, plugin, figures));
        } else {
            draw_text(ui, boxes[i], Role::mono, i == 5 ? c.dim : c.text, texts[i - 2]);
        }
    }
    finish_press(ui, state, around, size::radius);
}

namespace {

// Into the clipboard, and to be read: gdb belongs into a terminal of the author's.
void copy_debug_command(Ui& ui, const PluginView& plugin) {
    ui.calls.call<calls::DevelopDebug>({plugin.id}, [toasts = &ui.toasts](Result<calls::DevelopDebug::Reply> reply) {
        Toast toast;
        toast.icon = "bug";
        toast.title = reply ? "The command is in the clipboard" : "No debugger can be attached";
        toast.body = reply ? fmt::format("{}\nAfter a reload, in gdb: {}", reply->command, reply->again)
                           : words::sentence(reply.error().message);
        if (reply)
            ImGui::SetClipboardText(reply->command.c_str());
        else
            toast.level = NotificationLevel::error;
        toasts->add_now(std::move(toast));
    });
}

std::string_view budget_text(const PluginView& plugin) {
    switch (plugin.budget) {
    case BudgetState::fine: return "kept";
    case BudgetState::over: return "over it";
    case BudgetState::throttled: return "over it, slowed down";
    case BudgetState::stopped: return "over it, stopped";
    }
    return "";
}

std::vector<std::pair<std::string, std::string>> figures_of(const Ui& ui, const PluginView& plugin) {
    const FrameFigures f = plugin.instance != 0 ? ui.surfaces.figures(plugin.instance) : FrameFigures{};
    const auto number = [](std::uint64_t value) { return words::thousands(value); };
    return {
        {"Process", plugin.pid != 0 ? fmt::format("{}", plugin.pid) : std::string{"none"}},
        {"Lock-down", plugin.developer_tier ? std::string{"none, developer build"}
                      : plugin.tier.empty() ? std::string{"none"}
                                            : plugin.tier},
        {"First frame after", words::duration_text(plugin.load_ms)},
        {"Starts, reloads, crashes", fmt::format("{}, {}, {}", plugin.load_count, plugin.reload_count, plugin.crash_count)},
        {"Draw", words::duration_text(static_cast<double>(f.draw_ms))},
        {"Round trip", words::duration_text(static_cast<double>(f.round_trip_ms))},
        {"Frames, missed, rejected", fmt::format("{}, {}, {}", number(f.frames), number(f.missed), number(f.rejected))},
        {"Answers", !f.attached           ? "no process"
                    : f.unanswered_s >= 1 ? fmt::format("none for {:.0f} s", f.unanswered_s)
                    : f.asynchronous      ? "later, not waited for"
                                          : "in time"},
        {"Vertices, lists", fmt::format("{}, {}", number(f.vertices), f.lists)},
        {"Textures", fmt::format("{}, {}", f.textures, words::byte_size(f.texture_bytes))},
        {"Painted over visible",
         fmt::format("{:.2f} of {:.0f}", static_cast<double>(f.painted_factor), static_cast<double>(frame::max_area_factor))},
        {"Calls, denied", fmt::format("{}, {}", number(plugin.call_count), number(plugin.denied_count))},
        {"Wake-ups, calls a second", fmt::format("{:.1f}, {:.1f}", plugin.wakeups_per_s, plugin.calls_per_s)},
        {"Budget",
         std::string{budget_text(plugin)} + (plugin.sanitized ? fmt::format(", memory x {}", sanitizer_memory_times) : "")},
        {"Stored", plugin.storage_quota == 0
                       ? words::byte_size(plugin.storage_bytes)
                       : fmt::format("{} of {}", words::byte_size(plugin.storage_bytes), words::byte_size(plugin.storage_quota))},
        {"Version", plugin.version + (plugin.sanitized ? ", sanitizers" : "")},
    };
}

} // namespace

float plugin_figures_height(const Ui& ui, float width) {
    const float rows = width >= ui.px(560) ? 8 : 16;
    return card_height(ui, rows * ui.px(26));
}

void draw_plugin_figures(Ui& ui, Box box, const PluginView& plugin, std::string& selected) {
    const Colors& c = ui.colors();
    CardParts parts = draw_card(
        ui, box,
        {.icon = plugin.icon.empty() ? "puzzle-piece" : std::string_view{plugin.icon}, .title = plugin.name, .note = plugin.id});
    if (icon_action(ui, parts.actions, "close figures", "x", c.dim, "Close")) selected.clear();
    if (icon_action(ui, parts.actions, "open plugin", "sliders", c.dim, "Settings and permissions"))
        ui.navigator.open("plugins", plugin.id);
    if (plugin.instance != 0 && build_of(ui, plugin.id) != nullptr &&
        icon_action(ui, parts.actions, "debug", "bug", c.dim, "Attach gdb: copies the command line"))
        copy_debug_command(ui, plugin);
    if (build_of(ui, plugin.id) != nullptr &&
        icon_action(ui, parts.actions, "wait", "hourglass", plugin.wants_debugger ? c.accent : c.dim,
                    plugin.wants_debugger ? "Starts wait for gdb: end that" : "Let its starts wait for gdb"))
        set_wait_for_debugger(ui, plugin, !plugin.wants_debugger);
    if (const auto* const build = build_of(ui, plugin.id);
        build != nullptr && icon_action(ui, parts.actions, "sanitize", "first-aid", build->sanitizers ? c.accent : c.dim,
                                        sanitizers_text(*build, plugin.name)))
        set_sanitizers(ui, plugin, !build->sanitizers);
    draw_record_action(ui, parts.actions, plugin);
    const auto figures = figures_of(ui, plugin);
    const bool two = box.w >= ui.px(560);
    const float gap = ui.px(28), width = two ? std::floor((parts.body.w - gap) / 2) : parts.body.w;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const std::size_t column = two ? i % 2 : 0, line = two ? i / 2 : i;
        Box row{parts.body.x + static_cast<float>(column) * (width + gap), parts.body.y + static_cast<float>(line) * ui.px(26),
                width, ui.px(26)};
        draw_text(ui, row.cut_left(width * 0.55F), Role::small, c.dim, figures[i].first);
        draw_text(ui, row, Role::mono, c.text, figures[i].second, Align::right);
    }
}

void draw_frame_times(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    const auto& times = ui.surfaces.window_frame_ms();
    CardParts parts = draw_card(ui, box, {.icon = "gauge", .title = "Frame time, last 5 s"});
    if (times.empty()) {
        draw_text(ui, parts.body.cut_top(ui.px(24)), Role::body, c.dim, "No frame was drawn yet.");
        return;
    }
    std::vector<float> sorted = times;
    std::ranges::sort(sorted);
    const auto share = [&](std::size_t percent) { return sorted[(sorted.size() - 1) * percent / 100]; };
    const auto said = [](float ms) { return words::duration_text(static_cast<double>(ms)); };
    const float worst = sorted.back();
    const std::string text = fmt::format("median {}, p99 {}, worst {}", said(share(50)), said(share(99)), said(worst));
    draw_text(ui, parts.actions, Role::small, c.dim, text, Align::right);
    Box plot = parts.body;
    plot.cut_top(ui.px(10));
    const float pitch = ui.px(11), bar = ui.px(5);
    const auto bars = static_cast<std::size_t>(std::max(plot.w / pitch, 1.0F));
    const float top = std::max(worst * 1.15F, 6.0F);
    horizontal_line(ui, plot.x, plot.bottom() - 1, plot.w, c.line);
    if (top > 16.7F) { // what 60 frames a second leave for each
        const float y = plot.bottom() - plot.h * 16.7F / top;
        horizontal_line(ui, plot.x, y, plot.w, with_alpha(c.warn, 0.5F));
    }
    // Several frames a bar where there are more than bars: the worst of them counts. The newest is at the right.
    const std::size_t per_bar = (times.size() + bars - 1) / bars;
    const std::size_t count = (times.size() + per_bar - 1) / per_bar;
    for (std::size_t i = 0; i < count; ++i) {
        const auto first = times.begin() + static_cast<std::ptrdiff_t>(i * per_bar);
        const auto last = times.begin() + static_cast<std::ptrdiff_t>(std::min((i + 1) * per_bar, times.size()));
        const float value = *std::max_element(first, last);
        const float height = std::max(std::round(plot.h * value / top), ui.px(3));
        fill(ui, {plot.x + pitch * static_cast<float>(i), plot.bottom() - 1 - height, bar, height},
             value > 16.7F ? c.warn : c.accent, 2);
    }
}

} // namespace asista::ui

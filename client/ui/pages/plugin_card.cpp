#include "ui/pages/plugin_card.hpp"

#include "ui/motion.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr double slow_s = 1, hanging_s = 5, patience_s = 10;

void draw_hanging(Ui& ui, Box box, const PluginView& plugin, std::uint64_t instance) {
    const std::string text = fmt::format("{} does not respond", plugin.name);
    const float gap = ui.px(size::step2), rows = ui.px(20) + gap + ui.px(size::control);
    const bool roomy = box.h >= rows + ui.px(8);
    Box inner = box.centered(std::min(box.w, ui.px(320)), std::min(rows, box.h));
    if (roomy) {
        draw_text(ui, inner.cut_top(ui.px(20)), Role::strong, ui.colors().text, text, Align::center);
        inner.cut_top(gap);
    }
    const float wide = button_width(ui, "Wait") + button_width(ui, "Restart") + button_width(ui, "Turn off") + 2 * gap;
    Box row = inner.centered(std::min(wide, inner.w), std::min(inner.h, ui.px(size::control)));
    if (button_left(ui, row, "wait", ButtonKind::primary, "Wait")) ui.patience[instance] = ui.frame.time_s + patience_s;
    if (button_left(ui, row, "restart", ButtonKind::secondary, "Restart")) restart_plugin(ui, plugin);
    if (button_left(ui, row, "off", ButtonKind::secondary, "Turn off")) turn_off_plugin(ui, plugin);
}

// Waiting that may take half a minute (the pauses between restarts) must not keep the window drawing: no spinner then.
enum class Spinner : bool { no, yes };
void draw_busy(Ui& ui, Box box, std::string_view text, Spinner spinner) {
    const float width = text_width(ui, Role::body, text) + ui.px(26);
    Box row = box.centered(std::min(width, box.w), ui.px(20));
    const Box spin = row.cut_left(ui.px(16));
    if (spinner == Spinner::yes)
        draw_spinner(ui, spin.middle_x(), spin.middle_y(), 7, ui.colors().accent);
    else
        draw_icon(ui, spin, "hourglass", ui.colors().accent, 16);
    row.cut_left(ui.px(10));
    draw_text(ui, row, Role::body, ui.colors().dim, text);
}

// A layer of its own above the surface, which is a child window and would otherwise be in front.
bool begin_cover(Ui& ui, Box box, std::string_view id, float strength) {
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    const std::string name{id};
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    const bool visible = ImGui::BeginChild(name.c_str(), ImVec2(box.w, box.h), ImGuiChildFlags_NavFlattened,
                                           ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar);
    ImGui::PopStyleVar();
    fill(ui, box, with_alpha(ui.colors().panel, strength), size::radius);
    return visible;
}

} // namespace

void draw_plugin_surface(Ui& ui, Box box, const PluginView& plugin, std::uint64_t instance, std::uint32_t surface) {
    if (!plugin.reload_note.empty()) { // the old version keeps running: one line says why
        Box line = box.cut_bottom(ui.px(22));
        line.cut_top(ui.px(4));
        draw_icon(ui, line.cut_left(ui.px(16)), "warning", ui.colors().warn, 15);
        line.cut_left(ui.px(6));
        draw_text(ui, line, Role::small, ui.colors().dim, plugin.reload_note);
        press(ui, "reload note", line);
        tooltip(ui, plugin.reload_note);
    }
    const FrameFigures figures = instance != 0 ? ui.surfaces.figures(instance) : FrameFigures{};
    const bool back_soon = plugin.state == PluginState::restarting;
    const bool slow = figures.attached && figures.unanswered_s >= slow_s;
    if (instance != 0 && !box.empty()) {
        ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
        ui.surfaces.place(instance, surface, ImVec2(box.w, box.h), back_soon || slow ? 0.25F : 0.0F);
    }
    if (back_soon) {
        if (begin_cover(ui, box, "cover", figures.has_frame ? 0.55F : 0))
            draw_busy(ui, box, "It stopped. Starting it again", Spinner::no);
        ImGui::EndChild();
    } else if (slow) {
        const auto patience = ui.patience.find(instance);
        const bool ask =
            figures.unanswered_s >= hanging_s && (patience == ui.patience.end() || patience->second < ui.frame.time_s);
        if (begin_cover(ui, box, "cover", ask ? 0.8F : 0.5F)) {
            if (ask)
                draw_hanging(ui, box, plugin, instance);
            else
                draw_busy(ui, box, "Waiting for an answer", Spinner::yes);
        }
        ImGui::EndChild();
    } else if (!figures.has_frame) {
        draw_busy(ui, box, "Starting", Spinner::yes);
    }
}

bool has_failed(const PluginView& plugin) {
    return plugin.state == PluginState::stopped || plugin.state == PluginState::refused || plugin.state == PluginState::broken;
}

std::string failure_title(const PluginView& plugin) {
    const std::string& name = plugin.name.empty() ? plugin.id : plugin.name;
    switch (plugin.state) {
    case PluginState::refused: return fmt::format("{} cannot start", name);
    case PluginState::broken: return fmt::format("{} cannot be read", name);
    default: return fmt::format("{} stopped", name);
    }
}

float failure_height(const Ui& ui, float width, const PluginView& plugin) {
    const float text = paragraph_height(ui, width - 2 * card_edge(ui), Role::body, words::sentence(plugin.reason), 5);
    return 2 * card_edge(ui) + ui.px(20 + 6) + text + ui.px(12 + size::control);
}

void draw_failure_card(Ui& ui, Box box, const PluginView& plugin) {
    draw_surface(ui, current_list(), box, Surface::bad);
    Box inner = box.inset(card_edge(ui));
    Box head = inner.cut_top(ui.px(20));
    draw_icon(ui, head.cut_left(ui.px(size::icon)), "warning", ui.colors().bad);
    head.cut_left(ui.px(7));
    draw_text(ui, head, Role::strong, ui.colors().text, failure_title(plugin));
    inner.cut_top(ui.px(6));
    Box row = inner.cut_bottom(ui.px(size::control));
    inner.cut_bottom(ui.px(12));
    const int lines = std::max(static_cast<int>(inner.h / leading(ui, Role::body)), 1);
    draw_paragraph(ui, inner, Role::body, ui.colors().dim, words::sentence(plugin.reason), lines);
    if (plugin.state == PluginState::stopped && button_left(ui, row, "restart", ButtonKind::primary, "Restart"))
        restart_plugin(ui, plugin);
    const ButtonKind details = plugin.state == PluginState::stopped ? ButtonKind::secondary : ButtonKind::primary;
    if (button_left(ui, row, "details", details, "Details")) ui.navigator.open("plugins", plugin.id);
    if (plugin.enabled && button_left(ui, row, "off", ButtonKind::secondary, "Turn off")) turn_off_plugin(ui, plugin);
}

void plugin_menu_items(Ui& ui, const PluginView& plugin) {
    bool any = false;
    const auto run = [&](const std::string& command) { ui.calls.call<calls::PluginRunCommand>({plugin.id, command}); };
    for (const auto& entry : ui.snapshot.commands) {
        if (entry.plugin != plugin.id || !entry.command.in_menu) continue;
        any = true;
        if (menu_item(ui, {.label = entry.command.title, .icon = entry.command.icon})) run(entry.command.id);
    }
    for (const auto& entry : ui.snapshot.menu_items) {
        if (entry.plugin != plugin.id) continue;
        any = true;
        if (menu_item(ui, {.label = entry.item.title, .icon = entry.item.icon})) run(entry.item.command);
    }
    if (any) menu_line(ui);
    if (menu_item(ui, {.label = "Settings and permissions", .icon = "sliders"})) ui.navigator.open("plugins", plugin.id);
    if (menu_item(ui, {.label = "Restart", .icon = "arrow-clockwise"})) restart_plugin(ui, plugin);
    if (menu_item(ui, {.label = "Turn off", .icon = "power"})) turn_off_plugin(ui, plugin);
}

void restart_plugin(Ui& ui, const PluginView& plugin) { ui.calls.call<calls::PluginRestart>({plugin.id}); }

void set_plugin_enabled(Ui& ui, const std::string& plugin, bool enabled) {
    ui.calls.call<calls::PluginSetEnabled>({.plugin = plugin, .enabled = enabled});
}

void turn_off_plugin(Ui& ui, const PluginView& plugin) {
    set_plugin_enabled(ui, plugin.id, false);
    Toast toast;
    toast.title = fmt::format("{} is off", plugin.name);
    toast.body = "Its data and settings are kept.";
    toast.icon = "power";
    toast.button = "Undo";
    toast.pressed = [calls = &ui.calls, id = plugin.id] {
        calls->call<calls::PluginSetEnabled>({.plugin = id, .enabled = true});
    };
    ui.toasts.add(std::move(toast), ui.frame.time_s);
}

} // namespace asista::ui

#include "ui/pages/plugin_card.hpp"

#include "ui/motion.hpp"
#include "ui/pages/build_note.hpp"
#include "ui/strips.hpp"
#include "ui/toasts.hpp"
#include "ui/trust_words.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace asista::ui {
namespace {

constexpr double slow_s = 1, hanging_s = 5;
constexpr float status_rows = 22, status_gap = 6; // between them and what the plugin draws

void draw_busy(Ui& ui, Box box, std::string_view text) {
    const float width = text_width(ui, Role::body, text) + ui.px(26);
    Box row = box.centered(std::min(width, box.w), ui.px(20));
    const Box spin = row.cut_left(ui.px(16));
    draw_spinner(ui, spin.middle_x(), spin.middle_y(), 7, ui.colors().accent);
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

struct CoverButton {
    std::string_view id, label;
    ButtonKind kind = ButtonKind::secondary;
};
// A title, a line of explanation where there is room, and buttons, in the middle of what is covered. They appear where the person may be
// clicking, so they are deaf at first. The index of the pressed one, or -1.
int draw_covered(Ui& ui, Box box, std::string_view icon, std::string_view title, std::string_view text,
                 std::initializer_list<CoverButton> buttons) {
    const Held held(ui, ImGui::GetID("cover buttons"));
    const Colors& c = ui.colors();
    const float gap = ui.px(size::step2), head = ui.px(22), control = ui.px(buttons.size() == 0 ? 0 : size::control);
    float wide = -gap;
    for (const auto& button : buttons) wide += button_width(ui, button.label) + gap;
    const float words = std::min(box.w, std::max(ui.px(380), wide));
    const float body = text.empty() ? 0 : paragraph_height(ui, words, Role::body, text, 3) + ui.px(2);
    const float needs = head + (buttons.size() == 0 ? 0 : ui.px(10) + control);
    const bool titled = box.h >= needs, explained = titled && box.h >= needs + body;
    Box inner = box.centered(words, titled ? needs + (explained ? body : 0) : std::min(control, box.h));
    if (titled) {
        const float name = text_width(ui, Role::strong, title) + ui.px(18 + 8);
        Box line = inner.cut_top(head);
        line = line.centered(std::min(name, line.w), line.h);
        draw_icon(ui, line.cut_left(ui.px(18)), icon, c.warn);
        line.cut_left(ui.px(8));
        draw_text(ui, line, Role::strong, c.text, title);
    }
    if (explained && body > 0) {
        const Box place = inner.cut_top(body);
        draw_paragraph(ui, place, Role::body, c.dim, text, 3, Align::center);
    }
    if (buttons.size() == 0) return -1;
    Box row = inner.cut_bottom(control);
    row = row.centered(std::min(wide, row.w), row.h);
    int pressed = -1, index = 0;
    for (const auto& button : buttons) {
        if (button_left(ui, row, button.id, button.kind, button.label)) pressed = index;
        ++index;
    }
    return pressed;
}

void draw_hanging(Ui& ui, Box box, const PluginView& plugin, std::uint64_t instance, double unanswered_s) {
    const std::string text = fmt::format("{} has not answered for a while. Everything else goes on.", plugin.name);
    switch (draw_covered(ui, box, "hourglass", "Not responding", text,
                         {{"wait", "Wait", ButtonKind::primary}, {"restart", "Restart"}, {"off", "Turn off"}})) {
    case 0: // asked again when as much time has passed once more
        ui.patience[instance] = ui.frame.time_s + std::max(unanswered_s, hanging_s);
        ui.calls.call<calls::PluginWait>({plugin.id});
        return;
    case 1: return restart_plugin(ui, plugin);
    case 2: return turn_off_plugin(ui, plugin);
    default: return;
    }
}

void draw_restarting(Ui& ui, Box box, const PluginView& plugin) {
    std::string text = words::crash_text(plugin);
    if (text.empty()) text = "It is started again by itself.";
    if (draw_covered(ui, box, "hourglass", fmt::format("{} starts again soon", plugin.name), text,
                     {{"now", "Restart now", ButtonKind::primary}, {"off", "Turn off"}}) == 0)
        restart_plugin(ui, plugin);
}

// Lines along the lower edge of a card whose plugin works, but not quite as it should.
struct StatusLine {
    std::string_view icon;
    Color color;
    std::string text;
};
std::vector<StatusLine> status_lines(const Ui& ui, const PluginView& plugin) {
    const Colors& c = ui.colors();
    std::vector<StatusLine> lines;
    if (plugin.waits) lines.push_back({"bug", c.accent, wait_text(plugin)}); // a new version does, and this one goes on meanwhile
    if (!plugin.reload_note.empty()) lines.push_back({"warning", c.warn, plugin.reload_note}); // the old version keeps running
    if (!plugin.state_note.empty()) lines.push_back({"info", c.dim, plugin.state_note});
    if (const auto* const build = build_of(ui, plugin.id); build && !build->failed) { // an error is over the surface
        const bool bad = !build->trouble.empty();
        lines.push_back({bad ? "x-circle" : "wrench", bad ? c.bad : c.dim, build_status(*build)});
    }
    switch (plugin.budget) {
    case BudgetState::fine:
    case BudgetState::stopped: break; // the failure card says so
    case BudgetState::over: lines.push_back({"gauge", c.warn, words::sentence(plugin.budget_note)}); break;
    case BudgetState::throttled:
        lines.push_back({"gauge", c.warn, fmt::format("Slowed down. {}", words::sentence(plugin.budget_note))});
        break;
    }
    if (plugin.sanitized) lines.push_back({"first-aid", c.dim, "Runs with sanitizers, which lets it use more memory."});
    if (plugin.developer_tier) lines.push_back({"bug", c.bad, "Runs without the sandbox (developer build)."});
    return lines;
}

void draw_status(Ui& ui, Box& box, const PluginView& plugin) {
    const auto lines = status_lines(ui, plugin);
    for (const auto& status : lines) {
        if (box.h < ui.px(3 * status_rows)) return; // the plugin's own picture goes first in a small card
        Box line = box.cut_bottom(ui.px(status_rows));
        line.cut_top(ui.px(4));
        const Press state = press(ui, status.text, line); // for the whole text, where it does not fit
        tooltip(ui, status.text);
        draw_icon(ui, line.cut_left(ui.px(16)), status.icon, status.color, 15);
        line.cut_left(ui.px(6));
        draw_text(ui, line, Role::small, ui.colors().dim, status.text);
        if (state.pressed) ui.navigator.open("developer", plugin.id);
        if (state.focused) focus_ring(ui, line, size::radius_small);
    }
    if (!lines.empty()) box.cut_bottom(ui.px(status_gap));
}

} // namespace

float status_height(const Ui& ui, const PluginView& plugin) {
    const auto lines = status_lines(ui, plugin).size();
    return lines == 0 ? 0 : ui.px(status_rows) * static_cast<float>(lines) + ui.px(status_gap);
}

void draw_plugin_surface(Ui& ui, Box box, const PluginView& plugin, std::uint64_t instance, std::uint32_t surface) {
    draw_status(ui, box, plugin);
    const FrameFigures figures = instance != 0 ? ui.surfaces.figures(instance) : FrameFigures{};
    const bool back_soon = plugin.state == PluginState::restarting;
    const double unanswered_s = std::max(figures.unanswered_s, plugin.unresponsive_s);
    const bool slow = figures.attached && !plugin.paused && unanswered_s >= slow_s;
    const bool covered = back_soon || plugin.paused || slow;
    if (instance != 0 && !box.empty()) {
        ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
        ui.surfaces.place(instance, surface, ImVec2(box.w, box.h), covered ? 0.25F : 0.0F);
    }
    if (const auto* const build = build_of(ui, plugin.id); build && !covered) draw_build_overlay(ui, box, *build);
    if (covered) {
        const auto patience = ui.patience.find(instance);
        const bool ask =
            slow && unanswered_s >= hanging_s && (patience == ui.patience.end() || patience->second < ui.frame.time_s);
        const bool strong = back_soon || plugin.paused || ask;
        if (begin_cover(ui, box, "cover", !figures.has_frame ? 0 : strong ? 0.93F : 0.5F)) {
            if (back_soon)
                draw_restarting(ui, box, plugin);
            else if (plugin.paused)
                draw_covered(ui, box, "pause", "Paused", "Until you found what makes the window slow.", {});
            else if (ask)
                draw_hanging(ui, box, plugin, instance, unanswered_s);
            else
                draw_busy(ui, box, "Waiting for an answer");
        }
        ImGui::EndChild();
    } else if (!figures.has_frame) {
        draw_busy(ui, box, plugin.waits ? "Waiting for the debugger" : "Starting");
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
    const float text = paragraph_height(ui, width - 2 * card_edge(ui), Role::body, words::crash_text(plugin), 5);
    return 2 * card_edge(ui) + ui.px(20 + 6) + text + ui.px(12 + size::control);
}

void draw_failure_card(Ui& ui, Box box, const PluginView& plugin) {
    // It takes the place of a card the person may have been clicking in.
    const Held held(ui, ImGui::GetID(("failure/" + plugin.id).c_str()));
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
    draw_paragraph(ui, inner, Role::body, ui.colors().dim, words::crash_text(plugin), lines);
    if (plugin.state == PluginState::stopped && button_left(ui, row, "restart", ButtonKind::primary, "Restart"))
        restart_plugin(ui, plugin);
    const ButtonKind details = plugin.state == PluginState::stopped ? ButtonKind::secondary : ButtonKind::primary;
    if (button_left(ui, row, "details", details, "Details")) {
        if (plugin.crashes.empty())
            ui.navigator.open("plugins", plugin.id);
        else
            ui.navigator.open("developer", plugin.id); // with the report
    }
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
    if (menu_item(ui, {.label = "Settings", .icon = "sliders"})) ui.navigator.open("plugins", plugin.id);
    if (menu_item(ui, {.label = "What it may do", .icon = "shield-check"})) ui.navigator.open("trust", plugin.id);
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

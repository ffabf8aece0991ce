#include "ui/strips.hpp"

#include "ui/pages/plugin_card.hpp"
#include "ui/preferences.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/words.hpp"
#include "wire/calls/develop.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>
#include <string_view>

namespace asista::ui {
namespace {

constexpr float padding = 10;

struct Action {
    std::string_view id, label;
    ButtonKind kind = ButtonKind::secondary;
};

// One strip: icon, text, buttons at the right; in a narrow window the buttons get a line of their own. The index of the pressed one, or
// -1.
int draw_strip(Ui& ui, Box& area, std::string_view id, std::string_view icon, Color color, std::string_view text,
               std::span<const Action> actions) {
    const Colors& c = ui.colors();
    const float side = ui.px(area.w < ui.px(480) ? size::step3 : size::page_margin), pad = ui.px(padding);
    float buttons = 0;
    for (const auto& action : actions) buttons += button_width(ui, action.label) + ui.px(size::step2);
    const float inner = area.w - 2 * side, glyph = ui.px(size::icon + 10);
    const float one_line = text_width(ui, Role::body_medium, text) + 1;
    const bool beside = inner - glyph - buttons >= std::min(one_line, ui.px(260));
    const float words = inner - glyph - (beside ? buttons + ui.px(size::step2) : 0);
    const float tall = std::max(paragraph_height(ui, words, Role::body_medium, text), leading(ui, Role::body_medium));
    const float control = ui.px(size::control_small);
    const float rows = beside ? std::max(tall, control) : tall + ui.px(size::step2) + control;
    Box strip = area.cut_top(rows + 2 * pad);
    fill(ui, strip, c.panel);
    fill(ui, strip, with_alpha(color, 0.08F));
    horizontal_line(ui, strip.x, strip.bottom() - ui.px(size::hairline), strip.w, with_alpha(color, 0.35F));
    Box row = strip.inset(side, pad);
    Box foot = beside ? row : row.cut_bottom(control);
    Box place = beside ? row.centered_rows(tall) : row.cut_top(tall);
    Box mark = place.cut_left(ui.px(size::icon));
    mark.h = leading(ui, Role::body_medium);
    draw_icon(ui, mark, icon, color);
    place.cut_left(glyph - ui.px(size::icon));
    place.w = words;
    draw_paragraph(ui, place, Role::body_medium, c.text, text);
    if (!beside) foot.cut_left(glyph);
    ImGui::PushID(std::string{id}.c_str());
    int pressed = -1;
    Box line = foot.centered_rows(control);
    if (beside) line.cut_left(line.w - buttons + ui.px(size::step2)); // the last gap is not needed
    for (std::size_t i = 0; i < actions.size(); ++i)
        if (button_left(ui, line, actions[i].id, actions[i].kind, actions[i].label)) pressed = static_cast<int>(i);
    ImGui::PopID();
    return pressed;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
        text += names[i];
    }
    return text;
}

} // namespace

void Strips::draw(Ui& ui, Box& area) {
    if (ui.snapshot.safe_mode)
        draw_safe_mode(ui, area);
    else if (ui.snapshot.safe_mode_offer && !offer_declined_)
        draw_offer(ui, area);
    if (ui.snapshot.culprit) draw_culprit(ui, area);
    for (const auto& plugin : ui.snapshot.plugins)
        if (plugin.waits) draw_wait(ui, area, plugin);
}

void Strips::draw_safe_mode(Ui& ui, Box& area) {
    const std::array actions{Action{"start", "Start plugins"}};
    if (draw_strip(ui, area, "safe mode", "shield-check", ui.colors().accent, "Safe mode: no plugin runs. All your data is here.",
                   actions) == 0)
        leave_safe_mode(ui);
}

// Offered, never done unasked: everything runs as usual meanwhile.
void Strips::draw_offer(Ui& ui, Box& area) {
    const std::array actions{Action{"next", "Start in safe mode next time"}, Action{"no", "Not now"}};
    switch (draw_strip(ui, area, "safe mode offer", "first-aid-kit", ui.colors().warn,
                       "Asista did not close well the last two times. A plugin may be the reason.", actions)) {
    case 0:
        next_start_in_safe_mode(ui);
        offer_declined_ = true;
        return;
    case 1: offer_declined_ = true; return;
    default: return;
    }
}

void Strips::draw_culprit(Ui& ui, Box& area) {
    const CulpritView& search = *ui.snapshot.culprit;
    if (search.none) {
        const std::array actions{Action{"done", "Done"}};
        if (draw_strip(ui, area, "culprit", "magnifying-glass", ui.colors().accent,
                       "It was bad with every plugin paused: no plugin is the cause. All of them run again.", actions) == 0)
            ui.calls.call<calls::CulpritStop>({});
        return;
    }
    if (!search.found.empty()) {
        const PluginView* const plugin = ui.plugin(search.found);
        const std::array actions{Action{"off", "Turn it off", ButtonKind::primary}, Action{"keep", "Keep it"}};
        const std::string text =
            fmt::format("It is {}: without it all is well. Everything else runs again.", plugin ? plugin->name : search.found);
        const int pressed = draw_strip(ui, area, "culprit", "target", ui.colors().warn, text, actions);
        if (pressed == 0 && plugin) turn_off_plugin(ui, *plugin);
        if (pressed >= 0) ui.calls.call<calls::CulpritStop>({});
        return;
    }
    const std::array actions{Action{"yes", "Yes"}, Action{"no", "No"}, Action{"stop", "Stop", ButtonKind::ghost}};
    const std::string text = fmt::format("Paused: {}. Is it still bad? Step {} of at most {}.", joined(search.paused),
                                         search.step, std::max(search.most_steps, search.step));
    const int pressed = draw_strip(ui, area, "culprit", "magnifying-glass", ui.colors().accent, text, actions);
    if (pressed == 2) ui.calls.call<calls::CulpritStop>({});
    if (pressed == 0 || pressed == 1) ui.calls.call<calls::CulpritAnswer>({.still_bad = pressed == 0});
}

std::string wait_text(const PluginView& plugin) {
    const auto& wait = *plugin.waits;
    if (!wait.problem.empty()) return words::sentence(wait.problem);
    return wait.command.empty() ? "Waiting for the debugger" : fmt::format("Waiting for the debugger: {}", wait.command);
}

void Strips::draw_wait(Ui& ui, Box& area, const PluginView& plugin) {
    const auto& wait = *plugin.waits;
    const std::string text = !wait.problem.empty()  ? fmt::format("{}: {}", plugin.name, words::sentence(wait.problem))
                             : wait.command.empty() ? fmt::format("{} waits for the debugger", plugin.name)
                                                    : fmt::format("{} waits for the debugger: {}", plugin.name, wait.command);
    const std::array actions{Action{"on", "Go on without it"}, Action{"copy", "Copy the command", ButtonKind::primary}};
    const std::size_t offered = wait.command.empty() ? 1 : 2;
    switch (draw_strip(ui, area, "wait/" + plugin.id, "bug", wait.problem.empty() ? ui.colors().accent : ui.colors().warn, text,
                       std::span(actions).first(offered))) {
    case 0: return set_wait_for_debugger(ui, plugin, false);
    case 1: {
        ImGui::SetClipboardText(wait.command.c_str());
        Toast toast;
        toast.icon = "bug";
        toast.title = "The command is in the clipboard";
        toast.body = fmt::format("Set breakpoints, then continue. In a gdb that is open: {}", wait.again);
        ui.toasts.add(std::move(toast), ui.frame.time_s);
        return;
    }
    default: return;
    }
}

void set_wait_for_debugger(Ui& ui, const PluginView& plugin, bool on) {
    ui.calls.call<calls::DevelopWait>(
        {plugin.id, on}, [toasts = &ui.toasts, name = plugin.name, on](Result<calls::Nothing> reply) {
            if (reply && !on) return;
            Toast toast;
            toast.icon = "bug";
            toast.title = reply ? fmt::format("{} waits for gdb from its next start on", name) : "It cannot wait for a debugger";
            toast.body = reply ? "Save a file, or restart it. The version that runs is shown meanwhile."
                               : words::sentence(reply.error().message);
            if (!reply) toast.level = NotificationLevel::error;
            toasts->add_now(std::move(toast));
        });
}

bool can_search_culprit(const Ui& ui) {
    return !ui.snapshot.culprit && std::ranges::count(ui.snapshot.plugins, PluginState::running, &PluginView::state) >= 2;
}
void start_culprit_search(Ui& ui) { ui.calls.call<calls::CulpritStart>({}); }
void next_start_in_safe_mode(Ui& ui) {
    const auto set = [](ClientCalls& calls, bool wanted) {
        calls.call<calls::PreferencesSet>({.key = std::string{safe_mode_next_key}, .json = json_bool(wanted)});
    };
    set(ui.calls, true);
    Toast toast;
    toast.title = "Safe mode at the next start";
    toast.body = "Plugins stay off until you start them. Nothing is removed.";
    toast.icon = "shield-check";
    toast.button = "Undo";
    toast.pressed = [calls = &ui.calls, set] { set(*calls, false); };
    ui.toasts.add(std::move(toast), ui.frame.time_s);
}
void leave_safe_mode(Ui& ui) { ui.calls.call<calls::SafeModeLeave>({}); }

} // namespace asista::ui

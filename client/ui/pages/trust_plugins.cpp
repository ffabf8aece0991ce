#include "ui/motion.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/pages/trust.hpp"
#include "ui/toasts.hpp"
#include "ui/trust_words.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace asista::ui {
namespace {

constexpr float row_icon = 18, row_gap = 12, row_padding = 10, update_rows = 56, endless_body = 1e6F;
constexpr std::array<std::string_view, 3> grant_names{"Allow", "Ask", "Deny"};
constexpr std::array grants{calls::Grant::granted, calls::Grant::ask, calls::Grant::denied};

bool is_network(const PermissionView& permission) { return permission.id == info(Permission::network).id; }

// The control gets a line of its own in a narrow column.
bool narrow(const Ui& ui, float width) { return width < ui.px(430); }

float control_width(const Ui& ui, const PermissionView& permission) {
    return permission.required ? ui.px(size::switch_width) : segments_width(ui, grant_names);
}

std::string second_line(const Ui& ui, const PluginView& plugin, const PermissionView& permission) {
    std::string text = words::use_line(permission, ui.frame.now_ms);
    if (permission.required) {
        const std::string needed = permission.granted ? fmt::format("Needed: taken away, {} stops at once. ", plugin.name)
                                                      : fmt::format("Needed: without it, {} does not run. ", plugin.name);
        text = needed + text;
    }
    if (text.empty() && permission.grant == calls::Grant::ask) text = "You are asked when it is used first.";
    if (text.empty() && permission.grant == calls::Grant::denied) text = "Never used.";
    return text;
}

float text_width_of(const Ui& ui, float row, const PermissionView& permission) {
    const float text = row - ui.px(row_icon + row_gap);
    return narrow(ui, row) ? text : text - control_width(ui, permission) - ui.px(16);
}

float words_height(const Ui& ui, float row, const PluginView& plugin, const PermissionView& permission) {
    const float width = text_width_of(ui, row, permission);
    return ui.px(20) + paragraph_height(ui, width, Role::small, words::permission_sentence(permission.id)) +
           paragraph_height(ui, width, Role::small, second_line(ui, plugin, permission));
}

// Taking a needed permission away ends the plugin: that can be undone.
void set_grant(Ui& ui, const PluginView& plugin, const PermissionView& permission, calls::Grant grant) {
    ui.calls.call<calls::PermissionsSet>(
        {.plugin = plugin.id, .permission = permission.id, .grant = grant, .hosts = permission.hosts});
    if (!permission.required || grant == calls::Grant::granted) return;
    Toast toast;
    toast.title = fmt::format("{} stops", plugin.name);
    toast.body = fmt::format("It cannot {} any more, and does not run without.", words::permission_wish(permission.id));
    toast.icon = "shield-check";
    toast.button = "Undo";
    toast.pressed = [calls = &ui.calls, plugin = plugin.id, permission = permission.id, hosts = permission.hosts] {
        calls->call<calls::PermissionsSet>(
            {.plugin = plugin, .permission = permission, .grant = calls::Grant::granted, .hosts = hosts});
    };
    ui.toasts.add(std::move(toast), ui.frame.time_s);
}

} // namespace

void TrustPlugins::draw(Ui& ui, Box& column, std::string& wanted) {
    for (const auto& plugin : ui.snapshot.plugins) {
        if (!plugin.installed) continue;
        if (plugin.id == wanted) {
            ImGui::SetScrollY(column.y - ImGui::GetWindowPos().y + ImGui::GetScrollY() - ui.px(size::step4));
            wanted.clear();
            ui.motion.keep_going(); // it is there in the next frame
        }
        ImGui::PushID(plugin.id.c_str());
        draw_plugin(ui, column, plugin);
        ImGui::PopID();
    }
}

void TrustPlugins::draw_plugin(Ui& ui, Box& column, const PluginView& plugin) {
    const Colors& c = ui.colors();
    const float inner = column.w - 2 * card_edge(ui);
    const auto row_height = [&](const PermissionView& permission) {
        return words_height(ui, inner, plugin, permission) + 2 * ui.px(row_padding) +
               (narrow(ui, inner) ? ui.px(8 + size::control) : 0) + hosts_height(ui, inner, plugin, permission);
    };
    float body = plugin.permissions.empty() ? ui.px(24) : ui.px(4 - row_padding + 2); // the card's padding is below the last row
    for (const auto& permission : plugin.permissions) body += row_height(permission);
    if (plugin.update) body += ui.px(update_rows);
    const Box card = column.cut_top(card_height(ui, body));
    column.cut_top(ui.px(size::step4));

    CardParts parts = card_parts(ui, card);
    draw_surface(ui, current_list(), card, has_failed(plugin) ? Surface::bad : Surface::card);
    if (toggle_switch(ui, "enabled", switch_box(ui, parts.actions), plugin.enabled ? On::yes : On::no, Enabled::yes,
                      plugin.enabled ? "Turn off" : "Turn on")) {
        if (plugin.enabled)
            turn_off_plugin(ui, plugin);
        else
            set_plugin_enabled(ui, plugin.id, true);
    }
    parts.actions.cut_right(ui.px(size::switch_width + 12));
    if (icon_action(ui, parts.actions, "changes", "clock-counter-clockwise", c.dim, "What it changed, and the way back"))
        ui.navigator.open("changes", "plugin:" + plugin.id);
    const std::string tier = plugin.developer_tier ? "No sandbox" : plugin.instance != 0 ? plugin.tier : std::string{};
    if (!tier.empty() && parts.actions.w > ui.px(280)) {
        const float wide = tag_width(ui, tier);
        const Box place{parts.actions.right() - wide, std::floor(parts.actions.middle_y() - tag_height(ui) / 2), wide,
                        tag_height(ui)};
        tag(ui, place.x, place.y, tier, plugin.developer_tier ? TagKind::bad : TagKind::quiet);
        parts.actions.cut_right(wide + ui.px(10));
    }
    draw_card_head(ui, parts.actions,
                   {.icon = plugin.icon.empty() ? "puzzle-piece" : std::string_view{plugin.icon},
                    .title = plugin.name,
                    .note = fmt::format("{}, {}", plugin.version, words::state_name(plugin.state))});

    if (plugin.update) draw_update(ui, parts.body, plugin);
    if (plugin.permissions.empty())
        draw_text(ui, parts.body.cut_top(ui.px(20)), Role::body, c.dim,
                  "It asks for nothing: it draws, and keeps its own notes.");
    parts.body.cut_top(ui.px(4));
    parts.body.h = endless_body;
    for (const auto& permission : plugin.permissions)
        draw_permission(ui, parts.body.cut_top(row_height(permission)), plugin, permission);
}

void TrustPlugins::draw_update(Ui& ui, Box& body, const PluginView& plugin) {
    const Colors& c = ui.colors();
    Box box = body.cut_top(ui.px(update_rows));
    box.cut_bottom(ui.px(10));
    fill(ui, box, c.accent_soft, size::radius);
    Box row = box.inset(ui.px(12), 0);
    draw_icon(ui, row.cut_left(ui.px(size::icon)), "arrow-circle-up", c.on_accent_soft);
    row.cut_left(ui.px(10));
    Box place = row.centered_rows(ui.px(size::control_small));
    if (button_right(ui, place, "update", ButtonKind::primary, "Review")) ui.navigator.review_update(plugin.id);
    std::string more;
    for (const auto& permission : plugin.update->more) more += (more.empty() ? "" : ", ") + words::permission_wish(permission.id);
    draw_text(ui, place, Role::body, c.text,
              fmt::format("Version {} waits: it wants to {}.", plugin.update->version, more.empty() ? "run" : more));
}

void TrustPlugins::draw_permission(Ui& ui, Box row, const PluginView& plugin, const PermissionView& permission) {
    const Colors& c = ui.colors();
    horizontal_line(ui, row.x, row.y, row.w, c.line);
    const float whole = row.w;
    row = row.inset(0, ui.px(row_padding));
    Box hosts = row.cut_bottom(hosts_height(ui, whole, plugin, permission));
    Box icon = row.cut_left(ui.px(row_icon));
    icon.h = ui.px(20);
    draw_icon(ui, icon, words::permission_icon(permission.id), c.dim);
    row.cut_left(ui.px(row_gap));
    const bool below = narrow(ui, whole);
    Box control = below ? row.cut_bottom(ui.px(size::control)) : row.cut_right(control_width(ui, permission));
    if (!below) row.cut_right(ui.px(16));

    Box title = row.cut_top(ui.px(20));
    const float drawn = draw_text(ui, title, Role::body_medium, c.text, words::permission_title(permission.id));
    const std::string_view idle = words::idle_name(words::idle(permission, ui.frame.now_ms));
    if (!idle.empty() && drawn + ui.px(10) + tag_width(ui, idle) <= title.w)
        tag(ui, title.x + drawn + ui.px(10), std::floor(title.middle_y() - tag_height(ui) / 2), idle, TagKind::warn);
    row.cut_top(draw_paragraph(ui, row, Role::small, c.dim, words::permission_sentence(permission.id)));
    draw_paragraph(ui, row, Role::small, c.faint, second_line(ui, plugin, permission));

    Box place = below ? control : control.centered_rows(ui.px(size::control));
    if (permission.required) {
        Box knob = below ? place.cut_left(ui.px(size::switch_width)) : place;
        if (toggle_switch(ui, permission.id, switch_box(ui, knob), permission.granted ? On::yes : On::no, Enabled::yes,
                          permission.granted ? "Take it away" : "Allow it"))
            set_grant(ui, plugin, permission, permission.granted ? calls::Grant::denied : calls::Grant::granted);
    } else {
        auto index = static_cast<std::size_t>(std::ranges::find(grants, permission.grant) - grants.begin());
        if (segments(ui, permission.id, place, grant_names, index)) set_grant(ui, plugin, permission, grants[index]);
    }
    if (!hosts.empty()) draw_hosts(ui, hosts, plugin, permission);
}

// ---- hosts ----------------------------------------------------------------------------------------------------------------------

namespace {

constexpr float host_gap = 6, host_rows = 26;

// What the line of hosts holds: the manifest's, the person's own, and the button that adds one.
struct HostPart {
    enum class Kind { named, own, add } kind = Kind::named;
    std::string text;
    Box box;
};
std::vector<HostPart> lay_out_hosts(const Ui& ui, Box box, const PermissionView& permission, bool typing) {
    std::vector<HostPart> parts;
    for (const auto& host : permission.hosts) parts.push_back({HostPart::Kind::named, host, {}});
    for (const auto& host : permission.own_hosts) parts.push_back({HostPart::Kind::own, host, {}});
    if (!typing) parts.push_back({HostPart::Kind::add, "Add a host", {}});
    float x = box.x, y = box.y;
    for (auto& part : parts) {
        const float width = part.kind == HostPart::Kind::named ? tag_width(ui, part.text)
                            : part.kind == HostPart::Kind::own ? pill_width(ui, part.text, "x")
                                                               : pill_width(ui, part.text, "plus");
        part.box.w = std::min(width, box.w);
        if (x > box.x && x + part.box.w > box.right()) {
            x = box.x;
            y += ui.px(host_rows + host_gap);
        }
        const float tall = part.kind == HostPart::Kind::named ? tag_height(ui) : ui.px(host_rows);
        part.box = {x, std::floor(y + (ui.px(host_rows) - tall) / 2), part.box.w, tall};
        x += part.box.w + ui.px(host_gap);
    }
    return parts;
}

} // namespace

float TrustPlugins::hosts_height(const Ui& ui, float width, const PluginView& plugin, const PermissionView& permission) const {
    if (!is_network(permission)) return 0;
    const bool typing = adding_to_ == plugin.id;
    const float left = ui.px(row_icon + row_gap);
    float height = ui.px(8);
    const auto parts = lay_out_hosts(ui, {0, 0, width - left, 0}, permission, typing);
    if (!parts.empty())
        height += std::floor(parts.back().box.y / ui.px(host_rows + host_gap)) * ui.px(host_rows + host_gap) + ui.px(host_rows);
    return typing ? height + ui.px(8 + size::control + 20) : height;
}

void TrustPlugins::draw_hosts(Ui& ui, Box box, const PluginView& plugin, const PermissionView& permission) {
    const Colors& c = ui.colors();
    box.cut_left(ui.px(row_icon + row_gap));
    box.cut_top(ui.px(8));
    const bool typing = adding_to_ == plugin.id;
    for (const auto& part : lay_out_hosts(ui, box, permission, typing)) {
        switch (part.kind) {
        case HostPart::Kind::named: tag(ui, part.box.x, part.box.y, part.text); break;
        case HostPart::Kind::own: {
            const std::string hint = fmt::format("{}, allowed by you. Press to take it back", part.text);
            const bool pressed = pill(ui, "own/" + part.text, part.box, part.text, "x", Selected::yes, hint);
            if (pressed) ui.calls.call<calls::PluginAllowHost>({.plugin = plugin.id, .host = part.text, .allowed = false});
            break;
        }
        case HostPart::Kind::add:
            if (pill(ui, "add host", part.box, part.text, "plus", Selected::no, "A host of your own, also on your own network")) {
                adding_to_ = plugin.id;
                typed_.clear();
                focus_ = true;
            }
            break;
        }
    }
    if (!typing) return;
    Box note = box.cut_bottom(ui.px(20));
    Box row = box.cut_bottom(ui.px(size::control));
    const bool cancel = button_right(ui, row, "cancel host", ButtonKind::ghost, "Cancel");
    const bool add =
        button_right(ui, row, "allow host", ButtonKind::primary, "Add", {}, typed_.empty() ? Enabled::no : Enabled::yes);
    const bool entered = text_field(ui, "host", row, typed_,
                                    {.hint = "server.example or 192.168.1.20:8123", .icon = "globe", .focus_now = focus_}) ==
                         FieldEvent::submitted;
    focus_ = false;
    draw_text(ui, note, Role::small, c.faint, "Also hosts on your own network and this computer. Only the ones you name.");
    if ((add || entered) && !typed_.empty()) {
        ui.calls.call<calls::PluginAllowHost>({.plugin = plugin.id, .host = typed_, .allowed = true});
        adding_to_.clear();
    } else if (cancel || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) {
        adding_to_.clear();
    }
}

} // namespace asista::ui

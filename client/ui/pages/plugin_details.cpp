#include "ui/pages/plugins.hpp"

#include "ui/pages/plugin_card.hpp"
#include "ui/words.hpp"

#include "wire/permissions.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {

constexpr float square = 56, permission_rows = 50, setting_rows = 58;

TagKind state_tag(PluginState state) {
    switch (state) {
    case PluginState::running: return TagKind::ok;
    case PluginState::starting:
    case PluginState::restarting: return TagKind::warn;
    case PluginState::refused:
    case PluginState::stopped:
    case PluginState::broken: return TagKind::bad;
    case PluginState::found:
    case PluginState::disabled: return TagKind::quiet;
    }
    return TagKind::quiet;
}

} // namespace

void PluginDetails::draw(Ui& ui, Box& area, const Offer& offer, bool& back) {
    Box top = area.cut_top(ui.px(size::control));
    top.x -= ui.px(12);
    back = button_left(ui, top, "back", ButtonKind::ghost, "All plugins", "arrow-left");
    area.cut_top(ui.px(8));
    ImGui::PushID(offer.id().c_str());
    draw_head(ui, area, offer);
    if (offer.plugin) {
        if (has_failed(*offer.plugin))
            notice(ui, "reason", area, NotificationLevel::error, words::sentence(offer.plugin->reason));
        if (!offer.plugin->reload_note.empty())
            notice(ui, "reload", area, NotificationLevel::warning, words::sentence(offer.plugin->reload_note));
        draw_settings(ui, area, *offer.plugin);
        draw_permissions(ui, area, *offer.plugin);
        draw_facts(ui, area, *offer.plugin);
    } else {
        notice(ui, "absent", area, NotificationLevel::info,
               "It is in the catalogue, but not on this computer. Put its folder into the plugins directory and it can be "
               "installed here.");
    }
    ImGui::PopID();
}

void PluginDetails::draw_head(Ui& ui, Box& area, const Offer& offer) {
    const Colors& c = ui.colors();
    Box head = area.cut_top(ui.px(square));
    const Box glyph = head.cut_left(ui.px(square));
    fill(ui, glyph, c.accent_soft, 12);
    draw_icon(ui, glyph, offer.icon(), c.on_accent_soft, 28);
    head.cut_left(ui.px(16));
    const bool narrow = area.w < ui.px(520);
    Box buttons = narrow ? area.cut_top(ui.px(size::control + 10)) : head.centered_rows(ui.px(size::control));
    if (narrow) buttons.cut_top(ui.px(10));
    if (const PluginView* plugin = offer.plugin; plugin && plugin->state != PluginState::broken) {
        const auto take = [&](std::string_view id, ButtonKind kind, std::string_view label, std::string_view icon) {
            return narrow ? button_left(ui, buttons, id, kind, label, icon) : button_right(ui, buttons, id, kind, label, icon);
        };
        if (!plugin->installed) {
            if (take("install", ButtonKind::primary, "Install", "download-simple")) ui.navigator.review(plugin->id);
        } else {
            if (take("remove", ButtonKind::secondary, "Remove", "trash")) ui.navigator.confirm_removal(plugin->id);
            if (plugin->enabled && take("restart", ButtonKind::secondary, "Restart", "arrow-clockwise"))
                restart_plugin(ui, *plugin);
            if (plugin->enabled && take("off", ButtonKind::secondary, "Turn off", "power")) turn_off_plugin(ui, *plugin);
            if (!plugin->enabled && take("on", ButtonKind::primary, "Turn on", "power")) set_plugin_enabled(ui, plugin->id, true);
        }
    }
    if (!narrow) head.w = std::max(buttons.w, ui.px(80));
    Box title = head.cut_top(ui.px(30));
    const float width = draw_text(ui, title, Role::page_title, c.text, offer.name());
    if (offer.plugin)
        tag(ui, title.x + width + ui.px(10), std::floor(title.middle_y() - tag_height(ui) / 2) + ui.px(1),
            words::state_name(offer.plugin->state), state_tag(offer.plugin->state));
    draw_text(ui, head.cut_top(ui.px(20)), Role::body, c.dim, offer.about());
    area.cut_top(ui.px(14));
    const std::string text = offer.description();
    area.cut_top(draw_paragraph(ui, area, Role::body, c.text, text));
    if (offer.plugin && !offer.plugin->website.empty())
        draw_text(ui, area.cut_top(ui.px(22)), Role::small, c.dim, offer.plugin->website);
    area.cut_top(ui.px(10));
    float x = area.x;
    for (const auto& label : offer.tags()) x += tag(ui, x, area.y, label) + ui.px(6);
    area.cut_top((offer.tags().empty() ? 0 : tag_height(ui)) + ui.px(size::step4));
}

void PluginDetails::draw_permissions(Ui& ui, Box& area, const PluginView& plugin) {
    if (plugin.state == PluginState::broken) return;
    const float rows =
        plugin.permissions.empty() ? ui.px(28) : ui.px(permission_rows) * static_cast<float>(plugin.permissions.size());
    const Box card = area.cut_top(card_height(ui, rows));
    area.cut_top(ui.px(size::step4));
    CardParts parts = draw_card(ui, card, {.icon = "shield-check", .title = "Permissions"});
    if (plugin.installed && !plugin.permissions.empty() &&
        button_right(ui, parts.actions, "change", ButtonKind::secondary, "Change"))
        ui.navigator.open("trust", plugin.id);
    if (plugin.permissions.empty())
        draw_text(ui, parts.body.cut_top(ui.px(20)), Role::body, ui.colors().dim, "It asks for nothing.");
    for (const auto& permission : plugin.permissions) {
        Box row = parts.body.cut_top(ui.px(permission_rows));
        horizontal_line(ui, row.x, row.y, row.w, ui.colors().line);
        const auto known = find_permission(permission.id);
        draw_icon(ui, row.cut_left(ui.px(18)), known ? info(*known).icon : "question", ui.colors().dim);
        row.cut_left(ui.px(12));
        const std::string_view label = permission.granted    ? "Allowed"
                                       : plugin.installed    ? "Not allowed"
                                       : permission.required ? "Needed"
                                                             : "Optional";
        const float width = tag_width(ui, label);
        tag(ui, row.right() - width, std::floor(row.middle_y() - tag_height(ui) / 2), label,
            permission.granted ? TagKind::ok : TagKind::quiet);
        row.cut_right(width + ui.px(12));
        Box words = row.centered_rows(ui.px(19 + 17));
        draw_text(ui, words.cut_top(ui.px(19)), Role::body_medium, ui.colors().text,
                  known ? info(*known).title : std::string_view{permission.id});
        draw_text(ui, words.cut_top(ui.px(17)), Role::small, ui.colors().dim,
                  !permission.reason.empty() ? words::sentence(permission.reason)
                  : known                    ? std::string{info(*known).sentence}
                                             : std::string{});
    }
}

void PluginDetails::draw_settings(Ui& ui, Box& area, const PluginView& plugin) {
    if (plugin.settings.empty() || !plugin.installed) return;
    const Box card = area.cut_top(card_height(ui, ui.px(setting_rows) * static_cast<float>(plugin.settings.size())));
    area.cut_top(ui.px(size::step4));
    Box body = draw_card(ui, card, {.icon = "sliders", .title = "Settings"}).body;
    bool first = true;
    for (const auto& setting : plugin.settings) {
        const Box row = body.cut_top(ui.px(setting_rows));
        if (!std::exchange(first, false)) horizontal_line(ui, row.x, row.y, row.w, ui.colors().line);
        draw_setting(ui, row, plugin, setting);
    }
}

void PluginDetails::draw_setting(Ui& ui, Box row, const PluginView& plugin, const SettingView& setting) {
    const Box control = row.cut_right(settings_.control_width(ui, setting, row.w)).centered_rows(ui.px(size::control));
    row.cut_right(ui.px(16));
    const std::string& problem = settings_.problem(plugin, setting);
    const std::string& line = problem.empty() ? setting.description : problem;
    Box text = row.centered_rows(ui.px(line.empty() ? 20 : 38));
    draw_text(ui, text.cut_top(ui.px(20)), Role::body_medium, ui.colors().text,
              setting.title.empty() ? setting.key : setting.title);
    draw_text(ui, text, Role::small, problem.empty() ? ui.colors().dim : ui.colors().bad, line);
    settings_.draw(ui, control, plugin, setting);
}

void PluginDetails::draw_facts(Ui& ui, Box& area, const PluginView& plugin) {
    if (!plugin.installed) return;
    std::vector<std::pair<std::string_view, std::string>> lines;
    lines.emplace_back("Stored data", plugin.storage_quota == 0 ? words::byte_size(plugin.storage_bytes)
                                                                : fmt::format("{} of {}", words::byte_size(plugin.storage_bytes),
                                                                              words::byte_size(plugin.storage_quota)));
    lines.emplace_back("Started", words::count_of(plugin.load_count, "time"));
    if (plugin.crash_count > 0) lines.emplace_back("Crashed", words::count_of(plugin.crash_count, "time"));
    lines.emplace_back("Asked Asista", fmt::format("{}, {} denied", words::count_of(plugin.call_count, "time"),
                                                   words::thousands(plugin.denied_count)));
    if (plugin.instance != 0 && plugin.memory_mb > 0)
        lines.emplace_back("Uses now", fmt::format("{:.1f} MB, {:.1f} % of a core", plugin.memory_mb, plugin.cpu_percent));
    if (!plugin.tier.empty()) lines.emplace_back("Lock-down", plugin.tier);
    lines.emplace_back("Id", plugin.id);
    const Box card = area.cut_top(card_height(ui, ui.px(28) * static_cast<float>(lines.size())));
    area.cut_top(ui.px(size::step4));
    Box body = draw_card(ui, card, {.icon = "info", .title = "About this plugin"}).body;
    for (const auto& [name, text] : lines) {
        Box row = body.cut_top(ui.px(28));
        draw_text(ui, row.cut_left(std::min(ui.px(190), row.w * 0.42F)), Role::body, ui.colors().dim, name);
        draw_text(ui, row, Role::body, ui.colors().text, text);
    }
}

} // namespace asista::ui

// Settings: what plugins may do, their own settings, and what this is.
#include "ui/pages/settings_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#ifndef ASISTA_VERSION
#error "the build passes ASISTA_VERSION"
#endif

namespace asista::ui {
namespace {
constexpr float fact_height = 28;

SettingRow fact(std::string name, std::string text) {
    SettingRow row{std::move(name), std::move(text)};
    row.height = [](const Ui& ui, float) { return ui.px(fact_height); };
    row.draw = [name = row.title, text = row.text](Ui& ui, Box place) {
        draw_text(ui, place.cut_left(std::min(ui.px(190), place.w * 0.42F)), Role::body, ui.colors().dim, name);
        draw_text(ui, place, Role::body, ui.colors().text, text);
    };
    return row;
}
} // namespace

std::vector<SettingSection> plugin_sections(Ui& ui, PluginSettings& settings) {
    std::vector<SettingSection> sections;
    SettingRow trust{"What plugins may do", "Permissions, hosts, and everything they did."};
    trust.control = button_width(ui, "Open Trust", "shield-check");
    trust.draw = [](Ui& page, Box place) {
        if (button_left(page, place, "trust", ButtonKind::secondary, "Open Trust", "shield-check")) page.navigator.open("trust");
    };
    sections.push_back({"puzzle-piece", "Plugins", {std::move(trust)}});
    for (const auto& plugin : ui.snapshot.plugins) {
        if (!plugin.installed || plugin.settings.empty()) continue;
        SettingSection section{plugin.icon, plugin.name, {}};
        for (const auto& setting : plugin.settings) {
            SettingRow row{setting.title.empty() ? setting.key : setting.title, setting.description};
            row.control = settings.control_width(ui, setting, ui.px(520));
            row.words = setting.key;
            row.problem = settings.problem(plugin, setting);
            // Snapshot and page outlive the frame that this row is made for.
            row.draw = [&settings, &plugin, &setting](Ui& page, Box place) { settings.draw(page, place, plugin, setting); };
            section.rows.push_back(std::move(row));
        }
        sections.push_back(std::move(section));
    }
    return sections;
}

SettingSection about_section(Ui& ui) {
    const Snapshot& s = ui.snapshot;
    SettingRow introduction{"Introduction", "What was shown at the first start."};
    introduction.control = button_width(ui, "Show it again");
    introduction.words = "welcome help tour";
    introduction.draw = [](Ui& page, Box place) {
        if (button_left(page, place, "introduction", ButtonKind::secondary, "Show it again")) page.navigator.introduction();
    };
    return {"info",
            "About",
            {std::move(introduction), fact("Version", fmt::format("Asista {}", ASISTA_VERSION)),
             fact("Plugin lock-down here", s.sandbox_tier.empty() ? std::string{"not known yet"} : s.sandbox_tier),
             fact("Plugins", fmt::format("{} found, {} installed", s.plugins.size(),
                                         std::ranges::count_if(s.plugins, &PluginView::installed))),
             fact("Fonts and icons", "Inter, JetBrains Mono (SIL OFL), Phosphor (MIT)")}};
}

} // namespace asista::ui

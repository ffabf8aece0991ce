// The client's own settings, and what this is. What plugins may do has a page of its own: Trust.
#include "ui/pages/page.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/pages/settings_backups.hpp"
#include "ui/pages/settings_transfer.hpp"
#include "ui/preferences.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>

#ifndef ASISTA_VERSION
#error "the build passes ASISTA_VERSION"
#endif

namespace asista::ui {
namespace {

constexpr float option_rows = 58;
constexpr std::array<float, 6> scales{0, 1, 1.25F, 1.5F, 2, 3};
constexpr std::array<std::string_view, 6> scale_names{"Monitor", "100 %", "125 %", "150 %", "200 %", "300 %"};
constexpr std::array<std::string_view, 3> theme_names{"System", "Light", "Dark"};

class SettingsPage final : public Page {
  public:
    float widest() const override { return 860; }
    void opened(std::string_view) override { backups_.opened(); }
    void draw(Ui& ui, Box area) override;

  private:
    void draw_look(Ui& ui, Box& area);
    void draw_trust(Ui& ui, Box& area);
    void draw_about(Ui& ui, Box& area);

    BackupsCard backups_;
    TransferCard transfer_;
};

void set(Ui& ui, std::string_view key, std::string json) {
    ui.calls.call<calls::PreferencesSet>({.key = std::string{key}, .json = std::move(json)});
}

// A row with a title, a line that explains it, and room for the control, which is returned. Narrow: the control gets a line of its own.
Box option(Ui& ui, Box& column, std::string_view title, std::string_view text, float control, bool first) {
    const bool two_lines = column.w < control + ui.px(240);
    Box row = column.cut_top(ui.px(two_lines ? option_rows + 38 : option_rows));
    if (!first) horizontal_line(ui, row.x, row.y, row.w, ui.colors().line);
    Box below = row.cut_bottom(two_lines ? ui.px(42) : 0);
    Box right = two_lines ? below.cut_left(control) : row.cut_right(control);
    if (!two_lines) row.cut_right(ui.px(16));
    Box words = row.centered_rows(ui.px(20 + 18));
    draw_text(ui, words.cut_top(ui.px(20)), Role::body_medium, ui.colors().text, title);
    draw_text(ui, words.cut_top(ui.px(18)), Role::small, ui.colors().dim, text);
    return right.centered_rows(ui.px(size::control));
}

void SettingsPage::draw(Ui& ui, Box area) {
    area.h = endless;
    page_heading(ui, area, "Settings", "How Asista looks and moves.");
    if (!ui.snapshot.data_notice.empty()) notice(ui, "data", area, NotificationLevel::warning, ui.snapshot.data_notice);
    draw_look(ui, area);
    draw_trust(ui, area);
    backups_.draw(ui, area);
    transfer_.draw(ui, area);
    draw_about(ui, area);
    reach(area.right(), area.y + ui.px(size::step2));
}

void SettingsPage::draw_look(Ui& ui, Box& area) {
    const Preferences now = read_preferences(ui.snapshot);
    const float scale_width = segments_width(ui, scale_names), theme_width = segments_width(ui, theme_names);
    const auto rows = [&](float control) {
        return area.w - 2 * card_edge(ui) < control + ui.px(240) ? ui.px(option_rows + 38) : ui.px(option_rows);
    };
    const Box card = area.cut_top(card_height(ui, rows(theme_width) + rows(scale_width) + 2 * rows(ui.px(size::switch_width))));
    area.cut_top(ui.px(size::step4));
    Box body = draw_card(ui, card, {.icon = "palette", .title = "Look"}).body;

    auto theme = static_cast<std::size_t>(now.theme);
    Box place = option(ui, body, "Theme", "System follows what the desktop uses.", theme_width, true);
    if (segments(ui, "theme", place, theme_names, theme))
        set(ui, "theme", json_text(theme_choice_name(static_cast<ThemeChoice>(theme))));

    std::size_t scale = 0;
    for (std::size_t i = 0; i < scales.size(); ++i)
        if (std::abs(scales[i] - now.scale) < 0.01F) scale = i;
    place = option(ui, body, "Size", "Of everything in this window.", scale_width, false);
    if (segments(ui, "scale", place, scale_names, scale)) set(ui, "scale", json_number(static_cast<double>(scales[scale])));

    place = option(ui, body, "High contrast", "Darker greys and visible borders.", ui.px(size::switch_width), false);
    if (toggle_switch(ui, "contrast", switch_box(ui, place), now.high_contrast ? On::yes : On::no))
        set(ui, "high_contrast", json_bool(!now.high_contrast));
    place = option(ui, body, "Reduced motion", "Things change at once instead of gliding.", ui.px(size::switch_width), false);
    if (toggle_switch(ui, "motion", switch_box(ui, place), now.reduced_motion ? On::yes : On::no))
        set(ui, "reduced_motion", json_bool(!now.reduced_motion));
}

void SettingsPage::draw_trust(Ui& ui, Box& area) {
    const float button = button_width(ui, "Open Trust", "shield-check");
    const bool two_lines = area.w - 2 * card_edge(ui) < button + ui.px(240);
    const Box card = area.cut_top(card_height(ui, ui.px(two_lines ? option_rows + 38 : option_rows)));
    area.cut_top(ui.px(size::step4));
    Box body = draw_card(ui, card, {.icon = "puzzle-piece", .title = "Plugins"}).body;
    Box place = option(ui, body, "What plugins may do", "Permissions, hosts, and everything they did.", button, true);
    if (button_left(ui, place, "trust", ButtonKind::secondary, "Open Trust", "shield-check")) ui.navigator.open("trust");
}

void SettingsPage::draw_about(Ui& ui, Box& area) {
    area.cut_top(ui.px(4));
    const Snapshot& s = ui.snapshot;
    const std::array<std::pair<std::string_view, std::string>, 5> lines{{
        {"Version", fmt::format("Asista {}", ASISTA_VERSION)},
        {"Coach", s.ai_provider.empty() ? std::string{"offline coach"} : s.ai_provider},
        {"Plugin lock-down here", s.sandbox_tier.empty() ? std::string{"not known yet"} : s.sandbox_tier},
        {"Plugins",
         fmt::format("{} found, {} installed", s.plugins.size(), std::ranges::count_if(s.plugins, &PluginView::installed))},
        {"Fonts and icons", "Inter, JetBrains Mono (SIL OFL), Phosphor (MIT)"},
    }};
    const Box card = area.cut_top(card_height(ui, ui.px(28) * static_cast<float>(lines.size())));
    Box body = draw_card(ui, card, {.icon = "info", .title = "About"}).body;
    for (const auto& [name, text] : lines) {
        Box row = body.cut_top(ui.px(28));
        draw_text(ui, row.cut_left(std::min(ui.px(190), row.w * 0.42F)), Role::body, ui.colors().dim, name);
        draw_text(ui, row, Role::body, ui.colors().text, text);
    }
    area.cut_top(ui.px(size::step4));
}

} // namespace

std::unique_ptr<Page> make_settings_page() { return std::make_unique<SettingsPage>(); }

} // namespace asista::ui

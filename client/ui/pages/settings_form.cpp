#include "ui/pages/settings_form.hpp"

#include "ui/words.hpp"
#include "wire/calls/user.hpp"

#include <imgui.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr float row_height = 58, control_line = 38, least_words = 240;

bool two_lines(const Ui& ui, const SettingRow& row, float width) { return width < row.control + ui.px(least_words); }

float height_of(const Ui& ui, const SettingRow& row, float width) {
    if (row.height) return row.height(ui, width);
    const float below = row.below_height ? row.below_height(ui, width) : 0;
    return ui.px(two_lines(ui, row, width) ? row_height + control_line : row_height) + below;
}

// Title and line at the left; returns the place of the control.
Box draw_words(Ui& ui, Box row, const SettingRow& setting) {
    const bool below = two_lines(ui, setting, row.w);
    Box line = row.cut_bottom(below ? ui.px(42) : 0);
    Box control = below ? line.cut_left(setting.control) : row.cut_right(setting.control);
    if (!below) row.cut_right(ui.px(16));
    Box words = row.centered_rows(ui.px(20 + 18));
    draw_text(ui, words.cut_top(ui.px(20)), Role::body_medium, ui.colors().text, setting.title);
    draw_text(ui, words.cut_top(ui.px(18)), Role::small, setting.problem.empty() ? ui.colors().dim : ui.colors().bad,
              setting.problem.empty() ? setting.text : setting.problem);
    return control.centered_rows(ui.px(size::control));
}

} // namespace

std::vector<SettingSection> matching(std::vector<SettingSection> sections, std::string_view search) {
    if (search.find_first_not_of(' ') == std::string_view::npos) return sections;
    for (auto& section : sections)
        std::erase_if(section.rows, [&](const SettingRow& row) {
            const auto all = words::lower(section.title + ' ' + row.title + ' ' + row.text + ' ' + row.words);
            return !words::holds_words(all, search);
        });
    std::erase_if(sections, [](const SettingSection& section) { return section.rows.empty(); });
    return sections;
}

SettingSection whole_section(std::string title, std::string words, std::function<void(Ui&, Box&)> draw) {
    SettingSection section;
    section.rows.push_back({.title = title, .text = {}, .words = std::move(words)});
    section.title = std::move(title);
    section.whole = std::move(draw);
    return section;
}

void draw_rows(Ui& ui, Box& area, const SettingSection& section) {
    ImGui::PushID(section.title.c_str());
    for (std::size_t i = 0; i < section.rows.size(); ++i) {
        const auto& row = section.rows[i];
        Box place = area.cut_top(height_of(ui, row, area.w));
        if (i > 0 && !row.height) horizontal_line(ui, place.x, place.y, place.w, ui.colors().line);
        ImGui::PushID(row.id.empty() ? row.title.c_str() : row.id.c_str());
        const Box below = place.cut_bottom(row.below_height ? row.below_height(ui, place.w) : 0);
        const Box control = row.height ? place : draw_words(ui, place, row);
        if (row.draw) row.draw(ui, control);
        if (row.below) row.below(ui, below);
        ImGui::PopID();
    }
    ImGui::PopID();
}

void draw_section(Ui& ui, Box& area, const SettingSection& section) {
    if (section.whole) return section.whole(ui, area);
    const float width = area.w - 2 * card_edge(ui);
    float rows = 0;
    for (const auto& row : section.rows) rows += height_of(ui, row, width);
    const Box card = area.cut_top(card_height(ui, rows));
    area.cut_top(ui.px(size::step4));
    Box body = draw_card(ui, card, {.icon = section.icon, .title = section.title}).body;
    draw_rows(ui, body, section);
}

void set_preference(Ui& ui, std::string_view key, std::string json) {
    ui.calls.call<calls::PreferencesSet>({.key = std::string{key}, .json = std::move(json)});
}

SettingRow switch_row(const Ui& ui, std::string title, std::string text, std::string_view key, bool on) {
    SettingRow row{std::move(title), std::move(text)};
    row.control = ui.px(size::switch_width);
    row.draw = [key = std::string(key), on, name = row.title](Ui& page, Box place) {
        if (toggle_switch(page, key, switch_box(page, place), on ? On::yes : On::no, Enabled::yes, name))
            set_preference(page, key, json_bool(!on));
    };
    return row;
}

} // namespace asista::ui

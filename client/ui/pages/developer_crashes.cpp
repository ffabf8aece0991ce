#include "ui/pages/developer.hpp"
#include "ui/toasts.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {

constexpr std::size_t most_rows = 5;
constexpr float crash_rows = 54, report_padding = 12;

// Reports are as wide as their stacks: lines are cut, not wrapped, so that columns stay columns. All of it is in the copy.
std::vector<std::string_view> lines_of(std::string_view report) {
    std::vector<std::string_view> lines;
    while (!report.empty()) {
        const auto end = report.find('\n');
        lines.push_back(report.substr(0, end));
        report.remove_prefix(end == std::string_view::npos ? report.size() : end + 1);
    }
    return lines;
}

float report_height(const Ui& ui, const CrashView& crash) {
    return leading(ui, Role::mono) * static_cast<float>(lines_of(crash.report).size()) + 2 * ui.px(report_padding) + ui.px(10);
}

} // namespace

std::vector<CrashList::Row> CrashList::rows(const Ui& ui, const PluginView* only) const {
    std::vector<Row> all;
    for (const auto& plugin : ui.snapshot.plugins)
        for (const auto& crash : plugin.crashes)
            if (!only || only == &plugin) all.push_back({&plugin, &crash});
    std::ranges::stable_sort(all, std::greater{}, [](const Row& row) { return row.crash->at; });
    if (all.size() > most_rows) all.resize(most_rows);
    return all;
}

bool CrashList::opened(const Row& row) const { return row.plugin->id == plugin_ && row.crash->at == at_; }

float CrashList::height(const Ui& ui, float, const PluginView* only) const {
    const auto all = rows(ui, only);
    if (all.empty()) return 0;
    float body = ui.px(crash_rows) * static_cast<float>(all.size()) - ui.px(8);
    for (const auto& row : all)
        if (opened(row) && !row.crash->report.empty()) body += report_height(ui, *row.crash);
    return card_height(ui, body);
}

void CrashList::draw(Ui& ui, Box box, const PluginView* only) {
    std::size_t count = 0;
    for (const auto& plugin : ui.snapshot.plugins)
        if (!only || only == &plugin) count += plugin.crashes.size();
    const std::string note = count > most_rows ? fmt::format("the last {} of {}", most_rows, count) : std::string{};
    CardParts parts =
        draw_card(ui, box, {.icon = "warning-circle", .title = "Crashes", .icon_color = ui.colors().bad, .note = note});
    parts.body.h = 1e6F; // the card's padding is below the last row's
    bool first = true;
    for (const auto& row : rows(ui, only)) {
        const bool open = opened(row) && !row.crash->report.empty();
        const Box place = parts.body.cut_top(ui.px(crash_rows) + (open ? report_height(ui, *row.crash) : 0));
        if (!first) horizontal_line(ui, place.x, place.y, place.w, ui.colors().line);
        first = false;
        ImGui::PushID(fmt::format("{}/{}", row.plugin->id, row.crash->at).c_str());
        draw_row(ui, place, row);
        ImGui::PopID();
    }
}

void CrashList::draw_row(Ui& ui, Box box, const Row& row) {
    const Colors& c = ui.colors();
    const CrashView& crash = *row.crash;
    const bool open = opened(row);
    Box line = box.cut_top(ui.px(crash_rows));
    const Press state = press(ui, "crash", line, Enabled::yes, Overlap::yes);
    if (!state.visible) return;
    const Box around{line.x - ui.px(8), line.y + ui.px(3), line.w + ui.px(16), line.h - ui.px(6)};
    fill(ui, around, with_alpha(c.hover, state.warmth), size::radius);
    if (state.pressed) {
        plugin_ = open ? std::string{} : row.plugin->id;
        at_ = open ? 0 : crash.at;
    }
    Box place = line;
    const Box copy = place.cut_right(button_width(ui, "Copy", "copy")).centered_rows(ui.px(size::control_small));
    if (button(ui, "copy", copy, ButtonKind::secondary, "Copy", "copy")) {
        ImGui::SetClipboardText(crash.report.c_str());
        Toast toast;
        toast.title = "Report copied";
        toast.body = fmt::format("The crash of {} at {}.", row.plugin->name,
                                 words::clock_text(crash.at, ui.snapshot.utc_offset_s, ui.dates()));
        toast.icon = "copy";
        ui.toasts.add(std::move(toast), ui.frame.time_s);
    }
    place.cut_right(ui.px(12));
    draw_icon(ui, place.cut_left(ui.px(14)), open ? "caret-down" : "caret-right", c.dim, 14);
    place.cut_left(ui.px(10));
    Box words = place.centered_rows(ui.px(19 + 18));
    const std::string head = crash.where.empty() ? row.plugin->name : fmt::format("{}, {}", row.plugin->name, crash.where);
    draw_text(ui, words.cut_top(ui.px(19)), Role::body_medium, c.text, head);
    draw_text(ui, words.cut_top(ui.px(18)), Role::small, c.dim,
              fmt::format("{} Version {}, {}.", crash.sentence, crash.version, words::relative(ui.frame.now_ms, crash.at)));
    finish_press(ui, state, around, size::radius);
    if (!open || crash.report.empty()) return;
    box.cut_bottom(ui.px(10));
    fill(ui, box, c.well, size::radius);
    Box text = box.inset(ui.px(report_padding));
    for (const auto report_line : lines_of(crash.report))
        draw_text(ui, text.cut_top(leading(ui, Role::mono)), Role::mono, c.text, report_line);
}

} // namespace asista::ui

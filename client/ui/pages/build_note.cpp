#include "ui/pages/build_note.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <filesystem>

namespace asista::ui {
namespace {

constexpr float well_padding = 10, message_gap = 8, head_rows = 28, overlay_padding = 8;
constexpr int most_message_lines = 3;
constexpr std::size_t most_columns = 400; // of a line of source, which may be a machine's

std::string file_name(const BuildView& build) { return std::filesystem::path(build.file).filename().string(); }

std::string place_text(const BuildView& build) {
    if (build.file.empty()) return "Error";
    if (build.line == 0) return file_name(build);
    if (build.column == 0) return fmt::format("{}:{}", file_name(build), build.line);
    return fmt::format("{}:{}:{}", file_name(build), build.line, build.column);
}

// Tabs as wide as editors make them; the columns of what follows move along.
std::string shown_line(std::string_view line) {
    std::string shown;
    for (const char c : line.substr(0, most_columns))
        if (c == '\t')
            shown.append(4 - shown.size() % 4, ' ');
        else if (c != '\r')
            shown += c;
    return shown;
}

// How much of the excerpt fits: the error's line first, then as many before and behind it as there is room for.
struct Range {
    std::size_t first = 0, count = 0;
};
Range rows_that_fit(const BuildView& build, std::size_t most) {
    const std::size_t all = build.excerpt.size();
    if (all <= most) return {0, all};
    const std::size_t error = build.line >= build.excerpt_first_line ? build.line - build.excerpt_first_line : 0;
    const std::size_t before = std::min(error, most / 2);
    return {std::min(error - before, all - most), most};
}

void draw_marked(const Ui& ui, Box row, const BuildView& build, std::string_view line) {
    const Colors& c = ui.colors();
    fill(ui, Box{row.x - ui.px(well_padding), row.y, row.w + 2 * ui.px(well_padding), row.h}, with_alpha(c.bad, 0.28F));
    if (build.column == 0 || build.column > line.size() + 1) return;
    const auto before = shown_line(line.substr(0, build.column - 1));
    const float from = row.x + text_width(ui, Role::mono, before);
    const float wide = std::max(text_width(ui, Role::mono, "m"), ui.px(4));
    fill(ui, Box{from, row.bottom() - ui.px(2), std::min(wide, std::max(row.right() - from, 0.0F)), ui.px(2)}, c.bad);
}

void draw_excerpt(const Ui& ui, Box box, const BuildView& build) {
    const float row = leading(ui, Role::mono);
    const Box inner = box.inset(ui.px(well_padding));
    const auto range = rows_that_fit(build, static_cast<std::size_t>(std::max(inner.h / row, 0.0F) + 0.01F));
    if (range.count == 0) return;
    fill(ui, box, ui.colors().well, size::radius);
    Box rows = inner;
    for (std::size_t i = range.first; i < range.first + range.count; ++i) {
        const Box place = rows.cut_top(row);
        if (build.excerpt_first_line + i == build.line) draw_marked(ui, place, build, build.excerpt[i]);
        draw_text(ui, place, Role::mono, ui.colors().text, shown_line(build.excerpt[i]));
    }
}

float message_height(const Ui& ui, float width, const BuildView& build) {
    return leading(ui, Role::mono) + paragraph_height(ui, width, Role::mono, build.message, most_message_lines);
}
float excerpt_height(const Ui& ui, const BuildView& build) {
    if (build.excerpt.empty()) return 0;
    return leading(ui, Role::mono) * static_cast<float>(build.excerpt.size()) + 2 * ui.px(well_padding) + ui.px(message_gap);
}

// Place and message at the bottom, source lines in what is left above.
void draw_error(Ui& ui, Box box, const BuildView& build) {
    Box message = box.cut_bottom(message_height(ui, box.w, build));
    draw_text(ui, message.cut_top(leading(ui, Role::mono)), Role::mono, ui.colors().bad, place_text(build));
    draw_paragraph(ui, message, Role::mono, ui.colors().text, build.message, most_message_lines);
    box.cut_bottom(ui.px(message_gap));
    if (!build.excerpt.empty()) draw_excerpt(ui, box, build);
}

bool can_open(const BuildView& build) { return build.file.starts_with('/'); }
void open_place(Ui& ui, const BuildView& build) { ui.calls.open_source(build.file, build.line, build.column); }

constexpr std::string_view open_label = "Open in editor", open_icon = "arrow-square-out";

} // namespace

const BuildView* build_of(const Ui& ui, std::string_view plugin) {
    const auto found = std::ranges::find(ui.snapshot.builds, plugin, &BuildView::plugin);
    return plugin.empty() || found == ui.snapshot.builds.end() ? nullptr : &*found;
}

std::string build_title(const BuildView& build) {
    const std::string count = build.errors == 1 ? "1 error" : fmt::format("{} errors", build.errors);
    return build.file.empty() ? count : fmt::format("{} in {}", count, file_name(build));
}

std::string build_status(const BuildView& build) {
    if (!build.trouble.empty()) return build.trouble;
    if (build.running) return build.phase.empty() ? "Building" : fmt::format("Building: {}", build.phase);
    if (build.failed) return build_title(build);
    if (build.builds == 0) return "Waiting for the first build";
    if (build.from_cache) return fmt::format("Built before, there again in {:.0f} ms", build.total_ms);
    return fmt::format("Built in {:.0f} ms: compile {:.0f}, link {:.0f}", build.total_ms, build.compile_ms, build.link_ms);
}

float build_card_height(const Ui& ui, float width, const BuildView& build) {
    const float inner = width - 2 * card_edge(ui);
    if (!build.failed) return card_height(ui, paragraph_height(ui, inner, Role::mono, build_status(build), most_message_lines));
    return card_height(ui, excerpt_height(ui, build) + message_height(ui, inner, build));
}

void draw_build_card(Ui& ui, Box box, const BuildView& build) {
    const std::string name = build.plugin.empty() ? build.folder : build.plugin;
    if (!build.failed) {
        const bool bad = !build.trouble.empty();
        const CardParts parts = draw_card(ui, box,
                                          {.icon = bad ? "warning-circle" : "hammer",
                                           .title = name,
                                           .icon_color = bad ? ui.colors().bad : ui.colors().accent,
                                           .note = build.tools},
                                          bad ? Surface::bad : Surface::card);
        draw_paragraph(ui, parts.body, Role::mono, ui.colors().text, build_status(build), most_message_lines);
        return;
    }
    const std::string note = fmt::format("found in {:.2f} s, the last good version keeps running", build.total_ms / 1000);
    const std::string title = build_title(build);
    CardParts parts =
        draw_card(ui, box, {.icon = "x-circle", .title = title, .icon_color = ui.colors().bad, .note = note}, Surface::bad);
    if (can_open(build)) {
        const Box place =
            parts.actions.cut_right(button_width(ui, open_label, open_icon)).centered_rows(ui.px(size::control_small));
        ImGui::PushID(name.c_str());
        if (button(ui, "open", place, ButtonKind::secondary, open_label, open_icon)) open_place(ui, build);
        ImGui::PopID();
    }
    draw_error(ui, parts.body, build);
}

void draw_build_overlay(Ui& ui, Box box, const BuildView& build) {
    if (!build.failed || box.h < ui.px(2 * head_rows)) return;
    const float pad = ui.px(overlay_padding), inner_width = box.w - 2 * pad;
    const float message = paragraph_height(ui, inner_width, Role::mono, build.message, most_message_lines);
    const float wanted = ui.px(head_rows) + excerpt_height(ui, build) + message + 2 * pad;
    const Box place = box.cut_bottom(std::min(wanted, box.h));
    // A window of its own: the surface beneath is one too and would be in front.
    ImGui::SetCursorScreenPos(ImVec2(place.x, place.y));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    const bool visible = ImGui::BeginChild("build error", ImVec2(place.w, place.h), ImGuiChildFlags_NavFlattened,
                                           ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar);
    ImGui::PopStyleVar();
    if (visible) {
        fill(ui, place, ui.colors().panel, size::radius);
        outline(ui, place, ui.colors().bad, size::radius);
        const Press state = press(ui, "open", place, can_open(build) ? Enabled::yes : Enabled::no);
        tooltip(ui, can_open(build) ? "Opens the place in your editor" : "The build failed; this is the version before it");
        Box inner = place.inset(pad);
        Box head = inner.cut_top(ui.px(head_rows - 8));
        draw_icon(ui, head.cut_left(ui.px(size::icon)), "x-circle", ui.colors().bad);
        head.cut_left(ui.px(8));
        const std::string count = build.errors > 1 ? fmt::format(", the first of {} errors", build.errors) : std::string();
        draw_text(ui, head, Role::mono, ui.colors().bad, place_text(build) + count);
        inner.cut_top(ui.px(4));
        // Of a small card the message gets two lines, so that the line of source is still there.
        const int lines = place.h < wanted ? 2 : most_message_lines;
        const Box words = inner.cut_bottom(paragraph_height(ui, inner.w, Role::mono, build.message, lines));
        draw_paragraph(ui, words, Role::mono, ui.colors().text, build.message, lines);
        inner.cut_bottom(ui.px(message_gap));
        if (!build.excerpt.empty()) draw_excerpt(ui, inner, build);
        if (state.pressed) open_place(ui, build);
        finish_press(ui, state, place, size::radius);
    }
    ImGui::EndChild();
}

} // namespace asista::ui

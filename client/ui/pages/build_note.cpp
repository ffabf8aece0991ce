#include "ui/pages/build_note.hpp"

#include "ui/code_tint.hpp"
#include "ui/toasts.hpp"
#include "ui/words.hpp"
#include "wire/calls/develop.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <filesystem>

namespace asista::ui {
namespace {

constexpr float well_padding = size::card_padding, well_rows = 14, message_gap = 10, header_gap = 6;
constexpr float head_rows = 28, overlay_padding = 10, overlay_rows = 7, overlay_gap = 5;
constexpr float most_covered = 0.75F; // of the surface: what is left shows that the version before is still alive
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

// Towards the colour of text: series and states are made for areas and words of their own, code is small and long.
Color tint_color(const Ui& ui, Tint tint) {
    const Colors& c = ui.colors();
    const auto calm = [&](Color color) { return mix(color, c.text, 0.3F); };
    switch (tint) {
    case Tint::plain: return c.text;
    case Tint::keyword: return c.accent;
    case Tint::call: return calm(c.series[0]);
    case Tint::text: return calm(c.ok);
    case Tint::number: return calm(c.warn);
    case Tint::comment: return c.dim;
    }
    return c.text;
}

// The place of the error: its line from edge to edge of the well, and a stroke beneath the word.
void draw_marked(const Ui& ui, Box row, const BuildView& build, std::string_view line, float padding) {
    const Colors& c = ui.colors();
    fill(ui, row, with_alpha(c.bad, 0.28F));
    if (build.column == 0 || build.column > line.size() + 1) return;
    row = row.inset(ui.px(padding), 0);
    const std::size_t at = build.column - 1, length = word_length(line, at);
    const float from = row.x + text_width(ui, Role::mono, shown_line(line.substr(0, at)));
    const float to = row.x + text_width(ui, Role::mono, shown_line(line.substr(0, at + length)));
    const float wide = std::max(to - from, text_width(ui, Role::mono, "m"));
    fill(ui, Box{from, row.bottom() - ui.px(2), std::min(wide, std::max(row.right() - from, 0.0F)), ui.px(2)}, c.bad);
}

void draw_source(const Ui& ui, Box row, std::string_view line) {
    const std::string shown = shown_line(line);
    for (const auto& piece : tint_cpp(shown)) {
        if (row.empty()) return;
        row.cut_left(draw_text(ui, row, Role::mono, tint_color(ui, piece.tint), piece.text));
    }
}

// Lines of source from the top of `box`, with `padding` at their sides.
void draw_excerpt(const Ui& ui, Box box, const BuildView& build, float padding) {
    const float row = leading(ui, Role::mono);
    const auto range = rows_that_fit(build, static_cast<std::size_t>(std::max(box.h / row, 0.0F) + 0.01F));
    for (std::size_t i = range.first; i < range.first + range.count; ++i) {
        const Box place = box.cut_top(row);
        if (build.excerpt_first_line + i == build.line) draw_marked(ui, place, build, build.excerpt[i], padding);
        draw_source(ui, place.inset(ui.px(padding), 0), build.excerpt[i]);
    }
}
float excerpt_height(const Ui& ui, const BuildView& build) {
    return leading(ui, Role::mono) * static_cast<float>(build.excerpt.size());
}

// Place and message in one line where they fit, else the message in lines of its own.
bool in_one_line(const Ui& ui, float width, const BuildView& build) {
    return text_width(ui, Role::mono, place_text(build) + "  " + build.message) <= width;
}
float message_height(const Ui& ui, float width, const BuildView& build) {
    if (in_one_line(ui, width, build)) return leading(ui, Role::mono);
    return leading(ui, Role::mono) + paragraph_height(ui, width, Role::mono, build.message, most_message_lines);
}
void draw_message(const Ui& ui, Box box, const BuildView& build) {
    const std::string place = place_text(build) + "  ";
    const bool one = in_one_line(ui, box.w, build);
    Box line = box.cut_top(leading(ui, Role::mono));
    line.cut_left(draw_text(ui, line, Role::mono, ui.colors().bad, place));
    if (one)
        draw_text(ui, line, Role::mono, ui.colors().text, build.message);
    else
        draw_paragraph(ui, box, Role::mono, ui.colors().text, build.message, most_message_lines);
}

// The lower part of a card below its header, from edge to edge: source lines, then place and message.
float error_height(const Ui& ui, float width, const BuildView& build) {
    const float lines = build.excerpt.empty() ? 0 : excerpt_height(ui, build) + ui.px(message_gap);
    return lines + message_height(ui, width - 2 * ui.px(well_padding), build) + 2 * ui.px(well_rows);
}
void draw_error(Ui& ui, Box well, const BuildView& build) {
    current_list()->AddRectFilled(ImVec2(well.x, well.y), ImVec2(well.right(), well.bottom()), ui.colors().well,
                                  ui.px(size::card_radius) - ui.px(size::hairline), ImDrawFlags_RoundCornersBottom);
    well = well.inset(0, ui.px(well_rows));
    const Box message = well.cut_bottom(message_height(ui, well.w - 2 * ui.px(well_padding), build));
    draw_message(ui, message.inset(ui.px(well_padding), 0), build);
    draw_excerpt(ui, well, build, well_padding);
}

// What a plugin's own card shows: head, source lines, message in at most `lines`.
void draw_overlay_content(const Ui& ui, Box box, const BuildView& build, int lines) {
    const Colors& c = ui.colors();
    const float pad = ui.px(overlay_padding);
    Box head = box.cut_top(ui.px(head_rows)).inset(pad, 0);
    draw_icon(ui, head.cut_left(ui.px(size::icon)), "x-circle", c.bad);
    head.cut_left(ui.px(8));
    const std::string count = build.errors > 1 ? fmt::format(", the first of {} errors", build.errors) : std::string();
    draw_text(ui, head, Role::mono, c.bad, place_text(build) + count);
    current_list()->AddRectFilled(ImVec2(box.x, box.y), ImVec2(box.right(), box.bottom()), c.well,
                                  ui.px(size::radius) - ui.px(size::hairline), ImDrawFlags_RoundCornersBottom);
    box = box.inset(0, ui.px(overlay_rows));
    const Box inner = box.inset(pad, 0);
    const Box words = inner.w > 0 ? box.cut_bottom(paragraph_height(ui, inner.w, Role::mono, build.message, lines)) : Box{};
    draw_paragraph(ui, words.inset(pad, 0), Role::mono, c.text, build.message, lines);
    box.cut_bottom(ui.px(overlay_gap));
    draw_excerpt(ui, box, build, overlay_padding);
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
    if (build.total_ms >= 1000)
        return fmt::format("Built in {:.1f} s: compile {:.1f}, link {:.1f}", build.total_ms / 1000, build.compile_ms / 1000,
                           build.link_ms / 1000);
    return fmt::format("Built in {:.0f} ms: compile {:.0f}, link {:.0f}", build.total_ms, build.compile_ms, build.link_ms);
}

std::string sanitizers_text(const BuildView& build, std::string_view plugin_name) {
    return fmt::format(fmt::runtime(build.sanitizers ? "Build {} without sanitizers again" : "Check {} with sanitizers"),
                       plugin_name);
}

void set_sanitizers(Ui& ui, const PluginView& plugin, bool on) {
    ui.calls.call<calls::DevelopSanitize>({plugin.id, on}, [toasts = &ui.toasts, name = plugin.name,
                                                            on](Result<calls::Nothing> reply) {
        if (reply && !on) return;
        Toast toast;
        toast.icon = "first-aid";
        toast.title = reply ? fmt::format("{} is being built with sanitizers", name) : "It cannot be built with sanitizers";
        toast.body =
            reply ? "It is slower, may use more memory, and stops at the first memory error with its line. What is not defined "
                    "is told in its log."
                  : words::sentence(reply.error().message);
        if (!reply) toast.level = NotificationLevel::error;
        toasts->add_now(std::move(toast));
    });
}

float build_card_height(const Ui& ui, float width, const BuildView& build) {
    const float inner = width - 2 * card_edge(ui);
    if (!build.failed) return card_height(ui, paragraph_height(ui, inner, Role::mono, build_status(build), most_message_lines));
    return card_height(ui, 0) - card_edge(ui) + ui.px(header_gap) + error_height(ui, width - 2 * ui.px(size::hairline), build) +
           ui.px(size::hairline);
}

void draw_build_card(Ui& ui, Box box, const BuildView& build) {
    const PluginView* const plugin = ui.plugin(build.plugin);
    const std::string name = plugin && !plugin->name.empty() ? plugin->name : build.plugin.empty() ? build.folder : build.plugin;
    if (!build.failed) {
        const bool bad = !build.trouble.empty();
        const CardParts parts = draw_card(ui, box,
                                          {.icon = bad ? "warning-circle" : "wrench",
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
        ImGui::PushID(build.folder.c_str());
        if (button(ui, "open", place, ButtonKind::secondary, open_label, open_icon)) open_place(ui, build);
        ImGui::PopID();
    }
    Box well = box.inset(ui.px(size::hairline));
    well.cut_top(parts.body.y + ui.px(header_gap) - well.y);
    draw_error(ui, well, build);
}

void draw_build_overlay(Ui& ui, Box box, const BuildView& build) {
    if (!build.failed || box.h < ui.px(2 * head_rows)) return;
    const float edge = ui.px(size::hairline), rows = 2 * ui.px(overlay_rows);
    // Of a small card the message gets two lines, so that the line of source is still there.
    const float inner_width = box.w - 2 * ui.px(overlay_padding);
    const auto message_rows = [&](int lines) { return paragraph_height(ui, inner_width, Role::mono, build.message, lines); };
    const float around = ui.px(head_rows) + rows + ui.px(overlay_gap) + 2 * edge;
    const float wanted = around + excerpt_height(ui, build) + message_rows(most_message_lines);
    const float least = around + leading(ui, Role::mono) + message_rows(2);
    const float high = std::min(wanted, std::max(std::floor(box.h * most_covered), std::min(least, box.h)));
    const Box place = box.cut_bottom(high);
    // A window of its own: the surface beneath is one too and would be in front.
    ImGui::SetCursorScreenPos(ImVec2(place.x, place.y));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    const bool visible = ImGui::BeginChild("build error", ImVec2(place.w, place.h), ImGuiChildFlags_NavFlattened,
                                           ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar);
    ImGui::PopStyleVar();
    if (visible) {
        fill(ui, place, ui.colors().panel, size::radius);
        const Press state = press(ui, "open", place, can_open(build) ? Enabled::yes : Enabled::no);
        tooltip(ui, can_open(build) ? "Opens the place in your editor" : "The build failed; this is the version before it");
        draw_overlay_content(ui, place.inset(edge), build, high < wanted ? 2 : most_message_lines);
        outline(ui, place, ui.colors().bad, size::radius);
        if (state.pressed) open_place(ui, build);
        finish_press(ui, state, place, size::radius);
    }
    ImGui::EndChild();
}

} // namespace asista::ui

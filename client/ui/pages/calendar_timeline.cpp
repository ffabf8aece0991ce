// A day or a week as a timeline: hours down, days across, what has no time of day in a row above.
#include "ui/pages/calendar.hpp"

#include "ui/task_words.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {

constexpr float label_width = 54, hour_height = 48, names_height = 52, chip_height = 22, chip_pitch = 25;
constexpr int most_all_day_rows = 4;
constexpr float least_block = 20;
constexpr int first_hour = 7;    // that is in sight to begin with
constexpr float edge_height = 6; // at the ends of a block: to make it longer

Color block_color(const Ui& ui, Color series) { return mix(ui.colors().panel, series, ui.theme.dark() ? 0.30F : 0.16F); }

} // namespace

Box CalendarPage::Grid::column(int index) const {
    return {box.x + std::floor(column_w * static_cast<float>(index)), box.y, std::floor(column_w), box.h};
}

void CalendarPage::draw_timeline(Ui& ui, Box box) {
    const int days = days_shown();
    const DayNumber first = first_shown(ui);
    Box inner = box.inset(ui.px(1));
    inner.cut_right(ui.px(10)); // for the bar

    Grid across; // the columns, as the rows above the timeline need them
    across.first = first;
    across.days = days;
    across.column_w = (inner.w - ui.px(label_width)) / static_cast<float>(days);
    across.box = {inner.x + ui.px(label_width), inner.y, inner.w - ui.px(label_width), 0};

    std::vector<const Entry*> whole; // without a time of day, or of more than a day
    std::vector<DaySpan> spans;
    for (const Entry& each : entries_) {
        const bool long_one = each.last_day() > each.times.start_day;
        if ((each.timed() && !long_one) || each.last_day() < first || each.times.start_day >= first + days) continue;
        whole.push_back(&each);
        spans.push_back({std::max(each.times.start_day, first), std::min(each.last_day(), first + days - 1)});
    }
    const auto rows = rows_of_days(spans);
    const int row_count = rows.empty() ? 0 : std::min(*std::ranges::max_element(rows) + 1, most_all_day_rows);
    draw_day_names(ui, inner.cut_top(ui.px(names_height)), across);
    all_day_box_ = inner.cut_top(ui.px(chip_pitch) * static_cast<float>(std::max(row_count, 1)) + ui.px(6));
    draw_all_day(ui, all_day_box_, across, whole, rows);
    horizontal_line(ui, box.x, all_day_box_.bottom(), box.w, ui.colors().line);
    inner.cut_top(ui.px(1));
    view_clip_ = inner;

    const float hour = ui.px(hour_height);
    ImGui::SetCursorScreenPos(ImVec2(inner.x, inner.y));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::BeginChild(view_ == View::day ? "day" : "week", ImVec2(inner.w + ui.px(8), inner.h), ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoBackground);
    ImGui::PopStyleVar();
    if (std::exchange(scroll_to_morning_, false)) ImGui::SetScrollY(hour * first_hour);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    grid_ = across;
    grid_.box.y = at.y + ui.px(10); // room for the half of the first label
    grid_.box.h = hour * 24;
    grid_.minute_h = hour / 60;
    draw_hours(ui, {inner.x, grid_.box.y, ui.px(label_width), grid_.box.h}, grid_);
    for (int i = 0; i < days; ++i) draw_column(ui, grid_, i);
    draw_now(ui, grid_);
    draw_preview(ui, grid_);
    // Near the edge, what is dragged takes the timeline along.
    if (drag_.far && drag_.kind != Drag::Kind::none && !drag_.times.all_day) {
        const float y = ImGui::GetIO().MousePos.y, margin = ui.px(28);
        const float by = y < inner.y + margin ? y - inner.y - margin : std::max(y - inner.bottom() + margin, 0.0F);
        if (by != 0 && y > all_day_box_.bottom()) ImGui::SetScrollY(ImGui::GetScrollY() + by * 0.15F);
    }
    reach(inner.right(), grid_.box.bottom() + ui.px(10));
    ImGui::EndChild();
}

void CalendarPage::draw_day_names(Ui& ui, Box row, const Grid& grid) {
    const Colors& c = ui.colors();
    const DateStyle style = ui.dates();
    for (int i = 0; i < grid.days; ++i) {
        const DayNumber day = grid.first + i;
        Box cell{grid.column(i).x, row.y, grid.column_w, row.h};
        const Press state = press(ui, fmt::format("name {}", day), cell);
        if (state.pressed) {
            day_ = day;
            view_ = View::day;
            scroll_to_morning_ = true;
        }
        if (!state.visible) continue;
        tooltip(ui, words::date_line(day, style));
        const bool today = day == ui.today();
        Box lines = cell.centered_rows(ui.px(44));
        draw_text(ui, lines.cut_top(ui.px(16)), Role::tiny, today ? c.accent : c.dim, words::weekday_short(day, style),
                  Align::center);
        const Box round = lines.centered(ui.px(27), ui.px(27));
        if (today)
            fill(ui, round, c.accent, 13.5F);
        else if (day == day_ && grid.days > 1)
            fill(ui, round, c.accent_soft, 13.5F);
        else
            fill(ui, round, with_alpha(c.hover, state.warmth), 13.5F);
        draw_text(ui, round, Role::strong, today ? c.on_accent : c.text, std::to_string(day_of_month(day)), Align::center);
        finish_press(ui, state, cell.inset(ui.px(3)), size::radius);
    }
}

void CalendarPage::draw_all_day(Ui& ui, Box row, const Grid& grid, const std::vector<const Entry*>& entries,
                                const std::vector<int>& rows) {
    const Colors& c = ui.colors();
    draw_text(ui, Box{row.x, row.y, ui.px(label_width) - ui.px(10), ui.px(chip_height)}, Role::tiny, c.faint, "All day",
              Align::right);
    for (int i = 0; i < grid.days; ++i) {
        Box cell{grid.column(i).x, row.y, grid.column_w, row.h};
        fill(ui, {cell.x, row.y, ui.px(1), row.h}, c.line);
        ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
        const Press state = press(ui, fmt::format("all day {}", grid.first + i), cell, Enabled::yes, Overlap::yes);
        ImGui::PopItemFlag();
        if (state.held && drag_.kind == Drag::Kind::none && ImGui::IsMouseClicked(0)) begin_create(grid.first + i, 0, true);
    }
    std::vector<int> hidden(static_cast<std::size_t>(grid.days), 0);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Entry& entry = *entries[i];
        const int from = std::max<int>(entry.times.start_day - grid.first, 0);
        const int to = std::min<int>(entry.last_day() - grid.first, grid.days - 1);
        // The last row says how many more there are, where it is not enough.
        const bool crowded = *std::ranges::max_element(rows) >= most_all_day_rows;
        if (rows[i] >= most_all_day_rows - (crowded ? 1 : 0)) {
            for (int day = from; day <= to; ++day) ++hidden[static_cast<std::size_t>(day)];
            continue;
        }
        const float x = grid.column(from).x + ui.px(3);
        const Box chip{x, row.y + ui.px(chip_pitch) * static_cast<float>(rows[i]) + ui.px(1),
                       grid.column(to).right() - x - ui.px(3), ui.px(chip_height)};
        draw_chip(ui, entry, chip, entry.times.start_day >= grid.first, entry.last_day() < grid.first + grid.days);
    }
    for (int i = 0; i < grid.days; ++i) {
        if (hidden[static_cast<std::size_t>(i)] == 0) continue;
        const Box place{grid.column(i).x, row.y + ui.px(chip_pitch) * (most_all_day_rows - 1) + ui.px(1), grid.column_w,
                        ui.px(chip_height)};
        draw_text(ui, place.inset(ui.px(8), 0), Role::small, c.dim, fmt::format("{} more", hidden[static_cast<std::size_t>(i)]));
    }
    if (drag_.far && drag_.times.all_day && drag_.kind != Drag::Kind::none) {
        const int from = std::clamp<int>(drag_.times.start_day - grid.first, 0, grid.days - 1);
        const int to = std::clamp<int>(drag_.times.end_day - grid.first, 0, grid.days - 1);
        const float x = grid.column(from).x + ui.px(3);
        const Box ghost{x, row.y + ui.px(1), grid.column(to).right() - x - ui.px(3), ui.px(chip_height)};
        fill(ui, ghost, c.accent_soft, 6);
        outline(ui, ghost, c.accent, 6, 1.5F);
        draw_text(ui, ghost.inset(ui.px(8), 0), Role::small_medium, c.on_accent_soft,
                  drag_.kind == Drag::Kind::create ? std::string_view("New event") : std::string_view(drag_.entry.title));
    }
}

void CalendarPage::draw_hours(Ui& ui, Box labels, const Grid& grid) {
    const Colors& c = ui.colors();
    const DateStyle style = ui.dates();
    for (int hour = 0; hour <= 24; ++hour) {
        const float y = grid.y_of(hour * 60);
        horizontal_line(ui, grid.box.x, y, grid.box.w, c.line);
        if (hour == 24) break;
        const Box label{labels.x, y - ui.px(8), labels.w - ui.px(10), ui.px(16)};
        draw_text(ui, label, Role::tiny, c.faint, words::hour_text(hour, style), Align::right);
    }
}

void CalendarPage::draw_column(Ui& ui, const Grid& grid, int index) {
    const Colors& c = ui.colors();
    const DayNumber day = grid.first + index;
    const Box column = grid.column(index);
    if (day == ui.today() && grid.days > 1) fill(ui, column, with_alpha(c.accent_soft, ui.theme.dark() ? 0.35F : 0.4F));
    fill(ui, {column.x, column.y, ui.px(1), column.h}, c.line);
    ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true); // the keyboard makes events with a key of its own
    const Press empty = press(ui, fmt::format("free {}", day), column, Enabled::yes, Overlap::yes);
    ImGui::PopItemFlag();
    if (empty.held && drag_.kind == Drag::Kind::none && ImGui::IsMouseClicked(0))
        if (const auto at = spot(ImGui::GetIO().MousePos.x, ImGui::GetIO().MousePos.y)) begin_create(day, at->minute, false);

    std::vector<const Entry*> entries;
    std::vector<Stretch> stretches;
    for (const Entry& each : entries_) {
        calls::EventTimes times = each.times;
        if (moved_ && moved_->first == each.key) times = moved_->second;
        // Those over midnight are on both days; longer ones are in the row above.
        if (times.all_day || each.last_day() > each.times.start_day) continue;
        if (times.start_day != day) continue;
        const int from = times.start_minute, to = times.end_day > day ? 24 * 60 : times.end_minute;
        entries.push_back(&each);
        // What is drawn at a least height takes as much time, or it would cover the next.
        stretches.push_back({from, std::max(to, from + static_cast<int>(std::ceil(ui.px(least_block) / grid.minute_h)))});
    }
    const auto slots = side_by_side(stretches);
    const Box inside{column.x + ui.px(2), column.y, column.w - ui.px(8), column.h};
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const float unit = inside.w / static_cast<float>(slots[i].columns);
        const float y = grid.y_of(stretches[i].from);
        const Box block{inside.x + std::floor(unit * static_cast<float>(slots[i].column)), y + 1,
                        std::floor(unit * static_cast<float>(slots[i].spans)) - ui.px(2),
                        grid.y_of(std::min(stretches[i].to, 24 * 60)) - y - ui.px(2)};
        const bool dragged = drag_.kind != Drag::Kind::none && drag_.far && drag_.entry.key == entries[i]->key;
        draw_block(ui, *entries[i], block, false, dragged);
    }
}

// An event or a task of a part of a day.
void CalendarPage::draw_block(Ui& ui, const Entry& entry, Box box, bool continues, bool ghost) {
    static_cast<void>(continues);
    const Colors& c = ui.colors();
    ImGui::PushID(static_cast<int>(entry.key.id * 2 + (entry.key.task ? 1 : 0)));
    ImGui::PushID(static_cast<int>(entry.key.occurrence));
    // The tick box comes later and is on top.
    const Press state = press(ui, "block", box, Enabled::yes, entry.key.task ? Overlap::yes : Overlap::no);
    if (state.visible) {
        const float strength = ghost ? 0.35F : 1.0F;
        const Color series = c.series[entry.color % c.series.size()];
        const bool past = entry.times.end_day < ui.today();
        fill(ui, box, c.panel, 6);
        if (entry.key.task) {
            outline(ui, box, with_alpha(mix(c.control_line, c.accent, state.warmth), strength), 6);
        } else {
            fill(ui, box, with_alpha(block_color(ui, series), strength * (past ? 0.6F : 1.0F)), 6);
            fill(ui, box, with_alpha(c.hover, state.warmth), 6);
            const Box bar{box.x, box.y, ui.px(3), box.h};
            fill(ui, bar, with_alpha(series, strength * (past ? 0.5F : 1.0F)), 1.5F);
            if (ui.theme.contrast == Contrast::high) outline(ui, box, series, 6);
        }
        if (selected_ && *selected_ == entry.key) outline(ui, box, c.accent, 6, 1.5F);
        const bool slim = box.w < ui.px(64); // beside others: the title alone, over several lines
        Box text = box.inset(ui.px(slim ? 6 : 8), 0);
        if (entry.key.task) {
            const Box tick_box{box.x + ui.px(3), box.y, ui.px(21), std::min(box.h, ui.px(24))};
            if (check_box(ui, "tick", tick_box, entry.done ? On::yes : On::no, entry.done ? "Open again" : "Done"))
                tick(ui, entry);
            text.cut_left(ui.px(20));
        }
        const Color title = with_alpha(entry.done || past ? c.dim : c.text, strength);
        const std::string when = entry.key.task
                                     ? words::minute_text(entry.times.start_minute, ui.dates())
                                     : fmt::format("{} to {}", words::minute_text(entry.times.start_minute, ui.dates()),
                                                   words::minute_text(entry.times.end_minute, ui.dates()));
        if (box.h < ui.px(38)) {
            const Box line = text.cut_top(std::min(text.h, ui.px(24)));
            const float width = draw_text(ui, line, Role::small_medium, title, entry.title);
            Box rest = line;
            rest.cut_left(width + ui.px(6));
            if (rest.w > text_width(ui, Role::small, when)) draw_text(ui, rest, Role::small, with_alpha(c.dim, strength), when);
        } else if (slim) {
            text.cut_top(ui.px(3));
            draw_paragraph(ui, text, Role::small_medium, title, entry.title,
                           std::max(static_cast<int>(text.h / leading(ui, Role::small_medium)), 1));
        } else {
            text.cut_top(ui.px(3));
            draw_text(ui, text.cut_top(ui.px(18)), Role::small_medium, title, entry.title);
            // Where both ends have no room beside " am" and " pm", the beginning is what matters.
            draw_text(ui, text.cut_top(ui.px(16)), Role::small, with_alpha(c.dim, strength),
                      ui.dates().hours == HourStyle::hours_24 || text_width(ui, Role::small, when) <= text.w
                          ? when
                          : words::minute_text(entry.times.start_minute, ui.dates()));
            if (!entry.place.empty() && text.h > ui.px(16))
                draw_text(ui, text.cut_top(ui.px(16)), Role::small, with_alpha(c.faint, strength), entry.place);
        }
        entry_pressed(ui, entry, state, box, true);
        finish_press(ui, state, box, 6);
    }
    ImGui::PopID();
    ImGui::PopID();
}

// One that takes whole days, in a row of its own.
void CalendarPage::draw_chip(Ui& ui, const Entry& entry, Box box, bool begins, bool ends) {
    const Colors& c = ui.colors();
    ImGui::PushID(static_cast<int>(entry.key.id * 2 + (entry.key.task ? 1 : 0)));
    ImGui::PushID(static_cast<int>(entry.key.occurrence * 64 + static_cast<int>(box.y) % 61));
    const Press state = press(ui, "chip", box, Enabled::yes, entry.key.task ? Overlap::yes : Overlap::no);
    if (state.visible) {
        const bool ghost = drag_.kind != Drag::Kind::none && drag_.far && drag_.entry.key == entry.key;
        const float strength = ghost ? 0.35F : 1.0F;
        const Color series = c.series[entry.color % c.series.size()];
        Box text = box.inset(ui.px(7), 0);
        if (entry.key.task) {
            fill(ui, box, with_alpha(c.hover, state.warmth), 6);
            const Box tick_box{box.x + ui.px(1), box.y, ui.px(21), box.h};
            if (check_box(ui, "tick", tick_box, entry.done ? On::yes : On::no, entry.done ? "Open again" : "Done"))
                tick(ui, entry);
            text.cut_left(ui.px(19));
        } else if (entry.timed() && entry.last_day() == entry.times.start_day) { // within a month: a dot and the time
            fill(ui, box, with_alpha(c.hover, state.warmth), 6);
            dot(ui, box.x + ui.px(8), box.middle_y(), 3.5F, with_alpha(series, strength));
            text.cut_left(ui.px(9));
            const std::string at = words::minute_text(entry.times.start_minute, ui.dates());
            if (text.w > ui.px(84)) {
                draw_text(ui, text.cut_right(text_width(ui, Role::small, at)), Role::small, with_alpha(c.dim, strength), at);
                text.cut_right(ui.px(4));
            }
        } else {
            fill(ui, box, with_alpha(block_color(ui, series), strength), 6);
            fill(ui, box, with_alpha(c.hover, state.warmth), 6);
            // Where it goes on beyond what is shown, its end is open.
            if (begins) fill(ui, {box.x, box.y, ui.px(3), box.h}, with_alpha(series, strength), 1.5F);
            if (!ends) draw_icon(ui, text.cut_right(ui.px(12)), "caret-right", c.dim, 12);
            if (ui.theme.contrast == Contrast::high) outline(ui, box, series, 6);
        }
        if (selected_ && *selected_ == entry.key) outline(ui, box, c.accent, 6, 1.5F);
        draw_text(ui, text, Role::small_medium, with_alpha(entry.done ? c.dim : c.text, strength), entry.title);
        entry_pressed(ui, entry, state, box, false);
        finish_press(ui, state, box, 6);
    }
    ImGui::PopID();
    ImGui::PopID();
}

// A press is a click, or the beginning of a drag: which of them shows when the pointer moves.
void CalendarPage::entry_pressed(Ui& ui, const Entry& entry, const Press& state, Box box, bool resizable) {
    const float y = ImGui::GetIO().MousePos.y;
    const bool tall = box.h > ui.px(3 * edge_height);
    const bool at_end = resizable && !entry.key.task && y > box.bottom() - ui.px(edge_height);
    const bool at_begin = resizable && !entry.key.task && tall && y < box.y + ui.px(edge_height) / 2;
    if (state.held && ImGui::IsMouseClicked(0) && drag_.kind == Drag::Kind::none)
        begin_drag(entry, at_end ? Drag::Kind::end : at_begin ? Drag::Kind::begin : Drag::Kind::move);
    if (state.pressed && !drag_.far) {
        selected_ = entry.key;
        day_ = std::max(entry.times.start_day, std::min(day_, entry.last_day()));
        if (entry.key.task)
            ui.navigator.open("tasks", std::to_string(entry.key.id));
        else
            open_form(ui, entry, box);
    }
    if (state.hovered && (at_end || at_begin)) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
}

void CalendarPage::draw_now(Ui& ui, const Grid& grid) {
    const int index = ui.today() - grid.first;
    if (index < 0 || index >= grid.days) return;
    const auto clock = words::local_clock(ui.frame.now_ms, ui.snapshot.utc_offset_s);
    const float y = grid.y_of(clock.hour * 60 + clock.minute);
    const Box column = grid.column(index);
    fill(ui, {column.x, y - ui.px(1), column.w, ui.px(2)}, ui.colors().bad);
    dot(ui, column.x, y, 4, ui.colors().bad);
}

// What is in the hand, where it would be.
void CalendarPage::draw_preview(Ui& ui, const Grid& grid) {
    if (drag_.kind == Drag::Kind::none || !drag_.far || drag_.times.all_day) return;
    const Colors& c = ui.colors();
    const int index = drag_.times.start_day - grid.first;
    if (index < 0 || index >= grid.days) return;
    const int from = drag_.times.start_minute;
    const int to = drag_.times.end_day > drag_.times.start_day ? 24 * 60 : drag_.times.end_minute;
    const Box column = grid.column(index);
    const float y = grid.y_of(from);
    const Box box{column.x + ui.px(2), y + 1, column.w - ui.px(10), std::max(grid.y_of(to) - y - ui.px(2), ui.px(least_block))};
    draw_surface(ui, current_list(), box, Surface::lifted, 6);
    fill(ui, box, c.accent_soft, 6);
    outline(ui, box, c.accent, 6, 1.5F);
    Box text = box.inset(ui.px(8), ui.px(2));
    const auto when =
        fmt::format("{} to {}", words::minute_text(from, ui.dates()), words::minute_text(to % (24 * 60), ui.dates()));
    const std::string_view name =
        drag_.kind == Drag::Kind::create ? std::string_view("New event") : std::string_view(drag_.entry.title);
    draw_text(ui, text.cut_top(ui.px(17)), Role::small_medium, c.on_accent_soft, name);
    if (text.h > ui.px(12)) draw_text(ui, text.cut_top(ui.px(16)), Role::small, c.on_accent_soft, when);
}

} // namespace asista::ui

// The calendar: events and tasks of a day, a week or a month. This file: the heading, the small month, keys.
#include "ui/pages/calendar.hpp"

#include "ui/task_words.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/mini_month.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <charconv>

namespace asista::ui {
namespace {

constexpr std::array<std::string_view, 3> view_names{"Day", "Week", "Month"};
constexpr float side_width = 208, side_from = 980; // page width from which the small month is shown

// Whether the keys are the calendar's: nothing is being typed, nothing floats above it, and the keyboard is not in the sidebar.
bool hears_keys() {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    if (g.IO.WantTextInput || ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup)) return false;
    ImGuiWindow* const page = ImGui::GetCurrentWindow();
    if (!g.NavCursorVisible || g.NavWindow == nullptr) return true;
    return g.NavWindow == page || ImGui::IsWindowChildOf(g.NavWindow, page, false, false);
}

bool chord(ImGuiKey key) { return ImGui::Shortcut(key, ImGuiInputFlags_RouteGlobal | ImGuiInputFlags_Repeat); }

} // namespace

void CalendarPage::opened(std::string_view detail) {
    wants_new_ = detail == "add";
    for (const auto& [name, view] : {std::pair{"day", View::day}, {"week", View::week}, {"month", View::month}})
        if (detail == name) view_ = view;
    // The number of an event, from search: shown on its day, of a series on its first.
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(detail.data(), detail.data() + detail.size(), id);
    if (error == std::errc{} && end == detail.data() + detail.size()) show_ = id;
}

int CalendarPage::days_shown() const {
    switch (view_) {
    case View::day: return 1;
    case View::week: return 7;
    case View::month: return 42;
    }
    return 7;
}

DayNumber CalendarPage::first_shown(const Ui& ui) const {
    const DateStyle style = ui.dates();
    switch (view_) {
    case View::day: return day_;
    case View::week: return week_begin(day_, style);
    case View::month: return week_begin(first_of(month_of(day_)), style);
    }
    return day_;
}

std::string CalendarPage::title(const Ui& ui) const {
    const DateStyle style = ui.dates();
    switch (view_) {
    case View::day: return words::dated_line(day_, style);
    case View::week: return words::week_title(first_shown(ui), 7, style);
    case View::month: return words::month_title(month_of(day_), style);
    }
    return {};
}

std::string CalendarPage::summary() const {
    if (!problem_.empty()) return problem_;
    if (!arrived_once_) return {};
    std::size_t events = 0, tasks = 0;
    for (const Entry& each : entries_) ++(each.key.task ? tasks : events);
    if (events + tasks == 0) return "Nothing planned. Drag over free time, or press N, to add an event.";
    std::string text = events > 0 ? words::count_of(events, "event") : std::string();
    if (tasks > 0) text += (text.empty() ? "" : ", ") + words::count_of(tasks, "task");
    return text + ".";
}

void CalendarPage::go(int steps) {
    switch (view_) {
    case View::day: day_ += steps; break;
    case View::week: day_ += 7 * steps; break;
    case View::month: day_ = day_months_later(day_, steps); break;
    }
    side_month_ = month_of(day_);
}

void CalendarPage::draw(Ui& ui, Box area) {
    if (day_ == 0) day_ = ui.today();
    if (side_month_ == YearMonth{}) side_month_ = month_of(day_);
    read(ui);
    const bool wide = area.w >= ui.px(side_from);
    draw_heading(ui, area);
    if (wide) {
        draw_side(ui, area.cut_left(ui.px(side_width)));
        area.cut_left(ui.px(size::step5));
    }
    area.h = std::max(area.h, ui.px(300));
    draw_surface(ui, current_list(), area, Surface::card);
    if (view_ == View::month)
        draw_month(ui, area);
    else
        draw_timeline(ui, area);
    follow_drag(ui);
    if (std::exchange(wants_new_, false)) {
        const int minute = std::min((words::local_clock(ui.frame.now_ms, ui.snapshot.utc_offset_s).hour + 1) * 60, 23 * 60);
        open_new(ui, {false, day_, static_cast<std::uint16_t>(minute), day_, static_cast<std::uint16_t>(minute + 59)},
                 new_button_);
    }
    draw_scope(ui);
    draw_form(ui);
    hear_keys(ui);
    reach(area.right(), area.bottom());
}

void CalendarPage::draw_heading(Ui& ui, Box& area) {
    const Colors& c = ui.colors();
    const bool narrow = area.w < ui.px(760);
    Box row = area.cut_top(ui.px(32));
    const Box more = row.cut_right(ui.px(32)).centered_rows(ui.px(32));
    if (icon_button(ui, "more", more, "dots-three", c.dim, "Import and export")) open_menu("files");
    draw_files_menu(ui, more);
    row.cut_right(ui.px(4));
    new_button_ = row;
    if (narrow) {
        new_button_ = row.cut_right(ui.px(32));
        if (icon_button(ui, "new", new_button_, "plus", c.accent, "New event")) wants_new_ = true;
        row.cut_right(ui.px(8));
    } else {
        const float before = row.right();
        if (button_right(ui, row, "new", ButtonKind::primary, "New event", "plus")) wants_new_ = true;
        new_button_ = {row.right() + ui.px(8), row.y, before - row.right() - ui.px(8), row.h};
    }
    Box views = row.cut_right(segments_width(ui, view_names) + ui.px(8));
    auto view = static_cast<std::size_t>(view_);
    if (segments(ui, "view", views, view_names, view)) {
        view_ = static_cast<View>(view);
        scroll_to_morning_ = true;
    }
    row.cut_right(ui.px(12));
    if (button_left(ui, row, "today", ButtonKind::secondary, "Today")) {
        day_ = ui.today();
        side_month_ = month_of(day_);
    }
    if (icon_button(ui, "previous", row.cut_left(ui.px(32)), "caret-left", c.dim, "Previous")) go(-1);
    if (icon_button(ui, "next", row.cut_left(ui.px(32)), "caret-right", c.dim, "Next")) go(1);
    row.cut_left(ui.px(8));
    std::string shown = title(ui);
    if (text_width(ui, Role::page_title, shown) > row.w) { // the short form before an ellipsis
        const DateStyle style = ui.dates();
        shown = view_ == View::day    ? fmt::format("{} {}", words::weekday_short(day_, style), words::short_date(day_, style))
                : view_ == View::week ? fmt::format("{} to {}", words::short_date(first_shown(ui), style),
                                                    words::short_date(first_shown(ui) + 6, style))
                                      : words::short_month_title(month_of(day_), style);
    }
    draw_text(ui, row, Role::page_title, c.text, shown);
    area.cut_top(ui.px(6));
    draw_text(ui, area.cut_top(ui.px(20)), Role::body, problem_.empty() ? c.dim : c.bad, summary());
    area.cut_top(ui.px(12));
}

void CalendarPage::draw_side(Ui& ui, Box side) {
    DayNumber day = day_;
    const Box month = side.cut_top(mini_month_height(ui));
    const auto marked = [this](DayNumber each) {
        return std::ranges::any_of(
            entries_, [each](const Entry& entry) { return entry.times.start_day <= each && entry.last_day() >= each; });
    };
    if (mini_month(ui, "small month", month, side_month_, day, marked)) {
        day_ = day;
        side_month_ = month_of(day);
    }
    side.cut_top(ui.px(18));
    draw_text(ui, side.cut_top(ui.px(24)), Role::strong, ui.colors().text,
              words::capitalised(words::day_word(day_, ui.today(), ui.dates())));
    const auto entries = of_day(day_);
    if (entries.empty()) {
        draw_text(ui, side.cut_top(ui.px(24)), Role::small, ui.colors().faint, "Nothing planned");
        return;
    }
    for (const Entry* each : entries) {
        if (side.h < ui.px(44)) break;
        Box row = side.cut_top(ui.px(42));
        const Color bar = each->key.task ? ui.colors().control_line : ui.colors().series[each->color % ui.colors().series.size()];
        fill(ui, row.cut_left(ui.px(3)).centered_rows(ui.px(32)), bar, 1.5F);
        row.cut_left(ui.px(10));
        Box lines = row.centered_rows(ui.px(36));
        draw_text(ui, lines.cut_top(ui.px(19)), Role::body_medium, each->done ? ui.colors().faint : ui.colors().text,
                  each->title);
        std::string when = each->key.task ? "Task" : "All day";
        if (each->timed()) {
            when = words::minute_text(each->times.start_minute, ui.dates());
            if (!each->key.task) when += " to " + words::minute_text(each->times.end_minute, ui.dates());
        }
        draw_text(ui, lines.cut_top(ui.px(17)), Role::small, ui.colors().dim, when);
    }
}

// Goes through what the day has, then on to the next day that has anything shown.
void CalendarPage::select_next(int by) {
    const auto entries = of_day(day_);
    if (entries.empty()) return;
    const auto at = std::ranges::find_if(entries, [&](const Entry* each) { return selected_ && each->key == *selected_; });
    const auto count = static_cast<int>(entries.size());
    int index = at == entries.end() ? (by > 0 ? 0 : count - 1) : static_cast<int>(at - entries.begin()) + by;
    index = std::clamp(index, 0, count - 1);
    selected_ = entries[static_cast<std::size_t>(index)]->key;
}

void CalendarPage::hear_keys(Ui& ui) {
    if (!hears_keys() || drag_.kind != Drag::Kind::none) return;
    if (chord(ImGuiKey_N)) wants_new_ = true;
    if (chord(ImGuiKey_T)) day_ = ui.today();
    for (const auto& [key, view] : {std::pair{ImGuiKey_D, View::day}, {ImGuiKey_W, View::week}, {ImGuiKey_M, View::month}})
        if (chord(key)) {
            view_ = view;
            scroll_to_morning_ = true;
        }
    if (chord(ImGuiKey_PageUp)) go(-1);
    if (chord(ImGuiKey_PageDown)) go(1);
    const DayNumber before = day_;
    if (chord(ImGuiKey_LeftArrow)) --day_;
    if (chord(ImGuiKey_RightArrow)) ++day_;
    const int rows = view_ == View::month ? 7 : 0;
    for (const auto& [key, by] : {std::pair{ImGuiKey_UpArrow, -1}, {ImGuiKey_DownArrow, 1}})
        if (chord(key)) {
            if (rows > 0)
                day_ += rows * by;
            else
                select_next(by);
        }
    if (day_ != before) {
        selected_.reset();
        side_month_ = month_of(day_);
    }
    const Entry* const entry = selected_ ? find(*selected_) : nullptr;
    if (entry == nullptr || ImGui::GetCurrentContext()->NavCursorVisible) return;
    const Box anchor = view_clip_.centered(1, 1);
    if (ImGui::Shortcut(ImGuiKey_Enter, ImGuiInputFlags_RouteGlobal)) {
        if (entry->key.task)
            ui.navigator.open("tasks", std::to_string(entry->key.id));
        else
            open_form(ui, *entry, anchor);
    } else if (ImGui::Shortcut(ImGuiKey_Space, ImGuiInputFlags_RouteGlobal) && entry->key.task) {
        tick(ui, *entry);
    } else if (ImGui::Shortcut(ImGuiKey_Delete, ImGuiInputFlags_RouteGlobal) && !entry->key.task) {
        if (entry->repeats)
            ask_scope(*entry, entry->times, true, anchor);
        else
            erase(ui, *entry, calls::EventScope::all);
    }
}

std::unique_ptr<Page> make_calendar_page() { return std::make_unique<CalendarPage>(); }

} // namespace asista::ui

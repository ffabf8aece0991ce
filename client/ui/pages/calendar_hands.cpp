// Dragging on the calendar: over free time to make an event, an event or a task to another time or day, an end to be later.
#include "ui/pages/calendar.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {

constexpr int snap = 15; // minutes
constexpr int day_minutes = 24 * 60;
constexpr float click_slack = 4; // logical pixels a press may wander and still be a click

// A moment as minutes since the first day there is, and back.
std::int64_t moment(DayNumber day, int minute) { return std::int64_t{day} * day_minutes + minute; }
void set_start(calls::EventTimes& times, std::int64_t at) {
    times.start_day = static_cast<DayNumber>(at / day_minutes);
    times.start_minute = static_cast<std::uint16_t>(at % day_minutes);
}
void set_end(calls::EventTimes& times, std::int64_t at) {
    times.end_day = static_cast<DayNumber>(at / day_minutes);
    times.end_minute = static_cast<std::uint16_t>(at % day_minutes);
}

} // namespace

std::optional<CalendarPage::Spot> CalendarPage::spot(float x, float y) const {
    Spot at;
    if (view_ == View::month) {
        const auto& place = month_place_;
        if (place.cell_w <= 0 || !place.box.contains(x, y)) return std::nullopt;
        const int column = std::clamp(static_cast<int>((x - place.box.x) / place.cell_w), 0, 6);
        const int row = std::clamp(static_cast<int>((y - place.box.y) / place.cell_h), 0, 5);
        at.day = place.first + row * 7 + column;
        at.all_day = true;
        return at;
    }
    if (grid_.column_w <= 0) return std::nullopt;
    const int column = std::clamp(static_cast<int>((x - grid_.box.x) / grid_.column_w), 0, grid_.days - 1);
    at.day = grid_.first + column;
    at.all_day = y < all_day_box_.bottom();
    const float low = std::clamp(y, view_clip_.y, view_clip_.bottom());
    const int minute = static_cast<int>(std::floor((low - grid_.box.y) / grid_.minute_h));
    at.minute = std::clamp(minute, 0, day_minutes - 1);
    return at;
}

void CalendarPage::begin_drag(const Entry& entry, Drag::Kind kind) {
    const ImVec2 pointer = ImGui::GetIO().MousePos;
    const auto at = spot(pointer.x, pointer.y);
    if (!at) return;
    drag_ = {};
    drag_.kind = kind;
    drag_.entry = entry;
    drag_.times = entry.times;
    drag_.grab_day = at->day;
    drag_.grab_minute = at->minute;
    drag_.from_x = pointer.x;
    drag_.from_y = pointer.y;
}

void CalendarPage::begin_create(DayNumber day, int minute, bool all_day) {
    const ImVec2 pointer = ImGui::GetIO().MousePos;
    drag_ = {};
    drag_.kind = Drag::Kind::create;
    drag_.grab_day = day;
    drag_.grab_minute = minute / snap * snap;
    drag_.times = {all_day, day, static_cast<std::uint16_t>(drag_.grab_minute), day, 0};
    set_end(drag_.times, moment(day, drag_.grab_minute) + (all_day ? 0 : 60));
    if (all_day) drag_.times.start_minute = drag_.times.end_minute = 0;
    drag_.from_x = pointer.x;
    drag_.from_y = pointer.y;
}

calls::EventTimes CalendarPage::dragged_to(const Spot& at) const {
    const Entry& entry = drag_.entry;
    calls::EventTimes times = entry.times;
    const int minute = (at.minute + snap / 2) / snap * snap;
    switch (drag_.kind) {
    case Drag::Kind::none: break;
    case Drag::Kind::create: {
        times = drag_.times;
        if (times.all_day) {
            times.start_day = std::min(drag_.grab_day, at.day);
            times.end_day = std::max(drag_.grab_day, at.day);
            return times;
        }
        const auto grabbed = moment(drag_.grab_day, drag_.grab_minute), now = moment(drag_.grab_day, minute);
        set_start(times, std::min(grabbed, now));
        set_end(times, std::max({grabbed, now, std::min(grabbed, now) + snap}));
        return times;
    }
    case Drag::Kind::move: {
        const DayNumber by = at.day - drag_.grab_day;
        const auto length = moment(times.end_day, times.end_minute) - moment(times.start_day, times.start_minute);
        if (view_ == View::month || (entry.times.all_day && at.all_day)) {
            times.start_day += by;
            times.end_day += by;
        } else if (at.all_day) { // off the timeline, onto the day
            times = {true, at.day, 0, at.day, 0};
        } else if (entry.times.all_day) { // and back
            set_start(times, moment(at.day, at.minute / snap * snap));
            set_end(times, moment(times.start_day, times.start_minute) + (entry.key.task ? 30 : 60));
            times.all_day = false;
        } else {
            const int moved = static_cast<int>(std::lround(static_cast<double>(at.minute - drag_.grab_minute) / snap)) * snap;
            auto start = moment(times.start_day + by, times.start_minute + moved);
            start = std::clamp(start, moment(times.start_day + by, 0), moment(times.start_day + by, day_minutes - snap));
            set_start(times, start);
            set_end(times, start + length);
        }
        return times;
    }
    case Drag::Kind::begin:
        set_start(times, std::min(moment(at.day, minute), moment(times.end_day, times.end_minute) - snap));
        return times;
    case Drag::Kind::end:
        set_end(times, std::max(moment(at.day, minute), moment(times.start_day, times.start_minute) + snap));
        return times;
    }
    return times;
}

void CalendarPage::follow_drag(Ui& ui) {
    if (drag_.kind == Drag::Kind::none) return;
    const ImGuiIO& io = ImGui::GetIO();
    if (ImGui::IsKeyPressed(ImGuiKey_Escape)) {
        drag_ = {};
        ImGui::ClearActiveID();
        return;
    }
    drag_.far = drag_.far || std::hypot(io.MousePos.x - drag_.from_x, io.MousePos.y - drag_.from_y) > ui.px(click_slack);
    if (drag_.far) {
        if (const auto at = spot(io.MousePos.x, io.MousePos.y)) drag_.times = dragged_to(*at);
        const bool ends = drag_.kind == Drag::Kind::begin || drag_.kind == Drag::Kind::end;
        ImGui::SetMouseCursor(ends ? ImGuiMouseCursor_ResizeNS : ImGuiMouseCursor_Hand);
    }
    if (!io.MouseDown[0]) drop(ui);
}

void CalendarPage::drop(Ui& ui) {
    const Drag dropped = std::exchange(drag_, {});
    const ImVec2 pointer = ImGui::GetIO().MousePos;
    const Box anchor{pointer.x, pointer.y, 1, 1};
    if (dropped.kind == Drag::Kind::create) {
        // A click on free time selects the day; twice, or a drag, makes an event.
        day_ = dropped.times.start_day;
        side_month_ = month_of(day_);
        if (dropped.far || ImGui::IsMouseDoubleClicked(0) || ImGui::GetIO().MouseClickedLastCount[0] == 2)
            open_new(ui, dropped.times, anchor);
        return;
    }
    if (!dropped.far || dropped.times == dropped.entry.times) return;
    selected_ = dropped.entry.key;
    if (dropped.entry.repeats) {
        moved_ = {dropped.entry.key, dropped.times};
        return ask_scope(dropped.entry, dropped.times, false, anchor);
    }
    move(ui, dropped.entry, dropped.times, calls::EventScope::all);
}

} // namespace asista::ui

// The details of an event, in a panel beside it: all of them can be changed there, and a new one begins there.
#include "ui/pages/calendar.hpp"

#include "ui/pages/change_words.hpp"
#include "ui/task_words.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/mini_month.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr const char* form_id = "event";
constexpr float form_width = 368, gap = 8;
constexpr std::array<std::string_view, 3> scope_names{"This one", "This and following", "All"};
constexpr int day_minutes = 24 * 60;

std::int64_t moment(DayNumber day, int minute) { return std::int64_t{day} * day_minutes + minute; }

} // namespace

void CalendarPage::open_form(Ui& ui, const Entry& entry, Box anchor) {
    ask_zones(ui);
    form_ = {};
    form_.key = entry.key;
    form_.anchor = anchor;
    form_.open_now = true;
    form_.title = entry.title;
    form_.first = entry.times.start_day;
    form_.last = entry.times.end_day;
    const std::uint64_t number = ++arrived_->details_asked;
    arrived_->details.reset();
    ui.calls.call<calls::CalendarGet>({entry.key.id, entry.key.occurrence},
                                      [arrived = arrived_, number](Result<calls::CalendarGet::Reply> reply) {
                                          if (number == arrived->details_asked) arrived->details = std::move(reply);
                                      });
}

void CalendarPage::ask_zones(Ui& ui) {
    if (std::exchange(arrived_->zones_asked, true)) return;
    ui.calls.call<calls::CalendarZones>({}, [arrived = arrived_](Result<calls::CalendarZones::Reply> reply) {
        if (reply)
            arrived->zones = std::move(reply->names);
        else
            arrived->zones_asked = false;
    });
}

void CalendarPage::open_new(Ui& ui, const calls::EventTimes& times, Box anchor) {
    ask_zones(ui);
    form_ = {};
    form_.fresh = form_.loaded = form_.focus = form_.open_now = true;
    form_.anchor = anchor;
    form_.all_day = times.all_day;
    form_.first = times.start_day;
    form_.last = times.end_day;
    form_.from = words::minute_text(times.all_day ? 9 * 60 : times.start_minute, ui.dates());
    // An hour from a full one is said as such.
    const int end = times.end_minute % 60 == 59 ? (times.end_minute + 1) % day_minutes : times.end_minute;
    if (!times.all_day && end == 0 && times.end_day == times.start_day) form_.last = times.start_day + 1;
    form_.to = words::minute_text(times.all_day ? 10 * 60 : end, ui.dates());
    form_.zone = zone_;
}

void CalendarPage::load_form(const calls::CalendarGet::Reply& reply, const DateStyle& style) {
    form_.loaded = form_.focus = true;
    form_.was = reply;
    form_.title = reply.item.title;
    form_.place = reply.item.place;
    form_.notes = reply.notes;
    form_.color = reply.item.color;
    form_.zone = reply.zone;
    form_.recurrence = reply.recurrence;
    form_.repeats = reply.item.repeats && reply.series == 0;
    form_.one_of_series = reply.series != 0;
    form_.all_day = reply.times.all_day;
    form_.first = reply.times.start_day;
    form_.last = reply.times.end_day;
    form_.from = words::minute_text(reply.times.all_day ? 9 * 60 : reply.times.start_minute, style);
    form_.to = words::minute_text(reply.times.all_day ? 10 * 60 : reply.times.end_minute, style);
    form_.end_follows = true;
}

void CalendarPage::draw_form(Ui& ui) {
    if (std::exchange(form_.open_now, false)) open_menu(form_id);
    if (auto details = std::exchange(arrived_->details, std::nullopt)) {
        if (*details)
            load_form(**details, ui.dates());
        else
            form_.problem = words::sentence(details->error().message);
    }
    if (!begin_menu(ui, form_id, form_.anchor, {.width = form_width, .max_height = 660, .padding = 16})) return;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    Box column{at.x, at.y, ImGui::GetContentRegionAvail().x, endless};
    const float bottom = form_body(ui, column);
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(column.w, bottom - at.y));
    end_menu();
}

float CalendarPage::form_body(Ui& ui, Box column) {
    const Colors& c = ui.colors();
    if (!form_.loaded) {
        draw_text(ui, column.cut_top(ui.px(24)), Role::strong, c.text, form_.title);
        draw_text(ui, column.cut_top(ui.px(22)), Role::small, form_.problem.empty() ? c.dim : c.bad,
                  form_.problem.empty() ? std::string_view("Reading...") : std::string_view(form_.problem));
        return column.y;
    }
    bool done = text_field(ui, "title", column.cut_top(ui.px(size::control)), form_.title,
                           {.hint = "What is planned?", .focus_now = std::exchange(form_.focus, false)}) == FieldEvent::submitted;
    column.cut_top(ui.px(gap));
    draw_form_times(ui, column);
    draw_form_choices(ui, column);
    done |= text_field(ui, "place", column.cut_top(ui.px(size::control)), form_.place, {.hint = "Place", .icon = "map-pin"}) ==
            FieldEvent::submitted;
    column.cut_top(ui.px(gap));
    text_area(ui, "notes", column.cut_top(ui.px(64)), form_.notes, {.hint = "Notes"});
    column.cut_top(ui.px(gap));
    Box colors = column.cut_top(ui.px(28));
    for (std::uint32_t i = 0; i < c.series.size(); ++i) {
        const Box place = colors.cut_left(ui.px(28));
        const Press state = press(ui, fmt::format("colour {}", i), place);
        describe(ui, state, {.role = ItemRole::choice, .label = fmt::format("Colour {}", i + 1)});
        if (!state.visible) continue;
        dot(ui, place.middle_x(), place.middle_y(), 8 + state.warmth, c.series[i]);
        if (form_.color % c.series.size() == i) outline(ui, place.inset(ui.px(2)), c.series[i], 12, 1.5F);
        tooltip(ui, fmt::format("Colour {}", i + 1));
        finish_press(ui, state, place, 14);
        if (state.pressed) form_.color = i;
    }
    if (form_.repeats) {
        column.cut_top(ui.px(gap));
        Box row = column.cut_top(ui.px(size::control));
        segments(ui, "scope", row, scope_names, form_.scope);
    } else if (form_.one_of_series) {
        column.cut_top(ui.px(gap));
        draw_text(ui, column.cut_top(ui.px(20)), Role::small, c.dim, "One of a series, changed by itself.");
    }
    if (!form_.problem.empty()) {
        column.cut_top(ui.px(gap));
        column.cut_top(draw_paragraph(ui, column, Role::small, c.bad, form_.problem, 3));
    }
    column.cut_top(ui.px(12));
    done |= draw_form_buttons(ui, column);
    if (done) {
        if (save(ui))
            ImGui::CloseCurrentPopup();
        else
            form_.focus = true; // Enter took it away
    }
    return column.y;
}

void CalendarPage::draw_form_times(Ui& ui, Box& column) {
    const Colors& c = ui.colors();
    const DayNumber length = form_.last - form_.first;
    Box days = column.cut_top(ui.px(size::control));
    const float half = std::floor((days.w - ui.px(22)) / 2);
    if (day_field(ui, "first", days.cut_left(half), form_.first, form_.first_month))
        form_.last = form_.first + std::max(length, 0);
    draw_text(ui, days.cut_left(ui.px(22)), Role::small, c.dim, "to", Align::center);
    day_field(ui, "last", days, form_.last, form_.last_month);
    column.cut_top(ui.px(gap));
    Box times = column.cut_top(ui.px(size::control));
    const Box toggle = times.cut_right(ui.px(size::switch_width));
    const Box label = times.cut_right(text_width(ui, Role::body, "All day") + ui.px(10));
    draw_text(ui, label, Role::body, c.text, "All day");
    if (toggle_switch(ui, "all day", switch_box(ui, toggle), form_.all_day ? On::yes : On::no, Enabled::yes, "All day"))
        form_.all_day = !form_.all_day;
    if (!form_.all_day) {
        const DateStyle style = ui.dates();
        const float width = ui.px(style.hours == HourStyle::hours_12 ? 86 : 70);
        const auto before = words::read_clock(form_.from), until = words::read_clock(form_.to);
        text_field(ui, "from", times.cut_left(width), form_.from, {.hint = words::minute_text(9 * 60, style)});
        const auto after = words::read_clock(form_.from);
        // The end keeps its distance while it is on the same day.
        if (before && after && until && *before != *after && form_.end_follows && form_.first == form_.last &&
            *until >= *before && *after + *until - *before < day_minutes)
            form_.to = words::minute_text(*after + *until - *before, ui.dates());
        draw_text(ui, times.cut_left(ui.px(24)), Role::small, c.dim, "to", Align::center);
        if (text_field(ui, "to", times.cut_left(width), form_.to, {.hint = words::minute_text(10 * 60, style)}) ==
            FieldEvent::changed)
            form_.end_follows = false;
    }
    column.cut_top(ui.px(gap));
}

void CalendarPage::draw_form_choices(Ui& ui, Box& column) {
    if (!form_.one_of_series) {
        auto choices = words::repetition_choices(form_.first, ui.dates());
        std::vector<std::string> labels;
        std::size_t index = choices.size();
        for (std::size_t i = 0; i < choices.size(); ++i) {
            labels.push_back(choices[i].label);
            if (choices[i].rule == form_.recurrence) index = i;
        }
        if (index == choices.size()) { // a rule of its own is kept as long as nothing else is chosen
            labels.push_back(words::capitalised(words::repetition(form_.recurrence, ui.dates())));
            choices.push_back({labels.back(), form_.recurrence});
        }
        Box row = column.cut_top(ui.px(size::control));
        if (drop_down(ui, "repetition", row, labels, index)) {
            form_.recurrence = choices[index].rule;
            // One alone cannot have a rule of its own.
            if (form_.repeats && form_.recurrence != form_.was.recurrence) form_.scope = std::max<std::size_t>(form_.scope, 1);
        }
        column.cut_top(ui.px(gap));
    }
    if (form_.all_day) return;
    std::vector<std::string> labels{"At this time wherever I am"}, names{""};
    for (const auto& name : {zone_, form_.was.zone, form_.zone, std::string("UTC")})
        if (!name.empty() && std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
            labels.push_back(name == zone_ ? fmt::format("{} (here)", name) : name);
        }
    // The near ones first, then all there are.
    names.insert(names.end(), arrived_->zones.begin(), arrived_->zones.end());
    labels.insert(labels.end(), arrived_->zones.begin(), arrived_->zones.end());
    auto index = static_cast<std::size_t>(std::ranges::find(names, form_.zone) - names.begin());
    if (drop_down(ui, "zone", column.cut_top(ui.px(size::control)), labels, index)) form_.zone = names[index];
    column.cut_top(ui.px(gap));
}

bool CalendarPage::draw_form_buttons(Ui& ui, Box& column) {
    Box row = column.cut_top(ui.px(size::control));
    const bool pressed = button_right(ui, row, "save", ButtonKind::primary, form_.fresh ? "Add" : "Save");
    if (button_right(ui, row, "cancel", ButtonKind::ghost, "Cancel")) ImGui::CloseCurrentPopup();
    if (!form_.fresh && button_left(ui, row, "remove", ButtonKind::ghost, "Remove", "trash")) remove_from_form(ui);
    if (!form_.fresh && icon_button(ui, "history", row.cut_left(ui.px(size::control)), "clock-counter-clockwise", ui.colors().dim,
                                    "What became of it", Fill::outline)) {
        ImGui::CloseCurrentPopup();
        show_history(ui, "event", form_.key.id, form_.title);
    }
    return pressed;
}

std::optional<calls::EventTimes> CalendarPage::form_times() {
    calls::EventTimes times{form_.all_day, form_.first, 0, form_.last, 0};
    if (form_.all_day) {
        if (form_.last < form_.first) return form_.problem = "It ends before it starts.", std::nullopt;
        return times;
    }
    const auto from = words::read_clock(form_.from), to = words::read_clock(form_.to);
    if (!from || !to) return form_.problem = "Times look like 9:30, 14 or 2 pm.", std::nullopt;
    if (moment(form_.last, *to) < moment(form_.first, *from)) return form_.problem = "It ends before it starts.", std::nullopt;
    times.start_minute = static_cast<std::uint16_t>(*from);
    times.end_minute = static_cast<std::uint16_t>(*to);
    return times;
}

bool CalendarPage::save(Ui& ui) {
    form_.problem.clear();
    if (form_.title.find_first_not_of(' ') == std::string::npos) return form_.problem = "An event needs a title.", false;
    const auto times = form_times();
    if (!times) return false;
    if (form_.fresh) {
        calls::CalendarCreate::Request request;
        request.title = form_.title;
        request.notes = form_.notes;
        request.place = form_.place;
        request.color = form_.color;
        request.times = *times;
        request.zone = form_.zone;
        request.recurrence = form_.recurrence;
        ui.calls.call<calls::CalendarCreate>(request, told(ui, "Event added", form_.title));
        day_ = times->start_day;
        return true;
    }
    calls::CalendarEdit::Request request;
    request.id = form_.key.id;
    request.occurrence = form_.key.occurrence;
    request.scope = form_.repeats ? static_cast<calls::EventScope>(form_.scope) : calls::EventScope::all;
    const auto& was = form_.was;
    if (form_.title != was.item.title) request.title = form_.title;
    if (form_.notes != was.notes) request.notes = form_.notes;
    if (form_.place != was.item.place) request.place = form_.place;
    if (form_.color != was.item.color) request.color = form_.color;
    if (*times != was.times) request.times = *times;
    request.own_clock = false;
    if (!form_.all_day && form_.zone != was.zone) request.zone = form_.zone;
    if (!form_.one_of_series && form_.recurrence != was.recurrence) request.recurrence = form_.recurrence;
    ui.calls.call<calls::CalendarEdit>(request, told(ui, "Event changed", form_.title));
    return true;
}

void CalendarPage::remove_from_form(Ui& ui) {
    Entry entry;
    entry.key = form_.key;
    entry.title = form_.was.item.title;
    erase(ui, entry, form_.repeats ? static_cast<calls::EventScope>(form_.scope) : calls::EventScope::all);
    ImGui::CloseCurrentPopup();
}

} // namespace asista::ui

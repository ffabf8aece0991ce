// The next eight days: what is planned, one card a day; add and remove.
#include "ui/pages/page.hpp"
#include "ui/removals.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"
#include "wire/calls/data.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr float event_rows = 52;
constexpr DayNumber days_shown = 8;
constexpr InstantMs minute_ms = 60'000, day_ms = 86'400'000;

class CalendarPage final : public Page {
  public:
    void opened(std::string_view detail) override { focus_ = detail == "add"; }
    float widest() const override { return 900; }
    void draw(Ui& ui, Box area) override;

  private:
    void draw_new(Ui& ui, Box& area);
    void draw_day(Ui& ui, Box& area, DayNumber day, const std::vector<const CalendarEvent*>& events);
    void draw_event(Ui& ui, Box row, const CalendarEvent& event);
    void add(Ui& ui);

    std::string title_, from_, to_, place_;
    std::optional<DayNumber> day_;
    std::string problem_;
    std::uint32_t color_ = 0;
    bool focus_ = false;
};

void CalendarPage::draw(Ui& ui, Box area) {
    const float bottom = area.bottom();
    area.h = endless;
    std::vector<const CalendarEvent*> events;
    for (const auto& event : ui.snapshot.events)
        if (!ui.removals.hidden(Thing::event, event.id)) events.push_back(&event);
    std::ranges::sort(events, {}, &CalendarEvent::starts_at);
    page_heading(ui, area, "Calendar",
                 events.empty() ? "The next eight days."
                                : fmt::format("{} in the next eight days.", words::count_of(events.size(), "event")));
    draw_new(ui, area);
    if (events.empty()) {
        const Box place{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(240))};
        if (empty_state(ui, "empty", place,
                        {"calendar-blank", "Nothing planned",
                         "Events of the next eight days appear here and, for today, on the dashboard.", "Add an event", "plus"}))
            focus_ = true;
        return reach(area.right(), place.bottom());
    }
    for (DayNumber day = ui.today(); day < ui.today() + days_shown; ++day) {
        std::vector<const CalendarEvent*> of_day;
        for (const auto* event : events) {
            // One that began on an earlier day and goes on is shown today.
            const DayNumber starts = std::max(words::local_day(event->starts_at, ui.snapshot.utc_offset_s), ui.today());
            if (starts == day) of_day.push_back(event);
        }
        if (!of_day.empty() || day == ui.today()) draw_day(ui, area, day, of_day);
    }
    reach(area.right(), area.y + ui.px(size::step2));
}

void CalendarPage::add(Ui& ui) {
    const auto from = parse_clock(from_), to = to_.empty() ? from : parse_clock(to_);
    problem_.clear();
    if (title_.empty())
        problem_ = "An event needs a title.";
    else if (!from || !to)
        problem_ = "Times look like 9:30 or 14.";
    else if (*to < *from)
        problem_ = "It ends before it starts.";
    if (!problem_.empty()) return;
    const DayNumber day = day_.value_or(ui.today());
    const InstantMs midnight = InstantMs{day} * day_ms - InstantMs{ui.snapshot.utc_offset_s} * 1000;
    calls::CalendarAdd::Request request;
    request.title = title_;
    request.place = place_;
    request.starts_at = midnight + *from * minute_ms;
    request.ends_at = midnight + (to_.empty() ? *from + 60 : *to) * minute_ms;
    request.color = color_++ % static_cast<std::uint32_t>(ui.colors().series.size());
    ui.calls.call<calls::CalendarAdd>(request);
    title_.clear();
    from_.clear();
    to_.clear();
    place_.clear();
    focus_ = true;
}

void CalendarPage::draw_new(Ui& ui, Box& area) {
    const std::string day = words::capitalised(words::day_word(day_.value_or(ui.today()), ui.today()));
    Box card = area.cut_top(ui.px(104) + (problem_.empty() ? 0 : ui.px(24)));
    area.cut_top(ui.px(size::step4));
    draw_surface(ui, current_list(), card, Surface::card);
    Box inner = card.inset(ui.px(14));
    Box first = inner.cut_top(ui.px(size::control));
    inner.cut_top(ui.px(12));
    Box row = inner.cut_top(ui.px(size::control));
    bool done = text_field(ui, "title", first, title_, {.hint = "What is planned?", .icon = "plus", .focus_now = focus_}) ==
                FieldEvent::submitted;
    focus_ = false;
    const Box anchor = row;
    if (button_left(ui, row, "day", ButtonKind::secondary, day, "calendar-blank")) open_menu("day menu");
    day_menu(ui, "day menu", anchor, day_, false);
    done |= text_field(ui, "from", row.cut_left(ui.px(76)), from_, {.hint = "9:00"}) == FieldEvent::submitted;
    draw_text(ui, row.cut_left(ui.px(26)), Role::body, ui.colors().dim, "to", Align::center);
    done |= text_field(ui, "to", row.cut_left(ui.px(76)), to_, {.hint = "10:00"}) == FieldEvent::submitted;
    row.cut_left(ui.px(8));
    const Box place = row.cut_left(std::max(row.w - button_width(ui, "Add") - ui.px(8), 0.0F));
    row.cut_left(ui.px(8));
    if (place.w > ui.px(60)) done |= text_field(ui, "place", place, place_, {.hint = "Place"}) == FieldEvent::submitted;
    done |= button_left(ui, row, "add", ButtonKind::primary, "Add");
    if (!problem_.empty()) {
        inner.cut_top(ui.px(6));
        draw_text(ui, inner.cut_top(ui.px(18)), Role::small, ui.colors().bad, problem_);
    }
    if (done) add(ui);
}

void CalendarPage::draw_day(Ui& ui, Box& area, DayNumber day, const std::vector<const CalendarEvent*>& events) {
    Box head = area.cut_top(ui.px(26));
    head.cut_left(ui.px(4));
    const bool near = day <= ui.today() + 1;
    const std::string name = near ? words::capitalised(words::day_word(day, ui.today())) : std::string{words::weekday_name(day)};
    const float width = draw_text(ui, head, Role::strong, ui.colors().text, name);
    head.cut_left(width + ui.px(8));
    draw_text(ui, head, Role::small, ui.colors().faint, words::date_line(day));
    const auto rows_count = static_cast<float>(std::max<std::size_t>(events.size(), 1));
    const Box card = area.cut_top(ui.px(event_rows) * rows_count + ui.px(8));
    area.cut_top(ui.px(size::step4));
    draw_surface(ui, current_list(), card, Surface::card);
    Box rows = card.inset(0, ui.px(4));
    if (events.empty()) draw_text(ui, rows.inset(ui.px(18), 0), Role::body, ui.colors().dim, "Nothing planned today.");
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Box row = rows.cut_top(ui.px(event_rows));
        ImGui::PushID(static_cast<int>(events[i]->id));
        draw_event(ui, row.inset(ui.px(18), 0), *events[i]);
        ImGui::PopID();
        if (i + 1 < events.size()) horizontal_line(ui, row.x + ui.px(18), row.bottom() - 1, row.w - ui.px(36), ui.colors().line);
    }
}

void CalendarPage::draw_event(Ui& ui, Box row, const CalendarEvent& event) {
    const Colors& c = ui.colors();
    const bool past = std::max(event.ends_at, event.starts_at) < ui.frame.now_ms;
    const Box more = row.cut_right(ui.px(28)).centered_rows(ui.px(28));
    const Box bar = row.cut_left(ui.px(3)).centered_rows(ui.px(34));
    fill(ui, bar, with_alpha(c.series[event.color % c.series.size()], past ? 0.4F : 1.0F), 1.5F);
    row.cut_left(ui.px(12));
    Box text = row.centered_rows(ui.px(20 + 17));
    draw_text(ui, text.cut_top(ui.px(20)), Role::body_medium, past ? c.faint : c.text, event.title);
    std::string line = words::time_range(event, ui.snapshot.utc_offset_s);
    if (!event.place.empty()) line += ", " + event.place;
    draw_text(ui, text.cut_top(ui.px(17)), Role::small, past ? c.faint : c.dim, line);
    if (icon_button(ui, "more", more, "dots-three", c.dim, "More")) open_menu("event menu");
    if (!begin_menu(ui, "event menu", more, {.width = 170, .align_right = true})) return;
    if (menu_item(ui, {.label = "Remove", .icon = "trash", .danger = true}))
        ui.removals.begin(ui, Thing::event, event.id, event.title,
                          [calls = &ui.calls, id = event.id] { calls->call<calls::CalendarRemove>({id}); });
    end_menu();
}

} // namespace

std::unique_ptr<Page> make_calendar_page() { return std::make_unique<CalendarPage>(); }

} // namespace asista::ui

// The calendar page and its parts: calendar.cpp (heading, keys), calendar_data.cpp (what it shows and does), calendar_timeline.cpp (day and
// week), calendar_month.cpp, calendar_form.cpp (the details), calendar_hands.cpp (dragging). [main]
//
// Everything here is by the person's clock, as minutes of days; instants and time zones are the service's affair.
#pragma once

#include "ui/calendar_layout.hpp"
#include "ui/date_style.hpp"
#include "ui/pages/page.hpp"
#include "ui/widgets/press.hpp"
#include "wire/calls/calendar.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::ui {

class CalendarPage final : public Page {
  public:
    void opened(std::string_view detail) override;
    float widest() const override { return 1720; }
    void draw(Ui& ui, Box area) override;

  private:
    enum class View : std::size_t { day, week, month };
    struct Key { // of what can be pointed at
        bool task = false;
        std::uint64_t id = 0;
        DayNumber occurrence = 0;
        friend bool operator==(const Key&, const Key&) = default;
    };
    // One thing on the calendar, an event or a task.
    struct Entry {
        Key key;
        std::string title, place;
        std::uint32_t color = 0;
        bool repeats = false;
        bool done = false;
        bool starts = false; // a task that stands where it starts, not where it is due
        calls::EventTimes times;

        bool timed() const { return !times.all_day; }
        DayNumber last_day() const; // the last day on which anything of it is
    };
    // What came back. Callbacks hold it, and outlive this.
    struct Arrived {
        std::uint64_t asked = 0;
        DayNumber from = 0, to = 0;
        std::optional<Result<calls::CalendarRange::Reply>> range;
        std::optional<Result<calls::CalendarGet::Reply>> details;
        std::uint64_t details_asked = 0;
        std::vector<std::string> zones; // that this computer knows; asked for with the first form
        bool zones_asked = false;
        std::optional<calls::EventItem> shown; // the event that somebody wanted to see
        bool stale = false;                    // something was done that the snapshot may not tell of
    };

    // ---- data ----
    void read(Ui& ui);
    void take_range(const Ui& ui);
    void find_shown(Ui& ui);
    const Entry* find(const Key& key) const;
    std::vector<const Entry*> of_day(DayNumber day) const; // in the order in which the day has them
    void move(Ui& ui, const Entry& entry, const calls::EventTimes& times, calls::EventScope scope);
    void move_task(Ui& ui, const Entry& entry, const calls::EventTimes& times);
    void tick(Ui& ui, const Entry& entry);
    void erase(Ui& ui, const Entry& entry, calls::EventScope scope);
    std::function<void(Result<calls::CalendarEdit::Reply>)> told(Ui& ui, std::string title, std::string body);

    // ---- the page ----
    void draw_heading(Ui& ui, Box& area);
    void draw_side(Ui& ui, Box side);
    void hear_keys(Ui& ui);
    void go(int steps);
    void select_next(int by);
    DayNumber first_shown(const Ui& ui) const;
    int days_shown() const;
    std::string title(const Ui& ui) const;
    std::string summary() const;

    // ---- the views ----
    struct Grid { // of a timeline: where a minute of a day is
        Box box;  // of all days, from midnight to midnight, in the scrolled window
        DayNumber first = 0;
        int days = 0;
        float column_w = 0, minute_h = 0;

        float y_of(int minute) const { return box.y + std::floor(static_cast<float>(minute) * minute_h); }
        Box column(int index) const;
    };
    void draw_timeline(Ui& ui, Box box);
    void draw_day_names(Ui& ui, Box row, const Grid& grid);
    void draw_all_day(Ui& ui, Box row, const Grid& grid, const std::vector<const Entry*>& entries, const std::vector<int>& rows);
    void draw_hours(Ui& ui, Box labels, const Grid& grid);
    void draw_column(Ui& ui, const Grid& grid, int index);
    void draw_now(Ui& ui, const Grid& grid);
    void draw_preview(Ui& ui, const Grid& grid);
    void draw_block(Ui& ui, const Entry& entry, Box box, bool continues, bool ghost);
    void draw_chip(Ui& ui, const Entry& entry, Box box, bool begins, bool ends);
    void draw_month(Ui& ui, Box box);
    void draw_week_of_month(Ui& ui, Box box, DayNumber first);
    void entry_pressed(Ui& ui, const Entry& entry, const Press& state, Box box, bool resizable);

    // ---- dragging ----
    struct Drag {
        enum class Kind { none, create, move, begin, end } kind = Kind::none;
        Entry entry;
        DayNumber grab_day = 0;
        int grab_minute = 0;
        calls::EventTimes times; // as it would be
        float from_x = 0, from_y = 0;
        bool far = false; // it is no click any more
    };
    struct Spot { // under the pointer
        DayNumber day = 0;
        int minute = 0;
        bool all_day = false;
    };
    std::optional<Spot> spot(float x, float y) const;
    void begin_drag(const Entry& entry, Drag::Kind kind);
    void begin_create(DayNumber day, int minute, bool all_day);
    void follow_drag(Ui& ui);
    void drop(Ui& ui);
    calls::EventTimes dragged_to(const Spot& at) const;

    // ---- which occurrences ----
    struct Asked { // of a change that waits for the answer
        bool shown = false;
        bool removal = false;
        Entry entry;
        calls::EventTimes times;
        Box anchor;
    };
    void ask_scope(const Entry& entry, const calls::EventTimes& times, bool removal, Box anchor);
    void draw_scope(Ui& ui);

    // ---- the details ----
    struct Form {
        bool fresh = false; // of an event that is not there yet
        bool loaded = false, focus = false;
        Key key;
        std::string title, place, notes, from, to, zone, recurrence;
        std::uint32_t color = 0;
        bool all_day = false, repeats = false, one_of_series = false;
        DayNumber first = 0, last = 0;
        YearMonth first_month, last_month;
        std::size_t scope = 0;
        std::string problem;
        calls::CalendarGet::Reply was;
        Box anchor;
        bool open_now = false;
        bool end_follows = true; // the end keeps its distance until the person sets it
    };
    void open_form(Ui& ui, const Entry& entry, Box anchor);
    void ask_zones(Ui& ui);
    void open_new(Ui& ui, const calls::EventTimes& times, Box anchor);
    void draw_form(Ui& ui);
    float form_body(Ui& ui, Box column);
    void draw_form_times(Ui& ui, Box& column);
    void draw_form_choices(Ui& ui, Box& column);
    bool draw_form_buttons(Ui& ui, Box& column);
    void load_form(const calls::CalendarGet::Reply& reply, const DateStyle& style);
    std::optional<calls::EventTimes> form_times();
    bool save(Ui& ui);
    void remove_from_form(Ui& ui);

    // ---- files ----
    void draw_files_menu(Ui& ui, Box anchor);

    View view_ = View::week;
    DayNumber day_ = 0; // the one in hand; 0 before the first frame
    YearMonth side_month_;
    std::optional<Key> selected_;
    std::shared_ptr<Arrived> arrived_ = std::make_shared<Arrived>();
    DayNumber have_from_ = 0, have_to_ = 0, asked_from_ = 0, asked_to_ = 0;
    std::uint64_t seen_tasks_ = 0, seen_calendar_ = 0;
    bool asked_ = false, arrived_once_ = false;
    std::string zone_;
    std::string problem_; // why the range could not be read
    std::vector<Entry> entries_;
    std::optional<std::pair<Key, calls::EventTimes>> moved_; // what was dropped, until the core shows it there

    Grid grid_;       // of the last frame, for dragging
    Box all_day_box_; // the row above it
    Box view_clip_;   // of the timeline as it can be seen
    struct MonthPlace {
        Box box;
        DayNumber first = 0;
        float cell_w = 0, cell_h = 0;
    } month_place_;
    bool scroll_to_morning_ = true;
    Drag drag_;
    Asked asked_scope_;
    Form form_;
    Box new_button_;
    bool wants_new_ = false;
    std::uint64_t show_ = 0; // an event to be shown on its day; 0: none
};

} // namespace asista::ui

// What the Tasks page shows of a list, read by calls. A state of a list stays on screen until the newer one has what is visible, so
// nothing flickers when tasks change; the page's scrolling then keeps its place by the rows it showed. [main]
#pragma once

#include "ui/context.hpp"
#include "ui/row_pages.hpp"
#include "wire/calls/tasks.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::ui {

struct TaskViewKey {
    calls::TaskView view = calls::TaskView::today;
    std::uint64_t of = 0; // project
    std::string tag;
    friend bool operator==(const TaskViewKey&, const TaskViewKey&) = default;
    bool by_day() const { return view == calls::TaskView::today || view == calls::TaskView::upcoming; }
    bool by_hand() const { return view != calls::TaskView::done; }
};

// Rows under one heading. Lengths here are logical pixels from the top of the list.
struct TaskSection {
    std::string title; // empty: no heading
    std::uint64_t first = 0, count = 0;
    std::optional<DayNumber> day; // what a task dropped here becomes due on
    double top = 0;
};

namespace task_layout {
inline constexpr double row = 42, heading = 32, padding = 4, gap = 12;
}

struct TaskListing {
    TaskViewKey view;
    std::uint64_t revision = 0;
    DayNumber today = 0;
    DateStyle dates; // of its headings
    calls::TasksCounts::Reply counts;
    std::vector<calls::Project> projects; // archived ones last
    RowPages<calls::TaskItem> rows;
    std::vector<calls::TaskItem> finished; // done today, beneath the list of today
    std::vector<TaskSection> sections;
    std::uint64_t total = 0; // with `finished`
    double height = 0;
    int unanswered = 0;  // of what is asked once: counts, projects, days
    bool ready = false;  // all of that is there
    std::string problem; // it could not be read

    const calls::TaskItem* at(std::uint64_t index) const;
    const TaskSection* section_of(std::uint64_t index) const; // nullptr: beyond the end
    double top_of(std::uint64_t index) const;
    std::uint64_t index_at(double place) const; // the row there, or the next one below; total beyond the end
    void lay_out(const Snapshot& snapshot);
    const calls::Project* project(std::uint64_t id) const;

  private:
    std::vector<calls::DayCount> days_;
    friend class TaskReader;
};

class TaskReader {
  public:
    void open(TaskViewKey view) { wanted_ = std::move(view); }
    const TaskViewKey& view() const { return wanted_; }
    // Asks for what is missing; `top` and `height` of what is visible. True when a newer state took the place of the one shown.
    bool follow(Ui& ui, double top, double height);
    const TaskListing* shown() const { return shown_.get(); } // nullptr before the first
    // Something goes on that a next frame will show.
    bool reading() const { return next_ != nullptr; }

  private:
    using Listing = std::shared_ptr<TaskListing>;
    void begin(Ui& ui);
    void read_piece(Ui& ui, const Listing& listing, double top, double height);

    TaskViewKey wanted_;
    Listing shown_, next_;
};

} // namespace asista::ui

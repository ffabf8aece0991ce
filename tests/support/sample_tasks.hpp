// Tasks behind the calls of the Tasks page, kept in memory: the sample's, or as many as a test likes. They follow the rules of the lists
// (services/task_pages) where pages depend on them, and write down nothing: a test looks at what was sent.
#pragma once

#include "fake_ui.hpp"
#include "sample_snapshot.hpp"
#include "wire/calls/history.hpp"
#include "wire/calls/tasks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace asista::ui::sample {

struct Tasks {
    std::vector<calls::TaskItem> items;
    std::vector<calls::Project> projects;
    std::map<std::uint64_t, std::vector<calls::TimeEntry>> entries;
    std::vector<calls::HistoryEntry> history;
    std::map<std::string, calls::TasksParse::Reply, std::less<>> lines; // what a line of words is understood as

    static bool open(const calls::TaskItem& item) { return item.task.status < TaskStatus::done; }
    static std::optional<DayNumber> day(const calls::TaskItem& item) {
        if (item.task.due_day && item.start_day) return std::min(*item.task.due_day, *item.start_day);
        return item.task.due_day ? item.task.due_day : item.start_day;
    }
    bool in(const calls::TaskItem& item, calls::TaskView view, std::uint64_t of, const std::string& tag) const {
        using calls::TaskView;
        switch (view) {
        case TaskView::today: return open(item) && day(item) && *day(item) <= today;
        case TaskView::upcoming: return open(item) && day(item) && *day(item) > today;
        case TaskView::all: return open(item) && item.parent == 0;
        case TaskView::done: return item.task.status == TaskStatus::done;
        case TaskView::project: return open(item) && item.project == of && item.parent == 0;
        case TaskView::tag: return open(item) && std::ranges::find(item.tags, tag) != item.tags.end();
        case TaskView::subtasks: return item.parent == of;
        }
        return false;
    }
    // Places in `items`, in the list's order.
    std::vector<std::size_t> list(calls::TaskView view, std::uint64_t of = 0, const std::string& tag = {}) const {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < items.size(); ++i)
            if (in(items[i], view, of, tag)) found.push_back(i);
        if (view == calls::TaskView::today || view == calls::TaskView::upcoming)
            std::ranges::stable_sort(found, {}, [this](std::size_t i) { return *day(items[i]); });
        return found;
    }
    std::uint32_t count(calls::TaskView view, std::uint64_t of = 0, const std::string& tag = {}) const {
        return static_cast<std::uint32_t>(list(view, of, tag).size());
    }
    calls::TaskItem* find(std::uint64_t id) {
        const auto found = std::ranges::find_if(items, [id](const auto& item) { return item.task.id == id; });
        return found == items.end() ? nullptr : &*found;
    }

    // A cursor is the place of a row in its list.
    calls::TasksPage::Reply page(const calls::TasksPage::Request& request) const {
        const auto all = list(request.view, request.of, request.tag);
        const auto size = static_cast<std::int64_t>(all.size());
        std::int64_t at = request.upwards ? size : -1;
        if (!request.after.empty()) std::from_chars(request.after.data(), request.after.data() + request.after.size(), at);
        std::int64_t first = at + 1 + request.skip, end = std::min<std::int64_t>(first + request.limit, size);
        if (request.upwards) {
            end = at - request.skip;
            first = std::max<std::int64_t>(end - request.limit, 0);
        }
        calls::TasksPage::Reply reply;
        for (auto i = first; i < end; ++i) reply.tasks.push_back(items[all[static_cast<std::size_t>(i)]]);
        if (first < end && first > 0) reply.previous = std::to_string(first);
        if (first < end && end < size) reply.next = std::to_string(end - 1);
        return reply;
    }
    calls::TasksCounts::Reply counts() const {
        using calls::TaskView;
        calls::TasksCounts::Reply reply;
        reply.today = count(TaskView::today);
        reply.upcoming = count(TaskView::upcoming);
        reply.all = count(TaskView::all);
        reply.done = count(TaskView::done);
        std::map<std::string, std::uint32_t> tags;
        for (const auto& item : items) {
            if (open(item) && day(item) && *day(item) < today) ++reply.overdue;
            for (const auto& tag : item.tags) tags[tag] += open(item) ? 1 : 0;
        }
        for (const auto& [name, number] : tags) reply.tags.push_back({name, number});
        return reply;
    }

    void serve(RecordedCalls& calls_) {
        using namespace calls;
        calls_.serve<TasksPage>([this](const TasksPage::Request& request) { return page(request); });
        calls_.serve<TasksCounts>([this](const Nothing&) { return counts(); });
        calls_.serve<TasksDays>([this](const TasksDays::Request& request) {
            TasksDays::Reply reply;
            for (const auto i : list(request.view)) {
                const DayNumber when = *day(items[i]);
                if (reply.days.empty() || reply.days.back().day != when) reply.days.push_back({when, 0});
                ++reply.days.back().open;
            }
            return reply;
        });
        calls_.serve<TasksIds>([this](const TasksIds::Request& request) {
            TasksIds::Reply reply;
            const auto all = list(request.view, request.of, request.tag);
            for (std::size_t i = request.skip; i < all.size() && reply.ids.size() < request.limit; ++i)
                reply.ids.push_back(items[all[i]].task.id);
            return reply;
        });
        calls_.serve<ProjectsList>([this](const ProjectsList::Request&) {
            ProjectsList::Reply reply{projects};
            for (auto& project : reply.projects) project.open = count(TaskView::project, project.id);
            return reply;
        });
        calls_.serve<TasksGet>([this](const TasksGet::Request& request) -> Result<TaskItem> {
            const auto* const item = find(request.id);
            if (!item) return fail(Errc::not_found, "there is no task {}", request.id);
            return *item;
        });
        calls_.serve<TrackingList>(
            [this](const TrackingList::Request& request) { return TrackingList::Reply{entries[request.task]}; });
        calls_.serve<ItemHistory>([this](const ItemHistory::Request&) { return ItemHistory::Reply{history}; });
        calls_.serve<TasksParse>([this](const TasksParse::Request& request) {
            const auto known = lines.find(request.text);
            TasksParse::Reply reply;
            if (known != lines.end())
                reply = known->second;
            else
                reply.task.title = request.text;
            return reply;
        });
    }
};

inline constexpr std::string_view quick_line = "Call landlord tomorrow 9am @home !s ~15m every week";

// The tasks of the sample snapshot with all that may belong to them.
inline Tasks tasks() {
    Tasks tasks;
    tasks.projects = {{1, "Home", 1, false, 0, 3}, {2, "Thesis", 0, false, 0, 12}, {3, "Garden", 2, true, 0, 4}};
    const auto add = [&tasks](Task task) -> calls::TaskItem& {
        calls::TaskItem item;
        item.task = std::move(task);
        return tasks.items.emplace_back(std::move(item));
    };
    for (const auto& task : snapshot().tasks) add(task);
    const auto more = [&](std::uint64_t id, std::string title, Energy energy, std::optional<DayNumber> due) -> calls::TaskItem& {
        return add(task(id, std::move(title), energy, due));
    };
    auto& trip = more(101, "Plan the trip to Lisbon", Energy::l, today + 1);
    trip.due_minute = 9 * 60;
    trip.project = 1;
    trip.tags = {"travel"};
    trip.task.estimate_minutes = 90;
    trip.subtasks = 3;
    trip.subtasks_done = 1;
    trip.tracked_ms = 85 * 60'000;
    trip.task.notes =
        "**Before Friday:** compare trains and flights.\n\n- passport is valid until 2029\n- ask Mira about the flat\n\n"
        "> Window seats on the left, for the river.";
    auto& water = more(102, "Water the plants", Energy::xs, today + 2);
    water.recurrence = "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,FR";
    water.project = 1;
    auto& chapter = more(103, "Second chapter, first draft", Energy::xl, today + 5);
    chapter.project = 2;
    chapter.tags = {"deep", "writing"};
    more(104, "Return the library books", Energy::s, today + 9).tags = {"errands"};
    more(105, "Read about drip irrigation", Energy::m, std::nullopt).tags = {"someday"};
    std::uint64_t id = 110;
    for (const auto* const step : {"Find the passport", "Compare trains and flights", "Book the flat for four nights"}) {
        auto& part = more(id++, step, Energy::m, std::nullopt);
        part.parent = 101;
        if (id == 111) part.task.status = TaskStatus::done;
    }
    tasks.entries[101] = {{2, 101, at(8, 50, -1), at(9, 35, -1)}, {1, 101, at(17, 0, -2), at(17, 40, -2)}};
    calls::HistoryEntry entry;
    entry.change.change = 7;
    entry.change.at = at(8, 12);
    entry.change.sentence = "changed \"Plan the trip to Lisbon\"";
    entry.fields = {{"due day", "", "23 Nov 2026"}};
    tasks.history = {entry};
    calls::TasksParse::Reply line;
    line.task.title = "Call landlord";
    line.task.due_day = today + 1;
    line.task.due_minute = 9 * 60;
    line.task.project = 1;
    line.task.energy = Energy::s;
    line.task.estimate_minutes = 15;
    line.task.recurrence = "FREQ=WEEKLY;BYDAY=MO";
    using Kind = calls::TextSpan::Kind;
    line.spans = {{14, 22, Kind::day},    {23, 26, Kind::time},     {27, 32, Kind::project},
                  {33, 35, Kind::energy}, {36, 40, Kind::estimate}, {41, 51, Kind::repetition}};
    tasks.lines.emplace(quick_line, line);
    return tasks;
}

// So many, one after the other, open and without a day.
inline Tasks many_tasks(std::uint64_t number) {
    Tasks tasks;
    for (std::uint64_t i = 1; i <= number; ++i) {
        calls::TaskItem item;
        item.task = task(i, fmt::format("Task {}", i), Energy::m, std::nullopt);
        tasks.items.push_back(std::move(item));
    }
    return tasks;
}

} // namespace asista::ui::sample

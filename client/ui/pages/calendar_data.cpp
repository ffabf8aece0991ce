// What the calendar shows, read by calls for the days in sight, and what is done to it.
#include "ui/pages/calendar.hpp"

#include "ui/removals.hpp"
#include "ui/toasts.hpp"
#include "ui/undo.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"
#include "wire/calls/tasks.hpp"

#include <algorithm>
#include <tuple>

namespace asista::ui {

namespace {
// What a task without an estimate takes on the timeline.
constexpr int task_minutes = 30;
} // namespace

DayNumber CalendarPage::Entry::last_day() const {
    // One that ends at midnight is not on the day that begins then.
    return timed() && times.end_minute == 0 && times.end_day > times.start_day ? times.end_day - 1 : times.end_day;
}

// Asks again when other days are in sight or anything changed. What is there stays until the answer comes.
void CalendarPage::read(Ui& ui) {
    take_range(ui);
    find_shown(ui);
    const DayNumber from = first_shown(ui), to = from + days_shown();
    const bool changed = seen_tasks_ != ui.snapshot.tasks_revision || seen_calendar_ != ui.snapshot.calendar_revision ||
                         std::exchange(arrived_->stale, false);
    if (asked_ && !changed && from == asked_from_ && to == asked_to_) return;
    seen_tasks_ = ui.snapshot.tasks_revision;
    seen_calendar_ = ui.snapshot.calendar_revision;
    asked_from_ = from;
    asked_to_ = to;
    asked_ = true;
    const std::uint64_t number = ++arrived_->asked;
    ui.calls.call<calls::CalendarRange>({from, to},
                                        [arrived = arrived_, number, from, to](Result<calls::CalendarRange::Reply> reply) {
                                            if (number != arrived->asked) return; // the person has gone on
                                            arrived->range = std::move(reply);
                                            arrived->from = from;
                                            arrived->to = to;
                                        });
}

void CalendarPage::find_shown(Ui& ui) {
    if (const auto id = std::exchange(show_, 0); id != 0)
        ui.calls.call<calls::CalendarGet>({id, 0}, [arrived = arrived_](Result<calls::CalendarGet::Reply> reply) {
            if (reply) arrived->shown = reply->item; // else it has gone: the page is open anyway
        });
    if (const auto item = std::exchange(arrived_->shown, std::nullopt)) {
        day_ = item->times.start_day;
        side_month_ = month_of(day_);
        selected_ = Key{false, item->id, item->occurrence};
    }
}

void CalendarPage::take_range(const Ui& ui) {
    static_cast<void>(ui);
    auto range = std::exchange(arrived_->range, std::nullopt);
    if (!range) return;
    problem_.clear();
    if (!*range) {
        if (range->error().code != Errc::cancelled) problem_ = words::sentence(range->error().message);
        return;
    }
    arrived_once_ = true;
    have_from_ = arrived_->from;
    have_to_ = arrived_->to;
    moved_.reset();
    auto& reply = **range;
    zone_ = reply.zone;
    entries_.clear();
    for (auto& event : reply.events) {
        Entry entry;
        entry.key = {false, event.id, event.occurrence};
        entry.title = std::move(event.title);
        entry.place = std::move(event.place);
        entry.color = event.color;
        entry.repeats = event.repeats;
        entry.times = event.times;
        entries_.push_back(std::move(entry));
    }
    for (auto& task : reply.tasks) {
        Entry entry;
        entry.key = {true, task.task.id, 0};
        entry.title = std::move(task.task.title);
        entry.done = task.task.status == TaskStatus::done;
        entry.starts = task.starts;
        entry.times = {!task.minute, task.day, task.minute.value_or(0), task.day, 0};
        if (task.minute) {
            const auto takes = std::clamp<std::uint32_t>(task.task.estimate_minutes.value_or(task_minutes), 20, 8 * 60);
            entry.times.end_minute = static_cast<std::uint16_t>(std::min<std::uint32_t>(*task.minute + takes, 24 * 60 - 1));
        }
        entries_.push_back(std::move(entry));
    }
    std::ranges::stable_sort(entries_, [](const Entry& a, const Entry& b) {
        return std::tuple(a.times.start_day, !a.times.all_day, a.times.start_minute, a.key.task) <
               std::tuple(b.times.start_day, !b.times.all_day, b.times.start_minute, b.key.task);
    });
}

const CalendarPage::Entry* CalendarPage::find(const Key& key) const {
    const auto found = std::ranges::find(entries_, key, &Entry::key);
    return found == entries_.end() ? nullptr : &*found;
}

std::vector<const CalendarPage::Entry*> CalendarPage::of_day(DayNumber day) const {
    std::vector<const Entry*> found;
    for (const Entry& each : entries_)
        if (each.times.start_day <= day && each.last_day() >= day) found.push_back(&each);
    std::ranges::stable_sort(found, {}, [day](const Entry* each) {
        return each->timed() && each->times.start_day == day ? 1 + each->times.start_minute : 0;
    });
    return found;
}

// A toast that says what was done and offers the way back; a failure says why and shows things as they are again.
std::function<void(Result<calls::CalendarEdit::Reply>)> CalendarPage::told(Ui& ui, std::string title, std::string body) {
    return [arrived = arrived_, toasts = &ui.toasts, undo = undoing(ui), title = std::move(title),
            body = std::move(body)](Result<calls::CalendarEdit::Reply> done) {
        arrived->stale = true;
        Toast toast;
        toast.icon = "calendar-blank";
        if (!done) {
            if (done.error().code == Errc::cancelled) return;
            toast.title = "That could not be done";
            toast.body = words::sentence(done.error().message);
            toast.level = NotificationLevel::warning;
        } else {
            if (done->change == 0) return;
            toast.title = title;
            toast.body = body;
            toast.button = "Undo";
            toast.pressed = [undo, change = done->change] { undo(change); };
        }
        toasts->replace(std::move(toast));
    };
}

void CalendarPage::move(Ui& ui, const Entry& entry, const calls::EventTimes& times, calls::EventScope scope) {
    moved_ = {entry.key, times};
    if (entry.key.task) return move_task(ui, entry, times);
    calls::CalendarEdit::Request request;
    request.id = entry.key.id;
    request.occurrence = entry.key.occurrence;
    request.scope = scope;
    request.times = times;
    ui.calls.call<calls::CalendarEdit>(request, told(ui, "Event moved", entry.title));
}

void CalendarPage::move_task(Ui& ui, const Entry& entry, const calls::EventTimes& times) {
    calls::TasksEdit::Request request;
    request.ids = {entry.key.id};
    const auto minute = times.all_day ? std::optional<std::uint16_t>() : std::optional(times.start_minute);
    if (entry.starts) {
        request.start_day = times.start_day;
        request.start_minute = minute;
        if (!minute) request.clear = {calls::TaskField::start_time};
    } else {
        request.due_day = times.start_day;
        request.due_minute = minute;
        if (!minute) request.clear = {calls::TaskField::due_time};
    }
    ui.calls.call<calls::TasksEdit>(request, [tell = told(ui, "Task moved", entry.title)](Result<calls::Changed> done) {
        if (!done) return tell(fail(done.error()));
        tell(calls::CalendarEdit::Reply{0, done->change});
    });
}

void CalendarPage::tick(Ui& ui, const Entry& entry) {
    calls::TasksEdit::Request request;
    request.ids = {entry.key.id};
    request.status = entry.done ? TaskStatus::open : TaskStatus::done;
    ui.calls.call<calls::TasksEdit>(request);
}

void CalendarPage::erase(Ui& ui, const Entry& entry, calls::EventScope scope) {
    if (selected_ && *selected_ == entry.key) selected_.reset();
    ui.calls.call<calls::CalendarErase>(
        {entry.key.id, entry.key.occurrence, scope},
        [tell = told(ui, "Event removed", entry.title)](Result<calls::CalendarErase::Reply> done) {
            if (!done) return tell(fail(done.error()));
            tell(calls::CalendarEdit::Reply{0, done->change});
        });
}

void CalendarPage::ask_scope(const Entry& entry, const calls::EventTimes& times, bool removal, Box anchor) {
    asked_scope_ = {false, removal, entry, times, anchor};
    asked_scope_.shown = true;
    open_menu("which ones");
}

// Of an event that repeats: which of its occurrences are meant. Closed without an answer, nothing changes.
void CalendarPage::draw_scope(Ui& ui) {
    if (!asked_scope_.shown) return;
    if (!begin_menu(ui, "which ones", asked_scope_.anchor, {.width = 230})) {
        if (!menu_open("which ones")) {
            asked_scope_ = {};
            moved_.reset(); // back to where it was
        }
        return;
    }
    using calls::EventScope;
    menu_title(ui, asked_scope_.removal ? "Remove" : "Move");
    constexpr std::array<std::pair<const char*, EventScope>, 3> choices{
        {{"This one", EventScope::one}, {"This and following", EventScope::following}, {"All", EventScope::all}}};
    const Asked asked = asked_scope_;
    for (const auto& [label, scope] : choices)
        if (menu_item(ui, {.label = label, .danger = asked.removal})) {
            asked_scope_ = {};
            if (asked.removal)
                erase(ui, asked.entry, scope);
            else
                move(ui, asked.entry, asked.times, scope);
        }
    end_menu();
}

} // namespace asista::ui

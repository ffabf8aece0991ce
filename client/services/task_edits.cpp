// Making, changing, removing and moving tasks, each call one change in the operation log.
#include "services/ranks.hpp"
#include "services/recurrence.hpp"
#include "services/tasks.hpp"
#include "services/text_rules.hpp"

#include <algorithm>

namespace asista::services {
namespace {

constexpr std::uint32_t max_estimate_minutes = 60 * 24 * 365;
constexpr std::size_t max_tasks_at_once = 5'000;
constexpr std::uint16_t minutes_of_day = 24 * 60;

Result<std::string> checked_title(std::string_view title) { return needed_line("a task needs a title", "a task's title", title); }
Result<std::string> checked_notes(std::string_view notes) { return many_lines("a task's notes", notes); }

Result<void> check_ids(const std::vector<std::uint64_t>& ids) {
    if (ids.size() > max_tasks_at_once)
        return fail(Errc::over_limit, "{} tasks are too many at once; {} can be changed together", ids.size(), max_tasks_at_once);
    return {};
}

void clear_field(calls::TaskItem& item, calls::TaskField field) {
    switch (field) {
    case calls::TaskField::estimate: item.task.estimate_minutes.reset(); break;
    case calls::TaskField::due: item.task.due_day.reset(); [[fallthrough]];
    case calls::TaskField::due_time: item.due_minute.reset(); break;
    case calls::TaskField::start: item.start_day.reset(); [[fallthrough]];
    case calls::TaskField::start_time: item.start_minute.reset(); break;
    case calls::TaskField::recurrence: item.recurrence.clear(); break;
    case calls::TaskField::project: item.project = 0; break;
    case calls::TaskField::parent: item.parent = 0; break;
    }
}

std::string key_of(std::uint64_t id) { return std::to_string(id); }

} // namespace

struct Tasks::Edit {
    const Actor& actor;
    const calls::TasksEdit::Request& request;
    InstantMs now;
    DayNumber today;
};

// ---- making ------------------------------------------------------------------------------------------------------------------

Result<calls::TasksCreate::Reply> Tasks::create(const Actor& actor, const calls::TasksCreate::Request& request, InstantMs now,
                                                const Past& past) {
    return log_.together(actor, now, calls::TasksCreate::name, [&]() -> Result<calls::TasksCreate::Reply> {
        StoredTask stored;
        auto& item = stored.item;
        item.task.title = TRY(checked_title(request.title));
        item.task.notes = TRY(checked_notes(request.notes));
        item.task.energy = request.energy;
        item.task.estimate_minutes = request.estimate_minutes;
        item.task.due_day = request.due_day;
        item.due_minute = request.due_minute;
        item.start_day = request.start_day;
        item.start_minute = request.start_minute;
        if (!request.recurrence.empty()) item.recurrence = TRY(checked_recurrence(request.recurrence));
        item.project = request.project;
        item.parent = request.parent;
        item.tags = TRY(checked_tags(request.tags));
        item.task.created_at = past.made_at.value_or(now);
        item.task.updated_at = now;
        item.task.completed_at = past.done_at;
        if (past.done_at) item.task.status = TaskStatus::done;
        stored.origin = past.origin;
        if (item.parent != 0) item.project = TRY(find_item(db_, actor.user, item.parent)).item.project;
        TRY(check(actor.user, stored));
        const auto id = TRY(create_one(actor, stored, now, calls::TasksCreate::name));
        return calls::TasksCreate::Reply{id, log_.change_under_way()};
    });
}

Result<std::uint64_t> Tasks::create_one(const Actor& actor, const StoredTask& task, InstantMs now, std::string_view call) {
    const auto id = TRY(insert_item(db_, actor.user, task));
    TRY(log_.record(actor, now, call, Entity::task, key_of(id), std::nullopt));
    return id;
}

// What the fields must be among each other, whichever of them changed.
Result<void> Tasks::check(UserId user, const StoredTask& stored) {
    const auto& item = stored.item;
    const auto& estimate = item.task.estimate_minutes;
    if (estimate && *estimate > max_estimate_minutes)
        return fail(Errc::invalid, "a task's estimate of {} minutes is more than a year", *estimate);
    for (const auto& minute : {item.due_minute, item.start_minute})
        if (minute && *minute >= minutes_of_day)
            return fail(Errc::invalid, "minute {} is no time of day; 1439 is 23:59", *minute);
    if ((item.due_minute && !item.task.due_day) || (item.start_minute && !item.start_day))
        return fail(Errc::invalid, "a time of day needs the day");
    if (!item.recurrence.empty() && !item.task.due_day && !item.start_day)
        return fail(Errc::invalid, "a task that repeats needs a day, due or start, to repeat from");
    if (item.project != 0) {
        auto row = TRY(db_.prepare("SELECT 1 FROM projects WHERE user_id = ?1 AND id = ?2"));
        row.bind(user.value, item.project);
        if (!TRY(row.step())) return fail(Errc::not_found, "there is no project {}", item.project);
    }
    if (item.parent == 0) return {};
    const auto parent = TRY(find_item(db_, user, item.parent));
    if (item.parent == item.task.id) return fail(Errc::invalid, "a task cannot be a part of itself");
    if (parent.item.parent != 0 || item.subtasks != 0)
        return fail(Errc::invalid, "a part of a task has no parts itself: \"{}\"",
                    parent.item.parent != 0 ? parent.item.task.title : item.task.title);
    return {};
}

// ---- changing ----------------------------------------------------------------------------------------------------------------

Result<calls::Changed> Tasks::edit(const Actor& actor, const calls::TasksEdit::Request& request, InstantMs now, DayNumber today) {
    TRY(check_ids(request.ids));
    return log_.together(actor, now, calls::TasksEdit::name, [&]() -> Result<calls::Changed> {
        const Edit edit{actor, request, now, today};
        calls::Changed changed;
        for (const auto id : request.ids)
            if (TRY(edit_one(edit, id))) ++changed.tasks;
        if (changed.tasks != 0) changed.change = log_.change_under_way();
        return changed;
    });
}

Result<void> Tasks::apply(const Edit& edit, StoredTask& stored) {
    const auto& request = edit.request;
    auto& item = stored.item;
    auto& task = item.task;
    for (const auto field : request.clear) clear_field(item, field);
    if (request.title) task.title = TRY(checked_title(*request.title));
    if (request.notes) task.notes = TRY(checked_notes(*request.notes));
    if (request.energy) task.energy = *request.energy;
    if (request.estimate_minutes) task.estimate_minutes = request.estimate_minutes;
    if (request.due_day) task.due_day = request.due_day;
    if (request.due_minute) item.due_minute = request.due_minute;
    if (request.start_day) item.start_day = request.start_day;
    if (request.start_minute) item.start_minute = request.start_minute;
    if (request.recurrence)
        item.recurrence = request.recurrence->empty() ? std::string() : TRY(checked_recurrence(*request.recurrence));
    if (request.parent) item.parent = *request.parent;
    if (request.project) item.project = *request.project;
    if (request.status && *request.status != task.status) {
        task.status = *request.status;
        task.completed_at = task.status == TaskStatus::done ? std::optional(edit.now) : std::nullopt;
    }
    const auto gone = TRY(checked_tags(request.remove_tags));
    std::erase_if(item.tags, [&](const std::string& tag) { return std::ranges::binary_search(gone, tag); });
    item.tags.insert(item.tags.end(), request.add_tags.begin(), request.add_tags.end());
    item.tags = TRY(checked_tags(item.tags));
    return {};
}

Result<bool> Tasks::edit_one(const Edit& edit, std::uint64_t id) {
    const auto user = edit.actor.user;
    const StoredTask before = TRY(find_item(db_, user, id));
    StoredTask after = before;
    TRY(apply(edit, after));
    auto& item = after.item;
    if (item.parent != 0 && item.parent != before.item.parent) {
        item.project = TRY(find_item(db_, user, item.parent)).item.project;
        after.rank = rank_of(id);
    } else if (item.parent != 0 && item.project != before.item.project) {
        item.parent = 0; // it goes elsewhere than its parent
    }
    const auto unchanged = wire::encode(before.item) == wire::encode(item);
    if (unchanged) return false;
    TRY(check(user, after));
    const bool completed = !before.item.task.completed_at && item.task.status == TaskStatus::done;
    const std::string rule = completed ? std::exchange(item.recurrence, {}) : std::string();
    item.task.updated_at = edit.now;
    TRY(store(edit, after));
    if (!rule.empty()) TRY(make_next(edit, after, rule));
    TRY(follow_with_subtasks(edit, before, after));
    if (is_open(before.item) && !is_open(item)) TRY(stop_tracking(edit, id));
    return true;
}

Result<void> Tasks::store(const Edit& edit, const StoredTask& task) {
    const auto key = key_of(task.item.task.id);
    const auto before = TRY(log_.row(edit.actor.user, Entity::task, key));
    TRY(update_item(db_, edit.actor.user, task));
    return log_.record(edit.actor, edit.now, calls::TasksEdit::name, Entity::task, key, before);
}

Result<void> Tasks::follow_with_subtasks(const Edit& edit, const StoredTask& before, const StoredTask& after) {
    const bool closed = is_open(before.item) && !is_open(after.item);
    const bool moved = before.item.project != after.item.project;
    if (before.item.subtasks == 0 || (!closed && !moved)) return {};
    for (const auto id : TRY(subtasks_of(db_, edit.actor.user, after.item.task.id))) {
        StoredTask part = TRY(find_item(db_, edit.actor.user, id));
        part.item.project = after.item.project;
        if (closed && is_open(part.item)) {
            part.item.task.status = after.item.task.status;
            part.item.task.completed_at = after.item.task.completed_at;
            TRY(stop_tracking(edit, id));
        }
        part.item.task.updated_at = edit.now;
        TRY(store(edit, part));
    }
    return {};
}

// The next occurrence takes the place of the one that was completed, with its parts to be done anew.
Result<void> Tasks::make_next(const Edit& edit, const StoredTask& completed, const std::string& rule) {
    const auto& item = completed.item;
    const DayNumber from = item.task.due_day ? *item.task.due_day : item.start_day.value_or(edit.today);
    const auto next = TRY(next_occurrence(rule, from, edit.today));
    if (!next) return {};
    const auto renewed = [&](StoredTask task) {
        auto& fresh = task.item;
        fresh.task.status = TaskStatus::open;
        fresh.task.completed_at.reset();
        fresh.task.created_at = fresh.task.updated_at = edit.now;
        if (fresh.task.due_day) *fresh.task.due_day += next->day - from;
        if (fresh.start_day) *fresh.start_day += next->day - from;
        return task;
    };
    StoredTask fresh = renewed(completed);
    fresh.item.recurrence = next->rule;
    const auto id = TRY(create_one(edit.actor, fresh, edit.now, calls::TasksEdit::name));
    for (const auto part : TRY(subtasks_of(db_, edit.actor.user, item.task.id))) {
        StoredTask copy = renewed(TRY(find_item(db_, edit.actor.user, part)));
        copy.item.parent = id;
        TRY(create_one(edit.actor, copy, edit.now, calls::TasksEdit::name));
    }
    return {};
}

Result<void> Tasks::stop_tracking(const Edit& edit, std::uint64_t id) {
    std::string key;
    {
        auto running = TRY(db_.prepare("SELECT id FROM time_entries WHERE user_id = ?1 AND ended_at IS NULL AND task_id = ?2"));
        running.bind(edit.actor.user.value, id);
        if (!TRY(running.step())) return {};
        key = std::to_string(running.integer(0));
    }
    const auto before = TRY(log_.row(edit.actor.user, Entity::time_entry, key));
    TRY(db_.run("UPDATE time_entries SET ended_at = max(started_at, ?3) WHERE user_id = ?1 AND id = CAST(?2 AS INTEGER)",
                edit.actor.user.value, key, edit.now));
    return log_.record(edit.actor, edit.now, calls::TasksEdit::name, Entity::time_entry, key, before);
}

// ---- removing ----------------------------------------------------------------------------------------------------------------

Result<calls::Changed> Tasks::erase(const Actor& actor, const calls::TasksErase::Request& request, InstantMs now) {
    TRY(check_ids(request.ids));
    return log_.together(actor, now, calls::TasksErase::name, [&]() -> Result<calls::Changed> {
        calls::Changed changed;
        // A part may be named beside its task, which takes it along: those that were there at first are none that is missing.
        for (const auto id : request.ids) TRY(find_item(db_, actor.user, id));
        for (const auto id : request.ids)
            if (TRY(remove_one(actor, id, now, calls::TasksErase::name))) ++changed.tasks;
        if (changed.tasks != 0) changed.change = log_.change_under_way();
        return changed;
    });
}

// What belongs to it goes first, so that undoing, which goes backwards, has the task before what belongs to it.
Result<bool> Tasks::remove_one(const Actor& actor, std::uint64_t id, InstantMs now, std::string_view call) {
    const auto key = key_of(id);
    const auto before = TRY(log_.row(actor.user, Entity::task, key));
    if (!before) return false;
    for (const auto part : TRY(subtasks_of(db_, actor.user, id))) TRY(remove_one(actor, part, now, call));
    std::vector<std::string> entries;
    {
        auto rows = TRY(db_.prepare("SELECT id FROM time_entries WHERE task_id = ?1 ORDER BY started_at, id"));
        rows.bind(id);
        while (TRY(rows.step())) entries.push_back(std::to_string(rows.integer(0)));
    }
    for (const auto& entry : entries) {
        const auto row = TRY(log_.row(actor.user, Entity::time_entry, entry));
        TRY(db_.run("DELETE FROM time_entries WHERE user_id = ?1 AND id = CAST(?2 AS INTEGER)", actor.user.value, entry));
        TRY(log_.record(actor, now, call, Entity::time_entry, entry, row));
    }
    TRY(db_.run("DELETE FROM tasks WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
    TRY(log_.record(actor, now, call, Entity::task, key, before));
    return true;
}

} // namespace asista::services

#include "services/task_rows.hpp"

#include "services/text_rules.hpp"

#include <algorithm>

namespace asista::services {
namespace {

constexpr std::size_t max_tag_bytes = 50, max_tags = 30;

template <class T> std::optional<T> none_if_zero(T value) { return value == 0 ? std::nullopt : std::optional(value); }

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        words.emplace_back(word);
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    std::ranges::sort(words);
    return words;
}

Result<void> write_tags(store::Database& db, UserId user, std::uint64_t id, const StoredTask& task) {
    std::vector<std::string> old;
    {
        auto rows = TRY(db.prepare("SELECT name FROM task_tags WHERE task_id = ?1"));
        rows.bind(id);
        while (TRY(rows.step())) old.emplace_back(rows.text(0));
    }
    for (const auto& name : old)
        if (!std::ranges::binary_search(task.item.tags, name))
            TRY(db.run("DELETE FROM task_tags WHERE task_id = ?1 AND name = ?2", id, name));
    for (const auto& name : task.item.tags)
        if (std::ranges::find(old, name) == old.end())
            TRY(db.run("INSERT INTO task_tags(task_id, name, user_id, open, rank) SELECT ?1, ?2, ?3, status < 2, rank FROM tasks "
                       "WHERE id = ?1",
                       id, name, user.value));
    return {};
}

} // namespace

// What belongs to a task is looked up where there may be something: who tracks no time pays nothing for it, and the entry that runs is
// found once for all rows.
const std::string& item_columns(Notes notes) {
    const auto make = [](std::string_view of_task) {
        return fmt::format(
            "{}, due_minute, start_day, start_minute, recurrence, project_id, parent_id, tasks.rank, "
            "(SELECT group_concat(name, ' ') FROM task_tags AS tag WHERE tag.task_id = tasks.id), "
            "(SELECT count(*) * 4294967296 + sum(part.status = 2) FROM tasks AS part WHERE part.parent_id = tasks.id AND "
            "part.status < 3), "
            "iif((SELECT 1 FROM time_entries WHERE user_id = ?1 LIMIT 1), "
            "(SELECT sum(ended_at - started_at) FROM time_entries AS entry WHERE entry.task_id = tasks.id), NULL), "
            "iif((SELECT task_id FROM time_entries WHERE user_id = ?1 AND ended_at IS NULL) = tasks.id, "
            "(SELECT started_at FROM time_entries WHERE user_id = ?1 AND ended_at IS NULL), NULL), tasks.origin",
            of_task);
    };
    static const std::string whole = make(task_columns), brief = make(brief_task_columns);
    return notes == Notes::whole ? whole : brief;
}

Task read_task(const store::Statement& row) {
    Task task;
    task.id = row.as<std::uint64_t>(0);
    task.title = row.text(1);
    task.notes = row.text(2);
    task.status = static_cast<TaskStatus>(row.as<std::uint8_t>(3));
    task.energy = static_cast<Energy>(row.as<std::uint8_t>(4));
    task.estimate_minutes = row.maybe<std::uint32_t>(5);
    task.due_day = row.maybe<DayNumber>(6);
    task.completed_at = row.maybe<InstantMs>(7);
    task.created_at = row.integer(8);
    task.updated_at = row.integer(9);
    return task;
}

StoredTask read_item(const store::Statement& row) {
    StoredTask stored;
    auto& item = stored.item;
    item.task = read_task(row);
    item.due_minute = row.maybe<std::uint16_t>(10);
    item.start_day = row.maybe<DayNumber>(11);
    item.start_minute = row.maybe<std::uint16_t>(12);
    item.recurrence = row.text(13);
    item.project = row.as<std::uint64_t>(14);
    item.parent = row.as<std::uint64_t>(15);
    stored.rank = row.text(16);
    item.tags = words_of(row.text(17));
    const auto parts = row.as<std::uint64_t>(18);
    item.subtasks = static_cast<std::uint32_t>(parts >> 32);
    item.subtasks_done = static_cast<std::uint32_t>(parts);
    item.tracked_ms = row.integer(19);
    item.tracking_since = row.maybe<InstantMs>(20);
    stored.origin = row.text(21);
    return stored;
}

tl::unexpected<Error> no_task(std::uint64_t id) { return fail(Errc::not_found, "there is no task {}", id); }

Result<StoredTask> find_item(store::Database& db, UserId user, std::uint64_t id) {
    static const std::string query = fmt::format("SELECT {} FROM tasks WHERE user_id = ?1 AND id = ?2", item_columns());
    auto row = TRY(db.prepare(query));
    row.bind(user.value, id);
    if (!TRY(row.step())) return no_task(id);
    return read_item(row);
}

Result<std::vector<std::uint64_t>> subtasks_of(store::Database& db, UserId user, std::uint64_t id) {
    auto rows = TRY(db.prepare("SELECT id FROM tasks WHERE parent_id = ?2 AND user_id = ?1 ORDER BY rank, id"));
    rows.bind(user.value, id);
    std::vector<std::uint64_t> ids;
    while (TRY(rows.step())) ids.push_back(rows.as<std::uint64_t>(0));
    return ids;
}

Result<std::uint64_t> insert_item(store::Database& db, UserId user, const StoredTask& stored) {
    const auto& item = stored.item;
    const auto& task = item.task;
    TRY(db.run("INSERT INTO tasks(user_id, title, notes, status, energy, estimate_minutes, due_day, completed_at, created_at, "
               "updated_at, due_minute, start_day, start_minute, recurrence, project_id, parent_id, rank, origin) "
               "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
               user.value, task.title, task.notes, task.status, task.energy, task.estimate_minutes, task.due_day,
               task.completed_at, task.created_at, task.updated_at, item.due_minute, item.start_day, item.start_minute,
               item.recurrence, none_if_zero(item.project), none_if_zero(item.parent), stored.rank, stored.origin));
    const auto id = static_cast<std::uint64_t>(db.last_row());
    TRY(write_tags(db, user, id, stored));
    return id;
}

Result<void> update_item(store::Database& db, UserId user, const StoredTask& stored) {
    const auto& item = stored.item;
    const auto& task = item.task;
    TRY(db.run("UPDATE tasks SET title = ?3, notes = ?4, status = ?5, energy = ?6, estimate_minutes = ?7, due_day = ?8, "
               "completed_at = ?9, updated_at = ?10, due_minute = ?11, start_day = ?12, start_minute = ?13, recurrence = ?14, "
               "project_id = ?15, parent_id = ?16, rank = ?17 WHERE user_id = ?1 AND id = ?2",
               user.value, task.id, task.title, task.notes, task.status, task.energy, task.estimate_minutes, task.due_day,
               task.completed_at, task.updated_at, item.due_minute, item.start_day, item.start_minute, item.recurrence,
               none_if_zero(item.project), none_if_zero(item.parent), stored.rank));
    return write_tags(db, user, task.id, stored);
}

Result<std::string> checked_tag(std::string_view tag) {
    if (tag.starts_with('#')) tag.remove_prefix(1);
    const auto line = TRY(needed_line("a tag needs a name", "a tag", tag, max_tag_bytes));
    if (line.find_first_of(" #@+!\"") != std::string::npos)
        return fail(Errc::invalid, "a tag is one word without # @ + ! and quotes: \"{}\" is not", line);
    std::string lower = line;
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower;
}

Result<std::vector<std::string>> checked_tags(const std::vector<std::string>& tags) {
    std::vector<std::string> checked;
    for (const auto& tag : tags) checked.push_back(TRY(checked_tag(tag)));
    std::ranges::sort(checked);
    checked.erase(std::unique(checked.begin(), checked.end()), checked.end());
    if (checked.size() > max_tags) return fail(Errc::over_limit, "a task has {} tags; it may have {}", checked.size(), max_tags);
    return checked;
}

} // namespace asista::services

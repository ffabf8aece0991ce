// Lists of tasks piece by piece, and their counts. A piece is found by where the one before ended, not by counting rows, so it costs the
// same wherever it lies; the condition and order of each list are those of one index.
#include "services/tasks.hpp"

#include "services/reply_limits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace asista::services {
namespace {

// Where a piece ended, as "<number> <rank> <id>"; number is the day, or when it was completed.
struct Cursor {
    std::int64_t number;
    std::string rank;
    std::int64_t id;
};

std::string text_of(const Cursor& cursor) { return fmt::format("{} {} {}", cursor.number, cursor.rank, cursor.id); }

std::optional<std::int64_t> integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Result<Cursor> parse_cursor(const std::string& text, bool newest_first) {
    constexpr auto least = std::numeric_limits<std::int64_t>::min(), most = std::numeric_limits<std::int64_t>::max();
    if (text.empty()) return newest_first ? Cursor{most, {}, most} : Cursor{least, {}, least};
    const std::string_view all(text);
    const auto first = all.find(' '), last = all.rfind(' ');
    if (first != std::string_view::npos && last != first) {
        const auto number = integer(all.substr(0, first)), id = integer(all.substr(last + 1));
        if (number && id) return Cursor{*number, std::string(all.substr(first + 1, last - first - 1)), *id};
    }
    return fail(Errc::invalid, "\"{}\" is not where a list of tasks ended", text.substr(0, 40));
}

// Of each view: what is in it, the order, and the row value that the cursor is compared with. ?1 user, ?2 today, project, parent or tag,
// ?3 to ?5 the cursor, ?6 limit; each text uses all of them.
struct Query {
    std::string_view from, where, order;
    bool by_tag = false;
};
constexpr std::array<Query, 7> queries{{
    {"tasks", "user_id = ?1 AND status < 2 AND day IS NOT NULL AND day <= ?2 AND (day, rank, id) > (?3, ?4, ?5)",
     "day, rank, id"},
    {"tasks",
     "user_id = ?1 AND status < 2 AND day IS NOT NULL AND (day, rank, id) > (max(?3, ?2 + 1), iif(?3 > ?2, ?4, ''), iif(?3 > ?2, "
     "?5, -1))",
     "day, rank, id"},
    {"tasks", "user_id = ?1 AND status < 2 AND parent_id IS NULL AND ?2 = 0 AND ?3 <= 0 AND (rank, id) > (?4, ?5)", "rank, id"},
    {"tasks", "user_id = ?1 AND status = 2 AND ?2 = 0 AND ?4 = '' AND (completed_at, id) < (?3, ?5)",
     "completed_at DESC, id DESC"},
    {"tasks",
     "user_id = ?1 AND project_id = ?2 AND status < 2 AND parent_id IS NULL AND project_id IS NOT NULL AND ?3 <= 0 AND "
     "(rank, id) > (?4, ?5)",
     "rank, id"},
    {"", "user_id = ?1 AND name = ?2 AND open = 1 AND ?3 <= 0 AND (rank, task_id) > (?4, ?5)", "rank, task_id", true},
    {"tasks", "parent_id = ?2 AND user_id = ?1 AND status < 3 AND ?3 <= 0 AND (rank, id) > (?4, ?5)", "rank, id"},
}};

const std::string& sql_of(calls::TaskView view) {
    static const auto texts = [] {
        std::array<std::string, queries.size()> all;
        for (std::size_t i = 0; i < queries.size(); ++i) {
            const auto& query = queries[i];
            all[i] = query.by_tag
                         ? fmt::format("SELECT task_id FROM task_tags WHERE {} ORDER BY {} LIMIT ?6", query.where, query.order)
                         : fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT ?6", item_columns(), query.from, query.where,
                                       query.order);
        }
        return all;
    }();
    return texts[static_cast<std::size_t>(view)];
}

Cursor cursor_at(calls::TaskView view, const StoredTask& task) {
    const auto id = static_cast<std::int64_t>(task.item.task.id);
    switch (view) {
    case calls::TaskView::today:
    case calls::TaskView::upcoming: {
        const auto due = task.item.task.due_day, start = task.item.start_day;
        const DayNumber day = due && start ? std::min(*due, *start) : due.value_or(start.value_or(0));
        return {day, task.rank, id};
    }
    case calls::TaskView::done: return {task.item.task.completed_at.value_or(0), {}, id};
    case calls::TaskView::all:
    case calls::TaskView::project:
    case calls::TaskView::tag:
    case calls::TaskView::subtasks: break;
    }
    return {0, task.rank, id};
}

std::size_t size_of(const calls::TaskItem& item) {
    std::size_t size = 160 + item.task.title.size() + item.task.notes.size() + item.recurrence.size();
    for (const auto& tag : item.tags) size += 4 + tag.size();
    return size;
}

} // namespace

Result<calls::TaskItem> Tasks::get(UserId user, std::uint64_t id) { return TRY(find_item(db_, user, id)).item; }

Result<calls::TasksPage::Reply> Tasks::page(UserId user, const calls::TasksPage::Request& request, DayNumber today) {
    using calls::TaskView;
    const bool newest_first = request.view == TaskView::done;
    const bool by_day = request.view == TaskView::today || request.view == TaskView::upcoming;
    const Cursor from = TRY(parse_cursor(request.after, newest_first));
    const std::uint32_t limit = std::clamp(request.limit, 1u, most_listed);
    auto rows = TRY(db_.prepare(sql_of(request.view)));
    if (request.view == TaskView::tag)
        rows.bind(user.value, TRY(checked_tag(request.tag)), std::min<std::int64_t>(from.number, 0), from.rank, from.id, limit);
    else if (by_day)
        rows.bind(user.value, today, from.number, from.rank, from.id, limit);
    else if (newest_first)
        rows.bind(user.value, 0, from.number, "", from.id, limit);
    else
        rows.bind(user.value, request.view == TaskView::all ? 0 : request.of, std::min<std::int64_t>(from.number, 0), from.rank,
                  from.id, limit);

    calls::TasksPage::Reply reply;
    std::size_t bytes = 0;
    while (TRY(rows.step())) {
        StoredTask task = request.view == TaskView::tag ? TRY(find_item(db_, user, rows.as<std::uint64_t>(0))) : read_item(rows);
        bytes += size_of(task.item);
        if (bytes > max_reply_bytes && !reply.tasks.empty()) return reply; // `next` is behind the last one that fits
        reply.next = text_of(cursor_at(request.view, task));
        reply.tasks.push_back(std::move(task.item));
    }
    if (reply.tasks.size() < limit) reply.next.clear();
    return reply;
}

Result<calls::TasksCounts::Reply> Tasks::counts(UserId user, DayNumber today) {
    calls::TasksCounts::Reply reply;
    {
        auto row = TRY(db_.prepare("SELECT open, done FROM task_counts WHERE user_id = ?1 AND scope = 0 AND key = 0"));
        row.bind(user.value);
        if (TRY(row.step())) reply.all = row.as<std::uint32_t>(0);
        auto done = TRY(db_.prepare("SELECT sum(done) FROM task_counts WHERE user_id = ?1 AND scope = 1"));
        done.bind(user.value);
        if (TRY(done.step())) reply.done = done.as<std::uint32_t>(0);
    }
    {
        auto row = TRY(db_.prepare("SELECT sum(open) FILTER(WHERE key < ?2), sum(open) FILTER(WHERE key <= ?2), "
                                   "sum(open) FILTER(WHERE key > ?2) FROM task_counts WHERE user_id = ?1 AND scope = 2"));
        row.bind(user.value, today);
        if (TRY(row.step())) {
            reply.overdue = row.as<std::uint32_t>(0);
            reply.today = row.as<std::uint32_t>(1);
            reply.upcoming = row.as<std::uint32_t>(2);
        }
    }
    auto tags = TRY(db_.prepare("SELECT name, open FROM tag_counts WHERE user_id = ?1 ORDER BY name LIMIT ?2"));
    tags.bind(user.value, most_listed);
    while (TRY(tags.step())) reply.tags.push_back({std::string(tags.text(0)), tags.as<std::uint32_t>(1)});
    return reply;
}

} // namespace asista::services

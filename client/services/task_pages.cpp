// Lists of tasks piece by piece, and their counts. A piece is found by where the one before ended, not by counting rows, so it costs the
// same wherever it lies; the condition and order of each list are those of one index. A jump passes over what is between from that index
// alone, from whichever end or known place is nearer.
#include "services/tasks.hpp"

#include "services/reply_limits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace asista::services {
namespace {

constexpr std::uint32_t most_ids = 5'000, most_days = 10'000;

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

// Above every rank: what is behind the end of a list.
constexpr std::string_view last_rank = "\xF4\x8F\xBF\xBF";

struct Direction {
    bool descending, upwards; // how the list is ordered; which way it is read
};

Result<Cursor> parse_cursor(const std::string& text, Direction direction) {
    constexpr auto least = std::numeric_limits<std::int64_t>::min(), most = std::numeric_limits<std::int64_t>::max();
    if (text.empty()) {
        const std::string rank(direction.upwards ? last_rank : "");
        return direction.descending != direction.upwards ? Cursor{most, rank, most} : Cursor{least, rank, least};
    }
    const std::string_view all(text);
    const auto first = all.find(' '), last = all.rfind(' ');
    if (first != std::string_view::npos && last != first) {
        const auto number = integer(all.substr(0, first)), id = integer(all.substr(last + 1));
        if (number && id) return Cursor{*number, std::string(all.substr(first + 1, last - first - 1)), *id};
    }
    return fail(Errc::invalid, "\"{}\" is not where a list of tasks ended", text.substr(0, 40));
}

// Of each view: what is in it, the columns that it is ordered by, and what the cursor is compared with, downwards and upwards. ?1 user,
// ?2 today, project, parent or tag, ?3 to ?5 the cursor; each text uses all of them. An index has the rows in this order, so what is
// passed over is read from it alone.
struct Query {
    std::string_view where, down, up;
    std::array<std::string_view, 3> order;
    bool descending = false;
};
constexpr std::string_view rank_down = "?3 <= 0 AND (rank, id) > (?4, ?5)", rank_up = "?3 <= 0 AND (rank, id) < (?4, ?5)";
constexpr std::array<Query, 7> queries{{
    {"user_id = ?1 AND status < 2 AND day IS NOT NULL AND day <= ?2",
     "(day, rank, id) > (?3, ?4, ?5)",
     "(day, rank, id) < (?3, ?4, ?5)",
     {"day", "rank", "id"}},
    {"user_id = ?1 AND status < 2 AND day IS NOT NULL",
     "(day, rank, id) > (max(?3, ?2 + 1), iif(?3 > ?2, ?4, ''), iif(?3 > ?2, ?5, -1))",
     "day > ?2 AND (day, rank, id) < (?3, ?4, ?5)",
     {"day", "rank", "id"}},
    {"user_id = ?1 AND status < 2 AND parent_id IS NULL AND ?2 = 0", rank_down, rank_up, {"rank", "id"}},
    {"user_id = ?1 AND status = 2 AND ?2 = 0 AND ?4 IS NOT NULL",
     "(completed_at, id) < (?3, ?5)",
     "(completed_at, id) > (?3, ?5)",
     {"completed_at", "id"},
     true},
    {"user_id = ?1 AND project_id = ?2 AND status < 2 AND parent_id IS NULL AND project_id IS NOT NULL",
     rank_down,
     rank_up,
     {"rank", "id"}},
    {"tag.user_id = ?1 AND tag.name = ?2 AND tag.open = 1",
     "?3 <= 0 AND (tag.rank, tag.task_id) > (?4, ?5)",
     "?3 <= 0 AND (tag.rank, tag.task_id) < (?4, ?5)",
     {"tag.rank", "tag.task_id"}},
    {"parent_id = ?2 AND user_id = ?1 AND status < 3", rank_down, rank_up, {"rank", "id"}},
}};

enum class What : std::uint8_t { items, brief_items, ids };

std::string make_sql(calls::TaskView view, What what, bool upwards) {
    const auto& query = queries[static_cast<std::size_t>(view)];
    const bool tagged = view == calls::TaskView::tag;
    std::string order;
    for (const auto column : query.order)
        if (!column.empty())
            order += fmt::format("{}{}{}", order.empty() ? "" : ", ", column, query.descending != upwards ? " DESC" : "");
    const auto& columns = item_columns(what == What::items ? Notes::whole : Notes::brief);
    const auto cursor = upwards ? query.up : query.down;
    if (what == What::ids)
        return fmt::format("SELECT {} FROM {} WHERE {} AND {} ORDER BY {} LIMIT ?6 OFFSET ?7",
                           tagged ? "tag.task_id, tag.rank" : "id", tagged ? "task_tags AS tag" : "tasks", query.where, cursor,
                           order);
    return fmt::format("SELECT {} FROM {} WHERE {} AND {} ORDER BY {} LIMIT ?6 OFFSET ?7", columns,
                       tagged ? "task_tags AS tag CROSS JOIN tasks ON tasks.id = tag.task_id" : "tasks", query.where, cursor,
                       order);
}

const std::string& sql_of(calls::TaskView view, What what, bool upwards) {
    static std::array<std::string, queries.size() * 6> texts; // [core]
    auto& text = texts[(static_cast<std::size_t>(view) * 3 + static_cast<std::size_t>(what)) * 2 + (upwards ? 1 : 0)];
    if (text.empty()) text = make_sql(view, what, upwards);
    return text;
}

// A list, as requests name it.
struct List {
    calls::TaskView view;
    std::uint64_t of;
    const std::string& tag;
};

Result<void> bind(store::Statement& rows, UserId user, const List& list, DayNumber today, const Cursor& from, std::uint32_t limit,
                  std::uint32_t skip) {
    using calls::TaskView;
    switch (list.view) {
    case TaskView::today:
    case TaskView::upcoming: rows.bind(user.value, today, from.number, from.rank, from.id, limit, skip); break;
    case TaskView::done: rows.bind(user.value, 0, from.number, "", from.id, limit, skip); break;
    case TaskView::tag:
        rows.bind(user.value, TRY(checked_tag(list.tag)), std::min<std::int64_t>(from.number, 0), from.rank, from.id, limit,
                  skip);
        break;
    case TaskView::all:
    case TaskView::project:
    case TaskView::subtasks:
        rows.bind(user.value, list.view == TaskView::all ? 0 : list.of, std::min<std::int64_t>(from.number, 0), from.rank,
                  from.id, limit, skip);
        break;
    }
    return {};
}

Cursor cursor_at(calls::TaskView view, const calls::TaskItem& item, const std::string& rank) {
    const auto id = static_cast<std::int64_t>(item.task.id);
    switch (view) {
    case calls::TaskView::today:
    case calls::TaskView::upcoming: {
        const auto due = item.task.due_day, start = item.start_day;
        const DayNumber day = due && start ? std::min(*due, *start) : due.value_or(start.value_or(0));
        return {day, rank, id};
    }
    case calls::TaskView::done: return {item.task.completed_at.value_or(0), {}, id};
    case calls::TaskView::all:
    case calls::TaskView::project:
    case calls::TaskView::tag:
    case calls::TaskView::subtasks: break;
    }
    return {0, rank, id};
}

std::size_t size_of(const calls::TaskItem& item) {
    std::size_t size = 160 + item.task.title.size() + item.task.notes.size() + item.recurrence.size();
    for (const auto& tag : item.tags) size += 4 + tag.size();
    return size;
}

} // namespace

Result<calls::TaskItem> Tasks::get(UserId user, std::uint64_t id) { return TRY(find_item(db_, user, id)).item; }

Result<calls::TasksPage::Reply> Tasks::page(UserId user, const calls::TasksPage::Request& request, DayNumber today) {
    const List list{request.view, request.of, request.tag};
    const bool up = request.upwards;
    Cursor from = TRY(parse_cursor(request.after, {queries[static_cast<std::size_t>(request.view)].descending, up}));
    const std::uint32_t limit = std::clamp(request.limit, 1u, most_listed);
    std::uint32_t skip = request.skip;
    if (skip > 0 && request.view == calls::TaskView::tag) { // the tasks of those passed over need not be looked up
        auto last = TRY(db_.prepare(sql_of(request.view, What::ids, up)));
        TRY(bind(last, user, list, today, from, 1, skip - 1));
        if (!TRY(last.step())) return calls::TasksPage::Reply{};
        from = {0, std::string(last.text(1)), last.integer(0)};
        skip = 0;
    }
    auto rows = TRY(db_.prepare(sql_of(request.view, request.brief ? What::brief_items : What::items, up)));
    TRY(bind(rows, user, list, today, from, limit, skip));

    calls::TasksPage::Reply reply;
    reply.tasks.reserve(limit);
    std::string first, last_rank_read;
    std::size_t bytes = 0;
    bool all = true;
    while (TRY(rows.step())) {
        StoredTask task = read_item(rows);
        bytes += size_of(task.item);
        all = bytes <= max_reply_bytes || reply.tasks.empty();
        if (!all) break; // the next piece begins behind the last one that fits
        if (first.empty()) first = text_of(cursor_at(request.view, task.item, task.rank));
        last_rank_read = std::move(task.rank);
        reply.tasks.push_back(std::move(task.item));
    }
    if (reply.tasks.empty()) return reply;
    std::string last = text_of(cursor_at(request.view, reply.tasks.back(), last_rank_read));
    const bool ended = all && reply.tasks.size() < limit;
    if (up) {
        std::ranges::reverse(reply.tasks);
        reply.next = std::move(first);
        if (!ended) reply.previous = std::move(last);
    } else {
        if (!ended) reply.next = std::move(last);
        if (!request.after.empty() || request.skip > 0) reply.previous = std::move(first);
    }
    return reply;
}

Result<calls::TasksIds::Reply> Tasks::ids(UserId user, const calls::TasksIds::Request& request, DayNumber today) {
    const Cursor from = TRY(parse_cursor({}, {queries[static_cast<std::size_t>(request.view)].descending, false}));
    auto rows = TRY(db_.prepare(sql_of(request.view, What::ids, false)));
    TRY(bind(rows, user, {request.view, request.of, request.tag}, today, from, std::min(request.limit, most_ids), request.skip));
    calls::TasksIds::Reply reply;
    while (TRY(rows.step())) reply.ids.push_back(rows.as<std::uint64_t>(0));
    return reply;
}

Result<calls::TasksDays::Reply> Tasks::days(UserId user, const calls::TasksDays::Request& request, DayNumber today) {
    using calls::TaskView;
    if (request.view != TaskView::today && request.view != TaskView::upcoming)
        return fail(Errc::invalid, "tasks.days: only the lists of today and upcoming are by day");
    const bool ahead = request.view == TaskView::upcoming;
    auto rows =
        TRY(db_.prepare("SELECT key, open FROM task_counts WHERE user_id = ?1 AND scope = 2 AND key BETWEEN ?2 AND ?3 AND "
                        "open > 0 ORDER BY key LIMIT ?4"));
    constexpr auto least = std::numeric_limits<DayNumber>::min(), most = std::numeric_limits<DayNumber>::max();
    rows.bind(user.value, ahead ? today + 1 : least, ahead ? most : today, most_days);
    calls::TasksDays::Reply reply;
    while (TRY(rows.step())) reply.days.push_back({rows.as<DayNumber>(0), rows.as<std::uint32_t>(1)});
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

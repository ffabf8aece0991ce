#include "services/tasks.hpp"

#include "services/day.hpp"
#include "services/reply_limits.hpp"

#include <algorithm>
#include <limits>

namespace asista::services {
namespace {

// The two halves of a list. Each condition matches the partial index it is meant for, word by word.
struct Half {
    std::string rows, count;
    Half(std::string_view where, std::string_view order)
        : rows(fmt::format("SELECT {} FROM tasks WHERE {} ORDER BY {} LIMIT ?4", task_columns, where, order)),
          count(fmt::format("SELECT count(*) FROM tasks WHERE {}", where)) {}
};
const Half& open_half(bool with_due) {
    // ?3 is of no use here; both halves take the same values.
    static const Half any("user_id = ?1 AND status < 2 AND ?2 IS NULL AND ?3 IS NOT NULL", "due_day IS NULL, due_day, id");
    static const Half due("user_id = ?1 AND status < 2 AND (due_day IS NULL) = 0 AND due_day <= ?2 AND ?3 IS NOT NULL",
                          "due_day, id");
    return with_due ? due : any;
}
const Half& done_half() {
    static const Half half("user_id = ?1 AND status = 2 AND completed_at >= ?3 AND (?2 IS NULL OR due_day <= ?2)",
                           "completed_at DESC, id DESC");
    return half;
}

} // namespace

Result<calls::TasksList::Reply> Tasks::list(UserId user, const calls::TasksList::Request& request) {
    calls::TasksList::Reply reply;
    const std::uint32_t limit = std::min(request.limit, most_listed);
    const InstantMs since = request.done_since.value_or(std::numeric_limits<InstantMs>::min());
    std::size_t bytes = 0;
    bool full = false;

    const auto append = [&](const Half& half, std::optional<std::uint32_t> known) -> Result<void> {
        if (!known) {
            auto total = TRY(db_.prepare(half.count));
            total.bind(user.value, request.due_until, since);
            TRY(total.step());
            known = total.as<std::uint32_t>(0);
        }
        reply.total += *known;
        if (full || reply.tasks.size() >= limit) return {};

        auto rows = TRY(db_.prepare(half.rows));
        rows.bind(user.value, request.due_until, since, limit - reply.tasks.size());
        while (TRY(rows.step())) {
            bytes += 128 + rows.text(1).size() + rows.text(2).size();
            full = bytes > max_reply_bytes;
            if (full) break;
            reply.tasks.push_back(read_task(rows));
        }
        return {};
    };
    std::optional<std::uint32_t> all_open;
    if (!request.due_until) all_open = TRY(count_open(user));
    TRY(append(open_half(request.due_until.has_value()), all_open));
    if (request.include_done) TRY(append(done_half(), std::nullopt));
    return reply;
}

Result<Task> Tasks::find(UserId user, std::uint64_t id) {
    static const std::string query = fmt::format("SELECT {} FROM tasks WHERE user_id = ?1 AND id = ?2", task_columns);
    auto row = TRY(db_.prepare(query));
    row.bind(user.value, id);
    if (!TRY(row.step())) return no_task(id);
    return read_task(row);
}

Result<calls::TasksAdd::Reply> Tasks::add(const Actor& actor, const calls::TasksAdd::Request& request, InstantMs now) {
    calls::TasksCreate::Request task;
    task.title = request.title;
    task.notes = request.notes;
    task.energy = request.energy;
    task.estimate_minutes = request.estimate_minutes;
    task.due_day = request.due_day;
    return log_.together(actor, now, calls::TasksAdd::name, [&]() -> Result<calls::TasksAdd::Reply> {
        return calls::TasksAdd::Reply{TRY(create(actor, task, now)).id};
    });
}

Result<void> Tasks::update(const Actor& actor, const calls::TasksUpdate::Request& request, InstantMs now,
                           std::optional<DayNumber> today) {
    calls::TasksEdit::Request change;
    change.ids = {request.id};
    change.title = request.title;
    change.notes = request.notes;
    change.status = request.status;
    change.energy = request.energy;
    change.estimate_minutes = request.estimate_minutes;
    change.due_day = request.due_day;
    return log_.together(actor, now, calls::TasksUpdate::name, [&]() -> Result<void> {
        TRY(edit(actor, change, now, today.value_or(day_of(now, 0))));
        return {};
    });
}

Result<void> Tasks::remove(const Actor& actor, std::uint64_t id, InstantMs now) {
    return log_.together(actor, now, calls::TasksRemove::name, [&]() -> Result<void> {
        TRY(erase(actor, {{id}}, now));
        return {};
    });
}

Result<std::uint32_t> Tasks::count_open(UserId user) {
    const auto by_energy = TRY(count_open_by_energy(user));
    std::uint32_t sum = 0;
    for (const auto count : by_energy) sum += count;
    return sum;
}

Result<std::array<std::uint32_t, 5>> Tasks::count_open_by_energy(UserId user) {
    auto rows = TRY(db_.prepare("SELECT key, open FROM task_counts WHERE user_id = ?1 AND scope = 1"));
    rows.bind(user.value);
    std::array<std::uint32_t, 5> counts{};
    while (TRY(rows.step())) counts.at(rows.as<std::size_t>(0)) = rows.as<std::uint32_t>(1);
    return counts;
}

Result<std::uint32_t> Tasks::count_done(UserId user, InstantMs since) {
    auto row = TRY(db_.prepare("SELECT count(*) FROM tasks WHERE user_id = ?1 AND status = 2 AND completed_at >= ?2"));
    row.bind(user.value, since);
    TRY(row.step());
    return row.as<std::uint32_t>(0);
}

Result<std::array<std::uint32_t, 5>> Tasks::finished_since(UserId user, InstantMs since) {
    auto rows = TRY(db_.prepare("SELECT energy, count(*) FROM tasks WHERE user_id = ?1 AND status = 2 AND completed_at >= ?2 "
                                "GROUP BY energy"));
    rows.bind(user.value, since);
    std::array<std::uint32_t, 5> counts{};
    while (TRY(rows.step())) counts.at(rows.as<std::size_t>(0)) = rows.as<std::uint32_t>(1);
    return counts;
}

} // namespace asista::services

#include "services/tasks.hpp"

#include "services/text_rules.hpp"

#include <algorithm>
#include <limits>

namespace asista::services {
namespace {

constexpr std::uint32_t max_limit = 1000;
constexpr std::size_t max_reply_bytes = 768 * 1024; // below wire::max_message_bytes with room for the fixed fields
constexpr std::uint32_t max_estimate_minutes = 60 * 24 * 365;

constexpr const char* columns =
    "id, title, notes, status, energy, estimate_minutes, due_day, completed_at, created_at, updated_at";

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

// The two halves of a list. Each condition matches the partial index it is meant for, word by word.
struct Half {
    std::string rows, count;
    Half(std::string_view where, std::string_view order)
        : rows(fmt::format("SELECT {} FROM tasks WHERE {} ORDER BY {} LIMIT ?4", columns, where, order)),
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

Result<void> check_estimate(const std::optional<std::uint32_t>& minutes) {
    if (minutes && *minutes > max_estimate_minutes)
        return fail(Errc::invalid, "a task's estimate of {} minutes is more than a year", *minutes);
    return {};
}

Result<std::string> checked_title(std::string_view title) { return needed_line("a task needs a title", "a task's title", title); }
Result<std::string> checked_notes(std::string_view notes) { return many_lines("a task's notes", notes); }

tl::unexpected<Error> no_task(std::uint64_t id) { return fail(Errc::not_found, "there is no task {}", id); }

} // namespace

Result<calls::TasksList::Reply> Tasks::list(UserId user, const calls::TasksList::Request& request) {
    calls::TasksList::Reply reply;
    const std::uint32_t limit = std::min(request.limit, max_limit);
    const InstantMs since = request.done_since.value_or(std::numeric_limits<InstantMs>::min());
    std::size_t bytes = 0;
    bool full = false;

    const auto append = [&](const Half& half) -> Result<void> {
        auto total = TRY(db_.prepare(half.count));
        total.bind(user.value, request.due_until, since);
        TRY(total.step());
        reply.total += total.as<std::uint32_t>(0);
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
    TRY(append(open_half(request.due_until.has_value())));
    if (request.include_done) TRY(append(done_half()));
    return reply;
}

Result<Task> Tasks::find(UserId user, std::uint64_t id) {
    static const std::string query = fmt::format("SELECT {} FROM tasks WHERE user_id = ?1 AND id = ?2", columns);
    auto row = TRY(db_.prepare(query));
    row.bind(user.value, id);
    if (!TRY(row.step())) return no_task(id);
    return read_task(row);
}

Result<calls::TasksAdd::Reply> Tasks::add(const Actor& actor, const calls::TasksAdd::Request& request, InstantMs now) {
    const auto title = TRY(checked_title(request.title));
    const auto notes = TRY(checked_notes(request.notes));
    TRY(check_estimate(request.estimate_minutes));
    return db_.transaction([&]() -> Result<calls::TasksAdd::Reply> {
        TRY(db_.run("INSERT INTO tasks(user_id, title, notes, energy, estimate_minutes, due_day, created_at, updated_at) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
                    actor.user.value, title, notes, request.energy, request.estimate_minutes, request.due_day, now));
        const auto id = static_cast<std::uint64_t>(db_.last_row());
        TRY(log_.record(actor, now, calls::TasksAdd::name, Entity::task, std::to_string(id), std::nullopt));
        return calls::TasksAdd::Reply{id};
    });
}

Result<void> Tasks::update(const Actor& actor, const calls::TasksUpdate::Request& request, InstantMs now) {
    TRY(check_estimate(request.estimate_minutes));
    return db_.transaction([&]() -> Result<void> {
        Task task = TRY(find(actor.user, request.id));
        if (request.title) task.title = TRY(checked_title(*request.title));
        if (request.notes) task.notes = TRY(checked_notes(*request.notes));
        if (request.energy) task.energy = *request.energy;
        if (request.estimate_minutes) task.estimate_minutes = request.estimate_minutes;
        if (request.due_day) task.due_day = request.due_day;
        if (request.status && *request.status != task.status) {
            task.status = *request.status;
            task.completed_at = task.status == TaskStatus::done ? std::optional(now) : std::nullopt;
        }
        const auto key = std::to_string(request.id);
        const auto before = TRY(log_.row(actor.user, Entity::task, key));
        TRY(db_.run("UPDATE tasks SET title = ?3, notes = ?4, status = ?5, energy = ?6, estimate_minutes = ?7, due_day = ?8, "
                    "completed_at = ?9, updated_at = ?10 WHERE user_id = ?1 AND id = ?2",
                    actor.user.value, task.id, task.title, task.notes, task.status, task.energy, task.estimate_minutes,
                    task.due_day, task.completed_at, now));
        return log_.record(actor, now, calls::TasksUpdate::name, Entity::task, key, before);
    });
}

Result<void> Tasks::remove(const Actor& actor, std::uint64_t id, InstantMs now) {
    return db_.transaction([&]() -> Result<void> {
        const auto key = std::to_string(id);
        const auto before = TRY(log_.row(actor.user, Entity::task, key));
        if (!before) return no_task(id);
        TRY(db_.run("DELETE FROM tasks WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
        return log_.record(actor, now, calls::TasksRemove::name, Entity::task, key, before);
    });
}

Result<std::uint32_t> Tasks::count_open(UserId user) {
    const auto by_energy = TRY(count_open_by_energy(user));
    std::uint32_t sum = 0;
    for (const auto count : by_energy) sum += count;
    return sum;
}

Result<std::array<std::uint32_t, 5>> Tasks::count_open_by_energy(UserId user) {
    auto rows = TRY(db_.prepare("SELECT energy, count(*) FROM tasks WHERE user_id = ?1 AND status < 2 GROUP BY energy"));
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

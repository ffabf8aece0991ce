// The order of tasks by hand: a moved task gets a rank between its new neighbours'. See ranks.hpp.
#include "services/ranks.hpp"
#include "services/tasks.hpp"

#include <algorithm>

namespace asista::services {
namespace {

constexpr std::size_t spread_at_first =
    32; // tasks on each side that get new ranks where there is no room; doubled until there is

constexpr std::size_t most_moved = 5'000;

// Tasks of one level in their order. The first two read upwards and downwards from a rank among those without a parent, the others
// among the parts of a task.
const std::string& level_query(bool parts, bool behind) {
    const auto make = [](std::string_view where, bool up) {
        return fmt::format("SELECT {} FROM tasks WHERE {} AND (rank, id) {} (?3, ?4) ORDER BY rank {}, id {} LIMIT ?5",
                           item_columns(), where, up ? ">" : "<", up ? "ASC" : "DESC", up ? "ASC" : "DESC");
    };
    constexpr std::string_view top = "user_id = ?1 AND status < 2 AND parent_id IS NULL AND ?2 = 0";
    constexpr std::string_view part = "parent_id = ?2 AND user_id = ?1";
    static const std::array<std::string, 4> queries{make(top, false), make(top, true), make(part, false), make(part, true)};
    return queries[(parts ? 2u : 0u) + (behind ? 1u : 0u)];
}

std::optional<std::string> rank_at(const std::optional<StoredTask>& task) {
    return task ? std::optional(task->rank) : std::nullopt;
}

} // namespace

// The task next to `of` on its level; `besides` is looked past.
Result<std::optional<StoredTask>> Tasks::neighbour(UserId user, const StoredTask& of, std::uint64_t besides, bool behind) {
    auto rows = TRY(db_.prepare(level_query(of.item.parent != 0, behind)));
    rows.bind(user.value, of.item.parent, of.rank, of.item.task.id, 2);
    while (TRY(rows.step())) {
        auto found = read_item(rows);
        if (found.item.task.id != besides) return std::optional(std::move(found));
    }
    return std::optional<StoredTask>();
}

Result<std::string> Tasks::place(const Actor& actor, const StoredTask& task, const StoredTask& anchor, bool behind,
                                 InstantMs now) {
    const auto id = task.item.task.id;
    for (int attempt = 0;; ++attempt) {
        const auto here = TRY(find_item(db_, actor.user, anchor.item.task.id));
        const auto other = TRY(neighbour(actor.user, here, id, behind));
        const auto low = behind ? std::optional(here.rank) : rank_at(other);
        const auto high = behind ? rank_at(other) : std::optional(here.rank);
        if (!low || !high || *low < *high) {
            auto rank = rank_between(low, high);
            if (rank.size() <= max_rank_length || attempt > 0) return rank;
        }
        if (attempt > 0) return fail(Errc::internal, "there is no place beside task {}", anchor.item.task.id);
        TRY(spread(actor, here, id, now)); // two of the same rank, or moved to one place too often
    }
}

// Gives the tasks around one new ranks with room between them, as part of the change.
Result<void> Tasks::spread(const Actor& actor, const StoredTask& around, std::uint64_t besides, InstantMs now) {
    for (std::size_t wanted = spread_at_first;; wanted *= 2) {
        std::vector<StoredTask> tasks{around};
        std::array<std::optional<std::string>, 2> borders; // what stays: before and behind
        bool all = true;
        for (const bool behind : {false, true}) {
            auto rows = TRY(db_.prepare(level_query(around.item.parent != 0, behind)));
            rows.bind(actor.user.value, around.item.parent, around.rank, around.item.task.id, wanted + 1);
            std::vector<StoredTask> side;
            while (TRY(rows.step())) side.push_back(read_item(rows));
            if (side.size() > wanted) {
                borders[behind ? 1 : 0] = side.back().rank;
                side.pop_back();
                all = false;
            }
            std::erase_if(side, [&](const StoredTask& each) { return each.item.task.id == besides; });
            if (!behind) std::ranges::reverse(side);
            tasks.insert(behind ? tasks.end() : tasks.begin(), side.begin(), side.end());
        }
        const auto ranks = ranks_between(borders[0], borders[1], tasks.size());
        const bool room = std::ranges::all_of(ranks, [](const auto& rank) { return rank.size() <= max_rank_length / 2; });
        if (!all && (!room || (borders[0] && borders[1] && *borders[0] >= *borders[1]))) continue;
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            const auto key = std::to_string(tasks[i].item.task.id);
            const auto before = TRY(log_.row(actor.user, Entity::task, key));
            tasks[i].rank = ranks[i];
            TRY(update_item(db_, actor.user, tasks[i]));
            TRY(log_.record(actor, now, calls::TasksMove::name, Entity::task, key, before));
        }
        return {};
    }
}

Result<bool> Tasks::move_one(const Actor& actor, const calls::TasksMove::Request& request, InstantMs now) {
    StoredTask task = TRY(find_item(db_, actor.user, request.id));
    const auto key = std::to_string(request.id);
    const auto before = TRY(log_.row(actor.user, Entity::task, key));
    if (request.anchor == request.id) return fail(Errc::invalid, "a task cannot be moved beside itself");
    std::string rank;
    if (request.anchor != 0) {
        const StoredTask anchor = TRY(find_item(db_, actor.user, request.anchor));
        if (anchor.item.parent != task.item.parent || (task.item.parent == 0 && !(is_open(anchor.item) && is_open(task.item))))
            return fail(Errc::invalid, "\"{}\" cannot be moved beside \"{}\": they are not in one list", task.item.task.title,
                        anchor.item.task.title);
        rank = TRY(place(actor, task, anchor, request.behind, now));
    }
    const bool moved = !rank.empty() && rank != task.rank;
    const bool another_day = request.day && request.day != task.item.task.due_day;
    if (!moved && !another_day) return false;
    if (moved) task.rank = rank;
    if (another_day) task.item.task.due_day = request.day;
    task.item.task.updated_at = now;
    TRY(update_item(db_, actor.user, task));
    TRY(log_.record(actor, now, calls::TasksMove::name, Entity::task, key, before));
    return true;
}

Result<calls::Changed> Tasks::move(const Actor& actor, const calls::TasksMove::Request& request, InstantMs now) {
    if (request.more.size() > most_moved)
        return fail(Errc::over_limit, "{} tasks are to be moved; at most {} go at once", request.more.size() + 1, most_moved + 1);
    return log_.together(actor, now, calls::TasksMove::name, [&]() -> Result<calls::Changed> {
        std::uint32_t moved = TRY(move_one(actor, request, now)) ? 1 : 0;
        std::uint64_t last = request.id;
        for (const auto id : request.more) {
            moved += TRY(move_one(actor, {id, request.anchor == 0 ? 0 : last, true, request.day, {}}, now)) ? 1u : 0u;
            last = id;
        }
        return calls::Changed{moved, moved > 0 ? log_.change_under_way() : 0};
    });
}

} // namespace asista::services

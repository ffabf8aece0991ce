// How the operation log stays bounded: what is old is gathered, then the oldest is forgotten, always whole changes.
#include "services/operations.hpp"

#include <utility>

namespace asista::services {

Result<void> Operations::keep_within_bounds(UserId user, InstantMs now) {
    const auto over = [&](std::int64_t operations, std::int64_t bytes) -> Result<bool> {
        auto usage = TRY(db_.prepare("SELECT operations, bytes FROM operation_usage WHERE user_id = ?1"));
        usage.bind(user.value);
        return TRY(usage.step()) && (usage.integer(0) > operations || usage.integer(1) > bytes);
    };
    // What a long undo comes to must still be there then; when it is done the log is brought within its bounds by what comes next.
    if (const auto held = reverting_.lock(); held && held->change == 0) return {};
    if (!TRY(over(kept, kept_bytes)) || TRY(nothing_to_forget(user))) return {};
    TRY(gather(user, now - gathered_after_ms));
    if (!TRY(over(kept - kept / 10, kept_bytes - kept_bytes / 10))) return {};
    return forget_oldest(user);
}

// Where the oldest change is the one that is being made or undone, all of the log is its own or newer: a large import would look through the whole of
// it again and again, to no end.
Result<bool> Operations::nothing_to_forget(UserId user) {
    auto oldest = TRY(db_.prepare("SELECT id, undone_by FROM changes WHERE user_id = ?1 ORDER BY id LIMIT 1"));
    oldest.bind(user.value);
    if (!TRY(oldest.step())) return true;
    const auto reverting = reverting_.lock();
    return (open_ && open_->id == oldest.integer(0)) ||
           (reverting && (reverting->change == oldest.integer(0) || reverting->change == oldest.integer(1))) ||
           TRY(is_unfinished(oldest.integer(0)));
}

// A goal that a plugin moved a hundred times a month ago needs no hundred rows: what follows each other on one thing by one author becomes
// one change, with the row before the first and after the last. Changes of several things stay as they are, and so do undone ones.
Result<void> Operations::gather(UserId user, InstantMs until) {
    struct Seen {
        std::int64_t operation = 0, change = 0;
        std::string entity, key, plugin, after;
        std::optional<std::string> before;
        std::int64_t author = 0;
    };
    struct Merge {
        std::int64_t operation, gone;
        std::optional<std::string> before;
    };
    std::vector<Merge> merges;
    {
        auto rows = TRY(db_.prepare(
            "SELECT o.id, o.change_id, o.entity, o.entity_key, o.before, o.after, c.author, c.plugin_id, c.kind = 0 AND "
            "c.undone_by IS NULL AND c.at < ?2 AND NOT EXISTS(SELECT 1 FROM operations AS other WHERE other.change_id = "
            "o.change_id AND other.id <> o.id) FROM operations AS o CROSS JOIN changes AS c ON c.id = o.change_id "
            "WHERE o.user_id = ?1 ORDER BY o.entity, o.entity_key, o.id"));
        rows.bind(user.value, until);
        std::optional<Seen> last;
        while (TRY(rows.step())) {
            if (!rows.as<bool>(8) || rows.is_null(5)) {
                last.reset();
                continue;
            }
            Seen here{rows.integer(0),
                      rows.integer(1),
                      std::string(rows.text(2)),
                      std::string(rows.text(3)),
                      std::string(rows.text(7)),
                      std::string(rows.text(5)),
                      std::nullopt,
                      rows.integer(6)};
            if (!rows.is_null(4)) here.before = rows.text(4);
            // A row that came is kept whole, which says more than the row before its first change.
            const bool goes_on = last && here.before &&
                                 (here.before == last->after || (!last->before && is_as_it_came(*here.before, last->after)));
            const bool follows = goes_on && last->entity == here.entity && last->key == here.key && last->author == here.author &&
                                 last->plugin == here.plugin;
            if (follows) {
                here.before = last->before;
                merges.push_back({here.operation, last->change, here.before});
            }
            last = std::move(here);
        }
    }
    for (const auto& merge : merges) {
        TRY(db_.run("UPDATE operations SET before = ?2 WHERE id = ?1", merge.operation, merge.before));
        TRY(db_.run("DELETE FROM changes WHERE id = ?1", merge.gone));
    }
    return {};
}

Result<void> Operations::forget_oldest(UserId user) {
    std::int64_t operations = 0, bytes = 0, last = 0;
    {
        auto usage = TRY(db_.prepare("SELECT operations, bytes FROM operation_usage WHERE user_id = ?1"));
        usage.bind(user.value);
        if (!TRY(usage.step())) return {};
        operations = usage.integer(0) - (kept - kept / 10);
        bytes = usage.integer(1) - (kept_bytes - kept_bytes / 10);
        auto rows = TRY(
            db_.prepare("SELECT change_id, coalesce(length(CAST(before AS BLOB)), 0) + coalesce(length(CAST(after AS BLOB)), 0) "
                        "FROM operations WHERE user_id = ?1 ORDER BY id"));
        rows.bind(user.value);
        while ((operations > 0 || bytes > 0) && TRY(rows.step())) {
            last = rows.integer(0);
            --operations;
            bytes -= rows.integer(1);
        }
    }
    // The change that is being made stays, whatever its size, and so does the one that is being undone,
    // with what a redo makes again.
    const std::int64_t present = open_ ? open_->id : last + 1;
    const auto reverting = reverting_.lock();
    return db_.run("DELETE FROM changes WHERE user_id = ?1 AND id <= ?2 AND id < ?3 AND id <> ?4 AND undone_by IS NOT ?4 AND id "
                   "NOT IN (SELECT change_id FROM "
                   "unfinished_changes)",
                   user.value, last, present, reverting ? reverting->change : 0);
}

} // namespace asista::services

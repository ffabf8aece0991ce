#include "services/operations.hpp"

#include "services/change_words.hpp"

#include <algorithm>
#include <limits>

namespace asista::services {
namespace {

constexpr std::string_view change_columns = "id, author, plugin_id, at, call, kind, undone_by";
constexpr std::string_view operation_columns = "id, change_id, entity, entity_key, before, after";

Row maybe_text(const store::Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return std::string(row.text(column));
}

Change read_change(const store::Statement& row) {
    Change change;
    change.id = row.integer(0);
    change.author = static_cast<Author>(row.as<std::uint8_t>(1));
    change.plugin = row.text(2);
    change.at = row.integer(3);
    change.call = row.text(4);
    change.kind = static_cast<ChangeKind>(row.as<std::uint8_t>(5));
    change.undone = !row.is_null(6);
    return change;
}

Result<Operation> read_operation(const store::Statement& row) {
    Operation operation;
    operation.id = row.integer(0);
    operation.change = row.integer(1);
    const auto entity = find_entity(row.text(2));
    if (!entity) return fail(Errc::internal, "operation {}: unknown kind \"{}\"", operation.id, row.text(2));
    operation.entity = *entity;
    operation.key = row.text(3);
    operation.before = maybe_text(row, 4);
    operation.after = maybe_text(row, 5);
    return operation;
}

Result<std::vector<Operation>> read_operations(store::Statement& statement) {
    std::vector<Operation> operations;
    while (TRY(statement.step())) operations.push_back(TRY(read_operation(statement)));
    return operations;
}

Result<std::optional<Change>> first_change(store::Statement& statement) {
    if (!TRY(statement.step())) return std::optional<Change>();
    return std::optional(read_change(statement));
}

// Settings are the window's own affair, installations are not undone: going back through what one did passes them over.
bool in_line(Entity entity) { return entity != Entity::preference && entity != Entity::installation; }

Author author_of(const Actor& actor) { return actor.plugin.empty() ? actor.without : Author::plugin; }

} // namespace

Operations::Together::Together(Operations& log, const Actor& actor, InstantMs at, std::string_view call, ChangeKind kind,
                               Bits bits, std::int64_t id)
    : log_(log), outermost_(!log.open_) {
    if (outermost_) log_.open_ = Open{actor, at, call, kind, bits, id};
}

Operations::Together::~Together() {
    if (outermost_) log_.open_.reset();
}

Result<std::int64_t> Operations::open_change(bool with_in_line) {
    Open& open = *open_;
    if (open.id != 0) return open.id;
    const Author author = author_of(open.actor);
    TRY(db_.run("INSERT INTO changes(user_id, author, plugin_id, at, call, kind, in_line) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                open.actor.user.value, author, open.actor.plugin, open.at, open.call, open.kind,
                with_in_line && author == Author::person));
    open.id = db_.last_row();
    if (open.bits == Bits::more)
        TRY(db_.run("INSERT INTO unfinished_changes(change_id, user_id) VALUES(?1, ?2)", open.id, open.actor.user.value));
    return open.id;
}

Result<void> Operations::record(const Actor& actor, InstantMs at, std::string_view call, Entity entity, const std::string& key,
                                const Row& before) {
    const auto after = TRY(before ? row(actor.user, entity, key) : whole_row(actor.user, entity, key));
    if (before == after) return {};
    const Together scope(*this, actor, at, call, ChangeKind::change);
    const auto change = TRY(open_change(in_line(entity)));
    TRY(db_.run("INSERT INTO operations(user_id, change_id, entity, entity_key, before, after) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                actor.user.value, change, entity_name(entity), key, before, after));
    if (db_.last_row() % 128 != 0) return {}; // looked at now and then
    return keep_within_bounds(actor.user, at);
}

// ---- reading -----------------------------------------------------------------------------------------------------------------

Result<std::vector<Operation>> Operations::recent(UserId user, std::uint32_t limit, const std::optional<std::string>& plugin) {
    static const std::string of_all =
        fmt::format("SELECT {} FROM operations WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2", operation_columns);
    static const std::string of_one = "SELECT o.id, o.change_id, o.entity, o.entity_key, o.before, o.after FROM operations AS o "
                                      "JOIN changes AS c ON c.id = o.change_id WHERE o.user_id = ?1 AND c.plugin_id = ?3 "
                                      "ORDER BY o.id DESC LIMIT ?2";
    auto statement = TRY(db_.prepare(plugin ? of_one : of_all));
    if (plugin)
        statement.bind(user.value, limit, *plugin);
    else
        statement.bind(user.value, limit);
    return read_operations(statement);
}

Result<std::vector<Change>> Operations::changes(UserId user, std::int64_t before, std::uint32_t limit) {
    static const std::string query =
        fmt::format("SELECT {} FROM changes WHERE user_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3", change_columns);
    auto statement = TRY(db_.prepare(query));
    statement.bind(user.value, before, limit);
    std::vector<Change> changes;
    while (TRY(statement.step())) changes.push_back(read_change(statement));
    return changes;
}

Result<Change> Operations::change(UserId user, std::int64_t id) {
    static const std::string query = fmt::format("SELECT {} FROM changes WHERE user_id = ?1 AND id = ?2", change_columns);
    auto statement = TRY(db_.prepare(query));
    statement.bind(user.value, id);
    const auto found = TRY(first_change(statement));
    if (!found) return fail(Errc::not_found, "there is no change {}", id);
    return *found;
}

Result<std::vector<Operation>> Operations::operations_of(UserId user, std::int64_t change) {
    static const std::string query =
        fmt::format("SELECT {} FROM operations WHERE change_id = ?2 AND user_id = ?1 ORDER BY id", operation_columns);
    auto statement = TRY(db_.prepare(query));
    statement.bind(user.value, change);
    return read_operations(statement);
}

Result<std::vector<Operation>> Operations::history(UserId user, Entity entity, const std::string& key, std::int64_t before_change,
                                                   std::uint32_t limit) {
    static const std::string query = fmt::format("SELECT {} FROM operations WHERE user_id = ?1 AND entity = ?2 AND "
                                                 "entity_key = ?3 AND change_id < ?4 ORDER BY id DESC LIMIT ?5",
                                                 operation_columns);
    auto statement = TRY(db_.prepare(query));
    statement.bind(user.value, entity_name(entity), key, before_change, limit);
    return read_operations(statement);
}

// ---- undo and redo -----------------------------------------------------------------------------------------------------------

Result<Error> Operations::changed_since(UserId user, const Operation& operation) {
    const auto newest = TRY(history(user, operation.entity, operation.key, std::numeric_limits<std::int64_t>::max(), 1));
    std::string who = "somebody";
    if (!newest.empty() && newest[0].change != operation.change) who = author_words(TRY(change(user, newest[0].change)));
    return Error{Errc::busy, fmt::format("{} was changed again by {} since; undo that first", item_words(operation), who)};
}

Result<void> Operations::invert_one(UserId user, const Operation& operation) {
    // Writing that row back would grant and start things behind the back of whoever runs the plugins.
    if (operation.entity == Entity::installation)
        return fail(Errc::unsupported, "what is installed and allowed is changed on the Plugins page, not undone");
    // A row that came or went is kept whole.
    const bool change = operation.before && operation.after;
    const auto present =
        TRY(change ? row(user, operation.entity, operation.key) : whole_row(user, operation.entity, operation.key));
    Row wanted = operation.before;
    const bool as_it_came = !operation.before && present && operation.after && is_as_it_came(*present, *operation.after);
    if (present != operation.after && !as_it_came) {
        // Somebody changed it since. Where that left alone what this change touched, both can be had.
        if (!present || !operation.before || !operation.after) return fail(TRY(changed_since(user, operation)));
        wanted = merge_fields(*present, *operation.after, *operation.before);
        if (!wanted) return fail(TRY(changed_since(user, operation)));
    }
    if (const auto written = rows_.write(user, operation.entity, operation.key, wanted); !written) {
        if (written.error().code != Errc::invalid) return fail(written.error());
        return fail(Errc::busy,
                    "{} cannot be put back, since something it belongs to or that took its place was changed since; "
                    "undo that first",
                    item_words(operation));
    }
    return record(open_->actor, open_->at, open_->call, operation.entity, operation.key, present);
}

Result<void> Operations::invert(UserId user, std::int64_t change, Reverted& reverted) {
    const auto operations = TRY(operations_of(user, change));
    for (auto operation = operations.rbegin(); operation != operations.rend(); ++operation) {
        TRY(invert_one(user, *operation));
        if (std::ranges::find(reverted.entities, operation->entity) == reverted.entities.end())
            reverted.entities.push_back(operation->entity);
    }
    reverted.changes.push_back(change);
    return {};
}

Result<Reverted> Operations::undo_change(UserId user, const Change& which, InstantMs now) {
    return db_.transaction([&]() -> Result<Reverted> {
        const Together scope(*this, Actor{user, {}}, now, "operations.undo", ChangeKind::undo);
        Reverted reverted;
        reverted.change = TRY(open_change(false));
        TRY(invert(user, which.id, reverted));
        TRY(db_.run("UPDATE changes SET undone_by = ?3 WHERE user_id = ?1 AND id = ?2", user.value, which.id, reverted.change));
        return reverted;
    });
}

Result<Reverted> Operations::redo(UserId user, std::int64_t undo, InstantMs now) {
    return db_.transaction([&]() -> Result<Reverted> {
        const Together scope(*this, Actor{user, {}}, now, "operations.redo", ChangeKind::redo);
        Reverted reverted;
        reverted.change = TRY(open_change(false));
        TRY(invert(user, undo, reverted));
        reverted.changes.clear();
        auto taken_back = TRY(db_.prepare("SELECT id FROM changes WHERE undone_by = ?2 AND user_id = ?1 ORDER BY id"));
        taken_back.bind(user.value, undo);
        while (TRY(taken_back.step())) reverted.changes.push_back(taken_back.integer(0));
        for (const auto id : reverted.changes) TRY(db_.run("UPDATE changes SET undone_by = NULL WHERE id = ?1", id));
        TRY(db_.run("UPDATE changes SET undone_by = ?3 WHERE user_id = ?1 AND id = ?2", user.value, undo, reverted.change));
        return reverted;
    });
}

Result<Reverted> Operations::undo(UserId user, std::int64_t id, InstantMs now) {
    const Change which = TRY(change(user, id));
    if (which.undone) return fail(Errc::invalid, "change {} is undone already", id);
    if (TRY(is_unfinished(id))) return fail(Errc::busy, "change {} is still being made; undo it when it is done", id);
    switch (which.kind) {
    case ChangeKind::change: return undo_change(user, which, now);
    case ChangeKind::undo: return redo(user, id, now);
    case ChangeKind::redo: break;
    }
    return fail(Errc::invalid, "change {} made another one again; undo that one", id);
}

Result<std::optional<Change>> Operations::next_undo(UserId user) {
    static const std::string query = fmt::format("SELECT {} FROM changes WHERE user_id = ?1 AND in_line = 1 AND kind = 0 AND "
                                                 "undone_by IS NULL ORDER BY id DESC LIMIT 1",
                                                 change_columns);
    auto statement = TRY(db_.prepare(query));
    statement.bind(user.value);
    return first_change(statement);
}

// What was undone can be made again until the person does something else.
Result<std::optional<Change>> Operations::next_redo(UserId user) {
    static const std::string query = fmt::format(
        "SELECT {} FROM changes AS c WHERE user_id = ?1 AND kind = 1 AND undone_by IS NULL AND NOT EXISTS(SELECT 1 FROM "
        "changes AS later WHERE later.user_id = ?1 AND later.in_line = 1 AND later.kind = 0 AND later.id > c.id) "
        "ORDER BY id DESC LIMIT 1",
        change_columns);
    auto statement = TRY(db_.prepare(query));
    statement.bind(user.value);
    return first_change(statement);
}

Result<Reverted> Operations::undo_last(UserId user, InstantMs now) {
    const auto next = TRY(next_undo(user));
    if (!next) return fail(Errc::not_found, "there is nothing to undo");
    auto undone = undo_change(user, *next, now);
    // Otherwise it would stand in the way of everything before it.
    if (!undone && undone.error().code == Errc::busy)
        TRY(db_.run("UPDATE changes SET in_line = 0 WHERE user_id = ?1 AND id = ?2", user.value, next->id));
    return undone;
}

Result<Reverted> Operations::redo_last(UserId user, InstantMs now) {
    const auto next = TRY(next_redo(user));
    if (!next) return fail(Errc::not_found, "there is nothing to redo");
    return redo(user, next->id, now);
}

Result<Reverted> Operations::undo_all_by(UserId user, Author author, const std::string& plugin, InstantMs since, InstantMs now) {
    return db_.transaction([&]() -> Result<Reverted> {
        const Together scope(*this, Actor{user, {}}, now, "operations.undo_all_by", ChangeKind::undo);
        std::vector<std::int64_t> wanted;
        {
            auto rows = TRY(db_.prepare("SELECT id, at FROM changes WHERE user_id = ?1 AND author = ?2 AND plugin_id = ?3 "
                                        "AND kind = 0 AND undone_by IS NULL AND id NOT IN (SELECT change_id FROM "
                                        "unfinished_changes) ORDER BY id DESC"));
            rows.bind(user.value, author, plugin);
            while (TRY(rows.step()))
                if (rows.integer(1) >= since) wanted.push_back(rows.integer(0));
        }
        Reverted reverted;
        reverted.change = TRY(open_change(false));
        for (const auto id : wanted) {
            const auto undone = db_.transaction([&]() -> Result<void> {
                TRY(invert(user, id, reverted));
                return db_.run("UPDATE changes SET undone_by = ?3 WHERE user_id = ?1 AND id = ?2", user.value, id,
                               reverted.change);
            });
            if (undone || undone.error().code == Errc::unsupported) continue;
            if (undone.error().code != Errc::busy) return fail(undone.error());
            ++reverted.skipped;
        }
        if (reverted.changes.empty()) {
            TRY(db_.run("DELETE FROM changes WHERE id = ?1", reverted.change));
            reverted.change = 0;
        }
        return reverted;
    });
}

// ---- changes in bits ---------------------------------------------------------------------------------------------------------

Result<void> Operations::finish() { return db_.run("DELETE FROM unfinished_changes WHERE change_id = ?1", open_->id); }

Result<bool> Operations::is_unfinished(std::int64_t change) {
    auto row = TRY(db_.prepare("SELECT 1 FROM unfinished_changes WHERE change_id = ?1"));
    row.bind(change);
    return row.step();
}

Result<std::vector<std::int64_t>> Operations::unfinished(UserId user) {
    auto rows = TRY(db_.prepare("SELECT change_id FROM unfinished_changes WHERE user_id = ?1"));
    rows.bind(user.value);
    std::vector<std::int64_t> changes;
    while (TRY(rows.step())) changes.push_back(rows.integer(0));
    return changes;
}

// Unlike an undo it leaves no trace: the change never was.
Result<void> Operations::put_back(UserId user, const Operation& operation) {
    Row wanted = operation.before;
    if (operation.before) {
        const auto present = TRY(row(user, operation.entity, operation.key));
        if (!present || !operation.after) return {};
        if (present != operation.after) wanted = merge_fields(*present, *operation.after, *operation.before);
        if (!wanted) return {}; // the same fields were changed again
    }
    const auto written =
        db_.transaction([&]() -> Result<void> { return rows_.write(user, operation.entity, operation.key, wanted); });
    // Something of the person's hangs on it by now.
    if (!written && written.error().code != Errc::invalid) return fail(written.error());
    return {};
}

Result<bool> Operations::take_back(UserId user, std::int64_t change, std::size_t most) {
    return db_.transaction([&]() -> Result<bool> {
        static const std::string newest = fmt::format(
            "SELECT {} FROM operations WHERE change_id = ?2 AND user_id = ?1 ORDER BY id DESC LIMIT ?3", operation_columns);
        std::vector<Operation> operations;
        {
            auto rows = TRY(db_.prepare(newest));
            rows.bind(user.value, change, most);
            operations = TRY(read_operations(rows));
        }
        for (const auto& each : operations) {
            TRY(put_back(user, each));
            TRY(db_.run("DELETE FROM operations WHERE id = ?1", each.id));
        }
        if (operations.size() == most) return false;
        TRY(db_.run("DELETE FROM changes WHERE user_id = ?1 AND id = ?2", user.value, change));
        return true;
    });
}

} // namespace asista::services

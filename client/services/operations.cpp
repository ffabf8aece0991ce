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
    const auto number = db_.last_row();
    TRY(note_origin(open_->actor, entity, key, before, after));
    if (number % 128 != 0) return {}; // looked at now and then
    return keep_within_bounds(actor.user, at);
}

// Whose words the texts of a thing are, for as long as it is there: what a model is given of it is marked by that.
Result<void> Operations::note_origin(const Actor& actor, Entity entity, const std::string& key, const Row& before,
                                     const Row& after) {
    const Author author = author_of(actor);
    const bool has_text = entity == Entity::task || entity == Entity::habit || entity == Entity::goal || entity == Entity::event;
    if (author == Author::person || author == Author::coach || !has_text || !after) return {};
    return db_.run("INSERT INTO text_origins(user_id, entity, entity_key, author, plugin_id) SELECT ?1, ?2, ?3, ?4, ?5 "
                   "WHERE json_extract(?7, '$.title', '$.name', '$.notes', '$.place', '$.unit') "
                   "IS NOT json_extract(coalesce(?6, '{}'), '$.title', '$.name', '$.notes', '$.place', '$.unit') "
                   "ON CONFLICT DO UPDATE SET author = excluded.author, plugin_id = excluded.plugin_id",
                   actor.user.value, entity_name(entity), key, author, actor.plugin, before, after);
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

Result<std::vector<Operation>> Operations::operations_of(UserId user, std::int64_t change, std::int64_t most) {
    static const std::string query =
        fmt::format("SELECT {} FROM operations WHERE change_id = ?2 AND user_id = ?1 ORDER BY id LIMIT ?3", operation_columns);
    auto statement = TRY(db_.prepare(query));
    statement.bind(user.value, change, most);
    return read_operations(statement);
}

Result<std::int64_t> Operations::operation_count(std::int64_t change) {
    auto statement = TRY(db_.prepare("SELECT count(*) FROM operations WHERE change_id = ?1"));
    statement.bind(change);
    TRY(statement.step());
    return statement.integer(0);
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

Result<std::vector<Operation>> Operations::operations_below(UserId user, std::int64_t change, std::int64_t below,
                                                            std::size_t most) {
    static const std::string query =
        fmt::format("SELECT {} FROM operations WHERE change_id = ?2 AND user_id = ?1 AND id < ?3 ORDER BY id DESC LIMIT ?4",
                    operation_columns);
    auto statement = TRY(db_.prepare(query));
    statement.bind(user.value, change, below, most);
    return read_operations(statement);
}

Result<std::vector<Operation>> Operations::operations_above(UserId user, std::int64_t change, std::int64_t above,
                                                            std::size_t most) {
    static const std::string query = fmt::format(
        "SELECT {} FROM operations WHERE change_id = ?2 AND user_id = ?1 AND id > ?3 ORDER BY id LIMIT ?4", operation_columns);
    auto statement = TRY(db_.prepare(query));
    statement.bind(user.value, change, above, most);
    return read_operations(statement);
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

} // namespace asista::services

#include "services/operations.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace asista::services {
namespace {

struct Layout {
    Entity entity;
    std::string_view name, topic, table;
    std::string_view key;                  // SQL that finds the row by ?2
    std::string_view conflict;             // the unique columns
    std::vector<std::string_view> columns; // all but user_id
};

// A row as JSON and back is plain SQL over this list; a new column of one of these tables belongs here as well.
const std::array<Layout, entity_count>& layouts() {
    static const std::array<Layout, entity_count> all{{
        {Entity::task,
         "task",
         "tasks",
         "tasks",
         "id = CAST(?2 AS INTEGER)",
         "id",
         {"id", "title", "notes", "status", "energy", "estimate_minutes", "due_day", "completed_at", "created_at", "updated_at"}},
        {Entity::habit, "habit", "habits", "habits", "id = CAST(?2 AS INTEGER)", "id", {"id", "name", "weekdays", "created_at"}},
        {Entity::habit_day,
         "habit_day",
         "habits",
         "habit_completions",
         "habit_id = CAST(?2 AS INTEGER) AND day = CAST(substr(?2, instr(?2, '/') + 1) AS INTEGER)",
         "habit_id, day",
         {"habit_id", "day", "done_at"}},
        {Entity::goal,
         "goal",
         "goals",
         "goals",
         "id = CAST(?2 AS INTEGER)",
         "id",
         {"id", "title", "unit", "target", "current", "start_day", "due_day", "active", "created_at", "updated_at"}},
        {Entity::event,
         "event",
         "calendar",
         "calendar_events",
         "id = CAST(?2 AS INTEGER)",
         "id",
         {"id", "title", "place", "starts_at", "ends_at", "color"}},
        {Entity::preference, "preference", "preferences", "preferences", "key = ?2", "user_id, key", {"key", "value"}},
        {Entity::installation,
         "installation",
         "plugins",
         "plugin_installations",
         "plugin_id = ?2",
         "user_id, plugin_id",
         {"plugin_id", "version", "settings", "installed", "enabled", "why_disabled", "installed_at"}},
    }};
    return all;
}

const Layout& layout(Entity entity) { return layouts()[static_cast<std::size_t>(entity)]; }

std::optional<Entity> find_entity(std::string_view name) {
    for (const Layout& each : layouts())
        if (each.name == name) return each.entity;
    return std::nullopt;
}

// A habit travels with the days it was done, so that undoing its removal brings them back.
constexpr std::string_view read_habit_days =
    ", 'days', (SELECT json_group_array(json_array(day, done_at)) FROM habit_completions AS c "
    "WHERE c.user_id = habits.user_id AND c.habit_id = habits.id)";
constexpr std::string_view write_habit_days =
    "INSERT INTO habit_completions(habit_id, day, user_id, done_at) "
    "SELECT json_extract(?2, '$.id'), json_extract(value, '$[0]'), ?1, json_extract(value, '$[1]') FROM json_each(?2, '$.days') "
    "WHERE true ON CONFLICT DO NOTHING";

constexpr std::string_view operation_columns = "id, plugin_id, at, call, entity, entity_key, before, after, undone_at";

std::optional<std::string> maybe_text(const store::Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return std::string(row.text(column));
}

Result<Operation> read_operation(const store::Statement& row) {
    Operation operation;
    operation.id = row.integer(0);
    operation.plugin = row.text(1);
    operation.at = row.integer(2);
    operation.call = row.text(3);
    const auto entity = find_entity(row.text(4));
    if (!entity) return fail(Errc::internal, "operation {}: unknown kind \"{}\"", operation.id, row.text(4));
    operation.entity = *entity;
    operation.key = row.text(5);
    operation.before = maybe_text(row, 6);
    operation.after = maybe_text(row, 7);
    operation.undone_at = row.maybe<InstantMs>(8);
    return operation;
}

} // namespace

std::string_view entity_name(Entity entity) { return layout(entity).name; }
std::string_view topic_of(Entity entity) { return layout(entity).topic; }

Operations::Operations(store::Database& db) : db_(db) {
    for (const Layout& each : layouts()) {
        std::vector<std::string> pairs, values, updates;
        for (const auto column : each.columns) {
            pairs.push_back(fmt::format("'{0}', {0}", column));
            values.push_back(fmt::format("json_extract(?2, '$.{}')", column));
            updates.push_back(fmt::format("{0} = excluded.{0}", column));
        }
        Texts& texts = texts_[static_cast<std::size_t>(each.entity)];
        texts.read = fmt::format("SELECT json_object({}{}) FROM {} WHERE user_id = ?1 AND {}", fmt::join(pairs, ", "),
                                 each.entity == Entity::habit ? read_habit_days : "", each.table, each.key);
        texts.remove = fmt::format("DELETE FROM {} WHERE user_id = ?1 AND {}", each.table, each.key);
        texts.write = fmt::format("INSERT INTO {0}(user_id, {1}) SELECT ?1, {2} WHERE true ON CONFLICT({3}) DO UPDATE SET {4} "
                                  "WHERE user_id = ?1",
                                  each.table, fmt::join(each.columns, ", "), fmt::join(values, ", "), each.conflict,
                                  fmt::join(updates, ", "));
    }
}

Result<std::optional<std::string>> Operations::row(UserId user, Entity entity, const std::string& key) {
    auto statement = TRY(db_.prepare(texts_[static_cast<std::size_t>(entity)].read));
    statement.bind(user.value, key);
    if (!TRY(statement.step())) return std::optional<std::string>();
    return std::optional<std::string>(statement.text(0));
}

Result<void> Operations::record(const Actor& actor, InstantMs at, std::string_view call, Entity entity, const std::string& key,
                                const std::optional<std::string>& before) {
    const auto after = TRY(row(actor.user, entity, key));
    if (before == after) return {};
    TRY(db_.run("INSERT INTO operations(user_id, plugin_id, at, call, entity, entity_key, before, after) "
                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                actor.user.value, actor.plugin, at, call, entity_name(entity), key, before, after));
    if (db_.last_row() % 128 != 0) return {}; // trimmed now and then: looking each time would cost more than the rows
    return db_.run("DELETE FROM operations WHERE user_id = ?1 AND id <= "
                   "(SELECT id FROM operations WHERE user_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                   actor.user.value, kept);
}

Result<std::vector<Operation>> Operations::recent(UserId user, std::uint32_t limit, const std::optional<std::string>& plugin) {
    static const std::string of_all =
        fmt::format("SELECT {} FROM operations WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2", operation_columns);
    static const std::string of_one = fmt::format(
        "SELECT {} FROM operations WHERE user_id = ?1 AND plugin_id = ?3 ORDER BY id DESC LIMIT ?2", operation_columns);
    auto statement = TRY(db_.prepare(plugin ? of_one : of_all));
    if (plugin)
        statement.bind(user.value, limit, *plugin);
    else
        statement.bind(user.value, limit);
    std::vector<Operation> operations;
    while (TRY(statement.step())) operations.push_back(TRY(read_operation(statement)));
    return operations;
}

Result<void> Operations::restore(UserId user, Entity entity, const std::string& key, const std::optional<std::string>& row) {
    const Texts& texts = texts_[static_cast<std::size_t>(entity)];
    if (!row) return db_.run(texts.remove, user.value, key);
    TRY(db_.run(texts.write, user.value, *row));
    if (entity == Entity::habit) return db_.run(write_habit_days, user.value, *row);
    return {};
}

Result<Entity> Operations::undo(UserId user, std::int64_t id, InstantMs now) {
    static const std::string find = fmt::format("SELECT {} FROM operations WHERE user_id = ?1 AND id = ?2", operation_columns);
    return db_.transaction([&]() -> Result<Entity> {
        auto statement = TRY(db_.prepare(find));
        statement.bind(user.value, id);
        if (!TRY(statement.step())) return fail(Errc::not_found, "there is no operation {}", id);
        const Operation operation = TRY(read_operation(statement));
        if (operation.undone_at) return fail(Errc::invalid, "operation {} is undone already", id);
        // Writing that row back would grant and start things behind the back of whoever runs the plugins.
        if (operation.entity == Entity::installation)
            return fail(Errc::unsupported, "what is installed and allowed is changed on the Plugins page, not undone");
        const auto present = TRY(row(user, operation.entity, operation.key));
        if (present != operation.after)
            return fail(Errc::busy, "{} {} was changed again since; undo that first", entity_name(operation.entity),
                        operation.key);

        TRY(restore(user, operation.entity, operation.key, operation.before));
        TRY(record(Actor{user, {}}, now, "operations.undo", operation.entity, operation.key, present));
        TRY(db_.run("UPDATE operations SET undone_at = ?3 WHERE user_id = ?1 AND id = ?2", user.value, id, now));
        return operation.entity;
    });
}

Result<UndoneMany> Operations::undo_all_by(UserId user, const std::string& plugin, InstantMs since, InstantMs now) {
    return db_.transaction([&]() -> Result<UndoneMany> {
        UndoneMany result;
        const auto operations = TRY(recent(user, kept, plugin));
        for (const Operation& operation : operations) {
            if (operation.at < since || operation.undone_at || operation.entity == Entity::installation) continue;
            const auto undone = undo(user, operation.id, now);
            if (!undone && undone.error().code != Errc::busy) return fail(undone.error());
            if (!undone) {
                ++result.skipped;
                continue;
            }
            ++result.undone;
            if (std::ranges::find(result.entities, *undone) == result.entities.end()) result.entities.push_back(*undone);
        }
        return result;
    });
}

} // namespace asista::services

#include "services/operation_rows.hpp"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace asista::services {
namespace {

// Something that travels with a row: read as one more member of the object, and written after the row.
struct Companion {
    std::string_view read;                   // SQL: ", 'name', (SELECT ...)"
    std::array<std::string_view, 3> write{}; // SQL with ?1 user, ?2 row; "" for none
    bool whole_only = false;                 // only read where the row comes or goes
};

struct Layout {
    Entity entity;
    std::string_view name, topic, table;
    std::string_view key;                     // SQL that finds the row by ?2
    std::string_view conflict;                // the unique columns
    std::vector<std::string_view> columns;    // all but user_id
    std::vector<std::string_view> reals = {}; // those of them that hold fractions
    Companion companion = {};
};

constexpr std::string_view by_id = "id = CAST(?2 AS INTEGER)";

// A habit travels with its days, so that undoing its removal brings them back. Older rows of the log have no amounts.
constexpr Companion habit_days{
    ", 'days', (SELECT json_group_array(json_array(day, done_at, json(printf('%!.20g', amount)), skipped)) FROM "
    "habit_completions "
    "AS c WHERE c.user_id = habits.user_id AND c.habit_id = habits.id)",
    {"INSERT INTO habit_completions(habit_id, day, user_id, done_at, amount, skipped) "
     "SELECT json_extract(?2, '$.id'), json_extract(value, '$[0]'), ?1, json_extract(value, '$[1]'), "
     "coalesce(json_extract(value, '$[2]'), 1), coalesce(json_extract(value, '$[3]'), 0) FROM json_each(?2, '$.days') "
     "WHERE true ON CONFLICT DO NOTHING"},
    true};

// A goal with what belongs to it alone.
constexpr Companion goal_belongings{
    ", 'milestones', (SELECT json_group_array(json_array(id, title, iif(value IS NULL, NULL, json(printf('%!.20g', value))), "
    "done_at)) FROM milestones AS m WHERE m.user_id = goals.user_id AND m.goal_id = goals.id)"
    ", 'links', (SELECT json_group_array(json_array(kind, item_id)) FROM goal_links AS l WHERE l.user_id = goals.user_id AND "
    "l.goal_id = goals.id)"
    ", 'points', (SELECT json_group_array(json_array(day, json(printf('%!.20g', value)))) FROM goal_points AS p WHERE "
    "p.user_id = goals.user_id AND p.goal_id = goals.id)",
    {"INSERT INTO milestones(id, user_id, goal_id, title, value, done_at) SELECT json_extract(value, '$[0]'), ?1, "
     "json_extract(?2, '$.id'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]') "
     "FROM json_each(?2, '$.milestones') WHERE true ON CONFLICT DO NOTHING",
     "INSERT INTO goal_links(goal_id, kind, item_id, user_id) SELECT json_extract(?2, '$.id'), json_extract(value, '$[0]'), "
     "json_extract(value, '$[1]'), ?1 FROM json_each(?2, '$.links') WHERE true ON CONFLICT DO NOTHING",
     "INSERT INTO goal_points(goal_id, day, user_id, value) SELECT json_extract(?2, '$.id'), json_extract(value, '$[0]'), ?1, "
     "json_extract(value, '$[1]') FROM json_each(?2, '$.points') WHERE true ON CONFLICT DO NOTHING"},
    true};

// A task travels with its tags.
constexpr Companion task_tags{
    ", 'tags', (SELECT json_group_array(name) FROM (SELECT name FROM task_tags WHERE task_id = tasks.id ORDER BY name))",
    {"DELETE FROM task_tags WHERE user_id = ?1 AND task_id = json_extract(?2, '$.id') "
     "AND name NOT IN (SELECT value FROM json_each(?2, '$.tags'))",
     "INSERT INTO task_tags(task_id, name, user_id, open, rank) SELECT json_extract(?2, '$.id'), value, ?1, "
     "json_extract(?2, '$.status') < 2, json_extract(?2, '$.rank') FROM json_each(?2, '$.tags') WHERE true ON CONFLICT DO "
     "NOTHING"}};

// A new column of one of these tables belongs here as well.
const std::array<Layout, entity_count>& layouts() {
    static const std::array<Layout, entity_count> all{{
        {Entity::task,
         "task",
         "tasks",
         "tasks",
         by_id,
         "id",
         {"id", "title", "notes", "status", "energy", "estimate_minutes", "due_day", "completed_at", "created_at", "updated_at",
          "start_day", "start_minute", "due_minute", "recurrence", "project_id", "parent_id", "rank", "origin"},
         {},
         task_tags},
        {Entity::habit,
         "habit",
         "habits",
         "habits",
         by_id,
         "id",
         {"id", "name", "weekdays", "created_at", "times_per_week", "target", "unit", "notes", "color", "archived", "rank"},
         {"target"},
         habit_days},
        {Entity::habit_day,
         "habit_day",
         "habits",
         "habit_completions",
         "habit_id = CAST(?2 AS INTEGER) AND day = CAST(substr(?2, instr(?2, '/') + 1) AS INTEGER)",
         "habit_id, day",
         {"habit_id", "day", "done_at", "amount", "skipped"},
         {"amount"}},
        {Entity::goal,
         "goal",
         "goals",
         "goals",
         by_id,
         "id",
         {"id", "title", "unit", "target", "current", "start_day", "due_day", "active", "created_at", "updated_at", "start_value",
          "notes", "color", "follows", "completed_at", "current_day", "rank"},
         {"target", "current", "start_value"},
         goal_belongings},
        {Entity::event,
         "event",
         "calendar",
         "calendar_events",
         by_id,
         "id",
         {"id", "title", "place", "starts_at", "ends_at", "color", "notes", "zone", "all_day", "recurrence", "exceptions",
          "until_at", "series", "occurrence", "uid"}},
        {Entity::preference, "preference", "preferences", "preferences", "key = ?2", "user_id, key", {"key", "value"}},
        {Entity::installation,
         "installation",
         "plugins",
         "plugin_installations",
         "plugin_id = ?2",
         "user_id, plugin_id",
         {"plugin_id", "version", "settings", "installed", "enabled", "why_disabled", "installed_at"}},
        {Entity::project,
         "project",
         "tasks",
         "projects",
         by_id,
         "id",
         {"id", "name", "color", "rank", "archived", "created_at", "updated_at"}},
        {Entity::time_entry, "time_entry", "tasks", "time_entries", by_id, "id", {"id", "task_id", "started_at", "ended_at"}},
        {Entity::vacation, "vacation", "habits", "vacations", by_id, "id", {"id", "from_day", "to_day"}},
        {Entity::milestone,
         "milestone",
         "goals",
         "milestones",
         by_id,
         "id",
         {"id", "goal_id", "title", "value", "done_at"},
         {"value"}},
        {Entity::goal_link,
         "goal_link",
         "goals",
         "goal_links",
         // "<goal>/<kind>/<item>": each CAST reads as far as the next slash.
         "goal_id = CAST(?2 AS INTEGER) AND kind = CAST(substr(?2, instr(?2, '/') + 1) AS INTEGER) AND "
         "item_id = CAST(substr(?2, instr(?2, '/') + 3) AS INTEGER)",
         "goal_id, kind, item_id",
         {"goal_id", "kind", "item_id"}},
    }};
    return all;
}

const Layout& layout(Entity entity) { return layouts()[static_cast<std::size_t>(entity)]; }

} // namespace

std::string_view entity_name(Entity entity) { return layout(entity).name; }
std::string_view topic_of(Entity entity) { return layout(entity).topic; }

std::optional<Entity> find_entity(std::string_view name) {
    for (const Layout& each : layouts())
        if (each.name == name) return each.entity;
    return std::nullopt;
}

OperationRows::OperationRows(store::Database& db) : db_(db) {
    for (const Layout& each : layouts()) {
        std::vector<std::string> pairs, values, updates;
        for (const auto column : each.columns) {
            // JSON of a fraction has 15 digits unless it is written out; 20 bring back the very same number.
            const bool real = std::ranges::find(each.reals, column) != each.reals.end();
            pairs.push_back(real ? fmt::format("'{0}', iif({0} IS NULL, NULL, json(printf('%!.20g', {0})))", column)
                                 : fmt::format("'{0}', {0}", column));
            values.push_back(fmt::format("json_extract(?2, '$.{}')", column));
            updates.push_back(fmt::format("{0} = excluded.{0}", column));
        }
        Texts& texts = texts_[static_cast<std::size_t>(each.entity)];
        const auto reading = [&](std::string_view companion) {
            return fmt::format("SELECT json_object({}{}) FROM {} WHERE user_id = ?1 AND {}", fmt::join(pairs, ", "), companion,
                               each.table, each.key);
        };
        texts.read = reading(each.companion.whole_only ? std::string_view() : each.companion.read);
        texts.read_whole = reading(each.companion.read);
        texts.remove = fmt::format("DELETE FROM {} WHERE user_id = ?1 AND {}", each.table, each.key);
        texts.write = fmt::format("INSERT INTO {0}(user_id, {1}) SELECT ?1, {2} WHERE true ON CONFLICT({3}) DO UPDATE SET {4} "
                                  "WHERE user_id = ?1",
                                  each.table, fmt::join(each.columns, ", "), fmt::join(values, ", "), each.conflict,
                                  fmt::join(updates, ", "));
    }
}

Result<Row> OperationRows::read(UserId user, Entity entity, const std::string& key) {
    return read_by(texts_[static_cast<std::size_t>(entity)].read, user, key);
}

Result<Row> OperationRows::read_whole(UserId user, Entity entity, const std::string& key) {
    return read_by(texts_[static_cast<std::size_t>(entity)].read_whole, user, key);
}

Result<Row> OperationRows::read_by(const std::string& sql, UserId user, const std::string& key) {
    auto statement = TRY(db_.prepare(sql));
    statement.bind(user.value, key);
    if (!TRY(statement.step())) return Row();
    return Row(statement.text(0));
}

Result<void> OperationRows::write(UserId user, Entity entity, const std::string& key, const Row& row) {
    const Texts& texts = texts_[static_cast<std::size_t>(entity)];
    if (!row) return db_.run(texts.remove, user.value, key);
    TRY(db_.run(texts.write, user.value, *row));
    for (const auto sql : layout(entity).companion.write)
        if (!sql.empty()) TRY(db_.run(sql, user.value, *row));
    return {};
}

namespace {
// The log once kept fractions in 15 digits: what came back from them is the same number to whoever reads it.
bool same_value(const nlohmann::ordered_json& one, const nlohmann::ordered_json& other) {
    if (one == other) return true;
    if (!one.is_number() || !other.is_number() || !(one.is_number_float() || other.is_number_float())) return false;
    return fmt::format("{:.15g}", one.get<double>()) == fmt::format("{:.15g}", other.get<double>());
}
} // namespace

std::optional<std::string> merge_fields(const std::string& present, const std::string& from, const std::string& to) {
    using nlohmann::ordered_json;
    auto now = ordered_json::parse(present, nullptr, false);
    const auto before = ordered_json::parse(from, nullptr, false), after = ordered_json::parse(to, nullptr, false);
    if (!now.is_object() || !before.is_object() || !after.is_object()) return std::nullopt;
    for (const auto& [name, value] : after.items()) {
        const auto was = before.find(name);
        if (name == "updated_at" || (was != before.end() && same_value(*was, value))) continue;
        const auto is = now.find(name);
        if (is == now.end() || was == before.end() || !same_value(*is, *was)) return std::nullopt;
        *is = value;
    }
    return now.dump();
}

bool is_as_it_came(const std::string& present, const std::string& then) {
    const auto now = nlohmann::ordered_json::parse(present, nullptr, false),
               came = nlohmann::ordered_json::parse(then, nullptr, false);
    if (!now.is_object() || !came.is_object()) return false;
    return std::ranges::all_of(now.items(), [&came](const auto& field) {
        if (field.key() == "points" || field.key() == "updated_at") return true;
        const auto was = came.find(field.key());
        if (was == came.end()) return field.value().is_array() && field.value().empty();
        return same_value(field.value(), *was);
    });
}

} // namespace asista::services

// A row of the person's data as one JSON object, and back: what the operation log keeps of it before and after a change. Made and read by
// SQL from one list of columns per table, so the log needs no code per kind of change.
#pragma once

#include "store/database.hpp"
#include "wire/ids.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace asista::services {

// What can be changed and undone. Keys: the row's id as text; for habit_day "<habit id>/<day>", for goal_link "<goal id>/<kind>/<id>"; for
// preference and installation their own name.
enum class Entity {
    task,
    habit,
    habit_day,
    goal,
    event,
    preference,
    installation,
    project,
    time_entry,
    vacation,
    milestone,
    goal_link
};
inline constexpr std::size_t entity_count = 12;

// "task": as the log stores it.
std::string_view entity_name(Entity entity);
std::optional<Entity> find_entity(std::string_view name);
// The topic under which a change of it is announced: "tasks".
std::string_view topic_of(Entity entity);

using Row = std::optional<std::string>; // nullopt: it does not exist

// [core]
class OperationRows {
  public:
    explicit OperationRows(store::Database& db);

    // The row as it is now.
    Result<Row> read(UserId user, Entity entity, const std::string& key);
    // And what goes with it when it is removed: a habit's days, a goal's milestones, links and points. Beside a row that comes or goes the
    // log keeps this; beside one that changes it would only be a copy of a long history.
    Result<Row> read_whole(UserId user, Entity entity, const std::string& key);
    // Makes it as it was then, or removes it. A row that cannot come back, because something it belongs to is gone: Errc::invalid.
    Result<void> write(UserId user, Entity entity, const std::string& key, const Row& row);

  private:
    struct Texts { // SQL, made once from the list of columns
        std::string read, read_whole, remove, write;
    };
    Result<Row> read_by(const std::string& sql, UserId user, const std::string& key);

    store::Database& db_;
    std::array<Texts, entity_count> texts_;
};

// `present` with what `from` -> `to` changes; nullopt when one of those fields is not as in `from`. The time of the last change is no
// such field: it stays as it is. Fractions are alike when they are in 15 digits, which is what older rows of the log have of them. All
// three are rows.
std::optional<std::string> merge_fields(const std::string& present, const std::string& from, const std::string& to);

// Whether a whole row is as it was when it came, of which `then` is what the log has: without what it has got of its own since. A goal's
// points follow from its number and are no difference, nor is the time of the last change. How `then` is written does not matter.
bool is_as_it_came(const std::string& present, const std::string& then);

} // namespace asista::services

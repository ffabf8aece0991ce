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

// What can be changed and undone. Keys: the row's id as text; for habit_day "<habit id>/<day>"; for preference and installation their own name.
enum class Entity { task, habit, habit_day, goal, event, preference, installation, project, time_entry };
inline constexpr std::size_t entity_count = 9;

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
    // Makes it as it was then, or removes it. A row that cannot come back, because something it belongs to is gone: Errc::invalid.
    Result<void> write(UserId user, Entity entity, const std::string& key, const Row& row);

  private:
    struct Texts { // SQL, made once from the list of columns
        std::string read, remove, write;
    };
    store::Database& db_;
    std::array<Texts, entity_count> texts_;
};

// `present` with what `from` -> `to` changes; nullopt when one of those fields is not as in `from`. The time of the last change is no
// such field: it stays as it is. All three are rows.
std::optional<std::string> merge_fields(const std::string& present, const std::string& from, const std::string& to);

} // namespace asista::services

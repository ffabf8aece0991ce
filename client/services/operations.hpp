// The operation log: who changed what and when, with the row before and after. A service records each change of the person's data
// here, in the same transaction as the change; undoing one writes the row before back.
#pragma once

#include "services/actor.hpp"
#include "store/database.hpp"
#include "wire/model.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

// What can be changed and undone. Keys: the row's id as text; for habit_day "<habit id>/<day>"; for the last two their own name.
enum class Entity { task, habit, habit_day, goal, event, preference, installation };
inline constexpr std::size_t entity_count = 7;

// "task": as the log stores it.
std::string_view entity_name(Entity entity);
// The topic under which a change of it is announced: "tasks".
std::string_view topic_of(Entity entity);

struct Operation {
    std::int64_t id = 0;
    std::string plugin; // empty: the person did it
    InstantMs at = 0;
    std::string call; // "tasks.update"
    Entity entity = Entity::task;
    std::string key;
    std::optional<std::string> before, after; // JSON objects; nullopt: the row does not exist
    std::optional<InstantMs> undone_at;
};

struct UndoneMany {
    std::uint32_t undone = 0;
    std::uint32_t skipped = 0;    // changed by somebody else since; left as it is
    std::vector<Entity> entities; // each once
};

// [core]
class Operations {
  public:
    static constexpr int kept = 10'000; // newest operations of each user

    explicit Operations(store::Database& db);

    // The row as JSON now, or nullopt when there is none.
    Result<std::optional<std::string>> row(UserId user, Entity entity, const std::string& key);

    // Call inside the transaction of the change, after it. `before` is row() from before it. A change of nothing is not recorded.
    Result<void> record(const Actor& actor, InstantMs at, std::string_view call, Entity entity, const std::string& key,
                        const std::optional<std::string>& before);

    // Newest first. `plugin`: only by that plugin, "" by the person; nullopt by anyone.
    Result<std::vector<Operation>> recent(UserId user, std::uint32_t limit, const std::optional<std::string>& plugin = {});

    // Puts the row back as it was before operation `id`. Returns what kind of row it was. Errors: not_found; Errc::busy when it was
    // changed again since (undo that first); Errc::invalid when it is undone already; Errc::unsupported for installations, which the log
    // holds as an audit only. Undoing is itself an operation of the person.
    Result<Entity> undo(UserId user, std::int64_t id, InstantMs now);

    // All that `plugin` changed at or after `since`, newest first.
    Result<UndoneMany> undo_all_by(UserId user, const std::string& plugin, InstantMs since, InstantMs now);

  private:
    struct Texts { // SQL, made once from the list of columns
        std::string read, remove, write;
    };
    Result<void> restore(UserId user, Entity entity, const std::string& key, const std::optional<std::string>& row);

    store::Database& db_;
    std::array<Texts, entity_count> texts_;
};

} // namespace asista::services

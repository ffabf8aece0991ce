// Tasks as rows: read with all that belongs to them, written as a whole. For .cpp files of services.
#pragma once

#include "store/database.hpp"
#include "wire/calls/tasks.hpp"
#include "wire/ids.hpp"

namespace asista::services {

struct StoredTask {
    calls::TaskItem item;
    std::string rank;   // see ranks.hpp
    std::string origin; // of one that was imported: what named it in that file; only written with a new row
};

// The columns of "SELECT ... FROM tasks" that read_task and read_item understand, in their order.
inline constexpr const char* task_columns =
    "id, title, notes, status, energy, estimate_minutes, due_day, completed_at, created_at, updated_at";
inline constexpr const char* brief_task_columns =
    "id, title, substr(notes, 1, 80), status, energy, estimate_minutes, due_day, completed_at, created_at, updated_at";
// Of a query whose ?1 is the user.
enum class Notes : bool { whole, brief };
const std::string& item_columns(Notes notes = Notes::whole);

Task read_task(const store::Statement& row);
StoredTask read_item(const store::Statement& row);

tl::unexpected<Error> no_task(std::uint64_t id);
// Errc::not_found when there is none of this user.
Result<StoredTask> find_item(store::Database& db, UserId user, std::uint64_t id);
// Ids of its subtasks, by hand.
Result<std::vector<std::uint64_t>> subtasks_of(store::Database& db, UserId user, std::uint64_t id);

// Returns the new id. An empty rank becomes the last one.
Result<std::uint64_t> insert_item(store::Database& db, UserId user, const StoredTask& task);
// The whole row and its tags, under its id.
Result<void> update_item(store::Database& db, UserId user, const StoredTask& task);

// Lower case, sorted, each once. Errors name the tag: 1 to 50 bytes, no spaces, none of # @ + and !.
Result<std::vector<std::string>> checked_tags(const std::vector<std::string>& tags);
// The same for one, without its "#".
Result<std::string> checked_tag(std::string_view tag);

inline bool is_open(const calls::TaskItem& item) { return item.task.status < TaskStatus::done; }

} // namespace asista::services

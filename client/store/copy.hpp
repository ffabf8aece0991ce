// Whole copies of a database: made while it is in use, checked before anybody relies on them, compared with what is there now. Each function
// opens connections of its own and may take seconds for a large file. [any]
#pragma once

#include "wire/result.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace asista::store {

// Copies the database `from` as it is at one moment, others writing to it meanwhile, into the new file `to`, which only its owner may read;
// makes sure that it is on the disk; then checks it: every page and index (integrity_check), the version of its schema, and that each table
// has as many rows as the original had at that moment. After an error there is no `to`. Errc::cancelled when `cancelled` became true.
enum class Source {
    in_use, // a database others may have open
    copy,   // a whole file that nobody writes to: no side files are made beside it
};
Result<void> copy_database(const std::filesystem::path& from, const std::filesystem::path& to, const std::atomic<bool>& cancelled,
                           Source source = Source::in_use);

// Whether `file` is a sound database of ours that this program can open; its schema's version. Nothing is changed, no side files are made.
// Errc::unsupported: another program's, or newer than `newest_schema`; Errc::io: it is damaged.
Result<int> check_copy(const std::filesystem::path& file, int newest_schema);

struct TableDifference {
    std::string table;
    std::uint64_t now = 0, then = 0;                 // rows
    std::uint64_t back = 0, gone = 0, otherwise = 0; // rows only in `then`, only in `now`, in both with other content
};
// What putting the copy `then` in the place of the database `now` would change, for each of `tables` that both have. Rows are told apart by
// `key` columns, and compared by the columns that both have.
struct ComparedTable {
    std::string table, key; // "id", or "habit_id, day"
};
struct Comparison {
    std::vector<TableDifference> tables;
    std::int64_t newest_change_now = 0, newest_change_then = 0; // of the operation log; 0: none
};
Result<Comparison> compare_databases(const std::filesystem::path& now, const std::filesystem::path& then,
                                     const std::vector<ComparedTable>& tables);

} // namespace asista::store

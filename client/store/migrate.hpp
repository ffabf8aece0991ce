// Numbered steps from an empty file to the schema of this build. A file's version is SQLite's user_version; migrations/*.sql are
// compiled in. A released step is never edited, only followed by another.
#pragma once

#include "wire/result.hpp"

#include <span>
#include <string_view>

namespace asista::store {

class Database;

struct Migration {
    int version = 0;       // 1, 2, 3, ... without a gap
    std::string_view name; // "0001_profile"
    std::string_view sql;
};

// Ascending; the last one's version is the schema of this build.
std::span<const Migration> migrations();

// Runs the steps after `from_version`, each in a transaction of its own together with its number: a step that fails leaves the
// database at the step before, and the error names it.
Result<void> migrate(Database& db, int from_version, std::span<const Migration> steps);

// "ASTA" in the file's header: tells our files from those of other programs.
inline constexpr int application_id = 0x41535441;

} // namespace asista::store

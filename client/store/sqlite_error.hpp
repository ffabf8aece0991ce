// How SQLite's result codes become an Errc and a sentence with a remedy. Private to store.
#pragma once

#include "wire/result.hpp"

struct sqlite3;

namespace asista::store {

// The error that `db` reports now for `code` (a plain or extended result code), as it happened while `doing`.
[[nodiscard]] tl::unexpected<Error> sqlite_failure(sqlite3* db, int code, std::string_view doing);

// The bytes of the file are wrong, as opposed to unreachable.
bool means_damaged(int code);

} // namespace asista::store

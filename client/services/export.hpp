// Everything a person keeps as one JSON file, which services/import reads again.
//
// The format, version 1: one object with
//   "format": "asista-export", "version": 1, "exported_at": <UTC ms>, and lists of objects, one object a line:
//   "projects", "tasks" (each with its "tags"), "habits" (each with its "days": [day, done at]), "goals", "events", "time_entries",
//   "preferences", "installations", "plugin_storage" {plugin_id, key, value},
//   "conversations" (each with its "messages", and each of those with its "calls").
// Members are the columns of the tables (client/store/migrations): instants are UTC milliseconds, days count from 1970-01-01, ids are those
// of this profile and what refers to them. A newer version may have more members and lists; a reader passes over those it does not know.
#pragma once

#include "store/database.hpp"
#include "wire/calls/transfer.hpp"
#include "wire/ids.hpp"

namespace asista::services {

inline constexpr int export_version = 1;

// Reads `db` alone, as it is at one moment; any thread with a database of its own. Errc::busy: `path` exists. After an error there is no file.
Result<calls::DataExport::Reply> export_all(store::Database& db, UserId user, const std::filesystem::path& path, InstantMs now);

} // namespace asista::services

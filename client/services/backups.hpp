// Backups of the profile's database: whole copies in a folder of their own beside it, each checked before it counts and before an older one
// goes. Everything here blocks on the disk and takes seconds for a large profile; it runs on a thread of its own, except before an update.
//
// Names say what they are: asista-20261123T115500Z-daily.db. Files with other names are none of ours and are left alone.
#pragma once

#include "wire/calls/backups.hpp"
#include "wire/result.hpp"

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

// ---- pure ----
std::string backup_name(InstantMs made_at, calls::BackupReason reason);
std::optional<calls::Backup> parse_backup_name(std::string_view name); // without its size
// Whether a day has passed since the last one that was made by itself. Those dated after now (the clock was set back) do not count.
bool backup_due(const std::vector<calls::Backup>& backups, InstantMs now);
// The names that go: of the daily ones all but the newest of each of the last 7 days, 4 weeks and 12 months that have one; of each other
// kind all but the newest 5. Days, weeks (from Monday) and months are those of UTC. Those dated after `now` are of a clock that was wrong, or
// all others are, and this one is: the two do not take each other's places.
std::vector<std::string> backups_to_remove(const std::vector<calls::Backup>& backups, InstantMs now);

class Backups {
  public:
    static constexpr std::size_t kept_days = 7, kept_weeks = 4, kept_months = 12, kept_others = 5;

    // `folder` is made with the first backup.
    Backups(std::filesystem::path database, std::filesystem::path folder)
        : database_(std::move(database)), folder_(std::move(folder)) {}

    // Copies, checks, and only then removes what is older than needed. After an error all backups there were are there. Errors are for the
    // person: what was not done, why, what to do.
    Result<calls::Backup> make(calls::BackupReason reason, InstantMs now, const std::atomic<bool>& cancelled) const;
    // Newest first. No folder is no error. What was left half-made is removed.
    Result<std::vector<calls::Backup>> list() const;
    Result<calls::BackupsPreview::Reply> preview(const std::string& name) const;
    // Makes a backup of what there is, then lays a checked copy of the named one beside the database, for finish_restore().
    Result<void> prepare_restore(const std::string& name, InstantMs now, const std::atomic<bool>& cancelled) const;
    // Before the database is opened: puts a prepared copy in its place. Returns whether there was one. Killed at any point, it is finished by
    // the next start.
    static Result<bool> finish_restore(const std::filesystem::path& database);

    const std::filesystem::path& folder() const { return folder_; }

  private:
    Result<std::filesystem::path> find(const std::string& name) const;

    std::filesystem::path database_, folder_;
};

} // namespace asista::services

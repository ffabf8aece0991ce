#include "services/backups.hpp"

#include "services/day.hpp"
#include "store/copy.hpp"
#include "store/migrate.hpp"
#include "wire/os.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <map>
#include <set>
#include <system_error>

namespace asista::services {
namespace {

namespace fs = std::filesystem;
using calls::Backup;
using calls::BackupReason;

constexpr std::array<std::string_view, 4> reason_words{"daily", "byhand", "beforeupdate", "beforerestore"};
constexpr std::string_view prefix = "asista-", suffix = ".db", half_made = ".asista-backup.part";
constexpr const char* restoring = ".restoring"; // beside the database: complete and checked once it has this name
constexpr const char* replaced = ".replaced";
// Several of one second are dated a second apart.
constexpr InstantMs same_moment_ms = 60'000;

int newest_schema() { return store::migrations().back().version; }

// What a full or read-only disk means for backups, after the cause.
tl::unexpected<Error> not_made(const Error& why) {
    return fail(why.code, "the backup was not made, those before it are kept: {}", why.message);
}

std::string path_with(const fs::path& file, const char* ending) { return file.string() + ending; }

Result<void> move_file(const std::string& from, const std::string& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) return fail_errno(fmt::format("move {} to {}", from, to));
    return {};
}

Result<void> sync_folder(const fs::path& folder) {
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || (::fsync(fd.get()) != 0 && errno != EINVAL))
        return fail_errno(fmt::format("write {} to the disk", folder.string()));
    return {};
}

} // namespace

std::string backup_name(InstantMs made_at, BackupReason reason) {
    using namespace std::chrono;
    const sys_time<seconds> at{seconds(made_at / 1000)};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};
    return fmt::format("{}{:04}{:02}{:02}T{:02}{:02}{:02}Z-{}{}", prefix, static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), reason_words[static_cast<std::size_t>(reason)], suffix);
}

std::optional<Backup> parse_backup_name(std::string_view name) {
    constexpr std::size_t stamp = 16; // 20261123T115500Z
    if (!name.starts_with(prefix) || !name.ends_with(suffix) || name.size() < prefix.size() + stamp + 1 + suffix.size())
        return std::nullopt;
    const auto text = name.substr(prefix.size(), stamp);
    const auto word = name.substr(prefix.size() + stamp + 1, name.size() - prefix.size() - stamp - 1 - suffix.size());
    const auto reason = std::ranges::find(reason_words, word);
    if (text[8] != 'T' || text[15] != 'Z' || name[prefix.size() + stamp] != '-' || reason == reason_words.end())
        return std::nullopt;
    bool digits = true;
    const auto number = [&](std::size_t at, std::size_t length) {
        int value = 0;
        const auto part = text.substr(at, length);
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
        digits = digits && error == std::errc{} && end == part.data() + part.size() && value >= 0;
        return value;
    };
    using namespace std::chrono;
    const year_month_day date{year(number(0, 4)), month(static_cast<unsigned>(number(4, 2))),
                              day(static_cast<unsigned>(number(6, 2)))};
    const int hour = number(9, 2), minute = number(11, 2), second = number(13, 2);
    if (!digits || !date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    Backup backup;
    backup.name = name;
    backup.reason = static_cast<BackupReason>(reason - reason_words.begin());
    const auto at = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
    backup.made_at = duration_cast<milliseconds>(at.time_since_epoch()).count();
    return backup;
}

bool backup_due(const std::vector<Backup>& backups, InstantMs now) {
    return std::ranges::none_of(backups, [now](const Backup& each) {
        return each.reason == BackupReason::daily && each.made_at <= now && now - each.made_at < ms_per_day;
    });
}

namespace {

// Of those of one side of now, newest first.
void rotate(const std::vector<Backup>& newest_first, std::vector<std::string>& going) {
    std::set<std::int64_t> days, weeks, months;
    std::map<BackupReason, std::size_t> others;
    for (const Backup& each : newest_first) {
        bool kept = false;
        if (each.reason == BackupReason::daily) {
            const DayNumber day = day_of(each.made_at, 0);
            const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
            const auto keep = [&kept](std::set<std::int64_t>& seen, std::int64_t span, std::size_t most) {
                if (seen.size() < most && seen.insert(span).second) kept = true;
            };
            keep(days, day, Backups::kept_days);
            keep(weeks, day - weekday_of(day), Backups::kept_weeks);
            keep(months, static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())),
                 Backups::kept_months);
        } else {
            kept = ++others[each.reason] <= Backups::kept_others;
        }
        if (!kept) going.push_back(each.name);
    }
}

} // namespace

std::vector<std::string> backups_to_remove(const std::vector<Backup>& backups, InstantMs now) {
    auto newest_first = backups;
    std::ranges::sort(newest_first, std::greater{}, &Backup::made_at);
    const auto present =
        std::ranges::find_if(newest_first, [now](const Backup& each) { return each.made_at <= now + same_moment_ms; });
    std::vector<std::string> going;
    rotate({newest_first.begin(), present}, going);
    rotate({present, newest_first.end()}, going);
    return going;
}

Result<Backup> Backups::make(BackupReason reason, InstantMs now, const std::atomic<bool>& cancelled) const {
    const auto made = [&]() -> Result<Backup> {
        std::error_code error;
        fs::create_directories(folder_, error);
        if (error)
            return fail(error == std::errc::no_space_on_device ? Errc::over_limit : Errc::denied,
                        "the folder {} cannot be made: {}; check that {} can be written", folder_.string(), error.message(),
                        folder_.parent_path().string());
        ::chmod(folder_.c_str(), 0700);
        const auto half = folder_ / half_made;
        fs::remove(half, error); // of a client that was killed
        TRY(store::copy_database(database_, half, cancelled));
        // A second one of the same second: the name is the next second's.
        InstantMs at = now;
        while (fs::exists(folder_ / backup_name(at, reason), error)) at += 1000;
        auto backup = *parse_backup_name(backup_name(at, reason));
        TRY(move_file(half, folder_ / backup.name));
        TRY(sync_folder(folder_));
        backup.bytes = fs::file_size(folder_ / backup.name, error);
        return backup;
    }();
    if (!made) return made.error().code == Errc::cancelled ? fail(made.error()) : not_made(made.error());
    // The new one is checked and on the disk. What cannot be removed now is removed with the next.
    const auto all = TRY(list());
    std::error_code ignored;
    for (const auto& name : backups_to_remove(all, now))
        if (name != made->name) fs::remove(folder_ / name, ignored);
    return made;
}

Result<std::vector<Backup>> Backups::list() const {
    std::vector<Backup> backups;
    std::error_code error;
    fs::directory_iterator entries(folder_, error);
    if (error == std::errc::no_such_file_or_directory) return backups;
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        auto backup = parse_backup_name(entries->path().filename().string());
        std::error_code unreadable;
        if (!backup || !entries->is_regular_file(unreadable)) continue;
        backup->bytes = entries->file_size(unreadable);
        if (!unreadable) backups.push_back(std::move(*backup));
    }
    if (error) return fail(Errc::io, "the backups in {} cannot be listed: {}", folder_.string(), error.message());
    std::ranges::sort(backups, std::greater{}, &Backup::made_at);
    return backups;
}

// Only names of backups are taken: what is named comes from outside.
Result<fs::path> Backups::find(const std::string& name) const {
    if (!parse_backup_name(name)) return fail(Errc::invalid, "\"{}\" is not the name of a backup", name.substr(0, 80));
    return folder_ / name;
}

Result<calls::BackupsPreview::Reply> Backups::preview(const std::string& name) const {
    static const std::vector<store::ComparedTable> compared{
        {"tasks", "id"},
        {"projects", "id"},
        {"habits", "id"},
        {"habit_completions", "habit_id, day"},
        {"goals", "id"},
        {"calendar_events", "id"},
        {"time_entries", "id"},
        {"preferences", "user_id, key"},
        {"plugin_storage", "user_id, plugin_id, key"},
    };
    static const std::map<std::string, std::string> words{
        {"habit_completions", "days of habits"}, {"calendar_events", "events"},
        {"time_entries", "tracked times"},       {"preferences", "settings"},
        {"plugin_storage", "notes of plugins"},
    };
    const auto file = TRY(find(name));
    TRY(store::check_copy(file, newest_schema()));
    const auto comparison = TRY(store::compare_databases(database_, file, compared));
    calls::BackupsPreview::Reply reply;
    reply.newest_change = comparison.newest_change_then;
    reply.newest_change_now = comparison.newest_change_now;
    for (const auto& each : comparison.tables) {
        const auto word = words.find(each.table);
        reply.kinds.push_back(
            {word == words.end() ? each.table : word->second, each.now, each.then, each.back, each.gone, each.otherwise});
    }
    return reply;
}

Result<void> Backups::prepare_restore(const std::string& name, InstantMs now, const std::atomic<bool>& cancelled) const {
    const auto file = TRY(find(name));
    TRY(store::check_copy(file, newest_schema()));
    // Copied before a backup of the present is made, which could rotate it out.
    const auto half = fs::path(path_with(database_, ".restoring.part"));
    std::error_code ignored;
    fs::remove(half, ignored);
    TRY(store::copy_database(file, half, cancelled, store::Source::copy));
    const auto set_aside = make(BackupReason::before_restore, now, cancelled);
    if (!set_aside) {
        fs::remove(half, ignored);
        return fail_in("nothing was put back, since what there is now could not be set aside first", set_aside.error());
    }
    TRY(move_file(half, path_with(database_, restoring)));
    return sync_folder(database_.parent_path());
}

// The old files go out of the way first, log and all: a log beside a database that it is not of would be taken for its own.
Result<bool> Backups::finish_restore(const fs::path& database) {
    std::error_code none;
    const auto prepared = path_with(database, restoring);
    const bool there = fs::exists(prepared, none);
    if (there) {
        for (const char* side : {"-wal", "-shm"}) TRY(move_file(path_with(database, side), path_with(database, replaced) + side));
        TRY(move_file(database, path_with(database, replaced)));
        TRY(sync_folder(database.parent_path()));
        TRY(move_file(prepared, database));
        TRY(sync_folder(database.parent_path()));
    }
    // What was replaced is a backup by now.
    for (const char* side : {"-wal", "-shm", ""}) fs::remove(path_with(database, replaced) + side, none);
    return there;
}

} // namespace asista::services

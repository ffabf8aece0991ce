// Opening a profile's database: whose file it is, whether it is sound, what becomes of a damaged one, and the settings of the
// connection.
#include "store/database.hpp"

#include "store/database_state.hpp"
#include "store/sqlite_error.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <system_error>

namespace asista::store {
namespace {

namespace fs = std::filesystem;

constexpr int busy_timeout_ms = 2000; // a backup tool may hold the file for a moment; the window does not wait for this thread

std::string utc_stamp(std::int64_t now_ms) {
    const std::time_t seconds = now_ms / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
    return text;
}

// Renames the database and its side files, so that a recovery tool finds them together. Returns the new name.
Result<fs::path> set_aside(const fs::path& file, std::int64_t now_ms) {
    const std::string stem = file.string() + ".damaged-" + utc_stamp(now_ms);
    fs::path target = stem;
    std::error_code ignored;
    for (int copy = 2; fs::exists(target, ignored); ++copy) target = fmt::format("{}-{}", stem, copy);
    // The side files go first: were the rename interrupted after the main file, a stale -wal would meet the fresh database.
    for (const char* suffix : {"-wal", "-shm", ""}) {
        const std::string from = file.string() + suffix;
        const std::string to = target.string() + suffix;
        if (std::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT)
            return fail_errno(fmt::format("set the damaged database {} aside", from));
    }
    return target;
}

// Runs a pragma that answers one value.
Result<std::string> ask(Database& db, std::string_view pragma) {
    auto statement = TRY(db.prepare(pragma));
    const bool answered = TRY(statement.step());
    return answered ? std::string(statement.text(0)) : std::string();
}

Result<int> ask_number(Database& db, std::string_view pragma) {
    auto statement = TRY(db.prepare(pragma));
    const bool answered = TRY(statement.step());
    return answered ? statement.as<int>(0) : 0;
}

// The header tells whose file this is and how new, before anything in it is trusted or changed.
Result<int> check_header(Database& db, const fs::path& file, int our_version) {
    const int application = TRY(ask_number(db, "PRAGMA application_id"));
    const int version = TRY(ask_number(db, "PRAGMA user_version"));
    const bool marked = application == application_id;
    // A file of ours that never got its first step holds no table: WAL mode may have given it a header already.
    const bool blank = application == 0 && version == 0 && TRY(ask_number(db, "SELECT count(*) FROM sqlite_schema")) == 0;
    if (!marked && !blank)
        return fail(Errc::unsupported, "{} is a database of another program; nothing was changed; choose another profile folder",
                    file.string());
    if (version > our_version)
        return fail(
            Errc::unsupported,
            "{} was written by a newer Asista: its data format is version {}, this program knows up to version {}; nothing was "
            "changed; update Asista, or choose another profile folder",
            file.string(), version, our_version);
    return version;
}

Result<void> check_soundness(Database& db, bool& damaged) {
    const std::string verdict = TRY(ask(db, "PRAGMA quick_check(1)"));
    if (verdict == "ok") return {};
    damaged = true;
    return fail(Errc::io, "the database is damaged: {}", verdict);
}

// A write-ahead log whose database was emptied or removed: SQLite would delete it, and with it what could still be recovered.
bool orphaned_wal(const fs::path& file) {
    std::error_code none;
    const auto log_bytes = fs::file_size(file.string() + "-wal", none);
    if (none || log_bytes == 0) return false;
    const auto database_bytes = fs::file_size(file, none);
    return none || database_bytes == 0;
}

} // namespace

Database::State::~State() {
    cache.clear(); // statements first: closing with open ones would leave the file open
    const char* const path = db != nullptr ? sqlite3_db_filename(db, "main") : nullptr;
    const std::string name = path != nullptr ? path : "";
    if (sqlite3_close(db) == SQLITE_OK && may_mark && !name.empty() && !has_met_damage(name)) leave_clean_mark(file, mark);
}

Result<Database> Database::open(const fs::path& file, const OpenOptions& options) {
    bool damaged = false;
    auto opened = try_open(file, options, damaged);
    if (opened || !damaged) return opened;

    const fs::path kept = TRY(set_aside(file, options.now_ms));
    auto fresh = TRY(try_open(file, options, damaged));
    fresh.state_->notice =
        fmt::format("Your data file was damaged and could not be read. It was kept as {}, and Asista started with an "
                    "empty one. A backup copied over {} while Asista is closed brings your data back.",
                    kept.string(), file.string());
    return fresh;
}

// One attempt. `damaged` tells the caller that the bytes of the file are at fault, so that another attempt with a fresh file makes
// sense; a full disk or a locked file must never look like damage.
Result<Database> Database::try_open(const fs::path& file, const OpenOptions& options, bool& damaged) {
    damaged = orphaned_wal(file);
    if (damaged) return fail(Errc::io, "the write-ahead log of {} lost its database", file.string());
    TRY(watch_for_sealed_files());
    const bool in_memory = file == ":memory:";
    if (!in_memory) {
        // Personal data: made readable by its owner alone. SQLite gives the -wal and -shm files the same mode.
        const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0) {
            const bool no_access = errno == EACCES || errno == EPERM || errno == EROFS;
            auto error = fail_errno(fmt::format("open profile database {}", file.string()));
            if (no_access) error.value().message += "; check that the file and its folder can be written";
            return error;
        }
        ::close(fd);
    }

    const auto left = in_memory ? std::nullopt : read_clean_mark(file);
    Database db(std::make_unique<State>());
    db.state_->file = file;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(file.c_str(), &db.state_->db, flags, options.vfs);
    if (code != SQLITE_OK) return sqlite_failure(db.state_->db, code, "open profile database");

    const auto prepared = db.state_->set_up(db, options, left, damaged);
    if (!prepared) {
        damaged = damaged || means_damaged(sqlite3_errcode(db.state_->db));
        return fail_in("open profile database", prepared.error());
    }
    return db;
}

Result<Database> Database::open_read_only(const fs::path& file, const OpenOptions& options) {
    std::error_code error;
    if (!fs::exists(file, error)) return fail(Errc::not_found, "there is no profile database {}", file.string());
    TRY(watch_for_sealed_files());
    Database db(std::make_unique<State>());
    db.state_->file = file;
    const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(file.c_str(), &db.state_->db, flags, options.vfs);
    if (code != SQLITE_OK) return sqlite_failure(db.state_->db, code, "open profile database");
    sqlite3_busy_timeout(db.state_->db, busy_timeout_ms);
    sqlite3_db_config(db.state_->db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db.state_->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    const int our_version = options.schema.empty() ? 0 : options.schema.back().version;
    db.state_->schema_version = TRY(check_header(db, file, our_version));
    if (db.state_->schema_version != our_version)
        return fail(Errc::unsupported, "{} was written by an older Asista; start Asista once, which brings it up to date",
                    file.string());
    return db;
}

Result<std::string> Database::look_through(const fs::path& file, const std::atomic<bool>& cancelled) {
    Database db = TRY(open_read_only(file));
    constexpr int steps_between_looks = 10'000; // of SQLite's machine: milliseconds at most
    sqlite3_progress_handler(
        db.state_->db, steps_between_looks,
        [](void* flag) { return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0; },
        const_cast<std::atomic<bool>*>(&cancelled));
    auto verdict = ask(db, "PRAGMA quick_check(1)");
    if (cancelled) return fail(Errc::cancelled, "the check of {} was stopped", file.string());
    const bool damaged = verdict ? *verdict != "ok" : means_damaged(sqlite3_errcode(db.state_->db));
    if (damaged) {
        if (const char* const name = sqlite3_db_filename(db.state_->db, "main")) met_damage(name);
        return verdict ? *verdict : verdict.error().message;
    }
    if (!verdict) return fail(std::move(verdict.error()));
    return std::string();
}

bool Database::check_due(std::int64_t now_ms) const {
    constexpr std::int64_t week_ms = 7LL * 86'400'000;
    const auto since = now_ms - state_->mark.checked_at;
    return since < 0 || since >= week_ms; // before it: a clock was wrong, then or now
}

void Database::checked(std::int64_t now_ms) { state_->mark.checked_at = now_ms; }

Result<Database> Database::open_scratch(const fs::path& file, const OpenOptions& options) {
    const auto source = TRY(open_read_only(file, options));
    Database db(std::make_unique<State>());
    db.state_->file = "a copy of " + file.string();
    // An empty name: SQLite's own temporary database.
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (const int code = sqlite3_open_v2("", &db.state_->db, flags, nullptr); code != SQLITE_OK)
        return sqlite_failure(db.state_->db, code, "copy profile database");
    sqlite3* const raw = db.state_->db;
    sqlite3_backup* const backup = sqlite3_backup_init(raw, "main", source.state_->db, "main");
    if (backup == nullptr) return sqlite_failure(raw, sqlite3_errcode(raw), "copy profile database");
    sqlite3_backup_step(backup, -1);
    if (const int code = sqlite3_backup_finish(backup); code != SQLITE_OK)
        return sqlite_failure(raw, code, "copy profile database");
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    TRY(db.execute(
        "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY"));
    db.state_->schema_version = source.schema_version();
    return db;
}

Result<void> Database::State::set_up(Database& self, const OpenOptions& options, const std::optional<CleanMark>& left,
                                     bool& damaged) {
    sqlite3_busy_timeout(db, busy_timeout_ms);
    // The file's own schema may be hostile or broken: no functions with side effects from triggers or views, no writes to the schema
    // table, and a misspelt name is an error instead of a string.
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    // Until the file is known to be sound and ours, closing must not fold the -wal into it and delete that.
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);

    const int our_version = options.schema.empty() ? 0 : options.schema.back().version;
    const int found_version = TRY(check_header(self, file, our_version));
    if (sqlite3_db_readonly(db, "main") == 1) return sqlite_failure(db, SQLITE_READONLY, "database");
    // Every page is read after anything but a clean end; after one, only what is needed is.
    if (remove_clean_mark(file) && left) {
        mark = *left;
    } else {
        TRY(check_soundness(self, damaged));
        mark.checked_at = options.now_ms;
    }
    if (const char* const name = sqlite3_db_filename(db, "main")) forget_damage(name);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);

    // Asked for, then read back: network and some FUSE folders have no shared memory, and SQLite then keeps its rollback journal.
    // Without WAL, NORMAL could lose the file's integrity at a power cut, so that mode pays for FULL.
    journal_mode = TRY(ask(self, "PRAGMA journal_mode = WAL"));
    // A rollback journal is written in pieces, each of which would encrypt what is there already anew: a power cut could lose both.
    if (journal_mode != "wal" && is_sealed(db))
        return fail(Errc::unsupported, "{} is encrypted, and encrypted data needs a folder on a disk of this computer",
                    file.string());
    TRY(self.execute(journal_mode == "wal" ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL"));
    // 8 MB instead of 2: two lists of a large profile, looked at in turn, leave each other their pages.
    TRY(self.execute("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000"));

    if (options.before_migration && found_version > 0 && found_version < our_version) options.before_migration(found_version);
    TRY(migrate(self, found_version, options.schema));
    schema_version = TRY(ask_number(self, "PRAGMA user_version"));
    cache.clear(); // the pragmas of start-up are not needed again
    may_mark = true;
    return {};
}

} // namespace asista::store

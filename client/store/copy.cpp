#include "store/copy.hpp"

#include "store/database_state.hpp"
#include "store/migrate.hpp"
#include "store/sqlite_error.hpp"
#include "wire/os.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <system_error>
#include <utility>

namespace asista::store {
namespace {

namespace fs = std::filesystem;

constexpr int pages_at_once = 256; // between two looks at whether it is still wanted
constexpr int busy_timeout_ms = 5000;

struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};
using Connection = std::unique_ptr<sqlite3, Close>;

// A path as SQLite's URI: what would end it or mean something else is written in hexadecimal.
std::string uri(const fs::path& file, std::string_view options) {
    std::string text = "file:";
    for (const char each : file.string()) {
        if (each == '%' || each == '?' || each == '#')
            text += fmt::format("%{:02x}", static_cast<unsigned char>(each));
        else
            text += each;
    }
    return fmt::format("{}?{}", text, options);
}

Result<Connection> open_connection(const std::string& name, int flags, std::string_view doing) {
    TRY(watch_for_sealed_files());
    sqlite3* raw = nullptr;
    const int code =
        sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI, nullptr);
    Connection db(raw);
    if (code != SQLITE_OK) return sqlite_failure(raw, code, doing);
    sqlite3_busy_timeout(raw, busy_timeout_ms);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return db;
}

// immutable: the file is nobody else's, so it is read as it is, without locks and side files.
Result<Connection> open_copy(const fs::path& file, std::string_view doing) {
    return open_connection(uri(file, "mode=ro&immutable=1"), SQLITE_OPEN_READONLY, doing);
}

// Runs `sql` and gives each row's columns, as text.
Result<std::vector<std::vector<std::string>>> rows_of(sqlite3* db, const std::string& sql, std::string_view doing) {
    sqlite3_stmt* raw = nullptr;
    if (const int code = sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr); code != SQLITE_OK)
        return sqlite_failure(db, code, doing);
    const std::unique_ptr<sqlite3_stmt, Close> statement(raw);
    std::vector<std::vector<std::string>> rows;
    for (;;) {
        const int code = sqlite3_step(raw);
        if (code == SQLITE_DONE) return rows;
        if (code != SQLITE_ROW) return sqlite_failure(db, code, doing);
        auto& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(raw); ++i) {
            const auto* const text = sqlite3_column_text(raw, i);
            row.emplace_back(reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(raw, i)));
        }
    }
}

Result<std::int64_t> number_of(sqlite3* db, const std::string& sql, std::string_view doing) {
    const auto rows = TRY(rows_of(db, sql, doing));
    return rows.empty() || rows[0].empty() || rows[0][0].empty() ? 0 : std::stoll(rows[0][0]);
}

std::string in_quotes(std::string_view name) {
    std::string text = "\"";
    for (const char each : name) text += each == '"' ? "\"\"" : std::string(1, each);
    return text + "\"";
}

using Counts = std::map<std::string, std::int64_t>;

// Of every table that holds rows itself.
Result<Counts> counts_of(sqlite3* db, std::string_view doing) {
    Counts counts;
    const auto tables = TRY(rows_of(db,
                                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
                                    "AND name NOT LIKE 'sqlite_%'",
                                    doing));
    for (const auto& row : tables)
        counts[row[0]] = TRY(number_of(db, fmt::format("SELECT count(*) FROM {}", in_quotes(row[0])), doing));
    return counts;
}

Result<void> copy_pages(sqlite3* from, sqlite3* to, const std::atomic<bool>& cancelled) {
    std::unique_ptr<sqlite3_backup, Close> backup(sqlite3_backup_init(to, "main", from, "main"));
    if (!backup) return sqlite_failure(to, sqlite3_errcode(to), "backup");
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        if (cancelled) return fail(Errc::cancelled, "the backup was stopped");
        code = sqlite3_backup_step(backup.get(), pages_at_once);
    }
    if (code != SQLITE_DONE) {
        const char* const read =
            sqlite3_db_filename(from, "main"); // the error says which of the two; what is being made is thrown away
        if (means_damaged(code) && read != nullptr) met_damage(read);
        backup.reset(); // leaves its error with the connection it is about
        return sqlite_failure(to, code, "backup");
    }
    return {};
}

// Written through to the disk, and so is its name in its folder.
Result<void> sync(const fs::path& file) {
    for (const auto& path : {file, file.parent_path()}) {
        const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd || (::fsync(fd.get()) != 0 && errno != EINVAL))
            return fail_errno(fmt::format("write {} to the disk", path.string()));
    }
    return {};
}

Result<void> check_soundness(sqlite3* db, const fs::path& file) {
    const auto verdict = rows_of(db, "PRAGMA integrity_check(1)", "check backup");
    if (!verdict) return fail(Errc::io, "{} is damaged: {}", file.string(), verdict.error().message);
    const auto found = verdict->empty() ? std::string("no answer") : (*verdict)[0][0];
    if (found != "ok") return fail(Errc::io, "{} is damaged: {}", file.string(), found);
    return {};
}

Result<void> copy_and_check(const fs::path& from, const fs::path& to, const std::atomic<bool>& cancelled, Source kind) {
    Counts counts;
    std::int64_t version = 0;
    {
        // Nothing is written, but a connection that may not write cannot read a log whose shared memory is not there yet.
        const auto source = TRY(kind == Source::copy ? open_copy(from, "backup")
                                                     : open_connection(from.string(), SQLITE_OPEN_READWRITE, "backup"));
        // All of it is of one moment: this transaction keeps what it sees, whoever writes meanwhile.
        TRY(rows_of(source.get(), "BEGIN", "backup"));
        version = TRY(number_of(source.get(), "PRAGMA user_version", "backup"));
        counts = TRY(counts_of(source.get(), "backup"));
        const auto target = TRY(open_connection(to.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "backup"));
        // Nobody has it yet: a half one is removed, so it needs no journal, and it is synced once, at the end.
        TRY(rows_of(target.get(), "PRAGMA journal_mode = OFF", "backup"));
        TRY(rows_of(target.get(), "PRAGMA synchronous = OFF", "backup"));
        TRY(copy_pages(source.get(), target.get(), cancelled));
    }
    TRY(sync(to));
    const auto copy = TRY(open_copy(to, "check backup"));
    TRY(check_soundness(copy.get(), to));
    if (cancelled) return fail(Errc::cancelled, "the backup was stopped");
    const auto copied_version = TRY(number_of(copy.get(), "PRAGMA user_version", "check backup"));
    const auto copied = TRY(counts_of(copy.get(), "check backup"));
    if (copied_version != version || copied != counts)
        return fail(Errc::io, "the copy {} does not hold the rows of {}; it was thrown away; check the disk", to.string(),
                    from.string());
    return {};
}

} // namespace

Result<void> copy_database(const fs::path& from, const fs::path& to, const std::atomic<bool>& cancelled, Source source) {
    {
        const UniqueFd made(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        const bool denied = errno == EACCES || errno == EPERM || errno == EROFS;
        if (!made) {
            auto error = fail_errno(fmt::format("make the backup {}", to.string()));
            if (denied) error.value().message += "; check that its folder can be written";
            return error;
        }
    }
    auto done = copy_and_check(from, to, cancelled, source);
    if (!done) ::unlink(to.c_str());
    return done;
}

Result<int> check_copy(const fs::path& file, int newest_schema) {
    std::error_code none;
    if (!fs::is_regular_file(file, none)) return fail(Errc::not_found, "there is no backup {}", file.string());
    const auto db = TRY(open_copy(file, "open backup"));
    const auto application = number_of(db.get(), "PRAGMA application_id", "open backup");
    if (!application) return fail(Errc::io, "{} is damaged: {}", file.string(), application.error().message);
    const auto version = TRY(number_of(db.get(), "PRAGMA user_version", "open backup"));
    if (*application != application_id) return fail(Errc::unsupported, "{} is no backup of Asista", file.string());
    if (version > newest_schema)
        return fail(
            Errc::unsupported,
            "{} was made by a newer Asista: its data format is version {}, this program knows up to version {}; update Asista",
            file.string(), version, newest_schema);
    TRY(check_soundness(db.get(), file));
    return static_cast<int>(version);
}

namespace {

Result<std::vector<std::string>> shared_columns(sqlite3* db, const std::string& table) {
    std::vector<std::string> columns;
    const auto rows = TRY(rows_of(db,
                                  fmt::format("SELECT name FROM pragma_table_info('{0}', 'main') INTERSECT "
                                              "SELECT name FROM pragma_table_info('{0}', 'copy')",
                                              table),
                                  "compare backup"));
    for (const auto& row : rows) columns.push_back(row[0]);
    return columns;
}

Result<TableDifference> difference(sqlite3* db, const ComparedTable& compared, const std::vector<std::string>& columns) {
    const auto count = [&](const std::string& from) { return number_of(db, "SELECT count(*) FROM " + from, "compare backup"); };
    std::vector<std::string> differs;
    for (const auto& column : columns) differs.push_back(fmt::format("here.{0} IS NOT there.{0}", in_quotes(column)));
    const auto& table = compared.table;
    TableDifference result;
    result.table = table;
    result.now = static_cast<std::uint64_t>(TRY(count("main." + table)));
    result.then = static_cast<std::uint64_t>(TRY(count("copy." + table)));
    const auto in_both = fmt::format("main.{0} AS here JOIN copy.{0} AS there USING({1})", table, compared.key);
    const auto both = static_cast<std::uint64_t>(TRY(count(in_both)));
    result.otherwise = static_cast<std::uint64_t>(TRY(count(fmt::format("{} WHERE {}", in_both, fmt::join(differs, " OR ")))));
    result.back = result.then - std::min(both, result.then);
    result.gone = result.now - std::min(both, result.now);
    return result;
}

} // namespace

Result<Comparison> compare_databases(const fs::path& now, const fs::path& then, const std::vector<ComparedTable>& tables) {
    const auto db = TRY(open_connection(now.string(), SQLITE_OPEN_READWRITE, "compare backup"));
    std::string name = uri(then, "mode=ro&immutable=1"), attach = "ATTACH '";
    for (const char each : name) attach += each == '\'' ? "''" : std::string(1, each);
    TRY(rows_of(db.get(), attach + "' AS copy", "compare backup"));
    TRY(rows_of(db.get(), "BEGIN", "compare backup"));
    Comparison comparison;
    for (const auto& each : tables) {
        const auto columns = TRY(shared_columns(db.get(), each.table));
        if (!columns.empty()) comparison.tables.push_back(TRY(difference(db.get(), each, columns)));
    }
    comparison.newest_change_now = TRY(number_of(db.get(), "SELECT max(at) FROM main.changes", "compare backup"));
    const auto has_log =
        TRY(number_of(db.get(), "SELECT count(*) FROM copy.sqlite_schema WHERE name = 'changes'", "compare backup"));
    if (has_log > 0)
        comparison.newest_change_then = TRY(number_of(db.get(), "SELECT max(at) FROM copy.changes", "compare backup"));
    return comparison;
}

} // namespace asista::store

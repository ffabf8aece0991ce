#include "store/database.hpp"

#include "store/clean_mark.hpp"
#include "store/database_state.hpp"
#include "store/sqlite_error.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace asista::store {

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database::~Database() = default;

Result<Statement> Database::prepare(std::string_view sql) {
    if (const auto cached = state_->cache.find(sql); cached != state_->cache.end()) {
        if (!cached->second.busy) return Statement(cached->second);
        // The same query is open further up the stack: it keeps its rows, this use gets a statement of its own.
        return Statement(TRY(state_->compile(sql, 0)));
    }
    auto prepared = TRY(state_->compile(sql, SQLITE_PREPARE_PERSISTENT));
    const auto [entry, added] = state_->cache.emplace(std::string(sql), std::move(prepared));
    return Statement(entry->second);
}

Result<detail::Prepared> Database::State::compile(std::string_view sql, unsigned flags) {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), flags, &raw, nullptr);
    if (code != SQLITE_OK) return sqlite_failure(db, code, "database");
    return detail::Prepared(raw);
}

Result<void> Database::execute(const std::string& sql) {
    const int code = sqlite3_exec(state_->db, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return sqlite_failure(state_->db, code, "database");
    return {};
}

// IMMEDIATE takes the write lock at once: a transaction that reads first and writes later could otherwise be refused half-way.
Result<void> Database::begin() {
    TRY(state_->depth == 0 ? run("BEGIN IMMEDIATE") : run("SAVEPOINT inner"));
    ++state_->depth;
    return {};
}

Result<void> Database::commit() {
    auto done = state_->depth == 1 ? run("COMMIT") : run("RELEASE inner");
    if (!done) {
        roll_back();
        return done;
    }
    --state_->depth;
    return {};
}

void Database::roll_back() {
    --state_->depth;
    // A full disk or an I/O error has already rolled the whole transaction back; saying it again would be an error.
    if (sqlite3_get_autocommit(state_->db) != 0) return;
    const auto undone = state_->depth == 0 ? run("ROLLBACK") : execute("ROLLBACK TO inner; RELEASE inner");
    static_cast<void>(undone); // the caller reports why it rolled back; SQLite undoes the rest when the file is opened again
}

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(state_->db); }
std::int64_t Database::changed_rows() const { return sqlite3_changes64(state_->db); }
const std::filesystem::path& Database::file() const { return state_->file; }
int Database::schema_version() const { return state_->schema_version; }
std::string_view Database::journal_mode() const { return state_->journal_mode; }
const std::string& Database::notice() const { return state_->notice; }

Result<std::vector<std::string>> Database::query_plan(std::string_view sql) {
    Statement plan(TRY(state_->compile(fmt::format("EXPLAIN QUERY PLAN {}", sql), 0)));
    std::vector<std::string> steps;
    while (TRY(plan.step())) steps.emplace_back(plan.text(3));
    return steps;
}

std::vector<std::string> Database::prepared_texts() const {
    std::vector<std::string> texts;
    for (const auto& [text, prepared] : state_->cache) texts.push_back(text);
    std::sort(texts.begin(), texts.end());
    return texts;
}

bool means_damaged(int code) {
    const int primary = code & 0xFF;
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

namespace {

// Why the last write failed. The connection forgets it where a statement fails at its end; the files know, database and log each its own.
int system_error(sqlite3* db, int code) {
    int system = sqlite3_system_errno(db);
    if (system != 0 || (code & 0xFF) != SQLITE_IOERR) return system;
    for (const int which : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
        sqlite3_file* file = nullptr;
        if (sqlite3_file_control(db, "main", which, static_cast<void*>(&file)) != SQLITE_OK || file == nullptr ||
            file->pMethods == nullptr)
            continue;
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, static_cast<void*>(&system));
        if (system != 0) break;
    }
    return system;
}

} // namespace

tl::unexpected<Error> sqlite_failure(sqlite3* db, int code, std::string_view doing) {
    const char* const name = db != nullptr ? sqlite3_db_filename(db, "main") : nullptr;
    const std::string file = name != nullptr && *name != '\0' ? name : "the database";
    const int system = db != nullptr ? system_error(db, code) : 0;
    const std::string why = system != 0 ? std::generic_category().message(system) : sqlite3_errstr(code);
    if (code == SQLITE_AUTH_USER) // see watch_for_sealed_files()
        return fail(Errc::denied, "{}: {} is encrypted; open it in Asista with its passphrase", doing, file);
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return fail(Errc::over_limit, "{}: the disk with {} is full; nothing was changed; free some space and try again", doing,
                    file);
    case SQLITE_IOERR:
        if (system == ENOSPC || system == EDQUOT || system == EFBIG)
            return fail(Errc::over_limit, "{}: no room to write {} ({}); nothing was changed; free some space and try again",
                        doing, file, why);
        return fail(Errc::io, "{}: reading or writing {} failed: {}; check that the disk works and has room", doing, file, why);
    case SQLITE_READONLY:
        return fail(Errc::denied, "{}: {} cannot be written; check the permissions of the file and of its folder", doing, file);
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return fail(system == EACCES || system == EPERM || system == EROFS ? Errc::denied : Errc::io,
                    "{}: cannot open {}: {}; check that its folder exists and can be written", doing, file, why);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return fail(Errc::busy, "{}: another program is using {}; close it and try again", doing, file);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        if (name != nullptr) met_damage(name);
        return fail(Errc::io, "{}: {} is damaged; start Asista again, it then sets the file aside and begins a fresh one", doing,
                    file);
    case SQLITE_CONSTRAINT: return fail(Errc::invalid, "{}: {}", doing, sqlite3_errmsg(db));
    case SQLITE_TOOBIG: return fail(Errc::over_limit, "{}: a value is too large to be stored", doing);
    default: return fail(Errc::internal, "{}: {}", doing, db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    }
}

} // namespace asista::store

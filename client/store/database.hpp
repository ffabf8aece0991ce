// One SQLite database of one profile: opened safely (open.cpp), brought to our schema (migrate.hpp), then statements and
// transactions. It knows nothing of what the tables mean; the services do.
#pragma once

#include "store/migrate.hpp"
#include "store/seal.hpp"
#include "store/statement.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

struct sqlite3;

namespace asista::store {

struct OpenOptions {
    std::int64_t now_ms = 0; // UTC; goes into the name of a file that is set aside, and when it was checked
    std::span<const Migration> schema = migrations(); // tests pass their own
    const char* vfs = nullptr;                        // SQLite's file layer; tests pass one without shared memory
    // Called before a file of an older version is changed, with that version, while others may read it: for a backup.
    std::function<void(int from_version)> before_migration = {};
};

// [core]
class Database {
  public:
    // Opens or makes the database `file`, or one in memory for ":memory:". Its folder must exist.
    // A damaged file is renamed to "<file>.damaged-<UTC stamp>" (its -wal and -shm with it), a fresh one is made, and notice() says
    // so; nothing is ever deleted. Errors: Errc::unsupported for a schema newer than ours or another program's database (neither is
    // touched), Errc::denied when it cannot be written, Errc::over_limit when the disk is full, Errc::busy when another program holds
    // it, Errc::io for the rest. Each message names the file and the remedy.
    static Result<Database> open(const std::filesystem::path& file, const OpenOptions& options = {});

    // Opens a database that is there for reading alone, beside a client that may have it open: nothing is made, renamed, repaired or
    // migrated. Errc::not_found when there is none; Errc::unsupported when it is not ours, or of another version than this program's.
    static Result<Database> open_read_only(const std::filesystem::path& file, const OpenOptions& options = {});

    // A copy of such a database as it is now, to try something out in: in memory, and beyond SQLite's cache in a temporary file without a
    // name. Nothing of it is left when this goes. Errors as open_read_only's. [any]
    static Result<Database> open_scratch(const std::filesystem::path& file, const OpenOptions& options = {});

    // Reads every page of a database that is open elsewhere in this process, beside it: "" when all of it is sound, else what is not; the next start then
    // sets the file aside. Errc::cancelled once `cancelled` is set. [any]
    static Result<std::string> look_through(const std::filesystem::path& file, const std::atomic<bool>& cancelled);
    // Whether the pages were last read a week ago or longer: opening reads them only after an end that was not clean.
    bool check_due(std::int64_t now_ms) const;
    void checked(std::int64_t now_ms); // they were, just now, and are sound

    Database(Database&&) noexcept;
    ~Database();

    // A statement from the cache; the first use of a text prepares it. Texts must be few and fixed: they stay cached.
    Result<Statement> prepare(std::string_view sql);

    // prepare() and run() in one.
    template <class... Values> Result<void> run(std::string_view sql, const Values&... values) {
        auto statement = TRY(prepare(sql));
        return statement.run(values...);
    }

    // Any number of statements without parameters; nothing is cached.
    Result<void> execute(const std::string& sql);

    // Runs `body`, which returns a Result, as one transaction: its error, or a failed commit, leaves the database as it was. Inside
    // another transaction it is a savepoint of that one.
    template <class Body> std::invoke_result_t<Body> transaction(Body&& body) {
        TRY(begin());
        auto result = body();
        if (!result) {
            roll_back();
            return result;
        }
        TRY(commit());
        return result;
    }

    std::int64_t last_row() const;     // row id of the last insert
    std::int64_t changed_rows() const; // by the last insert, update or delete

    // Gives a sealed database the header of the same key for another passphrase; on the disk when it returns. Errc::invalid when it is not
    // sealed with that key.
    Result<void> replace_seal(const SealKey& key);

    const std::filesystem::path& file() const;
    int schema_version() const;

    // "wal"; "delete" where the file system cannot do it (network folders); "memory". Read back from SQLite, not assumed.
    std::string_view journal_mode() const;

    // Sentences for the person, when opening had to do something they should know; else empty.
    const std::string& notice() const;

    // What SQLite plans to do for a query, one line a step. For tests and the developer's eye.
    Result<std::vector<std::string>> query_plan(std::string_view sql);

    // Texts of all statements prepared so far, for the test that looks at every plan.
    std::vector<std::string> prepared_texts() const;

  private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    friend class FullText;
    static Result<Database> try_open(const std::filesystem::path& file, const OpenOptions& options, bool& damaged);
    Result<void> begin();
    Result<void> commit();
    void roll_back();

    std::unique_ptr<State> state_;
};

} // namespace asista::store

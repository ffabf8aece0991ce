#include "store/foreign.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace asista::store {
namespace {

constexpr std::string_view magic{"SQLite format 3\0", 16};
constexpr std::size_t header_bytes = 100;
// SQLite's virtual machine runs some ten million steps a second and more: a file within the import's bounds needs a few.
constexpr int steps_at_once = 100'000, most_looks = 1'000;
constexpr std::string_view broken = "it is damaged";

struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// Reading of columns alone, and no function: a generated column or a CHECK of the file may hold any expression.
int may(void*, int action, const char*, const char*, const char*, const char*) {
    return action == SQLITE_SELECT || action == SQLITE_READ ? SQLITE_OK : SQLITE_DENY;
}

std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (const char each : name) text += each == '"' ? "\"\"" : std::string(1, each);
    return text + "\"";
}

std::string lower(std::string_view name) {
    std::string text(name);
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

ForeignValue value_at(sqlite3_stmt* row, int column) {
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(row, column)};
    case SQLITE_FLOAT: return sqlite3_column_double(row, column);
    case SQLITE_NULL: return std::monostate{};
    default: break;
    }
    const void* const bytes = sqlite3_column_blob(row, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
    return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

} // namespace

struct ForeignFile::State {
    using Statement = std::unique_ptr<sqlite3_stmt, Close>;

    std::unique_ptr<sqlite3, Close> db;
    int version = 0;
    int looks = 0;

    tl::unexpected<Error> failed() const {
        const int code = sqlite3_errcode(db.get()) & 0xFF;
        if (code == SQLITE_INTERRUPT)
            return fail(Errc::invalid, "it takes too long to read; it is no ordinary file of its program");
        if (code == SQLITE_AUTH)
            return fail(Errc::invalid, "its tables compute something while they are read, which is not allowed");
        if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) return fail(Errc::invalid, "{}", broken);
        return fail(Errc::invalid, "it cannot be read: {}", sqlite3_errmsg(db.get()));
    }
    Result<Statement> prepare(const std::string& sql) const {
        sqlite3_stmt* raw = nullptr;
        const int code = sqlite3_prepare_v2(db.get(), sql.c_str(), -1, &raw, nullptr);
        if (code != SQLITE_OK) return failed();
        return Statement(raw);
    }
    Result<bool> step(const Statement& statement) const {
        const int code = sqlite3_step(statement.get());
        if (code == SQLITE_ROW) return true;
        if (code == SQLITE_DONE) return false;
        return failed();
    }
    static int look(void* state) { return ++static_cast<State*>(state)->looks > most_looks ? 1 : 0; }

    Result<void> set_up(std::string_view content);
    Result<void> check();
};

Result<void> ForeignFile::State::set_up(std::string_view content) {
    sqlite3* raw = nullptr;
    const int code =
        sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    db.reset(raw);
    if (code != SQLITE_OK) return fail(Errc::internal, "no memory for a database");
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    for (const auto& [limit, most] : std::array<std::pair<int, int>, 6>{{{SQLITE_LIMIT_LENGTH, 1 << 20},
                                                                         {SQLITE_LIMIT_SQL_LENGTH, 1 << 16},
                                                                         {SQLITE_LIMIT_COLUMN, 100},
                                                                         {SQLITE_LIMIT_EXPR_DEPTH, 20},
                                                                         {SQLITE_LIMIT_ATTACHED, 0},
                                                                         {SQLITE_LIMIT_WORKER_THREADS, 0}}})
        sqlite3_limit(raw, limit, most);
    sqlite3_progress_handler(raw, steps_at_once, look, this);

    auto* const bytes = static_cast<unsigned char*>(sqlite3_malloc64(content.size()));
    if (bytes == nullptr) return fail(Errc::internal, "no memory for a database");
    std::memcpy(bytes, content.data(), content.size());
    // A file in WAL mode cannot be read from memory. Its log is not in the file, and without it the file reads like any other (Database File
    // Format, 1.3.3: 1 is legacy, 2 is WAL).
    for (const int at : {18, 19})
        if (bytes[at] == 2) bytes[at] = 1;
    const auto size = static_cast<sqlite3_int64>(content.size());
    if (sqlite3_deserialize(raw, "main", bytes, size, size, SQLITE_DESERIALIZE_READONLY | SQLITE_DESERIALIZE_FREEONCLOSE) !=
        SQLITE_OK)
        return failed();
    return check();
}

Result<void> ForeignFile::State::check() {
    // Damage that is met half-way would leave out what lies behind it, unseen.
    const auto sound = TRY(prepare("PRAGMA quick_check(1)"));
    if (!TRY(step(sound))) return failed();
    const auto* const verdict = reinterpret_cast<const char*>(sqlite3_column_text(sound.get(), 0));
    if (verdict == nullptr || std::string_view(verdict) != "ok") return fail(Errc::invalid, "{}", broken);
    const auto asked = TRY(prepare("PRAGMA user_version"));
    if (TRY(step(asked))) version = sqlite3_column_int(asked.get(), 0);
    return {};
}

ForeignFile::ForeignFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
ForeignFile::ForeignFile(ForeignFile&&) noexcept = default;
ForeignFile::~ForeignFile() = default;

bool ForeignFile::is_sqlite(std::string_view content) { return content.starts_with(magic); }

Result<ForeignFile> ForeignFile::open(std::string_view content) {
    if (!is_sqlite(content)) return fail(Errc::unsupported, "it is no SQLite file");
    if (content.size() < header_bytes) return fail(Errc::invalid, "{}", broken);
    auto state = std::make_unique<State>();
    TRY(state->set_up(content));
    return ForeignFile(std::move(state));
}

int ForeignFile::version() const { return state_->version; }

Result<std::vector<std::string>> ForeignFile::columns(std::string_view table) {
    std::vector<std::string> names;
    sqlite3_set_authorizer(state_->db.get(), nullptr, nullptr); // what is asked here is ours, about the schema alone
    {
        // A virtual table has no page of its own.
        const auto kind = TRY(
            state_->prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name = ?1 COLLATE NOCASE"));
        sqlite3_bind_text(kind.get(), 1, table.data(), static_cast<int>(table.size()), SQLITE_TRANSIENT);
        if (!TRY(state_->step(kind))) return names;
    }
    const auto all = TRY(state_->prepare("SELECT name FROM pragma_table_info(?1)"));
    sqlite3_bind_text(all.get(), 1, table.data(), static_cast<int>(table.size()), SQLITE_TRANSIENT);
    while (TRY(state_->step(all)))
        if (const auto* const name = reinterpret_cast<const char*>(sqlite3_column_text(all.get(), 0)))
            names.push_back(lower(name));
    return names;
}

Result<void> ForeignFile::read(std::string_view table, std::span<const std::string_view> wanted, std::string_view order,
                               std::size_t most, const std::function<Result<void>(std::span<const ForeignValue>)>& row) {
    const auto there = TRY(columns(table));
    const auto has = [&there](std::string_view name) { return std::ranges::find(there, name) != there.end(); };
    std::string list;
    for (const auto name : wanted) list += (list.empty() ? "" : ", ") + (has(name) ? quoted(name) : std::string("NULL"));
    auto sql = "SELECT " + list + " FROM main." + quoted(table);
    if (has(order)) sql += " ORDER BY " + quoted(order);
    sqlite3_set_authorizer(state_->db.get(), may, nullptr);
    const auto rows = TRY(state_->prepare(sql));
    std::vector<ForeignValue> values(wanted.size());
    for (std::size_t count = 0; TRY(state_->step(rows)); ++count) {
        if (count == most) return fail(Errc::over_limit, "its table {} has more than {} rows", table, most);
        for (std::size_t i = 0; i < wanted.size(); ++i) values[i] = value_at(rows.get(), static_cast<int>(i));
        TRY(row(values));
    }
    return {};
}

} // namespace asista::store

#include "store/statement.hpp"

#include "store/sqlite_error.hpp"

#include <sqlite3.h>

#include <cassert>
#include <utility>

namespace asista::store {

detail::Prepared::~Prepared() { sqlite3_finalize(raw); }

Statement::Statement(detail::Prepared& cached) : prepared_(&cached) { cached.busy = true; }

Statement::Statement(detail::Prepared&& own) : own_(std::in_place, std::move(own)) { prepared_ = &*own_; }

Statement::Statement(Statement&& other) noexcept
    : prepared_(std::exchange(other.prepared_, nullptr)), own_(std::move(other.own_)), bind_code_(other.bind_code_) {
    if (own_) prepared_ = &*own_;
}

Statement::~Statement() {
    if (prepared_ == nullptr || own_) return;
    sqlite3_reset(prepared_->raw); // a statement left open would keep its read snapshot, and with it the WAL, alive
    sqlite3_clear_bindings(prepared_->raw);
    prepared_->busy = false;
}

Result<bool> Statement::step() {
    sqlite3* const db = sqlite3_db_handle(prepared_->raw);
    if (bind_code_ != SQLITE_OK) return sqlite_failure(db, bind_code_, sqlite3_sql(prepared_->raw));
    const int code = sqlite3_step(prepared_->raw);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return sqlite_failure(db, code, "database");
}

Result<void> Statement::finish() {
    while (TRY(step())) {}
    sqlite3_reset(prepared_->raw);
    return {};
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(prepared_->raw, column); }
double Statement::real(int column) const { return sqlite3_column_double(prepared_->raw, column); }
bool Statement::is_null(int column) const { return sqlite3_column_type(prepared_->raw, column) == SQLITE_NULL; }

std::string_view Statement::text(int column) const {
    const auto* const bytes = sqlite3_column_text(prepared_->raw, column);
    const int size = sqlite3_column_bytes(prepared_->raw, column);
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::span<const std::byte> Statement::bytes(int column) const {
    const auto* const data = static_cast<const std::byte*>(sqlite3_column_blob(prepared_->raw, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(prepared_->raw, column))};
}

namespace {
void keep_first(int& first, int code) {
    if (first == SQLITE_OK) first = code;
}
} // namespace

void Statement::bind_text(int index, std::string_view value) {
    const char* const bytes = value.data() != nullptr ? value.data() : ""; // a null pointer would bind NULL
    keep_first(bind_code_, sqlite3_bind_text64(prepared_->raw, index, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}
void Statement::bind_bytes(int index, std::span<const std::byte> value) {
    const void* const bytes = value.data() != nullptr ? static_cast<const void*>(value.data()) : "";
    keep_first(bind_code_, sqlite3_bind_blob64(prepared_->raw, index, bytes, value.size(), SQLITE_TRANSIENT));
}
void Statement::bind_integer(int index, std::int64_t value) {
    keep_first(bind_code_, sqlite3_bind_int64(prepared_->raw, index, value));
}
void Statement::bind_real(int index, double value) { keep_first(bind_code_, sqlite3_bind_double(prepared_->raw, index, value)); }
void Statement::bind_null(int index) { keep_first(bind_code_, sqlite3_bind_null(prepared_->raw, index)); }

void Statement::expect_parameter_count([[maybe_unused]] int bound) const {
    assert(bound == sqlite3_bind_parameter_count(prepared_->raw) && "as many values as the statement has parameters");
}

void Statement::rewind() {
    sqlite3_reset(prepared_->raw);
    bind_code_ = SQLITE_OK;
}

} // namespace asista::store

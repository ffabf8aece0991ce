// One prepared SQL statement in use: bind values, step through rows, read columns. It is borrowed from the database's cache and
// goes back there, reset, when it is destroyed. Nothing here throws and nothing here knows what the tables mean.
#pragma once

#include "wire/result.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

struct sqlite3_stmt;

namespace asista::store {

namespace detail {
// A prepared statement that outlives its uses. `busy` while a Statement holds it.
struct Prepared {
    sqlite3_stmt* raw = nullptr;
    bool busy = false;

    Prepared() = default;
    explicit Prepared(sqlite3_stmt* statement) : raw(statement) {}
    Prepared(Prepared&& other) noexcept : raw(std::exchange(other.raw, nullptr)), busy(other.busy) {}
    Prepared& operator=(Prepared&&) = delete;
    ~Prepared();
};
} // namespace detail

// [core]. Must not outlive its Database.
class Statement {
  public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    // Binds ?1, ?2, ... from the first parameter on and rewinds, so a statement can be run again with other values. Text is copied.
    // Takes integers, bools, doubles, text, bytes (std::span<const std::byte>), and optionals of those (nullopt is NULL). A value SQLite cannot take is reported by
    // the next step().
    template <class... Values> Statement& bind(const Values&... values) {
        rewind();
        int index = 0;
        (bind_one(++index, values), ...);
        expect_parameter_count(index);
        return *this;
    }

    // True: a row is ready to be read. False: there are no more.
    Result<bool> step();

    // Binds and steps to the end, ignoring rows.
    template <class... Values> Result<void> run(const Values&... values) {
        bind(values...);
        return finish();
    }

    // Columns of the present row, counted from 0. Text stays valid until the next step, bind or destruction. NULL reads as 0 or "".
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;
    std::span<const std::byte> bytes(int column) const;
    bool is_null(int column) const;

    // Any integer type or bool, narrowed: the table's CHECKs bound what a column can hold.
    template <std::integral T> T as(int column) const { return static_cast<T>(integer(column)); }
    template <std::integral T> std::optional<T> maybe(int column) const {
        if (is_null(column)) return std::nullopt;
        return as<T>(column);
    }

  private:
    friend class Database;
    explicit Statement(detail::Prepared& cached);
    explicit Statement(detail::Prepared&& own);

    template <class T> void bind_one(int index, const T& value) {
        if constexpr (std::is_convertible_v<const T&, std::string_view>) {
            bind_text(index, value);
        } else if constexpr (std::is_convertible_v<const T&, std::span<const std::byte>>) {
            bind_bytes(index, value);
        } else if constexpr (std::is_enum_v<T>) {
            bind_integer(index, static_cast<std::int64_t>(value));
        } else if constexpr (std::integral<T>) {
            bind_integer(index, static_cast<std::int64_t>(value));
        } else if constexpr (std::floating_point<T>) {
            bind_real(index, static_cast<double>(value));
        } else if constexpr (std::same_as<T, std::nullopt_t>) {
            bind_null(index);
        } else {
            if (value)
                bind_one(index, *value);
            else
                bind_null(index);
        }
    }
    void bind_text(int index, std::string_view value);
    void bind_bytes(int index, std::span<const std::byte> value);
    void bind_integer(int index, std::int64_t value);
    void bind_real(int index, double value);
    void bind_null(int index);
    void expect_parameter_count(int bound) const;
    void rewind();
    Result<void> finish();

    detail::Prepared* prepared_ = nullptr; // in the cache, or &*own_
    std::optional<detail::Prepared> own_;
    int bind_code_ = 0; // the first bind that failed
};

} // namespace asista::store

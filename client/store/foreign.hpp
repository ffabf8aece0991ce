// A SQLite file of another program, which may say anything: read as bytes in memory, where nothing can be written, nothing lies beside it
// and nobody else has it. Only ordinary tables are read, by their names and columns; nothing that the file itself defines runs for longer
// than it may, and no function of it runs at all.
#pragma once

#include "wire/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace asista::store {

using ForeignValue = std::variant<std::monostate, std::int64_t, double, std::string>; // NULL; bytes are text as they stand

// One thread at a time. [any]
class ForeignFile {
  public:
    static bool is_sqlite(std::string_view content);

    // Errc::unsupported: it is no SQLite file; Errc::invalid: it is damaged, or takes too long to look through.
    static Result<ForeignFile> open(std::string_view content);
    ForeignFile(ForeignFile&&) noexcept;
    ~ForeignFile();

    int version() const; // PRAGMA user_version
    // Of an ordinary table, in lower case; none: there is no such table, or it is a view or a virtual one. Names are ASCII words.
    Result<std::vector<std::string>> columns(std::string_view table);
    // Rows in the order of `order`, a column; what `columns` names and the table has not is NULL. An error of `row` ends it.
    // Errc::over_limit beyond `most` rows.
    Result<void> read(std::string_view table, std::span<const std::string_view> columns, std::string_view order, std::size_t most,
                      const std::function<Result<void>(std::span<const ForeignValue>)>& row);

  private:
    struct State;
    explicit ForeignFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace asista::store

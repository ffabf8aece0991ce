// Comma-separated values as RFC 4180 has them, and as programs really write them: a byte order mark, semicolons or tabs instead of commas,
// line breaks of any kind, quotes within quotes. Pure. [any]
#pragma once

#include "wire/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

inline constexpr std::size_t most_csv_fields = 100;   // of a row
inline constexpr std::size_t most_csv_rows = 100'000; // what is beyond is refused, not cut off

struct CsvRow {
    std::uint32_t line = 0; // on which it begins, from 1
    std::vector<std::string> fields;
};

// Rows without empty lines. The separator is the one of , ; and tab that the first line has most of. Errors name the line: a quote that is
// never closed, text behind a closing quote, bytes that are no UTF-8, too many fields or rows.
Result<std::vector<CsvRow>> read_csv(std::string_view text);

} // namespace asista::services

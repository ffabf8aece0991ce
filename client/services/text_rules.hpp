// What text a service takes: well-formed, bounded, and for titles one line. Every text from a page or a plugin passes here before
// it is stored, so that whatever shows it later need not ask.
#pragma once

#include "wire/result.hpp"

#include <string>
#include <string_view>

namespace asista::services {

inline constexpr std::size_t max_title_bytes = 500;
inline constexpr std::size_t max_notes_bytes = 16 * 1024;
inline constexpr std::size_t max_key_bytes = 256;

// One line: spaces around it removed, no control characters. Errors start with `what`: "a task's title".
Result<std::string> one_line(std::string_view what, std::string_view text, std::size_t max_bytes = max_title_bytes);
// The same, and not empty; `needs` is the sentence for that case: "a task needs a title".
Result<std::string> needed_line(std::string_view needs, std::string_view what, std::string_view text,
                                std::size_t max_bytes = max_title_bytes);
// Any number of lines; tabs and newlines are the only control characters.
Result<std::string> many_lines(std::string_view what, std::string_view text, std::size_t max_bytes = max_notes_bytes);

// A name for something stored: 1 to max_key_bytes of UTF-8 without control characters, kept exactly as given.
Result<void> check_key(std::string_view what, std::string_view key);
// One valid JSON value. `max_bytes` 0: any size.
Result<void> check_json(std::string_view what, std::string_view json, std::size_t max_bytes);
// One valid JSON object.
Result<void> check_json_object(std::string_view what, std::string_view json, std::size_t max_bytes);

} // namespace asista::services

// A folder as the file picker lists it: sorted, filtered, with words for its columns. Pure functions. [any]
#pragma once

#include "ui/date_style.hpp"
#include "wire/calls/trust.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::ui {

enum class FileColumn { name, size, date };
struct FileOrder {
    FileColumn column = FileColumn::name;
    bool descending = false;
};
struct FileFilter {
    std::vector<std::string> extensions; // without the dot; empty: any file
    bool hidden = false;                 // names that begin with a dot as well
};

// Case does not matter: "csv" fits "Tasks.CSV".
bool has_extension(std::string_view name, const std::vector<std::string>& extensions);
// Folders first; equal ones by name.
std::vector<calls::FileEntry> rows_of(const std::vector<calls::FileEntry>& entries, const FileFilter& filter,
                                      const FileOrder& order);
// The next row from `after` on (and round again) whose name begins with `letters`; nothing when none does.
std::optional<std::size_t> row_named(const std::vector<calls::FileEntry>& rows, std::string_view letters, std::size_t after);

std::string_view file_icon(const calls::FileEntry& entry); // a Phosphor name
// "today 11:04", "22 November".
std::string date_words(InstantMs at, InstantMs now, std::int32_t utc_offset_s, const DateStyle& style);
std::string extensions_words(const std::vector<std::string>& extensions); // "CSV and TXT files"

// "/home/ada/x" -> "/home/ada"; "/" stays.
std::string folder_above(std::string_view path);
std::string path_in(std::string_view folder, std::string_view name);
struct PathStep {
    std::string title, path;
};
// Every folder from the root, or from `home` where the path lies in it.
std::vector<PathStep> steps_of(std::string_view path, std::string_view home);
// Nothing, or why a file cannot have this name.
std::optional<std::string_view> name_problem(std::string_view name);

} // namespace asista::ui

// What the file picker shows of the disk. Blocks on it; runs on the file thread.
#pragma once

#include "wire/calls/trust.hpp"
#include "wire/result.hpp"

#include <filesystem>
#include <vector>

namespace asista::services::files {

inline constexpr std::size_t max_entries = 4096;

// Where a person keeps things: their home, and of Documents, Downloads, Desktop and Pictures those that exist, by the names that the
// desktop has given them (XDG user directories). `config` is XDG_CONFIG_HOME.
std::vector<calls::FilePlace> places_of(const std::filesystem::path& home, const std::filesystem::path& config);

// Folders and ordinary files; links count as what they lead to. Names that are not UTF-8, and links that lead nowhere, are left out.
Result<calls::FilesList::Reply> list_folder(const std::filesystem::path& path);

} // namespace asista::services::files

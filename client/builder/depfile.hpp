// The list of files a compiler read, as it writes it for make: "object: source header \ header".
#pragma once

#include "builder/file_hashes.hpp"

#include <filesystem>
#include <string_view>

namespace asista::builder {

// Absolute where `directory` (where the compiler ran) makes them so; each once, in their order. What comes before the first colon is
// left out.
FileNames parse_depfile(std::string_view text, const std::filesystem::path& directory);
// Nothing when there is no such file.
FileNames read_depfile(const std::filesystem::path& file, const std::filesystem::path& directory);

} // namespace asista::builder

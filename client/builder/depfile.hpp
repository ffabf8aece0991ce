// The list of files a compiler read, as it writes it for make: "object: source header \ header".
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace asista::builder {

// Absolute where `directory` (where the compiler ran) makes them so; each once, in their order. What comes before the first colon is
// left out.
std::vector<std::filesystem::path> parse_depfile(std::string_view text, const std::filesystem::path& directory);
// Nothing when there is no such file.
std::vector<std::filesystem::path> read_depfile(const std::filesystem::path& file, const std::filesystem::path& directory);

} // namespace asista::builder

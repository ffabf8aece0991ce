// Files that somebody else may be writing or reading at this moment: whole or not at all.
#pragma once

#include "wire/os.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace asista::runtime {

inline constexpr std::size_t max_library_bytes = 256u << 20;

// The content of a regular file nobody has open for writing. While it is read, an attempt to open it for writing waits for us, so the
// bytes belong together. Errc::busy: somebody is writing it; Errc::not_found; Errc::over_limit above `most_bytes`; Errc::invalid when it
// is no regular file.
Result<std::vector<std::byte>> read_finished_file(const std::filesystem::path& path, std::size_t most_bytes);

// Written beside its place, then renamed; when it fails, what was there is there still and nothing lies beside it. Errc::io, Errc::denied.
Result<void> write_by_rename(const std::filesystem::path& file, std::span<const std::byte> content);
Result<void> write_by_rename(const std::filesystem::path& file, std::string_view text);

// Nothing, or what is wrong with it: is this a complete ELF shared library of this machine's kind, with every segment and section
// inside the file? A build that was interrupted, or a linker that fills in the file later, does not pass.
Result<void> check_library(std::span<const std::byte> content);

// Same bytes, same value; for telling whether a file really changed. Not for security.
std::uint64_t content_hash(std::span<const std::byte> content);

} // namespace asista::runtime

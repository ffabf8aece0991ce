// A plugin as one file to hand on, NAME.asista: a tar archive (ustar) compressed with zstd. Its first entry, asista-pack.json, lists the
// others with size and SHA-256; then they follow, sorted by name:
//   {"format": 1, "id": "com.example.hello", "version": "0.1.0", "imgui_key": "imgui 19291 ...",
//    "files": [{"name": "manifest.json", "size": 1234, "sha256": "..."}]}
// The same files make the same bytes: no times, owners or rights are kept. The list guards against damage, not against forgery: it does
// not say who made the pack.
//
// A pack may come from anywhere, so nothing of it is believed: only plain files with plain names that the list names, each once, with
// the size and hash it gives, and all of it within the caps below. The first violation ends the unpacking.
#pragma once

#include "wire/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace asista::app::words {

inline constexpr std::size_t max_pack_files = 256;
inline constexpr std::uint64_t max_pack_bytes = 320u << 20; // unpacked, all files together
inline constexpr std::size_t max_pack_list_bytes = 256u << 10;

struct PackFacts {
    std::string id, version;
    std::string imgui_key; // what it was built for, as its maker says
    std::size_t files = 0;
    std::uint64_t bytes = 0; // of them, unpacked
};

// Nothing, or why a file of that name is not taken: names are relative, of letters, digits and ". _ - +", at most 8 folders deep, and
// no part begins with a dot.
Result<void> check_pack_name(std::string_view name);

// Packs all files in `folder`, a finished plugin; hidden ones are left out. Errc::over_limit says which cap; Errc::invalid which name.
Result<PackFacts> write_pack(const std::filesystem::path& folder, std::string_view id, std::string_view version,
                             const std::filesystem::path& file);

// Unpacks into the empty folder `into`. Errc::invalid says what is wrong with the pack; what was written by then is left for the caller
// to remove.
Result<PackFacts> unpack(const std::filesystem::path& file, const std::filesystem::path& into);

} // namespace asista::app::words

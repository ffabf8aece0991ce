// What is in a file, as one number, read again only when the file's stamp changed.
#pragma once

#include "wire/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace asista::builder {

// Changes whenever a file does, but for two writes within one tick of the kernel's clock.
struct Stamp {
    std::int64_t modified_ns = 0, changed_ns = 0; // UTC nanoseconds: of the content; of content, name and rights
    std::uint64_t size = 0, inode = 0;
    bool operator==(const Stamp&) const = default;
};
// Absolute names of files, in their hundreds: as text, since each comparison of two std::filesystem::path takes both apart.
using FileNames = std::vector<std::string>;

std::optional<Stamp> stamp_of(const std::string& file); // nothing: there is no such regular file
std::int64_t file_clock_ns();                           // what a file changed at this moment would be stamped with

std::uint64_t hash_of(std::string_view text);
std::string hex(std::uint64_t hash); // 16 digits

// [core]
class FileHashes {
  public:
    // Nothing when it cannot be read, or is being written at this moment. 0 is no hash.
    std::optional<std::uint64_t> of(const std::string& file);
    // The same for who has just looked at its stamp.
    std::optional<std::uint64_t> of(const std::string& file, const Stamp& stamp);
    // Reads it again, whatever its stamp says.
    std::optional<std::uint64_t> fresh(const std::string& file);
    struct Entry {
        Stamp stamp;
        std::uint64_t hash = 0;
        std::int64_t read_ns = 0; // file_clock_ns() before it was read
    };
    // What this file held when it was last read; null when it never was.
    const Entry* known(const std::string& file) const;

  private:
    std::unordered_map<std::string, Entry> entries_;
};

} // namespace asista::builder

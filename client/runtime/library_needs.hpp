// Which other libraries a plugin's library names, read from the file without running anything of it.
#pragma once

#include "wire/result.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace asista::runtime {

struct LibraryNeeds {
    std::vector<std::string> libraries; // "libstdc++.so.6", in the order of the file
};

// For a library that check_library() lets pass; every offset is held against the size all the same. Errc::invalid when it names
// them outside of itself.
Result<LibraryNeeds> library_needs(std::span<const std::byte> file);

} // namespace asista::runtime

// What a profile remembers of its plugins, read while no client need be running, and without changing anything.
#pragma once

#include "wire/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace asista::core {

struct RememberedPlugin {
    std::string id, version;
    bool enabled = true;
    std::string why_disabled; // whole sentences; empty while nothing is wrong
};

// Installed ones, by id; none for a profile that does not exist yet. Errc::unsupported, Errc::io...: the database cannot be read.
Result<std::vector<RememberedPlugin>> remembered_plugins(const std::filesystem::path& profile);

} // namespace asista::core

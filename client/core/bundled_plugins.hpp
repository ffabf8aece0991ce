// The plugins that came with an installation of Asista: copied into the folder that the person's client watches, where each can be found,
// reviewed, installed and replaced like any other. In place they would be watched in a folder that only the package manager writes.
#pragma once

#include "wire/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace asista::core {

// Copies each plugin of `bundle` (a folder of plugins) to PLUGINS/<id> when there is none of that name, or when what is there is an
// unchanged copy of an older bundle. Whatever the person put there, or changed, is left alone. Each copy appears whole, by rename.
// Returns sentences about plugins that could not be copied; a bundle that does not exist is no trouble. [any, before the folder is
// watched]
std::vector<std::string> copy_bundled_plugins(const std::filesystem::path& bundle, const std::filesystem::path& plugins);

} // namespace asista::core

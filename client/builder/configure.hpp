// Asking CMake once how a plugin with a CMakeLists.txt of its own is built.
#pragma once

#include "builder/diagnostics.hpp"
#include "builder/job.hpp"
#include "builder/sdk.hpp"
#include "builder/toolchain.hpp"

#include <filesystem>

namespace asista::builder {

// Where the builder keeps CMake's files for this plugin's folder.
std::filesystem::path configured_in(const std::filesystem::path& cache, const std::filesystem::path& folder);
// Errc::not_found when there is no cmake, with the Debian package.
Result<Command> configure_command(const Sdk& sdk, const Toolchain& tools, const std::filesystem::path& folder,
                                  const std::filesystem::path& build_folder);
// What CMake says when it fails: "CMake Error at CMakeLists.txt:4 (asista_add_plugin):" and the lines below.
Diagnostics configure_diagnostics(const JobEnd& end, const std::filesystem::path& folder);

} // namespace asista::builder

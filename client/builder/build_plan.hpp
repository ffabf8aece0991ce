// What a plugin consists of and how each of its files is compiled.
#pragma once

#include "builder/sdk.hpp"
#include "builder/toolchain.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace asista::builder {

struct Unit {
    std::filesystem::path source, directory; // directory: where the compiler runs; relative flags are meant from there
    std::vector<std::string> flags;          // as clean_flags() leaves them
};

struct BuildPlan {
    std::string id;    // of the manifest
    std::string entry; // the library's file name
    std::filesystem::path manifest;
    std::vector<Unit> units;                      // at least one
    std::vector<std::filesystem::path> libraries; // linked besides the SDK's
    std::vector<std::string> link_flags;          // given to the driver; if there are any, it links
    std::vector<std::filesystem::path> files;     // delivered along
    std::set<std::filesystem::path> folders;      // where a new file may belong to it
    std::set<std::filesystem::path> settings;     // files this plan was made from, manifest included
    bool is_listing = false;                      // its units are the source files that lay there
};

// Is a change of this file, in one of the plan's folders, worth a build?
bool is_source_name(const std::filesystem::path& file);
// Folders called build, tests and the like, and hidden ones, hold nothing of the plugin.
bool is_source_folder_name(std::string_view name);

// From a CMake build folder: asista_plugins/<id>.json, written by asista_add_plugin, says what belongs together, and
// compile_commands.json how it is compiled. Errc::not_found when the folder does not have this plugin in it; Errc::invalid.
Result<BuildPlan> plan_from_cmake(const std::filesystem::path& folder, const std::filesystem::path& build_folder);
// From the folder alone: every source file in it and below, with the SDK's flags.
Result<BuildPlan> plan_from_folder(const std::filesystem::path& folder, const Sdk& sdk);

// Compiles it with the sanitizers whose run-time library `tools` found, and links that. What the author's own flags say of sanitizers goes.
void add_sanitizers(BuildPlan& plan, const Toolchain& tools);
bool has_sanitizers(const Unit& unit);

// Does the plugin's CMakeLists.txt stand on its own, by find_package(Asista)?
bool wants_configuring(const std::filesystem::path& folder);

} // namespace asista::builder

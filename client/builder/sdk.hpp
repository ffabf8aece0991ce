// Where the SDK is: what compiling and linking a plugin needs beyond its own files. Read from lib/asista/sdk.json, which lies in every
// build folder and installation, so that nothing is asked of CMake while an author waits.
#pragma once

#include "wire/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace asista::builder {

struct Sdk {
    std::vector<std::filesystem::path> includes;        // the SDK's own
    std::vector<std::filesystem::path> system_includes; // Dear ImGui and the like: warnings in them are not the author's
    std::vector<std::string> definitions;               // NAME or NAME=VALUE
    std::filesystem::path imgui_library;                // what the plugin host has loaded; linked against, never copied
    std::filesystem::path exports;                      // the version script: a plugin exports its entry and nothing else
    std::filesystem::path cmake;                        // what find_package(Asista) finds it by: CMAKE_PREFIX_PATH; may be empty
    std::filesystem::path build; // a build folder of Asista itself, where its own plugins are known; may be empty
    std::string standard = "c++20";

    // Relative paths in it are relative to the file's folder. Errc::not_found, Errc::invalid with the field.
    static Result<Sdk> read(const std::filesystem::path& file);
    // The one that belongs to this program: ../lib/asista/sdk.json as seen from its folder.
    static Result<Sdk> of_this_program();
};

} // namespace asista::builder

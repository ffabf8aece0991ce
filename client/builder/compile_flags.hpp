// What a compilation database says about a file, reduced to what its text means: language, macros, folders, warnings. How it is
// compiled (optimisation, output, precompiled headers, the compiler's name) is the builder's own choice.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace asista::builder {

// A command line taken apart as a shell would, without expansions: quotes, double quotes, backslashes.
std::vector<std::string> split_command(std::string_view command);

struct CleanFlags {
    std::vector<std::string> flags;
    std::string output;            // what followed -o
    std::vector<std::string> link; // flags that linking needs too: sanitizers
};
// `words`: a whole command, launchers and compiler first. Without warnings as errors: an author who tries something is shown a warning
// and the result.
CleanFlags clean_flags(const std::vector<std::string>& words, const std::filesystem::path& source,
                       const std::filesystem::path& directory);

// Folders named by -I in `flags`.
std::vector<std::filesystem::path> include_folders(const std::vector<std::string>& flags, const std::filesystem::path& directory);

} // namespace asista::builder

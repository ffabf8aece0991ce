// Where a test finds the programs and plugins that were built with it.
#pragma once

#include <filesystem>

namespace asista::test {

// The folder of the build: this program lies in its "tests", others in "bin", plugins in "plugins" and "test-plugins".
inline std::filesystem::path build_folder() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
}

} // namespace asista::test

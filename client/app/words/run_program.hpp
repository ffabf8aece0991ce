// Running somebody else's program from the command line: cmake, ctest. The terminal stays its own; nothing goes through a shell.
#pragma once

#include "wire/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace asista::app::words {

struct ProgramEnd {
    int code = 0;       // exit status; 128 + the signal that ended it
    std::string output; // of stdout and stderr, as they came; empty when it was shown
};

enum class Output { shown, kept };

// Waits for its end. `arguments` begins with the program, which is looked for in PATH. `environment` ("NAME=value") goes beside ours.
// Errc::not_found when it is not installed.
Result<ProgramEnd> run_program(const std::vector<std::string>& arguments, Output output,
                               const std::vector<std::string>& environment = {});

// The file that PATH leads to, or an empty path.
std::filesystem::path find_program(const std::string& name);

} // namespace asista::app::words

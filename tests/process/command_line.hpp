// Running the program `asista` as a person does on a terminal, and reading what it said.
#pragma once

#include "build_folder.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/wait.h>

namespace asista::test {

// A program of this build.
inline std::filesystem::path bin(const char* name) { return build_folder() / "bin" / name; }
// What a shell's command printed, on stdout and stderr, and behind it "exit N".
inline std::string shell(const std::string& command) {
    std::FILE* const pipe = ::popen(("{ " + command + "\n} 2>&1 </dev/null").c_str(), "re");
    if (pipe == nullptr) return "popen failed";
    std::string text;
    std::array<char, 4096> buffer{};
    while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), count);
    const int status = ::pclose(pipe);
    return text + "exit " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}
inline std::string run(const std::string& arguments) { return shell(bin("asista").string() + " " + arguments); }

inline bool says(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }
inline bool succeeds(const std::string& text) { return text.ends_with("exit 0"); }

// The JSON that was printed, with "exit" added.
inline nlohmann::json parse(const std::string& text) {
    const auto end = text.rfind("exit ");
    auto parsed = nlohmann::json::parse(text.substr(0, end), nullptr, false);
    REQUIRE_MESSAGE(parsed.is_object(), text);
    parsed["exit"] = std::stoi(text.substr(end + 5));
    return parsed;
}

} // namespace asista::test

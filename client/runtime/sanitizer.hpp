// Plugins that their author builds with sanitizers: what such a build's process is started with, how such a build is told from any other,
// and what the sanitizers print when they find something.
#pragma once

#include "wire/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asista::runtime {

// The run-time libraries of the compiler that made the plugin, absolute, in the order in which the loader is to take them.
struct SanitizerRuntime {
    std::vector<std::filesystem::path> libraries;
    friend bool operator==(const SanitizerRuntime&, const SanitizerRuntime&) = default;
};

// The environment that preloads it and has it leave signals, symbols and other processes alone: those are the host's and the client's.
// Errc::unsupported for a path that the loader cannot be told, as it parts its list at spaces and colons.
Result<std::vector<std::string>> variables_for(const SanitizerRuntime& runtime);

// Whether the library of a plugin cannot be opened without such a run-time library. `library`: complete (check_library).
bool needs_sanitizer(std::span<const std::byte> library);

// What a process with sanitizers printed about one fault. Text is printable, and not to be believed: any plugin can print it.
struct SanitizerFinding {
    std::string what;                     // "heap-buffer-overflow (read of 4 bytes)"
    std::vector<std::string> lines;       // the whole report
    std::vector<std::uint64_t> addresses; // of all calls in it, in order: where it happened, where the block was made, and freed
};

// The address in a report's line about a call, "    #3 0x7f863eea33ca  (plugin.so+0x23ca)"; nothing in any other line.
std::optional<std::uint64_t> call_address(std::string_view line);

// Reads along with what a process prints, line by line, and keeps the last report.
class SanitizerReader {
  public:
    enum class Line { other, goes_on, report }; // goes_on: about something after which the process goes on
    Line read(std::string_view line);
    // Of a process that has ended by SIGABRT: why, if a sanitizer said so.
    const std::optional<SanitizerFinding>& finding() const { return finding_; }

  private:
    std::optional<SanitizerFinding> finding_;
    bool in_report_ = false;
};

} // namespace asista::runtime

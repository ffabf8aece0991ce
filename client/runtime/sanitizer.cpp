#include "runtime/sanitizer.hpp"

#include "runtime/library_needs.hpp"
#include "runtime/plugin_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace asista::runtime {

namespace {
// What a report of theirs is made of.
constexpr std::string_view error_words = "ERROR: AddressSanitizer: ", summary_words = "SUMMARY: AddressSanitizer: ",
                           end_words = "==ABORTING", behaviour_words = ": runtime error: ";
// After all other faults of this kind the process goes on.
constexpr std::array<std::string_view, 2> ending_behaviour{"execution reached an unreachable program point",
                                                           "execution reached the end of a value-returning function"};
constexpr std::size_t most_lines = 300, most_addresses = 256;

std::string_view behind(std::string_view text, std::string_view words) {
    const auto at = text.find(words);
    return at == text.npos ? std::string_view() : text.substr(at + words.size());
}

// "READ of size 4 at 0x6040000000b8 thread T0".
std::string access_in(std::string_view line) {
    const bool reads = line.starts_with("READ of size ");
    if (!reads && !line.starts_with("WRITE of size ")) return {};
    const auto size = behind(line, " of size ");
    const auto digits = size.substr(0, size.find_first_not_of("0123456789"));
    if (digits.empty()) return {};
    return fmt::format("{} of {} byte{}", reads ? "read" : "write", digits, digits == "1" ? "" : "s");
}

// "heap-buffer-overflow" of "heap-buffer-overflow on address 0x60...". Some begin with a sentence; the summary has the word.
std::string kind_in(std::string_view text) { return printable_line(text.substr(0, text.find_first_of(" :\n"))); }

bool is_runtime(std::string_view name) {
    return name.starts_with("libasan.so") || name.starts_with("libubsan.so") || name.starts_with("libclang_rt.asan") ||
           name.starts_with("libclang_rt.ubsan");
}
} // namespace

// What each word is for: leaks are looked for by a tracing thread, and symbols by another program, neither of which there is in the sandbox;
// signals and their stack are the host's, which leaves a record of what ends the process; the process ends by SIGABRT, so that it does; what
// was freed is kept back up to so many MB; and a caller's reference to a function's variable is found when it is used after the return.
Result<std::vector<std::string>> variables_for(const SanitizerRuntime& runtime) {
    constexpr std::string_view both = "abort_on_error=1:symbolize=0:color=never:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:"
                                      "handle_sigill=0:handle_abort=0:handle_sigtrap=0:use_sigaltstack=0";
    std::string preload;
    for (const auto& library : runtime.libraries) {
        const std::string path = library.string();
        if (!library.is_absolute() || path.find_first_of(": \t\n") != path.npos)
            return fail(
                Errc::unsupported,
                "the run-time library of the sanitizers cannot be preloaded from {}; a compiler in a folder without spaces "
                "and colons is needed",
                path);
        preload += (preload.empty() ? "" : ":") + path;
    }
    return std::vector{
        "LD_PRELOAD=" + preload,
        fmt::format("ASAN_OPTIONS={}:detect_leaks=0:allocator_may_return_null=1:quarantine_size_mb=64:print_legend=0:"
                    "detect_stack_use_after_return=1",
                    both),
        fmt::format("UBSAN_OPTIONS={}:print_stacktrace=0", both),
    };
}

bool needs_sanitizer(std::span<const std::byte> library) {
    const auto needs = library_needs(library);
    return needs && std::ranges::any_of(needs->libraries, is_runtime);
}

std::optional<std::uint64_t> call_address(std::string_view line) {
    const auto begin = line.find_first_not_of(' ');
    if (begin == line.npos || line[begin] != '#') return std::nullopt;
    const auto hex = behind(line.substr(begin), " 0x");
    std::uint64_t address = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), address, 16);
    return error == std::errc() && address != 0 ? std::optional(address) : std::nullopt;
}

SanitizerReader::Line SanitizerReader::read(std::string_view line) {
    if (const auto error = behind(line, error_words); !error.empty()) {
        in_report_ = true;
        finding_ = SanitizerFinding{kind_in(error), {printable_line(line)}, {}};
        return Line::report;
    }
    if (!in_report_) {
        const auto behaviour = behind(line, behaviour_words);
        if (behaviour.empty()) return Line::other;
        if (std::ranges::none_of(ending_behaviour, [&](std::string_view one) { return behaviour.starts_with(one); }))
            return Line::goes_on;
        finding_ = SanitizerFinding{printable_line(behaviour), {printable_line(line)}, {}};
        return Line::report;
    }
    if (finding_->lines.size() < most_lines) finding_->lines.push_back(printable_line(line));
    if (const auto address = call_address(line); address && finding_->addresses.size() < most_addresses)
        finding_->addresses.push_back(*address);
    if (const auto access = access_in(line); !access.empty() && finding_->what.find('(') == std::string::npos)
        finding_->what += fmt::format(" ({})", access);
    if (const auto summary = behind(line, summary_words); !summary.empty()) {
        const auto bracket = finding_->what.find(" (");
        finding_->what = kind_in(summary) + (bracket == std::string::npos ? "" : finding_->what.substr(bracket));
    }
    if (line.ends_with(end_words)) in_report_ = false;
    return Line::report;
}

} // namespace asista::runtime

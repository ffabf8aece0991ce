#include "runtime/debuggee.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace asista::runtime {

namespace {
// Of proc(5)'s "address perms offset dev inode path".
struct MapLine {
    std::uint64_t begin = 0, offset = 0, inode = 0;
    unsigned major = 0, minor = 0;
    std::filesystem::path path; // of a file; else empty
};

bool take_number(std::string_view& text, char end, int base, std::uint64_t& value) {
    const auto [after, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || after == text.data() + text.size() || *after != end) return false;
    text.remove_prefix(static_cast<std::size_t>(after - text.data()) + 1);
    return true;
}

bool read_map(std::string_view text, MapLine& line) {
    std::uint64_t ignored = 0, high = 0, low = 0;
    if (!take_number(text, '-', 16, line.begin) || !take_number(text, ' ', 16, ignored)) return false;
    const auto behind_rights = text.find(' ');
    if (behind_rights == std::string_view::npos) return false;
    text.remove_prefix(behind_rights + 1);
    if (!take_number(text, ' ', 16, line.offset) || !take_number(text, ':', 16, high) || !take_number(text, ' ', 16, low) ||
        !take_number(text, ' ', 10, line.inode))
        return false;
    line.major = static_cast<unsigned>(high);
    line.minor = static_cast<unsigned>(low);
    // Memory files are not found anywhere, removed ones not any more.
    const auto path = text.find('/');
    if (path != std::string_view::npos && !text.ends_with(" (deleted)")) line.path = text.substr(path);
    return true;
}
} // namespace

namespace {
// What it has mapped; loaded_at stays 0 where the library is not among it.
Result<Debuggee> read_maps(pid_t pid, UniqueFd library) {
    struct stat file {};
    if (::fstat(library.get(), &file) != 0) return fail_errno("look at the library");
    std::ifstream maps(fmt::format("/proc/{}/maps", pid));
    if (!maps) return fail(Errc::denied, "the kernel does not tell what process {} has mapped", pid);
    Debuggee found{pid, std::move(library), 0, {}};
    for (std::string text; std::getline(maps, text);) {
        MapLine line;
        if (!read_map(text, line) || line.offset != 0) continue;
        if (line.inode == file.st_ino && line.major == major(file.st_dev) && line.minor == minor(file.st_dev))
            found.loaded_at = found.loaded_at == 0 ? line.begin : found.loaded_at;
        else if (const auto folder = line.path.parent_path(); line.path.string().find(".so") != std::string::npos)
            if (std::ranges::find(found.folders, folder) == found.folders.end()) found.folders.push_back(folder);
    }
    return found;
}
} // namespace

Result<Debuggee> look_at_process(pid_t pid, UniqueFd library) {
    auto found = TRY(read_maps(pid, std::move(library)));
    if (found.loaded_at == 0) return fail(Errc::not_found, "process {} has not opened its library", pid);
    return found;
}

// The loader is given "/proc/self/fd/N", and N is the lowest number that is free there.
Result<Debuggee> look_at_waiting(pid_t pid, UniqueFd library) {
    auto found = TRY(read_maps(pid, std::move(library)));
    std::error_code error;
    const std::filesystem::path open = fmt::format("/proc/{}/fd", pid);
    std::set<std::string> taken;
    for (std::filesystem::directory_iterator each(open, error), end; !error && each != end; each.increment(error))
        taken.insert(each->path().filename());
    if (error) return fail(Errc::denied, "the kernel does not tell what process {} has open", pid);
    int number = 0;
    while (taken.contains(std::to_string(number))) ++number;
    found.will_be = std::to_string(number);
    return found;
}

Tracing who_may_trace(bool answers, int scope, bool over_it) {
    if (!answers || scope >= 3) return Tracing::nobody;
    return scope >= 1 && !over_it ? Tracing::root : Tracing::same_person;
}

Tracing who_may_trace(pid_t pid) {
    // There is no process 0: a kernel that lets one ask says so.
    errno = 0;
    const bool answers = ::ptrace(PTRACE_SEIZE, 0, nullptr, nullptr) == -1 && errno == ESRCH;
    int scope = 0;
    if (std::ifstream yama("/proc/sys/kernel/yama/ptrace_scope"); yama) yama >> scope;
    struct stat own {
    }, other{};
    const bool known =
        ::stat("/proc/self/ns/user", &own) == 0 && ::stat(fmt::format("/proc/{}/ns/user", pid).c_str(), &other) == 0;
    return who_may_trace(answers, scope, ::geteuid() == 0 || (known && own.st_ino != other.st_ino));
}

bool is_traced(pid_t pid) {
    constexpr std::string_view key = "TracerPid:\t";
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(key)) return line != std::string(key) + "0";
    return false;
}

} // namespace asista::runtime

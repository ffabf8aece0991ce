#include "runtime/process_costs.hpp"

#include "wire/os.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <string>
#include <string_view>
#include <unistd.h>

namespace asista::runtime {

namespace {
// The first bytes of a file in /proc, which never is short of its end in one read.
template <std::size_t size> std::string_view read_start(const std::string& path, std::array<char, size>& buffer) {
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const ssize_t count = file ? ::read(file.get(), buffer.data(), buffer.size()) : 0;
    return {buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

std::uint64_t number_at(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::uint64_t number_after(std::string_view text, std::string_view key) {
    const auto at = text.find(key);
    return at == std::string_view::npos ? 0 : number_at(text.substr(at + key.size()));
}

// The field with this number of a line of fields, counted from 0.
std::uint64_t field(std::string_view text, int index) {
    for (; index > 0; --index) {
        const auto space = text.find(' ');
        if (space == std::string_view::npos) return 0;
        text.remove_prefix(space + 1);
    }
    return number_at(text);
}

struct Stat {
    std::uint64_t group = 0, cpu_us = 0, children_cpu_us = 0, threads = 0;
};

Stat read_stat(pid_t pid) {
    std::array<char, 1024> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    const auto stat = read_start(fmt::format("/proc/{}/stat", pid), buffer);
    const auto name_end = stat.rfind(')'); // the name may hold spaces
    if (name_end == std::string_view::npos) return {};
    // Begins with field 3 of proc(5); pgrp is 5, utime to cstime are 14 to 17, and num_threads is 20.
    const auto rest = stat.substr(name_end + 2);
    const auto tick_us = 1'000'000 / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    return {field(rest, 2), (field(rest, 11) + field(rest, 12)) * tick_us, (field(rest, 13) + field(rest, 14)) * tick_us,
            field(rest, 17)};
}

std::uint64_t wakeups(pid_t pid) {
    const std::string tasks = fmt::format("/proc/{}/task", pid);
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(tasks.c_str()), &::closedir);
    std::uint64_t sum = 0;
    std::array<char, 4096> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    int left = most_threads_read;
    while (const dirent* const entry = folder && left > 0 ? ::readdir(folder.get()) : nullptr) {
        if (entry->d_name[0] == '.') continue;
        --left;
        sum += number_after(read_start(fmt::format("{}/{}/status", tasks, entry->d_name), buffer), "\nvoluntary_ctxt_switches:");
    }
    return sum;
}

double memory_mb(pid_t pid, double exact_above_mb) {
    std::array<char, 4096> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    const auto pages = field(read_start(fmt::format("/proc/{}/statm", pid), buffer), 1);
    const double resident = static_cast<double>(pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))) / (1 << 20);
    if (resident <= exact_above_mb) return resident;
    const auto shared_kb = number_after(read_start(fmt::format("/proc/{}/smaps_rollup", pid), buffer), "\nPss:");
    return shared_kb == 0 ? resident : static_cast<double>(shared_kb) / 1024; // 0: the kernel does not tell
}
} // namespace

ProcessCosts read_costs(pid_t pid, double exact_memory_above_mb) {
    const auto stat = read_stat(pid);
    return {stat.cpu_us, wakeups(pid), stat.threads, memory_mb(pid, exact_memory_above_mb)};
}

std::uint64_t read_group_cpu_us(pid_t group) {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc"), &::closedir);
    std::uint64_t sum = 0;
    while (const dirent* const entry = folder ? ::readdir(folder.get()) : nullptr) {
        const auto pid = static_cast<pid_t>(number_at(entry->d_name));
        if (pid <= 0 || ::getpgid(pid) != group) continue; // a kernel call each, and a file for the few that belong to it
        const auto stat = read_stat(pid);
        if (stat.group != static_cast<std::uint64_t>(group)) continue; // the number is another process's by now
        clockid_t clock{};
        timespec exact{};
        const bool is_exact = ::clock_getcpuclockid(pid, &clock) == 0 && ::clock_gettime(clock, &exact) == 0;
        sum += stat.children_cpu_us +
               (is_exact ? static_cast<std::uint64_t>(exact.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(exact.tv_nsec) / 1000
                         : stat.cpu_us);
    }
    return sum;
}

} // namespace asista::runtime

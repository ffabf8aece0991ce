// The handler runs in whatever thread made the call, at any point of the C library that a call can be made from. So it makes kernel calls
// that the filter allows, writes to atomics, and does nothing else.
#include "refusals.hpp"

#include "crash.hpp"
#include "seccomp_filter.hpp"

#include "wire/kernel_calls.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <string_view>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

namespace asista::host {

namespace {
constexpr std::size_t kinds = std::tuple_size_v<RefusalCounts>;
constexpr int signal_code_of_filter = 1; // SYS_SECCOMP
constexpr std::string_view library_prefix = "/proc/self/fd/";

std::atomic<std::uint32_t> refused_count{0}, refused_last{0};
std::array<std::atomic<std::uint32_t>, kinds> counts{};
std::atomic<int> wake_fd{-1}, library_fd{-1};

// The first path of each kind of call, for the log.
struct SeenPath {
    std::uint32_t call = 0;
    std::atomic<bool> whole{false};
    char text[120] = "";
};
std::array<SeenPath, 16> seen_paths;
std::atomic<std::size_t> seen_path_count{0};

// ---- a call, as its thread made it -------------------------------------------------------------------------------------------

struct Registers {
    ucontext_t* context;
#if defined(__x86_64__)
    long argument(int index) const {
        constexpr int places[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};
        return context->uc_mcontext.gregs[places[index]];
    }
    void answer(long result) const { context->uc_mcontext.gregs[REG_RAX] = result; }
#elif defined(__aarch64__)
    long argument(int index) const { return static_cast<long>(context->uc_mcontext.regs[index]); }
    void answer(long result) const { context->uc_mcontext.regs[0] = static_cast<unsigned long long>(result); }
#endif
    const char* path(int index) const { return reinterpret_cast<const char*>(argument(index)); }
};

// Which argument of this call is a path; -1 for none.
int path_argument(std::uint32_t call) {
    switch (call) {
    case SYS_openat:
    case SYS_newfstatat:
    case SYS_faccessat:
    case SYS_readlinkat:
    case SYS_unlinkat:
    case SYS_mkdirat: return 1;
    case SYS_execve:
    case SYS_statfs:
    case SYS_chdir: return 0;
#if defined(__x86_64__)
    case SYS_open:
    case SYS_creat:
    case SYS_stat:
    case SYS_lstat:
    case SYS_access:
    case SYS_readlink:
    case SYS_unlink:
    case SYS_mkdir:
    case SYS_rmdir: return 0;
#endif
    default: return -1;
    }
}

void count(std::uint32_t call, const Registers& registers) {
    refused_count.fetch_add(1, std::memory_order_relaxed);
    refused_last.store(call, std::memory_order_relaxed);
    if (counts[std::min<std::size_t>(call, kinds - 1)].fetch_add(1, std::memory_order_relaxed) != 0) return;
    if (const int index = path_argument(call); index >= 0 && registers.path(index) != nullptr) {
        const std::size_t slot = seen_path_count.fetch_add(1, std::memory_order_relaxed);
        if (slot < seen_paths.size()) {
            SeenPath& seen = seen_paths[slot];
            seen.call = call;
            const char* const path = registers.path(index);
            for (std::size_t i = 0; i + 1 < sizeof seen.text && path[i] != '\0'; ++i) seen.text[i] = path[i];
            seen.whole.store(true, std::memory_order_release);
        }
    }
    const std::uint64_t one = 1;
    if (const int fd = wake_fd.load(std::memory_order_relaxed); fd >= 0) ::syscall(SYS_write, fd, &one, sizeof one);
}

// What the C library looks for by itself and does without: no plugin's doing, so nobody needs to hear of it.
bool is_own_business_of_libc(std::string_view path) {
    constexpr std::string_view known[] = {
        "/etc/localtime",     "/usr/share/zoneinfo/", "/usr/lib/locale/",
        "/usr/share/locale/", "/etc/ld.so.cache",     "/sys/devices/system/cpu/",
        "/proc/stat",         "/proc/cpuinfo",        "/proc/sys/vm/overcommit_memory",
    };
    return std::any_of(std::begin(known), std::end(known), [path](std::string_view start) { return path.starts_with(start); });
}

// The same of the sanitizers' run-time library, before a report; it makes the old call, which the C library never does.
[[maybe_unused]] bool is_own_business_of_sanitizers(const char* path) {
    return path != nullptr && std::string_view(path) == "/proc/self/maps";
}

// "/proc/self/fd/17" of the descriptor that may be opened so.
bool names_the_library(std::string_view path) {
    const int fd = library_fd.load(std::memory_order_relaxed);
    if (fd < 0 || !path.starts_with(library_prefix)) return false;
    path.remove_prefix(library_prefix.size());
    int number = 0;
    for (const char c : path) {
        if (c < '0' || c > '9' || number > 100'000) return false;
        number = number * 10 + (c - '0');
    }
    return !path.empty() && number == fd;
}

// A descriptor, or minus an error number.
long open_instead(const Registers& registers) {
    const char* const path = registers.path(1);
    if (path == nullptr) return -EFAULT;
    const auto flags = registers.argument(2);
    if (names_the_library(path) && (flags & O_ACCMODE) == O_RDONLY) {
        const int fd = library_fd.load(std::memory_order_relaxed);
        ::syscall(SYS_lseek, fd, 0, SEEK_SET); // the loader reads from where it is
        const long copy = ::syscall(SYS_fcntl, fd, (flags & O_CLOEXEC) != 0 ? F_DUPFD_CLOEXEC : F_DUPFD, 0);
        return copy < 0 ? -errno : copy;
    }
    if (is_own_business_of_libc(path)) return -ENOENT;
    count(SYS_openat, registers);
    return -EACCES;
}

// The C library's fstat(fd) is newfstatat(fd, "", AT_EMPTY_PATH). A filter cannot see whether the path is empty; with a path, the answer
// would tell which files exist.
long stat_instead(const Registers& registers) {
    const char* const path = registers.path(1);
    if ((registers.argument(3) & AT_EMPTY_PATH) != 0 && (path == nullptr || *path == '\0'))
        return ::syscall(SYS_fstat, registers.argument(0), registers.argument(2)) == 0 ? 0 : -errno;
    if (path != nullptr && is_own_business_of_libc(path)) return -ENOENT;
    count(SYS_newfstatat, registers);
    return -EPERM;
}

void on_refused_call(int, siginfo_t* info, void* raw_context) {
    if (info->si_code != signal_code_of_filter) return; // somebody in here raised the signal: there is no call to answer
    const int errno_before = errno;
    const Registers registers{static_cast<ucontext_t*>(raw_context)};
    const auto call = static_cast<std::uint32_t>(info->si_syscall);
    long result = -EPERM;
    if (call == SYS_openat) {
        result = open_instead(registers);
    } else if (call == SYS_newfstatat) {
        result = stat_instead(registers);
#if defined(__x86_64__)
    } else if (call == SYS_open && is_own_business_of_sanitizers(registers.path(0))) {
        result = -ENOENT;
#endif
    } else {
        count(call, registers);
        if (is_deadly_call(call)) {
            crash::leave_record(SIGSYS, *info, *registers.context);
            ::syscall(end_of_process_call); // the filter has the kernel end the process here
        }
    }
    registers.answer(result);
    errno = errno_before;
}
} // namespace

Refusals refusals() { return {refused_count.load(std::memory_order_relaxed), refused_last.load(std::memory_order_relaxed)}; }

RefusalCounts refusal_counts() {
    RefusalCounts now{};
    for (std::size_t i = 0; i < kinds; ++i) now[i] = counts[i].load(std::memory_order_relaxed);
    return now;
}

std::string first_refused_path(std::uint32_t call) {
    for (const SeenPath& seen : seen_paths)
        if (seen.whole.load(std::memory_order_acquire) && seen.call == call) return seen.text;
    return {};
}

Result<void> watch_refused_calls() {
    struct sigaction action {};
    action.sa_sigaction = on_refused_call;
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART;
    if (::sigaction(SIGSYS, &action, nullptr) != 0) return fail_errno("watch refused calls");
    return {};
}

void wake_on_refusal(int eventfd) { wake_fd.store(eventfd, std::memory_order_relaxed); }

OpenByNumber::OpenByNumber(int fd) { library_fd.store(fd, std::memory_order_relaxed); }
OpenByNumber::~OpenByNumber() { library_fd.store(-1, std::memory_order_relaxed); }

// ---- words -----------------------------------------------------------------------------------------------------------------

namespace {
constexpr std::uint32_t most_kinds = 40; // lines; a plugin that tries every number there is fills no log
constexpr std::chrono::seconds summary_every{5};
constexpr std::size_t most_in_summary = 6;

std::string name_of(std::uint32_t call) {
    const auto name = kernel_call_name(call);
    return name.empty() ? fmt::format("number {}", call) : std::string(name);
}

std::string summary(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& more) { // count, call; most first
    std::uint64_t sum = 0;
    for (const auto& [times, call] : more) sum += times;
    std::string text = fmt::format("the sandbox refused {} more kernel call{}:", sum, sum == 1 ? "" : "s");
    for (std::size_t i = 0; i < std::min(more.size(), most_in_summary); ++i)
        text += fmt::format("{} {} {}", i == 0 ? "" : ",", name_of(more[i].second),
                            more[i].first == 1 ? "once" : fmt::format("{} times", more[i].first));
    if (more.size() > most_in_summary) text += fmt::format(" and {} other kinds", more.size() - most_in_summary);
    return text;
}
} // namespace

std::vector<std::string> RefusalReport::lines(const RefusalCounts& now_counts, Clock::time_point now,
                                              std::string (*path)(std::uint32_t)) {
    std::vector<std::string> due;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> more;
    for (std::uint32_t call = 0; call < now_counts.size(); ++call) {
        if (now_counts[call] == said_[call]) continue;
        if (!last_summary_) last_summary_ = now;
        if (!known_[call] && kinds_ < most_kinds) {
            known_[call] = true;
            ++kinds_;
            ++said_[call];
            const std::string where = path(call);
            due.push_back(fmt::format("the sandbox refused to let it {}{}{}", describe_kernel_call(call),
                                      where.empty() ? "" : ": ", where));
        }
        if (now_counts[call] != said_[call]) more.emplace_back(now_counts[call] - said_[call], call);
    }
    more_ = !more.empty();
    if (!more_ || now < *last_summary_ + summary_every) return due;
    std::ranges::sort(more, std::greater<>{});
    due.push_back(summary(more));
    said_ = now_counts;
    last_summary_ = now;
    more_ = false;
    return due;
}

std::optional<RefusalReport::Clock::time_point> RefusalReport::next() const {
    if (!more_) return std::nullopt;
    return *last_summary_ + summary_every;
}

} // namespace asista::host

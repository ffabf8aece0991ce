// The order of the layers: limits, Landlock, seccomp. Each is refused as a whole when the kernel refuses a part of it.
#include "sandbox.hpp"

#include "seccomp_filter.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <span>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ASISTA_DEVELOPER_TIER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define ASISTA_DEVELOPER_TIER 1
#endif
#endif
#ifndef ASISTA_DEVELOPER_TIER
#define ASISTA_DEVELOPER_TIER 0
#endif

namespace asista::host {

namespace {
constexpr bool developer_tier = ASISTA_DEVELOPER_TIER != 0;
constexpr rlim_t memory_limit = 512u << 20;

std::atomic<std::uint32_t> refused_count{0};
std::atomic<std::uint32_t> refused_last{0};

// Runs when the filter refuses a call: counts it and lets it fail like a call without permission.
void on_refused_call(int, siginfo_t* info, void* raw_context) {
    auto& machine = static_cast<ucontext_t*>(raw_context)->uc_mcontext;
    refused_count.fetch_add(1, std::memory_order_relaxed);
    refused_last.store(static_cast<std::uint32_t>(info->si_syscall), std::memory_order_relaxed);
#if defined(__x86_64__)
    machine.gregs[REG_RAX] = -EPERM;
#elif defined(__aarch64__)
    machine.regs[0] = static_cast<unsigned long long>(-EPERM);
#endif
}

Result<void> watch_refused_calls() {
    struct sigaction action {};
    action.sa_sigaction = on_refused_call;
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART;
    if (::sigaction(SIGSYS, &action, nullptr) != 0) return fail_errno("watch refused calls");
    return {};
}

Result<void> set_limits() {
    // FSIZE 0: not one byte into a file. Without the ignored signal a line of log into a file would kill the host.
    std::signal(SIGXFSZ, SIG_IGN);
    struct Limit {
        __rlimit_resource_t resource;
        rlim_t value;
        const char* name;
    };
    const Limit limits[] = {
        // DATA, not AS: every thread's malloc arena reserves address space that it never uses.
        {RLIMIT_DATA, developer_tier ? RLIM_INFINITY : memory_limit, "memory"},
        {RLIMIT_NOFILE, 64, "descriptors"},
        {RLIMIT_FSIZE, 0, "file size"},
        {RLIMIT_CORE, 0, "core dumps"},
        {RLIMIT_STACK, 8u << 20, "stack"},
        {RLIMIT_RTPRIO, 0, "priority"},
        {RLIMIT_MSGQUEUE, 0, "message queues"},
        {RLIMIT_MEMLOCK, 0, "locked memory"},
    };
    for (const Limit& limit : limits) {
        rlimit now{};
        if (::getrlimit(limit.resource, &now) != 0) return fail_errno(fmt::format("read the limit of {}", limit.name));
        // Lower than ours already is fine, and a hard limit cannot be raised.
        const rlim_t value = now.rlim_max == RLIM_INFINITY ? limit.value : std::min(limit.value, now.rlim_max);
        const rlimit wanted{value, value};
        if (::setrlimit(limit.resource, &wanted) != 0) return fail_errno(fmt::format("set the limit of {}", limit.name));
    }
    return {};
}

// <linux/landlock.h> of the build machine may be older than the kernel that runs this, so the numbers stand here.
struct LandlockRules {
    std::uint64_t handled_access_fs;
    std::uint64_t handled_access_net; // from ABI 4
    std::uint64_t scoped;             // from ABI 6
};
constexpr int landlock_create_ruleset = 444;
constexpr int landlock_restrict_self = 446;

// Every right that this ABI knows, with no rule that grants any: nothing can be opened, connected or signalled.
LandlockRules rules_for(int abi) {
    LandlockRules rules{};
    int file_rights = 13;           // ABI 1: execute, write, read, read_dir, remove_*, make_*
    if (abi >= 2) file_rights = 14; // refer: links and renames across folders
    if (abi >= 3) file_rights = 15; // truncate
    if (abi >= 5) file_rights = 16; // ioctl on devices
    rules.handled_access_fs = (std::uint64_t{1} << file_rights) - 1;
    if (abi >= 4) rules.handled_access_net = 3; // bind and connect TCP
    if (abi >= 6) rules.scoped = 3;             // abstract unix sockets, signals
    return rules;
}

// The ABI in force.
Result<int> restrict_with_landlock() {
    const auto abi = static_cast<int>(::syscall(landlock_create_ruleset, nullptr, 0, 1));
    if (abi < 1) return fail(Errc::unsupported, "plugins need a kernel with Landlock (Linux 5.13 or newer, enabled at boot)");
    const LandlockRules rules = rules_for(abi);
    const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    const auto ruleset = static_cast<int>(::syscall(landlock_create_ruleset, &rules, size, 0));
    if (ruleset < 0) return fail_errno("create the Landlock rules");
    const auto restricted = ::syscall(landlock_restrict_self, ruleset, 0);
    const int error = errno;
    ::close(ruleset);
    errno = error;
    if (restricted != 0) return fail_errno("enter the Landlock rules");
    return abi;
}

Result<void> filter_calls() {
    std::vector<sock_filter> code = make_seccomp_filter(static_cast<std::uint32_t>(::getpid()));
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    // TSYNC: a thread that a library started before us must not stay outside.
    const auto result = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    if (result > 0) return fail(Errc::internal, "thread {} stayed outside of the call filter", result);
    if (result < 0) return fail_errno("install the call filter");
    return {};
}

// When memory runs out, the kernel should take a plugin and not the client. Best effort: it is no barrier.
void offer_to_oom_killer() {
    const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    [[maybe_unused]] const ssize_t written = ::write(file, "1000", 4);
    ::close(file);
}
} // namespace

Result<std::string> lock_down() {
    offer_to_oom_killer();
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail_errno("give up new privileges");
    TRY(set_limits());
    if constexpr (developer_tier) return std::string("developer build: no sandbox");
    TRY(watch_refused_calls());
    const int abi = TRY(restrict_with_landlock());
    TRY(filter_calls());
    return fmt::format("LL{}+SC+RL", abi);
}

Refusals refusals() { return {refused_count.load(std::memory_order_relaxed), refused_last.load(std::memory_order_relaxed)}; }

const char* refused_action(std::uint32_t call) { return call_purpose(call); }

} // namespace asista::host

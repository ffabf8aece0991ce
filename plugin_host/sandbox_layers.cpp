// Each layer is refused as a whole when the kernel refuses a part of it.
#include "sandbox_layers.hpp"

#include "seccomp_filter.hpp"
#include "wire/sandbox_tier.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace asista::host {

namespace {
constexpr rlim_t megabyte = rlim_t{1} << 20;

rlim_t limit_of(std::uint64_t bytes) { return bytes == unlimited_memory.data ? RLIM_INFINITY : rlim_t{bytes}; }
} // namespace

// ---- namespaces ------------------------------------------------------------------------------------------------------------

Result<void> leave_file_system() {
    constexpr const char* place = "/proc"; // there wherever a plugin can be started, and not needed from here on
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return fail_errno("keep mounts to itself");
    if (::mount("plugin", place, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0555,size=4k,nr_inodes=1") != 0)
        return fail_errno("mount an empty file system");
    // The old root comes to lie over the new one, and is taken away.
    if (::chdir(place) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0) return fail_errno("change the root");
    if (::umount2(".", MNT_DETACH) != 0 || ::chdir("/") != 0) return fail_errno("leave the old root");
    if (::access("/proc", F_OK) == 0) return fail(Errc::internal, "the old root is still there");
    // Its own name would be no secret; the computer's might be.
    if (::sethostname("plugin", std::strlen("plugin")) != 0) return fail_errno("hide the computer's name");
    return {};
}

Result<void> drop_capabilities() {
    // Without the right to change these an ordinary user's process has no capability either, and no_new_privs keeps it so.
    const auto failed = [](int result) { return result != 0 && errno != EPERM; };
    for (unsigned long capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        if (failed(::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0))) return fail_errno("give up a capability");
    if (failed(::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))) return fail_errno("give up ambient capabilities");
    constexpr unsigned long bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED |
                                   SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
    if (failed(::prctl(PR_SET_SECUREBITS, bits, 0, 0, 0))) return fail_errno("lock the security bits");
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3]{};
    if (::syscall(SYS_capset, &header, sets) != 0 || ::syscall(SYS_capget, &header, sets) != 0)
        return fail_errno("give up all capabilities");
    for (const auto& set : sets)
        if ((set.effective | set.permitted | set.inheritable) != 0) return fail(Errc::internal, "a capability is left");
    return {};
}

// ---- limits ----------------------------------------------------------------------------------------------------------------

Result<MemoryLimits> sanitizer_memory() {
    // proc_pid_statm(5), in pages: all of it, resident, shared, text, unused, data and stack.
    std::FILE* const file = std::fopen("/proc/self/statm", "re");
    if (file == nullptr) return fail_errno("read how much memory is reserved");
    unsigned long size = 0, data = 0;
    const int read = std::fscanf(file, "%lu %*u %*u %*u %*u %lu", &size, &data);
    std::fclose(file);
    if (read != 2) return fail(Errc::internal, "the kernel does not say how much memory is reserved");
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return MemoryLimits{data * page + sanitizer_memory_times * plugin_memory.data, size * page + plugin_memory.addresses};
}

Result<void> set_limits(const MemoryLimits& memory) {
    // FSIZE 0: not one byte into a file. Without the ignored signal a line of log into a file would kill the host.
    std::signal(SIGXFSZ, SIG_IGN);
    struct Limit {
        __rlimit_resource_t resource;
        rlim_t value;
        const char* name;
    };
    const Limit limits[] = {
        // What a plugin fills with data. Shared and growing memory, which this does not count, is refused by the call filter.
        {RLIMIT_DATA, limit_of(memory.data), "memory"},
        // Generous, as threads and language runtimes reserve what they never use. It bounds the kernel's own tables for reserved memory.
        {RLIMIT_AS, limit_of(memory.addresses), "address space"},
        {RLIMIT_NOFILE, 64, "descriptors"},
        {RLIMIT_FSIZE, 0, "file size"},
        {RLIMIT_CORE, 0, "core dumps"},
        {RLIMIT_STACK, 8 * megabyte, "stack"},
        {RLIMIT_RTPRIO, 0, "priority"},
        {RLIMIT_NICE, 0, "priority"},
        {RLIMIT_SIGPENDING, 64, "queued signals"},
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

void offer_to_oom_killer() {
    const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    [[maybe_unused]] const ssize_t written = ::write(file, "1000", 4);
    ::close(file);
}

// ---- Landlock --------------------------------------------------------------------------------------------------------------

namespace {
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
} // namespace

Result<int> restrict_with_landlock() {
    const auto abi = static_cast<int>(::syscall(landlock_create_ruleset, nullptr, 0, 1));
    if (abi < 1) {
        if (errno == EOPNOTSUPP) {
            return fail(
                Errc::unsupported,
                "this kernel has Landlock, but it was left out at boot; add landlock to the lsm= list of the boot options");
        }
        if (errno == ENOSYS) return fail(Errc::unsupported, "this kernel has no Landlock; Linux 5.13 or newer built with it has");
        return fail_errno("ask for Landlock");
    }
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

// ---- seccomp ---------------------------------------------------------------------------------------------------------------

Result<void> filter_calls() {
    std::vector<sock_filter> code = make_seccomp_filter(static_cast<std::uint32_t>(::getpid()));
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    // TSYNC: a thread that a library started before us must not stay outside.
    const auto result = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    if (result > 0) return fail(Errc::internal, "thread {} stayed outside of the call filter", result);
    if (result == 0) return {};
    if (errno == ENOSYS || errno == EINVAL)
        return fail(Errc::unsupported, "this kernel cannot filter calls; one built with CONFIG_SECCOMP_FILTER can");
    return fail_errno("install the call filter");
}

} // namespace asista::host

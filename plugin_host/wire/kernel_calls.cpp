// The names come from the kernel's own header, as the compiler sees it (kernel_calls.cmake), and for what is newer from a list here.
#include "wire/kernel_calls.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <sys/syscall.h>

namespace asista {

namespace {
struct Name {
    std::uint32_t number;
    std::string_view text;
};

constexpr Name header_names[] = {
// by number
#include "kernel_call_names.inc"
};

// Since Linux 5.10 every processor has the same numbers for new calls.
constexpr Name newer_names[] = {
    {434, "pidfd_open"},
    {435, "clone3"},
    {436, "close_range"},
    {437, "openat2"},
    {438, "pidfd_getfd"},
    {439, "faccessat2"},
    {440, "process_madvise"},
    {441, "epoll_pwait2"},
    {442, "mount_setattr"},
    {443, "quotactl_fd"},
    {444, "landlock_create_ruleset"},
    {445, "landlock_add_rule"},
    {446, "landlock_restrict_self"},
    {447, "memfd_secret"},
    {448, "process_mrelease"},
    {449, "futex_waitv"},
    {450, "set_mempolicy_home_node"},
    {451, "cachestat"},
    {452, "fchmodat2"},
    {453, "map_shadow_stack"},
    {454, "futex_wake"},
    {455, "futex_wait"},
    {456, "futex_requeue"},
    {457, "statmount"},
    {458, "listmount"},
    {459, "lsm_get_self_attr"},
    {460, "lsm_set_self_attr"},
    {461, "lsm_list_modules"},
    {462, "mseal"},
    {463, "setxattrat"},
    {464, "getxattrat"},
    {465, "listxattrat"},
    {466, "removexattrat"},
    {467, "open_tree_attr"},
};

constexpr std::string_view network = "open a network connection", program = "start a program", process = "start a process",
                           signal_others = "signal another process", look = "look at a file",
                           memory_of_others = "read another process's memory", keys = "use the kernel's key rings",
                           mounts = "change what the file system looks like", namespaces = "enter a namespace",
                           limits = "change a limit", users = "become another user", remove = "remove a file",
                           folder = "create a folder", links = "link files", rights = "change who may use a file",
                           rename_file = "rename a file", queues = "use shared kernel objects", shared = "create shared memory",
                           priority = "change a priority", trace = "trace another process", modules = "change the kernel",
                           watch = "watch files", attributes = "use attributes of a file", ports = "drive hardware";

constexpr Name purposes[] = {
    {SYS_socket, network},
    {SYS_connect, network},
    {SYS_bind, network},
    {SYS_listen, "wait for network connections"},
    {SYS_accept, "wait for network connections"},
    {SYS_accept4, "wait for network connections"},
    {SYS_sendto, "send to a network address"},
    {SYS_sendmmsg, "send to a network address"},
    {SYS_socketpair, "create a socket"},
    {SYS_setsockopt, "change a socket"},
    {SYS_getsockopt, "ask about a socket"},
    {SYS_getpeername, "ask who is on a socket"},
    {SYS_execve, program},
    {SYS_execveat, program},
    {SYS_clone, process},
    {SYS_wait4, "wait for a process"},
    {SYS_waitid, "wait for a process"},
    {SYS_kill, signal_others},
    {SYS_tkill, signal_others},
    {SYS_tgkill, signal_others},
    {SYS_rt_sigqueueinfo, signal_others},
    {SYS_rt_tgsigqueueinfo, signal_others},
    {SYS_pidfd_send_signal, signal_others},
    {434, "get hold of another process"},
    {438, "take another process's descriptors"},
    {440, "manage another process's memory"},
    {SYS_rt_sigaction, "hide what the sandbox refuses"},
    {SYS_openat, "open a file"},
    {437, "open a file"},
    {SYS_open_by_handle_at, "open a file by its handle"},
    {SYS_name_to_handle_at, look},
    {SYS_newfstatat, look},
    {SYS_statx, look},
    {SYS_readlinkat, look},
    {SYS_faccessat, look},
    {439, look},
    {SYS_statfs, look},
    {SYS_getdents64, "list a folder"},
    {SYS_getcwd, "ask for its folder"},
    {SYS_chdir, "change its folder"},
    {SYS_fchdir, "change its folder"},
    {SYS_unlinkat, remove},
    {SYS_mkdirat, folder},
    {SYS_mknodat, "create a special file"},
    {SYS_linkat, links},
    {SYS_symlinkat, links},
    {SYS_renameat, rename_file},
    {SYS_renameat2, rename_file},
    {SYS_fchmodat, rights},
    {SYS_fchmod, rights},
    {SYS_fchownat, rights},
    {SYS_fchown, rights},
    {SYS_truncate, "cut a file"},
    {SYS_ftruncate, "resize shared memory"},
    {SYS_utimensat, "change a file's time"},
    {SYS_inotify_init1, watch},
    {SYS_inotify_add_watch, watch},
    {SYS_fanotify_init, watch},
    {SYS_getxattr, attributes},
    {SYS_setxattr, attributes},
    {SYS_listxattr, attributes},
    {SYS_prlimit64, limits},
    {SYS_setrlimit, limits},
    {SYS_setpriority, priority},
    {SYS_sched_setaffinity, "choose a processor"},
    {SYS_sched_setscheduler, priority},
    {SYS_sched_setparam, priority},
    {SYS_sched_setattr, priority},
    {SYS_ioprio_set, priority},
    {SYS_mmap, "share memory"},
    {SYS_memfd_create, shared},
    {SYS_shmget, shared},
    {SYS_shmat, shared},
    {SYS_semget, queues},
    {SYS_msgget, queues},
    {SYS_mq_open, queues},
    {SYS_mlock, "lock memory"},
    {SYS_mlockall, "lock memory"},
    {SYS_fcntl, "change a descriptor's owner or mode"},
    {SYS_prctl, "change what the kernel knows of it"},
    {SYS_seccomp, "change its sandbox"},
    {SYS_capset, users},
    {SYS_setuid, users},
    {SYS_setgid, users},
    {SYS_setresuid, users},
    {SYS_setgroups, users},
    {SYS_ptrace, trace},
    {SYS_kcmp, trace},
    {SYS_process_vm_readv, memory_of_others},
    {SYS_process_vm_writev, "write another process's memory"},
    {SYS_perf_event_open, "watch the processor"},
    {SYS_bpf, "load a program into the kernel"},
    {SYS_userfaultfd, "handle page faults"},
    {SYS_keyctl, keys},
    {SYS_add_key, keys},
    {SYS_request_key, keys},
    {SYS_mount, mounts},
    {SYS_umount2, mounts},
    {SYS_pivot_root, mounts},
    {SYS_chroot, mounts},
    {428, mounts},
    {429, mounts},
    {430, mounts},
    {432, mounts},
    {442, mounts},
    {SYS_setns, namespaces},
    {SYS_unshare, "make a namespace"},
    {SYS_init_module, modules},
    {SYS_finit_module, modules},
    {SYS_delete_module, modules},
    {SYS_kexec_load, modules},
    {SYS_reboot, "restart the computer"},
    {SYS_syslog, "read the kernel's log"},
    {SYS_sethostname, "rename the computer"},
    {SYS_settimeofday, "set the clock"},
    {SYS_clock_settime, "set the clock"},
    {SYS_clock_gettime, "read the clock of another process"},
#if defined(__x86_64__)
    {SYS_fork, process},
    {SYS_vfork, process},
    {SYS_open, "open a file"},
    {SYS_creat, "open a file"},
    {SYS_stat, look},
    {SYS_lstat, look},
    {SYS_access, look},
    {SYS_readlink, look},
    {SYS_getdents, "list a folder"},
    {SYS_unlink, remove},
    {SYS_rmdir, remove},
    {SYS_mkdir, folder},
    {SYS_link, links},
    {SYS_symlink, links},
    {SYS_rename, rename_file},
    {SYS_chmod, rights},
    {SYS_chown, rights},
    {SYS_inotify_init, watch},
    {SYS_iopl, ports},
    {SYS_ioperm, ports},
    {SYS_modify_ldt, "change its segments"},
#endif
};
} // namespace

std::string_view kernel_call_name(std::uint32_t number) {
    const auto in = [number](const auto& names) -> std::string_view {
        const auto found =
            std::find_if(std::begin(names), std::end(names), [number](const Name& n) { return n.number == number; });
        return found == std::end(names) ? std::string_view() : found->text;
    };
    const auto name = in(header_names);
    return name.empty() ? in(newer_names) : name;
}

std::string_view kernel_call_purpose(std::uint32_t number) {
    for (const auto& [known, purpose] : purposes)
        if (known == number) return purpose;
    return {};
}

std::string describe_kernel_call(std::uint32_t number) {
    const auto name = kernel_call_name(number), purpose = kernel_call_purpose(number);
    if (name.empty()) return fmt::format("make kernel call {}", number);
    if (purpose.empty()) return fmt::format("make the kernel call {}", name);
    return fmt::format("{} ({})", purpose, name);
}

} // namespace asista

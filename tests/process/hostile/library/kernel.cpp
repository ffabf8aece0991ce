// The kernel itself: its large and seldom used doors, and the ways around a filter of calls.
#include "attack.hpp"

#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <sys/timex.h>

namespace hostile {

namespace {
// 32-bit numbering of the same kernel: 20 is getpid there.
Outcome enter_as_32_bit() {
    long result = 20;
#if defined(__x86_64__)
    asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
#endif
    return {result > 0, static_cast<int>(-result), "getpid by int 0x80"};
}
// With SIGSYS out of the way, is the refused call let through?
Outcome socket_without_trap_handler(bool block) {
    if (block) {
        sigset_t one;
        sigemptyset(&one);
        sigaddset(&one, SIGSYS);
        ::sigprocmask(SIG_BLOCK, &one, nullptr);
    } else {
        std::signal(SIGSYS, SIG_IGN);
    }
    return call(SYS_socket, 2, 1, 0);
}
} // namespace

std::vector<Attack> kernel_attacks() {
    return {
        {"user-namespace", [](const Json&) { return call(SYS_unshare, CLONE_NEWUSER); }},
        {"user-namespace-clone",
         [](const Json&) {
             const long pid = ::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
             if (pid == 0) ::_exit(0);
             return of(pid);
         }},
        {"thread-in-namespace",
         [](const Json&) {
             return call(SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_NEWUSER, nullptr, nullptr, nullptr, nullptr);
         }},
        {"join-namespace", [](const Json&) { return call(SYS_setns, 3, 0); }},
        {"key-ring", [](const Json&) { return call(SYS_keyctl, 0, -3, 1, 0, 0); }},
        {"add-key", [](const Json&) { return call(SYS_add_key, "user", "asista", "x", 1, -3); }},
        {"request-key", [](const Json&) { return call(SYS_request_key, "user", "asista", nullptr, -3); }},
        {"bpf", [](const Json&) { return call(SYS_bpf, 0, nullptr, 0); }},
        {"perf", [](const Json&) { return call(SYS_perf_event_open, nullptr, 0, -1, -1, 0); }},
        {"userfaultfd", [](const Json&) { return call(SYS_userfaultfd, 0); }},
        {"load-module", [](const Json&) { return call(SYS_init_module, nullptr, 0, ""); }},
        {"new-kernel", [](const Json&) { return call(SYS_kexec_load, 0, 0, nullptr, 0); }},
        {"reboot", [](const Json&) { return call(SYS_reboot, 0, 0, 0, nullptr); }},
        {"pivot-root", [](const Json&) { return call(SYS_pivot_root, "/", "/"); }},
        {"unmount", [](const Json&) { return call(SYS_umount2, "/proc", 2); }},
        {"ports", [](const Json&) { return call(SYS_iopl, 3); }},
        {"segment-table", [](const Json&) { return call(SYS_modify_ldt, 0, nullptr, 0); }},
        {"int-0x80", [](const Json&) { return enter_as_32_bit(); }},
        {"x32", [](const Json&) { return call(0x40000000L | SYS_getpid); }},
        {"high-number", [](const Json&) { return call(static_cast<long>(0x7FFFFFFF00000000UL | SYS_socket), 2, 1, 0); }},
        {"unknown-number", [](const Json&) { return call(9999); }},
        {"negative-number", [](const Json&) { return call(-7); }},
        {"ignore-traps", [](const Json&) { return socket_without_trap_handler(false); }},
        {"block-traps", [](const Json&) { return socket_without_trap_handler(true); }},
        {"own-filter",
         [](const Json&) {
             sock_filter allow_all = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
             const sock_fprog program{1, &allow_all};
             return call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
         }},
        {"own-landlock", [](const Json&) { return call(444, nullptr, 0, 1); }},
        {"personality", [](const Json&) { return call(SYS_personality, 0x0040000 /*ADDR_NO_RANDOMIZE*/); }},
        {"type-into-terminal",
         [](const Json&) {
             char c = '\n';
             return call(SYS_ioctl, 0, TIOCSTI, &c);
         }},
        {"set-clock",
         [](const Json&) {
             const timespec never{-1, 0};
             return call(SYS_clock_settime, CLOCK_REALTIME, &never);
         }},
        {"adjust-clock",
         [](const Json&) {
             timex how{};
             return call(SYS_adjtimex, &how);
         }},
        {"kernel-log",
         [](const Json&) {
             char bytes[64];
             return call(SYS_syslog, 3, bytes, sizeof bytes);
         }},
        {"host-name", [](const Json&) { return call(SYS_sethostname, "owned", 5); }},
        {"swap", [](const Json&) { return call(SYS_swapon, "/dev/null", 0); }},
        {"signal-timer",
         [](const Json&) {
             int timer = 0;
             return call(SYS_timer_create, CLOCK_MONOTONIC, nullptr, &timer);
         }},
        {"alarm", [](const Json&) { return call(SYS_alarm, 1); }},
        {"timer-storm",
         [](const Json&) {
             int made = 0;
             for (int i = 0; i < 200; ++i) {
                 const int fd = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
                 if (fd < 0) break;
                 itimerspec often{};
                 often.it_interval.tv_nsec = often.it_value.tv_nsec = 1;
                 ::timerfd_settime(fd, 0, &often, nullptr);
                 ++made;
             }
             const Outcome outcome{made == 200, errno, {}};
             for (int fd = 8; fd < 64; ++fd) {
                 itimerspec off{};
                 ::timerfd_settime(fd, 0, &off, nullptr);
             }
             return outcome;
         }},
        {"signal-storm",
         [](const Json&) {
             std::signal(SIGUSR1, [](int) {});
             for (int i = 0; i < 100'000; ++i) ::syscall(SYS_tgkill, ::getpid(), ::gettid(), SIGUSR1);
             return Outcome{true, 0, {}};
         }},
    };
}

} // namespace hostile

// Other processes: starting them, reading them, signalling them, changing how they run. "client" is the client's pid.
// Signals are SIGURG, which kills nobody who does not ask for it: should one get through, a test fails and not the machine.
#include "attack.hpp"

#include <csignal>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>

namespace hostile {

namespace {
int client(const Json& a) { return number(a, "client"); }

// A child, if one comes to life, ends at once.
Outcome child(long pid) {
    if (pid == 0) ::_exit(0);
    return of(pid, "a process was started");
}
Outcome run_program(long number_of_call) {
    const char* const arguments[] = {"/bin/true", nullptr};
    if (number_of_call == SYS_execveat) return call(SYS_execveat, AT_FDCWD, "/bin/true", arguments, nullptr, 0);
    return call(SYS_execve, "/bin/true", arguments, nullptr);
}
Outcome send_info(long number_of_call, const Json& a) {
    siginfo_t info{};
    info.si_code = SI_QUEUE;
    if (number_of_call == SYS_rt_sigqueueinfo) return call(SYS_rt_sigqueueinfo, client(a), SIGURG, &info);
    return call(SYS_rt_tgsigqueueinfo, client(a), client(a), SIGURG, &info);
}
} // namespace

std::vector<Attack> process_attacks() {
    return {
        {"start-program", [](const Json&) { return run_program(SYS_execve); }},
        {"start-program-execveat", [](const Json&) { return run_program(SYS_execveat); }},
        {"fork", [](const Json&) { return child(::syscall(SYS_fork)); }},
        {"clone-process", [](const Json&) { return child(::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr)); }},
        {"clone-sharing-memory",
         [](const Json&) {
             static char stack[16384] __attribute__((aligned(16)));
             return call(SYS_clone, CLONE_VM | CLONE_SIGHAND | SIGCHLD, stack + sizeof stack, nullptr, nullptr, nullptr);
         }},
        {"clone-high-bits",
         [](const Json&) {
             return child(::syscall(SYS_clone, 0xFFFFFFFF00000000UL | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
         }},
        {"clone3",
         [](const Json&) {
             clone_args arguments{};
             arguments.exit_signal = SIGCHLD;
             return child(::syscall(SYS_clone3, &arguments, sizeof arguments));
         }},
        {"fork-bomb",
         [](const Json&) {
             long started = 0;
             for (int i = 0; i < 1000; ++i) {
                 const long pid = ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr);
                 if (pid == 0) ::_exit(0);
                 started += pid > 0 ? 1 : 0;
             }
             return Outcome{started > 0, EPERM, std::to_string(started) + " of 1000 started"};
         }},
        {"trace-client", [](const Json& a) { return call(SYS_ptrace, PTRACE_SEIZE, client(a), nullptr, nullptr); }},
        {"read-client-memory",
         [](const Json& a) {
             char byte = 0;
             iovec to{&byte, 1}, from{&byte, 1};
             return call(SYS_process_vm_readv, client(a), &to, 1, &from, 1, 0);
         }},
        {"write-client-memory",
         [](const Json& a) {
             char byte = 0;
             iovec from{&byte, 1}, to{&byte, 1};
             return call(SYS_process_vm_writev, client(a), &from, 1, &to, 1, 0);
         }},
        {"compare-client", [](const Json& a) { return call(SYS_kcmp, client(a), client(a), 0, 0, 0); }},
        {"signal-client", [](const Json& a) { return call(SYS_kill, client(a), SIGURG); }},
        {"signal-neighbour", [](const Json& a) { return call(SYS_kill, number(a, "neighbour"), SIGURG); }},
        {"signal-everybody", [](const Json&) { return call(SYS_kill, -1, SIGURG); }},
        {"signal-client-thread", [](const Json& a) { return call(SYS_tgkill, client(a), client(a), SIGURG); }},
        {"signal-client-tkill", [](const Json& a) { return call(SYS_tkill, client(a), SIGURG); }},
        {"signal-client-with-value", [](const Json& a) { return send_info(SYS_rt_sigqueueinfo, a); }},
        {"signal-client-thread-with-value", [](const Json& a) { return send_info(SYS_rt_tgsigqueueinfo, a); }},
        {"hold-client", [](const Json& a) { return call(SYS_pidfd_open, client(a), 0); }},
        {"signal-by-descriptor", [](const Json&) { return call(SYS_pidfd_send_signal, 3, SIGURG, nullptr, 0); }},
        {"take-client-descriptor", [](const Json&) { return call(438 /*pidfd_getfd*/, 3, 0, 0); }},
        {"signal-by-owner", [](const Json& a) { return call(SYS_fcntl, 3, F_SETOWN, client(a)); }},
        {"choose-owner-signal", [](const Json&) { return call(SYS_fcntl, 3, 10 /*F_SETSIG*/, SIGKILL); }},
        {"limit-client",
         [](const Json& a) {
             const rlimit limit{1, 1};
             return call(SYS_prlimit64, client(a), RLIMIT_CPU, &limit, nullptr);
         }},
        {"read-client-limits",
         [](const Json& a) {
             rlimit limit{};
             return call(SYS_prlimit64, client(a), RLIMIT_CPU, nullptr, &limit);
         }},
        {"raise-own-limit",
         [](const Json&) {
             const rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
             return call(SYS_prlimit64, 0, RLIMIT_DATA, &limit, nullptr);
         }},
        {"raise-own-limit-old-call",
         [](const Json&) {
             const rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
             return call(SYS_setrlimit, RLIMIT_DATA, &limit);
         }},
        {"slow-client", [](const Json& a) { return call(SYS_setpriority, PRIO_PROCESS, client(a), 19); }},
        {"pin-client",
         [](const Json& a) {
             const unsigned long one = 1;
             return call(SYS_sched_setaffinity, client(a), sizeof one, &one);
         }},
        {"pin-itself",
         [](const Json&) {
             const unsigned long one = 1;
             return call(SYS_sched_setaffinity, 0, sizeof one, &one);
         }},
        {"real-time",
         [](const Json&) {
             const sched_param priority{1};
             return call(SYS_sched_setscheduler, 0, SCHED_FIFO, &priority);
         }},
        {"deadline-time",
         [](const Json&) {
             const unsigned attributes[12] = {48, 6};
             return call(SYS_sched_setattr, 0, attributes, 0);
         }},
        {"disk-priority", [](const Json& a) { return call(SYS_ioprio_set, 1, client(a), 3 << 13); }},
        {"move-client-pages", [](const Json& a) { return call(SYS_migrate_pages, client(a), 0, nullptr, nullptr); }},
        {"advise-client-memory", [](const Json&) { return call(440 /*process_madvise*/, 3, nullptr, 0, 0, 0); }},
        {"wait-for-others", [](const Json&) { return call(SYS_wait4, -1, nullptr, WNOHANG, nullptr); }},
        {"new-session", [](const Json&) { return call(SYS_setsid); }},
        {"join-client-group", [](const Json& a) { return call(SYS_setpgid, 0, client(a)); }},
        {"outlive-client", [](const Json&) { return call(SYS_prctl, 1 /*PR_SET_PDEATHSIG*/, 0, 0, 0, 0); }},
        {"hide-from-client", [](const Json&) { return call(SYS_prctl, 4 /*PR_SET_DUMPABLE*/, 0, 0, 0, 0); }},
        {"let-anybody-trace", [](const Json&) { return call(SYS_prctl, 0x59616d61 /*PR_SET_PTRACER*/, -1L, 0, 0, 0); }},
        {"adopt-orphans", [](const Json&) { return call(SYS_prctl, 36 /*PR_SET_CHILD_SUBREAPER*/, 1, 0, 0, 0); }},
        {"move-own-code", [](const Json&) { return call(SYS_prctl, 35 /*PR_SET_MM*/, 1, 0x10000, 0, 0); }},
        {"become-root", [](const Json&) { return call(SYS_setresuid, 0, 0, 0); }},
        {"take-capabilities",
         [](const Json&) {
             unsigned header[2] = {0x20080522, 0}, wanted[6] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u};
             return call(SYS_capset, header, wanted);
         }},
    };
}

} // namespace hostile

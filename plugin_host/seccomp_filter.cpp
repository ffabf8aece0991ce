// The program is a list of rules tried in order; each starts by comparing the call's number, so the calls of every frame (poll, read,
// write) stand first. Arguments are 64 bits wide; the upper half is compared too wherever it could matter.
#include "seccomp_filter.hpp"

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <iterator>
#include <linux/audit.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <span>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <utility>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif

namespace asista::host {

namespace {
#if defined(__x86_64__)
constexpr std::uint32_t native_arch = AUDIT_ARCH_X86_64;
constexpr std::uint32_t x32_bit = 0x40000000;
#elif defined(__aarch64__)
constexpr std::uint32_t native_arch = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t x32_bit = 0;
#else
#error "the plugin sandbox has no list of kernel calls for this processor"
#endif

constexpr std::uint32_t allow = SECCOMP_RET_ALLOW;
constexpr std::uint32_t refused = SECCOMP_RET_TRAP;
constexpr std::uint32_t killed = SECCOMP_RET_KILL_PROCESS;
constexpr std::uint32_t missing = SECCOMP_RET_ERRNO | 38;        // ENOSYS
constexpr std::uint32_t not_a_terminal = SECCOMP_RET_ERRNO | 25; // ENOTTY

// clang-format off
// Calls whose arguments do not matter. `#if`s: the newer machines lack the older calls.
constexpr std::uint32_t allowed[] = {
    // frames: waiting, waking, time
    SYS_read, SYS_write, SYS_ppoll, SYS_recvmsg, SYS_sendmsg, SYS_nanosleep,
    SYS_gettimeofday, SYS_sched_yield, SYS_restart_syscall, SYS_getcpu,
    // memory
    SYS_brk, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_membarrier,
    // threads
    SYS_exit, SYS_exit_group, SYS_gettid, SYS_getpid, SYS_set_robust_list, SYS_rseq, SYS_set_tid_address,
    // signals of its own
    SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_rt_sigpending, SYS_rt_sigtimedwait,
    // descriptors it holds already, and ones that lead nowhere else
    SYS_close, SYS_readv, SYS_writev, SYS_pread64, SYS_lseek, SYS_fstat, SYS_dup, SYS_dup3, SYS_recvfrom, SYS_shutdown, SYS_pipe2,
    SYS_eventfd2, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, SYS_pselect6, SYS_timerfd_create, SYS_timerfd_settime,
    SYS_timerfd_gettime,
    // harmless questions
    SYS_getrandom, SYS_uname, SYS_sysinfo, SYS_getrusage, SYS_times, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
    SYS_sched_getaffinity, SYS_sched_getparam, SYS_sched_getscheduler,
#if defined(__x86_64__)
    SYS_poll, SYS_select, SYS_epoll_wait, SYS_dup2, SYS_time, SYS_arch_prctl,
#endif
};

// Only an attack makes these. A process that tries one is not worth answering.
constexpr std::uint32_t deadly[] = {
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_bpf, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns,
    SYS_unshare, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_userfaultfd, SYS_perf_event_open, SYS_init_module, SYS_finit_module,
    SYS_delete_module, SYS_kexec_load, SYS_open_by_handle_at, SYS_reboot, SYS_kcmp,
#if defined(__x86_64__)
    SYS_modify_ldt, SYS_iopl, SYS_ioperm,
#endif
};

// New calls for which the C library has an older way.
constexpr std::uint32_t absent[] = {435 /*clone3*/, 437 /*openat2*/, 439 /*faccessat2*/, SYS_statx, 425, 426, 427 /*io_uring*/,
                                    449 /*futex_waitv*/, 436 /*close_range*/};
// clang-format on

class Program {
  public:
    std::vector<sock_filter> take() { return std::move(code_); }

    void load_number() { load(offsetof(seccomp_data, nr)); }
    void load_arch() { load(offsetof(seccomp_data, arch)); }

    // The number is in the accumulator before and after each rule.
    void answer(std::uint32_t number, std::uint32_t verdict) {
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
        code_.push_back(BPF_STMT(BPF_RET | BPF_K, verdict));
    }
    void answer_all(std::span<const std::uint32_t> numbers, std::uint32_t verdict) {
        for (const std::uint32_t number : numbers) answer(number, verdict);
    }

    // Opens a rule for one call; what follows until close_rule() runs for it alone and must end in a verdict.
    void open_rule(std::uint32_t number) {
        rule_ = code_.size();
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 0));
    }
    void close_rule(std::uint32_t otherwise) {
        code_.push_back(BPF_STMT(BPF_RET | BPF_K, otherwise));
        code_[rule_].jf = static_cast<std::uint8_t>(code_.size() - rule_ - 1);
    }

    void load_low(unsigned argument) { load(static_cast<std::uint32_t>(offsetof(seccomp_data, args) + argument * 8)); }
    void load_high(unsigned argument) { load(static_cast<std::uint32_t>(offsetof(seccomp_data, args) + argument * 8 + 4)); }
    void return_if_equal(std::uint32_t value, std::uint32_t verdict) {
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
        code_.push_back(BPF_STMT(BPF_RET | BPF_K, verdict));
    }
    void return_unless_equal(std::uint32_t value, std::uint32_t verdict) {
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0));
        code_.push_back(BPF_STMT(BPF_RET | BPF_K, verdict));
    }
    void keep_bits(std::uint32_t mask) { code_.push_back(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask)); }
    void return_if_any_bit(std::uint32_t mask, std::uint32_t verdict) {
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, mask, 0, 1));
        code_.push_back(BPF_STMT(BPF_RET | BPF_K, verdict));
    }
    void answer_rest(std::uint32_t verdict) { code_.push_back(BPF_STMT(BPF_RET | BPF_K, verdict)); }

  private:
    void load(std::uint32_t offset) { code_.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)); }

    std::vector<sock_filter> code_;
    std::size_t rule_ = 0;
};

void add_memory_rules(Program& program) {
    // Two kinds of memory that RLIMIT_DATA does not count: what grows downwards counts as stack, but only for what it has grown, and
    // shared anonymous memory counts nowhere. Nothing in one process needs either.
    program.open_rule(SYS_mmap);
    program.load_low(3);
    program.return_if_any_bit(MAP_GROWSDOWN, refused);
    program.keep_bits(MAP_SHARED | MAP_ANONYMOUS);
    program.return_if_equal(MAP_SHARED | MAP_ANONYMOUS, refused);
    program.close_rule(allow);
}

// Clocks with negative numbers belong to a process, any of the computer's, or to a descriptor.
void add_clock_rules(Program& program) {
    constexpr std::uint32_t negative = 0x80000000;
    for (const std::uint32_t call : {SYS_clock_gettime, SYS_clock_nanosleep, SYS_clock_getres}) {
        program.open_rule(call);
        program.load_low(0);
        program.return_if_any_bit(negative, refused);
        program.close_rule(allow);
    }
}

// Priority-inheriting futexes name their owner by a number that may be any thread of the computer, and were a way into the kernel more
// than once. Without them the C library's ordinary mutexes and conditions are whole.
void add_futex_rule(Program& program) {
    constexpr std::uint32_t operation = ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);
    program.open_rule(SYS_futex);
    program.load_low(1);
    program.keep_bits(operation);
    for (const std::uint32_t known :
         {FUTEX_WAIT, FUTEX_WAKE, FUTEX_WAIT_BITSET, FUTEX_WAKE_BITSET, FUTEX_REQUEUE, FUTEX_CMP_REQUEUE, FUTEX_WAKE_OP})
        program.return_if_equal(known, allow);
    program.close_rule(missing);
}

void add_thread_rules(Program& program, std::uint32_t own_pid) {
    // Threads only: with these three a new task shares memory, handlers and thread group, and no namespace may be new.
    constexpr std::uint32_t thread_flags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
    constexpr std::uint32_t namespace_flags = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                              CLONE_NEWPID | CLONE_NEWNET | CLONE_VFORK | CLONE_PTRACE;
    program.open_rule(SYS_clone);
    program.load_low(0);
    program.return_if_any_bit(namespace_flags, refused);
    program.keep_bits(thread_flags);
    program.return_if_equal(thread_flags, allow);
    program.close_rule(refused);

    program.open_rule(SYS_tgkill);
    program.load_low(0);
    program.return_if_equal(own_pid, allow);
    program.close_rule(refused);

    // Whoever takes the handler away takes the report of what is refused away.
    program.open_rule(SYS_rt_sigaction);
    program.load_low(0);
    program.return_if_equal(SIGSYS, refused);
    program.close_rule(allow);

    // Asking for a limit of its own is fine, setting one (of anybody) is not.
    program.open_rule(SYS_prlimit64);
    program.load_low(2);
    program.return_unless_equal(0, refused);
    program.load_high(2);
    program.return_unless_equal(0, refused);
    program.load_low(0);
    program.return_if_equal(0, allow);
    program.return_if_equal(own_pid, allow);
    program.close_rule(refused);

    program.open_rule(SYS_prctl);
    program.load_low(0);
    program.return_if_equal(PR_SET_NAME, allow);
    program.return_if_equal(PR_GET_NAME, allow);
    program.return_if_equal(PR_SET_VMA, SECCOMP_RET_ERRNO | 22); // names of memory areas: as a kernel without the option
    program.close_rule(refused);
}

void add_descriptor_rules(Program& program) {
    program.open_rule(SYS_fcntl);
    program.load_low(1);
    for (const std::uint32_t command : {F_GETFD, F_SETFD, F_GETFL, F_DUPFD, F_DUPFD_CLOEXEC, 1034 /*F_GET_SEALS*/}) {
        program.return_if_equal(command, allow);
    }
    // The two eventfds are the client's as well, mode and all: a plugin that makes them wait could make the client wait for ever.
    program.return_unless_equal(F_SETFL, refused);
    program.load_low(2);
    program.return_if_any_bit(O_ASYNC, refused);
    program.return_if_any_bit(O_NONBLOCK, allow);
    program.close_rule(refused);

    // No address: a datagram to a path would get past the file rules. (SEQPACKET ignores one, but it is cheap to insist.)
    program.open_rule(SYS_sendto);
    program.load_low(4);
    program.return_unless_equal(0, refused);
    program.load_high(4);
    program.return_unless_equal(0, refused);
    program.close_rule(allow);

    program.answer(SYS_ioctl, not_a_terminal); // stdio asks; TIOCSTI would type into a terminal
}
} // namespace

std::vector<sock_filter> make_seccomp_filter(std::uint32_t own_pid) {
    Program program;
    program.load_arch();
    program.return_unless_equal(native_arch, killed); // int 0x80 has other numbers for the same calls
    program.load_number();
    if (x32_bit != 0) program.return_if_any_bit(x32_bit, killed);
    program.answer_all(allowed, allow);
    add_clock_rules(program);
    add_futex_rule(program);
    add_memory_rules(program);
    add_thread_rules(program, own_pid);
    add_descriptor_rules(program);
    program.answer_all(absent, missing);
    program.answer(end_of_process_call, killed);
    program.answer_rest(refused); // the deadly ones too: the handler reports them and then makes the call above
    return program.take();
}

bool is_deadly_call(std::uint32_t number) { return std::find(std::begin(deadly), std::end(deadly), number) != std::end(deadly); }

} // namespace asista::host

// The child shares this process's memory until it executes the program, while the calling thread waits (CLONE_VM, CLONE_VFORK): a copy
// of a large client's page tables would cost milliseconds. So between clone and exec it may make kernel calls and nothing else: no
// allocation, no lock, none of the C library's wrappers that a sanitizer replaces.
#include "runtime/host_spawn.hpp"

#include "runtime/spawn_plan.hpp"
#include "wire/sandbox_tier.hpp"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::runtime {

namespace {
constexpr int child_descriptors = 8;
constexpr std::size_t child_stack_bytes = 64 * 1024;
constexpr std::uint64_t every_signal = ~std::uint64_t{0};
constexpr std::uint64_t no_signal = 0;
constexpr int last_signal = 64;

enum class Step { none, namespaces, descriptors, program };

// What the child reads, and where it writes why it failed.
struct ChildJob {
    const char* program = nullptr;
    char* const* argv = nullptr;
    char* const* envp = nullptr;
    std::array<int, child_descriptors> descriptors{}; // all of them 8 or above, or -1
    bool namespaces = false, fixed_layout = false;
    std::string_view uid_map, gid_map;
    Step failed = Step::none;
    int error = 0;
};

#define ASISTA_IN_CHILD __attribute__((no_sanitize_address, no_sanitize_thread, no_sanitize_undefined))

ASISTA_IN_CHILD bool write_to(const char* path, std::string_view text) {
    const long file = ::syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    const long written = ::syscall(SYS_write, file, text.data(), text.size());
    const int error = errno;
    ::syscall(SYS_close, file);
    errno = error;
    return written == static_cast<long>(text.size());
}

// An unmapped user owns nothing, not even what it makes itself, and would lose its rights in the namespaces with exec.
ASISTA_IN_CHILD bool map_users(const ChildJob& job) {
    return write_to("/proc/self/setgroups", "deny") && write_to("/proc/self/uid_map", job.uid_map) &&
           write_to("/proc/self/gid_map", job.gid_map);
}

ASISTA_IN_CHILD bool place_descriptors(const ChildJob& job) {
    for (int number = 0; number < child_descriptors; ++number) {
        const int from = job.descriptors[static_cast<std::size_t>(number)];
        if (from < 0)
            ::syscall(SYS_close, number);
        else if (::syscall(SYS_dup3, from, number, 0) < 0)
            return false;
    }
    // Kernels before 5.9 lack the call; what is left open then is marked close-on-exec, as everything of ours is.
    ::syscall(SYS_close_range, static_cast<unsigned>(child_descriptors), ~0U, 0U);
    return true;
}

// The handlers were copied from us: their functions will not exist in the program.
ASISTA_IN_CHILD void reset_signals() {
    struct KernelAction {
        void* handler;
        unsigned long flags;
        void* restorer;
        std::uint64_t mask;
    };
    const KernelAction standard{};
    for (int signal = 1; signal <= last_signal; ++signal)
        ::syscall(SYS_rt_sigaction, signal, &standard, nullptr, sizeof standard.mask);
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signal, nullptr, sizeof no_signal);
}

constexpr int host_niceness = 10; // of 19: a tenth of the client's weight when both want the processor

ASISTA_IN_CHILD int child_main(void* raw_job) {
    ChildJob& job = *static_cast<ChildJob*>(raw_job);
    if (job.namespaces && !map_users(job)) {
        job.failed = Step::namespaces;
    } else if (!place_descriptors(job)) {
        job.failed = Step::descriptors;
    } else {
        // A process group of its own: Ctrl-C in the client's terminal is the client's to handle. Not a session of its own: Linux shares the
        // processor out by session first, so that each plugin would get as much as the whole client; six that spin held the window up for
        // half a second. Within one session the client goes first.
        ::syscall(SYS_setpgid, 0, 0);
        ::syscall(SYS_setpriority, PRIO_PROCESS, 0, host_niceness);
        reset_signals();
        if (job.fixed_layout) ::syscall(SYS_personality, ADDR_NO_RANDOMIZE); // a container may forbid it: then without
        ::syscall(SYS_execve, job.program, job.argv, job.envp);
        job.failed = Step::program;
    }
    job.error = errno;
    ::syscall(SYS_exit_group, 127);
    return 127; // not reached
}

// The child gets these by dup3 one after the other, so none may sit on a number that an earlier one is put on.
Result<void> move_up(UniqueFd& fd) {
    if (!fd || fd.get() >= child_descriptors) return {};
    const int moved = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, child_descriptors);
    if (moved < 0) return fail_errno("move a descriptor");
    fd.reset(moved);
    return {};
}

// Nothing of the person's environment: no paths, no tokens, no loader variables.
std::vector<std::string> environment() {
    std::vector<std::string> variables{"LC_ALL=C"};
    if constexpr (developer_build) {
        for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"})
            if (const char* const value = std::getenv(name)) variables.push_back(fmt::format("{}={}", name, value));
    }
    return variables;
}

class Stack {
  public:
    Stack()
        : memory_(::mmap(nullptr, child_stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {}
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;
    ~Stack() {
        if (memory_ != MAP_FAILED) ::munmap(memory_, child_stack_bytes);
    }
    explicit operator bool() const { return memory_ != MAP_FAILED; }
    void* top() const { return static_cast<char*>(memory_) + child_stack_bytes; }

  private:
    void* memory_;
};

constexpr int namespace_flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS;
} // namespace

Result<Spawned> spawn(SpawnCommand command) {
    for (auto& fd : command.descriptors) TRY(move_up(fd));
    std::string program = command.program.string();
    std::vector<std::string> words = std::move(command.arguments);
    words.insert(words.begin(), program);
    std::vector<std::string> variables = environment();
    for (auto& variable : command.variables) variables.push_back(std::move(variable));
    const std::vector<char*> argv = pointers_to(words), envp = pointers_to(variables);
    const std::string uid_map = fmt::format("0 {} 1\n", ::geteuid()), gid_map = fmt::format("0 {} 1\n", ::getegid());

    ChildJob job;
    job.program = program.c_str();
    job.argv = argv.data();
    job.envp = envp.data();
    for (std::size_t i = 0; i < command.descriptors.size(); ++i) job.descriptors[i] = command.descriptors[i].get();
    job.namespaces = command.namespaces;
    job.fixed_layout = command.fixed_layout;
    job.uid_map = uid_map;
    job.gid_map = gid_map;
    const Stack stack;
    if (!stack) return fail_errno(fmt::format("start {}", program));

    // A handler of ours that ran in the child would run on our memory.
    std::uint64_t signals_before = 0;
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every_signal, &signals_before, sizeof every_signal);
    const int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD | (command.namespaces ? namespace_flags : 0);
    int pidfd = -1;
    const pid_t pid = ::clone(child_main, stack.top(), flags, &job, &pidfd);
    const int clone_error = errno;
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &signals_before, nullptr, sizeof signals_before);

    if (pid < 0) {
        errno = clone_error;
        const auto failure = fail_errno(command.namespaces ? "make namespaces" : fmt::format("start {}", program));
        if (!command.namespaces) return failure;
        return fail(Errc::unsupported, "{}", failure.value().message);
    }
    Spawned spawned{pid, UniqueFd(pidfd)};
    if (job.failed == Step::none) return spawned;
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {}
    errno = job.error;
    switch (job.failed) {
    case Step::namespaces: {
        const auto failure = fail_errno("map the user into its namespace");
        return fail(Errc::unsupported, "{}", failure.value().message);
    }
    case Step::descriptors: return fail_errno("give a program its descriptors");
    case Step::program:
    case Step::none: break;
    }
    return fail_errno(fmt::format("start {}", program));
}

} // namespace asista::runtime

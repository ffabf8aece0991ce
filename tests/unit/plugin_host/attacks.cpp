#include "attacks.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

namespace asista::testing {

namespace {
long raw(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0) { return ::syscall(number, a, b, c, d, e); }
template <class T> long pointer(T* p) { return reinterpret_cast<long>(p); }

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}
std::pair<sockaddr_un, socklen_t> unix_address(const std::string& path, bool abstract = false) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + (abstract ? 1 : 0), path.data(), path.size());
    return {address, static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1)};
}
bool connects(int family, const void* address, socklen_t length) {
    const int fd = ::socket(family, SOCK_STREAM, 0);
    return fd >= 0 && ::connect(fd, static_cast<const sockaddr*>(address), length) == 0;
}
bool connects_unix(const std::string& path, bool abstract) {
    const auto [address, length] = unix_address(path, abstract);
    return connects(AF_UNIX, &address, length);
}
bool sends_datagram(int fd, const void* address, socklen_t length) {
    return ::sendto(fd, "x", 1, MSG_NOSIGNAL, static_cast<const sockaddr*>(address), length) == 1;
}
bool maps(std::size_t bytes, int flags) { return ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, -1, 0) != MAP_FAILED; }
int stat_with_path(const char* path) {
    struct stat info;
    return static_cast<int>(raw(SYS_newfstatat, AT_FDCWD, pointer(path), pointer(&info), AT_EMPTY_PATH));
}
constexpr const char* there = "/etc/passwd";
constexpr const char* not_there = "/etc/asista-is-not-there";
constexpr const char* new_file = "/tmp/asista-sandbox-test";
} // namespace

std::vector<Attack> attacks(const Outside& outside) {
    const pid_t process = outside.process;
    // clang-format off
    return {
        {"read a file", [] { return ::open(there, O_RDONLY) >= 0; }},
        {"read a file by the oldest call", [] { return raw(SYS_open, pointer(there), O_RDONLY) >= 0; }},
        {"read another process's environment", [=] { return ::open(("/proc/" + std::to_string(process) + "/environ").c_str(), O_RDONLY) >= 0; }},
        {"open another process's memory", [=] { return ::open(("/proc/" + std::to_string(process) + "/mem").c_str(), O_RDWR) >= 0; }},
        {"open its own memory", [] { return ::open("/proc/self/mem", O_RDWR) >= 0; }},
        {"create a file", [] { return ::open(new_file, O_CREAT | O_WRONLY, 0600) >= 0; }},
        {"open a device", [] { return ::open("/dev/null", O_RDWR) >= 0; }},
        {"list a folder", [] { return ::opendir("/etc") != nullptr; }},
        {"look at a file (stat)", [] { struct stat info; return ::stat(there, &info) == 0; }},
        {"look at a file (access)", [] { return ::access(there, F_OK) == 0; }},
        {"look at a file (an empty-path flag on a path)", [] { return stat_with_path(there) == 0; }},
        {"tell from the error whether a file is there (open)", [] {
             static_cast<void>(::open(there, O_RDONLY | O_DIRECTORY));
             const int first = errno;
             static_cast<void>(::open(not_there, O_RDONLY | O_DIRECTORY));
             return first != errno;
         }},
        {"tell from the error whether a file is there (stat)", [] {
             const int first = stat_with_path(there) == 0 ? 0 : errno;
             return first != (stat_with_path(not_there) == 0 ? 0 : errno);
         }},
        {"follow a link", [] { char b[64]; return ::readlink("/proc/self/exe", b, sizeof b) > 0; }},
        {"remove a file", [] { return ::unlink("/tmp/asista-sandbox-none") == 0 || errno == ENOENT; }},
        {"make a folder", [] { return ::mkdir("/tmp/asista-sandbox-folder", 0700) == 0; }},
        {"change folder", [] { return ::chdir("/etc") == 0; }},
        {"watch files", [] { return raw(SYS_inotify_init1, 0) >= 0; }},
        {"connect by TCP", [=] { const auto a = loopback(outside.tcp_port); return connects(AF_INET, &a, sizeof a); }},
        {"send by UDP", [=] { const auto a = loopback(outside.udp_port); return sends_datagram(::socket(AF_INET, SOCK_DGRAM, 0), &a, sizeof a); }},
        {"connect to a unix socket", [=] { return connects_unix(outside.stream_path, false); }},
        {"connect to an abstract unix socket", [=] { return connects_unix(outside.abstract_name, true); }},
        {"send from a socket it was given", [=] { const auto [a, n] = unix_address(outside.datagram_path); return sends_datagram(outside.datagram_socket, &a, n); }},
        {"make a socket pair", [] { int p[2]; return ::socketpair(AF_UNIX, SOCK_DGRAM, 0, p) == 0; }},
        {"listen", [] { const int fd = ::socket(AF_INET, SOCK_STREAM, 0); return fd >= 0 && ::listen(fd, 1) == 0; }},
        {"netlink", [] { return ::socket(AF_NETLINK, SOCK_RAW, 0) >= 0; }},
        {"run a program", [] { char* const none[] = {nullptr}; ::execve("/bin/true", none, none); return false; }},
        {"run a program from memory", [] { char* const none[] = {nullptr}; raw(SYS_execveat, 0, pointer(""), pointer(none), pointer(none), AT_EMPTY_PATH); return false; }},
        {"fork", [] { const long child = raw(SYS_clone, SIGCHLD); if (child == 0) ::_exit(0); return child > 0; }},
        {"start a thread in a new namespace", [] { return raw(SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_NEWUSER) >= 0; }},
        {"clone3", [] { return raw(435) >= 0 || errno != ENOSYS; }},
        {"signal another process", [=] { return ::kill(process, 0) == 0; }},
        {"signal all processes", [] { return ::kill(-1, 0) == 0; }},
        {"signal a thread of another", [=] { return raw(SYS_tgkill, process, process, 0) == 0; }},
        {"queue a signal for another", [=] { siginfo_t i{}; i.si_code = -1; return raw(SYS_rt_sigqueueinfo, process, 0, pointer(&i)) == 0; }},
        {"signal by ownership of a descriptor", [=] { return ::fcntl(outside.datagram_socket, F_SETOWN, process) == 0; }},
        {"choose the signal of a descriptor", [=] { return ::fcntl(outside.datagram_socket, F_SETSIG, SIGKILL) == 0; }},
        {"make another wait on a descriptor they share", [=] { return ::fcntl(outside.shared_eventfd, F_SETFL, 0) == 0; }},
        {"hear of events as signals", [=] { return ::fcntl(outside.datagram_socket, F_SETFL, O_NONBLOCK | O_ASYNC) == 0; }},
        {"read another's limits", [=] { rlimit l{}; return ::prlimit(process, RLIMIT_CPU, nullptr, &l) == 0; }},
        {"set its own limit", [] { const rlimit l{16, 16}; return ::setrlimit(RLIMIT_NOFILE, &l) == 0; }},
        {"slow another down", [=] { return ::setpriority(PRIO_PROCESS, static_cast<id_t>(process), 5) == 0; }},
        {"choose processors", [] { cpu_set_t s; CPU_ZERO(&s); CPU_SET(0, &s); return ::sched_setaffinity(0, sizeof s, &s) == 0; }},
        {"read another's processor time", [=] { timespec t{}; return ::clock_gettime(static_cast<clockid_t>((~static_cast<unsigned>(process) << 3) | 2), &t) == 0; }},
        {"get hold of another process", [=] { return raw(434, process) >= 0; }},
        {"advise on another's memory", [] { return raw(440, -1) == 0 || errno == EBADF; }},
        {"lend priority through a futex", [=] { int word = process; timespec t{0, 1}; return raw(SYS_futex, pointer(&word), FUTEX_LOCK_PI, 0, pointer(&t)) == 0 || errno != ENOSYS; }},
        {"io_uring", [] { char p[256]{}; return raw(425, 8, pointer(p)) >= 0 || errno != ENOSYS; }},
        {"shared memory of the old kind", [] { return ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0; }},
        {"shared anonymous memory", [] { return ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED; }},
        {"memory that grows by itself", [] { return maps(4096, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN); }},
        {"memory files", [] { return ::memfd_create("x", 0) >= 0; }},
        {"type into a terminal", [] { return raw(SYS_ioctl, 0, 0x5412, pointer("x")) == 0 || errno == EPERM || errno == EFAULT; }},
        {"take the filter's handler away", [] { struct sigaction a{}; a.sa_handler = SIG_IGN; return ::sigaction(SIGSYS, &a, nullptr) == 0; }},
        {"become dumpable", [] { return ::prctl(PR_SET_DUMPABLE, 1) == 0; }},
        {"gain a capability for the next program", [] { return ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 0, 0, 0) == 0; }},
        {"statx", [] { return raw(SYS_statx) == 0 || errno != ENOSYS; }},
        {"set the clock", [] { timespec t{}; ::clock_gettime(CLOCK_REALTIME, &t); return ::clock_settime(CLOCK_REALTIME, &t) == 0; }},
        {"read the kernel's log", [] { return raw(SYS_syslog, 10) >= 0; }},
        {"ptrace", [=] { return raw(SYS_ptrace, 0x4206, process) == 0 || raw(SYS_ptrace, 0) == 0; }, true},
        {"read another's memory", [=] { char b; const iovec to{&b, 1}, from{nullptr, 0}; return raw(SYS_process_vm_readv, process, pointer(&to), 1, pointer(&from), 1) >= 0; }, true},
        {"user namespace", [] { return raw(SYS_unshare, CLONE_NEWUSER) == 0; }, true},
        {"key ring", [] { return raw(SYS_keyctl, 0, -3, 1) >= 0; }, true},
        {"bpf", [] { return raw(SYS_bpf, 0) >= 0; }, true},
        {"mount", [] { return raw(SYS_mount, pointer("x"), pointer("/tmp/asista-is-not-there"), pointer("tmpfs")) == 0 || errno == ENOENT; }, true},
        {"handle page faults", [] { return raw(SYS_userfaultfd, 1) >= 0; }, true},
        {"watch the processor", [] { char a[128]{}; return raw(SYS_perf_event_open, pointer(a), 0, -1, -1) >= 0; }, true},
#if defined(__x86_64__)
        {"32-bit entry", [] { long result = 20; asm volatile("int $0x80" : "+a"(result) : : "memory"); return result >= 0; }, true},
        {"x32 entry", [] { return raw(0x40000000 + SYS_getpid) >= 0; }, true},
#endif
    };
    // clang-format on
}

std::vector<Attack> memory_attacks() {
    constexpr std::size_t plenty = std::size_t{600} << 20;
    return {
        {"600 MB of its own", [] { return maps(plenty, MAP_PRIVATE | MAP_ANONYMOUS); }},
        {"600 MB, to be written later",
         [] {
             void* const block = ::mmap(nullptr, plenty, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
             return block != MAP_FAILED && ::mprotect(block, plenty, PROT_READ | PROT_WRITE) == 0;
         }},
        {"600 MB by growing a block",
         [] {
             void* const block = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
             return block != MAP_FAILED && ::mremap(block, 4096, plenty, MREMAP_MAYMOVE) != MAP_FAILED;
         }},
        {"600 MB of shared memory", [] { return maps(plenty, MAP_SHARED | MAP_ANONYMOUS); }},
        {"600 MB of stack", [] { return maps(plenty, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN); }},
        {"a terabyte of addresses",
         [] {
             return ::mmap(nullptr, std::size_t{1} << 40, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) !=
                    MAP_FAILED;
         }},
    };
}

} // namespace asista::testing

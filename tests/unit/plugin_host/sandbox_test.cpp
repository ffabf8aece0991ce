// What a locked-down process can and cannot do, each tried by a process of its own.
#include "in_child.hpp"
#include "sandbox.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <filesystem>
#include <future>
#include <linux/landlock.h>
#include <memory>
#include <poll.h>
#include <random>
#include <regex>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <thread>
#include <vector>

using namespace asista;
using testing::in_child;
using testing::is_developer_build;

namespace {
constexpr int worked = 0, refused = 1, no_sandbox = 77;

// The outcome of an attack after lock_down(): worked, refused, or minus the signal that killed it.
int locked(const std::function<bool()>& attack) {
    return in_child([&] {
        if (!host::lock_down()) return no_sandbox;
        return attack() ? worked : refused;
    });
}
long raw(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0) { return ::syscall(number, a, b, c, d, e); }
template <class T> long pointer(T* p) { return reinterpret_cast<long>(p); }

bool connect_to(int type, std::uint16_t port) {
    const int fd = ::socket(AF_INET, type, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return fd >= 0 && ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}
} // namespace

TEST_CASE("the sandbox names the layers that hold") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    CHECK(in_child([&] {
              const auto tier = host::lock_down();
              const std::string text = tier ? *tier : "failed: " + tier.error().message;
              return ::write(ends[1], text.data(), text.size()) > 0 ? 0 : 1;
          }) == 0);
    char text[200] = "";
    REQUIRE(::read(ends[0], text, sizeof text - 1) > 0);
    INFO(text);
    const std::string_view tier = text;
    CHECK((tier.starts_with("developer") || (tier.starts_with("LL") && tier.ends_with("+SC+RL"))));
}

TEST_CASE("attacks on files, network, processes and the kernel are refused") {
    if (is_developer_build()) return;
    const pid_t outsider = ::getppid(); // as good as any process that is not ours
    struct Attack {
        const char* name;
        std::function<bool()> run;
        bool deadly = false;
    };
    // clang-format off
    const Attack attacks[] = {
        {"read a file", [] { return ::open("/etc/passwd", O_RDONLY) >= 0; }},
        {"read an environment", [&] { return ::open(("/proc/" + std::to_string(outsider) + "/environ").c_str(), O_RDONLY) >= 0; }},
        {"write a file", [] { return ::open("/tmp/asista-sandbox-test", O_CREAT | O_WRONLY, 0600) >= 0; }},
        {"open a device", [] { return ::open("/dev/null", O_RDWR) >= 0; }},
        {"list a folder", [] { return ::opendir("/") != nullptr; }},
        {"look at a file", [] { struct stat info; return ::stat("/etc/passwd", &info) == 0; }},
        {"look at a file by access", [] { return ::access("/etc/passwd", F_OK) == 0; }},
        {"follow a link", [] { char b[64]; return ::readlink("/proc/self/exe", b, sizeof b) > 0; }},
        {"remove a file", [] { return ::unlink("/tmp/asista-sandbox-none") == 0 || errno == ENOENT; }},
        {"make a folder", [] { return ::mkdir("/tmp/asista-sandbox-folder", 0700) == 0; }},
        {"change folder", [] { return ::chdir("/") == 0; }},
        {"TCP", [] { return connect_to(SOCK_STREAM, 80) || errno == ECONNREFUSED; }},
        {"UDP", [] { return connect_to(SOCK_DGRAM, 53); }},
        {"unix socket", [] { return ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }},
        {"socket pair", [] { int p[2]; return ::socketpair(AF_UNIX, SOCK_DGRAM, 0, p) == 0; }},
        {"run a program", [] { char* const none[] = {nullptr}; ::execve("/bin/true", none, none); return false; }},
        {"run a program from memory", [] { char* const none[] = {nullptr}; raw(SYS_execveat, 0, pointer(""), pointer(none), pointer(none), AT_EMPTY_PATH); return false; }},
        {"fork", [] { return raw(SYS_clone, SIGCHLD) >= 0; }},
        {"vfork", [] { return raw(SYS_clone, CLONE_VFORK | CLONE_VM | SIGCHLD) >= 0; }},
        {"thread in a new namespace", [] { return raw(SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_NEWUSER) >= 0; }},
        {"clone3", [] { return raw(435) >= 0 || errno != ENOSYS; }},
        {"signal another", [&] { return ::kill(outsider, 0) == 0; }},
        {"signal all", [] { return ::kill(-1, 0) == 0; }},
        {"signal a thread of another", [&] { return raw(SYS_tgkill, outsider, outsider, 0) == 0; }},
        {"signal by ownership", [] { return ::fcntl(0, F_SETOWN, ::getppid()) == 0; }},
        {"limits of another", [&] { rlimit l{}; return ::prlimit(outsider, RLIMIT_CPU, nullptr, &l) == 0; }},
        {"set its own limit", [] { const rlimit l{1, 1}; return ::setrlimit(RLIMIT_NOFILE, &l) == 0; }},
        {"priority", [] { return ::setpriority(PRIO_PROCESS, 0, 5) == 0; }},
        {"pidfd", [&] { return raw(434, outsider) >= 0; }},
        {"io_uring", [] { return raw(425, 8) >= 0 || errno != ENOSYS; }},
        {"shared memory of the old kind", [] { return ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0; }},
        {"shared anonymous memory", [] { return ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED; }},
        {"memfd", [] { return ::memfd_create("x", 0) >= 0; }},
        {"type into a terminal", [] { return raw(SYS_ioctl, 0, 0x5412, pointer("x")) == 0 || errno != ENOTTY; }},
        {"another filter", [] { return raw(SYS_seccomp, 1, 0, 0) == 0; }},
        {"dumpable", [] { return ::prctl(PR_SET_DUMPABLE, 1) == 0; }},
        {"statx", [] { return raw(SYS_statx) == 0 || errno != ENOSYS; }},
        {"more than 512 MB", [] {
             auto* const p = static_cast<volatile char*>(::mmap(nullptr, 600u << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
             return p != MAP_FAILED;
         }},
        {"ptrace", [] { return raw(SYS_ptrace, 0) == 0; }, true},
        {"read another's memory", [&] { return raw(SYS_process_vm_readv, outsider) == 0; }, true},
        {"user namespace", [] { return raw(SYS_unshare, CLONE_NEWUSER) == 0; }, true},
        {"key ring", [] { return raw(SYS_keyctl, 0) >= 0; }, true},
        {"bpf", [] { return raw(SYS_bpf, 0) >= 0; }, true},
        {"mount", [] { return raw(SYS_mount) == 0; }, true},
        {"userfaultfd", [] { return raw(SYS_userfaultfd) >= 0; }, true},
#if defined(__x86_64__)
        {"32-bit entry", [] { long result = 20; asm volatile("int $0x80" : "+a"(result) : : "memory"); return result >= 0; }, true},
        {"x32 entry", [] { return raw(0x40000000 + SYS_getpid) >= 0; }, true},
#endif
    };
    // clang-format on
    for (const Attack& attack : attacks) {
        CAPTURE(attack.name);
        const int outcome = locked(attack.run);
        if (attack.deadly) {
            CHECK((outcome == -SIGSYS || outcome == -SIGSEGV)); // a kernel without 32-bit entry faults instead
        } else {
            CHECK(outcome == refused);
        }
    }
}

TEST_CASE("a datagram cannot leave over a socket the process was given") {
    if (is_developer_build()) return;
    int pair[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, "/tmp/asista-sandbox-socket");
    CHECK(locked([&] {
              return ::sendto(pair[0], "x", 1, MSG_NOSIGNAL, reinterpret_cast<sockaddr*>(&address), sizeof address) == 1;
          }) == refused);
    CHECK(locked([&] { return ::send(pair[0], "x", 1, MSG_NOSIGNAL) == 1; }) == worked);
}

TEST_CASE("refused calls are counted and named") {
    if (is_developer_build()) return;
    CHECK(locked([] {
              ::socket(AF_INET, SOCK_STREAM, 0);
              char* const none[] = {nullptr};
              ::execve("/bin/true", none, none);
              const auto counted = host::refusals();
              return counted.count == 2 && counted.last_call == SYS_execve;
          }) == worked);
    CHECK(std::string(host::refused_action(SYS_socket)) == "open a network connection");
    CHECK(std::string(host::refused_action(9999)).empty());
}

TEST_CASE("an honest plugin keeps what it needs") {
    if (is_developer_build()) return;
    // clang-format off
    const std::pair<const char*, std::function<bool()>> needs[] = {
        {"memory", [] { std::vector<char> block(64u << 20, 'x'); return block[block.size() - 1] == 'x'; }},
        {"threads", [] {
             std::atomic<int> sum{0};
             std::vector<std::thread> threads;
             for (int i = 0; i < 8; ++i) threads.emplace_back([&sum] { sum += static_cast<int>(std::vector<char>(4u << 20, 1).size() >> 22); });
             for (auto& thread : threads) thread.join();
             return sum == 8;
         }},
        {"async", [] { return std::async(std::launch::async, [] { return 42; }).get() == 42; }},
        {"waiting with a timeout", [] {
             std::mutex mutex;
             std::condition_variable condition;
             std::unique_lock lock(mutex);
             return condition.wait_for(lock, std::chrono::milliseconds(5)) == std::cv_status::timeout;
         }},
        {"exceptions", [] {
             try {
                 throw std::runtime_error("x");
             } catch (const std::exception&) {
                 return true;
             }
         }},
        {"out of memory as an exception", [] {
             try {
                 return std::vector<char>(std::size_t{3} << 30).empty();
             } catch (const std::bad_alloc&) {
                 return true;
             }
         }},
        {"random numbers", [] { std::random_device device; return device() != device() || device() != device(); }},
        {"clocks", [] { return std::chrono::system_clock::now().time_since_epoch().count() > 0 && ::clock() >= 0; }},
        {"sleep", [] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); return true; }},
        {"dates", [] { const std::time_t now = 0; char text[64]; return std::strftime(text, sizeof text, "%Y", std::gmtime(&now)) == 4; }},
        {"regular expressions", [] { return std::regex_match("abc", std::regex("a.c")); }},
        {"processor count", [] { return std::thread::hardware_concurrency() < 10'000; }},
        {"files fail cleanly", [] { std::error_code error; return !std::filesystem::exists("/etc/passwd", error); }},
        {"poll", [] { return ::poll(nullptr, 0, 2) == 0; }},
        {"pipe", [] { int p[2]; return ::pipe2(p, O_CLOEXEC) == 0 && ::write(p[1], "x", 1) == 1; }},
        {"its own limits", [] { rlimit l{}; return ::getrlimit(RLIMIT_STACK, &l) == 0; }},
        {"thread attributes", [] {
             pthread_attr_t attributes;
             return std::async(std::launch::async, [&] { return ::pthread_getattr_np(::pthread_self(), &attributes) == 0; }).get();
         }},
        {"thread names", [] { return ::pthread_setname_np(::pthread_self(), "worker") == 0; }},
        {"printing", [] { return std::printf("%s", "") == 0 && std::fflush(stdout) == 0; }},
    };
    // clang-format on
    for (const auto& [name, need] : needs) {
        CAPTURE(name);
        CHECK(locked(need) == worked);
    }
}

TEST_CASE("threads are capped by memory, and abort still ends the process as an abort") {
    if (is_developer_build()) return;
    CHECK(locked([] {
              int started = 0;
              pthread_t thread;
              while (started < 3000 && ::pthread_create(
                                           &thread, nullptr,
                                           [](void*) -> void* {
                                               ::pause();
                                               return nullptr;
                                           },
                                           nullptr) == 0)
                  ++started;
              return started < 200;
          }) == worked);
    CHECK(locked([]() -> bool { std::abort(); }) == -SIGABRT);
}

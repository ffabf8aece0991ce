// What a locked-down process can and cannot do in each tier that this machine offers, each tried by a process of its own.
#include "attacks.hpp"
#include "in_child.hpp"
#include "sandbox.hpp"
#include "sandbox_layers.hpp"
#include "victim.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <future>
#include <grp.h>
#include <locale>
#include <memory>
#include <poll.h>
#include <random>
#include <regex>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <thread>
#include <vector>

using namespace asista;
using testing::become_nobody;
using testing::in_child;
using testing::in_tier;
using testing::is_developer_build;
using testing::tiers_here;
using testing::Victim;

namespace {
constexpr int worked = 0, refused = 1, no_sandbox = 77;

// The outcome of something after lock_down(): worked, refused, or minus the signal that killed it.
int locked(SandboxTier tier, const std::function<bool()>& what) {
    return in_tier(tier, [&] {
        const auto held = host::lock_down(tier);
        if (!held || parse_tier(*held) != tier) return no_sandbox;
        return what() ? worked : refused;
    });
}

} // namespace

TEST_CASE("the sandbox names the tier and the layers that hold") {
    if (is_developer_build()) return;
    const auto tiers = tiers_here();
    REQUIRE_FALSE(tiers.empty());
    for (const SandboxTier tier : tiers) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        CHECK(in_tier(tier, [&] {
                  const auto held = host::lock_down(tier);
                  const std::string text = held ? *held : "failed: " + held.error().message;
                  return ::write(ends[1], text.data(), text.size()) > 0 ? 0 : 1;
              }) == 0);
        char text[200] = "";
        REQUIRE(::read(ends[0], text, sizeof text - 1) > 0);
        ::close(ends[0]);
        ::close(ends[1]);
        CAPTURE(text);
        const std::string_view held = text;
        CHECK(held.starts_with(tier_name(tier)));
        CHECK(held.ends_with("SC+RL"));
        CHECK((held.find("NS+") != held.npos) == uses_namespaces(tier));
        CHECK((held.find("LL") != held.npos) == uses_landlock(tier));
    }
}

TEST_CASE(
    "tier C without namespaces is an error, tier A without them becomes B and says so; the other tiers are none of its own") {
    if (is_developer_build()) return;
    const auto in_ordinary_process = [](SandboxTier tier, const std::function<bool(const Result<std::string>&)>& check) {
        // As nobody in particular: root could mount without a user namespace, and must not do so to this machine.
        return in_child([&] {
            if (!become_nobody()) return no_sandbox;
            const auto held = host::lock_down(tier);
            return check(held) ? worked : refused;
        });
    };
    CHECK(in_ordinary_process(SandboxTier::c, [](const auto& held) {
              return !held && held.error().message.find("sandbox") != std::string::npos;
          }) == worked);
    CHECK(in_ordinary_process(SandboxTier::a, [](const auto& held) {
              return held && held->starts_with("B LL") && held->find("not A: ") != std::string::npos;
          }) == worked);
    CHECK(in_ordinary_process(SandboxTier::none, [](const auto& held) { return !held; }) == worked);
    CHECK(in_ordinary_process(SandboxTier::developer, [](const auto& held) { return !held; }) == worked);
}

TEST_CASE("attacks on files, network, processes and the kernel are refused in every tier") {
    if (is_developer_build()) return;
    const Victim victim;
    for (const SandboxTier tier : tiers_here()) {
        CAPTURE(std::string(tier_name(tier)));
        for (const auto& attack : testing::attacks(victim.outside)) {
            CAPTURE(attack.name);
            const int outcome = locked(tier, attack.run);
            if (attack.deadly) {
                CHECK((outcome == -SIGSYS || outcome == -SIGSEGV)); // a kernel without 32-bit entry faults instead
            } else {
                CHECK(outcome == refused);
            }
        }
        for (const auto& attack : testing::memory_attacks()) {
            CAPTURE(attack.name);
            CHECK(locked(tier, attack.run) == refused);
        }
    }
    CHECK(::kill(victim.outside.process, 0) == 0);
}

TEST_CASE("each attack would work without the sandbox, or the test would show nothing") {
    if (is_developer_build()) return;
    const Victim victim;
    int working = 0;
    for (const auto& attack : testing::attacks(victim.outside))
        if (in_child([&] { return become_nobody() && attack.run() ? worked : refused; }) == worked) ++working;
    ::unlink("/tmp/asista-sandbox-test");
    ::rmdir("/tmp/asista-sandbox-folder");
    CHECK(working > 40); // the others need rights that an ordinary user lacks, or are refused by this kernel anyway
}

TEST_CASE("nothing of the computer is left in sight where there are namespaces") {
    if (is_developer_build()) return;
    for (const SandboxTier tier : tiers_here()) {
        if (!uses_namespaces(tier)) continue;
        CAPTURE(std::string(tier_name(tier)));
        // Before the call filter, which would hide what the namespaces do.
        CHECK(testing::in_namespaces([] {
                  if (!host::leave_file_system()) return 1;
                  if (::getpid() != 1 || ::getppid() != 0) return 2;
                  std::error_code error;
                  if (std::filesystem::begin(std::filesystem::directory_iterator("/", error)) !=
                      std::filesystem::directory_iterator())
                      return 3;
                  if (::open("/x", O_CREAT | O_WRONLY, 0600) >= 0 || errno != EROFS) return 4;
                  char name[65] = "";
                  if (::gethostname(name, sizeof name) != 0 || std::string_view(name) != "plugin") return 5;
                  if (::chdir("..") != 0 || ::open("etc", O_RDONLY) >= 0) return 6;
                  if (::kill(-1, 0) == 0) return 7;
                  return 0;
              }) == 0);
    }
}

TEST_CASE("no capability is left, and none can come back") {
    if (is_developer_build()) return;
    for (const SandboxTier tier : tiers_here()) {
        CAPTURE(std::string(tier_name(tier)));
        CHECK(in_tier(tier, [&] {
                  const int own = ::open("/proc/self/status", O_RDONLY); // before: it stays readable
                  const auto held = host::lock_down(tier);
                  if (!held) return no_sandbox;
                  char text[4096] = "";
                  if (::pread(own, text, sizeof text - 1, 0) <= 0) return 2;
                  const std::string_view all = text;
                  for (const std::string_view set :
                       {"CapInh:\t0000000000000000", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000",
                        "CapAmb:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"})
                      if (all.find(set) == all.npos) return 3;
                  // An ordinary user's bounding set cannot be lowered outside of a namespace; no_new_privs stands in for it.
                  if (uses_namespaces(tier) && all.find("CapBnd:\t0000000000000000") == all.npos) return 4;
                  return worked;
              }) == worked);
    }
}

TEST_CASE("the limits are in force, hard ones too") {
    if (is_developer_build()) return;
    for (const SandboxTier tier : tiers_here())
        CHECK(locked(tier, [] {
                  const auto is = [](auto resource, rlim_t most) {
                      rlimit limit{};
                      return ::getrlimit(resource, &limit) == 0 && limit.rlim_cur <= most && limit.rlim_max <= most;
                  };
                  return is(RLIMIT_DATA, 512u << 20) && is(RLIMIT_NOFILE, 64) && is(RLIMIT_FSIZE, 0) && is(RLIMIT_CORE, 0) &&
                         is(RLIMIT_STACK, 8u << 20) && is(RLIMIT_RTPRIO, 0) && is(RLIMIT_MSGQUEUE, 0) && is(RLIMIT_MEMLOCK, 0) &&
                         is(RLIMIT_AS, rlim_t{64} << 30);
              }) == worked);
}

TEST_CASE("when memory runs out the kernel takes the plugin first") {
    CHECK(in_child([] {
              const int own = ::open("/proc/self/oom_score_adj", O_RDONLY);
              if (!host::lock_down(SandboxTier::b)) return no_sandbox;
              char text[16] = "";
              return ::pread(own, text, sizeof text - 1, 0) > 0 && std::string_view(text) == "1000\n" ? worked : refused;
          }) == worked);
}

TEST_CASE("a datagram cannot leave over a socket the process was given") {
    if (is_developer_build()) return;
    int pair[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, "/tmp/asista-sandbox-socket");
    for (const SandboxTier tier : tiers_here()) {
        CHECK(locked(tier, [&] {
                  return ::sendto(pair[0], "x", 1, MSG_NOSIGNAL, reinterpret_cast<sockaddr*>(&address), sizeof address) == 1;
              }) == refused);
        CHECK(locked(tier, [&] { return ::send(pair[0], "x", 1, MSG_NOSIGNAL) == 1; }) == worked);
    }
    ::close(pair[0]);
    ::close(pair[1]);
}

TEST_CASE("a descriptor shared with the client stays one that does not wait") {
    if (is_developer_build()) return;
    const int event = ::eventfd(0, EFD_NONBLOCK);
    for (const SandboxTier tier : tiers_here()) {
        CHECK(locked(tier, [&] { return ::fcntl(event, F_SETFL, 0) == 0; }) == refused);
        CHECK(locked(tier, [&] { return ::fcntl(::dup(event), F_SETFL, O_APPEND) == 0; }) == refused);
        CHECK(locked(tier, [&] { return ::fcntl(event, F_SETFL, O_NONBLOCK) == 0; }) == worked);
    }
    CHECK((::fcntl(event, F_GETFL) & O_NONBLOCK) != 0);
    ::close(event);
}

TEST_CASE("a call that nothing but an attack makes ends the process, whatever it did to its signals") {
    if (is_developer_build()) return;
    for (const SandboxTier tier : tiers_here()) {
        CAPTURE(std::string(tier_name(tier)));
        const auto attack = [] { return ::syscall(SYS_ptrace, 0) == 0; };
        CHECK(locked(tier, attack) == -SIGSYS);
        CHECK(locked(tier, [&] {
                  sigset_t every;
                  ::sigfillset(&every);
                  ::sigprocmask(SIG_BLOCK, &every, nullptr);
                  return attack();
              }) == -SIGSYS);
        CHECK(locked(tier, [&] {
                  std::signal(SIGSYS, SIG_IGN);
                  return attack();
              }) == -SIGSYS);
        CHECK(locked(tier, [&] { return std::async(std::launch::async, attack).get(); }) == -SIGSYS);
    }
}

TEST_CASE("one file can be opened by its number while it is offered, and only it, for reading") {
    if (is_developer_build()) return;
    const int file = ::memfd_create("offered", 0), other = ::memfd_create("other", 0);
    REQUIRE(::write(file, "content", 7) == 7);
    const std::string name = "/proc/self/fd/" + std::to_string(file), other_name = "/proc/self/fd/" + std::to_string(other);
    for (const SandboxTier tier : tiers_here())
        CHECK(locked(tier, [&] {
                  {
                      const host::OpenByNumber offer(file);
                      const int fd = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
                      char text[8] = "";
                      if (fd < 0 || ::read(fd, text, 7) != 7 || std::string_view(text) != "content") return false;
                      if ((::fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0) return false;
                      struct stat info {};
                      if (::fstat(fd, &info) != 0 || info.st_size != 7) return false;
                      if (::open(other_name.c_str(), O_RDONLY) >= 0 || ::open(name.c_str(), O_RDWR) >= 0) return false;
                      if (::open((name + "/..").c_str(), O_RDONLY) >= 0 || ::open((name + "0").c_str(), O_RDONLY) >= 0)
                          return false;
                  }
                  return ::open(name.c_str(), O_RDONLY) < 0;
              }) == worked);
    ::close(file);
    ::close(other);
}

TEST_CASE("refused calls are counted by number, with the first path") {
    if (is_developer_build()) return;
    for (const SandboxTier tier : tiers_here())
        CHECK(locked(tier, [] {
                  ::socket(AF_INET, SOCK_STREAM, 0);
                  ::socket(AF_INET, SOCK_DGRAM, 0);
                  static_cast<void>(::open("/home/somebody/secret", O_RDONLY));
                  static_cast<void>(::open("/etc/localtime", O_RDONLY)); // the C library's own business
                  char* const none[] = {nullptr};
                  ::execve("/bin/true", none, none);
                  const auto all = host::refusals();
                  const auto counts = host::refusal_counts();
                  return all.count == 4 && all.last_call == SYS_execve && counts[SYS_socket] == 2 && counts[SYS_openat] == 1 &&
                         host::first_refused_path(SYS_openat) == "/home/somebody/secret" &&
                         host::first_refused_path(SYS_execve) == "/bin/true" && host::first_refused_path(SYS_socket).empty();
              }) == worked);
}

TEST_CASE("a signal that somebody raises is not taken for a refused call") {
    if (is_developer_build()) return;
    CHECK(locked(SandboxTier::b, [] {
              ::raise(SIGSYS);
              return host::refusals().count == 0;
          }) == worked);
}

TEST_CASE("the loop hears of the first refusal of each kind") {
    if (is_developer_build()) return;
    CHECK(locked(SandboxTier::b, [] {
              const int event = ::eventfd(0, EFD_NONBLOCK);
              host::wake_on_refusal(event);
              std::uint64_t value = 0;
              ::socket(AF_INET, SOCK_STREAM, 0);
              if (::read(event, &value, sizeof value) != sizeof value || value != 1) return false;
              ::socket(AF_INET, SOCK_STREAM, 0);
              return ::read(event, &value, sizeof value) < 0 && errno == EAGAIN;
          }) == worked);
}

TEST_CASE("an honest plugin keeps what it needs in every tier") {
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
        {"files fail cleanly", [] { std::error_code error; std::ifstream in("/etc/passwd"); return !in && !std::filesystem::exists("/etc/passwd", error) && error; }},
        {"poll", [] { return ::poll(nullptr, 0, 2) == 0; }},
        {"pipe", [] { int p[2]; return ::pipe2(p, O_CLOEXEC) == 0 && ::write(p[1], "x", 1) == 1; }},
        {"its own limits", [] { rlimit l{}; return ::getrlimit(RLIMIT_STACK, &l) == 0; }},
        {"thread attributes", [] {
             pthread_attr_t attributes;
             return std::async(std::launch::async, [&] { return ::pthread_getattr_np(::pthread_self(), &attributes) == 0; }).get();
         }},
        {"thread names", [] { return ::pthread_setname_np(::pthread_self(), "worker") == 0; }},
        {"the local time", [] { const std::time_t now = 86'400; std::tm local{}; return ::localtime_r(&now, &local) != nullptr && host::refusals().count == 0; }},
        {"locale", [] { ::setenv("LC_ALL", "C", 1); return std::locale("").name() == "C" && std::locale::classic() == std::locale(""); }},
        {"the size of what it holds", [] { struct stat info {}; return ::fstat(1, &info) == 0 && host::refusals().count == 0; }},
        {"a blocked signal", [] {
             sigset_t set, pending;
             ::sigemptyset(&set);
             ::sigaddset(&set, SIGUSR1);
             ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
             ::raise(SIGUSR1);
             return ::sigpending(&pending) == 0 && ::sigismember(&pending, SIGUSR1) == 1;
         }},
        {"printing", [] { return std::printf("%s", "") == 0 && std::fflush(stdout) == 0; }},
    };
    // clang-format on
    for (const SandboxTier tier : tiers_here()) {
        CAPTURE(std::string(tier_name(tier)));
        for (const auto& [name, need] : needs) {
            CAPTURE(name);
            CHECK(locked(tier, need) == worked);
        }
    }
}

TEST_CASE("threads are capped by memory, and abort still ends the process") {
    if (is_developer_build()) return;
    for (const SandboxTier tier : tiers_here()) {
        CHECK(locked(tier, [] {
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
        // The first process of a pid namespace ignores the signal it sends itself; the C library then makes a fault, which it cannot.
        const int outcome = locked(tier, []() -> bool { std::abort(); });
        CAPTURE(outcome);
        CHECK((outcome == -SIGABRT || (uses_namespaces(tier) && outcome == -SIGSEGV)));
    }
}

#include "runtime/spawn_plan.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace asista;
using runtime::SpawnPlan;

namespace {
// A thread that blocks what a window's threads block, and ignores one more.
class WindowSignals {
  public:
    WindowSignals() {
        sigset_t blocked;
        sigemptyset(&blocked);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&blocked, signal);
        ::pthread_sigmask(SIG_BLOCK, &blocked, &mask_before_);
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        ::sigaction(SIGUSR1, &ignore, &action_before_);
    }
    WindowSignals(const WindowSignals&) = delete;
    WindowSignals& operator=(const WindowSignals&) = delete;
    ~WindowSignals() {
        ::sigaction(SIGUSR1, &action_before_, nullptr);
        ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    }

  private:
    sigset_t mask_before_{};
    struct sigaction action_before_ {};
};

struct Pipe {
    UniqueFd reading, writing;
    Pipe() {
        int ends[2];
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        reading = UniqueFd(ends[0]);
        writing = UniqueFd(ends[1]);
    }
    std::string rest() {
        writing.reset();
        std::string text;
        char buffer[4096];
        for (ssize_t count = 0; (count = ::read(reading.get(), buffer, sizeof buffer)) > 0;)
            text.append(buffer, static_cast<std::size_t>(count));
        return text;
    }
};

int exit_code(pid_t pid) {
    int status = 0;
    REQUIRE(::waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

constexpr const char* ask_for_signals = "grep -E '^Sig(Blk|Ign):' /proc/self/status";
constexpr std::size_t answer_size = 2 * std::string_view("SigBlk:\t0000000000000000\n").size();
// "SigBlk:" or "SigIgn:" of such an answer, bit n - 1 for signal n; without the two that are the C library's own, which it ignores in
// what posix_spawn starts.
std::uint64_t signals(const std::string& answer, const std::string& field) {
    constexpr std::uint64_t c_library = 0x180000000;
    const auto at = answer.find(field);
    REQUIRE_MESSAGE(at != std::string::npos, answer);
    return std::stoull(answer.substr(at + field.size() + 1), nullptr, 16) & ~c_library;
}
} // namespace

TEST_CASE("a program blocks and ignores no signal, whatever the thread that starts it does") {
    const WindowSignals window;
    Pipe pipe;
    SpawnPlan plan;
    plan.put(pipe.writing, STDOUT_FILENO);

    const auto pid = plan.start("/bin/sh", {"sh", "-c", std::string("exec ") + ask_for_signals}, {"PATH=/usr/bin:/bin"});

    REQUIRE(pid);
    const auto answer = pipe.rest();
    CHECK(signals(answer, "SigBlk:") == 0);
    CHECK(signals(answer, "SigIgn:") == 0);
    CHECK(exit_code(*pid) == 0);
}

TEST_CASE("an editor or browser that the client starts can be ended by Ctrl C and by SIGTERM") {
    const test::TempDir dir;
    const auto told = dir / "told";
    REQUIRE(::mkfifo(told.c_str(), 0600) == 0);
    const UniqueFd reading(::open(told.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    REQUIRE(reading);
    {
        const WindowSignals window;
        runtime::start_for_person({"sh", "-c", fmt::format("exec {} > {}", ask_for_signals, told.string())});
    }
    std::string text;
    while (text.size() < answer_size) {
        pollfd ready{.fd = reading.get(), .events = POLLIN, .revents = 0};
        REQUIRE(::poll(&ready, 1, 60'000) == 1);
        char buffer[256];
        const auto count = ::read(reading.get(), buffer, sizeof buffer);
        REQUIRE(count > 0);
        text.append(buffer, static_cast<std::size_t>(count));
    }
    CHECK(signals(text, "SigBlk:") == 0);
    CHECK(signals(text, "SigIgn:") == 0);
}

TEST_CASE("a plan's descriptors, folder, group and environment are the program's, and nothing else") {
    const test::TempDir dir;
    Pipe pipe;
    const UniqueFd stray(::fcntl(pipe.reading.get(), F_DUPFD, 100)); // does not close on exec
    SpawnPlan plan;
    plan.put_null(STDIN_FILENO);
    plan.put(pipe.writing, STDOUT_FILENO);
    plan.close_from(3);
    plan.run_in(dir.path());
    plan.set_group(SpawnPlan::Group::own);

    const auto pid = plan.start(
        "/bin/sh", {"sh", "-c", "echo $0 $A $HOME; pwd -P; ls /proc/self/fd/100 2>/dev/null; read line || echo empty", "name"},
        {"A=b"});

    REQUIRE(pid);
    CHECK(::getpgid(*pid) == *pid);
    CHECK(pipe.rest() == "name b\n" + std::filesystem::canonical(dir.path()).string() + "\nempty\n");
    CHECK(exit_code(*pid) == 0);
}

TEST_CASE("a program that is not there is an error with its name, by its path and by its name") {
    SpawnPlan plan;
    const auto by_path = plan.start("/no/such/program", {"program"}, {});
    REQUIRE_FALSE(by_path);
    CHECK(by_path.error().code == Errc::not_found);
    CHECK(by_path.error().message.find("/no/such/program") != std::string::npos);
    const auto by_name = plan.start_found({"no-such-program-anywhere"}, {});
    REQUIRE_FALSE(by_name);
    CHECK(by_name.error().message.find("no-such-program-anywhere") != std::string::npos);
}

#include "builder/job.hpp"

#include "fake_clock.hpp"
#include "loop_wait.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <optional>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <utility>

using namespace asista;
using namespace asista::builder;

// `tail -f /dev/null` below is a child that never ends by itself.
namespace {
struct Bench {
    runtime::SystemClock clock;
    std::unique_ptr<runtime::EventLoop> loop = std::move(*runtime::EventLoop::create(clock));
    std::optional<JobEnd> end;
    std::unique_ptr<Job> start(const std::string& script, std::int64_t deadline_ms = 60'000) {
        auto job = Job::start(*loop, {"/bin/sh", {"-c", script}, "/", Priority::low, deadline_ms},
                              [this](JobEnd it) { end = std::move(it); });
        REQUIRE(job);
        return std::move(*job);
    }
    bool ended() {
        return test::run_until(
            *loop, [this] { return end.has_value(); }, 60'000);
    }
};
bool is_alive(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    return std::getline(status, line) && line.find(") Z ") == std::string::npos;
}
} // namespace

TEST_CASE("a job's output and status come back") {
    Bench bench;
    const auto job = bench.start("echo out; echo err >&2; exit 3");
    REQUIRE(bench.ended());
    CHECK(bench.end->output == "out\nerr\n");
    CHECK(bench.end->code == 3);
    CHECK_FALSE(bench.end->ok);
    CHECK_FALSE(bench.end->by_signal);
}

TEST_CASE("a job's output and making depend on its arguments, so it gets a small environment") {
    Bench bench;
    ::setenv("ASISTA_TEST_SECRET", "x", 1);
    const auto job = bench.start("echo $ASISTA_TEST_SECRET$LC_ALL; read line; echo $?");
    REQUIRE(bench.ended());
    CHECK(bench.end->output == "C\n1\n");
}

TEST_CASE("a flood of output blocks nothing: it is read to its end and kept up to a cap") {
    Bench bench;
    const auto job = bench.start("head -c 30000000 /dev/zero | tr '\\0' x");
    REQUIRE(bench.ended());
    CHECK(bench.end->ok);
    CHECK(bench.end->output_cut);
    CHECK(bench.end->output.size() == Job::max_output_bytes);
}

TEST_CASE("a job that does not end is ended at its deadline, with all it has started") {
    test::FakeClock clock;
    auto loop = std::move(*runtime::EventLoop::create(clock));
    std::optional<JobEnd> end;
    auto job = Job::start(*loop, {"/bin/sh", {"-c", "tail -f /dev/null & echo $!; wait"}, "/", Priority::low, 5000},
                          [&](JobEnd it) { end = std::move(it); });
    REQUIRE(job);
    loop->run_once(10);
    CHECK_FALSE(end);

    clock.advance_ms(5001);

    REQUIRE(test::run_until(
        *loop, [&] { return end.has_value(); }, 60'000));
    CHECK(end->endless);
    CHECK_FALSE(end->ok);
}

TEST_CASE("destroying a job ends its whole process group and says nothing") {
    Bench bench;
    auto job = bench.start("tail -f /dev/null & echo $! >&2; echo $!; wait");
    const pid_t leader = job->pid();
    CHECK(::getpriority(PRIO_PROCESS, static_cast<id_t>(leader)) == 19);
    CHECK(::getpgid(leader) == leader);

    job.reset();

    CHECK(test::run_until(*bench.loop, [&] { return ::kill(-leader, 0) != 0; }));
    CHECK_FALSE(is_alive(leader));
    CHECK_FALSE(bench.end);
}

TEST_CASE("a job that nobody waits for gets the processor only when nobody else wants it") {
    Bench bench;
    for (const auto priority : {Priority::low, Priority::idle}) {
        const auto job = Job::start(*bench.loop, {"/bin/sh", {"-c", "tail -f /dev/null"}, "/", priority}, [](JobEnd) {});
        REQUIRE(job);
        CHECK(::sched_getscheduler((*job)->pid()) == (priority == Priority::idle ? SCHED_IDLE : SCHED_OTHER));
        CHECK(::getpriority(PRIO_PROCESS, static_cast<id_t>((*job)->pid())) == 19);
    }
}

TEST_CASE("nobody waits for a job that was ended to be gone: what it may be writing is removed after that") {
    const test::TempDir folder;
    test::write_file(folder / "made", "half");
    auto leftovers = std::make_shared<Leftovers>();
    leftovers->files = {folder / "made", folder / "not made yet"};
    const std::weak_ptr<Leftovers> kept = leftovers;
    const auto is_reaped = [](pid_t pid) {
        siginfo_t info{};
        return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) != 0 && errno == ECHILD;
    };
    Bench bench;
    const auto start = [&] {
        auto job = Job::start(*bench.loop,
                              {.program = "/bin/sh",
                               .arguments = {"-c", "tail -f /dev/null"},
                               .directory = "/",
                               .deadline_ms = 60'000,
                               .until_gone = std::exchange(leftovers, nullptr)},
                              [](JobEnd) {});
        REQUIRE(job);
        return std::move(*job);
    };
    auto job = start();
    const pid_t pid = job->pid();
    job.reset();
    CHECK_FALSE(is_reaped(pid));
    CHECK(std::filesystem::exists(folder / "made"));

    SUBCASE("it is by the loop") {
        CHECK(test::run_until(*bench.loop, [&] { return kept.expired(); }));
    }
    SUBCASE("or with the loop") { bench.loop.reset(); }
    CHECK(kept.expired());
    CHECK_FALSE(std::filesystem::exists(folder / "made"));
    CHECK(is_reaped(pid));
}

TEST_CASE("a grandchild that keeps the pipe open does not hold a build up") {
    Bench bench;
    const auto job = bench.start("tail -f /dev/null & echo done");
    REQUIRE(bench.ended());
    CHECK(bench.end->ok);
    CHECK(bench.end->output == "done\n");
}

TEST_CASE("a program that is not there is an error with its name") {
    Bench bench;
    const auto job = Job::start(*bench.loop, {"/no/such/compiler", {}, "/", Priority::low, 1000}, [](JobEnd) {});
    REQUIRE_FALSE(job);
    CHECK(job.error().code == Errc::not_found);
    CHECK(job.error().message.find("/no/such/compiler") != std::string::npos);
}

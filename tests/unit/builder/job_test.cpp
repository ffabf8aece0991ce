#include "builder/job.hpp"

#include "fake_clock.hpp"
#include "loop_wait.hpp"
#include "runtime/process_costs.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

using namespace asista;
using namespace asista::builder;

// `tail -f /dev/null` below is a child that never ends by itself.
namespace {
struct Bench {
    runtime::SystemClock clock;
    std::unique_ptr<runtime::EventLoop> loop = std::move(*runtime::EventLoop::create(clock));
    std::optional<JobEnd> end;
    std::unique_ptr<Job> start(const std::string& script, const JobLimits& limits = {}) {
        auto job = Job::start(*loop, {"/bin/sh", {"-c", script}, "/", Priority::low, limits},
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

namespace {
constexpr std::int64_t never = 1'000'000'000;

// By a clock of its own: the minutes pass, and what the processes do in them is real.
struct SlowBench {
    test::FakeClock clock;
    std::unique_ptr<runtime::EventLoop> loop = std::move(*runtime::EventLoop::create(clock));
    std::optional<JobEnd> end;
    std::unique_ptr<Job> start(const std::string& script, const JobLimits& limits) {
        auto job = Job::start(*loop, {"/bin/sh", {"-c", script}, "/", Priority::low, limits},
                              [this](JobEnd it) { end = std::move(it); });
        REQUIRE(job);
        return std::move(*job);
    }
    // Until the end, `minute` by minute.
    bool ended_while_time_passes(std::int64_t minute_ms) {
        return test::run_until(
            *loop,
            [&] {
                clock.advance_ms(minute_ms);
                return end.has_value();
            },
            120'000, 5);
    }
};
} // namespace

TEST_CASE("a job that sleeps for ever is ended, with all it has started") {
    SlowBench bench;
    const auto job = bench.start("tail -f /dev/null & wait", {never, 5'000, never});
    const pid_t group = job->pid();
    bench.loop->run_once(10);
    CHECK_FALSE(bench.end);

    REQUIRE(bench.ended_while_time_passes(1'000));

    CHECK(bench.end->endless == Endless::still);
    CHECK_FALSE(bench.end->ok);
    CHECK(test::run_until(*bench.loop, [&] { return ::kill(-group, 0) != 0; }));
}

TEST_CASE("a job that computes for ever is ended by the processor time that it has had, its children's included") {
    SlowBench bench;
    // In a child of a child, as compilers do it.
    const auto job = bench.start("sh -c 'while :; do :; done' & wait", {50, never, never});

    REQUIRE(bench.ended_while_time_passes(20));

    CHECK(bench.end->endless == Endless::busy);
}

TEST_CASE("a job that never stands still for long is ended by the clock") {
    SlowBench bench;
    const auto job = bench.start("tail -f /dev/null", {never, never, 60'000});

    REQUIRE(bench.ended_while_time_passes(1'000));

    CHECK(bench.end->endless == Endless::late);
}

TEST_CASE("a job that waits long for the processor is not ended for it") {
    const test::TempDir folder;
    const auto pipe = folder / "go-on";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const UniqueFd words(::open(pipe.c_str(), O_RDWR | O_CLOEXEC)); // so that neither end waits for the other to open it
    SlowBench bench;
    // It gets on as often as somebody lets it, which is what a crowded processor does.
    const auto job =
        bench.start("while read word <" + pipe.string() + "; do test $word = end && exit; done; exit 1", {never, 300'000, never});
    const auto goes_on = [&](std::string_view word) {
        const auto before = runtime::read_group_cpu_us(job->pid());
        REQUIRE(::write(words.get(), word.data(), word.size()) == static_cast<ssize_t>(word.size()));
        return test::run_until(
            *bench.loop, [&] { return bench.end || runtime::read_group_cpu_us(job->pid()) != before; }, 60'000, 5);
    };
    for (int turn = 0; turn < 5; ++turn) {
        REQUIRE(goes_on("on\n"));
        bench.clock.advance_ms(299'000);
        while (bench.loop->run_once(0) > 0) {}
        REQUIRE_FALSE(bench.end);
    }
    REQUIRE(goes_on("end\n"));
    REQUIRE(test::run_until(*bench.loop, [&] { return bench.end.has_value(); }));
    CHECK(bench.end->endless == Endless::no);
    CHECK(bench.end->ok);
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

TEST_CASE("a job leaves the first processor to the window, where there is another") {
    Bench bench;
    cpu_set_t ours, of_job;
    REQUIRE(::sched_getaffinity(0, sizeof ours, &ours) == 0);
    const int all = CPU_COUNT(&ours);
    const auto job = bench.start("tail -f /dev/null");
    REQUIRE(::sched_getaffinity(job->pid(), sizeof of_job, &of_job) == 0);
    CHECK(CPU_COUNT(&of_job) == std::max(1, all - 1));
    int first = 0;
    while (CPU_ISSET(first, &ours) == 0) ++first;
    CHECK((CPU_ISSET(first, &of_job) != 0) == (all == 1));

    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0); // a machine with one
    const auto alone = bench.start("tail -f /dev/null");
    CHECK(::sched_setaffinity(0, sizeof ours, &ours) == 0);
    REQUIRE(::sched_getaffinity(alone->pid(), sizeof of_job, &of_job) == 0);
    CHECK(CPU_EQUAL(&of_job, &one) != 0);
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
    const auto job = Job::start(*bench.loop, {"/no/such/compiler", {}, "/"}, [](JobEnd) {});
    REQUIRE_FALSE(job);
    CHECK(job.error().code == Errc::not_found);
    CHECK(job.error().message.find("/no/such/compiler") != std::string::npos);
}

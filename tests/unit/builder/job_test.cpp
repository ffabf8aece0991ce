#include "builder/job.hpp"

#include "fake_clock.hpp"
#include "loop_wait.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <optional>
#include <sys/resource.h>

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

    CHECK_FALSE(is_alive(leader));
    CHECK((::kill(-leader, 0) != 0 || !is_alive(leader)));
    test::run_for(*bench.loop, 20);
    CHECK_FALSE(bench.end);
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

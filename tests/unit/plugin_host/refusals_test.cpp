// How refusals are worded for the plugin's log. That they are counted is in sandbox_test.
#include "refusals.hpp"

#include "wire/kernel_calls.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <sys/syscall.h>

using namespace asista;
using namespace std::chrono_literals;
using host::RefusalCounts;
using host::RefusalReport;
using Lines = std::vector<std::string>;

namespace {
std::string no_path(std::uint32_t) { return {}; }
std::string secret(std::uint32_t call) { return call == SYS_openat ? "/home/me/secret" : ""; }
const RefusalReport::Clock::time_point start{100s};
} // namespace

TEST_CASE("every kind is said once and at once, by name") {
    RefusalReport report;
    RefusalCounts counts{};
    CHECK(report.lines(counts, start, no_path).empty());
    counts[SYS_socket] = 1;
    CHECK(report.lines(counts, start, no_path) == Lines{"the sandbox refused to let it open a network connection (socket)"});
    CHECK(report.lines(counts, start + 1ms, no_path).empty());
    CHECK_FALSE(report.next());

    counts[SYS_openat] = 1;
    counts[SYS_getxattr] = 1;
    const auto lines = report.lines(counts, start + 2ms, secret);
    CHECK(lines.size() == 2);
    CHECK(std::ranges::count(lines, "the sandbox refused to let it open a file (openat): /home/me/secret") == 1);
    CHECK(std::ranges::count(lines, "the sandbox refused to let it use attributes of a file (getxattr)") == 1);
}

TEST_CASE("what comes after is summed up every five seconds") {
    RefusalReport report;
    RefusalCounts counts{};
    counts[SYS_socket] = 41;
    CHECK(report.lines(counts, start, no_path).size() == 1);
    REQUIRE(report.next());
    CHECK(*report.next() == start + 5s);
    counts[SYS_socket] = 1001;
    counts[SYS_kill] = 3;
    CHECK(report.lines(counts, start + 2s, no_path) == Lines{"the sandbox refused to let it signal another process (kill)"});
    CHECK(report.lines(counts, start + 5s, no_path) ==
          Lines{"the sandbox refused 1002 more kernel calls: socket 1000 times, kill 2 times"});
    CHECK_FALSE(report.next());
    CHECK(report.lines(counts, start + 20s, no_path).empty());

    counts[SYS_kill] = 4;
    CHECK(report.lines(counts, start + 30s, no_path) == Lines{"the sandbox refused 1 more kernel call: kill once"});
}

TEST_CASE("a plugin that tries every call there is does not fill the log") {
    RefusalReport report;
    RefusalCounts counts;
    counts.fill(2);
    const auto lines = report.lines(counts, start, no_path);
    CHECK(lines.size() == 40);
    const auto summary = report.lines(counts, start + 6s, no_path);
    REQUIRE(summary.size() == 1);
    CHECK(summary[0].find("other kinds") != std::string::npos);
    CHECK(summary[0].size() < 300);
    CHECK(report.lines(counts, start + 60s, no_path).empty());
}

TEST_CASE("kernel calls have names, also those that are newer than the build machine") {
    CHECK(kernel_call_name(SYS_socket) == "socket");
    CHECK(kernel_call_name(SYS_fstat) == "fstat");
    CHECK(kernel_call_name(SYS_newfstatat) == "newfstatat");
    CHECK(kernel_call_name(435) == "clone3");
    CHECK(kernel_call_name(462) == "mseal");
    CHECK(kernel_call_name(5000).empty());
    CHECK(describe_kernel_call(SYS_ptrace) == "trace another process (ptrace)");
    CHECK(describe_kernel_call(SYS_times) == "make the kernel call times");
    CHECK(describe_kernel_call(9999) == "make kernel call 9999");
    int named = 0;
    for (std::uint32_t number = 0; number < 512; ++number) named += kernel_call_name(number).empty() ? 0 : 1;
    CHECK(named > 280); // every number that a processor gives to a call
}

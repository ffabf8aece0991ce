// The policy alone, with readings made up and time given.
#include "runtime/budgets.hpp"

#include <doctest/doctest.h>

using namespace asista::runtime;

namespace {
// Readings of a process that goes on as told, two seconds apart.
struct Process {
    BudgetPolicy policy{BudgetLimits{}};
    BudgetReading now;
    BudgetState run(std::int64_t ms, double cpu_percent, double wakeups_per_s = 0, double calls_per_s = 0) {
        for (const std::int64_t end = now.at_ms + ms; now.at_ms < end;) {
            now.at_ms += 2'000;
            now.cpu_us += static_cast<std::uint64_t>(cpu_percent * 2'000 * 10);
            now.wakeups += static_cast<std::uint64_t>(wakeups_per_s * 2);
            now.calls += static_cast<std::uint64_t>(calls_per_s * 2);
            policy.judge(now);
        }
        return policy.state();
    }
};
} // namespace

TEST_CASE("a busy moment is nobody's business") {
    Process process;
    CHECK(process.run(4'000, 100) == BudgetState::fine);
    CHECK(process.run(60'000, 5) == BudgetState::fine);
    CHECK(process.policy.note().empty());
    CHECK(process.policy.rates().cpu_percent == doctest::Approx(5));
}

TEST_CASE("one that is busy for long is said, then slowed down, then stopped") {
    Process process;
    CHECK(process.run(14'000, 84) == BudgetState::over);
    CHECK(process.policy.note() == "Uses 84 % of a processor core.");
    CHECK(process.run(30'000, 84) == BudgetState::throttled);
    CHECK(process.policy.note() == "Used 84 % of a processor core for 30 s, so it is slowed down.");
    // What it gets is a fifth, and it takes all of it.
    CHECK(process.run(100'000, 20) == BudgetState::throttled);
    CHECK(process.run(60'000, 20) == BudgetState::stopped);
    CHECK(process.policy.stop_sentence().find("though it had been slowed down") != std::string::npos);
    CHECK(process.run(60'000, 0) == BudgetState::stopped);
}

TEST_CASE("one that calms down is let go") {
    Process process;
    process.run(14'000, 90);
    CHECK(process.run(20'000, 1) == BudgetState::fine);
    process.run(44'000, 90);
    REQUIRE(process.policy.state() == BudgetState::throttled);
    CHECK(process.run(12'000, 0.5) == BudgetState::throttled);
    CHECK(process.run(20'000, 0.5) == BudgetState::fine);
    CHECK(process.policy.note().empty());
}

TEST_CASE("wake-ups and calls have budgets of their own") {
    Process restless;
    CHECK(restless.run(14'000, 3, 900) == BudgetState::over);
    CHECK(restless.policy.note() == "Uses 900 wake-ups of the processor a second.");
    Process talkative;
    CHECK(talkative.run(14'000, 3, 50, 2'500) == BudgetState::over);
    CHECK(talkative.policy.note() == "Uses 2500 calls a second.");
}

TEST_CASE("memory is said, not slowed down for, and stopped before there is none left") {
    Process process;
    process.now.memory_mb = 300;
    CHECK(process.run(200'000, 1) == BudgetState::over);
    CHECK(process.policy.note() == "Uses 300 MB of memory.");
    process.now.memory_mb = 100;
    CHECK(process.run(2'000, 1) == BudgetState::fine);
    process.now.memory_mb = 460;
    CHECK(process.run(2'000, 1) == BudgetState::stopped);
    CHECK(process.policy.stop_sentence() == "It was stopped because it used 460 MB of memory; a plugin may use 448 MB.");
}

TEST_CASE("counters that fall, as threads end, are no progress") {
    Process process;
    process.run(14'000, 1, 100);
    process.now.wakeups = 0;
    CHECK(process.run(4'000, 1) == BudgetState::fine);
    CHECK(process.policy.rates().wakeups_per_s < 100);
}

TEST_CASE("readings far apart are judged like near ones") {
    BudgetPolicy policy{BudgetLimits{}};
    BudgetReading reading;
    policy.judge(reading);
    reading.at_ms = 10'000;
    reading.cpu_us = 8'000'000;
    CHECK(policy.judge(reading) == BudgetState::over);
}

TEST_CASE("too many threads are stopped at the first look, however little they do") {
    BudgetPolicy policy{BudgetLimits{}};
    CHECK(policy.judge({.at_ms = 1, .threads = 256}) == BudgetState::fine);
    CHECK(policy.judge({.at_ms = 2, .threads = 257}) == BudgetState::stopped);
    CHECK(policy.note() == "Uses 257 threads.");
    CHECK(policy.stop_sentence() == "It was stopped because it had more than 256 threads.");
}

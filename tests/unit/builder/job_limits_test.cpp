#include "builder/job_limits.hpp"

#include <doctest/doctest.h>

using namespace asista::builder;

namespace {
constexpr std::int64_t second = 1'000'000, minute = 60 * second;
constexpr JobLimits limits{300'000, 300'000, 3'600'000};
} // namespace

TEST_CASE("a compiler that hardly gets the processor is waited for, and one that had it for its time is not") {
    JobPatience patience(limits, 7 * second);
    std::uint64_t used = 0;
    for (int i = 1; i < 12; ++i) // 44 minutes, a millisecond of the processor in each four
        CHECK(patience.look(7 * second + i * 4 * minute, used += 1'000) == Endless::no);
    CHECK(patience.look(7 * second + 45 * minute, 300 * second) == Endless::no);
    CHECK(patience.look(7 * second + 46 * minute, 300 * second + 1) == Endless::busy);
}

TEST_CASE("one that does nothing is not waited for longer than the limit, from when it last did something") {
    JobPatience patience(limits, 0);
    CHECK(patience.look(minute, 5) == Endless::no);
    CHECK(patience.look(6 * minute, 5) == Endless::no);
    CHECK(patience.look(6 * minute + 1, 5) == Endless::still);
}

TEST_CASE("one that never did anything at all is not waited for longer either") {
    JobPatience patience(limits, minute);
    CHECK(patience.look(6 * minute, 0) == Endless::no);
    CHECK(patience.look(6 * minute + 1, 0) == Endless::still);
}

TEST_CASE("when a process of the group ends, what the group has had may be less, and is no standing still") {
    JobPatience patience(limits, 0);
    CHECK(patience.look(4 * minute, 900) == Endless::no);
    CHECK(patience.look(8 * minute, 400) == Endless::no);
    CHECK(patience.look(12 * minute, 400) == Endless::no);
    CHECK(patience.look(14 * minute, 400) == Endless::still);
}

TEST_CASE("one that wakes up for ever ends by the clock") {
    JobPatience patience(limits, 0);
    for (int i = 1; i <= 60; ++i) CHECK(patience.look(i * minute, static_cast<std::uint64_t>(i)) == Endless::no);
    CHECK(patience.look(60 * minute + 1, 61) == Endless::late);
}

TEST_CASE("looks are as frequent as the smallest limit wants, and never many") {
    CHECK(JobPatience(limits, 0).next_look_ms() == 5'000);
    CHECK(JobPatience({300'000, 2'000, 300'000}, 0).next_look_ms() == 500);
    CHECK(JobPatience({1, 300'000, 300'000}, 0).next_look_ms() == 10);
}

TEST_CASE("what is said names the limit") {
    CHECK(endless_words(Endless::busy, limits) == "did not end within 300 s of processor time");
    CHECK(endless_words(Endless::still, limits) == "did not end, and did nothing for 300 s");
    CHECK(endless_words(Endless::late, {1, 1, 1'500}) == "did not end within 1.5 s");
}

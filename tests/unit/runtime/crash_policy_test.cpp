#include "runtime/crash_policy.hpp"

#include <doctest/doctest.h>

using asista::runtime::CrashPolicy;
constexpr std::int64_t minute = 60'000;

TEST_CASE("one restart at once, one after a second, and the third crash in five minutes is the last") {
    CrashPolicy policy;

    CHECK(policy.crashed(0) == 0);
    CHECK(policy.crashed(minute) == 1'000);
    CHECK_FALSE(policy.crashed(2 * minute));
    CHECK_FALSE(policy.crashed(2 * minute + 1));
}

TEST_CASE("crashes that never come three in five minutes wait longer and longer") {
    CrashPolicy policy;

    CHECK(policy.crashed(0) == 0);
    CHECK(policy.crashed(3 * minute) == 1'000);
    CHECK(policy.crashed(6 * minute) == 5'000);
    CHECK(policy.crashed(9 * minute) == 30'000);
    CHECK(policy.crashed(12 * minute) == 30'000);
}

TEST_CASE("after five quiet minutes a crash counts as the first") {
    CrashPolicy policy;
    CHECK(policy.crashed(0) == 0);
    CHECK(policy.crashed(1) == 1'000);

    CHECK(policy.crashed(1 + 5 * minute) == 0);
    CHECK(policy.crashed(2 + 5 * minute) == 1'000);
    CHECK_FALSE(policy.crashed(3 + 5 * minute));
}

TEST_CASE("a reset forgets everything") {
    CrashPolicy policy;
    CHECK(policy.crashed(0) == 0);
    CHECK(policy.crashed(1) == 1'000);

    policy.reset();

    CHECK(policy.crashed(2) == 0);
}

TEST_CASE("crashes of another build count from the first") {
    CrashPolicy policy;
    CHECK(policy.crashed(0, "1.0.0") == 0);
    CHECK(policy.crashed(1, "1.0.0") == 1'000);
    CHECK(policy.crashed(2, "1.0.1") == 0);
    CHECK(policy.crashed(3, "1.0.1") == 1'000);
    CHECK_FALSE(policy.crashed(4, "1.0.1"));
}

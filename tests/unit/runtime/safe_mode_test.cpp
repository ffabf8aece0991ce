#include "runtime/safe_mode.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

using asista::runtime::StartMark;
using asista::test::TempDir;

TEST_CASE("starts that did not end well are counted until one does") {
    const TempDir profile;
    const auto unclean_before = [&] {
        const auto mark = StartMark::set(profile.path());
        REQUIRE(mark);
        return mark->unclean_before();
    };
    CHECK(unclean_before() == 0);
    CHECK(unclean_before() == 1);
    CHECK(unclean_before() == 2);
    auto good = StartMark::set(profile.path());
    REQUIRE(good);
    CHECK(good->unclean_before() == 3);
    CHECK(good->ended_well());
    CHECK(unclean_before() == 0);
}

TEST_CASE("a mark that makes no sense counts nothing, and one that cannot be written is an error") {
    const TempDir profile;
    asista::test::write_file_by_rename(profile / "unclean-starts", "many");
    const auto mark = StartMark::set(profile.path());
    REQUIRE(mark);
    CHECK(mark->unclean_before() == 0);
    CHECK_FALSE(StartMark::set(profile / "not there"));
}

#include "wire/result.hpp"

#include <asista/plugin.h>
#include <cerrno>
#include <doctest/doctest.h>
#include <memory>

using namespace asista;

TEST_CASE("the status values are those of the C interface") {
    const std::pair<Errc, int> pairs[] = {
        {Errc::ok, ASISTA_OK},         {Errc::invalid, ASISTA_INVALID},         {Errc::not_found, ASISTA_NOT_FOUND},
        {Errc::denied, ASISTA_DENIED}, {Errc::unavailable, ASISTA_UNAVAILABLE}, {Errc::over_limit, ASISTA_OVER_LIMIT},
        {Errc::busy, ASISTA_BUSY},     {Errc::timed_out, ASISTA_TIMED_OUT},     {Errc::cancelled, ASISTA_CANCELLED},
        {Errc::io, ASISTA_IO},         {Errc::unsupported, ASISTA_UNSUPPORTED}, {Errc::internal, ASISTA_INTERNAL},
    };
    for (const auto& [ours, theirs] : pairs) CHECK(static_cast<int>(ours) == theirs);
    CHECK(std::size(pairs) == 12);
}

TEST_CASE("every status has a word of its own, an unknown number has one too") {
    std::string all;
    for (int code = 0; code <= static_cast<int>(Errc::internal); ++code) {
        const auto word = errc_name(static_cast<Errc>(code));
        CHECK(all.find(std::string(word) + ";") == std::string::npos);
        all += std::string(word) + ";";
    }
    CHECK(errc_name(static_cast<Errc>(99)) == "unknown");
}

TEST_CASE("errno becomes a sentence and a code") {
    const auto from = [](int number) {
        errno = number;
        return Result<void>(fail_errno("open /x")).error();
    };
    CHECK(from(ENOENT).code == Errc::not_found);
    CHECK(from(ENOENT).message == "open /x: no such file or directory");
    CHECK(from(EACCES).code == Errc::denied);
    CHECK(from(EPERM).code == Errc::denied);
    CHECK(from(ENOSPC).code == Errc::over_limit);
    CHECK(from(EIO).code == Errc::io);
    CHECK(fail_in("load profile", from(EIO)).value().message.starts_with("load profile: open /x: "));
}

TEST_CASE("TRY hands on the value or returns the error, also of types that only move") {
    const auto twice = [](Result<int> number) -> Result<int> { return TRY(std::move(number)) * 2; };
    CHECK(*twice(21) == 42);
    CHECK(twice(fail(Errc::busy, "not {}", "now")).error().message == "not now");

    const auto pass = [](Result<std::unique_ptr<int>> box) -> Result<std::unique_ptr<int>> { return TRY(std::move(box)); };
    CHECK(**pass(std::make_unique<int>(5)) == 5);

    const auto nothing = [](Result<void> step) -> Result<int> {
        TRY(std::move(step));
        return 1;
    };
    CHECK(nothing({}));
    CHECK(nothing(fail(Errc::io, "gone")).error().code == Errc::io);
}

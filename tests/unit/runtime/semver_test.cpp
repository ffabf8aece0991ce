#include "runtime/semver.hpp"

#include <doctest/doctest.h>

#include <array>

using asista::runtime::SemVer;

namespace {
SemVer version(std::string_view text) {
    const auto parsed = SemVer::parse(text);
    REQUIRE_MESSAGE(parsed, text);
    return *parsed;
}
} // namespace

TEST_CASE("versions are ordered as the specification says") {
    // Section 11 of the specification, with neighbours that are often confused.
    constexpr std::array ascending{"0.0.1",      "0.1.0",        "0.9.0",         "0.10.0",        "1.0.0-0",
                                   "1.0.0-2",    "1.0.0-10",     "1.0.0-alpha",   "1.0.0-alpha.1", "1.0.0-alpha.beta",
                                   "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",    "1.0.0",
                                   "1.0.1",      "1.2.0",        "1.10.0",        "2.0.0"};

    for (std::size_t a = 0; a < ascending.size(); ++a)
        for (std::size_t b = 0; b < ascending.size(); ++b) {
            INFO(ascending[a], " and ", ascending[b]);
            CHECK((version(ascending[a]) < version(ascending[b])) == (a < b));
            CHECK((version(ascending[a]) == version(ascending[b])) == (a == b));
        }
}

TEST_CASE("build metadata takes no part in comparison and survives printing") {
    CHECK(version("1.2.3+linux.007") == version("1.2.3"));
    CHECK(version("1.2.3-rc.1+linux.007").to_string() == "1.2.3-rc.1+linux.007");
}

TEST_CASE("what is not a semantic version is refused with an example of one") {
    for (const char* text : {"", "1", "1.2", "1.2.3.4", "v1.2.3", "1.02.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+",
                             "1.2.3 ", "-1.2.3", "1.2.4294967296", "1.2.x", "1.2.3-ä", "1.2.3\n"}) {
        const auto parsed = SemVer::parse(text);
        INFO(text);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().message.find("1.2.0") != std::string::npos);
    }
    CHECK_FALSE(SemVer::parse("1.2.3-" + std::string(200, 'a')));
}

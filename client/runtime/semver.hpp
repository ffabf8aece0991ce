// Semantic versions (semver.org 2.0.0): of plugins, and of the platform they say they work with.
#pragma once

#include "wire/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace asista::runtime {

struct SemVer {
    std::uint32_t major = 0, minor = 0, patch = 0;
    std::string prerelease; // "rc.1"; empty for a release, which is newer than all its pre-releases
    std::string build;      // after "+"; takes no part in comparison

    // "1.2.3", "1.2.3-rc.1+build5". Errc::invalid says what is wrong with it.
    static Result<SemVer> parse(std::string_view text);
    std::string to_string() const;

    // Precedence by section 11 of the specification.
    friend std::strong_ordering operator<=>(const SemVer& a, const SemVer& b);
    friend bool operator==(const SemVer& a, const SemVer& b) { return (a <=> b) == 0; }
};

} // namespace asista::runtime

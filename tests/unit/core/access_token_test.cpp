#include "core/endpoint/access_token.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string>

using namespace asista::core;

TEST_CASE("a token is its 32 random bytes in letters that a header, a shell and an address take as they are") {
    std::array<std::byte, token_bytes> bytes{};
    CHECK(token_text(bytes) == std::string(43, 'A'));

    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(255 - i);
    CHECK(token_text(bytes) == "__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA");
}

TEST_CASE("of a token its SHA-256 is kept, and nothing but the same token has it") {
    const auto kept = token_hash("abc");

    CHECK(kept == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-4's own example
    CHECK(is_token_hash(kept));
    CHECK(same_hash(kept, token_hash("abc")));
    CHECK_FALSE(same_hash(kept, token_hash("abd")));
    CHECK_FALSE(same_hash(kept, token_hash("")));
}

TEST_CASE("what is no hash is the same as nothing, itself included") {
    for (const std::string wrong : {"", "abc", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"}) {
        CHECK_FALSE(is_token_hash(wrong));
        CHECK_FALSE(same_hash(wrong, wrong));
    }
}

#include "wire/late_library.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace asista;

TEST_CASE("a library that is there gives its functions, and says which it lacks") {
    const auto library = LateLibrary::open("libm.so.6", "libc6");
    REQUIRE(library);

    double (*cube_root)(double) = nullptr;
    REQUIRE(library->find("cbrt", cube_root));
    CHECK(cube_root(27) == doctest::Approx(3));

    void (*absent)() = nullptr;
    const auto found = library->find("asista_has_no_such_function", absent);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == Errc::unavailable);
    CHECK(found.error().message.find("asista_has_no_such_function") != std::string::npos);
    CHECK(found.error().message.find("libm.so.6") != std::string::npos);
    CHECK((absent == nullptr));
}

TEST_CASE("a library that is not installed is an error with the package to install") {
    const auto library = LateLibrary::open("libasista-absent.so.1", "libasista-absent1");

    REQUIRE_FALSE(library);
    CHECK(library.error().code == Errc::unavailable);
    CHECK(library.error().message.find("libasista-absent.so.1") != std::string::npos);
    CHECK(library.error().message.find("install libasista-absent1") != std::string::npos);
}

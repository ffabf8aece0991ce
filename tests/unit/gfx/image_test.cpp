// PNG files and comparison.
#include "gfx/image.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace asista;

namespace {
struct TemporaryFolder {
    std::filesystem::path path;
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "asista-image-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

gfx::Image gradient(int width, int height, std::uint8_t alpha) {
    gfx::Image image{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (const int value : {x * 3, y * 5, x + y, int{alpha}}) image.rgba.push_back(static_cast<std::uint8_t>(value));
    return image;
}
} // namespace

TEST_CASE("a PNG gives back the pixels it was made of") {
    const TemporaryFolder folder;
    for (const std::uint8_t alpha : {std::uint8_t{255}, std::uint8_t{90}}) {
        const auto image = gradient(37, 21, alpha);
        REQUIRE(gfx::write_png(image, folder.path / "a.png"));
        const auto again = gfx::read_png(folder.path / "a.png");
        REQUIRE(again);
        CHECK(*again == image);
    }
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1); // no half-written file stays
}

TEST_CASE("a file that is no PNG, or cannot be written, is an error that names it") {
    const TemporaryFolder folder;
    std::ofstream(folder.path / "no.png") << "hello";
    const auto read = gfx::read_png(folder.path / "no.png");
    REQUIRE_FALSE(read);
    CHECK(read.error().message.find("no.png") != std::string::npos);

    const auto written = gfx::write_png(gradient(2, 2, 255), folder.path / "nowhere" / "a.png");
    REQUIRE_FALSE(written);
    CHECK(written.error().message.find("nowhere") != std::string::npos);
}

TEST_CASE("comparison finds the differing pixels and honours its tolerance") {
    const auto expected = gradient(10, 10, 255);
    auto actual = expected;
    CHECK(gfx::compare(expected, actual).equal());

    actual.rgba[(3 * 10 + 7) * 4 + 1] = static_cast<std::uint8_t>(actual.rgba[(3 * 10 + 7) * 4 + 1] + 2);
    const auto difference = gfx::compare(expected, actual);
    CHECK(difference.pixels == 1);
    CHECK(difference.largest == 2);
    CHECK(difference.first_x == 7);
    CHECK(difference.first_y == 3);
    CHECK(difference.picture.at(7, 3) == std::array<std::uint8_t, 4>{230, 0, 0, 255});
    CHECK(gfx::compare(expected, actual, 2).equal());

    CHECK_FALSE(gfx::compare(expected, gradient(10, 9, 255)).equal());
}

TEST_CASE("a crop is clipped to its image") {
    const auto image = gradient(10, 10, 255);
    const auto part = gfx::crop(image, 8, -2, 5, 4);
    CHECK(part.width == 2);
    CHECK(part.height == 2);
    CHECK(part.at(1, 1) == image.at(9, 1));
    CHECK(gfx::crop(image, 20, 20, 5, 5).width == 0);
}

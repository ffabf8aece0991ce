// Pixels in memory, PNG files, and the comparison that golden screenshots use.
#pragma once

#include "wire/result.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace asista::gfx {

// Rows from the top, straight-alpha RGBA8, no padding.
struct Image {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgba; // width * height * 4

    std::array<std::uint8_t, 4> at(int x, int y) const; // inside the image
    bool operator==(const Image&) const = default;
};

// The part of `image` within the given rectangle, clipped to it.
Image crop(const Image& image, int x, int y, int width, int height);

// 8-bit RGB when every pixel is opaque, else RGBA. Overwrites; the file appears whole or not at all.
Result<void> write_png(const Image& image, const std::filesystem::path& file);
Result<Image> read_png(const std::filesystem::path& file);

struct ImageDifference {
    bool same_size = true;
    std::uint64_t pixels = 0; // that differ by more than the tolerance in any channel
    int largest = 0;          // channel difference, 0 to 255
    int first_x = -1, first_y = -1;
    Image picture; // the actual image paled, differing pixels in red; empty when none differ
    bool equal() const { return same_size && pixels == 0; }
};
// `tolerance`: largest channel difference that still counts as equal.
ImageDifference compare(const Image& expected, const Image& actual, int tolerance = 0);

} // namespace asista::gfx

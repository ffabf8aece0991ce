// PNG through libpng's simplified interface, and pixel comparison.
#include "gfx/image.hpp"

#include <png.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace asista::gfx {

namespace {
std::size_t offset_of(const Image& image, int x, int y) {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)) * 4;
}
bool is_opaque(const Image& image) {
    for (std::size_t i = 3; i < image.rgba.size(); i += 4)
        if (image.rgba[i] != 255) return false;
    return true;
}
} // namespace

std::array<std::uint8_t, 4> Image::at(int x, int y) const {
    const std::size_t offset = offset_of(*this, x, y);
    return {rgba[offset], rgba[offset + 1], rgba[offset + 2], rgba[offset + 3]};
}

Image crop(const Image& image, int x, int y, int width, int height) {
    const int left = std::clamp(x, 0, image.width), top = std::clamp(y, 0, image.height);
    const int right = std::clamp(x + width, left, image.width), bottom = std::clamp(y + height, top, image.height);
    Image part{right - left, bottom - top, {}};
    part.rgba.resize(static_cast<std::size_t>(part.width) * static_cast<std::size_t>(part.height) * 4);
    for (int row = 0; row < part.height && part.width > 0; ++row) {
        std::memcpy(&part.rgba[offset_of(part, 0, row)], &image.rgba[offset_of(image, left, top + row)],
                    static_cast<std::size_t>(part.width) * 4);
    }
    return part;
}

Result<void> write_png(const Image& image, const std::filesystem::path& file) {
    if (image.width < 1 || image.height < 1) return fail(Errc::invalid, "{}: an image without pixels", file.string());
    std::vector<std::uint8_t> rgb;
    const void* pixels = image.rgba.data();
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    header.width = static_cast<png_uint_32>(image.width);
    header.height = static_cast<png_uint_32>(image.height);
    header.format = PNG_FORMAT_RGBA;
    if (is_opaque(image)) {
        rgb.reserve(image.rgba.size() / 4 * 3);
        for (std::size_t i = 0; i < image.rgba.size(); i += 4) rgb.insert(rgb.end(), &image.rgba[i], &image.rgba[i] + 3);
        header.format = PNG_FORMAT_RGB;
        pixels = rgb.data();
    }
    auto unfinished = file;
    unfinished += ".part";
    if (png_image_write_to_file(&header, unfinished.c_str(), 0, pixels, 0, nullptr) == 0) {
        std::error_code ignored;
        std::filesystem::remove(unfinished, ignored);
        return fail(Errc::io, "write {}: {}", file.string(), header.message);
    }
    std::error_code error;
    std::filesystem::rename(unfinished, file, error);
    if (error) return fail(Errc::io, "write {}: {}", file.string(), error.message());
    return {};
}

Result<Image> read_png(const std::filesystem::path& file) {
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_file(&header, file.c_str()) == 0)
        return fail(Errc::io, "read {}: {}", file.string(), header.message);
    header.format = PNG_FORMAT_RGBA;
    if (header.width > 32768 || header.height > 32768) {
        png_image_free(&header);
        return fail(Errc::over_limit, "read {}: larger than 32768 pixels", file.string());
    }
    Image image{static_cast<int>(header.width), static_cast<int>(header.height), {}};
    image.rgba.resize(PNG_IMAGE_SIZE(header));
    if (png_image_finish_read(&header, nullptr, image.rgba.data(), 0, nullptr) == 0) {
        return fail(Errc::io, "read {}: {}", file.string(), header.message);
    }
    return image;
}

ImageDifference compare(const Image& expected, const Image& actual, int tolerance) {
    ImageDifference difference;
    difference.same_size = expected.width == actual.width && expected.height == actual.height;
    if (!difference.same_size) return difference;
    std::vector<bool> differs(expected.rgba.size() / 4);
    for (std::size_t pixel = 0; pixel < differs.size(); ++pixel) {
        int largest = 0;
        for (std::size_t channel = pixel * 4; channel < pixel * 4 + 4; ++channel) {
            largest = std::max(largest, std::abs(int{expected.rgba[channel]} - int{actual.rgba[channel]}));
        }
        difference.largest = std::max(difference.largest, largest);
        if (largest <= tolerance) continue;
        if (difference.pixels == 0) {
            difference.first_x = static_cast<int>(pixel) % expected.width;
            difference.first_y = static_cast<int>(pixel) / expected.width;
        }
        differs[pixel] = true;
        ++difference.pixels;
    }
    if (difference.pixels == 0) return difference;
    difference.picture = actual;
    for (std::size_t pixel = 0; pixel < differs.size(); ++pixel) {
        std::uint8_t* const rgba = &difference.picture.rgba[pixel * 4];
        for (int channel = 0; channel < 3; ++channel) rgba[channel] = static_cast<std::uint8_t>(191 + rgba[channel] / 4);
        if (differs[pixel]) rgba[0] = 230, rgba[1] = 0, rgba[2] = 0;
        rgba[3] = 255;
    }
    return difference;
}

} // namespace asista::gfx

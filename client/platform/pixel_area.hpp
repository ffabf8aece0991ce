// A rectangle of whole pixels of the window.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

namespace asista::platform {

// From the top left; right and bottom are not in it.
struct PixelArea {
    int left = 0, top = 0, right = 0, bottom = 0;
    bool empty() const { return right <= left || bottom <= top; }
    bool operator==(const PixelArea&) const = default;
};

inline PixelArea common(const PixelArea& one, const PixelArea& other) {
    return {std::max(one.left, other.left), std::max(one.top, other.top), std::min(one.right, other.right),
            std::min(one.bottom, other.bottom)};
}
inline PixelArea hull(const PixelArea& one, const PixelArea& other) {
    return {std::min(one.left, other.left), std::min(one.top, other.top), std::max(one.right, other.right),
            std::max(one.bottom, other.bottom)};
}

// What of a frame differs from the one before it; nothing: it may be all of it.
using ChangedAreas = std::optional<std::vector<PixelArea>>;

} // namespace asista::platform

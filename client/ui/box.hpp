// Rectangles in whole window pixels, cut up from the outside in: how every page places what it draws. No ImGui. [any]
#pragma once

#include <algorithm>
#include <cmath>

namespace asista::ui {

struct Box {
    float x = 0, y = 0, w = 0, h = 0;

    float right() const { return x + w; }
    float bottom() const { return y + h; }
    float middle_x() const { return x + w / 2; }
    float middle_y() const { return y + h / 2; }
    bool empty() const { return w <= 0 || h <= 0; }
    bool contains(float px, float py) const { return px >= x && px < right() && py >= y && py < bottom(); }

    // Takes a strip off one side and returns it; what is left stays here. Never more than there is.
    Box cut_top(float height) {
        height = std::clamp(height, 0.0F, std::max(h, 0.0F));
        const Box strip{x, y, w, height};
        y += height;
        h -= height;
        return strip;
    }
    Box cut_bottom(float height) {
        height = std::clamp(height, 0.0F, std::max(h, 0.0F));
        h -= height;
        return {x, bottom(), w, height};
    }
    Box cut_left(float width) {
        width = std::clamp(width, 0.0F, std::max(w, 0.0F));
        const Box strip{x, y, width, h};
        x += width;
        w -= width;
        return strip;
    }
    Box cut_right(float width) {
        width = std::clamp(width, 0.0F, std::max(w, 0.0F));
        w -= width;
        return {right(), y, width, h};
    }

    Box inset(float amount) const { return inset(amount, amount); }
    Box inset(float dx, float dy) const { return {x + dx, y + dy, std::max(w - 2 * dx, 0.0F), std::max(h - 2 * dy, 0.0F)}; }
    Box moved(float dx, float dy) const { return {x + dx, y + dy, w, h}; }
    // A box of this size in the middle of this one, on whole pixels.
    Box centered(float width, float height) const {
        return {std::floor(x + (w - width) / 2), std::floor(y + (h - height) / 2), width, height};
    }
    // The same height as this row, less where `height` is smaller: centred up and down, at the left.
    Box centered_rows(float height) const { return {x, std::floor(y + (h - height) / 2), w, height}; }
};

} // namespace asista::ui

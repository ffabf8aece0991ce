// Sutherland and Hodgman's polygon clipping ("Reentrant polygon clipping", 1974), against a square.
#include "view_clip.hpp"

#include <algorithm>
#include <cmath>

namespace asista::host {

namespace {
std::uint32_t mix_color(std::uint32_t a, std::uint32_t b, float t) {
    std::uint32_t mixed = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        const auto from = static_cast<float>((a >> shift) & 0xFFU);
        const auto to = static_cast<float>((b >> shift) & 0xFFU);
        mixed |= static_cast<std::uint32_t>(from + (to - from) * t + 0.5F) << shift;
    }
    return mixed;
}

frame::Vertex mix(const frame::Vertex& a, const frame::Vertex& b, float t) {
    return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.u + (b.u - a.u) * t, a.v + (b.v - a.v) * t,
            mix_color(a.color, b.color, t)};
}

// How far inside one edge of the square a corner lies; negative is outside.
float inside(const frame::Vertex& vertex, int edge) {
    switch (edge) {
    case 0: return vertex.x + clip_limit;
    case 1: return clip_limit - vertex.x;
    case 2: return vertex.y + clip_limit;
    default: return clip_limit - vertex.y;
    }
}
} // namespace

bool in_range(const frame::Vertex& vertex) {
    return (std::fabs(vertex.x) < clip_limit) & (std::fabs(vertex.y) < clip_limit) & (std::fabs(vertex.u) < frame::max_uv) &
           (std::fabs(vertex.v) < frame::max_uv);
}

frame::Vertex tamed(frame::Vertex vertex) {
    const auto tame = [](float value, float limit) { return std::isfinite(value) ? std::clamp(value, -limit, limit) : 0.0F; };
    vertex.x = tame(vertex.x, clip_limit);
    vertex.y = tame(vertex.y, clip_limit);
    vertex.u = tame(vertex.u, frame::max_uv - 1);
    vertex.v = tame(vertex.v, frame::max_uv - 1);
    return vertex;
}

std::size_t clip_triangle(const std::array<frame::Vertex, 3>& triangle, std::array<frame::Vertex, most_clipped_corners>& out) {
    std::array<frame::Vertex, most_clipped_corners> corners{};
    std::size_t count = 3;
    std::copy(triangle.begin(), triangle.end(), corners.begin());
    for (const frame::Vertex& corner : triangle) {
        if (!std::isfinite(corner.x) || !std::isfinite(corner.y)) return 0;
    }
    for (int edge = 0; edge < 4; ++edge) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const frame::Vertex& from = corners[i];
            const frame::Vertex& to = corners[(i + 1) % count];
            const float from_inside = inside(from, edge), to_inside = inside(to, edge);
            if (from_inside >= 0) out[kept++] = from;
            if ((from_inside >= 0) != (to_inside >= 0)) out[kept++] = mix(from, to, from_inside / (from_inside - to_inside));
        }
        count = kept;
        std::copy(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count), corners.begin());
        if (count < 3) return 0;
    }
    for (std::size_t i = 0; i < count; ++i) out[i] = tamed(corners[i]);
    return count;
}

} // namespace asista::host

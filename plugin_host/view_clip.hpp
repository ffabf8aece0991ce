// Cuts triangles that reach beyond the coordinates of the protocol. A line in a zoomed plot may start a million pixels outside the
// window, and moving that end inwards would tilt the line.
#pragma once

#include "wire/frame.hpp"

#include <array>
#include <cstddef>

namespace asista::host {

inline constexpr float clip_limit = 30000;             // within frame::max_coordinate, beyond any screen
inline constexpr std::size_t most_clipped_corners = 7; // a triangle cut by four edges

// True when a vertex can be sent as it is.
bool in_range(const frame::Vertex& vertex);
// NaN and infinity become 0, the rest is brought into range: for vertices that nothing draws, and for texture coordinates.
frame::Vertex tamed(frame::Vertex vertex);

// The part of the triangle within +-clip_limit on both axes, as a convex polygon; returns its number of corners, 0 when nothing is
// left or a corner is not a number.
std::size_t clip_triangle(const std::array<frame::Vertex, 3>& triangle, std::array<frame::Vertex, most_clipped_corners>& out);

} // namespace asista::host

// ImGui's triangles into pixels, in plain arithmetic: the same picture on every computer that has the same fonts, without GL or a display.
#pragma once

#include "gfx/image.hpp"

#include <cstdint>

struct ImDrawData;

namespace asista::testing {

// `background`: 0xAABBGGRR as ImGui packs colours. The textures' pixels must be in memory, as ImGui keeps those of its atlas.
gfx::Image paint(const ImDrawData& data, std::uint32_t background);

} // namespace asista::testing

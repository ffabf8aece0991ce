// The texts of shaders/*.glsl, compiled in.
#pragma once

#include <span>
#include <string_view>

namespace asista::gfx::shaders {

struct Shader {
    std::string_view name, text; // "card.vert.glsl"
};
extern const std::span<const Shader> all;

} // namespace asista::gfx::shaders

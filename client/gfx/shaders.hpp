// The texts of shaders/*.glsl, compiled in.
#pragma once

namespace asista::gfx::shaders {

extern const char card_vert[];
extern const char card_frag[];

} // namespace asista::gfx::shaders

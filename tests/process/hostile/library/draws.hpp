// Drawings that are meant to harm: each is called once a frame.
#pragma once

#include <asista/plugin.hpp>

#include <string>

namespace hostile {

// False: there is no drawing of this name.
bool draw_as(const std::string& name, asista::Frame& frame);

} // namespace hostile

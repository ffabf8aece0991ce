// Drawings that are meant to harm: each is called once a frame.
#pragma once

#include <asista/plugin.hpp>

#include <string>

namespace hostile {

// What covers something is in this colour, which nothing else in the window has: 0xFF00C8.
inline constexpr unsigned bold_color = 0xFFC800FF;

// False: there is no drawing of this name. It animates unless it is one of those that rest.
bool draw_as(const std::string& name, asista::Frame& frame);

// What a person's hands brought to this plugin so far. Looked at once a frame, whatever is drawn.
struct Seen {
    int keys = 0, characters = 0, presses = 0;
    std::string clipboard; // the last text found there
};
inline Seen seen;
void look_at_input();

} // namespace hostile

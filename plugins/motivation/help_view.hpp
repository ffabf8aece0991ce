// Shows whom to reach, from safety.hpp. On the card after a note that sounds like a crisis, and on the page at any time.
#pragma once

#include "safety.hpp"

#include <asista/plugin.hpp>

#include <string>

namespace asista::motivation {

struct HelpEvent {
    enum class Kind : std::uint8_t { none, close, more, open, choose_region };
    Kind kind = Kind::none;
    std::string text; // open: an address; choose_region: its name, or "Not set"
};

// Over the whole card: the lines of the region, the emergency number, a way to close.
HelpEvent draw_help_card(const asista::Frame& frame, const std::string& region);
// The section of the page: the same, and a choice of regions.
HelpEvent draw_help_section(const asista::Frame& frame, const std::string& region);

} // namespace asista::motivation

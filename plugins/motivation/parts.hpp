// Small pieces that the card and the pages share: switches, chips, chips in a row, text fields, headings.
#pragma once

#include <asista/plugin.hpp>

#include <string>
#include <string_view>

namespace asista::motivation::parts {

// A switch with its words on its right; true when it was pressed. `under`: a second line in dim type, or empty.
bool toggle(const asista::Frame& frame, const char* id, std::string_view words, bool on, const std::string& under = {});

// A small word that is on or off; true when it was pressed. `next_gap`: where it does not fit any more, a new row begins.
bool chip(const asista::Frame& frame, std::string_view words, bool on);
// Puts the next chip beside the last one, or on a new row when `words` would not fit into `right_edge`.
void next_chip(const asista::Frame& frame, std::string_view words, float right_edge);

// A field of one line, `width` logical pixels wide (0: all there is); true when Enter was pressed in it.
bool field(const asista::Frame& frame, const char* id, const char* hint, std::string& text, std::size_t max_bytes,
           float width = 0);

void heading(const asista::Frame& frame, std::string_view words, bool first = false);

// A text that can be pressed, in small type; brightens under the pointer.
bool quiet_link(const asista::Frame& frame, const char* id, std::string_view words);

} // namespace asista::motivation::parts

// Reading what was drawn: text out of the draw lists of ImGui, by the glyphs that were taken from the font atlas. It finds what a person could
// read, whichever function drew it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

struct ImDrawData;
struct ImFontAtlas;

namespace asista::testing {

struct SeenGlyph {
    unsigned codepoint = 0;
    float left = 0, top = 0, right = 0, bottom = 0; // pixels
};
// Glyphs one behind the other on a line, as one call drew them.
struct SeenRun {
    std::string text;              // UTF-8, blanks put in where there were gaps
    std::vector<SeenGlyph> glyphs; // without the blanks
    std::vector<std::size_t> at;   // of each glyph, its place in `text`
};

// In the order drawn; what is clipped away or fully transparent is left out. Valid for the frame that was just rendered.
std::vector<SeenRun> seen_text(const ImDrawData& data, ImFontAtlas& atlas);

// All white space as single blanks, none at the ends.
std::string plain_text(std::string_view text);
std::string utf8(unsigned codepoint);

} // namespace asista::testing

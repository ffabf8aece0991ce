// Splits a line of C++ into pieces that are coloured alike: for the few lines around an error, not for an editor. A line is looked at
// alone, so the inside of a comment or a raw string that began on an earlier line counts as code. No ImGui. [any]
#pragma once

#include <string_view>
#include <vector>

namespace asista::ui {

enum class Tint {
    plain,
    keyword,
    call, // a name in front of a parenthesis
    text, // string and character literals
    number,
    comment,
};
struct TintedPiece {
    std::string_view text; // of the line that was given
    Tint tint = Tint::plain;
    bool operator==(const TintedPiece&) const = default;
};

// All of the line in order, nothing left out; neighbours of one tint are one piece. An empty line has none.
std::vector<TintedPiece> tint_cpp(std::string_view line);

// The bytes of the word (or of the literal, or the one sign) that begins at `offset`: what an error at this place is about. At least 1,
// also past the end of the line.
std::size_t word_length(std::string_view line, std::size_t offset);

} // namespace asista::ui

// Matching for the command palette: are the letters typed there, in order, and how well do they sit? Pure. [any]
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace asista::ui {

struct FuzzyMatch {
    int score = 0;                        // higher is better; comparable between texts for the same pattern
    std::vector<std::uint32_t> positions; // byte offsets in the text of the letters that matched, ascending
};

// Every character of `pattern` but blanks must appear in `text`, in order, ignoring the case of ASCII letters. Starts of words,
// runs and early places score; skipped letters cost a little. An empty pattern matches everything with score 0.
std::optional<FuzzyMatch> fuzzy_match(std::string_view pattern, std::string_view text);

// Whether `part` is in `text` as it stands, ignoring the case of ASCII letters. An empty part is in every text.
bool contains_letters(std::string_view text, std::string_view part);

} // namespace asista::ui

#include "ui/fuzzy.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace asista::ui {
namespace {

constexpr int start_of_text = 14, start_of_word = 10, in_a_run = 8, any_letter = 1, most_gap_penalty = 6;
constexpr std::size_t longest_pattern = 48, longest_text = 128;
constexpr int none = std::numeric_limits<int>::min() / 2;

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }
bool is_word(char letter) { // bytes of UTF-8 beyond ASCII count as letters
    const auto code = static_cast<unsigned char>(letter);
    return code >= 0x80 || (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}
bool starts_word(std::string_view text, std::size_t at) {
    if (at == 0) return true;
    const char before = text[at - 1], here = text[at];
    return !is_word(before) || (before >= 'a' && before <= 'z' && here >= 'A' && here <= 'Z');
}

int gap_penalty(std::size_t skipped) { return static_cast<int>(std::min<std::size_t>(skipped, most_gap_penalty)); }

} // namespace

// Best alignment by dynamic programming: best[i][j] is the best score of the first i+1 letters with letter i on byte j. Texts are
// titles of a few dozen bytes, so looking back over the whole row is cheap; longer texts are cut.
std::optional<FuzzyMatch> fuzzy_match(std::string_view pattern, std::string_view text) {
    std::string letters;
    for (const char letter : pattern)
        if (letter != ' ' && letters.size() < longest_pattern) letters += lower(letter);
    FuzzyMatch match;
    if (letters.empty()) return match;
    text = text.substr(0, longest_text);
    const std::size_t rows = letters.size(), columns = text.size();
    if (rows > columns) return std::nullopt;

    std::vector<int> best(rows * columns, none);
    std::vector<std::uint32_t> from(rows * columns, 0);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = i; j < columns; ++j) {
            if (lower(text[j]) != letters[i]) continue;
            const int here = any_letter + (j == 0 ? start_of_text : starts_word(text, j) ? start_of_word : 0);
            int& score = best[i * columns + j];
            if (i == 0) {
                score = here - gap_penalty(j);
                continue;
            }
            for (std::size_t k = i - 1; k < j; ++k) {
                const int before = best[(i - 1) * columns + k];
                if (before <= none) continue;
                const int candidate = before + here + (k + 1 == j ? in_a_run : -gap_penalty(j - k - 1));
                if (candidate <= score) continue;
                score = candidate;
                from[i * columns + j] = static_cast<std::uint32_t>(k);
            }
        }
    }

    const auto last = best.begin() + static_cast<std::ptrdiff_t>((rows - 1) * columns);
    const auto found = std::max_element(last, best.end());
    if (*found <= none) return std::nullopt;
    match.score =
        *found * 4 - static_cast<int>(std::min<std::size_t>(columns, 60)) / 4; // of two equal fits the shorter text wins
    match.positions.resize(rows);
    auto at = static_cast<std::size_t>(found - last);
    for (std::size_t i = rows; i-- > 0; at = from[i * columns + at]) match.positions[i] = static_cast<std::uint32_t>(at);
    return match;
}

bool contains_letters(std::string_view text, std::string_view part) {
    const auto same = [](char one, char other) { return lower(one) == lower(other); };
    return part.empty() || std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

} // namespace asista::ui

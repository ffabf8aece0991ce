// Which registered phrase a person meant by what they typed, or, once there is sound, by what was heard.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services::voice {

// Words in the form in which they are compared: folded case, without punctuation; apostrophes vanish, so "what's" is "whats".
// Invalid UTF-8 separates words.
std::vector<std::string> words_of(std::string_view text);

// The place of the phrase in `phrases` that was said: the same words in the same order; else the one with most words, all of which
// were said in whatever order and which are at least half of what was said, so that one word in a long sentence runs nothing. The
// earlier one wins between equals.
std::optional<std::size_t> match_phrase(std::string_view said, const std::vector<std::string>& phrases);

} // namespace asista::services::voice

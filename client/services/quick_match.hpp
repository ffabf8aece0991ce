// What quick_add recognises at one word of a text. For quick_*.cpp.
#pragma once

#include "services/quick_add.hpp"

namespace asista::services::quick {

struct Word {
    std::uint32_t begin = 0, end = 0; // bytes of the text, without punctuation around it
    std::string lower;                // ASCII letters alone
    bool closed = false;              // punctuation follows, so it goes with nothing behind it
    bool quoted = false;              // part of a quotation: never recognised
};
using Words = std::span<const Word>;

struct Match {
    std::size_t words = 0; // how many it takes, from the first on
    std::optional<DayNumber> day;
    std::optional<int> minute; // of the day
    std::string rule;
    bool start = false; // the day is when it begins, not when it is due
};

// Each: what begins with the word at `at`, or nothing.
std::optional<Match> match_day(Words words, std::size_t at, const QuickContext& context);
std::optional<Match> match_time(Words words, std::size_t at, const QuickContext& context);
std::optional<Match> match_repetition(Words words, std::size_t at, const QuickContext& context);

// The first day from `from` on that a rule made here meets.
DayNumber first_day_of(std::string_view rule, DayNumber from);

// Only digits, and at most `digits` of them.
std::optional<int> number_of(std::string_view text, std::size_t digits = 4);

// The word at `at`, or "" when there is none or when it is quoted.
std::string_view word_at(Words words, std::size_t at);
// The same, and "" when punctuation stands between it and the one before. Words that a match takes from its second on.
std::string_view word_after(Words words, std::size_t at);
// Nothing follows that the word at `at` could belong to: it ends the text or a part of it, or a sign (#, @, !, ~) follows.
bool stands_last(Words words, std::size_t at);

} // namespace asista::services::quick

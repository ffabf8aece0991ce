// A line as it is shown, kept and saved.
#pragma once

#include "moment.hpp"

#include <string>

namespace asista::motivation {

enum class Source : std::uint8_t {
    built_in = 0, // from phrases.hpp
    personal = 1, // composed here from the user's numbers
    coach = 2,    // written by ai.chat
    saved = 3,    // one the user saved
    own = 4,      // one the user wrote
};

struct Line {
    std::string text;
    std::string author;
    Source source = Source::built_in;
};

struct HistoryEntry {
    Line line;
    InstantMs shown_at = 0;
};

struct SavedLine {
    std::string text;
    std::string author;
    InstantMs saved_at = 0;
};

// A line of the person's own, and when it is for.
struct OwnLine {
    std::string text;
    std::string author;
    std::string when; // as occasion.hpp reads it
    InstantMs added_at = 0;
};

inline constexpr std::size_t max_line_bytes = 500; // of a line somebody else gives us
inline constexpr std::size_t max_author_bytes = 120;
inline constexpr std::size_t max_history = 200; // the person sets a limit up to this
inline constexpr std::size_t max_own = 100;
inline constexpr std::size_t max_saved = 1000; // everything at its limit fits the storage quota of 1 MiB; a test adds it up

} // namespace asista::motivation

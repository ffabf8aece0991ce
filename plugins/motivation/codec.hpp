// The JSON under which lines, counts and check-ins are kept, and how it is read back without ever throwing anything away unseen:
// entries that make sense are taken, and `damaged` says whether something did not.
#pragma once

#include "energy.hpp"
#include "line.hpp"
#include "nudge_policy.hpp"
#include "selection.hpp"

namespace asista::motivation {

template <class T> struct Decoded {
    T value{};
    bool damaged = false;
};

// Small things that belong to the plugin and not to a list.
struct Journal {
    std::optional<CheckIn> check_in;
    NudgeLog nudges;
    bool welcomed = false;
};

// What survives a hot reload: the line on the card and when it came.
struct CardState {
    std::optional<Line> line;
    InstantMs shown_at = 0;
    std::uint64_t draws = 0; // lines drawn so far, part of the seed of the next
    bool writing = false;    // the coach was writing a line: the next build goes on with that
};

std::string encode_saved(const std::vector<SavedLine>& lines);
Decoded<std::vector<SavedLine>> decode_saved(const std::string& json);
std::string encode_history(const std::vector<HistoryEntry>& entries); // oldest first
Decoded<std::vector<HistoryEntry>> decode_history(const std::string& json);
std::string encode_shown(const Shown& shown);
Decoded<Shown> decode_shown(const std::string& json);
std::string encode_journal(const Journal& journal);
Decoded<Journal> decode_journal(const std::string& json);
std::string encode_card(const CardState& card);
Decoded<CardState> decode_card(const std::string& json);

// Any text as a JSON value: itself when it is JSON, else a JSON string of it.
std::string as_json_value(const std::string& text);

// Whether `text` is well-formed UTF-8, which JSON and the screen need.
bool is_utf8(std::string_view text);

} // namespace asista::motivation

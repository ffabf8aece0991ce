// The JSON under which lines, counts and check-ins are kept, and how it is read back without ever throwing anything away unseen:
// entries that make sense are taken, and `damaged` says whether something did not.
#pragma once

#include "coach.hpp"
#include "energy.hpp"
#include "line.hpp"
#include "nudge_policy.hpp"
#include "selection.hpp"
#include "taste.hpp"

namespace asista::motivation {

template <class T> struct Decoded {
    T value{};
    bool damaged = false;
};

// Small things that belong to the plugin and not to a list.
struct Journal {
    std::optional<CheckIn> check_in; // the last one, without its note
    NudgeLog nudges;
    bool welcomed = false;
    CoachBudget coach = {};
};

// What survives a hot reload: the line on the card and when it came, and what the person is in the middle of.
struct CardState {
    std::optional<Line> line;
    InstantMs shown_at = 0;
    std::uint64_t draws = 0;         // lines drawn so far, part of the seed of the next
    bool writing = false;            // the coach was writing a line: the next build goes on with that
    bool help_open = false;          // the card shows people to reach
    InstantMs coach_rests_until = 0; // after a note that sounded like a crisis
    InstantMs focusing_since = 0;    // a focus session of another plugin; 0: none
    std::string tab = {};            // of the page
    std::string note = {};           // of a check-in, not kept yet
    OwnLine own = {};                // being written on the page
};

std::string encode_saved(const std::vector<SavedLine>& lines);
Decoded<std::vector<SavedLine>> decode_saved(const std::string& json);
std::string encode_history(const std::vector<HistoryEntry>& entries); // oldest first
Decoded<std::vector<HistoryEntry>> decode_history(const std::string& json);
std::string encode_shown(const Shown& shown);
Decoded<Shown> decode_shown(const std::string& json);
std::string encode_own(const std::vector<OwnLine>& lines); // newest first
Decoded<std::vector<OwnLine>> decode_own(const std::string& json);
std::string encode_check_ins(const std::vector<CheckIn>& check_ins); // oldest first
Decoded<std::vector<CheckIn>> decode_check_ins(const std::string& json);
std::string encode_taste(const Taste& taste);
Decoded<Taste> decode_taste(const std::string& json);
std::string encode_journal(const Journal& journal);
Decoded<Journal> decode_journal(const std::string& json);
std::string encode_card(const CardState& card);
Decoded<CardState> decode_card(const std::string& json);

// Any text as a JSON value: itself when it is JSON, else a JSON string of it.
std::string as_json_value(const std::string& text);

// The lines shown, for the person to keep: one object with their time as UTC, "2026-11-22T09:41:00Z".
std::string export_history(const std::vector<HistoryEntry>& entries);

// Whether `text` is well-formed UTF-8, which JSON and the screen need.
bool is_utf8(std::string_view text);

} // namespace asista::motivation

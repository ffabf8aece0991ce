// How much energy the person has now: what they said (a check-in), else an estimate from what they finished, or "unknown" when
// there is too little to go by. Every answer says how it came about.
#pragma once

#include "stats.hpp"

#include <iterator>
#include <string_view>

namespace asista::motivation {

// How it feels, a bit each, next to the level.
using Moods = std::uint16_t;
inline constexpr std::string_view mood_names[] = {"calm", "glad", "grateful", "focused", "tired", "tense", "sad", "restless"};
inline constexpr std::size_t mood_count = std::size(mood_names);
constexpr Moods mood_bit(std::size_t index) { return static_cast<Moods>(1u << index); }
std::string mood_text(Moods moods); // "calm, tired"

struct CheckIn {
    Level level = Level::m;
    InstantMs at_ms = 0;
    Moods moods = 0;
    std::string note = {}; // the person's own words; they never leave this machine
};
inline constexpr std::size_t max_note_bytes = 240;
inline constexpr std::size_t max_check_ins = 400;               // about a year of one a day; the oldest go first
inline constexpr InstantMs check_in_holds_ms = 4 * ms_per_hour; // and not past midnight
inline constexpr int least_days_for_estimate = 3;               // days with finished tasks before an estimate is made

struct EnergyReading {
    enum class Origin : std::uint8_t { unknown, estimated, checked_in };
    Origin origin = Origin::unknown;
    std::optional<Level> level; // absent when unknown
    int sample_days = 0;        // days of finished tasks behind an estimate
    std::string how;            // one or two sentences for the person
    Moods moods = 0;            // of the check-in it is from
};

// The check-in when it still holds. Otherwise the estimate: it starts at M and moves by
//  - effort finished today against the usual by this time of day; while that is still small, a full day yesterday counts as tiring,
//  - all of today's habits done, when there are two or more,
//  - the hour: early and late count as less,
//  - a day that already took half as much again as usual: tired is likelier than fresh.
EnergyReading read_energy(const Stats& stats, const Moment& now, const std::optional<CheckIn>& check_in);

// Whether a check-in made at `check_in.at_ms` still speaks for now.
bool holds(const CheckIn& check_in, const Moment& now);

} // namespace asista::motivation

// The built-in lines: short, attributed, each tagged with the moments it suits. Data only; selection.hpp chooses among them.
// Lines by "Asista" were written for this plugin. Quotations are from authors in the public domain, with the work named.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace asista::motivation {

// A set of conditions. Bits form groups (see `group` below): a line suits a moment when, for every group it names, the moment
// holds at least one of the bits named. A line with no bits suits any moment, low energy included.
using Tags = std::uint32_t;

namespace tag {
inline constexpr Tags any = 0;
// time of day
inline constexpr Tags morning = 1u << 0;   // 5:00 to 11:00
inline constexpr Tags midday = 1u << 1;    // 11:00 to 14:00
inline constexpr Tags afternoon = 1u << 2; // 14:00 to 18:00
inline constexpr Tags evening = 1u << 3;   // 18:00 to 22:00
inline constexpr Tags night = 1u << 4;     // 22:00 to 5:00
// energy; none of them is set when it is unknown
inline constexpr Tags low = 1u << 5;    // XS, S
inline constexpr Tags steady = 1u << 6; // M
inline constexpr Tags high = 1u << 7;   // L, XL
// day of the week
inline constexpr Tags monday = 1u << 8;
inline constexpr Tags midweek = 1u << 9; // Tuesday to Thursday
inline constexpr Tags friday = 1u << 10;
inline constexpr Tags weekend = 1u << 11;
// what is planned for today
inline constexpr Tags light_load = 1u << 12; // at most two tasks due, and tasks are known
inline constexpr Tags heavy_load = 1u << 13; // six or more due
// what was done
inline constexpr Tags back = 1u << 14;     // first time after three or more quiet days
inline constexpr Tags progress = 1u << 15; // at least one task finished today
inline constexpr Tags big_day = 1u << 16;  // four or more finished today
// goals
inline constexpr Tags goal_near = 1u << 17;  // an active goal at 80 % or more
inline constexpr Tags goal_moved = 1u << 18; // an active goal moved within seven days
inline constexpr Tags goal_open = 1u << 19;  // there is an active goal
// habits
inline constexpr Tags habits_done = 1u << 20; // all that are meant for today
inline constexpr Tags habits_open = 1u << 21; // some are left
// date
inline constexpr Tags month_start = 1u << 22; // first two days of a month
inline constexpr Tags year_start = 1u << 23;  // 1 to 7 January
inline constexpr Tags year_end = 1u << 24;    // 20 to 31 December
} // namespace tag

namespace group {
inline constexpr Tags time = tag::morning | tag::midday | tag::afternoon | tag::evening | tag::night;
inline constexpr Tags energy = tag::low | tag::steady | tag::high;
inline constexpr Tags week = tag::monday | tag::midweek | tag::friday | tag::weekend;
inline constexpr Tags load = tag::light_load | tag::heavy_load;
inline constexpr Tags done = tag::back | tag::progress | tag::big_day;
inline constexpr Tags goals = tag::goal_near | tag::goal_moved | tag::goal_open;
inline constexpr Tags habits = tag::habits_done | tag::habits_open;
inline constexpr Tags date = tag::month_start | tag::year_start | tag::year_end;
inline constexpr Tags all[] = {time, energy, week, load, done, goals, habits, date};
} // namespace group

struct Phrase {
    Tags when = tag::any;
    std::string_view text;
    std::string_view author = "Asista";
    std::string_view on = {}; // a date or a cron expression as occasion.hpp reads it; empty: always
};

// A number for a line that stays the same across versions as long as its words do (FNV-1a, 32 bit).
constexpr std::uint32_t line_id(std::string_view text) {
    std::uint32_t hash = 2166136261u;
    for (const char character : text) hash = (hash ^ static_cast<unsigned char>(character)) * 16777619u;
    return hash;
}

std::span<const Phrase> everyday_phrases(); // any moment, times of day, days of the week, dates
std::span<const Phrase> moment_phrases();   // energy, load, return, progress, goals, habits
std::span<const Phrase> classic_phrases();  // quotations
std::span<const Phrase> calendar_phrases(); // dates and times of the week, by `on`

} // namespace asista::motivation

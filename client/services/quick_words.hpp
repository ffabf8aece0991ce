// The words of quick_add, as tables: another language is another set of them. For quick_*.cpp.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace asista::services::quick {

template <class Value> struct Entry {
    std::string_view word;
    Value value;
};
template <class Value, std::size_t N>
constexpr std::optional<Value> find(const std::array<Entry<Value>, N>& table, std::string_view word) {
    for (const auto& entry : table)
        if (entry.word == word) return entry.value;
    return std::nullopt;
}
template <std::size_t N> constexpr bool has(const std::array<std::string_view, N>& table, std::string_view word) {
    for (const auto& entry : table)
        if (entry == word) return true;
    return false;
}

enum class Unit { day, week, month, year, minute, hour };

inline constexpr std::array<Entry<int>, 7> weekdays{
    {{"monday", 0}, {"tuesday", 1}, {"wednesday", 2}, {"thursday", 3}, {"friday", 4}, {"saturday", 5}, {"sunday", 6}}};
inline constexpr std::array<Entry<int>, 8> short_weekdays{
    {{"mon", 0}, {"tue", 1}, {"tues", 1}, {"wed", 2}, {"thu", 3}, {"thur", 3}, {"thurs", 3}, {"fri", 4}}};
// Words of their own as well: they mean a day only behind a word that leads one in, or where nothing follows that they could belong to.
inline constexpr std::array<Entry<int>, 2> doubtful_weekdays{{{"sat", 5}, {"sun", 6}}};
inline constexpr std::array<Entry<int>, 7> weekday_plurals{
    {{"mondays", 0}, {"tuesdays", 1}, {"wednesdays", 2}, {"thursdays", 3}, {"fridays", 4}, {"saturdays", 5}, {"sundays", 6}}};

inline constexpr std::array<Entry<unsigned>, 24> months{
    {{"jan", 1},  {"january", 1},  {"feb", 2},    {"february", 2},  {"mar", 3},  {"march", 3},
     {"apr", 4},  {"april", 4},    {"may", 5},    {"jun", 6},       {"june", 6}, {"jul", 7},
     {"july", 7}, {"aug", 8},      {"august", 8}, {"sep", 9},       {"sept", 9}, {"september", 9},
     {"oct", 10}, {"october", 10}, {"nov", 11},   {"november", 11}, {"dec", 12}, {"december", 12}}};

inline constexpr std::array<Entry<int>, 15> numbers{{{"a", 1},
                                                     {"an", 1},
                                                     {"one", 1},
                                                     {"two", 2},
                                                     {"three", 3},
                                                     {"four", 4},
                                                     {"five", 5},
                                                     {"six", 6},
                                                     {"seven", 7},
                                                     {"eight", 8},
                                                     {"nine", 9},
                                                     {"ten", 10},
                                                     {"eleven", 11},
                                                     {"twelve", 12},
                                                     {"other", 2}}}; // "every other week"

inline constexpr std::array<Entry<Unit>, 14> units{{{"day", Unit::day},
                                                    {"days", Unit::day},
                                                    {"week", Unit::week},
                                                    {"weeks", Unit::week},
                                                    {"month", Unit::month},
                                                    {"months", Unit::month},
                                                    {"year", Unit::year},
                                                    {"years", Unit::year},
                                                    {"minute", Unit::minute},
                                                    {"minutes", Unit::minute},
                                                    {"min", Unit::minute},
                                                    {"mins", Unit::minute},
                                                    {"hour", Unit::hour},
                                                    {"hours", Unit::hour}}};

inline constexpr std::array<Entry<Unit>, 5> adverbs{
    {{"daily", Unit::day}, {"weekly", Unit::week}, {"monthly", Unit::month}, {"yearly", Unit::year}, {"annually", Unit::year}}};

inline constexpr std::array<Entry<int>, 5> day_words{{{"today", 0}, {"tonight", 0}, {"tomorrow", 1}, {"tmr", 1}, {"tmrw", 1}}};

// Parts of a day, in minutes: only right behind a day.
inline constexpr std::array<Entry<int>, 5> day_parts{
    {{"morning", 9 * 60}, {"afternoon", 14 * 60}, {"evening", 19 * 60}, {"night", 20 * 60}, {"noon", 12 * 60}}};
inline constexpr int tonight_minute = 20 * 60;
inline constexpr int noon_minute = 12 * 60;

// They go with what follows them.
inline constexpr std::array<std::string_view, 5> before_day{"on", "by", "due", "this", "before"};
inline constexpr std::array<std::string_view, 2> before_start{"from", "starting"};
inline constexpr std::array<std::string_view, 2> before_time{"at", "around"};
inline constexpr std::array<std::string_view, 2> every_words{"every", "each"};
// Between two times they make a range, which is left alone.
inline constexpr std::array<std::string_view, 5> range_words{"-", "to", "until", "till", "\u2013"};

inline constexpr std::array<Entry<int>, 6> ordinals{
    {{"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4}, {"last", -1}, {"1st", 1}}};

inline constexpr std::array<std::string_view, 7> rule_days{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

} // namespace asista::services::quick

// When a line is meant to be shown: always, under conditions named by words, on dates, or at times of a cron expression. The person
// writes it as text; built-in lines of a date carry the same text.
//
//     ""                     always
//     "morning low"          words: one of each kind must hold (occasion_words lists them)
//     "....-01-01"           a date as year-month-day, a dot stands for any digit
//     "30 7-9 * * mon-fri"   cron: minute hour day month weekday, with * , - / and names; as cron has it, a line with a day and a weekday
//                            holds on either
#pragma once

#include "moment.hpp"
#include "phrases.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace asista::motivation {

class Occasion {
  public:
    enum class Kind : std::uint8_t { always, words, date, cron };

    Kind kind() const { return kind_; }
    Tags words() const { return words_; } // of Kind::words; else none
    // A date or a cron expression: lines of such an occasion come before all others while it holds.
    bool is_special() const { return kind_ == Kind::date || kind_ == Kind::cron; }
    bool holds(const Moment& now, Tags moment) const;

  private:
    friend struct OccasionReader;
    struct Cron { // a bit for each value that holds
        std::uint64_t minutes = 0;
        std::uint32_t hours = 0, days = 0, months = 0, weekdays = 0; // weekdays: bit 0 Monday
        bool any_day = true, any_weekday = true;
    };
    bool cron_holds(const Moment& now) const;

    Kind kind_ = Kind::always;
    Tags words_ = 0;
    std::string date_; // ten characters
    Cron cron_;
};

struct ParsedOccasion {
    std::optional<Occasion> occasion;
    std::string problem; // without one: what is wrong and what would be right
};
ParsedOccasion parse_occasion(std::string_view text);

struct OccasionWord {
    std::string_view word;
    Tags tags;
};
std::span<const OccasionWord> occasion_words();

inline constexpr std::size_t max_occasion_bytes = 64;

} // namespace asista::motivation

// Choosing a line for a moment: which conditions hold, what was shown lately, and a draw among what is left.
#pragma once

#include "energy.hpp"
#include "phrases.hpp"

#include <map>

namespace asista::motivation {

inline constexpr int no_repeat_days = 14;

// The conditions that hold now.
Tags tags_of(const Moment& now, const Stats& stats, const std::optional<Level>& energy);
bool suits(Tags when, Tags moment);

// Which lines were shown on which day. Forgets what is older than no_repeat_days, so it stays small.
class Shown {
  public:
    // Shown within the last no_repeat_days days, `today` included. A day in the future (the clock went back) counts as today.
    bool recently(std::uint32_t id, DayNumber today) const;
    void mark(std::uint32_t id, DayNumber today);
    std::optional<DayNumber> last(std::uint32_t id) const;
    const std::map<std::uint32_t, DayNumber>& entries() const { return days_; }
    void restore(std::uint32_t id, DayNumber day) { days_[id] = day; }

  private:
    void forget_old(DayNumber today);
    std::map<std::uint32_t, DayNumber> days_;
};

// A well mixed number from a seed; the same seed gives the same choice, so screenshots and tests repeat.
std::uint64_t mixed(std::uint64_t seed);

// All built-in lines, everyday ones first.
std::vector<Phrase> built_in_phrases();

// A line of `lines` that suits `moment` and was not shown within no_repeat_days. Lines with more conditions are likelier, and a
// welcome after quiet days comes before everything else. When all that suit were shown, the one shown longest ago.
// nullptr only when no line suits at all. The result points into `lines`.
const Phrase* pick(std::span<const Phrase> lines, Tags moment, const Shown& shown, DayNumber today, std::uint64_t seed);

// When the line shown since `shown_at` gives way to another by itself: an hour later, but not between 23:00 and 7:00, when the card
// rests. `now` already, when the clock was set back behind `shown_at`.
InstantMs next_change_ms(InstantMs shown_at, const Moment& now);

} // namespace asista::motivation

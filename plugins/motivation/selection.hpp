// Choosing a line for a moment: which conditions hold, what was shown lately, and a draw among what is left.
#pragma once

#include "energy.hpp"
#include "line.hpp"
#include "phrases.hpp"
#include "taste.hpp"

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

enum class WhenAllShown : std::uint8_t { oldest, none };

// What a draw depends on, all of it: the same gives the same line.
struct Draw {
    Moment now;
    Tags moment = 0;
    std::uint64_t seed = 0;
    const Taste* taste = nullptr;
    Source source = Source::built_in; // where the lines are from, for the taste
    WhenAllShown when_all_shown = WhenAllShown::oldest;
};

// A line of `lines` that suits the moment and was not shown within no_repeat_days. A welcome after quiet days comes before everything
// else, then what is for this very date or hour; among the others, lines with more conditions and those the person likes are likelier,
// and those with a thumb down are left out while there is another. When all that suit were shown: the one shown longest ago, or nullptr.
// nullptr when no line suits at all. The result points into `lines`.
const Phrase* pick(std::span<const Phrase> lines, const Draw& draw, const Shown& shown);

// The person's own and saved lines as pick() takes them; the views are into what is given. Own lines whose rule cannot be read are left out.
std::vector<Phrase> own_phrases(const std::vector<OwnLine>& own, const std::vector<SavedLine>& saved);

// What may be shown where anybody can read it: nothing that tells of tasks, habits, goals or energy.
std::vector<Phrase> public_phrases();
Tags public_tags(const Moment& now);

// When the line shown since `shown_at` gives way to another by itself: an hour later, but not between 23:00 and 7:00, when the card
// rests. `now` already, when the clock was set back behind `shown_at`.
InstantMs next_change_ms(InstantMs shown_at, const Moment& now);

} // namespace asista::motivation

// What is asked of ai.chat for a personal message, and what may be shown of its answer.
#pragma once

#include "energy.hpp"

namespace asista::motivation {

struct CoachPrompt {
    std::string system;
    std::string user;
};

// With `share_titles` off, the titles of tasks and goals stay here and only numbers are sent.
CoachPrompt make_prompt(const Stats& stats, const Facts& facts, const EnergyReading& energy, const Moment& now,
                        bool share_titles);

inline constexpr std::uint32_t coach_max_tokens = 120;
inline constexpr std::size_t coach_max_bytes = 200; // what fits a card of one column

// The answer as one line for the card: whitespace folded, wrapping quotes and list marks removed, cut after a whole sentence.
// nullopt when nothing showable is left: empty, one sentence too long for the card, or words about a streak that ended.
std::optional<std::string> clean_reply(const std::string& reply);

} // namespace asista::motivation

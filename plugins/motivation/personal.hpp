// A line about the person's own numbers, composed without asking anybody: a fact and a word that fits their energy. It is shown at
// once; when the AI answers, its text takes the place.
#pragma once

#include "line.hpp"
#include "selection.hpp"

namespace asista::motivation {

// The seed chooses; 0 takes the strongest fact and the word that fits best. Seeds that follow each other are close, so mix them.
// nullopt when the numbers say nothing kind yet, or when every combination was shown within no_repeat_days.
std::optional<Line> compose_personal(const Stats& stats, const std::optional<Level>& energy, const Moment& now,
                                     const Shown& shown, std::uint64_t seed);

// At most `max_bytes` of `text`, cut between characters with an ellipsis.
std::string shortened(const std::string& text, std::size_t max_bytes);

} // namespace asista::motivation

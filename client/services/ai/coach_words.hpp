// What the offline coach says. Every number in it comes from the facts it is given; what it may not read or does not know, it does not
// mention. It does not pretend to understand: it looks for what the question is about, and answers from the numbers about that.
#pragma once

#include "services/ai/provider.hpp"

#include <optional>
#include <string>

namespace asista::services::ai {

// What a question is about. `overview` when it names none of the others, or several. A wish for encouragement comes before all else.
enum class Topic { overview, encouragement, tasks, habits, goals, calendar, energy, beyond };
Topic topic_of(std::string_view question);

// The energy a question states as "Energy: S" (XS to XL, at the start of a line or not); it then counts more than the guess.
std::optional<Energy> stated_energy(std::string_view question);

// One to four sentences.
std::string coach_answer(const ChatRequest& request);

} // namespace asista::services::ai

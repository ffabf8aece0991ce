// What the offline coach says. Every number in it comes from the facts it is given; what it may not read or does not know, it does not
// mention. It does not pretend to understand: it looks for what the question is about, and answers from the numbers about that.
#pragma once

#include "services/ai/provider.hpp"

#include <string>

namespace asista::services::ai {

// What a question is about. `overview` when it names none of the others, or several.
enum class Topic { overview, tasks, habits, goals, calendar, energy, beyond };
Topic topic_of(std::string_view question);

// One to four sentences.
std::string coach_answer(const ChatRequest& request);

} // namespace asista::services::ai

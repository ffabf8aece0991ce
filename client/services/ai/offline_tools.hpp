// What the offline coach asks to do: only where a sentence can hardly mean anything else, by the grammar of quick add and by exact names.
// The same sentence always gives the same call. Pure.
#pragma once

#include "services/ai/provider.hpp"

#include <optional>
#include <string>

namespace asista::services::ai {

struct OfflineProposal {
    std::string text; // what it says before it
    ToolCall call;
};
// For the last message, when the person wrote it, and among the tools given along:
//   "add task call landlord tomorrow 9am"            create_task
//   "I meditated", "done: meditate"                  record_habit, of the one habit that is called so
//   "I ran 3 km"                                     update_goal, of the one goal that counts km
// Nothing where it is not sure: two goals in km, a task that repeats, a habit that counts amounts and none is said.
std::optional<OfflineProposal> offline_proposal(const ChatRequest& request);

// What it says when the last message is the result of a call; nothing when it is not.
std::optional<std::string> said_of_result(const ChatRequest& request);

} // namespace asista::services::ai

// A branch of a conversation as it is sent: a system message, the newest messages that fit, what is attached to them, and what came of
// the coach's calls. Pure.
#pragma once

#include "services/ai/provider.hpp"
#include "services/coach/conversations.hpp"

#include <string>
#include <vector>

namespace asista::services {

struct CoachRequest {
    ai::ChatRequest chat;       // messages, tools and fields; facts and seed are the caller's to add
    std::uint32_t left_out = 0; // of the branch's oldest messages, which did not fit
    bool untrusted = false;     // text from elsewhere is in it
};

// How often the coach may ask for something in a row before it has to answer.
inline constexpr std::uint32_t max_tool_rounds = 8;
inline constexpr std::uint32_t max_answer_tokens = 2'048;

// `branch`: from the first message to the one that is to be answered. `today`: for the system message, in words. Errc::over_limit, with
// the remedy, when the last question and what belongs to it do not fit by themselves.
Result<CoachRequest> coach_request(const std::vector<StoredMessage>& branch, const std::string& today);

// Replaces what was attached or looked up with names, while the person did not mind, by a line that says so.
void withhold_names(std::vector<StoredMessage>& branch);

// Messages of the coach's at the end of the branch: rounds of the last question.
std::uint32_t rounds_of(const std::vector<StoredMessage>& branch);

} // namespace asista::services

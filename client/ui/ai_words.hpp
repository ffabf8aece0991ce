// How the window says who answers chats, what that costs, and what was sent. Pure functions. [any]
#pragma once

#include "wire/calls/ai.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asista::ui::words {

std::string host_of(std::string_view address); // "api.anthropic.com", "127.0.0.1:11434"; "" when there is none

// Where goes what is said: "What you write to the coach goes to api.anthropic.com." Without a provider: "Nothing leaves this computer."
// `what` begins the sentence: "What you write to the coach".
std::string goes_to(const calls::AiProvider* provider, std::string_view what);
std::string provider_line(const calls::AiProvider& provider);     // "llama3.2 at 127.0.0.1:11434, in your own network. No key."
std::string test_line(const calls::AiProviderTest::Reply& reply); // "Answers in 420 ms."; or the sentence of its failure

std::string money(double amount, std::string_view currency); // "0.12 USD"; below a tenth with four decimals: "0.0034 USD"
// Of this month: "12,300 of 50,000 tokens, 0.12 of 2.00 USD". What is not known is said to be so.
std::string usage_line(const calls::AiChoice& choice, std::string_view currency);
// How much of the nearest limit is used, 0 to 1 and above; nothing without a limit, and while none of the used is known.
std::optional<float> usage_share(const calls::AiChoice& choice);

// Limits as people type them. "50,000", "50 000", "50.000" -> 50000; empty -> 0, no limit. Nothing when it is no such number.
std::optional<std::uint64_t> parse_tokens(std::string_view text);
// "2", "2.50", "2,50" -> 250; empty -> 0, no limit. Nothing when it is no amount of at most two decimals.
std::optional<std::uint64_t> parse_cents(std::string_view text);
std::string cents_text(std::uint64_t cents); // "2.50": for a field that a person edits; "" for 0

// Of one request.
std::string_view sent_state(calls::AiSentState state);                       // "Done"
std::string sent_fields(const calls::AiSent& sent);                          // "titles of 5 tasks, habits"; "none of your data"
std::string sent_tokens(const calls::AiSent& sent);                          // "3,120 and 412 back"; "not known"
std::string sent_size(const calls::AiSent& sent);                            // "14 KB and 2 KB back"
std::string sent_cost(const calls::AiSent& sent, std::string_view currency); // "0.0034 USD"; "not known"

} // namespace asista::ui::words

// What is asked of ai.chat for a personal message, and what may be shown of its answer.
#pragma once

#include "energy.hpp"

namespace asista::motivation {

// What the person lets the coach be told. Notes of check-ins are no field: they are never sent.
struct PromptChoices {
    bool time = true, energy = true, tasks = true, titles = true, habits = true, goals = true, rhythm = true;
    bool moods = false;
};

// One field of the prompt, as the page "Privacy" lists it.
struct PromptField {
    std::string_view setting; // the key of its switch
    std::string_view title;
    bool on = true;
    std::string text; // the lines that are sent, or would be; empty: there is nothing to send
};

struct CoachPrompt {
    std::string system;
    std::string user;
};

// Every field there is, in the order in which they are sent, those switched off included. Without `choices.titles`, tasks and goals are
// told as counts. A title that sounds like a crisis is never part of it.
std::vector<PromptField> prompt_fields(const Stats& stats, const Facts& facts, const EnergyReading& energy, const Moment& now,
                                       const PromptChoices& choices);
// Exactly what is sent: the fields that are on.
CoachPrompt make_prompt(const Stats& stats, const Facts& facts, const EnergyReading& energy, const Moment& now,
                        const PromptChoices& choices);

// How often the coach was asked on a day, kept so that a restart does not start the count again.
struct CoachBudget {
    DayNumber day = 0;
    int asked = 0;
};
bool may_ask(const CoachBudget& budget, int per_day, const Moment& now);
CoachBudget after_question(const CoachBudget& budget, const Moment& now);

inline constexpr std::uint32_t coach_max_tokens = 120;
inline constexpr std::size_t coach_max_bytes = 200; // what fits a card of one column

// The answer as one line for the card: whitespace folded, wrapping quotes and list marks removed, cut after a whole sentence.
// nullopt when nothing showable is left: empty, one sentence too long for the card, or words about a streak that ended.
std::optional<std::string> clean_reply(const std::string& reply);

} // namespace asista::motivation

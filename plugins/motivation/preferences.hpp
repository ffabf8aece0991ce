// The settings of manifest.json as this plugin uses them.
#pragma once

#include "coach.hpp"
#include "nudge_policy.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace asista::motivation {

struct Preferences {
    NudgeRules nudges;
    std::string hours_problem; // what of the setting "work_hours" cannot be read; the general hours hold then
    bool use_ai = true;
    int ai_per_day = 12;
    PromptChoices prompt;
    std::size_t history_limit = 50;
    std::string help_region;    // as safety.hpp names it; anything else: none chosen
    bool public_screen = false; // nothing personal is shown
};

// From the settings object; a value that is absent or of another type keeps its default.
Preferences read_preferences(const nlohmann::json& settings);

// The welcome's sentence: how often and when a reminder may come.
std::string nudge_promise(const NudgeRules& rules);

} // namespace asista::motivation

// The settings of manifest.json as this plugin uses them.
#pragma once

#include "nudge_policy.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace asista::motivation {

struct Preferences {
    NudgeRules nudges;
    bool use_ai = true;
    bool share_titles = true;
};

// From the settings object; a value that is absent or of another type keeps its default.
Preferences read_preferences(const nlohmann::json& settings);

// The welcome's sentence: how often and when a reminder may come.
std::string nudge_promise(const NudgeRules& rules);

} // namespace asista::motivation

// The client's own settings as they lie in Snapshot::preferences: one JSON value a key. Whatever is missing or damaged there is the
// default. They go back by the call preferences.set. No ImGui. [any]
#pragma once

#include "ui/snapshot.hpp"
#include "ui/theme.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace asista::ui {

enum class ThemeChoice : std::uint8_t { system, light, dark };

struct Preferences {
    ThemeChoice theme = ThemeChoice::system; // "theme": "system", "light", "dark"
    bool high_contrast = false;              // "high_contrast"
    bool reduced_motion = false;             // "reduced_motion"
    float scale = 0;                         // "scale": 1 to 3; 0: the monitor's
};

// "true": the next start is in safe mode, once; whoever starts takes it back.
inline constexpr std::string_view safe_mode_next_key = "safe_mode.next_start";

Preferences read_preferences(const Snapshot& snapshot);
// The JSON text under `key`, or "" when there is none.
std::string_view preference(const Snapshot& snapshot, std::string_view key);

std::string_view theme_choice_name(ThemeChoice choice); // as it is kept
std::string json_text(std::string_view text);           // a JSON string
std::string json_bool(bool value);
std::string json_number(double value);

Theme theme_for(const Preferences& preferences, bool system_dark, float scale);

} // namespace asista::ui

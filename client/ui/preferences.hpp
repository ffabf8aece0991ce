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
    float text_size = 1;                     // "text_size": 0.9 to 1.2
    std::string accent;                      // "accent": the name of one of `accents`, or "#7c4dff"; "": the theme's
    std::string color_scheme;                // "color_scheme": the id of one of Snapshot::color_schemes; "": none
    bool desktop_notifications = true;       // "desktop_notifications"
    // "quiet_hours": {"from": 1320, "to": 420}, minutes of the day; over midnight where `to` is not after `from`. Nothing: never.
    struct QuietHours {
        std::uint16_t from = 22 * 60, to = 7 * 60;
        bool holds(std::uint16_t minute) const {
            return from < to ? minute >= from && minute < to : minute >= from || minute < to;
        }
        bool operator==(const QuietHours&) const = default;
    };
    std::optional<QuietHours> quiet_hours;
};
// Whether notifications wait in the list now: whole minutes of the person's own day.
bool is_quiet(const Preferences& preferences, InstantMs now, std::int32_t utc_offset_s);

// "true": the next start is in safe mode, once; whoever starts takes it back.
inline constexpr std::string_view safe_mode_next_key = "safe_mode.next_start";

// There once the introduction was shown, or left.
inline constexpr std::string_view introduced_key = "introduced";

Preferences read_preferences(const Snapshot& snapshot);
// The JSON text under `key`, or "" when there is none.
std::string_view preference(const Snapshot& snapshot, std::string_view key);

std::string_view theme_choice_name(ThemeChoice choice); // as it is kept
std::string json_text(std::string_view text);           // a JSON string
std::string json_bool(bool value);
std::string json_number(double value);

// Null unless the person chose one and its file could be read at least once.
const ColorScheme* chosen_scheme(const Snapshot& snapshot);
// High contrast goes before colours of the person's own: it promises that everything can be read.
Theme theme_for(const Preferences& preferences, bool system_dark, float scale, const ColorScheme* scheme = nullptr);

} // namespace asista::ui

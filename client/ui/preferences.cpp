#include "ui/preferences.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace asista::ui {
namespace {

nlohmann::json parsed(const Snapshot& snapshot, std::string_view key) {
    return nlohmann::json::parse(preference(snapshot, key), nullptr, false);
}
bool flag(const Snapshot& snapshot, std::string_view key) {
    const auto value = parsed(snapshot, key);
    return value.is_boolean() && value.get<bool>();
}

} // namespace

std::string_view preference(const Snapshot& snapshot, std::string_view key) {
    const auto found = snapshot.preferences.find(std::string{key});
    return found == snapshot.preferences.end() ? std::string_view{} : std::string_view{found->second};
}

Preferences read_preferences(const Snapshot& snapshot) {
    Preferences result;
    if (const auto theme = parsed(snapshot, "theme"); theme.is_string()) {
        const auto& name = theme.get_ref<const std::string&>();
        if (name == "light") result.theme = ThemeChoice::light;
        if (name == "dark") result.theme = ThemeChoice::dark;
    }
    result.high_contrast = flag(snapshot, "high_contrast");
    result.reduced_motion = flag(snapshot, "reduced_motion");
    if (const auto scale = parsed(snapshot, "scale"); scale.is_number()) {
        const float wanted = scale.get<float>();
        if (wanted > 0) result.scale = std::clamp(wanted, 1.0F, 3.0F);
    }
    return result;
}

std::string_view theme_choice_name(ThemeChoice choice) {
    switch (choice) {
    case ThemeChoice::system: return "system";
    case ThemeChoice::light: return "light";
    case ThemeChoice::dark: return "dark";
    }
    return "system";
}

std::string json_text(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}
std::string json_bool(bool value) { return value ? "true" : "false"; }
std::string json_number(double value) { return nlohmann::json(value).dump(); }

Theme theme_for(const Preferences& preferences, bool system_dark, float scale) {
    const bool dark = preferences.theme == ThemeChoice::dark || (preferences.theme == ThemeChoice::system && system_dark);
    return make_theme(dark ? Look::dark : Look::light, preferences.high_contrast ? Contrast::high : Contrast::normal,
                      preferences.reduced_motion ? MotionWish::reduced : MotionWish::full, scale);
}

} // namespace asista::ui

#include "ui/preferences.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace asista::ui {
namespace {

nlohmann::json parsed(const Snapshot& snapshot, std::string_view key) {
    return nlohmann::json::parse(preference(snapshot, key), nullptr, false);
}
constexpr std::int64_t minutes_of_day = 24 * 60;

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
    if (const auto size = parsed(snapshot, "text_size"); size.is_number())
        if (const float wanted = size.get<float>(); wanted > 0) result.text_size = std::clamp(wanted, 0.9F, 1.2F);
    if (const auto accent = parsed(snapshot, "accent"); accent.is_string()) result.accent = accent.get<std::string>();
    if (const auto scheme = parsed(snapshot, "color_scheme"); scheme.is_string()) result.color_scheme = scheme.get<std::string>();
    if (const auto desktop = parsed(snapshot, "desktop_notifications"); desktop.is_boolean())
        result.desktop_notifications = desktop.get<bool>();
    if (const auto quiet = parsed(snapshot, "quiet_hours"); quiet.is_object()) {
        const auto minute = [&quiet](const char* key) -> std::optional<std::uint16_t> {
            const auto found = quiet.find(key);
            if (found == quiet.end() || !found->is_number_integer()) return {};
            const auto value = found->get<std::int64_t>();
            if (value < 0 || value >= minutes_of_day) return {};
            return static_cast<std::uint16_t>(value);
        };
        const auto from = minute("from"), to = minute("to");
        if (from && to) result.quiet_hours = Preferences::QuietHours{*from, *to};
    }
    return result;
}

bool is_quiet(const Preferences& preferences, InstantMs now, std::int32_t utc_offset_s) {
    if (!preferences.quiet_hours) return false;
    constexpr std::int64_t day_s = 24 * 60 * 60;
    const auto second = ((now / 1000 + utc_offset_s) % day_s + day_s) % day_s;
    return preferences.quiet_hours->holds(static_cast<std::uint16_t>(second / 60));
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

const ColorScheme* chosen_scheme(const Snapshot& snapshot) {
    const auto wanted = parsed(snapshot, "color_scheme");
    if (!wanted.is_string()) return nullptr;
    const auto found = std::ranges::find(snapshot.color_schemes, wanted.get_ref<const std::string&>(), &SchemeView::id);
    return found == snapshot.color_schemes.end() ? nullptr : found->scheme.get();
}

Theme theme_for(const Preferences& preferences, bool system_dark, float scale, const ColorScheme* scheme) {
    const bool dark = preferences.theme == ThemeChoice::dark || (preferences.theme == ThemeChoice::system && system_dark);
    const Look look = dark ? Look::dark : Look::light;
    Theme theme = make_theme(look, preferences.high_contrast ? Contrast::high : Contrast::normal,
                             preferences.reduced_motion ? MotionWish::reduced : MotionWish::full, scale);
    theme.text_scale = preferences.text_size;
    if (preferences.high_contrast) return theme;
    if (scheme) apply(scheme->of(look), look, theme.colors);
    if (const auto accent = accent_color(preferences.accent, look)) use_accent(*accent, look, theme.colors);
    return theme;
}

} // namespace asista::ui

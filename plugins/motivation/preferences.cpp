#include "preferences.hpp"

#include <algorithm>
#include <cmath>

namespace asista::motivation {
namespace {

bool toggle(const nlohmann::json& settings, const char* key, bool otherwise) {
    const auto found = settings.find(key);
    return found != settings.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

int whole(const nlohmann::json& settings, const char* key, int lowest, int highest, int otherwise) {
    const auto found = settings.find(key);
    if (found == settings.end() || !found->is_number()) return otherwise;
    const double value = found->get<double>();
    return std::isfinite(value) ? static_cast<int>(std::clamp(std::floor(value), double(lowest), double(highest))) : otherwise;
}

} // namespace

Preferences read_preferences(const nlohmann::json& settings) {
    Preferences read;
    if (!settings.is_object()) return read;
    read.nudges.per_day = whole(settings, "notifications_per_day", 0, 8, read.nudges.per_day);
    read.nudges.work_start_minute = 60 * whole(settings, "work_start_hour", 0, 23, 9);
    read.nudges.work_end_minute = 60 * whole(settings, "work_end_hour", 0, 24, 17);
    read.nudges.weekdays_only = toggle(settings, "weekdays_only", false);
    read.use_ai = toggle(settings, "use_ai", true);
    read.share_titles = toggle(settings, "share_titles", true);
    return read;
}

std::string nudge_promise(const NudgeRules& rules) {
    if (rules.per_day <= 0) return "Encouragement on your dashboard. Reminders are switched off.";
    return "Short encouragement, at most every 30 minutes, between " + clock_text(rules.work_start_minute) + " and " +
           clock_text(rules.work_end_minute) + ".";
}

} // namespace asista::motivation

#include "preferences.hpp"

#include "line.hpp"

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

std::string text(const nlohmann::json& settings, const char* key) {
    const auto found = settings.find(key);
    return found != settings.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

Preferences read_preferences(const nlohmann::json& settings) {
    Preferences read;
    if (!settings.is_object()) return read;
    read.nudges.per_day = whole(settings, "notifications_per_day", 0, 8, read.nudges.per_day);
    read.nudges.work_start_minute = 60 * whole(settings, "work_start_hour", 0, 23, 9);
    read.nudges.work_end_minute = 60 * whole(settings, "work_end_hour", 0, 24, 17);
    read.nudges.weekdays_only = toggle(settings, "weekdays_only", false);
    const ParsedWeek week = parse_week_hours(text(settings, "work_hours"));
    read.nudges.week = week.week;
    read.hours_problem = week.problem;
    read.nudges.quiet = {60 * whole(settings, "quiet_from_hour", 0, 23, 22), 60 * whole(settings, "quiet_until_hour", 0, 23, 7)};
    read.nudges.gap_ms = ms_per_minute * whole(settings, "minimum_gap_minutes", 15, 480, 30);
    read.nudges.hold_in_meetings = toggle(settings, "hold_in_meetings", true);
    read.use_ai = toggle(settings, "use_ai", true);
    read.ai_per_day = whole(settings, "ai_per_day", 0, 48, read.ai_per_day);
    read.prompt.titles = toggle(settings, "share_titles", true);
    read.prompt.time = toggle(settings, "send_time", true);
    read.prompt.energy = toggle(settings, "send_energy", true);
    read.prompt.tasks = toggle(settings, "send_tasks", true);
    read.prompt.habits = toggle(settings, "send_habits", true);
    read.prompt.goals = toggle(settings, "send_goals", true);
    read.prompt.rhythm = toggle(settings, "send_rhythm", true);
    read.prompt.moods = toggle(settings, "send_moods", false);
    read.history_limit = static_cast<std::size_t>(whole(settings, "history_limit", 0, static_cast<int>(max_history), 50));
    read.help_region = text(settings, "help_region");
    read.public_screen = toggle(settings, "public_screen", false);
    return read;
}

std::string nudge_promise(const NudgeRules& rules) {
    if (rules.per_day <= 0) return "Encouragement on your dashboard. Reminders are switched off.";
    const std::string rhythm =
        "Short encouragement, at most every " + std::to_string(rules.gap_ms / ms_per_minute) + " minutes, ";
    if (rules.week) return rhythm + "in your working hours.";
    return rhythm + "between " + clock_text(rules.work_start_minute) + " and " + clock_text(rules.work_end_minute) + ".";
}

} // namespace asista::motivation

#include "preferences.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

using namespace asista::motivation;
using Json = nlohmann::json;

namespace {

std::vector<bool> switches_of(const Preferences& read) {
    const PromptChoices& sent = read.prompt;
    return {read.nudges.weekdays_only,
            read.nudges.hold_in_meetings,
            read.use_ai,
            read.public_screen,
            sent.time,
            sent.energy,
            sent.tasks,
            sent.titles,
            sent.habits,
            sent.goals,
            sent.rhythm,
            sent.moods};
}

} // namespace

TEST_CASE("settings are read, and wrong ones keep their defaults") {
    const Preferences usual = read_preferences(Json::object());
    CHECK(usual.nudges.per_day == 2);
    CHECK(usual.nudges.work_start_minute == 540);
    CHECK(usual.nudges.work_end_minute == 1020);
    CHECK(!usual.nudges.weekdays_only);
    CHECK(usual.use_ai);

    const Preferences own = read_preferences(Json{
        {"notifications_per_day", 0}, {"work_start_hour", 8}, {"work_end_hour", 24}, {"weekdays_only", true}, {"use_ai", false}});
    CHECK(own.nudges.per_day == 0);
    CHECK(own.nudges.work_start_minute == 480);
    CHECK(own.nudges.work_end_minute == 1440);
    CHECK(own.nudges.weekdays_only);
    CHECK(!own.use_ai);

    const Preferences wrong = read_preferences(
        Json{{"notifications_per_day", 1e300}, {"work_start_hour", "nine"}, {"work_end_hour", nullptr}, {"use_ai", 1}});
    CHECK(wrong.nudges.per_day == 8);
    CHECK(wrong.nudges.work_start_minute == 540);
    CHECK(wrong.nudges.work_end_minute == 1020);
    CHECK(wrong.use_ai);
    CHECK(read_preferences(Json(7)).nudges.per_day == 2);
}

TEST_CASE("the defaults of the manifest are the defaults of the code") {
    std::ifstream file(MOTIVATION_MANIFEST);
    const Json manifest = Json::parse(file);
    Json settings = Json::object();
    for (const Json& setting : manifest["settings"]) settings[setting["key"].get<std::string>()] = setting["default"];
    REQUIRE(settings.size() == 22);
    for (const PromptField& field : prompt_fields({}, {}, {}, {}, {})) CHECK(settings.contains(std::string(field.setting)));

    const Preferences from_manifest = read_preferences(settings), own = read_preferences(Json::object());

    CHECK(from_manifest.nudges.per_day == own.nudges.per_day);
    CHECK(from_manifest.nudges.work_start_minute == own.nudges.work_start_minute);
    CHECK(from_manifest.nudges.work_end_minute == own.nudges.work_end_minute);
    CHECK(from_manifest.nudges.weekdays_only == own.nudges.weekdays_only);
    CHECK(from_manifest.use_ai == own.use_ai);
    CHECK(from_manifest.nudges.quiet == own.nudges.quiet);
    CHECK(from_manifest.nudges.gap_ms == own.nudges.gap_ms);
    CHECK(from_manifest.nudges.hold_in_meetings == own.nudges.hold_in_meetings);
    CHECK(!from_manifest.nudges.week);
    CHECK(from_manifest.ai_per_day == own.ai_per_day);
    CHECK(from_manifest.history_limit == own.history_limit);
    CHECK(from_manifest.prompt.titles == own.prompt.titles);
    CHECK(from_manifest.prompt.moods == own.prompt.moods);
    CHECK(from_manifest.public_screen == own.public_screen);
    // Every one of them is read: turned around, it shows.
    for (const auto& [key, value] : settings.items()) {
        if (!value.is_boolean()) continue;
        CAPTURE(key);
        Json turned = settings;
        turned[key] = !value.get<bool>();
        CHECK(switches_of(read_preferences(turned)) != switches_of(from_manifest));
    }
}

TEST_CASE("the welcome promises what the settings say") {
    NudgeRules rules;
    CHECK(nudge_promise(rules) == "Short encouragement, at most every 30 minutes, between 9:00 and 17:00.");
    rules.work_start_minute = 8 * 60;
    CHECK(nudge_promise(rules).find("between 8:00 and 17:00") != std::string::npos);
    rules.per_day = 0;
    CHECK(nudge_promise(rules).find("switched off") != std::string::npos);
}

TEST_CASE("working hours by weekday take the place of the general ones, and what cannot be read leaves those") {
    const Preferences own = read_preferences(Json{{"work_hours", "mon-fri 8:30-16; sat 10-12"}});
    REQUIRE(own.nudges.week);
    CHECK((*own.nudges.week)[0] == DayHours{510, 960});
    CHECK((*own.nudges.week)[5] == DayHours{600, 720});
    CHECK((*own.nudges.week)[6] == DayHours{});
    CHECK(nudge_promise(own.nudges).find("in your working hours") != std::string::npos);

    const Preferences slip = read_preferences(Json{{"work_hours", "weekdays 9-17"}});
    CHECK(!slip.nudges.week);
    CHECK(slip.hours_problem.find("weekdays 9-17") != std::string::npos);
    CHECK(slip.nudges.work_start_minute == 540);
}

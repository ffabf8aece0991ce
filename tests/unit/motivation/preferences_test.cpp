#include "preferences.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace asista::motivation;
using Json = nlohmann::json;

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
    REQUIRE(settings.size() == 6);
    for (const char* key :
         {"notifications_per_day", "work_start_hour", "work_end_hour", "weekdays_only", "use_ai", "share_titles"}) {
        CHECK(settings.contains(key));
    }

    const Preferences from_manifest = read_preferences(settings), own;

    CHECK(from_manifest.nudges.per_day == own.nudges.per_day);
    CHECK(from_manifest.nudges.work_start_minute == own.nudges.work_start_minute);
    CHECK(from_manifest.nudges.work_end_minute == own.nudges.work_end_minute);
    CHECK(from_manifest.nudges.weekdays_only == own.nudges.weekdays_only);
    CHECK(from_manifest.use_ai == own.use_ai);
    CHECK(from_manifest.share_titles == own.share_titles);
}

TEST_CASE("the welcome promises what the settings say") {
    NudgeRules rules;
    CHECK(nudge_promise(rules) == "Short encouragement, at most every 30 minutes, between 9:00 and 17:00.");
    rules.work_start_minute = 8 * 60;
    CHECK(nudge_promise(rules).find("between 8:00 and 17:00") != std::string::npos);
    rules.per_day = 0;
    CHECK(nudge_promise(rules).find("switched off") != std::string::npos);
}

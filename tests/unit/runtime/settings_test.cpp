#include "runtime/settings.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace asista;
using namespace asista::runtime;
using Kind = SettingDefinition::Kind;

namespace {
std::vector<SettingDefinition> definitions() {
    SettingDefinition nudges{
        .key = "nudges", .title = "Nudges", .description = "", .kind = Kind::toggle, .default_json = "true", .choices = {}};
    SettingDefinition per_day{.key = "per_day",
                              .title = "A day",
                              .description = "",
                              .kind = Kind::number,
                              .default_json = "2",
                              .minimum = 0,
                              .maximum = 10,
                              .whole = true,
                              .choices = {}};
    SettingDefinition pace{.key = "pace",
                           .title = "Pace",
                           .description = "",
                           .kind = Kind::number,
                           .default_json = "0.5",
                           .minimum = 0,
                           .maximum = 1,
                           .choices = {}};
    SettingDefinition name{.key = "name",
                           .title = "Name",
                           .description = "",
                           .kind = Kind::text,
                           .default_json = "\"\"",
                           .max_length = 8,
                           .choices = {}};
    SettingDefinition tone{.key = "tone",
                           .title = "Tone",
                           .description = "",
                           .kind = Kind::choice,
                           .default_json = "\"warm\"",
                           .choices = {"warm", "plain"}};
    return {nudges, per_day, pace, name, tone};
}
} // namespace

TEST_CASE("settings have their defaults until something valid is stored") {
    CHECK(resolve_settings(definitions(), "{}") == R"({"name":"","nudges":true,"pace":0.5,"per_day":2,"tone":"warm"})");
    CHECK(resolve_settings(definitions(), "") == resolve_settings(definitions(), "{}"));
    CHECK(resolve_settings(definitions(), "[1,2") == resolve_settings(definitions(), "{}"));
    CHECK(resolve_settings(definitions(), R"({"per_day":7,"tone":"loud","pace":"fast","gone":1})") ==
          R"({"name":"","nudges":true,"pace":0.5,"per_day":7,"tone":"warm"})");
    CHECK(resolve_settings({}, R"({"x":1})") == "{}");
}

TEST_CASE("a change replaces the settings it names and no others") {
    const auto changed =
        change_settings(definitions(), R"({"per_day":7,"of_a_newer_version":[1]})", R"({"tone":"plain","nudges":false})");

    REQUIRE(changed);
    CHECK(*changed == R"({"nudges":false,"of_a_newer_version":[1],"per_day":7,"tone":"plain"})");
    CHECK(setting_value(*changed, "per_day") == "7");
    CHECK(setting_value(*changed, "nothing") == "null");
}

TEST_CASE("a change that does not fit is refused with key, value and remedy") {
    struct Row {
        const char* change;
        const char* says;
    };
    constexpr std::array rows{
        Row{R"({"nudges":1})", "setting \"nudges\" cannot be 1; write true or false"},
        Row{R"({"per_day":11})", "setting \"per_day\" cannot be 11; write a whole number from 0 to 10"},
        Row{R"({"per_day":2.5})", "a whole number from 0 to 10"},
        Row{R"({"per_day":-1})", "a whole number from 0 to 10"},
        Row{R"({"per_day":"2"})", "a whole number from 0 to 10"},
        Row{R"({"pace":1.5})", "write a number from 0 to 1"},
        Row{R"({"name":"much too long"})", "write a text of at most 8 bytes"},
        Row{R"({"tone":"loud"})", "choose one of warm, plain"},
        Row{R"({"tone":null})", "choose one of warm, plain"},
        Row{R"({"unknown":1})", "setting \"unknown\" is not defined in the manifest"},
        Row{R"([])", "one JSON object"},
        Row{R"({"tone":"plain")", "one JSON object"},
        Row{"{\"name\":\"\xFF\"}", "not UTF-8"},
    };
    for (const auto& row : rows) {
        const auto changed = change_settings(definitions(), "{}", row.change);
        INFO(row.change);
        REQUIRE_FALSE(changed);
        CHECK_MESSAGE(changed.error().message.find(row.says) != std::string::npos, changed.error().message);
    }
}

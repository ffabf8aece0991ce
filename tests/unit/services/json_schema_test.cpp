// Whether values hold to schemas: against the specification's own tests, with sentences that name the place, and against schemas and values
// that were written to do harm.
#include "services/ai/json_schema.hpp"

#include <nlohmann/json.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

using namespace asista;
using namespace asista::services::ai;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {
std::string wrong_schema(const json& schema) {
    const auto read = check_schema(schema.dump());
    return read ? "" : read.error().message;
}
std::string wrong(const json& schema, const json& value) {
    REQUIRE_MESSAGE(check_schema(schema.dump()), check_schema(schema.dump()).error().message);
    const auto held = check_against(schema.dump(), value.dump());
    return held ? "" : held.error().message;
}
// {"allOf":[{"allOf":[...]}]}, so deep.
std::string nested(const std::string& open, const std::string& middle, const std::string& close, int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += open;
    text += middle;
    for (int i = 0; i < depth; ++i) text += close;
    return text;
}
const json mood = json::parse(R"({"type":"object","required":["mood","entries"],"additionalProperties":false,"properties":{
    "mood":{"enum":["good","bad"]},
    "entries":{"type":"array","minItems":1,"maxItems":3,"items":{"$ref":"#/$defs/entry"}}},
    "$defs":{"entry":{"type":"object","required":["day"],"properties":{"day":{"type":"integer","minimum":0},
                                                                       "a/b~c":{"type":"string","maxLength":4}}}}})");
} // namespace

TEST_CASE("verdicts are those of the specification's own tests, wherever a schema is not refused") {
    // Keywords that are not looked at, lists of items by their older name, and schemas of other places.
    const std::map<std::string, int> to_refuse{
        {"additionalItems", 5}, {"additionalProperties", 2}, {"definitions", 2}, {"dependencies", 5}, {"items", 2},
        {"pattern", 2},         {"patternProperties", 4},    {"properties", 1},  {"ref", 4},          {"refRemote", 7}};
    std::map<std::string, int> refused;
    int looked_at = 0;
    for (const auto& file : fs::directory_iterator(fs::path(ASISTA_JSON_SCHEMA_TESTS) / "tests" / "draft7")) {
        if (file.path().extension() != ".json") continue;
        std::ifstream text(file.path());
        for (const auto& group : json::parse(text)) {
            const auto schema = group["schema"].dump();
            if (const auto read = check_schema(schema); !read) {
                CAPTURE(group["description"]);
                CAPTURE(read.error().message);
                CHECK((read.error().code == Errc::unsupported || read.error().code == Errc::invalid));
                refused[file.path().stem()] += 1;
                continue;
            }
            // There, "$ref" hides what stands beside it; since then it does not.
            if (group["description"] == "ref overrides any sibling keywords") continue;
            for (const auto& test : group["tests"]) {
                const auto held = check_against(schema, test["data"].dump());
                const auto why = held ? "" : held.error().message;
                INFO(file.path().stem().string(), ": ", group["description"].dump(), ", ", test["description"].dump(), " ", why);
                CHECK(held.has_value() == test["valid"].get<bool>());
                ++looked_at;
            }
        }
    }
    CHECK(looked_at > 300);
    CHECK(json(refused).dump() == json(to_refuse).dump());
}

TEST_CASE("what does not hold is told with its place and with what was wanted") {
    CHECK(wrong(mood, {{"mood", "good"}, {"entries", {{{"day", 3}}}}}) == "");
    CHECK(wrong(mood, 7) == "at its top: it is 7; object is wanted");
    CHECK(wrong(mood, {{"mood", "good"}}) == "at its top: \"entries\" is missing");
    CHECK(wrong(mood, {{"mood", "meh"}, {"entries", {{{"day", 3}}}}}) ==
          "at /mood: it is \"meh\"; one of [\"good\",\"bad\"] is wanted");
    CHECK(wrong(mood, {{"mood", "bad"}, {"entries", json::array()}}) == "at /entries: it has 0 items; at least 1 are wanted");
    CHECK(wrong(mood, {{"mood", "bad"}, {"entries", {{{"day", 3}}, {{"day", -1}}}}}) ==
          "at /entries/1/day: it is -1; at least 0 is wanted");
    CHECK(wrong(mood, {{"mood", "bad"}, {"entries", {{{"day", 3.5}}}}}) == "at /entries/0/day: it is 3.5; integer is wanted");
    CHECK(wrong(mood, {{"mood", "bad"}, {"entries", {{{"day", 3}, {"a/b~c", "\u00e4\u00e4\u00e4\u00e4\u00e4"}}}}}) ==
          "at /entries/0/a~1b~0c: it has 5 characters; at most 4 are wanted");
    CHECK(wrong(mood, {{"mood", "bad"}, {"entries", {{{"day", 3}}}}, {"more", 1}}) == "at its top: \"more\" is not wanted");
    CHECK(wrong(json{{"anyOf", {{{"type", "string"}}, {{"type", "null"}}}}}, 1) ==
          "at its top: it is none of the 2 things that it may be");
    CHECK(wrong(json{{"const", std::string(500, 'x')}}, std::string(500, 'y')).size() < 320);
}

TEST_CASE("a schema that cannot be held against anything says where and what to do") {
    CHECK(wrong_schema(mood) == "");
    CHECK(check_schema("{\"type\": }").error().message == "the schema is no JSON at byte 10");
    CHECK(check_schema("[1]").error().message == "the schema is not an object");
    CHECK(wrong_schema({{"properties", {{"x", {{"type", "text"}}}}}}) ==
          "the schema at /properties/x/type: it is \"text\"; a type that JSON has, or a list of them is wanted");
    CHECK(wrong_schema({{"properties", {{"x", {{"pattern", "a+"}}}}}}) ==
          "the schema at /properties/x: the keyword \"pattern\" is not looked at here; list the values with \"enum\", or look at "
          "the "
          "text of the answer yourself");
    CHECK(wrong_schema({{"items", {{{"type", "string"}}}}}) ==
          "the schema at /items: it is [{\"type\":\"string\"}]; a schema is wanted");
    CHECK(wrong_schema({{"minItems", -1}}) == "the schema at /minItems: it is -1; a whole number that is not negative is wanted");
    CHECK(wrong_schema({{"multipleOf", 0}}) == "the schema at /multipleOf: it is 0; more than 0 is wanted");
    CHECK(check_schema(R"({"unevaluatedProperties":false})").error().code == Errc::unsupported);
    for (const char* elsewhere : {"https://example.com/a.json", "file:///etc/passwd", "#/$defs/none", "#entry", "a.json#/x",
                                  "#/enum/0", "#/properties", "#/$defs/entry/type", "#/prefixItems/99999999999999999999"})
        CHECK(wrong_schema({{"$ref", elsewhere},
                            {"enum", {{{"type", 5}}}},
                            {"properties", json::object()},
                            {"prefixItems", {true}},
                            {"$defs", {{"entry", {{"type", "string"}}}}}}) ==
              fmt::format(
                  "the schema at /$ref: \"{}\" is no schema within this one; only such can be referred to, as \"#/$defs/entry\"",
                  elsewhere));
}

TEST_CASE("no schema and no value takes longer, deeper or more than it may") {
    const auto ends = [](const std::string& schema, const std::string& value) {
        REQUIRE_MESSAGE(check_schema(schema), check_schema(schema).error().message);
        const auto from = std::chrono::steady_clock::now();
        const auto held = check_against(schema, value);
        const auto took = std::chrono::steady_clock::now() - from;
        MESSAGE(schema.substr(0, 50) << ": " << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms");
        CHECK(took < std::chrono::seconds(20)); // of a debug build beside others; without its bounds none of these ends
        return held ? Errc::ok : held.error().code;
    };
    // References in circles.
    CHECK(ends(R"({"$ref":"#"})", "1") == Errc::over_limit);
    CHECK(ends(R"({"$ref":"#/$defs/a","$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"$ref":"#/$defs/a"}}})", "1") ==
          Errc::over_limit);
    CHECK(ends(R"({"not":{"$ref":"#"}})", "1") == Errc::over_limit);
    CHECK(ends(R"({"if":{"$ref":"#"},"else":true})", "1") == Errc::over_limit);
    // Two ways at each of forty places.
    json doubling{{"$defs", {{"d40", false}}}, {"$ref", "#/$defs/d0"}};
    for (int i = 0; i < 40; ++i)
        doubling["$defs"][fmt::format("d{}", i)] = {
            {"anyOf", {{{"$ref", fmt::format("#/$defs/d{}", i + 1)}}, {{"$ref", fmt::format("#/$defs/d{}", i + 1)}}}}};
    CHECK(ends(doubling.dump(), "1") == Errc::over_limit);
    // The same with a long value, all of which a sentence could be about; by long references; and with all that can be said at each place.
    const auto many = json(std::vector<std::string>(20'000, "abc"));
    auto long_ones = doubling, wide = doubling;
    doubling["$defs"]["d40"] = {{"type", "string"}};
    CHECK(ends(doubling.dump(), many.dump()) == Errc::over_limit);
    const std::string far(4'000, 'x');
    long_ones["$defs"] = {{far, {{"allOf", json::array()}}}};
    for (int i = 0; i < 5; ++i) long_ones["$defs"][far]["allOf"].push_back({{"$ref", "#/$defs/" + far}});
    long_ones["$ref"] = "#/$defs/" + far;
    CHECK(ends(long_ones.dump(), "1") == Errc::over_limit);
    for (int i = 0; i < 40; ++i)
        wide["$defs"][fmt::format("d{}", i)].update({{"title", ""},
                                                     {"minItems", 0},
                                                     {"maxItems", 1e9},
                                                     {"minLength", 0},
                                                     {"maxLength", 9},
                                                     {"minimum", 0},
                                                     {"maximum", 9},
                                                     {"multipleOf", 0.5},
                                                     {"required", json::array()},
                                                     {"properties", {{"x", true}}},
                                                     {"additionalProperties", true},
                                                     {"minProperties", 0},
                                                     {"type", {"null", "array", "object"}},
                                                     {"not", false},
                                                     {"if", true},
                                                     {"then", true},
                                                     {"exclusiveMinimum", -1},
                                                     {"exclusiveMaximum", 11},
                                                     {"description", ""},
                                                     {"propertyNames", true}});
    CHECK(ends(wide.dump(), R"({"a":1,"b":2})") == Errc::over_limit);
    // Every item against every other, and against a long list.
    json items = json::array();
    for (int i = 0; i < 20'000; ++i) items.push_back(i);
    CHECK(ends(R"({"uniqueItems":true})", items.dump()) == Errc::over_limit);
    json names = json::array();
    for (int i = 0; i < 3'000; ++i) names.push_back(fmt::format("{}", i));
    CHECK(ends(json{{"items", {{"enum", names}}}}.dump(), json(std::vector<std::string>(20'000, "2999")).dump()) ==
          Errc::over_limit);
    CHECK(ends(R"({"items":{"minLength":3}})", many.dump()) == Errc::ok);
    // A value that is deep as far as it may be, by a schema of itself; and one that is deeper.
    const std::string tree = R"({"type":"object","properties":{"a":{"anyOf":[{"$ref":"#"},{"type":"null"}]}}})";
    CHECK(ends(tree, nested("{\"a\":", "null", "}", max_json_depth)) == Errc::ok);
    CHECK(ends(tree, nested("{\"a\":", "7", "}", max_json_depth)) == Errc::invalid);
    CHECK(ends(tree, nested("{\"a\":", "null", "}", 100'000)) == Errc::over_limit);
    CHECK(check_schema(nested("{\"not\":", "true", "}", 4'000)).error().message ==
          "the schema is nested deeper than 64 levels at byte 448");
    CHECK(check_schema(json{{"title", std::string(max_schema_bytes, 'x')}}.dump()).error().code == Errc::over_limit);
    CHECK(check_schema("{\"title\":\"\xff\"}").error().message == "the schema is not valid UTF-8");
    CHECK(check_schema("{\"minimum\":1e999}").error().message == "the schema holds a number that is too large");
}

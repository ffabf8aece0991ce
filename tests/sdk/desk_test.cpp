// A plugin's analyses on a test's desk, which holds the coach's words against the schema as the client does.
#include <asista/test.hpp>

#include <doctest/doctest.h>

using asista::test::Desk;
using Json = nlohmann::json;

namespace {
Json told(const std::optional<std::string>& coach, const std::vector<std::string>& denied = {}) {
    Desk desk({.denied = denied, .coach = coach});
    desk.call("analyse", {{"days", {"fine"}}});
    desk.pass_time(1); // what came of it reaches the plugin
    return desk.call("told");
}
} // namespace

TEST_CASE("a test's coach answers an analysis with JSON that holds, or says where it does not") {
    CHECK(told(R"(So: {"mood": "good"})")["found"] == Json{{"mood", "good"}});
    CHECK(told(R"({"mood": "meh"})")["why"] ==
          "the answer does not hold to the schema: at /mood: it is \"meh\"; one of [\"good\",\"bad\"] is wanted");
    CHECK(told("In words.")["why"] == "the answer does not hold to the schema: there is no JSON object in it");
    CHECK(told({})["why"] == "the coach cannot be reached");
    CHECK(told(R"({"mood": "good"})", {"ai:analyze"})["why"].get<std::string>().find("ai:analyze") != std::string::npos);
}

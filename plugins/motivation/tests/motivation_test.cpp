// The card and the page as a person sees them, with a coach and a clock made up. What the lines say and when is tested in tests/unit.
#include <asista/test.hpp>

#include <doctest/doctest.h>

using asista::test::Desk;
using asista::test::Look;
using Json = nlohmann::json;

namespace {
constexpr const char* words = "Monday's promise is kept; the rest of the week can be light.";
}

TEST_CASE("without a coach the card shows a line of its own") {
    for (const auto& denied : {std::vector<std::string>{}, {"ai:chat", "habits:read", "goals:read"}}) {
        Desk desk({.denied = denied, .tasks = {"Water the plants"}});
        CHECK(desk.card("quote").text().size() > 20);
        desk.run_command("refresh");
        CHECK(desk.card("quote").text().size() > 20);
    }
}

TEST_CASE("the coach's words are on the card where the coach may be asked") {
    Desk desk({.coach = words, .tasks = {"Water the plants"}});
    CHECK(desk.card("quote").has_text(words));

    Desk without({.denied = {"ai:chat"}, .coach = words});
    without.run_command("refresh");
    CHECK_FALSE(without.card("quote").has_text(words));
}

TEST_CASE("a line that was saved is on the page of saved lines, also after a rebuild, and can be removed there") {
    Desk desk;
    desk.call("saveMotivation", {{"text", "One clear step is enough."}, {"author", "Ada"}});
    CHECK(desk.page("saved").has_text("One clear step is enough."));
    CHECK(desk.page("saved").has_text("Ada"));
    desk.restart();
    CHECK(desk.page("saved").has_text("One clear step is enough."));
    CHECK(desk.call("getMotivationStats")["saved"] == 1);
}

TEST_CASE("what the person finishes is on the card shortly after") {
    Desk desk({.tasks = {"Water the plants"}});
    auto card = desk.card("quote");
    CHECK(card.has_text("Nothing finished yet"));
    desk.finish_task(1);
    CHECK(card.has_text("Nothing finished yet")); // changes come in crowds: it reads once they are over
    desk.pass_time(1000);
    CHECK_FALSE(card.has_text("Nothing finished yet"));
}

TEST_CASE("a method that is given nonsense refuses with a sentence") {
    Desk desk;
    CHECK_THROWS_WITH_AS(desk.call("saveMotivation", Json::array()), doctest::Contains("give the line as"),
                         asista::test::Problem);
}

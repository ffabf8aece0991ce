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

TEST_CASE("one tap checks in; moods and a note may follow, and survive a rebuild while they are typed") {
    Desk desk({.width = 740, .height = 1300, .coach = words, .tasks = {"Water the plants"}});
    auto card = desk.card("quote");
    card.click("How is your energy?");
    card.click("S");
    CHECK(desk.stored("check-ins")["items"].size() == 1);
    CHECK(card.has_text("You said so at 9:41."));
    card.click("tired");
    CHECK(desk.stored("check-ins")["items"][0]["moods"] == Json{"tired"});
    card.click("A note, if you like");
    card.type("a long night");
    CHECK_FALSE(desk.stored("check-ins")["items"][0].contains("note"));
    card.press(asista::test::Key::enter);
    CHECK(desk.stored("check-ins")["items"][0]["note"] == "a long night");
    CHECK(desk.stored("check-ins")["items"].size() == 1);
    CHECK(card.has_text("Low energy")); // closing the popup did not take the note away
    CHECK(desk.stored("check-ins")["items"][0]["note"] == "a long night");
    CHECK_FALSE(card.has_text("You do not have to carry this alone."));
    desk.restart();
    CHECK(desk.card("quote").has_text("Low energy"));
    CHECK(desk.page("saved").has_text("Lines"));
    desk.page("saved").click("Energy");
    CHECK(desk.page("saved").has_text("a long night"));
    CHECK(desk.page("saved").has_text("A chart needs check-ins on 7 days before today; there are 0 so far."));
}

TEST_CASE("a note that sounds like a crisis is met with fixed words and people to reach, and the coach rests") {
    Desk desk(
        {.width = 740, .height = 640, .settings = {{"help_region", "Germany"}}, .coach = words, .tasks = {"Water the plants"}});
    auto card = desk.card("quote");
    CHECK(card.has_text(words));
    card.click("How is your energy?");
    card.click("XS");
    card.click("A note, if you like");
    card.type("I want to die");
    card.press(asista::test::Key::enter);
    CHECK(card.has_text("You do not have to carry this alone."));
    CHECK(desk.stored("check-ins")["items"][0]["note"] == "I want to die"); // it stays the person's own
    CHECK(card.has_text("In danger now: call 112."));
    CHECK(card.has_text("0800 111 0 111"));
    CHECK_FALSE(card.has_text(words));
    desk.restart();
    CHECK(desk.card("quote").has_text("You do not have to carry this alone."));
    desk.card("quote").click("Close");
    desk.run_command("refresh");
    desk.run_command("refresh");
    CHECK_FALSE(desk.card("quote").has_text(words)); // nothing is generated for a day
    auto page = desk.page("saved");
    page.click("Privacy");
    CHECK(page.has_text("The coach is not asked for a day."));
    page.click("Help");
    CHECK(page.has_text("no medical advice"));
    page.click("Privacy");
    desk.pass_time(25LL * 3600 * 1000);
    CHECK_FALSE(page.has_text("The coach is not asked for a day."));
}

TEST_CASE("a line of one's own is written on the page, with a rule that is checked while it is typed") {
    Desk desk({.width = 740, .height = 640});
    auto page = desk.page("saved");
    page.click("A line of your own");
    page.type("Call grandmother.");
    page.click("When: always, or a rule");
    page.type("....-13-01");
    CHECK(page.has_text("There is no such day"));
    page.click("Add");
    CHECK(desk.stored("own").is_null());
    page.click("....-13-01");
    page.press(asista::test::Key::end);
    for (int i = 0; i < 10; ++i) page.press(asista::test::Key::backspace);
    page.type("....-11-22");
    page.press(asista::test::Key::enter);
    CHECK(desk.stored("own")["items"][0]["when"] == "....-11-22");
    CHECK(page.has_text("When: ....-11-22"));
}

TEST_CASE("what the coach is told is on the page, field by field, and a switch takes it out") {
    Desk desk({.width = 740, .height = 900, .coach = words, .tasks = {"Water the plants"}});
    auto page = desk.page("saved");
    page.click("Privacy");
    CHECK(page.has_text("Water the plants (M)"));
    page.click("Titles of tasks and goals");
    CHECK_FALSE(page.has_text("Water the plants"));
    CHECK(page.has_text("Next tasks: 1 of effort M"));
    page.click("Tasks");
    CHECK(page.has_text("Write a message of encouragement."));
    const std::string whole = page.text();
    CHECK(whole.find("Next tasks", whole.find("Write a message")) == std::string::npos);
}

TEST_CASE("a public screen, or a kiosk, shows the line and nothing else") {
    for (const bool kiosk : {true, false}) {
        Desk desk(
            {.public_screen = kiosk, .settings = {{"public_screen", !kiosk}}, .coach = words, .tasks = {"Water the plants"}});
        auto card = desk.card("quote");
        CHECK(card.text().size() > 20);
        for (const char* personal : {words, "saved", "energy", "finished", "streak"}) CHECK_FALSE(card.has_text(personal));
        CHECK(desk.page("saved").has_text("This is a public screen"));
    }
}

TEST_CASE("the card and the page look as they should, light and dark") {
    for (const auto& [look, name] : {std::pair{Look::light, "light"}, std::pair{Look::dark, "dark"}}) {
        Desk desk({.look = look,
                   .width = 740,
                   .height = 640,
                   .settings = {{"help_region", "United Kingdom"}},
                   .tasks = {"Water the plants"}});
        auto page = desk.page("saved");
        page.click("Help");
        page.matches(std::string("help-") + name);
        Desk small({.look = look, .width = 740, .height = 185, .tasks = {"Water the plants"}});
        small.card("quote").matches(std::string("card-") + name);
    }
}

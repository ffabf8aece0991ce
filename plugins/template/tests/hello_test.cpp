// The card as a person uses it, without a display: `asista test` builds and runs this.
#include <asista/test.hpp>

#include <doctest/doctest.h>

using asista::test::Desk;
using asista::test::Key;
using asista::test::Look;

TEST_CASE("what is typed becomes a task, and the field is empty again") {
    Desk desk({.tasks = {"Water the plants"}});
    auto card = desk.card("hello");
    CHECK(card.has_text("1 open task"));

    card.click("Something to do");
    card.type("Buy milk");
    CHECK(card.has_text("Buy milk"));
    card.click("Add task");

    REQUIRE(desk.tasks().size() == 2);
    CHECK(desk.tasks().back().title == "Buy milk");
    CHECK(card.has_text("2 open tasks"));
    CHECK_FALSE(card.has_text("Buy milk"));
}

TEST_CASE("without a title nothing can be added") {
    Desk desk;
    auto card = desk.card("hello");
    card.click("Add task");
    CHECK(desk.tasks().empty());
}

TEST_CASE("a permission that was not given is said in the card") {
    Desk desk({.denied = {"tasks:write"}});
    auto card = desk.card("hello");
    card.click("Something to do");
    card.type("Buy milk");
    card.click("Add task");
    CHECK(card.has_text("tasks:write"));
    CHECK(desk.tasks().empty());

    desk.allow("tasks:write");
    card.click("Add task");
    CHECK(desk.tasks().size() == 1);
}

TEST_CASE("what was typed survives a rebuild") {
    Desk desk;
    desk.card("hello").click("Something to do");
    desk.card("hello").type("Half a tho");
    desk.restart();
    CHECK(desk.card("hello").has_text("Half a tho"));
}

TEST_CASE("it greets by the name in its settings, and others can ask it") {
    Desk desk({.settings = {{"name", "Ada"}}, .tasks = {"One", "Two"}});
    CHECK(desk.card("hello").has_text("Hello, Ada!"));
    desk.change_settings({{"name", ""}});
    CHECK(desk.card("hello").has_text("Hello!"));
    desk.add_task("Three");
    desk.card("hello").text();
    CHECK(desk.call("getOpenTasks")["open"] == 3);
}

TEST_CASE("it looks as it should") {
    for (const auto look : {Look::light, Look::dark}) {
        Desk desk({.look = look, .height = 160, .tasks = {"Water the plants"}});
        desk.card("hello").matches(look == Look::dark ? "hello-dark" : "hello-light");
    }
}

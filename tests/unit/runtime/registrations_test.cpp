#include "runtime/registrations.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace asista;
using runtime::Registrations;
using runtime::normal_phrase;

namespace {
calls::WidgetRegister::Request widget(std::uint32_t surface, std::string id) {
    calls::WidgetRegister::Request request;
    request.surface = surface;
    request.id = std::move(id);
    request.title = "Title";
    return request;
}
calls::CommandRegister::Request command(std::string id) { return {std::move(id), "Do it", "", false}; }
Errc code(const Result<void>& result) { return result ? Errc::ok : result.error().code; }
} // namespace

TEST_CASE("widgets and pages share 16 surfaces, each used once") {
    Registrations all;
    for (std::uint32_t i = 1; i <= 10; ++i) REQUIRE(all.add_widget(widget(i, "w" + std::to_string(i))));
    for (std::uint32_t i = 11; i <= 16; ++i) REQUIRE(all.add_page({i, "p" + std::to_string(i), "Page", ""}));

    CHECK(code(all.add_widget(widget(17, "more"))) == Errc::over_limit);
    CHECK(code(all.add_page({17, "more", "Page", ""})) == Errc::over_limit);
    REQUIRE(all.remove_widget("w3"));
    CHECK(code(all.add_widget(widget(11, "more"))) == Errc::busy); // a page's surface
    CHECK(code(all.add_widget(widget(3, "w4"))) == Errc::busy);    // another widget's id
    CHECK(all.add_widget(widget(3, "more")));
    CHECK(code(all.remove_widget("w3")) == Errc::not_found);
}

TEST_CASE("a widget with a field out of its range is refused whole") {
    const auto refused = [](auto change) {
        auto request = widget(1, "w");
        change(request);
        Registrations all;
        const auto added = all.add_widget(request);
        CHECK(all.widgets().empty());
        return code(added);
    };
    using Request = calls::WidgetRegister::Request;
    CHECK(refused([](Request& r) { r.surface = 0; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.surface = 0x10000; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.id = ""; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.id = "a/b"; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.id = std::string(65, 'a'); }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.title = ""; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.title = std::string(81, 'a'); }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.title = "a\nb"; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.title = "\xC0\xAF"; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.icon = std::string(65, 'a'); }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.columns = 0; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.columns = 4; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.height = -1; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.height = std::numeric_limits<float>::quiet_NaN(); }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.height = std::numeric_limits<float>::infinity(); }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.actions = {{"a", "heart", "", false}}; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.actions = {{"a", "heart", "A", false}, {"a", "star", "B", false}}; }) == Errc::invalid);
    CHECK(refused([](Request& r) { r.actions.assign(5, {"a", "heart", "A", false}); }) == Errc::over_limit);
}

TEST_CASE("header actions are replaced as a whole or not at all") {
    Registrations all;
    REQUIRE(all.add_widget(widget(1, "w")));
    REQUIRE(all.set_actions("w", {{"save", "heart", "Save", false}, {"next", "arrows-clockwise", "Another", false}}));

    CHECK(code(all.set_actions("w", {{"save", "heart", "Save", true}, {"", "x", "x", false}})) == Errc::invalid);
    CHECK(all.widgets()[0].actions.size() == 2);
    CHECK_FALSE(all.widgets()[0].actions[0].active);
    CHECK(code(all.set_actions("other", {})) == Errc::not_found);
}

TEST_CASE("menu items need a command and go with it") {
    Registrations all;
    CHECK(code(all.add_menu_item({"m", "Menu", "", "c"})) == Errc::not_found);
    REQUIRE(all.add_command(command("c")));
    REQUIRE(all.add_menu_item({"m", "Menu", "", "c"}));

    REQUIRE(all.remove_command("c"));

    CHECK(all.menu_items().empty());
}

TEST_CASE("each kind has its cap and takes an id once") {
    Registrations all;
    for (std::size_t i = 0; i < Registrations::max_commands; ++i) REQUIRE(all.add_command(command("c" + std::to_string(i))));
    CHECK(code(all.add_command(command("more"))) == Errc::over_limit);
    CHECK(code(all.add_command(command("c0"))) == Errc::busy);
    for (std::size_t i = 0; i < Registrations::max_menu_items; ++i)
        REQUIRE(all.add_menu_item({"m" + std::to_string(i), "M", "", "c0"}));
    CHECK(code(all.add_menu_item({"more", "M", "", "c0"})) == Errc::over_limit);
    for (std::size_t i = 0; i < Registrations::max_voices; ++i) REQUIRE(all.add_voice({"v" + std::to_string(i), {"say"}, ""}));
    CHECK(code(all.add_voice({"more", {"say"}, ""})) == Errc::over_limit);
    for (std::size_t i = 0; i < Registrations::max_methods; ++i) REQUIRE(all.add_method({"m" + std::to_string(i), "", ""}));
    CHECK(code(all.add_method({"more", "", ""})) == Errc::over_limit);
    CHECK(code(all.add_method({"m0", "", ""})) == Errc::busy);
    for (std::size_t i = 0; i < Registrations::max_subscriptions; ++i) REQUIRE(all.subscribe("a.b/" + std::to_string(i)));
    CHECK(code(all.subscribe("a.b/more")) == Errc::over_limit);
    CHECK(all.subscribe("a.b/0")); // again: the same one
    REQUIRE(all.unsubscribe("a.b/0"));
    CHECK(code(all.unsubscribe("a.b/0")) == Errc::not_found);
    CHECK_FALSE(all.subscribed("a.b/0"));
}

TEST_CASE("a voice command needs phrases with words in them") {
    Registrations all;
    CHECK(code(all.add_voice({"v", {}, ""})) == Errc::invalid);
    CHECK(code(all.add_voice({"v", {"motivate me", " ?! "}, ""})) == Errc::invalid);
    CHECK(code(all.add_voice({"v", std::vector<std::string>(17, "x"), ""})) == Errc::invalid);
    CHECK(all.add_voice({"v", {"motivate me"}, ""}));
}

TEST_CASE("phrases are compared without case, spaces and punctuation at the ends") {
    CHECK(normal_phrase("  Motivate   ME! ") == "motivate me");
    CHECK(normal_phrase("\"How am I doing?\"") == "how am i doing");
    CHECK(normal_phrase("what's up") == "what's up");
    CHECK(normal_phrase(" ... ").empty());
}

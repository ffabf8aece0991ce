// The driver's protocol: lines of JSON into requests, words of a shell into lines, chords into keys. Nothing here needs a window.
#include "app/driver/request.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace asista;
using namespace asista::app::driver;
using frame::Key;
using Json = nlohmann::json;

namespace {
Json words(std::string_view text) {
    const auto line = line_of_words(text);
    REQUIRE_MESSAGE(line, line.error().message);
    return Json::parse(*line);
}
std::string refusal(std::string_view line) {
    const auto request = parse_request(line);
    return request ? std::string("accepted") : request.error().message;
}
} // namespace

TEST_CASE("words of a shell become the lines of the protocol") {
    CHECK(words(R"(click "Add task")") == Json{{"do", "click"}, {"label", "Add task"}});
    CHECK(words(R"(right-click row "Milk" nth 1)") ==
          Json{{"do", "right_click"}, {"role", "row"}, {"label", "Milk"}, {"nth", 1}});
    CHECK(words(R"(click check box beside "Milk")") == Json{{"do", "click"}, {"role", "check box"}, {"beside", "Milk"}});
    CHECK(words(R"(click menu "x")") == Json{{"do", "click"}, {"role", "menu"}, {"label", "x"}});
    CHECK(words(R"(click menu item "Remove")") == Json{{"do", "click"}, {"role", "menu item"}, {"label", "Remove"}});
    CHECK(words(R"(type "a \"b\"\n" into field "Title")") ==
          Json{{"do", "type"}, {"text", "a \"b\"\n"}, {"role", "field"}, {"label", "Title"}});
    CHECK(words(R"(drag "A" to "B" in "Board")") ==
          Json{{"do", "drag"}, {"label", "A"}, {"to", {{"label", "B"}, {"in", "Board"}}}});
    CHECK(words(R"(scroll "List" -3)") == Json{{"do", "scroll"}, {"label", "List"}, {"y", -3.0}});
    CHECK(words(R"(wait gone "Milk" exactly)") == Json{{"do", "wait"}, {"gone", true}, {"label", "Milk"}, {"exact", true}});
    CHECK(words("resize 900x600") == Json{{"do", "resize"}, {"width", 900}, {"height", 600}});
    CHECK(words("key Ctrl+Shift+Z") == Json{{"do", "key"}, {"keys", "Ctrl+Shift+Z"}});
    for (const char* const wrong :
         {"", "click", "click \"open", "fly \"home\"", "resize big", "key Hyper+K", "tree now", "click \"a\" loudly"}) {
        CAPTURE(wrong);
        CHECK_FALSE(line_of_words(wrong));
    }
}

TEST_CASE("chords name their modifiers and their key, and what a key types by itself") {
    const auto undo = parse_chord("Ctrl+Shift+Z");
    REQUIRE(undo);
    CHECK(undo->modifiers == std::vector{Key::left_ctrl, Key::left_shift});
    CHECK(undo->key == Key::z);
    CHECK(undo->text == 0);
    CHECK(parse_chord("a")->text == U'a');
    CHECK(parse_chord("Shift+a")->text == U'A');
    CHECK(parse_chord("?")->text == U'?');
    CHECK(parse_chord("F12")->key == Key::f12);
    CHECK(parse_chord("Enter")->key == Key::enter);
    for (const char* const wrong : {"", "+", "Ctrl+", "F25", "Ctrl", "Z+Ctrl", "Enter+"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_chord(wrong));
    }
}

TEST_CASE("a line that makes no sense is refused in a sentence that says what is wrong") {
    CHECK(refusal("") == "a request is one JSON object in one line");
    CHECK(refusal("[1, 2]") == "a request is one JSON object in one line");
    CHECK(refusal(R"({"do": 7})") == "there is nothing called \"\" to do");
    CHECK(refusal(R"({"do": "click", "label": 7})") == "\"label\" must be a text");
    CHECK(refusal(R"({"do": "click", "label": "a", "nth": -1})") == "\"nth\" must be a number from 0 to 100000");
    CHECK(refusal(R"({"do": "click", "role": "spaceship"})").find("there is no role") == 0);
    CHECK(refusal(R"({"do": "drag", "label": "a"})").find("needs \"to\"") != std::string::npos);
    CHECK(refusal(R"({"do": "resize", "width": 10, "height": 600})").find("320") != std::string::npos);
    CHECK(refusal(R"({"do": "clock", "time": "noon"})").find("is not a time") != std::string::npos);
    for (const char* time :
         {"2026-22-01T19:41:00", "2026-02-30T09:00:00", "2026-11-22T24:00:00", "2026-11-22T09:60:00", "2026-11-22T09:00:60",
          "2026-11-22T09:00", "2026-11-22T09:00:00Z", "2026-22-01T19:426-22-01T19:41:00"})
        CHECK_MESSAGE(
            refusal(std::string(R"({"do": "clock", "time": ")") + time + "\"}").find("is not a time") != std::string::npos, time);
    CHECK(parse_request(R"({"do": "clock", "time": "2026-11-22T09:41:07"})")->time == 1'795'340'467'000);
    CHECK(refusal(R"({"do": "type"})") == "\"type\" needs \"text\"");
    CHECK(refusal(std::string(1000, '{')).find("at most one") != std::string::npos);
    CHECK(refusal(std::string(max_line_bytes + 1, 'x')).find("at most") != std::string::npos);
    CHECK(refusal(R"({"do": "tree"})") == "accepted");
}

TEST_CASE("text is taken character by character, whatever its script") {
    const auto request = parse_request(R"({"do": "type", "text": "a\u00e4\u20ac\ud83c\udf4e"})");
    REQUIRE(request);
    CHECK(request->text == U"aä€🍎");
}

#include "runtime/plugin_log.hpp"

#include "fake_clock.hpp"

#include "wire/utf8.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace asista;
using runtime::LineSplitter;
using runtime::PluginLog;
using runtime::printable_line;

TEST_CASE("what could act on a terminal or turn text around is shown escaped") {
    CHECK(printable_line("plain ünïcode ✓ 日本") == "plain ünïcode ✓ 日本");
    CHECK(printable_line("\x1b[2Jgone") == "\\x1b[2Jgone");
    CHECK(printable_line("a\tb\rc") == "a    b\\x0dc");
    CHECK(printable_line("\xC2\x9B"
                         "31m") == "\\x9b31m");                       // C1 control sequence introducer
    CHECK(printable_line("exe.\xE2\x80\xAEtxt") == "exe.\\u202etxt"); // right-to-left override
    CHECK(printable_line(std::string_view("a\0b", 3)) == "a\\x00b");
}

TEST_CASE("bytes that are not UTF-8 become replacement characters, one each") {
    CHECK(printable_line("a\xFF\xFE"
                         "b") == "a\xEF\xBF\xBD\xEF\xBF\xBD"
                                 "b");
    CHECK(printable_line("cut \xE2\x82") == "cut \xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(printable_line("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); // a surrogate
}

TEST_CASE("a long line is cut at a character") {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "é€";

    const auto line = printable_line(text);

    CHECK(line.size() <= runtime::max_log_line_bytes);
    CHECK(line.size() > runtime::max_log_line_bytes - 4);
    CHECK(wire::is_utf8(line));
}

TEST_CASE("the log keeps the newest 500 lines") {
    test::FakeClock clock;
    PluginLog log(clock);

    for (int i = 0; i < 700; ++i) log.note(PluginLog::Level::info, std::to_string(i));

    CHECK(log.lines().size() == 500);
    CHECK(log.lines().front().text == "200");
    CHECK(log.lines().back().text == "699");
    CHECK(log.revision() == 700);
}

TEST_CASE("a flood of lines is slowed down and says how many it lost") {
    test::FakeClock clock;
    PluginLog log(clock);
    for (int i = 0; i < 100'000; ++i) log.write(PluginLog::Level::info, "spam");
    CHECK(log.revision() == 501);
    CHECK(log.lines().back().text == "it writes more than 100 lines a second; the rest is dropped");

    clock.advance_ms(20);
    log.write(PluginLog::Level::info, "after");

    const auto& lines = log.lines();
    CHECK(lines.back().text == "after");
    CHECK(lines[lines.size() - 2].text == "99500 lines were dropped; it writes more than 100 a second");
    CHECK(lines[lines.size() - 2].level == PluginLog::Level::warning);
}

TEST_CASE("one text of many lines counts as many lines") {
    test::FakeClock clock;
    PluginLog log(clock);

    log.write(PluginLog::Level::warning, "one\ntwo\n\nfour\n");

    REQUIRE(log.lines().size() == 4);
    CHECK(log.lines()[1].text == "two");
    CHECK(log.lines()[2].text.empty());
}

TEST_CASE("lines come whole however the bytes arrive") {
    std::vector<std::string> lines;
    const auto take = [&lines](std::string_view line) { lines.emplace_back(line); };
    LineSplitter splitter;

    for (const char* bytes : {"fir", "st\nsec", "", "ond\n\nthi", "rd"}) splitter.feed(bytes, take);
    CHECK(lines == std::vector<std::string>{"first", "second", ""});
    splitter.finish(take);
    CHECK(lines.back() == "third");
}

TEST_CASE("a line that never ends is handed on in pieces") {
    std::vector<std::size_t> sizes;
    const auto take = [&sizes](std::string_view line) { sizes.push_back(line.size()); };
    LineSplitter splitter;

    for (int i = 0; i < 10; ++i) splitter.feed(std::string(1000, 'x'), take);
    splitter.feed("\n", take);

    CHECK(sizes == std::vector<std::size_t>{4096, 4096, 10'000 - 2 * 4096});
}

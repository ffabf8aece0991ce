// Notes in Markdown become blocks of runs.
#include "window_rig.hpp"

#include "ui/markdown.hpp"

#include <string>

using namespace asista::ui;
using Kind = MarkdownBlock::Kind;

TEST_CASE("emphasis, code, links and lists are read") {
    const auto blocks = parse_markdown(
        "# Plan\n\nCall **now**, not *later*: `x` and [site](https://a.example).\n\n- one\n- [x] two\n\n3. three\n");
    REQUIRE(blocks.size() == 5);
    CHECK(blocks[0].kind == Kind::heading);
    CHECK(blocks[0].runs[0].text == "Plan");
    const auto& runs = blocks[1].runs;
    REQUIRE(runs.size() == 9);
    CHECK(runs[1].strong);
    CHECK(runs[3].emphasis);
    CHECK(runs[5].code);
    CHECK(runs[7].link == "https://a.example");
    CHECK(blocks[2].marker == "\xE2\x80\xA2");
    CHECK(blocks[2].indent == 1);
    CHECK(blocks[3].marker == "[x]");
    CHECK(blocks[4].marker == "3.");
}

TEST_CASE("lines stay lines, HTML is text, and code keeps its spaces") {
    const auto blocks = parse_markdown("one\ntwo\n\n<script>alert(1)</script>\n\n```\n  a\n  b\n```\n> said\n\n---\n");
    REQUIRE(blocks.size() == 5);
    CHECK(blocks[0].runs[0].text == "one\ntwo");
    CHECK(blocks[1].runs[0].text == "<script>alert(1)</script>");
    CHECK(blocks[2].kind == Kind::code);
    CHECK(blocks[2].runs[0].text == "  a\n  b\n");
    CHECK(blocks[3].quote);
    CHECK(blocks[4].kind == Kind::rule);
}

TEST_CASE("notes that try to be endless are bounded") {
    std::string deep, wide;
    for (int i = 0; i < 500; ++i) deep += "> ";
    for (int i = 0; i < 8'000; ++i) wide += "a\n\n";
    for (const auto& block : parse_markdown(deep + "x")) CHECK(block.indent <= 8);
    CHECK(parse_markdown(wide).size() == 2'000);
    CHECK(parse_markdown("").empty());
}

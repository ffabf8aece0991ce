// Notes in Markdown become blocks of runs, and the links in them can be pressed.
#include "window_rig.hpp"
#include "wire/calls/data.hpp"

#include "ui/markdown.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace asista;
using namespace asista::ui;
using Kind = MarkdownBlock::Kind;

namespace {

std::vector<std::string> links_in(std::string_view text) {
    std::vector<std::string> found;
    for (const auto& block : parse_markdown(text))
        for (const auto& run : block.runs)
            if (!run.link.empty()) found.push_back(run.link);
    return found;
}

// A task with these notes, opened beside the list.
struct NotesRig : WindowRig {
    explicit NotesRig(std::string notes, float window_width = 1440) {
        width = window_width;
        tasks.find(101)->task.notes = std::move(notes);
        REQUIRE(shell->set_page("tasks", "101"));
        shell->listen(true);
        settle();
    }
    const TreeItem* link(std::string_view label) {
        tree = shell->items();
        const auto found = std::ranges::find_if(
            tree.items, [&](const TreeItem& item) { return item.role == ItemRole::link && item.label == label; });
        return found == tree.items.end() ? nullptr : &*found;
    }
    void point(const TreeItem& item) {
        ImGui::GetIO().AddMousePosEvent(item.seen.x + item.seen.width / 2, item.seen.y + item.seen.height / 2);
        frames(90);
    }
    bool reads(std::string_view text) {
        tree = shell->items();
        return std::ranges::any_of(tree.items, [&](const TreeItem& item) { return item.label == text; });
    }
    ItemTree tree;
};

} // namespace

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

TEST_CASE("links are what leads to the web or to mail, written out or bare") {
    CHECK(links_in("see https://a.example/x?a=1&b=2, www.b.example and ada@c.example") ==
          std::vector<std::string>{"https://a.example/x?a=1&b=2", "http://www.b.example", "mailto:ada@c.example"});
    CHECK(links_in("[one](https://a.example/?a&amp;b) <https://d.example>") ==
          std::vector<std::string>{"https://a.example/?a&b", "https://d.example"});
    CHECK(links_in("[x](javascript:alert(1)) [x](file:///etc/passwd) [x](/etc/passwd) [x](java&#115;cript:x) "
                   "[x](<https://a.example/\x01>) [x](https://a@b.example) `https://code.example`")
              .empty());
    CHECK(parse_markdown("[the words stay](javascript:alert(1))")[0].runs[0].text == "the words stay");
}

TEST_CASE("a link is pressed by the pointer: a hand, its address in a tooltip, and it is opened") {
    NotesRig rig("Look at [the **map** of Lisbon](https://maps.example/lisbon) before.");
    const auto* const link = rig.link("the map of Lisbon");
    REQUIRE(link);
    CHECK(link->value == "https://maps.example/lisbon");

    rig.point(*link);
    CHECK(ImGui::GetMouseCursor() == ImGuiMouseCursor_Hand);
    CHECK(rig.reads("https://maps.example/lisbon"));
    CHECK(rig.calls.links.empty());

    rig.click({.label = "the map of Lisbon", .role = ItemRole::link});
    CHECK(rig.calls.links == std::vector<std::string>{"https://maps.example/lisbon"});
}

TEST_CASE("Tab reaches each link once, however many lines it takes, and Enter opens it") {
    std::string words = "first";
    for (int i = 0; i < 15; ++i) words += " and so on";
    NotesRig rig("[" + words + "](https://one.example) [second](https://two.example)");
    const auto* const first = rig.link(words);
    REQUIRE(first);
    const auto stops = std::ranges::count_if(rig.tree.items, [](const auto& item) { return item.value.starts_with("https://"); });
    CHECK(stops == 2);
    rig.shell->attend(*first, Shell::Attention::focus);
    rig.settle();

    rig.key(ImGuiKey_Enter);
    rig.key(ImGuiKey_Tab);
    rig.key(ImGuiKey_Enter);

    CHECK(rig.calls.links == std::vector<std::string>{"https://one.example", "https://two.example"});
}

TEST_CASE("each line of a link that wraps is under the pointer") {
    std::string words = "first";
    for (int i = 0; i < 15; ++i) words += " and so on";
    NotesRig rig("[" + words + "](https://one.example)");
    const auto* const link = rig.link(words);
    REQUIRE(link);

    for (const float line : {0.0F, 20.0F, 40.0F}) rig.click(link->rect.x + 10, link->rect.y + 10 + line);

    CHECK(rig.calls.links.size() == 3);
}

TEST_CASE("a link that reads as another address than it opens is asked about") {
    NotesRig rig("[https://bank.example](https://evil.example/login) and [mail](mailto:ada@example.com)");
    rig.click({.label = "https://bank.example", .role = ItemRole::link});
    rig.settle();
    CHECK(rig.shell->modal_open());
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK(rig.calls.links.empty());

    rig.click({.label = "https://bank.example", .role = ItemRole::link});
    rig.click({.label = "Open", .exact = true, .role = ItemRole::button});
    CHECK(rig.calls.links == std::vector<std::string>{"https://evil.example/login"});
    rig.click({.label = "mail", .exact = true, .role = ItemRole::link});
    CHECK(rig.calls.links.back() == "mailto:ada@example.com");
}

TEST_CASE("what may not be opened is text that takes no press") {
    NotesRig rig("[press me](javascript:alert(1)) [or me](file:///etc/passwd)");
    CHECK(rig.link("press me") == nullptr);
    CHECK(rig.link("or me") == nullptr);
    CHECK(rig.reads("press"));
}

// Notes in Markdown become blocks of runs, and the links in them can be pressed.
#include "window_rig.hpp"
#include "wire/calls/data.hpp"

#include "ui/markdown.hpp"
#include "ui/markdown_table.hpp"

#include <algorithm>
#include <cmath>
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

TEST_CASE("a table is read with its columns' sides, its titles first, each row as wide as those") {
    using Side = MarkdownTable::Side;
    const auto blocks = parse_markdown("Before\n\n| Name | *Left* | Mid | Right |\n|---|:--|:-:|--:|\n"
                                       "| a | **b** | `c | d` | [e](https://e.example) |\n| only one |\n"
                                       "| 1 | two<br>lines | `<br>` | 4 | 5 |\n\nAfter");
    REQUIRE(blocks.size() == 3);
    CHECK(blocks[0].runs[0].text == "Before");
    CHECK(blocks[2].runs[0].text == "After");
    const auto& block = blocks[1];
    CHECK(block.kind == Kind::table);
    CHECK(block.runs.empty());
    CHECK(block.table.columns == std::vector{Side::left, Side::left, Side::center, Side::right});
    const auto& rows = block.table.rows;
    REQUIRE(rows.size() == 4);
    for (const auto& row : rows) CHECK(row.size() == 4);
    CHECK(rows[0][0][0].text == "Name");
    CHECK(rows[0][1][0].emphasis);
    CHECK(rows[1][1][0].strong);
    CHECK(rows[1][3].size() == 1); // the blank bar within code ended a cell, as in other readers of Markdown
    CHECK(rows[2][0][0].text == "only one");
    CHECK(rows[2][3].empty());
    CHECK(rows[3][1][0].text == "two\nlines");
    CHECK(rows[3][2][0].text == "<br>");
}

TEST_CASE("while a table is being written, what there is of it is shown") {
    const std::string whole = "| a | b |\n|---|---|\n| 1 | 2 |\n";
    for (std::size_t end = 1; end <= whole.size(); ++end) {
        const auto blocks = parse_markdown(whole.substr(0, end));
        REQUIRE(blocks.size() == 1);
        CHECK((blocks[0].kind == Kind::table || !blocks[0].runs.empty()));
    }
    CHECK(parse_markdown(whole)[0].table.rows.size() == 2);
}

TEST_CASE("tables that try to be endless are bounded") {
    std::string wide = "|", line = "|", tall = "|a|b|\n|---|---|\n";
    for (int i = 0; i < 100; ++i) wide += "x|", line += "---|";
    for (int i = 0; i < 20'000; ++i) tall += "|1|2|\n";
    const auto columns = parse_markdown(wide + "\n" + line + "\n" + wide + "\n\nafter");
    REQUIRE(columns.size() == 2);
    REQUIRE(columns[0].kind == Kind::table);
    CHECK(columns[0].table.columns.size() == 32);
    CHECK(columns[0].table.rows[1].size() == 32);
    CHECK(columns[1].runs[0].text == "after");
    const auto rows = parse_markdown(tall + "\nafter");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].table.rows.size() == 5'000);
    CHECK(rows[1].runs[0].text == "after");
}

TEST_CASE("columns get what they want, less in proportion, never less than their words, or do not stand side by side") {
    const std::vector<FlowWidths> wanted{{100, 40}, {300, 60}, {50, 50}};
    CHECK(table_columns(wanted, 500) == std::vector<float>{100, 300, 50});
    CHECK(table_columns(wanted, 450) == std::vector<float>{100, 300, 50});
    const auto narrow = table_columns(wanted, 300);
    REQUIRE(narrow.size() == 3);
    CHECK(narrow[0] + narrow[1] + narrow[2] <= 300);
    CHECK(narrow[0] + narrow[1] + narrow[2] > 297);
    CHECK(narrow[0] > 40);
    CHECK(narrow[1] > 150);
    CHECK(narrow[2] == 50);
    CHECK(table_columns(wanted, 150) == std::vector<float>{40, 60, 50});
    CHECK(table_columns(wanted, 149).empty());
    CHECK(table_columns({}, 10).empty());
}

TEST_CASE("a table's columns stand at their sides, and a link in it is pressed") {
    NotesRig rig("| Left | Right |\n|---|---:|\n| a | 77,7 |\n| wide words | 77,7000 |\n| [site](https://a.example) | 5 |");
    const auto place = [&](std::string_view label) {
        rig.tree = rig.shell->items();
        const auto found = std::ranges::find(rig.tree.items, label, &TreeItem::label);
        REQUIRE(found != rig.tree.items.end());
        return found->rect;
    };
    const auto narrow = place("77,7"), wide = place("77,7000"), words = place("wide");
    CHECK(std::abs(place("a").x - words.x) < 1);
    CHECK(narrow.x > wide.x + 10);
    CHECK(std::abs((narrow.x + narrow.width) - (wide.x + wide.width)) < 3);
    CHECK(place("Left").y < place("a").y);
    rig.click({.label = "site", .role = ItemRole::link});
    CHECK(rig.calls.links == std::vector<std::string>{"https://a.example"});
}

TEST_CASE("a table that is too wide for its place has its rows below each other, with every title") {
    NotesRig rig("| Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday |\n|---|---|---|---|---|---|---|\n"
                 "| breakfast | conversation | administration | interruptions | satisfaction | recreation | preparation |");
    rig.tree = rig.shell->items();
    const auto find = [&](std::string_view label) {
        const auto found = std::ranges::find(rig.tree.items, label, &TreeItem::label);
        REQUIRE(found != rig.tree.items.end());
        return found->rect;
    };
    CHECK(find("Monday").y < find("Sunday").y);
    CHECK(find("preparation").x > find("Sunday").x + find("Sunday").width);
    CHECK(std::abs(find("preparation").y - find("Sunday").y) < 8);
    CHECK(find("breakfast").x == find("preparation").x);
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

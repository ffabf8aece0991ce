// Notes and answers in Markdown: read into blocks of runs (md4c, CommonMark with strikethrough, task lists and tables; raw HTML is shown as
// text), and drawn with the window's type. Nothing is loaded from anywhere: an image is its description. Links, written out or bare, can be pressed; what may not
// be opened (links.hpp) is text.
#pragma once

#include "ui/paint.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace asista::ui {

struct MarkdownRun {
    std::string text;
    bool strong = false, emphasis = false, code = false, struck = false;
    std::string link; // openable_address(); empty: none
    friend bool operator==(const MarkdownRun&, const MarkdownRun&) = default;
};
struct MarkdownTable {
    enum class Side { left, center, right };
    using Cell = std::vector<MarkdownRun>;
    std::vector<Side> columns;           // where their words stand
    std::vector<std::vector<Cell>> rows; // the first has the titles; a cell for each column
};
struct MarkdownBlock {
    enum class Kind { paragraph, heading, code, rule, table } kind = Kind::paragraph;
    int indent = 0;     // levels of lists and quotes around it
    bool quote = false; // within a quotation
    std::string marker; // "•", "2.", "[ ]", "[x]" before the first block of a list item
    std::vector<MarkdownRun> runs;
    MarkdownTable table = {};
};
// Pure. Blocks beyond 2,000, levels beyond 8, a table's columns beyond 32 and cells beyond 10,000 of all tables are left out.
std::vector<MarkdownBlock> parse_markdown(std::string_view text);

// Draws from the top left of `box`, wrapped to its width; returns the height. With `draw` false only that. [main]
enum class Pass : bool { measure, draw };
// copy_code: blocks of code have a button that copies them.
struct MarkdownLook {
    bool copy_code = false;
};
float draw_markdown(Ui& ui, Box box, const std::vector<MarkdownBlock>& blocks, Pass pass = Pass::draw,
                    const MarkdownLook& look = {});

} // namespace asista::ui

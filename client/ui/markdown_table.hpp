// Tables of Markdown. For markdown*.cpp and their tests.
#pragma once

#include "ui/markdown.hpp"
#include "ui/markdown_flow.hpp"

#include <vector>

namespace asista::ui {

// How wide each column is when all of them together may have `room`: what it wants where there is enough, else the more the more it wants,
// but never less than its widest word. Empty: not even the words fit beside each other. Pure.
std::vector<float> table_columns(const std::vector<FlowWidths>& wanted, float room);

// Columns that share the box's width, or where that is too narrow one row below the other, each value beside its column's title. Returns
// the height. [main]
float draw_table(Ui& ui, Box box, const MarkdownBlock& block, Pass pass, const MarkdownLook& look);

} // namespace asista::ui

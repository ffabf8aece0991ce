#include "ui/markdown.hpp"

#include "ui/links.hpp"
#include "ui/markdown_flow.hpp"
#include "ui/markdown_table.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/buttons.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <md4c.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asista::ui {
namespace {

constexpr std::size_t most_blocks = 2'000;
constexpr int deepest = 8;
constexpr std::size_t most_columns = 32, most_cells = 10'000;

// In a cell this is the only way to a second line.
void break_lines(std::vector<MarkdownRun>& runs) {
    for (auto& run : runs)
        for (const std::string_view tag : {"<br>", "<br/>", "<br />"})
            for (auto at = run.text.find(tag); !run.code && at != std::string::npos; at = run.text.find(tag, at + 1))
                run.text.replace(at, tag.size(), "\n");
}

struct Reader {
    std::vector<MarkdownBlock> blocks;
    struct List {
        bool ordered = false;
        unsigned number = 1;
    };
    std::vector<List> lists;
    int quotes = 0;
    std::string marker; // for the next block that begins
    MarkdownRun style;
    int strong = 0, emphasis = 0, code = 0, struck = 0;
    std::vector<std::string> links;
    bool open = false;     // text belongs to the last block
    bool in_cell = false;  // of the last block, a table
    std::size_t cells = 0; // of all tables

    void begin(MarkdownBlock::Kind kind) {
        open = blocks.size() < most_blocks;
        if (!open) return;
        MarkdownBlock block;
        block.kind = kind;
        block.indent = std::min(static_cast<int>(lists.size()) + quotes, deepest);
        block.quote = quotes > 0;
        block.marker = std::exchange(marker, {});
        blocks.push_back(std::move(block));
    }
    void begin_table(std::size_t columns) {
        begin(MarkdownBlock::Kind::table);
        if (open) blocks.back().table.columns.resize(std::min(columns, most_columns));
    }
    void begin_row() {
        if (open && cells < most_cells) blocks.back().table.rows.emplace_back();
    }
    void begin_cell(MD_ALIGN align) {
        in_cell = false;
        if (!open || blocks.back().table.rows.empty()) return;
        auto& table = blocks.back().table;
        auto& row = table.rows.back();
        if (cells >= most_cells || row.size() >= table.columns.size()) return;
        using Side = MarkdownTable::Side;
        table.columns[row.size()] = align == MD_ALIGN_CENTER ? Side::center : align == MD_ALIGN_RIGHT ? Side::right : Side::left;
        row.emplace_back();
        ++cells;
        in_cell = true;
    }
    void end_cell() {
        if (in_cell) break_lines(blocks.back().table.rows.back().back());
        in_cell = false;
    }
    void end_table() {
        if (!open) return;
        auto& table = blocks.back().table;
        for (auto& row : table.rows) row.resize(table.columns.size());
    }
    void add(std::string_view text) {
        if (!in_cell && open && blocks.back().kind == MarkdownBlock::Kind::table) return; // of a cell that is left out
        if (!open && blocks.size() < most_blocks) begin(MarkdownBlock::Kind::paragraph);  // the text of a tight list item
        if (!open) return;
        MarkdownRun run{std::string{text}, strong > 0, emphasis > 0,
                        code > 0,          struck > 0, links.empty() ? std::string{} : links.back()};
        auto& runs = in_cell ? blocks.back().table.rows.back().back() : blocks.back().runs;
        if (!runs.empty() && runs.back().strong == run.strong && runs.back().emphasis == run.emphasis &&
            runs.back().code == run.code && runs.back().struck == run.struck && runs.back().link == run.link)
            runs.back().text += run.text;
        else
            runs.push_back(std::move(run));
    }
};

Reader& reader(void* user) { return *static_cast<Reader*>(user); }

int enter_block(MD_BLOCKTYPE type, void* detail, void* user) {
    Reader& r = reader(user);
    switch (type) {
    case MD_BLOCK_QUOTE: ++r.quotes; break;
    case MD_BLOCK_UL: r.lists.push_back({}); break;
    case MD_BLOCK_OL: r.lists.push_back({true, static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start}); break;
    case MD_BLOCK_LI: {
        const auto* const item = static_cast<MD_BLOCK_LI_DETAIL*>(detail);
        r.open = false;
        if (item->is_task)
            r.marker = item->task_mark == ' ' ? "[ ]" : "[x]";
        else if (!r.lists.empty() && r.lists.back().ordered)
            r.marker = fmt::format("{}.", r.lists.back().number++);
        else
            r.marker = "\xE2\x80\xA2";
        break;
    }
    case MD_BLOCK_HR:
        r.begin(MarkdownBlock::Kind::rule);
        r.open = false;
        break;
    case MD_BLOCK_H: r.begin(MarkdownBlock::Kind::heading); break;
    case MD_BLOCK_CODE: r.begin(MarkdownBlock::Kind::code); break;
    case MD_BLOCK_TABLE: r.begin_table(static_cast<MD_BLOCK_TABLE_DETAIL*>(detail)->col_count); break;
    case MD_BLOCK_TR: r.begin_row(); break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: r.begin_cell(static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align); break;
    case MD_BLOCK_HTML:
    case MD_BLOCK_P: r.begin(MarkdownBlock::Kind::paragraph); break;
    default: break;
    }
    return 0;
}

int leave_block(MD_BLOCKTYPE type, void*, void* user) {
    Reader& r = reader(user);
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) r.end_cell();
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD || type == MD_BLOCK_TR || type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY)
        return 0; // the table goes on
    if (type == MD_BLOCK_TABLE) r.end_table();
    if (type == MD_BLOCK_QUOTE) --r.quotes;
    if ((type == MD_BLOCK_UL || type == MD_BLOCK_OL) && !r.lists.empty()) r.lists.pop_back();
    r.open = false;
    return 0;
}

// "&amp;" is how CommonMark writes the "&" that addresses are full of; what else is named that way belongs into none.
std::string written_out(const MD_ATTRIBUTE& attribute) {
    std::string text;
    for (int i = 0; attribute.text && attribute.substr_offsets[i] < attribute.size; ++i) {
        const auto from = attribute.substr_offsets[i], to = attribute.substr_offsets[i + 1];
        const std::string_view part(attribute.text + from, to - from);
        text += attribute.substr_types[i] == MD_TEXT_ENTITY && part == "&amp;" ? std::string_view{"&"} : part;
    }
    return text;
}

int turn_span(MD_SPANTYPE type, void* detail, void* user, int by) {
    Reader& r = reader(user);
    switch (type) {
    case MD_SPAN_STRONG: r.strong += by; break;
    case MD_SPAN_EM: r.emphasis += by; break;
    case MD_SPAN_CODE: r.code += by; break;
    case MD_SPAN_DEL: r.struck += by; break;
    case MD_SPAN_A:
        if (by > 0) {
            r.links.push_back(openable_address(written_out(static_cast<MD_SPAN_A_DETAIL*>(detail)->href)).value_or(""));
        } else if (!r.links.empty()) {
            r.links.pop_back();
        }
        break;
    default: break;
    }
    return 0;
}
int enter_span(MD_SPANTYPE type, void* detail, void* user) { return turn_span(type, detail, user, 1); }
int leave_span(MD_SPANTYPE type, void* detail, void* user) { return turn_span(type, detail, user, -1); }

int take_text(MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) {
    Reader& r = reader(user);
    switch (type) {
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR: r.add("\n"); break; // people mean the line breaks in their notes
    case MD_TEXT_NULLCHAR: break;
    default: r.add({text, size}); break;
    }
    return 0;
}

// What is in it, without the last line break.
std::string code_of(const MarkdownBlock& block) {
    std::string text;
    for (const auto& run : block.runs) text += run.text;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

void draw_code(Ui& ui, Box box, const std::string& text, const MarkdownLook& look) {
    fill(ui, box, look.copy_code ? ui.colors().panel : ui.colors().well, size::radius);
    Box inner = box.inset(ui.px(10), ui.px(look.copy_code ? 10 : 8));
    if (look.copy_code) { // straight on the page, which has the well's colour
        outline(ui, box, ui.colors().line, size::radius);
        const Box copy = inner.cut_right(ui.px(24));
        if (icon_button(ui, "copy code", {copy.x, box.y + ui.px(5), ui.px(24), ui.px(24)}, "copy", ui.colors().faint,
                        "Copy this code")) {
            ImGui::SetClipboardText(text.c_str());
            Toast toast;
            toast.title = "Code copied";
            toast.icon = "copy";
            ui.toasts.replace(std::move(toast));
        }
        inner.cut_right(ui.px(6));
    }
    draw_paragraph(ui, inner, Role::mono, ui.colors().text, text);
}

float draw_block(Ui& ui, Box box, const MarkdownBlock& block, Pass pass, const MarkdownLook& look) {
    const Colors& c = ui.colors();
    if (block.kind == MarkdownBlock::Kind::rule) {
        if (pass == Pass::draw) horizontal_line(ui, box.x, box.y + ui.px(6), box.w, c.line);
        return ui.px(13);
    }
    if (block.kind == MarkdownBlock::Kind::code) {
        const auto text = code_of(block);
        const float room = box.w - ui.px(20) - (look.copy_code ? ui.px(30) : 0);
        const float height = paragraph_height(ui, room, Role::mono, text) + ui.px(look.copy_code ? 20 : 16);
        if (pass == Pass::draw) draw_code(ui, {box.x, box.y, box.w, height}, text, look);
        return height;
    }
    if (block.kind == MarkdownBlock::Kind::table) return draw_table(ui, box, block, pass, look);
    const bool heading = block.kind == MarkdownBlock::Kind::heading;
    Flow flow(ui, box, pass, block.quote ? c.dim : c.text, {.role = heading ? Role::strong : Role::body});
    flow.add(block.runs);
    flow.draw_links(0);
    return flow.height();
}

} // namespace

std::vector<MarkdownBlock> parse_markdown(std::string_view text) {
    MD_PARSER parser{};
    parser.flags = MD_FLAG_STRIKETHROUGH | MD_FLAG_TABLES | MD_FLAG_TASKLISTS | MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEAUTOLINKS;
    parser.enter_block = enter_block;
    parser.leave_block = leave_block;
    parser.enter_span = enter_span;
    parser.leave_span = leave_span;
    parser.text = take_text;
    Reader r;
    md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &r);
    return std::move(r.blocks);
}

float draw_markdown(Ui& ui, Box box, const std::vector<MarkdownBlock>& blocks, Pass pass, const MarkdownLook& look) {
    const float top = box.y;
    bool item = false;
    int index = 0;
    for (const auto& block : blocks) {
        const bool tight = !block.marker.empty() && item; // items of a list stand closer than paragraphs
        if (box.y > top) box.y += ui.px(tight ? 2 : 8);
        item = !block.marker.empty();
        const float indent = static_cast<float>(block.indent) * ui.px(18);
        Box inner{box.x + indent, box.y, std::max(box.w - indent, ui.px(40)), box.h};
        ImGui::PushID(index++);
        const float height = draw_block(ui, inner, block, pass, look);
        ImGui::PopID();
        if (pass == Pass::draw && block.quote) fill(ui, {inner.x - ui.px(12), inner.y, ui.px(3), height}, ui.colors().line, 1.5F);
        if (pass == Pass::draw && !block.marker.empty()) {
            const bool ticked = block.marker == "[x]";
            const Box place{inner.x - ui.px(20), inner.y, ui.px(16), leading(ui, Role::body)};
            if (block.marker.front() == '[')
                draw_icon(ui, place, ticked ? "check-square" : "square", ticked ? ui.colors().accent : ui.colors().dim, 15);
            else
                draw_text(ui, place, Role::body, ui.colors().dim, block.marker, Align::right);
        }
        box.y += height;
    }
    return box.y - top;
}

} // namespace asista::ui

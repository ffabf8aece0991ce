#include "ui/markdown_table.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asista::ui {
namespace {

constexpr float pad_x = 10, pad_y = 6;
constexpr float widest_word = 180;   // logical; longer ones are broken rather than the table
constexpr float title_share = 0.42F; // of a row's width, at most, where rows stand below each other

const FlowLook title_look{.role = Role::small_medium, .strong = Role::small_medium, .breaks_words = true};

FlowLook look_of(const MarkdownTable& table, std::size_t column, bool title) {
    FlowLook look = title ? title_look : FlowLook{.breaks_words = true};
    switch (table.columns[column]) {
    case MarkdownTable::Side::left: look.align = Align::left; break;
    case MarkdownTable::Side::center: look.align = Align::center; break;
    case MarkdownTable::Side::right: look.align = Align::right; break;
    }
    return look;
}

// A pixel more, so that what was added up word by word still fits.
std::vector<FlowWidths> wanted_by(const Ui& ui, const MarkdownTable& table) {
    std::vector<FlowWidths> wanted(table.columns.size());
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        for (std::size_t i = 0; i < table.rows[row].size(); ++i) {
            const auto cell = widths_of(ui, table.rows[row][i], look_of(table, i, row == 0));
            wanted[i].whole = std::max(wanted[i].whole, std::ceil(cell.whole) + 1);
            wanted[i].word = std::max(wanted[i].word, std::min(std::ceil(cell.word) + 1, ui.px(widest_word)));
        }
    return wanted;
}

// One table being drawn or measured.
struct TableDrawing {
    Ui& ui;
    const MarkdownTable& table;
    Pass pass;
    Color color; // of its words
    std::size_t links = 0;

    float cell(Box box, std::size_t row, std::size_t column, Pass as, FlowLook look) {
        Flow flow(ui, box, as, row == 0 ? ui.colors().dim : color, look);
        flow.add(table.rows[row][column]);
        if (as == Pass::draw) {
            flow.draw_links(links);
            links += flow.link_count();
        }
        return flow.height();
    }

    void draw_ground(Box box, Box title, bool on_page) const {
        if (on_page) fill(ui, box, ui.colors().panel, size::radius);
        if (title.h <= 0) return;
        fill(ui, title, ui.colors().well, size::radius);
        fill(ui, title.cut_bottom(ui.px(size::radius)), ui.colors().well); // round above alone
    }

    float row_height(const std::vector<float>& columns, std::size_t row) {
        float height = leading(ui, look_of(table, 0, row == 0).role);
        for (std::size_t i = 0; i < table.rows[row].size(); ++i)
            height = std::max(height, cell({0, 0, columns[i], 0}, row, i, Pass::measure, look_of(table, i, row == 0)));
        return height + 2 * ui.px(pad_y);
    }

    float side_by_side(Box box, const std::vector<float>& columns, bool on_page) {
        std::vector<float> heights;
        for (std::size_t row = 0; row < table.rows.size(); ++row) heights.push_back(row_height(columns, row));
        box.w = std::accumulate(columns.begin(), columns.end(), 2 * ui.px(pad_x) * static_cast<float>(columns.size()));
        box.h = std::accumulate(heights.begin(), heights.end(), 0.0F);
        if (pass == Pass::measure) return box.h;
        draw_ground(box, {box.x, box.y, box.w, heights.front()}, on_page);
        float y = box.y;
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            if (row > 0) horizontal_line(ui, box.x, y, box.w, ui.colors().line);
            float x = box.x;
            for (std::size_t i = 0; i < table.rows[row].size(); ++i) {
                cell({x + ui.px(pad_x), y + ui.px(pad_y), columns[i], heights[row]}, row, i, Pass::draw,
                     look_of(table, i, row == 0));
                x += columns[i] + 2 * ui.px(pad_x);
            }
            y += heights[row];
        }
        outline(ui, box, ui.colors().line, size::radius);
        return box.h;
    }

    // Each value beside its column's title; what is empty is left out.
    float below_each_other(Box box, const std::vector<FlowWidths>& wanted, bool on_page, Pass as) {
        float title = 0;
        for (std::size_t i = 0; i < table.rows.front().size(); ++i)
            title = std::max(title, widths_of(ui, table.rows.front()[i], title_look).whole);
        const float inner = std::max(box.w - 2 * ui.px(pad_x), 1.0F), gap = ui.px(12);
        title = wanted.empty() ? 0 : std::min(std::ceil(title) + 1, std::floor(inner * title_share));
        if (as == Pass::draw) {
            box.h = below_each_other(box, wanted, on_page, Pass::measure);
            draw_ground(box, {}, on_page);
            outline(ui, box, ui.colors().line, size::radius);
        }
        float y = box.y;
        for (std::size_t row = 1; row < table.rows.size(); ++row) {
            if (row > 1 && as == Pass::draw) horizontal_line(ui, box.x, y, box.w, ui.colors().line);
            y += ui.px(pad_y);
            for (std::size_t i = 0; i < table.rows[row].size(); ++i) {
                if (table.rows[row][i].empty()) continue;
                const Box left{box.x + ui.px(pad_x), y + ui.px(2), title, 0};
                const Box right{left.x + title + gap, y, std::max(inner - title - gap, 1.0F), 0};
                const float height = cell(left, 0, i, as, title_look);
                y += std::max(height, cell(right, row, i, as, {.breaks_words = true})) + ui.px(2);
            }
            y += ui.px(pad_y - 2);
        }
        return y - box.y;
    }
};

} // namespace

std::vector<float> table_columns(const std::vector<FlowWidths>& wanted, float room) {
    float whole = 0, least = 0;
    std::vector<float> columns;
    for (const auto& each : wanted) {
        columns.push_back(each.whole);
        whole += each.whole;
        least += std::min(each.word, each.whole);
    }
    if (whole <= room) return columns;
    if (least > room) return {};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const float word = std::min(wanted[i].word, wanted[i].whole);
        columns[i] = std::floor(word + (wanted[i].whole - word) * (room - least) / (whole - least));
    }
    return columns;
}

float draw_table(Ui& ui, Box box, const MarkdownBlock& block, Pass pass, const MarkdownLook& look) {
    const MarkdownTable& table = block.table;
    if (table.rows.empty() || table.columns.empty()) return 0;
    TableDrawing drawing{ui, table, pass, block.quote ? ui.colors().dim : ui.colors().text};
    const auto wanted = wanted_by(ui, table);
    const auto columns = table_columns(wanted, box.w - 2 * ui.px(pad_x) * static_cast<float>(wanted.size()));
    if (columns.empty() && table.rows.size() > 1) return drawing.below_each_other(box, wanted, look.copy_code, pass);
    if (!columns.empty()) return drawing.side_by_side(box, columns, look.copy_code);
    // Nothing but titles, and those are too wide: each as narrow as it may be.
    std::vector<float> even(wanted.size(),
                            std::max(std::floor(box.w / static_cast<float>(wanted.size())) - 2 * ui.px(pad_x), 1.0F));
    return drawing.side_by_side(box, even, look.copy_code);
}

} // namespace asista::ui

#include "ui/pages/developer.hpp"
#include "ui/words.hpp"
#include "wire/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace asista::ui {
namespace {

constexpr float line_rows = 24;
constexpr std::size_t most_lines = 12; // of each kind; the rest is a number
constexpr std::array shares{0.36F, 0.25F, 0.13F, 0.13F, 0.13F};

Drawing drawing_of(const Ui& ui, const PluginView& plugin) {
    return plugin.instance != 0 ? ui.surfaces.drawing(plugin.instance) : Drawing{};
}

// A panel by its title, what the host made by what it is.
std::string name_of(const Ui& ui, const PluginView& plugin, const DrawnSurface& surface) {
    for (const auto& widget : ui.snapshot.widgets)
        if (widget.plugin == plugin.id && widget.widget.surface == surface.id) return widget.widget.title;
    for (const auto& page : ui.snapshot.pages)
        if (page.plugin == plugin.id && page.page.surface == surface.id) return page.page.title;
    return surface.kind;
}

template <class Line> void add_rest(std::vector<Line>& lines, std::size_t all) {
    if (all > most_lines) lines.push_back({fmt::format("and {} more", all - most_lines)});
}

} // namespace

DrawingCard::DrawingCard(const Ui& ui, const PluginView& plugin) : plugin_(plugin) {
    static_assert(std::tuple_size_v<Line> == shares.size());
    const Drawing drawing = drawing_of(ui, plugin);
    if (!drawing.surfaces.empty()) lines_.push_back({"Surface", "Pixels", "Lists", "Commands", "Vertices"});
    for (std::size_t i = 0; i < std::min(drawing.surfaces.size(), most_lines); ++i) {
        const auto& s = drawing.surfaces[i];
        lines_.push_back({name_of(ui, plugin, s),
                          fmt::format("{:.0f} x {:.0f}", static_cast<double>(s.width), static_cast<double>(s.height)),
                          words::thousands(s.lists), words::thousands(s.commands), words::thousands(s.vertices)});
    }
    add_rest(lines_, drawing.surfaces.size());
    for (std::size_t i = 0; i < std::min(drawing.textures.size(), most_lines); ++i) {
        const auto& t = drawing.textures[i];
        lines_.push_back({fmt::format("texture {}", t.id),
                          fmt::format("{} x {}", t.width, t.height),
                          {},
                          {},
                          words::byte_size(std::uint64_t{4} * t.width * t.height)});
    }
    add_rest(lines_, drawing.textures.size());
}

float DrawingCard::height(const Ui& ui) const {
    return lines_.empty() ? 0 : card_height(ui, ui.px(line_rows) * static_cast<float>(lines_.size()));
}

void DrawingCard::draw(Ui& ui, Box box) const {
    const Colors& c = ui.colors();
    const FrameFigures figures = ui.surfaces.figures(plugin_.instance);
    const std::string note =
        fmt::format("paints {:.2f} times what is seen, {:.0f} are allowed", static_cast<double>(figures.painted_factor),
                    static_cast<double>(frame::max_area_factor));
    Box body = draw_card(ui, box, {.icon = "polygon", .title = "Drawing", .note = note}).body;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        Box row = body.cut_top(ui.px(line_rows));
        const bool head = lines_[i][0] == "Surface" && i == 0;
        const float whole = row.w;
        for (std::size_t column = 0; column < shares.size(); ++column) {
            const Box cell = row.cut_left(column + 1 == shares.size() ? row.w : std::round(whole * shares[column]));
            draw_text(ui, cell, head ? Role::small : Role::mono,
                      head          ? c.faint
                      : column == 0 ? c.text
                                    : c.dim,
                      lines_[i][column], column == 0 ? Align::left : Align::right);
        }
    }
}

} // namespace asista::ui

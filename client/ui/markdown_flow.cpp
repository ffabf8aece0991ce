#include "ui/markdown_flow.hpp"

#include "ui/links.hpp"
#include "ui/widgets/press.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {

// Takes a word, a blank or a line break off the front.
std::string_view take_piece(std::string_view& rest) {
    const bool alone = rest.front() == ' ' || rest.front() == '\n';
    const auto end = alone ? 1 : std::min(rest.find_first_of(" \n"), rest.size());
    const auto piece = rest.substr(0, end);
    rest.remove_prefix(end);
    return piece;
}

// As many characters of a word as fit, at least one.
std::size_t fitting(const Ui& ui, Role role, std::string_view text, float room) {
    std::size_t end = 0;
    while (end < text.size()) {
        auto next = end + 1;
        while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
        if (end > 0 && text_width(ui, role, text.substr(0, next)) > room) break;
        end = next;
    }
    return end;
}

// Straight away where the words say as much as the address does. Notes may come from a plugin or an import, so one that reads as an address
// and leads elsewhere is asked about.
void open_link(Ui& ui, const PlacedLink& link) {
    const std::string address{link.address};
    if (!reads_as_another_host(link.text, address)) return ui.calls.open_link(address);
    ui.navigator.ask("Open this link?", fmt::format("It says \"{}\", but leads to\n{}", items::plain(link.text), address), "Open",
                     [calls = &ui.calls, address](bool yes) {
                         if (yes) calls->open_link(address);
                     });
}

// A link is one stop of the keyboard, and under the pointer in each of its lines.
void draw_link(Ui& ui, const PlacedLink& link, std::size_t index) {
    const auto under_pointer = std::ranges::find_if(link.places, [](Box place) { return pointed_at(place); });
    const Box pressed = under_pointer == link.places.end() ? link.places.front() : *under_pointer;
    const Press state = press(ui, fmt::format("link {}", index), pressed);
    describe(ui, state, {.role = ItemRole::link, .label = link.text, .value = link.address});
    tooltip(ui, link.address);
    for (const Box& place : link.places) {
        if (state.hovered || state.focused)
            horizontal_line(ui, place.x, std::round(place.middle_y() + ui.px(7)), place.w, ui.colors().accent);
        finish_press(ui, state, place, 3);
    }
    if (state.pressed) open_link(ui, link);
}

} // namespace

Role role_of(const MarkdownRun& run, const FlowLook& look) {
    if (run.code) return Role::mono;
    if (run.strong) return look.strong;
    return run.emphasis && look.role == Role::body ? Role::body_medium : look.role;
}

FlowWidths widths_of(const Ui& ui, const std::vector<MarkdownRun>& runs, const FlowLook& look) {
    FlowWidths widths;
    float line = 0;
    for (const auto& run : runs) {
        const Role role = role_of(run, look);
        for (std::string_view rest = run.text; !rest.empty();) {
            const auto piece = take_piece(rest);
            const float width = piece == "\n" ? 0 : text_width(ui, role, piece);
            line = piece == "\n" ? 0 : line + width;
            widths.whole = std::max(widths.whole, line);
            if (piece != " ") widths.word = std::max(widths.word, width);
        }
    }
    return widths;
}

Flow::Flow(Ui& ui, Box box, Pass pass, Color color, const FlowLook& look)
    : ui_(ui), box_(box), pass_(pass), color_(color), look_(look), step_(leading(ui, look.role)) {}

void Flow::add(const std::vector<MarkdownRun>& runs) {
    for (const auto& run : runs)
        for (std::string_view rest = run.text; !rest.empty();) {
            const auto piece = take_piece(rest);
            if (piece == "\n")
                line_break();
            else
                word(piece, run);
        }
    if (x_ > 0) line_break();
}

void Flow::word(std::string_view text, const MarkdownRun& run) {
    const Role role = role_of(run, look_);
    float width = text_width(ui_, role, text);
    if (x_ > 0 && x_ + width > box_.w) line_break();
    if (x_ == 0 && text == " ") return;
    while (look_.breaks_words && width > box_.w) {
        const auto end = fitting(ui_, role, text, box_.w);
        if (end == text.size()) break;
        const auto part = text.substr(0, end);
        put(part, run, role, text_width(ui_, role, part));
        line_break();
        text.remove_prefix(end);
        width = text_width(ui_, role, text);
    }
    put(text, run, role, width);
}

void Flow::put(std::string_view text, const MarkdownRun& run, Role role, float width) {
    if (pass_ == Pass::draw) line_.push_back({text, &run, role, x_, width});
    x_ += std::min(width, box_.w);
}

void Flow::line_break() {
    while (!line_.empty() && line_.back().text == " " && line_.back().run->link.empty() && !line_.back().run->code) {
        x_ = line_.back().x;
        line_.pop_back();
    }
    const float room = std::max(box_.w - x_, 0.0F);
    const float shift = look_.align == Align::left ? 0 : std::floor(look_.align == Align::right ? room : room / 2);
    for (const auto& each : line_) draw(each, shift);
    line_.clear();
    x_ = 0;
    y_ += step_;
}

void Flow::draw(const Word& word, float shift) {
    const MarkdownRun& run = *word.run;
    const float seen = std::min(word.width, box_.w - word.x);
    const Box place{box_.x + word.x + shift, box_.y + y_, seen + 1, step_};
    if (run.code) fill(ui_, {place.x, place.y + ui_.px(2), word.width, step_ - ui_.px(4)}, ui_.colors().well, 3);
    draw_text(ui_, place, word.role, run.link.empty() ? color_ : ui_.colors().accent, word.text);
    if (run.struck) horizontal_line(ui_, place.x, place.middle_y() + ui_.px(1), place.w, color_);
    if (!run.link.empty()) place_link(run, word.text, {place.x, place.y, seen, step_});
    in_link_ = !run.link.empty();
}

void Flow::place_link(const MarkdownRun& run, std::string_view text, Box place) {
    if (!in_link_ || links_.back().address != run.link) links_.push_back({{}, run.link, {}});
    PlacedLink& link = links_.back();
    // The blank at a line's end was not drawn.
    if (!link.places.empty() && link.places.back().y != place.y && !link.text.ends_with(' ')) link.text += ' ';
    link.text += text;
    if (!link.places.empty() && link.places.back().y == place.y)
        link.places.back().w = place.right() - link.places.back().x;
    else
        link.places.push_back(place);
}

void Flow::draw_links(std::size_t first_index) const {
    for (std::size_t i = 0; i < links_.size(); ++i) draw_link(ui_, links_[i], first_index + i);
}

} // namespace asista::ui

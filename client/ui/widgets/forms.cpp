#include "ui/widgets/forms.hpp"

#include "ui/motion.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace asista::ui {
namespace {

constexpr float segment_padding = 11;

float segment_width(const Ui& ui, std::string_view label) {
    return text_width(ui, Role::small_medium, label) + 2 * ui.px(segment_padding);
}

} // namespace

float segments_width(const Ui& ui, std::span<const std::string_view> choices) {
    float width = ui.px(4);
    for (const auto label : choices) width += segment_width(ui, label);
    return width;
}

bool segments(Ui& ui, std::string_view id, Box& row, std::span<const std::string_view> choices, std::size_t& index) {
    const Colors& c = ui.colors();
    Box box = row.cut_left(segments_width(ui, choices)).centered_rows(std::min(row.h, ui.px(size::control)));
    row.cut_left(ui.px(size::step2));
    fill(ui, box, c.track, size::radius);
    Box inner = box.inset(ui.px(2));
    bool changed = false;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const Box cell = inner.cut_left(segment_width(ui, choices[i]));
        const std::string name = std::string{id} + "/" + std::string{choices[i]};
        const Press state = press(ui, name, cell);
        const bool on = i == index;
        describe(ui, state, {.role = ItemRole::choice, .label = choices[i], .state = checked_state(on)});
        if (on)
            draw_surface(ui, current_list(), cell, Surface::control, size::radius - 2);
        else
            fill(ui, cell, with_alpha(c.hover, state.warmth), size::radius - 2);
        draw_text(ui, cell, Role::small_medium, on ? c.text : c.dim, choices[i], Align::center);
        finish_press(ui, state, cell, size::radius - 2);
        if (state.pressed && !on) {
            index = i;
            changed = true;
        }
    }
    return changed;
}

bool effort_choice(Ui& ui, std::string_view id, Box& row, Energy& energy) {
    static constexpr std::array<std::string_view, 5> names{"XS", "S", "M", "L", "XL"};
    auto index = static_cast<std::size_t>(energy);
    if (!segments(ui, id, row, names, index)) return false;
    energy = static_cast<Energy>(index);
    return true;
}

bool day_menu(Ui& ui, std::string_view id, Box anchor, std::optional<DayNumber>& day, bool none) {
    if (!begin_menu(ui, id, anchor, {.width = 190})) return false;
    const DayNumber today = ui.today();
    bool changed = false;
    const auto offer = [&](std::string_view label, std::optional<DayNumber> value, std::string_view hint) {
        if (!menu_item(ui, {.label = label, .hint = hint, .ticked = day == value})) return;
        changed = day != value;
        day = value;
    };
    offer("Today", today, {});
    offer("Tomorrow", today + 1, {});
    const DateStyle style = ui.dates();
    for (DayNumber ahead = 2; ahead < 7; ++ahead)
        offer(words::capitalised(words::weekday_name(today + ahead, style)), today + ahead, {});
    offer("In a week", today + 7, words::weekday_short(today + 7, style));
    offer("In two weeks", today + 14, words::weekday_short(today + 14, style));
    offer("In a month", today + 30, {});
    if (none) offer("No date", std::nullopt, {});
    end_menu();
    return changed;
}

std::optional<double> parse_number(std::string_view text) {
    std::string plain;
    for (const char letter : text)
        if (letter != ' ') plain += letter == ',' ? '.' : letter;
    double value = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (plain.empty() || error != std::errc{} || end != plain.data() + plain.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

} // namespace asista::ui

// Cards, page headings, and what a page says when there is nothing to show or something went wrong. [main]
#pragma once

#include "ui/widgets/buttons.hpp"

#include <string>

namespace asista::ui {

// A panel with an icon and a title. `body` is what lies below the header, inside the padding; `actions` is the free end of the header,
// from which icon_action() takes squares.
struct CardParts {
    Box body, actions;
};
struct CardHead {
    std::string_view icon = {}, title = {};
    Color icon_color = 0;       // 0: the accent
    std::string_view note = {}; // small, behind the title
};
CardParts draw_card(Ui& ui, Box box, const CardHead& head, Surface surface = Surface::card);
CardParts card_parts(const Ui& ui, Box box); // the same boxes, nothing drawn
float card_edge(const Ui& ui);               // from a card's outside to what is in it: border and padding
float card_height(const Ui& ui, float body); // of a card with a body of this height
// Icon and title in `row`: what is left of the header's `actions` once those are taken, so that a long title never runs under them.
void draw_card_head(Ui& ui, Box row, const CardHead& head);

// An icon button at the right end of a card's header; the next one goes to its left.
bool icon_action(Ui& ui, Box& actions, std::string_view id, std::string_view icon, Color color, std::string_view hint,
                 Fill fill = Fill::outline);

// A page's title and the line under it, off the top of `area`. `right` is the free end of the heading, for the page's one button.
Box page_heading(Ui& ui, Box& area, std::string_view title, std::string_view line);

// Nothing here yet: says what will be, and offers the one action that fills it. Returns true when its button was pressed.
struct Empty {
    std::string_view icon, title, text, button = {}, button_icon = {};
};
bool empty_state(Ui& ui, std::string_view id, Box box, const Empty& empty);
float empty_state_height(const Ui& ui, float width, const Empty& empty);

// What happened, what was kept, what to do. Off the top of `area`; returns true when its button (if any) was pressed.
bool notice(Ui& ui, std::string_view id, Box& area, NotificationLevel level, std::string_view text, std::string_view button = {});

Color level_color(const Ui& ui, NotificationLevel level);
std::string_view level_icon(NotificationLevel level);

} // namespace asista::ui

// Where dashboard cards go: an ordered list of cards flows into rows of 1, 2 or 3 columns, and the cards of a row share its height.
// Order, width and height are the user's and are kept as JSON; everything else follows from the window's width. Pure. [any]
#pragma once

#include "ui/box.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asista::ui {

struct GridCard {
    std::string key;
    int columns = 1;      // wanted width in columns, 1 to 3; narrower when the grid is
    float height_px = 0;  // wanted height
    bool elastic = false; // its width is not the user's: it may fill what is left of its row
};
struct GridPlace {
    Box box;
    int row = 0, column = 0, columns = 1;
};
struct Grid {
    std::vector<GridPlace> places; // one for each card, in the same order
    float height_px = 0;           // of everything
    int rows = 0;
};

int columns_for(float width_logical);

// Cards keep their order. A card that does not fit beside its forerunner starts a row; what that leaves free goes to the last elastic
// card of the row before. Whole pixels, no card under a pixel wide.
Grid place_cards(std::span<const GridCard> cards, int columns, Box area, float gap_px);

// The place in the order (0 to places.size()) that a card dropped with its centre at x, y should take.
std::size_t drop_index(const Grid& grid, float x, float y);

// What the user changed, kept under the preference "layout.dashboard".
struct CardChoice {
    std::string key;
    int columns = 0;  // 0: as the card wishes
    float height = 0; // logical pixels, 0: as the card wishes
    bool hidden = false;
};
struct DashboardLayout {
    std::vector<CardChoice> cards; // in the user's order

    const CardChoice* find(std::string_view key) const;
    CardChoice& at(std::string_view key); // added at the end when new
    void move(std::string_view key, std::size_t index);
    std::string to_json() const;
    // Anything that is not such a layout is an empty one: a damaged preference costs the order, never the dashboard.
    static DashboardLayout from_json(std::string_view json);
    bool operator==(const DashboardLayout& other) const;
};
bool operator==(const CardChoice& first, const CardChoice& second);

// `keys` in the user's order: known ones where the layout has them, new ones right after the one they follow in `keys`.
std::vector<std::string> in_user_order(const DashboardLayout& layout, const std::vector<std::string>& keys);

} // namespace asista::ui

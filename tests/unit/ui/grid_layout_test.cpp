#include "ui/grid_layout.hpp"

#include <doctest/doctest.h>

using namespace asista::ui;

namespace {
const std::vector<GridCard> mockup{{"motivation", 2, 254}, {"timer", 1, 240}, {"today", 1, 212},  {"habits", 1, 171},
                                   {"next", 1, 204},       {"goals", 2, 150}, {"weather", 1, 148}};
const Box area{240, 142, 1176, 700};
} // namespace

TEST_CASE("the number of columns follows the width") {
    CHECK(columns_for(1176) == 3);
    CHECK(columns_for(979) == 2);
    CHECK(columns_for(636) == 2);
    CHECK(columns_for(619) == 1);
    CHECK(columns_for(0) == 1);
}

TEST_CASE("cards flow into rows that share their height") {
    const Grid grid = place_cards(mockup, 3, area, 16);

    REQUIRE(grid.places.size() == mockup.size());
    CHECK(grid.rows == 3);
    CHECK(grid.places[0].box.h == 254);
    CHECK(grid.places[1].box.h == 254);
    CHECK(grid.places[3].box.h == 212);
    CHECK(grid.places[2].box.y == grid.places[4].box.y);
    CHECK(grid.places[5].row == 2);
    CHECK(grid.places[6].column == 2);
    CHECK(grid.height_px == 254 + 16 + 212 + 16 + 150);
}

TEST_CASE("columns line up, end at the edge and sit on whole pixels") {
    for (const float width : {1176.0F, 1177.0F, 1000.5F, 637.0F, 3511.0F}) {
        const Box wide{240, 142, width, 700};
        const Grid grid = place_cards(mockup, 3, wide, 17);
        CHECK(grid.places[1].box.x == grid.places[4].box.x);
        CHECK(grid.places[4].box.x == grid.places[6].box.x);
        CHECK(grid.places[1].box.right() == doctest::Approx(wide.right()).epsilon(0.001));
        for (const auto& place : grid.places) {
            CHECK(place.box.x == std::round(place.box.x));
            CHECK(place.box.w >= 1);
        }
    }
}

TEST_CASE("no two cards overlap in any number of columns") {
    for (int columns = 1; columns <= 3; ++columns) {
        const Grid grid = place_cards(mockup, columns, area, 16);
        for (std::size_t a = 0; a < mockup.size(); ++a) {
            for (std::size_t b = a + 1; b < mockup.size(); ++b) {
                const Box &first = grid.places[a].box, &second = grid.places[b].box;
                const bool apart = first.right() <= second.x || second.right() <= first.x || first.bottom() <= second.y ||
                                   second.bottom() <= first.y;
                CHECK_MESSAGE(apart, mockup[a].key << " and " << mockup[b].key << " in " << columns);
            }
        }
    }
}

TEST_CASE("a card that does not fit starts a row, and none is wider than the grid") {
    const std::vector<GridCard> cards{{"a", 1, 100}, {"b", 3, 100}, {"c", 2, 100}};
    const Grid two = place_cards(cards, 2, area, 16);

    CHECK(two.rows == 3);
    CHECK(two.places[1].columns == 2);
    CHECK(two.places[1].box.w == area.w);
    CHECK(place_cards({}, 3, area, 16).height_px == 0);
}

TEST_CASE("what a row leaves free goes to its last elastic card") {
    const std::vector<GridCard> cards{{"a", 2, 100}, {"b", 1, 100},       {"c", 1, 100, true}, {"d", 1, 100, false},
                                      {"e", 2, 100}, {"f", 1, 100, true}, {"g", 3, 100},       {"h", 2, 100}};
    const Grid grid = place_cards(cards, 3, area, 16);

    CHECK(grid.places[2].columns == 2); // c takes the third column, d moves to the edge
    CHECK(grid.places[3].columns == 1);
    CHECK(grid.places[3].box.right() == area.right());
    CHECK(grid.places[2].box.right() + 16 == grid.places[3].box.x);
    CHECK(grid.places[5].columns == 1); // its row is full
    CHECK(grid.places[7].columns == 2); // the user's width stays
}

TEST_CASE("a dropped card takes the place under the pointer") {
    const Grid grid = place_cards(mockup, 3, area, 16);

    CHECK(drop_index(grid, area.x - 50, area.y - 50) == 0);
    CHECK(drop_index(grid, area.x + 10, area.y + 10) == 0);
    CHECK(drop_index(grid, area.right() - 10, area.y + 10) == 2);
    CHECK(drop_index(grid, area.x + 10, grid.places[2].box.y + 5) == 2);
    CHECK(drop_index(grid, area.right() + 90, 5'000) == mockup.size());
    CHECK(drop_index(Grid{}, 10, 10) == 0);
}

TEST_CASE("the layout survives its way through the preferences") {
    DashboardLayout layout;
    layout.at("asista:today").columns = 2;
    layout.at("plugin:ai.asista.motivation/card").height = 320;
    layout.at("asista:goals").hidden = true;

    const DashboardLayout back = DashboardLayout::from_json(layout.to_json());

    CHECK(back == layout);
    CHECK(back.find("asista:goals")->hidden);
    CHECK(back.find("nothing") == nullptr);
}

TEST_CASE("a damaged layout is an empty one") {
    for (const auto* json :
         {"", "null", "[]", "{", "{\"cards\": 3}", "{\"cards\": [3, null, {}, {\"key\": 1}, {\"key\": \"\"}]}"})
        CHECK(DashboardLayout::from_json(json).cards.empty());
    const auto odd = DashboardLayout::from_json(
        R"({"cards": [{"key": "a", "columns": 99, "height": -4, "hidden": "yes"}, {"key": "a"}, {"key": "b", "columns": 1.5}]})");
    REQUIRE(odd.cards.size() == 2);
    CHECK(odd.cards[0].columns == 3);
    CHECK(odd.cards[0].height == 0);
    CHECK_FALSE(odd.cards[0].hidden);
    CHECK(odd.cards[1].columns == 0);
}

TEST_CASE("moving a card keeps the order of the others") {
    DashboardLayout layout;
    for (const auto* key : {"a", "b", "c", "d"}) layout.at(key);
    const auto order = [&] {
        std::string text;
        for (const auto& card : layout.cards) text += card.key;
        return text;
    };

    layout.move("a", 3);
    CHECK(order() == "bcad");
    layout.move("d", 0);
    CHECK(order() == "dbca");
    layout.move("b", 99);
    CHECK(order() == "dcab");
    layout.move("unknown", 0);
    CHECK(order() == "dcab");
}

TEST_CASE("new cards come after the one they follow by default") {
    DashboardLayout layout;
    for (const auto* key : {"c", "gone", "a"}) layout.at(key);

    CHECK(in_user_order(layout, {"a", "b", "c"}) == std::vector<std::string>{"c", "a", "b"});
    CHECK(in_user_order(layout, {"x", "a", "c"}) == std::vector<std::string>{"x", "c", "a"});
    CHECK(in_user_order({}, {"a", "b"}) == std::vector<std::string>{"a", "b"});
}

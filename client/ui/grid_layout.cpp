#include "ui/grid_layout.hpp"

#include "ui/theme.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace asista::ui {

int columns_for(float width_logical) {
    if (width_logical >= size::three_columns) return 3;
    return width_logical >= size::two_columns ? 2 : 1;
}

Grid place_cards(std::span<const GridCard> cards, int columns, Box area, float gap_px) {
    columns = std::clamp(columns, 1, 3);
    Grid grid;
    grid.places.resize(cards.size());
    // The edges are rounded once, so that columns line up in every row and the last one ends exactly at the right.
    const float pitch = (area.w + gap_px) / static_cast<float>(columns);
    const auto left_of = [&](int column) { return area.x + std::round(pitch * static_cast<float>(column)); };

    float top = area.y;
    std::size_t first = 0;
    while (first < cards.size()) {
        int used = 0;
        float height = 1;
        std::size_t last = first;
        for (; last < cards.size(); ++last) {
            const int wide = std::clamp(cards[last].columns, 1, columns);
            if (used + wide > columns) break;
            grid.places[last] = {.box = {}, .row = grid.rows, .column = used, .columns = wide};
            used += wide;
            height = std::max(height, std::round(cards[last].height_px));
        }
        for (std::size_t i = last; i-- > first;) {
            if (!cards[i].elastic) continue;
            grid.places[i].columns += columns - used;
            for (std::size_t behind = i + 1; behind < last; ++behind) grid.places[behind].column += columns - used;
            break;
        }
        for (std::size_t i = first; i < last; ++i) {
            GridPlace& place = grid.places[i];
            const float left = left_of(place.column);
            const float right = left_of(place.column + place.columns) - gap_px;
            place.box = {left, top, std::max(right - left, 1.0F), height};
        }
        top += height + gap_px;
        ++grid.rows;
        first = last;
    }
    grid.height_px = cards.empty() ? 0 : top - gap_px - area.y;
    return grid;
}

std::size_t drop_index(const Grid& grid, float x, float y) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < grid.places.size(); ++i) {
        const Box& box = grid.places[i].box;
        const bool row_above = y > box.bottom();
        const bool same_row_left = y >= box.y && x > box.middle_x();
        if (row_above || same_row_left) index = i + 1;
    }
    return index;
}

const CardChoice* DashboardLayout::find(std::string_view key) const {
    const auto found = std::ranges::find(cards, key, &CardChoice::key);
    return found == cards.end() ? nullptr : &*found;
}

CardChoice& DashboardLayout::at(std::string_view key) {
    const auto found = std::ranges::find(cards, key, &CardChoice::key);
    if (found != cards.end()) return *found;
    return cards.emplace_back(CardChoice{.key = std::string{key}});
}

void DashboardLayout::move(std::string_view key, std::size_t index) {
    const auto found = std::ranges::find(cards, key, &CardChoice::key);
    if (found == cards.end()) return;
    CardChoice card = std::move(*found);
    const auto was = static_cast<std::size_t>(found - cards.begin());
    cards.erase(found);
    if (index > was) --index; // the gap it left moved everything behind it forward
    cards.insert(cards.begin() + static_cast<std::ptrdiff_t>(std::min(index, cards.size())), std::move(card));
}

std::string DashboardLayout::to_json() const {
    auto list = nlohmann::json::array();
    for (const auto& card : cards) {
        nlohmann::json item{{"key", card.key}};
        if (card.columns > 0) item["columns"] = card.columns;
        if (card.height > 0) item["height"] = card.height;
        if (card.hidden) item["hidden"] = true;
        list.push_back(std::move(item));
    }
    return nlohmann::json{{"cards", std::move(list)}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

DashboardLayout DashboardLayout::from_json(std::string_view json) {
    DashboardLayout layout;
    const auto root = nlohmann::json::parse(json, nullptr, false);
    if (!root.is_object() || !root.contains("cards") || !root["cards"].is_array()) return layout;
    for (const auto& item : root["cards"]) {
        if (!item.is_object() || !item.contains("key") || !item["key"].is_string()) continue;
        CardChoice card;
        card.key = item["key"].get<std::string>();
        if (card.key.empty() || layout.find(card.key) || layout.cards.size() >= 200) continue;
        if (const auto wide = item.find("columns"); wide != item.end() && wide->is_number_integer())
            card.columns = static_cast<int>(std::clamp<std::int64_t>(wide->get<std::int64_t>(), 0, 3));
        if (const auto high = item.find("height"); high != item.end() && high->is_number())
            card.height = std::clamp(high->get<float>(), 0.0F, 4000.0F);
        if (const auto hidden = item.find("hidden"); hidden != item.end() && hidden->is_boolean())
            card.hidden = hidden->get<bool>();
        layout.cards.push_back(std::move(card));
    }
    return layout;
}

bool operator==(const CardChoice& first, const CardChoice& second) {
    return first.key == second.key && first.columns == second.columns && first.height == second.height &&
           first.hidden == second.hidden;
}
bool DashboardLayout::operator==(const DashboardLayout& other) const { return cards == other.cards; }

std::vector<std::string> in_user_order(const DashboardLayout& layout, const std::vector<std::string>& keys) {
    std::vector<std::string> ordered;
    for (const auto& card : layout.cards)
        if (std::ranges::find(keys, card.key) != keys.end()) ordered.push_back(card.key);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (std::ranges::find(ordered, keys[i]) != ordered.end()) continue;
        auto where = ordered.begin();
        if (i > 0) where = std::ranges::find(ordered, keys[i - 1]) + 1; // its forerunner is in: they are taken in order
        ordered.insert(where, keys[i]);
    }
    return ordered;
}

} // namespace asista::ui

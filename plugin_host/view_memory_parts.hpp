// The parts that view_memory writes and reads, in the wire's byte form. Sizes and places in pixels, ids as Dear ImGui makes them.
#pragma once

#include "wire/bytes.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace asista::host::memory {

struct Entry { // of a window's storage: whether a node is open, and other small numbers
    std::uint32_t id = 0;
    std::uint16_t value = 0;
    ASISTA_FIELDS(id, value)
};
struct Window {
    std::uint32_t id = 0;
    float scroll_x = 0, scroll_y = 0;
    bool floats = false; // on top of the panels, in the order of the list
    bool placed = false; // a window that can be moved or sized: the next five hold
    float x = 0, y = 0, width = 0, height = 0;
    bool collapsed = false;
    std::vector<Entry> storage;
    ASISTA_FIELDS(id, scroll_x, scroll_y, floats, placed, x, y, width, height, collapsed, storage)
};
struct TabBar {
    std::uint32_t id = 0, selected = 0;
    std::vector<std::uint32_t> order; // ids of the tabs
    ASISTA_FIELDS(id, selected, order)
};
struct Column {
    std::uint32_t id = 0; // of its name
    float width = 0, weight = 0;
    std::int16_t place = 0, sort_order = 0;
    std::uint8_t sort_direction = 0;
    bool shown = true;
    ASISTA_FIELDS(id, width, weight, place, sort_order, sort_direction, shown)
};
struct Table {
    std::uint32_t id = 0;
    std::vector<Column> columns;
    ASISTA_FIELDS(id, columns)
};
struct Popup { // as in ImGui's stack, outermost first
    std::uint32_t id = 0, opened_by = 0, window = 0, focus_before = 0;
    std::int32_t layer_before = 0;
    float x = 0, y = 0, mouse_x = 0, mouse_y = 0;
    ASISTA_FIELDS(id, opened_by, window, focus_before, layer_before, x, y, mouse_x, mouse_y)
};
struct Focus {
    std::uint32_t window = 0, item = 0, scope = 0; // window 0: none
    std::uint32_t layer = 0;
    float left = 0, top = 0, right = 0, bottom = 0; // the item's, relative to its window
    bool cursor = false;                            // shown, as after an arrow key
    ASISTA_FIELDS(window, item, scope, layer, left, top, right, bottom, cursor)
};
struct Text {                           // the field being edited
    std::uint32_t item = 0, window = 0; // item 0: none
    std::uint32_t temporary = 0;        // the widget that has turned into a text field, 0: none
    std::string text, before;           // as typed so far; as Escape brings it back
    std::uint32_t capacity = 0;
    std::int32_t caret = 0, selected_from = 0, selected_to = 0; // bytes
    float scroll_x = 0;
    bool single_line = true, edited = false, overwrites = false;
    ASISTA_FIELDS(item, window, temporary, text, before, capacity, caret, selected_from, selected_to, scroll_x, single_line,
                  edited, overwrites)
};
struct Surface { // a popup or window of the plugin's own, as the client knows it
    std::uint32_t window = 0, surface = 0;
    ASISTA_FIELDS(window, surface)
};
struct All {
    std::vector<Window> windows; // back to front
    std::vector<TabBar> tab_bars;
    std::vector<Table> tables;
    std::vector<Popup> popups;
    Focus focus;
    Text text;
    std::vector<Surface> surfaces;
    ASISTA_FIELDS(windows, tab_bars, tables, popups, focus, text, surfaces)
};

// Of ImGui and of the layout above: whoever changes a struct of this file counts `layout` up.
struct Made {
    std::uint32_t magic = 0x5649454D, imgui = 0, layout = 1;
    ASISTA_FIELDS(magic, imgui, layout)
};

} // namespace asista::host::memory

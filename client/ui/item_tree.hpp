// One tree of all that is on screen, the client's own items and those of plugins' surfaces: what it is, what it says, where it is, in which state.
// Pure data, and finding in it. What drives the window (the driver, the palette's "go to") and what describes it reads this.
#pragma once

#include "wire/item_list.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::ui {

using ItemRole = items::Role;

struct TreeItem {
    std::uint32_t id = 0;       // of its ImGui context; 0: a text
    std::uint64_t instance = 0; // of the plugin's process, 0: the client's own
    std::uint32_t surface = 0;  // of that plugin
    std::string plugin;         // its name; the client's own: ""
    int parent = -1;            // place in the tree, before its own; -1: the window itself
    ItemRole role = ItemRole::item;
    std::uint32_t state = 0; // items::state
    std::string label, value;
    items::Area rect, seen;  // window pixels: in full; what is not clipped away
    std::uint32_t scope = 0; // see items::Item
    int layer = 0;           // 0: page and shell; higher: menus, dialogs, in front of all that is lower

    bool is(std::uint32_t bit) const { return (state & bit) != 0; }
    bool can_be_used() const { return items::is_control(role) && !seen.empty() && !is(items::state::disabled); }
};

struct ItemTree {
    std::string page;            // the one that is open, as Navigator::open names it
    std::vector<TreeItem> items; // parents before their children, back to front
};

struct ItemQuery {
    std::string label = {}; // a part of it, whatever its case; found in full before others
    bool exact = false;     // all of it, in this case
    std::optional<ItemRole> role = {};
    std::string plugin = {};    // a part of the plugin's name; "client": the client's own alone
    std::string page = {};      // nothing is found while another page is open
    std::string in = {};        // a part of the label of something it is in
    std::string beside = {};    // a part of something to read in the same row; then the nearest one is meant
    int nth = -1;               // of several, from 0, in the order of the tree
    bool controls_only = false; // what can be pressed or typed into
};

// All that fit, places in the tree. Without a role, windows and groups are left out. Those with the whole label first; while a dialog or menu is
// open, those in it.
std::vector<std::size_t> find_items(const ItemTree& tree, const ItemQuery& query);
// The one that is meant. Errc::not_found, also when it is one of several: the sentence says which there are.
Result<std::size_t> find_item(const ItemTree& tree, const ItemQuery& query);

// "button \"Add task\""
std::string words_of(const TreeItem& item);
std::string words_of(const ItemQuery& query);

// Texts drawn on a control that has no label of its own name it: what a person reads there. What shows none (a switch, a field) is named by what
// stands beside it.
void name_by_texts(ItemTree& tree);

// The items of the page that a person could go to: enabled controls with a label, in the order of the page, each label once.
std::vector<std::size_t> items_to_go_to(const ItemTree& tree);

} // namespace asista::ui

#include "ui/item_tree.hpp"

#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace asista::ui {
namespace {

constexpr std::size_t most_named = 6; // in a sentence about several

// A part of a label is typed as it is read.
bool holds(std::string_view text, std::string_view part) {
    return words::lower(text).find(words::lower(part)) != std::string::npos;
}

bool is_place(ItemRole role) {
    switch (role) {
    case ItemRole::window:
    case ItemRole::page:
    case ItemRole::group:
    case ItemRole::dialog:
    case ItemRole::menu:
    case ItemRole::tooltip:
    case ItemRole::plugin: return true;
    case ItemRole::item:
    case ItemRole::text:
    case ItemRole::button:
    case ItemRole::check_box:
    case ItemRole::toggle:
    case ItemRole::choice:
    case ItemRole::menu_item:
    case ItemRole::field:
    case ItemRole::slider:
    case ItemRole::link:
    case ItemRole::row:
    case ItemRole::tree: return false;
    }
    return false;
}

bool is_in(const ItemTree& tree, const TreeItem& item, const std::string& place) {
    for (int at = item.parent; at >= 0; at = tree.items[static_cast<std::size_t>(at)].parent)
        if (holds(tree.items[static_cast<std::size_t>(at)].label, place)) return true;
    return false;
}

// Some widgets of ImGui (a drop-down list) tell nobody their label, but their id is its hash.
bool is_hash_of(const TreeItem& item, const std::string& label) {
    return item.scope != 0 && !label.empty() && ImHashStr(label.c_str(), label.size(), item.scope) == item.id;
}

bool fits(const ItemTree& tree, const TreeItem& item, const ItemQuery& query) {
    if (query.role ? item.role != *query.role : is_place(item.role)) return false;
    if (query.controls_only && !items::is_control(item.role)) return false;
    const bool by_hash = item.label.empty() && is_hash_of(item, query.label);
    if (!by_hash && (query.exact ? item.label != query.label : !holds(item.label, query.label))) return false;
    if (query.plugin == "client" ? item.instance != 0 : !holds(item.plugin, query.plugin)) return false;
    return query.in.empty() || is_in(tree, item, query.in);
}

bool lies_on(const items::Area& text, const items::Area& item) {
    const float x = text.x + text.width / 2, y = text.y + text.height / 2;
    return x >= item.x && x < item.x + item.width && y >= item.y && y < item.y + item.height;
}

// How far a text is from a control in whose row it stands; nothing when it stands elsewhere.
std::optional<float> distance_in_row(const items::Area& text, const items::Area& item) {
    const float text_y = text.y + text.height / 2, item_y = item.y + item.height / 2;
    const float reach = std::max(text.height, item.height) / 2 + 12;
    if (std::abs(text_y - item_y) > reach) return std::nullopt;
    const float gap = std::max({item.x - (text.x + text.width), text.x - (item.x + item.width), 0.0F});
    return gap + 2 * std::abs(text_y - item_y);
}

// Of `found`, the one nearest to something that reads so.
void keep_nearest(const ItemTree& tree, std::vector<std::size_t>& found, const std::string& beside) {
    std::optional<float> least;
    std::size_t nearest = 0;
    for (const std::size_t i : found)
        for (std::size_t j = 0; j < tree.items.size(); ++j) {
            const TreeItem& text = tree.items[j];
            const TreeItem& item = tree.items[i];
            if (i == j || is_place(text.role) || text.seen.empty() || text.layer != item.layer || !holds(text.label, beside))
                continue;
            const auto distance = distance_in_row(text.rect, item.rect);
            if (!distance || (least && *distance >= *least)) continue;
            least = distance;
            nearest = i;
        }
    found.clear();
    if (least) found.push_back(nearest);
}

// Whether it may be named by what stands beside it.
bool is_named_from_beside(ItemRole role) {
    return role == ItemRole::toggle || role == ItemRole::check_box || role == ItemRole::field || role == ItemRole::slider ||
           role == ItemRole::tree;
}

// The highest text in its row, since a second line explains the first; of several at one height the nearest.
void name_from_beside(const ItemTree& tree, TreeItem& item) {
    constexpr float one_line = 6;
    const TreeItem* name = nullptr;
    float name_distance = 0;
    for (const TreeItem& text : tree.items) {
        if (text.role != ItemRole::text || text.parent != item.parent) continue;
        const auto distance = distance_in_row(text.rect, item.rect);
        // A control stands behind what names it, or before it when that is close.
        const bool behind = text.rect.x < item.rect.x;
        if (!distance || (!behind && *distance > 3 * item.rect.height)) continue;
        const bool higher = name == nullptr || text.rect.y < name->rect.y - one_line;
        const bool nearer = name != nullptr && text.rect.y < name->rect.y + one_line && *distance < name_distance;
        if (!higher && !nearer) continue;
        name = &text;
        name_distance = *distance;
    }
    if (name != nullptr) item.label = name->label;
}

} // namespace

std::vector<std::size_t> find_items(const ItemTree& tree, const ItemQuery& query) {
    std::vector<std::size_t> found;
    if (!query.page.empty() && query.page != tree.page) return found;
    for (std::size_t i = 0; i < tree.items.size(); ++i)
        if (fits(tree, tree.items[i], query)) found.push_back(i);
    // A button's own words are a text, too; the button is meant.
    const auto keep_if_any = [&](const auto& is_so) {
        if (std::ranges::any_of(found, is_so)) std::erase_if(found, [&](std::size_t i) { return !is_so(i); });
    };
    const auto item = [&tree](std::size_t i) -> const TreeItem& { return tree.items[i]; };
    if (!query.role) keep_if_any([&](std::size_t i) { return items::is_control(item(i).role); });
    if (!query.beside.empty()) keep_nearest(tree, found, query.beside);
    const std::string whole = words::lower(query.label);
    std::ranges::stable_sort(found, {}, [&](std::size_t i) { return words::lower(item(i).label) != whole; });
    return found;
}

Result<std::size_t> find_item(const ItemTree& tree, const ItemQuery& query) {
    if (!query.page.empty() && query.page != tree.page)
        return fail(Errc::not_found, "the page \"{}\" is open, not \"{}\"", tree.page, query.page);
    auto found = find_items(tree, query);
    if (found.empty()) return fail(Errc::not_found, "there is no {} on the screen", words_of(query));
    if (query.nth >= 0) {
        if (static_cast<std::size_t>(query.nth) < found.size()) return found[static_cast<std::size_t>(query.nth)];
        return fail(Errc::not_found, "there are {} of {}, so none is number {} (the first is 0)", found.size(), words_of(query),
                    query.nth);
    }
    const auto narrow = [&](const auto& is_so) {
        const auto fails = [&](std::size_t i) { return !is_so(tree.items[i]); };
        if (!std::ranges::all_of(found, fails)) std::erase_if(found, fails);
    };
    const std::string whole = words::lower(query.label);
    narrow([](const TreeItem& item) { return !item.seen.empty(); });
    int front = 0;
    for (const std::size_t i : found) front = std::max(front, tree.items[i].layer);
    narrow([&](const TreeItem& item) { return item.layer == front; });
    narrow([&](const TreeItem& item) { return words::lower(item.label) == whole; });
    narrow([](const TreeItem& item) { return !item.is(items::state::disabled); });
    if (found.size() == 1) return found.front();
    std::string several;
    for (std::size_t i = 0; i < std::min(found.size(), most_named); ++i)
        several += fmt::format("{}{}", i == 0 ? "" : ", ", words_of(tree.items[found[i]]));
    return fail(Errc::not_found, "{} may be any of {}: {}{}; say more of it, or which one by \"nth\"", words_of(query),
                found.size(), several, found.size() > most_named ? ", ..." : "");
}

std::string words_of(const TreeItem& item) {
    std::string words = fmt::format("{} \"{}\"", items::name_of(item.role), item.label);
    if (!item.plugin.empty()) words += fmt::format(" of {}", item.plugin);
    return words;
}

std::string words_of(const ItemQuery& query) {
    std::string words = fmt::format("{} \"{}\"", query.role ? items::name_of(*query.role) : "item", query.label);
    if (!query.plugin.empty()) words += query.plugin == "client" ? " of the client" : fmt::format(" of {}", query.plugin);
    if (!query.beside.empty()) words += fmt::format(" beside \"{}\"", query.beside);
    if (!query.in.empty()) words += fmt::format(" in \"{}\"", query.in);
    return words;
}

void name_by_texts(ItemTree& tree) {
    std::vector<std::size_t> nameless;
    for (std::size_t i = 0; i < tree.items.size(); ++i) {
        const TreeItem& item = tree.items[i];
        if (item.instance == 0 && items::is_control(item.role) && item.label.empty() && !item.seen.empty()) nameless.push_back(i);
    }
    for (const std::size_t at : nameless) {
        TreeItem& item = tree.items[at];
        for (std::size_t i = at + 1; i < tree.items.size(); ++i) {
            const TreeItem& text = tree.items[i];
            if (text.role != ItemRole::text || text.parent != item.parent || !lies_on(text.rect, item.rect)) continue;
            if (!item.label.empty()) item.label += ' ';
            item.label += text.label;
        }
        if (item.label.empty() && is_named_from_beside(item.role)) name_from_beside(tree, item);
        item.label = items::plain(item.label);
    }
}

std::vector<std::size_t> items_to_go_to(const ItemTree& tree) {
    std::vector<std::size_t> found;
    std::set<std::string> labels;
    std::vector<bool> on_page(tree.items.size(), false);
    for (std::size_t i = 0; i < tree.items.size(); ++i) {
        const TreeItem& item = tree.items[i];
        on_page[i] = item.role == ItemRole::page || (item.parent >= 0 && on_page[static_cast<std::size_t>(item.parent)]);
        if (!on_page[i] || item.layer != 0 || !items::is_control(item.role) || item.is(items::state::disabled)) continue;
        if (!item.label.empty() && labels.insert(item.label).second) found.push_back(i);
    }
    return found;
}

} // namespace asista::ui

// From ImGui's items to those of the protocol.
#include "view_items.hpp"

#include "wire/frame.hpp"

#include <algorithm>
#include <cmath>
#include <imgui.h>
#include <imgui_internal.h>
#include <unordered_map>
#include <unordered_set>

namespace asista::host {

namespace {
using items::Item;
using items::Role;

float tame(float value) {
    constexpr float limit = frame::max_coordinate / 2; // so that a width stays in range, too
    return std::isfinite(value) ? std::clamp(value, -limit + 1, limit - 1) : 0.0F;
}
items::Area area_of(const ImRect& rect) {
    const float left = tame(rect.Min.x), top = tame(rect.Min.y);
    return {left, top, std::max(tame(rect.Max.x) - left, 0.0F), std::max(tame(rect.Max.y) - top, 0.0F)};
}

Role role_of(const GatheredItem& item) {
    if (item.is_window) return Role::group;
    const auto has = [&item](unsigned trait) { return (item.traits & trait) != 0; };
    if (has(item_traits::checkable) && (item.window->Flags & ImGuiWindowFlags_Popup) != 0) return Role::menu_item;
    return items::role_of(has(item_traits::checkable), has(item_traits::openable), has(item_traits::editable));
}

std::uint32_t state_of(const GatheredItem& item) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    std::uint32_t state = 0;
    const auto add = [&state](bool is_so, std::uint32_t bit) { state |= is_so ? bit : 0; };
    add(item.id != 0 && g.HoveredId == item.id, items::state::hovered);
    add(item.id != 0 && g.NavId == item.id, items::state::focused);
    add(item.id != 0 && g.ActiveId == item.id, items::state::active);
    add(item.disabled, items::state::disabled);
    add((item.traits & item_traits::checkable) != 0, items::state::checkable);
    add((item.traits & item_traits::checked) != 0, items::state::checked);
    add((item.traits & item_traits::openable) != 0, items::state::openable);
    add((item.traits & item_traits::open) != 0, items::state::open);
    add((item.traits & item_traits::editable) != 0, items::state::editable);
    return state;
}
} // namespace

wire::Bytes ViewItems::encoded(std::span<const ShownSurface> shown) const {
    items::ItemList list;
    std::unordered_map<const ImGuiWindow*, std::uint32_t> groups; // window -> its place in the list
    std::unordered_set<ImGuiID> frames; // of child windows, which ImGui tells as items of their parents, too
    for (const GatheredItem& item : gatherer_.items())
        if (item.is_window && item.window->ChildId != 0) frames.insert(item.window->ChildId);
    std::size_t text_bytes = 0;
    for (const GatheredItem& gathered : gatherer_.items()) {
        if (list.items.size() == items::max_items) break;
        if (!gathered.is_window && frames.contains(gathered.id)) continue;
        const ImGuiWindow* const top = &top_of(*gathered.window);
        const auto surface = std::ranges::find(shown, top, &ShownSurface::window);
        // The surface itself is an item of the client's; anything that is not shown is none.
        if (surface == shown.end() || (gathered.is_window && gathered.window == top)) continue;
        Item item;
        item.id = gathered.id;
        item.surface = surface->surface.id;
        const auto group = groups.find(gathered.is_window ? gathered.window->ParentWindow : gathered.window);
        if (group != groups.end()) item.parent = group->second;
        item.role = role_of(gathered);
        item.state = state_of(gathered);
        if (!gathered.is_window) item.label = items::plain(gathered.label);
        item.value = items::plain(gathered.value);
        if (item.label.empty() && !gathered.is_window) item.scope = gathered.scope;
        item.rect = area_of(gathered.rect);
        item.seen = area_of(gathered.seen);
        if (gathered.is_window) groups.emplace(gathered.window, static_cast<std::uint32_t>(list.items.size()));
        constexpr std::size_t fixed_bytes = 64; // numbers and lengths
        text_bytes += fixed_bytes + item.label.size() + item.value.size();
        if (text_bytes > items::max_list_bytes - fixed_bytes) break;
        list.items.push_back(std::move(item));
    }
    return wire::encode(list);
}

} // namespace asista::host

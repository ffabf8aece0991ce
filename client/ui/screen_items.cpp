#include "ui/screen_items.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace asista::ui {
namespace {

items::Area area_of(const ImRect& rect) {
    return {rect.Min.x, rect.Min.y, std::max(rect.GetWidth(), 0.0F), std::max(rect.GetHeight(), 0.0F)};
}

// A child window is called "parent/its name_0123ABCD".
std::string_view own_name(const ImGuiWindow& window) {
    std::string_view name = window.Name;
    if ((window.Flags & ImGuiWindowFlags_ChildWindow) == 0 || window.ParentWindow == nullptr)
        return name.substr(0, name.find("##"));
    const std::size_t parent = std::strlen(window.ParentWindow->Name);
    name = name.size() > parent + 1 ? name.substr(parent + 1) : std::string_view{};
    if (const auto end = name.rfind('_'); end != std::string_view::npos && name.size() - end == 9) name = name.substr(0, end);
    return name.substr(0, name.find("##"));
}

constexpr std::string_view page_prefix = "page ";

ItemRole role_of_window(const ImGuiWindow& window, std::string_view name) {
    if ((window.Flags & ImGuiWindowFlags_Tooltip) != 0) return ItemRole::tooltip;
    if ((window.Flags & ImGuiWindowFlags_Modal) != 0) return ItemRole::dialog;
    if ((window.Flags & ImGuiWindowFlags_Popup) != 0) return ItemRole::menu;
    if ((window.Flags & ImGuiWindowFlags_ChildWindow) == 0) return ItemRole::window;
    return name.starts_with(page_prefix) ? ItemRole::page : ItemRole::group;
}

ItemRole role_of(const GatheredItem& item) {
    if (item.role != 0) return static_cast<ItemRole>(item.role);
    const auto has = [&item](unsigned trait) { return (item.traits & trait) != 0; };
    if (item.traits == 0) return ItemRole::item;
    return items::role_of(has(item_traits::checkable), has(item_traits::openable), has(item_traits::editable));
}

std::uint32_t state_of(const GatheredItem& item) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const auto bit = [](bool is_so, std::uint32_t value) { return is_so ? value : 0U; };
    const auto trait = [&](unsigned which, std::uint32_t value) { return bit((item.traits & which) != 0, value); };
    const bool known = item.id != 0;
    return bit(known && g.HoveredId == item.id, items::state::hovered) | bit(known && g.NavId == item.id, items::state::focused) |
           bit(known && g.ActiveId == item.id, items::state::active) | bit(item.disabled, items::state::disabled) |
           trait(item_traits::checkable, items::state::checkable) | trait(item_traits::checked, items::state::checked) |
           trait(item_traits::openable, items::state::openable) | trait(item_traits::open, items::state::open) |
           trait(item_traits::editable, items::state::editable);
}

// Its place in the stack of open menus and dialogs, from 1; 0: below all of them.
int layer_of(const ImGuiWindow& window) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    for (const ImGuiWindow* at = &window; at != nullptr; at = at->ParentWindow)
        for (int i = 0; i < g.OpenPopupStack.Size; ++i)
            if (g.OpenPopupStack[i].Window == at) return i + 1;
    return 0;
}

} // namespace

void ScreenItems::listen(bool on, PluginSurfaces& surfaces) {
    if (on == listening()) return;
    gatherer_.listen(on);
    surfaces.want_items(on);
}

ItemTree ScreenItems::tree(const std::string& page, const PluginSurfaces& surfaces) const {
    ItemTree tree;
    tree.page = page;
    if (!listening()) return tree;
    std::unordered_set<ImGuiID> frames; // of child windows, which ImGui tells as items of their parents, too
    for (const GatheredItem& item : gatherer_.items())
        if (item.is_window && item.window->ChildId != 0) frames.insert(item.window->ChildId);
    std::unordered_map<const ImGuiWindow*, int> windows;
    int page_at = -1;
    for (const GatheredItem& gathered : gatherer_.items()) {
        // A field of several lines is both: what it was described as counts.
        if (!gathered.is_window && gathered.role == 0 && frames.contains(gathered.id)) continue;
        const ImGuiWindow* const around = gathered.is_window ? gathered.window->ParentWindow : gathered.window;
        const auto parent = windows.find(around);
        // A page's parent may have been begun before anybody listened, in the first frame alone.
        TreeItem item;
        item.id = gathered.id;
        item.parent = parent != windows.end() ? parent->second : -1;
        item.state = state_of(gathered);
        item.rect = area_of(gathered.rect);
        item.seen = area_of(gathered.seen);
        item.layer = layer_of(*gathered.window);
        item.value = items::plain(gathered.value);
        if (gathered.is_window) {
            std::string_view name = own_name(*gathered.window);
            item.role = role_of_window(*gathered.window, name);
            if (item.role == ItemRole::page) {
                name.remove_prefix(page_prefix.size());
                page_at = static_cast<int>(tree.items.size());
            }
            item.label = items::plain(name);
            windows.insert_or_assign(gathered.window, static_cast<int>(tree.items.size()));
        } else {
            item.role = role_of(gathered);
            item.label = items::plain(gathered.label);
        }
        tree.items.push_back(std::move(item));
    }
    name_by_texts(tree);
    for (auto& surface : surfaces.items()) {
        TreeItem whole;
        whole.instance = surface.instance;
        whole.surface = surface.surface;
        whole.plugin = surface.name;
        whole.parent = page_at;
        whole.role = surface.floating ? ItemRole::menu : ItemRole::plugin;
        whole.label = items::plain(surface.name);
        whole.rect = surface.rect;
        whole.seen = surface.seen;
        whole.layer = surface.floating ? 1 : 0;
        const int at = static_cast<int>(tree.items.size());
        tree.items.push_back(whole);
        for (auto& item : surface.items) {
            TreeItem part = whole;
            part.id = item.id;
            part.parent = item.parent == items::no_parent ? at : at + 1 + static_cast<int>(item.parent);
            part.role = item.role;
            part.state = item.state;
            part.label = std::move(item.label);
            part.value = std::move(item.value);
            part.scope = item.scope;
            part.rect = item.rect;
            part.seen = item.seen;
            tree.items.push_back(std::move(part));
        }
    }
    return tree;
}

} // namespace asista::ui

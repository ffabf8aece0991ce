// ImGui's draw data is one flat list of draw lists; this sorts them to the windows that a person sees as separate things.
#include "view_surfaces.hpp"

#include "panel_window.hpp"

#include <algorithm>
#include <imgui.h>
#include <imgui_internal.h>

namespace asista::host {

namespace {
constexpr ImGuiWindowFlags floating =
    ImGuiWindowFlags_Popup | ImGuiWindowFlags_ChildMenu | ImGuiWindowFlags_Tooltip | ImGuiWindowFlags_Modal;

frame::SurfaceKind kind_of(const ImGuiWindow& window) {
    if ((window.Flags & ImGuiWindowFlags_Tooltip) != 0) return frame::SurfaceKind::tooltip;
    if ((window.Flags & ImGuiWindowFlags_Modal) != 0) return frame::SurfaceKind::modal;
    if ((window.Flags & (ImGuiWindowFlags_Popup | ImGuiWindowFlags_ChildMenu)) != 0) return frame::SurfaceKind::popup;
    return frame::SurfaceKind::window;
}

frame::Rect rect_of(const ImGuiWindow& window) {
    const auto within = [](float value, float low) { return std::clamp(value, low, frame::max_coordinate - 1); };
    return {within(window.Pos.x, -frame::max_coordinate + 1), within(window.Pos.y, -frame::max_coordinate + 1),
            within(window.Size.x, 0), within(window.Size.y, 0)};
}

float wished(float length) { return length > 0 && length < frame::max_coordinate ? length : 0; }
} // namespace

// A child is part of its parent, except that menus within menus are children that float.
const ImGuiWindow& top_of(const ImGuiWindow& window) {
    const ImGuiWindow* top = &window;
    while ((top->Flags & ImGuiWindowFlags_ChildWindow) != 0 && (top->Flags & floating) == 0 && top->ParentWindow != nullptr) {
        top = top->ParentWindow;
    }
    return *top;
}

const std::vector<ShownSurface>& SurfaceTable::collect(const InputRequest& request, const PluginSide& plugin) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    shown_.clear();
    for (OwnId& own : own_ids_) own.shown = false;
    for (const frame::InputSurface& asked : request.surfaces) {
        if ((asked.flags & frame::surface_flags::visible) == 0 || asked.id == 0 || asked.id >= frame::first_own_surface) continue;
        const SurfaceWish wish = plugin.wish(asked.id);
        ShownSurface& panel = shown_.emplace_back();
        panel.window = ImGui::FindWindowByName(panel_window_name(asked.id).c_str());
        panel.surface.id = asked.id;
        panel.surface.kind = frame::SurfaceKind::panel;
        panel.surface.rect = asked.rect;
        panel.surface.wanted_width = wished(wish.width);
        panel.surface.wanted_height = wished(wish.height);
    }
    const std::size_t panels = shown_.size();

    for (const ImDrawList* const list : ImGui::GetDrawData()->CmdLists) {
        const auto owner =
            std::find_if(g.Windows.begin(), g.Windows.end(), [list](const ImGuiWindow* w) { return w->DrawList == list; });
        if (owner != g.Windows.end()) {
            surface_of(top_of(**owner)).lists.push_back(list);
            continue;
        }
        // The background and foreground of the whole display: a plugin's display is its panels.
        for (std::size_t i = 0; i < panels; ++i) shown_[i].lists.push_back(list);
    }
    for (std::size_t i = 0; i < shown_.size(); ++i) shown_[i].surface.z = static_cast<std::uint32_t>(i);
    std::erase_if(own_ids_, [](const OwnId& own) { return !own.shown; });
    return shown_;
}

ShownSurface& SurfaceTable::surface_of(const ImGuiWindow& window) {
    const auto find = [this](const ImGuiWindow* sought) {
        return std::find_if(shown_.begin(), shown_.end(), [sought](const ShownSurface& s) { return s.window == sought; });
    };
    if (const auto found = find(&window); found != shown_.end()) return *found;

    ShownSurface added;
    added.window = &window;
    added.surface.id = id_of(window);
    added.surface.kind = kind_of(window);
    added.surface.rect = rect_of(window);
    // Whoever began it, or began that one: parents come before their children, and a window may have been raised above its opener.
    for (const ImGuiWindow* opener = window.ParentWindowInBeginStack; opener != nullptr;
         opener = opener->ParentWindowInBeginStack) {
        const auto parent = find(&top_of(*opener));
        if (parent == shown_.end()) continue;
        added.surface.parent = parent->surface.id;
        break;
    }
    return shown_.emplace_back(std::move(added));
}

std::vector<memory::Surface> SurfaceTable::names() const {
    std::vector<memory::Surface> names;
    for (const OwnId& own : own_ids_) names.push_back({own.window, own.surface});
    return names;
}

void SurfaceTable::adopt(const std::vector<memory::Surface>& names) {
    constexpr std::uint32_t most = frame::first_own_surface + (1U << 24); // leaves room for those that follow
    own_ids_.clear();
    for (const memory::Surface& name : names) {
        const bool taken = std::ranges::any_of(
            own_ids_, [&](const OwnId& own) { return own.window == name.window || own.surface == name.surface; });
        if (taken || name.surface < frame::first_own_surface || name.surface > most) continue;
        own_ids_.push_back({name.window, name.surface, true});
        last_own_id_ = std::max(last_own_id_, name.surface);
    }
}

std::uint32_t SurfaceTable::id_of(const ImGuiWindow& window) {
    const auto known = std::find_if(own_ids_.begin(), own_ids_.end(), [&](const OwnId& own) { return own.window == window.ID; });
    if (known != own_ids_.end()) {
        known->shown = true;
        return known->surface;
    }
    return own_ids_.emplace_back(OwnId{window.ID, ++last_own_id_, true}).surface;
}

} // namespace asista::host

// Surfaces in the client's own windows: panels where pages place them, what plugins open in windows of its own in front of the pages
// and behind everything else of the client.
#include "gfx/compositor_state.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace asista::gfx {

namespace {
constexpr float most_popup_share = 0.6F;           // of the client's window, all popups and tooltips of one plugin together
constexpr float near_panel = 480, most_name = 220; // logical pixels

frame::Rect rect_of(const ImRect& rect) { return {rect.Min.x, rect.Min.y, rect.GetWidth(), rect.GetHeight()}; }

ImVec2 snapped(const ImVec2& point) { return {std::floor(point.x + 0.5F), std::floor(point.y + 0.5F)}; }

bool is_shell(const ImGuiWindow& window) { return (window.Flags & ImGuiWindowFlags_NoBringToFrontOnFocus) != 0; }

// Directly in front of the page and the windows that never come to the front, behind every other window of the client: toasts, menus,
// the command palette, questions.
void put_behind_client(ImGuiWindow* window, const ImGuiWindow* page, const auto& is_plugin_window) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    ImGuiWindow* in_front = nullptr;
    for (int i = g.Windows.Size - 1; i >= 0; --i) {
        ImGuiWindow* const other = g.Windows[i];
        if (other == window || other->RootWindow != other || !other->Active || other->Hidden || is_plugin_window(other->ID))
            continue;
        if (other == page || is_shell(*other)) break;
        in_front = other;
    }
    if (in_front != nullptr)
        ImGui::BringWindowToDisplayBehind(window, in_front);
    else
        ImGui::BringWindowToDisplayFront(window);
}
} // namespace

std::vector<const frame::Surface*> own_surfaces(const frame::CheckedFrame& frame) {
    std::vector<const frame::Surface*> own;
    for (const frame::Surface& surface : frame.surfaces)
        if (surface.kind != frame::SurfaceKind::panel) own.push_back(&surface);
    std::ranges::stable_sort(own, {}, &frame::Surface::z);
    return own;
}

// ---- panels ---------------------------------------------------------------------------------------------------------------------

void Compositor::place(std::uint64_t instance, std::uint32_t surface, const ImVec2& size, float dim) {
    State& s = *state_;
    const SurfaceRef target = s.resolve(instance, surface);
    Plugin* const plugin = s.find(target.instance);
    const ImVec2 whole(std::max(std::floor(size.x), 1.0F), std::max(std::floor(size.y), 1.0F));
    if (plugin == nullptr || plugin->on_trial() ||
        std::ranges::find(plugin->placed, target.surface, &Placement::surface) != plugin->placed.end()) {
        ImGui::Dummy(whole); // nothing to show yet, or shown already
        return;
    }
    // A reload goes on in the windows of the process it replaces: focus and scrolling of the page stay.
    const auto key = s.window_keys.find(target.instance);
    const ImVec2 at = snapped(ImGui::GetCursorScreenPos());
    ImGui::SetCursorScreenPos(at);
    ImGui::PushID(
        reinterpret_cast<const void*>(static_cast<std::uintptr_t>(key != s.window_keys.end() ? key->second : target.instance)));
    ImGui::PushID(static_cast<int>(surface));
    constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground |
                                       ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoSavedSettings |
                                       ImGuiWindowFlags_NoDocking;
    ImGui::BeginChild("##plugin", whole, ImGuiChildFlags_NavFlattened, flags);
    ImGuiWindow* const window = ImGui::GetCurrentWindow();
    Placement place;
    place.surface = target.surface;
    place.rect = {at.x, at.y, whole.x, whole.y};
    place.clip = intersection(rect_of(window->ClipRect), place.rect);
    place.window = window;
    place.dim = dim;
    plugin->placed.push_back(place);
    s.windows.emplace(window->ID, State::WindowOf{{target.instance, target.surface}, place.rect});

    // Takes the press for the client's side: no window is dragged by it, no other widget reacts, and it is the stop for the keyboard.
    keyboard_stop(place.rect);
    plugin->placed.back().stop = ImGui::GetItemID();
    const bool pressed = ImGui::IsItemActivated() && !ImGui::IsAnyMouseDown();
    if (pressed && plugin->link)
        s.router.focus({target.instance, target.surface});
    else
        s.enter_by_keyboard(*plugin, plugin->placed.back());
    ImGui::EndChild();
    ImGui::PopID();
    ImGui::PopID();
}

void Compositor::State::show_panels(Plugin& plugin) {
    for (const Placement& place : plugin.placed) {
        const frame::Surface* const panel = plugin.surface(place.surface);
        if (panel == nullptr || is_empty(place.clip)) continue;
        const Spot spot{panel->rect.x, panel->rect.y, place.rect.x, place.rect.y, scale / plugin.picture.header.scale,
                        place.clip,    place.dim};
        blit(plugin, *panel, *place.window, spot);
        show_inside(plugin, *panel, place);
    }
}

// Windows that stay within their panel are part of it: they scroll with the page, are clipped with it, and need nobody's leave.
void Compositor::State::show_inside(Plugin& plugin, const frame::Surface& panel, const Placement& place) {
    using frame::SurfaceKind;
    const float stretch = scale / plugin.picture.header.scale;
    for (const frame::Surface* surface : own_surfaces(plugin.picture)) {
        if (surface->kind != SurfaceKind::window && surface->kind != SurfaceKind::modal) continue;
        if (!contains(panel.rect, surface->rect) ||
            std::ranges::find(plugin.inside, surface->id, &Plugin::Inside::surface) != plugin.inside.end())
            continue;
        blit(plugin, *surface, *place.window,
             {panel.rect.x, panel.rect.y, place.rect.x, place.rect.y, stretch, place.clip, place.dim});
        plugin.inside.push_back({surface->id,
                                 panel.id,
                                 {place.rect.x + (surface->rect.x - panel.rect.x) * stretch,
                                  place.rect.y + (surface->rect.y - panel.rect.y) * stretch, surface->rect.width * stretch,
                                  surface->rect.height * stretch}});
    }
}

void Compositor::State::blit(const Plugin& plugin, const frame::Surface& surface, ImGuiWindow& window, const Spot& spot) {
    if (items_wanted) shown.push_back({plugin.id, surface.id, spot});
    Placing placing;
    placing.from_x = spot.from_x;
    placing.from_y = spot.from_y;
    // Moved by whole pixels, so that text stays as sharp as it was drawn.
    placing.to_x = spot.stretch == 1.0F ? spot.from_x + std::round(spot.to_x - spot.from_x) : spot.to_x;
    placing.to_y = spot.stretch == 1.0F ? spot.from_y + std::round(spot.to_y - spot.from_y) : spot.to_y;
    placing.scale = spot.stretch;
    placing.clip_left = spot.clip.x;
    placing.clip_top = spot.clip.y;
    placing.clip_right = spot.clip.x + spot.clip.width;
    placing.clip_bottom = spot.clip.y + spot.clip.height;
    placing.opacity = 1 - 0.65F * std::clamp(spot.dim, 0.0F, 1.0F);
    append_surface(*window.DrawList, plugin.picture, surface, placing, [&](std::uint32_t id) {
        ImTextureData* const texture = plugin.textures.find(id);
        return texture != nullptr ? texture : placeholder.get();
    });
}

// ---- popups, tooltips, windows --------------------------------------------------------------------------------------------------

bool Compositor::State::may_show(Plugin& plugin, const frame::Surface& surface, float& area_left) const {
    using frame::SurfaceKind;
    // Windows stay where they are, behind the client's question; menus and tooltips are no business of one who must answer it.
    if (modal_open && surface.kind != SurfaceKind::window && surface.kind != SurfaceKind::modal) return false;
    if (std::ranges::find(plugin.dismissed_surfaces, surface.id) != plugin.dismissed_surfaces.end()) return false;
    if (surface.kind == SurfaceKind::tooltip) {
        if (router.hovered().instance != plugin.id && router.focused().instance != plugin.id) return false;
    } else if (std::ranges::find(plugin.allowed_surfaces, surface.id) == plugin.allowed_surfaces.end()) {
        // What the person did not ask for does not open: nothing pops up out of the blue.
        if (clock.now_s - plugin.may_open_since_s > 2 * options.input_window_s) return false;
        plugin.allowed_surfaces.push_back(surface.id);
    }
    if (surface.kind == SurfaceKind::tooltip || surface.kind == SurfaceKind::popup) {
        area_left -= area_of(surface.rect);
        if (area_left < 0) return false;
    }
    return true;
}

void Compositor::State::show_own_surfaces(Plugin& plugin) {
    std::vector<std::uint32_t> on_screen;
    float area_left = most_popup_share * width * height;
    for (const frame::Surface* surface : own_surfaces(plugin.picture)) {
        if (std::ranges::find(plugin.inside, surface->id, &Plugin::Inside::surface) != plugin.inside.end()) continue;
        if (!may_show(plugin, *surface, area_left)) continue;
        // It moves with the panel it came from.
        frame::Rect rect = surface->rect;
        const frame::Surface* const panel = plugin.surface(plugin.panel_of(surface->id));
        if (const Placement* const place = panel != nullptr ? plugin.placement(panel->id) : nullptr; place != nullptr) {
            rect.x += std::round(place->rect.x - panel->rect.x);
            rect.y += std::round(place->rect.y - panel->rect.y);
        }
        if (show_window(plugin, *surface, rect)) on_screen.push_back(surface->id);
    }
    std::erase_if(plugin.strips, [&plugin](const auto& entry) { return plugin.surface(entry.first) == nullptr; });
    if (on_screen != plugin.shown_surfaces) show_again = true;
    plugin.shown_surfaces = std::move(on_screen);
}

// How far from its panel a plugin may open menus and tooltips; windows may be carried anywhere on the page.
frame::Rect Compositor::State::reach_of(const Plugin& plugin, const frame::Surface& surface) const {
    const frame::Rect page = popup_rect();
    if (surface.kind == frame::SurfaceKind::window || surface.kind == frame::SurfaceKind::modal) return page;
    const Placement* place = plugin.placement(plugin.panel_of(surface.id));
    if (place == nullptr && !plugin.placed.empty()) place = &plugin.placed.front();
    if (place == nullptr) return page;
    const float near = std::round(near_panel * scale);
    return intersection(
        page, {place->rect.x - near, place->rect.y - near, place->rect.width + 2 * near, place->rect.height + 2 * near});
}

// One window of the client: the frame with the plugin's name, and within it, clipped, what the plugin drew.
bool Compositor::State::show_window(Plugin& plugin, const frame::Surface& surface, const frame::Rect& rect) {
    using frame::SurfaceKind;
    const bool floats = surface.kind == SurfaceKind::window || surface.kind == SurfaceKind::modal;
    const frame::Rect area = reach_of(plugin, surface);
    const FrameSizes sizes = frame_sizes(scale);
    NameStrip side = strip_side(surface.kind, rect, area, sizes, ImGui::GetIO().MousePos.y);
    if (!floats) side = plugin.strips.try_emplace(surface.id, side).first->second;
    // A window may be as large as its plugin likes; what is seen of it is not more than of its menus.
    frame::Rect seen = rect;
    if (floats && area_of(seen) > most_popup_share * width * height)
        seen.height = std::floor(most_popup_share * width * height / seen.width);
    const std::string_view owner = plugin.options.plugin_name.empty() ? "Plugin" : std::string_view{plugin.options.plugin_name};
    const auto plan = plan_frame(seen, area, sizes, side, std::min(name_width(owner, scale), std::round(most_name * scale)));
    if (!plan) return false;

    const auto key = window_keys.find(plugin.id); // after a reload the same window goes on
    const std::string name = fmt::format("##plugin/{:x}/{:x}", key != window_keys.end() ? key->second : plugin.id, surface.id);
    ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
                             ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoNav |
                             ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoScrollWithMouse;
    if (surface.kind == SurfaceKind::tooltip) flags |= ImGuiWindowFlags_NoInputs;
    ImGui::SetNextWindowPos(ImVec2(plan->outer.x, plan->outer.y));
    ImGui::SetNextWindowSize(ImVec2(plan->outer.width, plan->outer.height));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
    ImGui::Begin(name.c_str(), nullptr, flags);
    ImGui::PopStyleVar(3);
    ImGuiWindow* const window = ImGui::GetCurrentWindow();
    windows.emplace(window->ID, WindowOf{{plugin.id, surface.id}, plan->content});
    if (surface.kind != SurfaceKind::tooltip) {
        ImGui::SetCursorScreenPos(ImVec2(plan->content.x, plan->content.y));
        ImGui::InvisibleButton("##stop", ImVec2(plan->content.width, plan->content.height),
                               ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight |
                                   ImGuiButtonFlags_MouseButtonMiddle);
    }
    draw_frame(*window->DrawList, *plan, popup_rect(), owner, scale);
    blit(plugin, surface, *window, {surface.rect.x, surface.rect.y, rect.x, rect.y, 1, plan->content, 0});
    ImGui::End();
    const Placement* const any = plugin.placed.empty() ? nullptr : &plugin.placed.front();
    put_behind_client(window, any != nullptr ? any->window->RootWindow : nullptr,
                      [this](ImGuiID id) { return windows.contains(id) || windows_before.contains(id); });
    return true;
}

void Compositor::State::show_plugins() {
    shown.clear();
    watch_client_modal(); // a question that has come up in this very frame closes menus before it is seen
    for (auto& [id, plugin] : plugins) {
        if (!plugin.has_picture || plugin.on_trial()) continue;
        show_panels(plugin);
    }
    // Popups after all panels, and only of live plugins that are on the page; a frame of another scale has them at wrong places.
    for (auto& [id, plugin] : plugins) {
        const bool on_page = std::ranges::any_of(plugin.placed, [](const Placement& place) { return !is_empty(place.clip); });
        if (!plugin.link || !plugin.has_picture || plugin.on_trial() || !on_page || plugin.picture.header.scale != scale)
            continue;
        // The client covers its panel, with a question or to say that it hangs: nothing of the plugin lies beside that.
        const bool covered = std::ranges::any_of(plugin.placed, [](const Placement& place) { return place.dim > 0; });
        if (covered) {
            if (!plugin.shown_surfaces.empty()) dismiss(plugin);
            plugin.shown_surfaces.clear();
            continue;
        }
        show_own_surfaces(plugin);
    }
}

} // namespace asista::gfx

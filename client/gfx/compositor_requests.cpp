// Whose the pointer is, which popups stay, and what the next request of each process says.
#include "gfx/compositor_state.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asista::gfx {

// ---- pointer and popups ---------------------------------------------------------------------------------------------------------

namespace {
// The frontmost window at a point, as the last frame left them. ImGui's own search looks at the frame before that until NewFrame() has
// run, and would miss a popup that has just opened.
ImGuiWindow* window_at(const ImVec2& point) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    for (int i = g.Windows.Size - 1; i >= 0; --i) {
        ImGuiWindow* const window = g.Windows[i];
        if (!window->Active || window->Hidden || (window->Flags & ImGuiWindowFlags_NoMouseInputs) != 0) continue;
        const bool resizes = (window->Flags & (ImGuiWindowFlags_NoResize | ImGuiWindowFlags_AlwaysAutoResize)) == 0;
        const float border =
            resizes ? std::max(g.Style.TouchExtraPadding.x, g.Style.WindowBorderHoverPadding) : g.Style.TouchExtraPadding.x;
        if (window->OuterRectClipped.ContainsWithPad(point, ImVec2(border, border))) return window;
    }
    return nullptr;
}
} // namespace

SurfaceRef Compositor::State::surface_at(float x, float y) const {
    on_frame_of = 0;
    ImGuiWindow* const window = window_at(ImVec2(x, y));
    if (window == nullptr) return {};
    // What a client modal blocks, it blocks for plugins too.
    if (ImGuiWindow* const modal = ImGui::GetTopMostPopupModal();
        modal != nullptr && !ImGui::IsWindowWithinBeginStackOf(window->RootWindow, modal)) {
        return {};
    }
    const auto known = windows_before.find(window->ID);
    if (known == windows_before.end()) return {};
    if (!contains(known->second.content, x, y)) { // the frame is the client's
        on_frame_of = known->second.shows.instance;
        return {};
    }
    SurfaceRef hit = known->second.shows;
    if (const Plugin* const plugin = find(hit.instance); plugin != nullptr) {
        for (const Plugin::Inside& inside : plugin->inside_before)
            if (inside.panel == known->second.shows.surface && contains(inside.rect, x, y)) hit.surface = inside.surface;
    }
    return hit;
}

void Compositor::State::dismiss(Plugin& plugin) {
    // What the person did there before they turned away is no reason to open anything: else a menu could be back in the next frame.
    plugin.may_open_since_s = -never;
    if (!plugin.link || !plugin.has_picture) return;
    bool has_popup = (plugin.picture.header.flags & frame::output_flags::popup_open) != 0;
    for (const frame::Surface& surface : plugin.picture.surfaces) {
        if (surface.kind != frame::SurfaceKind::popup && surface.kind != frame::SurfaceKind::tooltip) continue;
        has_popup = has_popup || surface.kind == frame::SurfaceKind::popup;
        plugin.dismissed_surfaces.push_back(surface.id);
    }
    if (has_popup) plugin.link->input().push(plain_event(frame::EventKind::dismiss));
}

void Compositor::State::dismiss_all(InstanceId except) {
    for (auto& [id, plugin] : plugins)
        if (id != except) dismiss(plugin);
}

// A question of the client's own is never asked behind or beside an open menu of a plugin.
void Compositor::State::watch_client_modal() {
    const bool open = ImGui::GetTopMostPopupModal() != nullptr;
    if (open && !modal_open) dismiss_all(0);
    modal_open = open;
}

// ---- requests -------------------------------------------------------------------------------------------------------------------

std::vector<frame::InputSurface> Compositor::State::request_surfaces(const Plugin& plugin,
                                                                     const std::vector<Placement>& places) const {
    std::vector<frame::InputSurface> surfaces;
    if (plugin.on_trial()) {
        const Plugin* const old = find(plugin.options.trial->old_instance);
        for (const Trial::Pair& pair : plugin.options.trial->surfaces) {
            const Placement* const place = old != nullptr && pair.old_surface != 0 ? old->placement(pair.old_surface) : nullptr;
            const frame::Rect rect =
                place != nullptr ? place->rect : frame::Rect{0, 0, std::round(360 * scale), std::round(280 * scale)};
            surfaces.push_back({pair.new_surface, frame::surface_flags::visible | frame::surface_flags::trial, rect, rect});
        }
    } else {
        const SurfaceRef hovered = router.hovered(), focused = router.focused();
        const std::uint32_t hovered_panel = hovered.instance == plugin.id ? plugin.panel_of(hovered.surface) : 0;
        const std::uint32_t focused_panel = focused.instance == plugin.id ? plugin.panel_of(focused.surface) : 0;
        for (const Placement& place : places) {
            std::uint32_t flags = is_empty(place.clip) ? 0 : frame::surface_flags::visible;
            if (hovered_panel == place.surface) flags |= frame::surface_flags::hovered;
            if (focused_panel == place.surface) flags |= frame::surface_flags::focused;
            surfaces.push_back({place.surface, flags, place.rect, place.clip});
        }
    }
    if (surfaces.size() > frame::max_surfaces) surfaces.resize(frame::max_surfaces);
    return surfaces;
}

namespace {
bool any_visible(const std::vector<frame::InputSurface>& surfaces) {
    return std::ranges::any_of(surfaces,
                               [](const frame::InputSurface& s) { return (s.flags & frame::surface_flags::visible) != 0; });
}
// Hover and focus alone come as events; these are what a new picture is needed for.
bool same_places(const std::vector<frame::InputSurface>& one, const std::vector<frame::InputSurface>& other) {
    return std::ranges::equal(one, other, [](const frame::InputSurface& a, const frame::InputSurface& b) {
        return a.id == b.id && same_rect(a.rect, b.rect) &&
               (a.flags & frame::surface_flags::visible) == (b.flags & frame::surface_flags::visible);
    });
}
} // namespace

bool Compositor::State::wants_request(const Plugin& plugin, const std::vector<frame::InputSurface>& surfaces) const {
    if (!plugin.link || plugin.held || plugin.pace == Pace::paused || !any_visible(surfaces)) return false;
    if (plugin.on_trial()) return !plugin.trial_passed;
    return plugin.dirty || !plugin.link->input().empty() || plugin.wake_at_s <= clock.now_s ||
           (plugin.has_picture && (plugin.picture.header.flags & frame::output_flags::wants_frame) != 0) ||
           !same_places(surfaces, plugin.link->last_request().surfaces);
}

void Compositor::State::request(Plugin& plugin, std::vector<frame::InputSurface> surfaces) {
    FrameLink::Request wanted;
    wanted.wall_time_ms = clock.wall_time_ms;
    wanted.utc_offset_s = clock.utc_offset_s;
    wanted.theme_serial = theme_serial;
    wanted.scale = scale;
    wanted.client_width = width;
    wanted.client_height = height;
    wanted.popup_area = room_in_frame(popup_rect(), frame_sizes(scale));
    if (router.hovered().instance == plugin.id) wanted.hovered_surface = router.hovered().surface;
    wanted.focused = router.focused().instance == plugin.id;
    for (const frame::InputSurface& surface : surfaces)
        wanted.visible_area += area_of(plugin.on_trial() ? surface.rect : surface.clip);
    wanted.own_area = area_of(popup_rect());
    wanted.surfaces = std::move(surfaces);
    wanted.texture_bytes = plugin.textures.bytes();
    wanted.items = items_wanted && !plugin.on_trial();
    plugin.dirty = false;
    plugin.wake_at_s = never;
    plugin.link->set_request_frame(frame);
    plugin.link->request(std::move(wanted), clock.now_s, kicked);
}

void Compositor::State::note_visibility(Plugin& plugin, bool visible) {
    if (plugin.was_visible && !visible) {
        // Its page was left: what was open there is closed when it comes back.
        dismiss(plugin);
        plugin.shown_surfaces.clear();
    }
    plugin.was_visible = visible;
}

// The window's size as ImGui knows it: in begin_frame() that of the frame before, and nothing before the first one.
void Compositor::State::measure_window() {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const float new_width = std::max(size.x, 0.0F), new_height = std::max(size.y, 0.0F);
    if (new_width == width && new_height == height) return;
    width = new_width;
    height = new_height;
    for (auto& [id, plugin] : plugins) plugin.dirty = true;
}

void Compositor::State::request_frames() {
    measure_window();
    kicked = std::chrono::steady_clock::now();
    for (auto& [id, plugin] : plugins) {
        if (!plugin.link || plugin.on_trial()) continue;
        // A late answer is taken now, so that a slow process may go on at once.
        if (plugin.link->outstanding()) take_answer(plugin);
        auto surfaces = request_surfaces(plugin, plugin.placed_before);
        note_visibility(plugin, any_visible(surfaces));
        if (!plugin.link->outstanding() && wants_request(plugin, surfaces)) request(plugin, std::move(surfaces));
    }
}

void Compositor::State::request_new_panels() {
    measure_window();
    bool first = true;
    for (auto& [id, plugin] : plugins) {
        if (!plugin.link || plugin.on_trial() || plugin.was_visible || plugin.link->outstanding()) continue;
        auto surfaces = request_surfaces(plugin, plugin.placed);
        if (!any_visible(surfaces) || !wants_request(plugin, surfaces)) continue;
        if (std::exchange(first, false)) kicked = std::chrono::steady_clock::now(); // they have the whole time, too
        request(plugin, std::move(surfaces));
    }
}

void Compositor::State::advance_trial(Plugin& plugin) {
    FrameLink& link = *plugin.link;
    if (link.outstanding()) take_answer(plugin);
    if (!link.outstanding() && !plugin.trial_passed && plugin.trial_next_s <= clock.now_s) {
        kicked = std::chrono::steady_clock::now();
        request(plugin, request_surfaces(plugin, {}));
    }
    if (link.outstanding()) watch(plugin);
}

} // namespace asista::gfx

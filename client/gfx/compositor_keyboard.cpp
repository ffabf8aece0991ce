// The keyboard on its way into plugins and out of them: Tab and arrows go from the client's items to those of a plugin and on.
#include "gfx/compositor_state.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

namespace asista::gfx {

namespace {
using frame::Key;
using frame::Way;

platform::InputEvent key_event(Key key, bool pressed) {
    return {.kind = platform::InputEvent::Kind::key, .code = static_cast<std::uint32_t>(key), .pressed = pressed};
}

Key key_of(Way way) {
    switch (way) {
    case Way::none: return Key::none;
    case Way::forward:
    case Way::backward: return Key::tab;
    case Way::left: return Key::left;
    case Way::right: return Key::right;
    case Way::up: return Key::up;
    case Way::down: return Key::down;
    case Way::out: return Key::escape;
    }
    return Key::none;
}
bool is_arrow(Way way) { return way >= Way::left && way <= Way::down; }

// How the client's own navigation has just come to an item. ImGui tells it of Tab; of an arrow it was the one that is or was just down.
Way way_to(ImGuiID item) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    if (g.NavJustMovedToId != item) return Way::none;
    if (g.NavJustMovedToIsTabbing) return (g.NavJustMovedToKeyMods & ImGuiMod_Shift) != 0 ? Way::backward : Way::forward;
    constexpr std::pair<ImGuiKey, Way> arrows[] = {{ImGuiKey_LeftArrow, Way::left},
                                                   {ImGuiKey_RightArrow, Way::right},
                                                   {ImGuiKey_UpArrow, Way::up},
                                                   {ImGuiKey_DownArrow, Way::down}};
    for (const auto& [key, way] : arrows) {
        const ImGuiKeyData& data = *ImGui::GetKeyData(key);
        if (data.DownDuration >= 0 || data.DownDurationPrev >= 0) return way;
    }
    return Way::none; // a page that opened, or an item that was searched for
}
} // namespace

void keyboard_stop(const frame::Rect& rect) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const ImRect whole(rect.x, rect.y, rect.x + rect.width, rect.y + rect.height);
    ImRect met = whole;
    if (g.NavMoveDir != ImGuiDir_None && g.NavWindow != nullptr) {
        const ImRect from = ImGui::WindowRectRelToAbs(g.NavWindow, g.NavWindow->NavRectRel[g.NavLayer]);
        const std::size_t across = g.NavMoveDir == ImGuiDir_Left || g.NavMoveDir == ImGuiDir_Right ? ImGuiAxis_Y : ImGuiAxis_X;
        if (from.Max[across] > whole.Min[across] && from.Min[across] < whole.Max[across]) { // side by side
            met.Min[across] = g.NavScoringRect.Min[across];
            met.Max[across] = g.NavScoringRect.Max[across];
        }
    }
    const ImGuiID id = ImGui::GetID("##stop");
    ImGui::ItemSize(whole.GetSize());
    if (!ImGui::ItemAdd(whole, id, &met)) return;
    bool hovered = false, held = false;
    ImGui::ButtonBehavior(whole, id, &hovered, &held,
                          ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight |
                              ImGuiButtonFlags_MouseButtonMiddle);
    ImGui::RenderNavCursor(whole, id);
}

// The plugin keeps the keyboard as long as the client's own focus is where its panel is. A window of the client that came up (the
// palette, a question), or a text field of the client, takes it.
void Compositor::State::keep_focus_honest() {
    const SurfaceRef focused = router.focused();
    if (focused.instance == 0) return;
    const Plugin* const plugin = find(focused.instance);
    if (plugin == nullptr || !plugin->link || plugin->placed.empty() || modal_open) return router.release_focus();
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const auto is_own = [&](const ImGuiWindow* window) {
        const auto known = windows.find(window->ID);
        return known != windows.end() && known->second.shows.instance == focused.instance;
    };
    if (g.ActiveId != 0 && g.ActiveIdWindow != nullptr && !is_own(g.ActiveIdWindow) && g.IO.WantTextInput)
        return router.release_focus();
    if (g.NavWindow == nullptr || is_own(g.NavWindow)) return;
    if (!g.NavWindow->Active) {
        // It has just closed. ImGui would give the focus to some other window next; when this was the plugin's, it goes back to its panel.
        const auto before = windows_before.find(g.NavWindow->ID);
        if (before != windows_before.end() && before->second.shows.instance == focused.instance)
            ImGui::FocusWindow(plugin->placed.front().window);
        return;
    }
    const bool same_page = std::ranges::any_of(
        plugin->placed, [&g](const Placement& place) { return place.window->RootWindow == g.NavWindow->RootWindow; });
    if (!same_page) router.release_focus();
}

// The client's navigation came to the panel: on to the plugin's own items. One that does not answer is passed by.
void Compositor::State::enter_by_keyboard(Plugin& plugin, const Placement& place) {
    const Way way = way_to(place.stop);
    const bool answers = plugin.link && plugin.has_picture && plugin.pace != Pace::paused && plugin.told_unanswered == 0;
    if (way == Way::none || !answers || place.dim > 0 || modal_open) return;
    onward.reset();
    router.focus({plugin.id, place.surface});
    plugin.link->input().push({frame::EventKind::enter, place.surface, 0, 0, static_cast<std::uint32_t>(way), 0});
    plugin.leaves = Way::none;
    plugin.last_key = key_of(way);
    plugin.last_key_s = clock.now_s;
    // It is held still, but no longer the client's: it would go on moving here.
    keys_to_client.push_back(key_event(key_of(way), false));
}

// What goes on out of a plugin must be what the person has just pressed, or a plugin could choose where their next key goes.
void Compositor::State::note_key(Plugin& plugin, const frame::Event& event) {
    const bool key =
        event.kind == frame::EventKind::key && event.pressed != 0 && !frame::is_modifier(static_cast<Key>(event.code));
    if (!key && event.kind != frame::EventKind::text && event.kind != frame::EventKind::mouse_button) return;
    plugin.last_key = key ? static_cast<Key>(event.code) : Key::none;
    plugin.last_key_s = clock.now_s;
}

void Compositor::State::follow_keyboard() {
    for (auto& [id, plugin] : plugins) {
        const Way way = std::exchange(plugin.leaves, Way::none);
        if (way == Way::none || router.focused().instance != id || plugin.last_key != key_of(way)) continue;
        if (clock.now_s - plugin.last_key_s > options.input_window_s) continue;
        leave_by_keyboard(plugin, way);
        return;
    }
    // No item of the client's lies that way: the person is where they were.
    if (!onward || --onward->frames > 0) return;
    const Onward back = *std::exchange(onward, std::nullopt);
    const Plugin* const plugin = find(back.from.instance);
    if (plugin != nullptr && plugin->link && router.focused().instance == 0 && ImGui::GetCurrentContext()->NavId == back.stop)
        router.focus(back.from);
}

namespace {
// From where the client's arrows look for what comes next: the plugin's item, as long as that is within the panel; else the panel.
ImRect way_out(const Plugin& plugin, const Placement& place) {
    const frame::Surface* const panel = plugin.surface(place.surface);
    frame::Rect from = plugin.picture.header.left_from;
    if (panel != nullptr) {
        from.x += place.rect.x - panel->rect.x;
        from.y += place.rect.y - panel->rect.y;
        from = intersection(from, place.rect);
    }
    const frame::Rect& rect = panel == nullptr || is_empty(from) ? place.rect : from;
    return {rect.x, rect.y, rect.x + rect.width, rect.y + rect.height};
}
} // namespace

void Compositor::State::leave_by_keyboard(Plugin& plugin, Way way) {
    const std::uint32_t panel = plugin.panel_of(router.focused().surface);
    const auto place = std::ranges::find(plugin.placed, panel, &Placement::surface);
    const SurfaceRef from = router.focused();
    plugin.last_key = Key::none; // one key, one step
    router.release_focus();
    if (place == plugin.placed.end()) return;
    ImGuiWindow* const window = place->window;
    ImGui::FocusWindow(window);
    const ImRect rect = way_out(plugin, *place);
    ImGui::SetNavID(place->stop, ImGuiNavLayer_Main, window->NavRootFocusScopeId, ImGui::WindowRectAbsToRel(window, rect));
    ImGui::SetNavCursorVisible(true);
    show_again = true;
    if (way == Way::out) return;
    // The client's own navigation takes the step, as if its item at this place had had the key.
    // Shift may have been let go of since, or pressed.
    if (!is_arrow(way)) keys_to_client.push_back(key_event(Key::mod_shift, way == Way::backward));
    keys_to_client.push_back(key_event(key_of(way), true));
    keys_to_client.push_back(key_event(key_of(way), false));
    if (!is_arrow(way)) keys_to_client.push_back(key_event(Key::mod_shift, router.holds_shift()));
    constexpr int frames_to_move = 3; // the key, the move, and one to be sure
    if (is_arrow(way)) onward = Onward{from, place->stop, frames_to_move};
}

} // namespace asista::gfx

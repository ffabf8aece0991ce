// What ImGui's navigation found is read when all items were made and before it is applied, which NewFrame() does.
#include "view_border.hpp"

#include "panel_window.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <string_view>
#include <utility>

namespace asista::host {

namespace {
using frame::Way;

bool is_panel(const ImGuiWindow& window) { // the names of child windows begin with that of their parent
    return window.RootWindow == &window && std::string_view{window.Name}.starts_with(panel_window_prefix);
}

bool from_behind(Way way) { return way == Way::backward || way == Way::left || way == Way::up; }

// Tabbing as the Tab key would ask for it. direction 0: to the first item, -1 without a present item: to the last.
void ask_to_tab(int direction, bool type_there) {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    g.NavTabbingDir = direction;
    ImGui::NavMoveRequestSubmit(ImGuiDir_None, direction < 0 ? ImGuiDir_Up : ImGuiDir_Down,
                                ImGuiNavMoveFlags_IsTabbing | (type_there ? ImGuiNavMoveFlags_Activate : 0),
                                ImGuiScrollFlags_KeepVisibleEdgeX | ImGuiScrollFlags_KeepVisibleEdgeY);
    g.NavTabbingCounter = -1;
}

Way way_of(ImGuiDir direction) {
    switch (direction) {
    case ImGuiDir_Left: return Way::left;
    case ImGuiDir_Right: return Way::right;
    case ImGuiDir_Up: return Way::up;
    case ImGuiDir_Down: return Way::down;
    default: return Way::none;
    }
}
} // namespace

void KeyboardBorder::enter(std::uint32_t panel, Way way) {
    constexpr int most_frames = 3;
    entry_ = Entry{panel, way, most_frames};
}

void KeyboardBorder::before_frame() {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    // Escape has something to do within the plugin otherwise: let go, close, go up.
    const bool at_root = g.NavWindow == nullptr || g.NavWindow->RootWindowForNav == g.NavWindow->RootWindow;
    may_escape_ = at_root && g.ActiveId == 0 && g.OpenPopupStack.Size == 0 && g.NavLayer == ImGuiNavLayer_Main;
}

void KeyboardBorder::begin_frame() {
    leaves_ = Way::none;
    asked_ = entering_ = false;
    if (entry_) return start_entry();
    if (const Way way = std::exchange(onward_, Way::none); way != Way::none && ImGui::GetCurrentContext()->NavWindow != nullptr) {
        ask_to_tab(from_behind(way) ? -1 : 1, true);
        asked_ = true;
    }
}

void KeyboardBorder::start_entry() {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    ImGuiWindow* const window = ImGui::FindWindowByName(panel_window_name(entry_->panel).c_str());
    if (window == nullptr) {
        if (--entry_->frames_left <= 0) entry_.reset();
        return;
    }
    ImGui::FocusWindow(window);
    g.NavId = 0;
    g.NavLayer = ImGuiNavLayer_Main;
    ImGui::SetNavFocusScope(window->NavRootFocusScopeId);
    // A field that an arrow leads to is not typed into at once: the next arrow would move its cursor.
    const Way way = std::exchange(entry_, std::nullopt)->way;
    ask_to_tab(from_behind(way) ? -1 : 0, way == Way::forward || way == Way::backward);
    leaves_ = way; // unless something is found
    asked_ = entering_ = true;
}

void KeyboardBorder::end_frame() {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    leaves_ = end_of_frame(std::exchange(leaves_, Way::none));
    left_from_ = {};
    if (leaves_ == Way::none || g.NavWindow == nullptr || g.NavId == 0 || !g.NavIdIsAlive) return;
    ImRect rect = ImGui::WindowRectRelToAbs(g.NavWindow, g.NavWindow->NavRectRel[g.NavLayer]);
    rect.ClipWithFull(g.NavWindow->RootWindow->Rect()); // a scrolled list may have it anywhere
    left_from_ = {rect.Min.x, rect.Min.y, rect.GetWidth(), rect.GetHeight()};
}

Way KeyboardBorder::end_of_frame(Way entered) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    if (entering_) // a panel with nothing to go to is passed by
        return g.NavMoveResultLocal.ID == 0 && g.NavTabbingResultFirst.ID == 0 ? entered : Way::none;
    const bool escape =
        ImGui::IsKeyPressed(ImGuiKey_Escape, false) && ImGui::GetKeyOwner(ImGuiKey_Escape) == ImGuiKeyOwner_NoOwner;
    if (may_escape_ && escape && g.OpenPopupStack.Size == 0) return Way::out;
    if (!g.NavMoveSubmitted || g.NavWindow == nullptr || (g.NavMoveFlags & ImGuiNavMoveFlags_FocusApi) != 0) return Way::none;
    const Way way = (g.NavMoveFlags & ImGuiNavMoveFlags_IsTabbing) != 0 ? end_of_tabbing() : end_of_arrows();
    if (way != Way::none) ImGui::NavMoveRequestCancel();
    return way;
}

// Whether ImGui would go round now; how it tells is written at NavProcessItemForTabbingRequest().
Way KeyboardBorder::end_of_tabbing() {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const bool backward = g.NavTabbingDir < 0;
    const bool found = g.NavMoveResultLocal.ID != 0;
    bool at_end = false;
    if (backward)
        at_end = g.NavIdIsAlive ? g.NavMoveScoringItems : !found; // still looking: nothing came before the present item
    else
        at_end = !found && (g.NavTabbingCounter == 1 || g.NavTabbingResultFirst.ID == 0);
    if (!at_end) {
        // What had the keyboard is gone; ImGui would look for it for ever.
        if (!backward && !found && g.NavTabbingDir > 0) ImGui::GetCurrentContext()->NavTabbingDir = 0;
        return Way::none;
    }
    const Way way = backward ? Way::backward : Way::forward;
    ImGuiWindow& around = *g.NavWindow->RootWindowForNav;
    if (is_panel(around)) return way;
    const bool child = (around.Flags & ImGuiWindowFlags_ChildWindow) != 0 && (around.Flags & ImGuiWindowFlags_Popup) == 0;
    if (child && around.ParentWindow != nullptr && around.ChildId != 0) leave_child(around, way);
    return Way::none; // menus and windows of the plugin's own go round
}

// A child window is an item of the window around it: on from there.
void KeyboardBorder::leave_child(ImGuiWindow& child, Way way) {
    ImGuiWindow& parent = *child.ParentWindow;
    ImGui::NavMoveRequestCancel();
    ImGui::FocusWindow(&parent);
    ImGui::SetNavID(child.ChildId, ImGuiNavLayer_Main, parent.NavRootFocusScopeId,
                    ImGui::WindowRectAbsToRel(&parent, child.Rect()));
    onward_ = way;
}

Way KeyboardBorder::end_of_arrows() const {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    constexpr ImGuiNavMoveFlags others = ImGuiNavMoveFlags_IsPageMove | ImGuiNavMoveFlags_WrapMask_ | ImGuiNavMoveFlags_Forwarded;
    const bool found = g.NavMoveResultLocal.ID != 0 || g.NavMoveResultOther.ID != 0;
    if (found || (g.NavMoveFlags & others) != 0 || g.NavLayer != ImGuiNavLayer_Main) return Way::none;
    const ImGuiWindow& around = *g.NavWindow->RootWindowForNav;
    if (!is_panel(around)) return Way::none;
    // Without a present item ImGui looks for the first one, and scrolls where there is none.
    const bool scrolls = around.DC.NavWindowHasScrollY;
    if (g.NavId == 0 && (g.NavInitResult.ID != 0 || scrolls)) return Way::none;
    return way_of(g.NavMoveDir);
}

} // namespace asista::host

// Bringing back what an earlier process remembered, frame by frame: a node must be open before what is in it can be found.
#include "view_memory.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <imgui.h>
#include <imgui_internal.h>
#include <utility>
namespace ImStb {
#include <imstb_textedit.h> // the state of a text field: declared here, defined by ImGui
}

namespace asista::host {

namespace {
constexpr float most_pixels = 1e6F;

float within(float value, float low) { return std::isfinite(value) ? std::clamp(value, low, most_pixels) : 0.0F; }

void place(ImGuiWindow& window, const memory::Window& was) {
    const ImVec2 size(within(was.width, 1), within(was.height, 1));
    const bool child = (window.Flags & ImGuiWindowFlags_ChildWindow) != 0;
    if (!child) {
        window.Pos = ImVec2(std::floor(within(was.x, -most_pixels)), std::floor(within(was.y, -most_pixels)));
        window.Collapsed = was.collapsed;
    }
    if ((window.Flags & ImGuiWindowFlags_AlwaysAutoResize) != 0) return;
    window.SizeFull = size;
    if (!window.Collapsed) window.Size = size;
    window.AutoFitFramesX = window.AutoFitFramesY = 0;
}

// Those that have found their place leave `waiting` and are counted.
template <class T, class Apply> int settle(std::vector<T>& waiting, Apply&& apply) {
    const auto done = std::stable_partition(waiting.begin(), waiting.end(), [&](const T& item) { return !apply(item); });
    const auto count = static_cast<int>(waiting.end() - done);
    waiting.erase(done, waiting.end());
    return count;
}

bool apply_tab_bar(const memory::TabBar& was) {
    ImGuiTabBar* const bar = ImGui::GetCurrentContext()->TabBars.GetByKey(was.id);
    if (bar == nullptr) return false;
    const auto place_of = [&was](const ImGuiTabItem& tab) {
        return std::ranges::find(was.order, tab.ID) - was.order.begin(); // new ones last
    };
    if ((bar->Flags & ImGuiTabBarFlags_Reorderable) != 0)
        std::stable_sort(bar->Tabs.begin(), bar->Tabs.end(),
                         [&](const ImGuiTabItem& a, const ImGuiTabItem& b) { return place_of(a) < place_of(b); });
    const bool there = std::any_of(bar->Tabs.begin(), bar->Tabs.end(), [&](const auto& tab) { return tab.ID == was.selected; });
    if (there) bar->NextSelectedTabId = was.selected;
    return true;
}

void apply_column(ImGuiTableColumn& column, const memory::Column& was, ImGuiTableFlags flags) {
    if ((flags & ImGuiTableFlags_Resizable) != 0) {
        if (was.width > 0) column.WidthRequest = within(was.width, 1);
        if (was.weight > 0) column.StretchWeight = within(was.weight, 0.0001F);
        column.AutoFitQueue = 0;
    }
    if ((flags & ImGuiTableFlags_Reorderable) != 0) column.DisplayOrder = was.place;
    if ((flags & ImGuiTableFlags_Hideable) != 0) column.IsUserEnabled = column.IsUserEnabledNextFrame = was.shown;
    if ((flags & ImGuiTableFlags_Sortable) != 0) {
        column.SortOrder = was.sort_order;
        const bool known = was.sort_direction <= ImGuiSortDirection_Descending;
        column.SortDirection = known ? was.sort_direction & 3U : 0U; // two bits
    }
}

// Columns are the same ones when their names are.
bool same_columns(const ImGuiTable& table, const memory::Table& was) {
    if (static_cast<std::size_t>(table.ColumnsCount) != was.columns.size()) return false;
    for (int n = 0; n < table.ColumnsCount; ++n)
        if (table.Columns[n].ID != was.columns[static_cast<std::size_t>(n)].id) return false;
    return true;
}

bool apply_table(const memory::Table& was, int& kept) {
    ImGuiTable* const table = ImGui::GetCurrentContext()->Tables.GetByKey(was.id);
    if (table == nullptr || table->ColumnsCount == 0) return false;
    if (!same_columns(*table, was)) return true; // another table by now
    for (int n = 0; n < table->ColumnsCount; ++n)
        apply_column(table->Columns[n], was.columns[static_cast<std::size_t>(n)], table->Flags);
    if ((table->Flags & ImGuiTableFlags_Reorderable) != 0) {
        ImGui::TableFixDisplayOrder(table);
        table->IsDefaultDisplayOrder = false;
    }
    table->IsSortSpecsDirty = true;
    ++kept;
    return true;
}

void put_popups(const std::vector<memory::Popup>& popups) {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    g.OpenPopupStack.resize(0);
    for (const memory::Popup& was : popups) {
        ImGuiPopupData popup;
        popup.PopupId = was.id;
        popup.OpenParentId = was.opened_by;
        popup.ParentNavLayer = was.layer_before == ImGuiNavLayer_Menu ? ImGuiNavLayer_Menu : ImGuiNavLayer_Main;
        popup.OpenFrameCount = g.FrameCount;
        popup.OpenPopupPos = ImVec2(within(was.x, -most_pixels), within(was.y, -most_pixels));
        popup.OpenMousePos = ImVec2(within(was.mouse_x, -most_pixels), within(was.mouse_y, -most_pixels));
        g.OpenPopupStack.push_back(popup);
    }
}

void fill(ImVector<char>& to, const std::string& text, std::size_t size) {
    to.resize(static_cast<int>(std::max(size, text.size() + 1)));
    std::memset(to.Data, 0, static_cast<std::size_t>(to.Size));
    std::memcpy(to.Data, text.data(), text.size());
}

void let_go_of_text() {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    if (g.InputTextState.ID == 0) return;
    const bool active = g.ActiveId == g.InputTextState.ID;
    g.InputTextState.ID = 0; // first: it is not to be told as an edit that ended
    g.InputTextState.TextLen = 0;
    if (active) ImGui::ClearActiveID();
}

std::string counted(int count, const char* one, const char* many) { return count == 1 ? one : fmt::format("{} {}", count, many); }
void add(std::string& list, std::string_view item) {
    if (!list.empty()) list += ", ";
    list += item;
}
} // namespace

Result<void> ViewMemory::load(std::span<const std::byte> bytes) {
    if (bytes.size() > max_bytes) return fail(Errc::over_limit, "what the view remembers is {} bytes long", bytes.size());
    wire::Reader reader(bytes);
    memory::Made made;
    reader.get(made);
    if (!reader.ok() || made.magic != memory::Made{}.magic) return fail(Errc::invalid, "no bytes of a view");
    if (made.imgui != IMGUI_VERSION_NUM || made.layout != memory::Made{}.layout)
        return fail(Errc::unsupported, "what the view remembers is of another Dear ImGui ({}, layout {})", made.imgui,
                    made.layout);
    memory::All all;
    reader.get(all);
    if (!reader.ok() || !reader.at_end()) return fail(Errc::invalid, "what the view remembers is damaged");

    all_ = std::move(all);
    placed_.clear();
    kept_ = {};
    report_ = {};
    text_applied_ = false;
    let_go_of_text();
    ImGui::FocusWindow(nullptr);
    put_popups(all_.popups);
    in_front_.clear();
    for (const memory::Window& window : all_.windows)
        if (window.floats) in_front_.push_back(window.id);
    saved_popups_ = all_.popups.size();
    settling_ = true;
    rounds_ = idle_rounds_ = 0;
    return {};
}

int ViewMemory::apply_windows() {
    const int found = settle(all_.windows, [this](const memory::Window& was) {
        ImGuiWindow* const window = ImGui::FindWindowByID(was.id);
        if (window == nullptr) return false;
        for (const memory::Entry& entry : was.storage) {
            window->StateStorage.SetInt(entry.id, entry.value);
            if (entry.value != 0) ++kept_.nodes;
        }
        if (was.placed) {
            place(*window, was);
            if ((window->Flags & ImGuiWindowFlags_ChildWindow) == 0) ++kept_.windows;
        }
        if (was.scroll_x != 0 || was.scroll_y != 0) ++kept_.scrolls;
        placed_.push_back(was);
        return true;
    });
    // Again and again until all is measured: a window knows only in its next frame how far it scrolls.
    for (const memory::Window& was : placed_)
        if (ImGuiWindow* const window = ImGui::FindWindowByID(was.id); window != nullptr)
            window->Scroll = ImVec2(within(was.scroll_x, 0), within(was.scroll_y, 0));
    return found;
}

int ViewMemory::apply_tabs() {
    const int found = settle(all_.tab_bars, apply_tab_bar);
    kept_.tabs += found;
    return found;
}

int ViewMemory::apply_tables() {
    return settle(all_.tables, [this](const memory::Table& was) { return apply_table(was, kept_.tables); });
}

// Popups are open from load() on, and begin when the plugin comes by. Counts those that have begun.
int ViewMemory::apply_popups() {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    int begun = 0;
    for (int i = 0; i < g.OpenPopupStack.Size && static_cast<std::size_t>(i) < all_.popups.size(); ++i) {
        ImGuiPopupData& popup = g.OpenPopupStack[i];
        if (popup.Window == nullptr) break;
        popup.RestoreNavWindow = ImGui::FindWindowByID(all_.popups[static_cast<std::size_t>(i)].focus_before);
        ++begun;
    }
    return begun;
}

void ViewMemory::apply_focus() {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    const memory::Focus& was = all_.focus;
    ImGuiWindow* const window = was.window != 0 ? ImGui::FindWindowByID(was.window) : nullptr;
    if (window == nullptr || !window->Active) return;
    ImGui::SetNavWindow(window);
    const ImRect rect(within(was.left, -most_pixels), within(was.top, -most_pixels), within(was.right, -most_pixels),
                      within(was.bottom, -most_pixels));
    ImGui::SetNavID(was.item, was.layer == ImGuiNavLayer_Menu ? ImGuiNavLayer_Menu : ImGuiNavLayer_Main, was.scope, rect);
    g.NavCursorVisible = was.cursor;
}

void ViewMemory::apply_text() {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    const memory::Text& was = all_.text;
    ImGuiWindow* const window = was.item != 0 ? ImGui::FindWindowByID(was.window) : nullptr;
    if (window == nullptr) return;
    ImGuiInputTextState& state = g.InputTextState;
    if (g.ActiveId == was.item && state.ID == was.item) {
        g.ActiveIdIsAlive = was.item; // where it is has not been drawn yet
        return;
    }
    const auto length = static_cast<std::int32_t>(was.text.size());
    state.ID = was.item;
    state.TextLen = length;
    fill(state.TextA, was.text, std::min<std::size_t>(was.capacity, 16u << 20));
    fill(state.TextToRevertTo, was.before, 0);
    state.TextSrc = state.TextA.Data;
    state.BufCapacity = state.TextA.Size;
    state.Scroll = ImVec2(within(was.scroll_x, 0), 0);
    state.EditedBefore = was.edited;
    state.WantReloadUserBuf = false;
    ImStb::STB_TexteditState& edit = *state.Stb;
    edit = {}; // nothing to undo
    edit.undostate.redo_point = IMSTB_TEXTEDIT_UNDOSTATECOUNT;
    edit.undostate.redo_char_point = IMSTB_TEXTEDIT_UNDOCHARCOUNT;
    edit.initialized = 1;
    edit.single_line = was.single_line ? 1 : 0;
    edit.insert_mode = was.overwrites ? 1 : 0;
    edit.cursor = std::clamp(was.caret, 0, length);
    edit.select_start = std::clamp(was.selected_from, 0, length);
    edit.select_end = std::clamp(was.selected_to, 0, length);
    ImGui::SetActiveID(was.item, window);
    g.TempInputId = was.temporary;
    text_applied_ = true;
}

bool ViewMemory::text_is_back() const {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    return text_applied_ && g.ActiveId == all_.text.item && g.ActiveIdIsAlive == all_.text.item;
}

void ViewMemory::end_frame() {
    if (!settling_) return;
    const bool text_was_back = text_is_back(); // by the widget itself, in this frame
    const int moved = apply_windows() + apply_tabs() + apply_tables();
    const int popups = apply_popups();
    apply_focus();
    apply_text();
    const bool complete = static_cast<std::size_t>(popups) == saved_popups_ && (all_.text.item == 0 || text_was_back);
    ++rounds_;
    idle_rounds_ = moved == 0 ? idle_rounds_ + 1 : 0;
    // What is there is measured after two frames; what is not there gets two more to come up.
    if (rounds_ >= most_rounds || idle_rounds_ >= (complete ? 2 : 4)) {
        finish(text_was_back);
    }
}

void ViewMemory::finish(bool text_back) {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    settling_ = false;
    if (all_.text.item != 0) add(text_back ? report_.kept : report_.gone, "the text being edited");
    if (text_applied_ && !text_back) let_go_of_text();
    for (const std::uint32_t id : in_front_)
        if (ImGuiWindow* const window = ImGui::FindWindowByID(id); window != nullptr) ImGui::BringWindowToDisplayFront(window);
    int popups = 0;
    while (popups < g.OpenPopupStack.Size && g.OpenPopupStack[popups].Window != nullptr &&
           g.OpenPopupStack[popups].Window->Active)
        ++popups;
    // One that never began would open whenever something of its id came by.
    if (popups < g.OpenPopupStack.Size) ImGui::ClosePopupToLevel(popups, true);
    const int lost = static_cast<int>(saved_popups_) - popups;

    if (all_.focus.item != 0) {
        const bool alive = g.NavWindow != nullptr && g.NavId == all_.focus.item && g.NavIdIsAlive;
        add(alive ? report_.kept : report_.gone, "keyboard focus");
    }
    if (kept_.scrolls > 0) add(report_.kept, counted(kept_.scrolls, "a scroll position", "scroll positions"));
    if (kept_.nodes > 0) add(report_.kept, counted(kept_.nodes, "an open node", "open nodes"));
    if (popups > 0) add(report_.kept, counted(popups, "a popup", "popups"));
    if (kept_.tabs > 0) add(report_.kept, counted(kept_.tabs, "a selected tab", "selected tabs"));
    if (kept_.tables > 0) add(report_.kept, counted(kept_.tables, "a table", "tables"));
    if (kept_.windows > 0) add(report_.kept, counted(kept_.windows, "a window", "windows"));
    if (lost > 0) add(report_.gone, counted(lost, "a popup", "popups"));

    all_.popups.clear();
    all_.focus = {};
    all_.text = {};
    placed_.clear();
}

void ViewMemory::catch_up() {
    if (settling_ || (all_.windows.empty() && all_.tab_bars.empty() && all_.tables.empty())) return;
    ImGuiContext& g = *ImGui::GetCurrentContext();
    const int tables = g.Tables.GetMapSize(), tabs = g.TabBars.GetMapSize();
    if (g.Windows.Size == seen_windows_ && tables == seen_tables_ && tabs == seen_tabs_) return;
    seen_windows_ = g.Windows.Size;
    seen_tables_ = tables;
    seen_tabs_ = tabs;
    apply_windows();
    apply_tabs();
    apply_tables();
    placed_.clear();
}

ViewMemory::Report ViewMemory::take_report() { return std::exchange(report_, {}); }

} // namespace asista::host

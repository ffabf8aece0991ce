// Reading out of the context what a next build takes over.
#include "view_memory.hpp"

#include "panel_window.hpp"

#include <algorithm>
#include <imgui.h>
#include <imgui_internal.h>
#include <string_view>
namespace ImStb {
#include <imstb_textedit.h> // the state of a text field: declared here, defined by ImGui
}

namespace asista::host {

namespace {
constexpr std::size_t most_entries = 4096, most_text = 128u << 10;

bool is_panel(const ImGuiWindow& window) { return std::string_view(window.Name).starts_with(panel_window_prefix); }

// Whether a person can move it, size it or fold it up.
bool can_be_placed(const ImGuiWindow& window) {
    if ((window.Flags & ImGuiWindowFlags_ChildWindow) != 0)
        return (window.ChildFlags & (ImGuiChildFlags_ResizeX | ImGuiChildFlags_ResizeY)) != 0;
    const bool plain_popup = (window.Flags & ImGuiWindowFlags_Popup) != 0 && (window.Flags & ImGuiWindowFlags_Modal) == 0;
    return !plain_popup && !is_panel(window);
}

bool floats(const ImGuiWindow& window) {
    return window.Active && !is_panel(window) &&
           ((window.Flags & ImGuiWindowFlags_ChildWindow) == 0 || (window.Flags & ImGuiWindowFlags_Popup) != 0);
}

memory::Window window_of(const ImGuiWindow& window, std::size_t& entries_left) {
    memory::Window kept;
    kept.id = window.ID;
    kept.scroll_x = window.Scroll.x;
    kept.scroll_y = window.Scroll.y;
    kept.floats = floats(window);
    kept.placed = can_be_placed(window);
    kept.x = window.Pos.x;
    kept.y = window.Pos.y;
    kept.width = window.SizeFull.x;
    kept.height = window.SizeFull.y;
    kept.collapsed = window.Collapsed;
    for (const ImGuiStoragePair& pair : window.StateStorage.Data) {
        // Small numbers alone: what is larger may be a float of the plugin's own, or an address, which means nothing elsewhere.
        if (pair.val_i < 0 || pair.val_i > 0xFFFF || entries_left == 0) continue;
        --entries_left;
        kept.storage.push_back({pair.key, static_cast<std::uint16_t>(pair.val_i)});
    }
    return kept;
}

std::vector<memory::Window> windows_of(const ImGuiContext& g) {
    std::vector<memory::Window> kept;
    std::size_t entries_left = most_entries;
    for (const ImGuiWindow* const window : g.Windows) {
        if ((window->Flags & ImGuiWindowFlags_Tooltip) != 0 || window->IsFallbackWindow || kept.size() >= 512) continue;
        auto one = window_of(*window, entries_left);
        if (one.floats || one.placed || !one.storage.empty() || one.scroll_x != 0 || one.scroll_y != 0)
            kept.push_back(std::move(one));
    }
    return kept;
}

std::vector<memory::TabBar> tab_bars_of(ImGuiContext& g) {
    std::vector<memory::TabBar> kept;
    for (int i = 0; i < g.TabBars.GetMapSize() && kept.size() < 256; ++i) {
        const ImGuiTabBar* const bar = g.TabBars.TryGetMapData(i);
        if (bar == nullptr || bar->ID == 0 || bar->SelectedTabId == 0) continue;
        memory::TabBar one{bar->ID, bar->SelectedTabId, {}};
        for (const ImGuiTabItem& tab : bar->Tabs)
            if (one.order.size() < 256) one.order.push_back(tab.ID);
        kept.push_back(std::move(one));
    }
    return kept;
}

std::vector<memory::Table> tables_of(ImGuiContext& g) {
    constexpr ImGuiTableFlags changeable =
        ImGuiTableFlags_Resizable | ImGuiTableFlags_Reorderable | ImGuiTableFlags_Hideable | ImGuiTableFlags_Sortable;
    std::vector<memory::Table> kept;
    for (int i = 0; i < g.Tables.GetMapSize() && kept.size() < 256; ++i) {
        const ImGuiTable* const table = g.Tables.TryGetMapData(i);
        if (table == nullptr || (table->Flags & changeable) == 0) continue;
        memory::Table one{table->ID, {}};
        for (int n = 0; n < table->ColumnsCount; ++n) {
            const ImGuiTableColumn& column = table->Columns[n];
            one.columns.push_back({column.ID, column.WidthRequest, column.StretchWeight, column.DisplayOrder, column.SortOrder,
                                   static_cast<std::uint8_t>(column.SortDirection), column.IsUserEnabled});
        }
        kept.push_back(std::move(one));
    }
    return kept;
}

std::uint32_t id_of(const ImGuiWindow* window) { return window != nullptr ? window->ID : 0; }

std::vector<memory::Popup> popups_of(const ImGuiContext& g) {
    std::vector<memory::Popup> kept;
    for (const ImGuiPopupData& popup : g.OpenPopupStack) {
        if (kept.size() >= 32) break;
        kept.push_back({popup.PopupId, popup.OpenParentId, id_of(popup.Window), id_of(popup.RestoreNavWindow),
                        popup.ParentNavLayer, popup.OpenPopupPos.x, popup.OpenPopupPos.y, popup.OpenMousePos.x,
                        popup.OpenMousePos.y});
    }
    return kept;
}

memory::Focus focus_of(const ImGuiContext& g) {
    if (g.NavWindow == nullptr) return {};
    const ImRect& rect = g.NavWindow->NavRectRel[g.NavLayer];
    return {g.NavWindow->ID, g.NavId,    g.NavFocusScopeId, static_cast<std::uint32_t>(g.NavLayer), rect.Min.x, rect.Min.y,
            rect.Max.x,      rect.Max.y, g.NavCursorVisible};
}

memory::Text text_of(const ImGuiContext& g) {
    const ImGuiInputTextState& state = g.InputTextState;
    if (g.ActiveId == 0 || g.ActiveId != state.ID || g.ActiveIdWindow == nullptr) return {};
    const auto length = static_cast<std::size_t>(std::max(state.TextLen, 0));
    if (length > most_text || length > static_cast<std::size_t>(state.TextA.Size)) return {};
    memory::Text kept;
    kept.item = state.ID;
    kept.window = g.ActiveIdWindow->ID;
    kept.temporary = g.TempInputId;
    if (length > 0) kept.text.assign(state.TextA.Data, length);
    if (!state.TextToRevertTo.empty() && static_cast<std::size_t>(state.TextToRevertTo.Size) <= most_text)
        kept.before.assign(state.TextToRevertTo.Data, static_cast<std::size_t>(state.TextToRevertTo.Size - 1));
    kept.capacity = static_cast<std::uint32_t>(state.TextA.Size);
    kept.caret = state.Stb->cursor;
    kept.selected_from = state.Stb->select_start;
    kept.selected_to = state.Stb->select_end;
    kept.scroll_x = state.Scroll.x;
    kept.single_line = state.Stb->single_line != 0;
    kept.edited = state.EditedBefore;
    kept.overwrites = state.Stb->insert_mode != 0;
    return kept;
}

template <class T> void append_unknown(std::vector<T>& to, const std::vector<T>& from) {
    for (const T& item : from)
        if (std::ranges::find(to, item.id, &T::id) == to.end()) to.push_back(item);
}
} // namespace

wire::Bytes ViewMemory::save(std::vector<memory::Surface> surfaces) const {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    memory::All now{windows_of(g), tab_bars_of(g), tables_of(g), popups_of(g), focus_of(g), text_of(g), std::move(surfaces)};
    // What has not come up since the last time is still true; what never came to be is, if two builds came in a row.
    append_unknown(now.windows, all_.windows);
    append_unknown(now.tab_bars, all_.tab_bars);
    append_unknown(now.tables, all_.tables);
    const bool nothing = now.windows.empty() && now.tab_bars.empty() && now.tables.empty() && now.popups.empty() &&
                         now.focus.window == 0 && now.text.item == 0;
    if (nothing) return {};
    wire::Writer writer;
    writer.put(memory::Made{.imgui = IMGUI_VERSION_NUM});
    writer.put(now);
    auto bytes = writer.take();
    return bytes.size() <= max_bytes ? bytes : wire::Bytes{};
}

} // namespace asista::host

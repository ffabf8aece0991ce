#include "asista_imgui_items.hpp"

namespace asista {

namespace {
constexpr int frames_to_wait = 8; // for a window to open, or a page to come

std::string_view shown_part(std::string_view label) { return label.substr(0, label.find("##")); }
} // namespace

ItemListener::~ItemListener() = default;

ItemGatherer::~ItemGatherer() { listen(false); }

void ItemGatherer::listen(bool on) {
    if (on == listening()) return;
    ImGuiContext* const context = on ? ImGui::GetCurrentContext() : context_;
    if (on && context->TestEngine != nullptr) return; // the Test Engine, in a test that has it
    context->TestEngine = on ? static_cast<ItemListener*>(this) : nullptr;
    context->TestEngineHookItems = on;
    context_ = on ? context : nullptr;
    items_.clear();
    by_id_.clear();
    labels_.clear();
    wished_ = 0;
}

void ItemGatherer::begin_frame() {
    items_.clear();
    by_id_.clear();
    if (wished_ != 0 && --wished_frames_ < 0) wished_ = 0;
}

void ItemGatherer::item_added(ImGuiContext& context, ImGuiID id, const ImRect& rect, const ImGuiLastItemData* data) {
    if (id == 0 || items_.size() >= most_items) return;
    // A window is told of with its own id, from within itself, and without item data.
    ImGuiWindow* const self = data == nullptr ? ImGui::FindWindowByID(id) : nullptr;
    ImGuiWindow* const window = self != nullptr ? self : context.CurrentWindow;
    if (window == nullptr) return;
    GatheredItem item;
    item.id = id;
    item.window = window;
    item.is_window = self != nullptr;
    item.rect = rect;
    item.seen = rect;
    if (self != nullptr)
        item.seen.ClipWith(window->OuterRectClipped);
    else
        item.seen.ClipWith(window->ClipRect);
    if (item.seen.Min.x >= item.seen.Max.x || item.seen.Min.y >= item.seen.Max.y) item.seen = ImRect(rect.Min, rect.Min);
    if (self == nullptr && !window->IDStack.empty()) item.scope = window->IDStack.back();
    item.disabled = data != nullptr && (data->ItemFlags & ImGuiItemFlags_Disabled) != 0;
    const auto [known, is_new] = by_id_.try_emplace(id, items_.size());
    const bool out_of_sight = item.seen.Min.x >= item.seen.Max.x || item.seen.Min.y >= item.seen.Max.y;
    if (const auto label = out_of_sight ? labels_.find(id) : labels_.end(); label != labels_.end()) item.label = label->second;
    // Told twice, as a button is by the item and by its behaviour: one item.
    if (!is_new && items_[known->second].window == window) {
        item.label = std::move(items_[known->second].label);
        item.value = std::move(items_[known->second].value);
        item.role = items_[known->second].role;
        item.traits = items_[known->second].traits;
        item.disabled = item.disabled || items_[known->second].disabled;
        items_[known->second] = std::move(item);
    } else {
        known->second = items_.size();
        items_.push_back(std::move(item));
    }
    if (id == wished_ && self == nullptr) grant_wish(context, rect);
}

void ItemGatherer::item_described(ImGuiContext& context, ImGuiID id, const char* label, unsigned traits) {
    const auto known = by_id_.find(id);
    if (known == by_id_.end()) return;
    GatheredItem& item = items_[known->second];
    item.traits |= traits;
    if (item.label.empty() && label != nullptr) item.label = shown_part(label);
    if (!item.label.empty() && (labels_.contains(id) || labels_.size() < most_items)) labels_.insert_or_assign(id, item.label);
    // ImGui keeps the text of the one field that is being edited.
    const ImGuiInputTextState& edited = context.InputTextState;
    const bool secret = (edited.Flags & ImGuiInputTextFlags_Password) != 0;
    if ((traits & item_traits::editable) != 0 && edited.ID == id && context.ActiveId == id && !secret && item.value.empty())
        item.value.assign(edited.TextA.Data != nullptr ? edited.TextA.Data : "", static_cast<std::size_t>(edited.TextLen));
}

void ItemGatherer::describe(ImGuiID id, unsigned role, std::string_view label, std::string_view value, unsigned traits) {
    const auto known = by_id_.find(id);
    if (known == by_id_.end()) return;
    GatheredItem& item = items_[known->second];
    item.role = role;
    item.label = label;
    item.value = value;
    item.traits |= traits;
}

void ItemGatherer::add_text(const ImRect& rect, unsigned role, std::string_view text) {
    ImGuiWindow* const window = context_ != nullptr ? context_->CurrentWindow : nullptr;
    if (window == nullptr || items_.size() >= most_items) return;
    ImRect seen = rect;
    seen.ClipWith(window->ClipRect);
    if (seen.Min.x >= seen.Max.x || seen.Min.y >= seen.Max.y) return;
    GatheredItem item;
    item.window = window;
    item.rect = rect;
    item.seen = seen;
    item.label = text;
    item.role = role;
    items_.push_back(std::move(item));
}

void ItemGatherer::wish(ImGuiID id, bool focus) {
    wished_ = id;
    wished_focus_ = focus;
    wished_frames_ = frames_to_wait;
}

void ItemGatherer::grant_wish(ImGuiContext& context, const ImRect& rect) {
    if (wished_focus_ && ImGui::GetTopMostPopupModal() != nullptr &&
        !ImGui::IsWindowWithinBeginStackOf(context.CurrentWindow, ImGui::GetTopMostPopupModal()))
        return; // until it has closed
    const ImGuiID id = wished_;
    wished_ = 0;
    ImGui::ScrollToRectEx(context.CurrentWindow, rect, ImGuiScrollFlags_KeepVisibleEdgeY | ImGuiScrollFlags_KeepVisibleEdgeX);
    if (!wished_focus_) return;
    ImGui::FocusWindow(context.CurrentWindow);
    ImGui::SetFocusID(id, context.CurrentWindow);
    context.NavCursorVisible = true;
    context.NavHighlightItemUnderNav = true;
}

} // namespace asista

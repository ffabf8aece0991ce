// The four functions that Dear ImGui calls where it is compiled with IMGUI_ENABLE_TEST_ENGINE, without the engine: items go to whoever
// listens (asista_imgui_items.hpp). With the Test Engine itself (asista_imgui_tested) this file is left out.
#include "asista_imgui_items.hpp"

#ifndef IMGUI_ENABLE_TEST_ENGINE
#error "the hooks are declared only with IMGUI_ENABLE_TEST_ENGINE"
#endif

namespace {
asista::ItemListener* listener_of(const ImGuiContext* context) { return static_cast<asista::ItemListener*>(context->TestEngine); }
} // namespace

void ImGuiTestEngineHook_ItemAdd(ImGuiContext* context, ImGuiID id, const ImRect& rect, const ImGuiLastItemData* data) {
    if (auto* const listener = listener_of(context)) listener->item_added(*context, id, rect, data);
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext* context, ImGuiID id, const char* label, ImGuiItemStatusFlags flags) {
    namespace traits = asista::item_traits;
    auto* const listener = listener_of(context);
    if (listener == nullptr) return;
    const auto trait = [flags](ImGuiItemStatusFlags flag, unsigned own) { return (flags & flag) != 0 ? own : 0U; };
    listener->item_described(
        *context, id, label,
        trait(ImGuiItemStatusFlags_Checkable, traits::checkable) | trait(ImGuiItemStatusFlags_Checked, traits::checked) |
            trait(ImGuiItemStatusFlags_Openable, traits::openable) | trait(ImGuiItemStatusFlags_Opened, traits::open) |
            trait(ImGuiItemStatusFlags_Inputable, traits::editable));
}

void ImGuiTestEngineHook_Log(ImGuiContext*, const char*, ...) {}
const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext*, ImGuiID) { return nullptr; }

#include "ui/widgets/press.hpp"

#include "ui/motion.hpp"
#include "ui/trust_gate.hpp"

#include <asista_imgui_items.hpp>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

namespace asista::ui {
namespace {
constexpr int most_lines = 8; // of a tooltip: the longest address up to its path has room
}

Press press(Ui& ui, std::string_view id, Box box, Enabled enabled, Overlap overlap) {
    Press result;
    ImGuiWindow* const window = ImGui::GetCurrentWindow();
    result.id = window->GetID(id.data(), id.data() + id.size());
    const ImRect area(box.x, box.y, box.right(), box.bottom());
    ImGuiItemFlags flags = enabled == Enabled::no ? ImGuiItemFlags_Disabled : ImGuiItemFlags_None;
    if (overlap == Overlap::yes) ImGui::SetNextItemAllowOverlap();
    if (!ImGui::ItemAdd(area, result.id, nullptr, flags)) {
        result.visible = false;
        return result;
    }
    if ((ImGui::GetCurrentContext()->LastItemData.ItemFlags & ImGuiItemFlags_Disabled) != 0)
        return result; // or the dialog is deaf
    result.pressed = ImGui::ButtonBehavior(area, result.id, &result.hovered, &result.held);
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    result.focused = g.NavId == result.id && g.NavCursorVisible && g.NavWindow == window;
    result.warmth = ui.motion.to(result.id, result.hovered || result.held ? 1.0F : 0.0F, duration::quick);
    return result;
}

bool pointed_at(Box box) {
    // Also while something in it is held down, or a button that is only there while this is so could never be let go of.
    return ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) &&
           ImGui::IsMouseHoveringRect(ImVec2(box.x, box.y), ImVec2(box.right(), box.bottom()));
}

void finish_press(const Ui& ui, const Press& press, Box box, float radius_logical) {
    if (press.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (press.focused) focus_ring(ui, box, radius_logical);
}

void describe(const Ui& ui, std::uint32_t id, const Description& what) {
    if (ui.items == nullptr || !ui.items->listening()) return;
    const auto trait = [&what](std::uint32_t state, unsigned own) { return (what.state & state) != 0 ? own : 0U; };
    ui.items->describe(id, static_cast<unsigned>(what.role), what.label, what.value,
                       trait(items::state::checkable, item_traits::checkable) |
                           trait(items::state::checked, item_traits::checked) |
                           trait(items::state::openable, item_traits::openable) | trait(items::state::open, item_traits::open) |
                           trait(items::state::editable, item_traits::editable));
}

Held::Held(Ui& ui, std::uint64_t key) { ImGui::PushItemFlag(ImGuiItemFlags_Disabled, !ui.gate.listens(key, ui.frame.time_s)); }
Held::~Held() { ImGui::PopItemFlag(); }

void reach(float right, float bottom) {
    ImGuiWindow* const window = ImGui::GetCurrentWindow();
    window->DC.CursorMaxPos.x = ImMax(window->DC.CursorMaxPos.x, right);
    window->DC.CursorMaxPos.y = ImMax(window->DC.CursorMaxPos.y, bottom);
}

void tooltip(const Ui& ui, std::string_view text) {
    if (text.empty() || !ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) return;
    const float widest = std::min(ui.px(480), ui.frame.width - ui.px(40)), width = text_width(ui, Role::small, text);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(ui.px(9), ui.px(6)));
    ImGui::PushStyleVar(ImGuiStyleVar_PopupRounding, ui.px(size::radius));
    ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 0);
    ImGui::PushStyleColor(ImGuiCol_PopupBg, ui.colors().text);
    if (ImGui::BeginTooltip()) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        Box box{at.x, at.y, std::min(width, widest), line_height(ui, Role::small)};
        if (width <= widest)
            draw_text(ui, box, Role::small, ui.colors().panel, text);
        else
            box.h = draw_paragraph(ui, box, Role::small, ui.colors().panel, text, most_lines);
        ImGui::Dummy(ImVec2(box.w, box.h));
        ImGui::EndTooltip();
    }
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
}

} // namespace asista::ui

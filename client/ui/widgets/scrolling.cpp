#include "ui/widgets/scrolling.hpp"

#include <imgui.h>

#include <string>

namespace asista::ui {

namespace {
constexpr float bar_margin = 8;
}

Scrolling::Scrolling(Ui& ui, std::string_view id, Box box, float bar_gap) {
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::BeginChild(std::string{id}.c_str(), ImVec2(box.w + ui.px(bar_margin), box.h), ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoBackground);
    ImGui::PopStyleVar();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    column = {at.x, at.y, box.w - ui.px(bar_gap), 1e6F};
}

Scrolling::~Scrolling() {
    reach(column.x, column.y);
    ImGui::EndChild();
}

} // namespace asista::ui

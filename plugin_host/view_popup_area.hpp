// Where Dear ImGui puts what a plugin opens: popups, tooltips, menus, new windows. [frame]
#pragma once

#include "wire/frame.hpp"

#include <algorithm>
#include <imgui.h>

namespace asista::host {

// While it lives, the display ends at the area that the client leaves for popups, so that ImGui's own placing keeps them inside, turned to
// the other side of what opened them or moved, and as large as it allows. Panels are begun outside of it: they lie where the client says,
// and keep what of them scrolls in next. An area that is empty, or lies outside of the display, changes nothing.
class PopupAreaScope {
  public:
    PopupAreaScope(ImGuiViewport& viewport, const frame::Rect& area)
        : viewport_(viewport), pos_(viewport.Pos), size_(viewport.Size), work_pos_(viewport.WorkPos),
          work_size_(viewport.WorkSize) {
        const ImVec2 low(std::max(area.x, pos_.x), std::max(area.y, pos_.y));
        const ImVec2 high(std::min(area.x + area.width, pos_.x + size_.x), std::min(area.y + area.height, pos_.y + size_.y));
        if (!(high.x > low.x && high.y > low.y)) return; // also when a number is none
        viewport_.Pos = viewport_.WorkPos = low;
        viewport_.Size = viewport_.WorkSize = ImVec2(high.x - low.x, high.y - low.y);
    }
    ~PopupAreaScope() {
        viewport_.Pos = pos_;
        viewport_.Size = size_;
        viewport_.WorkPos = work_pos_;
        viewport_.WorkSize = work_size_;
    }
    PopupAreaScope(const PopupAreaScope&) = delete;
    PopupAreaScope& operator=(const PopupAreaScope&) = delete;

  private:
    ImGuiViewport& viewport_;
    ImVec2 pos_, size_, work_pos_, work_size_;
};

} // namespace asista::host

#include "ui/widgets/long_scroll.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace asista::ui {
namespace {
constexpr float bar_width = 6, least_grip = 32;
constexpr double wheel_step = 96;
} // namespace

double LongScroll::most() const { return std::max(content_ - visible_, 0.0); }
void LongScroll::to(double top) { top_ = std::clamp(top, 0.0, most()); }

void LongScroll::show(double from, double to_place) {
    if (from < top_)
        to(from);
    else if (to_place > top_ + visible_)
        to(to_place - visible_);
}

float LongScroll::y_of(const Ui& ui, double place) const {
    return view_.y + static_cast<float>(std::round((place - top_) * static_cast<double>(ui.theme.scale)));
}
double LongScroll::place_of(const Ui& ui, float y) const {
    return top_ + static_cast<double>(y - view_.y) / static_cast<double>(ui.theme.scale);
}

void LongScroll::begin(Ui& ui, std::string_view id, Box view, double content) {
    view_ = view;
    content_ = content;
    visible_ = static_cast<double>(view.h) / static_cast<double>(ui.theme.scale);
    ImGui::SetCursorScreenPos(ImVec2(view.x, view.y));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::BeginChild(std::string{id}.c_str(), ImVec2(std::max(view.w, 1.0F), std::max(view.h, 1.0F)),
                      ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    ImGui::PopStyleVar();
    const ImGuiIO& io = ImGui::GetIO();
    constexpr auto over = ImGuiHoveredFlags_ChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem;
    if (io.MouseWheel != 0 && !io.KeyCtrl && ImGui::IsWindowHovered(over))
        top_ -= std::min(wheel_step, visible_ * 0.67) * static_cast<double>(io.MouseWheel);
    to(top_);
}

void LongScroll::end(Ui& ui) {
    if (most() > 0) {
        const float inset = ui.px(2);
        const Box track{view_.right() - ui.px(bar_width) - inset, view_.y + inset, ui.px(bar_width), view_.h - 2 * inset};
        const float grip_height =
            std::min(std::max(std::round(static_cast<float>(visible_ / content_) * track.h), ui.px(least_grip)), track.h);
        const double room = static_cast<double>(track.h - grip_height);
        const auto grip_at = [&] { return room <= 0 ? 0.0 : top_ / most() * room; };
        ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true); // the keyboard has the list's own keys
        ImGui::PushItemFlag(ImGuiItemFlags_NoTabStop, true);
        Box touch = track;
        touch.x -= ui.px(4);
        touch.w += ui.px(4) + inset;
        const Press bar = press(ui, "scroll bar", touch);
        ImGui::PopItemFlag();
        ImGui::PopItemFlag();
        if (bar.held && room > 0) {
            const double at = static_cast<double>(ImGui::GetIO().MousePos.y - track.y);
            if (!held_) { // beside the grip: its middle comes to the pointer
                const double within = at - grip_at();
                grabbed_ =
                    within >= 0 && within <= static_cast<double>(grip_height) ? within : static_cast<double>(grip_height) / 2;
            }
            to((at - grabbed_) / room * most());
        }
        held_ = bar.held;
        const Box grip{track.x, track.y + std::round(static_cast<float>(grip_at())), track.w, grip_height};
        fill(ui, grip, mix(ui.colors().control_line, ui.colors().dim, held_ ? 1.0F : bar.warmth * 0.6F), bar_width / 2);
    }
    ImGui::EndChild();
}

} // namespace asista::ui

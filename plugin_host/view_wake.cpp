// Each function is one thing that moves without input.
#include "view_wake.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <imgui.h>
#include <imgui_internal.h>
#include <utility>

namespace asista::host {

namespace {
constexpr std::uint32_t one_frame_ms = 16;

std::uint32_t to_ms(float seconds) { return static_cast<std::uint32_t>(std::ceil(std::max(seconds, 0.0F) * 1000.0F)) + 1; }

// Windows that appear are measured unseen for a frame or two; targets of scrolling are reached in the next.
bool windows_settle(const ImGuiContext& g) {
    for (const ImGuiWindow* const window : g.Windows) {
        if (!window->Active) continue;
        if (window->AutoFitFramesX > 0 || window->AutoFitFramesY > 0 || window->HiddenFramesCanSkipItems > 0 ||
            window->HiddenFramesCannotSkipItems > 0 || window->HiddenFramesForRenderOnly > 0) {
            return true;
        }
        if (window->ScrollTarget.x < FLT_MAX || window->ScrollTarget.y < FLT_MAX) return true;
    }
    return false;
}

bool dimming_moves(const ImGuiContext& g) { return ImGui::GetTopMostPopupModal() != nullptr && g.DimBgRatio < 1.0F; }

// The cursor of the text field that has the keyboard: shown for 0.8 s of each 1.2.
std::uint32_t cursor_blinks(const ImGuiContext& g) {
    if (!g.IO.ConfigInputTextCursorBlink || g.ActiveId == 0 || g.ActiveId != g.InputTextState.ID) return frame::never_wake;
    const float phase = std::fmod(std::max(g.InputTextState.CursorAnim, 0.0F), 1.2F);
    return to_ms((phase < 0.8F ? 0.8F : 1.2F) - phase);
}

// A tooltip comes when the pointer has rested (HoverStationaryDelay), then after a delay counted while the item asks for it.
std::uint32_t tooltip_comes(const ImGuiContext& g) {
    if (g.HoveredWindow == nullptr || g.HoveredId == 0) {
        // HoveredId is of items that react; plain text may have a tooltip too, which asks through the delay alone.
        if (g.HoverItemDelayId == 0) return frame::never_wake;
    }
    const ImGuiStyle& style = g.Style;
    if (g.MouseStationaryTimer < style.HoverStationaryDelay) return to_ms(style.HoverStationaryDelay - g.MouseStationaryTimer);
    if (g.HoverItemDelayId == 0) return frame::never_wake;
    if (g.HoverItemDelayTimer < style.HoverDelayShort) return to_ms(style.HoverDelayShort - g.HoverItemDelayTimer);
    if (g.HoverItemDelayTimer < style.HoverDelayNormal) return to_ms(style.HoverDelayNormal - g.HoverItemDelayTimer);
    return frame::never_wake;
}
} // namespace

bool LayoutRest::moved() {
    std::uint64_t sum = 0xCBF29CE484222325; // FNV-1a, 64 bit
    const auto add = [&sum](const void* data, std::size_t size) {
        for (const auto* byte = static_cast<const unsigned char*>(data); size > 0; --size) sum = (sum ^ *byte++) * 0x100000001B3;
    };
    for (const ImGuiWindow* const window : ImGui::GetCurrentContext()->Windows) {
        if (!window->Active) continue;
        const ImVec2 places[] = {window->Pos, window->SizeFull, window->ContentSize, window->Scroll};
        add(&window->ID, sizeof window->ID);
        add(places, sizeof places);
    }
    return std::exchange(last_, sum) != sum;
}

Wake next_wake(const InputRequest& request, const InputReplay& input, const FrameWishes& wishes, LayoutRest& layout) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    Wake wake{wishes.wants_frame || wishes.next_wake_ms == 0, wishes.next_wake_ms};
    // One frame after any input: ImGui takes a press and its release, or a key and its text, in frames of their own, and widgets
    // answer some input one frame later.
    wake.now = wake.now || !request.events.empty() || !g.InputEventsQueue.empty() || input.is_held();
    const bool moved = layout.moved(); // every frame: it remembers
    wake.now = wake.now || moved || windows_settle(g) || dimming_moves(g);
    wake.after_ms = std::min({wake.after_ms, cursor_blinks(g), tooltip_comes(g)});
    if (wake.now) wake.after_ms = std::min(wake.after_ms, one_frame_ms);
    return wake;
}

} // namespace asista::host

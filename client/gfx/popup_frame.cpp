#include "gfx/popup_frame.hpp"

#include "gfx/card_painter.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace asista::gfx {

namespace {
constexpr float border = 3, strip = 21, padding = 9, radius = 9;

float text_size() { return std::round(ImGui::GetFontSize() * 0.8F); }
ImU32 faded(ImGuiCol slot, float alpha) { return ImGui::GetColorU32(slot, alpha); }
} // namespace

FrameSizes frame_sizes(float scale) { return {std::round(border * scale), std::round(strip * scale)}; }

std::optional<FramePlan> plan_frame(const frame::Rect& surface, const frame::Rect& area, const FrameSizes& sizes, NameStrip side,
                                    float least_width) {
    const bool above = side == NameStrip::above;
    const float over = above ? sizes.strip : sizes.border, under = above ? sizes.border : sizes.strip;
    const float left = std::max(surface.x, area.x + sizes.border), top = std::max(surface.y, area.y + over);
    const float right = std::min(surface.x + surface.width, area.x + area.width - sizes.border);
    const float bottom = std::min(surface.y + surface.height, area.y + area.height - under);
    if (!(right > left && bottom > top)) return std::nullopt;
    FramePlan plan;
    plan.content = {left, top, right - left, bottom - top};
    const float widest = area.x + area.width - (left - sizes.border);
    const float width = std::min(std::max(plan.content.width + 2 * sizes.border, least_width), widest);
    plan.outer = {left - sizes.border, top - over, width, plan.content.height + over + under};
    plan.strip = {plan.outer.x, above ? plan.outer.y : bottom, width, sizes.strip};
    return plan;
}

frame::Rect room_in_frame(const frame::Rect& area, const FrameSizes& sizes) {
    const frame::Rect room{area.x + sizes.border, area.y + sizes.strip, area.width - 2 * sizes.border,
                           area.height - 2 * sizes.strip};
    return room.width > 0 && room.height > 0 ? room : area;
}

NameStrip strip_side(frame::SurfaceKind kind, const frame::Rect& surface, const frame::Rect& area, const FrameSizes& sizes,
                     float pointer_y) {
    const bool room_above = surface.y - sizes.strip >= area.y;
    const bool room_below = surface.y + surface.height + sizes.strip <= area.y + area.height;
    const bool floats = kind == frame::SurfaceKind::window || kind == frame::SurfaceKind::modal;
    const bool wants_above = floats || pointer_y >= surface.y + surface.height;
    if (wants_above) return room_above || !room_below ? NameStrip::above : NameStrip::below;
    return room_below || !room_above ? NameStrip::below : NameStrip::above;
}

float name_width(std::string_view name, float scale) {
    const ImVec2 text = ImGui::GetFont()->CalcTextSizeA(text_size(), FLT_MAX, 0, name.data(), name.data() + name.size());
    return std::ceil(text.x) + 2 * std::round(padding * scale);
}

void draw_frame(ImDrawList& list, const FramePlan& plan, const frame::Rect& area, std::string_view name, float scale) {
    const ImVec2 low(plan.outer.x, plan.outer.y), high(plan.outer.x + plan.outer.width, plan.outer.y + plan.outer.height);
    list.PushClipRect(ImVec2(area.x, area.y), ImVec2(area.x + area.width, area.y + area.height));
    CardStyle style;
    style.fill_from = style.fill_to = faded(ImGuiCol_TitleBg, 1);
    style.border = faded(ImGuiCol_ScrollbarGrab, 1);
    style.border_width = std::max(1.0F, std::floor(scale));
    style.radius = std::round(radius * scale);
    style.shadow = 0x30000000;
    style.shadow_blur = 18 * scale;
    style.shadow_offset_y = 5 * scale;
    paint_card(&list, low, high, style);
    const float pad = std::round(padding * scale), size = text_size();
    const float right = plan.strip.x + plan.strip.width - pad;
    const ImVec2 at(plan.strip.x + pad, std::round(plan.strip.y + (plan.strip.height - size) / 2));
    // What does not fit is cut by the frame's edge: a name as long as that says enough in its beginning.
    const ImVec4 clip(plan.strip.x, plan.strip.y, right, plan.strip.y + plan.strip.height);
    list.AddText(ImGui::GetFont(), size, at, faded(ImGuiCol_Text, 0.6F), name.data(), name.data() + name.size(), 0, &clip);
    list.PopClipRect();
}

} // namespace asista::gfx

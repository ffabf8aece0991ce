// The client's frame around what a plugin opens outside its panels: a border and a strip with the plugin's name, all of it outside the
// plugin's own pixels, so that nothing a plugin draws can pass for the client or hide whose it is. Geometry and drawing; no state. [main]
#pragma once

#include "wire/frame.hpp"

#include <optional>
#include <string_view>

struct ImDrawList;

namespace asista::gfx {

enum class NameStrip { above, below };

struct FrameSizes {
    float border = 3, strip = 21;
};
FrameSizes frame_sizes(float scale);

struct FramePlan {
    frame::Rect content{}; // of the plugin's surface, what can be seen: nothing of it is drawn outside
    frame::Rect outer{};   // content, border and strip: the client's window
    frame::Rect strip{};   // where the name stands
};
// Lays the frame around `surface` so that it lies within `area` whole; what of the surface finds no room in it is cut off. Nothing when
// no pixel of it is left. `least_width`: what the strip would like, for the name; the frame grows to the right for it where it can.
std::optional<FramePlan> plan_frame(const frame::Rect& surface, const frame::Rect& area, const FrameSizes& sizes, NameStrip side,
                                    float least_width);

// What of `area` a plugin may fill so that the frame finds room around it on every side: where hosts place popups. All of it when it is too
// small for that.
frame::Rect room_in_frame(const frame::Rect& area, const FrameSizes& sizes);

// Above for windows; for menus and tooltips on the side away from what opened them, which `pointer_y` is on. The other side where there is
// no room.
NameStrip strip_side(frame::SurfaceKind kind, const frame::Rect& surface, const frame::Rect& area, const FrameSizes& sizes,
                     float pointer_y);

// In the colours of the current style: title bar, border, text.
float name_width(std::string_view name, float scale);
void draw_frame(ImDrawList& list, const FramePlan& plan, const frame::Rect& area, std::string_view name, float scale);

} // namespace asista::gfx

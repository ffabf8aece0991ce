#include "gfx/compositor_state.hpp"

#include <span>

namespace asista::gfx {

namespace {
const char* name_of(frame::SurfaceKind kind) {
    switch (kind) {
    case frame::SurfaceKind::panel: return "panel";
    case frame::SurfaceKind::popup: return "popup";
    case frame::SurfaceKind::modal: return "modal";
    case frame::SurfaceKind::tooltip: return "tooltip";
    case frame::SurfaceKind::window: return "window";
    }
    return "";
}
} // namespace

ui::Drawing Compositor::drawing(std::uint64_t instance) const {
    ui::Drawing drawing;
    const Plugin* const plugin = state_->find(instance);
    if (plugin == nullptr) return drawing;
    for (const auto& size : plugin->textures.sizes())
        drawing.textures.push_back({size.id, static_cast<std::uint32_t>(size.width), static_cast<std::uint32_t>(size.height)});
    if (!plugin->has_picture) return drawing;
    for (const auto& surface : plugin->picture.surfaces) {
        ui::DrawnSurface drawn{surface.id, name_of(surface.kind), surface.rect.width, surface.rect.height, surface.list_count, 0,
                               0};
        // A checked frame: its ranges are within the lists.
        for (const auto& list : std::span(plugin->picture.lists).subspan(surface.first_list, surface.list_count)) {
            drawn.commands += list.command_count;
            drawn.vertices += list.vertex_count;
        }
        drawing.surfaces.push_back(drawn);
    }
    return drawing;
}

} // namespace asista::gfx

#include "gfx/compositor_state.hpp"

#include <span>
#include <utility>

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

void Compositor::want_items(bool on) {
    if (std::exchange(state_->items_wanted, on) == on) return;
    state_->shown.clear();
    redraw_all(); // what is shown came without, or with more than is needed
}

std::vector<ui::SurfaceItems> Compositor::items() const {
    std::vector<ui::SurfaceItems> all;
    for (const State::Shown& shown : state_->shown) {
        const Plugin* const plugin = state_->find(shown.instance);
        const frame::Surface* const surface = plugin != nullptr ? plugin->surface(shown.surface) : nullptr;
        if (surface == nullptr) continue;
        const State::Spot& spot = shown.spot;
        const auto moved = [&spot](float x, float y, float width, float height) -> frame::Rect {
            return {spot.to_x + (x - spot.from_x) * spot.stretch, spot.to_y + (y - spot.from_y) * spot.stretch,
                    width * spot.stretch, height * spot.stretch};
        };
        const auto area = [](const frame::Rect& rect) { return items::Area{rect.x, rect.y, rect.width, rect.height}; };
        ui::SurfaceItems& of = all.emplace_back();
        of.instance = plugin->id;
        of.surface = surface->id;
        of.panel = plugin->panel_of(surface->id);
        of.name = plugin->options.plugin_name;
        of.floating = surface->kind == frame::SurfaceKind::popup || surface->kind == frame::SurfaceKind::modal;
        const auto whole = moved(surface->rect.x, surface->rect.y, surface->rect.width, surface->rect.height);
        of.rect = area(whole);
        of.seen = area(intersection(whole, spot.clip));
        // Places in the list change with those of other surfaces left out.
        std::vector<std::uint32_t> place(plugin->picture.items.size(), items::no_parent);
        for (std::size_t i = 0; i < plugin->picture.items.size(); ++i) {
            items::Item item = plugin->picture.items[i];
            if (item.surface != surface->id) continue;
            place[i] = static_cast<std::uint32_t>(of.items.size());
            if (item.parent != items::no_parent) item.parent = place[item.parent];
            item.rect = area(moved(item.rect.x, item.rect.y, item.rect.width, item.rect.height));
            item.seen = area(intersection(moved(item.seen.x, item.seen.y, item.seen.width, item.seen.height), spot.clip));
            of.items.push_back(std::move(item));
        }
    }
    return all;
}

void Compositor::focus_item(std::uint64_t instance, std::uint32_t surface, std::uint32_t item) {
    State& s = *state_;
    Plugin* const plugin = s.find(instance);
    if (plugin == nullptr || !plugin->link || plugin->on_trial()) return;
    const std::uint32_t panel = plugin->panel_of(surface);
    if (panel == 0) return;
    s.router.focus({instance, panel});
    plugin->link->input().push({frame::EventKind::focus_item, item, 0, 0, 0, 0});
}

} // namespace asista::gfx

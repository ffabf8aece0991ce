// Processes come and go, requests are made, and the window loop's questions are answered.
#include "gfx/compositor_state.hpp"

#include "platform/imgui_platform.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace asista::gfx {

using Kind = CompositorEvent::Kind;

bool is_empty(const frame::Rect& rect) { return !(rect.width > 0 && rect.height > 0); }
float area_of(const frame::Rect& rect) { return is_empty(rect) ? 0 : rect.width * rect.height; }
frame::Rect intersection(const frame::Rect& one, const frame::Rect& other) {
    const float left = std::max(one.x, other.x), top = std::max(one.y, other.y);
    const float right = std::min(one.x + one.width, other.x + other.width),
                bottom = std::min(one.y + one.height, other.y + other.height);
    return {left, top, std::max(right - left, 0.0F), std::max(bottom - top, 0.0F)};
}

bool contains(const frame::Rect& outer, const frame::Rect& inner) {
    return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width &&
           inner.y + inner.height <= outer.y + outer.height;
}
bool contains(const frame::Rect& rect, float x, float y) {
    return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}

const frame::Surface* Plugin::surface(std::uint32_t surface_id) const {
    if (!has_picture) return nullptr;
    const auto found = std::ranges::find(picture.surfaces, surface_id, &frame::Surface::id);
    return found != picture.surfaces.end() ? &*found : nullptr;
}

const Placement* Plugin::placement(std::uint32_t surface_id) const {
    for (const auto* list : {&placed, &placed_before}) {
        const auto found = std::ranges::find(*list, surface_id, &Placement::surface);
        if (found != list->end()) return &*found;
    }
    return nullptr;
}

std::uint32_t Plugin::panel_of(std::uint32_t surface_id) const {
    if (surface_id < frame::first_own_surface) return surface_id;
    for (const auto* list : {&inside, &inside_before}) {
        const auto found = std::ranges::find(*list, surface_id, &Inside::surface);
        if (found != list->end()) return found->panel;
    }
    // Parents come before their children in a checked frame, so this ends.
    const frame::Surface* root = surface(surface_id);
    while (root != nullptr && root->parent != 0) root = surface(root->parent);
    return root != nullptr && root->kind == frame::SurfaceKind::panel ? root->id : 0;
}

Compositor::State::State(CompositorOptions wishes)
    : options(std::move(wishes)), placeholder(make_placeholder_texture()), router(world()) {}

Compositor::State::~State() {
    plugins.clear();
    graveyard.bury(std::move(placeholder));
}

InputRouter::World Compositor::State::world() {
    InputRouter::World world;
    world.surface_at = [this](float x, float y) { return surface_at(x, y); };
    world.uses_wheel = [this](InstanceId instance) {
        const Plugin* const plugin = find(instance);
        return plugin != nullptr && plugin->link && plugin->has_picture &&
               (plugin->picture.header.flags & frame::output_flags::wants_wheel) != 0;
    };
    world.is_client_chord = [this](std::uint32_t key, bool ctrl, bool shift, bool alt) {
        return options.is_client_chord && options.is_client_chord(key, ctrl, shift, alt);
    };
    world.send = [this](InstanceId instance, const frame::Event& event) {
        Plugin* const plugin = find(instance);
        if (plugin == nullptr || !plugin->link || plugin->on_trial()) return;
        plugin->link->input().push(event);
        plugin->touched_s = clock.now_s;
        note_key(*plugin, event);
    };
    world.paste = [this](InstanceId instance) {
        Plugin* const plugin = find(instance);
        if (plugin == nullptr || !plugin->link || !options.get_clipboard) return;
        plugin->link->input().set_paste(options.get_clipboard());
        plugin->link->input().push(plain_event(frame::EventKind::paste));
    };
    world.person_acted = [this](InstanceId instance) {
        if (Plugin* const plugin = find(instance); plugin != nullptr)
            plugin->last_input_s = plugin->may_open_since_s = clock.now_s;
    };
    // A press on the frame around a popup is the client's, but no reason to close what it frames.
    world.pressed_elsewhere = [this](InstanceId except) { dismiss_all(except != 0 ? except : on_frame_of); };
    return world;
}

Plugin* Compositor::State::find(InstanceId instance) {
    const auto found = plugins.find(instance);
    return found != plugins.end() ? &found->second : nullptr;
}
const Plugin* Compositor::State::find(InstanceId instance) const {
    const auto found = plugins.find(instance);
    return found != plugins.end() ? &found->second : nullptr;
}

SurfaceRef Compositor::State::resolve(InstanceId instance, std::uint32_t surface) const {
    // Several reloads in a row make a chain; a page's snapshot is never many of them behind.
    for (auto alias = aliases.find(instance); alias != aliases.end(); alias = aliases.find(instance)) {
        const auto pair = std::ranges::find(alias->second.surfaces, surface, &Trial::Pair::old_surface);
        if (pair == alias->second.surfaces.end()) return {};
        instance = alias->second.to;
        surface = pair->new_surface;
    }
    return {instance, surface};
}

frame::Rect Compositor::State::popup_rect() const {
    const frame::Rect all{0, 0, width, height};
    return popup_area ? intersection(*popup_area, all) : all;
}

// ---- processes ------------------------------------------------------------------------------------------------------------------

Compositor::Compositor(CompositorOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Compositor::~Compositor() = default;

void Compositor::attach(InstanceId instance, frame::ClientArea area, AttachOptions options) {
    State& s = *state_;
    drop_picture(instance);
    Plugin& plugin = s.plugins.try_emplace(instance, s.graveyard).first->second;
    plugin.id = instance;
    plugin.options = std::move(options);
    if (plugin.options.spawned_s < 0) plugin.options.spawned_s = s.clock.now_s;
    plugin.link = std::make_unique<FrameLink>(std::move(area));
}

void Compositor::promote(InstanceId instance, InstanceId old_instance) {
    State& s = *state_;
    Plugin* const plugin = s.find(instance);
    if (plugin == nullptr || !plugin->on_trial()) return;
    const SurfaceRef focused = s.router.focused();
    s.aliases[old_instance] = {instance, plugin->options.trial->surfaces};
    const auto key = s.window_keys.find(old_instance);
    s.window_keys[instance] = key != s.window_keys.end() ? key->second : old_instance;
    plugin->options.trial.reset();
    plugin->dirty = true;
    plugin->was_visible = false;
    // Its windows on screen show the successor from now on.
    for (auto& [window, of] : s.windows_before) {
        SurfaceRef& shown = of.shows;
        if (shown.instance == old_instance) shown = s.resolve(shown.instance, shown.surface);
    }
    Plugin* const old = s.find(old_instance);
    // What was on its way waits for the new one, which hears first where pointer and keyboard are, as the old one knew.
    InputQueue waiting;
    if (old != nullptr && old->link) waiting = std::exchange(old->link->input(), {});
    s.router.replace(old_instance, focused.instance == old_instance ? s.resolve(old_instance, focused.surface) : SurfaceRef{},
                     instance);
    plugin->link->input().append(std::move(waiting));
    if (old == nullptr) return;
    // It goes on with the popups of the old one, under the same names, and with what the person has allowed by what they did.
    plugin->last_input_s = old->last_input_s;
    plugin->may_open_since_s = old->may_open_since_s;
    plugin->allowed_surfaces = old->allowed_surfaces;
    plugin->dismissed_surfaces = old->dismissed_surfaces;
    plugin->strips = old->strips;
    std::erase_if(plugin->allowed_surfaces, [plugin](std::uint32_t id) { return plugin->surface(id) == nullptr; });
    std::erase_if(plugin->dismissed_surfaces, [plugin](std::uint32_t id) { return plugin->surface(id) == nullptr; });
}

void Compositor::try_again(InstanceId instance) {
    Plugin* const plugin = state_->find(instance);
    if (plugin == nullptr || !plugin->on_trial() || !plugin->trial_passed) return;
    plugin->trial_passed = false;
    plugin->trial_frames = 1; // one more
    plugin->trial_next_s = 0;
}

void Compositor::detach(InstanceId instance, bool keep_picture) {
    State& s = *state_;
    Plugin* const plugin = s.find(instance);
    if (plugin == nullptr) return;
    if (!keep_picture) return drop_picture(instance);
    s.release_old(*plugin);
    s.router.forget(instance);
    plugin->link.reset();
    plugin->shown_surfaces.clear();
    plugin->picture.clipboard.clear();
}

void Compositor::drop_picture(InstanceId instance) {
    State& s = *state_;
    const Plugin* const plugin = s.find(instance);
    if (plugin == nullptr) return;
    s.release_old(*plugin);
    s.router.forget(instance);
    s.plugins.erase(instance);
    s.window_keys.erase(instance);
    // Successors of processes nobody can name any more.
    if (s.aliases.size() > 64)
        std::erase_if(s.aliases, [&s](const auto& alias) { return s.find(s.resolve(alias.first, 0).instance) == nullptr; });
}

void Compositor::set_pace(InstanceId instance, Pace pace) {
    Plugin* const plugin = state_->find(instance);
    if (plugin == nullptr || !plugin->link || plugin->pace == pace) return;
    if (plugin->pace == Pace::paused) { // what it missed is not held against it
        plugin->link->forgive(state_->clock.now_s);
        plugin->told_unanswered = 0;
        plugin->link->input().clear();
        plugin->dirty = true;
    }
    plugin->pace = pace;
}

void Compositor::redraw(InstanceId instance) {
    if (Plugin* const plugin = state_->find(instance); plugin != nullptr) plugin->dirty = true;
}

void Compositor::redraw_all() {
    for (auto& [id, plugin] : state_->plugins) plugin.dirty = true;
}

void Compositor::set_theme(std::uint32_t theme_serial, float scale) {
    state_->theme_serial = theme_serial;
    state_->scale = scale;
    redraw_all();
}

void Compositor::set_popup_area(std::optional<frame::Rect> area) {
    State& s = *state_;
    if (s.popup_area.has_value() == area.has_value() && (!area || same_rect(*area, *s.popup_area))) return;
    s.popup_area = area;
    redraw_all();
}

void Compositor::dismiss_popups() { state_->dismiss_all(0); }

void Compositor::advance_trials(const FrameClock& clock) {
    State& s = *state_;
    s.clock = clock;
    for (auto& [id, plugin] : s.plugins)
        if (plugin.link && plugin.on_trial()) s.advance_trial(plugin);
}

// ---- one window frame -----------------------------------------------------------------------------------------------------------

std::vector<platform::InputEvent> Compositor::begin_frame(std::span<const platform::InputEvent> events, const FrameClock& clock) {
    State& s = *state_;
    s.clock = clock;
    s.drawn_s = clock.now_s;
    ++s.frame;
    s.show_again = false;
    s.graveyard.sweep();
    for (const platform::InputEvent& event : events)
        if (event.kind == platform::InputEvent::Kind::resize || event.kind == platform::InputEvent::Kind::scale) redraw_all();
    s.windows_before = std::exchange(s.windows, {});
    for (auto& [id, plugin] : s.plugins) {
        plugin.placed_before = std::exchange(plugin.placed, {});
        plugin.inside_before = std::exchange(plugin.inside, {});
        if (plugin.link && plugin.link->input().overflowed()) s.router.resend(id);
    }
    s.watch_client_modal();
    auto left = std::exchange(s.keys_to_client, {});
    const auto routed = s.router.route(events);
    left.insert(left.end(), routed.begin(), routed.end());
    s.router.refresh();
    s.request_frames();
    return left;
}

void Compositor::ask_new_panels() { state_->request_new_panels(); }

void Compositor::collect() {
    State& s = *state_;
    s.wait_for_answers();
    s.show_plugins();
    s.follow_keyboard();
    s.keep_focus_honest();
    if (const Plugin* const hovered = s.find(s.router.hovered().instance);
        hovered != nullptr && hovered->link && hovered->has_picture) {
        ImGui::SetMouseCursor(platform::imgui_cursor(hovered->picture.header.cursor));
    }
}

void Compositor::end_frame(double frame_ms) {
    constexpr std::size_t most = 300;
    auto& list = state_->frame_ms;
    if (list.size() >= most) list.erase(list.begin());
    list.push_back(static_cast<float>(frame_ms));
}

std::vector<CompositorEvent> Compositor::take_events() { return std::exchange(state_->events, {}); }

std::optional<double> Compositor::next_frame_in(double now_s) const {
    const State& s = *state_;
    double next = s.show_again || s.onward || !s.keys_to_client.empty() ? 0 : never;
    for (const auto& [id, plugin] : s.plugins) {
        if (!plugin.link || plugin.pace == Pace::paused) continue;
        if (plugin.on_trial()) { // needs the loop to turn, for advance_trials(), and rarely by itself
            if (plugin.link->outstanding()) {
                if (!plugin.link->watched) next = std::min(next, plugin.link->flapping() ? 0.1 : 0.008);
            } else if (!plugin.trial_passed) {
                next = std::min(next, std::max(plugin.trial_next_s - now_s, 0.0));
            }
            continue;
        }
        if (plugin.link->outstanding()) {
            // Who watches for its answer wakes the window, which then draws to take it; where nobody watches, a window frame looks for
            // it now and then. The 1 s and 5 s marks are ours to notice.
            if (plugin.link->watched) {
                if (plugin.link->signalled()) return 0;
            } else {
                const double looks_s = s.drawn_s + (plugin.link->flapping() ? 0.1 : 0.008);
                next = std::min(next, std::max(looks_s - now_s, 0.0));
            }
            const double age = plugin.link->unanswered_s(now_s);
            if (plugin.told_unanswered < 2) next = std::min(next, std::max((plugin.told_unanswered == 0 ? 1.0 : 5.0) - age, 0.0));
            continue;
        }
        if (plugin.held) continue;
        // What the next begin_frame() would do, with what was placed in this frame.
        const Plugin& self = plugin;
        if (std::ranges::none_of(self.placed, [](const Placement& p) { return !is_empty(p.clip); })) continue;
        if (self.dirty || !self.link->input().empty() ||
            (self.has_picture && (self.picture.header.flags & frame::output_flags::wants_frame) != 0)) {
            return 0;
        }
        const auto& asked = self.link->last_request().surfaces;
        const bool moved = asked.size() != std::min<std::size_t>(self.placed.size(), frame::max_surfaces) ||
                           !std::ranges::all_of(asked, [&self](const frame::InputSurface& surface) {
                               const Placement* const place = self.placement(surface.id);
                               return place != nullptr && same_rect(place->rect, surface.rect) &&
                                      is_empty(place->clip) == ((surface.flags & frame::surface_flags::visible) == 0);
                           });
        if (moved) return 0;
        next = std::min(next, std::max(self.wake_at_s - now_s, 0.0));
    }
    return next == never ? std::nullopt : std::optional(next);
}

bool Compositor::settled() const {
    const State& s = *state_;
    if (const auto next = next_frame_in(s.clock.now_s); next && *next <= 0) return false;
    return std::ranges::none_of(s.plugins, [](const auto& entry) {
        const Plugin& plugin = entry.second;
        return plugin.link && plugin.link->outstanding() && plugin.pace != Pace::paused;
    });
}

std::size_t Compositor::plugins_shown() const {
    return static_cast<std::size_t>(std::ranges::count_if(state_->plugins, [](const auto& entry) {
        const Plugin& plugin = entry.second;
        return plugin.has_picture && std::ranges::any_of(plugin.placed, [](const Placement& p) { return !is_empty(p.clip); });
    }));
}

std::optional<frame::Rect> Compositor::caret() const {
    const Plugin* const plugin = state_->find(state_->router.focused().instance);
    if (plugin == nullptr || !plugin->link || !plugin->has_picture) return std::nullopt;
    if ((plugin->picture.header.flags & frame::output_flags::wants_text_input) == 0) return std::nullopt;
    return plugin->picture.header.caret;
}

std::optional<double> Compositor::seconds_since_input(InstanceId instance, double now_s) const {
    const Plugin* const plugin = state_->find(instance);
    if (plugin == nullptr || plugin->last_input_s == -never) return std::nullopt;
    return now_s - plugin->last_input_s;
}

InstanceId Compositor::focused_instance() const { return state_->router.focused().instance; }
void Compositor::release_focus() { state_->router.release_focus(); }

// ---- figures --------------------------------------------------------------------------------------------------------------------

float Compositor::wanted_height(std::uint64_t instance, std::uint32_t surface) const {
    const SurfaceRef target = state_->resolve(instance, surface);
    const Plugin* const plugin = state_->find(target.instance);
    const frame::Surface* const drawn = plugin != nullptr ? plugin->surface(target.surface) : nullptr;
    return drawn != nullptr ? drawn->wanted_height * state_->scale / plugin->picture.header.scale : 0;
}

ui::FrameFigures Compositor::figures(std::uint64_t instance) const {
    ui::FrameFigures figures;
    const Plugin* const plugin = state_->find(instance);
    if (plugin == nullptr) return figures;
    figures.has_frame = plugin->has_picture;
    figures.frames = plugin->good_frames;
    figures.textures = static_cast<std::uint32_t>(plugin->textures.count());
    figures.texture_bytes = plugin->textures.bytes();
    figures.painted_factor = plugin->painted_factor;
    if (plugin->has_picture) {
        figures.draw_ms = static_cast<float>(plugin->picture.header.draw_time_us) / 1000;
        figures.vertices = static_cast<std::uint32_t>(plugin->picture.vertices.size());
        figures.lists = static_cast<std::uint32_t>(plugin->picture.lists.size());
    }
    if (!plugin->link) return figures;
    figures.attached = true;
    figures.asynchronous = plugin->link->punctuality.asynchronous();
    figures.unanswered_s = plugin->link->unanswered_s(state_->clock.now_s);
    figures.input_pending = plugin->link->outstanding() && (plugin->link->input_outstanding() || !plugin->link->input().empty());
    figures.round_trip_ms = static_cast<float>(plugin->link->round_trip_ms);
    figures.missed = plugin->link->missed;
    figures.rejected = plugin->link->rejected;
    return figures;
}

const std::vector<float>& Compositor::window_frame_ms() const { return state_->frame_ms; }

} // namespace asista::gfx

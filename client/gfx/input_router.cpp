// One function per kind of event.
#include "gfx/input_router.hpp"

#include "wire/keys.hpp"

#include <utility>

namespace asista::gfx {

namespace {
using frame::EventKind;
using frame::Key;
using Kind = platform::InputEvent::Kind;

constexpr std::uint32_t code_of(Key key) { return static_cast<std::uint32_t>(key); }
} // namespace

std::vector<platform::InputEvent> InputRouter::route(std::span<const platform::InputEvent> events) {
    std::vector<Event> left;
    left.reserve(events.size());
    for (const Event& event : events) {
        bool for_client = true;
        switch (event.kind) {
        case Kind::mouse_position: on_position(event); break;
        case Kind::mouse_leave:
            inside_ = false;
            if (grab_ != Grab::plugin) update_hover();
            break;
        case Kind::mouse_button: on_button(event); break;
        case Kind::mouse_wheel: for_client = on_wheel(event); break;
        case Kind::key: for_client = on_key(event); break;
        case Kind::text: for_client = on_text(event); break;
        case Kind::focus: on_window_focus(event); break;
        case Kind::resize:
        case Kind::scale:
        case Kind::expose:
        case Kind::close: break;
        }
        if (for_client) left.push_back(event);
    }
    return left;
}

void InputRouter::refresh() { update_hover(); }

void InputRouter::on_position(const Event& event) {
    x_ = event.x;
    y_ = event.y;
    inside_ = true;
    const InstanceId before = hovered_.instance;
    update_hover();
    // Entering says the position already.
    if (hovered_.instance != 0 && hovered_.instance == before)
        send(hovered_.instance, EventKind::mouse_position, 0, false, x_, y_);
}

void InputRouter::update_hover() {
    if (grab_ == Grab::client) return hover({});
    SurfaceRef target = inside_ || grab_ == Grab::plugin ? world_.surface_at(x_, y_) : SurfaceRef{};
    // The pointer belongs to the plugin that was pressed, wherever it is; over anything else it is over none of its surfaces.
    if (grab_ == Grab::plugin && target.instance != hovered_.instance) target = {hovered_.instance, 0};
    hover(target);
}

void InputRouter::hover(SurfaceRef target) {
    if (target == hovered_) return;
    const SurfaceRef before = std::exchange(hovered_, target);
    if (before.instance != target.instance && before.instance != 0) {
        if (before.surface != 0) send(before.instance, EventKind::hover, 0);
        send(before.instance, EventKind::mouse_leave);
    }
    if (target.instance == 0) return;
    send(target.instance, EventKind::hover, target.surface);
    if (before.instance != target.instance) send(target.instance, EventKind::mouse_position, 0, false, x_, y_);
}

void InputRouter::on_button(const Event& event) {
    if (event.code >= buttons_.size()) return;
    if (event.pressed) {
        update_hover();
        if (buttons_.none()) {
            grab_ = hovered_.instance != 0 ? Grab::plugin : Grab::client;
            world_.pressed_elsewhere(hovered_.instance);
            focus(hovered_);
        }
        buttons_.set(event.code);
    }
    if (grab_ == Grab::plugin) {
        send(hovered_.instance, EventKind::mouse_button, event.code, event.pressed);
        world_.person_acted(hovered_.instance);
    }
    if (event.pressed) return;
    buttons_.reset(event.code);
    if (buttons_.any() || grab_ == Grab::none) return;
    grab_ = Grab::none;
    update_hover();
}

bool InputRouter::on_wheel(const Event& event) {
    if (hovered_.instance == 0 || !world_.uses_wheel(hovered_.instance)) return true;
    send(hovered_.instance, EventKind::mouse_wheel, 0, false, event.x, event.y);
    world_.person_acted(hovered_.instance);
    return false;
}

bool InputRouter::on_key(const Event& event) {
    const auto key = static_cast<Key>(event.code);
    if (!is_known(key)) return false;
    if (key >= Key::mod_ctrl) modifiers_.set(event.code - code_of(Key::mod_ctrl), event.pressed);
    if (!event.pressed) {
        // A release goes wherever the press went: the keyboard may have changed hands in between.
        if (focused_.instance != 0 && plugin_keys_[event.code]) send(focused_.instance, EventKind::key, event.code, false);
        plugin_keys_.reset(event.code);
        const bool client_held = client_keys_[event.code];
        client_keys_.reset(event.code);
        return client_held || focused_.instance == 0;
    }
    const bool ctrl = modifiers_[0], shift = modifiers_[1], alt = modifiers_[2];
    swallow_text_ = false;
    if (focused_.instance == 0) {
        client_keys_.set(event.code);
        return true;
    }
    if (key == Key::tab && ctrl) {
        release_focus();
        return false;
    }
    if (!is_modifier(key) && world_.is_client_chord(event.code, ctrl, shift, alt)) {
        swallow_text_ = true;
        client_keys_.set(event.code);
        return true;
    }
    if ((key == Key::v && ctrl && !alt) || (key == Key::insert && shift && !ctrl)) world_.paste(focused_.instance);
    plugin_keys_.set(event.code);
    send(focused_.instance, EventKind::key, event.code, true);
    world_.person_acted(focused_.instance);
    if (!is_modifier(key)) return false;
    client_keys_.set(event.code); // the client's chords and clicks need to know what is held
    return true;
}

bool InputRouter::on_text(const Event& event) {
    if (focused_.instance == 0) return true;
    if (swallow_text_) return false;
    send(focused_.instance, EventKind::text, event.code);
    world_.person_acted(focused_.instance);
    return false;
}

void InputRouter::on_window_focus(const Event& event) {
    window_focused_ = event.pressed;
    client_keys_.reset();
    plugin_keys_.reset();
    modifiers_.reset();
    if (focused_.instance != 0) send(focused_.instance, EventKind::focus, 0, event.pressed);
}

void InputRouter::focus(SurfaceRef target) {
    const SurfaceRef before = std::exchange(focused_, target);
    if (before.instance == target.instance) return;
    plugin_keys_.reset();
    if (before.instance != 0) send(before.instance, EventKind::focus, 0, false);
    if (target.instance == 0 || !window_focused_) return;
    send(target.instance, EventKind::focus, 0, true);
    send_modifiers(target.instance);
}

void InputRouter::send_modifiers(InstanceId instance) {
    for (std::uint32_t i = 0; i < modifiers_.size(); ++i) {
        if (!modifiers_[i]) continue;
        plugin_keys_.set(code_of(Key::mod_ctrl) + i);
        send(instance, EventKind::key, code_of(Key::mod_ctrl) + i, true);
    }
}

void InputRouter::forget(InstanceId instance) {
    if (hovered_.instance == instance) {
        hovered_ = {};
        // The buttons that are down were pressed there: they are nobody else's.
        if (grab_ == Grab::plugin) grab_ = Grab::client;
    }
    if (focused_.instance == instance) focused_ = {};
}

void InputRouter::replace(InstanceId from, const SurfaceRef& to_focused, InstanceId to) {
    const bool had_focus = focused_.instance == from, had_grab = has_grab(from);
    const auto keys = plugin_keys_;
    forget(from);
    if (had_focus && to_focused.instance == to) {
        focus(to_focused);
        plugin_keys_ |= keys;
    }
    // A press may be on its way to the new one, so its release must be, too. Where the old one had the press, a release does no harm.
    if (had_grab) {
        grab_ = Grab::plugin;
        hovered_ = {to, 0};
        send(to, EventKind::mouse_position, 0, false, x_, y_);
    }
    update_hover();
}

void InputRouter::resend(InstanceId instance) {
    if (hovered_.instance == instance) {
        send(instance, EventKind::hover, hovered_.surface);
        send(instance, EventKind::mouse_position, 0, false, x_, y_);
    }
    if (focused_.instance == instance && window_focused_) {
        send(instance, EventKind::focus, 0, true);
        send_modifiers(instance);
    }
}

void InputRouter::send(InstanceId instance, frame::EventKind kind, std::uint32_t code, bool pressed, float x, float y) {
    world_.send(instance, {.kind = kind, .code = code, .x = x, .y = y, .pressed = pressed ? 1u : 0u, .reserved = 0});
}

} // namespace asista::gfx

// Registrations and conveniences of Plugin. Each hands the host a pointer to a slot kept in the plugin.
#pragma once

#include "../plugin.hpp"

namespace asista {
inline namespace sdk {
namespace detail {

inline std::vector<asista_widget_action> to_c(const std::vector<WidgetAction>& actions) {
    std::vector<asista_widget_action> raw(actions.size());
    for (std::size_t i = 0; i < actions.size(); ++i) {
        raw[i] = asista_widget_action{};
        raw[i].struct_size = size_of<asista_widget_action>();
        raw[i].active = actions[i].active;
        raw[i].id = borrow(actions[i].id);
        raw[i].icon = borrow(actions[i].icon);
        raw[i].tooltip = borrow(actions[i].tooltip);
    }
    return raw;
}

inline asista_status draw_slot(void* context, const asista_frame* raw) noexcept {
    return enter<SurfaceSlot>(context, [raw](SurfaceSlot& slot) {
        Frame frame(*slot.link, *raw);
        slot.draw(frame);
    });
}

} // namespace detail

inline bool Plugin::registered(std::string_view what, const Expected<void>& done) const {
    if (done) return true;
    log_error(std::string(what) + ": " + done.error().message);
    return false;
}

template <class S> S& Plugin::keep(const std::string& key) {
    auto slot = std::make_shared<S>(link_, key);
    S& made = *slot;
    slots_[key] = std::move(slot);
    return made;
}

inline bool Plugin::widget(const WidgetSpec& spec, DrawFunction draw, std::function<void(std::string_view)> on_action) {
    const auto key = "widget " + spec.id;
    if (slots_.contains(key)) return registered(key, Error{Errc::busy, "the id is taken"});
    auto& slot = keep<detail::SurfaceSlot>(key);
    slot.draw = std::move(draw);
    slot.on_action = std::move(on_action);

    const auto actions = detail::to_c(spec.actions);
    asista_widget raw{};
    raw.struct_size = detail::size_of<asista_widget>();
    raw.columns = spec.columns;
    raw.id = detail::borrow(spec.id);
    raw.title = detail::borrow(spec.title);
    raw.icon = detail::borrow(spec.icon);
    raw.height = spec.height;
    raw.highlight = spec.highlight;
    raw.actions = actions.data();
    raw.action_count = static_cast<std::uint32_t>(actions.size());
    raw.context = &slot;
    raw.draw = &detail::draw_slot;
    raw.on_action = [](void* context, asista_string action) {
        return detail::enter<detail::SurfaceSlot>(context, [action](detail::SurfaceSlot& target) {
            if (target.on_action) target.on_action(detail::view(action));
        });
    };
    if (registered(key, link_.call(link_.widgets, &asista_host_widgets::add, &raw))) return true;
    slots_.erase(key);
    return false;
}

inline bool Plugin::set_actions(std::string_view widget, const std::vector<WidgetAction>& actions) {
    const auto raw = detail::to_c(actions);
    return registered("actions of widget " + std::string(widget),
                      link_.call(link_.widgets, &asista_host_widgets::set_actions, detail::borrow(widget), raw.data(),
                                 static_cast<std::uint32_t>(raw.size())));
}

inline bool Plugin::remove_widget(std::string_view id) {
    const auto key = "widget " + std::string(id);
    if (!registered(key, link_.call(link_.widgets, &asista_host_widgets::remove, detail::borrow(id)))) return false;
    slots_.erase(key);
    return true;
}

inline bool Plugin::page(const PageSpec& spec, DrawFunction draw) {
    const auto key = "page " + spec.id;
    if (slots_.contains(key)) return registered(key, Error{Errc::busy, "the id is taken"});
    auto& slot = keep<detail::SurfaceSlot>(key);
    slot.draw = std::move(draw);

    asista_page raw{};
    raw.struct_size = detail::size_of<asista_page>();
    raw.id = detail::borrow(spec.id);
    raw.title = detail::borrow(spec.title);
    raw.icon = detail::borrow(spec.icon);
    raw.context = &slot;
    raw.draw = &detail::draw_slot;
    if (registered(key, link_.call(link_.pages, &asista_host_pages::add, &raw))) return true;
    slots_.erase(key);
    return false;
}

inline bool Plugin::remove_page(std::string_view id) {
    const auto key = "page " + std::string(id);
    if (!registered(key, link_.call(link_.pages, &asista_host_pages::remove, detail::borrow(id)))) return false;
    slots_.erase(key);
    return true;
}

inline bool Plugin::command(const CommandSpec& spec, std::function<void()> run) {
    const auto key = "command " + spec.id;
    if (slots_.contains(key)) return registered(key, Error{Errc::busy, "the id is taken"});
    auto& slot = keep<detail::CommandSlot>(key);
    slot.run = std::move(run);

    asista_command raw{};
    raw.struct_size = detail::size_of<asista_command>();
    raw.in_menu = spec.in_menu;
    raw.id = detail::borrow(spec.id);
    raw.title = detail::borrow(spec.title);
    raw.icon = detail::borrow(spec.icon);
    raw.context = &slot;
    raw.run = [](void* context) {
        return detail::enter<detail::CommandSlot>(context, [](detail::CommandSlot& target) { target.run(); });
    };
    if (registered(key, link_.call(link_.commands, &asista_host_commands::add, &raw))) return true;
    slots_.erase(key);
    return false;
}

inline bool Plugin::remove_command(std::string_view id) {
    const auto key = "command " + std::string(id);
    if (!registered(key, link_.call(link_.commands, &asista_host_commands::remove, detail::borrow(id)))) return false;
    slots_.erase(key);
    return true;
}

inline bool Plugin::menu_item(const MenuSpec& spec) {
    asista_menu_item raw{};
    raw.struct_size = detail::size_of<asista_menu_item>();
    raw.id = detail::borrow(spec.id);
    raw.title = detail::borrow(spec.title);
    raw.icon = detail::borrow(spec.icon);
    raw.command = detail::borrow(spec.command);
    return registered("menu item " + spec.id, link_.call(link_.menu, &asista_host_menu::add, &raw));
}

inline bool Plugin::remove_menu_item(std::string_view id) {
    return registered("menu item " + std::string(id), link_.call(link_.menu, &asista_host_menu::remove, detail::borrow(id)));
}

inline bool Plugin::voice_command(const VoiceSpec& spec, std::function<void(std::string_view)> run) {
    const auto key = "voice command " + spec.id;
    if (slots_.contains(key)) return registered(key, Error{Errc::busy, "the id is taken"});
    auto& slot = keep<detail::VoiceSlot>(key);
    slot.run = std::move(run);

    std::vector<asista_string> phrases;
    for (const auto& phrase : spec.phrases) phrases.push_back(detail::borrow(phrase));
    asista_voice_command raw{};
    raw.struct_size = detail::size_of<asista_voice_command>();
    raw.phrase_count = static_cast<std::uint32_t>(phrases.size());
    raw.id = detail::borrow(spec.id);
    raw.phrases = phrases.data();
    raw.description = detail::borrow(spec.description);
    raw.context = &slot;
    raw.run = [](void* context, asista_string phrase) {
        return detail::enter<detail::VoiceSlot>(context,
                                                [phrase](detail::VoiceSlot& target) { target.run(detail::view(phrase)); });
    };
    if (registered(key, link_.call(link_.voice, &asista_host_voice::add, &raw))) return true;
    slots_.erase(key);
    return false;
}

inline bool Plugin::remove_voice_command(std::string_view id) {
    const auto key = "voice command " + std::string(id);
    if (!registered(key, link_.call(link_.voice, &asista_host_voice::remove, detail::borrow(id)))) return false;
    slots_.erase(key);
    return true;
}

inline bool Plugin::method(const MethodSpec& spec, std::function<Json(const Json&)> call) {
    const auto key = "method " + spec.name;
    if (slots_.contains(key)) return registered(key, Error{Errc::busy, "the name is taken"});
    auto& slot = keep<detail::MethodSlot>(key);
    slot.call = std::move(call);

    const auto example = spec.example.is_null() ? std::string() : detail::dump(spec.example);
    asista_method raw{};
    raw.struct_size = detail::size_of<asista_method>();
    raw.name = detail::borrow(spec.name);
    raw.description = detail::borrow(spec.description);
    raw.example = detail::borrow(example);
    raw.context = &slot;
    raw.call = [](void* context, asista_string json, const asista_sink* result) {
        return detail::enter<detail::MethodSlot>(context, [json, result](detail::MethodSlot& target) {
            const auto arguments = detail::parse(detail::view(json), "the argument").value();
            const auto answer = detail::dump(target.call(arguments));
            result->write(result->context, detail::borrow(answer));
        });
    };
    if (registered(key, link_.call(link_.methods, &asista_host_methods::add, &raw))) return true;
    slots_.erase(key);
    return false;
}

inline bool Plugin::subscribe(std::string_view event, std::function<void(const Json&)> on_event) {
    const auto key = "event " + std::string(event);
    auto slot = std::make_shared<detail::EventSlot>(link_, key);
    slot->on_event = std::move(on_event);
    const asista_event_fn deliver = [](void* context, asista_string, asista_string json) {
        detail::enter_quietly<detail::EventSlot>(context, [json](detail::EventSlot& target) {
            target.on_event(detail::parse(detail::view(json), "the event's data").value());
        });
    };
    void* context = slot.get();
    if (!registered(key, link_.call(link_.events, &asista_host_events::subscribe, detail::borrow(event), deliver, context))) {
        return false;
    }
    slots_[key] = std::move(slot); // a former subscription's slot goes only now that the host has let go of it
    return true;
}

inline bool Plugin::unsubscribe(std::string_view event) {
    const auto key = "event " + std::string(event);
    if (!registered(key, link_.call(link_.events, &asista_host_events::unsubscribe, detail::borrow(event)))) return false;
    slots_.erase(key);
    return true;
}

inline TimerId Plugin::start_timer(std::chrono::milliseconds delay, std::chrono::milliseconds repeat, std::function<void()> run) {
    auto slot = std::make_shared<detail::TimerSlot>(link_, "timer");
    slot->plugin = this;
    slot->once = repeat.count() <= 0;
    slot->run = std::move(run);
    void (*fire)(void*, std::uint64_t) = [](void* context, std::uint64_t id) {
        detail::enter_quietly<detail::TimerSlot>(context, [id](detail::TimerSlot& target) {
            if (target.once) target.plugin->timers_.erase(id);
            target.run();
        });
    };
    const auto ms = [](std::chrono::milliseconds time) {
        return time.count() < 0 ? 0U : static_cast<std::uint64_t>(time.count());
    };
    TimerId id = 0;
    void* context = slot.get();
    if (!registered("timer", link_.call(link_.timers, &asista_host_timers::start, ms(delay), ms(repeat), fire, context, &id))) {
        return 0;
    }
    timers_.emplace(id, std::move(slot));
    return id;
}

inline void Plugin::stop_timer(TimerId id) {
    if (timers_.erase(id) == 0) return;
    static_cast<void>(link_.call(link_.timers, &asista_host_timers::stop, id)); // one that just ran is as good as stopped
}

inline Expected<void> Plugin::publish(std::string_view event, const Json& data) {
    const auto text = detail::dump(data);
    return link_.call(link_.events, &asista_host_events::publish, detail::borrow(event), detail::borrow(text));
}
inline Expected<void> Plugin::open_page(std::string_view id) {
    return link_.call(link_.pages, &asista_host_pages::open, detail::borrow(id));
}
inline Expected<void> Plugin::open_url(std::string_view url) {
    return link_.call(link_.ui, &asista_host_ui::open_url, detail::borrow(url));
}
inline void Plugin::redraw() const { link_.call(link_.ui, &asista_host_ui::request_redraw); }
inline void Plugin::mark_state_dirty() const { link_.call(link_.state, &asista_host_state::mark_dirty); }

} // namespace sdk
} // namespace asista

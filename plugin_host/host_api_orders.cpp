// Orders of the client, passed on to the plugin: state, activation, theme, settings, commands, actions, voice, methods, events and
// the AI's answers.
#include "host_api_state.hpp"

namespace asista::host {

namespace {

template <class Order> Result<typename Order::Request> decoded(const wire::Message& order) {
    return wire::decode<typename Order::Request>(order.payload);
}
template <class Order> Result<wire::Bytes> encoded(const typename Order::Reply& reply) { return wire::encode(reply); }

Result<void> expect_active(const ApiState& api) {
    if (!api.active) return fail(Errc::unavailable, "the plugin is not active");
    return {};
}

// ---- state -----------------------------------------------------------------------------------------------------------------

Result<wire::Bytes> load_state(ApiState& api, const calls::LoadState::Request& request) {
    if (!ASISTA_HAS(api.plugin_state, load)) return fail(Errc::unsupported, "the plugin keeps no state");
    struct Source {
        std::span<const std::byte> rest;
    } source{request.state};
    const asista_in_stream stream{&source, [](void* context, void* data, std::size_t size) {
                                      auto& rest = static_cast<Source*>(context)->rest;
                                      const std::size_t count = std::min(size, rest.size());
                                      if (count > 0) std::memcpy(data, rest.data(), count);
                                      rest = rest.subspan(count);
                                      return count;
                                  }};
    api.state_reset.clear();
    TRY(api.outcome(api.plugin_state->load(api.plugin, &stream, request.version), "load state"));
    return encoded<calls::LoadState>({std::exchange(api.state_reset, {})});
}

Result<wire::Bytes> save_state(ApiState& api) {
    if (!ASISTA_HAS(api.plugin_state, save)) return fail(Errc::unsupported, "the plugin keeps no state");
    api.dirty_told = false;
    calls::SaveState::Reply reply;
    const asista_out_stream stream{&reply.state, [](void* context, const void* data, std::size_t size) -> asista_status {
                                       auto& state = *static_cast<wire::Bytes*>(context);
                                       if (size > ASISTA_MAX_STATE_BYTES - state.size()) return ASISTA_OVER_LIMIT;
                                       const auto* bytes = static_cast<const std::byte*>(data);
                                       state.insert(state.end(), bytes, bytes + size);
                                       return ASISTA_OK;
                                   }};
    TRY(api.outcome(api.plugin_state->save(api.plugin, &stream), "save state"));
    reply.version = api.plugin_state->version;
    return encoded<calls::SaveState>(reply);
}

// ---- life ------------------------------------------------------------------------------------------------------------------

Result<wire::Bytes> activate(ApiState& api) {
    if (api.active) return fail(Errc::invalid, "the plugin is active already");
    api.active = true; // inside activate the plugin may do what an active one may
    auto outcome = api.outcome(api.plugin->activate(api.plugin), "activate");
    if (!outcome) {
        api.active = false;
        return fail(std::move(outcome.error()));
    }
    api.start_timers();
    return encoded<calls::Activate>({});
}

Result<wire::Bytes> deactivate(ApiState& api, bool uninstalling) {
    api.stop_timers();
    if (api.active) api.plugin->deactivate(api.plugin, uninstalling);
    destroy_plugin(api);
    return encoded<calls::Deactivate>({});
}

// ---- things the user or another part of the app wants --------------------------------------------------------------------------

Result<wire::Bytes> run_command(ApiState& api, const std::string& id) {
    TRY(expect_active(api));
    const auto found = api.commands.find(id);
    if (found == api.commands.end()) return fail(Errc::not_found, "the plugin has no command {}", id);
    const RegisteredCommand command = found->second; // it may remove itself
    TRY(api.outcome(command.run(command.context), "command " + id));
    return encoded<calls::RunCommand>({});
}

Result<wire::Bytes> run_action(ApiState& api, const calls::RunAction::Request& request) {
    TRY(expect_active(api));
    const auto found = std::ranges::find_if(api.surfaces, [&request](const auto& entry) {
        return entry.second.use == SurfaceUse::widget && entry.second.id == request.widget;
    });
    if (found == api.surfaces.end() || found->second.on_action == nullptr) {
        return fail(Errc::not_found, "the plugin has no widget {} with actions", request.widget);
    }
    const auto on_action = found->second.on_action;
    TRY(api.outcome(on_action(found->second.context, borrow(request.action)), "action " + request.action));
    return encoded<calls::RunAction>({});
}

Result<wire::Bytes> run_voice(ApiState& api, const calls::RunVoice::Request& request) {
    TRY(expect_active(api));
    const auto found = api.voices.find(request.id);
    if (found == api.voices.end()) return fail(Errc::not_found, "the plugin has no voice command {}", request.id);
    const RegisteredVoice voice = found->second;
    TRY(api.outcome(voice.run(voice.context, borrow(request.phrase)), "voice command " + request.id));
    return encoded<calls::RunVoice>({});
}

Result<wire::Bytes> run_method(ApiState& api, const calls::RunMethod::Request& request) {
    TRY(expect_active(api));
    const auto found = api.methods.find(request.method);
    if (found == api.methods.end()) return fail(Errc::not_found, "the plugin has no method {}", request.method);
    const RegisteredMethod method = found->second;
    calls::RunMethod::Reply reply;
    const asista_sink sink{&reply.json, [](void* context, asista_string text) {
                               if (text.data == nullptr) return;
                               static_cast<std::string*>(context)->assign(text.data, text.size);
                           }};
    const std::string arguments = request.json.empty() ? "null" : request.json;
    TRY(api.outcome(method.call(method.context, borrow(arguments), &sink), "method " + request.method));
    if (reply.json.empty()) reply.json = "null";
    return encoded<calls::RunMethod>(reply);
}

// ---- notices ---------------------------------------------------------------------------------------------------------------

void settings_changed(ApiState& api, const std::string& json) {
    api.settings_json = json;
    if (ASISTA_HAS(api.plugin_settings, changed)) api.plugin_settings->changed(api.plugin, borrow(json));
}

void grants_changed(ApiState& api, const calls::GrantsChanged::Request& now) {
    api.granted = now.granted;
    if (ASISTA_HAS(api.plugin_permissions, changed)) api.plugin_permissions->changed(api.plugin);
}

void theme_changed(ApiState& api, const calls::Theme& theme) {
    set_theme(api, theme);
    if (ASISTA_HAS(api.plugin_ui, theme_changed)) api.plugin_ui->theme_changed(api.plugin);
}

void deliver_event(ApiState& api, const calls::DeliverEvent::Request& event) {
    const auto found = api.subscriptions.find(event.name);
    if (found == api.subscriptions.end()) return; // unsubscribed while it was on its way, or a hook of the manifest
    const Subscription subscription = found->second;
    subscription.on_event(subscription.context, borrow(event.name), borrow(event.json));
}

void ai_chunk(ApiState& api, const calls::AiChunk::Request& chunk) {
    const auto found = api.chats.find(chunk.stream);
    if (found == api.chats.end()) return;
    if (found->second.on_answer != nullptr) {
        found->second.answer += chunk.text;
        return;
    }
    if (found->second.on_text == nullptr) return;
    const RunningChat chat = found->second;
    chat.on_text(chat.context, chunk.stream, borrow(chunk.text));
}

void ai_done(ApiState& api, const calls::AiDone::Request& done) {
    const auto found = api.chats.find(done.stream);
    if (found == api.chats.end()) return; // cancelled: the plugin has been told
    const RunningChat chat = std::move(found->second);
    api.chats.erase(found);
    const bool known = done.status >= ASISTA_OK && done.status <= ASISTA_INTERNAL;
    chat.end(done.stream, known ? done.status : static_cast<asista_status>(ASISTA_INTERNAL), borrow(done.message),
             borrow(done.provider));
}

// Decodes a notice and passes it on; notices have no answer, so a malformed one is all there is to report.
template <class Notice, class Pass> Result<wire::Bytes> notice(const wire::Message& order, Pass&& pass) {
    const auto request = TRY(decoded<Notice>(order));
    pass(request);
    return wire::Bytes{};
}

} // namespace

Result<wire::Bytes> handle_order(ApiState& api, const wire::Message& order) {
    if (api.plugin == nullptr) return fail(Errc::unavailable, "the plugin has ended");
    api.explained.clear();
    switch (order.call) {
    case calls::LoadState::id: return load_state(api, TRY(decoded<calls::LoadState>(order)));
    case calls::SaveState::id: return save_state(api);
    case calls::Activate::id: return activate(api);
    case calls::Deactivate::id: return deactivate(api, TRY(decoded<calls::Deactivate>(order)).uninstalling);
    case calls::RunCommand::id: return run_command(api, TRY(decoded<calls::RunCommand>(order)).command);
    case calls::RunAction::id: return run_action(api, TRY(decoded<calls::RunAction>(order)));
    case calls::RunVoice::id: return run_voice(api, TRY(decoded<calls::RunVoice>(order)));
    case calls::RunMethod::id: return run_method(api, TRY(decoded<calls::RunMethod>(order)));
    case calls::SetTheme::id: return notice<calls::SetTheme>(order, [&api](const auto& theme) { theme_changed(api, theme); });
    case calls::SettingsChanged::id:
        return notice<calls::SettingsChanged>(order, [&api](const auto& now) { settings_changed(api, now.json); });
    case calls::DeliverEvent::id:
        return notice<calls::DeliverEvent>(order, [&api](const auto& event) { deliver_event(api, event); });
    case calls::GrantsChanged::id:
        return notice<calls::GrantsChanged>(order, [&api](const auto& now) { grants_changed(api, now); });
    case calls::AiChunk::id: return notice<calls::AiChunk>(order, [&api](const auto& chunk) { ai_chunk(api, chunk); });
    case calls::AiDone::id: return notice<calls::AiDone>(order, [&api](const auto& done) { ai_done(api, done); });
    default: return fail(Errc::unsupported, "the host knows no order {:#x}", order.call);
    }
}

void destroy_plugin(ApiState& api) {
    api.stop_timers();
    api.active = false;
    api.stopped = true;
    const asista_plugin* plugin = std::exchange(api.plugin, nullptr);
    if (ASISTA_HAS(plugin, destroy)) plugin->destroy(plugin);
    api.surfaces.clear();
    api.commands.clear();
    api.menu_items.clear();
    api.voices.clear();
    api.methods.clear();
    api.subscriptions.clear();
    api.chats.clear();
    api.fetches.clear();
    api.file_question = false;
    api.timers.clear();
}

} // namespace asista::host

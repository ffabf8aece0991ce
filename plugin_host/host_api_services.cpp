// Tables of the plugin's own data and of the services: storage, settings, ai, voice, notifications, events, activity.
#include "host_api_state.hpp"

namespace asista::host {

namespace {

constexpr std::size_t max_json_bytes = 1u << 20;

Result<void> expect_sink(const asista_sink* sink, std::string_view function) {
    if (sink == nullptr || sink->write == nullptr) return fail(Errc::invalid, "{}: there is no sink", function);
    return {};
}

// ---- storage ---------------------------------------------------------------------------------------------------------------

Result<std::string> key_of(asista_string key) {
    auto text = TRY(text_of(key, "storage key", ASISTA_MAX_STORAGE_KEY_BYTES));
    if (text.empty()) return fail(Errc::invalid, "a storage key must not be empty");
    return text;
}

asista_status storage_get(const asista_host* host, asista_string key, const asista_sink* json) {
    return on_frame(host, "storage.get", When::any, [&](ApiState& api) -> Result<void> {
        TRY(expect_sink(json, "storage.get"));
        calls::StorageGet::Request request;
        request.key = TRY(key_of(key));
        const auto reply = TRY(api.call<calls::StorageGet>(request));
        json->write(json->context, borrow(reply.json));
        return {};
    });
}

asista_status storage_set(const asista_host* host, asista_string key, asista_string json) {
    return on_frame(host, "storage.set", When::any, [&](ApiState& api) -> Result<void> {
        calls::StorageSet::Request request;
        request.key = TRY(key_of(key));
        request.json = TRY(text_of(json, "stored value", max_json_bytes));
        return api.call_only<calls::StorageSet>(request);
    });
}

asista_status storage_remove(const asista_host* host, asista_string key) {
    return on_frame(host, "storage.remove", When::any, [&](ApiState& api) -> Result<void> {
        calls::StorageRemove::Request request;
        request.key = TRY(key_of(key));
        return api.call_only<calls::StorageRemove>(request);
    });
}

asista_status storage_keys(const asista_host* host, asista_string prefix, const asista_sink* each) {
    return on_frame(host, "storage.keys", When::any, [&](ApiState& api) -> Result<void> {
        TRY(expect_sink(each, "storage.keys"));
        calls::StorageKeys::Request request;
        request.prefix = TRY(text_of(prefix, "storage prefix", ASISTA_MAX_STORAGE_KEY_BYTES));
        const auto reply = TRY(api.call<calls::StorageKeys>(request));
        for (const auto& key : reply.keys) each->write(each->context, borrow(key));
        return {};
    });
}

asista_status storage_usage(const asista_host* host, asista_storage_usage* usage) {
    return on_frame(host, "storage.usage", When::any, [&](ApiState& api) -> Result<void> {
        static_cast<void>(TRY(record_of(usage, "storage usage")));
        const auto reply = TRY(api.call<calls::StorageUsage>({}));
        usage->used_bytes = reply.used_bytes;
        usage->quota_bytes = reply.quota_bytes;
        return {};
    });
}

// ---- settings --------------------------------------------------------------------------------------------------------------

asista_status settings_get(const asista_host* host, const asista_sink* json) {
    return on_frame(host, "settings.get", When::any, [&](ApiState& api) -> Result<void> {
        TRY(expect_sink(json, "settings.get"));
        json->write(json->context, borrow(api.settings_json));
        return {};
    });
}

// ---- permissions -----------------------------------------------------------------------------------------------------------

bool permission_granted(const asista_host* host, asista_string permission) {
    const ApiState* const api = enter(host, "permissions.granted", When::any);
    if (api == nullptr || permission.data == nullptr) return false;
    return std::ranges::find(api->granted, std::string_view(permission.data, permission.size)) != api->granted.end();
}

asista_status settings_set(const asista_host* host, asista_string json) {
    return on_frame(host, "settings.set", When::any, [&](ApiState& api) -> Result<void> {
        calls::SettingsSet::Request request;
        request.json = TRY(text_of(json, "settings", max_json_bytes));
        return api.call_only<calls::SettingsSet>(request);
    });
}

// ---- ai --------------------------------------------------------------------------------------------------------------------

constexpr std::size_t max_chat_key = 64;

Result<calls::AiChat::Request> chat_of(const asista_ai_request& raw) {
    constexpr std::size_t max_messages = 64, max_text = 64u << 10;
    if (raw.message_count == 0 || raw.message_count > max_messages) {
        return fail(Errc::invalid, "a chat has 1 to {} messages, not {}", max_messages, raw.message_count);
    }
    calls::AiChat::Request request;
    std::size_t bytes = 0;
    for (std::uint32_t i = 0; i < raw.message_count; ++i) {
        const auto message = TRY(record_at(raw.messages, i, "message"));
        if (message.role > ASISTA_AI_ASSISTANT) return fail(Errc::invalid, "message {} has no known role", i);
        calls::AiMessage copied;
        copied.role = static_cast<calls::AiMessage::Role>(message.role);
        copied.text = TRY(text_of(message.text, "message", max_text));
        bytes += copied.text.size();
        request.messages.push_back(std::move(copied));
    }
    if (bytes > max_text) return fail(Errc::over_limit, "the messages are {} bytes long; the most is {}", bytes, max_text);
    if (raw.max_tokens != 0) request.max_tokens = raw.max_tokens;
    request.key = TRY(text_of(raw.key, "the key of a chat", max_chat_key));
    return request;
}

Result<void> room_for_a_chat(const ApiState& api) {
    if (api.chats.size() >= max_chats) return fail(Errc::over_limit, "{} chats and analyses are unfinished", max_chats);
    return {};
}

// The key came later than the rest.
Result<asista_ai_request> request_of(const asista_ai_request* chat, const ApiState& api, const std::uint64_t* stream) {
    const auto raw = TRY(record_of(chat, "chat", offsetof(asista_ai_request, key)));
    if (raw.on_done == nullptr) return fail(Errc::invalid, "a chat needs on_done");
    if (stream == nullptr) return fail(Errc::invalid, "a chat needs a place for its stream");
    TRY(room_for_a_chat(api));
    return raw;
}

asista_status ai_chat(const asista_host* host, const asista_ai_request* chat, std::uint64_t* stream) {
    return on_frame(host, "ai.chat", When::only_active, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(request_of(chat, api, stream));
        const auto request = TRY(chat_of(raw));
        const auto reply = TRY(api.call<calls::AiChat>(request));
        api.chats[reply.stream] = {.context = raw.context, .on_text = raw.on_text, .on_done = raw.on_done};
        *stream = reply.stream;
        return {};
    });
}

asista_status ai_resume(const asista_host* host, const asista_ai_request* chat, std::uint64_t received, std::uint64_t* stream) {
    return on_frame(host, "ai.resume", When::only_active, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(request_of(chat, api, stream));
        const auto key = TRY(text_of(raw.key, "the key of a chat"));
        const auto reply = TRY(api.call<calls::AiResume>({key, received}));
        api.chats[reply.stream] = {.context = raw.context, .on_text = raw.on_text, .on_done = raw.on_done};
        *stream = reply.stream;
        return {};
    });
}

Result<asista_ai_analysis> analysis_of(const asista_ai_analysis* analysis, const ApiState& api, const std::uint64_t* stream) {
    const auto raw = TRY(record_of(analysis, "analysis"));
    if (raw.on_done == nullptr) return fail(Errc::invalid, "an analysis needs on_done");
    if (stream == nullptr) return fail(Errc::invalid, "an analysis needs a place for its stream");
    TRY(room_for_a_chat(api));
    return raw;
}

RunningChat running(const asista_ai_analysis& raw) { return {.context = raw.context, .on_answer = raw.on_done}; }

asista_status ai_analyze(const asista_host* host, const asista_ai_analysis* analysis, std::uint64_t* stream) {
    return on_frame(host, "ai.analyze", When::only_active, [&](ApiState& api) -> Result<void> {
        constexpr std::size_t max_prompt = 16u << 10, max_data = 256u << 10, max_schema = 32u << 10;
        const auto raw = TRY(analysis_of(analysis, api, stream));
        calls::AiAnalyze::Request request;
        request.prompt = TRY(text_of(raw.prompt, "the prompt of an analysis", max_prompt));
        request.data = TRY(text_of(raw.data, "the data of an analysis", max_data));
        request.schema = TRY(text_of(raw.schema, "the schema of an analysis", max_schema));
        request.key = TRY(text_of(raw.key, "the key of an analysis", max_chat_key));
        if (raw.max_tokens != 0) request.max_tokens = raw.max_tokens;
        const auto reply = TRY(api.call<calls::AiAnalyze>(request));
        api.chats[reply.stream] = running(raw);
        *stream = reply.stream;
        return {};
    });
}

asista_status ai_resume_analysis(const asista_host* host, const asista_ai_analysis* analysis, std::uint64_t* stream) {
    return on_frame(host, "ai.resume_analysis", When::only_active, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(analysis_of(analysis, api, stream));
        const auto key = TRY(text_of(raw.key, "the key of an analysis", max_chat_key));
        const auto reply = TRY(api.call<calls::AiAnalyzeResume>({key}));
        api.chats[reply.stream] = running(raw);
        *stream = reply.stream;
        return {};
    });
}

asista_status ai_cancel(const asista_host* host, std::uint64_t stream) {
    return on_frame(host, "ai.cancel", When::any, [&](ApiState& api) -> Result<void> {
        const auto found = api.chats.find(stream);
        if (found == api.chats.end()) return fail(Errc::not_found, "there is no unfinished chat or analysis {}", stream);
        const RunningChat chat = found->second;
        api.chats.erase(found); // whatever still comes for it is ignored
        api.enter_later([&api, chat, stream] {
            if (!api.stopped) chat.end(stream, ASISTA_CANCELLED, ASISTA_STR("cancelled"), {});
        });
        // The plugin is told that it stopped in any case; a client that cannot be told has ended it, or will drop its pieces.
        static_cast<void>(api.call_only<calls::AiCancel>({stream}));
        return {};
    });
}

// ---- voice -----------------------------------------------------------------------------------------------------------------

asista_status voice_add(const asista_host* host, const asista_voice_command* command) {
    return on_frame(host, "voice.add", When::not_drawing, [&](ApiState& api) -> Result<void> {
        constexpr std::size_t max_phrases = 16;
        const auto raw = TRY(record_of(command, "voice command"));
        calls::VoiceRegister::Request request;
        request.id = TRY(id_of(raw.id, "voice command id"));
        request.description = TRY(text_of(raw.description, "voice command description", 512));
        if (raw.run == nullptr) return fail(Errc::invalid, "voice command {} has no run function", request.id);
        if (raw.phrase_count == 0 || raw.phrase_count > max_phrases || raw.phrases == nullptr) {
            return fail(Errc::invalid, "voice command {} needs 1 to {} phrases", request.id, max_phrases);
        }
        for (std::uint32_t i = 0; i < raw.phrase_count; ++i) {
            request.phrases.push_back(TRY(title_of(raw.phrases[i], "phrase")));
        }
        if (api.voices.contains(request.id)) return fail(Errc::busy, "the id {} is taken", request.id);
        if (api.voices.size() >= max_voice_commands) {
            return fail(Errc::over_limit, "a plugin has at most {} voice commands", max_voice_commands);
        }
        TRY(api.call<calls::VoiceRegister>(request));
        api.voices[request.id] = {raw.context, raw.run};
        return {};
    });
}

asista_status voice_remove(const asista_host* host, asista_string id) {
    return on_frame(host, "voice.remove", When::not_drawing, [&](ApiState& api) -> Result<void> {
        const auto name = TRY(id_of(id, "voice command id"));
        if (api.voices.erase(name) == 0) return fail(Errc::not_found, "there is no voice command {}", name);
        return api.call_only<calls::VoiceRemove>({name});
    });
}

asista_status voice_speak(const asista_host* host, asista_string text) {
    return on_frame(host, "voice.speak", When::any, [&](ApiState& api) -> Result<void> {
        calls::VoiceSpeak::Request request;
        request.text = TRY(text_of(text, "spoken text", 1000));
        return api.call_only<calls::VoiceSpeak>(request);
    });
}

// ---- notifications, events, activity -----------------------------------------------------------------------------------------

asista_status notification_show(const asista_host* host, const asista_notification* notification) {
    return on_frame(host, "notifications.show", When::any, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(notification, "notification"));
        if (raw.level > ASISTA_NOTIFY_ERROR) return fail(Errc::invalid, "there is no notification level {}", raw.level);
        calls::NotificationsShow::Request request;
        request.title = TRY(text_of(raw.title, "notification title"));
        request.body = TRY(text_of(raw.body, "notification body"));
        request.level = static_cast<NotificationLevel>(raw.level);
        request.icon = TRY(text_of(raw.icon, "notification icon", 64));
        if (request.title.empty()) return fail(Errc::invalid, "a notification needs a title");
        return api.call_only<calls::NotificationsShow>(request);
    });
}

asista_status event_publish(const asista_host* host, asista_string name, asista_string json) {
    return on_frame(host, "events.publish", When::any, [&](ApiState& api) -> Result<void> {
        calls::EventsPublish::Request request;
        request.name = TRY(id_of(name, "event name", true));
        request.json = TRY(text_of(json, "event data"));
        return api.call_only<calls::EventsPublish>(request);
    });
}

asista_status event_subscribe(const asista_host* host, asista_string name, asista_event_fn on_event, void* context) {
    return on_frame(host, "events.subscribe", When::any, [&](ApiState& api) -> Result<void> {
        const auto full = TRY(text_of(name, "event name", 160));
        if (full.find('/') == std::string::npos) {
            return fail(Errc::invalid, "an event's full name is <source>/<event>, not \"{}\"", full);
        }
        if (on_event == nullptr) return fail(Errc::invalid, "the subscription to {} has no function", full);
        if (!api.subscriptions.contains(full)) {
            if (api.subscriptions.size() >= max_subscriptions) {
                return fail(Errc::over_limit, "a plugin has at most {} subscriptions", max_subscriptions);
            }
            TRY(api.call<calls::EventsSubscribe>({full}));
        }
        api.subscriptions[full] = {context, on_event};
        return {};
    });
}

asista_status event_unsubscribe(const asista_host* host, asista_string name) {
    return on_frame(host, "events.unsubscribe", When::any, [&](ApiState& api) -> Result<void> {
        const auto full = TRY(text_of(name, "event name", 160));
        if (api.subscriptions.erase(full) == 0) return fail(Errc::not_found, "there is no subscription to {}", full);
        return api.call_only<calls::EventsUnsubscribe>({full});
    });
}

asista_status activity_last(const asista_host* host, asista_instant_ms* at) {
    return on_frame(host, "activity.last", When::any, [&](ApiState& api) -> Result<void> {
        if (at == nullptr) return fail(Errc::invalid, "activity.last: there is no place for the answer");
        *at = TRY(api.call<calls::ActivityLast>({})).last_activity_at;
        return {};
    });
}

} // namespace

const asista_host_storage* storage_table() {
    static const asista_host_storage table{
        size32<asista_host_storage>(), 0, &storage_get, &storage_set, &storage_remove, &storage_keys, &storage_usage};
    return &table;
}
const asista_host_permissions* permissions_table() {
    static const asista_host_permissions table{size32<asista_host_permissions>(), 0, &permission_granted};
    return &table;
}

const asista_host_settings* settings_table() {
    static const asista_host_settings table{size32<asista_host_settings>(), 0, &settings_get, &settings_set};
    return &table;
}
const asista_host_ai* ai_table() {
    static const asista_host_ai table{size32<asista_host_ai>(), 0, &ai_chat, &ai_cancel, &ai_resume, &ai_analyze,
                                      &ai_resume_analysis};
    return &table;
}
const asista_host_voice* voice_table() {
    static const asista_host_voice table{size32<asista_host_voice>(), 0, &voice_add, &voice_remove, &voice_speak};
    return &table;
}
const asista_host_notifications* notifications_table() {
    static const asista_host_notifications table{size32<asista_host_notifications>(), 0, &notification_show};
    return &table;
}
const asista_host_events* events_table() {
    static const asista_host_events table{size32<asista_host_events>(), 0, &event_publish, &event_subscribe, &event_unsubscribe};
    return &table;
}
const asista_host_activity* activity_table() {
    static const asista_host_activity table{size32<asista_host_activity>(), 0, &activity_last};
    return &table;
}

} // namespace asista::host

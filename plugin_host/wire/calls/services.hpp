// Calls to services: AI, voice, notifications, events, activity.
#pragma once

#include "wire/calls/view.hpp"

namespace asista::calls {

struct AiMessage {
    enum class Role : std::uint8_t { system = 0, user = 1, assistant = 2 };
    friend constexpr bool is_known(Role value) { return value <= Role::assistant; }
    Role role = Role::user;
    std::string text;
    ASISTA_FIELDS(role, text)
};
struct AiChat { // answered at once with a stream; text comes by AiChunk orders, the end by AiDone
    ASISTA_CALL(0x0501, "ai.chat", "ai:chat", everyone, refused);
    struct Request {
        std::vector<AiMessage> messages; // at most 64, 64 KiB together
        std::uint32_t max_tokens = 512;
        std::string key = {}; // of a plugin's own: the next build may go on with the answer; empty: it ends with this process
        ASISTA_FIELDS(messages, max_tokens, key)
    };
    struct Reply {
        std::uint64_t stream = 0;
        ASISTA_FIELDS(stream)
    };
};
// Goes on with an answer that the build before had asked for under this key: what came after the first `received` bytes of it, then the
// rest, then the end. Only until the reply to Activate. Errc::not_found: there is none; Errc::denied: it may not see all that the other might.
struct AiResume {
    ASISTA_CALL(0x0503, "ai.resume", "ai:chat", plugin, refused);
    struct Request {
        std::string key;
        std::uint64_t received = 0;
        ASISTA_FIELDS(key, received)
    };
    using Reply = AiChat::Reply;
};
// Answered at once with a stream. Nothing comes while it is answered; then one AiChunk with the whole answer, JSON that holds to the
// schema, and AiDone. AiDone alone, with the reason, when there is none; Errc::invalid: what came did not hold to the schema, twice.
struct AiAnalyze {
    ASISTA_CALL(0x0504, "ai.analyze", "ai:analyze", plugin, refused);
    struct Request {
        std::string prompt; // what to look for; at most 16 KiB
        std::string data;   // JSON, at most 256 KiB, sent as material and never as instructions; empty: none
        std::string schema; // a JSON schema of an object, at most 32 KiB: services/ai/json_schema.hpp says of what
        std::uint32_t max_tokens = 1024;
        std::string key = {}; // as of AiChat
        ASISTA_FIELDS(prompt, data, schema, max_tokens, key)
    };
    using Reply = AiChat::Reply;
};
// As AiResume: the answer comes whole in any case, so there is nothing to say of what was received.
struct AiAnalyzeResume {
    ASISTA_CALL(0x0505, "ai.analyze_resume", "ai:analyze", plugin, refused);
    struct Request {
        std::string key;
        ASISTA_FIELDS(key)
    };
    using Reply = AiChat::Reply;
};
struct AiCancel { // of an answer of one's own, chat or analysis
    ASISTA_CALL(0x0502, "ai.cancel", "", everyone, now);
    struct Request {
        std::uint64_t stream = 0;
        ASISTA_FIELDS(stream)
    };
    using Reply = Nothing;
};
struct VoiceRegister {
    ASISTA_CALL(0x0511, "voice.register", "voice:commands", plugin, now);
    struct Request {
        std::string id;
        std::vector<std::string> phrases; // what a person says: "motivate me"
        std::string description;
        ASISTA_FIELDS(id, phrases, description)
    };
    using Reply = Nothing;
};
struct VoiceRemove {
    ASISTA_CALL(0x0512, "voice.remove", "voice:commands", plugin, now);
    using Request = WidgetRemove::Request;
    using Reply = Nothing;
};
struct VoiceSpeak { // shown as a toast while there is no sound
    ASISTA_CALL(0x0513, "voice.speak", "voice:synthesis", plugin, held);
    struct Request {
        std::string text;
        ASISTA_FIELDS(text)
    };
    using Reply = Nothing;
};
struct NotificationsShow {
    ASISTA_CALL(0x0521, "notifications.show", "notifications:send", everyone, held);
    struct Request {
        std::string title;
        std::string body;
        NotificationLevel level = NotificationLevel::info;
        std::string icon;
        ASISTA_FIELDS(title, body, level, icon)
    };
    using Reply = Nothing; // Errc::over_limit beyond 30 an hour for one plugin
};
struct EventsPublish { // delivered to every subscriber of the name
    ASISTA_CALL(0x0531, "events.publish", "", everyone, held);
    struct Request {
        std::string name; // of this plugin: "ai.asista.motivation/saved" is published as "saved"
        std::string json;
        ASISTA_FIELDS(name, json)
    };
    using Reply = Nothing;
};
struct EventsSubscribe { // full names: "<plugin id>/<name>", or of the client: "tasks/changed" (needs tasks:read), and so on
    ASISTA_CALL(0x0532, "events.subscribe", "", plugin, now);
    struct Request {
        std::string name;
        ASISTA_FIELDS(name)
    };
    using Reply = Nothing;
};
struct EventsUnsubscribe {
    ASISTA_CALL(0x0533, "events.unsubscribe", "", plugin, now);
    using Request = EventsSubscribe::Request;
    using Reply = Nothing;
};
struct ActivityLast { // when the user last touched the app or finished something: for gentle reminders
    ASISTA_CALL(0x0541, "activity.last", "tasks:read", everyone, now);
    using Request = Nothing;
    struct Reply {
        InstantMs last_activity_at = 0;
        ASISTA_FIELDS(last_activity_at)
    };
};

} // namespace asista::calls

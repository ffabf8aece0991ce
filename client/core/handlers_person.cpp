// What reaches the person and what is known of them: notifications, speech, last activity, preferences.
#include "core/handlers.hpp"

namespace asista::core {

using namespace calls;
using runtime::Caller;

namespace {
constexpr std::size_t max_spoken_bytes = 500;
}

void bind_person_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    auto& notifications = parts.services.notifications;
    auto& activity = parts.services.activity;
    auto& preferences = parts.services.preferences;
    const auto& clock = parts.clock;
    const auto& changed = parts.changed;

    broker.handle<NotificationsShow>(
        [&notifications, &clock, changed](const Caller& caller, const NotificationsShow::Request& request) -> Result<Nothing> {
            TRY(notifications.show(actor_of(caller), request, clock.now_ms()));
            changed(caller.user, "notifications");
            return Nothing{};
        });
    broker.handle<NotificationsMarkRead>(
        [&notifications, changed](const Caller& caller, const NotificationsMarkRead::Request& request) -> Result<Nothing> {
            TRY(notifications.mark_read(caller.user, request.id));
            changed(caller.user, "notifications");
            return Nothing{};
        });
    // Until there is sound, what is said is shown; it counts against the same cap, so speech is no way around it.
    broker.handle<VoiceSpeak>([&notifications, &clock, changed](const Caller& caller,
                                                                const VoiceSpeak::Request& request) -> Result<Nothing> {
        if (request.text.size() > max_spoken_bytes)
            return fail(Errc::over_limit, "a spoken text has {} bytes; it may have {}", request.text.size(), max_spoken_bytes);
        TRY(notifications.show(actor_of(caller), {request.text, {}, NotificationLevel::info, "speaker-high"}, clock.now_ms()));
        changed(caller.user, "notifications");
        return Nothing{};
    });
    broker.handle<ActivityLast>([&activity](const Caller& caller, const Nothing&) -> Result<ActivityLast::Reply> {
        return ActivityLast::Reply{TRY(activity.last(caller.user))};
    });
    broker.handle<PreferencesSet>(
        [&preferences, &clock, changed](const Caller& caller, const PreferencesSet::Request& request) -> Result<Nothing> {
            TRY(preferences.set(actor_of(caller), request, clock.now_ms()));
            changed(caller.user, "preferences");
            return Nothing{};
        });
}

} // namespace asista::core

// Binds the calls about a person's data, the coach, notifications, activity and preferences to the services. Calls about plugins
// themselves (widgets, commands, events, settings, installing) belong to the runtime and are bound there.
#pragma once

#include "core/in_bits.hpp"
#include "runtime/broker.hpp"
#include "services/ai/chat.hpp"
#include "services/services.hpp"

#include <functional>
#include <string_view>

namespace asista::core {

// What the handlers work with. References outlive the broker.
struct HandlerParts {
    services::Services& services;
    services::ai::Chat& chat;
    const runtime::Clock& clock;
    // Data of a user changed: "tasks", "habits", "goals", "calendar", "notifications", "preferences". Called once the change is in the
    // database and before the caller is answered; publishes events and asks for a new snapshot. Must not call back into the broker.
    std::function<void(UserId, std::string_view topic)> changed;
    std::uint64_t seed = 1; // of the offline coach's wording; each chat moves on by one
    // Runs the first where disks may be waited for, then the second here. Unless it is set, both at once.
    std::function<void(std::function<void()> work, std::function<void()> done)> beside = {};
    Later later = {}; // unless it is set, at once
};

inline Later later_of(const HandlerParts& parts) {
    return parts.later ? parts.later : Later([](const std::function<void()>& work) { work(); });
}

// [core]
void bind_handlers(runtime::Broker& broker, const HandlerParts& parts);

// The parts of it, one file a topic.
void bind_storage_handlers(runtime::Broker& broker, const HandlerParts& parts);
void bind_data_handlers(runtime::Broker& broker, const HandlerParts& parts);
void bind_person_handlers(runtime::Broker& broker, const HandlerParts& parts);   // notifications, speech, activity, preferences
void bind_task_handlers(runtime::Broker& broker, const HandlerParts& parts);     // what pages do with tasks, projects, time
void bind_habit_handlers(runtime::Broker& broker, const HandlerParts& parts);    // what pages do with habits and goals
void bind_calendar_handlers(runtime::Broker& broker, const HandlerParts& parts); // what pages do with events
void bind_history_handlers(runtime::Broker& broker, const HandlerParts& parts);  // undo, redo, who changed what
void bind_search_handlers(runtime::Broker& broker, const HandlerParts& parts);
void bind_ai_handlers(runtime::Broker& broker, const HandlerParts& parts);
void bind_trust_handlers(runtime::Broker& broker, const HandlerParts& parts); // the audit log

// How much a plugin with these permissions may keep, in bytes; PluginStorage::unlimited: as much as it likes.
std::uint64_t storage_quota(PermissionSet granted);

services::Actor actor_of(const runtime::Caller& caller);

} // namespace asista::core

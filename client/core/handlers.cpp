#include "core/handlers.hpp"

namespace asista::core {

void bind_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    bind_storage_handlers(broker, parts);
    bind_data_handlers(broker, parts);
    bind_task_handlers(broker, parts);
    bind_habit_handlers(broker, parts);
    bind_calendar_handlers(broker, parts);
    bind_history_handlers(broker, parts);
    bind_person_handlers(broker, parts);
    bind_search_handlers(broker, parts);
    bind_ai_handlers(broker, parts);
    bind_trust_handlers(broker, parts);
}

services::Actor actor_of(const runtime::Caller& caller) {
    return {caller.user, caller.is_plugin() ? caller.plugin : std::string()};
}

} // namespace asista::core

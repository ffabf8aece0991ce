// search.find: what the palette asks for each key press.
#include "core/handlers.hpp"

namespace asista::core {

void bind_search_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    auto& services = parts.services;
    const auto& clock = parts.clock;
    broker.handle<calls::SearchFind>(
        [&services, &clock](const runtime::Caller& caller, const calls::SearchFind::Request& request) {
            return services.search.find(caller.user, request, clock.now_ms());
        });
}

} // namespace asista::core

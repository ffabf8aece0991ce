// What the person decides about plugins that misbehave, bound to the supervisor: waiting for one, safe mode, the search for a culprit.
#include "core/handlers_life.hpp"

namespace asista::core {

using namespace calls;
using runtime::Caller;

namespace {
Result<Nothing> done(Result<void> result) {
    if (!result) return fail(std::move(result.error()));
    return Nothing{};
}
} // namespace

void bind_life_handlers(runtime::Broker& broker, runtime::Supervisor& supervisor) {
    broker.handle<PluginWait>([&supervisor](const Caller&, const PluginWait::Request& request) -> Result<Nothing> {
        return done(supervisor.keep_waiting(request.plugin));
    });
    broker.handle<SafeModeLeave>([&supervisor](const Caller&, const Nothing&) -> Result<Nothing> {
        supervisor.leave_safe_mode();
        return Nothing{};
    });
    broker.handle<CulpritStart>(
        [&supervisor](const Caller&, const Nothing&) -> Result<Nothing> { return done(supervisor.start_search()); });
    broker.handle<CulpritAnswer>([&supervisor](const Caller&, const CulpritAnswer::Request& request) -> Result<Nothing> {
        return done(supervisor.answer_search(request.still_bad));
    });
    broker.handle<CulpritStop>(
        [&supervisor](const Caller&, const Nothing&) -> Result<Nothing> { return done(supervisor.stop_search()); });
}

} // namespace asista::core

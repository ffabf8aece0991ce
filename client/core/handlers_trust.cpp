// audit.*: what plugins did, listed and exported. The calls that change what they may do belong to the runtime.
#include "core/handlers.hpp"

namespace asista::core {

using namespace calls;
using runtime::Caller;

void bind_trust_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    auto& audit = parts.services.audit;
    const auto& clock = parts.clock;

    broker.handle<AuditList>([&audit, &clock](const Caller& caller, const AuditList::Request& request) {
        return audit.list(caller.user, request, clock.now_ms());
    });
    broker.handle<AuditExport>(
        [&audit, &clock](const Caller& caller, const AuditExport::Request& request) -> Result<AuditExport::Reply> {
            return AuditExport::Reply{TRY(audit.export_to(caller.user, request.path, clock.now_ms()))};
        });
}

} // namespace asista::core

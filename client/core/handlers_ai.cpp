// The calls of ai.*: the reply names the stream; its text follows through the chat's own delivery.
#include "core/handlers.hpp"

#include <memory>

namespace asista::core {

using namespace calls;
using runtime::Caller;

namespace {

// The coach's answers are made of the person's data, so it may look only where the caller itself may: a grant of ai:chat alone must
// not become a way to read tasks.
services::ai::FactScope scope_of(const Caller& caller) {
    if (!caller.is_plugin()) return services::ai::FactScope::everything();
    const auto may = [&](Permission permission) { return caller.granted.contains(permission); };
    return {may(Permission::tasks_read), may(Permission::habits_read), may(Permission::goals_read),
            may(Permission::calendar_read)};
}

services::ai::ChatOwner owner_of(const Caller& caller) { return {actor_of(caller), caller.instance, scope_of(caller)}; }

} // namespace

void bind_ai_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    auto& services = parts.services;
    auto& chat = parts.chat;
    const auto& clock = parts.clock;
    const auto seed = std::make_shared<std::uint64_t>(parts.seed);

    broker.handle<AiChat>(
        [&services, &chat, &clock, seed](const Caller& caller, const AiChat::Request& request) -> Result<AiChat::Reply> {
            auto facts = TRY(services::ai::gather_facts(services, caller.user, services.user.name, clock.now_ms(),
                                                        clock.utc_offset_s(), scope_of(caller)));
            return AiChat::Reply{TRY(chat.start(owner_of(caller), request, std::move(facts), (*seed)++))};
        });
    // The permission itself was looked at as for any call; what the answer may be made of is that of the build that asked.
    broker.handle<AiResume>([&chat](const Caller& caller, const AiResume::Request& request) -> Result<AiResume::Reply> {
        return AiResume::Reply{TRY(chat.resume(owner_of(caller), request.key, request.received))};
    });
    broker.handle<AiAnalyze>([&chat](const Caller& caller, const AiAnalyze::Request& request) -> Result<AiAnalyze::Reply> {
        return AiAnalyze::Reply{TRY(chat.analyze(owner_of(caller), request))};
    });
    broker.handle<AiAnalyzeResume>(
        [&chat](const Caller& caller, const AiAnalyzeResume::Request& request) -> Result<AiAnalyzeResume::Reply> {
            return AiAnalyzeResume::Reply{TRY(chat.resume_analysis(owner_of(caller), request.key))};
        });
    broker.handle<AiCancel>([&chat](const Caller& caller, const AiCancel::Request& request) -> Result<Nothing> {
        TRY(chat.cancel(owner_of(caller), request.stream));
        return Nothing{};
    });
}

} // namespace asista::core

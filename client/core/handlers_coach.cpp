#include "core/handlers_coach.hpp"

namespace asista::core {

using namespace calls;
using runtime::Caller;

namespace {

Result<Nothing> nothing(Result<void> done) {
    if (!done) return fail(std::move(done.error()));
    return Nothing{};
}

} // namespace

void bind_coach_handlers(runtime::Broker& broker, services::Coach& coach) {
    broker.handle<CoachList>([&coach](const Caller& caller, const Nothing&) { return coach.list(caller.user); });
    broker.handle<CoachRead>(
        [&coach](const Caller& caller, const CoachRead::Request& request) { return coach.read(caller.user, request); });
    broker.handle<CoachLook>(
        [&coach](const Caller& caller, const CoachLook::Request& request) { return coach.look(caller.user, request.kind); });
    broker.handle<CoachSend>(
        [&coach](const Caller& caller, const CoachSend::Request& request) { return coach.send(caller.user, request); });
    broker.handle<CoachStop>([&coach](const Caller& caller, const CoachStop::Request& request) {
        return nothing(coach.stop(caller.user, request.conversation));
    });
    broker.handle<CoachRetry>([&coach](const Caller& caller, const CoachRetry::Request& request) {
        return nothing(coach.retry(caller.user, request.message));
    });
    broker.handle<CoachChoose>([&coach](const Caller& caller, const CoachChoose::Request& request) {
        return nothing(coach.choose(caller.user, request.message));
    });
    broker.handle<CoachRename>([&coach](const Caller& caller, const CoachRename::Request& request) {
        return nothing(coach.rename(caller.user, request.conversation, request.title));
    });
    broker.handle<CoachErase>([&coach](const Caller& caller, const CoachErase::Request& request) {
        return nothing(coach.erase(caller.user, request.conversation));
    });
    broker.handle<CoachDecide>([&coach](const Caller& caller, const CoachDecide::Request& request) {
        return coach.decide(caller.user, request.call, request.approve);
    });
}

} // namespace asista::core

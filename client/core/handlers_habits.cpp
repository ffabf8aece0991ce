// What the pages do with habits and goals beyond the calls that plugins have. Of the topics "habits" and "goals".
#include "core/handlers.hpp"
#include "services/day.hpp"

namespace asista::core {

using namespace calls;
using runtime::Caller;

namespace {

DayNumber today(const runtime::Clock& clock) { return services::day_of(clock.now_ms(), clock.utc_offset_s()); }

// What follows a call that may have changed something: the word of it, unless nothing is different.
class Teller {
  public:
    Teller(const HandlerParts& parts, std::string_view topic) : changed_(parts.changed), topic_(topic) {}
    template <class Reply> Result<Reply> operator()(const Caller& caller, Result<Reply> done) const {
        if (done && done->change != 0) changed_(caller.user, topic_);
        return done;
    }

  private:
    std::function<void(UserId, std::string_view)> changed_;
    std::string_view topic_;
};

void bind_habits(runtime::Broker& broker, const HandlerParts& parts) {
    auto& services = parts.services;
    const auto& clock = parts.clock;
    const Teller tell(parts, "habits");
    broker.handle<HabitsItems>([&services, &clock](const Caller& caller, const HabitsItems::Request& request) {
        return services.habits.items(caller.user, request, today(clock));
    });
    broker.handle<HabitsHistory>([&services, &clock](const Caller& caller, const HabitsHistory::Request& request) {
        return services.habits.history(caller.user, request, today(clock));
    });
    broker.handle<HabitsCreate>([&services, &clock, tell](const Caller& caller, const HabitsCreate::Request& request) {
        return tell(caller, services.habits.create(actor_of(caller), request, clock.now_ms()));
    });
    broker.handle<HabitsEdit>([&services, &clock, tell](const Caller& caller, const HabitsEdit::Request& request) {
        return tell(caller, services.habits.edit(actor_of(caller), request, clock.now_ms()));
    });
    broker.handle<HabitsRecord>(
        [&services, &clock, tell](const Caller& caller, const HabitsRecord::Request& request) -> Result<Changed> {
            const auto changed = TRY(services.habits.record(actor_of(caller), request, today(clock), clock.now_ms()));
            if (request.mark == HabitMark::done) TRY(services.activity.touch(caller.user, clock.now_ms()));
            return tell(caller, Result<Changed>(changed));
        });
    broker.handle<HabitsErase>([&services, &clock, tell](const Caller& caller, const HabitsErase::Request& request) {
        return tell(caller, services.habits.erase(actor_of(caller), request.id, clock.now_ms()));
    });
    broker.handle<HabitsVacation>([&services, &clock, tell](const Caller& caller, const HabitsVacation::Request& request) {
        return tell(caller, services.habits.vacation(actor_of(caller), request, clock.now_ms()));
    });
}

void bind_goals(runtime::Broker& broker, const HandlerParts& parts) {
    auto& services = parts.services;
    const auto& clock = parts.clock;
    const Teller tell(parts, "goals");
    broker.handle<GoalsItems>([&services, &clock](const Caller& caller, const GoalsItems::Request& request) {
        return services.goals.items(caller.user, request, today(clock));
    });
    broker.handle<GoalsHistory>([&services, &clock](const Caller& caller, const GoalsHistory::Request& request) {
        return services.goals.history(caller.user, request.id, today(clock), clock.utc_offset_s());
    });
    broker.handle<GoalsCreate>([&services, &clock, tell](const Caller& caller, const GoalsCreate::Request& request) {
        return tell(caller, services.goals.create(actor_of(caller), request, today(clock), clock.now_ms()));
    });
    broker.handle<GoalsEdit>([&services, &clock, tell](const Caller& caller, const GoalsEdit::Request& request) {
        return tell(caller, services.goals.edit(actor_of(caller), request, today(clock), clock.now_ms()));
    });
    broker.handle<GoalsErase>([&services, &clock, tell](const Caller& caller, const GoalsErase::Request& request) {
        return tell(caller, services.goals.erase(actor_of(caller), request.id, clock.now_ms()));
    });
    broker.handle<GoalsMilestone>([&services, &clock, tell](const Caller& caller, const GoalsMilestone::Request& request) {
        return tell(caller, services.goals.milestone(actor_of(caller), request, clock.now_ms()));
    });
    broker.handle<GoalsLink>([&services, &clock, tell](const Caller& caller, const GoalsLink::Request& request) {
        return tell(caller, services.goals.link(actor_of(caller), request, clock.now_ms()));
    });
}

} // namespace

void bind_habit_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    bind_habits(broker, parts);
    bind_goals(broker, parts);
}

} // namespace asista::core

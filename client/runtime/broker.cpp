#include "runtime/broker.hpp"

#include <algorithm>

namespace asista::runtime {

using calls::OnTrial;
using calls::Reach;

std::string Caller::describe() const { return is_plugin() ? fmt::format("plugin {}", plugin) : std::string("user"); }

template <class Call> void Broker::list_call() {
    static_assert(Call::permission.empty() || find_permission(Call::permission).has_value(),
                  "a call needs an unknown permission");
    static_assert(Call::on_trial != OnTrial::held || std::is_same_v<typename Call::Reply, calls::Nothing>,
                  "the reply to a held call cannot be invented");
    table_.emplace(Call::id, Entry{Call::name, find_permission(Call::permission), Call::reach, Call::on_trial,
                                   [](std::span<const std::byte> payload) -> Result<void> {
                                       TRY(wire::decode<typename Call::Request>(payload));
                                       return {};
                                   },
                                   nullptr});
}

Broker::Broker(const Clock& clock, BrokerLimits limits) : clock_(clock), limits_(limits), self_(std::make_shared<Broker*>(this)) {
    [this]<class... Calls>(calls::List<Calls...>) { (list_call<Calls>(), ...); }(calls::AllCalls{});
}

Broker::~Broker() { *self_ = nullptr; }

std::vector<std::string_view> Broker::unhandled() const {
    std::vector<std::string_view> names;
    for (const auto& [id, entry] : table_)
        if (!entry.run) names.push_back(entry.name);
    return names;
}

std::string_view Broker::name_of(CallId call) const {
    const auto found = table_.find(call);
    return found == table_.end() ? std::string_view() : found->second.name;
}

CallCounts Broker::counts(const std::string& plugin) const {
    const auto found = counts_.find(plugin);
    return found == counts_.end() ? CallCounts{} : found->second;
}

Broker::InstanceState& Broker::state_of(InstanceId instance) {
    const auto [found, is_new] = instances_.try_emplace(instance);
    if (is_new) found->second = {.tokens = limits_.burst_calls, .refilled_us = clock_.monotonic_us(), .held = {}};
    return found->second;
}

bool Broker::take_token(InstanceState& state) {
    const std::int64_t now = clock_.monotonic_us();
    state.tokens += static_cast<double>(now - state.refilled_us) * limits_.calls_per_s / 1e6;
    state.tokens = std::min(state.tokens, limits_.burst_calls);
    state.refilled_us = now;
    if (state.tokens < 1) return false;
    state.tokens -= 1;
    return true;
}

// Everything that decides about a call without looking into it. `entry` is null for an unknown call.
Result<void> Broker::admit(const Caller& caller, CallId call, const Entry* entry, Refusal& why) {
    if (caller.is_plugin() && !take_token(state_of(caller.instance))) {
        why = Refusal::rate;
        return fail(Errc::over_limit, "more than {} calls a second; try again later", limits_.calls_per_s);
    }
    if (!entry) {
        why = Refusal::unknown;
        return fail(Errc::unsupported, "there is no call {:#06x}", call);
    }
    if (entry->reach != Reach::everyone && caller.is_plugin() != (entry->reach == Reach::plugin)) {
        why = Refusal::reach;
        return fail(Errc::denied, "{} is not for {}", entry->name, caller.is_plugin() ? "plugins" : "the user");
    }
    if (!caller.is_plugin()) return {};
    if (entry->permission && !caller.granted.contains(*entry->permission)) {
        why = Refusal::permission;
        return fail(Errc::denied, "{} needs the permission {}, which was not granted", entry->name, info(*entry->permission).id);
    }
    if (caller.trial && entry->on_trial == OnTrial::refused) {
        why = Refusal::trial;
        return fail(Errc::unavailable, "{} waits until the new build has taken over", entry->name);
    }
    if (state_of(caller.instance).in_flight >= limits_.in_flight) {
        why = Refusal::in_flight;
        return fail(Errc::over_limit, "{} calls wait for an answer already", limits_.in_flight);
    }
    return {};
}

void Broker::dispatch(const Caller& caller, CallId call, std::span<const std::byte> payload, Answer answer) {
    const auto found = table_.find(call);
    Entry* const entry = found == table_.end() ? nullptr : &found->second;
    if (caller.is_plugin()) ++counts_[caller.plugin].calls;

    Refusal why{};
    if (auto admitted = admit(caller, call, entry, why); !admitted)
        return refuse(caller, call, why, std::move(admitted.error()), answer);
    if (caller.trial && entry->on_trial == OnTrial::held) {
        if (auto held = hold(caller, call, *entry, payload, why); !held)
            return refuse(caller, call, why, std::move(held.error()), answer);
        return answer(wire::encode(calls::Nothing{}));
    }
    run(caller, call, *entry, payload, std::move(answer));
}

void Broker::refuse(const Caller& caller, CallId call, Refusal why, Error error, const Answer& answer) {
    if (caller.is_plugin()) {
        auto& counts = counts_[caller.plugin];
        if (why == Refusal::permission || why == Refusal::reach) ++counts.denied;
        if (why == Refusal::rate || why == Refusal::in_flight) ++counts.over_limit;
    }
    // Answered first: the hook may end the caller.
    answer(fail(error));
    if (refusal_hook_) refusal_hook_(caller, Refused{why, call, name_of(call), error});
}

Result<void> Broker::hold(const Caller& caller, CallId call, const Entry& entry, std::span<const std::byte> payload,
                          Refusal& why) {
    why = Refusal::malformed;
    TRY(entry.check(payload));
    why = Refusal::in_flight;
    auto& state = state_of(caller.instance);
    if (state.held.size() >= limits_.held_calls || state.held_bytes + payload.size() > limits_.held_bytes)
        return fail(Errc::over_limit, "{} calls wait for the new build to take over already", state.held.size());
    state.held.push_back({call, wire::Bytes(payload.begin(), payload.end())});
    state.held_bytes += payload.size();
    return {};
}

void Broker::run_held(const Caller& caller) {
    auto& state = state_of(caller.instance);
    const auto held = std::exchange(state.held, {});
    state.held_bytes = 0;
    for (const auto& [call, payload] : held) {
        // Permissions may have been taken back while it was held. The caller got its answer then; a failure now is told to the hook.
        dispatch(caller, call, payload, [](const Result<wire::Bytes>&) {});
    }
}

void Broker::run(const Caller& caller, CallId call, Entry& entry, std::span<const std::byte> payload, Answer answer) {
    if (!entry.run) return answer(fail(Errc::unsupported, "{} is not offered by this client", entry.name));

    if (!caller.is_plugin()) {
        if (auto ran = entry.run(caller, payload, answer); !ran)
            refuse(caller, call, Refusal::malformed, std::move(ran.error()), answer);
        return;
    }
    ++state_of(caller.instance).in_flight;
    const Answer counted = [self = self_, plugin = caller.plugin, instance = caller.instance, answer](Result<wire::Bytes> reply) {
        if (Broker* const broker = *self) {
            const auto state = broker->instances_.find(instance);
            if (state != broker->instances_.end() && state->second.in_flight > 0) --state->second.in_flight;
            if (!reply) ++broker->counts_[plugin].failed;
        }
        answer(std::move(reply));
    };
    if (auto ran = entry.run(caller, payload, counted); !ran) {
        --state_of(caller.instance).in_flight;
        refuse(caller, call, Refusal::malformed, std::move(ran.error()), answer);
    }
}

void Broker::forget(InstanceId instance) { instances_.erase(instance); }

} // namespace asista::runtime

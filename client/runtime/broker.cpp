#include "runtime/broker.hpp"
#include "wire/calls.hpp"

#include <algorithm>

namespace asista::runtime {

using calls::OnTrial;
using calls::Reach;

std::string Caller::describe() const {
    switch (kind) {
    case Kind::user: return "user";
    case Kind::plugin: return fmt::format("plugin {}", plugin);
    case Kind::endpoint: return "local endpoint";
    case Kind::command_line: return "command line";
    }
    return "";
}

template <class Call> void Broker::list_call() {
    static_assert(Call::permission.empty() || find_permission(Call::permission).has_value(),
                  "a call needs an unknown permission");
    static_assert(Call::on_trial != OnTrial::held || std::is_same_v<typename Call::Reply, calls::Nothing>,
                  "the reply to a held call cannot be invented");
    table_.emplace(Call::id, Entry{Call::name, find_permission(Call::permission), Call::reach, calls::is_from_outside<Call>,
                                   Call::on_trial, std::nullopt,
                                   [](std::span<const std::byte> payload) -> Result<void> {
                                       TRY(wire::decode<typename Call::Request>(payload));
                                       return {};
                                   },
                                   nullptr});
}

Broker::Broker(const Clock& clock, BrokerLimits limits)
    : clock_(clock), limits_(std::move(limits)), self_(std::make_shared<Broker*>(this)) {
    [this]<class... Calls>(calls::List<Calls...>) { (list_call<Calls>(), ...); }(calls::AllCalls{});
    for (std::size_t kind = 0; kind < limits_.kinds.size(); ++kind)
        for (const CallId call : limits_.kinds[kind].calls)
            if (const auto found = table_.find(call); found != table_.end()) found->second.kind = kind;
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
    const auto found = instances_.find(instance);
    if (found != instances_.end()) return found->second;
    const std::int64_t now = clock_.monotonic_us();
    InstanceState fresh{TokenBucket(limits_.calls_per_s, limits_.burst_calls, now), {}};
    for (const auto& kind : limits_.kinds) fresh.kinds.push_back({TokenBucket(kind.per_s, kind.burst, now)});
    return instances_.emplace(instance, std::move(fresh)).first->second;
}

Result<void> Broker::check_permission(const Caller& caller, const Entry& entry, Refusal& why) const {
    if (!entry.permission || caller.granted.contains(*entry.permission)) return {};
    const bool may_wait = ask_hook_ && caller.askable.contains(*entry.permission);
    if (may_wait && caller.trial) {
        // The person is not asked by a build that may never be theirs.
        why = Refusal::trial;
        return fail(Errc::unavailable, "{} needs the permission {}, which is asked for when the new build has taken over",
                    entry.name, info(*entry.permission).id);
    }
    if (may_wait) return {};
    why = Refusal::permission;
    return fail(Errc::denied, "{} needs the permission {}, which was not granted", entry.name, info(*entry.permission).id);
}

Result<void> Broker::check_load(InstanceState& state, const Entry& entry, Refusal& why) const {
    why = Refusal::in_flight;
    if (state.in_flight >= limits_.in_flight)
        return fail(Errc::busy, "in-flight limit: {} calls wait for an answer already; try again when one has come",
                    limits_.in_flight);
    if (!entry.kind) return {};
    const auto& kind = limits_.kinds[*entry.kind];
    auto& [bucket, in_flight] = state.kinds[*entry.kind];
    if (kind.in_flight != 0 && in_flight >= kind.in_flight)
        return fail(Errc::busy, "in-flight limit: {} {} wait for an answer already; try again when one has come", kind.in_flight,
                    kind.what);
    if (bucket.take(clock_.monotonic_us())) return {};
    why = Refusal::kind_rate;
    return fail(Errc::busy, "rate limit: more than {} {} a second; try again in {} ms", kind.per_s, kind.what, bucket.wait_ms());
}

// Everything that decides about a call without looking into it. `entry` is null for an unknown call.
Result<void> Broker::admit(const Caller& caller, CallId call, const Entry* entry, Refusal& why) {
    InstanceState* const state = caller.is_plugin() ? &state_of(caller.instance) : nullptr;
    if (state && !state->bucket.take(clock_.monotonic_us())) {
        why = Refusal::rate;
        return fail(Errc::busy, "rate limit: more than {} calls a second; try again in {} ms", limits_.calls_per_s,
                    state->bucket.wait_ms());
    }
    if (!entry) {
        why = Refusal::unknown;
        return fail(Errc::unsupported, "there is no call {:#06x}", call);
    }
    if (entry->reach != Reach::everyone && caller.is_plugin() != (entry->reach == Reach::plugin)) {
        why = Refusal::reach;
        return fail(Errc::denied, "{} is not for {}", entry->name, caller.is_plugin() ? "plugins" : "the user");
    }
    if (caller.is_outside() && !entry->from_outside) {
        why = Refusal::reach;
        return fail(Errc::denied, "{} is not for other programs", entry->name);
    }
    if (!state) return {};
    TRY(check_permission(caller, *entry, why));
    if (caller.trial && entry->on_trial == OnTrial::refused) {
        why = Refusal::trial;
        return fail(Errc::unavailable, "{} waits until the new build has taken over", entry->name);
    }
    return check_load(*state, *entry, why);
}

Broker::Taken Broker::dispatch(const Caller& caller, CallId call, std::span<const std::byte> payload, Answer answer,
                               std::uint64_t request) {
    const auto found = table_.find(call);
    Entry* const entry = found == table_.end() ? nullptr : &found->second;
    if (caller.is_plugin()) ++counts_[caller.plugin].calls;

    Refusal why{};
    const auto refused = [&](Error error) {
        refuse(caller, call, why, std::move(error), answer);
        return Taken::dealt_with;
    };
    if (auto admitted = admit(caller, call, entry, why); !admitted) return refused(std::move(admitted.error()));
    if (caller.is_plugin() && entry->permission && !caller.granted.contains(*entry->permission)) {
        if (auto parked = park(caller, call, *entry, payload, answer, request, why); !parked)
            return refused(std::move(parked.error()));
        return Taken::waits;
    }
    if (caller.trial && entry->on_trial == OnTrial::held) {
        if (auto held = hold(caller, call, *entry, payload, why); !held) return refused(std::move(held.error()));
        answer(wire::encode(calls::Nothing{}));
        return Taken::dealt_with;
    }
    run(caller, call, *entry, payload, std::move(answer));
    return Taken::dealt_with;
}

// ---- calls that wait for the person ------------------------------------------------------------------------------------------

// The body is kept as it came: nothing is decoded for a caller without the permission.
Result<void> Broker::park(const Caller& caller, CallId call, const Entry& entry, std::span<const std::byte> payload,
                          Answer& answer, std::uint64_t request, Refusal& why) {
    why = Refusal::in_flight;
    const auto& state = state_of(caller.instance);
    if (state.parked.size() >= limits_.parked_calls || state.parked_bytes + payload.size() > limits_.parked_bytes)
        return fail(Errc::busy, "in-flight limit: {} calls wait for the person's answer already; try again when it has come",
                    state.parked.size());
    why = Refusal::permission;
    TRY(ask_hook_(caller, *entry.permission));
    auto& now = state_of(caller.instance);
    now.parked.push_back({call, request, *entry.permission, wire::Bytes(payload.begin(), payload.end()), std::move(answer)});
    now.parked_bytes += payload.size();
    return {};
}

std::vector<Broker::Parked> Broker::take_parked(InstanceId instance, const std::function<bool(const Parked&)>& wanted) {
    std::vector<Parked> taken;
    const auto found = instances_.find(instance);
    if (found == instances_.end()) return taken;
    auto& state = found->second;
    const auto rest =
        std::stable_partition(state.parked.begin(), state.parked.end(), [&](const auto& one) { return !wanted(one); });
    std::move(rest, state.parked.end(), std::back_inserter(taken));
    state.parked.erase(rest, state.parked.end());
    for (const auto& one : taken) state.parked_bytes -= one.payload.size();
    return taken;
}

void Broker::resume(const Caller& caller, Permission permission) {
    for (auto& one : take_parked(caller.instance, [&](const Parked& parked) { return parked.permission == permission; }))
        dispatch(caller, one.call, one.payload, std::move(one.answer), one.request);
}

void Broker::release(InstanceId instance, const Error& error) {
    for (const auto& one : take_parked(instance, [](const Parked&) { return true; })) one.answer(fail(error));
}

bool Broker::withdraw(InstanceId instance, std::uint64_t request) {
    const auto taken = take_parked(instance, [&](const Parked& parked) { return request != 0 && parked.request == request; });
    for (const auto& one : taken) one.answer(fail(Errc::cancelled, "{} was withdrawn", name_of(one.call)));
    return !taken.empty();
}

std::size_t Broker::parked(InstanceId instance) const {
    const auto found = instances_.find(instance);
    return found == instances_.end() ? 0 : found->second.parked.size();
}

// ---- calls that do not run -------------------------------------------------------------------------------------------------------

void Broker::refuse(const Caller& caller, CallId call, Refusal why, Error error, const Answer& answer) {
    if (caller.is_plugin()) {
        auto& counts = counts_[caller.plugin];
        if (error.code == Errc::denied) ++counts.denied;
        if (why == Refusal::rate || why == Refusal::kind_rate || why == Refusal::in_flight) ++counts.over_limit;
    }
    // Answered first: the hook may end the caller.
    answer(fail(error));
    if (!refusal_hook_) return;
    const auto entry = table_.find(call);
    refusal_hook_(caller,
                  Refused{why, call, name_of(call), entry == table_.end() ? std::nullopt : entry->second.permission, error});
}

Result<void> Broker::hold(const Caller& caller, CallId call, const Entry& entry, std::span<const std::byte> payload,
                          Refusal& why) {
    why = Refusal::malformed;
    TRY(entry.check(payload));
    why = Refusal::in_flight;
    auto& state = state_of(caller.instance);
    if (state.held.size() >= limits_.held_calls || state.held_bytes + payload.size() > limits_.held_bytes)
        return fail(Errc::busy, "in-flight limit: {} calls wait for the new build to take over already", state.held.size());
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
    auto& state = state_of(caller.instance);
    ++state.in_flight;
    if (entry.kind) ++state.kinds[*entry.kind].in_flight;
    if (auto ran = entry.run(caller, payload, counted(caller, call, entry, answer)); !ran) {
        settle(caller.instance, entry.kind);
        refuse(caller, call, Refusal::malformed, std::move(ran.error()), answer);
    }
}

// One call fewer waits for its answer.
void Broker::settle(InstanceId instance, std::optional<std::size_t> kind) {
    const auto found = instances_.find(instance);
    if (found == instances_.end()) return; // it is gone
    auto& state = found->second;
    if (state.in_flight > 0) --state.in_flight;
    if (kind && state.kinds[*kind].in_flight > 0) --state.kinds[*kind].in_flight;
}

// The answer of a call that was let through: counted, and told to the use hook where a permission was used.
Broker::Answer Broker::counted(const Caller& caller, CallId call, const Entry& entry, Answer answer) {
    if (!entry.permission || !use_hook_)
        return [self = self_, plugin = caller.plugin, instance = caller.instance, kind = entry.kind,
                answer = std::move(answer)](Result<wire::Bytes> reply) {
            if (Broker* const broker = *self) {
                broker->settle(instance, kind);
                if (!reply) ++broker->counts_[plugin].failed;
            }
            answer(std::move(reply));
        };
    return [self = self_, caller, call, entry = &entry, answer = std::move(answer)](Result<wire::Bytes> reply) {
        if (Broker* const broker = *self) {
            broker->settle(caller.instance, entry->kind);
            if (!reply) ++broker->counts_[caller.plugin].failed;
            if (broker->use_hook_)
                broker->use_hook_(caller, {call, entry->name, *entry->permission, reply ? Errc::ok : reply.error().code});
        }
        answer(std::move(reply));
    };
}

void Broker::forget(InstanceId instance) {
    release(instance, {Errc::unavailable, "the process has ended"});
    instances_.erase(instance);
}

} // namespace asista::runtime

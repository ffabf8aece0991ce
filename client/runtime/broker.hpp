// The one place where a call is let through or refused: rate, known call, reach, permission, trial rule, decoding, then the handler.
// A call whose permission the person has not decided on is parked until they have.
// Plugins, the client's own pages, the command line and the local endpoint all come through dispatch(). Who calls is told by
// whoever owns the connection, never by the message; handlers take user and plugin from the Caller and from nowhere else.
#pragma once

#include "runtime/clock.hpp"
#include "runtime/hosts.hpp"
#include "runtime/limits.hpp"
#include "wire/calls/base.hpp"
#include "wire/ids.hpp"
#include "wire/permissions.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace asista::runtime {

using calls::CallId;

// Who makes a call, as known from the connection it came by.
struct Caller {
    enum class Kind { user, plugin, endpoint, command_line }; // the last two: another program, on behalf of the user
    Kind kind = Kind::user;
    UserId user;
    std::string plugin;                          // id; empty for the user
    InstanceId instance = 0;                     // of the plugin's process; 0 for the user
    std::string version;                         // of the plugin's manifest; empty for the user
    bool trial = false;                          // a build that has not taken over yet (hot reload)
    PermissionSet granted;                       // at this moment; the user needs none
    PermissionSet askable;                       // optional ones the person has not decided on: asked at first use
    std::shared_ptr<const NetworkScope> network; // what it may speak to; null without the network permission

    bool is_plugin() const { return kind == Kind::plugin; }
    bool is_outside() const { return kind == Kind::endpoint || kind == Kind::command_line; }
    // "plugin ai.asista.motivation", "user", "local endpoint", "command line": for logs.
    std::string describe() const;
};

// Takes the reply to one call. Copyable; the first use counts, later ones are ignored, and when the last copy goes unused the caller
// gets Errc::internal, so that no caller waits for ever. [core]
template <class Call> class Responder;

// What one plugin did, over all its instances since the client started.
struct CallCounts {
    std::uint64_t calls = 0;      // that reached the broker
    std::uint64_t denied = 0;     // for want of a permission or by reach
    std::uint64_t over_limit = 0; // rate, in-flight, held-calls or parked-calls cap
    std::uint64_t failed = 0;     // the handler answered with an error
};

// [core]
class Broker {
  public:
    using Answer = std::function<void(Result<wire::Bytes>)>;

    enum class Refusal {
        unknown,    // Errc::unsupported
        reach,      // Errc::denied
        permission, // Errc::denied; unavailable while the person has been asked and has not answered
        rate,       // Errc::busy: of all calls together
        kind_rate,  // Errc::busy: of calls of this kind
        in_flight,  // Errc::busy: too many wait already, for their answer, for the new build or for the person
        trial,      // Errc::unavailable
        malformed,  // Errc::invalid
    };
    struct Refused {
        Refusal why;
        CallId call;
        std::string_view name;                // dotted, or "" for an unknown number
        std::optional<Permission> permission; // that the call needs
        const Error& error;                   // what the caller is told
    };
    using RefusalHook = std::function<void(const Caller&, const Refused&)>;

    // A call that needs a permission was let through, and this came of it.
    struct Used {
        CallId call;
        std::string_view name;
        Permission permission;
        Errc outcome;
    };
    using UseHook = std::function<void(const Caller&, const Used&)>;

    // Whether a call whose permission is undecided may wait for the person: an error is its answer instead.
    using AskHook = std::function<Result<void>(const Caller&, Permission)>;

    enum class Taken {
        dealt_with, // answered, or with a handler that will
        waits,      // for the person
    };

    explicit Broker(const Clock& clock, BrokerLimits limits = {});
    Broker(const Broker&) = delete;
    Broker& operator=(const Broker&) = delete;
    ~Broker();

    // Sets the one handler of a call. A second one for the same call replaces the first (tests).
    template <class Call>
    void handle(std::function<Result<typename Call::Reply>(const Caller&, const typename Call::Request&)> handler);
    // For calls whose answer comes later. The caller may be gone by then; answering is harmless.
    template <class Call> void handle_async(std::function<void(const Caller&, typename Call::Request, Responder<Call>)> handler);

    // Runs the call, parks it, or refuses it. `answer` is called exactly once, before return or later, on this thread. `request` is the
    // caller's own number for it, by which it may be withdrawn while it is parked; 0: it will not be.
    Taken dispatch(const Caller& caller, CallId call, std::span<const std::byte> payload, Answer answer,
                   std::uint64_t request = 0);

    // Told of every call refused before it reached its handler: for the audit log, and for whoever stops a plugin that floods or
    // sends what a well-formed host cannot send (Refusal::malformed, ::unknown, ::reach).
    void set_refusal_hook(RefusalHook hook) { refusal_hook_ = std::move(hook); }
    void set_use_hook(UseHook hook) { use_hook_ = std::move(hook); }
    // Without one, an undecided permission is a denied one.
    void set_ask_hook(AskHook hook) { ask_hook_ = std::move(hook); }

    // The parked calls of `caller` that need `permission` are made again, in their order, with what the caller may do now.
    void resume(const Caller& caller, Permission permission);
    // All parked calls of an instance are answered with `error`.
    void release(InstanceId instance, const Error& error);
    // A parked call is forgotten, and answered with Errc::cancelled. False when it is not parked (any more).
    bool withdraw(InstanceId instance, std::uint64_t request);
    std::size_t parked(InstanceId instance) const;

    // The held calls of an instance that has just taken over run now, in the order made, as `caller` (no longer on trial).
    void run_held(const Caller& caller);
    // Forgets an instance that is gone: its parked calls, its held calls and its rate budget.
    void forget(InstanceId instance);

    CallCounts counts(const std::string& plugin) const;
    // Dotted names of calls in the list that nobody handles; empty in a complete client.
    std::vector<std::string_view> unhandled() const;
    // The dotted name of a call, "" when the number is unknown.
    std::string_view name_of(CallId call) const;

  private:
    // Decodes and runs; an error means the payload is malformed and the answer was not used.
    using Run = std::function<Result<void>(const Caller&, std::span<const std::byte>, const Answer&)>;
    struct Entry {
        std::string_view name;
        std::optional<Permission> permission;
        calls::Reach reach;
        bool from_outside;
        calls::OnTrial on_trial;
        std::optional<std::size_t> kind;                   // in limits_.kinds
        Result<void> (*check)(std::span<const std::byte>); // decodes and drops: is it well-formed?
        Run run;
    };
    struct Held {
        CallId call;
        wire::Bytes payload;
    };
    struct Parked {
        CallId call;
        std::uint64_t request;
        Permission permission;
        wire::Bytes payload;
        Answer answer;
    };
    struct KindState {
        TokenBucket bucket;
        std::uint32_t in_flight = 0;
    };
    struct InstanceState {
        TokenBucket bucket;
        std::vector<KindState> kinds; // as limits_.kinds
        std::uint32_t in_flight = 0;
        std::vector<Held> held{};
        std::size_t held_bytes = 0;
        std::vector<Parked> parked{};
        std::size_t parked_bytes = 0;
    };

    template <class Call> void list_call();
    Entry& entry(CallId call) { return table_.at(call); }
    Result<void> check_permission(const Caller& caller, const Entry& entry, Refusal& why) const;
    Result<void> check_load(InstanceState& state, const Entry& entry, Refusal& why) const;
    Result<void> park(const Caller& caller, CallId call, const Entry& entry, std::span<const std::byte> payload, Answer& answer,
                      std::uint64_t request, Refusal& why);
    std::vector<Parked> take_parked(InstanceId instance, const std::function<bool(const Parked&)>& wanted);
    void settle(InstanceId instance, std::optional<std::size_t> kind);
    Answer counted(const Caller& caller, CallId call, const Entry& entry, Answer answer);
    Result<void> admit(const Caller& caller, CallId call, const Entry* entry, Refusal& why);
    Result<void> hold(const Caller& caller, CallId call, const Entry& entry, std::span<const std::byte> payload, Refusal& why);
    void refuse(const Caller& caller, CallId call, Refusal why, Error error, const Answer& answer);
    void run(const Caller& caller, CallId call, Entry& entry, std::span<const std::byte> payload, Answer answer);
    InstanceState& state_of(InstanceId instance);

    const Clock& clock_;
    BrokerLimits limits_;
    std::map<CallId, Entry> table_;
    std::unordered_map<InstanceId, InstanceState> instances_;
    std::unordered_map<std::string, CallCounts> counts_;
    RefusalHook refusal_hook_;
    UseHook use_hook_;
    AskHook ask_hook_;
    std::shared_ptr<Broker*> self_; // async answers that come after the broker's end find null
};

template <class Call> class Responder {
  public:
    using Reply = typename Call::Reply;
    explicit Responder(Broker::Answer answer) : state_(std::make_shared<State>(std::move(answer))) {}

    void operator()(Result<Reply> reply) const {
        if (!state_->answer) return;
        const auto answer = std::exchange(state_->answer, nullptr);
        if (reply)
            answer(wire::encode(*reply));
        else
            answer(fail(std::move(reply.error())));
    }

  private:
    struct State {
        Broker::Answer answer;
        explicit State(Broker::Answer a) : answer(std::move(a)) {}
        State(const State&) = delete;
        State& operator=(const State&) = delete;
        ~State() {
            if (answer) answer(fail(Errc::internal, "{} was not answered", Call::name));
        }
    };
    std::shared_ptr<State> state_;
};

template <class Call>
void Broker::handle(std::function<Result<typename Call::Reply>(const Caller&, const typename Call::Request&)> handler) {
    entry(Call::id).run = [handler = std::move(handler)](const Caller& caller, std::span<const std::byte> payload,
                                                         const Answer& answer) -> Result<void> {
        const auto request = TRY(wire::decode<typename Call::Request>(payload));
        Result<typename Call::Reply> reply = handler(caller, request);
        if (reply)
            answer(wire::encode(*reply));
        else
            answer(fail(std::move(reply.error())));
        return {};
    };
}

template <class Call>
void Broker::handle_async(std::function<void(const Caller&, typename Call::Request, Responder<Call>)> handler) {
    entry(Call::id).run = [handler = std::move(handler)](const Caller& caller, std::span<const std::byte> payload,
                                                         const Answer& answer) -> Result<void> {
        auto request = TRY(wire::decode<typename Call::Request>(payload));
        handler(caller, std::move(request), Responder<Call>(answer));
        return {};
    };
}

} // namespace asista::runtime

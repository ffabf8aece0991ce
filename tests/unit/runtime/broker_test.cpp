#include "runtime/broker.hpp"

#include "fake_clock.hpp"
#include "wire/calls.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <set>

using namespace asista;
using runtime::Broker;
using runtime::Caller;
using runtime::Responder;
using calls::Nothing;

namespace {
// Every call of the list as plain data, so that a rule can be checked over all of them.
struct CallRow {
    calls::CallId id;
    std::string_view name, permission;
    calls::Reach reach;
    calls::OnTrial on_trial;
    wire::Bytes payload; // a well-formed one
    std::function<void(Broker&, int& ran)> handle;
};

template <class Call> CallRow row_of() {
    return {Call::id,
            Call::name,
            Call::permission,
            Call::reach,
            Call::on_trial,
            wire::encode(typename Call::Request{}),
            [](Broker& broker, int& ran) {
                broker.handle<Call>([&ran](const Caller&, const typename Call::Request&) -> Result<typename Call::Reply> {
                    ++ran;
                    return typename Call::Reply{};
                });
            }};
}
std::vector<CallRow> all_calls() {
    return []<class... Calls>(calls::List<Calls...>) { return std::vector<CallRow>{row_of<Calls>()...}; }(calls::AllCalls{});
}

Caller plugin(PermissionSet granted = {}, runtime::CallCounts* = nullptr) {
    Caller caller;
    caller.kind = Caller::Kind::plugin;
    caller.user = UserId{1};
    caller.plugin = "org.example.p";
    caller.instance = 7;
    caller.granted = granted;
    return caller;
}
Caller user() {
    Caller caller;
    caller.user = UserId{1};
    return caller;
}
PermissionSet every_permission() {
    PermissionSet set;
    for (const auto& row : permission_table) set.add(row.permission);
    return set;
}

struct Answered {
    int times = 0;
    Errc code = Errc::ok;
    std::string message;
    wire::Bytes reply;
    Broker::Answer take() {
        return [this](Result<wire::Bytes> answer) {
            ++times;
            code = answer ? Errc::ok : answer.error().code;
            if (answer)
                reply = std::move(*answer);
            else
                message = answer.error().message;
        };
    }
};

// Dispatches one call and tells how it was answered and whether its handler ran.
struct Outcome {
    Errc code;
    bool ran;
    std::optional<Broker::Refusal> refused;
};
Outcome dispatch(const CallRow& row, const Caller& caller) {
    test::FakeClock clock;
    Broker broker(clock);
    int ran = 0;
    row.handle(broker, ran);
    std::optional<Broker::Refusal> refused;
    broker.set_refusal_hook([&](const Caller&, const Broker::Refused& what) {
        refused = what.why;
        CHECK(what.name == row.name);
    });
    Answered answered;
    broker.dispatch(caller, row.id, row.payload, answered.take());
    CHECK(answered.times == 1);
    return {answered.code, ran == 1, refused};
}
} // namespace

TEST_CASE("numbers and names of calls are unique") {
    std::set<calls::CallId> ids;
    std::set<std::string_view> names;
    for (const auto& row : all_calls()) {
        CHECK_MESSAGE(ids.insert(row.id).second, row.name);
        CHECK_MESSAGE(names.insert(row.name).second, row.name);
    }
    CHECK(ids.size() >= 59);
}

TEST_CASE("over the whole list: a plugin with exactly the permission gets through, without it nothing runs") {
    for (const auto& row : all_calls()) {
        INFO(row.name);
        const auto needed = find_permission(row.permission);
        PermissionSet exactly;
        if (needed) exactly.add(*needed);
        const auto with = dispatch(row, plugin(exactly));
        const auto without = dispatch(row, plugin(every_permission().without(exactly)));

        if (row.reach == calls::Reach::user) {
            CHECK(with.code == Errc::denied);
            CHECK_FALSE(with.ran);
            CHECK(with.refused == Broker::Refusal::reach);
            CHECK_FALSE(dispatch(row, plugin(every_permission())).ran);
        } else {
            CHECK(with.ran);
            CHECK(with.code == Errc::ok);
            CHECK_FALSE(with.refused);
            CHECK(without.ran == !needed.has_value());
            if (needed) {
                CHECK(without.code == Errc::denied);
                CHECK(without.refused == Broker::Refusal::permission);
            }
        }
    }
}

TEST_CASE("over the whole list: the user needs no permission, and cannot make a plugin's own calls") {
    for (const auto& row : all_calls()) {
        INFO(row.name);
        const auto outcome = dispatch(row, user());
        CHECK(outcome.ran == (row.reach != calls::Reach::plugin));
        CHECK((outcome.code == Errc::denied) == (row.reach == calls::Reach::plugin));
    }
}

TEST_CASE("over the whole list: on trial a call runs now, is held, or is refused, as its row says") {
    for (const auto& row : all_calls()) {
        if (row.reach == calls::Reach::user) continue;
        INFO(row.name);
        auto caller = plugin(every_permission());
        caller.trial = true;
        const auto outcome = dispatch(row, caller);
        switch (row.on_trial) {
        case calls::OnTrial::now:
            CHECK(outcome.ran);
            CHECK(outcome.code == Errc::ok);
            break;
        case calls::OnTrial::held:
            CHECK_FALSE(outcome.ran);
            CHECK(outcome.code == Errc::ok);
            break;
        case calls::OnTrial::refused:
            CHECK_FALSE(outcome.ran);
            CHECK(outcome.code == Errc::unavailable);
            CHECK(outcome.refused == Broker::Refusal::trial);
            break;
        }
    }
}

TEST_CASE("over the whole list: other programs of the person make only the calls that are for them") {
    int let_through = 0;
    for (const auto kind : {Caller::Kind::endpoint, Caller::Kind::command_line})
        for (const auto& row : all_calls()) {
            INFO(row.name);
            auto caller = user();
            caller.kind = kind;
            const auto outcome = dispatch(row, caller);
            const bool wanted = row.name == "methods.call";
            CHECK(outcome.ran == wanted);
            CHECK((outcome.code == Errc::denied) == !wanted);
            let_through += outcome.ran ? 1 : 0;
        }
    CHECK(let_through == 2);
    auto endpoint = user();
    endpoint.kind = Caller::Kind::endpoint;
    CHECK(endpoint.describe() == "local endpoint");
}

TEST_CASE("over the whole list: a malformed body never reaches a handler") {
    for (const auto& row : all_calls()) {
        INFO(row.name);
        auto longer = row;
        longer.payload.push_back(std::byte{0});
        const auto caller = row.reach == calls::Reach::user ? user() : plugin(every_permission());
        const auto outcome = dispatch(longer, caller);
        CHECK_FALSE(outcome.ran);
        CHECK(outcome.code == Errc::invalid);
        CHECK(outcome.refused == Broker::Refusal::malformed);
        if (!row.payload.empty()) {
            auto shorter = row;
            shorter.payload.pop_back();
            CHECK_FALSE(dispatch(shorter, caller).ran);
        }
    }
}

TEST_CASE("over the whole list: permission is checked before the body is looked at") {
    for (const auto& row : all_calls()) {
        if (row.permission.empty() || row.reach == calls::Reach::user) continue;
        INFO(row.name);
        auto garbage = row;
        garbage.payload = wire::Bytes(3, std::byte{0xFF});
        CHECK(dispatch(garbage, plugin()).refused == Broker::Refusal::permission);
    }
}

TEST_CASE("an unknown call and one nobody handles are told apart from each other") {
    test::FakeClock clock;
    Broker broker(clock);
    Answered unknown, unhandled;

    broker.dispatch(plugin(), 0xDEAD, {}, unknown.take());
    broker.dispatch(plugin(), calls::StorageUsage::id, wire::encode(Nothing{}), unhandled.take());

    CHECK(unknown.code == Errc::unsupported);
    CHECK(unhandled.code == Errc::unsupported);
    CHECK(unhandled.message == "storage.usage is not offered by this client");
    CHECK(broker.unhandled().size() == all_calls().size());
    CHECK(broker.name_of(calls::StorageUsage::id) == "storage.usage");
}

TEST_CASE("orders to a host are no calls") {
    test::FakeClock clock;
    Broker broker(clock);
    []<class... Orders>(Broker& to, calls::List<Orders...>) {
        const auto refused = [&to](calls::CallId id) {
            Answered answered;
            to.dispatch(plugin(every_permission()), id, {}, answered.take());
            CHECK(answered.code == Errc::unsupported);
        };
        (refused(Orders::id), ...);
    }(broker, calls::AllOrders{});
}

TEST_CASE("a handler sees the caller of the connection and its error reaches the caller") {
    test::FakeClock clock;
    Broker broker(clock);
    Caller seen;
    broker.handle<calls::StorageGet>(
        [&](const Caller& caller, const calls::StorageGet::Request& request) -> Result<calls::StorageGet::Reply> {
            seen = caller;
            if (request.key == "missing") return fail(Errc::not_found, "no such key");
            return calls::StorageGet::Reply{"1"};
        });
    Answered good, bad;

    broker.dispatch(plugin(), calls::StorageGet::id, wire::encode(calls::StorageGet::Request{"k"}), good.take());
    broker.dispatch(plugin(), calls::StorageGet::id, wire::encode(calls::StorageGet::Request{"missing"}), bad.take());

    CHECK(seen.plugin == "org.example.p");
    CHECK(seen.instance == 7);
    CHECK(wire::decode<calls::StorageGet::Reply>(good.reply)->json == "1");
    CHECK(bad.code == Errc::not_found);
    CHECK(broker.counts("org.example.p").calls == 2);
    CHECK(broker.counts("org.example.p").failed == 1);
}

TEST_CASE("a plugin that calls faster than allowed is refused, and may go on when it slowed down") {
    test::FakeClock clock;
    Broker broker(clock, {.calls_per_s = 100, .burst_calls = 10});
    int ran = 0;
    row_of<calls::StorageUsage>().handle(broker, ran);
    const auto call = [&](const Caller& caller) {
        Answered answered;
        broker.dispatch(caller, calls::StorageUsage::id, wire::encode(Nothing{}), answered.take());
        return answered.code;
    };

    for (int i = 0; i < 10; ++i) CHECK(call(plugin()) == Errc::ok);
    CHECK(call(plugin()) == Errc::busy);
    auto other = plugin();
    other.instance = 8;
    CHECK(call(other) == Errc::ok); // another process has a budget of its own
    clock.advance_ms(50);
    for (int i = 0; i < 5; ++i) CHECK(call(plugin()) == Errc::ok);
    CHECK(call(plugin()) == Errc::busy);
    CHECK(broker.counts("org.example.p").over_limit == 2);
}

TEST_CASE("no permission, no such call, a damaged message, a full quota and too many calls have a status each") {
    test::FakeClock clock;
    Broker broker(clock, {.calls_per_s = 1, .burst_calls = 4});
    broker.handle<calls::StorageSet>([](const Caller&, const calls::StorageSet::Request&) -> Result<Nothing> {
        return fail(Errc::over_limit, "no room for it");
    });
    const auto status_of = [&](calls::CallId call, const wire::Bytes& payload) {
        Answered answered;
        broker.dispatch(plugin(), call, payload, answered.take());
        return answered.code;
    };

    CHECK(status_of(calls::TasksList::id, {}) == Errc::denied);
    CHECK(status_of(0x7FFFFFFF, {}) == Errc::unsupported);
    CHECK(status_of(calls::StorageSet::id, wire::Bytes(3, std::byte{0xFF})) == Errc::invalid);
    CHECK(status_of(calls::StorageSet::id, row_of<calls::StorageSet>().payload) == Errc::over_limit);
    CHECK(status_of(calls::StorageSet::id, row_of<calls::StorageSet>().payload) == Errc::busy);
}

TEST_CASE("refused calls use up the rate as well, so refusals cannot be had for free") {
    test::FakeClock clock;
    Broker broker(clock, {.calls_per_s = 1, .burst_calls = 3});
    Answered answered;

    for (int i = 0; i < 3; ++i) broker.dispatch(plugin(), calls::TasksList::id, {}, answered.take());
    CHECK(answered.code == Errc::denied);
    broker.dispatch(plugin(), calls::TasksList::id, {}, answered.take());
    CHECK(answered.code == Errc::busy);
}

TEST_CASE("the user is not slowed down") {
    test::FakeClock clock;
    Broker broker(clock, {.calls_per_s = 1, .burst_calls = 1});
    int ran = 0;
    row_of<calls::TasksList>().handle(broker, ran);
    Answered answered;
    for (int i = 0; i < 100; ++i)
        broker.dispatch(user(), calls::TasksList::id, row_of<calls::TasksList>().payload, answered.take());
    CHECK(ran == 100);
}

TEST_CASE("calls that wait for an answer are capped, each instance by itself") {
    test::FakeClock clock;
    Broker broker(clock, {.in_flight = 2});
    std::vector<Responder<calls::AiChat>> waiting;
    broker.handle_async<calls::AiChat>([&](const Caller&, const calls::AiChat::Request&, Responder<calls::AiChat> respond) {
        waiting.push_back(std::move(respond));
    });
    const auto payload = wire::encode(calls::AiChat::Request{});
    Answered first, second, third, fourth;

    broker.dispatch(plugin(every_permission()), calls::AiChat::id, payload, first.take());
    broker.dispatch(plugin(every_permission()), calls::AiChat::id, payload, second.take());
    broker.dispatch(plugin(every_permission()), calls::AiChat::id, payload, third.take());
    CHECK(third.code == Errc::busy);
    CHECK(first.times == 0);

    waiting[0](calls::AiChat::Reply{42});
    waiting[0](calls::AiChat::Reply{43}); // a second answer is ignored
    CHECK(first.times == 1);
    CHECK(wire::decode<calls::AiChat::Reply>(first.reply)->stream == 42);
    broker.dispatch(plugin(every_permission()), calls::AiChat::id, payload, fourth.take());
    CHECK(waiting.size() == 3);
    waiting.clear(); // those left unanswered answer now, while there is somebody to take it
}

TEST_CASE("a responder that is dropped answers, so that nobody waits for ever") {
    test::FakeClock clock;
    Broker broker(clock);
    broker.handle_async<calls::AiChat>([](const Caller&, const calls::AiChat::Request&, const Responder<calls::AiChat>&) {});
    Answered answered;

    broker.dispatch(user(), calls::AiChat::id, wire::encode(calls::AiChat::Request{}), answered.take());

    CHECK(answered.times == 1);
    CHECK(answered.code == Errc::internal);
    CHECK(answered.message == "ai.chat was not answered");
}

TEST_CASE("an answer that comes after the broker's end does no harm") {
    test::FakeClock clock;
    std::optional<Responder<calls::AiChat>> late;
    Answered answered;
    {
        Broker broker(clock);
        broker.handle_async<calls::AiChat>(
            [&](const Caller&, const calls::AiChat::Request&, Responder<calls::AiChat> respond) { late = std::move(respond); });
        broker.dispatch(plugin(every_permission()), calls::AiChat::id, wire::encode(calls::AiChat::Request{}), answered.take());
        broker.forget(7);
    }
    (*late)(calls::AiChat::Reply{1});
    CHECK(answered.times == 1);
}

TEST_CASE("held calls run in order when the build takes over, with the permissions of that moment") {
    test::FakeClock clock;
    Broker broker(clock);
    std::vector<std::string> done;
    broker.handle<calls::StorageSet>([&](const Caller& caller, const calls::StorageSet::Request& request) -> Result<Nothing> {
        CHECK_FALSE(caller.trial);
        done.push_back(request.key);
        return Nothing{};
    });
    broker.handle<calls::NotificationsShow>([&](const Caller&, const calls::NotificationsShow::Request&) -> Result<Nothing> {
        done.push_back("notification");
        return Nothing{};
    });
    int denied = 0;
    broker.set_refusal_hook(
        [&](const Caller&, const Broker::Refused& refused) { denied += refused.why == Broker::Refusal::permission ? 1 : 0; });
    auto trial = plugin({Permission::notifications_send});
    trial.trial = true;
    Answered answered;
    for (const char* key : {"a", "b"})
        broker.dispatch(trial, calls::StorageSet::id, wire::encode(calls::StorageSet::Request{key, "1"}), answered.take());
    broker.dispatch(trial, calls::NotificationsShow::id, wire::encode(calls::NotificationsShow::Request{}), answered.take());
    CHECK(answered.times == 3);
    CHECK(done.empty());

    broker.run_held(plugin()); // the permission was taken back meanwhile
    CHECK(done == std::vector<std::string>{"a", "b"});
    CHECK(denied == 1);
    broker.run_held(plugin());
    CHECK(done.size() == 2);
}

TEST_CASE("what an abandoned build held is forgotten, and it cannot hold without end") {
    test::FakeClock clock;
    Broker broker(clock, {.held_calls = 3});
    int ran = 0;
    row_of<calls::StorageSet>().handle(broker, ran);
    auto trial = plugin();
    trial.trial = true;
    Answered answered;
    for (int i = 0; i < 3; ++i)
        broker.dispatch(trial, calls::StorageSet::id, row_of<calls::StorageSet>().payload, answered.take());
    CHECK(answered.code == Errc::ok);
    broker.dispatch(trial, calls::StorageSet::id, row_of<calls::StorageSet>().payload, answered.take());
    CHECK(answered.code == Errc::busy);

    broker.forget(7);
    broker.run_held(plugin());

    CHECK(ran == 0);
}

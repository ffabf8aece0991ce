// Calls that wait for the person, what permissions are used for, and the budgets of kinds of calls.
#include "runtime/broker.hpp"

#include "fake_clock.hpp"
#include "wire/calls/data.hpp"
#include "wire/calls/outside.hpp"
#include "wire/calls/services.hpp"
#include "wire/calls/storage.hpp"

#include <doctest/doctest.h>

using namespace asista;
using calls::Nothing;
using runtime::Broker;
using runtime::Caller;

namespace {
Caller plugin(PermissionSet granted = {}, PermissionSet askable = {}, InstanceId instance = 7) {
    Caller caller;
    caller.kind = Caller::Kind::plugin;
    caller.user = UserId{1};
    caller.plugin = "org.example.p";
    caller.version = "1.0.0";
    caller.instance = instance;
    caller.granted = granted;
    caller.askable = askable;
    return caller;
}
const PermissionSet write_tasks{Permission::tasks_write}, read_tasks{Permission::tasks_read};

// A broker whose tasks calls note what ran, and which asks.
struct Asking {
    test::FakeClock clock;
    Broker broker;
    std::vector<std::string> ran, answers;
    std::vector<Permission> asked;
    std::optional<Error> refuse_to_ask;
    std::vector<Broker::Refusal> refused;

    explicit Asking(runtime::BrokerLimits limits = {}) : broker(clock, std::move(limits)) {
        broker.handle<calls::TasksAdd>(
            [this](const Caller&, const calls::TasksAdd::Request& request) -> Result<calls::TasksAdd::Reply> {
                ran.push_back("add " + request.title);
                return calls::TasksAdd::Reply{ran.size()};
            });
        broker.handle<calls::TasksList>(
            [this](const Caller&, const calls::TasksList::Request&) -> Result<calls::TasksList::Reply> {
                ran.emplace_back("list");
                return calls::TasksList::Reply{};
            });
        broker.set_ask_hook([this](const Caller&, Permission permission) -> Result<void> {
            asked.push_back(permission);
            if (refuse_to_ask) return fail(*refuse_to_ask);
            return {};
        });
        broker.set_refusal_hook([this](const Caller&, const Broker::Refused& what) { refused.push_back(what.why); });
    }
    Broker::Taken add(const Caller& caller, const std::string& title, std::uint64_t request = 0) {
        return broker.dispatch(caller, calls::TasksAdd::id, wire::encode(calls::TasksAdd::Request{title, {}, {}, {}, {}}),
                               take(title), request);
    }
    Broker::Taken list(const Caller& caller) {
        return broker.dispatch(caller, calls::TasksList::id, wire::encode(calls::TasksList::Request{}), take("list"));
    }
    Broker::Answer take(std::string name) {
        return [this, name = std::move(name)](Result<wire::Bytes> reply) {
            answers.push_back(name + ": " + std::string(reply ? "ok" : errc_name(reply.error().code)));
        };
    }
};
using Words = std::vector<std::string>;
} // namespace

TEST_CASE("a call whose permission is undecided waits for the person, and runs when they allow it") {
    Asking a;

    CHECK(a.add(plugin({}, write_tasks), "one") == Broker::Taken::waits);
    CHECK(a.add(plugin({}, write_tasks), "two") == Broker::Taken::waits);
    CHECK(a.answers.empty());
    CHECK(a.ran.empty());
    CHECK(a.broker.parked(7) == 2);
    CHECK(a.asked.size() == 2); // whoever asks makes one question of them

    a.broker.resume(plugin(write_tasks), Permission::tasks_write);

    CHECK(a.ran == Words{"add one", "add two"});
    CHECK(a.answers == Words{"one: ok", "two: ok"});
    CHECK(a.broker.parked(7) == 0);
    a.broker.resume(plugin(write_tasks), Permission::tasks_write);
    CHECK(a.ran.size() == 2); // once
}

TEST_CASE("calls that waited are refused when the person denies, and those of another permission wait on") {
    Asking a;
    a.add(plugin({}, {Permission::tasks_write, Permission::tasks_read}), "one");
    a.list(plugin({}, {Permission::tasks_write, Permission::tasks_read}));

    a.broker.resume(plugin({}, read_tasks), Permission::tasks_write);

    CHECK(a.answers == Words{"one: denied"});
    CHECK(a.broker.parked(7) == 1);
    a.broker.resume(plugin(read_tasks), Permission::tasks_read);
    CHECK(a.answers == Words{"one: denied", "list: ok"});
    CHECK(a.ran == Words{"list"});
}

TEST_CASE("a body is not looked at before the permission is given, not even of a call that waits") {
    Asking a;
    const wire::Bytes garbage(3, std::byte{0xFF});

    CHECK(a.broker.dispatch(plugin({}, write_tasks), calls::TasksAdd::id, garbage, a.take("bad")) == Broker::Taken::waits);
    CHECK(a.refused.empty());
    a.broker.resume(plugin({}, {}), Permission::tasks_write);
    CHECK(a.refused == std::vector{Broker::Refusal::permission});

    a.broker.dispatch(plugin({}, write_tasks), calls::TasksAdd::id, garbage, a.take("bad"));
    a.broker.resume(plugin(write_tasks), Permission::tasks_write);
    CHECK(a.refused.back() == Broker::Refusal::malformed);
    CHECK(a.answers == Words{"bad: denied", "bad: invalid"});
}

TEST_CASE("without somebody to ask, and on trial, nothing waits") {
    test::FakeClock clock;
    Broker silent(clock);
    Errc code{};
    const auto take = [&code](const Result<wire::Bytes>& reply) { code = reply ? Errc::ok : reply.error().code; };
    CHECK(silent.dispatch(plugin({}, read_tasks), calls::TasksList::id, {}, take) == Broker::Taken::dealt_with);
    CHECK(code == Errc::denied);

    Asking a;
    auto trial = plugin({}, {Permission::tasks_read, Permission::notifications_send});
    trial.trial = true;
    CHECK(a.list(trial) == Broker::Taken::dealt_with);
    a.broker.dispatch(trial, calls::NotificationsShow::id, wire::encode(calls::NotificationsShow::Request{}), a.take("show"));
    CHECK(a.answers == Words{"list: unavailable", "show: unavailable"});
    CHECK(a.asked.empty());
    CHECK(a.refused == std::vector{Broker::Refusal::trial, Broker::Refusal::trial});
}

TEST_CASE("whoever asks may say that it cannot be asked now") {
    Asking a;
    a.refuse_to_ask = Error{Errc::unavailable, "nobody is there"};

    CHECK(a.add(plugin({}, write_tasks), "one") == Broker::Taken::dealt_with);

    CHECK(a.answers == Words{"one: unavailable"});
    CHECK(a.broker.parked(7) == 0);
    CHECK(a.broker.counts("org.example.p").denied == 0);
}

TEST_CASE("few calls wait, and few bytes") {
    Asking few({.parked_calls = 2});
    for (const char* title : {"one", "two", "three"}) few.add(plugin({}, write_tasks), title);
    CHECK(few.answers == Words{"three: busy"});
    CHECK(few.add(plugin({}, write_tasks, 8), "other") == Broker::Taken::waits); // each process by itself

    Asking small({.parked_bytes = 1'000});
    small.add(plugin({}, write_tasks), std::string(600, 'a'));
    small.add(plugin({}, write_tasks), std::string(600, 'b'));
    CHECK(small.answers == Words{std::string(600, 'b') + ": busy"});
    small.broker.release(7, {Errc::unavailable, "enough"});
    CHECK(small.add(plugin({}, write_tasks), std::string(600, 'c')) == Broker::Taken::waits); // what was released counts no more
}

TEST_CASE("a waiting call can be withdrawn, released, and ends with its process") {
    Asking a;
    a.add(plugin({}, write_tasks), "one", 11);
    a.add(plugin({}, write_tasks), "two", 12);
    a.add(plugin({}, write_tasks), "three");

    CHECK(a.broker.withdraw(7, 12));
    CHECK_FALSE(a.broker.withdraw(7, 12));
    CHECK_FALSE(a.broker.withdraw(7, 0)); // calls without a number are nobody's to withdraw
    CHECK_FALSE(a.broker.withdraw(8, 11));
    CHECK(a.answers == Words{"two: cancelled"});
    a.broker.release(7, {Errc::unavailable, "the person has not answered"});
    CHECK(a.answers == Words{"two: cancelled", "one: unavailable", "three: unavailable"});
    a.add(plugin({}, write_tasks), "four");
    a.broker.forget(7);
    CHECK(a.answers.back() == "four: unavailable");
    CHECK(a.ran.empty());
}

TEST_CASE("a notice of an undecided permission asks as well") {
    Asking a;
    int shown = 0;
    a.broker.handle<calls::NotificationsShow>([&](const Caller&, const calls::NotificationsShow::Request&) -> Result<Nothing> {
        ++shown;
        return Nothing{};
    });
    a.broker.dispatch(plugin({}, {Permission::notifications_send}), calls::NotificationsShow::id,
                      wire::encode(calls::NotificationsShow::Request{"t", {}, {}, {}}), [](const Result<wire::Bytes>&) {});
    CHECK(a.asked == std::vector{Permission::notifications_send});
    a.broker.resume(plugin({Permission::notifications_send}), Permission::notifications_send);
    CHECK(shown == 1);
}

TEST_CASE("uses of permissions are told with what came of them, and other calls are not") {
    Asking a;
    Words used;
    a.broker.set_use_hook([&](const Caller& caller, const Broker::Used& what) {
        used.push_back(fmt::format("{} {} {} {}", caller.version, what.name, info(what.permission).id, errc_name(what.outcome)));
    });
    a.broker.handle<calls::TasksRemove>([](const Caller&, const calls::TasksRemove::Request&) -> Result<Nothing> {
        return fail(Errc::not_found, "no such task");
    });
    a.broker.handle<calls::StorageKeys>(
        [](const Caller&, const calls::StorageKeys::Request&) -> Result<calls::StorageKeys::Reply> {
            return calls::StorageKeys::Reply{};
        });

    a.list(plugin(read_tasks));
    a.list(plugin());
    a.broker.dispatch(plugin(write_tasks), calls::TasksRemove::id, wire::encode(calls::TasksRemove::Request{1}),
                      a.take("remove"));
    a.broker.dispatch(plugin(), calls::StorageKeys::id, wire::encode(calls::StorageKeys::Request{}), a.take("keys"));
    Caller user;
    a.list(user);

    CHECK(used == Words{"1.0.0 tasks.list tasks:read ok", "1.0.0 tasks.remove tasks:write not found"});
}

TEST_CASE("a kind of call has a budget of its own, and says when to try again") {
    test::FakeClock clock;
    Broker broker(clock, {.kinds = {{"events", {calls::EventsPublish::id}, 10, 3}}});
    int published = 0;
    broker.handle<calls::EventsPublish>([&](const Caller&, const calls::EventsPublish::Request&) -> Result<Nothing> {
        ++published;
        return Nothing{};
    });
    broker.handle<calls::StorageKeys>([](const Caller&, const calls::StorageKeys::Request&) -> Result<calls::StorageKeys::Reply> {
        return calls::StorageKeys::Reply{};
    });
    std::string said;
    Errc code{};
    std::optional<Broker::Refusal> why;
    broker.set_refusal_hook([&](const Caller&, const Broker::Refused& refused) { why = refused.why; });
    const auto take = [&](const Result<wire::Bytes>& reply) {
        code = reply ? Errc::ok : reply.error().code;
        said = reply ? "" : reply.error().message;
    };
    const auto publish = [&](const Caller& caller) {
        broker.dispatch(caller, calls::EventsPublish::id, wire::encode(calls::EventsPublish::Request{"said", "1"}), take);
        return code;
    };

    for (int i = 0; i < 3; ++i) CHECK(publish(plugin()) == Errc::ok);
    CHECK(publish(plugin()) == Errc::busy);
    CHECK(said == "rate limit: more than 10 events a second; try again in 100 ms");
    CHECK(why == Broker::Refusal::kind_rate);
    CHECK(publish(plugin({}, {}, 8)) == Errc::ok); // another process has its own
    broker.dispatch(plugin(), calls::StorageKeys::id, wire::encode(calls::StorageKeys::Request{}), take);
    CHECK(code == Errc::ok); // other calls go on
    clock.advance_ms(100);
    CHECK(publish(plugin()) == Errc::ok);
    CHECK(publish(plugin()) == Errc::busy);
    CHECK(broker.counts("org.example.p").over_limit == 2);
    CHECK(published == 5);
}

TEST_CASE("a kind of call may have few under way") {
    test::FakeClock clock;
    Broker broker(clock, {.kinds = {{"fetches", {calls::HttpFetch::id}, 100, 100, 2}}});
    std::vector<runtime::Responder<calls::HttpFetch>> waiting;
    broker.handle_async<calls::HttpFetch>(
        [&](const Caller&, const calls::HttpFetch::Request&, runtime::Responder<calls::HttpFetch> respond) {
            waiting.push_back(std::move(respond));
        });
    Words answers;
    const auto fetch = [&](const char* name) {
        broker.dispatch(plugin({Permission::network}), calls::HttpFetch::id, wire::encode(calls::HttpFetch::Request{}),
                        [&answers, name](const Result<wire::Bytes>& reply) {
                            answers.push_back(fmt::format("{}: {}", name, reply ? "ok" : reply.error().message));
                        });
    };
    for (const char* name : {"a", "b", "c"}) fetch(name);
    REQUIRE(answers.size() == 1);
    CHECK(answers[0] == "c: in-flight limit: 2 fetches wait for an answer already; try again when one has come");

    waiting[0](calls::HttpFetch::Reply{});
    fetch("d");
    CHECK(waiting.size() == 3);
    CHECK(answers == Words{answers[0], "a: ok"});
    broker.forget(7);
    fetch("e"); // a process with the same number cannot come again, but nothing may be left of the old one
    CHECK(waiting.size() == 4);
    waiting.clear();
}

TEST_CASE("every kind names calls that exist, each in one kind, with more at once than a second fills") {
    std::vector<calls::CallId> seen;
    test::FakeClock clock;
    const Broker broker(clock);
    for (const auto& kind : runtime::default_kinds()) {
        CHECK(kind.per_s > 0);
        CHECK(kind.burst >= kind.per_s);
        for (const auto call : kind.calls) {
            CHECK_FALSE(broker.name_of(call).empty());
            CHECK(std::ranges::find(seen, call) == seen.end());
            seen.push_back(call);
        }
    }
    CHECK(seen.size() >= 20);
}

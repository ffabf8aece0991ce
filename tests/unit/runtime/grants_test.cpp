// Decisions of the person and what follows from them: for the build that runs, for one that asks for more, and for the questions about it.
#include "runtime/grants.hpp"
#include "runtime/questions.hpp"

#include <doctest/doctest.h>

using namespace asista;
using calls::Grant;
using runtime::Grants;
using runtime::Manifest;
using runtime::network_hosts;
using runtime::Questions;
using runtime::same_shown;
using runtime::shown_of;

namespace {
runtime::PermissionRequest asks(Permission permission, bool required = true, std::vector<std::string> hosts = {}) {
    runtime::PermissionRequest request;
    request.permission = permission;
    request.required = required;
    request.hosts = std::move(hosts);
    return request;
}
Manifest manifest(std::vector<runtime::PermissionRequest> requests) {
    Manifest made;
    made.version = *runtime::SemVer::parse("1.0.0");
    made.permissions = std::move(requests);
    return made;
}
const PermissionSet tasks{Permission::tasks_read};
const std::vector<std::string> no_hosts;
std::vector<std::string> hosts_of(const Manifest& asking) { return network_hosts(shown_of(asking)); }
} // namespace

TEST_CASE("an installation grants what was listed: optional ones left out are asked, required ones are missing") {
    const auto wants = manifest({asks(Permission::tasks_read), asks(Permission::goals_read), asks(Permission::ai_chat, false)});
    Grants grants;
    grants.review(tasks, no_hosts, 100);

    const auto live = grants.live(wants);

    CHECK(live.granted == tasks);
    CHECK(live.askable == PermissionSet{Permission::ai_chat});
    CHECK_FALSE(live.network);
    CHECK(live.version == "1.0.0");
    REQUIRE(grants.missing(wants).size() == 1);
    CHECK(grants.missing(wants)[0].permission == Permission::goals_read);
    CHECK(grants.of(Permission::tasks_read).answered_at == 100);
    CHECK(grants.of(Permission::ai_chat).answered_at == 0);
    CHECK(titles_of(grants.missing(wants)) == "read your goals");
}

TEST_CASE("a grant reaches a build only for what it asks for") {
    Grants grants;
    grants.review({Permission::tasks_read, Permission::tasks_write}, no_hosts, 1);
    CHECK(grants.live(manifest({asks(Permission::tasks_read)})).granted == tasks);
    CHECK(grants.granted() == PermissionSet{Permission::tasks_read, Permission::tasks_write});
}

TEST_CASE("what a review takes out is denied, what it never had stays to be asked") {
    const auto wants = manifest({asks(Permission::tasks_read, false), asks(Permission::ai_chat, false)});
    Grants grants;
    grants.review(tasks, no_hosts, 1);
    grants.review({}, no_hosts, 2);

    CHECK(grants.of(Permission::tasks_read).grant == Grant::denied);
    CHECK(grants.of(Permission::tasks_read).answered_at == 2);
    CHECK(grants.of(Permission::ai_chat).grant == Grant::ask);
    CHECK(grants.live(wants).askable == PermissionSet{Permission::ai_chat});
    grants.decide(Permission::tasks_read, Grant::ask, no_hosts, 3);
    CHECK(grants.live(wants).askable.contains(Permission::tasks_read));
}

TEST_CASE("the network is granted for the hosts agreed to, and wider ones need consent again") {
    const auto first = manifest({asks(Permission::network, true, {"api.example.com"})});
    const auto wider = manifest({asks(Permission::network, true, {"api.example.com", "*.example.org"})});
    const auto narrower = manifest({asks(Permission::network, true, {"api.example.com:443"})});
    Grants grants;
    grants.review({Permission::network}, hosts_of(first), 1);

    CHECK(grants.live(first).granted.contains(Permission::network));
    CHECK(grants.live(narrower).granted.contains(Permission::network));
    CHECK(grants.live(first).network->may_reach("api.example.com", 443) == runtime::NetworkScope::Verdict::public_only);
    CHECK_FALSE(grants.live(wider).granted.contains(Permission::network));
    CHECK_FALSE(grants.live(wider).askable.contains(Permission::network)); // it waits for consent, it is not asked on the way
    CHECK_FALSE(grants.live(wider).network);
    REQUIRE(grants.missing(wider).size() == 1);
    CHECK(grants.missing(wider)[0].hosts == std::vector<std::string>{"*.example.org"});
    CHECK(titles_of(grants.missing(wider)) == "use the internet (*.example.org)");

    grants.review({Permission::network}, no_hosts, 2); // a switch beside it: no consent to hosts
    CHECK_FALSE(grants.missing(wider).empty());
    grants.review({Permission::network}, {"*.example.org"}, 3);
    CHECK(grants.missing(wider).empty());
    CHECK(grants.missing(first).empty()); // the build before may still run
}

TEST_CASE("hosts agreed to go with the permission: those of the person stay") {
    const auto wants = manifest({asks(Permission::network, false, {"api.example.com"})});
    Grants grants;
    grants.decide(Permission::network, Grant::granted, hosts_of(wants), 1);
    CHECK(*grants.allow_host("localhost:8080", true));
    CHECK_FALSE(*grants.allow_host("localhost:8080", true));
    CHECK(grants.live(wants).network->may_reach("localhost", 8080) == runtime::NetworkScope::Verdict::private_as_well);

    grants.decide(Permission::network, Grant::denied, no_hosts, 2);
    CHECK(grants.of(Permission::network).hosts.empty());
    CHECK_FALSE(grants.live(wants).network);
    CHECK(grants.missing(wants).empty()); // optional, and decided: nothing to wait for

    grants.decide(Permission::network, Grant::granted, hosts_of(wants), 3);
    CHECK(grants.live(wants).network->may_reach("localhost", 8080) == runtime::NetworkScope::Verdict::private_as_well);
    CHECK(*grants.allow_host("localhost:8080", false));
    CHECK_FALSE(*grants.allow_host("localhost:8080", false));
    CHECK(grants.live(wants).network->may_reach("localhost", 8080) == runtime::NetworkScope::Verdict::no);
    for (std::size_t i = 0; i < runtime::max_hosts; ++i) CHECK(grants.allow_host("h" + std::to_string(i), true));
    CHECK(grants.allow_host("one-more", true).error().code == Errc::over_limit);
}

TEST_CASE("what was shown is compared whole, in whatever order") {
    const auto wants = manifest({asks(Permission::tasks_read), asks(Permission::network, false, {"a.example", "b.example"})});

    CHECK(same_shown(shown_of(wants), {{"network", {"b.example", "a.example"}}, {"tasks:read", {}}}));
    CHECK_FALSE(same_shown(shown_of(wants), {{"network", {"a.example"}}, {"tasks:read", {}}}));
    CHECK_FALSE(same_shown(shown_of(wants), {{"network", {"a.example", "b.example"}}}));
    CHECK_FALSE(same_shown(shown_of(wants), {{"network", {"a.example", "b.example"}}, {"tasks:write", {}}}));
    CHECK(network_hosts(shown_of(wants)) == std::vector<std::string>{"a.example", "b.example"});
    CHECK(network_hosts({}).empty());
}

TEST_CASE("uses are counted by permission and survive a change of mind") {
    Grants grants;
    grants.count_use(Permission::tasks_read, 10);
    grants.count_use(Permission::tasks_read, 20);
    grants.count_refusal(Permission::ai_chat);
    grants.decide(Permission::tasks_read, Grant::denied, no_hosts, 30);

    CHECK(grants.of(Permission::tasks_read).use_count == 2);
    CHECK(grants.of(Permission::tasks_read).last_used_at == 20);
    CHECK(grants.of(Permission::ai_chat).refused_count == 1);
    CHECK(grants.of(Permission::ai_chat).grant == Grant::ask);
    const Grants same(std::vector(grants.decisions().rbegin(), grants.decisions().rend()));
    CHECK(same.decisions() == grants.decisions()); // whatever order they are read back in
}

TEST_CASE("one question a permission and plugin, oldest first, gone with its plugin") {
    Questions questions;
    const auto first = questions.open("a.b", Permission::tasks_read, 1);
    const auto second = questions.open("a.b", Permission::ai_chat, 2);
    const auto other = questions.open("c.d", Permission::tasks_read, 3);

    CHECK(questions.open("a.b", Permission::tasks_read, 9) == first);
    CHECK(questions.all().size() == 3);
    CHECK(questions.all()[0].id == first);
    CHECK(questions.find(second)->permission == Permission::ai_chat);
    CHECK(questions.close("a.b", Permission::ai_chat));
    CHECK_FALSE(questions.close("a.b", Permission::ai_chat));
    CHECK_FALSE(questions.find(second));
    CHECK(questions.close_all("a.b"));
    CHECK_FALSE(questions.close_all("a.b"));
    REQUIRE(questions.all().size() == 1);
    CHECK(questions.all()[0].id == other);
    CHECK(questions.open("a.b", Permission::tasks_read, 10) > other); // never the number of an old one
}

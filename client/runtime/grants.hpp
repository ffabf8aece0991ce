// What the person decided about one plugin's permissions, and what follows from it for a build that asks for certain ones. The one truth
// about grants in memory; Installations keeps it between runs.
#pragma once

#include "runtime/hosts.hpp"
#include "runtime/manifest.hpp"
#include "wire/calls/trust.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::runtime {

// One permission of one plugin.
struct PermissionDecision {
    Permission permission{};
    calls::Grant grant = calls::Grant::ask;
    InstantMs answered_at = 0;          // 0: never
    std::vector<std::string> hosts;     // of the network permission: those the person agreed to
    std::vector<std::string> own_hosts; // and those they named themselves
    std::uint64_t use_count = 0, refused_count = 0;
    InstantMs last_used_at = 0; // 0: never

    friend bool operator==(const PermissionDecision&, const PermissionDecision&) = default;
};

// What a build may do at this moment. A value that every call of it carries.
struct LiveGrants {
    std::string version; // of the build
    PermissionSet granted;
    PermissionSet askable;                       // optional ones that the person has not decided on
    std::shared_ptr<const NetworkScope> network; // null unless `network` is granted
};

// What a build asks for beyond what the person agreed to, and without which it does not run.
struct MissingGrant {
    Permission permission{};
    std::vector<std::string> hosts; // of the network permission: those not agreed to
};

// [core]
class Grants {
  public:
    Grants() = default;
    explicit Grants(std::vector<PermissionDecision> decisions); // in any order, one for a permission

    const std::vector<PermissionDecision>& decisions() const { return decisions_; }
    // The decision about one permission; "ask" when there is none.
    const PermissionDecision& of(Permission permission) const;
    PermissionSet granted() const; // by the person, whatever a build asks for

    // `hosts`: of the network permission, those the person was shown when they granted it. They are agreed to beside those of before.
    void decide(Permission permission, calls::Grant grant, const std::vector<std::string>& hosts, InstantMs at);
    // The answer of a review: listed ones are granted, the network with the hosts that were shown. Of the others, those that were granted
    // are denied from now on, since the person took them out; those never decided on stay to be asked.
    void review(PermissionSet listed, const std::vector<std::string>& hosts, InstantMs at);
    // False when nothing changed by it. `host` is in HostPattern's written form.
    Result<bool> allow_host(const std::string& host, bool allowed);

    // Grants reach a build only for what it asks for, and the network only when all its hosts are agreed to.
    LiveGrants live(const Manifest& manifest) const;
    std::vector<MissingGrant> missing(const Manifest& manifest) const;

    void count_use(Permission permission, InstantMs at);
    void count_refusal(Permission permission);

  private:
    PermissionDecision& row(Permission permission);

    std::vector<PermissionDecision> decisions_; // in the order of permission_table, one for a permission
};

// What a page shows of permissions, for comparison with what an answer says was shown.
std::vector<calls::ShownPermission> shown_of(const Manifest& manifest);
std::vector<calls::ShownPermission> shown_of(const std::vector<MissingGrant>& missing);
bool same_hosts(std::vector<std::string> first, std::vector<std::string> second); // in whatever order
bool same_shown(std::vector<calls::ShownPermission> first, std::vector<calls::ShownPermission> second);
// Of the network permission; empty when there is none.
std::vector<std::string> network_hosts(const std::vector<calls::ShownPermission>& shown);

// "use the internet (api.example.com), read your tasks": for sentences.
std::string titles_of(const std::vector<MissingGrant>& missing);

} // namespace asista::runtime

#include "runtime/grants.hpp"

#include <algorithm>

namespace asista::runtime {

using calls::Grant;

namespace {
// Agreeing to more hosts leaves those agreed to before: a build that is still running may need them.
void agree_to(PermissionDecision& decision, const std::vector<std::string>& hosts) {
    for (const auto& host : hosts)
        if (std::ranges::find(decision.hosts, host) == decision.hosts.end()) decision.hosts.push_back(host);
}
} // namespace

Grants::Grants(std::vector<PermissionDecision> decisions) : decisions_(std::move(decisions)) {
    std::ranges::sort(decisions_, {}, &PermissionDecision::permission);
}

const PermissionDecision& Grants::of(Permission permission) const {
    static const PermissionDecision undecided;
    const auto found = std::ranges::find(decisions_, permission, &PermissionDecision::permission);
    return found == decisions_.end() ? undecided : *found;
}

PermissionDecision& Grants::row(Permission permission) {
    const auto place = std::ranges::lower_bound(decisions_, permission, {}, &PermissionDecision::permission);
    if (place != decisions_.end() && place->permission == permission) return *place;
    PermissionDecision fresh;
    fresh.permission = permission;
    return *decisions_.insert(place, std::move(fresh));
}

PermissionSet Grants::granted() const {
    PermissionSet set;
    for (const auto& decision : decisions_)
        if (decision.grant == Grant::granted) set.add(decision.permission);
    return set;
}

void Grants::decide(Permission permission, Grant grant, const std::vector<std::string>& hosts, InstantMs at) {
    auto& decision = row(permission);
    decision.grant = grant;
    decision.answered_at = at;
    if (grant != Grant::granted)
        decision.hosts.clear();
    else if (permission == Permission::network)
        agree_to(decision, hosts);
}

void Grants::review(PermissionSet listed, const std::vector<std::string>& hosts, InstantMs at) {
    const auto before = granted();
    for (const auto& info : permission_table) {
        const Permission permission = info.permission;
        if (listed.contains(permission)) {
            const bool more_hosts = permission == Permission::network && !hosts.empty();
            if (!before.contains(permission) || more_hosts) decide(permission, Grant::granted, hosts, at);
        } else if (before.contains(permission)) {
            decide(permission, Grant::denied, {}, at);
        }
    }
}

Result<bool> Grants::allow_host(const std::string& host, bool allowed) {
    auto& own = row(Permission::network).own_hosts;
    const auto known = std::ranges::find(own, host);
    if (allowed == (known != own.end())) return false;
    if (!allowed) {
        own.erase(known);
        return true;
    }
    if (own.size() >= max_hosts)
        return fail(Errc::over_limit, "a plugin may have at most {} hosts of your own; remove one first", max_hosts);
    own.push_back(host);
    return true;
}

LiveGrants Grants::live(const Manifest& manifest) const {
    LiveGrants live;
    live.version = manifest.version.to_string();
    for (const auto& request : manifest.permissions) {
        const auto& decision = of(request.permission);
        if (decision.grant == Grant::granted && wider_hosts(request.hosts, decision.hosts).empty())
            live.granted.add(request.permission);
        else if (decision.grant == Grant::ask && !request.required)
            live.askable.add(request.permission);
        if (request.permission == Permission::network && live.granted.contains(Permission::network))
            live.network = std::make_shared<const NetworkScope>(request.hosts, decision.own_hosts);
    }
    return live;
}

std::vector<MissingGrant> Grants::missing(const Manifest& manifest) const {
    std::vector<MissingGrant> missing;
    for (const auto& request : manifest.permissions) {
        const auto& decision = of(request.permission);
        if (decision.grant == Grant::granted) {
            if (auto wider = wider_hosts(request.hosts, decision.hosts); !wider.empty())
                missing.push_back({request.permission, std::move(wider)});
        } else if (request.required) {
            missing.push_back({request.permission, request.hosts});
        }
    }
    return missing;
}

void Grants::count_use(Permission permission, InstantMs at) {
    auto& decision = row(permission);
    ++decision.use_count;
    decision.last_used_at = at;
}

void Grants::count_refusal(Permission permission) { ++row(permission).refused_count; }

std::vector<calls::ShownPermission> shown_of(const Manifest& manifest) {
    std::vector<calls::ShownPermission> shown;
    for (const auto& request : manifest.permissions) shown.push_back({std::string(info(request.permission).id), request.hosts});
    return shown;
}

std::vector<calls::ShownPermission> shown_of(const std::vector<MissingGrant>& missing) {
    std::vector<calls::ShownPermission> shown;
    for (const auto& [permission, hosts] : missing) shown.push_back({std::string(info(permission).id), hosts});
    return shown;
}

bool same_hosts(std::vector<std::string> first, std::vector<std::string> second) {
    std::ranges::sort(first);
    std::ranges::sort(second);
    return first == second;
}

bool same_shown(std::vector<calls::ShownPermission> first, std::vector<calls::ShownPermission> second) {
    for (auto* const list : {&first, &second}) std::ranges::sort(*list, {}, &calls::ShownPermission::id);
    return std::ranges::equal(first, second, [](const auto& one, const auto& other) {
        return one.id == other.id && same_hosts(one.hosts, other.hosts);
    });
}

std::vector<std::string> network_hosts(const std::vector<calls::ShownPermission>& shown) {
    const auto network = std::ranges::find(shown, info(Permission::network).id, &calls::ShownPermission::id);
    return network == shown.end() ? std::vector<std::string>() : network->hosts;
}

std::string titles_of(const std::vector<MissingGrant>& missing) {
    std::string text;
    for (const auto& [permission, hosts] : missing) {
        if (!text.empty()) text += ", ";
        std::string title(info(permission).title);
        title[0] = static_cast<char>(title[0] - 'A' + 'a'); // titles begin with a capital letter
        text += title;
        if (!hosts.empty()) text += fmt::format(" ({})", fmt::join(hosts, ", "));
    }
    return text;
}

} // namespace asista::runtime

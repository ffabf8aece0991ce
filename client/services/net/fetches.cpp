#include "services/net/fetches.hpp"

#include <algorithm>

namespace asista::services::net {

Fetches::Fetches(Parts parts) : parts_(std::move(parts)) {}

void Fetches::start(const FetchOwner& owner, Request request, Done done) {
    auto fetch = prepare(owner, std::move(request));
    if (!fetch) return done(fail(std::move(fetch.error())));
    fetch->done = done;
    if (auto sent = send(std::move(*fetch)); !sent) done(fail(std::move(sent.error())));
}

Result<Fetches::Fetch> Fetches::prepare(const FetchOwner& owner, Request request) const {
    TRY(check(request));
    Fetch fetch;
    fetch.owner = owner;
    fetch.url = TRY(parse_url(request.url));
    const auto same = [&](const auto& entry) { return entry.second.owner.plugin == owner.plugin; };
    if (static_cast<std::size_t>(std::ranges::count_if(fetches_, same)) >= max_at_once)
        return fail(Errc::over_limit, "{} requests of this plugin are under way; wait for one to end", max_at_once);
    const auto same_tag = [&](const auto& entry) {
        return entry.second.owner.instance == owner.instance && entry.second.request->tag == request.tag;
    };
    if (request.tag != 0 && std::ranges::any_of(fetches_, same_tag))
        return fail(Errc::busy, "the tag {} names another request that is under way", request.tag);
    fetch.deadline_us = parts_.monotonic_us() + std::int64_t{request.timeout_ms} * 1000;
    fetch.request = std::make_shared<const Request>(std::move(request));
    return fetch;
}

// The next hop: the first request, or what follows a redirect.
Result<void> Fetches::send(Fetch fetch) {
    fetch.reach = TRY(parts_.may_ask(fetch.owner, fetch.url.host, fetch.url.port));
    const std::int64_t left_ms = (fetch.deadline_us - parts_.monotonic_us()) / 1000;
    if (left_ms <= 0) return fail(Errc::timed_out, "{} came too late to be asked", fetch.url.host);
    if (!thread_)
        thread_ = std::make_unique<NetThread>(parts_.options, parts_.post,
                                              [this](HopId id, HopEnd end) { on_hop(id, std::move(end)); });
    const HopId id = next_++;
    thread_->start({id, fetch.url, fetch.request, fetch.reach, static_cast<std::uint32_t>(left_ms)});
    fetches_.emplace(id, std::move(fetch));
    return {};
}

// What was allowed when the running hop began, the person may have taken back since.
Result<void> Fetches::still_allowed(const Fetch& fetch) const {
    const Reach now = TRY(parts_.may_ask(fetch.owner, fetch.url.host, fetch.url.port));
    if (fetch.reach == Reach::local_too && now == Reach::internet)
        return fail(Errc::denied, "{} may not be asked wherever it is any more", fetch.url.host);
    return {};
}

void Fetches::on_hop(HopId id, HopEnd end) {
    auto node = fetches_.extract(id);
    if (!node) return; // cancelled while this was on its way
    Fetch& fetch = node.mapped();
    const Done done = fetch.done;
    if (auto allowed = still_allowed(fetch); !allowed) return done(fail(std::move(allowed.error())));
    if (!end.reply || end.location.empty()) return done(std::move(end.reply));
    auto sent = redirect(fetch, *end.reply, end.location);
    if (sent) sent = send(std::move(fetch));
    if (!sent) done(fail(std::move(sent.error())));
}

Result<void> Fetches::redirect(Fetch& fetch, const Reply& reply, const std::string& location) const {
    if (++fetch.redirects > max_redirects)
        return fail(Errc::over_limit, "{} sent the request on for the {}th time; {} are followed", fetch.url.host,
                    fetch.redirects, max_redirects);
    auto to = resolve_url(fetch.url, location);
    if (!to) return fail_in(fmt::format("{} sent the request on", fetch.url.host), to.error());
    Request next = *fetch.request;
    TRY(follow(next, reply.status, fetch.url, *to));
    fetch.request = std::make_shared<const Request>(std::move(next));
    fetch.url = std::move(*to);
    return {};
}

void Fetches::stop(Entry entry, Error why) {
    thread_->cancel(entry->first);
    const Done done = std::move(entry->second.done);
    fetches_.erase(entry);
    done(fail(std::move(why)));
}

Result<void> Fetches::cancel(const FetchOwner& owner, std::uint64_t tag) {
    const auto found = std::ranges::find_if(fetches_, [&](const auto& entry) {
        return entry.second.owner.instance == owner.instance && entry.second.owner.plugin == owner.plugin &&
               entry.second.request->tag == tag;
    });
    if (tag == 0 || found == fetches_.end()) return fail(Errc::not_found, "no request with the tag {} is under way", tag);
    stop(found, {Errc::cancelled, "the request was withdrawn"});
    return {};
}

void Fetches::forget(InstanceId instance) {
    for (auto entry = fetches_.begin(); entry != fetches_.end();) {
        const auto here = entry++;
        if (here->second.owner.instance == instance) stop(here, {Errc::cancelled, "the plugin's process has ended"});
    }
}

void Fetches::recheck() {
    std::vector<std::pair<HopId, Error>> ended; // first all, then their callbacks: one of these may start the next fetch
    for (const auto& [id, fetch] : fetches_)
        if (auto allowed = still_allowed(fetch); !allowed) ended.emplace_back(id, std::move(allowed.error()));
    for (auto& [id, why] : ended)
        if (const auto entry = fetches_.find(id); entry != fetches_.end()) stop(entry, std::move(why));
}

} // namespace asista::services::net

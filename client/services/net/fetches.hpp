// HTTP for plugins as the core thread sees it: whose request it is, whether its host may be asked, how many at once, where redirects
// lead, and when it must stop.
#pragma once

#include "services/net/net_thread.hpp"
#include "wire/ids.hpp"

namespace asista::services::net {

// Whose request it is. It ends with its process: another instance of the same plugin neither hears nor stops it.
struct FetchOwner {
    std::string plugin; // id
    InstanceId instance = 0;
};

// [core]
class Fetches {
  public:
    static constexpr std::size_t max_at_once = 4; // of one plugin

    // Whether this plugin may ask this host, at this moment, and how far that reaches; the error says why not, in words for the
    // plugin's author and the person. `host` is as in Url.
    using MayAsk = std::function<Result<Reach>(const FetchOwner&, const std::string& host, std::uint16_t port)>;
    using Done = std::function<void(Result<Reply>)>;
    struct Parts {
        NetThread::Post post; // to this thread
        MayAsk may_ask;
        std::function<std::int64_t()> monotonic_us;
        TransferOptions options{};
    };

    explicit Fetches(Parts parts);

    // `done` is called once, perhaps before this returns.
    void start(const FetchOwner& owner, Request request, Done done);
    // Ends the fetch with this tag as Errc::cancelled. Errc::not_found: none of this process has it.
    Result<void> cancel(const FetchOwner& owner, std::uint64_t tag);
    // The process is gone: its fetches end.
    void forget(InstanceId instance);
    // What a plugin may do has changed: whoever may no longer ask the host that is being asked is told so at once.
    void recheck();

    std::size_t under_way() const { return fetches_.size(); }

  private:
    struct Fetch {
        FetchOwner owner;
        std::shared_ptr<const Request> request;
        Url url;
        Reach reach = Reach::internet; // of the running hop
        Done done;
        std::int64_t deadline_us = 0;
        int redirects = 0;
    };
    using Entry = std::map<HopId, Fetch>::iterator;

    Result<Fetch> prepare(const FetchOwner& owner, Request request) const;
    Result<void> send(Fetch fetch);
    Result<void> still_allowed(const Fetch& fetch) const;
    void on_hop(HopId id, HopEnd end);
    Result<void> redirect(Fetch& fetch, const Reply& reply, const std::string& location) const;
    void stop(Entry entry, Error why);

    Parts parts_;
    std::map<HopId, Fetch> fetches_; // by their running hop
    HopId next_ = 1;
    std::unique_ptr<NetThread> thread_; // made for the first request; last: it calls into the above
};

} // namespace asista::services::net

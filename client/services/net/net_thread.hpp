// The thread that talks to servers: one for all plugins, any number of requests at a time, none of which it waits for alone.
#pragma once

#include "services/net/transfer.hpp"

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

namespace asista::services::net {

class NetThread {
  public:
    static constexpr std::size_t max_at_once = 16; // the rest waits its turn, on its own time

    // Runs work on the thread that owns the listener. [any]
    using Post = std::function<void(std::function<void()>)>;
    // Called through `post`, once for each hop that was not cancelled.
    using Done = std::function<void(HopId, HopEnd)>;

    NetThread(TransferOptions options, Post post, Done done);
    // Closes every connection and joins. Work that was posted and has not run yet becomes a no-op.
    ~NetThread();
    NetThread(const NetThread&) = delete;
    NetThread& operator=(const NetThread&) = delete;

    void start(Hop hop);   // [any] Never waits.
    void cancel(HopId id); // [any] Its connection is closed, and nothing of it comes any more but what was posted already.

  private:
    using Clock = std::chrono::steady_clock;
    struct Waiting {
        Hop hop;
        Clock::time_point deadline;
    };
    using Order = std::variant<Hop, HopId>; // start, cancel

    void give(Order order);
    void run(const std::stop_token& stopping);
    void obey();
    void begin_waiting();
    void finish_done();
    int wait_ms() const;
    void deliver(HopId id, HopEnd end);

    TransferOptions options_;
    Post post_;
    std::shared_ptr<const Done> done_;                   // posted work holds it weakly
    void* multi_;                                        // libcurl's
    std::deque<Waiting> waiting_;                        // [net]
    std::map<HopId, std::unique_ptr<Transfer>> running_; // [net]
    std::mutex mutex_;                                   // guards orders_
    std::vector<Order> orders_;
    std::jthread thread_; // last: everything above is there when it starts
};

} // namespace asista::services::net

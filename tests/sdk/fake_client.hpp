// The other end of a host's connection, for tests: a thread that answers calls as the broker would, over a real socket pair, and
// remembers every message it got.
#pragma once

#include "wire/calls.hpp" // all of them: none may be first seen behind plugin.hpp
#include "wire/channel.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace asista::tests {

// plugin.hpp has values of its own under these names (asista::sdk::Task, ...): here they are the wire's. Declared before that header
// is seen, so a test includes this one first and says `using namespace asista::tests`.
using Errc = asista::Errc;
using Task = asista::Task;
using Goal = asista::Goal;
using Energy = asista::Energy;
using TaskStatus = asista::TaskStatus;
using NotificationLevel = asista::NotificationLevel;

class FakeClient {
  public:
    explicit FakeClient(UniqueFd socket);
    ~FakeClient();

    // Answers a call; without this each known call answers its empty reply.
    template <class Call> void on(std::function<Result<typename Call::Reply>(const typename Call::Request&)> handler) {
        const std::lock_guard lock(mutex_);
        handlers_[Call::id] = [handler = std::move(handler)](std::span<const std::byte> payload) -> Result<wire::Bytes> {
            const auto request = TRY(wire::decode<typename Call::Request>(payload));
            const auto reply = TRY(handler(request));
            return wire::encode(reply);
        };
    }
    // Every request (or notice) of a call so far.
    template <class Call> std::vector<typename Call::Request> received() const {
        const std::lock_guard lock(mutex_);
        std::vector<typename Call::Request> found;
        for (const auto& message : received_) {
            if (message.call == Call::id) found.push_back(wire::decode<typename Call::Request>(message.payload).value());
        }
        return found;
    }
    // The same, once there are at least `count`; fewer after 30 s.
    template <class Call> std::vector<typename Call::Request> wait_for(std::size_t count) const {
        const auto enough = [&] {
            return static_cast<std::size_t>(std::ranges::count(received_, Call::id, &Received::call)) >= count;
        };
        {
            std::unique_lock lock(mutex_);
            arrived_.wait_for(lock, std::chrono::seconds(30), enough);
        }
        return received<Call>();
    }
    // Sends an order as a notice, from within the next handler run or at once.
    template <class Order> void send_notice(const typename Order::Request& request) {
        queue({wire::MessageKind::notice, Errc::ok, Order::id, 0, wire::encode(request), {}});
    }

  private:
    struct Received {
        calls::CallId call;
        wire::Bytes payload;
    };
    using Handler = std::function<Result<wire::Bytes>(std::span<const std::byte>)>;

    void run();
    void queue(wire::Message message);
    void answer(const wire::Message& message);

    mutable std::mutex mutex_; // guards the next three
    mutable std::condition_variable arrived_;
    std::map<calls::CallId, Handler> handlers_;
    std::vector<Received> received_;
    std::vector<wire::Message> outgoing_;
    wire::Channel channel_; // the thread's
    UniqueFd wake_;
    bool ending_ = false; // guarded by mutex_
    std::thread thread_;
};

} // namespace asista::tests

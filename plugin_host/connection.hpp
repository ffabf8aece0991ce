// The host's end of the channel: calls that wait for their reply, calls that do not, notices, and the queue of orders from the
// client. [frame] only; other threads go through Loop::post.
#pragma once

#include "wire/calls/base.hpp"
#include "wire/channel.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <unordered_map>

namespace asista::host {

class Connection {
  public:
    // Answers are encoded replies, or why there is none.
    using RawCallback = std::function<void(Result<wire::Bytes>)>;

    explicit Connection(UniqueFd socket);

    int fd() const { return channel_.fd(); }
    bool wants_write() const { return channel_.wants_write(); }
    bool closed() const { return closed_; } // the client is gone or broke the protocol: the process ends

    // Sends a request and waits for its reply. Orders that come meanwhile stay queued, so a plugin is never entered twice.
    // Errc::timed_out after `deadline` (a reply that still comes is dropped), Errc::io when the client is gone, else the
    // broker's own answer. A call that waits for the person (CallWaits) has as long as they take.
    template <class Call> Result<typename Call::Reply> call(const typename Call::Request& request,
                                                            std::chrono::milliseconds deadline = default_deadline) {
        const auto reply = TRY(call_raw(Call::id, wire::encode(request), deadline));
        return wire::decode<typename Call::Reply>(reply);
    }
    Result<wire::Bytes> call_raw(calls::CallId call, wire::Bytes request, std::chrono::milliseconds deadline = default_deadline);

    // Sends a request; `done` runs later from dispatch_replies, exactly once unless the connection ends. May be null.
    template <class Call>
    Result<std::uint64_t> start(const typename Call::Request& request, std::function<void(Result<typename Call::Reply>)> done) {
        return start_raw(Call::id, wire::encode(request), [done = std::move(done)](Result<wire::Bytes> reply) {
            if (!done) return;
            if (!reply) {
                done(fail(std::move(reply.error())));
            } else {
                done(wire::decode<typename Call::Reply>(*reply));
            }
        });
    }
    Result<std::uint64_t> start_raw(calls::CallId call, wire::Bytes request, RawCallback done);
    // Withdraws a started call: its callback will not run.
    void cancel(std::uint64_t id);

    template <class Call> Result<void> notice(const typename Call::Request& request) {
        return send({wire::MessageKind::notice, Errc::ok, Call::id, 0, wire::encode(request), {}});
    }

    // Reads what has come and writes what fits, without waiting.
    void pump();
    // Runs the callbacks of started calls whose replies have come, each by way of `around`, if given, which is told whose it is.
    using Around = std::function<void(std::uint64_t id, const std::function<void()>& run)>;
    void dispatch_replies(const Around& around = {});
    // The same for this one alone; nothing when its reply has not come.
    void dispatch_reply(std::uint64_t id);
    bool has_replies() const { return !replies_.empty(); }
    // The oldest order not yet handled.
    std::optional<wire::Message> next_order();
    bool has_orders() const { return !orders_.empty(); }
    // Answers a request taken with next_order; does nothing for notices.
    void reply(const wire::Message& order, Result<wire::Bytes> answer);
    // Waits until everything is written, at most `deadline`: before the process exits.
    void drain(std::chrono::milliseconds deadline);
    // Waits for the next order, at most `deadline`; without one, until the client is gone (Errc::io).
    Result<wire::Message> wait_for_order(std::optional<std::chrono::milliseconds> deadline);

    static constexpr std::chrono::milliseconds default_deadline{2000};

  private:
    Result<void> send(wire::Message message);
    void run_callback(wire::Message reply, const Around& around);
    using Moment = std::chrono::steady_clock::time_point;
    bool wait(Moment until); // for the socket; false at the deadline. Moment::max(): there is none

    wire::Channel channel_;
    bool closed_ = false;
    std::uint64_t last_id_ = 0;
    std::deque<wire::Message> orders_;
    std::deque<wire::Message> replies_; // of started calls
    std::unordered_map<std::uint64_t, RawCallback> started_;
    std::uint64_t awaited_ = 0; // the request call_raw waits for, 0 for none
    std::optional<wire::Message> awaited_reply_;
    bool awaits_person_ = false; // the client said so of awaited_
};

} // namespace asista::host

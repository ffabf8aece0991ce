// Request ids, waiting and queues on top of the channel.
#include "connection.hpp"
#include "wire/calls.hpp"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <utility>

namespace asista::host {

namespace {
// The client sends a handful a second, and events of other plugins while a call waits for the person; beyond this it is broken.
constexpr std::size_t most_orders = 4096;

wire::ChannelLimits host_limits() {
    wire::ChannelLimits limits;
    limits.state_calls = {calls::LoadState::id, calls::SaveState::id};
    limits.content_calls = {calls::content_calls.begin(), calls::content_calls.end()};
    limits.content_calls.push_back(calls::StepBegins::id); // a frame's input may bring a large paste
    limits.max_fds = 24;                                   // Hello: the library and the fonts
    return limits;
}

Result<wire::Bytes> answer_of(wire::Message reply) {
    if (reply.status == Errc::ok) return std::move(reply.payload);
    std::string text(reinterpret_cast<const char*>(reply.payload.data()), reply.payload.size());
    return fail(Error{reply.status, std::move(text)});
}
} // namespace

Connection::Connection(UniqueFd socket) : channel_(std::move(socket), host_limits()) {}

Result<void> Connection::send(wire::Message message) {
    if (closed_) return fail(Errc::io, "the client is gone");
    auto sent = channel_.send(std::move(message));
    if (!sent && sent.error().code == Errc::io) closed_ = true;
    return sent;
}

void Connection::pump() {
    if (!closed_ && channel_.wants_write() && !channel_.flush()) closed_ = true;
    while (!closed_) {
        auto received = channel_.receive();
        if (!received) {
            closed_ = true;
            return;
        }
        if (!*received) return;
        wire::Message& message = **received;
        switch (message.kind) {
        case wire::MessageKind::request:
        case wire::MessageKind::notice:
            if (message.call == calls::CallWaits::id) {
                const auto waits = wire::decode<calls::CallWaits::Request>(message.payload);
                if (waits && waits->request == awaited_ && awaited_ != 0) awaits_person_ = true;
                break; // about this connection; nobody else needs to know
            }
            orders_.push_back(std::move(message));
            closed_ = orders_.size() > most_orders;
            break;
        case wire::MessageKind::reply:
            if (message.id == awaited_) {
                awaited_reply_ = std::move(message);
                return; // somebody waits for it; what comes after it stays readable
            } else if (started_.contains(message.id)) {
                replies_.push_back(std::move(message));
            } // else: of a call that timed out or was withdrawn
            break;
        case wire::MessageKind::cancel:
            std::erase_if(orders_, [&](const wire::Message& order) { return order.id == message.id; });
            break;
        }
    }
}

bool Connection::wait(Moment until) {
    for (;;) {
        int left_ms = -1;
        if (until != Moment::max()) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
            if (left.count() <= 0) return false;
            left_ms = static_cast<int>(left.count());
        }
        const short events = static_cast<short>(POLLIN | (channel_.wants_write() ? POLLOUT : 0));
        pollfd entry{channel_.fd(), events, 0};
        const int ready = ::poll(&entry, 1, left_ms);
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

Result<wire::Bytes> Connection::call_raw(calls::CallId call, wire::Bytes request, std::chrono::milliseconds deadline) {
    const auto until = std::chrono::steady_clock::now() + deadline;
    const std::uint64_t id = ++last_id_;
    TRY(send({wire::MessageKind::request, Errc::ok, call, id, std::move(request), {}}));
    awaited_ = id;
    awaited_reply_.reset();
    awaits_person_ = false;
    for (;;) {
        // Asleep first: the answer takes longer than asking for it once in vain.
        const auto patience = awaits_person_ ? std::chrono::steady_clock::now() + std::chrono::minutes(1) : until;
        if (!wait(patience) && !awaits_person_) {
            awaited_ = 0;
            cancel(id);
            return fail(Errc::timed_out, "no answer to call {:#x} within {} ms", call, deadline.count());
        }
        pump();
        if (awaited_reply_) {
            awaited_ = 0;
            return answer_of(*std::exchange(awaited_reply_, std::nullopt));
        }
        if (closed_) return fail(Errc::io, "the client is gone");
    }
}

Result<std::uint64_t> Connection::start_raw(calls::CallId call, wire::Bytes request, RawCallback done) {
    const std::uint64_t id = ++last_id_;
    TRY(send({wire::MessageKind::request, Errc::ok, call, id, std::move(request), {}}));
    started_.emplace(id, std::move(done));
    return id;
}

void Connection::cancel(std::uint64_t id) {
    started_.erase(id);
    // A failure to send means the client is gone, which the loop sees for itself.
    static_cast<void>(send({wire::MessageKind::cancel, Errc::ok, 0, id, {}, {}}));
}

void Connection::run_callback(wire::Message reply, const Around& around) {
    const auto entry = started_.find(reply.id);
    if (entry == started_.end()) return;
    const RawCallback done = std::move(entry->second);
    started_.erase(entry); // before the callback, which may start the next call
    const std::uint64_t id = reply.id;
    const auto run = [&] { done(answer_of(std::move(reply))); };
    if (!done) return;
    if (around) return around(id, run);
    run();
}

void Connection::dispatch_replies(const Around& around) {
    for (std::size_t count = replies_.size(); count > 0; --count) {
        wire::Message reply = std::move(replies_.front());
        replies_.pop_front();
        run_callback(std::move(reply), around);
    }
}

void Connection::dispatch_reply(std::uint64_t id) {
    const auto found = std::ranges::find(replies_, id, &wire::Message::id);
    if (found == replies_.end()) return;
    wire::Message reply = std::move(*found);
    replies_.erase(found);
    run_callback(std::move(reply), {});
}

std::optional<wire::Message> Connection::next_order() {
    if (orders_.empty()) return std::nullopt;
    wire::Message order = std::move(orders_.front());
    orders_.pop_front();
    return order;
}

void Connection::reply(const wire::Message& order, Result<wire::Bytes> answer) {
    if (order.kind != wire::MessageKind::request) return;
    wire::Message reply{wire::MessageKind::reply, Errc::ok, order.call, order.id, {}, {}};
    if (answer) {
        reply.payload = std::move(*answer);
    } else {
        reply.status = answer.error().code == Errc::ok ? Errc::internal : answer.error().code;
        const auto text = std::as_bytes(std::span(answer.error().message));
        reply.payload.assign(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(text.size(), 4096)));
    }
    const auto sent = send(std::move(reply));
    if (sent || closed_) return;
    // Too large to send: the client must still get its one reply.
    const auto why = std::as_bytes(std::span(sent.error().message));
    static_cast<void>(send({wire::MessageKind::reply, sent.error().code, order.call, order.id, {why.begin(), why.end()}, {}}));
}

void Connection::drain(std::chrono::milliseconds deadline) {
    const auto until = std::chrono::steady_clock::now() + deadline;
    while (!closed_ && channel_.wants_write() && wait(until)) {
        if (!channel_.flush()) closed_ = true;
    }
}

Result<wire::Message> Connection::wait_for_order(std::optional<std::chrono::milliseconds> deadline) {
    const auto until = deadline ? std::chrono::steady_clock::now() + *deadline : Moment::max();
    for (;;) {
        pump();
        if (auto order = next_order()) return std::move(*order);
        if (closed_) return fail(Errc::io, "the client is gone");
        if (!wait(until)) return fail(Errc::timed_out, "no order within {} ms", deadline->count());
    }
}

} // namespace asista::host

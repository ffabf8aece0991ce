#include "fake_client.hpp"

#include <poll.h>

namespace asista::tests {

namespace {

template <class Call> Result<wire::Bytes> empty_reply(std::span<const std::byte>) { return wire::encode(typename Call::Reply{}); }

template <class... Calls, class Handlers> void answer_all(calls::List<Calls...>, Handlers& handlers) {
    ((handlers[Calls::id] = &empty_reply<Calls>), ...);
}

wire::ChannelLimits client_limits() {
    wire::ChannelLimits limits;
    limits.content_calls = {calls::content_calls.begin(), calls::content_calls.end()};
    return limits;
}

} // namespace

FakeClient::FakeClient(UniqueFd socket) : channel_(std::move(socket), client_limits()), wake_(make_eventfd().value()) {
    answer_all(calls::AllCalls{}, handlers_);
    thread_ = std::thread([this] { run(); });
}

FakeClient::~FakeClient() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    signal_eventfd(wake_.get());
    thread_.join();
}

void FakeClient::queue(wire::Message message) {
    {
        const std::lock_guard lock(mutex_);
        outgoing_.push_back(std::move(message));
    }
    signal_eventfd(wake_.get());
}

void FakeClient::run() {
    for (;;) {
        std::vector<wire::Message> outgoing;
        {
            const std::lock_guard lock(mutex_);
            if (ending_) return;
            outgoing.swap(outgoing_);
        }
        for (auto& message : outgoing) {
            if (!channel_.send(std::move(message))) return;
        }
        if (!channel_.flush()) return;
        auto message = channel_.receive();
        if (!message) return; // the host is gone
        if (*message) {
            answer(**message);
            continue;
        }
        const short events = static_cast<short>(POLLIN | (channel_.wants_write() ? POLLOUT : 0));
        pollfd waiting[] = {{channel_.fd(), events, 0}, {wake_.get(), POLLIN, 0}};
        ::poll(waiting, 2, 1000);
        drain_eventfd(wake_.get());
    }
}

void FakeClient::answer(const wire::Message& message) {
    Handler handler;
    {
        const std::lock_guard lock(mutex_);
        received_.push_back({message.call, message.payload});
        arrived_.notify_all();
        handler = handlers_[message.call];
    }
    if (message.kind != wire::MessageKind::request) return;
    auto result = handler ? handler(message.payload) : Result<wire::Bytes>(fail(Errc::unsupported, "no such call"));
    {
        // What a handler wants to arrive before its own reply goes first.
        const std::lock_guard lock(mutex_);
        for (auto& early : outgoing_) static_cast<void>(channel_.send(std::move(early)));
        outgoing_.clear();
    }
    wire::Message reply{wire::MessageKind::reply, Errc::ok, message.call, message.id, {}, {}};
    if (result) {
        reply.payload = std::move(*result);
    } else {
        reply.status = result.error().code;
        const auto text = std::as_bytes(std::span(result.error().message));
        reply.payload.assign(text.begin(), text.end());
    }
    static_cast<void>(channel_.send(std::move(reply)));
}

} // namespace asista::tests

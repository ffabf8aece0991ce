// How a page does something: it makes the same calls as a plugin does, as the caller "user". The answer comes back on the main
// thread in a later frame; nothing here waits.
#pragma once

#include "wire/calls/base.hpp"
#include "wire/calls/orders.hpp"

#include <functional>

namespace asista::ui {

// [main]
class ClientCalls {
  public:
    virtual ~ClientCalls() = default;

    // Sends the call; `done` runs on the main thread, at the start of a later frame, exactly once, also when the client shuts down
    // (Errc::cancelled). An empty `done` means failures are shown as a toast.
    template <class Call>
    void call(const typename Call::Request& request, std::function<void(Result<typename Call::Reply>)> done = {}) {
        Reply raw;
        if (done)
            raw = [done = std::move(done)](Result<wire::Bytes> reply) {
                if (!reply) return done(fail(std::move(reply.error())));
                done(wire::decode<typename Call::Reply>(*reply));
            };
        send(Call::id, wire::encode(request), std::move(raw));
    }

    // Text and end of AI streams started by the user. Called on the main thread at the start of a frame. Returns nothing to keep:
    // a stream without a listener is shown nowhere.
    using AiListener = std::function<void(const calls::AiChunk::Request* chunk, const calls::AiDone::Request* done)>;
    virtual void listen_ai(std::uint64_t stream, AiListener listener) = 0;

    // Opens a source file of a plugin's author in the editor they use. Only what a build named is ever passed.
    virtual void open_source(const std::string& /*file*/, std::uint32_t /*line*/, std::uint32_t /*column*/) {}

    // Opens an address that the person pressed in the program they use for it: only what openable_address() gave (links.hpp).
    virtual void open_link(const std::string& /*address*/) {}

  protected:
    using Reply = std::function<void(Result<wire::Bytes>)>;
    virtual void send(calls::CallId call, wire::Bytes request, Reply done) = 0;
};

} // namespace asista::ui

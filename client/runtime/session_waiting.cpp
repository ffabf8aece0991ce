// A start that waits for a debugger: the process is there and locked down, and the plugin's library is not yet in it.
#include "runtime/debuggee.hpp"
#include "runtime/session.hpp"

#include <algorithm>
#include <utility>

namespace asista::runtime {

// Prepared like a spare: locked down, and asleep until Hello brings the library. So a debugger is there before any code of the plugin is.
Result<void> Session::start_waiting(SessionSetup setup) {
    has_waited_ = true;
    const auto& hello = setup.hello;
    auto first = TRY(prepare_order(next_order_, {hello.protocol, hello.theme, hello.fonts}, setup.fonts));
    TRY(open_link(setup, std::move(first)));
    held_ = std::make_unique<SessionSetup>(std::move(setup));
    await_reply(next_order_++, calls::Prepare::id, held_->hello_ms, [this](Result<wire::Bytes> reply) {
        const auto prepared =
            reply ? wire::decode<calls::Prepare::Reply>(*reply) : Result<calls::Prepare::Reply>(fail(std::move(reply.error())));
        if (!prepared) return hooks_.on_hello(fail(prepared.error()));
        if (!held_->waits) return go_on(); // nobody wants it to wait any more
        look_for_debugger();
        if (hooks_.on_waits) hooks_.on_waits(prepared->tier);
    });
    return watch();
}

// Nothing tells of a debugger but /proc: looked at ten times a second, which costs some 20 us each time, while somebody is about to type.
void Session::look_for_debugger() {
    constexpr std::int64_t look_ms = 100;
    look_timer_ = loop_.call_after(look_ms, [this] {
        if (!is_traced(link_->process.pid())) return look_for_debugger();
        go_on();
    });
}

void Session::go_on() {
    if (!held_) return;
    const bool prepared = std::ranges::none_of(pending_, [](const auto& one) { return one.second.call == calls::Prepare::id; });
    if (!prepared) {
        held_->waits = false;
        return;
    }
    loop_.cancel_timer(std::exchange(look_timer_, TimerId::none));
    const auto setup = std::exchange(held_, nullptr);
    setup->hello.fonts.clear(); // it has them
    wire::Message hello{wire::MessageKind::request, Errc::ok, calls::Hello::id, next_order_, wire::encode(setup->hello), {}};
    hello.fds.push_back(std::move(setup->library));
    spawned_us_ = loop_.clock().monotonic_us();
    await_hello(next_order_++, setup->hello_ms);
    send(std::move(hello));
    for (auto& [notice, payload] : std::exchange(told_early_, {})) notify_raw(notice, std::move(payload));
    if (hooks_.on_waited) hooks_.on_waited();
}

} // namespace asista::runtime

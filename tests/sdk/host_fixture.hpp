// A HostApi with everything it needs, in the test's own process: a real connection to a FakeClient, a loop, an ImGui context with
// one window to draw into. Plugins are classes of plugin.hpp; include this header before plugin.hpp, whose names it shares.
#pragma once

#include "fake_client.hpp"

#include "connection.hpp"
#include "fonts.hpp"
#include "host_api.hpp"
#include "loop.hpp"

#include <asista/plugin.hpp>

#include <chrono>
#include <memory>

namespace asista::tests {

class HostFixture {
  public:
    HostFixture();
    ~HostFixture();

    template <class P> Result<void> start() {
        static constexpr asista_plugin_entry entry = PluginBorder::entry<P>();
        return start(entry);
    }
    Result<void> start(const asista_plugin_entry& entry) { return api->start(&entry, hello); }

    // Hands an order straight to the plugin.
    template <class Order> Result<typename Order::Reply> order(const typename Order::Request& request = {}) {
        const wire::Message message{wire::MessageKind::request, Errc::ok, Order::id, 1, wire::encode(request), {}};
        const auto reply = TRY(api->handle(message));
        return wire::decode<typename Order::Reply>(reply);
    }
    template <class Notice> void notice(const typename Notice::Request& request) {
        const wire::Message message{wire::MessageKind::notice, Errc::ok, Notice::id, 0, wire::encode(request), {}};
        static_cast<void>(api->handle(message).value());
    }

    // One frame with one surface, 400 x 200 pixels at 100, 50.
    host::FrameWishes draw(std::uint32_t surface);
    // Runs the host's loop until `done` says so or 5 s have passed; says whether it was done.
    bool run_until(const std::function<bool()>& done);
    void run_for(std::chrono::milliseconds time);
    // The lines of the plugin's log, once there are `count`.
    std::vector<std::string> log_lines(std::size_t count);

    std::unique_ptr<FakeClient> client;
    std::unique_ptr<host::Connection> connection;
    std::unique_ptr<host::Loop> loop;
    host::FontSet fonts;
    std::unique_ptr<host::HostApi> api;
    calls::Hello::Request hello;

  private:
    void turn();
    ImGuiContext* context_ = nullptr;
    std::uint64_t serial_ = 0;
};

} // namespace asista::tests

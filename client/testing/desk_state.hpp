// Behind asista/test.hpp: one plugin's library in this process, the host's side of its ABI, an ImGui context to draw in, and the services
// of the test. Errors of ours become test::Problem, since a test case has nobody to return them to.
#pragma once

#include "testing/seen_text.hpp"
#include "testing/services.hpp"

#include "connection.hpp"
#include "fonts.hpp"
#include "gfx/image.hpp"
#include "host_api.hpp"
#include "loop.hpp"
#include "runtime/manifest.hpp"

#include <asista/test.hpp>

struct ImGuiContext;
struct ImPlotContext;

namespace asista::test {

class DeskState {
  public:
    DeskState(Options options, std::string plugin, std::string pictures);
    ~DeskState();

    void start(); // unless it runs
    void stop();  // unless it does not
    std::uint32_t surface_of(std::string_view id, bool page);

    // Frames of this surface until nothing moves, at most a second of them.
    void settle(std::uint32_t surface);
    void frame(std::uint32_t surface);
    void pass_time(std::int64_t milliseconds);
    const std::vector<testing::SeenRun>& seen() const { return seen_; }
    gfx::Image picture() const;
    void move_pointer(float x, float y, std::uint32_t surface); // pixels

    template <class Order> Result<typename Order::Reply> order(const typename Order::Request& request) {
        const wire::Message message{wire::MessageKind::request, Errc::ok, Order::id, 1, wire::encode(request), {}};
        const auto reply = TRY(api_->handle(message));
        return wire::decode<typename Order::Reply>(reply);
    }
    template <class Notice> void notice(const typename Notice::Request& request) {
        const wire::Message message{wire::MessageKind::notice, Errc::ok, Notice::id, 0, wire::encode(request), {}};
        static_cast<void>(api_->handle(message).has_value());
    }
    tests::FakeClient& client() { return *client_; }
    bool running() const { return api_ != nullptr; }
    std::uint32_t shown() const { return shown_; } // the surface drawn last; 0: none yet

    const Options options;
    const std::string pictures;
    testing::Services services;
    std::int64_t now_ms = 0;
    std::optional<calls::LoadState::Request> saved; // for the next start

  private:
    void make_context();
    void take_orders();
    const void* open_library() const;

    std::string folder_;
    runtime::Manifest manifest_;
    calls::Theme theme_;
    ImGuiContext* context_ = nullptr;
    ImPlotContext* plots_ = nullptr;
    host::Fonts fonts_;
    std::unique_ptr<tests::FakeClient> client_;
    std::unique_ptr<host::Connection> connection_;
    std::unique_ptr<host::Loop> loop_;
    std::unique_ptr<host::HostApi> api_;
    std::vector<testing::SeenRun> seen_;
    std::uint64_t serial_ = 0;
    std::uint32_t shown_ = 0;
    bool moving_ = false; // the plugin or a window wants another frame
};

// The value, or a Problem with the error's sentence.
template <class T> T must(Result<T> result) {
    if (!result) throw Problem(result.error().message);
    return std::move(*result);
}
inline void must(const Result<void>& result) {
    if (!result) throw Problem(result.error().message);
}

} // namespace asista::test

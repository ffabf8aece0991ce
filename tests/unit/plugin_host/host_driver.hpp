// A client as small as it can be, for tests of the real plugin host: starts the process, answers its calls, asks it for frames.
#pragma once

#include "wire/calls/base.hpp"
#include "wire/calls/orders.hpp"
#include "wire/calls/view.hpp"
#include "wire/channel.hpp"
#include "wire/crash_record.hpp"
#include "wire/frame_area.hpp"
#include "wire/frame_check.hpp"
#include "wire/keys.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asista::testing {

class HostDriver {
  public:
    struct Options {
        std::string program = default_program(); // the plugin host
        std::string library;                     // a path, or bytes
        std::vector<std::byte> library_bytes{};
        bool fonts = true;
        float scale = 1;
    };
    static std::string default_program(); // beside the tests' own build
    static std::string plugin(std::string_view id);

    explicit HostDriver(const Options& options);
    ~HostDriver(); // kills the process
    HostDriver(const HostDriver&) = delete;
    HostDriver& operator=(const HostDriver&) = delete;

    // The reply to Hello.
    Result<calls::Hello::Reply> hello();
    // Sends an order and waits for its reply, answering calls meanwhile.
    template <class Order> Result<typename Order::Reply> order(const typename Order::Request& request) {
        const auto reply = TRY(order_raw(Order::id, wire::encode(request)));
        return wire::decode<typename Order::Reply>(reply);
    }
    Result<wire::Bytes> order_raw(calls::CallId call, wire::Bytes payload);

    // One surface of the plugin at this place.
    void show(std::uint32_t surface, frame::Rect rect);
    void add(frame::Event event) { events_.push_back(event); }
    void move(float x, float y) { add({frame::EventKind::mouse_position, 0, x, y, 0, 0}); }
    void press(bool down) { add({frame::EventKind::mouse_button, 0, 0, 0, down ? 1U : 0U, 0}); }
    void key(frame::Key key, bool down) {
        add({frame::EventKind::key, static_cast<std::uint32_t>(key), 0, 0, down ? 1U : 0U, 0});
    }
    // Asks for one frame with the events added so far and takes it.
    Result<void> draw();
    // Draws while the plugin asks for more at once, at most `most` frames.
    Result<void> settle(int most = 60);
    const frame::CheckedFrame& frame() const { return frame_; }
    const frame::Surface* find(frame::SurfaceKind kind) const;

    pid_t pid() const { return pid_; }
    std::chrono::steady_clock::time_point spawned() const { return spawned_; }
    std::span<const std::byte> area() const { return {area_.output(), frame::frame_area_bytes}; }
    // What the plugin registered and logged.
    std::vector<calls::WidgetRegister::Request> widgets;
    std::vector<calls::PageRegister::Request> pages;
    std::vector<std::string> log;
    // Everything the process wrote to stdout and stderr so far.
    std::string output();
    // Closes the client's end of the channel.
    void hang_up() { channel_.reset(); }
    // Waits for the end: exit code, or minus the signal.
    int wait_for_end();

    float client_width = 1280, client_height = 800;
    float delta_s = 1.0F / 60;

  private:
    void answer(const wire::Message& call);
    Result<wire::Message> wait_for_reply(std::uint64_t id);

    frame::ClientArea area_;
    std::optional<wire::Channel> channel_;
    UniqueFd output_pipe_;
    std::string output_;
    pid_t pid_ = -1;
    std::chrono::steady_clock::time_point spawned_;
    std::uint64_t last_id_ = 0, serial_ = 0, texture_bytes_ = 0;
    std::vector<frame::InputSurface> surfaces_;
    std::vector<frame::Event> events_;
    frame::CheckedFrame frame_;
};

} // namespace asista::testing

// Writing requests, taking answers.
#include "gfx/frame_link.hpp"

#include <algorithm>
#include <cstring>
#include <poll.h>

namespace asista::gfx {

void FrameLink::request(Request request, double now_s, SteadyTime kicked) {
    if (outstanding_) return; // the area belongs to the host until it answered
    request_ = std::move(request);
    if (request_.surfaces.size() > frame::max_surfaces) request_.surfaces.resize(frame::max_surfaces);
    InputQueue::Batch batch = input_.take();
    if (batch.paste.size() > frame::max_clipboard_bytes) batch.paste.clear();
    request_had_input_ = !batch.events.empty();

    frame::InputHeader header{};
    header.magic = frame::input_magic;
    header.version = frame::protocol_version;
    header.serial = ++serial_;
    header.wall_time_ms = request_.wall_time_ms;
    header.utc_offset_s = request_.utc_offset_s;
    header.delta_s = requested_s_ < 0 ? 1.0F / 60 : static_cast<float>(std::max(now_s - requested_s_, 1e-4));
    header.theme_serial = request_.theme_serial;
    header.scale = request_.scale;
    header.client_width = request_.client_width;
    header.client_height = request_.client_height;
    header.popup_area = request_.popup_area;
    header.hovered_surface = request_.hovered_surface;
    header.focused = request_.focused ? 1 : 0;
    header.surface_count = static_cast<std::uint32_t>(request_.surfaces.size());
    header.event_count = static_cast<std::uint32_t>(batch.events.size());
    header.paste_bytes = static_cast<std::uint32_t>(batch.paste.size());
    header.wishes = request_.items ? frame::input_wishes::items : 0;

    std::byte* const area = area_.input();
    const auto write = [area](std::size_t offset, const void* data, std::size_t size) {
        if (size > 0) std::memcpy(area + offset, data, size);
    };
    write(frame::input_surfaces_offset, request_.surfaces.data(), request_.surfaces.size() * sizeof(frame::InputSurface));
    write(frame::input_events_offset, batch.events.data(), batch.events.size() * sizeof(frame::Event));
    write(frame::input_paste_offset, batch.paste.data(), batch.paste.size());
    // The serial last: a host that looks before it is kicked sees the old one or all of the new request.
    const std::uint64_t serial = header.serial;
    constexpr std::size_t serial_at = offsetof(frame::InputHeader, serial), behind = serial_at + sizeof serial;
    write(0, &header, serial_at);
    write(behind, reinterpret_cast<const std::byte*>(&header) + behind, sizeof header - behind);
    __atomic_store_n(reinterpret_cast<std::uint64_t*>(area + serial_at), serial, __ATOMIC_RELEASE);

    outstanding_ = true;
    watched = false;
    spurious_ = 0;
    requested_s_ = now_s;
    kicked_ = kicked;
    signal_eventfd(area_.kick_fd());
}

FrameLink::Answer FrameLink::take(double now_s, SteadyTime now) {
    if (!outstanding_) return Answer::nothing;
    const bool signalled = drain_eventfd(area_.done_fd());
    frame::FrameLimits limits;
    limits.serial = serial_;
    limits.visible_area = request_.visible_area;
    limits.popup_area = request_.own_area;
    limits.texture_bytes = request_.texture_bytes;
    limits.items = request_.items;
    const auto taken = frame::take_frame({area_.output(), frame::frame_area_bytes}, limits, fresh_);
    if (!taken && taken.error().code == Errc::unavailable) {
        if (signalled) {
            ++spurious_;
            watched = false; // that signal may have used up the watch
        }
        return Answer::nothing;
    }
    outstanding_ = false;
    round_trip_ms = std::chrono::duration<double, std::milli>(now - kicked_).count();
    if (taken) return Answer::frame;
    reject(taken.error().message, now_s);
    return Answer::rejected;
}

bool FrameLink::signalled() const {
    pollfd done{.fd = area_.done_fd(), .events = POLLIN, .revents = 0};
    return ::poll(&done, 1, 0) > 0;
}

void FrameLink::reject(std::string reason, double now_s) {
    refusal_ = std::move(reason);
    ++rejected;
    strikes_.push_back(now_s);
    while (strikes_.size() > 16) strikes_.pop_front();
}

std::uint32_t FrameLink::strikes(double now_s) const {
    return static_cast<std::uint32_t>(
        std::count_if(strikes_.begin(), strikes_.end(), [now_s](double at) { return now_s - at < strike_window_s; }));
}

} // namespace asista::gfx

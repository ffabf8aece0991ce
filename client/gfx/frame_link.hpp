// The client's end of one plugin process: its shared areas, the one request that may be open, and what is on its way there. Knows
// nothing of ImGui or of other processes.
#pragma once

#include "gfx/input_queue.hpp"
#include "gfx/punctuality.hpp"

#include "wire/frame_area.hpp"
#include "wire/frame_check.hpp"

#include <chrono>
#include <deque>
#include <vector>

namespace asista::gfx {

using SteadyTime = std::chrono::steady_clock::time_point;

// [main]
class FrameLink {
  public:
    explicit FrameLink(frame::ClientArea area) : area_(std::move(area)) {}

    InputQueue& input() { return input_; }
    const InputQueue& input() const { return input_; }

    // What one request says beside the events, which come from input().
    struct Request {
        std::int64_t wall_time_ms = 0;
        std::int32_t utc_offset_s = 0;
        std::uint32_t theme_serial = 0;
        float scale = 1, client_width = 0, client_height = 0;
        frame::Rect popup_area{};
        std::uint32_t hovered_surface = 0;
        bool focused = false;
        std::vector<frame::InputSurface> surfaces; // at most frame::max_surfaces
        float visible_area = 0;                    // for the frame's area budget
        float own_area = 0;                        // the same, for popups and windows it may open
        std::uint64_t texture_bytes = 0;           // it holds already
        bool items = false;                        // it shall say what is on its surfaces
    };
    // Writes the input area and signals kick. Only while nothing is outstanding.
    void request(Request request, double now_s, SteadyTime kicked);

    bool outstanding() const { return outstanding_; }
    // Seconds the open request is old; 0 when none is.
    double unanswered_s(double now_s) const { return outstanding_ ? now_s - requested_s_ : 0; }
    // The time until now does not count: the process was kept from answering.
    void forgive(double now_s) { requested_s_ = now_s; }
    bool input_outstanding() const { return outstanding_ && request_had_input_; }
    SteadyTime kicked() const { return kicked_; }
    bool kicked_in_frame(std::uint64_t frame) const { return outstanding_ && request_frame_ == frame; }
    void set_request_frame(std::uint64_t frame) { request_frame_ = frame; }
    const Request& last_request() const { return request_; }

    enum class Answer {
        nothing,  // not yet
        frame,    // in fresh(), checked
        rejected, // it broke the protocol: refusal() says how; counted as a strike
    };
    // Looks for the answer to the open request. Never waits.
    Answer take(double now_s, SteadyTime now);
    frame::CheckedFrame& fresh() { return fresh_; }
    const std::string& refusal() const { return refusal_; }
    // The last frame taken was refused by the caller after all.
    void reject(std::string reason, double now_s);
    std::uint32_t strikes(double now_s) const; // in the last 10 s

    int done_fd() const { return area_.done_fd(); }
    // Done was signalled, and nobody has looked what for.
    bool signalled() const;
    // Done was signalled without an answer, too often for this request: it is only polled from now on.
    bool flapping() const { return spurious_ > most_spurious; }
    bool watched = false; // somebody was asked to watch done for the open request

    Punctuality punctuality;
    double round_trip_ms = 0;
    std::uint64_t missed = 0, rejected = 0;

    static constexpr std::uint32_t most_spurious = 8;
    static constexpr double strike_window_s = 10;

  private:
    frame::ClientArea area_;
    InputQueue input_;
    Request request_;
    frame::CheckedFrame fresh_;
    std::string refusal_;
    std::deque<double> strikes_;
    std::uint64_t serial_ = 0, request_frame_ = 0;
    double requested_s_ = -1;
    SteadyTime kicked_{};
    std::uint32_t spurious_ = 0;
    bool outstanding_ = false, request_had_input_ = false;
};

} // namespace asista::gfx

// A window without pixels: takes the plugin processes a supervisor hands over, asks them for frames over the real shared memory, checks
// what comes with the real check, and tells the supervisor what the compositor would tell. All on the loop's thread.
#pragma once

#include "runtime/event_loop.hpp"
#include "runtime/frame_sink.hpp"
#include "wire/frame_check.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace asista::test {

class FakeWindow final : public runtime::FrameSink {
  public:
    struct Process { // what the window knows of one
        std::string plugin;
        std::optional<runtime::TrialOf> trial;
        std::uint64_t good_frames = 0, rejected = 0;
        std::string refusal; // of the last rejected frame
        frame::CheckedFrame frame;
        bool outstanding = false;
        Pace pace = Pace::normal;
    };
    struct Times { // milliseconds; the compositor's are 1,000 and 5,000
        std::int64_t first_notice = 1'000;
        std::int64_t last_notice = 4'000; // a build on trial is given up then: on a busy machine a good one may take seconds
    };

    FakeWindow(runtime::EventLoop& loop, Times times) : loop_(loop), times_(times) {}
    ~FakeWindow() override;

    // Which surfaces a process has that is not on trial: what a page would place. Set before anything is attached.
    std::function<std::vector<std::uint32_t>(InstanceId)> surfaces_of;
    std::function<void(const runtime::WindowEvent&)> on_event;

    // Asks every process that owes nothing for a frame; answers arrive while the loop runs. Processes on trial are asked by themselves.
    // As a monitor would, at a pace: after a burst of 8, once in pass_ms of the machine's time, and calls between do nothing. Plugin hosts
    // run at niceness 10; a test that asks as fast as they answer leaves those of the test beside it next to no processor.
    void draw();
    static constexpr std::int64_t pass_ms = 8;

    // What the person does in the panels of whichever build of a plugin is shown, which has the keyboard from now on.
    void act(const std::string& plugin, std::vector<frame::Event> events);
    // All that they did has been drawn.
    bool has_acted(const std::string& plugin) const;
    static constexpr float panel_left = 20, panel_top = 20; // of the first panel

    const Process* find(InstanceId instance) const; // or null
    bool attached(InstanceId instance) const { return processes_.contains(instance); }
    bool has_picture(InstanceId instance) const { return pictures_.contains(instance); }
    std::size_t count() const { return processes_.size(); }
    std::vector<std::pair<InstanceId, InstanceId>> promoted; // new, old
    std::uint64_t redraws = 0;

    // ---- FrameSink
    void attach(runtime::Attachment attachment) override;
    void promote(InstanceId instance, InstanceId old_instance) override;
    void try_again(InstanceId instance) override;
    void detach(InstanceId instance, bool keep_picture) override;
    void drop_picture(InstanceId instance) override;
    void set_pace(InstanceId instance, Pace pace) override;
    void redraw(InstanceId instance) override;

  private:
    struct Link {
        Process process;
        frame::ClientArea area;
        std::int64_t spawned_us = 0;
        std::uint64_t serial = 0, texture_bytes = 0;
        std::vector<std::int64_t> strikes_ms;
        std::vector<runtime::TimerId> notices;
        bool told_unanswered = false;
        std::vector<frame::Event> input; // waits for the next request
        bool focused = false, touched = false, held = false, passed = false;
        std::uint64_t frames_needed = 2; // of a trial
    };
    Link* shown(const std::string& plugin);
    void tell_passed(InstanceId instance, const Link& link);
    void release_old(const Link& link);
    bool request(InstanceId instance, Link& link); // false: it owes a frame, or shows nothing
    void on_done(InstanceId instance);
    void on_frame(InstanceId instance, Link& link);
    void on_rejected(InstanceId instance, Link& link, std::string reason);
    void tell(runtime::WindowEvent event);
    void let_go(Link& link);

    runtime::EventLoop& loop_;
    Times times_;
    std::map<InstanceId, Link> processes_;
    std::map<InstanceId, frame::CheckedFrame> pictures_;
    std::chrono::steady_clock::time_point next_pass_{}; // when draw() asks again, but for the burst
};

} // namespace asista::test

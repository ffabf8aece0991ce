// One live plugin process and the connection to it: orders with replies and deadlines, calls coming the other way, what it prints, how
// it ends. Decides nothing about the plugin; whoever owns the session is told and decides.
#pragma once

#include "runtime/event_loop.hpp"
#include "runtime/host_link.hpp"
#include "runtime/plugin_log.hpp"
#include "runtime/recorder.hpp"
#include "runtime/registrations.hpp"
#include "wire/calls/base.hpp"
#include "wire/calls/orders.hpp"
#include "wire/crash_record.hpp"
#include "wire/ids.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>

namespace asista::runtime {

struct SessionSetup {
    InstanceId instance = 0;
    std::filesystem::path program;      // the plugin host
    calls::Hello::Request hello;        // also says which plugin it is
    UniqueFd library;                   // sealed copy
    std::vector<UniqueFd> fonts;        // read-only, in the order of hello.fonts
    std::int64_t hello_ms = 5'000;      // deadline of the reply to Hello
    SandboxTier tier = SandboxTier::b;  // to be put in force
    std::unique_ptr<HostLink> spare;    // a process that waits for Hello already (SpareHost::take), with the same fonts; or null
    std::shared_ptr<Recorder> recorder; // identified; without a spare. All messages but Hello go into it. Or null
    bool clock_stands = false;          // the client's; for a recording
    std::optional<SanitizerRuntime>
        sanitizer;      // that the library needs; without a spare, which has none. Its faults are read then
    bool waits = false; // until a debugger holds it or go_on(): then it gets Hello. Without spare and recorder
};

// How a session ended, for the person and for the log.
struct SessionEnd {
    bool crashed = true;                      // false: it ended as asked, after its reply to Deactivate
    std::string sentence;                     // "It crashed while drawing (segmentation fault at 0x0)."
    std::string details;                      // several lines: the stack; may be empty
    std::optional<SanitizerFinding> finding;  // a sanitizer ended it
    std::optional<frame::CrashRecord> record; // what the process left of its last moment, or when it was asked
};

// [core] None of the hooks may destroy the session before returning to the loop.
struct SessionHooks {
    std::function<void(Result<calls::Hello::Reply>)> on_hello; // exactly once, unless the process ends before
    std::function<void(const wire::Message&)> on_call;         // a request or a notice
    std::function<void(std::uint64_t id)> on_withdrawn;        // the process does not wait for the reply to this request any more
    std::function<void(std::string_view line)> on_output;      // of stdout and stderr, as it came
    std::function<void(std::string_view line)>
        on_fault;                                  // the same, of a sanitizer, after which the process goes on. May be empty
    std::function<void(const SessionEnd&)> on_end; // the last call
    // An order was not answered in time, `late_ms` after it was given; and then: no order is late any more. May be empty.
    std::function<void(std::int64_t late_ms)> on_late;
    std::function<void()> on_caught_up;
    // SessionSetup::waits alone: a debugger can be attached now, to a process that says it is in this tier; and then: it has been given
    // Hello. May be empty.
    std::function<void(const std::string& tier)> on_waits;
    std::function<void()> on_waited;
};

// [core]
class Session {
  public:
    // Starts the process with Hello waiting for it, or gives Hello to the spare. A spare that is killed before it has said anything of
    // its plugin is replaced by a new process, and nobody is told. The loop outlives the session.
    static Result<std::unique_ptr<Session>> start(EventLoop& loop, SessionSetup setup, SessionHooks hooks);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session(); // kills the process if it still runs; hooks are not called

    InstanceId instance() const { return instance_; }
    pid_t pid() const { return link_->process.pid(); }
    bool sanitized() const { return sanitized_; } // started with a sanitizer's run-time library
    const std::string& sandbox_fallback() const { return link_->process.fallback(); } // why it has a lower tier; usually empty
    std::int64_t spawned_us() const { return spawned_us_; } // when it was started; when it was taken, if it was a spare
    Registrations& registrations() { return registrations_; }
    const Registrations& registrations() const { return registrations_; }

    // The client's side of the shared memory, to be handed to the window. Once.
    frame::ClientArea take_area() { return std::move(link_->area); }

    // Sends a request to the host. `done` is called exactly once: with the reply, Errc::timed_out after `deadline_ms`, or
    // Errc::unavailable when the process ended.
    template <class Order> void order(const typename Order::Request& request, std::int64_t deadline_ms,
                                      std::function<void(Result<typename Order::Reply>)> done) {
        send_order(Order::id, wire::encode(request), {}, deadline_ms, [done = std::move(done)](Result<wire::Bytes> reply) {
            if (!reply) return done(fail(std::move(reply.error())));
            done(wire::decode<typename Order::Reply>(*reply));
        });
    }
    template <class Order> void notify(const typename Order::Request& request) { notify_raw(Order::id, wire::encode(request)); }
    void notify_raw(calls::CallId order, wire::Bytes payload) {
        send({wire::MessageKind::notice, Errc::ok, order, 0, std::move(payload), {}});
    }
    // The answer to a request that came by on_call.
    void reply(std::uint64_t id, calls::CallId call, Result<wire::Bytes> answer);

    // After the reply to Deactivate, an end of the process is as it should be.
    void expect_end() { end_expected_ = true; }
    // Ends the process at once; calls that still come are dropped, and on_end follows with this sentence.
    void kill(std::string sentence);
    // The same a moment later, when it has written down where it hangs (SessionEnd::record).
    void kill_with_stack(std::string sentence);
    // While a call of the plugin waits for the person, its process may answer nothing: no deadline passes. Releasing them starts each
    // anew.
    void hold_deadlines();
    void release_deadlines();
    // It waits for a debugger, or will as soon as it has prepared itself: locked down, and without a byte of its plugin. No deadline runs,
    // and notices are kept until it goes on.
    bool waits() const { return held_ != nullptr; }
    bool ready_for_debugger() const { return look_timer_ != TimerId::none; }
    bool has_waited() const { return has_waited_; } // or waits still
    void go_on();                                   // without a debugger
    // Reads nothing from the channel for a while: a flooding plugin then waits instead of costing us time.
    void pause_reading(std::int64_t ms);

    // Stands still until resumed: it is told nothing of it and uses no processor time. Both may be repeated.
    void pause();
    void resume();
    // What the process does at this moment, as a crash record: `done` gets it within `most_ms`, or nothing when the process did not
    // write one (it blocks the signal, or stands still). The process goes on. One question at a time: a second is not asked.
    void ask_stack(std::int64_t most_ms, std::function<void(std::optional<frame::CrashRecord>)> done);
    // What is recorded of it, also after the end of that; null: nothing ever was. stop_recording(): the process goes on.
    const Recorder* recorder() const { return recorder_.get(); }
    void stop_recording(std::string why);
    // The library it runs, read-only, for looking up what a stack means.
    UniqueFd library() const;

    Usage sample() { return link_->process.sample(loop_.clock().monotonic_us()); }

  private:
    using Done = std::function<void(Result<wire::Bytes>)>;
    struct Pending {
        calls::CallId call;
        Done done;
        std::int64_t deadline_ms;
        TimerId deadline;
    };
    Session(EventLoop& loop, InstanceId instance, SessionHooks hooks);

    Result<void> greet_spare(SessionSetup& setup);
    Result<void> open_link(const SessionSetup& setup, wire::Message first);
    Result<void> start_waiting(SessionSetup setup);
    void look_for_debugger();
    void await_hello(std::uint64_t id, std::int64_t deadline_ms);
    Result<void> start_process(const SessionSetup& setup, std::uint64_t hello_id);
    bool replace_spare(const ProcessEnd& end);
    Result<void> watch();
    void unwatch();
    void send_order(calls::CallId call, wire::Bytes payload, std::vector<UniqueFd> fds, std::int64_t deadline_ms, Done done);
    TimerId start_deadline(std::uint64_t id, std::int64_t deadline_ms);
    void await_reply(std::uint64_t id, calls::CallId call, std::int64_t deadline_ms, Done done);
    void send(wire::Message message);
    void update_channel_watch();
    void on_channel(std::uint32_t events);
    bool receive_some(int most);
    void on_message(wire::Message message);
    void on_reply(wire::Message message);
    void on_output(bool everything);
    void on_process_end();
    void follow_recording();
    void signal(int number) const;
    void look_for_stack(std::uint32_t serial_before, std::int64_t waited_ms, std::int64_t most_ms);
    std::optional<frame::CrashRecord> record() const;
    SessionEnd describe_end(const ProcessEnd& end) const;

    EventLoop& loop_;
    InstanceId instance_;
    SessionHooks hooks_;
    bool channel_open_ = true;
    TimerId paused_ = TimerId::none, output_paused_ = TimerId::none, close_grace_ = TimerId::none;
    LineSplitter lines_;
    bool sanitized_ = false;
    SanitizerReader reader_;
    std::unordered_map<std::uint64_t, Pending> pending_;
    std::uint64_t next_order_ = 1;
    bool deadlines_held_ = false;
    std::set<std::uint64_t> late_; // orders whose deadline has passed and whose answer may still come
    std::function<void(std::optional<frame::CrashRecord>)> stack_asked_;
    TimerId stack_timer_ = TimerId::none;
    UniqueFd library_;
    std::optional<SessionSetup> again_;  // for another process, while a spare has said nothing yet
    std::unique_ptr<SessionSetup> held_; // what it gets when it has waited
    TimerId look_timer_ = TimerId::none;
    bool has_waited_ = false;
    std::vector<std::pair<calls::CallId, wire::Bytes>> told_early_; // notices that follow Hello, in order
    bool ended_ = false;
    std::shared_ptr<Recorder> recorder_;
    bool journal_off_ = false;
    bool clock_stands_ = false;
    Registrations registrations_;
    std::string killed_because_;
    bool end_expected_ = false;
    std::int64_t spawned_us_ = 0;    // monotonic
    std::unique_ptr<HostLink> link_; // never null after start(). Last: its destructor kills, everything else is still there then
};

} // namespace asista::runtime

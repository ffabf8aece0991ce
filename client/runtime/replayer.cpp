// The client's side of a replay.
#include "runtime/replayer.hpp"

#include "runtime/font_prints.hpp"
#include "runtime/host_link.hpp"
#include "runtime/library_file.hpp"
#include "runtime/plugin_log.hpp"
#include "runtime/replay_comparison.hpp"
#include "wire/crash_record.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace asista::runtime {

namespace {
using std::chrono::steady_clock;
using wire::MessageKind;

class Replay {
  public:
    Replay(const ReplayScript& script, ReplaySetup setup) : script_(script), setup_(std::move(setup)) {}
    Result<ReplayReport> run();

  private:
    enum class Heard { message, nothing, end };
    Result<void> start();
    void step(std::size_t number, const ScriptStep& step);
    void send(MessageKind kind, calls::CallId call, std::uint64_t id, wire::Bytes payload);
    template <class Notice> void notify(const typename Notice::Request& request) {
        send(MessageKind::notice, Notice::id, 0, wire::encode(request));
    }
    bool begin(const ScriptStep& step);
    void ask_for_frame(const ScriptFrame& frame);
    void take_frame(const ScriptFrame& frame, const frame::FramePrint& print);
    Heard hear(wire::Message& out, steady_clock::time_point until);
    void answer(const wire::Message& request);
    std::string end_sentence();
    void drain_output();

    const ReplayScript& script_;
    ReplaySetup setup_;
    std::optional<HostLink> link_;
    ReplayComparison compared_;
    std::vector<RecordedCall> calls_;             // made since the last step
    std::map<calls::CallId, std::size_t> counts_; // requests of each kind
    std::map<RequestName, std::uint64_t> ids_;    // of this run
    std::uint64_t next_order_ = 2;                // Hello is 1
    std::uint64_t texture_bytes_ = 0;
    frame::CheckedFrame frame_;
    bool ended_ = false;
};

void Replay::send(MessageKind kind, calls::CallId call, std::uint64_t id, wire::Bytes payload) {
    // Where that fails the process is gone, which hear() tells.
    static_cast<void>(link_->channel.send({kind, Errc::ok, call, id, std::move(payload), {}}));
}

// What it prints is nobody's business here, but a full pipe would stop it.
void Replay::drain_output() {
    std::array<char, 4096> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    while (::read(link_->output.get(), buffer.data(), buffer.size()) > 0) {}
}

Replay::Heard Replay::hear(wire::Message& out, steady_clock::time_point until) {
    for (;;) {
        static_cast<void>(link_->channel.flush());
        auto received = link_->channel.receive();
        if (!received) return Heard::end;
        if (*received) {
            out = std::move(**received);
            return Heard::message;
        }
        drain_output();
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now()).count();
        if (left <= 0) return Heard::nothing;
        const short events = static_cast<short>(POLLIN | (link_->channel.wants_write() ? POLLOUT : 0));
        pollfd waiting[] = {{link_->channel.fd(), events, 0}, {link_->output.get(), POLLIN, 0}};
        ::poll(waiting, std::size(waiting), static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    }
}

// A request of the plugin, answered as the same one was: the n-th of its kind.
void Replay::answer(const wire::Message& request) {
    const RequestName name{request.call, counts_[request.call]++};
    ids_[name] = request.id;
    const auto recorded = script_.answers.find(name);
    wire::Message reply{MessageKind::reply, Errc::unavailable, request.call, request.id, {}, {}};
    if (recorded != script_.answers.end()) {
        reply.status = recorded->second.status;
        reply.payload = recorded->second.payload;
    } else {
        const auto text = std::as_bytes(std::span(std::string_view("the recording has no answer to this call")));
        reply.payload.assign(text.begin(), text.end());
    }
    static_cast<void>(link_->channel.send(std::move(reply)));
}

Result<void> Replay::start() {
    auto hello = script_.identity.hello;
    hello.fonts = setup_.fonts;
    const std::string plugin = hello.plugin;
    wire::Message first{MessageKind::request, Errc::ok, calls::Hello::id, 1, wire::encode(hello), {}};
    first.fds.push_back(std::move(setup_.library));
    for (auto& font : setup_.font_fds) first.fds.push_back(std::move(font));
    link_.emplace(TRY(HostLink::start(setup_.program, plugin, setup_.tier, std::move(first))));
    notify<calls::KeepJournal>({calls::KeepJournal::Mode::replay, false});

    const auto until = steady_clock::now() + std::chrono::milliseconds(setup_.step_ms);
    const bool failed_then = script_.hello && script_.hello->status != Errc::ok;
    for (;;) {
        wire::Message message;
        const Heard heard = hear(message, until);
        if (heard != Heard::message) {
            ended_ = true;
            const std::string why = heard == Heard::end ? end_sentence() : "It did not finish starting in time.";
            if (script_.end && script_.end->crashed && script_.steps.empty()) {
                compared_.report.same_end = why;
                return {};
            }
            return fail(Errc::unavailable, "the plugin did not start: {}", why);
        }
        if (message.kind == MessageKind::reply) {
            compared_.calls(0, "its start", script_.start_calls, std::exchange(calls_, {}));
            if (message.status == Errc::ok) {
                const auto reply = wire::decode<calls::Hello::Reply>(message.payload);
                if (reply) compared_.report.tier = reply->tier;
                if (failed_then) compared_.differs(0, "It started, which it did not when it was recorded.");
                return {};
            }
            ended_ = true;
            const std::string why =
                printable_line({reinterpret_cast<const char*>(message.payload.data()), message.payload.size()});
            if (!failed_then) return fail(Errc::unavailable, "the plugin did not start: {}", why);
            compared_.report.same_end = why;
            return {};
        }
        if (message.kind == MessageKind::request) answer(message);
        if (message.kind != MessageKind::cancel && !depends_on_moment(message.call))
            calls_.push_back({message.kind, message.call, std::move(message.payload)});
    }
}

void Replay::ask_for_frame(const ScriptFrame& frame) {
    std::byte* const area = link_->area.input();
    const auto write = [area](std::size_t offset, const void* data, std::size_t size) {
        if (size > 0) std::memcpy(area + offset, data, size);
    };
    write(frame::input_surfaces_offset, frame.surfaces.data(), frame.surfaces.size() * sizeof(frame::InputSurface));
    write(frame::input_events_offset, frame.events.data(), frame.events.size() * sizeof(frame::Event));
    write(frame::input_paste_offset, frame.paste.data(), frame.paste.size());
    constexpr std::size_t serial_at = offsetof(frame::InputHeader, serial), behind = serial_at + sizeof frame.header.serial;
    write(0, &frame.header, serial_at);
    write(behind, reinterpret_cast<const std::byte*>(&frame.header) + behind, sizeof frame.header - behind);
    __atomic_store_n(reinterpret_cast<std::uint64_t*>(area + serial_at), frame.header.serial, __ATOMIC_RELEASE);
    signal_eventfd(link_->area.kick_fd());
}

// False: there is nothing to take here, as the request it answers was not made in this run.
bool Replay::begin(const ScriptStep& step) {
    calls::Step wish = step.step;
    if (step.reply_to) {
        const auto id = ids_.find(*step.reply_to);
        if (id == ids_.end()) return false;
        wish.number = id->second;
    }
    notify<calls::TakeStep>(wish);
    if (step.order) {
        const bool wants_reply = step.order->kind == MessageKind::request;
        send(step.order->kind, step.order->call, wants_reply ? next_order_++ : 0, step.order->payload);
    }
    if (step.frame) ask_for_frame(*step.frame);
    return true;
}

void Replay::take_frame(const ScriptFrame& frame, const frame::FramePrint& print) {
    drain_eventfd(link_->area.done_fd());
    if (!setup_.on_frame) return;
    frame::FrameLimits limits;
    limits.serial = frame.header.serial;
    for (const auto& surface : frame.surfaces) limits.visible_area += surface.rect.width * surface.rect.height;
    if (frame::take_frame({link_->area.output(), frame::frame_area_bytes}, limits, frame_))
        setup_.on_frame(frame.header.serial, frame_, print);
}

void Replay::step(std::size_t number, const ScriptStep& step) {
    calls_.clear(); // what came between two steps comes when it comes
    if (!begin(step)) return compared_.differs(number, fmt::format("{} was recorded, and does not come here.", step_name(step)));
    ++compared_.report.steps;
    const auto until = steady_clock::now() + std::chrono::milliseconds(setup_.step_ms);
    bool inside = false;
    for (;;) {
        wire::Message message;
        const Heard heard = hear(message, until);
        if (heard == Heard::message && message.kind == MessageKind::reply) {
            if (step.order) compared_.answer(number, *step.order, {message.status, std::move(message.payload)});
            continue;
        }
        if (heard == Heard::message && message.call == calls::StepBegins::id) {
            inside = true;
            continue;
        }
        if (heard == Heard::message && message.call != calls::StepEnded::id) {
            if (message.kind == MessageKind::request) answer(message);
            if (inside && message.kind != MessageKind::cancel && !depends_on_moment(message.call))
                calls_.push_back({message.kind, message.call, std::move(message.payload)});
            continue;
        }
        if (heard == Heard::message) {
            const auto outcome = wire::decode<calls::StepEnded::Request>(message.payload);
            if (!outcome) return compared_.ended(number, "Its process sent what no process may send.");
            if (!step.ended)
                return compared_.ended(number,
                                       fmt::format("It came through {}, in which the recorded one ended.", step_name(step)));
            compared_.calls(number, step_name(step), step.calls, std::exchange(calls_, {}));
            if (step.frame) {
                take_frame(*step.frame, outcome->print);
                compared_.frame(number, step.step.number, step.outcome, *outcome);
            }
            return;
        }
        ended_ = true;
        const std::string why = heard == Heard::end ? end_sentence() : "It did not answer in time.";
        if (!step.ended && script_.end && script_.end->crashed && heard == Heard::end)
            compared_.report.same_end = why;
        else
            compared_.ended(number, fmt::format("In {}: {}", step_name(step), why));
        return;
    }
}

std::string Replay::end_sentence() {
    pollfd waiting{link_->process.pidfd(), POLLIN, 0};
    while (::poll(&waiting, 1, 2'000) < 0 && errno == EINTR) {}
    if (const auto record = frame::read_crash_record({link_->crash_view.data(), link_->crash_view.size()}))
        return frame::describe(*record);
    const auto end = link_->process.reap();
    if (!end) return "It closed its connection.";
    return end->by_signal ? fmt::format("It was ended by signal {}.", end->code)
                          : fmt::format("It ended by itself (exit code {}).", end->code);
}

Result<ReplayReport> Replay::run() {
    struct stat about {};
    if (::fstat(setup_.library.get(), &about) != 0) return fail_errno("look at the library");
    const auto library = TRY(Mapping::map(setup_.library, static_cast<std::size_t>(about.st_size), Access::read));
    compared_.report.other_library = content_hash({library.data(), library.size()}) != script_.identity.library_hash;
    const auto prints = TRY(font_prints(setup_.fonts, setup_.font_fds));
    compared_.report.other_fonts = !std::ranges::equal(prints, script_.identity.fonts, [](const auto& a, const auto& b) {
        return a.hash == b.hash && a.file.role == b.file.role;
    });
    TRY(start());
    for (std::size_t i = 0; i < script_.steps.size() && !ended_ && !compared_.report.ended; ++i) {
        const auto& step = script_.steps[i];
        if (!step.ended && !(script_.end && script_.end->crashed)) break; // the recording was cut off in it
        this->step(i + 1, step);
    }
    return std::move(compared_.report);
}
} // namespace

Result<ReplayReport> replay(const ReplayScript& script, ReplaySetup setup) { return Replay(script, std::move(setup)).run(); }

} // namespace asista::runtime

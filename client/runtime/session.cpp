#include "runtime/session.hpp"

#include "runtime/debuggee.hpp"
#include "runtime/spare_host.hpp"
#include "wire/calls.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace asista::runtime {

namespace {
constexpr int messages_per_turn = 64; // then others get their turn
constexpr std::size_t output_bytes_per_turn = 64 * 1024;
constexpr std::int64_t output_pause_ms = 20;   // after a full turn: at most 3 MB/s are looked at, the rest waits in the pipe
constexpr std::int64_t close_grace_ms = 1'000; // between closing the connection and being gone

std::string signal_sentence(int signal) {
    switch (signal) {
    case SIGKILL: return "It was killed from outside, perhaps because the computer ran out of memory.";
    case SIGSYS:
        // Killed before the host could write down what it was: a call by another entry, or with the signal blocked that tells of it.
        return "It was ended because it made a kernel call that no plugin may make, in a way that hides which one.";
    case SIGXCPU: return "It used more processor time than it may.";
    default: return fmt::format("It was ended by signal {} ({}).", signal, ::strsignal(signal));
    }
}
} // namespace

Result<std::unique_ptr<Session>> Session::start(EventLoop& loop, SessionSetup setup, SessionHooks hooks) {
    std::unique_ptr<Session> session(new Session(loop, setup.instance, std::move(hooks)));
    Session& self = *session;
    self.spawned_us_ = loop.clock().monotonic_us();
    if (auto copy = setup.library.duplicate()) self.library_ = std::move(*copy);
    self.recorder_ = std::move(setup.recorder);
    self.clock_stands_ = setup.clock_stands;
    self.sanitized_ = setup.sanitizer.has_value();
    if (setup.waits) {
        TRY(self.start_waiting(std::move(setup)));
        return session;
    }
    if (setup.spare) static_cast<void>(self.greet_spare(setup).has_value()); // where that fails a new process does as well
    if (!self.link_) TRY(self.start_process(setup, self.next_order_));
    const std::int64_t deadline_ms = setup.hello_ms;
    if (self.next_order_ == SpareHost::hello_id) self.again_ = std::move(setup);
    self.await_hello(self.next_order_++, deadline_ms);
    TRY(self.watch());
    if (self.recorder_) self.notify<calls::KeepJournal>({calls::KeepJournal::Mode::record, self.clock_stands_});
    return session;
}

Session::Session(EventLoop& loop, InstanceId instance, SessionHooks hooks)
    : loop_(loop), instance_(instance), hooks_(std::move(hooks)) {}

Session::~Session() {
    if (link_) unwatch();
    loop_.cancel_timer(stack_timer_);
    loop_.cancel_timer(look_timer_);
    for (const auto& [id, pending] : pending_) loop_.cancel_timer(pending.deadline);
}

// The descriptors in `setup` stay: they may be needed again.
Result<void> Session::start_process(const SessionSetup& setup, std::uint64_t hello_id) {
    wire::Message hello{wire::MessageKind::request, Errc::ok, calls::Hello::id, hello_id, wire::encode(setup.hello), {}};
    hello.fds.push_back(TRY(setup.library.duplicate()));
    for (const auto& font : setup.fonts) hello.fds.push_back(TRY(font.duplicate()));
    return open_link(setup, std::move(hello));
}

Result<void> Session::open_link(const SessionSetup& setup, wire::Message first) {
    const auto* const sanitizer = setup.sanitizer ? &*setup.sanitizer : nullptr;
    link_ = std::make_unique<HostLink>(
        TRY(HostLink::start(setup.program, setup.hello.plugin, setup.tier, std::move(first), sanitizer)));
    return {};
}

void Session::await_hello(std::uint64_t id, std::int64_t deadline_ms) {
    await_reply(id, calls::Hello::id, deadline_ms, [this](Result<wire::Bytes> reply) {
        if (!reply) return hooks_.on_hello(fail(std::move(reply.error())));
        hooks_.on_hello(wire::decode<calls::Hello::Reply>(*reply));
    });
}

// It has the fonts already.
Result<void> Session::greet_spare(SessionSetup& setup) {
    auto spare = std::exchange(setup.spare, nullptr);
    auto request = setup.hello;
    request.fonts.clear();
    wire::Message hello{wire::MessageKind::request, Errc::ok, calls::Hello::id, SpareHost::hello_id, wire::encode(request), {}};
    hello.fds.push_back(TRY(setup.library.duplicate()));
    TRY(spare->channel.send(std::move(hello)));
    link_ = std::move(spare);
    next_order_ = SpareHost::hello_id;
    return {};
}

Result<void> Session::watch() {
    TRY(loop_.add(link_->channel.fd(), EPOLLIN, [this](std::uint32_t events) { on_channel(events); }));
    TRY(loop_.add(link_->output.get(), EPOLLIN, [this](std::uint32_t) { on_output(false); }));
    TRY(loop_.add(link_->process.pidfd(), EPOLLIN, [this](std::uint32_t) { on_process_end(); }));
    update_channel_watch();
    return {};
}

void Session::unwatch() {
    loop_.remove(link_->process.pidfd());
    loop_.remove(link_->channel.fd());
    if (link_->output) loop_.remove(link_->output.get());
    for (TimerId* const timer : {&paused_, &output_paused_, &close_grace_})
        loop_.cancel_timer(std::exchange(*timer, TimerId::none));
}

void Session::update_channel_watch() {
    if (!channel_open_) return;
    const std::uint32_t reading = paused_ == TimerId::none ? std::uint32_t{EPOLLIN} : 0;
    const std::uint32_t writing = link_->channel.wants_write() ? std::uint32_t{EPOLLOUT} : 0;
    static_cast<void>(loop_.modify(link_->channel.fd(), reading | writing).has_value());
}

// ---- to the host ----------------------------------------------------------------------------------------------------------

void Session::send_order(calls::CallId call, wire::Bytes payload, std::vector<UniqueFd> fds, std::int64_t deadline_ms,
                         Done done) {
    if (!channel_open_) return done(fail(Errc::unavailable, "the plugin's process has ended"));
    const std::uint64_t id = next_order_++;
    await_reply(id, call, deadline_ms, std::move(done));
    send({wire::MessageKind::request, Errc::ok, call, id, std::move(payload), std::move(fds)});
}

TimerId Session::start_deadline(std::uint64_t id, std::int64_t deadline_ms) {
    return loop_.call_after(deadline_ms, [this, id, deadline_ms] {
        // Whoever holds it in a debugger takes their time.
        if (const auto waiting = pending_.find(id); waiting != pending_.end() && !ended_ && is_traced(link_->process.pid())) {
            waiting->second.deadline = start_deadline(id, deadline_ms);
            return;
        }
        auto late = pending_.extract(id);
        if (!late) return;
        late_.insert(id);
        if (hooks_.on_late) hooks_.on_late(deadline_ms);
        late.mapped().done(fail(Errc::timed_out, "no answer within {:g} s", static_cast<double>(deadline_ms) / 1000));
    });
}

void Session::await_reply(std::uint64_t id, calls::CallId call, std::int64_t deadline_ms, Done done) {
    const TimerId deadline = deadlines_held_ ? TimerId::none : start_deadline(id, deadline_ms);
    pending_.emplace(id, Pending{call, std::move(done), deadline_ms, deadline});
}

void Session::hold_deadlines() {
    if (std::exchange(deadlines_held_, true)) return;
    for (auto& [id, pending] : pending_) loop_.cancel_timer(std::exchange(pending.deadline, TimerId::none));
}

void Session::release_deadlines() {
    if (!std::exchange(deadlines_held_, false)) return;
    for (auto& [id, pending] : pending_) pending.deadline = start_deadline(id, pending.deadline_ms);
}

void Session::send(wire::Message message) {
    // A spare may be dead already: what it was told goes to the process in its place as well. One that waits expects Hello first.
    if ((again_ || held_) && message.kind == wire::MessageKind::notice) told_early_.emplace_back(message.call, message.payload);
    if (!channel_open_ || held_) return;
    if (recorder_) recorder_->to_host(message);
    if (auto sent = link_->channel.send(std::move(message)); !sent && sent.error().code != Errc::io)
        return kill(fmt::format("It was stopped because {}.", sent.error().message));
    update_channel_watch(); // a closed connection shows as the end of the process
}

void Session::reply(std::uint64_t id, calls::CallId call, Result<wire::Bytes> answer) {
    const std::size_t most = calls::carries_content(call) ? wire::max_content_message_bytes : wire::max_message_bytes;
    if (answer && answer->size() > most)
        answer = fail(Errc::over_limit, "the answer has {} bytes, more than one message holds; ask for less", answer->size());
    if (answer) return send({wire::MessageKind::reply, Errc::ok, call, id, std::move(*answer), {}});
    const auto text = std::as_bytes(std::span(answer.error().message));
    const Errc status = answer.error().code == Errc::ok ? Errc::internal : answer.error().code;
    send({wire::MessageKind::reply, status, call, id, wire::Bytes(text.begin(), text.end()), {}});
}

void Session::kill(std::string sentence) {
    if (killed_because_.empty()) killed_because_ = std::move(sentence);
    link_->process.kill();
}

void Session::kill_with_stack(std::string sentence) {
    constexpr std::int64_t most_ms = 300;
    if (stack_asked_ || ended_) return kill(std::move(sentence));
    ask_stack(most_ms, [this, sentence = std::move(sentence)](const auto&) { kill(sentence); });
}

void Session::pause_reading(std::int64_t ms) {
    if (paused_ != TimerId::none) return;
    paused_ = loop_.call_after(ms, [this] {
        paused_ = TimerId::none;
        update_channel_watch();
    });
    update_channel_watch();
}

void Session::signal(int number) const {
    if (!ended_) ::kill(link_->process.pid(), number); // not reaped: the number is still its own
}

// SIGSTOP and SIGKILL reach the first process of a pid namespace too when they come from outside of it.
void Session::pause() { signal(SIGSTOP); }
void Session::resume() { signal(SIGCONT); }

void Session::stop_recording(std::string why) {
    if (!recorder_) return;
    recorder_->end(std::move(why));
    follow_recording();
}

// When it is over, by whatever reason, the process need not tell of its steps any more.
void Session::follow_recording() {
    if (recorder_ && !recorder_->going_on() && !std::exchange(journal_off_, true))
        notify<calls::KeepJournal>({calls::KeepJournal::Mode::off, clock_stands_});
}

UniqueFd Session::library() const {
    auto copy = library_.duplicate();
    return copy ? std::move(*copy) : UniqueFd();
}

void Session::ask_stack(std::int64_t most_ms, std::function<void(std::optional<frame::CrashRecord>)> done) {
    if (stack_asked_ || ended_) return;
    stack_asked_ = std::move(done);
    const auto before = record();
    // To the main thread, which is where a plugin's work happens; a signal for the process might be taken by any thread.
    ::syscall(SYS_tgkill, link_->process.pid(), link_->process.pid(), SIGUSR2);
    look_for_stack(before ? before->serial : 0, 0, most_ms);
}

// The process has no way to tell that it has written: it is looked at, a few times, each twice as long after the one before.
void Session::look_for_stack(std::uint32_t serial_before, std::int64_t waited_ms, std::int64_t most_ms) {
    const std::int64_t wait_ms = std::max<std::int64_t>(waited_ms, 10);
    stack_timer_ = loop_.call_after(wait_ms, [this, serial_before, most_ms, waited = waited_ms + wait_ms] {
        stack_timer_ = TimerId::none;
        auto found = record();
        if (found && (found->serial == serial_before || found->signal != SIGUSR2)) found.reset();
        if (!found && waited < most_ms) return look_for_stack(serial_before, waited, most_ms);
        if (const auto done = std::exchange(stack_asked_, nullptr)) done(std::move(found));
    });
}

// ---- from the host --------------------------------------------------------------------------------------------------------

void Session::on_channel(std::uint32_t events) {
    if ((events & EPOLLOUT) != 0) {
        static_cast<void>(link_->channel.flush().has_value());
        update_channel_watch();
    }
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) receive_some(messages_per_turn);
}

// False when nothing more can come.
bool Session::receive_some(int most) {
    for (int i = 0; i < most && channel_open_; ++i) {
        auto received = link_->channel.receive();
        if (!received) {
            channel_open_ = false;
            loop_.remove(link_->channel.fd());
            if (received.error().code == Errc::invalid) {
                kill(fmt::format("It was stopped because its process sent something that is not allowed: {}.",
                                 received.error().message));
            } else if (close_grace_ == TimerId::none) {
                close_grace_ = loop_.call_after(close_grace_ms, [this] { kill("It closed its connection to Asista."); });
            }
            return false;
        }
        if (!*received) return false;
        on_message(std::move(**received));
        if (paused_ != TimerId::none) return true;
    }
    return channel_open_;
}

void Session::on_message(wire::Message message) {
    again_.reset(); // something of the plugin has run
    if (!held_) told_early_.clear();
    if (recorder_) recorder_->from_host(message);
    follow_recording();
    // For the recording alone. Who sends them without one tries a call that there is not.
    if (recorder_ && (message.call == calls::StepBegins::id || message.call == calls::StepEnded::id)) return;
    switch (message.kind) {
    case wire::MessageKind::request:
    case wire::MessageKind::notice:
        // Nothing is done any more for a process that is being killed: what it sent last is still in the socket.
        if (killed_because_.empty()) hooks_.on_call(message);
        return;
    case wire::MessageKind::reply: return on_reply(std::move(message));
    case wire::MessageKind::cancel: // the reply may still come
        if (killed_because_.empty() && hooks_.on_withdrawn) hooks_.on_withdrawn(message.id);
        return;
    }
}

void Session::on_reply(wire::Message message) {
    if (message.id == 0 || message.id >= next_order_)
        return kill("It was stopped because its process answered a question that was not asked.");
    if (late_.erase(message.id) > 0 && late_.empty() && hooks_.on_caught_up) hooks_.on_caught_up();
    auto found = pending_.extract(message.id);
    if (!found) return; // after its deadline
    loop_.cancel_timer(found.mapped().deadline);
    if (found.mapped().call != message.call) {
        kill("It was stopped because its process answered another question than was asked.");
        return found.mapped().done(fail(Errc::invalid, "the answer does not belong to the question"));
    }
    if (message.status == Errc::ok) return found.mapped().done(std::move(message.payload));
    const std::string_view text(reinterpret_cast<const char*>(message.payload.data()), message.payload.size());
    found.mapped().done(fail(Error{message.status, printable_line(text)}));
}

// everything: the process is gone, take what is left of its output.
void Session::on_output(bool everything) {
    std::array<char, output_bytes_per_turn> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    const auto take = [this](std::string_view line) {
        const bool goes_on = sanitized_ && reader_.read(line) == SanitizerReader::Line::goes_on;
        goes_on&& hooks_.on_fault ? hooks_.on_fault(line) : hooks_.on_output(line);
    };
    while (link_->output) {
        const ssize_t count = ::read(link_->output.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) {
            lines_.finish(take);
            loop_.remove(link_->output.get());
            link_->output.reset();
            return;
        }
        lines_.feed({buffer.data(), static_cast<std::size_t>(count)}, take);
        if (everything) continue;
        if (static_cast<std::size_t>(count) == buffer.size() && output_paused_ == TimerId::none) {
            static_cast<void>(loop_.modify(link_->output.get(), 0).has_value());
            output_paused_ = loop_.call_after(output_pause_ms, [this] {
                output_paused_ = TimerId::none;
                if (link_->output) static_cast<void>(loop_.modify(link_->output.get(), EPOLLIN).has_value());
            });
        }
        return;
    }
}

// ---- the end --------------------------------------------------------------------------------------------------------------

void Session::on_process_end() {
    const auto end = link_->process.reap();
    if (!end) return;
    ended_ = true;
    loop_.remove(link_->process.pidfd());
    loop_.cancel_timer(std::exchange(paused_, TimerId::none));
    // What it said last may say why: a failed reply to Hello, a line on stderr.
    while (receive_some(messages_per_turn)) {}
    on_output(true);
    if (channel_open_) {
        channel_open_ = false;
        loop_.remove(link_->channel.fd());
    }
    loop_.cancel_timer(std::exchange(close_grace_, TimerId::none));
    if (replace_spare(*end)) return;
    loop_.cancel_timer(std::exchange(stack_timer_, TimerId::none));
    loop_.cancel_timer(std::exchange(look_timer_, TimerId::none));
    stack_asked_ = nullptr;
    const auto description = describe_end(*end);
    if (recorder_) recorder_->end(description.crashed ? description.sentence : "The plugin was stopped.", description.crashed);
    auto pending = std::exchange(pending_, {});
    for (auto& [id, order] : pending) {
        loop_.cancel_timer(order.deadline);
        if (order.call != calls::Hello::id && order.call != calls::Prepare::id)
            order.done(fail(Errc::unavailable, "the plugin's process has ended"));
    }
    hooks_.on_end(description);
}

// A spare waits for a long time, and may be killed from outside (by the kernel, which is told to prefer it when memory runs out) in the
// moment in which it is taken. Nothing of its plugin has run then, so nothing is lost by starting it once more in a process of its own.
bool Session::replace_spare(const ProcessEnd& end) {
    if (!again_ || !killed_because_.empty() || !end.by_signal || end.code != SIGKILL || record()) return false;
    const auto hello = pending_.find(SpareHost::hello_id);
    if (hello == pending_.end()) return false; // its deadline has passed
    const auto setup = std::exchange(again_, std::nullopt);
    unwatch();
    auto before = std::exchange(link_, nullptr); // closed when the new one has descriptors of its own
    if (!start_process(*setup, SpareHost::hello_id)) link_ = std::move(before);
    if (before == nullptr || !watch()) return false; // then its end is told as any other
    ended_ = false;
    channel_open_ = true;
    for (auto& [notice, payload] : std::exchange(told_early_, {})) notify_raw(notice, std::move(payload));
    return true;
}

std::optional<frame::CrashRecord> Session::record() const {
    return frame::read_crash_record({link_->crash_view.data(), link_->crash_view.size()});
}

SessionEnd Session::describe_end(const ProcessEnd& end) const {
    SessionEnd description;
    auto record = this->record();
    // Asked for while it lived, it says nothing about its end, unless it was ended for not answering.
    if (record && record->signal == SIGUSR2 && killed_because_.empty()) record.reset();
    if (record) description.details = frame::describe_stack(*record);
    description.record = record;
    if (!killed_because_.empty()) {
        description.sentence = killed_because_;
    } else if (end_expected_) {
        description.crashed = false;
    } else if (reader_.finding() && end.by_signal && (!record || (record->signal == SIGABRT && record->note[0] == '\0'))) {
        description.finding = reader_.finding();
        description.details.clear(); // its own calls and the host's; what it printed is in the log, and the report has the names
        description.sentence = fmt::format("It was stopped {}: {}.", record ? frame::where_words(*record) : "by its sanitizers",
                                           description.finding->what);
    } else if (record) {
        description.sentence = frame::describe(*record);
    } else if (end.by_signal) {
        description.sentence = signal_sentence(end.code);
    } else {
        description.sentence = fmt::format("It ended by itself (exit code {}).", end.code);
    }
    return description;
}

} // namespace asista::runtime

#include "core/core_thread.hpp"

#include "core/core.hpp"
#include "core/editor.hpp"
#include "core/profile_gate.hpp"
#include "runtime/event_loop.hpp"

#include <sys/epoll.h>

#include <type_traits>

namespace asista::core {

CoreThread::CoreThread(CoreConfig config, const runtime::Clock& clock, std::function<void()> wake)
    : clock_(clock), wake_(std::move(wake)), inbox_([this] { wake_(); }), config_(std::move(config)) {
    auto loop = runtime::EventLoop::create(clock_);
    if (!loop) {
        failure_ = std::move(loop.error());
        return;
    }
    loop_ = std::move(*loop);
    thread_ = std::thread([this] { run(); });
}

CoreThread::~CoreThread() {
    if (thread_.joinable()) {
        loop_->post([this] {
            if (core_)
                core_->shut_down([this] { loop_->stop(); });
            else
                loop_->stop();
        });
        thread_.join();
    }
    for (auto& [ticket, done] : callbacks_) done(fail(Errc::cancelled, "the client is closing"));
}

// Waits until somebody has typed the passphrase, or the client ends.
bool CoreThread::pass_gate() {
    gate_ = ProfileGate::needed({config_.profile, config_.preference_overrides, inbox_, [this] { loop_->stop(); }});
    if (!gate_) return true;
    if (!config_.passphrase.empty()) gate_->use_file(config_.passphrase);
    loop_->run();
    const bool open = gate_->is_open();
    gate_notice_ = gate_->notice();
    gate_.reset();
    return open;
}

void CoreThread::run() {
    if (!pass_gate()) return;
    auto core = Core::open(config_, clock_, *loop_, inbox_);
    if (!core) {
        {
            const std::lock_guard lock(failure_mutex_);
            failure_ = std::move(core.error());
        }
        wake_();
    } else {
        core_ = std::move(*core);
        if (!gate_notice_.empty()) core_->add_notice(gate_notice_);
        for (auto& work : for_core_) work(*core_);
    }
    for_core_.clear();
    loop_->run(); // also after a failure, so that the destructor has somebody to tell
    core_.reset();
}

std::optional<Error> CoreThread::failure() const {
    const std::lock_guard lock(failure_mutex_);
    return failure_;
}

std::vector<InboxItem> CoreThread::take_orders() {
    std::vector<InboxItem> orders;
    for (auto& item : inbox_.take()) {
        if (auto* answer = std::get_if<CallAnswer>(&item)) {
            const auto callback = callbacks_.extract(answer->ticket);
            if (callback) callback.mapped()(std::move(answer->reply));
        } else if (const auto* chunk = std::get_if<calls::AiChunk::Request>(&item)) {
            const auto listener = ai_listeners_.find(chunk->stream);
            if (listener == ai_listeners_.end()) continue; // no page reads along: nothing looks different
            listener->second(chunk, nullptr);
        } else if (const auto* done = std::get_if<calls::AiDone::Request>(&item)) {
            const auto listener = ai_listeners_.extract(done->stream);
            if (!listener) continue;
            listener.mapped()(nullptr, done);
        } else {
            orders.push_back(std::move(item));
            continue;
        }
        orders.push_back(RedrawOrder{}); // a page learnt something: a frame is due, though no plugin's
    }
    return orders;
}

template <class Work> void CoreThread::on_core(Work work) {
    if (!loop_) return;
    loop_->post([this, work = std::move(work)] {
        if (core_)
            work(*core_);
        else if (gate_)
            for_core_.emplace_back(work);
    });
}

void CoreThread::tell(runtime::WindowEvent event) {
    on_core([event = std::move(event)](Core& core) { core.on_window_event(event); });
}
void CoreThread::set_theme(const calls::Theme& theme) {
    on_core([theme](Core& core) { core.set_theme(theme); });
}
void CoreThread::clock_changed() {
    on_core([](Core& core) { core.clock_changed(); });
}

void CoreThread::touched() {
    on_core([](Core& core) { core.touched(); });
}
void CoreThread::input_checked(std::uint64_t question, bool recent) {
    on_core([question, recent](Core& core) { core.input_checked(question, recent); });
}
void CoreThread::set_focused(bool focused) {
    if (focused == focused_) return;
    focused_ = focused;
    on_core([focused](Core& core) { core.set_focused(focused); });
}

void CoreThread::watch_usage(bool on) {
    if (on == watching_usage_) return;
    watching_usage_ = on;
    on_core([on](Core& core) { core.watch_usage(on); });
}

void CoreThread::watch_done(InstanceId instance, UniqueFd done) {
    if (!loop_) return;
    // A std::function must be copyable, a descriptor is not.
    on_core([this, instance, shared = std::make_shared<UniqueFd>(std::move(done))](Core& core) {
        core.watch_done(instance, shared, [this] { wake_(); });
    });
}

void CoreThread::set_failure_listener(std::function<void(const Error&)> listener) {
    unanswered_ = [listener = std::move(listener)](const Result<wire::Bytes>& reply) {
        if (!reply && reply.error().code != Errc::cancelled) listener(reply.error());
    };
}

void CoreThread::listen_ai(std::uint64_t stream, AiListener listener) { ai_listeners_[stream] = std::move(listener); }

void CoreThread::open_source(const std::string& file, std::uint32_t line, std::uint32_t column) {
    open_in_editor(file, line, column);
}
void CoreThread::open_link(const std::string& address) { inbox_.put(OpenLinkOrder{address}); }

void CoreThread::send(calls::CallId call, wire::Bytes request, Reply done) {
    const auto ticket = next_ticket_++;
    callbacks_[ticket] = done ? std::move(done) : unanswered_;
    if (!loop_) return;
    loop_->post([this, ticket, call, request = std::move(request)] {
        if (core_)
            core_->call(ticket, call, request);
        else if (gate_)
            gate_->call(ticket, call, request);
    });
}

} // namespace asista::core

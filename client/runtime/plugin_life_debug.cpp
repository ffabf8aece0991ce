// A plugin and the debugger of whoever writes it: where to attach, and starts that wait until one is there.
#include "runtime/plugin_life.hpp"

namespace asista::runtime {

// Whom a debugger is led to; null: none runs.
const Session* PluginLife::debugged() const { return trial_ && trial_->has_waited() ? trial_.get() : current_.get(); }

Result<Debuggee> PluginLife::debuggee() const {
    const auto* const session = debugged();
    if (session && session->ready_for_debugger()) return look_at_waiting(session->pid(), session->library());
    if (!session || session->waits() || (session == current_.get() && !was_active_ && !session->has_waited()))
        return fail(Errc::unavailable, "no process of {} runs at this moment", id_);
    return look_at_process(session->pid(), session->library());
}

void PluginLife::go_on() {
    for (Session* const session : {current_.get(), trial_.get()})
        if (session) session->go_on();
}

void PluginLife::on_waits(InstanceId instance, const std::string& tier) {
    const auto* const waiting = session(instance);
    if (!waiting) return;
    if (waiting == current_.get()) tier_ = tier; // Hello's reply says it again, and is judged
    log_.note(PluginLog::Level::info, fmt::format("process {} waits for a debugger", waiting->pid()));
    context_.changed();
}

// What counts from a start counts from here.
void PluginLife::on_waited(InstanceId instance) {
    if (current_ && current_->instance() == instance) {
        end_probation_watch();
        watch_probation();
    } else if (trial_ && trial_->instance() == instance) {
        trial_of_->noticed_us = context_.loop.clock().monotonic_us();
        begin_handover();
    }
    context_.changed();
}

} // namespace asista::runtime

// What a plugin owes (frames and answers to orders), what it costs, and why it ended: watched here, told in its card, and acted on.
#include "runtime/plugin_life.hpp"
#include "runtime/process_costs.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace asista::runtime {

namespace {
constexpr std::int64_t stack_wait_ms = 2'000; // for a hanging process to write down where it is

std::string in_words(std::int64_t ms) { // "1 second", "5 seconds"
    const std::int64_t seconds = std::max<std::int64_t>(ms / 1000, 1);
    return fmt::format("{} second{}", seconds, seconds == 1 ? "" : "s");
}
} // namespace

// ---- answers it owes -------------------------------------------------------------------------------------------------------

// frames: the window waits for one; otherwise an order was not answered in its time.
void PluginLife::owes(std::int64_t for_ms, bool frames) {
    // One that starts has deadlines of its own, and one that stands still is not to blame.
    if (paused_ || state_ != PluginState::running) return;
    const std::int64_t now = context_.loop.clock().monotonic_ms();
    if (!owing_) owing_ = Owing{.since_ms = now - for_ms, .waiting_since_ms = now - for_ms};
    (frames ? owing_->frames : owing_->orders) = true;
    ask_when_due();
    context_.changed();
}

void PluginLife::answered(bool frames) {
    if (!owing_) return;
    (frames ? owing_->frames : owing_->orders) = false;
    if (owing_->frames || owing_->orders) return;
    const double hung_s = static_cast<double>(context_.loop.clock().monotonic_ms() - owing_->since_ms) / 1000;
    log_.note(PluginLog::Level::info, fmt::format("it answers again, after {:.1f} s", hung_s));
    forget_owing();
    context_.changed();
}

void PluginLife::forget_owing() {
    if (owing_) context_.loop.cancel_timer(owing_->timer);
    owing_.reset();
    unresponsive_.clear();
}

void PluginLife::ask_when_due() {
    if (!unresponsive_.empty()) return;
    context_.loop.cancel_timer(owing_->timer);
    const std::int64_t left = owing_->waiting_since_ms + context_.times.ask - context_.loop.clock().monotonic_ms();
    if (left <= 0) return ask_the_person();
    owing_->timer = context_.loop.call_after(left, [this] {
        owing_->timer = TimerId::none;
        ask_the_person();
    });
}

void PluginLife::ask_the_person() {
    if (is_traced(current_->pid())) { // whoever holds it in a debugger knows why it does not answer
        owing_->waiting_since_ms = context_.loop.clock().monotonic_ms();
        return ask_when_due();
    }
    say_unresponsive({});
    context_.changed();
    if (std::exchange(owing_->reported, true)) return;
    if (!sanitized() && builds_.fault()) // the build before does not hang: nobody need be asked
        return current_->kill_with_stack(
            fmt::format("It did not answer for {}.", in_words(context_.loop.clock().monotonic_ms() - owing_->since_ms)));
    // By the time it has answered, the person may have restarted it: then it is on its way out, and its hang is reported all the same.
    const std::int64_t since_ms = owing_->since_ms;
    current_->ask_stack(stack_wait_ms, [this, of = current_->instance(), manifest = *running_manifest_,
                                        since_ms](std::optional<frame::CrashRecord> record) {
        report_hang(of, manifest, context_.loop.clock().monotonic_ms() - since_ms, std::move(record));
    });
}

void PluginLife::say_unresponsive(std::string_view where) {
    const auto waited = in_words(context_.loop.clock().monotonic_ms() - owing_->since_ms);
    unresponsive_ =
        sentence_at(fmt::format("It has not answered for {}.", waited), where) + " You can wait, restart it or switch it off.";
}

void PluginLife::report_hang(InstanceId of, const Manifest& manifest, std::int64_t for_ms,
                             std::optional<frame::CrashRecord> record) {
    const auto* const hanging = session(of);
    if (!hanging) return;
    std::string sentence = fmt::format("It did not answer for {}", in_words(for_ms));
    if (record && record->doing != frame::Doing::waiting)
        fmt::format_to(std::back_inserter(sentence), " {}", frame::doing_words(record->doing));
    sentence += '.';
    log_.note(PluginLog::Level::warning, sentence);
    if (record) log_.note_lines(PluginLog::Level::warning, frame::describe_stack(*record));
    report(*hanging, manifest, std::move(sentence), std::move(record), [this, of](const CrashReport& named) {
        if (!current_ || current_->instance() != of || unresponsive_.empty()) return;
        say_unresponsive(named.where);
        context_.changed();
    });
}

// A build on trial gets no patience, but its author learns where it was. `why`: as for abandon_trial().
void PluginLife::trial_hangs(std::string why) {
    if (std::exchange(trial_of_->hangs, true)) return;
    context_.loop.cancel_timer(std::exchange(trial_of_->deadline, TimerId::none));
    trial_->ask_stack(stack_wait_ms,
                      [this, of = trial_->instance(), why = std::move(why)](std::optional<frame::CrashRecord> record) {
                          if (!trial_ || trial_->instance() != of) return; // it was taken after all, or withdrawn
                          const bool busy = record && record->doing != frame::Doing::waiting;
                          std::string sentence = fmt::format("On trial {}", why);
                          if (busy) fmt::format_to(std::back_inserter(sentence), " {}", frame::doing_words(record->doing));
                          sentence += '.';
                          log_.note(PluginLog::Level::warning, sentence);
                          if (record) log_.note_lines(PluginLog::Level::warning, frame::describe_stack(*record));
                          report_trial(std::move(sentence), std::move(record), why);
                          abandon_trial(why);
                      });
}

void PluginLife::keep_waiting() {
    if (!owing_) return;
    unresponsive_.clear();
    owing_->waiting_since_ms = context_.loop.clock().monotonic_ms();
    ask_when_due();
    context_.changed();
}

// ---- reports ---------------------------------------------------------------------------------------------------------------

std::string PluginLife::build_key() const {
    return fmt::format("{}/{}", running_manifest_->version.to_string(), running_library_);
}

// The life may be gone when the names are found: `named` is only called while it is there.
void PluginLife::report(const Session& session, const Manifest& manifest, std::string sentence,
                        std::optional<frame::CrashRecord> record, CrashReports::Named named,
                        std::optional<SanitizerFinding> finding) {
    CrashFound found{id_,
                     manifest.name,
                     manifest.version.to_string(),
                     std::move(sentence),
                     std::move(record),
                     session.library(),
                     std::move(finding)};
    const auto listed = context_.crash_reports->add(
        std::move(found), [alive = std::weak_ptr(alive_), named = std::move(named)](const CrashReport& report) {
            if (!alive.expired()) named(report);
        });
    if (!listed) log_.note(PluginLog::Level::error, listed.error().message);
}

// The note in the card names the place too, as long as it speaks of this trial.
void PluginLife::report_trial(std::string sentence, std::optional<frame::CrashRecord> record, const std::string& why,
                              std::optional<SanitizerFinding> finding) {
    const std::string version = trial_of_->manifest.version.to_string();
    report(
        *trial_, trial_of_->manifest, std::move(sentence), std::move(record),
        [this, version, why, before = trial_note(version, why)](const CrashReport& named) {
            if (!named.where.empty() && reload_note_ == before) reload_note_ = trial_note(version, sentence_at(why, named.where));
            context_.changed();
        },
        std::move(finding));
}

void PluginLife::report_end(const Session& session, const Manifest& manifest, const SessionEnd& end) {
    const auto named = [this, before = end.sentence](const CrashReport& report) {
        if (report.where.empty()) return context_.changed();
        log_.note(PluginLog::Level::error, report.sentence);
        // The card says it as long as it speaks of that crash.
        if (reason_.starts_with(before)) set_state(state_, report.sentence + reason_.substr(before.size()));
        context_.changed();
    };
    report(session, manifest, end.sentence, end.record, named, end.finding);
}

// ---- costs -----------------------------------------------------------------------------------------------------------------

void PluginLife::look_at_costs(std::int64_t now_ms) {
    if (!current_ || paused_) return;
    const auto costs = read_costs(current_->pid(), budgets().memory_mb);
    const BudgetState before = budget_.state();
    const BudgetState now =
        budget_.judge({now_ms, costs.cpu_us, costs.wakeups, context_.broker.counts(id_).calls, costs.memory_mb, costs.threads});
    if (now == before) return;
    if (!budget_.note().empty()) log_.note(PluginLog::Level::warning, budget_.note());
    set_throttled(now == BudgetState::throttled);
    if (now == BudgetState::stopped) stop_for(current_->instance(), budget_.stop_sentence());
    context_.changed();
}

std::int64_t PluginLife::next_look_ms() const {
    const auto& limits = context_.times.budgets;
    return budget_.state() == BudgetState::fine ? limits.look_ms : limits.close_look_ms;
}

void PluginLife::set_throttled(bool throttled) {
    if (throttled_ == throttled) return;
    throttled_ = throttled;
    context_.loop.cancel_timer(std::exchange(throttle_timer_, TimerId::none));
    if (current_) context_.sink.set_pace(current_->instance(), throttled ? FrameSink::Pace::unhurried : FrameSink::Pace::normal);
    if (throttled) return throttle_turn();
    if (std::exchange(resting_, false) && current_ && !paused_) current_->resume();
}

// It runs for a moment, and rests for a longer one.
void PluginLife::throttle_turn() {
    if (!current_) return;
    resting_ = !resting_;
    if (!paused_) resting_ ? current_->pause() : current_->resume();
    const auto& limits = context_.times.budgets;
    throttle_timer_ = context_.loop.call_after(resting_ ? limits.rest_ms : limits.run_ms, [this] {
        throttle_timer_ = TimerId::none;
        throttle_turn();
    });
}

// Of a process that is gone or about to go; the next one begins with a clean slate, unless this one was stopped for it: then the card goes
// on saying so.
void PluginLife::forget_costs() {
    set_throttled(false);
    paused_ = false;
    missed_events_.clear();
    if (budget_.state() != BudgetState::stopped || rule_broken_.empty()) budget_ = BudgetPolicy(budgets());
}

// ---- standing still --------------------------------------------------------------------------------------------------------

void PluginLife::set_paused(bool paused) {
    if (paused_ == paused || !current_) return;
    paused_ = paused;
    if (paused) {
        if (trial_) {
            abandon_trial({});
            reload_again_ = true;
        }
        forget_owing();
        context_.sink.set_pace(current_->instance(), FrameSink::Pace::paused);
        current_->pause();
    } else {
        if (!resting_) current_->resume();
        context_.sink.set_pace(current_->instance(), throttled_ ? FrameSink::Pace::unhurried : FrameSink::Pace::normal);
        for (const auto& [name, json] : std::exchange(missed_events_, {})) current_->notify<calls::DeliverEvent>({name, json});
        if (active() && std::exchange(reload_again_, false)) reload();
    }
    context_.changed();
}

void PluginLife::deliver(const calls::DeliverEvent::Request& event) {
    if (!current_) return;
    // Its socket would fill up; the last of each kind is as good as all of them, since events say that something changed.
    if (paused_)
        missed_events_[event.name] = event.json;
    else
        current_->notify<calls::DeliverEvent>(event);
}

// ---- safe mode -------------------------------------------------------------------------------------------------------------

void PluginLife::hold_for_safe_mode() { held_by_safe_mode_ = true; }

// Not remembered with the installation: it is no fault of the plugin.
void PluginLife::say_held() {
    state_ = PluginState::stopped;
    reason_ = "Asista runs in safe mode, in which plugins are not started. Its data is kept.";
    context_.changed();
}

void PluginLife::release_from_safe_mode() {
    if (!std::exchange(held_by_safe_mode_, false)) return;
    if (state_ == PluginState::stopped) state_ = PluginState::refused;
    reason_.clear();
    reconsider();
}

void PluginLife::add_watch(PluginStatus& status) const {
    status.rates = budget_.rates();
    status.budget = budget_.state();
    status.budget_note = budget_.note();
    status.paused = paused_;
    status.wants_debugger = context_.wait_for_debugger.contains(id_);
    if (const auto* const to_debug = debugged()) {
        status.debuggee_pid = to_debug->pid();
        if (to_debug->ready_for_debugger()) status.waiting_pid = to_debug->pid();
    }
    status.crashes = &context_.crash_reports->of(id_);
    if (!owing_ || state_ != PluginState::running) return;
    // Whoever was told to wait is not told of the time before.
    const std::int64_t from = unresponsive_.empty() ? owing_->waiting_since_ms : owing_->since_ms;
    status.unresponsive_s = std::max(static_cast<double>(context_.loop.clock().monotonic_ms() - from) / 1000, 1.0);
}

} // namespace asista::runtime

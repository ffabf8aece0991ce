// What a plugin is at this moment, what the user and the directory want of it, and what its process asks of us. Starting and ending
// processes is plugin_life_process.cpp, the trial of a new build plugin_life_reload.cpp, hangs and costs plugin_life_watch.cpp.
#include "runtime/plugin_life.hpp"

#include "runtime/settings.hpp"

#include <algorithm>

namespace asista::runtime {

namespace {
constexpr std::int64_t flood_window_ms = 10'000, flood_pause_ms = 50;
constexpr std::size_t most_floods = 100; // refusals in the window, each after a pause: about five seconds without let-up
} // namespace

std::string as_sentence(std::string_view before, std::string_view message) {
    std::string text = fmt::format("{}: {}", before, message);
    if (!text.ends_with('.') && !text.ends_with('!') && !text.ends_with('?')) text += '.';
    return text;
}

PluginLife::PluginLife(Context& context, std::string id)
    : context_(context), id_(std::move(id)), log_(context.loop.clock()), crashes_(context.times.crashes),
      builds_(context.builds, id_, context.times.probation,
              [this](const std::string& problem) { log_.note(PluginLog::Level::error, problem); }),
      budget_(context.times.budgets) {}

PluginLife::~PluginLife() {
    if (recorder_) recorder_->close(); // its thread looks for this object and the loop
    for (const auto timer : {restart_timer_, autosave_timer_, question_timer_, probation_timer_, state_note_timer_})
        context_.loop.cancel_timer(timer);
    forget_owing();
    forget_costs();
    if (trial_of_) context_.loop.cancel_timer(trial_of_->deadline);
    for (const auto& [instance, life] : std::map(context_.instances))
        if (life == this) context_.instances.erase(instance);
}

// ---- what is true of it ----------------------------------------------------------------------------------------------------

const Manifest* PluginLife::manifest() const {
    if (current_ && running_manifest_) return &*running_manifest_;
    const auto* const entry = context_.catalog.find(id_);
    return entry && entry->manifest ? &*entry->manifest : nullptr;
}

std::string PluginLife::settings_json() const {
    const auto* const what = manifest();
    if (!what) return "{}";
    return resolve_settings(what->settings, installation_ ? installation_->settings_json : "{}");
}

PluginStatus PluginLife::status() const {
    PluginStatus status;
    status.id = id_;
    status.manifest = manifest();
    status.state = state_;
    status.reason = !unresponsive_.empty() && state_ == PluginState::running ? unresponsive_ : reason_;
    status.reload_note = reload_note_;
    status.state_note = state_note_;
    status.installed = installation_.has_value() && !uninstall_;
    if (installation_) {
        status.enabled = installation_->enabled;
        status.grants = &installation_->grants;
        status.granted = installation_->grants.granted();
        status.load_count = installation_->load_count;
    }
    status.update = waiting_update();
    status.settings_json = settings_json();
    status.instance = current_ ? current_->instance() : picture_;
    if (current_) status.pid = current_->pid();
    status.tier = tier_;
    status.sanitized = was_sanitized_;
    status.load_ms = load_ms_;
    status.reload_count = reload_count_;
    status.crash_count = crash_count_;
    status.last_reload_at = last_reload_at_;
    status.last_reload_ms = last_reload_ms_;
    status.usage = usage_;
    add_watch(status);
    if (current_)
        status.registrations = &current_->registrations();
    else if (picture_ != 0)
        status.registrations = &picture_registrations_;
    status.recording = recording();
    status.log = &log_;
    return status;
}

void PluginLife::set_state(PluginState state, std::string reason) {
    state_ = state;
    reason_ = std::move(reason);
    // Remembered, so that the page can say it after the next start of the client too.
    if (installation_ && !uninstall_ && installation_->why_disabled != reason_ && state != PluginState::starting &&
        state != PluginState::restarting) {
        installation_->why_disabled = reason_;
        if (auto saved = save_installation(); !saved) log_.note(PluginLog::Level::error, saved.error().message);
    }
    context_.changed();
}

Result<void> PluginLife::save_installation() { return context_.installations.save(*installation_); }

// ---- what the user and the directory say -----------------------------------------------------------------------------------

void PluginLife::adopt(Installation installation) { installation_ = std::move(installation); }

Result<void> PluginLife::install(const calls::PluginInstall::Request& answer) {
    const auto* const entry = context_.catalog.find(id_);
    if (!entry) return fail(Errc::not_found, "there is no plugin {}", id_);
    if (!entry->problem.empty()) return fail(Errc::invalid, "{}", entry->problem);
    if (installation_) return fail(Errc::busy, "{} is installed already", id_);
    if (!answer.granted.empty() && !same_shown(answer.shown, shown_of(*entry->manifest))) return fail(asks_otherwise());
    const auto granted = TRY(listed(answer.granted));
    Installation installation;
    installation.plugin = id_;
    installation.version = entry->manifest->version.to_string();
    installation.grants.review(granted, network_hosts(answer.shown), context_.loop.clock().now_ms());
    installation.settings_json = TRY(context_.installations.kept_settings(id_));
    TRY(context_.installations.save(installation));
    installation_ = std::move(installation);
    saved_read_ = false;
    fresh_start();
    log_.note(PluginLog::Level::info, fmt::format("installed, version {}", installation_->version));
    audit("installed", {}, calls::AuditEntry::Outcome::decided);
    note_decisions({});
    reconsider();
    return {};
}

Result<void> PluginLife::uninstall(bool keep_data) {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
    audit("uninstalled", {}, calls::AuditEntry::Outcome::decided);
    uninstall_ = true;
    keep_data_ = keep_data;
    start_again_ = false;
    set_state(PluginState::found);
    retire(true);
    if (idle()) on_all_gone();
    return {};
}

Result<void> PluginLife::set_enabled(bool enabled) {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
    auto changed = *installation_;
    changed.enabled = enabled;
    changed.why_disabled = enabled ? "" : "You switched it off.";
    TRY(context_.installations.save(changed));
    installation_ = std::move(changed);
    audit(enabled ? "switched on" : "switched off", {}, calls::AuditEntry::Outcome::decided);
    fresh_start();
    start_again_ = false;
    if (enabled && !current_) state_ = PluginState::disabled; // also one that had been stopped is tried again
    reconsider();
    return {};
}

Result<void> PluginLife::restart() {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
    if (!installation_->enabled) return fail(Errc::unavailable, "{} is switched off; switch it on first", id_);
    fresh_start();
    held_by_safe_mode_ = false; // who asks for this one knows what they want
    if (current_) {
        start_again_ = true;
        set_state(PluginState::starting);
        retire(false);
        return {};
    }
    state_ = PluginState::refused;
    reconsider();
    return {};
}

Result<void> PluginLife::change_settings(std::string_view json) {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
    const auto* const what = manifest();
    if (!what) return fail(Errc::unavailable, "{} has no readable manifest", id_);
    auto changed = *installation_;
    changed.settings_json = TRY(runtime::change_settings(what->settings, installation_->settings_json, json));
    TRY(context_.installations.save(changed));
    installation_ = std::move(changed);
    notify_all<calls::SettingsChanged>({settings_json()});
    context_.changed();
    return {};
}

// The user or a new build gives it another chance.
void PluginLife::fresh_start() {
    crashes_.reset();
    state_suspect_ = start_failed_ = false;
    end_probation_watch(); // its first minutes begin with the start that follows
    context_.loop.cancel_timer(std::exchange(restart_timer_, TimerId::none));
}

void PluginLife::on_catalog_change(const CatalogChange& change) {
    if (change.vanished || !current_) {
        if (change.manifest || change.library) {
            fresh_start();
            if (state_ == PluginState::stopped || state_ == PluginState::restarting) state_ = PluginState::refused;
        }
        reconsider();
    } else if (active()) {
        reload();
    } else if (state_ == PluginState::running) { // a build has just been promoted and is not active yet
        reload_again_ = true;
    } else { // it has not finished starting: nothing of it is worth keeping
        start_again_ = true;
        retire(false);
    }
}

// Why it must not run, in the words of its card; nothing when it may.
std::optional<std::pair<PluginState, std::string>> PluginLife::refusal() const {
    const auto* const what = manifest();
    const auto* const entry = context_.catalog.find(id_);
    if (!what) return std::pair(PluginState::broken, entry ? entry->problem : std::string("Its folder is gone."));
    if (!installation_ || uninstall_) return std::pair(PluginState::found, std::string());
    if (!installation_->enabled) return std::pair(PluginState::disabled, installation_->why_disabled);
    if (const auto missing = installation_->grants.missing(*what); !missing.empty())
        return std::pair(PluginState::refused, missing_sentence(*what, missing));
    if (auto problem = platform_problem(*what, context_.setup.platform))
        return std::pair(PluginState::refused, std::move(*problem));
    if (auto why = context_.setup.sandbox.refusal(); !why.empty()) return std::pair(PluginState::refused, std::move(why));
    return std::nullopt;
}

void PluginLife::reconsider() {
    if (context_.shutting_down || uninstall_) return;
    if (!in_catalog()) {
        context_.loop.cancel_timer(std::exchange(restart_timer_, TimerId::none));
        retire(false);
        return;
    }
    if (auto refused = refusal()) {
        context_.loop.cancel_timer(std::exchange(restart_timer_, TimerId::none));
        set_state(refused->first, std::move(refused->second));
        retire(false);
        drop_picture();
        return;
    }
    if (current_ || !leaving_.empty()) return; // running already, or on_all_gone comes here again
    if (held_by_safe_mode_) return say_held();
    // Until the user, the timer or a changed file says so.
    if (state_ == PluginState::stopped || state_ == PluginState::restarting || start_failed_) return;
    start_process();
}

// ---- its processes ---------------------------------------------------------------------------------------------------------

// An order that comes in the moment between two builds waits for the new one instead of failing.
void PluginLife::when_active(std::function<void(Session*)> then) {
    if (current_waits_ || (current_ && state_ == PluginState::running && !was_active_))
        waiting_.push_back(std::move(then));
    else
        then(active());
}

void PluginLife::release_waiting() {
    for (const auto& then : std::exchange(waiting_, {})) then(active());
}

Session* PluginLife::active() const {
    return state_ == PluginState::running && was_active_ && !paused_ ? current_.get() : nullptr;
}

Session* PluginLife::session(InstanceId instance) const {
    for (Session* const session : {current_.get(), trial_.get()})
        if (session && session->instance() == instance) return session;
    for (const auto& session : leaving_)
        if (session->instance() == instance) return session.get();
    return nullptr;
}

std::optional<Caller> PluginLife::caller(InstanceId instance) const {
    if (!session(instance)) return std::nullopt;
    Caller caller;
    caller.kind = Caller::Kind::plugin;
    caller.user = context_.user;
    caller.plugin = id_;
    caller.instance = instance;
    const bool on_trial = trial_ && trial_->instance() == instance;
    caller.trial = on_trial || (current_waits_ && current_ && current_->instance() == instance);
    const LiveGrants& live = on_trial ? trial_of_->live : live_;
    caller.version = live.version;
    caller.granted = live.granted;
    if (context_.may_ask) caller.askable = live.askable.without(put_off_);
    caller.network = live.network;
    return caller;
}

void PluginLife::on_call(InstanceId instance, const wire::Message& message) {
    const auto who = caller(instance);
    if (!who) return;
    if (message.kind == wire::MessageKind::notice) {
        context_.broker.dispatch(*who, message.call, message.payload, [](const Result<wire::Bytes>&) {});
        return;
    }
    // The answer may come when the process is long gone: found again by its instance, never by pointer.
    const auto taken = context_.broker.dispatch(
        *who, message.call, message.payload,
        [alive = std::weak_ptr(context_.alive), context = &context_, instance, id = message.id,
         call = message.call](Result<wire::Bytes> reply) {
            if (alive.expired()) return;
            const auto owner = context->instances.find(instance);
            if (owner == context->instances.end()) return;
            if (auto* const asker = owner->second->session(instance)) asker->reply(id, call, std::move(reply));
        },
        message.id);
    if (taken != Broker::Taken::waits) return;
    if (auto* const asker = session(instance)) asker->notify<calls::CallWaits>({message.id});
}

void PluginLife::on_window_event(const WindowEvent& event) {
    using Kind = WindowEvent::Kind;
    const bool of_trial = trial_ && trial_->instance() == event.instance;
    const bool of_current = current_ && current_->instance() == event.instance;
    if (!of_trial && !of_current) return;
    switch (event.kind) {
    case Kind::first_frame:
        if (!of_current) break;
        load_ms_ = event.milliseconds;
        first_frame_seen_ = true;
        state_suspect_ = false;
        drop_picture();
        break;
    case Kind::trial_passed:
        if (of_trial) trial_passed(event.touched);
        break;
    case Kind::rejected:
        log_.note(PluginLog::Level::warning, as_sentence("a frame was not shown", event.text));
        if (of_trial) abandon_trial(as_sentence("it drew something that cannot be shown", event.text));
        break;
    case Kind::should_stop:
        stop_for(event.instance, as_sentence("It was stopped because it kept drawing what cannot be shown", event.text));
        break;
    case Kind::asynchronous: log_.note(PluginLog::Level::info, "its frames take too long to be waited for"); break;
    case Kind::synchronous: log_.note(PluginLog::Level::info, "its frames are in time again"); break;
    case Kind::unanswered:
        if (context_.broker.parked(event.instance) > 0) break; // it waits for the person, not they for it
        if (of_current)
            owes(static_cast<std::int64_t>(event.milliseconds), true);
        else if (event.milliseconds >= 5'000 && !is_traced(trial_->pid()))
            trial_hangs("it does not answer");
        break;
    case Kind::answered:
        if (of_current) answered(true);
        break;
    }
    if (!of_trial) context_.changed(); // what becomes of a trial is told by promote() and abandon_trial()
}

void PluginLife::on_flood(InstanceId instance) {
    const std::int64_t now = context_.loop.clock().monotonic_ms();
    std::erase_if(floods_ms_, [now](std::int64_t at) { return now - at > flood_window_ms; });
    floods_ms_.push_back(now);
    if (floods_ms_.size() > most_floods)
        return stop_for(instance,
                        "It was stopped because it made more calls than Asista can answer, and did not slow down when told.");
    if (auto* const session = this->session(instance)) session->pause_reading(flood_pause_ms);
}

void PluginLife::stop_for(InstanceId instance, std::string sentence) {
    if (trial_ && trial_->instance() == instance) return abandon_trial(std::move(sentence));
    auto* const session = this->session(instance);
    if (!session) return;
    if (current_ && current_->instance() == instance) rule_broken_ = sentence;
    session->kill(std::move(sentence));
}

} // namespace asista::runtime

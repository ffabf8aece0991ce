// The state machine of one plugin: installing, starting, crashing, stopping. The trial of a new build is plugin_life_reload.cpp.
#include "runtime/plugin_life.hpp"

#include "runtime/settings.hpp"

#include <algorithm>

namespace asista::runtime {

namespace {
constexpr std::int64_t exit_grace_ms = 1'000; // from the reply to Deactivate to being gone
constexpr std::int64_t flood_window_ms = 10'000, flood_pause_ms = 50;
constexpr std::size_t most_floods = 100; // refusals in the window, each after a pause: about five seconds without let-up

std::string seconds(std::int64_t ms) { return fmt::format("{:g} s", static_cast<double>(ms) / 1000); }
} // namespace

std::string as_sentence(std::string_view before, std::string_view message) {
    std::string text = fmt::format("{}: {}", before, message);
    if (!text.ends_with('.') && !text.ends_with('!') && !text.ends_with('?')) text += '.';
    return text;
}

PluginLife::PluginLife(Context& context, std::string id) :
    context_(context), id_(std::move(id)), log_(context.loop.clock()), crashes_(context.times.crashes) {}

PluginLife::~PluginLife() {
    context_.loop.cancel_timer(restart_timer_);
    context_.loop.cancel_timer(autosave_timer_);
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

// What it may do: granted by the user and asked for by the build that runs. An older grant does not reach a build that never asked.
PermissionSet PluginLife::effective_grants(const Manifest* manifest) const {
    if (!installation_ || !manifest) return {};
    const auto granted = PermissionSet::from_ids(installation_->granted);
    return granted.without(granted.without(manifest->wanted()));
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
    status.installed = installation_.has_value() && !uninstall_;
    if (installation_) {
        status.enabled = installation_->enabled;
        status.granted = PermissionSet::from_ids(installation_->granted);
        status.load_count = installation_->load_count;
    }
    status.settings_json = settings_json();
    status.instance = current_ ? current_->instance() : picture_;
    if (current_) status.pid = current_->pid();
    status.tier = tier_;
    status.load_ms = load_ms_;
    status.reload_count = reload_count_;
    status.crash_count = crash_count_;
    status.last_reload_at = last_reload_at_;
    status.last_reload_ms = last_reload_ms_;
    status.usage = usage_;
    if (current_) status.registrations = &current_->registrations();
    else if (picture_ != 0) status.registrations = &picture_registrations_;
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

Result<void> PluginLife::check_grants(const std::vector<std::string>& granted) const {
    // What the running build asks for, and what a new one in the directory does that waits for it.
    const auto* const running = manifest();
    const auto* const entry = context_.catalog.find(id_);
    for (const auto& id : granted) {
        const auto permission = find_permission(id);
        if (!permission) return fail(Errc::invalid, "\"{}\" is no permission", id);
        const bool asked = (running && running->wanted().contains(*permission)) ||
                           (entry && entry->manifest && entry->manifest->wanted().contains(*permission));
        if (!asked) return fail(Errc::invalid, "{} does not ask for {}", id_, id);
    }
    return {};
}

Result<void> PluginLife::install(const std::vector<std::string>& granted) {
    const auto* const entry = context_.catalog.find(id_);
    if (!entry) return fail(Errc::not_found, "there is no plugin {}", id_);
    if (!entry->problem.empty()) return fail(Errc::invalid, "{}", entry->problem);
    if (installation_) return fail(Errc::busy, "{} is installed already", id_);
    TRY(check_grants(granted));
    Installation installation;
    installation.plugin = id_;
    installation.version = entry->manifest->version.to_string();
    installation.granted = granted;
    installation.settings_json = TRY(context_.installations.kept_settings(id_));
    TRY(context_.installations.save(installation));
    installation_ = std::move(installation);
    saved_read_ = false;
    fresh_start();
    log_.note(PluginLog::Level::info, fmt::format("installed, version {}", installation_->version));
    reconsider();
    return {};
}

Result<void> PluginLife::uninstall(bool keep_data) {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
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
    fresh_start();
    start_again_ = false;
    if (enabled && !current_) state_ = PluginState::disabled; // also one that had been stopped is tried again
    reconsider();
    return {};
}

Result<void> PluginLife::set_grants(const std::vector<std::string>& granted) {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
    TRY(check_grants(granted));
    auto changed = *installation_;
    changed.granted = granted;
    TRY(context_.installations.save(changed));
    installation_ = std::move(changed);
    start_failed_ = false;
    reconsider();
    // A new build that waited for a permission may have it now.
    if (active() && !reload_note_.empty()) reload();
    context_.changed();
    return {};
}

Result<void> PluginLife::restart() {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
    if (!installation_->enabled) return fail(Errc::unavailable, "{} is switched off; switch it on first", id_);
    fresh_start();
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
    context_.changed();
}

// Why it must not run, in the words of its card; nothing when it may.
std::optional<std::pair<PluginState, std::string>> PluginLife::refusal() const {
    const auto* const what = manifest();
    const auto* const entry = context_.catalog.find(id_);
    if (!what) return std::pair(PluginState::broken, entry ? entry->problem : std::string("Its folder is gone."));
    if (!installation_ || uninstall_) return std::pair(PluginState::found, std::string());
    if (!installation_->enabled) return std::pair(PluginState::disabled, installation_->why_disabled);
    const auto missing = what->required().without(PermissionSet::from_ids(installation_->granted));
    if (!missing.empty()) {
        std::vector<std::string_view> titles;
        for (const auto& row : permission_table)
            if (missing.contains(row.permission)) titles.push_back(row.title);
        return std::pair(PluginState::refused,
                         fmt::format("It cannot run without being allowed to: {}. Grant that on the Plugins page.", fmt::join(titles, ", ")));
    }
    if (auto problem = platform_problem(*what, context_.setup.platform)) return std::pair(PluginState::refused, std::move(*problem));
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
    // Until the user, the timer or a changed file says so.
    if (state_ == PluginState::stopped || state_ == PluginState::restarting || start_failed_) return;
    start_process();
}

// ---- starting --------------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Session>> PluginLife::spawn(const Manifest& manifest, LibraryCopy library, bool trial) {
    SessionSetup setup;
    const InstanceId instance = setup.instance = ++context_.last_instance;
    setup.program = context_.setup.program;
    setup.library = std::move(library.memfd);
    setup.hello_ms = context_.times.hello;
    for (const auto& font : context_.setup.font_fds) setup.fonts.push_back(TRY(font.duplicate()));
    auto& hello = setup.hello;
    hello.protocol = frame::protocol_version;
    hello.plugin = id_;
    hello.version = manifest.version.to_string();
    hello.name = manifest.name;
    hello.trial = trial;
    hello.theme = context_.setup.theme;
    hello.fonts = context_.setup.fonts;
    hello.settings_json = resolve_settings(manifest.settings, installation_->settings_json);
    hello.granted = effective_grants(&manifest).ids();
    hello.cpu_count = context_.setup.cpu_count;
    const Clock& clock = context_.loop.clock();
    hello.utc_offset_s = clock.utc_offset_s();
    if (clock.is_fixed()) hello.fixed_clock_ms = clock.now_ms();

    SessionHooks hooks;
    hooks.on_hello = [this, instance](Result<calls::Hello::Reply> reply) { on_hello(instance, std::move(reply)); };
    hooks.on_call = [this, instance](const wire::Message& message) { on_call(instance, message); };
    hooks.on_output = [this](std::string_view line) {
        log_.write(PluginLog::Level::info, line);
        context_.changed();
    };
    hooks.on_end = [this, instance](const SessionEnd& end) { on_end(instance, end); };
    auto session = TRY(Session::start(context_.loop, std::move(setup), std::move(hooks)));
    for (const auto& hook : manifest.hooks) static_cast<void>(session->registrations().subscribe(hook).has_value());
    context_.instances[instance] = this;
    return session;
}

void PluginLife::start_process() {
    const auto* const entry = context_.catalog.find(id_);
    if (!entry || !entry->manifest) return;
    auto library = context_.catalog.open_library(id_);
    if (!library) return refuse_start(library.error());
    const auto hash = library->hash;
    auto session = spawn(*entry->manifest, std::move(*library), false);
    if (!session) return refuse_start(session.error());
    current_ = std::move(*session);
    running_manifest_ = entry->manifest;
    running_library_ = hash;
    running_manifest_hash_ = entry->manifest_hash;
    first_frame_seen_ = state_given_ = was_active_ = false;
    unresponsive_.clear();
    reload_note_.clear();
    set_state(PluginState::starting);
}

void PluginLife::refuse_start(const Error& error) {
    start_failed_ = true; // it would fail again
    log_.note(PluginLog::Level::error, error.message);
    set_state(PluginState::refused, as_sentence("It could not start", error.message));
}

void PluginLife::on_hello(InstanceId instance, Result<calls::Hello::Reply> reply) {
    if (current_ && current_->instance() == instance) on_current_hello(std::move(reply));
    else if (trial_ && trial_->instance() == instance) on_trial_hello(std::move(reply));
}

// A start that failed with a reason would fail again; one that hung is worth another try, so that counts as a crash.
void PluginLife::fail_start(const Error& error, std::string_view doing, std::int64_t deadline_ms) {
    if (error.code == Errc::unavailable) return; // the process has ended: on_current_end follows
    if (error.code == Errc::timed_out) return current_->kill(fmt::format("It did not finish {} within {}.", doing, seconds(deadline_ms)));
    refuse_start(error);
    discard(std::move(current_));
    release_waiting();
}

void PluginLife::on_current_hello(Result<calls::Hello::Reply> reply) {
    if (!reply) return fail_start(reply.error(), "starting", context_.times.hello);
    tier_ = reply->tier;
    if (!saved_read_) {
        saved_read_ = true;
        auto saved = context_.installations.load_state(id_);
        if (saved) saved_ = std::move(*saved);
        else log_.note(PluginLog::Level::error, saved.error().message);
    }
    if (!saved_ || state_suspect_) {
        if (saved_) log_.note(PluginLog::Level::warning, "it crashed with its saved state before, so it starts without");
        return show_and_activate();
    }
    state_given_ = true;
    current_->order<calls::LoadState>({saved_->version, saved_->bytes}, context_.times.save, [this, of = current_->instance()](const Result<calls::Nothing>& loaded) {
        if (!current_ || current_->instance() != of) return; // it was let go meanwhile
        if (!loaded && (loaded.error().code == Errc::unavailable || loaded.error().code == Errc::timed_out))
            return fail_start(loaded.error(), "taking over its state", context_.times.save);
        if (!loaded) log_.note(PluginLog::Level::warning, as_sentence("it starts without its saved state", loaded.error().message));
        show_and_activate();
    });
}

void PluginLife::show_and_activate() {
    context_.sink.attach({current_->instance(), id_, current_->take_area(), std::nullopt, current_->spawned_us()});
    activate();
}

void PluginLife::activate() {
    current_->order<calls::Activate>({}, context_.times.order, [this, of = current_->instance()](const Result<calls::Nothing>& reply) {
        if (current_ && current_->instance() == of) on_activated(reply);
    });
}

void PluginLife::on_activated(const Result<calls::Nothing>& reply) {
    if (!reply) return fail_start(reply.error(), "becoming active", context_.times.order);
    if (!first_frame_seen_)
        load_ms_ = static_cast<double>(context_.loop.clock().monotonic_us() - current_->spawned_us()) / 1000;
    const InstantMs now = context_.loop.clock().now_ms();
    const std::string version = running_manifest_->version.to_string();
    if (auto recorded = context_.installations.record_load(id_, version, now); !recorded)
        log_.note(PluginLog::Level::error, recorded.error().message);
    ++installation_->load_count;
    installation_->last_loaded_at = now;
    installation_->version = version;
    log_.note(PluginLog::Level::info, fmt::format("running: version {}, process {}, sandbox {}", version, current_->pid(), tier_));
    was_active_ = true;
    set_state(PluginState::running);
    release_waiting();
    if (std::exchange(reload_again_, false)) reload();
}

// ---- ends ------------------------------------------------------------------------------------------------------------------

void PluginLife::on_end(InstanceId instance, const SessionEnd& end) {
    context_.instances.erase(instance);
    context_.broker.forget(instance);
    if (context_.hooks.instance_gone) context_.hooks.instance_gone(instance);
    if (current_ && current_->instance() == instance) {
        on_current_end(end);
    } else if (trial_ && trial_->instance() == instance) {
        on_trial_end(end);
    } else {
        const auto gone = std::ranges::find(leaving_, instance, [](const auto& session) { return session->instance(); });
        context_.bury(std::move(*gone));
        leaving_.erase(gone);
        if (leaving_.empty() && current_waits_) take_over();
    }
    if (idle()) on_all_gone();
    if (context_.process_ended) context_.process_ended();
}

void PluginLife::on_current_end(const SessionEnd& end) {
    const InstanceId instance = current_->instance();
    // An `exit` the host had agreed to would be in leaving_: whatever this is, nobody asked for it.
    ++crash_count_;
    log_.note(PluginLog::Level::error, end.sentence);
    log_.note_lines(PluginLog::Level::error, end.details);
    picture_registrations_ = current_->registrations();
    drop_picture();
    picture_ = instance;
    context_.sink.detach(instance, true);
    context_.bury(std::move(current_));
    current_.reset();
    current_waits_ = was_active_ = false;
    usage_ = {};
    release_waiting();
    if (state_given_ && !first_frame_seen_) state_suspect_ = true;
    if (trial_) abandon_trial({});
    if (context_.shutting_down || start_again_) return;

    if (!std::exchange(rule_broken_, {}).empty())
        return set_state(PluginState::stopped, end.sentence + " It stays stopped until you restart it. Its data is kept.");
    const auto delay = crashes_.crashed(context_.loop.clock().monotonic_ms());
    if (!delay) {
        const auto& limits = crashes_.limits();
        return set_state(PluginState::stopped,
                         fmt::format("{} It crashed {} times within {} minutes, so it stays stopped until you restart it. Its data is kept.",
                                     end.sentence, limits.most_crashes, std::max<std::int64_t>(limits.window_ms / 60'000, 1)));
    }
    set_state(PluginState::restarting,
              *delay == 0 ? end.sentence + " It is being started again." : fmt::format("{} It starts again in {}.", end.sentence, seconds(*delay)));
    restart_timer_ = context_.loop.call_after(*delay, [this] {
        restart_timer_ = TimerId::none;
        restart_due_ = true;
        if (leaving_.empty()) on_all_gone();
    });
}

void PluginLife::on_all_gone() {
    if (uninstall_) {
        uninstall_ = false;
        if (auto removed = context_.installations.remove(id_, keep_data_); !removed) {
            log_.note(PluginLog::Level::error, removed.error().message);
            set_state(PluginState::disabled, as_sentence("It could not be removed", removed.error().message));
            return;
        }
        installation_.reset();
        saved_.reset();
        saved_read_ = state_suspect_ = false;
        drop_picture();
        reload_note_.clear();
    }
    if (std::exchange(restart_due_, false) || std::exchange(start_again_, false)) {
        restart_due_ = start_again_ = false;
        state_ = PluginState::refused; // until start_process says otherwise
    }
    reconsider();
    context_.changed();
}

// Everything it runs is asked to end; states are the caller's business.
void PluginLife::retire(bool uninstalling) {
    context_.loop.cancel_timer(std::exchange(restart_timer_, TimerId::none));
    context_.loop.cancel_timer(std::exchange(autosave_timer_, TimerId::none));
    restart_due_ = reload_again_ = false;
    if (trial_) abandon_trial({});
    if (current_) {
        if (was_active_) leave(std::move(current_), uninstalling, !uninstalling);
        else discard(std::move(current_));
        current_waits_ = was_active_ = false;
        usage_ = {};
        release_waiting();
    }
}

// A process without anything worth keeping: it has not been active, or nobody will hear of it.
void PluginLife::discard(std::unique_ptr<Session> session) {
    context_.sink.detach(session->instance(), false);
    session->kill("It was stopped.");
    leaving_.push_back(std::move(session));
}

void PluginLife::leave(std::unique_ptr<Session> session, bool uninstalling, bool save) {
    const InstanceId instance = session->instance();
    if (!unresponsive_.empty()) return discard(std::move(session)); // it would only use up the deadlines
    Session* const leaver = session.get();
    leaving_.push_back(std::move(session));
    context_.sink.detach(instance, false);
    if (!save) return deactivate(*leaver, uninstalling);
    leaver->order<calls::SaveState>({}, context_.times.save, [this, leaver, uninstalling](Result<calls::SaveState::Reply> state) {
        if (state) keep_state({state->version, std::move(state->state)});
        deactivate(*leaver, uninstalling);
    });
}

void PluginLife::deactivate(Session& session, bool uninstalling) {
    session.order<calls::Deactivate>({uninstalling}, context_.times.deactivate, [this, &session](const Result<calls::Nothing>& reply) {
        if (!reply) return session.kill("It did not stop when asked.");
        session.expect_end();
        context_.loop.call_after(exit_grace_ms, [alive = std::weak_ptr(context_.alive), context = &context_, instance = session.instance()] {
            if (alive.expired()) return;
            const auto owner = context->instances.find(instance); // usually it is long gone
            if (owner == context->instances.end()) return;
            if (auto* const late = owner->second->session(instance)) late->kill("It did not end after it had stopped.");
        });
    });
}

void PluginLife::drop_picture() {
    if (picture_ != 0) context_.sink.drop_picture(std::exchange(picture_, 0));
}

void PluginLife::shut_down() { retire(false); }

void PluginLife::kill_all() {
    for (Session* const session : {current_.get(), trial_.get()})
        if (session) session->kill("Asista was closed.");
    for (const auto& session : leaving_) session->kill("Asista was closed.");
}

// ---- its processes ---------------------------------------------------------------------------------------------------------

// An order that comes in the moment between two builds waits for the new one instead of failing.
void PluginLife::when_active(std::function<void(Session*)> then) {
    if (current_waits_ || (current_ && state_ == PluginState::running && !was_active_)) waiting_.push_back(std::move(then));
    else then(active());
}

void PluginLife::release_waiting() {
    for (const auto& then : std::exchange(waiting_, {})) then(active());
}

Session* PluginLife::active() const { return state_ == PluginState::running && was_active_ ? current_.get() : nullptr; }

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
    caller.granted = effective_grants(on_trial ? &trial_of_->manifest : manifest());
    return caller;
}

void PluginLife::on_call(InstanceId instance, const wire::Message& message) {
    const auto who = caller(instance);
    if (!who) return;
    if (message.kind == wire::MessageKind::notice)
        return context_.broker.dispatch(*who, message.call, message.payload, [](const Result<wire::Bytes>&) {});
    // The answer may come when the process is long gone: found again by its instance, never by pointer.
    context_.broker.dispatch(*who, message.call, message.payload,
                             [alive = std::weak_ptr(context_.alive), context = &context_, instance, id = message.id,
                              call = message.call](Result<wire::Bytes> reply) {
                                 if (alive.expired()) return;
                                 const auto owner = context->instances.find(instance);
                                 if (owner == context->instances.end()) return;
                                 if (auto* const asker = owner->second->session(instance)) asker->reply(id, call, std::move(reply));
                             });
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
        if (of_trial) promote();
        break;
    case Kind::rejected:
        log_.note(PluginLog::Level::warning, as_sentence("a frame was not shown", event.text));
        if (of_trial) abandon_trial(as_sentence("it drew something that cannot be shown", event.text));
        break;
    case Kind::should_stop: stop_for(event.instance, as_sentence("It was stopped because it kept drawing what cannot be shown", event.text)); break;
    case Kind::asynchronous: log_.note(PluginLog::Level::info, "its frames take too long to be waited for"); break;
    case Kind::synchronous: log_.note(PluginLog::Level::info, "its frames are in time again"); break;
    case Kind::unanswered:
        if (event.milliseconds < 5'000) break;
        if (of_trial) abandon_trial("it does not answer");
        else unresponsive_ = "It has not answered for 5 seconds. You can wait, restart it or switch it off.";
        break;
    case Kind::answered: unresponsive_.clear(); break;
    }
    context_.changed();
}

void PluginLife::on_flood(InstanceId instance) {
    const std::int64_t now = context_.loop.clock().monotonic_ms();
    std::erase_if(floods_ms_, [now](std::int64_t at) { return now - at > flood_window_ms; });
    floods_ms_.push_back(now);
    if (floods_ms_.size() > most_floods)
        return stop_for(instance, "It was stopped because it made more calls than Asista can answer, and did not slow down when told.");
    if (auto* const session = this->session(instance)) session->pause_reading(flood_pause_ms);
}

void PluginLife::stop_for(InstanceId instance, std::string sentence) {
    if (trial_ && trial_->instance() == instance) return abandon_trial(std::move(sentence));
    auto* const session = this->session(instance);
    if (!session) return;
    if (current_ && current_->instance() == instance) rule_broken_ = sentence;
    session->kill(std::move(sentence));
}

// ---- state -----------------------------------------------------------------------------------------------------------------

void PluginLife::on_state_changed(InstanceId instance) {
    if (!current_ || current_->instance() != instance || autosave_timer_ != TimerId::none) return;
    const std::int64_t now = context_.loop.clock().monotonic_ms();
    const std::int64_t wait = last_autosave_ms_ == 0 ? 0 : std::max<std::int64_t>(0, last_autosave_ms_ + context_.times.autosave - now);
    autosave_timer_ = context_.loop.call_after(wait, [this] {
        autosave_timer_ = TimerId::none;
        autosave();
    });
}

void PluginLife::autosave() {
    auto* const session = active();
    if (!session) return;
    last_autosave_ms_ = context_.loop.clock().monotonic_ms();
    session->order<calls::SaveState>({}, context_.times.save, [this](Result<calls::SaveState::Reply> state) {
        if (state) return keep_state({state->version, std::move(state->state)});
        if (state.error().code != Errc::unsupported && state.error().code != Errc::unavailable)
            log_.note(PluginLog::Level::warning, as_sentence("its state was not saved", state.error().message));
    });
}

void PluginLife::keep_state(SavedState state) {
    saved_ = std::move(state);
    saved_read_ = true;
    if (auto kept = context_.installations.save_state(id_, *saved_); !kept) log_.note(PluginLog::Level::error, kept.error().message);
}

void PluginLife::set_theme(const calls::Theme& theme) { notify_all<calls::SetTheme>(theme); }

void PluginLife::sample_usage() {
    if (current_) usage_ = current_->sample();
}

} // namespace asista::runtime

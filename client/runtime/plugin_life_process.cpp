// The processes of a plugin: how one is started, how each of its ends is dealt with, and what is saved of it.
#include "runtime/plugin_life.hpp"

#include "runtime/settings.hpp"
#include "runtime/spare_host.hpp"

#include <algorithm>

namespace asista::runtime {

namespace {
constexpr std::int64_t exit_grace_ms = 1'000; // from the reply to Deactivate to being gone

std::string seconds(std::int64_t ms) { return fmt::format("{:g} s", static_cast<double>(ms) / 1000); }
} // namespace

// ---- starting --------------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Session>> PluginLife::spawn(const Manifest& manifest, LibraryCopy library, bool trial) {
    SessionSetup setup;
    const InstanceId instance = setup.instance = ++context_.last_instance;
    setup.program = context_.setup.program;
    setup.sanitizer = TRY(sanitizer_for(library));
    setup.library = std::move(library.memfd);
    setup.hello_ms = context_.times.hello;
    setup.tier = context_.setup.sandbox.tier;
    const bool records = !trial && std::exchange(record_next_, false);
    setup.waits = !records && context_.wait_for_debugger.contains(id_);
    if (context_.spare && !records && !setup.waits && !setup.sanitizer) setup.spare = context_.spare->take(setup.tier);
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
    hello.granted = installation_->grants.live(manifest).granted.ids();
    hello.cpu_count = context_.setup.cpu_count;
    const Clock& clock = context_.loop.clock();
    hello.utc_offset_s = clock.utc_offset_s();
    // In a recording the clock moves from step to step, so that a replay can say the same.
    if (clock.is_fixed() || records) hello.fixed_clock_ms = clock.now_ms();
    setup.clock_stands = clock.is_fixed();
    if (records) {
        TRY(identify(*recorder_, setup, library.hash, manifest.text));
        setup.recorder = recorder_;
    }

    SessionHooks hooks;
    hooks.on_hello = [this, instance](Result<calls::Hello::Reply> reply) { on_hello(instance, std::move(reply)); };
    hooks.on_call = [this, instance](const wire::Message& message) { on_call(instance, message); };
    hooks.on_withdrawn = [this, instance](std::uint64_t id) {
        if (context_.broker.withdraw(instance, id) && context_.broker.parked(instance) == 0)
            if (auto* const waiting = this->session(instance)) waiting->release_deadlines();
    };
    hooks.on_output = [this](std::string_view line) {
        log_.write(PluginLog::Level::info, line);
        context_.log_changed();
    };
    hooks.on_fault = [this](std::string_view line) {
        log_.write(PluginLog::Level::warning, line);
        context_.log_changed();
    };
    hooks.on_end = [this, instance](const SessionEnd& end) { on_end(instance, end); };
    hooks.on_late = [this, instance](std::int64_t late_ms) {
        if (current_ && current_->instance() == instance) owes(late_ms, false);
    };
    hooks.on_caught_up = [this, instance] {
        if (current_ && current_->instance() == instance) answered(false);
    };
    hooks.on_waits = [this, instance](const std::string& tier) { on_waits(instance, tier); };
    hooks.on_waited = [this, instance] { on_waited(instance); };
    auto session = TRY(Session::start(context_.loop, std::move(setup), std::move(hooks)));
    for (const auto& hook : manifest.hooks) static_cast<void>(session->registrations().subscribe(hook).has_value());
    if (!session->sandbox_fallback().empty()) log_.note(PluginLog::Level::warning, session->sandbox_fallback());
    context_.instances[instance] = this;
    return session;
}

void PluginLife::start_process() {
    const auto* const entry = context_.catalog.find(id_);
    if (!entry || !entry->manifest) return;
    auto build = choose_build();
    if (!build) return refuse_start(build.error());
    auto session = spawn(build->manifest, std::move(build->library), false);
    if (!session) return refuse_start(session.error());
    current_ = std::move(*session);
    running_manifest_ = std::move(build->manifest);
    live_ = installation_->grants.live(*running_manifest_);
    put_off_ = {};
    running_library_ = build->name.library;
    running_manifest_hash_ = build->name.manifest;
    first_frame_seen_ = state_given_ = was_active_ = false;
    was_sanitized_ = sanitized();
    forget_owing();
    forget_costs();
    if (context_.watch_costs) context_.watch_costs();
    reload_note_ = build->former ? builds_.why() : "";
    watch_probation();
    set_state(PluginState::starting);
}

void PluginLife::refuse_start(const Error& error) {
    start_failed_ = true; // it would fail again
    if (recorder_) recorder_->end("The plugin could not be started.");
    log_.note(PluginLog::Level::error, error.message);
    set_state(PluginState::refused, as_sentence("It could not start", error.message));
}

void PluginLife::on_hello(InstanceId instance, Result<calls::Hello::Reply> reply) {
    if (current_ && current_->instance() == instance)
        on_current_hello(std::move(reply));
    else if (trial_ && trial_->instance() == instance)
        on_trial_hello(std::move(reply));
}

// A start that failed with a reason would fail again; one that hung is worth another try, so that counts as a crash.
void PluginLife::fail_start(const Error& error, std::string_view doing, std::int64_t deadline_ms) {
    if (error.code == Errc::unavailable) return; // the process has ended: on_current_end follows
    if (error.code == Errc::timed_out)
        return current_->kill_with_stack(fmt::format("It did not finish {} within {}.", doing, seconds(deadline_ms)));
    if (builds_.can_go_back() && !sanitized()) {
        log_.note(PluginLog::Level::error, error.message);
        discard(std::move(current_));
        go_back(fmt::format("could not start ({})", error.message));
    } else {
        refuse_start(error);
        discard(std::move(current_));
    }
    release_waiting();
}

// held: what the process says is in force, before any code of the plugin ran.
Result<void> PluginLife::check_sandbox(std::string_view held) {
    const auto& plan = context_.setup.sandbox;
    if (!plan.accepts(held))
        return fail(Errc::unsupported,
                    "its process is locked down less than this computer can (tier {} was planned, \"{}\" holds)",
                    tier_name(plan.tier), held);
    if (parse_tier(held) != plan.tier)
        log_.note(PluginLog::Level::warning, fmt::format("sandbox: tier {} was planned, {} holds", tier_name(plan.tier), held));
    return {};
}

void PluginLife::on_current_hello(Result<calls::Hello::Reply> reply) {
    if (!reply) return fail_start(reply.error(), "starting", context_.times.hello);
    if (auto locked = check_sandbox(reply->tier); !locked) return fail_start(locked.error(), "starting", context_.times.hello);
    tier_ = reply->tier;
    if (!saved_ || state_suspect_) {
        if (saved_) log_.note(PluginLog::Level::warning, "it crashed with its saved state before, so it starts without");
        return show_and_activate();
    }
    state_given_ = true;
    current_->order<calls::LoadState>(
        {saved_->version, saved_->bytes}, context_.times.save,
        [this, of = current_->instance()](const Result<calls::LoadState::Reply>& loaded) {
            if (!current_ || current_->instance() != of) return; // it was let go meanwhile
            if (!loaded && (loaded.error().code == Errc::unavailable || loaded.error().code == Errc::timed_out))
                return fail_start(loaded.error(), "taking over its state", context_.times.save);
            if (loaded) note_state(loaded->reset);
            if (!loaded)
                log_.note(PluginLog::Level::warning, as_sentence("it starts without its saved state", loaded.error().message));
            show_and_activate();
        });
}

void PluginLife::show_and_activate() {
    context_.sink.attach({current_->instance(), id_, current_->take_area(), std::nullopt, current_->spawned_us()});
    activate();
}

void PluginLife::activate() {
    current_->order<calls::Activate>({}, context_.times.order,
                                     [this, of = current_->instance()](const Result<calls::Nothing>& reply) {
                                         if (current_ && current_->instance() == of) on_activated(reply);
                                     });
}

void PluginLife::on_activated(const Result<calls::Nothing>& reply) {
    if (!reply) return fail_start(reply.error(), "becoming active", context_.times.order);
    if (!first_frame_seen_) load_ms_ = static_cast<double>(context_.loop.clock().monotonic_us() - current_->spawned_us()) / 1000;
    const InstantMs now = context_.loop.clock().now_ms();
    const std::string version = running_manifest_->version.to_string();
    if (auto recorded = context_.installations.record_load(id_, version, now); !recorded)
        log_.note(PluginLog::Level::error, recorded.error().message);
    ++installation_->load_count;
    installation_->last_loaded_at = now;
    installation_->version = version;
    log_.note(PluginLog::Level::info,
              fmt::format("running: version {}, process {}, sandbox {}", version, current_->pid(), tier_));
    was_active_ = true;
    if (context_.hooks.activated)
        for (const auto& line : context_.hooks.activated(current_->instance()))
            log_.note(PluginLog::Level::info, printable_line(line));
    audit("started", {}, calls::AuditEntry::Outcome::done);
    set_state(PluginState::running);
    release_waiting();
    if (std::exchange(reload_again_, false)) reload();
}

// ---- ends ------------------------------------------------------------------------------------------------------------------

void PluginLife::on_end(InstanceId instance, const SessionEnd& end) {
    context_.broker.forget(instance); // answers what waits for the person, while there is somebody to take it
    context_.instances.erase(instance);
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
    audit(rule_broken_.empty() ? "crashed" : "stopped", end.sentence, calls::AuditEntry::Outcome::failed);
    drop_questions();
    // An `exit` the host had agreed to would be in leaving_: whatever this is, nobody asked for it.
    ++crash_count_;
    log_.note(PluginLog::Level::error, end.sentence);
    log_.note_lines(PluginLog::Level::error, end.details);
    report_end(*current_, *running_manifest_, end);
    const bool hung = owing_ && owing_->reported; // and counted
    forget_owing();
    forget_costs();
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
    if (was_sanitized_)
        return set_state(PluginState::stopped,
                         end.sentence + " It stays stopped until you save a change or restart it. Its data is kept.");
    if (hung ? builds_.failed() : builds_.fault()) return go_back(often_failed());
    const auto delay = crashes_.crashed(context_.loop.clock().monotonic_ms(), build_key());
    if (!delay) {
        if (builds_.can_go_back()) return go_back(often_failed());
        const auto& limits = crashes_.limits();
        return set_state(
            PluginState::stopped,
            fmt::format("{} It crashed {} times within {} minutes, so it stays stopped until you restart it. Its data is kept.",
                        end.sentence, limits.most_crashes, std::max<std::int64_t>(limits.window_ms / 60'000, 1)));
    }
    set_state(PluginState::restarting, *delay == 0 ? end.sentence + " It is being started again."
                                                   : fmt::format("{} It starts again in {}.", end.sentence, seconds(*delay)));
    restart_after(*delay);
}

void PluginLife::restart_after(std::int64_t delay_ms) {
    restart_timer_ = context_.loop.call_after(delay_ms, [this] {
        restart_timer_ = TimerId::none;
        restart_due_ = true;
        if (leaving_.empty()) on_all_gone();
    });
}

void PluginLife::on_all_gone() {
    if (uninstall_) {
        uninstall_ = false;
        if (auto forgotten = context_.crash_reports->forget(id_); !forgotten)
            log_.note(PluginLog::Level::error, forgotten.error().message);
        if (auto removed = context_.installations.remove(id_, keep_data_); !removed) {
            log_.note(PluginLog::Level::error, removed.error().message);
            set_state(PluginState::disabled, as_sentence("It could not be removed", removed.error().message));
            return;
        }
        builds_.forget();
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
    drop_questions();
    if (current_) {
        set_paused(false); // one that stands still cannot save
        forget_costs();
        if (was_active_)
            leave(std::move(current_), uninstalling, !uninstalling);
        else
            discard(std::move(current_));
        forget_owing();
        current_waits_ = was_active_ = false;
        usage_ = {};
        release_waiting();
    }
}

// A process without anything worth keeping: it has not been active, or nobody will hear of it.
void PluginLife::discard(std::unique_ptr<Session> session) {
    stop_waiting(session->instance(), "the plugin is being stopped");
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
    stop_waiting(instance, "the plugin is being stopped");
    if (!save) return deactivate(*leaver, uninstalling);
    leaver->order<calls::SaveState>({}, context_.times.save, [this, leaver, uninstalling](Result<calls::SaveState::Reply> state) {
        if (state) keep_state({state->version, std::move(state->state)});
        deactivate(*leaver, uninstalling);
    });
}

void PluginLife::deactivate(Session& session, bool uninstalling) {
    session.order<calls::Deactivate>(
        {uninstalling}, context_.times.deactivate, [this, &session](const Result<calls::Nothing>& reply) {
            if (!reply) return session.kill("It did not stop when asked.");
            session.expect_end();
            context_.loop.call_after(exit_grace_ms,
                                     [alive = std::weak_ptr(context_.alive), context = &context_, instance = session.instance()] {
                                         if (alive.expired()) return;
                                         const auto owner = context->instances.find(instance); // usually it is long gone
                                         if (owner == context->instances.end()) return;
                                         if (auto* const late = owner->second->session(instance))
                                             late->kill("It did not end after it had stopped.");
                                     });
        });
}

void PluginLife::drop_picture() {
    if (picture_ != 0) context_.sink.drop_picture(std::exchange(picture_, 0));
}

void PluginLife::shut_down() {
    builds_.keep();
    end_probation_watch();
    retire(false);
}

void PluginLife::kill_all() {
    for (Session* const session : {current_.get(), trial_.get()})
        if (session) session->kill("Asista was closed.");
    for (const auto& session : leaving_) session->kill("Asista was closed.");
}

// ---- state -----------------------------------------------------------------------------------------------------------------

void PluginLife::on_state_changed(InstanceId instance) {
    if (!current_ || current_->instance() != instance) return;
    if (trial_) trial_of_->stale = true;
    if (autosave_timer_ != TimerId::none) return;
    const std::int64_t now = context_.loop.clock().monotonic_ms();
    const std::int64_t wait =
        last_autosave_ms_ == 0 ? 0 : std::max<std::int64_t>(0, last_autosave_ms_ + context_.times.autosave - now);
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
    if (auto kept = context_.installations.save_state(id_, *saved_); !kept)
        log_.note(PluginLog::Level::error, kept.error().message);
}

void PluginLife::set_theme(const calls::Theme& theme) { notify_all<calls::SetTheme>(theme); }

void PluginLife::sample_usage() {
    if (current_) usage_ = current_->sample();
}

} // namespace asista::runtime

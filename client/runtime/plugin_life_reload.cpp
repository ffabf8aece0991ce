// Hot reload: a new build starts beside the running one, takes over its state, proves itself in hidden frames, and only then takes over.
// Whatever goes wrong before that is one line in the card; the running build was never gone.
#include "runtime/plugin_life.hpp"

#include <algorithm>

namespace asista::runtime {

void PluginLife::note_reload(std::string note) {
    log_.note(PluginLog::Level::warning, note);
    reload_note_ = std::move(note);
    context_.changed();
}

// reset: as the plugin says it; empty when it took over everything. In the card for a minute: whoever worked on it looks at it then.
void PluginLife::note_state(std::string_view reset) {
    constexpr std::int64_t shown_ms = 60'000;
    context_.loop.cancel_timer(std::exchange(state_note_timer_, TimerId::none));
    state_note_ = printable_line(reset);
    if (state_note_.empty()) return;
    log_.note(PluginLog::Level::info, state_note_);
    state_note_timer_ = context_.loop.call_after(shown_ms, [this] {
        state_note_timer_ = TimerId::none;
        state_note_.clear();
        context_.changed();
    });
}

// A file in its folder changed while it runs.
void PluginLife::reload() {
    const std::int64_t noticed_us = context_.loop.clock().monotonic_us();
    if (trial_) abandon_trial({}); // the newest build is the one that counts
    const auto* const entry = context_.catalog.find(id_);
    if (!entry) return;
    if (!entry->manifest) return note_reload(entry->problem);
    const auto& manifest = *entry->manifest;
    if (const auto missing = installation_->grants.missing(manifest); !missing.empty())
        return note_reload(fmt::format("Version {} also wants to: {}. Until you allow that, the one before runs.",
                                       manifest.version.to_string(), titles_of(missing)));
    if (auto problem = platform_problem(manifest, context_.setup.platform)) return note_reload(std::move(*problem));
    auto library = context_.catalog.open_library(id_);
    if (!library) {
        if (library.error().code == Errc::busy) return; // a change follows when it is finished
        return note_reload(as_sentence("The new build cannot be used", library.error().message));
    }
    if (library->hash == running_library_ && entry->manifest_hash == running_manifest_hash_) { // changed back
        reload_note_.clear();
        return context_.changed();
    }
    if (const BuildName in_folder{library->hash, entry->manifest_hash}; builds_.refuses(in_folder))
        return note_reload(builds_.why());

    Trial trial;
    trial.noticed_us = noticed_us;
    trial.manifest = manifest;
    trial.live = installation_->grants.live(manifest);
    trial.library_hash = library->hash;
    trial.manifest_hash = entry->manifest_hash;
    auto session = spawn(manifest, std::move(*library), true);
    if (!session) return note_reload(as_sentence("The new build could not be started", session.error().message));
    trial_ = std::move(*session);
    trial_of_ = std::move(trial);
    if (!trial_->waits()) begin_handover(); // while the new process starts: the two take place side by side
}

void PluginLife::begin_handover() {
    // Its main thread may wait for the person: it is needed now.
    stop_waiting(current_->instance(), "a new build is about to take over");
    ask_for_state();
}

void PluginLife::ask_for_state() {
    trial_of_->state_done = trial_of_->view_done = trial_of_->stale = false;
    current_->order<calls::SaveView>({}, context_.times.save,
                                     [this, of = trial_->instance()](Result<calls::SaveView::Reply> reply) {
                                         if (trial_ && trial_->instance() == of) trial_has_view(std::move(reply));
                                     });
    current_->order<calls::SaveState>({}, context_.times.save,
                                      [this, of = trial_->instance()](Result<calls::SaveState::Reply> reply) {
                                          if (trial_ && trial_->instance() == of) trial_has_state(std::move(reply));
                                      });
}

void PluginLife::on_trial_hello(Result<calls::Hello::Reply> reply) {
    if (!reply) {
        if (reply.error().code == Errc::timed_out) return trial_hangs("it did not finish starting in time");
        return abandon_trial(std::move(reply.error().message));
    }
    if (auto locked = check_sandbox(reply->tier); !locked) return abandon_trial(std::move(locked.error().message));
    trial_of_->hello_done = true;
    trial_of_->tier = reply->tier;
    start_trial_deadline();
    trial_ready();
}

void PluginLife::start_trial_deadline() {
    trial_of_->deadline = context_.loop.call_after(context_.times.trial, [this] {
        trial_of_->deadline = TimerId::none;
        // It waits for the state of the running one, and whoever holds either in a debugger takes their time.
        if (is_traced(trial_->pid()) || is_traced(current_->pid())) return start_trial_deadline();
        trial_hangs("it did not draw a good frame in time");
    });
}

void PluginLife::trial_has_state(Result<calls::SaveState::Reply> reply) {
    trial_of_->state_done = true;
    if (reply) {
        trial_of_->state = SavedState{reply->version, std::move(reply->state)};
    } else if (reply.error().code != Errc::unsupported) {
        // The running build hangs or failed to save: what it saved last is better than nothing, and a new build may be the cure.
        log_.note(PluginLog::Level::warning,
                  as_sentence("its state could not be handed over, the last one saved is", reply.error().message));
        if (!trial_of_->again) trial_of_->state = saved_;
        trial_of_->deaf = true;
    }
    trial_ready();
}

void PluginLife::trial_has_view(Result<calls::SaveView::Reply> reply) {
    trial_of_->view_done = true;
    // Without it the plugin is as good; one that hangs has said so above.
    if (reply && reply->view.size() <= calls::max_view_bytes) trial_of_->view = std::move(reply->view);
    trial_ready();
}

void PluginLife::trial_ready() {
    if (!trial_of_->hello_done || !trial_of_->state_done || !trial_of_->view_done) return;
    if (!trial_of_->state) return give_view();
    const auto& state = *trial_of_->state;
    trial_->order<calls::LoadState>({state.version, state.bytes}, context_.times.save,
                                    [this, of = trial_->instance()](const Result<calls::LoadState::Reply>& loaded) {
                                        if (!trial_ || trial_->instance() != of) return;
                                        if (loaded) {
                                            trial_of_->reset = loaded->reset;
                                            return give_view();
                                        }
                                        if (loaded.error().code == Errc::unavailable) return; // it ended: on_trial_end follows
                                        if (loaded.error().code == Errc::timed_out)
                                            return trial_hangs("it did not take over the state in time");
                                        abandon_trial(
                                            fmt::format("it could not take over the state ({})", loaded.error().message));
                                    });
}

std::vector<TrialOf::Pair> PluginLife::trial_pairs() const {
    std::vector<TrialOf::Pair> pairs;
    const auto pair_up = [&pairs](const auto& new_panels, const auto& old_panels) {
        for (const auto& panel : new_panels) {
            const auto old = std::ranges::find_if(old_panels, [&](const auto& other) { return other.id == panel.id; });
            pairs.push_back({panel.surface, old == old_panels.end() ? 0 : old->surface});
        }
    };
    pair_up(trial_->registrations().widgets(), current_->registrations().widgets());
    pair_up(trial_->registrations().pages(), current_->registrations().pages());
    return pairs;
}

// The order is answered before the frame that the window asks for next, since a host serves its channel first.
void PluginLife::give_view() {
    if (trial_of_->view.empty()) return show_trial();
    trial_->order<calls::LoadView>({std::move(trial_of_->view)}, context_.times.save,
                                   [this, of = trial_->instance()](const Result<calls::LoadView::Reply>& loaded) {
                                       if (!trial_ || trial_->instance() != of) return;
                                       if (!loaded && loaded.error().code == Errc::unavailable)
                                           return; // it ended: on_trial_end follows
                                       if (!loaded && loaded.error().code == Errc::timed_out)
                                           return trial_hangs("it did not take over the state in time");
                                       trial_of_->has_view = loaded.has_value();
                                       if (!loaded)
                                           log_.note(
                                               PluginLog::Level::info,
                                               as_sentence("focus, scrolling and the like start anew", loaded.error().message));
                                       show_trial();
                                   });
}

void PluginLife::show_trial() {
    if (trial_of_->attached) return context_.sink.try_again(trial_->instance());
    if (!trial_->registrations().has_panels()) return trial_passed(false); // starting well is all the proof there can be
    trial_of_->attached = true;
    context_.sink.attach(
        {trial_->instance(), id_, trial_->take_area(), TrialOf{current_->instance(), trial_pairs()}, trial_->spawned_us()});
}

// What the person did in the running build, and what it did by itself, since it was asked for its state must not be lost. It is asked once
// more, while the window keeps what the person does now for the new build.
void PluginLife::trial_passed(bool touched) {
    const bool answers = unresponsive_.empty() && current_waits_ == false && was_active_;
    if ((!touched && !trial_of_->stale) || trial_of_->again || trial_of_->deaf || !answers) return promote();
    trial_of_->again = true;
    ask_for_state();
}

std::string PluginLife::trial_note(const std::string& version, std::string_view why) {
    return fmt::format("The new build ({}) was not taken: {} The one before keeps running.", version,
                       as_sentence("", why).substr(2));
}

// `why`: in lower case, for the note in the card; empty when the trial was withdrawn and nobody needs to know.
void PluginLife::abandon_trial(std::string why) {
    context_.loop.cancel_timer(trial_of_->deadline);
    auto session = std::move(trial_);
    const bool attached = trial_of_->attached;
    const std::string version = trial_of_->manifest.version.to_string();
    trial_of_.reset();
    if (attached) context_.sink.detach(session->instance(), false);
    context_.broker.forget(session->instance());
    if (context_.instances.contains(session->instance())) {
        session->kill("Its trial was ended.");
        leaving_.push_back(std::move(session));
    } else {
        context_.bury(std::move(session)); // it has ended already, and its hooks are running
    }
    if (!why.empty()) note_reload(trial_note(version, why));
}

void PluginLife::on_trial_end(const SessionEnd& end) {
    log_.note_lines(PluginLog::Level::error, end.details);
    std::string why = end.sentence;
    if (!why.empty() && why[0] >= 'A' && why[0] <= 'Z') why[0] = static_cast<char>(why[0] - 'A' + 'a');
    report_trial(end.sentence, end.record, why, end.finding);
    abandon_trial(std::move(why));
}

// The trial was passed. The window shows the new build from now on; the one before is asked to leave, and when it is gone the new one
// becomes active and what it held back is done. So two builds never write at the same time.
void PluginLife::promote() {
    context_.loop.cancel_timer(trial_of_->deadline);
    auto trial = std::move(*trial_of_);
    trial_of_.reset();
    forget_costs(); // of the build before
    auto old = std::move(current_);
    current_ = std::move(trial_);
    if (trial.attached)
        context_.sink.promote(current_->instance(), old->instance());
    else
        context_.sink.attach({current_->instance(), id_, current_->take_area(), std::nullopt, current_->spawned_us()});
    if (context_.hooks.succeeded) context_.hooks.succeeded(old->instance(), current_->instance());
    const BuildName before = running_build();
    running_library_ = trial.library_hash;
    running_manifest_hash_ = trial.manifest_hash;
    budget_ = BudgetPolicy(budgets());
    was_sanitized_ = sanitized();
    note_replacement(*old, before, *running_manifest_, trial.state);
    end_probation_watch();
    watch_probation();
    running_manifest_ = std::move(trial.manifest);
    live_ = std::move(trial.live);
    put_off_ = {};
    drop_questions(); // the new build asks for itself
    const bool trial_kept_state = trial.state.has_value();
    if (trial.state) keep_state(std::move(*trial.state));
    tier_ = trial.tier;
    current_waits_ = true;
    was_active_ = false;
    state_given_ = state_suspect_ = false;
    first_frame_seen_ = true;
    context_.loop.cancel_timer(std::exchange(autosave_timer_, TimerId::none));
    crashes_.reset();
    reload_note_.clear();
    note_state(trial.reset);
    ++reload_count_;
    last_reload_at_ = context_.loop.clock().now_ms();
    last_reload_ms_ = static_cast<double>(context_.loop.clock().monotonic_us() - trial.noticed_us) / 1000;
    audit("updated", {}, calls::AuditEntry::Outcome::done);
    const bool kept_state = trial_kept_state && trial.reset.empty();
    tell_swap(kept_state, trial.has_view);
    leave(std::move(old), false, false);
    forget_owing();
    context_.changed();
}

// The line about a takeover: what went over, and of the view what did not. What was reset of the state has a line of its own.
void PluginLife::tell_swap(bool kept_state, bool with_view) {
    auto line = fmt::format("new build in place after {:.1f} ms", last_reload_ms_);
    if (!with_view) return log_.note(PluginLog::Level::info, line + (kept_state ? "; kept: its state" : ""));
    current_->order<calls::ReportView>(
        {}, context_.times.order, [this, kept_state, line = std::move(line)](const Result<calls::ReportView::Reply>& reply) {
            std::string kept = kept_state ? "its state" : "", gone;
            if (reply && !reply->kept.empty()) kept += (kept.empty() ? "" : ", ") + printable_line(reply->kept);
            if (reply) gone = printable_line(reply->gone);
            log_.note(PluginLog::Level::info, fmt::format("{}{}{}{}{}", line, kept.empty() ? "" : "; kept: ", kept,
                                                          gone.empty() ? "" : "; no longer there: ", gone));
            if (!gone.empty())
                note_state(fmt::format("{}{}No longer there: {}.", state_note_, state_note_.empty() ? "" : " ", gone));
            context_.changed();
        });
}

void PluginLife::take_over() {
    current_waits_ = false;
    builds_.before_first_write();
    const auto who = caller(current_->instance());
    activate();
    if (who) context_.broker.run_held(*who);
}

} // namespace asista::runtime

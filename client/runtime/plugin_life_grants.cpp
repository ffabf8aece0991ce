// What a plugin may do: decisions of the person as they take effect in the middle of its work, the questions at first use, and builds that
// ask for more than was agreed to.
#include "runtime/plugin_life.hpp"

#include <algorithm>
#include <array>

namespace asista::runtime {

using calls::Grant;
using Answer = calls::PermissionsAnswer::Answer;
using Outcome = calls::AuditEntry::Outcome;

void PluginLife::audit(std::string_view action, std::string_view subject, Outcome outcome) const {
    const std::string_view installed = installation_ ? std::string_view(installation_->version) : std::string_view();
    context_.audit({id_, current_ ? std::string_view(live_.version) : installed, action, subject, outcome});
}

// ---- decisions ---------------------------------------------------------------------------------------------------------------

// A permission that the running build asks for, or the one in the directory.
Result<Permission> PluginLife::asked_for(const std::string& id) const {
    const auto permission = find_permission(id);
    if (!permission) return fail(Errc::invalid, "\"{}\" is no permission", id.substr(0, 64));
    const auto* const running = manifest();
    const auto* const entry = context_.catalog.find(id_);
    const bool asked = (running && running->wanted().contains(*permission)) ||
                       (entry && entry->manifest && entry->manifest->wanted().contains(*permission));
    if (!asked) return fail(Errc::invalid, "{} does not ask for {}", id_, id);
    return *permission;
}

Result<PermissionSet> PluginLife::listed(const std::vector<std::string>& ids) const {
    PermissionSet set;
    for (const auto& id : ids) set.add(TRY(asked_for(id)));
    return set;
}

// The person agrees to what they saw, and to nothing that a manifest says by the time their answer arrives.
Error PluginLife::asks_otherwise() const {
    return {Errc::invalid,
            fmt::format("{} asks for something else than what you were shown: its manifest has changed meanwhile. Nothing was "
                        "allowed; look at what it asks for now and answer again",
                        id_)};
}

Result<void> PluginLife::set_grants(const calls::PluginSetGrants::Request& answer) {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
    auto grants = installation_->grants;
    const auto update = waiting_update();
    const auto* const what = manifest();
    const bool as_shown =
        (update && same_shown(answer.shown, shown_of(update->more))) || (what && same_shown(answer.shown, shown_of(*what)));
    const bool takes_away = std::ranges::all_of(answer.granted, [&](const std::string& id) {
        const auto permission = find_permission(id);
        return permission && grants.granted().contains(*permission);
    });
    if (!as_shown && !(takes_away && answer.shown.empty())) return fail(asks_otherwise());
    grants.review(TRY(listed(answer.granted)), network_hosts(answer.shown), context_.loop.clock().now_ms());
    return change_grants(std::move(grants));
}

Result<void> PluginLife::set_grant(const calls::PermissionsSet::Request& answer) {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
    const auto permission = TRY(asked_for(answer.permission));
    if (answer.grant == Grant::granted && permission == Permission::network) {
        const auto* const entry = context_.catalog.find(id_);
        const bool as_shown = std::ranges::any_of(
            std::array{manifest(), entry && entry->manifest ? &*entry->manifest : nullptr}, [&](const Manifest* one) {
                return one && one->wanted().contains(permission) && same_hosts(answer.hosts, network_hosts(shown_of(*one)));
            });
        if (!as_shown) return fail(asks_otherwise());
    }
    auto grants = installation_->grants;
    grants.decide(permission, answer.grant, answer.hosts, context_.loop.clock().now_ms());
    put_off_.remove(permission);
    return change_grants(std::move(grants));
}

Result<void> PluginLife::allow_host(const std::string& host, bool allowed) {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
    TRY(asked_for(std::string(info(Permission::network).id)));
    const auto pattern = parse_host(host);
    if (!pattern) return fail(Errc::invalid, "the host \"{}\" {}", host.substr(0, 260), pattern.error().message);
    if (pattern->subdomains && allowed)
        return fail(Errc::invalid, "name one host of your own at a time; \"{}\" stands for many", host.substr(0, 260));
    auto grants = installation_->grants;
    if (!TRY(grants.allow_host(pattern->to_string(), allowed))) return {};
    TRY(change_grants(std::move(grants)));
    audit(allowed ? "host allowed" : "host taken back", pattern->to_string(), Outcome::decided);
    return {};
}

Result<void> PluginLife::answer_question(Permission permission, const calls::PermissionsAnswer::Request& answer) {
    if (!installation_) return fail(Errc::not_found, "{} is not installed", id_);
    if (answer.answer == Answer::later) {
        put_off_.add(permission);
        audit("put off", info(permission).id, Outcome::decided);
        grants_changed();
        return {};
    }
    const bool allow = answer.answer == Answer::allow;
    if (allow && permission == Permission::network &&
        !(manifest() && same_hosts(answer.hosts, network_hosts(shown_of(*manifest())))))
        return fail(asks_otherwise());
    auto grants = installation_->grants;
    grants.decide(permission, allow ? Grant::granted : Grant::denied, answer.hosts, context_.loop.clock().now_ms());
    return change_grants(std::move(grants));
}

// Remembered first: what is not on the disk must not be in force.
Result<void> PluginLife::change_grants(Grants grants) {
    auto changed = *installation_;
    changed.grants = std::move(grants);
    TRY(context_.installations.save(changed));
    const Grants before = std::exchange(installation_, std::move(changed))->grants;
    uses_unsaved_ = false;
    note_decisions(before);
    start_failed_ = false;
    grants_changed();
    reconsider();
    if (active() && !reload_note_.empty()) reload(); // a build that waited for consent may have it now
    return {};
}

void PluginLife::note_decisions(const Grants& before) {
    for (const auto& decision : installation_->grants.decisions()) {
        const auto& old = before.of(decision.permission);
        const auto id = info(decision.permission).id;
        if (decision.grant == old.grant && decision.hosts == old.hosts) continue;
        switch (decision.grant) {
        case Grant::ask: audit("to be asked", id, Outcome::decided); break;
        case Grant::granted: audit("granted", id, Outcome::decided); break;
        case Grant::denied: audit(old.grant == Grant::granted ? "revoked" : "denied", id, Outcome::decided); break;
        }
    }
}

// ---- as they take effect -------------------------------------------------------------------------------------------------------

// What was decided holds for the very next call; calls that waited for it go on or are refused.
void PluginLife::grants_changed() {
    if (current_ && running_manifest_) {
        const auto before = std::exchange(live_, installation_->grants.live(*running_manifest_));
        tell_grants(*current_, before, live_);
        const InstanceId instance = current_->instance();
        for (const auto& row : permission_table) {
            const bool open = live_.askable.contains(row.permission) && !put_off_.contains(row.permission);
            if (open) continue;
            context_.questions.close(id_, row.permission);
            unanswered_.remove(row.permission);
            if (const auto who = caller(instance)) context_.broker.resume(*who, row.permission);
        }
        if (current_ && context_.broker.parked(instance) == 0) {
            context_.loop.cancel_timer(std::exchange(question_timer_, TimerId::none));
            current_->release_deadlines();
        }
    }
    follow_trial_grants();
    context_.changed();
}

void PluginLife::follow_trial_grants() {
    if (!trial_) return;
    if (const auto missing = installation_->grants.missing(trial_of_->manifest); !missing.empty())
        return abandon_trial(fmt::format("it needs what was taken back: {}.", titles_of(missing)));
    const auto before = std::exchange(trial_of_->live, installation_->grants.live(trial_of_->manifest));
    tell_grants(*trial_, before, trial_of_->live);
}

void PluginLife::tell_grants(Session& session, const LiveGrants& before, const LiveGrants& now) {
    if (before.granted != now.granted) session.notify<calls::GrantsChanged>({now.granted.ids()});
    auto lost = before.granted.without(now.granted);
    // Hosts may have been taken back: what is under way is asked for again by who still may.
    if (before.network && now.network && !(*before.network == *now.network)) lost.add(Permission::network);
    if (!lost.empty() && context_.hooks.revoked) context_.hooks.revoked(session.instance(), lost);
}

// ---- questions -----------------------------------------------------------------------------------------------------------------

Result<void> PluginLife::on_ask(const Caller& caller, Permission permission) {
    auto* const asker = session(caller.instance);
    if (!asker || asker != current_.get()) return fail(Errc::unavailable, "the plugin is ending");
    if (unanswered_.contains(permission))
        return fail(Errc::unavailable,
                    "the person was asked about {} and has not answered yet; the plugin is told when they have",
                    info(permission).id);
    const auto& clock = context_.loop.clock();
    const auto known = context_.questions.all().size();
    context_.questions.open(id_, permission, clock.now_ms());
    if (context_.questions.all().size() > known) audit("asked", info(permission).id, Outcome::done);
    if (!was_active_) {
        // It is starting: the person is asked, and it goes on without. They may be minutes away, and would not even see a card.
        unanswered_.add(permission);
        context_.changed();
        return fail(Errc::unavailable, "the person is being asked about {}; the plugin is told when they have answered",
                    info(permission).id);
    }
    asker->hold_deadlines();
    if (question_timer_ == TimerId::none)
        question_timer_ = context_.loop.call_after(context_.times.covered, [this] { question_too_old(); });
    context_.changed();
    return {};
}

// Half a minute is meant for reading it: what passes while another question is in front does not count.
void PluginLife::question_shown() {
    if (question_timer_ == TimerId::none) return; // no call waits
    context_.loop.cancel_timer(question_timer_);
    question_timer_ = context_.loop.call_after(context_.times.question, [this] { question_too_old(); });
}

// The person is not there: the plugin gets on with its work. The question stays, and its answer counts.
void PluginLife::question_too_old() {
    question_timer_ = TimerId::none;
    for (const auto& question : context_.questions.all())
        if (question.plugin == id_) unanswered_.add(question.permission);
    if (current_) stop_waiting(current_->instance(), "the person has not answered yet; the plugin is told when they have");
    context_.changed();
}

void PluginLife::stop_waiting(InstanceId instance, std::string_view why) {
    context_.broker.release(instance, {Errc::unavailable, std::string(why)});
    if (auto* const waiting = session(instance)) waiting->release_deadlines();
}

void PluginLife::drop_questions() {
    context_.loop.cancel_timer(std::exchange(question_timer_, TimerId::none));
    unanswered_ = {};
    if (context_.questions.close_all(id_)) context_.changed();
}

// ---- uses ----------------------------------------------------------------------------------------------------------------------

void PluginLife::on_used(Permission permission) {
    if (!installation_) return;
    installation_->grants.count_use(permission, context_.loop.clock().now_ms());
    uses_unsaved_ = true;
}

void PluginLife::on_denied(std::optional<Permission> permission) {
    if (!installation_ || !permission) return;
    installation_->grants.count_refusal(*permission);
    uses_unsaved_ = true;
}

Result<void> PluginLife::save_uses() {
    if (!installation_ || !uses_unsaved_) return {};
    TRY(context_.installations.save_uses(id_, installation_->grants));
    uses_unsaved_ = false;
    return {};
}

// ---- builds that ask for more --------------------------------------------------------------------------------------------------

std::string PluginLife::missing_sentence(const Manifest& what, const std::vector<MissingGrant>& missing) const {
    const std::string version = what.version.to_string();
    const bool ran_before = installation_ && installation_->load_count > 0 && installation_->version != version;
    if (ran_before)
        return fmt::format("Version {} also wants to: {}. It starts when you allow that; the version before is gone.", version,
                           titles_of(missing));
    return fmt::format("It cannot run without being allowed to: {}. It starts when you allow that.", titles_of(missing));
}

std::optional<WaitingUpdate> PluginLife::waiting_update() const {
    const auto* const entry = context_.catalog.find(id_);
    if (!installation_ || !entry || !entry->manifest) return std::nullopt;
    const bool is_new = current_
                            ? entry->manifest_hash != running_manifest_hash_
                            : installation_->load_count > 0 && installation_->version != entry->manifest->version.to_string();
    if (!is_new) return std::nullopt;
    auto more = installation_->grants.missing(*entry->manifest);
    if (more.empty()) return std::nullopt;
    return WaitingUpdate{&*entry->manifest, std::move(more)};
}

} // namespace asista::runtime

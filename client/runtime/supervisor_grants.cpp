// The broker's handlers for what the person decides about permissions, and what the broker tells of their use.
#include "runtime/plugin_life.hpp"
#include "wire/calls/outside.hpp"

namespace asista::runtime {

using calls::Nothing;
using Outcome = calls::AuditEntry::Outcome;

namespace {
Result<Nothing> done(Result<void> result) {
    if (!result) return fail(std::move(result.error()));
    return Nothing{};
}
} // namespace

void Supervisor::set_may_ask(bool may_ask) { context_->may_ask = may_ask; }

const Questions& Supervisor::questions() const { return context_->questions; }

Result<void> Supervisor::save_uses() {
    Result<void> first_failure;
    for (const auto& [id, known] : lives_)
        if (auto saved = known->save_uses(); !saved && first_failure) first_failure = std::move(saved);
    return first_failure;
}

void Supervisor::handle_grants() {
    auto& broker = context_->broker;
    broker.handle<calls::PluginSetGrants>(
        [this](const Caller&, const calls::PluginSetGrants::Request& request) -> Result<Nothing> {
            auto* const plugin = TRY(named(request.plugin));
            return done(plugin->set_grants(request));
        });
    broker.handle<calls::PermissionsSet>([this](const Caller&, const calls::PermissionsSet::Request& request) -> Result<Nothing> {
        auto* const plugin = TRY(named(request.plugin));
        return done(plugin->set_grant(request));
    });
    broker.handle<calls::PermissionsAnswer>(
        [this](const Caller&, const calls::PermissionsAnswer::Request& request) -> Result<Nothing> {
            const auto question = context_->questions.find(request.question);
            if (!question)
                return fail(Errc::not_found, "question {} is not open any more; the plugin has ended or was answered already",
                            request.question);
            auto* const plugin = TRY(named(question->plugin));
            return done(plugin->answer_question(question->permission, request));
        });
    broker.handle<calls::PermissionsShown>(
        [this](const Caller&, const calls::PermissionsShown::Request& request) -> Result<Nothing> {
            const auto question = context_->questions.find(request.question);
            if (!question) return fail(Errc::not_found, "question {} is not open any more", request.question);
            auto* const plugin = TRY(named(question->plugin));
            plugin->question_shown();
            return Nothing{};
        });
    broker.handle<calls::PluginAllowHost>(
        [this](const Caller&, const calls::PluginAllowHost::Request& request) -> Result<Nothing> {
            auto* const plugin = TRY(named(request.plugin));
            return done(plugin->allow_host(request.host, request.allowed));
        });
    broker.set_ask_hook([this](const Caller& caller, Permission permission) -> Result<void> {
        auto* const owner = find(caller.instance);
        if (!owner) return fail(Errc::unavailable, "the process has ended");
        return owner->on_ask(caller, permission);
    });
    broker.set_use_hook([this](const Caller& caller, const Broker::Used& used) { on_used(caller, used); });
}

void Supervisor::on_used(const Caller& caller, const Broker::Used& used) {
    if (auto* const owner = find(caller.instance)) owner->on_used(used.permission);
    if (used.call == calls::HttpFetch::id) return; // its handler notes the host as well
    Outcome outcome = Outcome::failed;
    if (used.outcome == Errc::ok) outcome = Outcome::done;
    if (used.outcome == Errc::over_limit) outcome = Outcome::over_limit;
    if (used.outcome == Errc::denied) outcome = Outcome::denied;
    context_->audit({caller.plugin, caller.version, used.name, info(used.permission).id, outcome});
}

void Supervisor::on_refused(const Caller& caller, const Broker::Refused& refused) {
    if (!caller.is_plugin()) return;
    auto* const owner = find(caller.instance);
    if (!owner) return;
    Outcome outcome = Outcome::failed;
    if (refused.error.code == Errc::denied) outcome = Outcome::denied;
    if (refused.error.code == Errc::busy) outcome = Outcome::over_limit;
    context_->audit({caller.plugin, caller.version, refused.name.empty() ? "unknown call" : refused.name,
                     refused.permission ? info(*refused.permission).id : std::string_view(), outcome});
    switch (refused.why) {
    case Broker::Refusal::rate: return owner->on_flood(caller.instance);
    case Broker::Refusal::malformed:
        return owner->stop_for(caller.instance,
                               fmt::format("It was stopped because its process sent a damaged message ({}).", refused.name));
    case Broker::Refusal::permission:
        if (outcome == Outcome::denied) owner->on_denied(refused.permission);
        [[fallthrough]];
    case Broker::Refusal::unknown:
    case Broker::Refusal::reach:
    case Broker::Refusal::kind_rate:
    case Broker::Refusal::in_flight:
    case Broker::Refusal::trial:
        owner->log().write(PluginLog::Level::warning, fmt::format("refused: {}", refused.error.message));
        break;
    }
    context_->changed();
}

} // namespace asista::runtime

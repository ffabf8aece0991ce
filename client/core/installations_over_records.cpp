#include "core/installations_over_records.hpp"

namespace asista::core {
namespace {

// A permission that no service offers any more is left out: a grant of nothing grants nothing.
runtime::Grants grants_of(std::vector<services::PermissionRecord> records) {
    std::vector<runtime::PermissionDecision> decisions;
    for (auto& record : records) {
        const auto permission = find_permission(record.permission);
        if (!permission) continue;
        runtime::PermissionDecision decision;
        decision.permission = *permission;
        decision.grant = record.state;
        decision.answered_at = record.answered_at;
        decision.hosts = std::move(record.hosts);
        decision.own_hosts = std::move(record.own_hosts);
        decision.use_count = record.use_count;
        decision.refused_count = record.refused_count;
        decision.last_used_at = record.last_used_at;
        decisions.push_back(std::move(decision));
    }
    return runtime::Grants(std::move(decisions));
}

std::vector<services::PermissionRecord> records_of(const runtime::Grants& grants) {
    std::vector<services::PermissionRecord> records;
    for (const auto& decision : grants.decisions())
        records.push_back({std::string(info(decision.permission).id), decision.grant, decision.answered_at, decision.hosts,
                           decision.own_hosts, decision.use_count, decision.refused_count, decision.last_used_at});
    return records;
}

} // namespace

Result<std::vector<runtime::Installation>> InstallationsOverRecords::list() {
    std::vector<runtime::Installation> out;
    for (auto& record : TRY(records_.list(user_))) {
        runtime::Installation installation;
        installation.plugin = std::move(record.plugin);
        installation.version = std::move(record.version);
        installation.enabled = record.enabled;
        installation.grants = grants_of(std::move(record.permissions));
        installation.settings_json = std::move(record.settings_json);
        installation.why_disabled = std::move(record.why_disabled);
        installation.last_loaded_at = record.last_loaded_at;
        installation.load_count = record.load_count;
        out.push_back(std::move(installation));
    }
    return out;
}

Result<void> InstallationsOverRecords::save(const runtime::Installation& installation) {
    services::PluginRecord record;
    record.plugin = installation.plugin;
    record.version = installation.version;
    record.settings_json = installation.settings_json;
    record.permissions = records_of(installation.grants);
    record.enabled = installation.enabled;
    record.why_disabled = installation.why_disabled;
    return records_.save({user_, {}}, record, "plugins.save", clock_.now_ms());
}

Result<void> InstallationsOverRecords::record_load(std::string_view plugin, std::string_view version, InstantMs at) {
    return records_.record_load(user_, plugin, version, at);
}

Result<void> InstallationsOverRecords::remove(std::string_view plugin, bool keep_data) {
    return records_.remove({user_, {}}, std::string(plugin), keep_data, clock_.now_ms());
}

Result<void> InstallationsOverRecords::save_uses(std::string_view plugin, const runtime::Grants& grants) {
    return records_.save_uses(user_, plugin, records_of(grants));
}

Result<void> InstallationsOverRecords::save_state(std::string_view plugin, const runtime::SavedState& state) {
    return records_.save_state(user_, plugin, {state.version, state.bytes});
}

Result<std::optional<runtime::SavedState>> InstallationsOverRecords::load_state(std::string_view plugin) {
    auto state = TRY(records_.load_state(user_, plugin));
    if (!state) return std::optional<runtime::SavedState>();
    return std::optional(runtime::SavedState{state->version, std::move(state->bytes)});
}

Result<std::string> InstallationsOverRecords::kept_settings(std::string_view plugin) {
    return records_.kept_settings(user_, plugin);
}

} // namespace asista::core

#include "services/plugin_records.hpp"

#include "services/text_rules.hpp"

namespace asista::services {
namespace {

constexpr const char* columns = "plugin_id, version, settings, enabled, why_disabled, installed_at, last_loaded_at, load_count";

PluginRecord read_record(const store::Statement& row) {
    PluginRecord record;
    record.plugin = row.text(0);
    record.version = row.text(1);
    record.settings_json = row.text(2);
    record.enabled = row.as<bool>(3);
    record.why_disabled = row.text(4);
    record.installed_at = row.integer(5);
    record.last_loaded_at = row.integer(6);
    record.load_count = row.as<std::uint32_t>(7);
    return record;
}

} // namespace

Result<std::vector<PluginRecord>> PluginRecords::list(UserId user) {
    static const std::string query =
        fmt::format("SELECT {} FROM plugin_installations WHERE user_id = ?1 AND installed = 1 ORDER BY plugin_id", columns);
    auto rows = TRY(db_.prepare(query));
    rows.bind(user.value);
    std::vector<PluginRecord> records;
    while (TRY(rows.step())) records.push_back(read_record(rows));
    for (auto& record : records) record.permissions = TRY(permissions_.list(user, record.plugin));
    return records;
}

Result<PluginRecord> PluginRecords::find(UserId user, std::string_view plugin) {
    static const std::string query =
        fmt::format("SELECT {} FROM plugin_installations WHERE user_id = ?1 AND plugin_id = ?2 AND installed = 1", columns);
    auto row = TRY(db_.prepare(query));
    row.bind(user.value, plugin);
    if (!TRY(row.step())) return fail(Errc::not_found, "{} is not installed", plugin);
    auto record = read_record(row);
    record.permissions = TRY(permissions_.list(user, plugin));
    return record;
}

Result<void> PluginRecords::save(const Actor& by, const PluginRecord& record, std::string_view call, InstantMs now) {
    TRY(check_key("a plugin's id", record.plugin));
    TRY(check_json_object("a plugin's settings", record.settings_json, max_settings_bytes));
    return db_.transaction([&]() -> Result<void> {
        const auto before = TRY(log_.row(by.user, Entity::installation, record.plugin));
        TRY(db_.run("INSERT INTO plugin_installations(user_id, plugin_id, version, settings, enabled, why_disabled, "
                    "installed_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                    "ON CONFLICT(user_id, plugin_id) DO UPDATE SET version = excluded.version, settings = excluded.settings, "
                    "enabled = excluded.enabled, why_disabled = excluded.why_disabled, "
                    "installed_at = iif(installed = 1, installed_at, excluded.installed_at), installed = 1",
                    by.user.value, record.plugin, record.version, record.settings_json, record.enabled, record.why_disabled,
                    now));
        TRY(permissions_.replace(by.user, record.plugin, record.permissions));
        return log_.record(by, now, call, Entity::installation, record.plugin, before);
    });
}

Result<void> PluginRecords::record_load(UserId user, std::string_view plugin, std::string_view version, InstantMs at) {
    TRY(db_.run("UPDATE plugin_installations SET last_loaded_at = ?3, load_count = load_count + 1, version = ?4 "
                "WHERE user_id = ?1 AND plugin_id = ?2 AND installed = 1",
                user.value, plugin, at, version));
    if (db_.changed_rows() == 0) return fail(Errc::not_found, "{} is not installed", plugin);
    return {};
}

Result<void> PluginRecords::remove(const Actor& by, const std::string& plugin, bool keep_data, InstantMs now) {
    return db_.transaction([&]() -> Result<void> {
        TRY(find(by.user, plugin));
        const auto before = TRY(log_.row(by.user, Entity::installation, plugin));
        if (keep_data) {
            // Grants are given anew with each installation; only what the plugin kept survives.
            TRY(db_.run("UPDATE plugin_installations SET installed = 0, why_disabled = '' WHERE user_id = ?1 AND plugin_id = ?2",
                        by.user.value, plugin));
            TRY(permissions_.clear(by.user, plugin));
        } else {
            TRY(db_.run("DELETE FROM plugin_installations WHERE user_id = ?1 AND plugin_id = ?2", by.user.value, plugin));
            TRY(db_.run("DELETE FROM plugin_states WHERE user_id = ?1 AND plugin_id = ?2", by.user.value, plugin));
            TRY(storage_.clear(by.user, plugin));
        }
        return log_.record(by, now, calls::PluginUninstall::name, Entity::installation, plugin, before);
    });
}

Result<std::string> PluginRecords::kept_settings(UserId user, std::string_view plugin) {
    auto row = TRY(db_.prepare("SELECT settings FROM plugin_installations WHERE user_id = ?1 AND plugin_id = ?2"));
    row.bind(user.value, plugin);
    if (!TRY(row.step())) return std::string("{}");
    return std::string(row.text(0));
}

Result<void> PluginRecords::save_state(UserId user, std::string_view plugin, const PluginState& state) {
    if (state.bytes.size() > max_state_bytes)
        return fail(Errc::over_limit, "the state of {} has {} bytes; it may have {}", plugin, state.bytes.size(),
                    max_state_bytes);
    return db_.run("INSERT INTO plugin_states(user_id, plugin_id, version, bytes) VALUES(?1, ?2, ?3, ?4) "
                   "ON CONFLICT(user_id, plugin_id) DO UPDATE SET version = excluded.version, bytes = excluded.bytes",
                   user.value, plugin, state.version, state.bytes);
}

Result<std::optional<PluginState>> PluginRecords::load_state(UserId user, std::string_view plugin) {
    auto row = TRY(db_.prepare("SELECT version, bytes FROM plugin_states WHERE user_id = ?1 AND plugin_id = ?2"));
    row.bind(user.value, plugin);
    if (!TRY(row.step())) return std::optional<PluginState>();
    const auto bytes = row.bytes(1);
    return std::optional(PluginState{row.as<std::uint32_t>(0), wire::Bytes(bytes.begin(), bytes.end())});
}

} // namespace asista::services

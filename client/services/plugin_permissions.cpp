#include "services/plugin_permissions.hpp"

#include <nlohmann/json.hpp>

namespace asista::services {
namespace {

// Written by replace(); a hand-edited file with something else agrees to nothing.
std::vector<std::string> texts_of(std::string_view json) {
    std::vector<std::string> texts;
    const auto list = nlohmann::json::parse(json, nullptr, false);
    if (!list.is_array()) return texts;
    for (const auto& item : list)
        if (item.is_string()) texts.push_back(item.get<std::string>());
    return texts;
}

std::string json_of(const std::vector<std::string>& texts) {
    return nlohmann::json(texts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

Result<std::vector<PermissionRecord>> PluginPermissions::list(UserId user, std::string_view plugin) {
    auto rows = TRY(db_.prepare("SELECT permission, state, answered_at, hosts, own_hosts, use_count, refused_count, last_used_at "
                                "FROM plugin_permissions WHERE user_id = ?1 AND plugin_id = ?2 ORDER BY permission"));
    rows.bind(user.value, plugin);
    std::vector<PermissionRecord> records;
    while (TRY(rows.step())) {
        PermissionRecord record;
        record.permission = rows.text(0);
        record.state = static_cast<calls::Grant>(rows.as<std::uint8_t>(1)); // the table's CHECK bounds it
        record.answered_at = rows.integer(2);
        record.hosts = texts_of(rows.text(3));
        record.own_hosts = texts_of(rows.text(4));
        record.use_count = rows.as<std::uint64_t>(5);
        record.refused_count = rows.as<std::uint64_t>(6);
        record.last_used_at = rows.integer(7);
        records.push_back(std::move(record));
    }
    return records;
}

Result<void> PluginPermissions::replace(UserId user, std::string_view plugin, const std::vector<PermissionRecord>& records) {
    return db_.transaction([&]() -> Result<void> {
        TRY(clear(user, plugin));
        for (const auto& record : records)
            TRY(db_.run("INSERT INTO plugin_permissions(user_id, plugin_id, permission, state, answered_at, hosts, own_hosts, "
                        "use_count, refused_count, last_used_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                        user.value, plugin, record.permission, record.state, record.answered_at, json_of(record.hosts),
                        json_of(record.own_hosts), record.use_count, record.refused_count, record.last_used_at));
        return {};
    });
}

Result<void> PluginPermissions::save_uses(UserId user, std::string_view plugin, const std::vector<PermissionRecord>& records) {
    return db_.transaction([&]() -> Result<void> {
        for (const auto& record : records)
            TRY(db_.run("INSERT INTO plugin_permissions(user_id, plugin_id, permission, use_count, refused_count, last_used_at) "
                        "SELECT user_id, plugin_id, ?3, ?4, ?5, ?6 FROM plugin_installations "
                        "WHERE user_id = ?1 AND plugin_id = ?2 AND installed = 1 "
                        "ON CONFLICT(user_id, plugin_id, permission) DO UPDATE SET use_count = excluded.use_count, "
                        "refused_count = excluded.refused_count, last_used_at = excluded.last_used_at",
                        user.value, plugin, record.permission, record.use_count, record.refused_count, record.last_used_at));
        return {};
    });
}

Result<void> PluginPermissions::clear(UserId user, std::string_view plugin) {
    return db_.run("DELETE FROM plugin_permissions WHERE user_id = ?1 AND plugin_id = ?2", user.value, plugin);
}

} // namespace asista::services

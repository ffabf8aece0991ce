#include "services/plugin_storage.hpp"

#include "services/reply_limits.hpp"
#include "services/text_rules.hpp"

namespace asista::services {
namespace {

// The first text after all that begin with `prefix`, in byte order. UTF-8 holds no 0xFF, so appending one is enough.
std::string end_of(std::string_view prefix) { return std::string(prefix) + '\xFF'; }

} // namespace

Result<std::string> PluginStorage::get(UserId user, std::string_view plugin, std::string_view key) {
    TRY(check_key("a storage key", key));
    auto row = TRY(db_.prepare("SELECT value FROM plugin_storage WHERE user_id = ?1 AND plugin_id = ?2 AND key = ?3"));
    row.bind(user.value, plugin, key);
    if (!TRY(row.step())) return fail(Errc::not_found, "nothing is stored under \"{}\"", key);
    return std::string(row.text(0));
}

Result<void> PluginStorage::set(UserId user, std::string_view plugin, std::string_view key, std::string_view json,
                                std::uint64_t quota_bytes, InstantMs now) {
    TRY(check_key("a storage key", key));
    TRY(check_json("a stored value", json, 0));
    return db_.transaction([&]() -> Result<void> {
        if (quota_bytes != unlimited) {
            const std::uint64_t used = TRY(used_bytes(user, plugin));
            auto old = TRY(db_.prepare("SELECT length(CAST(value AS BLOB)) FROM plugin_storage "
                                       "WHERE user_id = ?1 AND plugin_id = ?2 AND key = ?3"));
            old.bind(user.value, plugin, key);
            const bool exists = TRY(old.step());
            const std::uint64_t freed = exists ? key.size() + old.as<std::uint64_t>(0) : 0;
            const std::uint64_t after = used - freed + key.size() + json.size();
            if (after > quota_bytes && after > used)
                return fail(
                    Errc::over_limit,
                    "storing \"{}\" would take {} bytes in all; {} may store {}; remove something, or ask for storage:unlimited",
                    key, after, plugin, quota_bytes);
        }
        return db_.run(
            "INSERT INTO plugin_storage(user_id, plugin_id, key, value, updated_at) VALUES(?1, ?2, ?3, ?4, ?5) "
            "ON CONFLICT(user_id, plugin_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
            user.value, plugin, key, json, now);
    });
}

Result<void> PluginStorage::remove(UserId user, std::string_view plugin, std::string_view key) {
    TRY(check_key("a storage key", key));
    return db_.run("DELETE FROM plugin_storage WHERE user_id = ?1 AND plugin_id = ?2 AND key = ?3", user.value, plugin, key);
}

Result<std::vector<std::string>> PluginStorage::keys(UserId user, std::string_view plugin, std::string_view prefix) {
    if (!prefix.empty()) TRY(check_key("a storage key prefix", prefix));
    auto rows = TRY(db_.prepare("SELECT key FROM plugin_storage WHERE user_id = ?1 AND plugin_id = ?2 AND key >= ?3 AND key < ?4 "
                                "ORDER BY key"));
    rows.bind(user.value, plugin, prefix, end_of(prefix));
    std::vector<std::string> keys;
    std::size_t bytes = 0;
    while (TRY(rows.step())) {
        bytes += 4 + rows.text(0).size();
        if (keys.size() >= wire::max_list_items || bytes > max_reply_bytes)
            return fail(Errc::over_limit, "more keys begin with \"{}\" than fit a reply; ask for a longer prefix", prefix);
        keys.emplace_back(rows.text(0));
    }
    return keys;
}

Result<PluginStorage::Listing> PluginStorage::listing(UserId user, std::string_view plugin, std::string_view after) {
    if (!after.empty()) TRY(check_key("a storage key", after));
    auto rows = TRY(db_.prepare("SELECT key, length(CAST(value AS BLOB)) FROM plugin_storage "
                                "WHERE user_id = ?1 AND plugin_id = ?2 AND key > ?3 ORDER BY key LIMIT ?4"));
    rows.bind(user.value, plugin, after, static_cast<std::int64_t>(max_listed + 1));
    Listing found;
    while (TRY(rows.step())) {
        if (found.values.size() == max_listed) {
            found.more = true;
            break;
        }
        found.values.push_back({std::string(rows.text(0)), rows.as<std::uint64_t>(1)});
    }
    return found;
}

Result<std::uint64_t> PluginStorage::used_bytes(UserId user, std::string_view plugin) {
    auto row = TRY(db_.prepare("SELECT bytes FROM plugin_storage_usage WHERE user_id = ?1 AND plugin_id = ?2"));
    row.bind(user.value, plugin);
    if (!TRY(row.step())) return std::uint64_t{0};
    return row.as<std::uint64_t>(0);
}

Result<void> PluginStorage::clear(UserId user, std::string_view plugin) {
    return db_.run("DELETE FROM plugin_storage WHERE user_id = ?1 AND plugin_id = ?2", user.value, plugin);
}

// The values before are written down by triggers, which see every way in which a value changes.
Result<void> PluginStorage::mark(UserId user, std::string_view plugin) {
    return db_.transaction([&]() -> Result<void> {
        TRY(drop_mark(user, plugin));
        return db_.run("INSERT INTO plugin_storage_marks(user_id, plugin_id) VALUES(?1, ?2)", user.value, plugin);
    });
}

Result<void> PluginStorage::restore(UserId user, std::string_view plugin) {
    return db_.transaction([&]() -> Result<void> {
        // First, so that putting back is no change to be taken back.
        TRY(db_.run("DELETE FROM plugin_storage_marks WHERE user_id = ?1 AND plugin_id = ?2", user.value, plugin));
        TRY(db_.run("DELETE FROM plugin_storage WHERE user_id = ?1 AND plugin_id = ?2 AND key IN "
                    "(SELECT key FROM plugin_storage_before WHERE user_id = ?1 AND plugin_id = ?2)",
                    user.value, plugin));
        TRY(db_.run("INSERT INTO plugin_storage(user_id, plugin_id, key, value, updated_at) "
                    "SELECT user_id, plugin_id, key, value, updated_at FROM plugin_storage_before "
                    "WHERE user_id = ?1 AND plugin_id = ?2 AND value IS NOT NULL",
                    user.value, plugin));
        return drop_mark(user, plugin);
    });
}

Result<void> PluginStorage::drop_mark(UserId user, std::string_view plugin) {
    return db_.transaction([&]() -> Result<void> {
        TRY(db_.run("DELETE FROM plugin_storage_marks WHERE user_id = ?1 AND plugin_id = ?2", user.value, plugin));
        return db_.run("DELETE FROM plugin_storage_before WHERE user_id = ?1 AND plugin_id = ?2", user.value, plugin);
    });
}

} // namespace asista::services

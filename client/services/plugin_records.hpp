// What is remembered about a person's plugins: what is installed, allowed and switched on, their settings, how often they were loaded
// and what they saved of themselves. Says nothing of running processes.
#pragma once

#include "services/operations.hpp"
#include "services/plugin_permissions.hpp"
#include "services/plugin_storage.hpp"

#include <vector>

namespace asista::services {

struct PluginRecord {
    std::string plugin;
    std::string version;
    std::string settings_json = "{}";
    std::vector<PermissionRecord> permissions; // those decided on or used, by id
    bool enabled = true;
    std::string why_disabled;
    InstantMs installed_at = 0;
    InstantMs last_loaded_at = 0; // 0: never
    std::uint32_t load_count = 0;
};

struct PluginState {
    std::uint32_t version = 0;
    wire::Bytes bytes;
};

// [core]
class PluginRecords {
  public:
    static constexpr std::size_t max_settings_bytes = 256 * 1024;
    static constexpr std::size_t max_state_bytes = 16u << 20;

    PluginRecords(store::Database& db, Operations& log, PluginStorage& storage)
        : db_(db), log_(log), storage_(storage), permissions_(db) {}

    // Installed ones, by id.
    Result<std::vector<PluginRecord>> list(UserId user);
    Result<PluginRecord> find(UserId user, std::string_view plugin);

    // Installs, or changes version, settings, permissions, enabled and why_disabled. Load time and count stay, installed_at is set once.
    // `by` is who decided it: the person, or the plugin itself for its settings.
    Result<void> save(const Actor& by, const PluginRecord& record, std::string_view call, InstantMs now);
    // A process of it became active.
    Result<void> record_load(UserId user, std::string_view plugin, std::string_view version, InstantMs at);

    // Removes the installation. With `keep_data`, settings, storage and saved state stay for a later one.
    Result<void> remove(const Actor& by, const std::string& plugin, bool keep_data, InstantMs now);
    // Of an installation removed with its data kept; "{}" when there is nothing.
    Result<std::string> kept_settings(UserId user, std::string_view plugin);

    // Uses of permissions are counted in memory and written now and then.
    Result<void> save_uses(UserId user, std::string_view plugin, const std::vector<PermissionRecord>& records) {
        return permissions_.save_uses(user, plugin, records);
    }

    Result<void> save_state(UserId user, std::string_view plugin, const PluginState& state);
    Result<std::optional<PluginState>> load_state(UserId user, std::string_view plugin);

  private:
    store::Database& db_;
    Operations& log_;
    PluginStorage& storage_;
    PluginPermissions permissions_;
};

} // namespace asista::services

// The runtime's Installations over the services' PluginRecords: the supervisor knows no database, the services know no supervisor.
#pragma once

#include "runtime/clock.hpp"
#include "runtime/installations.hpp"
#include "services/plugin_records.hpp"

namespace asista::core {

// [core]
class InstallationsOverRecords final : public runtime::Installations {
  public:
    InstallationsOverRecords(services::PluginRecords& records, UserId user, const runtime::Clock& clock)
        : records_(records), user_(user), clock_(clock) {}

    Result<std::vector<runtime::Installation>> list() override;
    Result<void> save(const runtime::Installation& installation) override;
    Result<void> record_load(std::string_view plugin, std::string_view version, InstantMs at) override;
    Result<void> remove(std::string_view plugin, bool keep_data) override;
    Result<void> save_uses(std::string_view plugin, const runtime::Grants& grants) override;
    Result<void> save_state(std::string_view plugin, const runtime::SavedState& state) override;
    Result<std::optional<runtime::SavedState>> load_state(std::string_view plugin) override;
    Result<std::string> kept_settings(std::string_view plugin) override;

  private:
    services::PluginRecords& records_;
    UserId user_;
    const runtime::Clock& clock_;
};

} // namespace asista::core

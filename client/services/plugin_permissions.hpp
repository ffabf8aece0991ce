// What a person decided about each permission of a plugin, and how often the plugin used it. Rows of an installation: they go with it.
#pragma once

#include "store/database.hpp"
#include "wire/calls/trust.hpp"
#include "wire/ids.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

struct PermissionRecord {
    std::string permission; // id
    calls::Grant state = calls::Grant::ask;
    InstantMs answered_at = 0;
    std::vector<std::string> hosts, own_hosts;
    std::uint64_t use_count = 0, refused_count = 0;
    InstantMs last_used_at = 0;

    friend bool operator==(const PermissionRecord&, const PermissionRecord&) = default;
};

// [core]
class PluginPermissions {
  public:
    explicit PluginPermissions(store::Database& db) : db_(db) {}

    Result<std::vector<PermissionRecord>> list(UserId user, std::string_view plugin); // by id
    // Makes the rows of an installation exactly these.
    Result<void> replace(UserId user, std::string_view plugin, const std::vector<PermissionRecord>& records);
    // Counts and last use alone; a permission without a row gets one, undecided. Nothing for a plugin that is not installed (any more).
    Result<void> save_uses(UserId user, std::string_view plugin, const std::vector<PermissionRecord>& records);
    Result<void> clear(UserId user, std::string_view plugin);

  private:
    store::Database& db_;
};

} // namespace asista::services

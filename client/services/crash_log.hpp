// Reports of the crashes and hangs of plugins, kept over restarts: the newest of each plugin.
#pragma once

#include "store/database.hpp"
#include "wire/ids.hpp"
#include "wire/model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

struct CrashEntry {
    std::uint64_t id = 0; // ascending with time, over all plugins of a user
    InstantMs at = 0;
    std::string version, sentence, where, report;
};

// [core]
class CrashLog {
  public:
    static constexpr std::uint32_t kept = 20; // a plugin

    explicit CrashLog(store::Database& db) : db_(db) {}

    Result<std::vector<CrashEntry>> list(UserId user, std::string_view plugin); // newest first
    // Adds it, or replaces the one with its id, and drops what is older than the newest `kept`.
    Result<void> save(UserId user, std::string_view plugin, const CrashEntry& entry);
    Result<void> remove(UserId user, std::string_view plugin);
    Result<std::uint64_t> last_id(UserId user); // 0: none

  private:
    store::Database& db_;
};

} // namespace asista::services

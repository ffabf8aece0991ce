// Which build of each plugin ran well last, and which one failed after it. Libraries are files of somebody else's; here are their names.
#pragma once

#include "services/plugin_records.hpp"

namespace asista::services {

struct BuildRecord {
    std::uint64_t good_library = 0, good_manifest = 0; // hashes of content
    std::string manifest_json;
    std::optional<PluginState> state;
    std::uint64_t tried_library = 0, tried_manifest = 0;     // 0: none
    std::uint64_t refused_library = 0, refused_manifest = 0; // 0: none
    std::string why;
};

// [core]
class PluginBuilds {
  public:
    explicit PluginBuilds(store::Database& db) : db_(db) {}

    Result<std::optional<BuildRecord>> find(UserId user, std::string_view plugin);
    Result<void> save(UserId user, std::string_view plugin, const BuildRecord& record);
    Result<void> remove(UserId user, std::string_view plugin);

  private:
    store::Database& db_;
};

} // namespace asista::services

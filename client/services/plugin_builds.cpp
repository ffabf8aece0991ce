#include "services/plugin_builds.hpp"

namespace asista::services {
namespace {

// The database's integers have a sign, hashes have none: the same bits.
std::int64_t as_stored(std::uint64_t hash) { return static_cast<std::int64_t>(hash); }
std::uint64_t as_hash(std::int64_t stored) { return static_cast<std::uint64_t>(stored); }

} // namespace

Result<std::optional<BuildRecord>> PluginBuilds::find(UserId user, std::string_view plugin) {
    auto row =
        TRY(db_.prepare("SELECT good_library, good_manifest, manifest, state IS NOT NULL, state_version, state, tried_library, "
                        "tried_manifest, refused_library, refused_manifest, why FROM plugin_builds "
                        "WHERE user_id = ?1 AND plugin_id = ?2"));
    row.bind(user.value, plugin);
    if (!TRY(row.step())) return std::optional<BuildRecord>();
    BuildRecord record;
    record.good_library = as_hash(row.integer(0));
    record.good_manifest = as_hash(row.integer(1));
    record.manifest_json = row.text(2);
    if (row.as<bool>(3)) {
        const auto bytes = row.bytes(5);
        record.state = PluginState{row.as<std::uint32_t>(4), wire::Bytes(bytes.begin(), bytes.end())};
    }
    record.tried_library = as_hash(row.integer(6));
    record.tried_manifest = as_hash(row.integer(7));
    record.refused_library = as_hash(row.integer(8));
    record.refused_manifest = as_hash(row.integer(9));
    record.why = row.text(10);
    return std::optional(std::move(record));
}

Result<void> PluginBuilds::save(UserId user, std::string_view plugin, const BuildRecord& record) {
    return db_.transaction([&]() -> Result<void> {
        TRY(db_.run("INSERT INTO plugin_builds(user_id, plugin_id, good_library, good_manifest, manifest, state_version, state, "
                    "tried_library, tried_manifest, refused_library, refused_manifest, why) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, 0, NULL, ?6, ?7, ?8, ?9, ?10) ON CONFLICT(user_id, plugin_id) DO UPDATE SET "
                    "good_library = excluded.good_library, good_manifest = excluded.good_manifest, manifest = excluded.manifest, "
                    "state_version = 0, state = NULL, tried_library = excluded.tried_library, "
                    "tried_manifest = excluded.tried_manifest, refused_library = excluded.refused_library, "
                    "refused_manifest = excluded.refused_manifest, why = excluded.why",
                    user.value, plugin, as_stored(record.good_library), as_stored(record.good_manifest), record.manifest_json,
                    as_stored(record.tried_library), as_stored(record.tried_manifest), as_stored(record.refused_library),
                    as_stored(record.refused_manifest), record.why));
        if (!record.state) return {};
        return db_.run("UPDATE plugin_builds SET state_version = ?3, state = ?4 WHERE user_id = ?1 AND plugin_id = ?2",
                       user.value, plugin, record.state->version, record.state->bytes);
    });
}

Result<void> PluginBuilds::remove(UserId user, std::string_view plugin) {
    return db_.run("DELETE FROM plugin_builds WHERE user_id = ?1 AND plugin_id = ?2", user.value, plugin);
}

} // namespace asista::services

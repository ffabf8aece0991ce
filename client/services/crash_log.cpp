#include "services/crash_log.hpp"

namespace asista::services {

Result<std::vector<CrashEntry>> CrashLog::list(UserId user, std::string_view plugin) {
    auto rows = TRY(db_.prepare("SELECT id, at, version, sentence, place, report FROM plugin_crashes "
                                "WHERE user_id = ?1 AND plugin_id = ?2 ORDER BY id DESC LIMIT ?3"));
    rows.bind(user.value, plugin, kept);
    std::vector<CrashEntry> entries;
    while (TRY(rows.step()))
        entries.push_back({rows.as<std::uint64_t>(0), rows.integer(1), std::string(rows.text(2)), std::string(rows.text(3)),
                           std::string(rows.text(4)), std::string(rows.text(5))});
    return entries;
}

Result<void> CrashLog::save(UserId user, std::string_view plugin, const CrashEntry& entry) {
    return db_.transaction([&]() -> Result<void> {
        TRY(db_.run("INSERT INTO plugin_crashes(user_id, plugin_id, id, at, version, sentence, place, report) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE SET "
                    "sentence = excluded.sentence, place = excluded.place, report = excluded.report",
                    user.value, plugin, entry.id, entry.at, entry.version, entry.sentence, entry.where, entry.report));
        return db_.run("DELETE FROM plugin_crashes WHERE user_id = ?1 AND plugin_id = ?2 AND id <= "
                       "(SELECT id FROM plugin_crashes WHERE user_id = ?1 AND plugin_id = ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3)",
                       user.value, plugin, kept);
    });
}

Result<void> CrashLog::remove(UserId user, std::string_view plugin) {
    return db_.run("DELETE FROM plugin_crashes WHERE user_id = ?1 AND plugin_id = ?2", user.value, plugin);
}

Result<std::uint64_t> CrashLog::last_id(UserId user) {
    auto row = TRY(db_.prepare("SELECT coalesce(max(id), 0) FROM plugin_crashes WHERE user_id = ?1"));
    row.bind(user.value);
    TRY(row.step());
    return row.as<std::uint64_t>(0);
}

} // namespace asista::services

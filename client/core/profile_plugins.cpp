#include "core/profile_plugins.hpp"

#include "store/database.hpp"

namespace asista::core {

Result<std::vector<RememberedPlugin>> remembered_plugins(const std::filesystem::path& profile) {
    std::vector<RememberedPlugin> plugins;
    auto db = store::Database::open_read_only(profile / "asista.db");
    if (!db && db.error().code == Errc::not_found) return plugins;
    if (!db) return fail(std::move(db.error()));
    // Of the profile's first user, as the client itself.
    auto rows = TRY(db->prepare("SELECT plugin_id, version, enabled, why_disabled FROM plugin_installations "
                                "WHERE installed = 1 AND user_id = (SELECT min(id) FROM users) ORDER BY plugin_id"));
    while (TRY(rows.step()))
        plugins.push_back({std::string(rows.text(0)), std::string(rows.text(1)), rows.as<bool>(2), std::string(rows.text(3))});
    return plugins;
}

} // namespace asista::core

#include "store/migrate.hpp"

#include "store/database.hpp"

namespace asista::store {

Result<void> migrate(Database& db, int from_version, std::span<const Migration> steps) {
    for (const Migration& step : steps) {
        if (step.version <= from_version) continue;
        const auto done = db.transaction([&]() -> Result<void> {
            TRY(db.execute(std::string(step.sql)));
            // Both numbers live in the file's header, so they commit and roll back with the step itself.
            return db.execute(fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}", step.version, application_id));
        });
        if (!done) return fail_in(fmt::format("database migration {}", step.name), done.error());
    }
    return {};
}

} // namespace asista::store

// Profiles from before decisions had a table of their own: what was granted then is granted now, and nothing else is.
#include "child_process.hpp"
#include "store/database.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <vector>

using namespace asista;
using store::Database;
using test::TempDir;

namespace {

std::vector<std::string> column(Database& db, std::string_view sql) {
    auto rows = db.prepare(sql);
    REQUIRE_MESSAGE(rows, rows.error().message);
    std::vector<std::string> values;
    while (rows->step().value()) values.emplace_back(rows->text(0));
    return values;
}

} // namespace

TEST_CASE("grants of the version before become decisions, and damaged ones grant nothing") {
    const TempDir dir;
    {
        auto old = Database::open(dir / "asista.db", {.schema = store::migrations().first(3)});
        REQUIRE(old);
        REQUIRE(old->execute(
            "INSERT INTO users(name, created_at) VALUES('Ada', 1), ('Bob', 2);"
            "INSERT INTO plugin_installations(user_id, plugin_id, version, settings, permissions, installed, installed_at, "
            "load_count) VALUES"
            "(1, 'ai.asista.motivation', '1.0.0', '{\"nudges\":true}', '[\"tasks:read\",\"ai:chat\",\"tasks:read\"]', 1, 100, 9),"
            "(2, 'ai.asista.motivation', '1.0.0', '{}', '[\"goals:read\"]', 1, 200, 1),"
            "(1, 'org.example.removed', '1.0.0', '{\"kept\":1}', '[]', 0, 300, 0),"
            "(1, 'org.example.broken', '1.0.0', '{}', '{not json', 1, 400, 0),"
            "(1, 'org.example.odd', '1.0.0', '{}', '[7, null, {\"a\":1}, \"habits:read\"]', 1, 500, 0),"
            "(1, 'org.example.object', '1.0.0', '{}', '{\"a\":\"tasks:read\"}', 1, 600, 0);"
            "INSERT INTO plugin_storage(user_id, plugin_id, key, value, updated_at) VALUES(1, 'ai.asista.motivation', 'k', '1', "
            "5);"
            "INSERT INTO operations(user_id, at, call, entity, entity_key, after) VALUES(1, 1, 'plugins.install', "
            "'installation', "
            "'ai.asista.motivation', '{\"permissions\":\"[]\"}');"));
    }

    auto db = Database::open(dir / "asista.db");

    REQUIRE_MESSAGE(db, db.error().message);
    CHECK(db->notice().empty());
    CHECK(column(*db, "SELECT user_id || ' ' || plugin_id || ' ' || permission || ' ' || state || ' ' || answered_at "
                      "FROM plugin_permissions ORDER BY user_id, plugin_id, permission") ==
          std::vector<std::string>{"1 ai.asista.motivation ai:chat 1 100", "1 ai.asista.motivation tasks:read 1 100",
                                   "1 org.example.odd habits:read 1 500", "2 ai.asista.motivation goals:read 1 200"});
    CHECK(column(*db, "SELECT settings || load_count FROM plugin_installations ORDER BY user_id, plugin_id")[0] ==
          "{\"nudges\":true}9");
    CHECK(column(*db, "SELECT plugin_id FROM plugin_installations").size() == 6);
    CHECK(column(*db, "SELECT value FROM plugin_storage") == std::vector<std::string>{"1"});
    CHECK(column(*db, "SELECT call FROM changes") == std::vector<std::string>{"plugins.install"});
    CHECK(column(*db, "SELECT name FROM pragma_table_info('plugin_installations') WHERE name = 'permissions'").empty());

    REQUIRE(db->run("DELETE FROM plugin_installations WHERE user_id = ?1 AND plugin_id = ?2", 1, "ai.asista.motivation"));
    CHECK(column(*db, "SELECT permission FROM plugin_permissions WHERE plugin_id = 'ai.asista.motivation'") ==
          std::vector<std::string>{"goals:read"}); // decisions go with their installation, and with no other
    REQUIRE(db->run("DELETE FROM users WHERE id = ?1", 2));
    CHECK(column(*db, "SELECT permission FROM plugin_permissions WHERE user_id = 2").empty());
}

TEST_CASE("a full disk and a sudden end on the way keep every grant, and the next start goes on") {
    const auto old_profile = [](const std::filesystem::path& file) {
        auto old = Database::open(file, {.schema = store::migrations().first(3)});
        REQUIRE(old);
        REQUIRE(old->execute("INSERT INTO users(name, created_at) VALUES('Ada', 1);"
                             "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) "
                             "INSERT INTO plugin_installations(user_id, plugin_id, version, permissions, installed_at) "
                             "SELECT 1, 'org.example.p' || i, '1.0.0', '[\"tasks:read\",\"ai:chat\"]', i FROM n"));
    };
    int refused = 0, ended = 0, done = 0;
    for (rlim_t room = 0; done == 0; room += 16'384) {
        for (const bool killed : {false, true}) { // the kernel ends who writes beyond the limit, unless that is ignored
            INFO(std::string(killed ? "ended at " : "refused at "), room);
            const TempDir dir;
            old_profile(dir / "asista.db");
            const int status = test::in_child([&] {
                std::signal(SIGXFSZ, killed ? SIG_DFL : SIG_IGN);
                const rlimit none{0, 0}, limit{room, room};
                if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 10;
                const auto db = Database::open(dir / "asista.db");
                if (db) return 0;
                const auto& error = db.error();
                const bool told = error.message.find("nothing was changed; free some space") != std::string::npos ||
                                  error.message.find("check that the disk works and has room") != std::string::npos;
                return told && error.message.find("asista.db") != std::string::npos ? 1 : 11;
            });
            done += status == 0 ? 1 : 0;
            refused += status == 1 ? 1 : 0;
            ended += status == -SIGXFSZ ? 1 : 0;
            CHECK((status == 0 || status == (killed ? -SIGXFSZ : 1)));

            auto db = Database::open(dir / "asista.db");
            REQUIRE_MESSAGE(db, db.error().message);
            CHECK(db->notice().empty());
            CHECK(column(*db, "SELECT count(*) FROM plugin_permissions WHERE state = 1") == std::vector<std::string>{"800"});
            CHECK(column(*db, "SELECT count(*) FROM plugin_crashes") == std::vector<std::string>{"0"});
        }
    }
    CHECK(refused > 2);
    CHECK(ended > 2);
}

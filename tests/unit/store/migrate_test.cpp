// The numbered steps: every older file arrives at today's schema with its rows, a failing step changes nothing.
#include "store/database.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

using namespace asista;
using store::Database;
using store::Migration;
using test::TempDir;

namespace {

std::int64_t number(Database& db, std::string_view sql) {
    auto statement = db.prepare(sql);
    REQUIRE_MESSAGE(statement, statement.error().message);
    REQUIRE(statement->step().value());
    return statement->integer(0);
}

} // namespace

TEST_CASE("the compiled-in steps are numbered without a gap") {
    int expected = 0;
    for (const Migration& step : store::migrations()) CHECK(step.version == ++expected);
    CHECK(expected >= 3);
}

TEST_CASE("a file of every earlier version opens as today's and keeps its rows") {
    const int newest = store::migrations().back().version;
    for (int version = 1; version < newest; ++version) {
        CAPTURE(version);
        const TempDir dir;
        {
            auto old =
                Database::open(dir / "asista.db", {.schema = store::migrations().first(static_cast<std::size_t>(version))});
            REQUIRE(old);
            CHECK(old->schema_version() == version);
            REQUIRE(old->run("INSERT INTO users(name, created_at) VALUES('Ada', 1)"));
            REQUIRE(old->run("INSERT INTO tasks(user_id, title, created_at, updated_at) VALUES(1, 'Water the plants', 1, 1)"));
        }

        auto db = Database::open(dir / "asista.db");

        REQUIRE_MESSAGE(db, db.error().message);
        CHECK(db->schema_version() == newest);
        CHECK(number(*db, "SELECT count(*) FROM tasks WHERE title = 'Water the plants'") == 1);
        CHECK(number(*db, "SELECT count(*) FROM operations") == 0);
        CHECK(db->notice().empty());
    }
}

TEST_CASE("an older log of operations becomes one of changes, each of one operation, with author and whether it was undone") {
    const TempDir dir;
    {
        auto old = Database::open(dir / "asista.db", {.schema = store::migrations().first(6)});
        REQUIRE(old);
        REQUIRE(old->execute(
            "INSERT INTO users(name, created_at) VALUES('Ada', 1);"
            "INSERT INTO operations(user_id, plugin_id, at, call, entity, entity_key, before, after, undone_at) VALUES"
            "(1, '', 5, 'tasks.add', 'task', '1', NULL, '{\"id\":1}', NULL),"
            "(1, 'org.example.p', 6, 'tasks.remove', 'task', '1', '{\"id\":1}', NULL, 7),"
            "(1, '', 7, 'operations.undo', 'task', '1', NULL, '{\"id\":1}', NULL),"
            "(1, '', 8, 'preferences.set', 'preference', 'a', NULL, '{}', NULL);"));
    }

    {
        auto same = Database::open(dir / "asista.db", {.schema = store::migrations().first(7)});
        REQUIRE_MESSAGE(same, same.error().message);
        CHECK(number(*same, "SELECT bytes FROM operation_usage") == 26);
    }
    auto db = Database::open(dir / "asista.db");

    REQUIRE_MESSAGE(db, db.error().message);
    CHECK(number(*db, "SELECT count(*) FROM changes AS c JOIN operations AS o ON o.change_id = c.id AND o.id = c.id") == 4);
    CHECK(number(*db, "SELECT author FROM changes WHERE plugin_id = 'org.example.p' AND at = 6 AND undone_by IS NOT NULL") == 1);
    CHECK(number(*db, "SELECT count(*) FROM changes WHERE undone_by IS NULL") == 3);
    CHECK(number(*db, "SELECT id FROM changes WHERE in_line = 1") == 1);
    CHECK(number(*db, "SELECT count(*) FROM changes WHERE kind = 1") == 0); // nothing of then is redone
    CHECK(number(*db, "SELECT operations FROM operation_usage") == 4);
    CHECK(number(*db, "SELECT bytes FROM operation_usage") ==
          number(*db, "SELECT sum(coalesce(length(before), 0) + coalesce(length(after), 0)) FROM operations"));
    // What is known of a task is what would be, had it been logged today.
    CHECK(number(*db, "SELECT count(*) FROM operations WHERE after = '{\"id\":1,\"start_day\":null,\"start_minute\":null,"
                      "\"due_minute\":null,\"recurrence\":\"\",\"project_id\":null,\"parent_id\":null,\"rank\":\"80000001\","
                      "\"origin\":\"\",\"tags\":[]}'") == 2);
    REQUIRE(db->run("INSERT INTO operations(user_id, change_id, entity, entity_key) VALUES(1, 4, 'task', '2')"));
    CHECK(db->last_row() == 5); // ids go on
    REQUIRE(db->run("DELETE FROM users"));
    CHECK(number(*db, "SELECT (SELECT count(*) FROM changes) + (SELECT count(*) FROM operations) + (SELECT count(*) FROM "
                      "operation_usage)") == 0);
}

TEST_CASE("a log from before the coach was an author keeps its changes, what is unfinished, and whose words a text is") {
    const TempDir dir;
    {
        auto old = Database::open(dir / "asista.db", {.schema = store::migrations().first(12)});
        REQUIRE(old);
        REQUIRE(old->execute(
            "INSERT INTO users(name, created_at) VALUES('Ada', 1);"
            "INSERT INTO changes(user_id, author, plugin_id, at, call, in_line) VALUES"
            "(1, 0, '', 5, 'tasks.add', 1), (1, 1, 'org.example.p', 6, 'tasks.add', 0), (1, 3, '', 7, 'import.run', 0),"
            "(1, 1, 'org.example.p', 8, 'tasks.update', 0), (1, 0, '', 9, 'tasks.add', 1);"
            "INSERT INTO operations(user_id, change_id, entity, entity_key, before, after) VALUES"
            "(1, 1, 'task', '1', NULL, '{\"title\":\"mine\"}'), (1, 2, 'task', '2', NULL, '{\"title\":\"theirs\"}'),"
            "(1, 3, 'event', '3', NULL, '{\"title\":\"imported\"}'),"
            "(1, 4, 'task', '1', '{\"title\":\"mine\",\"status\":0}', '{\"title\":\"mine\",\"status\":2}');"
            "INSERT INTO unfinished_changes(change_id, user_id) VALUES(3, 1);"
            "DELETE FROM changes WHERE id = 5"));
    }
    auto db = Database::open(dir / "asista.db");
    REQUIRE_MESSAGE(db, db.error().message);
    CHECK(number(*db, "SELECT count(*) FROM changes AS c JOIN operations AS o ON o.change_id = c.id AND o.id = c.id") == 4);
    CHECK(number(*db, "SELECT change_id FROM unfinished_changes") == 3);
    CHECK(number(*db, "SELECT operations FROM operation_usage") == 4);
    CHECK(number(*db, "SELECT count(*) FROM text_origins") == 2);
    CHECK(number(*db, "SELECT author FROM text_origins WHERE entity = 'task' AND entity_key = '2'") == 1);
    CHECK(number(*db, "SELECT author FROM text_origins WHERE entity = 'event'") == 3);
    REQUIRE(db->run("INSERT INTO changes(user_id, author, plugin_id, at, call) VALUES(1, 4, '', 9, 'coach.decide')"));
    CHECK(db->last_row() == 6); // no number is given again
    CHECK_FALSE(db->run("INSERT INTO changes(user_id, author, plugin_id, at, call) VALUES(1, 5, '', 9, 'x')"));
    REQUIRE(db->run("DELETE FROM changes WHERE id < 4"));
    CHECK(number(*db, "SELECT count(*) FROM operations") == 1);
    CHECK(number(*db, "SELECT operations FROM operation_usage") == 1);
    CHECK(number(*db, "SELECT count(*) FROM unfinished_changes") == 0);
    CHECK(number(*db, "SELECT count(*) FROM pragma_foreign_key_check") == 0);
}

TEST_CASE("opening twice migrates once") {
    const TempDir dir;
    REQUIRE(Database::open(dir / "asista.db"));

    auto again = Database::open(dir / "asista.db");

    REQUIRE_MESSAGE(again, again.error().message);
    CHECK(again->schema_version() == store::migrations().back().version);
}

TEST_CASE("a step that fails names itself and leaves the file at the step before") {
    const TempDir dir;
    constexpr Migration good[] = {{1, "0001_a", "CREATE TABLE a(x) ;"}};
    constexpr Migration bad[] = {{1, "0001_a", "CREATE TABLE a(x);"},
                                 {2, "0002_b", "CREATE TABLE b(x); INSERT INTO a VALUES(1); INSERT INTO missing VALUES(1);"}};
    REQUIRE(Database::open(dir / "asista.db", {.schema = good}));

    const auto failed = Database::open(dir / "asista.db", {.schema = bad});

    CHECK(failed.error().message.find("0002_b") != std::string::npos);
    auto db = Database::open(dir / "asista.db", {.schema = good});
    REQUIRE(db);
    CHECK(db->schema_version() == 1);
    CHECK(number(*db, "SELECT count(*) FROM a") == 0);
    CHECK(number(*db, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'") == 0);
}

TEST_CASE("every table but the shared ones names its owner") {
    auto db = Database::open(":memory:");
    REQUIRE(db);
    auto tables = db->prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                              "AND name NOT LIKE 'search_%' AND name NOT IN " // an index of the others' rows
                              "('users', 'plugin_marketplace', 'profile_facts')");
    REQUIRE(tables);

    int seen = 0;
    while (tables->step().value()) {
        ++seen;
        CAPTURE(std::string(tables->text(0)));
        auto owner = db->prepare("SELECT count(*) FROM pragma_table_info(?1) WHERE name = 'user_id' AND \"notnull\" = 1");
        REQUIRE(owner);
        owner->bind(tables->text(0));
        REQUIRE(owner->step().value());
        CHECK(owner->integer(0) == 1);
    }

    CHECK(seen >= 12);
}

TEST_CASE("deleting a user deletes every row of theirs") {
    auto db = Database::open(":memory:");
    REQUIRE(db);
    REQUIRE(db->execute("INSERT INTO users(name, created_at) VALUES('Ada', 1), ('Bob', 1);"
                        "INSERT INTO habits(user_id, name, created_at) VALUES(1, 'Walk', 1), (2, 'Swim', 1);"
                        "INSERT INTO habit_completions(habit_id, day, user_id, done_at) VALUES(1, 5, 1, 1), (2, 5, 2, 1);"
                        "INSERT INTO plugin_storage(user_id, plugin_id, key, value, updated_at) VALUES(1, 'p', 'k', '1', 1);"));

    REQUIRE(db->run("DELETE FROM users WHERE id = ?1", 1));

    CHECK(number(*db, "SELECT count(*) FROM habit_completions") == 1);
    CHECK(number(*db, "SELECT count(*) FROM habits") == 1);
    CHECK(number(*db, "SELECT count(*) FROM plugin_storage") == 0);
}

TEST_CASE("a child row cannot belong to another user than its parent") {
    auto db = Database::open(":memory:");
    REQUIRE(db);
    REQUIRE(db->execute("INSERT INTO users(name, created_at) VALUES('Ada', 1), ('Bob', 1);"
                        "INSERT INTO habits(user_id, name, created_at) VALUES(1, 'Walk', 1);"));

    const auto stolen = db->run("INSERT INTO habit_completions(habit_id, day, user_id, done_at) VALUES(1, 5, 2, 1)");

    CHECK(stolen.error().code == Errc::invalid);
}

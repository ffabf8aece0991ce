// Opening: settings of the connection, damaged, foreign, newer and unwritable files, and where WAL is not to be had.
#include "child_process.hpp"
#include "store/database.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <string>
#include <vector>

using namespace asista;
using store::Database;
using test::in_child;
using test::TempDir;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t now_ms = 1'795'340'460'000; // 2026-11-22T09:41:00Z

std::string value(Database& db, std::string_view sql) {
    auto statement = db.prepare(sql);
    REQUIRE_MESSAGE(statement, statement.error().message);
    REQUIRE(statement->step().value());
    return std::string(statement->text(0));
}

void add_user(Database& db, const std::string& name) {
    REQUIRE(db.run("INSERT INTO users(name, created_at) VALUES(?1, 1)", name));
}

// A closed profile with many rows, so that there are pages to damage.
void make_profile(const fs::path& file) {
    auto db = Database::open(file);
    REQUIRE(db);
    REQUIRE(db->transaction([&]() -> Result<void> {
        for (int i = 0; i < 2000; ++i)
            TRY(db->run("INSERT INTO users(name, created_at) VALUES(?1, 1)", "user " + std::to_string(i)));
        return {};
    }));
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("a fresh file is WAL, NORMAL, with foreign keys, and for its owner alone") {
    const TempDir dir;

    auto db = Database::open(dir / "asista.db");

    REQUIRE_MESSAGE(db, db.error().message);
    CHECK(db->journal_mode() == "wal");
    CHECK(value(*db, "PRAGMA synchronous") == "1");
    CHECK(value(*db, "PRAGMA foreign_keys") == "1");
    CHECK(value(*db, "PRAGMA busy_timeout") == "2000");
    CHECK(db->notice().empty());
    struct stat status {};
    REQUIRE(stat((dir / "asista.db").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    add_user(*db, "Ada");
    REQUIRE(stat((dir / "asista.db-wal").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a file system without shared memory gets a rollback journal and full sync") {
    const TempDir dir;

    auto db = Database::open(dir / "asista.db", {.vfs = "unix-dotfile"});

    REQUIRE_MESSAGE(db, db.error().message);
    CHECK(db->journal_mode() == "delete");
    CHECK(value(*db, "PRAGMA synchronous") == "2");
    add_user(*db, "Ada");
    CHECK(value(*db, "SELECT name FROM users") == "Ada");
}

TEST_CASE("what was committed is there after an unclean end") {
    const TempDir dir;

    const int status = in_child([&] {
        auto db = Database::open(dir / "asista.db");
        if (!db || !db->run("INSERT INTO users(name, created_at) VALUES('Ada', 1)")) return 1;
        kill(getpid(), SIGKILL);
        return 2;
    });

    CHECK(status == -SIGKILL);
    auto db = Database::open(dir / "asista.db");
    REQUIRE(db);
    CHECK(db->notice().empty());
    CHECK(value(*db, "SELECT name FROM users") == "Ada");
}

TEST_CASE("a damaged file is set aside whole and a fresh one takes its place") {
    struct Variant {
        const char* name;
        std::function<void(std::string&)> damage;
    };
    const Variant variants[] = {
        {"not a database", [](std::string& bytes) { bytes.assign(8192, 'x'); }},
        {"text file", [](std::string& bytes) { bytes = "# my notes, saved over the database by accident\n"; }},
        {"cut in the middle", [](std::string& bytes) { bytes.resize(bytes.size() / 2); }},
        {"inner pages overwritten", [](std::string& bytes) { std::fill(bytes.begin() + 4096, bytes.end(), '\xAB'); }},
        {"schema page overwritten", [](std::string& bytes) { std::fill(bytes.begin() + 100, bytes.begin() + 4096, '\x11'); }},
    };
    for (const Variant& variant : variants) {
        CAPTURE(variant.name);
        const TempDir dir;
        make_profile(dir / "asista.db");
        std::string bytes = test::read_file(dir / "asista.db");
        REQUIRE(bytes.size() > 40'000);
        variant.damage(bytes);
        test::write_file(dir / "asista.db", bytes);

        auto db = Database::open(dir / "asista.db", {.now_ms = now_ms});

        REQUIRE_MESSAGE(db, db.error().message);
        CHECK(test::read_file(dir / "asista.db.damaged-20261122T094100Z") == bytes);
        CHECK(contains(db->notice(), "asista.db.damaged-20261122T094100Z"));
        CHECK(value(*db, "SELECT count(*) FROM users") == "0");
        add_user(*db, "Ada");
    }
}

TEST_CASE("the side files of a damaged database go with it") {
    const TempDir dir;
    test::write_file(dir / "asista.db", std::string(8192, 'x'));
    test::write_file(dir / "asista.db-wal", "wal");
    test::write_file(dir / "asista.db-shm", "shm");

    REQUIRE(Database::open(dir / "asista.db", {.now_ms = now_ms}));

    CHECK(test::read_file(dir / "asista.db.damaged-20261122T094100Z-wal") == "wal");
    CHECK(fs::exists(dir / "asista.db.damaged-20261122T094100Z-shm")); // SQLite rewrites it on opening: it holds no data
}

TEST_CASE("a write-ahead log whose database is gone is kept") {
    for (const bool emptied : {false, true}) {
        CAPTURE(emptied);
        const TempDir dir;
        if (emptied) test::write_file(dir / "asista.db", "");
        test::write_file(dir / "asista.db-wal", "what was written last");

        auto db = Database::open(dir / "asista.db", {.now_ms = now_ms});

        REQUIRE_MESSAGE(db, db.error().message);
        CHECK(test::read_file(dir / "asista.db.damaged-20261122T094100Z-wal") == "what was written last");
        CHECK(contains(db->notice(), "damaged"));
    }
}

TEST_CASE("a second damaged file in the same second does not replace the first") {
    const TempDir dir;
    for (const char* text : {"first", "second"}) {
        test::write_file(dir / "asista.db", std::string(8192, *text));
        REQUIRE(Database::open(dir / "asista.db", {.now_ms = now_ms}));
    }

    CHECK(test::read_file(dir / "asista.db.damaged-20261122T094100Z")[0] == 'f');
    CHECK(test::read_file(dir / "asista.db.damaged-20261122T094100Z-2")[0] == 's');
}

TEST_CASE("a newer schema is refused with both versions and the remedy, and not touched") {
    const TempDir dir;
    {
        auto db = Database::open(dir / "asista.db");
        REQUIRE(db);
        REQUIRE(db->execute("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    const std::string before = test::read_file(dir / "asista.db");

    const auto refused = Database::open(dir / "asista.db", {.now_ms = now_ms});

    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::unsupported);
    for (const std::string& part :
         {(dir / "asista.db").string(), std::string("version 99"),
          "version " + std::to_string(store::migrations().back().version), std::string("update Asista")})
        CHECK_MESSAGE(contains(refused.error().message, part), refused.error().message);
    CHECK(test::read_file(dir / "asista.db") == before);
    for (const auto& name : names_in(dir.path())) CHECK_FALSE(contains(name, "damaged"));
}

TEST_CASE("another program's database is refused and not touched") {
    const char* const marks[] = {"PRAGMA application_id = 7", "PRAGMA user_version = 2", "PRAGMA application_id = 0"};
    for (const char* mark : marks) {
        CAPTURE(mark);
        const TempDir dir;
        sqlite3* raw = nullptr;
        REQUIRE(sqlite3_open((dir / "asista.db").c_str(), &raw) == SQLITE_OK);
        REQUIRE(sqlite3_exec(raw, "CREATE TABLE cookies(x)", nullptr, nullptr, nullptr) == SQLITE_OK);
        REQUIRE(sqlite3_exec(raw, mark, nullptr, nullptr, nullptr) == SQLITE_OK);
        sqlite3_close(raw);
        const std::string before = test::read_file(dir / "asista.db");

        const auto refused = Database::open(dir / "asista.db");

        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::unsupported);
        CHECK(contains(refused.error().message, "another program"));
        CHECK(test::read_file(dir / "asista.db") == before);
    }
}

TEST_CASE("a missing folder is an error that names it") {
    const TempDir dir;

    const auto refused = Database::open(dir.path() / "nowhere" / "asista.db");

    CHECK(refused.error().code == Errc::not_found);
    CHECK(contains(refused.error().message, "nowhere"));
}

TEST_CASE("a folder or a file that cannot be written is refused with the remedy") {
    for (const bool file_exists : {false, true}) {
        CAPTURE(file_exists);
        const TempDir dir;
        if (file_exists) {
            make_profile(dir / "asista.db");
            REQUIRE(chmod((dir / "asista.db").c_str(), 0444) == 0);
        }
        REQUIRE(chmod(dir.path().c_str(), 0555) == 0);

        const int status = in_child([&] {
            if (geteuid() == 0 && setuid(65534) != 0) return 10; // root ignores permissions: be nobody
            const auto refused = Database::open(dir / "asista.db");
            if (refused) return 11;
            if (refused.error().code != Errc::denied) return 12;
            return contains(refused.error().message, "can be written") ? 0 : 13;
        });

        CHECK(status == 0);
        REQUIRE(chmod(dir.path().c_str(), 0755) == 0);
    }
}

TEST_CASE("a folder turned read-only beneath a good file does not look like damage") {
    const TempDir dir;
    make_profile(dir / "asista.db");
    REQUIRE(chmod((dir / "asista.db").c_str(), 0666) == 0);
    REQUIRE(chmod(dir.path().c_str(), 0555) == 0);

    const int status = in_child([&] {
        if (geteuid() == 0 && setuid(65534) != 0) return 10;
        auto db = Database::open(dir / "asista.db"); // no -wal can be made beside it
        if (db) return 11;
        return db.error().code == Errc::denied || db.error().code == Errc::io ? 0 : 12;
    });

    CHECK(status == 0);
    REQUIRE(chmod(dir.path().c_str(), 0755) == 0);
    CHECK(names_in(dir.path()) == std::vector<std::string>{"asista.db", "asista.db.clean"});
}

TEST_CASE("writing beyond what the kernel allows fails, says so, and keeps what was there") {
    const TempDir dir;
    make_profile(dir / "asista.db");

    const int status = in_child([&] {
        auto db = Database::open(dir / "asista.db");
        if (!db) return 10;
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{300'000, 300'000};
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 11;
        const auto result = db->transaction([&]() -> Result<void> {
            for (int i = 0; i < 100; ++i)
                TRY(db->run("INSERT INTO users(name, created_at) VALUES(?1, 1)", std::string(100'000, 'x')));
            return {};
        });
        if (result) return 12;
        if (result.error().code != Errc::over_limit || !contains(result.error().message, "free some space")) return 13;
        if (!db->run("INSERT INTO users(name, created_at) VALUES('small', 1)")) return 14; // still usable
        return 0;
    });

    CHECK(status == 0);
    auto db = Database::open(dir / "asista.db");
    REQUIRE_MESSAGE(db, db.error().message);
    CHECK(db->notice().empty());
    CHECK(value(*db, "SELECT count(*) FROM users") == "2001");
}

TEST_CASE("a database that another program holds is busy, not broken") {
    const TempDir dir;
    make_profile(dir / "asista.db");
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open((dir / "asista.db").c_str(), &other) == SQLITE_OK);
    auto db = Database::open(dir / "asista.db");
    REQUIRE(db);
    REQUIRE(db->execute("PRAGMA busy_timeout = 20"));
    REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);

    const auto result = db->transaction([&] { return db->run("INSERT INTO users(name, created_at) VALUES('Ada', 1)"); });

    CHECK(result.error().code == Errc::busy);
    sqlite3_close(other);
    CHECK(db->run("INSERT INTO users(name, created_at) VALUES('Ada', 1)"));
}

// Statements, the cache and transactions, against real SQLite.
#include "store/database.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace asista;
using store::Database;

namespace {

constexpr store::Migration one_table[] = {
    {1, "0001_note", "CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT, size REAL, tag INTEGER) STRICT;"}};

Database memory() {
    auto db = Database::open(":memory:", {.schema = one_table});
    REQUIRE(db);
    return std::move(*db);
}

std::int64_t count(Database& db) {
    auto statement = db.prepare("SELECT count(*) FROM note");
    REQUIRE(statement);
    REQUIRE(statement->step());
    return statement->integer(0);
}

const std::string insert = "INSERT INTO note(text, size, tag) VALUES(?1, ?2, ?3)";

} // namespace

TEST_CASE("values come back as they were bound") {
    auto db = memory();
    const std::string text("grüße\0with zero", 17);

    REQUIRE(db.run(insert, text, 0.1, std::int64_t{-5'000'000'000}));
    REQUIRE(db.run(insert, "", std::optional<double>{}, std::optional<int>{7}));
    REQUIRE(db.run(insert, std::string_view{}, std::nullopt, true));

    auto rows = db.prepare("SELECT text, size, tag FROM note ORDER BY id");
    REQUIRE(rows);
    REQUIRE(rows->step().value());
    CHECK(rows->text(0) == text);
    CHECK(rows->real(1) == 0.1);
    CHECK(rows->integer(2) == -5'000'000'000);
    REQUIRE(rows->step().value());
    CHECK_FALSE(rows->is_null(0)); // empty text is text, not NULL
    CHECK(rows->is_null(1));
    CHECK(rows->maybe<int>(2) == 7);
    REQUIRE(rows->step().value());
    CHECK_FALSE(rows->is_null(0));
    CHECK(rows->maybe<int>(1) == std::nullopt);
    CHECK(rows->as<bool>(2));
    CHECK_FALSE(rows->step().value());
}

TEST_CASE("bytes come back as they were bound") {
    auto db = memory();
    const std::vector<std::byte> bytes{std::byte{0}, std::byte{255}, std::byte{7}};
    auto row = db.prepare("SELECT ?1, ?2");
    REQUIRE(row);

    row->bind(bytes, std::vector<std::byte>{});

    REQUIRE(row->step().value());
    CHECK(std::ranges::equal(row->bytes(0), bytes));
    CHECK(row->bytes(1).empty());
    CHECK_FALSE(row->is_null(1));
}

TEST_CASE("a cached statement forgets its values and its rows between uses") {
    auto db = memory();
    REQUIRE(db.run(insert, "a", 1.0, 1));
    REQUIRE(db.run(insert, "b", 2.0, 2));
    const char* const query = "SELECT text FROM note WHERE ?1 IS NULL OR tag = ?1 ORDER BY id";
    {
        auto first = db.prepare(query);
        REQUIRE(first);
        first->bind(2);
        REQUIRE(first->step().value());
        CHECK(first->text(0) == "b");
    }

    auto second = db.prepare(query);
    REQUIRE(second);
    REQUIRE(second->step().value());
    CHECK(second->text(0) == "a");
}

TEST_CASE("the same query can be open twice at once") {
    auto db = memory();
    REQUIRE(db.run(insert, "a", 1.0, 1));
    REQUIRE(db.run(insert, "b", 2.0, 2));
    const char* const query = "SELECT text FROM note ORDER BY id";

    auto outer = db.prepare(query);
    REQUIRE(outer->step().value());
    auto inner = db.prepare(query);
    REQUIRE(inner->step().value());

    CHECK(inner->text(0) == "a");
    REQUIRE(outer->step().value());
    CHECK(outer->text(0) == "b");
    CHECK(inner->text(0) == "a");
}

TEST_CASE("a transaction that fails leaves nothing behind") {
    auto db = memory();

    const auto result = db.transaction([&]() -> Result<int> {
        TRY(db.run(insert, "a", 1.0, 1));
        return fail(Errc::invalid, "no");
    });

    CHECK(result.error().message == "no");
    CHECK(count(db) == 0);
}

TEST_CASE("a transaction yields its body's value") {
    auto db = memory();

    const auto result = db.transaction([&]() -> Result<std::int64_t> {
        TRY(db.run(insert, "a", 1.0, 1));
        return db.last_row();
    });

    CHECK(result.value() == 1);
    CHECK(count(db) == 1);
}

TEST_CASE("an inner transaction fails alone when the outer one goes on") {
    auto db = memory();

    const auto result = db.transaction([&]() -> Result<void> {
        TRY(db.run(insert, "outer", 1.0, 1));
        const auto inner = db.transaction([&]() -> Result<void> {
            TRY(db.run(insert, "inner", 1.0, 1));
            return fail(Errc::invalid, "no");
        });
        CHECK_FALSE(inner);
        return db.run(insert, "after", 1.0, 1);
    });

    CHECK(result);
    CHECK(count(db) == 2);
}

TEST_CASE("after an error inside a transaction the next one works") {
    auto db = memory();
    const auto failed = db.transaction([&] { return db.run(insert, "a", 1.0, "no number"); });
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Errc::invalid);

    const auto result = db.transaction([&] { return db.run(insert, "a", 1.0, 1); });

    CHECK(result);
    CHECK(count(db) == 1);
}

TEST_CASE("a broken constraint is the caller's error and says which") {
    auto db = memory();
    REQUIRE(db.run("INSERT INTO note(id) VALUES(?1)", 1));

    const auto again = db.run("INSERT INTO note(id) VALUES(?1)", 1);

    CHECK(again.error().code == Errc::invalid);
    CHECK(again.error().message.find("note.id") != std::string::npos);
}

TEST_CASE("a misspelt statement is an internal error, not a crash") {
    auto db = memory();

    const auto result = db.run("SELEKT 1");

    CHECK(result.error().code == Errc::internal);
}

TEST_CASE("a full disk changes nothing and says what to do") {
    auto db = memory();
    REQUIRE(db.run(insert, "before", 1.0, 1));
    REQUIRE(db.execute("PRAGMA max_page_count = 4"));

    const auto result = db.transaction([&]() -> Result<void> {
        TRY(db.run(insert, "small", 1.0, 1));
        return db.run(insert, std::string(1 << 20, 'x'), 1.0, 1);
    });

    CHECK(result.error().code == Errc::over_limit);
    CHECK(result.error().message.find("free some space") != std::string::npos);
    CHECK(count(db) == 1);
    REQUIRE(db.execute("PRAGMA max_page_count = 100000"));
    CHECK(db.run(insert, "later", 1.0, 1));
}

// When the pages of a database are all read at its opening, and when they need not be: only a file that is as a clean end left it is taken at its word.
#include "child_process.hpp"
#include "store/database.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <functional>
#include <string>

using namespace asista;
using store::Database;
using test::in_child;
using test::TempDir;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t day_ms = 86'400'000, made_at = 1'795'340'460'000, later = made_at + 8 * day_ms;

// A closed profile of several pages, looked through when it was made.
void make_profile(const fs::path& file) {
    auto db = Database::open(file, {.now_ms = made_at});
    REQUIRE(db);
    REQUIRE(db->transaction([&]() -> Result<void> {
        for (int i = 0; i < 2000; ++i)
            TRY(db->run("INSERT INTO users(name, created_at) VALUES(?1, 1)", "user " + std::to_string(i)));
        return {};
    }));
}

// Whether opening it at `now`, more than a week after it was looked through, reads all of it. A file that is not looked through stays due.
bool looks_through(const fs::path& file, std::int64_t now = later) {
    const auto db = Database::open(file, {.now_ms = now});
    REQUIRE_MESSAGE(db, db.error().message);
    CHECK(db->notice().empty());
    return !db->check_due(now);
}

// In place, as a failing disk does, or a program that means no harm: `bytes` at `at`.
void overwrite(const fs::path& file, off_t at, const std::string& bytes) {
    const int fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    REQUIRE(fd >= 0);
    REQUIRE(::pwrite(fd, bytes.data(), bytes.size(), at) == static_cast<ssize_t>(bytes.size()));
    ::close(fd);
}

} // namespace

TEST_CASE("after a clean end the pages are not read again, after any other they are") {
    const TempDir dir;
    const auto file = dir / "asista.db";
    make_profile(file);

    CHECK_FALSE(looks_through(file));
    CHECK_FALSE(looks_through(file)); // and so on

    const int status = in_child([&] {
        const auto db = Database::open(file, {.now_ms = later});
        if (!db) return 1;
        kill(getpid(), SIGKILL);
        return 2;
    });
    REQUIRE(status == -SIGKILL);
    CHECK(looks_through(file));
    CHECK_FALSE(looks_through(file, later + 8 * day_ms));
}

TEST_CASE("a file that is not the one that was left is looked through") {
    struct Variant {
        const char* name;
        std::function<void(const fs::path&)> change;
    };
    const Variant variants[] = {
        {"a byte was written", [](const fs::path& file) { overwrite(file, 60, std::string(1, '\0')); }},
        {"a byte was written and the time set back",
         [](const fs::path& file) {
             struct stat before {};
             REQUIRE(::stat(file.c_str(), &before) == 0);
             overwrite(file, 60, std::string(1, '\0')); // free for applications: no damage
             const timespec times[2] = {before.st_atim, before.st_mtim};
             REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
         }},
        {"it was copied here",
         [](const fs::path& file) {
             const fs::path copy = file.string() + ".copy";
             fs::copy_file(file, copy);
             fs::last_write_time(copy, fs::last_write_time(file));
             fs::rename(copy, file);
         }},
        {"the mark is torn",
         [](const fs::path& file) {
             const auto mark = file.string() + ".clean", text = test::read_file(mark);
             test::write_file(mark, text.substr(0, text.size() / 2));
         }},
        {"the mark is empty", [](const fs::path& file) { test::write_file(file.string() + ".clean", ""); }},
        {"there is no mark", [](const fs::path& file) { fs::remove(file.string() + ".clean"); }},
        {"the mark is of another version",
         [](const fs::path& file) {
             const auto mark = file.string() + ".clean";
             test::write_file(mark, "2" + test::read_file(mark).substr(1));
         }},
    };
    for (const auto& variant : variants) {
        CAPTURE(variant.name);
        const TempDir dir;
        make_profile(dir / "asista.db");
        REQUIRE(fs::exists(dir / "asista.db.clean"));

        variant.change(dir / "asista.db");

        CHECK(looks_through(dir / "asista.db"));
        CHECK_FALSE(looks_through(dir / "asista.db", later + 8 * day_ms));
    }
}

TEST_CASE("a copied profile is looked through, the one it was copied from is not") {
    const TempDir one, two;
    make_profile(one / "asista.db");
    for (const auto* const name : {"asista.db", "asista.db.clean"}) fs::copy_file(one / name, two / name);

    CHECK(looks_through(two / "asista.db"));
    CHECK_FALSE(looks_through(one / "asista.db"));
}

TEST_CASE("while a database is open there is no mark, nor when another still has it open") {
    const TempDir dir;
    make_profile(dir / "asista.db");
    {
        const auto first = Database::open(dir / "asista.db", {.now_ms = later});
        REQUIRE(first);
        CHECK_FALSE(fs::exists(dir / "asista.db.clean"));
        {
            auto second = Database::open(dir / "asista.db", {.now_ms = later});
            REQUIRE(second);
            REQUIRE(second->run("UPDATE users SET name = 'Ada' WHERE id = 1"));
        }
        CHECK_FALSE(fs::exists(dir / "asista.db.clean"));
    }
    CHECK(fs::exists(dir / "asista.db.clean"));
}

TEST_CASE("damage that is met while it is open is found at the next start, though the end is clean") {
    const TempDir dir;
    const auto file = dir / "asista.db";
    make_profile(file);
    const std::string sound = test::read_file(file);
    {
        auto db = Database::open(file, {.now_ms = later});
        REQUIRE(db);
        REQUIRE(db->check_due(later)); // nothing was read yet
        overwrite(file, 4096, std::string(sound.size() - 4096, '\xAB'));
        auto count = db->prepare("SELECT count(*) FROM users NOT INDEXED WHERE name LIKE '%x%'");
        const auto read = count ? count->step() : Result<bool>(fail(std::move(count.error())));
        REQUIRE_FALSE(read);
        CHECK(read.error().message.find("is damaged; start Asista again") != std::string::npos);
    }
    CHECK_FALSE(fs::exists(dir / "asista.db.clean"));

    const auto fresh = Database::open(file, {.now_ms = later});
    REQUIRE(fresh);
    CHECK(fresh->notice().find("was damaged") != std::string::npos);
}

TEST_CASE("an open database is looked through beside its work, and what is found is not forgotten") {
    const TempDir dir;
    const auto file = dir / "asista.db";
    make_profile(file);
    const std::atomic<bool> goes_on = false, stopped = true;
    {
        auto db = Database::open(file, {.now_ms = later});
        REQUIRE(db);
        CHECK(Database::look_through(file, stopped).error().code == Errc::cancelled);
        const auto sound = Database::look_through(file, goes_on);
        REQUIRE_MESSAGE(sound, sound.error().message);
        CHECK(sound->empty());
        db->checked(later);
        CHECK_FALSE(db->check_due(later + 6 * day_ms));
        CHECK(db->check_due(later + 7 * day_ms));
        CHECK(db->check_due(later - 1)); // the clock was set back
    }
    CHECK(fs::exists(dir / "asista.db.clean"));
    {
        auto db = Database::open(file, {.now_ms = later + day_ms});
        REQUIRE(db);
        CHECK_FALSE(db->check_due(later + 6 * day_ms)); // when it was checked is known over a restart
        const auto size = static_cast<off_t>(fs::file_size(file));
        overwrite(file, size - 2 * 4096, std::string(2 * 4096, '\xAB'));
        const auto damaged = Database::look_through(file, goes_on);
        REQUIRE_MESSAGE(damaged, damaged.error().message);
        CHECK_FALSE(damaged->empty());
    }
    CHECK_FALSE(fs::exists(dir / "asista.db.clean"));
    const auto fresh = Database::open(file, {.now_ms = later});
    REQUIRE(fresh);
    CHECK(fresh->notice().find("was damaged") != std::string::npos);
}

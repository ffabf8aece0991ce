// Encrypted databases: what is on the disk, who opens it, and that nothing is lost that a plain one would keep.
#include "child_process.hpp"
#include "file_size_limit.hpp"
#include "store/copy.hpp"
#include "store/database.hpp"
#include "store/seal.hpp"
#include "store/sealed_blocks.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace asista;
using namespace asista::store;
using test::in_child;
using test::TempDir;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t now_ms = 1'795'340'460'000; // 2026-11-22T09:41:00Z
constexpr std::string_view passphrase = "correct horse battery";
const std::string secret = "nobody reads this sentence"; // what is looked for on the disk

std::shared_ptr<const SealKey> new_key() {
    auto key = SealKey::make(passphrase, SealEffort::least);
    REQUIRE_MESSAGE(key, key.error().message);
    return *key;
}

// The process's key, for as long as it lives.
struct Seal {
    explicit Seal(std::shared_ptr<const SealKey> key, NewDatabases new_ones = NewDatabases::sealed) {
        REQUIRE(use_seal(std::move(key), new_ones));
    }
    ~Seal() { static_cast<void>(use_seal(nullptr)); }
    Seal(const Seal&) = delete;
    Seal& operator=(const Seal&) = delete;
};

Database open(const fs::path& file) {
    auto db = Database::open(file, {.now_ms = now_ms});
    REQUIRE_MESSAGE(db, db.error().message);
    return std::move(*db);
}
Result<void> add_user(Database& db, const std::string& name) {
    return db.run("INSERT INTO users(name, created_at) VALUES(?1, 1)", name);
}
std::string value(Database& db, std::string_view sql) {
    auto statement = db.prepare(sql);
    REQUIRE_MESSAGE(statement, statement.error().message);
    REQUIRE(statement->step().value());
    return std::string(statement->text(0));
}
// A name, in any file of the folder.
bool on_disk(const fs::path& folder, std::string_view text) {
    return std::ranges::any_of(fs::directory_iterator(folder),
                               [&](const auto& entry) { return test::read_file(entry.path()).find(text) != std::string::npos; });
}
void make_profile(const fs::path& file, int users = 500) {
    auto db = open(file);
    REQUIRE(db.transaction([&]() -> Result<void> {
        for (int i = 0; i < users; ++i) TRY(add_user(db, secret + " " + std::to_string(i)));
        return {};
    }));
}

// One file through SQLite's layer, as SQLite would use it.
class RawFile {
  public:
    RawFile(const fs::path& path, int kind)
        : name_(sqlite3_create_filename((path.string() + ".db").c_str(), (path.string() + ".db-journal").c_str(),
                                        (path.string() + ".db-wal").c_str(), 0, nullptr)),
          vfs_(sqlite3_vfs_find("asista")), room_(static_cast<std::size_t>(vfs_->szOsFile) / sizeof(std::max_align_t) + 1) {
        const char* name = name_;
        if (kind == SQLITE_OPEN_WAL) name = sqlite3_filename_wal(name_);
        if (kind == SQLITE_OPEN_MAIN_JOURNAL) name = sqlite3_filename_journal(name_);
        if (kind != SQLITE_OPEN_MAIN_DB) RawFile(path, SQLITE_OPEN_MAIN_DB); // beside a sealed one
        path_ = name;
        REQUIRE(vfs_->xOpen(vfs_, name, file(), kind | SQLITE_OPEN_CREATE | SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK);
    }
    ~RawFile() {
        file()->pMethods->xClose(file());
        sqlite3_free_filename(const_cast<char*>(name_));
    }
    RawFile(const RawFile&) = delete;
    RawFile& operator=(const RawFile&) = delete;

    void write(const std::string& bytes, std::int64_t at) {
        REQUIRE(file()->pMethods->xWrite(file(), bytes.data(), static_cast<int>(bytes.size()), at) == SQLITE_OK);
    }
    std::string read(std::size_t amount, std::int64_t at, int expected) {
        std::string bytes(amount, '?');
        CHECK(file()->pMethods->xRead(file(), bytes.data(), static_cast<int>(amount), at) == expected);
        return bytes;
    }
    std::int64_t size() {
        sqlite3_int64 bytes = -1;
        REQUIRE(file()->pMethods->xFileSize(file(), &bytes) == SQLITE_OK);
        return bytes;
    }
    void truncate(std::int64_t to) { REQUIRE(file()->pMethods->xTruncate(file(), to) == SQLITE_OK); }
    const fs::path& path() const { return path_; }

  private:
    sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(room_.data()); }
    const char* name_;
    sqlite3_vfs* vfs_;
    std::vector<std::max_align_t> room_;
    fs::path path_;
};

} // namespace

TEST_CASE("a key opens with its passphrase alone") {
    const auto key = new_key();
    const auto again = SealKey::open(key->header(), passphrase);
    REQUIRE_MESSAGE(again, again.error().message);
    CHECK(std::ranges::equal((*again)->bytes(), key->bytes()));
    for (const char* wrong : {"", "correct horse batterz", "Correct horse battery", "correct horse battery "}) {
        const auto refused = SealKey::open(key->header(), wrong);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::denied);
    }
    CHECK(SealKey::make("short").error().code == Errc::invalid);
    CHECK(SealKey::make(std::string(longest_passphrase + 1, 'x')).error().code == Errc::invalid);
    CHECK_FALSE(std::ranges::equal(new_key()->bytes(), key->bytes()));
}

TEST_CASE("whatever is changed in a header, it opens nothing and asks for no endless work") {
    const auto key = new_key();
    for (std::size_t at = 0; at < 136; ++at) {
        CAPTURE(at);
        auto header = key->header();
        header[at] ^= std::byte{0x80};
        const auto refused = SealKey::open(header, passphrase);
        REQUIRE_FALSE(refused);
        CHECK((refused.error().code == Errc::denied || refused.error().code == Errc::invalid));
    }
}

TEST_CASE("another passphrase is the same key, and the one before opens nothing any more") {
    const TempDir dir;
    const auto key = new_key();
    {
        const Seal seal(key);
        make_profile(dir / "asista.db");
    }
    const auto other = key->with_passphrase("another one entirely", SealEffort::least);
    REQUIRE(other);
    REQUIRE(replace_seal(dir / "asista.db", **other));

    const auto header = read_seal(dir / "asista.db");
    REQUIRE(header);
    CHECK_FALSE(SealKey::open(*header, passphrase));
    const auto opened = SealKey::open(*header, "another one entirely");
    REQUIRE(opened);
    const Seal seal(*opened);
    auto db = open(dir / "asista.db");
    CHECK(value(db, "SELECT count(*) FROM users") == "500");
    CHECK(replace_seal(dir / "asista.db", *new_key()).error().code == Errc::invalid);
}

TEST_CASE("nothing that was written can be read on the disk, while open and after") {
    const TempDir dir;
    const auto key = new_key();
    {
        const Seal seal(key);
        make_profile(dir / "asista.db");
        auto db = open(dir / "asista.db");
        REQUIRE(add_user(db, secret));
        CHECK(db.journal_mode() == "wal");
        CHECK(fs::file_size(dir / "asista.db-wal") > 4096);
        CHECK_FALSE(on_disk(dir.path(), secret));
        CHECK_FALSE(on_disk(dir.path(), "CREATE TABLE"));
        CHECK_FALSE(on_disk(dir.path(), "SQLite format"));
        auto second = open(dir / "asista.db"); // beside it, as backups are
        CHECK(value(second, "SELECT count(*) FROM users") == "501");
    }
    CHECK_FALSE(on_disk(dir.path(), secret));
    const Seal seal(key);
    auto db = open(dir / "asista.db");
    CHECK(value(db, "SELECT count(*) FROM users") == "501");
    CHECK(value(db, "PRAGMA integrity_check") == "ok");
}

TEST_CASE("without its key a file is refused with the remedy, and stays what it is") {
    const TempDir dir;
    {
        const Seal seal(new_key());
        make_profile(dir / "asista.db");
    }
    const auto before = test::read_file(dir / "asista.db");
    const auto check = [&] {
        for (const bool read_only : {false, true}) {
            const auto refused = read_only ? Database::open_read_only(dir / "asista.db") : Database::open(dir / "asista.db");
            REQUIRE_FALSE(refused);
            CHECK(refused.error().code == Errc::denied);
            CHECK(refused.error().message.find("passphrase") != std::string::npos);
        }
    };
    check();
    {
        const Seal other(new_key());
        check();
    }
    CHECK(test::read_file(dir / "asista.db") == before);
    for (const auto& entry : fs::directory_iterator(dir.path()))
        CHECK(entry.path().filename().string().find("damaged") == std::string::npos);
}

TEST_CASE("what was committed is there after an unclean end, whenever that was") {
    for (const int commits : {1, 3, 40}) {
        CAPTURE(commits);
        const TempDir dir;
        const auto key = new_key();
        const int status = in_child([&] {
            if (!use_seal(key)) return 1;
            auto db = Database::open(dir / "asista.db");
            if (!db) return 2;
            for (int i = 0; i < commits; ++i)
                if (!db->run("INSERT INTO users(name, created_at) VALUES(?1, 1)", std::string(6000, 'a'))) return 3;
            kill(getpid(), SIGKILL);
            return 4;
        });
        CHECK(status == -SIGKILL);
        const Seal seal(key);
        auto db = open(dir / "asista.db");
        CHECK(db.notice().empty());
        CHECK(value(db, "SELECT count(*) FROM users") == std::to_string(commits));
        CHECK(value(db, "PRAGMA integrity_check") == "ok");
    }
}

TEST_CASE("a log that ends anywhere, or has damage, keeps every commit before that place") {
    const TempDir dir;
    const auto key = new_key();
    constexpr int commits = 6;
    std::vector<std::uintmax_t> ends; // of the log, after each commit
    const int status = in_child([&] {
        if (!use_seal(key)) return 1;
        auto db = Database::open(dir / "asista.db");
        if (!db || !db->execute("PRAGMA wal_checkpoint(TRUNCATE)")) return 2;
        std::ofstream out(dir / "ends");
        for (int i = 0; i < commits; ++i) {
            if (!db->run("INSERT INTO users(name, created_at) VALUES('x', 1)")) return 3;
            out << fs::file_size(dir / "asista.db-wal") << '\n';
        }
        out.close();
        kill(getpid(), SIGKILL);
        return 4;
    });
    REQUIRE(status == -SIGKILL);
    std::ifstream in(dir / "ends");
    for (std::uintmax_t end; in >> end;) ends.push_back(end);
    REQUIRE(ends.size() == commits);
    const auto database = test::read_file(dir / "asista.db"), log = test::read_file(dir / "asista.db-wal");
    REQUIRE(log.size() == ends.back());

    const Seal seal(key);
    std::mt19937 random(7);
    for (int turn = 0; turn < 120; ++turn) {
        const auto at = ends[0] + random() % (log.size() - ends[0]);
        const bool cut = turn % 2 == 0;
        CAPTURE(at);
        CAPTURE(cut);
        auto bytes = log;
        if (cut)
            bytes.resize(at);
        else
            bytes[at] = static_cast<char>(bytes[at] ^ 1);
        const TempDir copy;
        test::write_file(copy / "asista.db", database);
        test::write_file(copy / "asista.db-wal", bytes);
        auto db = open(copy / "asista.db");
        CHECK(db.notice().empty());
        const auto kept = std::ranges::count_if(ends, [at](std::uintmax_t end) { return end <= at; });
        CHECK(value(db, "SELECT count(*) FROM users") == std::to_string(kept));
    }
}

TEST_CASE("a page that somebody changed is damage, and the file is set aside whole") {
    const TempDir dir;
    const Seal seal(new_key());
    make_profile(dir / "asista.db");
    auto bytes = test::read_file(dir / "asista.db");
    REQUIRE(bytes.size() > 40'000);
    SUBCASE("one bit") { bytes[20'000] = static_cast<char>(bytes[20'000] ^ 1); }
    SUBCASE("two pages swapped") {
        const auto page = BlockLayout::page + BlockLayout::added;
        std::swap_ranges(bytes.begin() + 4096 + page * 3, bytes.begin() + 4096 + page * 4, bytes.begin() + 4096 + page * 5);
    }
    SUBCASE("cut off") { bytes.resize(bytes.size() / 2); }
    test::write_file(dir / "asista.db", bytes);

    auto db = open(dir / "asista.db");
    CHECK(db.notice().find("damaged") != std::string::npos);
    CHECK(test::read_file(dir / "asista.db.damaged-20261122T094100Z") == bytes);
    CHECK(value(db, "SELECT count(*) FROM users") == "0");
    REQUIRE(add_user(db, secret));
    CHECK_FALSE(on_disk(dir.path(), secret));
}

TEST_CASE("a second look at a database in the same process leaves its locks where they are") {
    const TempDir dir;
    const std::atomic<bool> never = false;
    bool sealed = false;
    SUBCASE("plain") {}
    SUBCASE("sealed") { sealed = true; }
    std::optional<Seal> seal;
    if (sealed) seal.emplace(new_key());
    make_profile(dir / "asista.db");
    auto db = open(dir / "asista.db");
    REQUIRE(add_user(db, secret));
    // SQLite's shared lock (https://www.sqlite.org/lockingv3.html): while it is held nobody takes the log for left over.
    const auto locked = [&] {
        return in_child([&] {
                   const int fd = ::open((dir / "asista.db").c_str(), O_RDWR | O_CLOEXEC);
                   struct flock lock {};
                   lock.l_type = F_WRLCK;
                   lock.l_whence = SEEK_SET;
                   lock.l_start = 0x40000000 + 2;
                   lock.l_len = 510;
                   return ::fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 1 : 0;
               }) == 1;
    };
    REQUIRE(locked());
    { // a preview of an import, a backup, a comparison
        auto read = Database::open_read_only(dir / "asista.db");
        REQUIRE_MESSAGE(read, read.error().message);
        auto scratch = Database::open_scratch(dir / "asista.db");
        REQUIRE_MESSAGE(scratch, scratch.error().message);
        CHECK(value(*scratch, "SELECT count(*) FROM users") == "501");
    }
    CHECK(locked());
    REQUIRE(copy_database(dir / "asista.db", dir / "copy.db", never));
    CHECK(locked());
    CHECK(is_sealed(dir / "copy.db") == sealed);
    REQUIRE(compare_databases(dir / "asista.db", dir / "copy.db", {{"users", "id"}}));
    CHECK(locked());
}

TEST_CASE("copies are sealed or not as what is made anew, and whole either way") {
    const TempDir dir;
    const std::atomic<bool> never = false;
    make_profile(dir / "plain.db");
    const auto key = new_key();
    {
        const Seal seal(key);
        const auto copied = copy_database(dir / "plain.db", dir / "sealed.db", never);
        REQUIRE_MESSAGE(copied, copied.error().message);
        CHECK(is_sealed(dir / "sealed.db"));
        CHECK(test::read_file(dir / "sealed.db").find(secret) == std::string::npos);
        REQUIRE(copy_database(dir / "sealed.db", dir / "sealed again.db", never, Source::copy));
        CHECK(check_copy(dir / "sealed again.db", migrations().back().version));
        const auto compared = compare_databases(dir / "plain.db", dir / "sealed again.db", {{"users", "id"}});
        REQUIRE(compared);
        CHECK(compared->tables[0].then == 500);
        CHECK(compared->tables[0].back + compared->tables[0].gone + compared->tables[0].otherwise == 0);
    }
    const Seal seal(key, NewDatabases::plain);
    REQUIRE(copy_database(dir / "sealed.db", dir / "back.db", never));
    CHECK_FALSE(is_sealed(dir / "back.db"));
    CHECK(test::read_file(dir / "back.db").find(secret) != std::string::npos);
}

TEST_CASE("a full disk fails the change and keeps what was there") {
    const TempDir dir;
    const auto key = new_key();
    {
        const Seal seal(key);
        make_profile(dir / "asista.db");
    }
    const int status = in_child([&] {
        if (!use_seal(key)) return 9;
        auto db = Database::open(dir / "asista.db");
        if (!db) return 10;
        const test::FileSizeLimit limit(300'000);
        const auto result = db->transaction([&]() -> Result<void> {
            for (int i = 0; i < 100; ++i) TRY(add_user(*db, std::string(100'000, 'x')));
            return {};
        });
        if (result) return 12;
        if (result.error().code != Errc::over_limit) return 13;
        if (!add_user(*db, "small")) return 14;
        return 0;
    });
    CHECK(status == 0);
    const Seal seal(key);
    auto db = open(dir / "asista.db");
    CHECK(db.notice().empty());
    CHECK(value(db, "SELECT count(*) FROM users") == "501");
}

TEST_CASE("a large statement that is taken back writes nothing readable beside the database") {
    const TempDir dir;
    const Seal seal(new_key());
    auto db = open(dir / "asista.db");
    // More than what SQLite keeps in memory for it, and more than its page cache.
    const auto added = db.transaction([&]() -> Result<void> {
        for (int i = 0; i < 3000; ++i) TRY(add_user(db, secret + std::string(3000, 'y')));
        TRY(db.run("UPDATE users SET name = name || ?1", secret));
        CHECK_FALSE(on_disk(dir.path(), secret));
        return fail(Errc::cancelled, "enough");
    });
    CHECK_FALSE(added);
    CHECK(value(db, "SELECT count(*) FROM users") == "0");
    CHECK(value(db, "PRAGMA integrity_check") == "ok");
}

TEST_CASE("places of blocks are one after the other, and sizes come back") {
    for (const auto kind : {BlockLayout::Kind::database, BlockLayout::Kind::log, BlockLayout::Kind::stream}) {
        const BlockLayout layout(kind);
        auto place = layout.at(0);
        CHECK(place.at == layout.begin());
        for (std::int64_t index = 0; index < 50; ++index) {
            CHECK(place.index == index);
            CHECK(layout.at(place.offset + place.bytes - 1).index == index);
            CHECK(layout.size_of(place.at) == place.offset);
            CHECK(layout.size_of(place.at + BlockLayout::added) == place.offset);
            CHECK(layout.size_of(place.at + BlockLayout::added + 1) == place.offset + 1);
            const auto next = layout.at(place.offset + place.bytes);
            CHECK(next.at == place.at + place.bytes + BlockLayout::added);
            place = next;
        }
    }
}

TEST_CASE("whatever is written, read and cut, wherever, is as in a file that is not sealed") {
    const Seal seal(new_key());
    for (const int kind : {SQLITE_OPEN_MAIN_DB, SQLITE_OPEN_WAL, SQLITE_OPEN_MAIN_JOURNAL}) {
        CAPTURE(kind);
        const TempDir dir;
        RawFile file(dir / "raw", kind);
        std::string model;
        std::mt19937 random(11);
        const auto below = [&random](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
        for (int turn = 0; turn < 1500; ++turn) {
            const auto at = below(10) == 0 ? below(60'000) : below(model.size() + 1);
            switch (below(8)) {
            case 0: // cut
                if (at <= model.size()) {
                    file.truncate(static_cast<std::int64_t>(at));
                    model.resize(at);
                }
                break;
            case 1:
            case 2:
            case 3: {
                std::string bytes(1 + below(below(3) == 0 ? 9000 : 60), '\0');
                for (auto& each : bytes) each = static_cast<char>(random());
                // Beyond the end a file that is not sealed has zeros up to there; in a sealed one they may begin with a whole block.
                file.write(bytes, static_cast<std::int64_t>(at));
                if (model.size() < at + bytes.size()) model.resize(at + bytes.size());
                model.replace(at, bytes.size(), bytes);
                break;
            }
            default: {
                const auto amount = 1 + below(9000);
                auto expected = model.substr(std::min(at, model.size()), amount);
                const int code = expected.size() == amount ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
                expected.resize(amount);
                REQUIRE(file.read(amount, static_cast<std::int64_t>(at), code) == expected);
            }
            }
            REQUIRE(file.size() == static_cast<std::int64_t>(model.size()));
        }
    }
}

// Encrypting a profile and ending that: all of it, from wherever a client that was killed left off.
#include "child_process.hpp"
#include "file_size_limit.hpp"
#include "services/backups.hpp"
#include "services/sealing.hpp"
#include "store/copy.hpp"
#include "store/database.hpp"
#include "support.hpp"
#include "temp_dir.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>

using namespace asista;
using namespace asista::test;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view passphrase = "correct horse";
const std::vector<std::string> backup_names{"asista-20261120T080000Z-daily.db", "asista-20261121T080000Z-byhand.db"};

struct SealedProfile {
    TempDir dir;
    fs::path database = dir / "asista.db", backups = dir / "backups";
    services::Sealing sealing{database, backups};
    std::shared_ptr<const store::SealKey> key = must(store::SealKey::make(passphrase, store::SealEffort::least));

    SealedProfile() {
        fs::create_directory(backups);
        {
            auto db = must(store::Database::open(database));
            must(db.run("INSERT INTO users(name, created_at) VALUES('Ada', 1)"));
        }
        for (const auto& name : backup_names) must(store::copy_database(database, backups / name, false));
    }
    ~SealedProfile() { static_cast<void>(store::use_seal(nullptr)); }

    void wish(bool seal) const {
        std::ofstream out(seal ? sealing.seal_wish() : sealing.unseal_wish(), std::ios::binary);
        if (seal) out.write(reinterpret_cast<const char*>(key->header().data()), store::seal_header_bytes);
    }
    // Whoever starts next: asks, if somebody has to be asked, and does what is wished for.
    std::vector<std::string> start() const {
        must(store::use_seal(nullptr));
        const auto asked = sealing.asked_for();
        if (!asked) return {};
        return must(sealing.unlock(must(store::SealKey::open(*asked, passphrase))));
    }
    std::string names() const {
        auto db = must(store::Database::open(database));
        CHECK(db.notice().empty());
        auto statement = must(db.prepare("SELECT group_concat(name) FROM users"));
        REQUIRE(must(statement.step()));
        return std::string(statement.text(0));
    }
    void check_all(bool sealed) const {
        CHECK(store::is_sealed(database) == sealed);
        for (const auto& name : backup_names) {
            CAPTURE(name);
            CHECK(store::is_sealed(backups / name) == sealed);
            CHECK(store::check_copy(backups / name, store::migrations().back().version));
        }
        CHECK_FALSE(fs::exists(sealing.seal_wish()));
        CHECK_FALSE(fs::exists(sealing.unseal_wish()));
        CHECK(names() == "Ada");
    }
};

} // namespace

TEST_CASE("a wished passphrase encrypts database and backups at the next start, and a wish to end it decrypts them") {
    const SealedProfile profile;
    CHECK_FALSE(profile.sealing.asked_for());
    profile.wish(true);
    CHECK(profile.sealing.work_ahead() != "");
    CHECK(profile.start().empty());
    profile.check_all(true);
    CHECK(profile.sealing.work_ahead() == "");
    CHECK(profile.start().empty());
    profile.check_all(true);
    profile.wish(false);
    CHECK(profile.start().empty());
    profile.check_all(false);
    CHECK_FALSE(store::used_seal());
}

TEST_CASE("wherever a client was killed while it turned the files, the next start goes on") {
    for (const bool seal : {true, false})
        for (const bool database_done : {false, true})
            for (std::size_t backups_done = 0; backups_done <= backup_names.size(); ++backups_done) {
                if (seal ? !database_done && backups_done > 0 : database_done && backups_done < backup_names.size())
                    continue; // the order there is
                CAPTURE(seal);
                CAPTURE(database_done);
                CAPTURE(backups_done);
                const SealedProfile profile;
                if (!seal) {
                    profile.wish(true);
                    profile.start();
                }
                profile.wish(seal);
                must(store::use_seal(profile.key, seal ? store::NewDatabases::sealed : store::NewDatabases::plain));
                const auto turn = [](const fs::path& file) {
                    must(store::copy_database(file, file.string() + ".part", false, store::Source::copy));
                    fs::rename(file.string() + ".part", file);
                };
                if (database_done) turn(profile.database);
                for (std::size_t i = 0; i < backups_done; ++i) turn(profile.backups / backup_names[i]);
                write_file(profile.database.string() + ".part", "half of a file");

                profile.start();
                if (!seal && database_done) fs::remove(profile.sealing.unseal_wish()); // means nothing any more
                fs::remove(profile.database.string() + ".part");
                profile.check_all(seal);
            }
}

TEST_CASE("a mark that was left over does not keep the next passphrase from being set") {
    const SealedProfile profile;
    profile.wish(false);
    CHECK_FALSE(profile.sealing.asked_for());
    profile.wish(true);
    CHECK(profile.start().empty());
    fs::remove(profile.sealing.unseal_wish());
    profile.check_all(true);
}

TEST_CASE("what was only in the log of a killed client is encrypted with the rest") {
    const SealedProfile profile;
    const int status = in_child([&] {
        auto db = store::Database::open(profile.database);
        if (!db || !db->run("INSERT INTO users(name, created_at) VALUES('Grace', 1)")) return 1;
        kill(getpid(), SIGKILL);
        return 2;
    });
    REQUIRE(status == -SIGKILL);
    REQUIRE(fs::file_size(profile.database.string() + "-wal") > 0);
    profile.wish(true);
    CHECK(profile.start().empty());
    CHECK(store::is_sealed(profile.database));
    CHECK(profile.names() == "Ada,Grace");
}

TEST_CASE("a backup that is damaged is named and stays, the others are encrypted") {
    const SealedProfile profile;
    auto bytes = read_file(profile.backups / backup_names[0]);
    std::fill(bytes.begin() + 4096, bytes.begin() + 12'000, 'x');
    write_file(profile.backups / backup_names[0], bytes);
    profile.wish(true);
    const auto left = profile.start();
    REQUIRE(left.size() == 1);
    CHECK(left[0].starts_with(backup_names[0]));
    CHECK(read_file(profile.backups / backup_names[0]) == bytes);
    CHECK(store::is_sealed(profile.backups / backup_names[1]));
    CHECK(store::is_sealed(profile.database));
}

TEST_CASE("without room for the copy nothing changes, and the next start tries again") {
    const SealedProfile profile;
    profile.wish(true);
    const auto before = read_file(profile.database);
    const int status = in_child([&] {
        const FileSizeLimit limit(before.size() / 2);
        const auto done = profile.sealing.unlock(profile.key);
        return !done && done.error().code == Errc::over_limit ? 0 : 1;
    });
    CHECK(status == 0);
    CHECK(read_file(profile.database) == before);
    CHECK(profile.sealing.asked_for());
    CHECK(profile.start().empty());
    profile.check_all(true);
}

// What secrets stay out of (backups, exports), and what becomes of them with a passphrase.
#include "secrets_rig.hpp"
#include "services/backups.hpp"
#include "services/export.hpp"
#include "services/sealing.hpp"
#include "services/services.hpp"
#include "store/sealed_content.hpp"

#include <atomic>

using namespace asista;
using namespace asista::test;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view secret = "sk-nobody-else-reads-this";
constexpr std::int64_t now = 1'795'340'460'000;

struct Profile {
    TempDir dir;
    fs::path database = dir / "asista.db", backups = dir / "backups";
    services::Sealing sealing{database, backups};

    Profile() {
        must(services::Services::open({.database = database, .now = now, .user_name = "Ada", .catalogue = {}}));
        SecretsRig rig(dir.path(), no_bus);
        must(rig.save("ai", secret));
    }
    ~Profile() { static_cast<void>(store::use_seal(nullptr)); }

    fs::path file() const { return dir / "secrets.json"; }
    // As the next start of the client does.
    std::vector<std::string> start(std::string_view passphrase) const {
        must(store::use_seal(nullptr));
        const auto asked = sealing.asked_for();
        REQUIRE(asked);
        return must(sealing.unlock(must(store::SealKey::open(*asked, passphrase))));
    }
    std::vector<std::string> set_passphrase(std::string_view passphrase) const {
        const auto key = must(store::SealKey::make(passphrase, store::SealEffort::least));
        write_file(sealing.seal_wish(),
                   std::string_view(reinterpret_cast<const char*>(key->header().data()), key->header().size()));
        return start(passphrase);
    }
    std::string loaded() const {
        SecretsRig rig(dir.path(), no_bus);
        return must(rig.load("ai"));
    }
    bool plain_anywhere() const {
        for (const auto& each : fs::recursive_directory_iterator(dir.path()))
            if (each.is_regular_file() && contains(read_file(each.path()), secret)) return true;
        return false;
    }
};

} // namespace

TEST_CASE("no backup and no export has a secret in it") {
    const Profile profile;
    const auto services =
        must(services::Services::open({.database = profile.database, .now = now, .user_name = "Ada", .catalogue = {}}));
    const std::atomic<bool> never = false;
    const auto backup = must(services::Backups(profile.database, profile.backups).make(calls::BackupReason::by_hand, now, never));
    auto db = must(store::Database::open(profile.database));
    must(services::export_all(db, services->user.id, profile.dir / "export.json", now));

    REQUIRE(fs::file_size(profile.dir / "export.json") > 0);
    REQUIRE(fs::file_size(profile.backups / backup.name) > 0);
    for (const auto& each : fs::recursive_directory_iterator(profile.dir.path())) {
        CAPTURE(each.path().string());
        if (each.is_regular_file()) CHECK(contains(read_file(each.path()), secret) == (each.path() == profile.file()));
        if (each.path().parent_path() == profile.backups) CHECK(each.path().filename() == backup.name);
    }
}

TEST_CASE("the file of secrets is encrypted, changes its passphrase, and is plain again, with the profile") {
    const Profile profile;
    write_file(profile.dir / "secrets.json.damaged", std::string("{\"ai\": \"") + std::string(secret));
    write_file(profile.dir / "secrets.json.new", secret); // of a client that was killed
    CHECK(profile.plain_anywhere());

    CHECK(profile.set_passphrase("correct horse").empty());
    CHECK_FALSE(profile.plain_anywhere());
    CHECK(store::is_sealed(profile.file()));
    CHECK(profile.loaded() == secret);
    {
        SecretsRig rig(profile.dir.path(), no_bus);
        CHECK(must(rig.save("other", "sk-other")).words.starts_with("a file encrypted with your passphrase: "));
        CHECK_FALSE(contains(read_file(profile.file()), "sk-other"));
        CHECK(must(rig.load("other")) == "sk-other");
    }

    const auto changed = must(store::used_seal()->with_passphrase("battery staple", store::SealEffort::least));
    must(store::replace_seal(profile.database, *changed));
    must(store::use_seal(changed));
    profile.sealing.change_others(*changed);
    CHECK(profile.loaded() == secret);
    for (const auto* name : {"secrets.json", "secrets.json.damaged"}) {
        const auto header = must(store::read_seal(profile.dir / name));
        CHECK(store::SealKey::open(header, "battery staple"));
        CHECK(error_of(store::SealKey::open(header, "correct horse")).code == Errc::denied);
    }

    write_file(profile.sealing.unseal_wish(), "");
    CHECK(profile.start("battery staple").empty());
    CHECK_FALSE(store::used_seal());
    CHECK_FALSE(store::is_sealed(profile.file()));
    CHECK(profile.loaded() == secret);
    CHECK(profile.plain_anywhere());
}

TEST_CASE("a plain file beside an encrypted database is encrypted when it is read, and that is said") {
    const Profile profile;
    const auto plain = read_file(profile.file());
    profile.set_passphrase("correct horse");
    fs::remove(profile.file());
    write_file(profile.file(), plain);
    fs::permissions(profile.file(), fs::perms(0600));

    SecretsRig rig(profile.dir.path(), no_bus);
    CHECK(must(rig.load("ai")) == secret);
    REQUIRE(rig.told.size() == 1);
    CHECK(contains(rig.told[0], "was not encrypted"));
    CHECK_FALSE(profile.plain_anywhere());
}

TEST_CASE("an encrypted file that was changed, or has another key, is set aside, and without a passphrase it is left alone") {
    const Profile profile;
    profile.set_passphrase("correct horse");
    auto bytes = read_file(profile.file());

    SUBCASE("changed") {
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
        write_file(profile.file(), bytes);
        SecretsRig rig(profile.dir.path(), no_bus);
        CHECK(must(rig.load("ai")) == "");
        CHECK(rig.told.size() == 1);
        CHECK(read_file(profile.dir / "secrets.json.damaged") == bytes);
    }
    SUBCASE("of another kind") {
        const auto text = must(store::open_content(*store::used_seal(), "secrets.json", bytes));
        CHECK(error_of(store::open_content(*store::used_seal(), "another.json", bytes)).code == Errc::invalid);
        CHECK(contains(text, secret));
    }
    SUBCASE("of another key") {
        must(store::use_seal(must(store::SealKey::make("another one", store::SealEffort::least))));
        SecretsRig rig(profile.dir.path(), no_bus);
        CHECK(must(rig.load("ai")) == "");
        CHECK(fs::exists(profile.dir / "secrets.json.damaged"));
    }
    SUBCASE("no passphrase") {
        must(store::use_seal(nullptr));
        SecretsRig rig(profile.dir.path(), no_bus);
        CHECK(error_of(rig.load("ai")).code == Errc::denied);
        CHECK(error_of(rig.save("ai", "sk-new")).code == Errc::denied);
        CHECK(read_file(profile.file()) == bytes);
    }
    SUBCASE("damaged while the passphrase is removed: named, and no reason to keep the rest encrypted") {
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
        write_file(profile.file(), bytes);
        write_file(profile.sealing.unseal_wish(), "");
        const auto left = profile.start("correct horse");
        REQUIRE(left.size() == 1);
        CHECK(left[0].starts_with("secrets.json ("));
        CHECK_FALSE(store::is_sealed(profile.database));
    }
}

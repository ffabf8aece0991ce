// Secrets where there is no keyring: the file, who may read it, and what becomes of it when it is not as it should be.
#include "file_size_limit.hpp"
#include "secrets_rig.hpp"

#include <sys/stat.h>
#include <unistd.h>

using namespace asista;
using namespace asista::test;
namespace fs = std::filesystem;

namespace {
mode_t mode_of(const fs::path& file) {
    struct stat status {};
    REQUIRE(::lstat(file.c_str(), &status) == 0);
    return status.st_mode & 07777;
}
} // namespace

TEST_CASE("without a session bus a secret goes into a file that only the person can read, and is found again") {
    const TempDir dir;
    {
        SecretsRig rig(dir.path(), no_bus);
        CHECK(must(rig.load("ai.anthropic")) == "");
        CHECK_FALSE(fs::exists(rig.file())); // asking leaves nothing behind
        const auto place = must(rig.save("ai.anthropic", "sk-first \"quoted\" \xc3\xa4"));
        CHECK_FALSE(place.keyring);
        CHECK(place.words.starts_with("a file that only you can read: " + rig.file().string() +
                                      ", because the session bus cannot be reached ("));
        CHECK(rig.secrets->place() == place);
        must(rig.save("ai.openai", "sk-second"));
        CHECK(mode_of(rig.file()) == 0600);
    }
    SecretsRig again(dir.path(), no_bus);
    CHECK(must(again.load("ai.anthropic")) == "sk-first \"quoted\" \xc3\xa4");
    must(again.save("ai.anthropic", "sk-third"));
    CHECK(must(again.load("ai.anthropic")) == "sk-third");
    must(again.remove("ai.anthropic"));
    must(again.remove("ai.anthropic"));
    CHECK(must(again.load("ai.anthropic")) == "");
    CHECK(must(again.load("ai.openai")) == "sk-second");
    CHECK_FALSE(contains(read_file(again.file()), "sk-third"));
    CHECK(again.told.empty());
}

TEST_CASE("a computer without libsecret keeps secrets in the file and says which package brings the keyring") {
    const TempDir dir;
    SecretsRig rig(dir.path(), {.bus = {}, .library = "libsecret-of-nobody.so.0"});
    const auto place = must(rig.save("ai.anthropic", "sk-first"));
    CHECK_FALSE(place.keyring);
    CHECK(contains(place.words, "install libsecret-1-0"));
    CHECK(must(rig.load("ai.anthropic")) == "sk-first");
}

TEST_CASE("names and secrets that are none are refused") {
    const TempDir dir;
    SecretsRig rig(dir.path(), no_bus);
    for (const auto& name : {std::string(), std::string("two\nlines"), std::string(201, 'a'), std::string("\xff")}) {
        CAPTURE(name);
        CHECK(error_of(rig.save(name, "sk")).code == Errc::invalid);
        CHECK(error_of(rig.load(name)).code == Errc::invalid);
        CHECK(error_of(rig.remove(name)).code == Errc::invalid);
    }
    CHECK(error_of(rig.save("ai", "")).code == Errc::invalid);
    CHECK(error_of(rig.save("ai", "\xff\xfe")).code == Errc::invalid);
    CHECK(error_of(rig.save("ai", std::string("a\0b", 3))).code == Errc::invalid);
    CHECK(error_of(rig.save("ai", std::string(64 * 1024 + 1, 'k'))).code == Errc::over_limit);
    CHECK_FALSE(fs::exists(rig.file()));
}

TEST_CASE("a file or folder that others can use is made the person's own, and that is said") {
    const TempDir dir;
    SecretsRig rig(dir.path(), no_bus);
    must(rig.save("ai", "sk-first"));
    fs::permissions(rig.file(), fs::perms(0644));
    fs::permissions(dir.path(), fs::perms(0775));
    CHECK(must(rig.load("ai")) == "sk-first");
    CHECK(mode_of(rig.file()) == 0600);
    CHECK(mode_of(dir.path()) == 0755);
    REQUIRE(rig.told.size() == 2);
    CHECK(contains(rig.told[0], "could write to the folder " + dir.path().string()));
    CHECK(contains(rig.told[1], "could read " + rig.file().string()));
    CHECK(must(rig.load("ai")) == "sk-first");
    CHECK(rig.told.size() == 2);
}

TEST_CASE("a link in the place of the file is refused, and what it leads to is neither read nor written") {
    const TempDir dir, elsewhere;
    SecretsRig rig(dir.path(), no_bus);
    must(rig.save("ai", "sk-first"));
    fs::rename(rig.file(), elsewhere / "theirs");
    const auto theirs = read_file(elsewhere / "theirs");

    SUBCASE("symbolic") { fs::create_symlink(elsewhere / "theirs", rig.file()); }
    SUBCASE("hard") { fs::create_hard_link(elsewhere / "theirs", rig.file()); }
    SUBCASE("a folder") { fs::create_directory(rig.file()); }

    for (const auto& error : {error_of(rig.load("ai")), error_of(rig.save("ai", "sk-second")), error_of(rig.remove("ai"))}) {
        CHECK(error.code == Errc::denied);
        CHECK(contains(error.message, rig.file().string()));
        CHECK(contains(error.message, "remove"));
    }
    CHECK(read_file(elsewhere / "theirs") == theirs);
}

TEST_CASE("a file or folder of somebody else is refused" * doctest::skip(::geteuid() != 0)) { // only root can give files away
    const TempDir dir;
    SecretsRig rig(dir.path(), no_bus);
    must(rig.save("ai", "sk-first"));
    REQUIRE(::chown(rig.file().c_str(), 65534, 65534) == 0);
    CHECK(error_of(rig.load("ai")).code == Errc::denied);
    CHECK(contains(error_of(rig.save("ai", "sk-second")).message, "belongs to somebody else"));
    REQUIRE(::chown(rig.file().c_str(), ::geteuid(), ::getegid()) == 0);
    CHECK(must(rig.load("ai")) == "sk-first");
    REQUIRE(::chown(dir.path().c_str(), 65534, 65534) == 0);
    CHECK(contains(error_of(rig.save("ai", "sk-second")).message, "the folder"));
}

TEST_CASE("a damaged file is set aside, said without its content, and the next secret begins a new one") {
    for (const std::string_view text : {"{\"version\": 1, \"secrets\": {\"ai\": \"sk-cut", "", "[]", "{\"version\": 2}",
                                        "{\"version\": 1, \"keyring\": [], \"secrets\": {\"ai\": 7}}"}) {
        CAPTURE(text);
        const TempDir dir;
        SecretsRig rig(dir.path(), no_bus);
        write_file(dir / "secrets.json.damaged", "an earlier one");
        write_file(rig.file(), text);
        fs::permissions(rig.file(), fs::perms(0600));
        CHECK(must(rig.load("ai")) == "");
        REQUIRE(rig.told.size() == 1);
        CHECK(contains(rig.told[0], "secrets.json.damaged-2"));
        CHECK_FALSE(contains(rig.told[0], "sk-cut"));
        CHECK(read_file(dir / "secrets.json.damaged-2") == text);
        CHECK(mode_of(dir / "secrets.json.damaged-2") == 0600);
        CHECK(read_file(dir / "secrets.json.damaged") == "an earlier one");
        must(rig.save("ai", "sk-new"));
        CHECK(must(rig.load("ai")) == "sk-new");
    }
}

TEST_CASE("a full disk leaves the secrets there were") {
    const TempDir dir;
    SecretsRig rig(dir.path(), no_bus);
    must(rig.save("ai", "sk-first"));
    const auto before = read_file(rig.file());
    {
        const FileSizeLimit limit(before.size() + 10);
        CHECK(error_of(rig.save("other", std::string(5'000, 'k'))).code == Errc::over_limit);
    }
    CHECK(read_file(rig.file()) == before);
    CHECK(must(rig.load("ai")) == "sk-first");
    CHECK(must(rig.load("other")) == "");
    CHECK(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()) == 1); // nothing half-written
    must(rig.save("other", std::string(5'000, 'k')));
}

TEST_CASE("no callback runs after the end") {
    const TempDir dir;
    SecretsRig rig(dir.path(), no_bus);
    bool called = false;
    rig.secrets->save("ai", services::SecretText(std::string("sk-first")), [&](const auto&) { called = true; });
    rig.secrets.reset();
    rig.inbox.run_all();
    CHECK_FALSE(called);
}

// Profiles that go to the trash: what is said of them before, where they are then, and what is never moved.
#include "core/profile_lock.hpp"
#include "core/profiles.hpp"
#include "core/trash.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <string>

using namespace asista;
using core::Profiles;
using test::read_file;
using test::TempDir;
using test::write_file;
namespace fs = std::filesystem;

namespace {

constexpr InstantMs at = 1'795'340'460'000; // 2026-11-22 09:41:00

struct Home {
    TempDir dir;
    fs::path home = dir / "asista", trash = dir / "Trash";
    fs::path work;
    Home() {
        fs::create_directories(home);
        const auto made = Profiles(home).create("Work & play");
        REQUIRE_MESSAGE(made, made.error().message);
        work = made->folder;
        fs::create_directories(work / "backups");
        write_file(work / "asista.db", std::string(1000, 'x'));
        write_file(work / "backups/2026-11-21.db", std::string(200, 'x'));
    }
    Result<fs::path> remove(std::string_view name = "Work & play") { return Profiles(home).remove(work, name, trash, at); }
    // Nothing of it has moved.
    void is_whole() {
        CHECK(fs::exists(work / "asista.db"));
        CHECK(fs::exists(work / "profile.json"));
        CHECK((!fs::exists(trash / "info") || fs::is_empty(trash / "info")));
        CHECK((!fs::exists(trash / "files") || fs::is_empty(trash / "files")));
    }
};

} // namespace

TEST_CASE("a profile that goes is whole in the trash, with where it was, and comes back by being put there") {
    Home h;
    const Profiles profiles(h.home);
    const auto seen = profiles.look(h.work);
    REQUIRE(seen);
    CHECK(seen->name == "Work & play");
    CHECK(seen->bytes > 1200);
    CHECK(seen->backups == 1);
    CHECK(seen->cannot.empty());

    const auto now = h.remove();

    REQUIRE_MESSAGE(now, now.error().message);
    CHECK(*now == h.trash / "files/work-play");
    CHECK_FALSE(fs::exists(h.work));
    CHECK(read_file(*now / "asista.db").size() == 1000);
    CHECK(profiles.list(false).size() == 1);
    CHECK(read_file(h.trash / "info/work-play.trashinfo") ==
          "[Trash Info]\nPath=" + h.work.string() + "\nDeletionDate=2026-11-22T09:41:00\n");
    struct stat folder {};
    REQUIRE(::stat(h.trash.c_str(), &folder) == 0);
    CHECK((folder.st_mode & 0777) == 0700);

    fs::rename(*now, h.work); // as a file manager does
    CHECK(profiles.list(false).size() == 2);
    CHECK(profiles.look(h.work)->cannot.empty()); // the lock of the removal is gone
}

TEST_CASE("a second one of that name, and what others left in the trash, is not replaced") {
    Home h;
    REQUIRE(h.remove());
    fs::create_directories(h.trash / "files/work-play.2"); // without information
    const auto again = Profiles(h.home).create("Work & play");
    REQUIRE(again);
    write_file(fs::path(again->folder) / "asista.db", "second");

    const auto now = h.remove();

    REQUIRE_MESSAGE(now, now.error().message);
    CHECK(*now == h.trash / "files/work-play.3");
    CHECK(read_file(*now / "asista.db") == "second");
    CHECK(read_file(h.trash / "files/work-play/asista.db").size() == 1000);
}

TEST_CASE("the path of what went is written as the specification has it") {
    const TempDir dir;
    const auto folder = dir / "B\u00FCro 100%\n";
    fs::create_directories(folder);
    const auto now = core::move_to_trash(folder, dir / "Trash", at);
    REQUIRE_MESSAGE(now, now.error().message);
    CHECK(read_file(fs::path(dir / "Trash/info") / (folder.filename().string() + ".trashinfo")) ==
          "[Trash Info]\nPath=" + dir.path().string() + "/B%C3%BCro%20100%25%0A\nDeletionDate=2026-11-22T09:41:00\n");
}

TEST_CASE("a profile that another client has open stays, and it says which") {
    Home h;
    {
        const auto other = core::lock_profile(h.work);
        REQUIRE(other);
        const auto seen = Profiles(h.home).look(h.work);
        REQUIRE(seen);
        CHECK(seen->cannot.find("is open already") != std::string::npos);
        const auto refused = h.remove();
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::busy);
        h.is_whole();
    }
    CHECK(h.remove());
}

TEST_CASE("the open profile, the first one, a wrong name, links and folders that are none are refused, and nothing moves") {
    Home h;
    const auto refused = [&](const Profiles& from, const fs::path& folder, std::string_view name) {
        const auto moved = from.remove(folder, name, h.trash, at);
        REQUIRE_FALSE(moved);
        CHECK_FALSE(moved.error().message.empty());
        h.is_whole();
        return moved.error().code;
    };
    const Profiles from_first(h.home), from_work(h.work);
    CHECK(refused(from_work, h.work, "Work & play") == Errc::busy);
    CHECK(refused(from_first, h.home, "Personal") == Errc::busy);
    CHECK(refused(from_work, h.home, "Personal") == Errc::invalid);
    CHECK_FALSE(from_work.look(h.home)->cannot.empty());
    CHECK(refused(from_first, h.work, "work & play") == Errc::invalid);
    CHECK(refused(from_first, h.work, "") == Errc::invalid);
    CHECK(refused(from_first, h.home / "profiles", "profiles") == Errc::not_found);
    CHECK(refused(from_first, h.work / "backups", "backups") == Errc::not_found);
    CHECK(refused(from_first, h.home / "profiles/../..", "x") == Errc::not_found);

    fs::create_directories(h.dir / "elsewhere");
    write_file(h.dir / "elsewhere/profile.json", "{\"name\": \"Linked\"}");
    fs::create_directory_symlink(h.dir / "elsewhere", h.home / "profiles/linked");
    CHECK(refused(from_first, h.home / "profiles/linked", "Linked") == Errc::invalid);
    CHECK(fs::exists(h.dir / "elsewhere/profile.json"));
    CHECK(fs::is_symlink(h.home / "profiles/linked"));
}

TEST_CASE("one that is gone already, or cannot be moved, is said so and leaves nothing in the trash") {
    Home h;
    fs::rename(h.work, h.dir / "away");
    CHECK(h.remove().error().code == Errc::not_found);
    const auto moved = core::move_to_trash(h.work, h.trash, at);
    CHECK(moved.error().code == Errc::not_found);
    CHECK(fs::is_empty(h.trash / "info"));
    fs::rename(h.dir / "away", h.work);

    CHECK(Profiles(h.home).remove(h.work, "Work & play", {}, at).error().code == Errc::unsupported);
    h.is_whole();
    write_file(h.dir / "file", "");
    CHECK_FALSE(Profiles(h.home).remove(h.work, "Work & play", h.dir / "file", at));
    h.is_whole();
    if (struct stat there{}, here{}; ::stat("/dev/shm", &there) == 0 && ::stat(h.home.c_str(), &here) == 0 &&
                                     there.st_dev != here.st_dev && ::access("/dev/shm", W_OK) == 0) {
        const auto far = fs::path("/dev/shm") / h.dir.path().filename();
        const auto refused = Profiles(h.home).remove(h.work, "Work & play", far, at);
        CHECK(refused.error().code == Errc::unsupported);
        CHECK(refused.error().message.find("another file system") != std::string::npos);
        CHECK(fs::is_empty(far / "info"));
        fs::remove_all(far);
        h.is_whole();
    }
    if (::geteuid() == 0) return; // nothing is read-only for root
    fs::permissions(h.home / "profiles", fs::perms::owner_read | fs::perms::owner_exec);
    CHECK(h.remove().error().code == Errc::denied);
    fs::permissions(h.home / "profiles", fs::perms::owner_all);
    h.is_whole();
}
